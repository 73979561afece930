//! Whose hours somebody sets.

use super::*;

#[test]
fn a_counsellor_sets_the_own_hours_and_no_others() {
    let app = start();
    let owner = app.member(counsellor(0));
    let path = made(
        &owner,
        &hours_of(counsellor(0)),
        &hours(1, "09:00", "13:00"),
    );
    let absent = made(
        &owner,
        &exceptions_of(counsellor(0)),
        &absence("2026-03-09", "09:00", "10:00"),
    );
    let outsiders = [
        counsellor(1),
        Member::new(Place::Home, Role::TargetedPlacementOfficer, 0),
        coordinator(2),
        Member::new(Place::Away, Role::Coordinator, 0),
    ];
    for member in outsiders {
        let other = app.member(member);
        let body = hours(2, "09:00", "13:00");
        let refused = other.post(&hours_of(counsellor(0)), &body);
        refused.refused(404, "not_found");
        let tagged = other.with("If-Match", owner.tag(&path));
        tagged
            .put_if(&path, &owner.tag(&path), &body)
            .refused(404, "not_found");
        tagged.send("DELETE", &path, None).refused(404, "not_found");
        let refused = other.post(
            &exceptions_of(counsellor(0)),
            &absence("2026-03-10", "09:00", "10:00"),
        );
        refused.refused(404, "not_found");
        tagged
            .send("DELETE", &absent, None)
            .refused(404, "not_found");
    }
    for role in [Role::DeskOperator, Role::Administrator, Role::Auditor] {
        let other = app.member(Member::new(Place::Home, role, 0));
        let refused = other.post(&hours_of(counsellor(0)), &hours(2, "09:00", "13:00"));
        refused.refused(403, "forbidden");
    }
    assert_eq!(app.database.count("availabilities"), 1);
    let chief = app.member(coordinator(1));
    chief.put_now(&path, &hours(1, "09:00", "12:00")).ok(200);
}

#[test]
fn everybody_who_works_there_reads_the_hours_and_nobody_elsewhere() {
    let app = start();
    let owner = app.member(counsellor(0));
    let path = made(
        &owner,
        &hours_of(counsellor(0)),
        &hours(1, "09:00", "13:00"),
    );
    for role in [Role::DeskOperator, Role::Auditor, Role::MachineClient] {
        let reader = app.member(Member::new(Place::Home, role, 2));
        reader.get(&path).ok(200);
        let listed = reader.get(&hours_of(counsellor(0))).ok(200);
        assert_eq!(listed["items"].as_array().unwrap().len(), 1);
        windows(&reader, counsellor(0), TODAY, TODAY);
    }
    let away = app.member(Member::new(Place::Away, Role::Coordinator, 0));
    for path in [
        path,
        hours_of(counsellor(0)),
        exceptions_of(counsellor(0)),
        format!(
            "/counsellors/{}/windows?from={TODAY}&to={TODAY}",
            counsellor(0).id()
        ),
    ] {
        away.get(&path).refused(404, "not_found");
    }
}

#[test]
fn whoever_receives_nobody_is_given_no_hours() {
    let app = start();
    let desk = Member::new(Place::Home, Role::DeskOperator, 0);
    let refused = app
        .member(coordinator(0))
        .post(&hours_of(desk), &hours(1, "09:00", "13:00"));
    refused.refused(422, "invalid");
    assert_eq!(refused.faults(), ["/office_id receives_nobody"]);
}

#[test]
fn a_request_that_is_sent_twice_sets_hours_once() {
    let app = start();
    let client = app.member(counsellor(0));
    let (path, body) = (hours_of(counsellor(0)), hours(1, "09:00", "13:00"));
    let key = crate::support::client::fresh_key();
    let first = client.post_as(&key, &path, &body).ok(201);
    assert_eq!(client.post_as(&key, &path, &body).ok(201), first);
    assert_eq!(app.database.count("availabilities"), 1);
}
