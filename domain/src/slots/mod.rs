//! Free slots: the hours at which one of several counsellors can still be booked.
//!
//! Nothing here is stored: the windows of each counsellor, less what is booked. Once the windows are
//! instants all is counted in UTC, so that a night on which the clock is changed is a night like any
//! other. Whoever has least to do is shown, and nobody is made to choose them.

mod load;
mod month;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::actor::{OfficeId, StaffId};
use crate::appointments::{Appointment, AppointmentMode, Place};
use crate::availabilities::{Plan, Window};
use crate::individuals::contacts::LanguageCode;
use crate::kernel::{Day, GRID_MINUTES, Period, Span};
use crate::rooms::{Room, RoomFeature, RoomId};
use crate::rulebook::Moment;
use crate::services::Service;

pub use load::Load;
use load::Loads;
pub use month::{OfDay, WhyFull};

/// How many minutes lie between two beginnings, where the organisation does not say otherwise.
pub const STEP_MINUTES: &str = "slots.step_minutes";

/// What somebody looks for.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// For which service.
    pub service: &'a Service,
    /// At which office.
    pub office: OfficeId,
    /// How both meet.
    pub mode: AppointmentMode,
    /// In which language besides that of the office.
    pub language: Option<LanguageCode>,
    /// What the room must have.
    pub needs: BTreeSet<RoomFeature>,
    /// Which appointment is to be moved there, if it is one.
    pub moving: Option<Moving<'a>>,
}

/// An appointment for which another hour is looked for. What was promised holds: how long it is,
/// though the service is longer by now, or blocked. What it takes itself is free.
#[derive(Debug, Clone, Copy)]
pub struct Moving<'a> {
    /// The appointment.
    pub appointment: &'a Appointment,
    /// The room that goes along.
    pub room: Option<&'a Room>,
}

/// A time that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// From when until when.
    pub span: Span,
    /// Whether it was a meeting for the counsellor, or is one to come: such counts as work.
    pub is_work: bool,
}

/// Somebody who may have time.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// When that is: with everything from the first to the last day of the weeks that are searched.
    pub plan: Plan,
    /// What of it is taken, in these weeks.
    pub taken: Vec<Taken>,
}

/// All that a search goes by.
#[derive(Debug, Clone)]
pub struct Search<'a> {
    /// What somebody looks for.
    pub wanted: Wanted<'a>,
    /// Who may have time, each once.
    pub candidates: Vec<Candidate>,
    /// When the rooms are taken.
    pub rooms: BTreeMap<RoomId, Vec<Span>>,
    /// What the rooms have.
    pub features: BTreeMap<RoomId, BTreeSet<RoomFeature>>,
    /// Where the clock hangs.
    pub zone: Tz,
}

/// An hour at which somebody can be booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// From when until when.
    pub span: Span,
    /// With whom.
    pub counsellor: StaffId,
    /// In which room.
    pub room: Option<RoomId>,
    /// How much of the week is taken.
    pub load: Load,
    /// Whether nobody who is free then has less to do.
    pub is_least_loaded: bool,
}

/// The Monday of the week in which a day lies, and its Sunday.
pub fn week_of(day: Day) -> Option<Period> {
    let since = day.date().weekday().num_days_from_monday();
    let monday = day.subtract_days(since).ok()?;
    Period::new(monday, Some(monday.add_days(6).ok()?)).ok()
}

/// The days in which a service is booked by its own terms, of these; none where they all lie
/// outside. Of a service that is blocked what was promised is still moved.
pub fn bookable(
    (service, moving): (&Service, Option<&Appointment>),
    (from, to): (Day, Day),
    today: Day,
) -> Option<(Day, Day)> {
    let figures = service.terms.figures;
    let first = today.add_days(figures.margin_days.into()).ok()?;
    let last = today.add_days(figures.ahead_days.into()).ok()?;
    let (from, to) = (from.max(first), to.min(last));
    let is_offered = !service.terms.blocked || moving.is_some();
    (from <= to && is_offered).then_some((from, to))
}

/// The minutes between two beginnings: on the grid, and one step of it at the least.
fn step(moment: &Moment<'_>) -> TimeDelta {
    let told = moment.book.count(STEP_MINUTES, moment.chain, moment.today);
    let grid = i64::from(GRID_MINUTES);
    let minutes = told.map_or(grid, |(minutes, _)| minutes.clamp(grid, 24 * 60));
    TimeDelta::minutes(minutes - minutes % grid)
}

/// What the hours of a search are counted by.
#[derive(Debug, Clone, Copy)]
struct Pace {
    now: DateTime<Utc>,
    length: TimeDelta,
    step: TimeDelta,
}

impl Search<'_> {
    /// The free slots of these days, in their order; of those that begin at once in the order of
    /// the counsellors.
    pub fn slots(&self, (from, to): (Day, Day), moment: &Moment<'_>) -> Vec<Slot> {
        let today = moment.today;
        let Some(days) = self.bookable((from, to), today) else {
            return Vec::new();
        };
        let pace = self.pace(moment);
        let mut all: Vec<Slot> = { self.candidates.iter() }
            .flat_map(|candidate| self.of(candidate, days, pace))
            .collect();
        all.sort_by_key(|slot| (slot.span, slot.counsellor));
        for at_once in all.chunk_by_mut(|one, next| one.span == next.span) {
            let least = { at_once.iter() }
                .map(|slot| (slot.load, slot.counsellor))
                .min();
            for slot in at_once {
                slot.is_least_loaded = least == Some((slot.load, slot.counsellor));
            }
        }
        all
    }

    fn bookable(&self, days: (Day, Day), today: Day) -> Option<(Day, Day)> {
        let moving = self.wanted.moving.map(|moving| moving.appointment);
        bookable((self.wanted.service, moving), days, today)
    }

    fn pace(&self, moment: &Moment<'_>) -> Pace {
        let minutes = self.wanted.service.terms.figures.minutes;
        let promised = self.wanted.moving.map(|moving| moving.appointment.span);
        let promised = promised.map(|span| span.ends() - span.starts());
        Pace {
            now: moment.now,
            length: promised.unwrap_or(TimeDelta::minutes(minutes.into())),
            step: step(moment),
        }
    }

    /// In which room somebody would be met in a window: the one that goes along, or that of the
    /// hours. Who meets somebody from afar needs none.
    fn room(&self, window: &Window) -> Option<RoomId> {
        let along = self.wanted.moving.and_then(|moving| moving.room);
        let room = along.map(|room| room.id).or(window.terms.room);
        room.filter(|_| !self.wanted.mode.is_remote())
    }

    /// Whether the room that goes along is closed then.
    fn is_shut(&self, window: &Window) -> bool {
        let along = self.wanted.moving.and_then(|moving| moving.room);
        let day = Day::at(window.starts, self.zone);
        along.is_some_and(|room| day.is_ok_and(|day| room.is_closed_on(day)))
    }

    /// Whether it is the hour that the appointment has already.
    fn is_the_same(&self, slot: &Slot) -> bool {
        self.wanted.moving.is_some_and(|moving| {
            let (old, wanted) = (moving.appointment, &self.wanted);
            let place = Place {
                office: wanted.office,
                counsellor: slot.counsellor,
                room: slot.room,
                mode: wanted.mode,
            };
            place == old.place && slot.span == old.span
        })
    }

    /// Those of one counsellor.
    fn of(&self, candidate: &Candidate, (from, to): (Day, Day), pace: Pace) -> Vec<Slot> {
        let loads = Loads::of(candidate, (from, to), self.zone);
        let (plan, service) = (&candidate.plan, self.wanted.service.id);
        let mut all = Vec::new();
        for window in plan.windows(from, to, Some(service)).windows {
            if self.will_do(&window) {
                let room = self.room(&window);
                let spans = self.free(candidate, &window, room, pace);
                let slots = spans.into_iter().map(|span| Slot {
                    span,
                    counsellor: plan.colleague.staff,
                    room,
                    load: loads.at(span),
                    is_least_loaded: false,
                });
                all.extend(slots.filter(|slot| !self.is_the_same(slot)));
            }
        }
        all
    }

    /// Whether people are received in it as somebody wants to be.
    fn will_do(&self, window: &Window) -> bool {
        let (wanted, terms) = (&self.wanted, &window.terms);
        let language = wanted.language.as_ref();
        let has = |room: RoomId| {
            let features = self.features.get(&room);
            features.is_some_and(|features| wanted.needs.is_subset(features))
        };
        terms.office == wanted.office
            && (terms.remote || !wanted.mode.is_remote())
            && language.is_none_or(|language| terms.languages.contains(language))
            && (wanted.needs.is_empty()
                || wanted.mode.is_remote()
                || self.room(window).is_some_and(has))
            && !self.is_shut(window)
    }

    /// What of a window is free for the whole of a meeting.
    fn free(
        &self,
        candidate: &Candidate,
        window: &Window,
        room: Option<RoomId>,
        pace: Pace,
    ) -> Vec<Span> {
        let room = room.and_then(|room| self.rooms.get(&room));
        let taken = candidate.taken.iter().map(|taken| taken.span);
        let taken: Vec<Span> = { taken.chain(room.into_iter().flatten().copied()) }
            .filter(|span| span.starts() < window.ends && window.starts < span.ends())
            .collect();
        let mut all = Vec::new();
        let mut starts: DateTime<Utc> = window.starts;
        while let Ok(span) = Span::new(starts, starts + pace.length) {
            if span.ends() > window.ends {
                break;
            }
            let is_free = !taken.iter().any(|taken| taken.overlaps(&span));
            if is_free && pace.now <= starts {
                all.push(span);
            }
            starts += pace.step;
        }
        all
    }
}
