//! The network between the server and PostgreSQL fails.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

use super::{Registration, Timed, comes_later, desk, generous, millis, percentile, timed};
use crate::support::database::server;
use crate::support::effort::{effort, figure, left_out};
use crate::support::process::Process;
use crate::support::proxy::{Cut, Proxy, Weather};
use crate::support::seed::PASSWORD;
use crate::support::{Database, within};

/// How many people work at once, some 50 requests a second together.
const PEOPLE: usize = 8;
/// How many connections the server has for writes, and as many for reads.
const CONNECTIONS: usize = 4;
/// How soon the server tells that its database is gone.
const TOLD: Duration = Duration::from_secs(2);
/// How long nearly everybody waits at the most while it is gone.
const BEARABLE: Duration = Duration::from_secs(3);
/// How soon all is well after the end.
const WELL: u64 = 5_000;

/// A server, and the network to its database.
struct Scene {
    database: Database,
    proxy: Proxy,
    process: Process,
    numbers: AtomicUsize,
    /// What nobody knows the outcome of.
    uncertain: Mutex<Vec<Registration>>,
}

impl Scene {
    /// Nothing on SQLite, which is in the process itself.
    fn begin() -> Option<Self> {
        let Some(url) = server() else {
            left_out("an embedded database has no line that could break");
            return None;
        };
        let at = url.rsplit_once('@').unwrap().1;
        let port = at.split(['/', '?']).next().unwrap().rsplit_once(':');
        let proxy = Proxy::to(port.map_or(5_432, |(_, port)| port.parse().unwrap()));
        let database = Database::seeded();
        let mut command = generous(&database);
        command.env("PERCORSO_DATABASE", database.at_port(proxy.port));
        let scene = Self {
            process: Process::start(command),
            proxy,
            database,
            numbers: AtomicUsize::new(0),
            uncertain: Mutex::default(),
        };
        scene.register(0).answer.ok(201);
        Some(scene)
    }

    /// Registers somebody new; what is not acknowledged is remembered.
    fn register(&self, who: u8) -> Timed {
        let post = Registration::numbered(self.numbers.fetch_add(1, Ordering::Relaxed));
        let client = self.process.member(desk(who));
        let said = timed(|| post.send(&client).unwrap());
        if said.answer.status != 201 {
            self.uncertain.lock().unwrap().push(post);
        }
        said
    }

    /// What one of many does again and again: mostly she reads.
    fn work(&self, who: usize) -> Timed {
        let number = u8::try_from(who).unwrap();
        if who.is_multiple_of(3) {
            return self.register(number);
        }
        let client = self.process.member(desk(number));
        timed(|| client.get("/offices"))
    }

    /// What all hear who work until the time is up and `end` is done.
    fn hear(&self, long: Duration, end: impl FnOnce()) -> Vec<Timed> {
        let over = AtomicBool::new(false);
        scope(|scope| {
            let people: Vec<_> = (0..PEOPLE)
                .map(|who| {
                    let over = &over;
                    scope.spawn(move || {
                        let mut heard = Vec::new();
                        while !over.load(Ordering::Relaxed) {
                            heard.push(self.work(who));
                            sleep(Duration::from_millis(120));
                        }
                        heard
                    })
                })
                .collect();
            self.is_honest(long);
            end();
            over.store(true, Ordering::Relaxed);
            people.into_iter().flat_map(|p| p.join().unwrap()).collect()
        })
    }

    /// Alive, not ready, and serving what needs no database, all the time.
    fn is_honest(&self, long: Duration) {
        let begun = Instant::now();
        while begun.elapsed() < long {
            let ready = timed(|| self.process.operator("/health/ready"));
            assert_eq!(ready.answer.status, 503, "{}", ready.answer.text());
            assert!(ready.took < BEARABLE, "{:?}", ready.took);
            assert_eq!(self.process.operator("/health/live").status, 200);
            self.process.stranger().get("/vocabularies").ok(200);
            sleep(Duration::from_millis(200));
        }
    }

    /// How soon all was well, in the same process, and that whoever asks again finds one effect.
    fn recovers(&self) -> Duration {
        let begun = Instant::now();
        let well = || {
            self.process.operator("/health/ready").status == 200
                && (0..CONNECTIONS).all(|_| self.register(0).answer.status == 201)
        };
        assert!(within(WELL, well), "still not well after {WELL} ms");
        let took = begun.elapsed();
        self.nothing_is_lost_or_double();
        took
    }

    fn nothing_is_lost_or_double(&self) {
        let client = self.process.member(desk(0));
        for post in std::mem::take(&mut *self.uncertain.lock().unwrap()) {
            assert!(post.effects(&self.database) <= 1);
            let again = || post.send(&client).is_ok_and(|answer| answer.status == 201);
            assert!(within(10_000, again), "{post:?}");
            assert_eq!(post.effects(&self.database), 1);
        }
        let sent = i64::try_from(self.numbers.load(Ordering::Relaxed)).unwrap();
        assert_eq!(self.database.count("individuals"), sent);
        assert_eq!(
            self.database.count("idempotency_keys WHERE status = 201"),
            sent
        );
    }
}

#[test]
fn a_database_that_is_gone_is_told_at_once_and_found_again() {
    let Some(scene) = Scene::begin() else { return };
    scene.proxy.turn(Weather::Broken);
    let first = timed(|| scene.process.member(desk(0)).get("/offices"));
    comes_later(&first.answer);
    assert!(first.took <= TOLD, "{:?}", first.took);
    assert!(within(2_000, || scene
        .process
        .operator("/health/ready")
        .status
        == 503));
    let heard = scene.hear(
        effort(Duration::from_secs(2), Duration::from_mins(1)),
        || {},
    );
    for said in &heard {
        comes_later(&said.answer);
    }
    let slow = percentile(heard.iter().map(|said| said.took), 0.99);
    assert!(slow <= BEARABLE, "{slow:?}");
    scene.proxy.turn(Weather::Fair);
    let took = scene.recovers();
    figure("R-6", "broken: told after", millis(first.took));
    figure("R-6", "broken: requests, all refused", heard.len());
    figure("R-6", "broken: p99 of a refusal", millis(slow));
    figure("R-6", "broken: well again after", millis(took));
}

/// Nobody answers any more and nobody says so: whoever holds a connection waits, at most so many as
/// there are connections, and everybody else is told.
fn nobody_answers(weather: Weather, called: &str) {
    let Some(scene) = Scene::begin() else { return };
    scene.proxy.turn(weather);
    let heard = scene.hear(
        effort(Duration::from_secs(3), Duration::from_mins(1)),
        || {
            // What hangs ends with the network, as it would at the latest by what the kernel minds.
            scene.proxy.turn(Weather::Broken);
            scene.proxy.turn(Weather::Fair);
        },
    );
    for said in heard.iter().filter(|said| said.answer.status >= 300) {
        comes_later(&said.answer);
    }
    let slow: Vec<_> = heard.iter().filter(|said| said.took > BEARABLE).collect();
    // Reads and writes have connections of their own; each is waited for once.
    assert!(slow.len() <= 2 * CONNECTIONS, "{} waited", slow.len());
    let longest = heard.iter().map(|said| said.took).max().unwrap();
    assert!(longest < Duration::from_secs(25), "{longest:?}");
    let most = percentile(heard.iter().map(|said| said.took), 0.99);
    assert!(most <= effort(longest, BEARABLE), "{most:?}");
    let took = scene.recovers();
    figure("R-6", &format!("{called}: requests"), heard.len());
    figure("R-6", &format!("{called}: p99 of an answer"), millis(most));
    figure("R-6", &format!("{called}: longest wait"), millis(longest));
    figure("R-6", &format!("{called}: well again after"), millis(took));
}

#[test]
fn a_database_that_falls_silent_holds_up_nobody_for_long() {
    nobody_answers(Weather::Hole, "silent");
}

#[test]
fn a_database_that_answers_a_byte_in_a_second_holds_up_nobody_for_long() {
    nobody_answers(Weather::Drip, "a byte a second");
}

#[test]
fn a_slow_network_makes_answers_late_and_not_wrong() {
    let Some(scene) = Scene::begin() else { return };
    scene.proxy.turn(Weather::Late);
    let begun = Instant::now();
    let (mut done, mut took) = (0, Vec::new());
    while begun.elapsed() < effort(Duration::from_secs(3), Duration::from_mins(1)) {
        let said = scene.work(took.len());
        match said.answer.status {
            200 | 201 => done += 1,
            _ => comes_later(&said.answer),
        }
        took.push(said.took);
    }
    assert!(done > 0, "nobody was served");
    scene.proxy.turn(Weather::Fair);
    scene.recovers();
    figure("R-6", "200 ms latency: served", done);
    let half = percentile(took, 0.5);
    figure("R-6", "200 ms latency: median", millis(half));
}

#[test]
fn a_session_goes_on_though_nobody_knew_what_came_of_its_refresh() {
    let Some(scene) = Scene::begin() else { return };
    for cut in [Cut::Before, Cut::After] {
        let stranger = scene.process.stranger();
        let tokens = stranger.sign_in(&desk(0).email(), PASSWORD).ok(200);
        let token = tokens["refresh_token"].clone();
        // A connection of its own prepares the statement anew, and so it passes in clear.
        scene.proxy.turn(Weather::Broken);
        scene.proxy.turn(Weather::Fair);
        let well = || scene.process.operator("/health/ready").status == 200;
        assert!(within(WELL, well));
        scene.proxy.cut("\"refresh_tokens\" SET", cut);
        let told = stranger.refresh(token.clone());
        comes_later(&told);
        // Longer than an ordinary retry may take.
        sleep(Duration::from_millis(2_500));
        let mut next = None;
        let goes_on = || {
            let again = stranger.refresh(token.clone());
            next = (again.status == 200).then(|| again.ok(200));
            assert_ne!(again.status, 401, "{cut:?}");
            next.is_some()
        };
        assert!(within(10_000, goes_on), "{cut:?}");
        let next = next.unwrap();
        stranger.holding(&next).get("/me").ok(200);
        stranger.refresh(next["refresh_token"].clone()).ok(200);
    }
}

#[test]
fn a_commit_of_which_nobody_knows_is_told_so_and_found_under_its_key() {
    let Some(scene) = Scene::begin() else { return };
    let client = scene.process.member(desk(0));
    let rounds: usize = effort(3, 50);
    for cut in [Cut::Before, Cut::After] {
        for _ in 0..rounds {
            let number = scene.numbers.fetch_add(1, Ordering::Relaxed);
            let post = Registration::numbered(number);
            scene.proxy.cut(post.family(), cut);
            let told = post.send(&client).unwrap();
            told.refused(503, "unavailable");
            comes_later(&told);
            let mut replayed = false;
            let settled = within(10_000, || {
                post.send(&client).is_ok_and(|again| {
                    replayed = again.header("idempotency-replayed") == "true";
                    again.status == 201
                })
            });
            assert!(settled, "{cut:?}");
            assert_eq!(replayed, cut == Cut::After, "{cut:?}");
            assert_eq!(post.effects(&scene.database), 1);
        }
    }
    scene.nothing_is_lost_or_double();
    figure("R-6", "commits cut off: one effect each", 2 * rounds);
}
