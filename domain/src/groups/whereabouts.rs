//! Where a group is to meet, and what stands against it.

use super::rules;
use super::{Group, Meeting, SessionMode};
use crate::actor::{OfficeId, StaffId};
use crate::cases::Colleague;
use crate::closures::Closure;
use crate::kernel::{Calendar, Day, Faults, Named, Span, Text};
use crate::rooms::{Room, RoomKind};
use crate::rulebook::Finding;

/// Where a group is to meet, and who leads it.
#[derive(Debug, Clone)]
pub struct Where {
    /// How.
    pub mode: SessionMode,
    /// In which room of the office.
    pub room: Option<Named<Room>>,
    /// Where else.
    pub place: Option<Text<200>>,
    /// Through which link.
    pub link: Option<Text<500>>,
    /// Who leads it; whoever answers for the group where nobody is named.
    pub facilitator: Option<Named<Colleague>>,
}

/// What is known of the hours at which a group is to meet.
#[derive(Debug, Clone)]
pub struct Around {
    /// Which days are holidays.
    pub calendar: Calendar,
    /// When offices are closed.
    pub closures: Vec<Closure>,
    /// How many of those who are enrolled have something else at one of the hours.
    pub busy: usize,
    /// When the group meets already.
    pub others: Vec<Span>,
}

/// A place that fits together.
pub(super) struct Settled {
    pub(super) meeting: Meeting,
    pub(super) room: Option<Room>,
    pub(super) facilitator: StaffId,
}

impl Where {
    pub(super) fn settled(self, group: &Group, span: Span, faults: &mut Faults) -> Option<Settled> {
        let facilitator = match self.facilitator {
            None => Some(group.terms.facilitator),
            Some(named) => {
                let colleague = faults.known("/facilitator_id", named);
                if let Some(colleague) = &colleague {
                    colleague.answers_at(group.office, "/facilitator_id", faults);
                }
                colleague.map(|colleague| colleague.staff)
            }
        };
        let is_room_asked = self.room.is_some();
        let room = { self.room }.and_then(|room| faults.known("/room_id", room));
        if room
            .as_ref()
            .is_some_and(|room| room.office != group.office || room.kind != RoomKind::Room)
        {
            faults.tell("/room_id", "room_elsewhere");
        }
        let meeting = Meeting {
            span,
            mode: self.mode,
            room: room.as_ref().map(|room| room.id),
            place: self.place,
            link: self.link,
        };
        // A room that is not there is told of already: nobody has to name a place besides.
        if room.is_some() || !is_room_asked {
            meeting.check(faults);
        }
        Some(Settled {
            meeting,
            room,
            facilitator: facilitator?,
        })
    }
}

impl Around {
    /// What stands against meeting on this day.
    pub(super) fn of_day(&self, office: OfficeId, day: Day) -> Option<Finding> {
        if let Some(holiday) = self.calendar.holiday(day) {
            let rule = if holiday.is_to_be_confirmed() {
                rules::HOLIDAY.to_be_checked()
            } else {
                rules::HOLIDAY
            };
            return Some(rule.finding(&[]).with("holiday", holiday));
        }
        let is_closed = self.closures.iter().any(|one| one.closes(office, day));
        is_closed.then(|| rules::CLOSED.finding(&[]).with("day", day))
    }

    pub(super) fn of_people(&self) -> Option<Finding> {
        let count = self.busy;
        (count > 0).then(|| rules::CLASH.finding(&[]).with("count", count))
    }
}
