//! Who answers for a case, and who works on it.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::actor::StaffId;
use domain::event::CaseId;
use domain::policy::Action;
use persistence::cases;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::views::CaseView;
use crate::http::wire::StaffIdField;
use crate::http::{Access, Command, Field, IfMatch, Problem, Routes, Several, Tagged, Valid};

/// Who is to answer for a case.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CaseAssignmentRequest {
    /// Who.
    #[validate(nested)]
    counsellor_id: StaffIdField,
}

/// Who is to work on a case beside the counsellor.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CaseTeamRequest {
    /// Who; of whatever office.
    #[schema(value_type = Vec<StaffIdField>, min_items = 0, max_items = 50)]
    #[validate(nested)]
    members: Several<StaffIdField, 0, 50>,
}

/// Gives a case to a counsellor.
///
/// A coordinator gives it to anybody suitable of the office; a counsellor takes a case of an own
/// office that nobody follows.
#[utoipa::path(post, path = "/cases/{case_id}/assignment", tag = "cases",
    operation_id = "assign_case",
    params(("case_id" = uuid::Uuid, Path, description = "The case.")),
    request_body = CaseAssignmentRequest, responses((status = 200, body = CaseView)))]
async fn assign(
    command: Command,
    id: Path<CaseId>,
    if_match: IfMatch,
    Valid(body): Valid<CaseAssignmentRequest>,
) -> Result<HttpResponse, Problem> {
    let counsellor = body.counsellor_id.parsed()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let case = cases::get_to_assign(tx, *id)?;
            if_match.check(case.version)?;
            let colleague = cases::colleague(tx, counsellor)?;
            let changed = case.assign(tx.actor(), colleague)?;
            let case = cases::save(tx, changed)?;
            let view = CaseView::of(&case, tx.actor(), language, &links);
            Ok(Tagged(case.version, view))
        })
        .await
}

/// Says who works on a case beside the counsellor.
#[utoipa::path(put, path = "/cases/{case_id}/team", tag = "cases",
    operation_id = "change_case_team",
    params(("case_id" = uuid::Uuid, Path, description = "The case.")),
    request_body = CaseTeamRequest, responses((status = 200, body = CaseView)))]
async fn change_team(
    command: Command,
    id: Path<CaseId>,
    if_match: IfMatch,
    Valid(body): Valid<CaseTeamRequest>,
) -> Result<HttpResponse, Problem> {
    let members: Vec<StaffId> = Field::all(body.members)?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let case = cases::get(tx, *id, Action::AssignCase)?;
            if_match.check(case.version)?;
            let colleagues = cases::colleagues(tx, &members)?;
            let changed = case.change_team(tx.actor(), colleagues)?;
            let case = cases::save_team(tx, changed)?;
            let view = CaseView::of(&case, tx.actor(), language, &links);
            Ok(Tagged(case.version, view))
        })
        .await
}

/// Mounts the routes of this file.
pub(super) fn routes(routes: &mut Routes) {
    routes
        .mount(__path_assign, Access::To(Action::TakeCase), assign)
        .mount(
            __path_change_team,
            Access::To(Action::AssignCase),
            change_team,
        );
}
