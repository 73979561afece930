//! How many requests a consumer may make, and what every answer says about it.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::{Quota, RateLimiter};

/// What a route costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// Reading.
    Read,
    /// Writing.
    Write,
    /// Signing in, searching people: what an attacker would repeat.
    Costly,
}

type Limiter = RateLimiter<
    (Class, String),
    governor::state::keyed::DefaultKeyedStateStore<(Class, String)>,
    DefaultClock,
    StateInformationMiddleware,
>;

/// The limits of one process, per consumer and class, in requests a minute.
pub struct Limits {
    read: (u32, Limiter),
    write: (u32, Limiter),
    costly: (u32, Limiter),
}

impl std::fmt::Debug for Limits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Limits").finish_non_exhaustive()
    }
}

/// What an answer says about the consumer's limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// Requests a minute.
    pub limit: u32,
    /// How many are left now.
    pub remaining: u32,
    /// In how many seconds the allowance is whole again.
    pub reset: u64,
    /// When refused: in how many seconds the next request is let in.
    pub retry_after: Option<u32>,
}

fn limiter(per_minute: u32) -> (u32, Limiter) {
    let per_minute = NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN);
    let limiter = RateLimiter::keyed(Quota::per_minute(per_minute));
    (
        per_minute.get(),
        limiter.with_middleware::<StateInformationMiddleware>(),
    )
}

impl Limits {
    /// Limits in requests a minute for reading, writing and costly requests.
    pub fn new(read: u32, write: u32, costly: u32) -> Self {
        Self {
            read: limiter(read),
            write: limiter(write),
            costly: limiter(costly),
        }
    }

    /// Counts one request of `consumer`.
    pub fn count(&self, class: Class, consumer: &str) -> Allowance {
        let (limit, limiter) = match class {
            Class::Read => &self.read,
            Class::Write => &self.write,
            Class::Costly => &self.costly,
        };
        let step = Duration::from_mins(1) / *limit;
        match limiter.check_key(&(class, consumer.to_owned())) {
            Ok(snapshot) => {
                let remaining = snapshot.remaining_burst_capacity();
                let reset = (step * (limit.saturating_sub(remaining)))
                    .as_secs_f64()
                    .ceil();
                Allowance {
                    limit: *limit,
                    remaining,
                    reset: whole(reset),
                    retry_after: None,
                }
            }
            Err(refused) => {
                let wait = refused
                    .wait_time_from(DefaultClock::default().now())
                    .as_secs_f64();
                let wait = whole(wait.ceil().max(1.0));
                let retry_after = Some(u32::try_from(wait).unwrap_or(60));
                Allowance {
                    limit: *limit,
                    remaining: 0,
                    reset: wait,
                    retry_after,
                }
            }
        }
    }

    /// Forgets consumers whose allowance is whole again.
    pub fn forget_idle(&self) {
        for (_, limiter) in [&self.read, &self.write, &self.costly] {
            limiter.retain_recent();
        }
    }
}

/// Seconds are small and positive here.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "0 to 60 seconds"
)]
fn whole(seconds: f64) -> u64 {
    seconds as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks_too_often_waits_and_others_do_not() {
        let limits = Limits::new(2, 2, 1);
        assert_eq!(limits.count(Class::Read, "a").remaining, 1);
        assert_eq!(limits.count(Class::Read, "a").remaining, 0);
        let refused = limits.count(Class::Read, "a");
        assert!(
            refused
                .retry_after
                .is_some_and(|wait| (1..=30).contains(&wait)),
            "{refused:?}"
        );
        assert_eq!(limits.count(Class::Read, "b").retry_after, None);
        assert_eq!(limits.count(Class::Write, "a").retry_after, None);
    }
}
