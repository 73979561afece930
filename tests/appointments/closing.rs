//! What came of it.

use super::*;

fn held(minutes: u16) -> Value {
    json!({ "result": { "kind": "held", "minutes": minutes, "outcome": "done" },
        "remark": "Curriculum rivisto." })
}

fn due(client: &Client) -> Vec<String> {
    let page = client.get("/worklist?kind=appointment").ok(200);
    let items = page["items"].as_array().unwrap().iter();
    items
        .map(|item| {
            let (code, on) = (&item["reason"]["code"], &item["due_on"]);
            format!("{} {}", code.as_str().unwrap(), on.as_str().unwrap())
        })
        .collect()
}

#[test]
fn past_appointments_without_an_outcome_wait_in_the_worklist_of_their_counsellor() {
    let office = Office::open();
    let appointment = office.booked(&office.person(1), MONDAY);
    let me = office.me();
    assert_eq!(due(&me), ["appointment_to_close 2026-03-10"]);
    let open = me.get("/worklist?kind=appointment").ok(200);
    let link = open["items"][0]["_links"]["open"].as_str().unwrap();
    assert!(link.ends_with(&appointment));
    assert!(due(&office.desk()).is_empty());
    at(&office.app, "2026-03-09T10:00:00Z");
    step(&me, &appointment, "outcome", &held(55)).ok(200);
    assert!(due(&me).is_empty());
}

#[test]
fn what_came_of_it_is_said_once_it_has_begun() {
    let office = Office::open();
    let me = office.me();
    let appointment = office.booked(&office.person(1), MONDAY);
    step(&me, &appointment, "outcome", &held(55)).refused(409, "wrong_status");
    at(&office.app, MONDAY);
    for minutes in [0, 721] {
        step(&me, &appointment, "outcome", &held(minutes)).refused(422, "invalid");
    }
    let excuse = json!({ "result": { "kind": "no_show", "reason": "work" } });
    step(&me, &appointment, "outcome", &excuse).refused(422, "invalid");
    let told = step(&me, &appointment, "outcome", &held(55)).ok(200);
    assert_eq!(
        told["state"],
        json!({ "minutes_held": 55, "outcome": "done" })
    );
    assert_eq!(told["remark"], "Curriculum rivisto.");
    // It keeps its hour: somebody was there.
    assert_eq!(office.taken(), 36);
}

#[test]
fn a_wrong_outcome_is_reopened_within_its_days_and_stays_readable() {
    let office = Office::open();
    let appointment = office.booked(&office.person(1), MONDAY);
    at(&office.app, "2026-03-09T11:00:00Z");
    // Days end a sign-in.
    let me = office.me();
    let missed = json!({ "result": { "kind": "no_show", "reason": "no_notice" } });
    step(&me, &appointment, "outcome", &missed).ok(200);
    let because = json!({ "because": "Segnato sulla persona sbagliata." });
    at(&office.app, "2026-03-20T11:00:00Z");
    let me = office.me();
    let late = step(&me, &appointment, "reopening", &because);
    assert_eq!(rules(&late), ["appointment.late_reopening"]);
    let mut acknowledged = because;
    acknowledged["acknowledged"] = json!(["appointment.late_reopening"]);
    step(&me, &appointment, "reopening", &acknowledged).ok(200);
    assert_eq!(due(&me), ["appointment_to_close 2026-03-10"]);
    step(&me, &appointment, "outcome", &held(30)).ok(200);
    let records = me.get(&format!("{appointment}/records")).ok(200);
    let statuses: Vec<&str> = { records["items"].as_array().unwrap().iter() }
        .map(|record| record["status"].as_str().unwrap())
        .collect();
    assert_eq!(statuses, ["no_show", "booked", "held"]);
    assert_eq!(
        records["items"][1]["remark"],
        "Segnato sulla persona sbagliata."
    );
    assert_eq!(office.taken(), 36);
}

#[test]
fn a_step_from_another_version_is_refused() {
    let office = Office::open();
    let desk = office.desk();
    let appointment = office.booked(&office.person(1), MONDAY);
    let off = json!({ "by": "person", "reason": "cannot_come" });
    let path = format!("{appointment}/cancellation");
    desk.post(&path, &off).refused(428, "precondition_required");
    let stale = desk.with("If-Match", "\"7-0\"");
    stale.post(&path, &off).refused(412, "stale");
    let wrong = json!({ "by": "person", "reason": "counsellor_away" });
    step(&desk, &appointment, "cancellation", &wrong).refused(422, "invalid");
    assert_eq!(desk.get(&appointment).ok(200)["version"], 1);
}

#[test]
fn what_was_left_open_when_a_case_was_handed_over_is_asked_of_whoever_follows_it_now() {
    let office = Office::open();
    let (case, over) = super::reach::of_a_case(&office);
    let whose = office.me().get(&over).ok(200)["person"]["individual_id"].clone();
    let in_the_case = json!({ "case_id": id(&case) });
    let later = office.hour(whose.as_str().unwrap(), "2026-03-16T09:00:00Z");
    office
        .me()
        .post("/appointments", &with(&later, &in_the_case))
        .ok(201);
    at(&office.app, "2026-03-09T10:00:00Z");
    let both = [
        "appointment_to_close 2026-03-10",
        "appointment_to_close 2026-03-17",
    ];
    let next = office.app.member(counsellor(1));
    assert_eq!(due(&office.me()), both);
    let for_good = crate::hand_overs::for_good(counsellor(1));
    let hand_over = crate::hand_overs::proposed(&office.me(), &case, &for_good);
    step(&next, &hand_over, "acceptance", &json!({})).ok(200);
    // Who receives them next Monday is asked what came of that.
    assert_eq!(due(&next), both[..1]);
    assert_eq!(due(&office.me()), both[1..]);
    // It goes on following the case.
    let chief = office.app.member(coordinator(0));
    let back = json!({ "counsellor_id": counsellor(0).id() });
    step(&chief, &case, "assignment", &back).ok(200);
    assert_eq!(due(&office.me()), both);
    assert!(due(&next).is_empty());
    let me = office.me();
    step(&me, &over, "outcome", &held(50)).ok(200);
    assert_eq!(due(&me), both[1..]);
}

#[test]
fn what_a_substitute_left_open_is_asked_of_whoever_has_the_case_back() {
    let office = Office::open();
    set_hours(&office.app, counsellor(1), None, ("09:00", "13:00"));
    let (case, first) = super::reach::of_a_case(&office);
    let whose = office.me().get(&first).ok(200)["person"]["individual_id"].clone();
    let lent = json!({
        "counsellor_id": counsellor(1).id(), "reason": "absence",
        "term": { "kind": "temporary", "until": "2026-03-20" },
    });
    let hand_over = crate::hand_overs::proposed(&office.me(), &case, &lent);
    let substitute = office.app.member(counsellor(1));
    step(&substitute, &hand_over, "acceptance", &json!({})).ok(200);
    // The substitute receives them an hour later.
    let theirs = json!({ "counsellor_id": counsellor(1).id(), "case_id": id(&case),
        "starts_at": "2026-03-09T10:00:00Z" });
    let theirs = with(&office.hour(whose.as_str().unwrap(), MONDAY), &theirs);
    substitute.post("/appointments", &theirs).ok(201);
    at(&office.app, "2026-03-09T11:00:00Z");
    let substitute = office.app.member(counsellor(1));
    let one = ["appointment_to_close 2026-03-10"];
    assert_eq!(due(&substitute), one);
    assert_eq!(due(&office.me()), one);
    substitute.step_now(&hand_over, "return").ok(200);
    assert!(due(&substitute).is_empty());
    assert_eq!(due(&office.me()), [one[0], one[0]]);
}
