//! The bounded queue in front of the database.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::problem::{Problem, ProblemCode};

/// How long a request waits for its turn. With what a connection may take afterwards nobody waits
/// longer than a second.
const PATIENCE: Duration = Duration::from_millis(500);
/// How many may wait; more are turned away at once.
const WAITING: usize = 512;

/// Lets as many requests at a time to a pool as the pool has connections. The others wait here,
/// where waiting costs no thread, and not for long.
#[derive(Debug)]
pub struct Gate {
    turns: Arc<Semaphore>,
    waiting: AtomicUsize,
    patience: Duration,
}

impl Gate {
    /// A gate in front of a pool of `connections`.
    pub fn new(connections: u32) -> Self {
        Self::patient(connections, PATIENCE)
    }

    /// A gate that lets so many through at a time, at which one waits so long.
    pub fn patient(turns: u32, patience: Duration) -> Self {
        let turns = Arc::new(Semaphore::new(usize::try_from(turns).unwrap_or(1)));
        Self {
            turns,
            waiting: AtomicUsize::new(0),
            patience,
        }
    }

    /// A turn, held until it is dropped: by the thread that works, because it may work on when
    /// nobody waits for it any more.
    pub async fn enter(&self) -> Result<OwnedSemaphorePermit, Problem> {
        if let Ok(turn) = Arc::clone(&self.turns).try_acquire_owned() {
            return Ok(turn);
        }
        let overloaded = || Problem::of(ProblemCode::Overloaded);
        let _place = Place::take(&self.waiting).ok_or_else(overloaded)?;
        let turn = Arc::clone(&self.turns).acquire_owned();
        let turn = tokio::time::timeout(self.patience, turn).await;
        turn.map_err(|_| overloaded())?.map_err(|_| overloaded())
    }
}

/// The place of one who waits. Given back by whoever leaves it, also by a client that hung up: then
/// nobody goes on with what waited.
struct Place<'g>(&'g AtomicUsize);

impl<'g> Place<'g> {
    /// One more place, if there is one.
    fn take(waiting: &'g AtomicUsize) -> Option<Self> {
        let place = Self(waiting);
        (waiting.fetch_add(1, Ordering::AcqRel) < WAITING).then_some(place)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn who_finds_no_turn_in_time_is_turned_away_and_a_free_turn_is_taken() {
        let gate = Gate::new(1);
        let first = gate.enter().await.unwrap();
        assert_eq!(
            gate.enter().await.unwrap_err().code,
            ProblemCode::Overloaded
        );
        drop(first);
        assert!(gate.enter().await.is_ok());
    }

    #[actix_web::test]
    async fn whoever_hangs_up_while_waiting_gives_the_place_back() {
        let gate = Gate::patient(1, Duration::from_mins(1));
        let first = gate.enter().await.unwrap();
        for _ in 0..=WAITING {
            let heard = tokio::time::timeout(Duration::ZERO, gate.enter()).await;
            assert!(heard.is_err(), "turned away before anybody waits");
        }
        let (second, ()) = tokio::join!(gate.enter(), async { drop(first) });
        assert!(second.is_ok());
        assert_eq!(gate.waiting.load(Ordering::Acquire), 0);
    }

    #[actix_web::test]
    async fn of_too_many_who_wait_the_last_is_turned_away_at_once() {
        let gate = Gate::patient(1, Duration::from_mins(1));
        let _first = gate.enter().await.unwrap();
        let places: Vec<_> = (0..WAITING).map(|_| Place::take(&gate.waiting)).collect();
        assert!(places.iter().all(Option::is_some));
        let heard = tokio::time::timeout(Duration::from_secs(1), gate.enter()).await;
        assert_eq!(heard.unwrap().unwrap_err().code, ProblemCode::Overloaded);
        drop(places);
        assert_eq!(gate.waiting.load(Ordering::Acquire), 0);
    }
}
