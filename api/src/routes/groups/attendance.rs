//! Who came to a session of a group, for how long, and what was corrected later.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::groups::{EnrolmentId, Group, GroupSession, GroupSessionId};
use domain::kernel::Refusal;
use domain::policy::Action;
use persistence::groups::{self, Said, Shared};
use persistence::{Error, Tx};

use super::requests::{AttendanceAmendmentRequest, AttendanceRequest};
use super::sessions::view;
use super::views::{AttendanceRecordView, AttendanceView, GroupSessionView};
use crate::http::list::NoFilter;
use crate::http::wire::GroupSessionIdField;
use crate::http::{Access, Command, IfMatch, List, ListOf, Problem, Query, Routes, Valid};

/// A page of who came.
type Attendances = ListOf<AttendanceView>;
/// A page of what was said of it.
type AttendanceRecords = ListOf<AttendanceRecordView>;

/// Of a session of somebody else's nobody is told who came, or that there is something to be told.
fn if_told(tx: &Tx<'_>, group: &Group, session: &GroupSession) -> Result<(), Error> {
    let is_told = session.is_told_by(tx.actor(), group);
    is_told.then_some(()).ok_or(Error::NotFound)
}

/// The session, if the actor reads who came to it.
fn told(tx: &mut Tx<'_>, id: GroupSessionId) -> Result<GroupSession, Error> {
    let session = groups::session(tx, id, Action::RecordAttendance)?;
    let group = groups::get(tx, session.group, Action::RecordAttendance)?;
    if_told(tx, &group, &session)?;
    tx.record_access(Action::RecordAttendance, "attendance", None, None);
    Ok(session)
}

/// The same with its group, which is held, for whoever says who came.
fn held(tx: &mut Tx<'_>, id: GroupSessionId) -> Result<(Group, GroupSession), Error> {
    let (group, session) = groups::lock_session(tx, id, Action::RecordAttendance)?;
    if_told(tx, &group, &session)?;
    Ok((group, session))
}

/// Says who came to a session: of everybody who had a place, in one call.
///
/// Once it has begun, each of them once and nobody else. Minutes are credited in whole pieces
/// (`group.rounding_minutes`), rounded down. Whoever leads the session says so, who answers for the
/// group, or a coordinator of the office.
#[utoipa::path(post, path = "/group-sessions/{group_session_id}/attendance", tag = "groups",
    operation_id = "record_attendance",
    params(("group_session_id" = GroupSessionIdField, Path, description = "The session.")),
    request_body = AttendanceRequest, responses((status = 200, body = GroupSessionView)))]
async fn record(
    command: Command,
    id: Path<GroupSessionId>,
    if_match: IfMatch,
    Valid(body): Valid<AttendanceRequest>,
) -> Result<HttpResponse, Problem> {
    let marks = body.read()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let (group, session) = held(tx, *id)?;
            if_match.check(session.version)?;
            let people = groups::in_session(tx, &session)?;
            let said = (marks.as_slice(), people.as_slice());
            let recorded = tx.decide(|tx, now| session.record(tx.actor(), &group, said, now))??;
            let session = groups::record(tx, recorded)?;
            view(tx, &group, session, language, &links)
        })
        .await
}

/// Says otherwise whether somebody came.
///
/// What was said before stays readable. Some days after the session (`group.amend_days`) it asks for
/// somebody who acknowledges that (`group.late_amendment`).
#[utoipa::path(post, path = "/group-sessions/{group_session_id}/attendance-amendments", tag = "groups",
    operation_id = "amend_attendance",
    params(("group_session_id" = GroupSessionIdField, Path, description = "The session.")),
    request_body = AttendanceAmendmentRequest, responses((status = 200, body = GroupSessionView)))]
async fn amend(
    command: Command,
    id: Path<GroupSessionId>,
    if_match: IfMatch,
    Valid(body): Valid<AttendanceAmendmentRequest>,
) -> Result<HttpResponse, Problem> {
    let (enrolment, amendment) = body.read()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let (group, session) = held(tx, *id)?;
            if_match.check(session.version)?;
            let found = groups::of_enrolment(tx, &session, enrolment)?;
            session.amendable(tx.actor(), &group, tx.now())?;
            let (of, records) = found.ok_or_else(|| Refusal::unknown("/enrolment_id"))?;
            let amended = tx.decide(|tx, now| {
                let what = (&of, amendment.clone());
                session.amend(tx.actor(), &group, what, now)
            })??;
            let session = groups::amend(tx, (session, records), amended)?;
            view(tx, &group, session, language, &links)
        })
        .await
}

/// Lists who came to a session, in the order in which they asked for a place.
#[utoipa::path(get, path = "/group-sessions/{group_session_id}/attendance", tag = "groups",
    operation_id = "attendance",
    params(("group_session_id" = GroupSessionIdField, Path, description = "The session.")),
    responses((status = 200, body = Attendances)))]
async fn list(
    query: Query,
    id: Path<GroupSessionId>,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let paged = query
        .read(move |tx| {
            let session = told(tx, *id)?;
            groups::attended(tx, &session, &page)
        })
        .await?;
    let key = |shared: &Shared| shared.ticket;
    list.answer(paged, key, AttendanceView::of)?.respond()
}

/// Lists all that was said of who came to a session: of each of the enrolled the first time first.
#[utoipa::path(get, path = "/group-sessions/{group_session_id}/attendance-records", tag = "groups",
    operation_id = "attendance_records",
    params(("group_session_id" = GroupSessionIdField, Path, description = "The session.")),
    responses((status = 200, body = AttendanceRecords)))]
async fn records(
    query: Query,
    id: Path<GroupSessionId>,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let paged = query
        .read(move |tx| {
            let session = told(tx, *id)?;
            groups::said(tx, &session, &page)
        })
        .await?;
    let key = |said: &Said| -> (EnrolmentId, i64) { (said.attended.enrolment, said.number) };
    list.answer(paged, key, AttendanceRecordView::of)?.respond()
}

/// Mounts the routes of this file.
pub(super) fn routes(routes: &mut Routes) {
    let tell = Access::To(Action::RecordAttendance);
    routes
        .mount(__path_record, tell, record)
        .mount(__path_amend, tell, amend)
        .mount(__path_list, tell, list)
        .mount(__path_records, tell, records);
}
