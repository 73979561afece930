//! What becomes of a hand-over: acceptance, refusal, withdrawal, return, permanence.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::hand_overs::{Declined, HandOverId};
use domain::policy::Action;
use persistence::{cases, hand_overs};

use super::view;
use super::views::{HandOverAcceptanceRequest, HandOverRefusalRequest, HandOverView};
use crate::http::{Access, Command, Field, IfMatch, Problem, Routes, Tagged, Valid};

/// Takes a case over.
///
/// Whoever was asked does so, or a coordinator of the receiving office, who says who follows the
/// case where nobody was named. In the same instant the case has its new owner, and the former one
/// follows it no longer; its team stays as it is. What was proposed for a time is taken over by its
/// last day, or never.
#[utoipa::path(post, path = "/hand-overs/{hand_over_id}/acceptance", tag = "hand-overs",
    operation_id = "accept_hand_over",
    params(("hand_over_id" = uuid::Uuid, Path, description = "The hand-over.")),
    request_body = HandOverAcceptanceRequest, responses((status = 200, body = HandOverView)))]
async fn accept(
    command: Command,
    id: Path<HandOverId>,
    if_match: IfMatch,
    Valid(body): Valid<HandOverAcceptanceRequest>,
) -> Result<HttpResponse, Problem> {
    let named = body.counsellor_id.map(Field::parsed).transpose()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let hand_over = hand_overs::get(tx, *id)?;
            if_match.check(hand_over.version)?;
            let by = named.or(hand_over.to.counsellor);
            let by = by.map(|id| cases::colleague(tx, id)).transpose()?;
            let case = hand_overs::case_of(tx, &hand_over)?;
            let changed = hand_over.accept(tx.actor(), case, by, tx.now(), tx.day()?)?;
            let hand_over = hand_overs::save_moved(tx, changed)?.hand_over;
            let version = hand_over.version;
            Ok(Tagged(version, view(tx, hand_over, language, &links)?))
        })
        .await
}

/// Does not take a case over: it stays where it is.
///
/// Whoever proposed it finds the refusal in the worklist until they take note of it.
#[utoipa::path(post, path = "/hand-overs/{hand_over_id}/refusal", tag = "hand-overs",
    operation_id = "refuse_hand_over",
    params(("hand_over_id" = uuid::Uuid, Path, description = "The hand-over.")),
    request_body = HandOverRefusalRequest, responses((status = 200, body = HandOverView)))]
async fn refuse(
    command: Command,
    id: Path<HandOverId>,
    if_match: IfMatch,
    Valid(body): Valid<HandOverRefusalRequest>,
) -> Result<HttpResponse, Problem> {
    let declined = Declined {
        reason: body.reason.parsed()?,
        note: body.note.map(Field::parsed).transpose()?,
    };
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let hand_over = hand_overs::get(tx, *id)?;
            if_match.check(hand_over.version)?;
            let changed = hand_over.refuse(tx.actor(), declined.clone(), tx.now())?;
            let hand_over = hand_overs::save(tx, changed)?;
            let version = hand_over.version;
            Ok(Tagged(version, view(tx, hand_over, language, &links)?))
        })
        .await
}

/// Takes a proposal back before anybody has answered.
///
/// Whoever made it does so, or a coordinator of the owning office.
#[utoipa::path(post, path = "/hand-overs/{hand_over_id}/withdrawal", tag = "hand-overs",
    operation_id = "withdraw_hand_over",
    params(("hand_over_id" = uuid::Uuid, Path, description = "The hand-over.")),
    responses((status = 200, body = HandOverView)))]
async fn withdraw(
    command: Command,
    id: Path<HandOverId>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let hand_over = hand_overs::get(tx, *id)?;
            if_match.check(hand_over.version)?;
            let changed = hand_over.withdraw(tx.actor(), tx.now())?;
            let hand_over = hand_overs::save(tx, changed)?;
            let version = hand_over.version;
            Ok(Tagged(version, view(tx, hand_over, language, &links)?))
        })
        .await
}

/// Gives a case back that was taken over for a time.
///
/// Before its last day, or after it where the case could not go back by itself. Whoever follows it
/// does so, whoever handed it over, or a coordinator of one of the two offices. It is refused with
/// `return_blocked` while whoever handed it over can answer for no case of that office, or while
/// the person has another open case there: the case stays with whoever follows it. A hand-over that
/// is `stuck` is not tried again by itself, also when `blocked` is true no longer: somebody does it
/// here.
#[utoipa::path(post, path = "/hand-overs/{hand_over_id}/return", tag = "hand-overs",
    operation_id = "return_case",
    params(("hand_over_id" = uuid::Uuid, Path, description = "The hand-over.")),
    responses((status = 200, body = HandOverView)))]
async fn give_back(
    command: Command,
    id: Path<HandOverId>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let hand_over = hand_overs::get(tx, *id)?;
            if_match.check(hand_over.version)?;
            let case = hand_overs::case_of(tx, &hand_over)?;
            let home = hand_overs::home(tx, &hand_over)?;
            let changed = hand_over.give_back(tx.actor(), case, &home, tx.now())?;
            let hand_over = hand_overs::save_moved(tx, changed)?.hand_over;
            let version = hand_over.version;
            Ok(Tagged(version, view(tx, hand_over, language, &links)?))
        })
        .await
}

/// Leaves a case for good where it was taken over for a time.
///
/// Whoever handed it over says so, or a coordinator of their office. A coordinator of the receiving
/// office does not keep what it was lent, unless it could not go back.
#[utoipa::path(post, path = "/hand-overs/{hand_over_id}/permanence", tag = "hand-overs",
    operation_id = "make_hand_over_permanent",
    params(("hand_over_id" = uuid::Uuid, Path, description = "The hand-over.")),
    responses((status = 200, body = HandOverView)))]
async fn make_permanent(
    command: Command,
    id: Path<HandOverId>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let hand_over = hand_overs::get(tx, *id)?;
            if_match.check(hand_over.version)?;
            let changed = hand_over.make_permanent(tx.actor(), tx.now())?;
            let hand_over = hand_overs::save(tx, changed)?;
            let version = hand_over.version;
            Ok(Tagged(version, view(tx, hand_over, language, &links)?))
        })
        .await
}

/// Takes note that a hand-over was refused: it leaves the worklist.
///
/// Whoever proposed it does so, or a coordinator of that office. A new proposal of the same case, or
/// its assignment or end, does the same.
#[utoipa::path(post, path = "/hand-overs/{hand_over_id}/acknowledgement", tag = "hand-overs",
    operation_id = "acknowledge_hand_over_refusal",
    params(("hand_over_id" = uuid::Uuid, Path, description = "The hand-over.")),
    responses((status = 200, body = HandOverView)))]
async fn acknowledge(
    command: Command,
    id: Path<HandOverId>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let hand_over = hand_overs::get(tx, *id)?;
            if_match.check(hand_over.version)?;
            let changed = hand_over.acknowledge(tx.actor(), tx.now())?;
            let hand_over = hand_overs::save(tx, changed)?;
            let version = hand_over.version;
            Ok(Tagged(version, view(tx, hand_over, language, &links)?))
        })
        .await
}

/// Mounts the routes of this file.
pub(super) fn routes(routes: &mut Routes) {
    let access = Access::To(Action::HandOverCases);
    routes
        .mount(__path_accept, access, accept)
        .mount(__path_refuse, access, refuse)
        .mount(__path_withdraw, access, withdraw)
        .mount(__path_give_back, access, give_back)
        .mount(__path_make_permanent, access, make_permanent)
        .mount(__path_acknowledge, access, acknowledge);
}
