//! Whoever asks: a number of people who wait for each answer, or requests that come when they come.

mod client;
mod closed;
mod open;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;

pub(crate) use client::{Client, Request};
pub(crate) use closed::closed;
pub(crate) use open::{Arrival, open};

use crate::Failure;

/// The longest time that is told apart.
const LONGEST: u64 = 600_000_000;

/// What came of some load.
#[derive(Debug, Clone)]
pub(crate) struct Measured {
    /// Microseconds until the answer, of those that did what was asked.
    latencies: Histogram<u64>,
    /// How many got something else, by status; 0 where there was no answer.
    pub(crate) refused: BTreeMap<u16, u64>,
    pub(crate) took: Duration,
}

impl Measured {
    fn new() -> Result<Self, Failure> {
        Ok(Self {
            latencies: Histogram::new_with_max(LONGEST, 3)?,
            refused: BTreeMap::new(),
            took: Duration::ZERO,
        })
    }

    /// Lets so many clients ask at once, each as `one` does by its number; what came of all of them.
    fn by_all(
        clients: u64,
        one: impl Fn(u64) -> Result<Self, Failure> + Sync,
    ) -> Result<Self, Failure> {
        let (begun, one) = (Instant::now(), &one);
        let parts = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..clients)
                .map(|number| scope.spawn(move || one(number)))
                .collect();
            threads
                .into_iter()
                .map(std::thread::ScopedJoinHandle::join)
                .collect::<Vec<_>>()
        });
        let took = begun.elapsed();
        let mut all = Self::new()?;
        for part in parts {
            all.add(&part.map_err(|_| "a client fell over")??)?;
        }
        all.took = took;
        Ok(all)
    }

    fn count(&mut self, status: u16, latency: Duration) {
        if (200..300).contains(&status) {
            let micros = u64::try_from(latency.as_micros()).unwrap_or(LONGEST);
            self.latencies.saturating_record(micros.clamp(1, LONGEST));
        } else {
            *self.refused.entry(status).or_default() += 1;
        }
    }

    fn add(&mut self, other: &Self) -> Result<(), Failure> {
        self.latencies.add(&other.latencies)?;
        for (status, count) in &other.refused {
            *self.refused.entry(*status).or_default() += count;
        }
        Ok(())
    }

    /// How many got what they asked for.
    pub(crate) fn done(&self) -> u64 {
        self.latencies.len()
    }

    /// How many there were of them in a second.
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    pub(crate) fn rate(&self) -> f64 {
        self.done() as f64 / self.took.as_secs_f64().max(1e-9)
    }

    /// The time, in milliseconds, within which so many of a hundred were answered.
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    pub(crate) fn within(&self, percent: f64) -> f64 {
        self.latencies.value_at_percentile(percent) as f64 / 1_000.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_and_rates_are_of_those_who_got_what_they_asked_for() {
        let mut measured = Measured::new().unwrap();
        for millis in 1..=100 {
            measured.count(200, Duration::from_millis(millis));
        }
        measured.count(503, Duration::from_secs(9));
        measured.took = Duration::from_secs(4);
        assert_eq!(measured.done(), 100);
        assert_eq!(measured.refused, BTreeMap::from([(503, 1)]));
        assert!((measured.rate() - 25.0).abs() < 1e-9);
        assert!(
            (measured.within(50.0) - 50.0).abs() < 0.1,
            "{}",
            measured.within(50.0)
        );
        assert!((measured.within(99.0) - 99.0).abs() < 0.1);
    }
}
