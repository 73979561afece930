//! What becomes of a referral: acceptance, refusal, extension, withdrawal, conclusion.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::policy::Action;
use domain::referrals::{ReferralId, Said};
use persistence::referrals;

use super::view;
use super::views::{
    ReferralAcceptanceRequest, ReferralConclusion, ReferralExtensionRequest,
    ReferralRefusalRequest, ReferralView,
};
use crate::http::{Access, Command, Field, IfMatch, Problem, Routes, Tagged, Valid};

/// Writes down what the service said.
async fn answer(
    command: Command,
    id: Path<ReferralId>,
    if_match: IfMatch,
    said: Said,
) -> Result<HttpResponse, Problem> {
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let referral = referrals::get(tx, *id, Action::AnswerReferrals)?;
            if_match.check(referral.version)?;
            let (case, said) = (referrals::case_of(tx, &referral)?, said.clone());
            let changed =
                tx.decide(|tx, moment| referral.answer(tx.actor(), &case, said, moment))??;
            let referral = referrals::save(tx, changed)?;
            let version = referral.version;
            Ok(Tagged(version, view(tx, referral, language, &links)?))
        })
        .await
}

/// Says that the service sees to a referral.
///
/// Everybody of the office that is asked says so; of a service outside, whoever works on the case
/// writes it down. After the last day nobody can, until whoever asked waits longer. Then the office
/// can hold a first interview with the person that names the referral (`POST /intakes`).
#[utoipa::path(post, path = "/referrals/{referral_id}/acceptance", tag = "referrals",
    operation_id = "accept_referral",
    params(("referral_id" = uuid::Uuid, Path, description = "The referral.")),
    request_body = ReferralAcceptanceRequest, responses((status = 200, body = ReferralView)))]
async fn accept(
    command: Command,
    id: Path<ReferralId>,
    if_match: IfMatch,
    Valid(body): Valid<ReferralAcceptanceRequest>,
) -> Result<HttpResponse, Problem> {
    let note = body.note.map(Field::parsed).transpose()?;
    answer(command, id, if_match, Said::Yes { note }).await
}

/// Says that the service does not see to a referral, and why.
///
/// Whoever follows the case finds the refusal in the worklist until they take note of it; an office
/// that refused reads the request no longer.
#[utoipa::path(post, path = "/referrals/{referral_id}/refusal", tag = "referrals",
    operation_id = "refuse_referral",
    params(("referral_id" = uuid::Uuid, Path, description = "The referral.")),
    request_body = ReferralRefusalRequest, responses((status = 200, body = ReferralView)))]
async fn refuse(
    command: Command,
    id: Path<ReferralId>,
    if_match: IfMatch,
    Valid(body): Valid<ReferralRefusalRequest>,
) -> Result<HttpResponse, Problem> {
    let reason = body.reason.parsed()?;
    let note = body.note.map(Field::parsed).transpose()?;
    answer(command, id, if_match, Said::No { reason, note }).await
}

/// Waits for an answer until another day.
///
/// Also where the first one has passed: an answer that comes late can be written down then. Whoever
/// works on the case says so, or a coordinator of its office.
#[utoipa::path(post, path = "/referrals/{referral_id}/extension", tag = "referrals",
    operation_id = "extend_referral",
    params(("referral_id" = uuid::Uuid, Path, description = "The referral.")),
    request_body = ReferralExtensionRequest, responses((status = 200, body = ReferralView)))]
async fn extend(
    command: Command,
    id: Path<ReferralId>,
    if_match: IfMatch,
    Valid(body): Valid<ReferralExtensionRequest>,
) -> Result<HttpResponse, Problem> {
    let answer_by = body.answer_by.parsed()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let referral = referrals::get(tx, *id, Action::ReferCases)?;
            if_match.check(referral.version)?;
            let case = referrals::case_of(tx, &referral)?;
            let changed = referral.extend(tx.actor(), &case, answer_by, tx.day()?)?;
            let referral = referrals::save(tx, changed)?;
            let version = referral.version;
            Ok(Tagged(version, view(tx, referral, language, &links)?))
        })
        .await
}

/// Expects nothing of a referral any more.
///
/// Before it is answered, or after its last day passed without an answer. Whoever works on the case
/// says so, or a coordinator of its office.
#[utoipa::path(post, path = "/referrals/{referral_id}/withdrawal", tag = "referrals",
    operation_id = "withdraw_referral",
    params(("referral_id" = uuid::Uuid, Path, description = "The referral.")),
    responses((status = 200, body = ReferralView)))]
async fn withdraw(
    command: Command,
    id: Path<ReferralId>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let referral = referrals::get(tx, *id, Action::ReferCases)?;
            if_match.check(referral.version)?;
            let case = referrals::case_of(tx, &referral)?;
            let changed = referral.withdraw(tx.actor(), &case, tx.now())?;
            let referral = referrals::save(tx, changed)?;
            let version = referral.version;
            Ok(Tagged(version, view(tx, referral, language, &links)?))
        })
        .await
}

/// Says what came of a referral that was accepted.
///
/// Whoever works on the case says so, also after it was closed, or the office that saw to it.
#[utoipa::path(post, path = "/referrals/{referral_id}/conclusion", tag = "referrals",
    operation_id = "conclude_referral",
    params(("referral_id" = uuid::Uuid, Path, description = "The referral.")),
    request_body = ReferralConclusion, responses((status = 200, body = ReferralView)))]
async fn conclude(
    command: Command,
    id: Path<ReferralId>,
    if_match: IfMatch,
    Valid(body): Valid<ReferralConclusion>,
) -> Result<HttpResponse, Problem> {
    let conclusion = body.conclusion()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let referral = referrals::get(tx, *id, Action::AnswerReferrals)?;
            if_match.check(referral.version)?;
            let case = referrals::case_of(tx, &referral)?;
            let changed = referral.complete(tx.actor(), &case, conclusion.clone(), tx.now())?;
            let referral = referrals::save(tx, changed)?;
            let version = referral.version;
            Ok(Tagged(version, view(tx, referral, language, &links)?))
        })
        .await
}

/// Takes note that a referral was refused: it leaves the worklist.
///
/// Whoever works on the case does so, or a coordinator of its office. The end of the case does the
/// same.
#[utoipa::path(post, path = "/referrals/{referral_id}/acknowledgement", tag = "referrals",
    operation_id = "acknowledge_referral_refusal",
    params(("referral_id" = uuid::Uuid, Path, description = "The referral.")),
    responses((status = 200, body = ReferralView)))]
async fn acknowledge(
    command: Command,
    id: Path<ReferralId>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let referral = referrals::get(tx, *id, Action::ReferCases)?;
            if_match.check(referral.version)?;
            let case = referrals::case_of(tx, &referral)?;
            let changed = referral.acknowledge(tx.actor(), &case, tx.now())?;
            let referral = referrals::save(tx, changed)?;
            let version = referral.version;
            Ok(Tagged(version, view(tx, referral, language, &links)?))
        })
        .await
}

/// Mounts the routes of this file.
pub(super) fn routes(routes: &mut Routes) {
    let answers = Access::To(Action::AnswerReferrals);
    let refers = Access::To(Action::ReferCases);
    routes
        .mount(__path_accept, answers, accept)
        .mount(__path_refuse, answers, refuse)
        .mount(__path_extend, refers, extend)
        .mount(__path_withdraw, refers, withdraw)
        .mount(__path_conclude, answers, conclude)
        .mount(__path_acknowledge, refers, acknowledge);
}
