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
use crate::appointments::AppointmentMode;
use crate::availabilities::{Plan, Window};
use crate::individuals::contacts::LanguageCode;
use crate::kernel::{Day, GRID_MINUTES, Period, Span};
use crate::rooms::{RoomFeature, RoomId};
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
/// outside.
pub fn bookable(service: &Service, (from, to): (Day, Day), today: Day) -> Option<(Day, Day)> {
    let figures = service.terms.figures;
    let first = today.add_days(figures.margin_days.into()).ok()?;
    let last = today.add_days(figures.ahead_days.into()).ok()?;
    let (from, to) = (from.max(first), to.min(last));
    (from <= to && !service.terms.blocked).then_some((from, to))
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
        let Some(days) = bookable(self.wanted.service, (from, to), today) else {
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

    fn pace(&self, moment: &Moment<'_>) -> Pace {
        let minutes = self.wanted.service.terms.figures.minutes;
        Pace {
            now: moment.now,
            length: TimeDelta::minutes(minutes.into()),
            step: step(moment),
        }
    }

    /// Those of one counsellor.
    fn of(&self, candidate: &Candidate, (from, to): (Day, Day), pace: Pace) -> Vec<Slot> {
        let loads = Loads::of(candidate, (from, to), self.zone);
        let (plan, service) = (&candidate.plan, self.wanted.service.id);
        let mut all = Vec::new();
        for window in plan.windows(from, to, Some(service)).windows {
            if self.will_do(&window) {
                let room = window.terms.room.filter(|_| !self.wanted.mode.is_remote());
                let spans = self.free(candidate, &window, room, pace);
                all.extend(spans.into_iter().map(|span| Slot {
                    span,
                    counsellor: plan.colleague.staff,
                    room,
                    load: loads.at(span),
                    is_least_loaded: false,
                }));
            }
        }
        all
    }

    /// Whether people are received in it as somebody wants to be.
    fn will_do(&self, window: &Window) -> bool {
        let (wanted, terms) = (&self.wanted, &window.terms);
        let language = wanted.language.as_ref();
        let has = |room: &RoomId| {
            let features = self.features.get(room);
            features.is_some_and(|features| wanted.needs.is_subset(features))
        };
        terms.office == wanted.office
            && (terms.remote || !wanted.mode.is_remote())
            && language.is_none_or(|language| terms.languages.contains(language))
            && (wanted.needs.is_empty() || wanted.mode.is_remote() || terms.room.iter().any(has))
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
