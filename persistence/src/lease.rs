//! Whose work a long job is: one process at a time, and another one when that has died.

use chrono::TimeDelta;
use domain::kernel::Id;

use crate::sql_types::Instant;
use crate::tx::Tx;

/// Marks identifiers of a lease.
#[derive(Debug)]
pub struct LeaseTag;
/// Names the process that works on a job, for as long as it does.
pub type Lease = Id<LeaseTag>;

/// For how long a process is believed to live that says nothing. It renews its lease with every
/// piece of work, so that only a dead one lets it expire; one that was merely slow finds that its
/// lease is another one's, and does nothing more.
const LEASED: TimeDelta = TimeDelta::seconds(10);

/// Until when a lease lasts that is taken or renewed now.
pub(crate) fn until(tx: &Tx<'_>) -> Instant {
    Instant(tx.now() + LEASED)
}
