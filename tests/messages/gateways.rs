//! By which way messages leave, and what becomes of those that do not.

use super::*;
use std::thread::scope;

#[test]
fn what_the_mail_server_does_not_take_now_is_tried_again() {
    let telling = Telling::open(&["email"], None);
    let appointment = telling.office.booked(&telling.person(1), MONDAY);
    telling.mails.set_busy(true);
    telling.work_after(10);
    assert_eq!(telling.told(&appointment), ["confirmation waiting"]);
    telling.mails.set_busy(false);
    telling.work();
    assert!(telling.mails.mails().is_empty());
    telling.work_after(1);
    assert_eq!(telling.told(&appointment), ["confirmation sent"]);
}

#[test]
fn what_no_server_takes_is_given_up_and_said() {
    let telling = Telling::open(&["email"], None);
    let refused = json!({ "phones": [], "emails": ["refused@posta.example"] });
    let person = telling.reached(1, &refused);
    let one = telling.office.booked(&person, MONDAY);
    let two = telling
        .office
        .booked(&telling.person(2), "2026-03-09T10:00:00Z");
    telling.work_after(10);
    assert_eq!(telling.told(&one), ["confirmation failed"]);
    assert_eq!(telling.told(&two), ["confirmation sent"]);
    let three = telling
        .office
        .booked(&telling.person(3), "2026-03-09T11:00:00Z");
    telling.mails.set_busy(true);
    for _ in 0..9 {
        telling.work_after(60);
    }
    assert_eq!(telling.told(&three), ["confirmation failed"]);
    let facts = "events WHERE kind = 'message_failed'";
    assert_eq!(telling.app().database.count(facts), 2);
}

#[test]
fn whoever_has_no_address_is_told_nothing_and_the_desk_sees_it() {
    let telling = Telling::open(&["email"], None);
    let nobody = json!({ "phones": ["011 5550001"], "emails": [] });
    let appointment = telling.office.booked(&telling.reached(1, &nobody), MONDAY);
    telling.work_after(10);
    assert_eq!(telling.told(&appointment), ["confirmation dropped no_way"]);
}

#[test]
fn text_messages_lie_in_a_folder_for_the_gateway_in_the_language_of_the_reader() {
    let telling = Telling::open(&["email", "sms"], None);
    let contacts = json!({ "phones": ["+39 340 1112233"], "emails": [], "language": "en" });
    let appointment = telling
        .office
        .booked(&telling.reached(1, &contacts), MONDAY);
    let folder = tempfile::tempdir().unwrap();
    let drop_box = DropBox::new(folder.path().to_owned()).unwrap();
    telling.work_by(Some(&drop_box));
    telling.app().clock.advance(TimeDelta::minutes(10));
    telling.work_by(Some(&drop_box));
    assert_eq!(telling.told(&appointment), ["confirmation sent"]);
    let files: Vec<_> = std::fs::read_dir(folder.path().join("sms"))
        .unwrap()
        .collect();
    assert_eq!(files.len(), 1);
    let said = std::fs::read_to_string(files[0].as_ref().unwrap().path()).unwrap();
    let said: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(said["to"], "+393401112233");
    let text = said["text"].as_str().unwrap();
    assert!(
        text.contains("we expect you on 9 Mar 2026 at 10:00"),
        "{text}"
    );
}

#[test]
fn of_two_processes_one_sends() {
    let telling = Telling::open(&["email"], None);
    let people: Vec<String> = (1..=3).map(|number| telling.person(number)).collect();
    for (person, hour) in people.iter().zip(9..) {
        let starts = format!("2026-03-09T{hour:02}:00:00Z");
        telling.office.booked(person, &starts);
    }
    let second = telling
        .app()
        .beside(|options| options.clock = telling.app().clock.clone());
    telling.work_after(9);
    telling.app().clock.advance(TimeDelta::minutes(1));
    scope(|scope| {
        for store in [&telling.app().store, &second.store] {
            let mailer = &telling.mailer;
            scope.spawn(move || {
                let gateways = by_mail(mailer);
                plan(store, gateways).unwrap();
                deliver(store, gateways).unwrap();
            });
        }
    });
    assert_eq!(telling.mails.mails().len(), 3);
    let sent = "messages WHERE status = 'sent' AND attempts = 1";
    assert_eq!(telling.app().database.count(sent), 3);
}

#[test]
fn what_happened_is_planned_once_however_many_plan() {
    let telling = Telling::open(&["email"], Some(24));
    telling.office.booked(&telling.person(1), MONDAY);
    api::worker::seal_all(&telling.app().store).unwrap();
    let second = telling
        .app()
        .beside(|options| options.clock = telling.app().clock.clone());
    scope(|scope| {
        for store in [&telling.app().store, &second.store] {
            let mailer = &telling.mailer;
            scope.spawn(move || plan(store, by_mail(mailer)).unwrap());
        }
    });
    assert_eq!(telling.app().database.count("messages"), 2);
    plan(&telling.app().store, by_mail(&telling.mailer)).unwrap();
    assert_eq!(telling.app().database.count("messages"), 2);
}

fn by_mail(mailer: &Mailer) -> Gateways<'_> {
    Gateways {
        mailer: Some(mailer),
        drop_box: None,
    }
}

#[test]
fn where_no_message_can_leave_none_is_planned_and_none_is_told_later() {
    let telling = Telling::open(&["email"], None);
    let nothing = Gateways {
        mailer: None,
        drop_box: None,
    };
    let before = telling.office.booked(&telling.person(1), MONDAY);
    api::worker::seal_all(&telling.app().store).unwrap();
    plan(&telling.app().store, nothing).unwrap();
    telling.work_after(10);
    assert!(telling.told(&before).is_empty());
    let after = telling
        .office
        .booked(&telling.person(2), "2026-03-09T10:00:00Z");
    telling.work_after(10);
    assert_eq!(telling.told(&after), ["confirmation sent"]);
}
