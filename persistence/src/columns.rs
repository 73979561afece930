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

/// A stored list of codes, which have a blank between them.
pub(crate) fn listed<T: FromStr<Err = Fault>, L: FromIterator<T>>(
    text: &str,
    what: &'static str,
) -> Result<L, Error> {
    let codes = text.split(' ').filter(|code| !code.is_empty());
    codes.map(|code| parsed(code, what)).collect()
}

/// A list of codes, as it is stored.
pub(crate) fn text_of<T: ToString>(codes: impl IntoIterator<Item = T>) -> String {
    let codes: Vec<String> = codes.into_iter().map(|code| code.to_string()).collect();
    codes.join(" ")
}
