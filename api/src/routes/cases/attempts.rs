//! Attempts to reach the person of a case.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::cases::{ContactAttempt, ContactAttemptId, NewAttempt};
use domain::event::CaseId;
use domain::kernel::Version;
use domain::policy::Action;
use persistence::contact_attempts::{self, Key};
use persistence::{Error, cases};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::list::NoFilter;
use crate::http::wire::{
    AttemptOutcomeField, CaseIdField, ChannelField, ContactAttemptIdField, DayField, StaffIdField,
};
use crate::http::{
    Access, Command, Created, Field, Links, List, ListOf, Problem, Query, Routes, SelfLink, Tagged,
    Valid,
};

/// A page of attempts.
type ContactAttempts = ListOf<ContactAttemptView>;

/// Somebody tried to reach the person.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ContactAttemptRequest {
    /// On which day; today when it is left out.
    #[validate(nested)]
    on: Option<DayField>,
    /// By which channel.
    #[validate(nested)]
    channel: ChannelField,
    /// With which outcome.
    #[validate(nested)]
    outcome: AttemptOutcomeField,
}

/// An attempt to reach the person.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ContactAttemptView {
    /// The attempt.
    id: ContactAttemptIdField,
    /// In which case.
    case_id: CaseIdField,
    /// On which day.
    on: DayField,
    /// By which channel.
    channel: ChannelField,
    /// With which outcome.
    outcome: AttemptOutcomeField,
    /// Who tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<StaffIdField>,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

fn address(case: CaseId, id: ContactAttemptId) -> String {
    format!("/cases/{case}/contact-attempts/{id}")
}

impl ContactAttemptView {
    fn of(attempt: &ContactAttempt, links: &Links) -> Self {
        Self {
            id: attempt.id.into(),
            case_id: attempt.case.into(),
            on: attempt.on.into(),
            channel: attempt.channel.into(),
            outcome: attempt.outcome.into(),
            by: attempt.by.map(Field::of),
            links: links.of(address(attempt.case, attempt.id)),
        }
    }
}

/// Writes down an attempt to reach the person.
///
/// It is evidence and is never changed. One that reached the person moves `last_contact_on` of
/// the case forward.
#[utoipa::path(post, path = "/cases/{case_id}/contact-attempts", tag = "cases",
    operation_id = "record_contact_attempt",
    params(("case_id" = uuid::Uuid, Path, description = "The case.")),
    request_body = ContactAttemptRequest, responses((status = 201, body = ContactAttemptView)))]
async fn record(
    command: Command,
    id: Path<CaseId>,
    Valid(body): Valid<ContactAttemptRequest>,
) -> Result<HttpResponse, Problem> {
    let (channel, outcome) = (body.channel.parsed()?, body.outcome.parsed()?);
    let on = body.on.map(Field::parsed).transpose()?;
    let links = command.links();
    command
        .run(move |tx| {
            let case = cases::lock(tx, *id, Action::WorkCase)?;
            let new = NewAttempt {
                id: tx.new_id(),
                on,
                channel,
                outcome,
            };
            let changed = case.attempt_contact(tx.actor(), new, tx.day()?)?;
            let attempt = contact_attempts::insert(tx, changed)?;
            Ok(Created {
                location: links.to(address(attempt.case, attempt.id)),
                version: Version::FIRST,
                view: ContactAttemptView::of(&attempt, &links),
            })
        })
        .await
}

/// Lists the attempts to reach the person of a case, the newest first.
#[utoipa::path(get, path = "/cases/{case_id}/contact-attempts", tag = "cases",
    operation_id = "contact_attempts",
    params(("case_id" = uuid::Uuid, Path, description = "The case.")),
    responses((status = 200, body = ContactAttempts)))]
async fn list(
    query: Query,
    id: Path<CaseId>,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let paged = query
        .read(move |tx| {
            let case = cases::get(tx, *id, Action::ReadCase)?;
            let (individual, resource) = (case.individual, "contact_attempts");
            tx.record_access(Action::ReadCase, resource, Some(individual), Some(case.id));
            contact_attempts::list(tx, &case, &page)
        })
        .await?;
    let links = query.links();
    let key = |attempt: &ContactAttempt| Key {
        on: attempt.on,
        id: attempt.id,
    };
    list.answer(paged, key, |a| ContactAttemptView::of(&a, &links))?
        .respond()
}

/// Shows an attempt to reach the person.
#[utoipa::path(get, path = "/cases/{case_id}/contact-attempts/{attempt_id}", tag = "cases",
    operation_id = "contact_attempt",
    params(
        ("case_id" = uuid::Uuid, Path, description = "The case."),
        ("attempt_id" = uuid::Uuid, Path, description = "The attempt.")),
    responses((status = 200, body = ContactAttemptView)))]
async fn show(
    query: Query,
    ids: Path<(CaseId, ContactAttemptId)>,
) -> Result<HttpResponse, Problem> {
    let (case, id) = ids.into_inner();
    let links = query.links();
    query
        .run(move |tx| {
            let case = cases::get(tx, case, Action::ReadCase)?;
            let attempt = contact_attempts::get(tx, &case, id)?;
            let (individual, resource) = (case.individual, "contact_attempt");
            tx.record_access(Action::ReadCase, resource, Some(individual), Some(case.id));
            let view = ContactAttemptView::of(&attempt, &links);
            Ok::<_, Error>(Tagged(Version::FIRST, view))
        })
        .await
}

/// Mounts the routes of this file.
pub(super) fn routes(routes: &mut Routes) {
    let read = Access::To(Action::ReadCase);
    routes
        .mount(__path_record, Access::To(Action::WorkCase), record)
        .mount(__path_list, read, list)
        .mount(__path_show, read, show);
}
