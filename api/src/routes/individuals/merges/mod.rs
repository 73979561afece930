//! Two records of one person: what a merge would do, the merge, and its undoing.

mod views;

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::actor::Actor;
use domain::event::IndividualId;
use domain::individuals::merging::{Merge, MergeId, Union};
use domain::kernel::{Named, Refusal, Version};
use domain::policy::Action;
use persistence::individuals::merges::{self, Pair};
use persistence::{Error, Tx};

use crate::http::answer::Plain;
use crate::http::wire::{IndividualIdField, MergeIdField};
use crate::http::{Access, Command, Created, IfMatch, Problem, Query, Routes, Tagged, Valid};
use views::{MergePreviewRequest, MergePreviewView, MergeRequest, MergeView};

fn address(id: MergeId) -> String {
    format!("/merges/{id}")
}

/// Tells what merging another record into this one would do.
///
/// What would move, by kind, with identifiers where the caller reaches the office; the sections of
/// both; and the conflicts, which refuse the merge until they are settled. It has no effect and
/// needs no `Idempotency-Key`. That both records were looked at is recorded.
#[utoipa::path(post, path = "/individuals/{individual_id}/merge-previews", tag = "individuals",
    operation_id = "preview_merge",
    params(("individual_id" = IndividualIdField, Path, description = "Who would answer for both.")),
    request_body = MergePreviewRequest, responses((status = 200, body = MergePreviewView)))]
async fn preview(
    query: Query,
    id: Path<IndividualId>,
    Valid(body): Valid<MergePreviewRequest>,
) -> Result<HttpResponse, Problem> {
    let other = body.other_id.parsed()?;
    let language = query.language();
    query
        .run(move |tx| {
            let pair = merges::pair(tx, *id, other)?;
            let Named::Known(absorbed) = &pair.absorbed else {
                return Err(Refusal::unknown("/other_id").into());
            };
            if absorbed.id() == pair.survivor.id() {
                return Err(Refusal::invalid("/other_id", "same_person").into());
            }
            for person in [pair.survivor.id(), absorbed.id()] {
                tx.record_access(
                    Action::MergeIndividuals,
                    "merge_preview",
                    Some(person),
                    None,
                );
            }
            let halves = (
                merges::half(tx, &pair.survivor)?,
                merges::half(tx, absorbed)?,
            );
            let moves = merges::moves(tx, absorbed)?;
            let view = MergePreviewView::of((&pair.survivor, absorbed), &halves, moves, tx.day()?);
            Ok(Plain(view.told(tx.actor(), language)?))
        })
        .await
}

/// Makes one of two records of a person.
///
/// This one answers for both from then on: cases, interviews, contacts at the desk move to it, and
/// whoever asks for the other one is answered with it. Sections that only the other one has are
/// taken over, of those that both have the ones that `sections` names. `If-Match` carries the
/// version of this record, `absorbed_version` that of the other one. Conflicts refuse with their
/// reasons: two verified tax codes that differ (D.P.R. 605/1973), running cases at the same office.
#[utoipa::path(post, path = "/individuals/{individual_id}/merges", tag = "individuals",
    operation_id = "merge_individuals",
    params(("individual_id" = IndividualIdField, Path, description = "Who answers for both.")),
    request_body = MergeRequest, responses((status = 201, body = MergeView)))]
async fn merge(
    command: Command,
    id: Path<IndividualId>,
    if_match: IfMatch,
    Valid(body): Valid<MergeRequest>,
) -> Result<HttpResponse, Problem> {
    let wish = body.wish()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let pair = merges::lock(tx, *id, wish.absorbed)?;
            if_match.check(pair.survivor.version_for(tx.actor()))?;
            unchanged(&pair, tx.actor(), wish.absorbed_version)?;
            let union = Union {
                id: tx.new_id(),
                survivor: merges::half(tx, &pair.survivor)?,
                absorbed: merges::other_half(tx, &pair)?,
                choices: wish.choices.clone(),
                reason: wish.reason.clone(),
            };
            let changed = Merge::of(tx.actor(), union, tx.now(), tx.day()?)?;
            let merge = merges::insert(tx, changed, &pair)?;
            Ok(Created {
                location: links.to(address(merge.id)),
                version: merge.version,
                view: view(tx, &merge, language, &links)?,
            })
        })
        .await
}

/// Refuses when the absorbed record is no longer as it was read.
fn unchanged(pair: &Pair, reader: &Actor, read: Version) -> Result<(), Error> {
    let Named::Known(person) = &pair.absorbed else {
        return Ok(());
    };
    let current = Some(person.version_for(reader));
    if current == Some(read) {
        Ok(())
    } else {
        Err(Error::Stale { current })
    }
}

fn view(
    tx: &mut Tx<'_>,
    merge: &Merge,
    language: crate::texts::Language,
    links: &crate::http::Links,
) -> Result<MergeView, Error> {
    let since = merges::since(tx, merge)?;
    Ok(MergeView::of(merge, &since, language, links))
}

/// Shows a merge.
#[utoipa::path(get, path = "/merges/{merge_id}", tag = "individuals", operation_id = "merge",
    params(("merge_id" = MergeIdField, Path, description = "The merge.")),
    responses((status = 200, body = MergeView)))]
async fn show(query: Query, id: Path<MergeId>) -> Result<HttpResponse, Problem> {
    let (links, language) = (query.links(), query.language());
    query
        .run(move |tx| {
            let merge = merges::get(tx, *id)?;
            let person = Some(merge.survivor);
            tx.record_access(Action::MergeIndividuals, "merge", person, None);
            Ok(Tagged(merge.version, view(tx, &merge, language, &links)?))
        })
        .await
}

/// Undoes a merge.
///
/// Every reference goes back, and the sections that were taken over, unless they were written
/// since: each stands again as it was before, under a version above all that anybody read. What was
/// changed or made since the merge stays with the record that answered for both, and `findings`
/// tells each section and thing of it; the merge tells the same before. Refused
/// with its reasons when a later merge rests on this one, or when an interview that would go back
/// opened a case that would stay.
#[utoipa::path(post, path = "/merges/{merge_id}/undo", tag = "individuals",
    operation_id = "undo_merge",
    params(("merge_id" = MergeIdField, Path, description = "The merge.")),
    responses((status = 200, body = MergeView)))]
async fn undo(
    command: Command,
    id: Path<MergeId>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let merge = merges::lock_to_undo(tx, *id)?;
            if_match.check(merge.version)?;
            let since = merges::since(tx, &merge)?;
            let changed = merge.undo(tx.actor(), &since, tx.now())?;
            let merge = merges::undo(tx, changed)?;
            let view = MergeView::of(&merge, &since, language, &links);
            Ok(Tagged(merge.version, view))
        })
        .await
}

/// Mounts the routes of this folder.
pub fn routes(routes: &mut Routes) {
    let access = Access::To(Action::MergeIndividuals);
    routes
        .mount(__path_preview, access, preview)
        .mount(__path_merge, access, merge)
        .mount(__path_show, access, show)
        .mount(__path_undo, access, undo);
}
