//! Eight hours of an office of forty counsellors, in two minutes: what comes when it comes.

use std::time::Duration;

use rand::seq::SliceRandom;
use rand::{Rng as _, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::named;
use crate::load::Arrival;
use crate::world::World;

/// How many work.
const COUNSELLORS: usize = 40;
/// What one of them does in a day, the desk beside included: some twelve people are talked to.
const DAY: [(&str, usize); 9] = [
    ("login", 2),
    ("worklist-1", 16),
    ("worklist-50", 1),
    ("caseload-1", 10),
    ("caseload-50", 1),
    ("search", 14),
    ("case-file", 30),
    ("note", 12),
    ("registration", 3),
];

/// The day, in this span: half of it in the first quarter, when the doors open.
pub(crate) fn arrivals(world: &World, span: Duration, seed: u64) -> Vec<Arrival> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut jobs: Vec<_> = DAY
        .iter()
        .flat_map(|(name, times)| std::iter::repeat_n(named(name), times * COUNSELLORS))
        .flatten()
        .collect();
    jobs.shuffle(&mut rng);
    let mut arrivals: Vec<Arrival> = jobs
        .into_iter()
        .map(|job| {
            let part = if rng.random_ratio(1, 2) {
                rng.random_range(0.0..0.25)
            } else {
                rng.random_range(0.25..1.0)
            };
            Arrival {
                at: span.mul_f64(part),
                request: (job.request)(world, &mut rng),
            }
        })
        .collect();
    arrivals.sort_by_key(|arrival| arrival.at);
    arrivals
}
