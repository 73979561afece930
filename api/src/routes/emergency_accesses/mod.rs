//! Emergency access: a record out of reach is opened for a few hours, with a reason.

mod views;

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::emergency_accesses::{Emergency, EmergencyAccess, EmergencyId};
use domain::event::IndividualId;
use domain::kernel::{Changed, Refusal};
use domain::policy::Action;
use persistence::emergency_accesses::{self, Filter, Known};
use persistence::{Error, Tx};

use crate::http::wire::{EmergencyIdField, IndividualIdField};
use crate::http::{
    Access, Command, Created, IfMatch, Links, List, ListOf, Problem, Query, Routes, Tagged, Valid,
};
use crate::texts::Language;
use views::{EmergencyAccessRequest, EmergencyAccessView, EmergencyFilter, EmergencyReviewRequest};

type EmergencyAccesses = ListOf<EmergencyAccessView>;

fn address(id: EmergencyId) -> String {
    format!("/emergency-accesses/{id}")
}

fn view(tx: &Tx<'_>, known: Known, language: Language, links: &Links) -> EmergencyAccessView {
    EmergencyAccessView::of(known, (tx.actor(), tx.now()), language, links)
}

/// Opens a record out of reach for a few hours.
///
/// For whoever has the person at the desk while those who follow the case are away. It opens reads
/// of this one record: sections, file, timeline, and notes that are open to everybody; of the
/// household what the role may read anyway; never sealed data, and nothing can be written. It ends
/// by itself after three hours (a parameter). Every read under it is recorded with the purpose
/// `emergency`, coordinators find it in their list, and the person finds it, with its reason, at
/// the head of the access record. Refused with `emergency_not_needed` when the caller reads the
/// record anyway, and with `emergency_running` while an emergency access of the caller to it runs.
#[utoipa::path(post, path = "/individuals/{individual_id}/emergency-accesses",
    tag = "emergency-accesses", operation_id = "open_in_emergency",
    params(("individual_id" = IndividualIdField, Path, description = "Whose record.")),
    request_body = EmergencyAccessRequest, responses((status = 201, body = EmergencyAccessView)))]
async fn begin(
    command: Command,
    id: Path<IndividualId>,
    Valid(body): Valid<EmergencyAccessRequest>,
) -> Result<HttpResponse, Problem> {
    let (purpose, reason) = body.grounds()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let target = emergency_accesses::target(tx, *id)?;
            let asked = Emergency {
                id: tx.new_id(),
                individual: target.individual,
                within_reach: target.within_reach,
                purpose,
                reason: reason.clone(),
            };
            let (book, chain) = (tx.rulebook()?, tx.actor().chain());
            let when = (tx.now(), tx.day()?);
            let changed = EmergencyAccess::begin(tx.actor(), asked, (&book, &chain), when)?;
            let known = emergency_accesses::insert(tx, changed)?;
            Ok(Created {
                location: links.to(address(known.access.id)),
                version: known.access.version,
                view: view(tx, known, language, &links),
            })
        })
        .await
}

/// Lists emergency accesses, the latest first.
///
/// The own ones; for coordinators also those of whoever works at their offices and those to records
/// of whoever is registered or followed there.
#[utoipa::path(get, path = "/emergency-accesses", tag = "emergency-accesses",
    operation_id = "emergency_accesses",
    params(("status" = Option<String>, Query, description = "Those that stand so.",
        pattern = "^(running|ended|reviewed)$", max_length = 8, example = "ended")),
    responses((status = 200, body = EmergencyAccesses)))]
async fn list(query: Query, list: List<EmergencyFilter>) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let filter = Filter {
        status: list.filter.status(),
    };
    let links = query.links();
    let (paged, now) = query
        .read(move |tx| {
            let paged = emergency_accesses::list(tx, filter, &page)?;
            tx.record_access(Action::ReadEmergencies, "emergency_accesses", None, None);
            Ok((paged, tx.now()))
        })
        .await?;
    let key = |known: &Known| known.access.id;
    let row = |known| EmergencyAccessView::row(known, now, &links);
    list.answer(paged, key, row)?.respond()
}

/// Shows an emergency access.
#[utoipa::path(get, path = "/emergency-accesses/{emergency_id}", tag = "emergency-accesses",
    operation_id = "emergency_access",
    params(("emergency_id" = EmergencyIdField, Path, description = "The emergency access.")),
    responses((status = 200, body = EmergencyAccessView)))]
async fn show(query: Query, id: Path<EmergencyId>) -> Result<HttpResponse, Problem> {
    let (links, language) = (query.links(), query.language());
    query
        .run(move |tx| {
            let action = Action::ReadEmergencies;
            let known = emergency_accesses::get(tx, *id, action)?;
            let person = Some(known.access.individual);
            tx.record_access(action, "emergency_access", person, None);
            let version = known.access.version;
            Ok(Tagged(version, view(tx, known, language, &links)))
        })
        .await
}

/// Ends an emergency access before its time.
///
/// Whoever opened the record does that, or a coordinator who sees it.
#[utoipa::path(post, path = "/emergency-accesses/{emergency_id}/end", tag = "emergency-accesses",
    operation_id = "end_emergency_access",
    params(("emergency_id" = EmergencyIdField, Path, description = "The emergency access.")),
    responses((status = 200, body = EmergencyAccessView)))]
async fn end(
    command: Command,
    id: Path<EmergencyId>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    let action = Action::EndEmergency;
    decide(command, (*id, action), if_match, |tx, access| {
        access.end(tx.actor(), tx.now())
    })
    .await
}

/// Says that a coordinator looked at what was done under an emergency access.
///
/// Once it has ended, and by somebody else than who opened the record.
#[utoipa::path(post, path = "/emergency-accesses/{emergency_id}/review",
    tag = "emergency-accesses", operation_id = "review_emergency_access",
    params(("emergency_id" = EmergencyIdField, Path, description = "The emergency access.")),
    request_body = EmergencyReviewRequest, responses((status = 200, body = EmergencyAccessView)))]
async fn review(
    command: Command,
    id: Path<EmergencyId>,
    if_match: IfMatch,
    Valid(body): Valid<EmergencyReviewRequest>,
) -> Result<HttpResponse, Problem> {
    let (note, action) = (body.note()?, Action::ReviewEmergency);
    decide(command, (*id, action), if_match, move |tx, access| {
        access.review(tx.actor(), note.clone(), tx.now())
    })
    .await
}

/// Gets the emergency access, decides, saves.
async fn decide(
    command: Command,
    (id, action): (EmergencyId, Action),
    if_match: IfMatch,
    decision: impl Fn(&Tx<'_>, EmergencyAccess) -> Result<Changed<EmergencyAccess>, Refusal>
    + Send
    + 'static,
) -> Result<HttpResponse, Problem> {
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let known = emergency_accesses::get(tx, id, action)?;
            if_match.check(known.access.version)?;
            let changed = decision(tx, known.access)?;
            let known = emergency_accesses::save(tx, changed)?;
            let version = known.access.version;
            Ok::<_, Error>(Tagged(version, view(tx, known, language, &links)))
        })
        .await
}

/// Mounts the routes of this folder.
pub fn routes(routes: &mut Routes) {
    let read = Access::To(Action::ReadEmergencies);
    routes
        .mount(__path_begin, Access::To(Action::OpenInEmergency), begin)
        .mount(__path_list, read, list)
        .mount(__path_show, read, show)
        .mount(__path_end, Access::To(Action::EndEmergency), end)
        .mount(__path_review, Access::To(Action::ReviewEmergency), review);
}
