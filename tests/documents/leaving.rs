//! What becomes of papers with their person.

use super::*;
use crate::agreements::signed;
use crate::appointments::{MONDAY, Office, merge};
use crate::erasures::{approved, carry_out};
use crate::hand_overs::{case, coordinator, counsellor, id};

#[test]
fn a_letter_follows_its_person_through_a_merge_and_leaves_with_them() {
    let office = Office::open();
    let (kept, other) = (office.person(1), office.person(2));
    let appointment = office.booked(&other, MONDAY);
    let app = &office.app;
    let letter = ordered(
        &office.desk(),
        &format!("{appointment}/letters"),
        &json!({}),
    );
    let client = app.member(coordinator(0));
    merge(&client, &kept, &other).ok(201);
    work(app);
    file(&client, &letter);
    let made = "events WHERE kind = 'document_made' AND individual_id = \
        (SELECT individual_id FROM appointments)";
    assert_eq!(app.database.count(made), 1);
    let person = format!("/individuals/{kept}");
    let copy = client.get(&format!("{person}/data-export")).ok(200);
    let chapters = copy["chapters"].as_array().unwrap().iter();
    let mut of = chapters.filter(|chapter| chapter["chapter"] == "documents");
    let told = &of.next().unwrap()["items"][0];
    assert_eq!(told["id"], json!(id(&letter)));
    assert_eq!(told["number"], "1/2026");
    let gone = json!({ "ground": "court_order", "reference": "Tribunale di Prova, n. 12/2026" });
    approved(app, &person, &gone);
    carry_out(app);
    for table in ["documents", "document_files", "appointments"] {
        assert_eq!(app.database.count(table), 0, "{table}");
    }
    assert_eq!(app.database.count("document_numbers"), 1);
}

#[test]
fn what_waits_for_a_process_leaves_with_its_person_too() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let case = case(&app, 1);
    let agreement = signed(&me, &case);
    let below = format!("{agreement}/documents");
    ordered(&me, &below, &json!({}));
    work(&app);
    ordered(&me, &below, &json!({}));
    let person = me.get(&case).ok(200)["individual_id"].clone();
    let person = format!("/individuals/{}", person.as_str().unwrap());
    let gone = json!({ "ground": "court_order", "reference": "Tribunale di Prova, n. 12/2026" });
    approved(&app, &person, &gone);
    carry_out(&app);
    for table in ["documents", "document_files", "agreements"] {
        assert_eq!(app.database.count(table), 0, "{table}");
    }
    work(&app);
}

#[test]
fn a_file_is_neither_changed_nor_taken_away() {
    use diesel::RunQueryDsl;
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let agreement = signed(&me, &case(&app, 1));
    ordered(&me, &format!("{agreement}/documents"), &json!({}));
    work(&app);
    for sql in [
        "UPDATE document_files SET bytes = bytes",
        "DELETE FROM document_files",
    ] {
        let mut connection = app.database.connection();
        let refused = diesel::sql_query(sql).execute(&mut connection);
        assert!(refused.is_err(), "{sql}");
    }
    assert_eq!(app.database.count("document_files"), 1);
}
