//! Who is told what.

use super::*;
use crate::appointments::at;
use crate::hand_overs::counsellor;
use crate::support::{Member, Place};
use domain::actor::Role;

#[test]
fn whoever_is_booked_is_told_when_it_can_no_longer_be_taken_back() {
    let telling = Telling::open(&["email"], None);
    let person = telling.person(1);
    let appointment = telling.office.booked(&person, MONDAY);
    telling.work_after(9);
    assert_eq!(telling.told(&appointment), ["confirmation waiting"]);
    assert!(telling.mails.mails().is_empty());
    telling.work_after(1);
    assert_eq!(telling.told(&appointment), ["confirmation sent"]);
    let mails = telling.mails.mails();
    assert_eq!(mails.len(), 1, "{mails:#?}");
    for words in [
        "persona1@posta.example",
        "09/03/2026 alle 10:00",
        "Colloquio",
    ] {
        assert!(mails[0].contains(words), "{words}: {}", mails[0]);
    }
    // What the staff wrote is not for it.
    assert!(!mails[0].contains("curriculum"), "{}", mails[0]);
    let page = telling
        .desk()
        .get(&format!("{appointment}/messages"))
        .ok(200);
    let sent = &page["items"][0];
    assert_eq!(sent["channel"], "email");
    assert!(sent["text"].as_str().unwrap().contains("09/03/2026"));
    telling.work_after(600);
    assert_eq!(telling.mails.mails().len(), 1);
}

#[test]
fn a_no_show_is_told_as_such_and_a_wrong_one_is_corrected() {
    let telling = Telling::open(&["email"], None);
    let appointment = telling.office.booked(&telling.person(1), MONDAY);
    telling.work_after(10);
    at(telling.app(), "2026-03-09T10:30:00Z");
    let missed = json!({ "result": { "kind": "no_show", "reason": "no_notice" } });
    let me = telling.office.me();
    step(&me, &appointment, "outcome", &missed).ok(200);
    telling.work_after(10);
    assert_eq!(
        telling.told(&appointment),
        ["confirmation sent", "no_show sent"]
    );
    let mail = telling.mails.mails().pop().unwrap();
    assert!(mail.contains("assenza"), "{mail}");
    assert!(!mail.contains("disdett"), "{mail}");
    let why = json!({ "because": "Segnato sulla persona sbagliata." });
    step(&me, &appointment, "reopening", &why).ok(200);
    telling.work_after(10);
    assert_eq!(
        telling.told(&appointment).last().unwrap(),
        "correction sent"
    );
}

#[test]
fn whoever_is_expected_is_reminded_unless_reminders_rest() {
    let telling = Telling::open(&["email"], Some(24));
    let (one, other) = (telling.person(1), telling.person(2));
    let first = telling.office.booked(&one, MONDAY);
    let second = telling.office.booked(&other, "2026-03-09T10:00:00Z");
    let pause = format!("/individuals/{other}/reminder-pause");
    let desk = telling.desk();
    assert_eq!(desk.get(&pause).ok(200)["paused"], json!(false));
    let rest = json!({ "paused": true, "until": "2026-03-31" });
    desk.put_now(&pause, &rest).ok(200);
    telling.work_after(10);
    at(telling.app(), "2026-03-08T08:59:00Z");
    telling.work();
    assert_eq!(
        telling.told(&first),
        ["confirmation sent", "reminder waiting"]
    );
    at(telling.app(), "2026-03-08T10:00:00Z");
    telling.work();
    assert_eq!(telling.told(&first), ["confirmation sent", "reminder sent"]);
    let rests = ["confirmation sent", "reminder dropped paused"];
    assert_eq!(telling.told(&second), rests);
    // What spares somebody the way is told nevertheless.
    telling.call_off(&second, "us").ok(200);
    telling.work_after(10);
    assert_eq!(telling.told(&second)[2], "cancelled_by_us sent");
    let on = json!({ "paused": false });
    let resumed = desk.put_now(&pause, &on).ok(200);
    assert_eq!(
        (&resumed["paused"], &resumed["version"]),
        (&json!(false), &json!(2))
    );
    let past = json!({ "paused": true, "until": "2026-03-01" });
    let refused = desk.put_now(&pause, &past).refused(422, "invalid");
    assert_eq!(refused["errors"][0]["pointer"], "/until");
}

#[test]
fn an_organisation_has_its_own_words() {
    let telling = Telling::open(&["email"], None);
    let client = telling.app().member(coordinator(0));
    let all = client.get("/message-texts").ok(200);
    assert_eq!(all["items"].as_array().unwrap().len(), 14);
    let path = "/message-texts/confirmation/it";
    let own = json!({ "subject": "Ci vediamo", "body": "Il {day} alle {time}, {given_name}!" });
    client.put_now(path, &own).ok(200);
    client.put_if(path, "\"0-0\"", &own).refused(412, "stale");
    for (body, pointer) in [
        (json!({ "subject": "A", "body": "Il {day}" }), "/body"),
        (
            json!({ "subject": "{x}", "body": "Il {day} alle {time}" }),
            "/subject",
        ),
        (
            json!({ "subject": "A", "body": "Il {day alle {time}" }),
            "/body",
        ),
    ] {
        let refused = client
            .put_if(path, "\"1-0\"", &body)
            .refused(422, "invalid");
        assert_eq!(refused["errors"][0]["pointer"], pointer, "{refused}");
    }
    let desk = telling.desk();
    desk.put_if("/message-texts/move/it", "\"0-0\"", &own)
        .refused(403, "forbidden");
    client
        .put_if("/message-texts/birthday/it", "\"0-0\"", &own)
        .refused(404, "not_found");
    telling.office.booked(&telling.person(1), MONDAY);
    telling.work_after(10);
    let mail = telling.mails.mails().pop().unwrap();
    assert!(mail.contains("Subject: Ci vediamo"), "{mail}");
    assert!(mail.contains("Il 09/03/2026 alle 10:00, "), "{mail}");
    // Those of another organisation stay the product's.
    let away = telling
        .app()
        .member(Member::new(Place::Away, Role::Coordinator, 0));
    let theirs = away.get("/message-texts").ok(200).to_string();
    assert!(!theirs.contains("Ci vediamo"));
}

#[test]
fn messages_are_for_those_who_read_the_appointment_and_leave_with_the_person() {
    use crate::erasures::{approved, carry_out};
    let telling = Telling::open(&["email"], Some(24));
    let person = telling.person(1);
    let appointment = telling.office.booked(&person, MONDAY);
    let pause = format!("/individuals/{person}/reminder-pause");
    telling
        .desk()
        .put_now(&pause, &json!({ "paused": true }))
        .ok(200);
    telling.work_after(10);
    let path = format!("{appointment}/messages");
    let app = telling.app();
    app.member(counsellor(0)).get(&path).ok(200);
    app.member(counsellor(2))
        .get(&path)
        .refused(404, "not_found");
    app.as_(Role::Auditor).get(&path).refused(403, "forbidden");
    let copy = app.member(coordinator(0));
    let copy = copy
        .get(&format!("/individuals/{person}/data-export"))
        .ok(200);
    let chapters = copy["chapters"].as_array().unwrap().iter();
    let told = chapters
        .clone()
        .find(|chapter| chapter["chapter"] == "messages");
    let told = told.unwrap()["items"].as_array().unwrap();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0]["text"].as_str().unwrap().contains("09/03/2026"));
    let gone = json!({ "ground": "court_order", "reference": "Tribunale di Prova, n. 12/2026" });
    approved(app, &format!("/individuals/{person}"), &gone);
    carry_out(app);
    for table in ["messages", "message_pauses"] {
        assert_eq!(app.database.count(table), 0, "{table}");
    }
    telling.work_after(60 * 24 * 7);
}
