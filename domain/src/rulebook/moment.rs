//! When something is decided, and by what.

use chrono::{DateTime, Utc};

use super::{Chain, Rulebook};
use crate::kernel::Day;

/// When something is decided: the instant, the day there, and what holds on it.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// The instant.
    pub now: DateTime<Utc>,
    /// The day where the organisation is.
    pub today: Day,
    /// What holds.
    pub book: &'a Rulebook,
    /// For whom.
    pub chain: &'a Chain,
}

impl Moment<'_> {
    /// The day so many days after `from` as the parameter says on it.
    pub fn after(&self, key: &str, from: Day) -> Option<Day> {
        let (days, _) = self.book.count(key, self.chain, from)?;
        from.add_days(u32::try_from(days).ok()?).ok()
    }
}
