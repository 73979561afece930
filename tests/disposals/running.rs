//! A list that is carried out beside other writers, and by processes that die.

use std::thread::scope;

use super::*;
use crate::durability::{the_chain_verifies, wait_for_the_server};
use crate::erasures::{carry_out, serve};
use crate::support::{Database, within};

#[test]
fn of_a_new_case_and_the_end_of_the_term_one_comes_first() {
    let app = TestApp::start();
    let (first, second) = (app.member(coordinator(0)), app.member(coordinator(1)));
    for number in 0..6 {
        let person = long_gone(&first, number);
        let list = proposed(&first);
        approve(&second, &list).ok(200);
        let opened = scope(|scope| {
            let opening = scope.spawn(|| first.post("/cases", &case_of(&person, "2026-03-01")));
            let erasing = scope.spawn(|| carry_out(&app));
            erasing.join().unwrap();
            opening.join().unwrap()
        });
        carry_out(&app);
        let (status, because) = outcome(&first, &list, &person);
        if opened.status == 201 {
            assert_eq!(
                (status.as_str(), because),
                ("fell_out", json!("running_case"))
            );
            first.get(&person).ok(200);
        } else {
            assert!([404, 422].contains(&opened.status), "{}", opened.text());
            assert_eq!(status, "erased");
            first.get(&person).refused(404, "not_found");
        }
        assert_eq!(first.get(&list).ok(200)["status"], "done");
    }
    the_chain_verifies(&app.database);
}

#[test]
fn what_a_killed_process_left_of_a_list_two_others_finish_once() {
    const MANY: usize = 30;
    let database = Database::seeded();
    let process = serve(&database);
    let client = process.member(coordinator(0));
    for number in 0..MANY {
        long_gone(&client, number);
    }
    let list = proposed(&client);
    approve(&process.member(coordinator(1)), &list).ok(200);
    assert!(within(60_000, || database.count("erasures") > 0));
    process.kill();
    wait_for_the_server(&database);
    let (second, third) = (serve(&database), serve(&database));
    let many = i64::try_from(MANY).unwrap();
    let entered = "erasures WHERE position IS NOT NULL";
    assert!(within(120_000, || database.count(entered) == many));
    let done = third.member(coordinator(0)).get(&list).ok(200);
    assert_eq!(
        (&done["status"], &done["erased"]),
        (&json!("done"), &json!(MANY))
    );
    assert_eq!(database.count("individuals"), 0);
    let told = "events WHERE kind = 'individual_erased'";
    assert_eq!(database.count(told), many);
    assert_eq!(database.count("events WHERE kind = 'disposal_done'"), 1);
    drop((second, third));
    the_chain_verifies(&database);
}
