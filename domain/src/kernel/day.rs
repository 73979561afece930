//! A day of the calendar, and how the law counts from it.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Fault;

/// A day between 1900-01-01 and 2100-12-31, written `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NaiveDate);

/// When somebody born on 29 February grows a year older in a common year.
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
pub enum LeapBirthday {
    /// The year is completed at the end of 28 February: rights begin on 1 March. To be confirmed
    /// by each organisation, hence a parameter.
    #[default]
    FirstOfMarch,
    /// Rights begin on 28 February.
    LastOfFebruary,
}

impl Day {
    /// The day of a calendar date; refused outside 1900–2100.
    pub fn new(date: NaiveDate) -> Result<Self, Fault> {
        if (1900..=2100).contains(&date.year()) {
            Ok(Self(date))
        } else {
            Err(Fault::new("date_out_of_range")
                .with("min", "1900-01-01")
                .with("max", "2100-12-31"))
        }
    }

    /// The day with these numbers; refused when the calendar does not have it.
    pub fn of(year: i32, month: u32, day: u32) -> Result<Self, Fault> {
        let date = NaiveDate::from_ymd_opt(year, month, day);
        date.ok_or_else(|| Fault::new("invalid_date"))
            .and_then(Self::new)
    }

    /// The day that an instant has where the clock shows this zone.
    pub fn at(instant: DateTime<Utc>, zone: Tz) -> Result<Self, Fault> {
        Self::new(instant.with_timezone(&zone).date_naive())
    }

    /// The calendar date.
    pub const fn date(self) -> NaiveDate {
        self.0
    }

    /// The end of a term of `days`: the day of the start is not counted, the last one is
    /// (art. 2963 c.c., art. 155 c.p.c.).
    pub fn add_days(self, days: u32) -> Result<Self, Fault> {
        Self::counted(self.0.checked_add_days(Days::new(days.into())))
    }

    /// The day `days` before this one.
    pub fn subtract_days(self, days: u32) -> Result<Self, Fault> {
        Self::counted(self.0.checked_sub_days(Days::new(days.into())))
    }

    /// The end of a civil term of `months`: the same day number, or the last day of a month that
    /// does not have it (art. 2963 c.c.). See [`super::Calendar::due`] for holidays.
    pub fn add_months(self, months: u32) -> Result<Self, Fault> {
        Self::counted(self.0.checked_add_months(Months::new(months)))
    }

    /// The day `months` before this one, or the last day of a month that does not have it.
    pub fn subtract_months(self, months: u32) -> Result<Self, Fault> {
        Self::counted(self.0.checked_sub_months(Months::new(months)))
    }

    /// How many days later `later` is; negative when it is earlier.
    pub fn days_until(self, later: Self) -> i64 {
        (later.0 - self.0).num_days()
    }

    /// The years completed on `on` by somebody born this day, the birthday included; none before
    /// the birth.
    pub fn age_on(self, on: Self, leap: LeapBirthday) -> Option<u32> {
        if on < self {
            return None;
        }
        let years = u32::try_from(on.0.year() - self.0.year()).ok()?;
        let born = (self.0.month(), self.0.day());
        let is_leap = on.0.leap_year();
        let birthday = match leap {
            LeapBirthday::FirstOfMarch if born == (2, 29) && !is_leap => (3, 1),
            LeapBirthday::LastOfFebruary if born == (2, 29) && !is_leap => (2, 28),
            LeapBirthday::FirstOfMarch | LeapBirthday::LastOfFebruary => born,
        };
        let reached = (on.0.month(), on.0.day()) >= birthday;
        Some(if reached { years } else { years - 1 })
    }

    /// The day on which somebody born this day completes so many years.
    pub fn birthday(self, years: u32, leap: LeapBirthday) -> Result<Self, Fault> {
        let day = self.add_months(years.saturating_mul(12))?;
        let is_moved = day.0.day() != self.0.day();
        match leap {
            LeapBirthday::FirstOfMarch if is_moved => day.add_days(1),
            LeapBirthday::FirstOfMarch | LeapBirthday::LastOfFebruary => Ok(day),
        }
    }

    fn counted(date: Option<NaiveDate>) -> Result<Self, Fault> {
        // Beyond what chrono can count is beyond our range too.
        Self::new(date.unwrap_or(NaiveDate::MAX))
    }
}

impl From<Day> for NaiveDate {
    fn from(day: Day) -> Self {
        day.0
    }
}

impl TryFrom<NaiveDate> for Day {
    type Error = Fault;

    fn try_from(date: NaiveDate) -> Result<Self, Fault> {
        Self::new(date)
    }
}

impl FromStr for Day {
    type Err = Fault;

    /// Takes `YYYY-MM-DD` and nothing else: four, two and two digits.
    fn from_str(text: &str) -> Result<Self, Fault> {
        let invalid = || Fault::new("invalid_date");
        let bytes: &[u8; 10] = text.as_bytes().try_into().map_err(|_| invalid())?;
        if bytes[4] != b'-' || bytes[7] != b'-' {
            return Err(invalid());
        }
        let number = |digits: &[u8]| {
            digits.iter().try_fold(0_u32, |sum, digit| {
                digit
                    .is_ascii_digit()
                    .then(|| sum * 10 + u32::from(digit - b'0'))
            })
        };
        let year = number(&bytes[..4]).and_then(|year| i32::try_from(year).ok());
        match (year, number(&bytes[5..7]), number(&bytes[8..])) {
            (Some(year), Some(month), Some(day)) => Self::of(year, month, day),
            _ => Err(invalid()),
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:04}-{:02}-{:02}",
            self.0.year(),
            self.0.month(),
            self.0.day()
        )
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn only_the_strict_form_of_a_real_day_is_read() {
        for text in ["1900-01-01", "2024-02-29", "2100-12-31"] {
            assert_eq!(day(text).to_string(), text);
        }
        let invalid = [
            "",
            "2026-2-03",
            "2026-02-3",
            "26-02-03",
            "2026-02-30",
            "2100-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-01-00",
            "2026/01/01",
            "+026-01-01",
            " 2026-01-01",
            "2026-01-01 ",
            "2026-01-0١",
            "01-01-2026",
            "2026-01-01T00:00",
            "２０２６-01-01",
        ];
        for text in invalid {
            assert_eq!(
                text.parse::<Day>().unwrap_err().code,
                "invalid_date",
                "{text}"
            );
        }
        for text in ["1899-12-31", "2101-01-01", "0000-01-01", "9999-12-31"] {
            assert_eq!(
                text.parse::<Day>().unwrap_err().code,
                "date_out_of_range",
                "{text}"
            );
        }
    }

    #[test]
    fn a_day_travels_as_a_string() {
        let json = serde_json::to_string(&day("2026-11-05")).unwrap();
        assert_eq!(json, "\"2026-11-05\"");
        assert_eq!(
            serde_json::from_str::<Day>(&json).unwrap(),
            day("2026-11-05")
        );
        assert!(serde_json::from_str::<Day>("\"2026-02-30\"").is_err());
        assert!(serde_json::from_str::<Day>("20261105").is_err());
    }

    #[test]
    fn a_term_in_months_ends_on_the_same_number_or_on_the_last_day() {
        let table = [
            ("2026-01-31", 1, "2026-02-28"),
            ("2024-01-31", 1, "2024-02-29"),
            ("2026-02-28", 1, "2026-03-28"),
            ("2025-08-31", 6, "2026-02-28"),
            ("2024-02-29", 12, "2025-02-28"),
            ("2026-11-15", 2, "2027-01-15"),
        ];
        for (start, months, end) in table {
            assert_eq!(
                day(start).add_months(months).unwrap(),
                day(end),
                "{start} + {months}"
            );
        }
    }

    #[test]
    fn a_term_in_days_does_not_count_the_day_it_starts() {
        assert_eq!(day("2026-01-01").add_days(30).unwrap(), day("2026-01-31"));
        assert_eq!(
            day("2026-01-31").subtract_days(30).unwrap(),
            day("2026-01-01")
        );
        assert_eq!(
            day("2026-03-31").subtract_months(1).unwrap(),
            day("2026-02-28")
        );
    }

    #[test]
    fn counting_past_the_last_day_is_refused() {
        let last = day("2100-12-31");
        for end in [
            last.add_days(1),
            last.add_months(1),
            last.add_days(u32::MAX),
        ] {
            assert_eq!(end.unwrap_err().code, "date_out_of_range");
        }
        assert_eq!(
            last.add_months(u32::MAX).unwrap_err().code,
            "date_out_of_range"
        );
        let first = day("1900-01-01");
        assert_eq!(
            first.subtract_days(u32::MAX).unwrap_err().code,
            "date_out_of_range"
        );
        assert_eq!(
            first.subtract_months(1).unwrap_err().code,
            "date_out_of_range"
        );
    }

    #[test]
    fn a_year_of_age_is_completed_on_the_birthday() {
        let age = |born: &str, on: &str| day(born).age_on(day(on), LeapBirthday::default());
        assert_eq!(age("1968-05-20", "2026-05-19"), Some(57));
        assert_eq!(age("1968-05-20", "2026-05-20"), Some(58));
        assert_eq!(age("2026-05-20", "2026-05-20"), Some(0));
        assert_eq!(age("2026-05-20", "2026-05-19"), None);
    }

    #[test]
    fn somebody_born_on_29_february_grows_older_as_the_parameter_says() {
        let born = day("1976-02-29");
        let table = [
            ("2026-02-28", 49, 50),
            ("2026-03-01", 50, 50),
            ("2024-02-28", 47, 47),
            ("2024-02-29", 48, 48),
        ];
        let fiftieth = |leap| born.birthday(50, leap).unwrap();
        assert_eq!(fiftieth(LeapBirthday::FirstOfMarch), day("2026-03-01"));
        assert_eq!(fiftieth(LeapBirthday::LastOfFebruary), day("2026-02-28"));
        for (on, first_of_march, last_of_february) in table {
            let age = |leap| born.age_on(day(on), leap);
            assert_eq!(
                age(LeapBirthday::FirstOfMarch),
                Some(first_of_march),
                "{on}"
            );
            assert_eq!(
                age(LeapBirthday::LastOfFebruary),
                Some(last_of_february),
                "{on}"
            );
        }
        assert_eq!(born.age_on(born, LeapBirthday::FirstOfMarch), Some(0));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_without_panic(text in "\\PC{0,12}") {
            if let Ok(day) = text.parse::<Day>() {
                prop_assert_eq!(day.to_string(), text);
            }
        }

        #[test]
        fn adding_months_keeps_the_number_or_takes_the_last_day(offset in 0_u32..60_000, months in 0_u32..400) {
            let start = day("1900-01-01").add_days(offset).unwrap();
            let end = start.add_months(months).unwrap();
            let apart = (end.date().year() - start.date().year()) * 12
                + i32::try_from(end.date().month()).unwrap()
                - i32::try_from(start.date().month()).unwrap();
            prop_assert_eq!(u32::try_from(apart).unwrap(), months);
            let is_last = end.add_days(1).unwrap().date().day() == 1;
            let kept = end.date().day() == start.date().day();
            prop_assert!(kept || (is_last && end.date().day() < start.date().day()));
        }

        #[test]
        fn a_later_start_never_ends_earlier(offset in 0_u32..60_000, months in 0_u32..400) {
            let start = day("1900-01-01").add_days(offset).unwrap();
            let next = start.add_days(1).unwrap();
            prop_assert!(start.add_months(months).unwrap() <= next.add_months(months).unwrap());
        }

        #[test]
        fn a_birthday_is_the_first_day_of_its_age(
            offset in 0_u32..40_000, years in 1_u32..90, first_of_march in any::<bool>(),
        ) {
            let born = day("1900-01-01").add_days(offset).unwrap();
            let leap = if first_of_march {
                LeapBirthday::FirstOfMarch
            } else {
                LeapBirthday::LastOfFebruary
            };
            let on = born.birthday(years, leap).unwrap();
            prop_assert_eq!(born.age_on(on, leap), Some(years));
            prop_assert_eq!(born.age_on(on.subtract_days(1).unwrap(), leap), Some(years - 1));
        }

        #[test]
        fn an_age_grows_by_one_each_year_and_never_shrinks(offset in 0_u32..40_000, later in 0_u32..20_000) {
            let born = day("1900-01-01").add_days(offset).unwrap();
            let on = born.add_days(later).unwrap();
            let age = |on: Day| born.age_on(on, LeapBirthday::default()).unwrap();
            let step = age(on.add_days(1).unwrap()) - age(on);
            prop_assert!(step <= 1);
            prop_assert!(age(on) * 365 <= later);
        }
    }
}
