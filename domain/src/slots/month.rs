//! A month at a glance: on which days somebody can be booked, and why on the others nobody can.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Pace, Search, Slot};
use crate::availabilities::{Why, Window};
use crate::kernel::Day;
use crate::rulebook::Moment;

/// Why nobody can be booked on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyFull {
    /// The service is not booked any more.
    Blocked,
    /// Fewer days lie ahead than the service asks for, or it is over.
    TooSoon,
    /// More days lie ahead than the service allows.
    TooFar,
    /// Nobody has hours then, or they do not fit what is looked for.
    NoHours,
    /// The hours of that day are over.
    Over,
    /// The hours are shorter than the service.
    TooShort,
    /// All who have hours then are taken.
    Taken,
    /// Nobody works, the office is closed, or somebody is away.
    Not(Why),
}

/// A day of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfDay {
    /// Which one.
    pub day: Day,
    /// How many slots are free.
    pub free: usize,
    /// When the first of them begins.
    pub first: Option<DateTime<Utc>>,
    /// Where there are none: why.
    pub why: Vec<WhyFull>,
}

impl Search<'_> {
    /// Each of these days: whether somebody can be booked, or why not.
    pub fn days(&self, (from, to): (Day, Day), moment: &Moment<'_>) -> Vec<OfDay> {
        let mut by_day: BTreeMap<Day, Vec<Slot>> = BTreeMap::new();
        for slot in self.slots((from, to), moment) {
            if let Ok(day) = Day::at(slot.span.starts(), self.zone) {
                by_day.entry(day).or_default().push(slot);
            }
        }
        let dates = from.date().iter_days();
        let days = dates.map_while(|date| Day::new(date).ok());
        days.take_while(|day| *day <= to)
            .map(|day| {
                let free = by_day.remove(&day).unwrap_or_default();
                let is_full = free.is_empty();
                OfDay {
                    day,
                    free: free.len(),
                    first: free.first().map(|slot| slot.span.starts()),
                    why: if is_full {
                        self.why(day, moment)
                    } else {
                        Vec::new()
                    },
                }
            })
            .collect()
    }

    /// Why nobody can be booked on a day: each reason once, whoever of the counsellors it is of.
    fn why(&self, day: Day, moment: &Moment<'_>) -> Vec<WhyFull> {
        let service = self.wanted.service;
        if service.terms.blocked && self.wanted.moving.is_none() {
            return vec![WhyFull::Blocked];
        }
        let ahead = moment.today.days_until(day);
        if ahead < i64::from(service.terms.figures.margin_days) {
            return vec![WhyFull::TooSoon];
        }
        if self.bookable((day, day), moment.today).is_none() {
            return vec![WhyFull::TooFar];
        }
        let pace = self.pace(moment);
        let mut all = Vec::new();
        let mut tell = |why: WhyFull| {
            if !all.contains(&why) {
                all.push(why);
            }
        };
        for candidate in &self.candidates {
            let windows = candidate.plan.windows(day, day, Some(service.id));
            for window in windows.windows.iter().filter(|one| self.will_do(one)) {
                tell(pace.why_none(window));
            }
            let why = windows.without.into_iter().flat_map(|without| without.why);
            why.filter(|why| *why != Why::NoHours)
                .for_each(|why| tell(WhyFull::Not(why)));
        }
        if all.is_empty() {
            all.push(WhyFull::NoHours);
        }
        all
    }
}

impl Pace {
    /// Why nothing of these hours can be booked.
    fn why_none(self, window: &Window) -> WhyFull {
        let spare = window.ends - window.starts - self.length;
        if spare < TimeDelta::zero() {
            return WhyFull::TooShort;
        }
        let steps = spare.num_minutes() / self.step.num_minutes();
        let last = window.starts + TimeDelta::minutes(steps * self.step.num_minutes());
        if last < self.now {
            WhyFull::Over
        } else {
            WhyFull::Taken
        }
    }
}
