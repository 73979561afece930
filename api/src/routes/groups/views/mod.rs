//! What is told of groups, and of who is in them.

mod attendance;
mod sessions;

use chrono::{DateTime, Utc};
use domain::actor::Actor;
use domain::groups::{EnrolmentId, EnrolmentState, Group, GroupId};
use persistence::groups::InGroup;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::views::AllowedAction;
use crate::http::wire::{
    AppointmentChangeField, AppointmentSideField, CaseIdField, EnrolmentIdField,
    EnrolmentStatusField, GroupIdField, GroupKindField, GroupReasonField, GroupStatusField,
    GroupTextField, OfficeIdField, ServiceIdField, StaffIdField, Text200Field,
};
use crate::http::{Field, Links, SelfLink};
use crate::routes::cases::views::{ColleagueView, PersonView};
use crate::texts::Language;

pub(super) use attendance::{AttendanceRecordView, AttendanceView};
pub(super) use sessions::{
    GroupSessionRow, GroupSessionView, LeftOutDay, SessionSeriesView, session_address,
};

/// A group, as lists show it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct GroupRow {
    /// The group.
    id: GroupIdField,
    /// How often it was saved.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// Where it stands.
    status: GroupStatusField,
    /// What it meets for.
    kind: GroupKindField,
    /// What it is called.
    #[schema(example = "Il curriculum")]
    title: Text200Field,
    /// At which office.
    office_id: OfficeIdField,
    /// Who answers for it.
    facilitator_id: StaffIdField,
    /// How many places it has.
    #[schema(minimum = 1, maximum = 500, example = 12)]
    places: u16,
    /// How many people have one.
    #[schema(minimum = 0, maximum = 1_000, example = 9)]
    enrolled: u16,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

/// A group.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct GroupView {
    /// The group.
    id: GroupIdField,
    /// How often it was saved.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// Where it stands.
    status: GroupStatusField,
    /// Why it was called off.
    #[serde(skip_serializing_if = "Option::is_none")]
    cancellation_reason: Option<AppointmentChangeField>,
    /// What it meets for.
    kind: GroupKindField,
    /// What it is called.
    #[schema(example = "Il curriculum")]
    title: Text200Field,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<GroupTextField>,
    /// At which office.
    office_id: OfficeIdField,
    /// Who answers for it, and leads its sessions where nobody else is named.
    facilitator_id: StaffIdField,
    /// Of which service it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    service_id: Option<ServiceIdField>,
    /// How many places it has.
    #[schema(minimum = 1, maximum = 500, example = 12)]
    places: u16,
    /// How many people have one.
    #[schema(minimum = 0, maximum = 1_000, example = 9)]
    enrolled: u16,
    /// From how many hundredths of its minutes on somebody has attended it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 100, example = 70)]
    threshold: Option<u8>,
    /// Who planned it.
    planned_by: StaffIdField,
    /// When.
    planned_at: DateTime<Utc>,
    /// What the reader may do now.
    #[schema(min_items = 0, max_items = 20)]
    allowed_actions: Vec<AllowedAction>,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

/// How much of a group somebody attended.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AttendedShare {
    /// Minutes that are credited.
    #[schema(minimum = 0, maximum = 100_000, example = 480)]
    credited_minutes: i64,
    /// Minutes of all sessions that were held or are to come.
    #[schema(minimum = 0, maximum = 100_000, example = 720)]
    whole_minutes: i64,
}

/// Somebody in a group, as lists show it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EnrolmentRow {
    /// The enrolment.
    id: EnrolmentIdField,
    /// How often it was saved.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// Where it stands.
    status: EnrolmentStatusField,
    /// Since when.
    status_at: DateTime<Utc>,
    /// On whose side the reason lies why the person does not come any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawn_by: Option<AppointmentSideField>,
    /// That reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawal_reason: Option<AppointmentChangeField>,
    /// In which group.
    group_id: GroupIdField,
    /// What that meets for.
    kind: GroupKindField,
    /// What it is called.
    #[schema(max_length = 200, example = "Il curriculum")]
    title: String,
    /// At which office.
    office_id: OfficeIdField,
    /// Who.
    person: PersonView,
    /// In which case.
    #[serde(skip_serializing_if = "Option::is_none")]
    case_id: Option<CaseIdField>,
    /// The order in which people asked: who waits gets a place in this order.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 3)]
    ticket: i64,
    /// Why the place is beyond those that there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Accompagna un'altra persona iscritta.")]
    overbooked: Option<GroupReasonField>,
    /// When somebody asked for it.
    asked_at: DateTime<Utc>,
    /// Who.
    #[serde(skip_serializing_if = "Option::is_none")]
    asked_by: Option<ColleagueView>,
    /// When the person got a place.
    #[serde(skip_serializing_if = "Option::is_none")]
    placed_at: Option<DateTime<Utc>>,
    /// How much of the group the person attended.
    attended: AttendedShare,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

/// Somebody in a group.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EnrolmentView {
    /// The enrolment.
    #[serde(flatten)]
    enrolment: EnrolmentRow,
    /// How many wait for a place before this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 1_000_000, example = 2)]
    waiting_before: Option<i64>,
    /// Whether what is credited reaches the threshold of the group, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    reaches_threshold: Option<bool>,
    /// What the reader may do now.
    #[schema(min_items = 0, max_items = 20)]
    allowed_actions: Vec<AllowedAction>,
}

pub(super) fn group_address(id: GroupId) -> String {
    format!("/groups/{id}")
}

pub(super) fn enrolment_address(id: EnrolmentId) -> String {
    format!("/enrolments/{id}")
}

impl GroupRow {
    pub(super) fn of(group: Group, links: &Links) -> Self {
        Self {
            id: group.id.into(),
            version: group.version.0,
            status: group.status.into(),
            kind: group.kind.into(),
            title: group.terms.title.into(),
            office_id: group.office.into(),
            facilitator_id: group.terms.facilitator.into(),
            places: group.places.size(),
            enrolled: group.places.enrolled(),
            links: links.of(group_address(group.id)),
        }
    }
}

impl GroupView {
    pub(super) fn of(group: Group, (actor, language): (&Actor, Language), links: &Links) -> Self {
        let steps = group.allowed_steps(actor);
        Self {
            id: group.id.into(),
            version: group.version.0,
            status: group.status.into(),
            cancellation_reason: group.reason.map(Field::of),
            kind: group.kind.into(),
            title: group.terms.title.into(),
            description: group.terms.description.map(Field::of),
            office_id: group.office.into(),
            facilitator_id: group.terms.facilitator.into(),
            service_id: group.terms.service.map(Field::of),
            places: group.places.size(),
            enrolled: group.places.enrolled(),
            threshold: group.terms.threshold,
            planned_by: group.planned_by.into(),
            planned_at: group.planned_at,
            allowed_actions: AllowedAction::all(language, &steps),
            links: links.of(group_address(group.id)),
        }
    }
}

impl EnrolmentRow {
    pub(super) fn of(item: InGroup, links: &Links) -> Self {
        let one = item.enrolment;
        let (withdrawn_by, withdrawal_reason) = match one.state {
            EnrolmentState::Enrolled | EnrolmentState::Waiting => (None, None),
            EnrolmentState::Withdrawn { by, reason } => (Some(by.into()), Some(reason.into())),
        };
        Self {
            id: one.id.into(),
            version: one.version.0,
            status: one.status().into(),
            status_at: one.state_at,
            withdrawn_by,
            withdrawal_reason,
            group_id: one.group.into(),
            kind: item.kind.into(),
            title: item.title,
            office_id: one.office.into(),
            person: PersonView::of(item.person),
            case_id: one.case.map(Field::of),
            ticket: one.ticket,
            overbooked: one.overbooked.map(Field::of),
            asked_at: one.asked_at,
            asked_by: item.asked_by.map(ColleagueView::of),
            placed_at: one.placed_at,
            attended: AttendedShare {
                credited_minutes: item.share.credited,
                whole_minutes: item.share.whole,
            },
            links: links.of(enrolment_address(one.id)),
        }
    }
}

impl EnrolmentView {
    pub(super) fn of(
        item: InGroup,
        (group, waiting_before): (&Group, Option<i64>),
        (actor, language): (&Actor, Language),
        links: &Links,
    ) -> Self {
        let steps = item.enrolment.allowed_steps(actor, group.status);
        let reaches = |percent| item.share.reaches(percent);
        Self {
            waiting_before,
            reaches_threshold: group.terms.threshold.map(reaches),
            allowed_actions: AllowedAction::all(language, &steps),
            enrolment: EnrolmentRow::of(item, links),
        }
    }
}
