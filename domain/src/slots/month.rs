//! A month at a glance: on which days somebody can be booked, and why on the others nobody can.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::load::day_at;
use super::{Search, Slot, bookable};
use crate::availabilities::Why;
use crate::kernel::Day;
use crate::rulebook::Moment;

/// Why nobody can be booked on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyFull {
    /// Fewer days lie ahead than the service asks for, or it is over.
    TooSoon,
    /// More days lie ahead than the service allows.
    TooFar,
    /// Nobody has hours then, or they do not fit what is looked for.
    NoHours,
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
            if let Some(day) = day_at(slot.span.starts(), self.zone) {
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
        let ahead = moment.today.days_until(day);
        if ahead < i64::from(service.terms.figures.margin_days) {
            return vec![WhyFull::TooSoon];
        }
        if bookable(service, (day, day), moment.today).is_none() {
            return vec![WhyFull::TooFar];
        }
        let mut all = Vec::new();
        let mut tell = |why: WhyFull| {
            if !all.contains(&why) {
                all.push(why);
            }
        };
        for candidate in &self.candidates {
            let windows = candidate.plan.windows(day, day, Some(service.id));
            let is_open = windows.windows.iter().any(|window| self.will_do(window));
            if is_open {
                tell(WhyFull::Taken);
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
