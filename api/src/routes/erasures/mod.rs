//! Erasing somebody before the time: asked for, agreed with by a second person, carried out.

mod views;

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::erasures::{ErasureId, ErasureRequest, NewErasure};
use domain::event::IndividualId;
use domain::kernel::Changed;
use domain::policy::Action;
use persistence::{Error, Tx, erasures, individuals};
use serde::Deserialize;
use validator::Validate;

use self::views::{ErasureCard, ErasureTerms, ErasureView};
use crate::http::wire::{ErasureIdField, ErasureStatusField, IndividualIdField};
use crate::http::{
    Access, Command, Created, Field, IfMatch, List, ListOf, Problem, Query, Routes, Tagged, Valid,
};

/// A page of them.
type ErasureList = ListOf<ErasureCard>;

/// Which requests.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct ErasureFilter {
    #[validate(nested)]
    status: Option<ErasureStatusField>,
}

fn address(id: ErasureId) -> String {
    format!("/erasure-requests/{id}")
}

/// Asks that somebody's data be erased before their time.
///
/// Nothing is erased until a second person agrees. It goes together with every record that was
/// merged into this one. An order names its act: protocol and date, never a name. A wish of the
/// person alone erases nobody who was ever served (Regulation (EU) 2016/679, art. 17(3)(b) and
/// (d)), and without an order cases are closed first.
#[utoipa::path(post, path = "/individuals/{individual_id}/erasure-requests", tag = "erasures",
    operation_id = "request_erasure",
    params(("individual_id" = IndividualIdField, Path, description = "Who is to be erased.")),
    request_body = ErasureTerms,
    responses((status = 201, body = ErasureView),
        (status = 409, description = "Asked for already, and not decided or carried out yet.")))]
async fn request(
    command: Command,
    id: Path<IndividualId>,
    Valid(body): Valid<ErasureTerms>,
) -> Result<HttpResponse, Problem> {
    let terms = body.terms()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let (ground, reference) = terms.clone();
            let (individual, office) = individuals::asked_for(tx, *id, Action::RequestErasure)?;
            let (standing, records) = erasures::standing(tx, individual)?;
            let new = NewErasure {
                id: tx.new_id(),
                individual,
                records,
                office,
                ground,
                reference,
            };
            let changed = ErasureRequest::of(new, standing, tx.actor(), tx.now())?;
            let request = erasures::insert(tx, changed)?;
            Ok(Created {
                location: links.to(address(request.id)),
                version: request.version,
                view: ErasureView::of(&request, tx.actor(), language, &links),
            })
        })
        .await
}

/// Lists the requests of the organisation, the latest first.
///
/// They tell identifiers and codes, and of nobody who he is or was.
#[utoipa::path(get, path = "/erasure-requests", tag = "erasures",
    operation_id = "erasure_requests",
    params(("status" = Option<ErasureStatusField>, Query, description = "That stand so only.")),
    responses((status = 200, body = ErasureList)))]
async fn list(query: Query, list: List<ErasureFilter>) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let status = Field::given(list.filter.status.as_ref());
    let paged = query
        .read(move |tx| erasures::list(tx, status, &page))
        .await?;
    let links = query.links();
    list.answer(
        paged,
        |request: &ErasureRequest| request.id,
        |request| ErasureCard::of(&request, &links),
    )?
    .respond()
}

/// One request: where it stands.
///
/// It is `done` when the data are gone and the ledger outside of the database tells it.
#[utoipa::path(get, path = "/erasure-requests/{erasure_request_id}", tag = "erasures",
    operation_id = "erasure_request",
    params(("erasure_request_id" = ErasureIdField, Path, description = "The request.")),
    responses((status = 200, body = ErasureView)))]
async fn show(query: Query, id: Path<ErasureId>) -> Result<HttpResponse, Problem> {
    let (links, language) = (query.links(), query.language());
    query
        .run(move |tx| {
            let request = erasures::get(tx, *id)?;
            let view = ErasureView::of(&request, tx.actor(), language, &links);
            Ok(Tagged(request.version, view))
        })
        .await
}

/// Agrees with what somebody else asked for: the product carries it out within seconds.
///
/// The person is looked at again, now and once more before anything is erased: who has a new case
/// meanwhile falls out.
#[utoipa::path(post, path = "/erasure-requests/{erasure_request_id}/approval", tag = "erasures",
    operation_id = "approve_erasure",
    params(("erasure_request_id" = ErasureIdField, Path, description = "The request.")),
    responses((status = 200, body = ErasureView),
        (status = 409, description = "The own request, or one that does not wait.")))]
async fn approve(
    command: Command,
    id: Path<ErasureId>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    decide(command, *id, if_match, |request, tx| {
        let standing = erasures::standing_again(tx, &request)?;
        Ok(request.approve(standing, tx.actor(), tx.now())?)
    })
    .await
}

/// Takes a request back, as long as nothing was erased.
#[utoipa::path(post, path = "/erasure-requests/{erasure_request_id}/withdrawal", tag = "erasures",
    operation_id = "withdraw_erasure",
    params(("erasure_request_id" = ErasureIdField, Path, description = "The request.")),
    responses((status = 200, body = ErasureView),
        (status = 409, description = "Carried out already, or taken back before.")))]
async fn withdraw(
    command: Command,
    id: Path<ErasureId>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    decide(command, *id, if_match, |request, tx| {
        Ok(request.withdraw(tx.actor(), tx.now())?)
    })
    .await
}

/// Gets the request, decides and saves.
async fn decide(
    command: Command,
    id: ErasureId,
    if_match: IfMatch,
    decision: impl Fn(ErasureRequest, &mut Tx<'_>) -> Result<Changed<ErasureRequest>, Error>
    + Send
    + 'static,
) -> Result<HttpResponse, Problem> {
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let request = erasures::lock(tx, id)?;
            if_match.check(request.version)?;
            let changed = decision(request, tx)?;
            let request = erasures::save(tx, changed)?;
            let view = ErasureView::of(&request, tx.actor(), language, &links);
            Ok(Tagged(request.version, view))
        })
        .await
}

/// Mounts the routes of this folder.
pub fn routes(routes: &mut Routes) {
    let decide = Access::To(Action::DecideErasure);
    routes
        .mount(__path_request, Access::To(Action::RequestErasure), request)
        .mount(__path_list, decide, list)
        .mount(__path_show, decide, show)
        .mount(__path_approve, decide, approve)
        .mount(__path_withdraw, decide, withdraw);
}
