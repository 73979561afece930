//! The one place that reads the time and mints identifiers.

use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use uuid::{Builder, ContextV7, Timestamp, Uuid};

/// Tells the time: the real one, or one that a test holds still.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The time of this machine.
    #[default]
    System,
    /// A time that only moves when it is told to, in microseconds since 1970.
    Held(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands still at `at`.
    pub fn held(at: DateTime<Utc>) -> Self {
        Self::Held(Arc::new(AtomicI64::new(at.timestamp_micros())))
    }

    /// Moves a held clock; the real one cannot be moved.
    pub fn advance(&self, by: TimeDelta) {
        if let Self::Held(micros) = self {
            micros.fetch_add(by.num_microseconds().unwrap_or(0), Ordering::SeqCst);
        }
    }

    /// Now, cut to microseconds, so that both engines keep it exactly.
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            #[expect(clippy::disallowed_methods, reason = "this is the one clock")]
            Self::System => {
                let now = Utc::now();
                now.duration_trunc(TimeDelta::microseconds(1))
                    .unwrap_or(now)
            }
            Self::Held(micros) => {
                DateTime::UNIX_EPOCH + TimeDelta::microseconds(micros.load(Ordering::SeqCst))
            }
        }
    }
}

/// Mints UUIDs of version 7: at random, or reproducibly for the demonstration data.
#[derive(Debug)]
pub enum Minter {
    /// Ordered within this process also when the clock stands still.
    Random(Mutex<ContextV7>),
    /// Counts on from a start, so that a seed always gives the same identifiers.
    Counting(AtomicU32),
}

impl Default for Minter {
    fn default() -> Self {
        Self::Random(Mutex::new(ContextV7::new()))
    }
}

impl Minter {
    /// A new UUID, later than all that were minted before for an earlier or equal `now`.
    pub fn mint(&self, now: DateTime<Utc>) -> Uuid {
        match self {
            Self::Random(context) => {
                let context = context.lock().unwrap_or_else(PoisonError::into_inner);
                let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
                Uuid::new_v7(Timestamp::from_unix(
                    &*context,
                    seconds,
                    now.timestamp_subsec_nanos(),
                ))
            }
            Self::Counting(count) => {
                let mut tail = [0; 10];
                tail[4..8].copy_from_slice(&count.fetch_add(1, Ordering::SeqCst).to_be_bytes());
                let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
                Builder::from_unix_timestamp_millis(millis, &tail).into_uuid()
            }
        }
    }
}

/// A new name for a request of which nothing else is known.
pub fn request_id(clock: &Clock) -> String {
    static MINTER: std::sync::LazyLock<Minter> = std::sync::LazyLock::new(Minter::default);
    MINTER.mint(clock.now()).to_string()
}
