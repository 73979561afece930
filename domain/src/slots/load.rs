//! How much somebody has to do in a week, as an exact share of the hours in which people are
//! received.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use super::{Candidate, week_of};
use crate::kernel::{Day, Ratio, Span};

/// How much of a week is taken. The order is total: first by the share of the hours, then by the
/// meetings of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Load {
    /// The minutes of its meetings, of the minutes in which people are received.
    pub of_week: Ratio,
    /// How many meetings there are on the day.
    pub of_day: usize,
}

/// The minutes of a week.
#[derive(Debug, Clone, Copy, Default)]
struct Week {
    open: i64,
    taken: i64,
}

/// How much somebody has to do, by week and day.
#[derive(Debug, Clone)]
pub(super) struct Loads {
    weeks: BTreeMap<Day, Week>,
    days: BTreeMap<Day, usize>,
    zone: Tz,
}

/// The Monday of the week in which a day lies.
fn monday(day: Day) -> Option<Day> {
    week_of(day).map(|week| week.from())
}

impl Loads {
    /// What somebody has to do in the weeks in which these days lie.
    pub(super) fn of(candidate: &Candidate, (from, to): (Day, Day), zone: Tz) -> Self {
        let mut loads = Self {
            weeks: BTreeMap::new(),
            days: BTreeMap::new(),
            zone,
        };
        for taken in { candidate.taken.iter() }.filter(|taken| taken.is_work) {
            if let Ok(day) = Day::at(taken.span.starts(), zone) {
                *loads.days.entry(day).or_default() += 1;
                loads.count(day, |week| week.taken += minutes(taken.span));
            }
        }
        let first = monday(from).unwrap_or(from);
        let last = week_of(to).and_then(|week| week.to()).unwrap_or(to);
        for window in candidate.plan.windows(first, last, None).windows {
            if let Ok(day) = Day::at(window.starts, zone) {
                let open = (window.ends - window.starts).num_minutes();
                loads.count(day, |week| week.open += open);
            }
        }
        loads
    }

    fn count(&mut self, day: Day, add: impl FnOnce(&mut Week)) {
        if let Some(monday) = monday(day) {
            add(self.weeks.entry(monday).or_default());
        }
    }

    /// How much there is to do around this time.
    pub(super) fn at(&self, span: Span) -> Load {
        let day = Day::at(span.starts(), self.zone).ok();
        let week = day.and_then(monday);
        let week = week.and_then(|monday| self.weeks.get(&monday).copied());
        let week = week.unwrap_or_default();
        Load {
            of_week: Ratio::new(week.taken, week.open.max(1)).unwrap_or(Ratio::ZERO),
            of_day: day
                .and_then(|day| self.days.get(&day).copied())
                .unwrap_or(0),
        }
    }
}

fn minutes(span: Span) -> i64 {
    (span.ends() - span.starts()).num_minutes()
}
