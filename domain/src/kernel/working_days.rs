//! Holidays and working days.

use chrono::{Datelike, NaiveDate, Weekday};

use super::{Day, Fault, Period};

mod easter;
mod patron;

pub use patron::PatronDay;

/// Why a day is a holiday.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, strum::Display, strum::EnumString, strum::VariantNames,
)]
#[strum(
    serialize_all = "snake_case",
    parse_err_ty = Fault,
    parse_err_fn = super::unknown_code
)]
pub enum Holiday {
    /// Any Sunday.
    Sunday,
    /// 1 January.
    NewYear,
    /// 6 January, again a holiday from 1986 (D.P.R. 792/1985).
    Epiphany,
    /// The day after Easter.
    EasterMonday,
    /// 25 April.
    LiberationDay,
    /// 1 May.
    LabourDay,
    /// 2 June, again a holiday from 2001 (L. 336/2000).
    RepublicDay,
    /// 15 August.
    Assumption,
    /// 4 October, again a holiday from 2026 (L. 151/2025).
    SaintFrancis,
    /// 1 November.
    AllSaints,
    /// 8 December.
    ImmaculateConception,
    /// 25 December.
    Christmas,
    /// 26 December.
    SaintStephen,
    /// The patron of the municipality.
    LocalPatron,
}

/// The days of the year on which the law wants a holiday (L. 260/1949 art. 2, as amended), with
/// the first year in which each is one. Those abolished by L. 54/1977 are not listed.
const NATIONAL: [(u32, u32, i32, Holiday); 11] = [
    (1, 1, 1949, Holiday::NewYear),
    (1, 6, 1986, Holiday::Epiphany),
    (4, 25, 1949, Holiday::LiberationDay),
    (5, 1, 1949, Holiday::LabourDay),
    (6, 2, 2001, Holiday::RepublicDay),
    (8, 15, 1949, Holiday::Assumption),
    (10, 4, 2026, Holiday::SaintFrancis),
    (11, 1, 1949, Holiday::AllSaints),
    (12, 8, 1949, Holiday::ImmaculateConception),
    (12, 25, 1949, Holiday::Christmas),
    (12, 26, 1949, Holiday::SaintStephen),
];

impl Holiday {
    /// Whether the municipality still has to confirm that this is a holiday: a rule that depends
    /// on it warns and never blocks.
    pub const fn is_to_be_confirmed(self) -> bool {
        matches!(self, Self::SaintFrancis)
    }
}

/// Which days of the week are worked.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Default,
    strum::Display,
    strum::EnumString,
    strum::VariantNames,
)]
#[strum(
    serialize_all = "snake_case",
    parse_err_ty = Fault,
    parse_err_fn = super::unknown_code
)]
pub enum WorkingWeek {
    /// Monday to Friday.
    #[default]
    FiveDays,
    /// Monday to Saturday.
    SixDays,
}

/// The holidays of a place: those of the State and, where it has one, of its patron.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Calendar {
    patron: Option<PatronDay>,
}

impl Calendar {
    /// The holidays of the whole State.
    pub const fn national() -> Self {
        Self { patron: None }
    }

    /// The holidays of a place that also keeps the day of its patron.
    pub const fn with_patron(patron: PatronDay) -> Self {
        Self {
            patron: Some(patron),
        }
    }

    /// Why `day` is a holiday; none when it is not. A feast is named before Sunday, and the State
    /// before the patron. Saturday is no holiday.
    pub fn holiday(&self, day: Day) -> Option<Holiday> {
        let date = day.date();
        let national = NATIONAL.iter().find(|(month, number, since, _)| {
            (date.month(), date.day()) == (*month, *number) && date.year() >= *since
        });
        if let Some((.., holiday)) = national {
            Some(*holiday)
        } else if date.pred_opt() == easter::sunday(date.year()) {
            Some(Holiday::EasterMonday)
        } else if self.patron.is_some_and(|patron| patron.falls_on(date)) {
            Some(Holiday::LocalPatron)
        } else {
            (date.weekday() == Weekday::Sun).then_some(Holiday::Sunday)
        }
    }

    /// The day on which a term that ends on `end` is really due: that day, or the first one after
    /// it that is no holiday. Saturday is not a holiday here (art. 2963 c.c.).
    pub fn due(&self, end: Day) -> Result<Day, Fault> {
        let mut day = end;
        while self.holiday(day).is_some() {
            day = day.add_days(1)?;
        }
        Ok(day)
    }

    /// Whether people work on `day`, in a week of that many days.
    pub fn is_working_day(&self, day: Day, week: WorkingWeek) -> bool {
        let is_free_saturday = match week {
            WorkingWeek::FiveDays => day.date().weekday() == Weekday::Sat,
            WorkingWeek::SixDays => false,
        };
        !is_free_saturday && self.holiday(day).is_none()
    }
}

/// Counting the days on which people work, with one calendar and one kind of week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WorkingDays {
    /// Its holidays.
    pub calendar: Calendar,
    /// Its week.
    pub week: WorkingWeek,
}

impl WorkingDays {
    /// The working days of `period`, in order; up to the last day that we know without an end.
    pub fn of(self, period: Period) -> impl Iterator<Item = Day> {
        let days = period
            .from()
            .date()
            .iter_days()
            .map_while(move |date: NaiveDate| {
                Day::new(date).ok().filter(|day| period.contains(*day))
            });
        days.filter(move |day| self.calendar.is_working_day(*day, self.week))
    }

    /// The `count`-th working day after `start`, which is itself not counted; `start` for zero.
    pub fn after(self, start: Day, count: u32) -> Result<Day, Fault> {
        let mut day = start;
        let mut left = count;
        while left > 0 {
            day = day.add_days(1)?;
            if self.calendar.is_working_day(day, self.week) {
                left -= 1;
            }
        }
        Ok(day)
    }
}

#[cfg(test)]
mod tests;
