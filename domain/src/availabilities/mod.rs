//! Availability: in which hours of the week a colleague receives people, where and for what, and
//! on which days it is otherwise.

mod exceptions;
#[cfg(test)]
mod tests;
mod windows;

use chrono::Weekday;

use crate::actor::{Actor, OfficeId, StaffId};
use crate::cases::Colleague;
use crate::closures::{TakenBack, over};
use crate::event::{About, Fact};
use crate::individuals::contacts::LanguageCode;
use crate::kernel::{
    Changed, ClockSpan, ClockTime, Day, Faults, Id, Named, Period, Refusal, Version,
};
use crate::policy::{Action, Reach};
use crate::rooms::{Room, RoomId, RoomKind};
use crate::services::ServiceId;

pub use exceptions::{
    Exception, ExceptionId, ExceptionKind, ExceptionReasonCode, ExceptionReasons, Extra, NewChange,
    NewException, NewExtra, OnTheDay,
};
pub use windows::{Plan, Why, Window, Windows, Without};

/// Marks identifiers of weekly hours.
#[derive(Debug)]
pub struct AvailabilityTag;
/// Identifies weekly hours.
pub type AvailabilityId = Id<AvailabilityTag>;

/// The most services or languages that hours name.
pub const MOST_NAMED: usize = 50;

/// Where people are received, and for what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// At which office.
    pub office: OfficeId,
    /// In which room.
    pub room: Option<RoomId>,
    /// For which services, in the order of their identifiers; for all when none is named.
    pub services: Vec<ServiceId>,
    /// In which languages besides that of the office, in the order of their codes.
    pub languages: Vec<LanguageCode>,
    /// Whether people are also met from afar.
    pub remote: bool,
}

/// Weekly hours, as somebody asks for them: what they name is looked up, nothing is compared yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewHours {
    /// At which office.
    pub office: OfficeId,
    /// In which room.
    pub room: Option<Named<Room>>,
    /// On which day of the week.
    pub weekday: Weekday,
    /// From when.
    pub from: ClockTime,
    /// Until when.
    pub to: ClockTime,
    /// The first day.
    pub valid_from: Day,
    /// The last day, where there is one.
    pub valid_to: Option<Day>,
    /// For which services; for all when none is named.
    pub services: Vec<Named<ServiceId>>,
    /// In which languages besides that of the office.
    pub languages: Vec<LanguageCode>,
    /// Whether people are also met from afar.
    pub remote: bool,
}

/// Weekly hours of a colleague.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Availability {
    /// The hours.
    pub id: AvailabilityId,
    /// Whose.
    pub staff: StaffId,
    /// On which day of the week.
    pub weekday: Weekday,
    /// From when until when, as the clock shows it.
    pub times: ClockSpan,
    /// From which day on, and until which.
    pub valid: Period,
    /// Where, and for what.
    pub terms: Terms,
    /// How often they were saved.
    pub version: Version,
}

/// What a decision about the hours of a colleague goes by.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// Who decides.
    pub actor: &'a Actor,
    /// Whose hours.
    pub colleague: &'a Colleague,
    /// The day on which it is decided.
    pub today: Day,
}

/// Whether the actor keeps the hours of this colleague: the own ones; with the reach of an own
/// office, those of whoever works there.
pub fn keeps(actor: &Actor, colleague: &Colleague) -> bool {
    let is_own = actor.staff() == Some(colleague.staff);
    match actor.reach(Action::ManageAvailability) {
        Reach::Never => false,
        Reach::OwnCaseload => is_own,
        Reach::OwnOffice => is_own || colleague.offices.iter().any(|o| actor.works_in(*o)),
        Reach::Organisation => true,
    }
}

fn may_keep(around: Around<'_>) -> Result<(), Refusal> {
    if keeps(around.actor, around.colleague) {
        Ok(())
    } else {
        Err(Refusal::NotPermitted {})
    }
}

/// Tells of an office at which the colleague receives nobody, or that is not the actor's.
fn check_office(around: Around<'_>, office: OfficeId, pointer: &str, faults: &mut Faults) {
    let is_ours = around
        .actor
        .reaches_office(Action::ManageAvailability, office);
    if !is_ours || !around.colleague.offices.contains(&office) {
        faults.tell(pointer, "unknown_reference");
    } else if !around.colleague.can_answer_at(office) {
        faults.tell(pointer, "receives_nobody");
    }
}

/// The room, as far as it is one of the office that is open on `day`. At a workstation nobody is
/// received.
fn room_of(
    room: Option<Named<Room>>,
    (office, day): (OfficeId, Day),
    pointer: &str,
    faults: &mut Faults,
) -> Option<RoomId> {
    let room = faults.known(pointer, room?)?;
    if room.office != office || room.kind != RoomKind::Room {
        faults.tell(pointer, "room_elsewhere");
    } else if room.is_closed_on(day) {
        faults.tell(pointer, "room_closed");
    }
    Some(room.id)
}

/// Tells of too many, and of each that stands there twice.
fn few_and_once<T: PartialEq>(all: &[T], pointer: &str, faults: &mut Faults) {
    if all.len() > MOST_NAMED {
        faults.tell(pointer, "too_many");
    }
    faults.each_once(pointer, all);
}

/// The languages in the order of their codes.
fn ordered(mut languages: Vec<LanguageCode>) -> Vec<LanguageCode> {
    languages.sort_by_key(ToString::to_string);
    languages
}

/// What was looked over of weekly hours.
type Looked = (ClockSpan, Period, Terms);

impl NewHours {
    /// What they come to, with all that does not fit.
    fn looked_over(self, around: Around<'_>, faults: &mut Faults) -> Option<Looked> {
        check_office(around, self.office, "/office_id", faults);
        let at = (self.office, self.valid_from);
        let room = room_of(self.room, at, "/room_id", faults);
        let times = faults.read("/to", ClockSpan::new(self.from, self.to));
        if self.valid_from < around.today {
            faults.tell("/valid_from", "in_the_past");
        }
        let valid = faults.read("/valid_to", Period::new(self.valid_from, self.valid_to));
        few_and_once(&self.services, "/service_ids", faults);
        let services = self.services.into_iter().enumerate();
        let services = services
            .filter_map(|(at, service)| faults.known(format!("/service_ids/{at}"), service));
        let mut services: Vec<ServiceId> = services.collect();
        services.sort_unstable();
        few_and_once(&self.languages, "/languages", faults);
        let terms = Terms {
            office: self.office,
            room,
            services,
            languages: ordered(self.languages),
            remote: self.remote,
        };
        Some((times?, valid?, terms))
    }
}

impl Availability {
    /// New weekly hours, from today at the earliest: what was open stays as it was. Two of one
    /// colleague never lie at the same time: `others` are those that are not over.
    pub fn set(
        id: AvailabilityId,
        new: NewHours,
        others: &[Self],
        around: Around<'_>,
    ) -> Result<Changed<Self>, Refusal> {
        may_keep(around)?;
        let staff = around.colleague.staff;
        let hours = Self::decided((id, staff, Version::FIRST), new, others, around)?;
        let fact = Fact::AvailabilitySet {
            counsellor: staff.uuid(),
            weekday: hours.weekday.number_from_monday(),
            from: hours.times.from().to_string(),
            to: hours.times.to().to_string(),
            valid_from: hours.valid.from().to_string(),
            valid_to: hours.valid.to().map(|to| to.to_string()),
        };
        Ok(hours.says(fact))
    }

    /// Says otherwise what the hours are. Once they began before today, only their last day is
    /// said otherwise, and none before yesterday: what was open stays as it was.
    pub fn replace(
        self,
        new: NewHours,
        others: &[Self],
        around: Around<'_>,
    ) -> Result<Changed<Self>, Refusal> {
        may_keep(around)?;
        if self.valid.from() < around.today {
            return self.prolong(new, others, around.today);
        }
        let key = (self.id, self.staff, self.version);
        let hours = Self::decided(key, new, others, around)?;
        let fact = Fact::AvailabilityReplaced {
            counsellor: hours.staff.uuid(),
            weekday: hours.weekday.number_from_monday(),
            from: hours.times.from().to_string(),
            to: hours.times.to().to_string(),
            valid_from: hours.valid.from().to_string(),
            valid_to: hours.valid.to().map(|to| to.to_string()),
            acknowledged: Vec::new(),
        };
        Ok(hours.says(fact))
    }

    /// Takes them back: they go unless they began before today; then what was open stays, and they
    /// end with yesterday.
    pub fn take_back(self, around: Around<'_>) -> Result<TakenBack<Self>, Refusal> {
        may_keep(around)?;
        if self.valid.from() >= around.today {
            let counsellor = self.staff.uuid();
            let fact = Fact::AvailabilityRemoved {
                counsellor,
                acknowledged: Vec::new(),
            };
            return Ok(TakenBack::Removed(self.says(fact)));
        }
        let yesterday = around.today.subtract_days(1).ok();
        if self.valid.to().is_some() && self.valid.to() <= yesterday {
            return Err(over());
        }
        self.ending(yesterday).map(TakenBack::Ended)
    }

    fn decided(
        (id, staff, version): (AvailabilityId, StaffId, Version),
        new: NewHours,
        others: &[Self],
        around: Around<'_>,
    ) -> Result<Self, Refusal> {
        let mut faults = Faults::none();
        let weekday = new.weekday;
        let looked = new.looked_over(around, &mut faults);
        let hours = looked.map(|(times, valid, terms)| Self {
            id,
            staff,
            weekday,
            times,
            valid,
            terms,
            version,
        });
        if hours.as_ref().is_some_and(|hours| hours.collide(others)) {
            faults.tell("/from", "overlapping_hours");
        }
        faults.unless_any(hours)
    }

    /// Says otherwise until when hours go that began before today.
    fn prolong(self, new: NewHours, others: &[Self], today: Day) -> Result<Changed<Self>, Refusal> {
        let mut faults = Faults::none();
        for pointer in self.differing(&new) {
            faults.tell(pointer, "applied_already");
        }
        let yesterday = today.subtract_days(1).ok();
        let was_over = self.valid.to().is_some() && self.valid.to() < yesterday;
        if was_over && new.valid_to != self.valid.to() {
            faults.tell("/valid_to", "applied_already");
        } else if !was_over && new.valid_to.is_some() && new.valid_to < yesterday {
            faults.tell("/valid_to", "in_the_past");
        }
        faults.refuse()?;
        let mut longer = self.clone();
        longer.valid = Period::new(self.valid.from(), new.valid_to)
            .map_err(|fault| Refusal::invalid("/valid_to", fault.code))?;
        if longer.collide(others) {
            return Err(Refusal::invalid("/valid_to", "overlapping_hours"));
        }
        longer.ending(new.valid_to)
    }

    /// The members in which the asked for differs from what applies, the last day aside.
    fn differing(&self, new: &NewHours) -> Vec<&'static str> {
        let room = new.room.as_ref().map(|room| match room {
            Named::Known(room) => Some(room.id),
            Named::Unknown => None,
        });
        let same_services = new.services.len() == self.terms.services.len()
            && self.terms.services.iter().all(|service| {
                let known = Named::Known(*service);
                new.services.contains(&known)
            });
        let differing = [
            ("/office_id", new.office != self.terms.office),
            ("/room_id", room != self.terms.room.map(Some)),
            ("/weekday", new.weekday != self.weekday),
            ("/from", new.from != self.times.from()),
            ("/to", new.to != self.times.to()),
            ("/valid_from", new.valid_from != self.valid.from()),
            ("/service_ids", !same_services),
            (
                "/languages",
                ordered(new.languages.clone()) != self.terms.languages,
            ),
            ("/remote", new.remote != self.terms.remote),
        ];
        let differing = differing.into_iter().filter(|(_, differs)| *differs);
        differing.map(|(pointer, _)| pointer).collect()
    }

    /// Whether other hours of the colleague lie at the same time of some day.
    fn collide(&self, others: &[Self]) -> bool {
        others.iter().any(|other| {
            other.id != self.id
                && other.weekday == self.weekday
                && other.times.overlaps(&self.times)
                && shares_a_day(other.valid, self.valid, self.weekday)
        })
    }

    fn ending(mut self, last: Option<Day>) -> Result<Changed<Self>, Refusal> {
        self.valid = Period::new(self.valid.from(), last)
            .map_err(|fault| Refusal::invalid("/valid_to", fault.code))?;
        let fact = Fact::AvailabilityEndSet {
            counsellor: self.staff.uuid(),
            on: last.map(|last| last.to_string()),
            acknowledged: Vec::new(),
        };
        Ok(self.says(fact))
    }

    fn says(self, fact: Fact) -> Changed<Self> {
        let about = About::thing("availability", self.id).at(self.terms.office);
        Changed::new(self, about.says(fact))
    }
}

/// Whether the two periods have such a day of the week in common.
fn shares_a_day(one: Period, other: Period, weekday: Weekday) -> bool {
    let Some(common) = one.intersection(&other) else {
        return false;
    };
    let first = common.from().date();
    let ahead = weekday.days_since(chrono::Datelike::weekday(&first));
    let day = common.from().add_days(ahead);
    day.is_ok_and(|day| common.contains(day))
}
