//! A closed loop: each connection asks again when it has its answer.

use std::time::{Duration, Instant};

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::{Client, Measured, Request};
use crate::Failure;

/// Lets so many connections ask for so long; `next` makes up a request from chance.
pub(crate) fn closed(
    server: &str,
    connections: u64,
    span: Duration,
    seed: u64,
    next: &(impl Fn(&mut ChaCha8Rng) -> Request + Sync),
) -> Result<Measured, Failure> {
    let end = Instant::now() + span;
    Measured::by_all(connections, |number| {
        one(server, end, seed ^ number << 32, next)
    })
}

fn one(
    server: &str,
    end: Instant,
    seed: u64,
    next: &impl Fn(&mut ChaCha8Rng) -> Request,
) -> Result<Measured, Failure> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut client = Client::of(server);
    let mut measured = Measured::new()?;
    while Instant::now() < end {
        let request = next(&mut rng);
        let begun = Instant::now();
        let status = client.send(&request).unwrap_or(0);
        measured.count(status, begun.elapsed());
    }
    Ok(measured)
}
