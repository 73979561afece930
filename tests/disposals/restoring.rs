//! An older copy of the data brings nobody back whose term was over, and its list tells the truth.

use std::sync::Arc;

use super::*;
use crate::durability::the_chain_verifies;
use crate::erasures::{carry_out, copy, ledger, restore};
use crate::support::effort::left_out;
use crate::support::process::run;

/// What a list says of itself: where it stands, how many are erased and kept, whether it has ended.
fn figures(by: &Client, list: &str) -> (Value, Value, Value, bool) {
    let list = by.get(list).ok(200);
    let ended = list["ended_at"].is_string();
    (
        list["status"].clone(),
        list["erased"].clone(),
        list["fell_out"].clone(),
        ended,
    )
}

fn done(erased: i64, fell_out: i64) -> (Value, Value, Value, bool) {
    (json!("done"), json!(erased), json!(fell_out), true)
}

#[test]
fn whom_a_restore_brings_back_is_erased_again_and_the_list_comes_to_its_end_again() {
    let app = TestApp::start();
    if app.store.writes_block() {
        return left_out("a copy of a PostgreSQL database is made by its own tools");
    }
    let (first, second) = (app.member(coordinator(0)), app.member(coordinator(1)));
    let [gone, held] = [1, 2].map(|number| long_gone(&first, number));
    let list = proposed(&first);
    first
        .post(&format!("{held}/holds"), &json!({ "reason": "litigation" }))
        .ok(201);
    approve(&second, &list).ok(200);
    let copy = copy(&app.database);
    carry_out(&app);
    assert_eq!(figures(&first, &list), done(1, 1));
    let database = Arc::clone(&app.database);
    drop((first, second, app));
    restore(&database, &copy);
    assert_eq!(database.count("individuals"), 2);
    for many in [1, 0] {
        let ended = run(&database, &["erasures", "replay"]);
        let said = String::from_utf8(ended.stdout).unwrap();
        assert_eq!(said, format!("{many} erasure(s) carried out again.\n"));
    }
    let app = TestApp::on(Arc::clone(&database), |_| {});
    let first = app.member(coordinator(0));
    first.get(&gone).refused(404, "not_found");
    first.get(&held).ok(200);
    assert_eq!(outcome(&first, &list, &gone).0, "erased");
    assert_eq!(outcome(&first, &list, &held).0, "fell_out");
    assert_eq!(figures(&first, &list), done(1, 1));
    // Nobody does it a second time.
    carry_out(&app);
    assert_eq!(figures(&first, &list), done(1, 1));
    assert_eq!(database.count("erasures"), 1);
    the_chain_verifies(&database);
}

/// Starts on data that know nothing of the end of these people's terms, which the ledger tells.
fn repeated(app: &TestApp, by: &Client, list: &str, people: &[&String]) {
    let items = by.get(&format!("{list}/items?limit=100")).ok(200);
    let items = items["items"].as_array().unwrap().clone();
    let entries: Vec<persistence::erasures::Entry> = people
        .iter()
        .map(|person| {
            let mut own = items.iter();
            let own = own.find(|item| item["individual_id"] == id(person));
            serde_json::from_value(json!({
                "organisation": Place::Home.organisation(), "erasure": own.unwrap()["id"],
                "ground": domain::disposals::GROUND, "individuals": [id(person)],
                "at": "2026-03-10T09:00:00Z",
            }))
            .unwrap()
        })
        .collect();
    ledger(&app.database).append(&entries, 0).unwrap();
    let settled = || api::erasures::settle(&app.store, &ledger(&app.database)).unwrap();
    assert_eq!((settled(), settled()), (people.len(), 0));
}

#[test]
fn a_list_of_which_some_were_erased_goes_on_with_the_others_on_both_engines() {
    let app = TestApp::start();
    let (first, second) = (app.member(coordinator(0)), app.member(coordinator(1)));
    let [gone, too, waits] = [1, 2, 3].map(|number| long_gone(&first, number));
    let list = proposed(&first);
    approve(&second, &list).ok(200);
    repeated(&app, &first, &list, &[&gone, &too]);
    for person in [&gone, &too] {
        first.get(person).refused(404, "not_found");
        assert_eq!(outcome(&first, &list, person).0, "erased");
    }
    let under_way = (json!("approved"), json!(2), json!(0), false);
    assert_eq!(figures(&first, &list), under_way);
    first.get(&waits).ok(200);
    carry_out(&app);
    assert_eq!(figures(&first, &list), done(3, 0));
    assert_eq!(app.database.count("erasures WHERE position = 3"), 1);
    the_chain_verifies(&app.database);
}

#[test]
fn a_copy_from_before_the_approval_has_a_list_that_waits_and_tells_who_is_erased() {
    let app = TestApp::start();
    let (first, second) = (app.member(coordinator(0)), app.member(coordinator(1)));
    let gone = long_gone(&first, 1);
    let list = proposed(&first);
    repeated(&app, &first, &list, &[&gone]);
    first.get(&gone).refused(404, "not_found");
    assert_eq!(outcome(&first, &list, &gone).0, "erased");
    let waits = (json!("proposed"), json!(1), json!(0), false);
    assert_eq!(figures(&first, &list), waits);
    approve(&second, &list).ok(200);
    assert_eq!(figures(&first, &list), done(1, 0));
}
