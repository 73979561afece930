//! Suspension, resumption, closure and reopening of a case.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::cases::{CaseOutcome, Closure, Silence, Suspension};
use domain::event::CaseId;
use domain::policy::Action;
use persistence::{cases, contact_attempts};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::views::{CaseOutcomeBody, CaseView};
use crate::http::body::bounded;
use crate::http::wire::{DayField, ReopeningReasonField, SuspensionReasonField};
use crate::http::{Access, Command, Field, IfMatch, Problem, Routes, Tagged, Valid};

/// Why a case is to rest.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CaseSuspensionRequest {
    /// Why.
    #[validate(nested)]
    reason: SuspensionReasonField,
    /// Since when; today when it is left out.
    #[validate(nested)]
    on: Option<DayField>,
    /// Until when, as planned.
    #[validate(nested)]
    until: Option<DayField>,
}

/// From when on a case is taken up again.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CaseResumptionRequest {
    /// Since when; today when it is left out.
    #[validate(nested)]
    on: Option<DayField>,
}

/// How a case is to end.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CaseClosureRequest {
    /// With which outcome.
    #[validate(nested)]
    outcome: CaseOutcomeBody,
    /// Since when that is true; today when it is left out.
    #[validate(nested)]
    on: Option<DayField>,
    /// Rules whose warning is acknowledged: `case.no_contact`.
    #[serde(default)]
    #[schema(min_items = 0, max_items = 10, required = false, example = json!(["case.no_contact"]))]
    #[validate(length(max = 10), custom(function = "bounded"))]
    acknowledged: Vec<String>,
}

/// Why a closed case is to be opened again.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CaseReopeningRequest {
    /// Why.
    #[validate(nested)]
    reason: ReopeningReasonField,
}

/// Lets a case rest.
#[utoipa::path(post, path = "/cases/{case_id}/suspensions", tag = "cases",
    operation_id = "suspend_case",
    params(("case_id" = uuid::Uuid, Path, description = "The case.")),
    request_body = CaseSuspensionRequest, responses((status = 200, body = CaseView)))]
async fn suspend(
    command: Command,
    id: Path<CaseId>,
    if_match: IfMatch,
    Valid(body): Valid<CaseSuspensionRequest>,
) -> Result<HttpResponse, Problem> {
    let suspension = Suspension {
        reason: body.reason.parsed()?,
        on: body.on.map(Field::parsed).transpose()?,
        until: body.until.map(Field::parsed).transpose()?,
    };
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let case = cases::get(tx, *id, Action::WorkCase)?;
            if_match.check(case.version)?;
            let changed = case.suspend(tx.actor(), suspension, tx.day()?)?;
            let case = cases::save(tx, changed)?;
            let view = CaseView::of(&case, tx.actor(), language, &links);
            Ok(Tagged(case.version, view))
        })
        .await
}

/// Takes a resting case up again.
#[utoipa::path(post, path = "/cases/{case_id}/resumption", tag = "cases",
    operation_id = "resume_case",
    params(("case_id" = uuid::Uuid, Path, description = "The case.")),
    request_body = CaseResumptionRequest, responses((status = 200, body = CaseView)))]
async fn resume(
    command: Command,
    id: Path<CaseId>,
    if_match: IfMatch,
    Valid(body): Valid<CaseResumptionRequest>,
) -> Result<HttpResponse, Problem> {
    let on = body.on.map(Field::parsed).transpose()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let case = cases::get(tx, *id, Action::WorkCase)?;
            if_match.check(case.version)?;
            let changed = case.resume(tx.actor(), on, tx.day()?)?;
            let case = cases::save(tx, changed)?;
            let view = CaseView::of(&case, tx.actor(), language, &links);
            Ok(Tagged(case.version, view))
        })
        .await
}

/// Closes a case with an outcome.
///
/// `no_contact` asks for documented attempts (parameter `case.no_contact_min_attempts`) and for
/// days without contact (`case.no_contact_days`), or for the acknowledgement of `case.no_contact`.
#[utoipa::path(post, path = "/cases/{case_id}/closure", tag = "cases",
    operation_id = "close_case",
    params(("case_id" = uuid::Uuid, Path, description = "The case.")),
    request_body = CaseClosureRequest, responses((status = 200, body = CaseView)))]
async fn close(
    command: Command,
    id: Path<CaseId>,
    if_match: IfMatch,
    Valid(body): Valid<CaseClosureRequest>,
) -> Result<HttpResponse, Problem> {
    let closure = Closure {
        outcome: body.outcome.outcome()?,
        on: body.on.map(Field::parsed).transpose()?,
        acknowledged: body.acknowledged,
    };
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let case = cases::lock(tx, *id, Action::WorkCase)?;
            if_match.check(case.version)?;
            let silence = match closure.outcome {
                CaseOutcome::NoContact {} => contact_attempts::silence(tx, &case)?,
                _ => Silence { attempts: 0 },
            };
            let book = tx.rulebook()?;
            let changed = case.close(tx.actor(), closure.clone(), silence, &book, tx.day()?)?;
            let case = cases::save(tx, changed)?;
            let view = CaseView::of(&case, tx.actor(), language, &links);
            Ok(Tagged(case.version, view))
        })
        .await
}

/// Opens a closed case again.
///
/// How it had ended stays in its history. Refused with `open_case_exists` while the person has
/// another open case at the same office.
#[utoipa::path(post, path = "/cases/{case_id}/reopening", tag = "cases",
    operation_id = "reopen_case",
    params(("case_id" = uuid::Uuid, Path, description = "The case.")),
    request_body = CaseReopeningRequest, responses((status = 200, body = CaseView)))]
async fn reopen(
    command: Command,
    id: Path<CaseId>,
    if_match: IfMatch,
    Valid(body): Valid<CaseReopeningRequest>,
) -> Result<HttpResponse, Problem> {
    let reason = body.reason.parsed()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let case = cases::get(tx, *id, Action::WorkCase)?;
            if_match.check(case.version)?;
            let changed = case.reopen(tx.actor(), reason, tx.day()?)?;
            let case = cases::save(tx, changed)?;
            let view = CaseView::of(&case, tx.actor(), language, &links);
            Ok(Tagged(case.version, view))
        })
        .await
}

/// Mounts the routes of this file.
pub(super) fn routes(routes: &mut Routes) {
    let work = Access::To(Action::WorkCase);
    routes
        .mount(__path_suspend, work, suspend)
        .mount(__path_resume, work, resume)
        .mount(__path_close, work, close)
        .mount(__path_reopen, work, reopen);
}
