//! Holds: whose data nobody may dispose of, and until when.

mod views;

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::event::IndividualId;
use domain::holds::{Hold, HoldId, NewHold};
use domain::policy::Action;
use persistence::{holds, individuals};

use self::views::{HoldCard, HoldRelease, HoldTerms, HoldView};
use crate::http::list::NoFilter;
use crate::http::wire::{HoldIdField, IndividualIdField};
use crate::http::{
    Access, Command, Created, IfMatch, List, ListOf, Problem, Query, Routes, Tagged, Valid,
};

/// A page of them.
type HoldList = ListOf<HoldCard>;

fn address(id: HoldId) -> String {
    format!("/holds/{id}")
}

/// Keeps somebody's data: nobody disposes of them or erases them as long as the hold stands.
///
/// For a lawsuit, an inspection or a complaint; `other` needs a note. It holds for every record
/// that was or will be merged with this one.
#[utoipa::path(post, path = "/individuals/{individual_id}/holds", tag = "erasures",
    operation_id = "place_hold",
    params(("individual_id" = IndividualIdField, Path, description = "Whose data are kept.")),
    request_body = HoldTerms, responses((status = 201, body = HoldView)))]
async fn place(
    command: Command,
    id: Path<IndividualId>,
    Valid(body): Valid<HoldTerms>,
) -> Result<HttpResponse, Problem> {
    let terms = body.terms()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let (reason, note) = terms.clone();
            let (individual, office) = individuals::asked_for(tx, *id, Action::HoldRecords)?;
            let new = NewHold {
                id: tx.new_id(),
                individual,
                office,
                reason,
                note,
            };
            let changed = Hold::place(new, tx.actor(), tx.now())?;
            let hold = holds::insert(tx, changed)?;
            Ok(Created {
                location: links.to(address(hold.id)),
                version: hold.version,
                view: HoldView::of(&hold, tx.actor(), language, &links),
            })
        })
        .await
}

/// Lists the holds of a person, the latest first.
#[utoipa::path(get, path = "/individuals/{individual_id}/holds", tag = "erasures",
    operation_id = "holds",
    params(("individual_id" = IndividualIdField, Path, description = "Whose data are kept.")),
    responses((status = 200, body = HoldList)))]
async fn list(
    query: Query,
    id: Path<IndividualId>,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let paged = query
        .read(move |tx| {
            tx.record_access(Action::HoldRecords, "holds", Some(*id), None);
            holds::list(tx, *id, &page)
        })
        .await?;
    let links = query.links();
    list.answer(
        paged,
        |hold: &Hold| hold.id,
        |hold| HoldCard::of(&hold, &links),
    )?
    .respond()
}

/// One hold.
#[utoipa::path(get, path = "/holds/{hold_id}", tag = "erasures", operation_id = "hold",
    params(("hold_id" = HoldIdField, Path, description = "The hold.")),
    responses((status = 200, body = HoldView)))]
async fn show(query: Query, id: Path<HoldId>) -> Result<HttpResponse, Problem> {
    let (links, language) = (query.links(), query.language());
    query
        .run(move |tx| {
            let hold = holds::get(tx, *id)?;
            tx.record_access(Action::HoldRecords, "hold", Some(hold.individual), None);
            let view = HoldView::of(&hold, tx.actor(), language, &links);
            Ok(Tagged(hold.version, view))
        })
        .await
}

/// Releases a hold: the data go on with their term.
#[utoipa::path(post, path = "/holds/{hold_id}/release", tag = "erasures",
    operation_id = "release_hold",
    params(("hold_id" = HoldIdField, Path, description = "The hold.")),
    request_body = HoldRelease,
    responses((status = 200, body = HoldView),
        (status = 409, description = "Released before.")))]
async fn release(
    command: Command,
    id: Path<HoldId>,
    if_match: IfMatch,
    Valid(body): Valid<HoldRelease>,
) -> Result<HttpResponse, Problem> {
    let because = body.because()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let hold = holds::get(tx, *id)?;
            if_match.check(hold.version)?;
            let changed = hold.release(because.clone(), tx.actor(), tx.now())?;
            let hold = holds::save(tx, changed)?;
            let view = HoldView::of(&hold, tx.actor(), language, &links);
            Ok(Tagged(hold.version, view))
        })
        .await
}

/// Mounts the routes of this folder.
pub fn routes(routes: &mut Routes) {
    let hold = Access::To(Action::HoldRecords);
    routes
        .mount(__path_place, hold, place)
        .mount(__path_list, hold, list)
        .mount(__path_show, hold, show)
        .mount(__path_release, hold, release);
}
