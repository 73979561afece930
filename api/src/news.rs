//! Word that something happened, for whoever waits for it in this process.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::actor::OrganisationId;
use domain::audit::Position;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout_at};

/// How many may wait at a time; whoever finds no place gets the answer of now.
const PLACES: usize = 256;
/// How many of them one client may take.
const PLACES_OF_ONE: usize = 4;
/// Those who are told the same look one after the other, within so many milliseconds.
const APART: u64 = 200;

/// Tells those who wait that facts of their organisation were sealed. Waiting takes neither a thread
/// nor a connection of the database, and nobody is woken by what happens elsewhere.
#[derive(Debug, Default)]
pub struct News(Mutex<Held>);

#[derive(Debug, Default)]
struct Held {
    /// The last position of each organisation for which somebody waits, as far as it is known here.
    heads: HashMap<OrganisationId, watch::Sender<i64>>,
    /// How many places each client takes.
    clients: HashMap<String, usize>,
    taken: usize,
    /// Spreads those who are told the same.
    turn: u64,
}

/// Somebody who waits.
#[derive(Debug)]
pub struct Waiting<'a> {
    head: watch::Receiver<i64>,
    until: Instant,
    apart: Duration,
    _place: Place<'a>,
}

/// A place, free again when it is dropped.
#[derive(Debug)]
struct Place<'a> {
    news: &'a News,
    client: String,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut held = self.news.held();
        held.taken -= 1;
        if let Some(taken) = held.clients.get_mut(&self.client) {
            *taken -= 1;
            if *taken == 0 {
                held.clients.remove(&self.client);
            }
        }
    }
}

impl News {
    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The organisations for which somebody waits.
    pub fn awaited(&self) -> Vec<OrganisationId> {
        let mut held = self.held();
        held.heads.retain(|_, head| head.receiver_count() > 0);
        held.heads.keys().copied().collect()
    }

    /// Says how far the facts of an organisation are sealed.
    pub fn tell(&self, organisation: OrganisationId, position: i64) {
        if let Some(head) = self.held().heads.get(&organisation) {
            head.send_if_modified(|known| {
                let is_new = position > *known;
                *known = position.max(*known);
                is_new
            });
        }
    }

    /// Lets everybody go: the process ends.
    pub fn end(&self) {
        for head in self.held().heads.values() {
            head.send_replace(i64::MAX);
        }
    }

    /// A place for a client that waits so long at the most, if there is one. What is told from now
    /// on is not missed.
    pub fn wait_for(
        &self,
        organisation: OrganisationId,
        client: String,
        patience: Duration,
    ) -> Option<Waiting<'_>> {
        let mut held = self.held();
        let taken = held.clients.get(&client).copied().unwrap_or_default();
        if patience.is_zero() || held.taken >= PLACES || taken >= PLACES_OF_ONE {
            return None;
        }
        held.taken += 1;
        held.turn += 1;
        let apart = Duration::from_millis(held.turn * 37 % APART);
        *held.clients.entry(client.clone()).or_default() += 1;
        let sender = held.heads.entry(organisation).or_default();
        let receiver = sender.subscribe();
        drop(held);
        Some(Waiting {
            head: receiver,
            until: Instant::now() + patience,
            apart,
            _place: Place { news: self, client },
        })
    }
}

impl Waiting<'_> {
    /// Whether the time is up.
    pub fn is_over(&self) -> bool {
        Instant::now() >= self.until
    }

    /// Waits until there is more than what was seen, or the time is up.
    pub async fn next(&mut self, seen: Position) {
        let more = self.head.wait_for(|head| *head > seen.number());
        let told = timeout_at(self.until, more).await;
        if let Ok(Ok(_)) = told {
            sleep_until(self.until.min(Instant::now() + self.apart)).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn organisation(number: u128) -> OrganisationId {
        domain::kernel::Id::new(uuid::Uuid::from_u128(number))
    }

    fn wait<'a>(news: &'a News, client: &str) -> Option<Waiting<'a>> {
        let patience = Duration::from_mins(1);
        news.wait_for(organisation(1), client.to_owned(), patience)
    }

    fn seen(number: i64) -> Position {
        Position::try_from(number).unwrap()
    }

    #[actix_web::test]
    async fn word_that_comes_between_looking_and_waiting_is_not_missed() {
        let news = News::default();
        let mut waiting = wait(&news, "a").unwrap();
        news.tell(organisation(1), 8);
        waiting.next(seen(7)).await;
        assert!(!waiting.is_over());
    }

    #[actix_web::test]
    async fn what_happens_elsewhere_or_was_seen_wakes_nobody() {
        let news = News::default();
        let mut waiting = wait(&news, "a").unwrap();
        assert_eq!(news.awaited(), [organisation(1)]);
        news.tell(organisation(2), 9);
        news.tell(organisation(1), 7);
        let woken = tokio::time::timeout(Duration::from_millis(50), waiting.next(seen(7)));
        assert!(woken.await.is_err());
        news.end();
        waiting.next(seen(7)).await;
        assert!(!waiting.is_over(), "the end of the process does");
        drop(waiting);
        assert!(news.awaited().is_empty());
    }

    #[actix_web::test]
    async fn no_client_takes_the_places_of_others_and_whoever_finds_none_does_not_wait() {
        let news = News::default();
        let mut all: Vec<_> = (0..PLACES_OF_ONE)
            .map(|_| wait(&news, "a").unwrap())
            .collect();
        assert!(wait(&news, "a").is_none());
        all.extend((PLACES_OF_ONE..PLACES).map(|n| wait(&news, &n.to_string()).unwrap()));
        assert!(wait(&news, "b").is_none());
        drop(all);
        assert!(wait(&news, "a").is_some());
        let at_once = news.wait_for(organisation(1), "a".to_owned(), Duration::ZERO);
        assert!(at_once.is_none());
    }
}
