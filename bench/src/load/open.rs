//! An open loop: requests come when they come, whether the ones before are answered or not. The time
//! of each counts from when it should have been sent, so that whoever could not be served at once is
//! not left out.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::{Client, Measured, Request};
use crate::Failure;

/// How many may be under way at once.
const CONNECTIONS: u64 = 64;

/// A request, and when it comes.
#[derive(Debug, Clone)]
pub(crate) struct Arrival {
    pub(crate) at: Duration,
    pub(crate) request: Request,
}

/// Sends what arrives, in this order.
pub(crate) fn open(server: &str, arrivals: &[Arrival]) -> Result<Measured, Failure> {
    let (begun, next) = (Instant::now(), AtomicUsize::new(0));
    Measured::by_all(CONNECTIONS, |_| one(server, begun, arrivals, &next))
}

fn one(
    server: &str,
    begun: Instant,
    arrivals: &[Arrival],
    next: &AtomicUsize,
) -> Result<Measured, Failure> {
    let mut client = Client::of(server);
    let mut measured = Measured::new()?;
    while let Some(arrival) = arrivals.get(next.fetch_add(1, Ordering::Relaxed)) {
        let intended = begun + arrival.at;
        std::thread::sleep(intended.saturating_duration_since(Instant::now()));
        let status = client.send(&arrival.request).unwrap_or(0);
        measured.count(status, intended.elapsed());
    }
    Ok(measured)
}
