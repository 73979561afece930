//! Sessions of a group: planned one by one or as a series, moved, called off.

use actix_web::HttpResponse;
use actix_web::web::Path;
use chrono::{DateTime, Utc};
use domain::groups::{
    Elsewhere, Group, GroupId, GroupSession, GroupSessionId, Occurrence, Schedule,
};
use domain::kernel::{Calendar, Faults, Refusal, Span};
use domain::policy::Action;
use persistence::groups::{self, Meet, SessionFilter, SessionItem};
use persistence::{Error, Tx, organisations};
use serde::Deserialize;
use validator::Validate;

use super::requests::{
    GroupCancellationRequest, GroupSessionRequest, SessionMoveRequest, SessionSeriesRequest,
};
use super::views::{
    GroupSessionRow, GroupSessionView, LeftOutDay, SessionSeriesView, session_address,
};
use crate::http::wire::{
    DayField, GroupIdField, GroupSessionIdField, OfficeIdField, RoomIdField, SessionStatusField,
    StaffIdField,
};
use crate::http::{
    Access, Command, Created, Field, IfMatch, Links, List, ListOf, Problem, Query, Routes, Tagged,
    Valid,
};
use crate::routes::appointments::begin;
use crate::texts::Language;

/// A page of sessions.
type GroupSessions = ListOf<GroupSessionRow>;

/// Which sessions.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupSessionFilter {
    #[validate(nested)]
    group: Option<GroupIdField>,
    #[validate(nested)]
    office: Option<OfficeIdField>,
    #[validate(nested)]
    facilitator: Option<StaffIdField>,
    #[validate(nested)]
    room: Option<RoomIdField>,
    #[validate(nested)]
    status: Option<SessionStatusField>,
    #[validate(nested)]
    from: Option<DayField>,
    #[validate(nested)]
    to: Option<DayField>,
}

impl GroupSessionFilter {
    fn filter(&self, tx: &Tx<'_>) -> SessionFilter {
        let from = Field::given(self.from.as_ref());
        let to = Field::given(self.to.as_ref());
        SessionFilter {
            group: Field::given(self.group.as_ref()),
            office: Field::given(self.office.as_ref()),
            facilitator: Field::given(self.facilitator.as_ref()),
            room: Field::given(self.room.as_ref()),
            status: Field::given(self.status.as_ref()),
            from: from.and_then(|from| begin(tx, from)),
            before: to.and_then(|to: domain::kernel::Day| begin(tx, to.add_days(1).ok()?)),
        }
    }
}

/// The session as the reader sees it.
pub(super) fn view(
    tx: &mut Tx<'_>,
    group: &Group,
    session: GroupSession,
    language: Language,
    links: &Links,
) -> Result<Tagged<GroupSessionView>, Error> {
    let version = session.version;
    let mut items = groups::sessions_named(tx, vec![session])?;
    let item = items.pop().ok_or(Error::NotFound)?;
    let reader = (tx.actor(), tx.now(), language);
    Ok(Tagged(
        version,
        GroupSessionView::of(item, group, reader, links),
    ))
}

fn span((starts, ends): (DateTime<Utc>, DateTime<Utc>)) -> Result<Span, Refusal> {
    let mut faults = Faults::none();
    let span = faults.read("/starts_at", Span::new(starts, ends));
    faults.unless_any(span)
}

/// Plans these sessions of a group that is held.
fn schedule(
    tx: &mut Tx<'_>,
    group: &Group,
    spans: &[Span],
    (meet, acknowledged): (Meet, Vec<String>),
) -> Result<Vec<GroupSession>, Error> {
    let asked = Schedule {
        spans: spans.iter().map(|span| (tx.new_id(), *span)).collect(),
        at: meet.named(tx)?,
        around: groups::around(tx, group, spans, None)?,
        acknowledged,
    };
    let planned = tx.decide(|tx, now| group.schedule(tx.actor(), asked, now))??;
    groups::plan(tx, planned)
}

/// Plans a session of a group.
///
/// It takes its hour of whoever leads it, of the room, and of everybody who is in the group. Whoever
/// of them has something else then is counted, and asks for somebody who acknowledges it
/// (`group.clash`); whoever leads it and the room have one thing at a time (`slot_taken`).
#[utoipa::path(post, path = "/groups/{group_id}/sessions", tag = "groups",
    operation_id = "plan_session",
    params(("group_id" = GroupIdField, Path, description = "The group.")),
    request_body = GroupSessionRequest, responses((status = 201, body = GroupSessionView)))]
async fn plan(
    command: Command,
    id: Path<GroupId>,
    Valid(body): Valid<GroupSessionRequest>,
) -> Result<HttpResponse, Problem> {
    let (hours, meet, acknowledged) = body.read()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let group = groups::lock(tx, *id, Action::ManageGroups)?;
            let spans = [span(hours)?];
            let at = (meet.clone(), acknowledged.clone());
            let mut sessions = schedule(tx, &group, &spans, at)?;
            let session = sessions.pop().ok_or(Error::NotFound)?;
            let location = links.to(session_address(session.id));
            let Tagged(version, view) = view(tx, &group, session, language, &links)?;
            Ok(Created {
                location,
                version,
                view,
            })
        })
        .await
}

/// Plans sessions of a group that come again, at the same hour of the clock.
///
/// All of them, or none. Holidays and the days that are left out are told, and made up for at the
/// end; on both sides of a change of the clock the hour on the wall is the same.
#[utoipa::path(post, path = "/groups/{group_id}/session-series", tag = "groups",
    operation_id = "plan_session_series",
    params(("group_id" = GroupIdField, Path, description = "The group.")),
    request_body = SessionSeriesRequest, responses((status = 200, body = SessionSeriesView)))]
async fn plan_series(
    command: Command,
    id: Path<GroupId>,
    Valid(body): Valid<SessionSeriesRequest>,
) -> Result<HttpResponse, Problem> {
    let (series, meet, acknowledged) = body.read()?;
    let links = command.links();
    command
        .run(move |tx| {
            let group = groups::lock(tx, *id, Action::ManageGroups)?;
            let calendar = Calendar::with_patron(organisations::get(tx)?.patron);
            let mut faults = Faults::none();
            let days = series.days(&calendar, tx.actor().zone, &mut faults);
            faults.refuse()?;
            let (mut spans, mut left_out) = (Vec::new(), Vec::new());
            for day in days {
                match day {
                    Occurrence::Session(span) => spans.push(span),
                    Occurrence::Holiday(day) => left_out.push(LeftOutDay::of(day, true)),
                    Occurrence::LeftOut(day) => left_out.push(LeftOutDay::of(day, false)),
                }
            }
            let at = (meet.clone(), acknowledged.clone());
            let sessions = schedule(tx, &group, &spans, at)?;
            let items = groups::sessions_named(tx, sessions)?.into_iter();
            let sessions = items
                .map(|item| GroupSessionRow::of(item, &links))
                .collect();
            Ok(Tagged(
                group.version,
                SessionSeriesView { sessions, left_out },
            ))
        })
        .await
}

/// Lists sessions by the hour at which they begin.
///
/// Those of the groups at the caller's offices. `from` and `to` are days of the organisation, both
/// included. `status=planned&to=` yesterday shows of which nobody has said who came.
#[utoipa::path(get, path = "/group-sessions", tag = "groups", operation_id = "group_sessions",
    params(
        ("group" = Option<GroupIdField>, Query, description = "Of this group only."),
        ("office" = Option<OfficeIdField>, Query, description = "At this office only."),
        ("facilitator" = Option<StaffIdField>, Query,
            description = "That this colleague leads only."),
        ("room" = Option<RoomIdField>, Query, description = "In this room only."),
        ("status" = Option<SessionStatusField>, Query, description = "That stand so only."),
        ("from" = Option<DayField>, Query, description = "From this day on only."),
        ("to" = Option<DayField>, Query, description = "Until this day only.")),
    responses((status = 200, body = GroupSessions)))]
async fn list(query: Query, list: List<GroupSessionFilter>) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let asked = list.filter.clone();
    let paged = query
        .read(move |tx| {
            let filter = asked.filter(tx);
            groups::sessions(tx, &filter, &page)
        })
        .await?;
    let links = query.links();
    let key = |item: &SessionItem| groups::session_key(&item.session);
    list.answer(paged, key, |item| GroupSessionRow::of(item, &links))?
        .respond()
}

/// Shows a session of a group.
#[utoipa::path(get, path = "/group-sessions/{group_session_id}", tag = "groups",
    operation_id = "group_session",
    params(("group_session_id" = GroupSessionIdField, Path, description = "The session.")),
    responses((status = 200, body = GroupSessionView)))]
async fn show(query: Query, id: Path<GroupSessionId>) -> Result<HttpResponse, Problem> {
    let (links, language) = (query.links(), query.language());
    query
        .run(move |tx| {
            let session = groups::session(tx, *id, Action::ReadGroups)?;
            let group = groups::get(tx, session.group, Action::ReadGroups)?;
            view(tx, &group, session, language, &links)
        })
        .await
}

/// Moves a session to another hour or place, before it begins.
///
/// Calendars take both for one entry. Its old hour is free at once, so that a session is moved by a
/// quarter of an hour as well.
#[utoipa::path(post, path = "/group-sessions/{group_session_id}/move", tag = "groups",
    operation_id = "move_session",
    params(("group_session_id" = GroupSessionIdField, Path, description = "The session.")),
    request_body = SessionMoveRequest, responses((status = 200, body = GroupSessionView)))]
async fn shift(
    command: Command,
    id: Path<GroupSessionId>,
    if_match: IfMatch,
    Valid(body): Valid<SessionMoveRequest>,
) -> Result<HttpResponse, Problem> {
    let ((hours, meet, acknowledged), reason) = body.read()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let (group, session) = groups::lock_session(tx, *id, Action::ManageGroups)?;
            if_match.check(session.version)?;
            let span = span(hours).map_err(|refusal| refusal.below("/to"))?;
            let to = Elsewhere {
                span,
                at: meet.clone().named(tx)?,
                around: groups::around(tx, &group, &[span], Some(session.id))?,
                reason,
                acknowledged: acknowledged.clone(),
            };
            let moved = tx.decide(|tx, now| session.shift(tx.actor(), &group, to, now))??;
            let session = groups::shift(tx, moved)?;
            view(tx, &group, session, language, &links)
        })
        .await
}

/// Calls a session off.
#[utoipa::path(post, path = "/group-sessions/{group_session_id}/cancellation", tag = "groups",
    operation_id = "cancel_session",
    params(("group_session_id" = GroupSessionIdField, Path, description = "The session.")),
    request_body = GroupCancellationRequest, responses((status = 200, body = GroupSessionView)))]
async fn cancel(
    command: Command,
    id: Path<GroupSessionId>,
    if_match: IfMatch,
    Valid(body): Valid<GroupCancellationRequest>,
) -> Result<HttpResponse, Problem> {
    let reason = body.read()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let (group, session) = groups::lock_session(tx, *id, Action::ManageGroups)?;
            if_match.check(session.version)?;
            let off = tx.decide(|tx, now| session.cancel(tx.actor(), &group, reason, now))??;
            let session = groups::call_off(tx, off)?;
            view(tx, &group, session, language, &links)
        })
        .await
}

/// Mounts the routes of this file.
pub(super) fn routes(routes: &mut Routes) {
    let (read, manage) = (
        Access::To(Action::ReadGroups),
        Access::To(Action::ManageGroups),
    );
    routes
        .mount(__path_plan, manage, plan)
        .mount(__path_plan_series, manage, plan_series)
        .mount(__path_list, read, list)
        .mount(__path_show, read, show)
        .mount(__path_shift, manage, shift)
        .mount(__path_cancel, manage, cancel);
}
