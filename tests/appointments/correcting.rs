//! What was said by mistake, before the hour and after it.

use super::*;

#[test]
fn who_was_called_off_by_mistake_and_came_is_closed_as_held() {
    let office = Office::open();
    let person = office.person(1);
    let appointment = office.booked(&person, MONDAY);
    let off = json!({ "by": "person", "reason": "cannot_come" });
    let desk = office.desk();
    step(&desk, &appointment, "cancellation", &off).ok(200);
    let because = json!({ "because": "Disdetto per errore: la persona c'era." });
    step(&office.me(), &appointment, "reopening", &because).refused(409, "wrong_status");
    // Somebody else got the hour, and keeps it.
    let other = office.booked(&office.person(2), MONDAY);
    at(&office.app, "2026-03-09T11:00:00Z");
    let desk = office.desk();
    let back = desk.with("If-Match", desk.tag(&appointment));
    back.post(&format!("{appointment}/reopening"), &because)
        .refused(403, "forbidden");
    let me = office.me();
    let reopened = step(&me, &appointment, "reopening", &because).ok(200);
    assert_eq!(reopened["status"], "booked");
    let held = json!({ "result": { "kind": "held", "minutes": 40 } });
    step(&me, &appointment, "outcome", &held).ok(200);
    assert_eq!(me.get(&other).ok(200)["status"], "booked");
    // The counsellor and the room stay taken by the other one; the person was there, too.
    assert_eq!(office.taken(), 36 + 12);
}

#[test]
fn what_the_service_called_off_by_mistake_is_closed_afterwards() {
    let office = Office::open();
    let appointment = office.booked(&office.person(1), MONDAY);
    at(&office.app, "2026-03-10T08:00:00Z");
    let off = json!({ "by": "us", "reason": "booked_in_error" });
    step(&office.desk(), &appointment, "cancellation", &off).ok(200);
    assert_eq!(office.taken(), 0);
    let because = json!({ "because": "Riga sbagliata." });
    step(&office.me(), &appointment, "reopening", &because).ok(200);
    assert_eq!(office.taken(), 36);
}

#[test]
fn an_absence_that_was_announced_by_mistake_is_taken_back_by_the_desk() {
    let office = Office::open();
    let appointment = office.booked(&office.person(1), MONDAY);
    let desk = office.desk();
    let notice = json!({ "reason": "job_interview" });
    step(&desk, &appointment, "absence-notice", &notice).ok(200);
    let back = step(&desk, &appointment, "restoration", &json!({})).ok(200);
    assert_eq!(
        (&back["status"], &back["sequence"]),
        (&json!("booked"), &json!(2))
    );
    assert_eq!(office.taken(), 36);
}

#[test]
fn an_absence_that_was_announced_is_corrected_though_the_hour_was_given_away() {
    let office = Office::open();
    let first = office.booked(&office.person(1), MONDAY);
    let notice = json!({ "reason": "job_interview" });
    step(&office.desk(), &first, "absence-notice", &notice).ok(200);
    office.booked(&office.person(2), MONDAY);
    at(&office.app, "2026-03-09T11:00:00Z");
    let me = office.me();
    let because = json!({ "because": "Nessuno ha avvisato." });
    step(&me, &first, "reopening", &because).ok(200);
    let missed = json!({ "result": { "kind": "no_show", "reason": "no_notice" } });
    let told = step(&me, &first, "outcome", &missed).ok(200);
    assert_eq!(told["status"], "no_show");
}

#[test]
fn who_told_nobody_before_is_excused_late() {
    let office = Office::open();
    let appointment = office.booked(&office.person(1), MONDAY);
    at(&office.app, "2026-03-09T11:00:00Z");
    let me = office.me();
    let mut excused = json!({ "result": { "kind": "excused", "reason": "documented" } });
    let late = step(&me, &appointment, "outcome", &excused);
    assert_eq!(rules(&late), ["appointment.late_notice"]);
    excused["acknowledged"] = json!(["appointment.late_notice"]);
    step(&me, &appointment, "outcome", &excused).ok(200);
}
