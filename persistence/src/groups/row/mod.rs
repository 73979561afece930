//! Groups, sessions and enrolments as rows.

mod attendance;

use diesel::prelude::*;
use domain::groups::{
    Enrolment, EnrolmentState, EnrolmentStatus, Group, GroupSession, GroupTerms, Meeting, Places,
};
use domain::kernel::{Span, Version};

use crate::columns::{maybe_parsed, parsed};
use crate::error::Error;
use crate::schema::{enrolments, group_activities, group_sessions};
use crate::sql_types::{Instant, Uid};

pub(crate) use attendance::AttendanceRow;
pub(super) use attendance::{VersionRow, attended, of_amended, of_attendance};

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = group_activities, treat_none_as_default_value = false)]
pub(super) struct Row {
    organisation_id: Uid,
    id: Uid,
    office_id: Uid,
    kind: String,
    planned_by: Uid,
    planned_at: Instant,
    #[diesel(embed)]
    changes: Changes,
}

/// What a step may change of a group.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = group_activities, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(super) struct Changes {
    title: String,
    description: Option<String>,
    facilitator_id: Uid,
    service_id: Option<Uid>,
    threshold: Option<i32>,
    places: i32,
    enrolled: i32,
    tickets: i64,
    status: String,
    reason: Option<String>,
    version: i64,
}

impl Changes {
    pub(super) fn of(group: &Group) -> Self {
        let terms = &group.terms;
        Self {
            title: terms.title.to_string(),
            description: terms.description.as_ref().map(ToString::to_string),
            facilitator_id: terms.facilitator.into(),
            service_id: terms.service.map(Uid::from),
            threshold: terms.threshold.map(i32::from),
            places: group.places.size().into(),
            enrolled: group.places.enrolled().into(),
            tickets: group.places.tickets(),
            status: group.status.to_string(),
            reason: group.reason.map(|reason| reason.to_string()),
            version: group.version.0,
        }
    }
}

impl Row {
    pub(super) fn of(group: &Group, organisation_id: Uid) -> Self {
        Self {
            organisation_id,
            id: group.id.into(),
            office_id: group.office.into(),
            kind: group.kind.to_string(),
            planned_by: group.planned_by.into(),
            planned_at: group.planned_at.into(),
            changes: Changes::of(group),
        }
    }

    pub(super) fn group(&self) -> Result<Group, Error> {
        let changes = &self.changes;
        let count = |count: i32| u16::try_from(count).map_err(|_| Error::Corrupt("places"));
        let percent = |percent: i32| u8::try_from(percent).map_err(|_| Error::Corrupt("threshold"));
        Ok(Group {
            id: self.id.into(),
            office: self.office_id.into(),
            kind: parsed(&self.kind, "group kind")?,
            terms: GroupTerms {
                title: parsed(&changes.title, "group title")?,
                description: maybe_parsed(changes.description.as_deref(), "group text")?,
                facilitator: changes.facilitator_id.into(),
                service: changes.service_id.map(Into::into),
                threshold: changes.threshold.map(percent).transpose()?,
            },
            places: Places::stored(
                count(changes.places)?,
                count(changes.enrolled)?,
                changes.tickets,
            ),
            status: parsed(&changes.status, "group status")?,
            reason: maybe_parsed(changes.reason.as_deref(), "change reason")?,
            planned_by: self.planned_by.into(),
            planned_at: self.planned_at.into(),
            version: Version(changes.version),
        })
    }
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = group_sessions, treat_none_as_default_value = false)]
pub(super) struct SessionRow {
    organisation_id: Uid,
    pub(super) id: Uid,
    group_id: Uid,
    office_id: Uid,
    uid: Uid,
    #[diesel(embed)]
    pub(super) changes: SessionChanges,
}

/// What a step may change of a session.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = group_sessions, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(super) struct SessionChanges {
    pub(super) starts_at: Instant,
    ends_at: Instant,
    minutes: i32,
    mode: String,
    room_id: Option<Uid>,
    place: Option<String>,
    link: Option<String>,
    facilitator_id: Uid,
    status: String,
    reason: Option<String>,
    sequence: i64,
    version: i64,
}

impl SessionChanges {
    pub(super) fn of(session: &GroupSession) -> Result<Self, Error> {
        let meeting = &session.meeting;
        let minutes = i32::try_from(meeting.minutes()).map_err(|_| Error::Corrupt("minutes"))?;
        Ok(Self {
            starts_at: meeting.span.starts().into(),
            ends_at: meeting.span.ends().into(),
            minutes,
            mode: meeting.mode.to_string(),
            room_id: meeting.room.map(Uid::from),
            place: meeting.place.as_ref().map(ToString::to_string),
            link: meeting.link.as_ref().map(ToString::to_string),
            facilitator_id: session.facilitator.into(),
            status: session.status.to_string(),
            reason: session.reason.map(|reason| reason.to_string()),
            sequence: session.sequence,
            version: session.version.0,
        })
    }
}

impl SessionRow {
    pub(super) fn of(session: &GroupSession, organisation_id: Uid) -> Result<Self, Error> {
        Ok(Self {
            organisation_id,
            id: session.id.into(),
            group_id: session.group.into(),
            office_id: session.office.into(),
            uid: Uid(session.uid),
            changes: SessionChanges::of(session)?,
        })
    }

    pub(super) fn session(&self) -> Result<GroupSession, Error> {
        let changes = &self.changes;
        let span = Span::new(changes.starts_at.into(), changes.ends_at.into());
        Ok(GroupSession {
            id: self.id.into(),
            group: self.group_id.into(),
            office: self.office_id.into(),
            meeting: Meeting {
                span: span.map_err(|_| Error::Corrupt("span"))?,
                mode: parsed(&changes.mode, "session mode")?,
                room: changes.room_id.map(Into::into),
                place: maybe_parsed(changes.place.as_deref(), "session place")?,
                link: maybe_parsed(changes.link.as_deref(), "session link")?,
            },
            facilitator: changes.facilitator_id.into(),
            status: parsed(&changes.status, "session status")?,
            reason: maybe_parsed(changes.reason.as_deref(), "change reason")?,
            uid: self.uid.0,
            sequence: changes.sequence,
            version: Version(changes.version),
        })
    }
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = enrolments, treat_none_as_default_value = false)]
pub(crate) struct EnrolmentRow {
    organisation_id: Uid,
    pub(super) id: Uid,
    group_id: Uid,
    office_id: Uid,
    individual_id: Uid,
    case_id: Option<Uid>,
    ticket: i64,
    overbooked: Option<String>,
    asked_by: Uid,
    asked_at: Instant,
    #[diesel(embed)]
    changes: EnrolmentChanges,
}

/// What a step may change of an enrolment.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = enrolments, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct EnrolmentChanges {
    status: String,
    withdrawn_by: Option<String>,
    reason: Option<String>,
    state_at: Instant,
    placed_at: Option<Instant>,
    version: i64,
}

impl EnrolmentChanges {
    pub(super) fn of(enrolment: &Enrolment) -> Self {
        let (withdrawn_by, reason) = match enrolment.state {
            EnrolmentState::Enrolled | EnrolmentState::Waiting => (None, None),
            EnrolmentState::Withdrawn { by, reason } => {
                (Some(by.to_string()), Some(reason.to_string()))
            }
        };
        Self {
            status: enrolment.status().to_string(),
            withdrawn_by,
            reason,
            state_at: enrolment.state_at.into(),
            placed_at: enrolment.placed_at.map(Instant::from),
            version: enrolment.version.0,
        }
    }
}

impl EnrolmentRow {
    pub(super) fn of(enrolment: &Enrolment, organisation_id: Uid) -> Self {
        Self {
            organisation_id,
            id: enrolment.id.into(),
            group_id: enrolment.group.into(),
            office_id: enrolment.office.into(),
            individual_id: enrolment.individual.into(),
            case_id: enrolment.case.map(Uid::from),
            ticket: enrolment.ticket,
            overbooked: enrolment.overbooked.as_ref().map(ToString::to_string),
            asked_by: enrolment.asked_by.into(),
            asked_at: enrolment.asked_at.into(),
            changes: EnrolmentChanges::of(enrolment),
        }
    }

    pub(crate) fn enrolment(&self) -> Result<Enrolment, Error> {
        let changes = &self.changes;
        let state = match parsed(&changes.status, "enrolment status")? {
            EnrolmentStatus::Enrolled => EnrolmentState::Enrolled,
            EnrolmentStatus::Waiting => EnrolmentState::Waiting,
            EnrolmentStatus::Withdrawn => {
                let corrupt = || Error::Corrupt("enrolment state");
                let by = changes.withdrawn_by.as_deref().ok_or_else(corrupt)?;
                let reason = changes.reason.as_deref().ok_or_else(corrupt)?;
                EnrolmentState::Withdrawn {
                    by: parsed(by, "side")?,
                    reason: parsed(reason, "change reason")?,
                }
            }
        };
        Ok(Enrolment {
            id: self.id.into(),
            group: self.group_id.into(),
            office: self.office_id.into(),
            individual: self.individual_id.into(),
            case: self.case_id.map(Into::into),
            state,
            state_at: changes.state_at.into(),
            ticket: self.ticket,
            overbooked: maybe_parsed(self.overbooked.as_deref(), "overbook reason")?,
            asked_by: self.asked_by.into(),
            asked_at: self.asked_at.into(),
            placed_at: changes.placed_at.map(Into::into),
            version: Version(changes.version),
        })
    }
}
