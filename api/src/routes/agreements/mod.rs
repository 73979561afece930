//! Orientation agreements of cases.

mod requests;
mod step_requests;
mod steps;
mod views;

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::agreements::{Agreement, AgreementId};
use domain::cases::Case;
use domain::event::CaseId;
use domain::policy::Action;
use persistence::agreements::{self, Item};
use persistence::{Error, Tx, cases};

use crate::http::list::NoFilter;
use crate::http::views::AllowedAction;
use crate::http::{
    Access, Command, Created, IfMatch, Links, List, ListOf, Problem, Query, Routes, Tagged, Valid,
};
use crate::texts::Language;
use requests::AgreementRequest;
use steps::step;
use views::{
    AgreedActionOutcomeView, AgreementEditionView, AgreementReviewView, AgreementRow,
    AgreementView, address,
};

/// A page of agreements.
type Agreements = ListOf<AgreementRow>;
/// A page of what was signed.
type AgreementEditions = ListOf<AgreementEditionView>;
/// A page of how an agreement went.
type AgreementReviews = ListOf<AgreementReviewView>;
/// A page of what became of the things that were agreed.
type AgreedActionOutcomes = ListOf<AgreedActionOutcomeView>;

/// The agreement as the reader sees it.
fn view(
    tx: &mut Tx<'_>,
    agreement: Agreement,
    case: &Case,
    language: Language,
    links: &Links,
) -> Result<Tagged<AgreementView>, Error> {
    let version = agreement.version;
    let next = agreements::next(tx, &agreement, case)?;
    let item = agreements::item(tx, agreement)?;
    let allowed = tx.decide(|tx, now| {
        item.of
            .allowed_steps((tx.actor(), case), next.as_ref(), now)
    })?;
    let view = AgreementView::of(item, AllowedAction::all(language, &allowed), links);
    Ok(Tagged(version, view))
}

/// The agreement that the actor reads; its reading is recorded.
fn read(tx: &mut Tx<'_>, id: AgreementId) -> Result<(Case, Agreement), Error> {
    let (case, agreement) = agreements::get(tx, id, Action::ReadAgreements)?;
    let (individual, of) = (Some(case.individual), Some(case.id));
    tx.record_access(Action::ReadAgreements, "agreement", individual, of);
    Ok((case, agreement))
}

/// Draws up an agreement for a case.
///
/// It is the municipality's own; the pact with the employment centre is another document, which it
/// names where it is known. A case has one at a time that has not ended: a second one is refused
/// with `agreement_running`. It goes wherever the case goes, and ends with it.
#[utoipa::path(post, path = "/cases/{case_id}/agreements", tag = "agreements",
    operation_id = "draw_up_agreement",
    params(("case_id" = uuid::Uuid, Path, description = "The case.")),
    request_body = AgreementRequest, responses((status = 201, body = AgreementView)))]
async fn draw_up(
    command: Command,
    id: Path<CaseId>,
    Valid(body): Valid<AgreementRequest>,
) -> Result<HttpResponse, Problem> {
    let asked = body.asked()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let case = cases::lock(tx, *id, Action::WorkCase)?;
            let (terms, id) = (asked.looked_up(tx)?, tx.new_id());
            let changed = Agreement::draw_up(tx.actor(), &case, id, (terms, None), tx.now())?;
            let agreement = agreements::insert(tx, changed)?;
            let Tagged(version, view) = view(tx, agreement, &case, language, &links)?;
            Ok(Created {
                location: links.to(address(id)),
                version,
                view,
            })
        })
        .await
}

/// Lists the agreements of a case, the last drawn up first.
#[utoipa::path(get, path = "/cases/{case_id}/agreements", tag = "agreements",
    operation_id = "agreements",
    params(("case_id" = uuid::Uuid, Path, description = "The case.")),
    responses((status = 200, body = Agreements)))]
async fn list(
    query: Query,
    id: Path<CaseId>,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let paged = query
        .read(move |tx| {
            let case = cases::get(tx, *id, Action::ReadAgreements)?;
            let (individual, of) = (Some(case.individual), Some(case.id));
            tx.record_access(Action::ReadAgreements, "agreements", individual, of);
            agreements::list(tx, &case, &page)
        })
        .await?;
    let links = query.links();
    let key = |item: &Item<Agreement>| item.of.id;
    list.answer(paged, key, |item| AgreementRow::of(item, &links))?
        .respond()
}

/// Shows an agreement.
#[utoipa::path(get, path = "/agreements/{agreement_id}", tag = "agreements",
    operation_id = "agreement",
    params(("agreement_id" = uuid::Uuid, Path, description = "The agreement.")),
    responses((status = 200, body = AgreementView)))]
async fn show(query: Query, id: Path<AgreementId>) -> Result<HttpResponse, Problem> {
    let (links, language) = (query.links(), query.language());
    query
        .run(move |tx| {
            let (case, agreement) = read(tx, *id)?;
            view(tx, agreement, &case, language, &links)
        })
        .await
}

/// Writes a draft otherwise, whole.
///
/// The first draft, or what is to bind instead of what was signed (`amendment`). What names its
/// `action_id` among the things to be done keeps what became of it; what is no longer open is neither
/// left out nor worded otherwise. What was proposed is taken back first (`recall`).
#[utoipa::path(put, path = "/agreements/{agreement_id}", tag = "agreements",
    operation_id = "revise_agreement",
    params(("agreement_id" = uuid::Uuid, Path, description = "The agreement.")),
    request_body = AgreementRequest, responses((status = 200, body = AgreementView)))]
async fn revise(
    command: Command,
    id: Path<AgreementId>,
    if_match: IfMatch,
    Valid(body): Valid<AgreementRequest>,
) -> Result<HttpResponse, Problem> {
    let asked = body.asked()?;
    step(command, *id, if_match, move |tx, case, agreement| {
        let terms = asked.looked_up(tx)?;
        let revised = agreement.revise(tx.actor(), case, terms)?;
        agreements::save(tx, revised)
    })
    .await
}

/// Lists what was signed, each time that it was, the first one first.
#[utoipa::path(get, path = "/agreements/{agreement_id}/editions", tag = "agreements",
    operation_id = "agreement_editions",
    params(("agreement_id" = uuid::Uuid, Path, description = "The agreement.")),
    responses((status = 200, body = AgreementEditions)))]
async fn editions(
    query: Query,
    id: Path<AgreementId>,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let paged = query
        .read(move |tx| {
            let (_, agreement) = read(tx, *id)?;
            agreements::editions(tx, &agreement, &page)
        })
        .await?;
    list.answer(paged, |item| item.of.number, AgreementEditionView::of)?
        .respond()
}

/// Lists how an agreement went, the first time first.
#[utoipa::path(get, path = "/agreements/{agreement_id}/reviews", tag = "agreements",
    operation_id = "agreement_reviews",
    params(("agreement_id" = uuid::Uuid, Path, description = "The agreement.")),
    responses((status = 200, body = AgreementReviews)))]
async fn reviews(
    query: Query,
    id: Path<AgreementId>,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let paged = query
        .read(move |tx| {
            let (_, agreement) = read(tx, *id)?;
            agreements::reviews(tx, &agreement, &page)
        })
        .await?;
    list.answer(paged, |item| item.of.number, AgreementReviewView::of)?
        .respond()
}

/// Lists what became of the things that were agreed, each time that somebody said so, the first time
/// first.
#[utoipa::path(get, path = "/agreements/{agreement_id}/outcomes", tag = "agreements",
    operation_id = "agreed_action_outcomes",
    params(("agreement_id" = uuid::Uuid, Path, description = "The agreement.")),
    responses((status = 200, body = AgreedActionOutcomes)))]
async fn outcomes(
    query: Query,
    id: Path<AgreementId>,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let paged = query
        .read(move |tx| {
            let (_, agreement) = read(tx, *id)?;
            agreements::outcomes(tx, &agreement, &page)
        })
        .await?;
    list.answer(paged, |item| item.of.number, AgreedActionOutcomeView::of)?
        .respond()
}

/// Mounts the routes of this capability.
pub fn routes(routes: &mut Routes) {
    let read = Access::To(Action::ReadAgreements);
    let work = Access::To(Action::WorkCase);
    routes
        .mount(__path_draw_up, work, draw_up)
        .mount(__path_list, read, list)
        .mount(__path_show, read, show)
        .mount(__path_revise, work, revise)
        .mount(__path_editions, read, editions)
        .mount(__path_reviews, read, reviews)
        .mount(__path_outcomes, read, outcomes);
    steps::routes(routes);
}
