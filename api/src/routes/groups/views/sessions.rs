//! What is told of sessions of a group.

use chrono::{DateTime, Utc};
use domain::actor::Actor;
use domain::groups::{Group, GroupSessionId};
use domain::kernel::Day;
use persistence::groups::SessionItem;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::views::AllowedAction;
use crate::http::wire::{
    AppointmentChangeField, DayField, GroupIdField, GroupKindField, GroupReasonField,
    GroupSessionIdField, OfficeIdField, RoomIdField, SessionModeField, SessionStatusField,
    Text200Field,
};
use crate::http::{Field, Links, SelfLink};
use crate::routes::cases::views::ColleagueView;
use crate::texts::Language;

/// A session of a group, as lists show it.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::routes::groups) struct GroupSessionRow {
    /// The session.
    id: GroupSessionIdField,
    /// How often it was saved.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// Where it stands.
    status: SessionStatusField,
    /// Why it was called off.
    #[serde(skip_serializing_if = "Option::is_none")]
    cancellation_reason: Option<AppointmentChangeField>,
    /// Of which group.
    group_id: GroupIdField,
    /// What that meets for.
    kind: GroupKindField,
    /// What it is called.
    #[schema(max_length = 200, example = "Il curriculum")]
    title: String,
    /// At which office.
    office_id: OfficeIdField,
    /// When it begins.
    starts_at: DateTime<Utc>,
    /// When it is over.
    ends_at: DateTime<Utc>,
    /// How the group meets.
    mode: SessionModeField,
    /// In which room.
    #[serde(skip_serializing_if = "Option::is_none")]
    room: Option<SessionRoom>,
    /// Where else.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Biblioteca civica")]
    place: Option<Text200Field>,
    /// Through which link.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "https://incontri.example.org/curriculum")]
    link: Option<GroupReasonField>,
    /// Who leads it.
    #[serde(skip_serializing_if = "Option::is_none")]
    facilitator: Option<ColleagueView>,
    /// What calendars call its entry.
    uid: uuid::Uuid,
    /// How often that entry changed.
    #[schema(minimum = 0, maximum = 1_000_000, example = 0)]
    sequence: i64,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

/// A room in which a group meets.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::routes::groups) struct SessionRoom {
    /// Which one.
    room_id: RoomIdField,
    /// What it is called.
    #[schema(max_length = 100, example = "Sala 1")]
    label: String,
}

/// A session of a group.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::routes::groups) struct GroupSessionView {
    /// The session.
    #[serde(flatten)]
    session: GroupSessionRow,
    /// What the reader may do now.
    #[schema(min_items = 0, max_items = 20)]
    allowed_actions: Vec<AllowedAction>,
}

/// What became of a series.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::routes::groups) struct SessionSeriesView {
    /// The sessions that are planned.
    #[schema(min_items = 1, max_items = 104)]
    pub(in crate::routes::groups) sessions: Vec<GroupSessionRow>,
    /// Days of the series on which there is none.
    #[schema(min_items = 0, max_items = 400)]
    pub(in crate::routes::groups) left_out: Vec<LeftOutDay>,
}

/// A day of a series on which there is no session.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::routes::groups) struct LeftOutDay {
    /// Which one.
    pub(in crate::routes::groups) day: DayField,
    /// Whether it is a holiday; else somebody said so.
    pub(in crate::routes::groups) is_holiday: bool,
}

pub(in crate::routes::groups) fn session_address(id: GroupSessionId) -> String {
    format!("/group-sessions/{id}")
}

impl GroupSessionRow {
    pub(in crate::routes::groups) fn of(item: SessionItem, links: &Links) -> Self {
        let one = item.session;
        let (span, label) = (one.meeting.span, item.room.unwrap_or_default());
        Self {
            id: one.id.into(),
            version: one.version.0,
            status: one.status.into(),
            cancellation_reason: one.reason.map(Field::of),
            group_id: one.group.into(),
            kind: item.kind.into(),
            title: item.title,
            office_id: one.office.into(),
            starts_at: span.starts(),
            ends_at: span.ends(),
            mode: one.meeting.mode.into(),
            room: one.meeting.room.map(|room| SessionRoom {
                room_id: room.into(),
                label,
            }),
            place: one.meeting.place.map(Field::of),
            link: one.meeting.link.map(Field::of),
            facilitator: item.facilitator.map(ColleagueView::of),
            uid: one.uid,
            sequence: one.sequence,
            links: links.of(session_address(one.id)),
        }
    }
}

impl GroupSessionView {
    pub(in crate::routes::groups) fn of(
        item: SessionItem,
        group: &Group,
        (actor, now, language): (&Actor, DateTime<Utc>, Language),
        links: &Links,
    ) -> Self {
        let steps = item.session.allowed_steps(actor, group, now);
        Self {
            session: GroupSessionRow::of(item, links),
            allowed_actions: AllowedAction::all(language, &steps),
        }
    }
}

impl LeftOutDay {
    pub(in crate::routes::groups) fn of(day: Day, is_holiday: bool) -> Self {
        Self {
            day: day.into(),
            is_holiday,
        }
    }
}
