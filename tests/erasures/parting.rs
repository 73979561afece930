//! Two people whose records were one by mistake: an older copy of the data takes them for one again,
//! and the ledger tells that one of them was erased.

use std::path::PathBuf;
use std::sync::Arc;

use super::leaving::{follow, registration};
use super::*;
use crate::durability::the_chain_verifies;
use crate::support::effort::left_out;
use crate::support::people::contacts_of;
use crate::support::process::run;

/// Whoever is not erased, as she was before anybody was merged with her.
struct Other {
    person: String,
    case: String,
    told: Vec<Value>,
}

/// What is to be read of somebody, and of one of her cases.
fn read(by: &Client, person: &str, case: &str) -> Vec<Value> {
    let content = |name: &str| by.get(&format!("{person}/{name}")).ok(200)["content"].clone();
    let notes = by.get(&format!("{case}/notes")).ok(200)["items"].clone();
    vec![content("identity"), content("contacts"), notes]
}

impl Other {
    fn of(by: &Client) -> Self {
        let mut body = Somebody::numbered(7).registration();
        body["contacts"] = contacts_of(7);
        let person = register(by, &body);
        let case = follow(by, &person, "Cerca lavoro in cucina.");
        let told = read(by, &person, &case);
        Self { person, case, told }
    }

    /// That she answers for herself alone, with all that is hers.
    #[track_caller]
    fn is_whole(&self, app: &TestApp) {
        let by = app.member(coordinator(0));
        assert_eq!(by.get(&self.person).ok(200)["id"], id(&self.person));
        let case = by.get(&self.case).ok(200);
        assert_eq!(case["individual_id"], id(&self.person));
        assert_eq!(read(&by, &self.person, &self.case), self.told);
        let own = literal(&app.database, &self.person);
        for table in ["cases", "intakes", "desk_contacts"] {
            let rows = format!("{table} WHERE individual_id = {own}");
            assert_eq!(app.database.count(&rows), 1, "{table}");
        }
        let alone =
            format!("individuals WHERE id = {own} AND survivor_id IS NULL AND absorbed = 0");
        assert_eq!(app.database.count(&alone), 1);
    }
}

/// Somebody whose every text is the word, with a case that has ended.
fn canary(by: &Client) -> String {
    let person = register(by, &registration("Piuma", "1980-02-03", 1));
    let case = follow(by, &person, CANARY);
    let ended = json!({ "outcome": { "kind": "moved" }, "on": "2026-03-10" });
    by.with("If-Match", by.tag(&case))
        .post(&format!("{case}/closure"), &ended)
        .ok(200);
    person
}

/// Makes one of both, and gives the path of the merge. The names of the one that goes are taken over.
fn confused(by: &Client, erased: &str, other: &Other, erased_survives: bool) -> String {
    let (kept, gone) = if erased_survives {
        (erased, &*other.person)
    } else {
        (&*other.person, erased)
    };
    let names = json!([{ "section": "identity", "from": "absorbed" }]);
    merged_with(by, kept, gone, &names)
}

/// A database from which somebody was erased, once a merge with another one was undone, and a copy
/// from before that; nothing on PostgreSQL, whose copies are made by its own tools.
fn erased(erased_survives: bool) -> Option<(Arc<Database>, PathBuf, Other)> {
    let app = TestApp::start();
    if matches!(app.database.address, Address::Postgres(_)) {
        left_out("a copy of a PostgreSQL database is made by its own tools");
        return None;
    }
    let by = app.member(coordinator(0));
    let (erased, other) = (canary(&by), Other::of(&by));
    let merge = confused(&by, &erased, &other, erased_survives);
    let copy = copy(&app.database);
    by.step_now(&merge, "undo").ok(200);
    let request = approved(&app, &erased, &order());
    carry_out(&app);
    assert_eq!(status(&app, &request), "done");
    assert_eq!(told(&app.database), BTreeSet::new());
    other.is_whole(&app);
    let database = Arc::clone(&app.database);
    drop(app);
    Some((database, copy, other))
}

#[test]
fn of_two_whom_a_restore_makes_one_again_the_erased_one_goes_and_the_other_one_stays_whole() {
    for erased_survives in [false, true] {
        let Some((database, copy, other)) = erased(erased_survives) else {
            return;
        };
        restore(&database, &copy);
        assert!(!told(&database).is_empty());
        let ended = run(&database, &["erasures", "replay"]);
        let said = String::from_utf8(ended.stdout).unwrap();
        assert_eq!(said, "1 erasure(s) carried out again.\n");
        assert_eq!(told(&database), BTreeSet::new(), "{erased_survives}");
        assert_eq!(in_files(&database), 0);
        let app = TestApp::on(Arc::clone(&database), |_| {});
        other.is_whole(&app);
        assert_eq!(database.count("individuals"), 1);
        the_chain_verifies(&database);
    }
}

/// Starts on data that know nothing of an erasure of these records, which the ledger tells.
#[track_caller]
fn repeated(app: &TestApp, records: &[&str]) {
    let records: Vec<&str> = records.iter().map(|path| id(path)).collect();
    let entry: persistence::erasures::Entry = serde_json::from_value(json!({
        "organisation": Place::Home.organisation(), "erasure": uuid::Uuid::new_v4(),
        "ground": "court_order", "individuals": records, "at": "2026-03-10T09:00:00Z",
    }))
    .unwrap();
    ledger(&app.database).append(&[entry], 0).unwrap();
    let settled = || api::erasures::settle(&app.store, &ledger(&app.database)).unwrap();
    assert_eq!((settled(), settled()), (1, 0));
    assert_eq!(told(&app.database), BTreeSet::new());
}

#[test]
fn they_are_parted_on_both_engines() {
    for erased_survives in [false, true] {
        let app = TestApp::start();
        let by = app.member(coordinator(0));
        let (erased, other) = (canary(&by), Other::of(&by));
        confused(&by, &erased, &other, erased_survives);
        repeated(&app, &[&erased]);
        other.is_whole(&app);
    }
}

#[test]
fn a_merge_on_which_a_later_one_rests_is_parted_after_that_one() {
    let app = TestApp::start();
    let by = app.member(coordinator(0));
    let (erased, other) = (canary(&by), Other::of(&by));
    let third = newcomer(&app, 8);
    confused(&by, &erased, &other, false);
    merged(&by, &third, &other.person);
    repeated(&app, &[&erased]);
    other.is_whole(&app);
    assert_eq!(by.get(&third).ok(200)["id"], id(&third));
}

#[test]
fn who_was_merged_again_with_the_erased_one_is_parted_from_her_only_to_go_with_her() {
    let app = TestApp::start();
    let by = app.member(coordinator(0));
    let (erased, other) = (canary(&by), Other::of(&by));
    let second = register(&by, &registration("Altra", "1971-05-06", 2));
    confused(&by, &erased, &other, true);
    merged(&by, &erased, &second);
    repeated(&app, &[&erased, &second]);
    other.is_whole(&app);
    by.get(&second).refused(404, "not_found");
}

#[test]
fn an_interview_that_answered_the_referral_of_somebody_else_goes_and_the_referral_stays() {
    use crate::referrals::{accepted, desk_there, interview};
    let app = TestApp::start();
    let by = app.member(coordinator(0));
    let case = crate::hand_overs::case(&app, 1);
    let other = by.get(&case).ok(200)["individual_id"].clone();
    let other = format!("/individuals/{}", other.as_str().unwrap());
    let referral = accepted(&app, &case);
    let erased = newcomer(&app, 2);
    let merge = merged(&by, &erased, &other);
    let desk = app.member(desk_there());
    let heard = desk.post("/intakes", &interview(&desk, &referral)).ok(201);
    by.step_now(&merge, "undo").ok(200);
    assert_eq!(by.get(&case).ok(200)["individual_id"], id(&other));
    assert_eq!(by.get(&referral).ok(200)["intake_id"], heard["id"]);
    let request = approved(&app, &erased, &order());
    carry_out(&app);
    assert_eq!(status(&app, &request), "done");
    assert_eq!(app.database.count("intakes"), 0);
    assert_eq!(by.get(&referral).ok(200)["intake_id"], Value::Null);
    by.get(&other).ok(200);
}
