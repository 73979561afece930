//! Whether the database serves: asked by many, found out by one at a time.

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::web;
use persistence::Error;
use tokio::sync::Mutex;

use crate::http::{Problem, ProblemCode};

/// How long the database may take to say that it is there.
const PATIENCE: Duration = Duration::from_secs(2);

/// What was found out last. However many ask at once, one connection is asked; of one that never
/// answers, one thread waits for the answer.
#[derive(Debug, Clone, Default)]
pub struct Readiness {
    last: Arc<Mutex<Option<Found>>>,
}

#[derive(Debug)]
struct Found {
    begun: Instant,
    outcome: Result<(), ProblemCode>,
}

impl Readiness {
    /// What `check` finds, soon enough for whoever balances between servers. An answer that somebody
    /// else began to look for after this was asked is as good as one of our own.
    pub async fn ask(
        &self,
        check: impl FnOnce() -> Result<(), Error> + Send + 'static,
    ) -> Result<(), Problem> {
        let came = Instant::now();
        let finding = async {
            let mut last = Arc::clone(&self.last).lock_owned().await;
            if let Some(found) = last.as_ref().filter(|found| found.begun >= came) {
                return found.outcome;
            }
            let look = move || {
                let begun = Instant::now();
                let outcome = check().map_err(|error| Problem::from(error).code);
                *last = Some(Found { begun, outcome });
                outcome
            };
            let looked = web::block(look).await;
            looked.unwrap_or(Err(ProblemCode::Overloaded))
        };
        tokio::time::timeout(PATIENCE, finding)
            .await
            .unwrap_or(Err(ProblemCode::Unavailable))
            .map_err(Problem::of)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[actix_web::test]
    async fn many_who_ask_at_once_share_an_answer_and_one_look_at_a_time() {
        let readiness = Readiness::default();
        let (looks, at_once) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let asked = (0..100).map(|_| {
            let (looks, at_once) = (Arc::clone(&looks), Arc::clone(&at_once));
            readiness.ask(move || {
                assert_eq!(at_once.fetch_add(1, Ordering::AcqRel), 0);
                looks.fetch_add(1, Ordering::AcqRel);
                std::thread::sleep(Duration::from_millis(50));
                at_once.fetch_sub(1, Ordering::AcqRel);
                Ok(())
            })
        });
        for told in futures_util::future::join_all(asked).await {
            told.unwrap();
        }
        assert!(looks.load(Ordering::Acquire) <= 2, "{looks:?}");
        // Whoever comes later looks anew.
        let later = readiness.ask(|| Err(Error::Unavailable)).await;
        assert_eq!(later.unwrap_err().code, ProblemCode::Unavailable);
    }

    #[actix_web::test]
    async fn of_a_database_that_is_silent_one_thread_waits_for_a_word() {
        let readiness = Readiness::default();
        let (speak, silence) = std::sync::mpsc::channel::<()>();
        let first = readiness.ask(move || {
            assert!(silence.recv().is_err());
            Ok(())
        });
        assert_eq!(first.await.unwrap_err().code, ProblemCode::Unavailable);
        let second = readiness.ask(|| panic!("a second thread"));
        assert_eq!(second.await.unwrap_err().code, ProblemCode::Unavailable);
        drop(speak);
        readiness.ask(|| Ok(())).await.unwrap();
    }
}
