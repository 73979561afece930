//! Days on which hours are otherwise.

use super::*;

#[test]
fn an_absence_takes_hours_away_and_a_counsellor_adds_some_elsewhere_in_the_day() {
    let app = start();
    let client = app.member(counsellor(0));
    made(
        &client,
        &hours_of(counsellor(0)),
        &hours(1, "09:00", "13:00"),
    );
    let path = exceptions_of(counsellor(0));
    let absent = made(&client, &path, &absence("2026-03-09", "10:00", "11:00"));
    let extra = json!({
        "day": "2026-03-09", "from": "15:00", "to": "16:00",
        "change": { "kind": "extra", "office_id": Place::Home.office(0), "languages": ["fr"] },
    });
    made(&client, &path, &extra);
    let day = || times(&windows(&client, counsellor(0), "2026-03-09", "2026-03-09"));
    let rest = ["2026-03-09T10:00:00Z/2026-03-09T12:00:00Z"];
    let extra = "2026-03-09T14:00:00Z/2026-03-09T15:00:00Z";
    let all = ["2026-03-09T08:00:00Z/2026-03-09T09:00:00Z", rest[0], extra];
    assert_eq!(day(), all);
    delete(&client, &absent).ok(204);
    assert_eq!(day(), ["2026-03-09T08:00:00Z/2026-03-09T12:00:00Z", extra]);
    let facts = "events WHERE kind IN ('availability_exception_set', \
                 'availability_exception_removed')";
    assert_eq!(app.database.count(facts), 3);
}

#[test]
fn exceptions_of_a_day_never_overlap_and_lie_ahead() {
    let app = start();
    let client = app.member(counsellor(0));
    let path = exceptions_of(counsellor(0));
    let today = made(&client, &path, &absence(TODAY, "09:00", "11:00"));
    let refused = client.post(&path, &absence(TODAY, "10:55", "12:00"));
    assert_eq!(refused.faults(), ["/from overlapping_exceptions"]);
    let refused = client.post(&path, &absence("2026-03-01", "10:55", "10:50"));
    refused.refused(422, "invalid");
    assert_eq!(
        refused.faults(),
        ["/day in_the_past", "/to ends_before_it_begins"]
    );
    // The patron of the place.
    let holiday = json!({
        "day": "2026-10-04", "from": "09:00", "to": "11:00",
        "change": { "kind": "extra", "office_id": Place::Home.office(1) },
    });
    let refused = client.post(&path, &holiday);
    refused.refused(422, "invalid");
    assert_eq!(
        refused.faults(),
        ["/day is_a_holiday", "/change/office_id unknown_reference"]
    );
    on(&app, "2026-03-03");
    let client = app.member(counsellor(0));
    delete(&client, &today).refused(409, "wrong_status");
}

#[test]
fn why_somebody_is_absent_is_told_to_who_keeps_the_hours() {
    let app = start();
    let owner = app.member(counsellor(0));
    let path = exceptions_of(counsellor(0));
    let absent = made(&owner, &path, &absence("2026-03-09", "10:00", "11:00"));
    let reason = |member: Member| {
        let client = app.member(member);
        let shown = client.get(&absent).ok(200)["change"]["reason"].clone();
        let listed = client.get(&path).ok(200)["items"][0]["change"]["reason"].clone();
        assert_eq!(shown, listed);
        shown
    };
    assert_eq!(reason(counsellor(0)), "training");
    assert_eq!(reason(coordinator(1)), "training");
    for member in [
        counsellor(1),
        coordinator(2),
        Member::new(Place::Home, Role::DeskOperator, 0),
        Member::new(Place::Home, Role::MachineClient, 0),
    ] {
        assert_eq!(reason(member), Value::Null, "{member:?}");
    }
}

#[test]
fn exceptions_are_listed_by_day_from_a_day_on() {
    let app = start();
    let client = app.member(counsellor(0));
    let path = exceptions_of(counsellor(0));
    for day in ["2026-03-12", "2026-03-10", "2026-03-11"] {
        made(&client, &path, &absence(day, "10:00", "11:00"));
    }
    let days = |query: &str| {
        let mut days = Vec::new();
        let mut next = format!("{path}?limit=1{query}");
        loop {
            let page = client.get(&next).ok(200);
            days.push(page["items"][0]["day"].as_str().unwrap().to_owned());
            let Some(link) = page["_links"]["next"].as_str() else {
                return days;
            };
            next = link.split("/v1").nth(1).unwrap().to_owned();
        }
    };
    assert_eq!(days(""), ["2026-03-10", "2026-03-11", "2026-03-12"]);
    assert_eq!(days("&from=2026-03-11"), ["2026-03-11", "2026-03-12"]);
}
