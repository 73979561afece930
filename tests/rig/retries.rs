//! Whoever asks again is told the same.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::scope;

use super::{Registration, desk};
use crate::support::TestApp;
use crate::support::effort::{effort, figure};

/// How many ask again at once.
const CLIENTS: usize = 8;

#[test]
fn of_many_retries_none_has_an_effect() {
    let app = TestApp::start();
    let second = app.beside(|_| {});
    let (people, again) = effort((10, 24), (100, 100));
    let replayed = AtomicUsize::new(0);
    for number in 0..people {
        let post = Registration::numbered(number);
        let client = app.member(desk(0));
        let first = post.send(&client).unwrap();
        first.ok(201);
        scope(|scope| {
            for turn in 0..CLIENTS {
                let server = if turn % 2 == 0 { &app } else { &second };
                let (post, first, replayed) = (&post, &first, &replayed);
                let client = server.member(desk(0));
                scope.spawn(move || {
                    for _ in (turn..again).step_by(CLIENTS) {
                        let told = post.send(&client).unwrap();
                        if [409, 503].contains(&told.status) {
                            assert_ne!(told.header("retry-after"), "");
                            continue;
                        }
                        assert_eq!((told.status, &told.body), (201, &first.body));
                        assert_eq!(told.header("idempotency-replayed"), "true");
                        replayed.fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
        });
    }
    let replayed = replayed.into_inner();
    assert!(replayed > people * again * 9 / 10, "{replayed}");
    let all = i64::try_from(people).unwrap();
    for once in [
        "individuals",
        "events WHERE kind = 'individual_registered'",
        "idempotency_keys",
    ] {
        assert_eq!(app.database.count(once), all, "{once}");
    }
    figure("R-2", "retries", people * again);
    figure("R-2", "retries that were told the first answer", replayed);
    figure("R-2", "effects of retries", 0);
}
