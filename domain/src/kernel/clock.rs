//! Hours as the clock on the wall shows them, and the instants that they are.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Days, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use super::span::GRID_MINUTES;
use super::{Day, Fault};

/// How many minutes the clock counts in a day.
const DAY_MINUTES: u32 = 24 * 60;

/// A time of day on the grid of five minutes, written `HH:MM`; `24:00` is the end of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClockTime(u32);

/// From one time of a day to a later one of the same day, for twelve hours at the most. It is the
/// clock that counts: on the nights on which it is changed it takes an hour more or less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClockSpan {
    from: ClockTime,
    to: ClockTime,
}

impl ClockTime {
    /// So many minutes after midnight as the clock counts them; refused off the grid.
    pub fn of_minute(minute: u32) -> Result<Self, Fault> {
        if minute > DAY_MINUTES {
            return Err(Fault::new("invalid_time"));
        }
        if !minute.is_multiple_of(GRID_MINUTES) {
            return Err(Fault::new("off_the_grid").with("minutes", GRID_MINUTES));
        }
        Ok(Self(minute))
    }

    /// How many minutes after midnight, as the clock counts them.
    pub const fn minute(self) -> u32 {
        self.0
    }

    /// When something begins at this time of `day` where `zone` holds. Of a time that the clock
    /// shows twice it is the first one; where the clock leaps over it, the first instant after.
    pub fn begin(self, day: Day, zone: Tz) -> Option<DateTime<Utc>> {
        instant(self.on(day)?, zone, |first, _| first)
    }

    /// When something ends at this time of `day` where `zone` holds. Of a time that the clock shows
    /// twice it is the second one; where the clock leaps over it, the first instant after.
    pub fn end(self, day: Day, zone: Tz) -> Option<DateTime<Utc>> {
        instant(self.on(day)?, zone, |_, second| second)
    }

    fn on(self, day: Day) -> Option<NaiveDateTime> {
        let midnight = day.date().and_time(NaiveTime::MIN);
        let (days, minutes) = (self.0 / DAY_MINUTES, self.0 % DAY_MINUTES);
        let morning = midnight.checked_add_days(Days::new(days.into()))?;
        morning.checked_add_signed(TimeDelta::minutes(minutes.into()))
    }
}

/// The instant at which the clock shows `shown`. The grid is fine enough for every leap of a clock.
fn instant(
    shown: NaiveDateTime,
    zone: Tz,
    which: impl Fn(DateTime<Tz>, DateTime<Tz>) -> DateTime<Tz>,
) -> Option<DateTime<Utc>> {
    let steps = 0..=DAY_MINUTES / GRID_MINUTES;
    steps
        .map(|step| TimeDelta::minutes((step * GRID_MINUTES).into()))
        .find_map(|leap| {
            let local = zone.from_local_datetime(&shown.checked_add_signed(leap)?);
            Some(which(local.earliest()?, local.latest()?).to_utc())
        })
}

impl ClockSpan {
    /// The longest span, in hours.
    pub const MAX_HOURS: u32 = 12;

    /// The time from `from` to `to`; refused empty or too long.
    pub fn new(from: ClockTime, to: ClockTime) -> Result<Self, Fault> {
        if to <= from {
            return Err(Fault::new("ends_before_it_begins"));
        }
        if to.0 - from.0 > Self::MAX_HOURS * 60 {
            return Err(Fault::new("too_many_hours").with("max", Self::MAX_HOURS));
        }
        Ok(Self { from, to })
    }

    /// When it begins.
    pub const fn from(&self) -> ClockTime {
        self.from
    }

    /// When it is over.
    pub const fn to(&self) -> ClockTime {
        self.to
    }

    /// Whether the two have time in common; touching ones have none.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.from < other.to && other.from < self.to
    }

    /// What is left of it without `other`: nothing, a piece or two.
    pub fn without(self, other: Self) -> impl Iterator<Item = Self> {
        let piece = |from: ClockTime, to: ClockTime| (from < to).then_some(Self { from, to });
        let before = piece(self.from, self.to.min(other.from));
        let after = piece(self.from.max(other.to), self.to);
        before.into_iter().chain(after)
    }
}

impl FromStr for ClockTime {
    type Err = Fault;

    /// Takes `HH:MM` and nothing else: two and two digits.
    fn from_str(text: &str) -> Result<Self, Fault> {
        let invalid = || Fault::new("invalid_time");
        let bytes: &[u8; 5] = text.as_bytes().try_into().map_err(|_| invalid())?;
        let digit = |at: usize| {
            let value = u32::from(bytes[at].wrapping_sub(b'0'));
            (value < 10).then_some(value).ok_or_else(invalid)
        };
        let (hour, minute) = (digit(0)? * 10 + digit(1)?, digit(3)? * 10 + digit(4)?);
        if bytes[2] != b':' || minute >= 60 {
            return Err(invalid());
        }
        Self::of_minute(hour * 60 + minute)
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::samples::day;

    const ROME: Tz = Tz::Europe__Rome;

    fn time(text: &str) -> ClockTime {
        text.parse().unwrap()
    }

    fn span(from: &str, to: &str) -> ClockSpan {
        ClockSpan::new(time(from), time(to)).unwrap()
    }

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn only_the_strict_form_of_a_time_on_the_grid_is_read() {
        for text in ["00:00", "09:05", "23:55", "24:00"] {
            assert_eq!(time(text).to_string(), text);
        }
        for (text, code) in [
            ("9:00", "invalid_time"),
            ("09:60", "invalid_time"),
            ("24:05", "invalid_time"),
            ("0900", "invalid_time"),
            ("09-00", "invalid_time"),
            ("09:0٠", "invalid_time"),
            ("-9:00", "invalid_time"),
            ("09:00:00", "invalid_time"),
            ("09:01", "off_the_grid"),
            ("23:59", "off_the_grid"),
        ] {
            assert_eq!(text.parse::<ClockTime>().unwrap_err().code, code, "{text}");
        }
    }

    #[test]
    fn a_span_of_the_clock_has_time_and_not_more_than_twelve_hours_of_it() {
        let new = |from, to| ClockSpan::new(time(from), time(to)).map_err(|fault| fault.code);
        assert!(new("08:00", "20:00").is_ok() && new("12:00", "24:00").is_ok());
        assert_eq!(new("08:00", "20:05"), Err("too_many_hours"));
        assert_eq!(new("08:00", "08:00"), Err("ends_before_it_begins"));
        assert_eq!(new("08:05", "08:00"), Err("ends_before_it_begins"));
    }

    /// Of 01:30, 02:00, 02:30 and 03:00 as begin and as end.
    fn night(on: &str) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        let shown = ["01:30", "02:00", "02:30", "03:00"].map(time);
        let both = shown.map(|time| {
            let begin = time.begin(day(on), ROME);
            (begin.unwrap(), time.end(day(on), ROME).unwrap())
        });
        both.to_vec()
    }

    #[test]
    fn a_local_hour_on_the_night_of_the_change_is_the_one_the_clock_shows() {
        for on in ["2026-03-29", "2027-03-28"] {
            let at = |hour: &str| utc(&format!("{on}T{hour}:00Z"));
            // The clock leaps from 02:00 to 03:00, which is 01:00 in UTC.
            let leapt = at("01:00");
            let shown = vec![
                (at("00:30"), at("00:30")),
                (leapt, leapt),
                (leapt, leapt),
                (leapt, leapt),
            ];
            assert_eq!(night(on), shown, "{on}");
        }
        for on in ["2026-10-25", "2027-10-31"] {
            let at = |hour: &str| utc(&format!("{on}T{hour}:00Z"));
            // The clock shows the hour from 02:00 twice: from 00:00 and from 01:00 in UTC.
            let eve = utc(&format!("{}T23:30:00Z", day(on).subtract_days(1).unwrap()));
            let shown = vec![
                (eve, eve),
                (at("00:00"), at("01:00")),
                (at("00:30"), at("01:30")),
                (at("02:00"), at("02:00")),
            ];
            assert_eq!(night(on), shown, "{on}");
        }
    }

    #[test]
    fn a_day_ends_where_the_next_one_begins_however_long_it_is() {
        for (on, hours) in [
            ("2026-03-28", 24),
            ("2026-03-29", 23),
            ("2026-10-25", 25),
            ("2027-03-28", 23),
            ("2027-10-31", 25),
            ("2100-12-31", 24),
        ] {
            let begins = time("00:00").begin(day(on), ROME).unwrap();
            let ends = time("24:00").end(day(on), ROME).unwrap();
            assert_eq!(ends - begins, TimeDelta::hours(hours), "{on}");
        }
    }

    #[test]
    fn what_is_left_of_a_span_lies_before_and_after() {
        let left = |from, to| {
            let whole = span("09:00", "13:00");
            let left = whole.without(span(from, to));
            left.map(|span| format!("{}-{}", span.from, span.to))
                .collect::<Vec<_>>()
        };
        assert_eq!(left("10:00", "11:00"), ["09:00-10:00", "11:00-13:00"]);
        assert_eq!(left("08:00", "11:00"), ["11:00-13:00"]);
        assert_eq!(left("12:00", "14:00"), ["09:00-12:00"]);
        assert!(left("08:00", "14:00").is_empty());
        assert_eq!(left("13:00", "14:00"), ["09:00-13:00"]);
        assert_eq!(left("07:00", "08:00"), ["09:00-13:00"]);
    }

    proptest! {
        #[test]
        fn a_weekly_series_keeps_its_local_hour_across_both_changes(
            first in 0_u32..7, minute in 0_u32..288,
        ) {
            // 262 weeks: from 2026 to the end of 2030.
            let time = ClockTime::of_minute(minute * 5).unwrap();
            let mut on = day("2026-01-01").add_days(first).unwrap();
            while on <= day("2030-12-31") {
                let begin = time.begin(on, ROME).unwrap();
                let end = time.end(on, ROME).unwrap();
                let shown = |at: DateTime<Utc>| at.with_timezone(&ROME).naive_local();
                let meant = time.on(on).unwrap();
                let is_change = ROME.from_local_datetime(&meant).single().is_none();
                prop_assert!(begin <= end);
                if !is_change {
                    prop_assert_eq!((shown(begin), begin), (meant, end));
                } else if begin == end {
                    // Leapt over: the clock shows the first time after the leap.
                    let leapt = on.date().and_hms_opt(3, 0, 0).unwrap();
                    prop_assert!(shown(begin) == leapt && meant < leapt);
                } else {
                    prop_assert_eq!((shown(begin), shown(end)), (meant, meant));
                    prop_assert_eq!(end - begin, TimeDelta::hours(1));
                }
                on = on.add_days(7).unwrap();
            }
        }

        #[test]
        fn a_later_time_of_a_day_never_begins_or_ends_earlier(
            offset in 0_u32..1_826, a in 0_u32..=288, b in 0_u32..=288,
        ) {
            let on = day("2026-01-01").add_days(offset).unwrap();
            let (earlier, later) = (a.min(b) * 5, a.max(b) * 5);
            let at = |minute| ClockTime::of_minute(minute).unwrap();
            prop_assert!(at(earlier).begin(on, ROME) <= at(later).begin(on, ROME));
            prop_assert!(at(earlier).end(on, ROME) <= at(later).end(on, ROME));
        }

        #[test]
        fn a_span_less_another_has_every_time_of_the_one_and_none_of_the_other(
            a in 0_u32..100, b in 1_u32..100, c in 0_u32..100, d in 1_u32..100,
        ) {
            let span = |from: u32, long: u32| {
                let at = |minute| ClockTime::of_minute(minute).unwrap();
                ClockSpan::new(at(from * 5), at((from + long) * 5)).unwrap()
            };
            let (one, other) = (span(a, b), span(c, d));
            let has = |span: &ClockSpan, at: u32| span.from().minute() <= at && at < span.to().minute();
            let left: Vec<ClockSpan> = one.without(other).collect();
            for at in (0..1_100).step_by(5) {
                let times = left.iter().filter(|span| has(span, at)).count();
                prop_assert_eq!(times, usize::from(has(&one, at) && !has(&other, at)));
            }
            prop_assert_eq!(one.overlaps(&other), left != vec![one]);
        }
    }
}
