//! First interviews, and what they lead to.

mod views;

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::intakes::{Intake, IntakeId, NewIntake, Outcome};
use domain::kernel::{Named, Refusal};
use domain::policy::Action;
use persistence::intakes::{self, Filter, Item, Key};
use persistence::{Error, Tx, cases, names, referrals};
use serde::Deserialize;
use validator::Validate;

use crate::http::wire::{IndividualIdField, IntakeStatusField, OfficeIdField};
use crate::http::{
    Access, Command, Created, Field, IfMatch, Links, List, ListOf, Problem, Query, Routes, Tagged,
    Valid,
};
use crate::texts::Language;
use views::{
    IntakeConclusionRequest, IntakeDecision, IntakeRequest, IntakeRow, IntakeView, InterviewBody,
    address,
};

/// A page of first interviews.
type Intakes = ListOf<IntakeRow>;

/// Which first interviews.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct IntakeFilter {
    #[validate(nested)]
    status: Option<IntakeStatusField>,
    #[validate(nested)]
    office: Option<OfficeIdField>,
    #[validate(nested)]
    individual: Option<IndividualIdField>,
}

/// The interview as the reader sees it.
fn view(
    tx: &mut Tx<'_>,
    intake: &Intake,
    language: Language,
    links: &Links,
) -> Result<IntakeView, Error> {
    let referral = referrals::of_intake(tx, intake.id)?;
    Ok(IntakeView::of(
        intake,
        referral,
        tx.actor(),
        language,
        links,
    ))
}

/// Holds a first interview.
///
/// It names anybody of the organisation, at an office of the caller, and the privacy notice that
/// the person was shown (Reg. (EU) 2016/679, art. 13). One that answers a referral names it: the
/// office has accepted it, and nobody has been heard for it yet.
#[utoipa::path(post, path = "/intakes", tag = "intakes", operation_id = "take_intake",
    request_body = IntakeRequest, responses((status = 201, body = IntakeView)))]
async fn take(
    command: Command,
    Valid(body): Valid<IntakeRequest>,
) -> Result<HttpResponse, Problem> {
    let (individual, office) = (body.individual_id.parsed()?, body.office_id.parsed()?);
    let on = body.on.map(Field::parsed).transpose()?;
    let interview = body.interview.interview()?;
    let referral = body.referral_id.map(Field::parsed).transpose()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let referral = referral
                .map(|id| referrals::to_receive(tx, id))
                .transpose()?;
            let new = NewIntake {
                id: tx.new_id(),
                individual: names::person(tx, individual)?,
                office,
                on,
                interview: interview.clone(),
                referral: referral.clone(),
            };
            let changed = Intake::take(tx.actor(), new, tx.day()?)?;
            let intake = intakes::insert(tx, changed)?;
            if let Some(Named::Known(referral)) = referral {
                referrals::save(tx, referral.receive(&intake)?)?;
            }
            Ok(Created {
                location: links.to(address(intake.id)),
                version: intake.version,
                view: view(tx, &intake, language, &links)?,
            })
        })
        .await
}

/// Lists the first interviews of the caller's offices, the newest day first.
#[utoipa::path(get, path = "/intakes", tag = "intakes", operation_id = "intakes",
    params(
        ("status" = Option<IntakeStatusField>, Query, description = "In this status only."),
        ("office" = Option<OfficeIdField>, Query, description = "Of this office only."),
        ("individual" = Option<IndividualIdField>, Query, description = "Of this person only.")),
    responses((status = 200, body = Intakes)))]
async fn list(query: Query, list: List<IntakeFilter>) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let filter = Filter {
        status: Field::given(list.filter.status.as_ref()),
        office: Field::given(list.filter.office.as_ref()),
        individual: Field::given(list.filter.individual.as_ref()),
    };
    let paged = query
        .read(move |tx| {
            tx.record_access(Action::ReadIntake, "intakes", None, None);
            intakes::list(tx, &filter, &page)
        })
        .await?;
    let links = query.links();
    let key = |item: &Item| Key {
        on: item.intake.on,
        id: item.intake.id,
    };
    list.answer(paged, key, |item| IntakeRow::of(item, &links))?
        .respond()
}

/// Shows a first interview.
#[utoipa::path(get, path = "/intakes/{intake_id}", tag = "intakes", operation_id = "intake",
    params(("intake_id" = uuid::Uuid, Path, description = "The interview.")),
    responses((status = 200, body = IntakeView)))]
async fn show(query: Query, id: Path<IntakeId>) -> Result<HttpResponse, Problem> {
    let (links, language) = (query.links(), query.language());
    query
        .run(move |tx| {
            let intake = intakes::get(tx, *id, Action::ReadIntake)?;
            tx.record_access(Action::ReadIntake, "intake", Some(intake.individual), None);
            let view = view(tx, &intake, language, &links)?;
            Ok(Tagged(intake.version, view))
        })
        .await
}

/// Replaces what was said, as long as nothing is decided.
#[utoipa::path(put, path = "/intakes/{intake_id}", tag = "intakes",
    operation_id = "revise_intake",
    params(("intake_id" = uuid::Uuid, Path, description = "The interview.")),
    request_body = InterviewBody, responses((status = 200, body = IntakeView)))]
async fn revise(
    command: Command,
    id: Path<IntakeId>,
    if_match: IfMatch,
    Valid(body): Valid<InterviewBody>,
) -> Result<HttpResponse, Problem> {
    let interview = body.interview()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let intake = intakes::get(tx, *id, Action::TakeIntake)?;
            if_match.check(intake.version)?;
            let person = names::person_of_record(tx, intake.individual)?;
            let mut interview = interview.clone();
            if referrals::of_intake(tx, intake.id)?.is_some() {
                interview = interview.answering_referral();
            }
            let changed = intake.revise(tx.actor(), interview, &person, tx.day()?)?;
            let intake = intakes::save(tx, changed)?;
            let view = view(tx, &intake, language, &links)?;
            Ok(Tagged(intake.version, view))
        })
        .await
}

/// Decides what comes of a first interview.
///
/// `case_opened` opens the case in the same step: at the office of the interview, for whoever may
/// open cases there, once for each person. After `waiting` everything else can still follow.
#[utoipa::path(post, path = "/intakes/{intake_id}/conclusion", tag = "intakes",
    operation_id = "conclude_intake",
    params(("intake_id" = uuid::Uuid, Path, description = "The interview.")),
    request_body = IntakeConclusionRequest, responses((status = 200, body = IntakeView)))]
async fn conclude(
    command: Command,
    id: Path<IntakeId>,
    if_match: IfMatch,
    Valid(body): Valid<IntakeConclusionRequest>,
) -> Result<HttpResponse, Problem> {
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let intake = intakes::get(tx, *id, Action::TakeIntake)?;
            if_match.check(intake.version)?;
            let outcome = outcome(tx, &intake, body.outcome.clone())?;
            let changed = intake.conclude(tx.actor(), outcome, tx.day()?)?;
            let intake = intakes::save(tx, changed)?;
            let view = view(tx, &intake, language, &links)?;
            Ok(Tagged(intake.version, view))
        })
        .await
}

/// The decision in the words of the domain; a case that it opens is stored.
fn outcome(tx: &mut Tx<'_>, intake: &Intake, decision: IntakeDecision) -> Result<Outcome, Error> {
    // `Valid` has let in nothing that does not parse.
    let lost = |_: Problem| Error::Corrupt("unchecked body");
    Ok(match decision {
        IntakeDecision::InformationOnly {} => Outcome::InformationOnly {},
        IntakeDecision::ReferredElsewhere { to, service } => Outcome::ReferredElsewhere {
            to: to.parsed().map_err(lost)?,
            service: service.map(Field::parsed).transpose().map_err(lost)?,
        },
        IntakeDecision::Waiting { until } => Outcome::Waiting {
            until: until.map(Field::parsed).transpose().map_err(lost)?,
        },
        IntakeDecision::CaseOpened {
            counsellor_id,
            reason,
        } => {
            let reason = reason.parsed().map_err(lost)?;
            let counsellor = counsellor_id.map(Field::parsed).transpose().map_err(lost)?;
            let counsellor = counsellor.map(|id| cases::colleague(tx, id)).transpose()?;
            let person = names::person_of_record(tx, intake.individual)?;
            let below = |refusal: Refusal| refusal.below("/outcome");
            let changed = intake
                .open_case(
                    tx.actor(),
                    tx.new_id(),
                    person,
                    counsellor,
                    reason,
                    tx.day()?,
                )
                .map_err(below)?;
            let case = cases::insert(tx, changed)?.id;
            Outcome::CaseOpened { case }
        }
    })
}

/// Mounts the routes of this file.
pub fn routes(routes: &mut Routes) {
    let take_access = Access::To(Action::TakeIntake);
    let read = Access::To(Action::ReadIntake);
    routes
        .mount(__path_take, take_access, take)
        .mount(__path_list, read, list)
        .mount(__path_show, read, show)
        .mount(__path_revise, take_access, revise)
        .mount(__path_conclude, take_access, conclude);
}
