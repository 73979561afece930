//! Notes of a case.

use actix_web::HttpResponse;
use actix_web::web::Path;
use chrono::{DateTime, Utc};
use domain::event::CaseId;
use domain::kernel::Version;
use domain::notes::{Note, NoteId};
use domain::policy::Action;
use persistence::notes::{self, Written};
use persistence::{Error, Tx, cases};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::views::ColleagueView;
use crate::http::list::NoFilter;
use crate::http::wire::{
    AmendmentReasonField, CaseIdField, NoteIdField, NoteTextField, VisibilityField,
};
use crate::http::{
    Access, Command, Created, Field, IfMatch, Links, List, ListOf, Problem, Query, Routes,
    SelfLink, Tagged, Valid,
};

/// A page of the texts that a note has had.
type NoteVersions = ListOf<NoteVersionView>;

/// A page of notes.
type Notes = ListOf<NoteView>;

/// A note to be written.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NoteRequest {
    /// Who may read it.
    #[validate(nested)]
    visibility: VisibilityField,
    /// What it says. Nothing about health, convictions or beliefs belongs here (Reg. (EU)
    /// 2016/679, art. 9 and 10).
    #[validate(nested)]
    text: NoteTextField,
}

/// A new text for a note.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NoteAmendmentRequest {
    /// What it says from now on.
    #[validate(nested)]
    text: NoteTextField,
    /// Why it is amended.
    #[validate(nested)]
    reason: Option<AmendmentReasonField>,
}

/// A note, as it reads now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NoteView {
    /// The note.
    id: NoteIdField,
    /// How many texts it has had.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// In which case.
    case_id: CaseIdField,
    /// Who may read it.
    visibility: VisibilityField,
    /// What it says.
    text: NoteTextField,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<ColleagueView>,
    /// When it was written.
    written_at: DateTime<Utc>,
    /// Whether it was amended; earlier texts are in its history.
    amended: bool,
    /// Who wrote the present text, if it was amended.
    #[serde(skip_serializing_if = "Option::is_none")]
    amended_by: Option<ColleagueView>,
    /// When it was last amended.
    #[serde(skip_serializing_if = "Option::is_none")]
    amended_at: Option<DateTime<Utc>>,
    /// Why it was last amended.
    #[serde(skip_serializing_if = "Option::is_none")]
    amendment_reason: Option<AmendmentReasonField>,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

/// A text that a note has had.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NoteVersionView {
    /// Which text it is, counted from 1.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// What it says.
    text: NoteTextField,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    written_by: Option<ColleagueView>,
    /// When.
    written_at: DateTime<Utc>,
    /// Why it replaced the one before.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<AmendmentReasonField>,
}

fn address(case: CaseId, id: NoteId) -> String {
    format!("/cases/{case}/notes/{id}")
}

impl NoteView {
    fn of(written: Written, links: &Links) -> Self {
        let note = written.note;
        let amended = note.version > Version::FIRST;
        Self {
            id: note.id.into(),
            version: note.version.0,
            case_id: note.case.into(),
            visibility: note.visibility.into(),
            text: note.text.into(),
            author: written.author.map(ColleagueView::of),
            written_at: written.first_written_at,
            amended,
            amended_by: written.writer.filter(|_| amended).map(ColleagueView::of),
            amended_at: amended.then_some(written.written_at),
            amendment_reason: note.reason.map(Field::of),
            links: links.of(address(note.case, note.id)),
        }
    }
}

impl NoteVersionView {
    fn of(written: Written) -> Self {
        Self {
            version: written.note.version.0,
            text: written.note.text.into(),
            written_by: written.writer.map(ColleagueView::of),
            written_at: written.written_at,
            reason: written.note.reason.map(Field::of),
        }
    }
}

/// The note of a case, if the actor may read it; its reading is recorded.
fn read(tx: &mut Tx<'_>, case: CaseId, id: NoteId) -> Result<Written, Error> {
    let case = cases::get(tx, case, Action::ReadNotes)?;
    let written = notes::get(tx, &case, id)?;
    tx.record_access(
        Action::ReadNotes,
        "note",
        Some(case.individual),
        Some(case.id),
    );
    Ok(written)
}

/// Writes a note.
#[utoipa::path(post, path = "/cases/{case_id}/notes", tag = "cases", operation_id = "write_note",
    params(("case_id" = uuid::Uuid, Path, description = "The case.")),
    request_body = NoteRequest, responses((status = 201, body = NoteView)))]
async fn write(
    command: Command,
    id: Path<CaseId>,
    Valid(body): Valid<NoteRequest>,
) -> Result<HttpResponse, Problem> {
    let (visibility, text) = (body.visibility.parsed()?, body.text.parsed()?);
    let links = command.links();
    command
        .run(move |tx| {
            let case = cases::get(tx, *id, Action::WriteNotes)?;
            let changed = Note::write(tx.actor(), &case, tx.new_id(), visibility, text.clone())?;
            let written = notes::insert(tx, changed)?;
            Ok(Created {
                location: links.to(address(written.note.case, written.note.id)),
                version: written.note.version,
                view: NoteView::of(written, &links),
            })
        })
        .await
}

/// Lists the notes of a case that the reader may read, the newest first.
#[utoipa::path(get, path = "/cases/{case_id}/notes", tag = "cases", operation_id = "notes",
    params(("case_id" = uuid::Uuid, Path, description = "The case.")),
    responses((status = 200, body = Notes)))]
async fn list(
    query: Query,
    id: Path<CaseId>,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let paged = query
        .read(move |tx| {
            let case = cases::get(tx, *id, Action::ReadNotes)?;
            let individual = Some(case.individual);
            tx.record_access(Action::ReadNotes, "notes", individual, Some(case.id));
            notes::list(tx, &case, &page)
        })
        .await?;
    let links = query.links();
    list.answer(
        paged,
        |w| w.note.id,
        |written| NoteView::of(written, &links),
    )?
    .respond()
}

/// Shows a note.
#[utoipa::path(get, path = "/cases/{case_id}/notes/{note_id}", tag = "cases",
    operation_id = "note",
    params(
        ("case_id" = uuid::Uuid, Path, description = "The case."),
        ("note_id" = uuid::Uuid, Path, description = "The note.")),
    responses((status = 200, body = NoteView)))]
async fn show(query: Query, ids: Path<(CaseId, NoteId)>) -> Result<HttpResponse, Problem> {
    let (case, id) = ids.into_inner();
    let links = query.links();
    query
        .run(move |tx| {
            let written = read(tx, case, id)?;
            let version = written.note.version;
            Ok(Tagged(version, NoteView::of(written, &links)))
        })
        .await
}

/// Lists every text that a note has had, the first one first.
#[utoipa::path(get, path = "/cases/{case_id}/notes/{note_id}/history", tag = "cases",
    operation_id = "note_history",
    params(
        ("case_id" = uuid::Uuid, Path, description = "The case."),
        ("note_id" = uuid::Uuid, Path, description = "The note.")),
    responses((status = 200, body = NoteVersions)))]
async fn history(
    query: Query,
    ids: Path<(CaseId, NoteId)>,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    let (case, id) = ids.into_inner();
    let page = list.page()?;
    let paged = query
        .read(move |tx| {
            let written = read(tx, case, id)?;
            notes::history(tx, &written, &page)
        })
        .await?;
    list.answer(paged, |w| w.note.version, NoteVersionView::of)?
        .respond()
}

/// Amends a note; earlier texts stay readable in its history.
///
/// Only the author amends a note, or a coordinator of the office.
#[utoipa::path(post, path = "/cases/{case_id}/notes/{note_id}/amendments", tag = "cases",
    operation_id = "amend_note",
    params(
        ("case_id" = uuid::Uuid, Path, description = "The case."),
        ("note_id" = uuid::Uuid, Path, description = "The note.")),
    request_body = NoteAmendmentRequest, responses((status = 200, body = NoteView)))]
async fn amend(
    command: Command,
    ids: Path<(CaseId, NoteId)>,
    if_match: IfMatch,
    Valid(body): Valid<NoteAmendmentRequest>,
) -> Result<HttpResponse, Problem> {
    let (case, id) = ids.into_inner();
    let text = body.text.parsed()?;
    let reason = body.reason.map(Field::parsed).transpose()?;
    let links = command.links();
    command
        .run(move |tx| {
            let case = cases::get(tx, case, Action::WriteNotes)?;
            let written = notes::get(tx, &case, id)?;
            if_match.check(written.note.version)?;
            let first = written.first_written_at;
            let changed = written
                .note
                .amend(tx.actor(), text.clone(), reason.clone())?;
            let written = notes::save(tx, changed, first)?;
            let version = written.note.version;
            Ok(Tagged(version, NoteView::of(written, &links)))
        })
        .await
}

/// Mounts the routes of this file.
pub(super) fn routes(routes: &mut Routes) {
    let read = Access::To(Action::ReadNotes);
    let write_access = Access::To(Action::WriteNotes);
    routes
        .mount(__path_write, write_access, write)
        .mount(__path_list, read, list)
        .mount(__path_show, read, show)
        .mount(__path_history, read, history)
        .mount(__path_amend, write_access, amend);
}
