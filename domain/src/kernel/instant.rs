//! Instants, as requests name them.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, SecondsFormat, Utc};

use super::Fault;

/// An instant, written as RFC 3339 has it: with its offset from UTC, so that nobody guesses which of
/// two hours is meant in the night on which the clock goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Instant(DateTime<Utc>);

impl Instant {
    /// The same in UTC.
    pub const fn utc(self) -> DateTime<Utc> {
        self.0
    }
}

impl From<DateTime<Utc>> for Instant {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at)
    }
}

impl FromStr for Instant {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let at = DateTime::parse_from_rfc3339(text).map_err(|_| Fault::new("invalid_instant"))?;
        Ok(Self(at.to_utc()))
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_has_its_offset() {
        for (text, utc) in [
            ("2026-10-25T02:30:00+02:00", "2026-10-25T00:30:00Z"),
            ("2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00Z"),
            ("2026-03-02T09:30:00Z", "2026-03-02T09:30:00Z"),
            ("2026-03-02T09:30:00.25Z", "2026-03-02T09:30:00.250Z"),
        ] {
            assert_eq!(text.parse::<Instant>().unwrap().to_string(), utc);
        }
        for wrong in [
            "",
            "2026-03-02",
            "2026-03-02T09:30:00",
            "2026-02-30T09:30:00Z",
            "9:30",
        ] {
            let fault = wrong.parse::<Instant>().unwrap_err();
            assert_eq!(fault.code, "invalid_instant", "{wrong}");
        }
    }
}
