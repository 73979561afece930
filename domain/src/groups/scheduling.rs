//! Sessions of a group: planned one by one or as a series, moved, called off.

use chrono::{DateTime, Utc};
use strum::IntoEnumIterator;
use uuid::Uuid;

use super::rules::{self, has_begun};
use super::whereabouts::{Around, Settled, Where};
use super::{Group, GroupId, GroupSessionId, GroupStep, Meeting, SessionStatus, SessionStep};
use crate::actor::{Actor, OfficeId, StaffId};
use crate::appointments::{ChangeReason, Side};
use crate::event::{About, Fact};
use crate::kernel::{Changed, Day, Faults, Refusal, Span, Version};
use crate::policy::{Action, Reach};
use crate::rooms::Room;
use crate::rulebook::{Finding, Moment};
use crate::steps::Allowed;

/// A session of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupSession {
    /// The session.
    pub id: GroupSessionId,
    /// Of which group.
    pub group: GroupId,
    /// At which office that is.
    pub office: OfficeId,
    /// When and where.
    pub meeting: Meeting,
    /// Who leads it.
    pub facilitator: StaffId,
    /// Where it stands.
    pub status: SessionStatus,
    /// Why it was called off.
    pub reason: Option<ChangeReason>,
    /// What calendars call the entry.
    pub uid: Uuid,
    /// How often that entry changed.
    pub sequence: i64,
    /// How often it was saved.
    pub version: Version,
}

/// When a group is to meet.
#[derive(Debug, Clone)]
pub struct Schedule {
    /// The hours, each with the identifier of its session.
    pub spans: Vec<(GroupSessionId, Span)>,
    /// Where, and who leads it.
    pub at: Where,
    /// What is known of the hours.
    pub around: Around,
    /// Rules whose warning is acknowledged.
    pub acknowledged: Vec<String>,
}

/// Another hour or place for a session.
#[derive(Debug, Clone)]
pub struct Elsewhere {
    /// When.
    pub span: Span,
    /// Where, and who leads it.
    pub at: Where,
    /// What is known of the hour.
    pub around: Around,
    /// Why.
    pub reason: ChangeReason,
    /// Rules whose warning is acknowledged.
    pub acknowledged: Vec<String>,
}

/// The most sessions of a group.
const MOST: usize = 104;

impl Group {
    /// Plans sessions: all of them, or none.
    pub fn schedule(
        &self,
        actor: &Actor,
        asked: Schedule,
        moment: &Moment<'_>,
    ) -> Result<Vec<Changed<GroupSession>>, Refusal> {
        self.allowed(actor, GroupStep::Change)?;
        let Some(first) = asked.spans.first().map(|(_, span)| *span) else {
            return Err(Refusal::invalid("/first", "no_session"));
        };
        let mut faults = Faults::none();
        if asked.spans.len() + asked.around.others.len() > MOST {
            faults.tell("", "too_many_sessions");
        }
        let settled = asked.at.settled(self, first, &mut faults);
        let mut found = Vec::new();
        for (n, (_, span)) in asked.spans.iter().enumerate() {
            let before = asked.spans.iter().take(n).map(|(_, other)| other);
            let mut others = asked.around.others.iter().chain(before);
            if others.any(|other| other.overlaps(span)) {
                faults.tell("/starts_at", "overlaps_another_session");
                break;
            }
            found.extend(self.of_hour(*span, settled.as_ref(), &asked.around, actor, moment));
        }
        let settled = faults.unless_any(settled)?;
        found.extend(asked.around.of_people());
        found.extend(self.of_room(settled.room.as_ref()));
        let acknowledged = Refusal::unless_acknowledged(once(found), &asked.acknowledged)?;
        let sessions = asked.spans.into_iter().map(|(id, span)| {
            let meeting = Meeting {
                span,
                ..settled.meeting.clone()
            };
            let session = GroupSession::at(id, self, meeting, settled.facilitator);
            let fact = Fact::SessionPlanned {
                group: self.id.uuid(),
                starts_at: actor.clock_at(span.starts()),
                acknowledged: acknowledged.clone(),
            };
            session.says(fact)
        });
        Ok(sessions.collect())
    }

    fn of_hour(
        &self,
        span: Span,
        settled: Option<&Settled>,
        around: &Around,
        actor: &Actor,
        moment: &Moment<'_>,
    ) -> Vec<Finding> {
        let mut found = Vec::new();
        if has_begun(span.starts(), moment) {
            found.push(rules::BEGUN.finding(&[]));
        }
        if let Ok(day) = Day::at(span.starts(), actor.zone) {
            found.extend(around.of_day(self.office, day));
            let room = settled.and_then(|settled| settled.room.as_ref());
            if room.is_some_and(|room| room.is_closed_on(day)) {
                found.push(rules::CLOSED.finding(&[]).with("day", day));
            }
        }
        found
    }

    fn of_room(&self, room: Option<&Room>) -> Option<Finding> {
        let places = room?.terms.places;
        let is_small = places < self.places.size();
        is_small.then(|| rules::ROOM_SMALL.finding(&[]).with("places", places))
    }
}

/// The first finding of each rule: a series says once that it meets on days on which nobody does.
fn once(found: Vec<Finding>) -> Vec<Finding> {
    let mut all: Vec<Finding> = Vec::new();
    for finding in found {
        if !all.iter().any(|one| one.rule == finding.rule) {
            all.push(finding);
        }
    }
    all
}

impl GroupSession {
    fn at(id: GroupSessionId, group: &Group, meeting: Meeting, facilitator: StaffId) -> Self {
        Self {
            id,
            group: group.id,
            office: group.office,
            meeting,
            facilitator,
            status: SessionStatus::Planned,
            reason: None,
            uid: id.uuid(),
            sequence: 0,
            version: Version::FIRST,
        }
    }

    /// Whether it takes its hours of whoever leads it, of those who are enrolled and of the room.
    pub fn occupies(&self) -> bool {
        self.status != SessionStatus::Cancelled
    }

    /// Holds it at another hour or place, before it begins.
    pub fn shift(
        mut self,
        actor: &Actor,
        group: &Group,
        to: Elsewhere,
        moment: &Moment<'_>,
    ) -> Result<Changed<Self>, Refusal> {
        self.allowed(actor, group, SessionStep::Move, moment.now)?;
        let mut faults = Faults::none();
        if !to.reason.is_of(Side::Us) {
            faults.tell("/reason", "unsuitable_reason");
        }
        if to
            .around
            .others
            .iter()
            .any(|other| other.overlaps(&to.span))
        {
            faults.tell("/starts_at", "overlaps_another_session");
        }
        let settled = to.at.settled(group, to.span, &mut faults);
        let mut found = group.of_hour(to.span, settled.as_ref(), &to.around, actor, moment);
        let settled = faults.unless_any(settled)?;
        found.extend(to.around.of_people());
        found.extend(group.of_room(settled.room.as_ref()));
        let acknowledged = Refusal::unless_acknowledged(once(found), &to.acknowledged)?;
        (self.meeting, self.facilitator) = (settled.meeting, settled.facilitator);
        self.sequence += 1;
        let fact = Fact::SessionMoved {
            starts_at: actor.clock_at(self.meeting.span.starts()),
            reason: to.reason.to_string(),
            acknowledged,
        };
        Ok(self.says(fact))
    }

    /// Calls it off.
    pub fn cancel(
        mut self,
        actor: &Actor,
        group: &Group,
        reason: ChangeReason,
        moment: &Moment<'_>,
    ) -> Result<Changed<Self>, Refusal> {
        self.status = self.allowed(actor, group, SessionStep::Cancel, moment.now)?;
        if !reason.is_of(Side::Us) {
            return Err(Refusal::invalid("/reason", "unsuitable_reason"));
        }
        self.reason = Some(reason);
        self.sequence += 1;
        let reason = reason.to_string();
        Ok(self.says(Fact::SessionCancelled { reason }))
    }

    /// What the actor may do now, and what stands against the rest.
    pub fn allowed_steps(
        &self,
        actor: &Actor,
        group: &Group,
        now: DateTime<Utc>,
    ) -> Vec<Allowed<SessionStep>> {
        SessionStep::iter()
            .map(|step| {
                let allowed = self.allowed(actor, group, step, now).map(drop);
                Allowed::judged(step, &allowed)
            })
            .collect()
    }

    /// The status after a step; refuses one that the actor may not take, or for which it is too early
    /// or too late.
    pub(super) fn allowed(
        &self,
        actor: &Actor,
        group: &Group,
        step: SessionStep,
        now: DateTime<Utc>,
    ) -> Result<SessionStatus, Refusal> {
        let may = match step {
            SessionStep::Move | SessionStep::Cancel => {
                actor.reaches_office(Action::ManageGroups, self.office)
            }
            SessionStep::Record | SessionStep::Amend => self.is_told_by(actor, group),
        };
        if !may {
            return Err(Refusal::NotPermitted {});
        }
        let after = self.status.after(step)?;
        let has_begun = self.meeting.span.starts() <= now;
        let wrong = |status: &str| {
            Err(Refusal::WrongStatus {
                step: step.into(),
                status: status.to_owned(),
            })
        };
        match step {
            SessionStep::Move if has_begun => wrong("begun"),
            SessionStep::Record | SessionStep::Amend if !has_begun => wrong("not_begun"),
            SessionStep::Move | SessionStep::Cancel | SessionStep::Record | SessionStep::Amend => {
                Ok(after)
            }
        }
    }

    /// Whether the actor says who came, and reads it: whoever leads the session or answers for the
    /// group, and whoever coordinates the office.
    pub fn is_told_by(&self, actor: &Actor, group: &Group) -> bool {
        let leads = [self.facilitator, group.terms.facilitator];
        match actor.reach(Action::RecordAttendance) {
            Reach::Never => false,
            Reach::OwnCaseload => {
                let leads = actor.staff().is_some_and(|staff| leads.contains(&staff));
                leads && actor.works_in(self.office)
            }
            Reach::OwnOffice => actor.works_in(self.office),
            Reach::Organisation => true,
        }
    }

    pub(super) fn about(&self) -> About {
        About::thing("group_session", self.id).at(self.office)
    }

    fn says(self, fact: Fact) -> Changed<Self> {
        let about = self.about();
        Changed::new(self, about.says(fact))
    }
}
