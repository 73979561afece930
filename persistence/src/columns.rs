//! Words of the domain, read back from columns.

use std::str::FromStr;

use chrono::NaiveDate;
use domain::kernel::{Day, Fault};

use crate::error::Error;

/// A stored day.
pub(crate) fn day(date: NaiveDate) -> Result<Day, Error> {
    Day::new(date).map_err(|_| Error::Corrupt("day"))
}

/// A stored day that may be missing.
pub(crate) fn maybe_day(date: Option<NaiveDate>) -> Result<Option<Day>, Error> {
    date.map(day).transpose()
}

/// A stored text that parses; `what` names the column in the log.
pub(crate) fn parsed<T: FromStr<Err = Fault>>(text: &str, what: &'static str) -> Result<T, Error> {
    text.parse().map_err(|_| Error::Corrupt(what))
}

/// A stored text that parses, or nothing.
pub(crate) fn maybe_parsed<T: FromStr<Err = Fault>>(
    text: Option<&str>,
    what: &'static str,
) -> Result<Option<T>, Error> {
    text.map(|text| parsed(text, what)).transpose()
}
