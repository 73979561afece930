//! The server is told to stop while it has much to do.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

use super::{Effects, Registration, comes_later, desk, generous, millis};
use crate::durability::{the_chain_verifies, wait_for_the_server};
use crate::support::effort::{effort, figure};
use crate::support::process::Process;
use crate::support::{Client, Database, within};

/// How many requests are in flight.
const CLIENTS: usize = 200;

/// What one client knows at the end.
#[derive(Debug, Default)]
struct Known {
    acknowledged: Vec<Registration>,
    refused: Vec<Registration>,
    unanswered: Option<Registration>,
}

/// Registers people until the server is gone.
fn work(client: &Client, numbers: &AtomicUsize, busy: &AtomicUsize) -> Known {
    let mut known = Known::default();
    loop {
        let post = Registration::numbered(numbers.fetch_add(1, Ordering::Relaxed));
        busy.fetch_add(1, Ordering::Relaxed);
        match post.send(client) {
            Ok(answer) if answer.status == 201 => known.acknowledged.push(post),
            Ok(answer) => {
                comes_later(&answer);
                known.refused.push(post);
                sleep(Duration::from_millis(50));
            }
            Err(_) => {
                known.unanswered = Some(post);
                return known;
            }
        }
    }
}

/// Stops a server in the middle of its work; gives what everybody knows and how long it took.
fn round(database: &Database, numbers: &AtomicUsize) -> (Vec<Known>, Duration) {
    let mut command = generous(database);
    command.env("PERCORSO_DRAIN_SECONDS", "3");
    let mut process = Process::start(command);
    let clients: Vec<Client> = (0..CLIENTS)
        .map(|number| process.member(desk(u8::try_from(number % 3).unwrap())))
        .collect();
    let (busy, watched) = (AtomicUsize::new(0), AtomicBool::new(false));
    scope(|scope| {
        let working: Vec<_> = clients
            .iter()
            .map(|client| scope.spawn(|| work(client, numbers, &busy)))
            .collect();
        assert!(within(10_000, || busy.load(Ordering::Relaxed) > CLIENTS));
        process.signal("TERM");
        let begun = Instant::now();
        // It says that it leaves before it does.
        let leaving = || process.operator("/health/ready").status == 503;
        watched.store(within(2_900, leaving), Ordering::Relaxed);
        let known = working.into_iter().map(|w| w.join().unwrap()).collect();
        let status = process.ended(25_000);
        assert!(status.success(), "{status}");
        assert!(watched.load(Ordering::Relaxed), "it left without a word");
        (known, begun.elapsed())
    })
}

#[test]
fn a_stop_in_the_midst_of_two_hundred_requests_loses_nothing_acknowledged() {
    let database = Database::seeded();
    let numbers = AtomicUsize::new(0);
    let rounds = effort(2, 50);
    let (mut acknowledged, mut unanswered, mut longest) = (0, 0, Duration::ZERO);
    for _ in 0..rounds {
        let (known, took) = round(&database, &numbers);
        wait_for_the_server(&database);
        longest = longest.max(took);
        let effects = Effects::of(&database);
        for client in &known {
            for post in &client.acknowledged {
                assert_eq!(effects.times(post), 1, "acknowledged and lost");
            }
            for post in client.refused.iter().chain(&client.unanswered) {
                assert!(effects.times(post) <= 1);
            }
            acknowledged += client.acknowledged.len();
            let done = client.unanswered.iter().map(|post| effects.times(post));
            unanswered += done.sum::<usize>();
        }
    }
    assert!(acknowledged > CLIENTS, "{acknowledged}");
    // What ran when it stopped to listen was answered: nobody has an effect and no answer.
    assert_eq!(unanswered, 0, "done, and not answered");
    the_chain_verifies(&database);
    figure("R-9", "stops under 200 requests in flight", rounds);
    figure("R-9", "acknowledged writes, all there", acknowledged);
    figure("R-9", "done and not answered", unanswered);
    figure("R-9", "longest stop", millis(longest));
}
