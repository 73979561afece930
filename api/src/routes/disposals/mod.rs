//! Lists of people whose term is over: proposed, approved by a second person, carried out.

mod file;
mod views;

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::disposals::{Disposal, DisposalId, DisposalItem, NewDisposal};
use domain::kernel::Changed;
use domain::policy::Action;
use persistence::{Error, Tx, disposals};
use serde::Deserialize;
use validator::Validate;

use self::views::{DisposalApproval, DisposalCard, DisposalItemCard, DisposalTerms, DisposalView};
use crate::http::wire::{DisposalIdField, DisposalStatusField, ItemStatusField};
use crate::http::{
    Access, Command, Created, Field, IfMatch, List, ListOf, Problem, Query, Routes, Tagged, Valid,
};

/// A page of lists.
type DisposalList = ListOf<DisposalCard>;

/// A page of the people of one.
type DisposalItemList = ListOf<DisposalItemCard>;

/// Which lists.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct DisposalFilter {
    #[validate(nested)]
    status: Option<DisposalStatusField>,
}

/// Which people of a list.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct ItemFilter {
    #[validate(nested)]
    status: Option<ItemStatusField>,
}

fn address(id: DisposalId) -> String {
    format!("/disposals/{id}")
}

/// Makes a list of people whose term is over.
///
/// Of whoever was registered by an own office and is on no other list, at most 500; `is_whole` says
/// whether they are all. Nothing is erased until a second person agrees. The terms are parameters
/// of the organisation (piano di conservazione, D.P.R. 445/2000, art. 68).
#[utoipa::path(post, path = "/disposals", tag = "disposals", operation_id = "propose_disposal",
    request_body = DisposalTerms, responses((status = 201, body = DisposalView)))]
async fn propose(
    command: Command,
    Valid(body): Valid<DisposalTerms>,
) -> Result<HttpResponse, Problem> {
    let (class, as_of) = body.terms()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let id = tx.new_id();
            let disposal = disposals::propose(tx, NewDisposal { id, class, as_of })?;
            Ok(Created {
                location: links.to(address(disposal.id)),
                version: disposal.version,
                view: DisposalView::of(&disposal, tx.actor(), language, &links),
            })
        })
        .await
}

/// Lists the lists of the organisation, the latest first.
#[utoipa::path(get, path = "/disposals", tag = "disposals", operation_id = "disposals",
    params(("status" = Option<DisposalStatusField>, Query, description = "That stand so only.")),
    responses((status = 200, body = DisposalList)))]
async fn list(query: Query, list: List<DisposalFilter>) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let status = Field::given(list.filter.status.as_ref());
    let paged = query
        .read(move |tx| disposals::list(tx, status, &page))
        .await?;
    let links = query.links();
    list.answer(
        paged,
        |disposal: &Disposal| disposal.id,
        |disposal| DisposalCard::of(&disposal, &links),
    )?
    .respond()
}

/// One list: where it stands, and how many of its people were erased or are kept.
#[utoipa::path(get, path = "/disposals/{disposal_id}", tag = "disposals",
    operation_id = "disposal",
    params(("disposal_id" = DisposalIdField, Path, description = "The list.")),
    responses((status = 200, body = DisposalView)))]
async fn show(query: Query, id: Path<DisposalId>) -> Result<HttpResponse, Problem> {
    let (links, language) = (query.links(), query.language());
    query
        .run(move |tx| {
            let disposal = disposals::get(tx, *id)?;
            let view = DisposalView::of(&disposal, tx.actor(), language, &links);
            Ok(Tagged(disposal.version, view))
        })
        .await
}

/// The people of a list: identifiers, days and codes.
///
/// Who they are is told of those of the own offices; of the others, by which term they are due and
/// what became of the data.
#[utoipa::path(get, path = "/disposals/{disposal_id}/items", tag = "disposals",
    operation_id = "disposal_items",
    params(("disposal_id" = DisposalIdField, Path, description = "The list."),
        ("status" = Option<ItemStatusField>, Query, description = "Who stands so only.")),
    responses((status = 200, body = DisposalItemList)))]
async fn items(
    query: Query,
    id: Path<DisposalId>,
    list: List<ItemFilter>,
) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let status = Field::given(list.filter.status.as_ref());
    let paged = query
        .read(move |tx| {
            tx.record_access(Action::DecideDisposal, "disposal_items", None, None);
            disposals::items(tx, *id, status, &page)
        })
        .await?;
    let actor = query.actor();
    list.answer(
        paged,
        |item: &DisposalItem| item.id,
        |item| DisposalItemCard::of(&item, actor),
    )?
    .respond()
}

/// Agrees with a list that somebody else proposed, with the authorisation of the Soprintendenza.
///
/// Everybody is looked at again, now and once more before anything is erased: who has a new case or
/// is held meanwhile, or whose term was made longer, falls out. The product carries it out behind
/// the request, person by person. (D.Lgs. 42/2004, art. 21 c. 1 d.)
#[utoipa::path(post, path = "/disposals/{disposal_id}/approval", tag = "disposals",
    operation_id = "approve_disposal",
    params(("disposal_id" = DisposalIdField, Path, description = "The list.")),
    request_body = DisposalApproval,
    responses((status = 200, body = DisposalView),
        (status = 409, description = "The own list, or one that does not wait.")))]
async fn approve(
    command: Command,
    id: Path<DisposalId>,
    if_match: IfMatch,
    Valid(body): Valid<DisposalApproval>,
) -> Result<HttpResponse, Problem> {
    let authorised = body.authorised()?;
    decide(command, *id, if_match, move |disposal, tx| {
        let fell_out = disposals::look_again(tx, &disposal)?;
        let (today, now) = (tx.day()?, tx.now());
        Ok(disposal.approve(authorised.clone(), fell_out, tx.actor(), today, now)?)
    })
    .await
}

/// Takes a list back: whoever is not erased yet is kept.
#[utoipa::path(post, path = "/disposals/{disposal_id}/withdrawal", tag = "disposals",
    operation_id = "withdraw_disposal",
    params(("disposal_id" = DisposalIdField, Path, description = "The list.")),
    responses((status = 200, body = DisposalView),
        (status = 409, description = "It came to its end, or was taken back before.")))]
async fn withdraw(
    command: Command,
    id: Path<DisposalId>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    decide(command, *id, if_match, |disposal, tx| {
        Ok(disposal.withdraw(tx.actor(), tx.now())?)
    })
    .await
}

/// Gets the list, decides and saves.
async fn decide(
    command: Command,
    id: DisposalId,
    if_match: IfMatch,
    decision: impl Fn(Disposal, &mut Tx<'_>) -> Result<Changed<Disposal>, Error> + Send + 'static,
) -> Result<HttpResponse, Problem> {
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let disposal = disposals::lock(tx, id)?;
            if_match.check(disposal.version)?;
            let changed = decision(disposal, tx)?;
            let disposal = disposals::save(tx, changed)?;
            let view = DisposalView::of(&disposal, tx.actor(), language, &links);
            Ok(Tagged(disposal.version, view))
        })
        .await
}

/// Mounts the routes of this folder.
pub fn routes(routes: &mut Routes) {
    let decide = Access::To(Action::DecideDisposal);
    routes
        .mount(__path_propose, Access::To(Action::ProposeDisposal), propose)
        .mount(__path_list, decide, list)
        .mount(__path_show, decide, show)
        .mount(__path_items, decide, items)
        .mount(file::__path_file, decide, file::file)
        .mount(__path_approve, decide, approve)
        .mount(__path_withdraw, decide, withdraw);
}
