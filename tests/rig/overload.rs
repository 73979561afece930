//! More is asked than can be done.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

use domain::actor::Role;

use super::{Effects, Registration, Timed, comes_later, desk, generous, millis, percentile, timed};
use crate::support::effort::{effort, figure};
use crate::support::memory::peak;
use crate::support::process::{Process, percorso};
use crate::support::{Client, Database, Member, Place};

/// How many work at once when the server is as busy as it can be.
const BUSY: usize = 24;
/// How many connections the open loop has at the most; one address may hold 256.
const OPEN: usize = 200;
/// What the process may hold, in MiB.
const MEMORY: u64 = 512;

fn long() -> Duration {
    effort(Duration::from_secs(1), Duration::from_mins(5))
}

/// What was heard of a request with this number.
#[derive(Debug)]
struct Heard {
    number: usize,
    said: Timed,
}

/// Mostly reads, now and then a write, which registers somebody.
fn writes(number: usize) -> bool {
    number.is_multiple_of(5)
}

fn ask(client: &Client, number: usize) -> Heard {
    let said = if writes(number) {
        let post = Registration::numbered(number);
        timed(|| post.send(client).unwrap())
    } else {
        timed(|| client.get("/offices"))
    };
    Heard { number, said }
}

/// What was heard, and in how much time.
#[derive(Debug)]
struct Load {
    heard: Vec<Heard>,
    took: Duration,
}

impl Load {
    fn answers(&self) -> impl Iterator<Item = &Timed> {
        self.heard.iter().map(|heard| &heard.said)
    }

    fn served(&self) -> impl Iterator<Item = &Timed> {
        self.answers().filter(|said| said.answer.status < 300)
    }

    /// Served in a second.
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    fn rate(&self) -> f64 {
        self.served().count() as f64 / self.took.as_secs_f64()
    }

    /// Everybody was served or told when to come back; gives how soon they were told.
    fn refusals(&self) -> Vec<Duration> {
        let refused = self.answers().filter(|said| said.answer.status >= 300);
        refused
            .map(|said| {
                comes_later(&said.answer);
                said.took
            })
            .collect()
    }

    /// Who was served is registered, and who was turned away left nothing behind; gives of how many
    /// that was seen. Of others nobody knows.
    fn came_to(&self, database: &Database) -> usize {
        let effects = Effects::of(database);
        let mut seen = 0;
        for Heard { number, said } in &self.heard {
            let times = match said.answer.status {
                _ if !writes(*number) => continue,
                201 => 1,
                503 if said.answer.kind() == "unavailable" => continue,
                _ => 0,
            };
            let post = Registration::numbered(*number);
            assert_eq!(effects.times(&post), times, "{post:?}: {:?}", said.answer);
            seen += 1;
        }
        seen
    }
}

/// Each of them asks again as soon as she has an answer.
fn closed(clients: &[Client], numbers: &AtomicUsize, long: Duration) -> Load {
    let begun = Instant::now();
    let heard = scope(|scope| {
        let all: Vec<_> = clients
            .iter()
            .map(|client| {
                scope.spawn(|| {
                    let mut heard = Vec::new();
                    while begun.elapsed() < long {
                        heard.push(ask(client, numbers.fetch_add(1, Ordering::Relaxed)));
                    }
                    heard
                })
            })
            .collect();
        all.into_iter()
            .flat_map(|one| one.join().unwrap())
            .collect()
    });
    let took = begun.elapsed();
    Load { heard, took }
}

/// So many requests come in a second, whether or not those before were answered. Who would still be
/// waiting for a turn when the time is up does not come any more: a load lasts as long as it is meant
/// to, and no token runs out in it.
fn open(process: &Process, numbers: &AtomicUsize, rate: f64, long: Duration) -> Load {
    let begun = Instant::now();
    let arrived = AtomicUsize::new(0);
    let heard = scope(|scope| {
        let all: Vec<_> = (0..OPEN)
            .map(|number| {
                let client = process.member(desk(u8::try_from(number % 3).unwrap()));
                let arrived = &arrived;
                scope.spawn(move || {
                    let mut heard = Vec::new();
                    loop {
                        let turn = arrived.fetch_add(1, Ordering::Relaxed);
                        #[expect(clippy::cast_precision_loss, reason = "a moment")]
                        let due = Duration::from_secs_f64(turn as f64 / rate);
                        if due > long || begun.elapsed() > long {
                            return heard;
                        }
                        sleep(due.saturating_sub(begun.elapsed()));
                        heard.push(ask(&client, numbers.fetch_add(1, Ordering::Relaxed)));
                    }
                })
            })
            .collect();
        all.into_iter()
            .flat_map(|one| one.join().unwrap())
            .collect()
    });
    let took = begun.elapsed();
    Load { heard, took }
}

/// Asks for the health until told to stop; gives how long each answer took.
fn watch(process: &Process, over: &AtomicBool) -> Vec<Duration> {
    let mut took = Vec::new();
    while !over.load(Ordering::Relaxed) {
        let alive = timed(|| process.operator("/health/live"));
        assert_eq!(alive.answer.status, 200);
        took.push(alive.took);
        let ready = process.operator("/health/ready");
        if ready.status != 200 {
            comes_later(&ready);
        }
        sleep(Duration::from_millis(50));
    }
    took
}

/// Under this load; gives it with what health cost meanwhile.
fn watched(process: &Process, load: impl FnOnce() -> Load) -> (Load, Vec<Duration>) {
    let over = AtomicBool::new(false);
    scope(|scope| {
        let health = scope.spawn(|| watch(process, &over));
        let load = load();
        over.store(true, Ordering::Relaxed);
        (load, health.join().unwrap())
    })
}

#[test]
fn what_is_too_much_is_refused_and_the_rest_is_served() {
    let database = Database::seeded();
    let process = Process::start(generous(&database));
    let numbers = AtomicUsize::new(0);
    let clients: Vec<Client> = (0..BUSY)
        .map(|number| process.member(desk(u8::try_from(number % 3).unwrap())))
        .collect();
    let full = closed(&clients, &numbers, long());
    full.refusals();
    let top = full.rate();
    assert!(top > 1.0, "{top}");
    figure(
        "R-14",
        "closed loop: served in a second",
        format!("{top:.0}"),
    );
    let mut known = full.came_to(&database);
    for times in [1, 2, 4] {
        let rate = top * f64::from(times);
        let (load, health) = watched(&process, || open(&process, &numbers, rate, long()));
        let refused = load.refusals();
        assert!(
            load.served().count() > 0,
            "nobody was served at {times} times"
        );
        assert!(!health.is_empty(), "nobody looked after the health");
        let share = 100.0 * load.rate() / top;
        let what = |what: &str| format!("{times} times as much: {what}");
        figure(
            "R-14",
            &what("served, of the most"),
            format!("{share:.0} %"),
        );
        figure("R-14", &what("refused"), refused.len());
        if !refused.is_empty() {
            let half = percentile(refused, 0.5);
            figure("R-14", &what("median until refused"), millis(half));
        }
        figure(
            "R-14",
            &what("p99 of liveness"),
            millis(percentile(health, 0.99)),
        );
        known += load.came_to(&database);
    }
    assert!(known > 0, "nobody wrote");
    figure("R-14", "writes, done once or told and not done", known);
    let memory = peak(process.id()).unwrap();
    assert!(memory <= MEMORY, "{memory} MiB");
    figure("R-14", "memory, at the most", format!("{memory} MiB"));
}

#[test]
fn who_asks_without_end_is_stopped_and_others_go_on() {
    let database = Database::seeded();
    let mut command = percorso(&database, &["serve"]);
    // More than anybody needs, and less than one can ask who does not stop.
    command.env("PERCORSO_READS_A_MINUTE", "120");
    let process = Process::start(command);
    let quiet = process.member(desk(0));
    let restless = process.member(Member::new(Place::Home, Role::Counsellor, 0));
    let long = effort(Duration::from_secs(2), Duration::from_mins(1));
    // The quiet one works at a pace that the limit allows.
    let calm = |client: &Client| {
        let begun = Instant::now();
        let mut took = Vec::new();
        while begun.elapsed() < long {
            let said = timed(|| client.get("/offices"));
            said.answer.ok(200);
            took.push(said.took);
            sleep(Duration::from_millis(600));
        }
        percentile(took, 0.5)
    };
    let alone = calm(&quiet);
    let over = AtomicBool::new(false);
    let (beside, stopped) = scope(|scope| {
        let noise: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let (mut stopped, begun) = (0, Instant::now());
                    let patient = || begun.elapsed() < Duration::from_mins(1);
                    // Until the limit is reached, however slow the machine.
                    while !over.load(Ordering::Relaxed) || stopped == 0 && patient() {
                        let said = restless.get("/offices");
                        if said.status != 200 {
                            comes_later(&said);
                            stopped += 1;
                        }
                    }
                    stopped
                })
            })
            .collect();
        let beside = calm(&quiet);
        over.store(true, Ordering::Relaxed);
        let stopped: usize = noise.into_iter().map(|one| one.join().unwrap()).sum();
        (beside, stopped)
    });
    assert!(stopped > 0, "nobody was stopped");
    figure("R-14", "noisy client: requests stopped", stopped);
    figure(
        "R-14",
        "noisy client: median of another one alone",
        millis(alone),
    );
    figure(
        "R-14",
        "noisy client: median of another one beside",
        millis(beside),
    );
}
