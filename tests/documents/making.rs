//! Who makes a document, and its number.

use super::*;
use crate::agreements::signed;
use crate::hand_overs::{case, counsellor, id};
use std::collections::BTreeSet;
use std::thread::scope;

/// The documents of this organisation with which a process would begin now.
fn begin(app: &TestApp, document: &str) -> bool {
    let organisation = crate::support::Place::Home.organisation();
    let caller = persistence::Caller::system(organisation, "documents");
    let document = id(document).parse::<uuid::Uuid>().unwrap();
    let begun = app.store.write(caller, move |tx| {
        persistence::documents::begin(tx, domain::kernel::Id::new(document))
    });
    begun.unwrap().is_some()
}

#[test]
fn what_a_process_left_another_one_makes_a_minute_later() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let agreement = signed(&me, &case(&app, 1));
    let document = ordered(&me, &format!("{agreement}/documents"), &json!({}));
    assert!(begin(&app, &document));
    assert!(!begin(&app, &document));
    work(&app);
    assert_eq!(me.get(&document).ok(200)["status"], "ordered");
    app.clock.advance(chrono::TimeDelta::seconds(60));
    work(&app);
    file(&me, &document);
    assert!(!begin(&app, &document));
}

#[test]
fn what_brings_three_processes_down_is_given_up() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let agreement = signed(&me, &case(&app, 1));
    let document = ordered(&me, &format!("{agreement}/documents"), &json!({}));
    for _ in 0..3 {
        assert!(begin(&app, &document));
        app.clock.advance(chrono::TimeDelta::seconds(60));
    }
    work(&app);
    assert_eq!(me.get(&document).ok(200)["status"], "failed");
    me.get(&format!("{document}/file"))
        .refused(409, "wrong_status");
    let facts = "events WHERE kind = 'document_failed'";
    assert_eq!(app.database.count(facts), 1);
    assert_eq!(app.database.count("document_files"), 0);
}

#[test]
fn numbers_have_no_gap_whoever_orders_at_once_and_begin_anew_each_year() {
    let app = TestApp::start();
    let second = app.beside(|_| {});
    let me = app.member(counsellor(0));
    let below = [1, 2].map(|number| {
        let agreement = signed(&me, &case(&app, number));
        format!("{agreement}/documents")
    });
    let clients = [me, second.member(counsellor(0))];
    scope(|scope| {
        for (client, below) in clients.iter().zip(&below) {
            scope.spawn(move || {
                for _ in 0..10 {
                    client.post(below, &json!({})).ok(202);
                }
            });
        }
    });
    let numbers = |below: &String| {
        let page = clients[0].get(&format!("{below}?limit=100")).ok(200);
        let items = page["items"].as_array().unwrap().clone();
        let items = items.into_iter();
        items.map(|item| item["number"].as_str().unwrap().to_owned())
    };
    let all: BTreeSet<String> = below.iter().flat_map(numbers).collect();
    let expected: BTreeSet<String> = (1..=20).map(|number| format!("{number}/2026")).collect();
    assert_eq!(all, expected);
    let year: chrono::DateTime<chrono::Utc> = "2026-12-31T23:30:00Z".parse().unwrap();
    app.clock.advance(year - app.clock.now());
    let me = app.member(counsellor(0));
    let ordered = me.post(&below[0], &json!({})).ok(202);
    assert_eq!(ordered["number"], "1/2027");
}

#[test]
fn the_worker_makes_what_was_ordered_and_the_same_data_give_the_same_bytes() {
    let app = TestApp::with(|options| options.worker = true);
    let me = app.member(counsellor(0));
    let agreement = signed(&me, &case(&app, 1));
    let document = ordered(&me, &format!("{agreement}/documents"), &json!({}));
    let in_time = crate::support::within(60_000, || me.get(&document).ok(200)["status"] == "made");
    assert!(in_time);
    let kept = file(&me, &document);
    let number: uuid::Uuid = id(&document).parse().unwrap();
    let data = data_of(&app);
    let kind = domain::documents::DocumentKind::OrientationAgreement;
    let again = api::documents::typesetter::typeset(kind, domain::kernel::Id::new(number), &data);
    assert!(again.unwrap().bytes == kept.body);
}

/// What the one document is made from, as it is kept.
fn data_of(app: &TestApp) -> String {
    use diesel::prelude::*;
    #[derive(QueryableByName)]
    struct Data {
        #[diesel(sql_type = diesel::sql_types::Text)]
        data: String,
    }
    let all = diesel::sql_query("SELECT data FROM documents");
    let data: Data = all.get_result(&mut app.database.connection()).unwrap();
    data.data
}
