//! Follow-ups: months after the end of a case somebody asks how it went.

mod views;

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::actor::{Actor, StaffId};
use domain::follow_ups::{Answer, FollowUp, FollowUpId, NewFollowUpAttempt, Plan};
use domain::policy::Action;
use persistence::follow_ups::{self, Filter, Item, Key};
use persistence::{Error, Tx};
use serde::Deserialize;
use validator::Validate;

use crate::http::wire::{CaseIdField, DayField, FollowUpStatusField, OfficeIdField};
use crate::http::{
    Access, Command, Field, IfMatch, Links, List, ListOf, Problem, Query, Routes, Tagged, Valid,
};
use crate::routes::cases::{Follower, FollowerField};
use crate::texts::Language;
use views::{
    FollowUpAttemptRequest, FollowUpCancellationRequest, FollowUpOutcomeRequest, FollowUpRow,
    FollowUpView,
};

/// A page of follow-ups.
type FollowUps = ListOf<FollowUpRow>;

/// Which follow-ups.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct FollowUpFilter {
    #[validate(nested)]
    status: Option<FollowUpStatusField>,
    #[validate(nested)]
    planned_until: Option<DayField>,
    #[validate(nested)]
    office: Option<OfficeIdField>,
    #[validate(nested)]
    counsellor: Option<FollowerField>,
    #[validate(nested)]
    case: Option<CaseIdField>,
}

impl FollowUpFilter {
    fn filter(&self, actor: &Actor) -> Filter {
        let nobody = StaffId::new(uuid::Uuid::nil());
        let counsellor = Field::given(self.counsellor.as_ref()).map(|follower| match follower {
            Follower::Me => Some(actor.staff().unwrap_or(nobody)),
            Follower::Nobody => None,
            Follower::Staff(id) => Some(id),
        });
        Filter {
            status: Field::given(self.status.as_ref()),
            planned_until: Field::given(self.planned_until.as_ref()),
            office: Field::given(self.office.as_ref()),
            counsellor,
            case: Field::given(self.case.as_ref()),
        }
    }
}

/// The follow-up as the reader sees it.
fn view(
    tx: &mut Tx<'_>,
    follow_up: FollowUp,
    language: Language,
    links: &Links,
) -> Result<Tagged<FollowUpView>, Error> {
    let version = follow_up.version;
    let attempts = follow_ups::attempts(tx, &follow_up)?;
    let item = follow_ups::item(tx, follow_up)?;
    let view = FollowUpView::of(item, &attempts, (tx.actor(), language), links);
    Ok(Tagged(version, view))
}

/// Lists the follow-ups within reach, by the day for which they were planned.
///
/// Those of the cases that the caller follows, or followed to the end, or belongs to the team of; a
/// coordinator's offices' besides. After each end of a case two are planned, after so many months as
/// the organisation decided (`follow_up.first_months`, `follow_up.second_months`); none after a case
/// that was opened in error, of a person whose death any case tells, or after a case that had begun
/// when the person objected. They go where their case goes. Programs are told of none.
#[utoipa::path(get, path = "/follow-ups", tag = "follow-ups", operation_id = "follow_ups",
    params(
        ("status" = Option<FollowUpStatusField>, Query, description = "In this status only."),
        ("planned_until" = Option<DayField>, Query, description = "Planned for this day or before."),
        ("office" = Option<OfficeIdField>, Query, description = "Of this office only."),
        ("counsellor" = inline(Option<FollowerField>), Query, description = "Of `me`, of a colleague, or of `none`: nobody followed the case."),
        ("case" = Option<CaseIdField>, Query, description = "After this case only.")),
    responses((status = 200, body = FollowUps)))]
async fn list(query: Query, list: List<FollowUpFilter>) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let filter = list.filter.filter(query.actor());
    let paged = query
        .read(move |tx| {
            tx.record_access(Action::WorkCase, "follow_ups", None, None);
            follow_ups::list(tx, &filter, &page)
        })
        .await?;
    let links = query.links();
    let key = |item: &Item| Key {
        planned_for: item.follow_up.planned_for,
        id: item.follow_up.id,
    };
    list.answer(paged, key, |item| FollowUpRow::of(item, &links))?
        .respond()
}

/// Shows a follow-up with its attempts.
#[utoipa::path(get, path = "/follow-ups/{follow_up_id}", tag = "follow-ups",
    operation_id = "follow_up",
    params(("follow_up_id" = uuid::Uuid, Path, description = "The follow-up.")),
    responses((status = 200, body = FollowUpView)))]
async fn show(query: Query, id: Path<FollowUpId>) -> Result<HttpResponse, Problem> {
    let (links, language) = (query.links(), query.language());
    query
        .run(move |tx| {
            let follow_up = follow_ups::get(tx, *id, Action::WorkCase)?;
            let (individual, case) = (Some(follow_up.individual), Some(follow_up.case));
            tx.record_access(Action::WorkCase, "follow_up", individual, case);
            view(tx, follow_up, language, &links)
        })
        .await
}

/// Writes down an attempt to reach the person.
///
/// It is evidence and is never changed. The follow-up comes up again some days later
/// (`follow_up.retry_days`), until somebody concludes it.
#[utoipa::path(post, path = "/follow-ups/{follow_up_id}/attempts", tag = "follow-ups",
    operation_id = "record_follow_up_attempt",
    params(("follow_up_id" = uuid::Uuid, Path, description = "The follow-up.")),
    request_body = FollowUpAttemptRequest, responses((status = 200, body = FollowUpView)))]
async fn attempt(
    command: Command,
    id: Path<FollowUpId>,
    if_match: IfMatch,
    Valid(body): Valid<FollowUpAttemptRequest>,
) -> Result<HttpResponse, Problem> {
    let (channel, outcome) = (body.channel.parsed()?, body.outcome.parsed()?);
    let on = body.on.map(Field::parsed).transpose()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let follow_up = follow_ups::get(tx, *id, Action::WorkCase)?;
            if_match.check(follow_up.version)?;
            let new = NewFollowUpAttempt {
                id: tx.new_id(),
                on,
                channel,
                outcome,
            };
            let changed = follow_up.attempt(tx.actor(), new, tx.day()?)?;
            let tried = follow_ups::save_tried(tx, changed)?;
            view(tx, tried.follow_up, language, &links)
        })
        .await
}

/// Writes down how the person stands, or that nobody could find out.
///
/// `unreachable` is a status of its own, and says nothing about work: no count takes it for
/// `not_employed`. It asks for attempts on `follow_up.min_attempts` days from the planned one on, or
/// for the acknowledgement of `follow_up.few_attempts`, and of `follow_up.reached` where an attempt
/// reached the person; an answer of a day before the planned one for that of `follow_up.early`. Who
/// calls back after all is concluded still.
#[utoipa::path(post, path = "/follow-ups/{follow_up_id}/outcome", tag = "follow-ups",
    operation_id = "conclude_follow_up",
    params(("follow_up_id" = uuid::Uuid, Path, description = "The follow-up.")),
    request_body = FollowUpOutcomeRequest, responses((status = 200, body = FollowUpView)))]
async fn conclude(
    command: Command,
    id: Path<FollowUpId>,
    if_match: IfMatch,
    Valid(body): Valid<FollowUpOutcomeRequest>,
) -> Result<HttpResponse, Problem> {
    let answer = Answer {
        outcome: body.outcome.outcome()?,
        on: body.on.map(Field::parsed).transpose()?,
        acknowledged: body.acknowledged,
    };
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let follow_up = follow_ups::get(tx, *id, Action::WorkCase)?;
            if_match.check(follow_up.version)?;
            let (book, chain) = (tx.rulebook()?, tx.actor().chain());
            let plan = Plan {
                book: &book,
                chain: &chain,
            };
            let tried = follow_ups::attempts(tx, &follow_up)?;
            let (now, today) = (tx.now(), tx.day()?);
            let changed = follow_up.conclude(tx.actor(), &answer, &tried, plan, now, today)?;
            let follow_up = follow_ups::save(tx, changed)?;
            view(tx, follow_up, language, &links)
        })
        .await
}

/// Decides not to ask: the person died or objected, or there was nothing to ask.
///
/// A death or an objection takes back whatever else is planned of the person. A case that is opened
/// again takes its planned follow-ups back by itself, which nobody says here, and the death of a
/// person, as the end of any case, all of theirs; a case that ended so in error brings those of the
/// other cases back when it is opened again, as far as they lie ahead.
#[utoipa::path(post, path = "/follow-ups/{follow_up_id}/cancellation", tag = "follow-ups",
    operation_id = "cancel_follow_up",
    params(("follow_up_id" = uuid::Uuid, Path, description = "The follow-up.")),
    request_body = FollowUpCancellationRequest, responses((status = 200, body = FollowUpView)))]
async fn cancel(
    command: Command,
    id: Path<FollowUpId>,
    if_match: IfMatch,
    Valid(body): Valid<FollowUpCancellationRequest>,
) -> Result<HttpResponse, Problem> {
    let reason = body.reason.parsed()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let follow_up = follow_ups::get(tx, *id, Action::WorkCase)?;
            if_match.check(follow_up.version)?;
            let changed = follow_up.cancel(tx.actor(), reason, tx.now())?;
            let follow_up = follow_ups::save_cancelled(tx, changed)?;
            view(tx, follow_up, language, &links)
        })
        .await
}

/// Mounts the routes of this capability.
pub fn routes(routes: &mut Routes) {
    // How somebody stands is told to whoever may go on with it, and to no program.
    let work = Access::To(Action::WorkCase);
    routes
        .mount(__path_list, work, list)
        .mount(__path_show, work, show)
        .mount(__path_attempt, work, attempt)
        .mount(__path_conclude, work, conclude)
        .mount(__path_cancel, work, cancel);
}
