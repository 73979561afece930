//! Hand-overs: a case goes to another counsellor or another office, for good or for a time.

mod desks;
mod steps;
mod views;

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::actor::{Actor, StaffId};
use domain::event::CaseId;
use domain::hand_overs::{HandOver, HandOverId, NewHandOver};
use domain::policy::Action;
use persistence::cases::ByCounsellor;
use persistence::hand_overs::{self, Filter, Item};
use persistence::{Error, Tx, cases, offices};
use serde::Deserialize;
use validator::Validate;

use crate::http::wire::{CaseIdField, DirectionField, HandOverStatusField, OfficeIdField};
use crate::http::{
    Access, Command, Created, Field, Links, List, ListOf, Problem, Query, Routes, Tagged, Valid,
};
use crate::routes::cases::{Follower, FollowerField};
use crate::texts::Language;
use views::{HandOverRequest, HandOverRow, HandOverView, address};

/// A page of hand-overs.
type HandOvers = ListOf<HandOverRow>;

/// Which hand-overs.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct HandOverFilter {
    #[validate(nested)]
    status: Option<HandOverStatusField>,
    #[validate(nested)]
    direction: Option<DirectionField>,
    #[validate(nested)]
    office: Option<OfficeIdField>,
    #[validate(nested)]
    counsellor: Option<FollowerField>,
    #[validate(nested)]
    case: Option<CaseIdField>,
    mine_to_answer: Option<bool>,
}

impl HandOverFilter {
    fn filter(&self, actor: &Actor) -> Filter {
        let nobody = StaffId::new(uuid::Uuid::nil());
        let counsellor = Field::given(self.counsellor.as_ref()).map(|follower| match follower {
            Follower::Me => ByCounsellor::Staff(actor.staff().unwrap_or(nobody)),
            Follower::Nobody => ByCounsellor::Nobody {},
            Follower::Staff(id) => ByCounsellor::Staff(id),
        });
        Filter {
            status: Field::given(self.status.as_ref()),
            direction: Field::given(self.direction.as_ref()),
            office: Field::given(self.office.as_ref()),
            counsellor,
            case: Field::given(self.case.as_ref()),
            mine_to_answer: self.mine_to_answer == Some(true),
        }
    }
}

/// The hand-over as the reader sees it.
fn view(
    tx: &mut Tx<'_>,
    hand_over: HandOver,
    language: Language,
    links: &Links,
) -> Result<HandOverView, Error> {
    let item = hand_overs::item(tx, hand_over)?;
    let today = tx.day()?;
    Ok(HandOverView::of(item, tx.actor(), today, language, links))
}

/// Proposes that somebody else takes a case over.
///
/// The counsellor of the case or a coordinator of its office proposes it, to a colleague, to an
/// office, or to a colleague there. The case keeps its owner until somebody accepts, and is never
/// without one. Of each case there is one open hand-over: a second one is refused with
/// `hand_over_open`. A temporary one ends by itself after its last day.
#[utoipa::path(post, path = "/cases/{case_id}/hand-overs", tag = "hand-overs",
    operation_id = "propose_hand_over",
    params(("case_id" = uuid::Uuid, Path, description = "The case.")),
    request_body = HandOverRequest, responses((status = 201, body = HandOverView)))]
async fn propose(
    command: Command,
    id: Path<CaseId>,
    Valid(body): Valid<HandOverRequest>,
) -> Result<HttpResponse, Problem> {
    let office = body.office_id.map(Field::parsed).transpose()?;
    let counsellor = body.counsellor_id.map(Field::parsed).transpose()?;
    let (term, reason) = (body.term.term()?, body.reason.parsed()?);
    let note = body.note.map(Field::parsed).transpose()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let case = cases::lock(tx, *id, Action::HandOverCases)?;
            let new = NewHandOver {
                id: tx.new_id(),
                office: office.map(|id| offices::named(tx, id)).transpose()?,
                counsellor: counsellor.map(|id| cases::colleague(tx, id)).transpose()?,
                term,
                reason,
                note: note.clone(),
            };
            let changed = HandOver::propose(tx.actor(), &case, new, tx.now(), tx.day()?)?;
            let hand_over = hand_overs::insert(tx, changed)?;
            Ok(Created {
                location: links.to(address(hand_over.id)),
                version: hand_over.version,
                view: view(tx, hand_over, language, &links)?,
            })
        })
        .await
}

/// Lists the hand-overs in which the caller has a part, the last proposed first.
///
/// Those that the caller proposed, gave, is asked for or took over; a coordinator's offices'
/// besides. Whoever did not take a case over, or gave it back, has no part in it any more. `mine_to_answer=true` shows what waits for the caller's answer; `status=stuck` what
/// should have gone back and could not, so that the coordinator decides.
#[utoipa::path(get, path = "/hand-overs", tag = "hand-overs", operation_id = "hand_overs",
    params(
        ("status" = Option<HandOverStatusField>, Query, description = "In this status only."),
        ("direction" = inline(Option<DirectionField>), Query, description = "To the caller and the caller's offices only, or from there."),
        ("office" = Option<OfficeIdField>, Query, description = "From or to this office only."),
        ("counsellor" = inline(Option<FollowerField>), Query, description = "Of `me` or of a colleague: who gave, is asked or took over; `none` where an office is asked, and nobody there."),
        ("case" = Option<CaseIdField>, Query, description = "Of this case only."),
        ("mine_to_answer" = Option<bool>, Query, description = "Only what waits for the caller's answer.")),
    responses((status = 200, body = HandOvers)))]
async fn list(query: Query, list: List<HandOverFilter>) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let filter = list.filter.filter(query.actor());
    let paged = query
        .read(move |tx| {
            tx.record_access(Action::HandOverCases, "hand_overs", None, None);
            hand_overs::list(tx, &filter, &page)
        })
        .await?;
    let links = query.links();
    let key = |item: &Item| item.hand_over.id;
    list.answer(paged, key, |item| HandOverRow::of(item, &links))?
        .respond()
}

/// Shows a hand-over.
#[utoipa::path(get, path = "/hand-overs/{hand_over_id}", tag = "hand-overs",
    operation_id = "hand_over",
    params(("hand_over_id" = uuid::Uuid, Path, description = "The hand-over.")),
    responses((status = 200, body = HandOverView)))]
async fn show(query: Query, id: Path<HandOverId>) -> Result<HttpResponse, Problem> {
    let (links, language) = (query.links(), query.language());
    query
        .run(move |tx| {
            let hand_over = hand_overs::get(tx, *id)?;
            let (individual, case) = (Some(hand_over.individual), Some(hand_over.case));
            tx.record_access(Action::HandOverCases, "hand_over", individual, case);
            let version = hand_over.version;
            Ok(Tagged(version, view(tx, hand_over, language, &links)?))
        })
        .await
}

/// Mounts the routes of this capability.
pub fn routes(routes: &mut Routes) {
    let access = Access::To(Action::HandOverCases);
    routes
        .mount(__path_propose, access, propose)
        .mount(__path_list, access, list)
        .mount(__path_show, access, show);
    steps::routes(routes);
    desks::routes(routes);
}
