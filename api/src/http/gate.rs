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
        if self.waiting.fetch_add(1, Ordering::AcqRel) >= WAITING {
            self.waiting.fetch_sub(1, Ordering::AcqRel);
            return Err(overloaded());
        }
        let turn = Arc::clone(&self.turns).acquire_owned();
        let turn = tokio::time::timeout(self.patience, turn).await;
        self.waiting.fetch_sub(1, Ordering::AcqRel);
        turn.map_err(|_| overloaded())?.map_err(|_| overloaded())
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
}
