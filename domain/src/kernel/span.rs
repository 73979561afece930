//! Spans of time on the grid on which people are booked.

use chrono::{DateTime, Datelike, TimeDelta, Utc};

use super::Fault;

/// On how many minutes everything that is booked begins and ends.
pub const GRID_MINUTES: u32 = 5;

/// From one instant to a later one, both on the grid of five minutes, for twelve hours at the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    starts: DateTime<Utc>,
    ends: DateTime<Utc>,
}

impl Span {
    /// The longest span, in hours: nobody is booked for more than a day's work.
    pub const MAX_HOURS: i64 = 12;

    /// The time from `starts` to `ends`; refused off the grid, empty or too long.
    pub fn new(starts: DateTime<Utc>, ends: DateTime<Utc>) -> Result<Self, Fault> {
        let years = 1900..=2100;
        if !years.contains(&starts.year()) || !years.contains(&ends.year()) {
            return Err(Fault::new("date_out_of_range")
                .with("min", "1900-01-01")
                .with("max", "2100-12-31"));
        }
        if !is_on_the_grid(starts) || !is_on_the_grid(ends) {
            return Err(Fault::new("off_the_grid").with("minutes", GRID_MINUTES));
        }
        if ends <= starts {
            return Err(Fault::new("ends_before_it_begins"));
        }
        if ends - starts > TimeDelta::hours(Self::MAX_HOURS) {
            return Err(Fault::new("too_many_hours").with("max", Self::MAX_HOURS));
        }
        Ok(Self { starts, ends })
    }

    /// When it begins.
    pub const fn starts(&self) -> DateTime<Utc> {
        self.starts
    }

    /// When it is over: the first instant that does not belong to it.
    pub const fn ends(&self) -> DateTime<Utc> {
        self.ends
    }

    /// Whether the two have time in common; touching ones have none.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.starts < other.ends && other.starts < self.ends
    }
}

/// Whether the instant lies on the grid. All zones of today are whole quarters of an hour away from
/// UTC, so the grid is the same there.
fn is_on_the_grid(at: DateTime<Utc>) -> bool {
    at.timestamp().rem_euclid(i64::from(GRID_MINUTES) * 60) == 0 && at.timestamp_subsec_nanos() == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(starts: &str, ends: &str) -> Result<Span, &'static str> {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        Span::new(at(starts), at(ends)).map_err(|fault| fault.code)
    }

    #[test]
    fn a_span_lies_on_the_grid_of_five_minutes() {
        assert!(span("2026-03-02T09:05:00Z", "2026-03-02T09:10:00Z").is_ok());
        assert!(span("1969-12-31T23:55:00Z", "1970-01-01T00:00:00Z").is_ok());
        for (starts, ends) in [
            ("2026-03-02T09:04:00Z", "2026-03-02T09:10:00Z"),
            ("2026-03-02T09:05:00Z", "2026-03-02T09:11:00Z"),
            ("2026-03-02T09:05:01Z", "2026-03-02T09:10:00Z"),
            ("2026-03-02T09:05:00Z", "2026-03-02T09:10:00.000001Z"),
        ] {
            assert_eq!(span(starts, ends), Err("off_the_grid"), "{starts}/{ends}");
        }
    }

    #[test]
    fn a_span_has_time_and_not_more_than_twelve_hours_of_it() {
        let nine = "2026-03-02T09:00:00Z";
        assert_eq!(span(nine, nine), Err("ends_before_it_begins"));
        assert_eq!(
            span(nine, "2026-03-02T08:55:00Z"),
            Err("ends_before_it_begins")
        );
        assert!(span(nine, "2026-03-02T21:00:00Z").is_ok());
        assert_eq!(span(nine, "2026-03-02T21:05:00Z"), Err("too_many_hours"));
        assert_eq!(
            span("1899-12-31T23:55:00Z", "1900-01-01T00:00:00Z"),
            Err("date_out_of_range")
        );
        assert_eq!(
            span("2100-12-31T23:55:00Z", "2101-01-01T00:00:00Z"),
            Err("date_out_of_range")
        );
    }

    #[test]
    fn spans_that_touch_have_nothing_in_common() {
        let morning = span("2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z").unwrap();
        let next = span("2026-03-02T10:00:00Z", "2026-03-02T11:00:00Z").unwrap();
        let late = span("2026-03-02T09:55:00Z", "2026-03-02T10:05:00Z").unwrap();
        assert!(!morning.overlaps(&next) && !next.overlaps(&morning));
        assert!(late.overlaps(&morning) && late.overlaps(&next));
    }
}
