//! Sessions that come again: every week, or every few weeks, at the same hour of the clock.

use chrono_tz::Tz;

use crate::kernel::{Calendar, ClockSpan, Day, Faults, Span};

/// Which days somebody wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// The first day.
    pub first: Day,
    /// From when until when, as the clock shows it.
    pub times: ClockSpan,
    /// How many weeks lie from one to the next.
    pub every_weeks: u32,
    /// How many sessions there are.
    pub count: u32,
    /// Days on which there is none. The series grows longer by each.
    pub without: Vec<Day>,
}

/// The most weeks between two sessions, and the most sessions of a series.
const EVERY: std::ops::RangeInclusive<u32> = 1..=8;
const COUNT: std::ops::RangeInclusive<u32> = 1..=104;

/// A day of a series, and what becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occurrence {
    /// There is a session.
    Session(Span),
    /// There is none: it is a holiday.
    Holiday(Day),
    /// There is none: somebody said so.
    LeftOut(Day),
}

impl Series {
    /// Its days in their order. Holidays and the days that are left out are told, and made up for at
    /// the end; on both sides of a change of the clock the hour on the wall is the same.
    pub fn days(&self, calendar: &Calendar, zone: Tz, faults: &mut Faults) -> Vec<Occurrence> {
        if !EVERY.contains(&self.every_weeks) {
            faults.tell("/every_weeks", "out_of_range");
        }
        if !COUNT.contains(&self.count) {
            faults.tell("/count", "out_of_range");
        }
        let bounded = EVERY.contains(&self.every_weeks) && COUNT.contains(&self.count);
        if !bounded {
            return Vec::new();
        }
        let (mut all, mut found) = (Vec::new(), 0);
        // So many days can be left out, and holidays are few: a series never goes on for ever.
        let looks =
            self.count + self.count + u32::try_from(self.without.len()).unwrap_or(COUNT.end() * 2);
        for n in 0..looks {
            if found == self.count {
                break;
            }
            let Some(day) = faults.read("/first", self.first.add_days(n * self.every_weeks * 7))
            else {
                break;
            };
            let occurrence = self.on(day, calendar, zone, faults);
            found += u32::from(matches!(occurrence, Some(Occurrence::Session(_))));
            all.extend(occurrence);
        }
        all
    }

    fn on(
        &self,
        day: Day,
        calendar: &Calendar,
        zone: Tz,
        faults: &mut Faults,
    ) -> Option<Occurrence> {
        if self.without.contains(&day) {
            return Some(Occurrence::LeftOut(day));
        }
        if calendar.holiday(day).is_some() {
            return Some(Occurrence::Holiday(day));
        }
        let starts = self.times.from().begin(day, zone)?;
        let ends = self.times.to().end(day, zone)?;
        let span = faults.read("/times", Span::new(starts, ends))?;
        Some(Occurrence::Session(span))
    }
}
