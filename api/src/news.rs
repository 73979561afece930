//! Word that something happened, for whoever waits for it in this process.

use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit, watch};
use tokio::time::{Instant, sleep_until};

/// How many may wait at a time; whoever finds no place gets the answer of now.
const PLACES: usize = 256;
/// After how long whoever waits looks anyway: another process may have sealed what happened.
const LOOK: Duration = Duration::from_secs(2);

/// Tells those who wait that facts were sealed. Waiting takes neither a thread nor a connection of
/// the database.
#[derive(Debug)]
pub struct News {
    told: watch::Sender<()>,
    places: Semaphore,
}

/// Somebody who waits.
#[derive(Debug)]
pub struct Waiting<'a> {
    told: watch::Receiver<()>,
    until: Instant,
    _place: SemaphorePermit<'a>,
}

impl Default for News {
    fn default() -> Self {
        Self {
            told: watch::Sender::new(()),
            places: Semaphore::new(PLACES),
        }
    }
}

impl News {
    /// Says that facts were sealed.
    pub fn tell(&self) {
        self.told.send_replace(());
    }

    /// A place for somebody who waits so long at the most, if there is one. What is told from now
    /// on is not missed.
    pub fn wait_for(&self, patience: Duration) -> Option<Waiting<'_>> {
        let place = self.places.try_acquire().ok()?;
        Some(Waiting {
            told: self.told.subscribe(),
            until: Instant::now() + patience,
            _place: place,
        })
    }
}

impl Waiting<'_> {
    /// Whether the time is up.
    pub fn is_over(&self) -> bool {
        Instant::now() >= self.until
    }

    /// Waits until there is a reason to look.
    pub async fn next(&mut self) {
        let look = self.until.min(Instant::now() + LOOK);
        tokio::select! {
            told = self.told.changed() => {
                // Nobody tells anything any more: the process ends.
                if told.is_err() {
                    sleep_until(look).await;
                }
            }
            () = sleep_until(look) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn word_that_comes_between_looking_and_waiting_is_not_missed() {
        let news = News::default();
        let mut waiting = news.wait_for(Duration::from_mins(1)).unwrap();
        news.tell();
        waiting.next().await;
        assert!(!waiting.is_over());
    }

    #[actix_web::test]
    async fn whoever_finds_no_place_does_not_wait() {
        let news = News::default();
        let all: Vec<_> = (0..PLACES)
            .map(|_| news.wait_for(Duration::from_mins(1)).unwrap())
            .collect();
        assert!(news.wait_for(Duration::from_mins(1)).is_none());
        drop(all);
        assert!(news.wait_for(Duration::from_mins(1)).is_some());
    }
}
