//! Services are added, replaced knowingly and blocked; none is removed.

use super::*;
use crate::hand_overs::{at_once, statuses};

#[test]
fn a_service_is_added_with_everything_that_was_said_of_it() {
    let app = TestApp::start();
    let client = app.member(coordinator(0));
    let said = interview("first_interview");
    let path = added(&client, &said);
    let shown = client.get(&path).ok(200);
    for (member, value) in said.as_object().unwrap() {
        assert_eq!(&shown[member], value, "{member}");
    }
    for member in ["is_search_path", "blocked"] {
        assert_eq!(shown[member], false);
    }
    assert_eq!(shown.get("cap_minutes"), None);
    assert_eq!(shown["version"], 1);
    // With nothing that may be left out.
    let least = json!({
        "essential_level": null, "reminder_hours": null, "channels": null, "evidence": null,
        "person_cap_minutes": null, "once_pending": null, "code": "least",
    });
    let path = added(&client, &changed(&said, &least));
    let shown = client.get(&path).ok(200);
    assert_eq!(shown["channels"], json!([]));
    for member in [
        "essential_level",
        "reminder_hours",
        "evidence",
        "person_cap_minutes",
    ] {
        assert_eq!(shown.get(member), None, "{member}");
    }
    assert_eq!(shown["once_pending"], false);
}

#[test]
fn numbers_at_their_bounds_are_kept() {
    let app = TestApp::start();
    let client = app.member(coordinator(0));
    let most = json!({
        "code": "most", "mode": "group", "minutes": 720, "min_size": 500, "max_size": 500,
        "margin_days": 90, "ahead_days": 365, "move_until_hours": 336, "reminder_hours": 336,
        "cap_minutes": 6_000_000, "person_cap_minutes": 6_000_000, "channels": ["app", "sms", "email"],
    });
    let path = added(&client, &changed(&interview("most"), &most));
    let shown = client.get(&path).ok(200);
    for (member, value) in most.as_object().unwrap() {
        if member != "channels" {
            assert_eq!(&shown[member], value, "{member}");
        }
    }
    assert_eq!(shown["channels"], json!(["email", "sms", "app"]));
}

#[test]
fn everything_that_is_wrong_with_a_service_is_told_at_once() {
    let app = TestApp::start();
    let client = app.member(coordinator(0));
    let wrong = json!({
        "code": "Primo colloquio", "label_it": " ", "label_en": "x".repeat(101),
        "essential_level": "Z", "mode": "group", "minutes": 723, "min_size": 3, "max_size": 1,
        "margin_days": 91, "ahead_days": 366, "move_until_hours": 337, "booked_by": "everybody",
        "reminder_hours": 0, "channels": ["email", "fax", "email"], "evidence": "word_of_honour",
        "cap_minutes": 10, "person_cap_minutes": 20,
    });
    let wrong = changed(&interview("x"), &wrong);
    let refused = client.post("/services", &wrong);
    refused.refused(422, "invalid");
    let mut told = refused.faults();
    told.sort();
    let expected = [
        "/ahead_days out_of_range",
        "/booked_by unknown_code",
        "/cap_minutes less_than_one_time",
        "/channels/1 unknown_code",
        "/channels/2 duplicate_member",
        "/code invalid_service_code",
        "/essential_level unknown_code",
        "/evidence unknown_code",
        "/label_en too_long",
        "/label_it blank",
        "/margin_days out_of_range",
        "/max_size fewer_than_the_least",
        "/max_size group_of_one",
        "/minutes off_the_grid",
        "/minutes out_of_range",
        "/move_until_hours out_of_range",
        "/person_cap_minutes less_than_one_time",
        "/person_cap_minutes more_than_for_all",
        "/reminder_hours out_of_range",
    ];
    assert_eq!(told, expected);
    // What replaces a service is judged alike, its code besides.
    let path = added(&client, &interview("good"));
    let other = json!({ "code": "other", "mode": "phone", "max_size": 2, "channels": null });
    let refused = client.put_now(&path, &changed(&interview("good"), &other));
    let mut told = refused.faults();
    told.sort();
    let expected = [
        "/channels reminder_without_channel",
        "/max_size for_one_alone",
    ];
    assert_eq!(told, expected);
    let other = changed(&interview("good"), &json!({ "code": "other" }));
    let refused = client.put_now(&path, &other);
    assert_eq!(refused.faults(), ["/code stays_as_it_is"]);
    assert_eq!(client.get(&path).ok(200)["version"], 1);
    assert_eq!(app.database.count("services"), 1);
    let four = json!({ "channels": ["email", "sms", "app", "email"] });
    let refused = client.post("/services", &changed(&interview("four"), &four));
    assert_eq!(refused.faults(), ["/channels too_many"]);
}

#[test]
fn a_blocked_service_is_shown_as_such_and_comes_back() {
    let app = TestApp::start();
    let client = app.member(coordinator(0));
    let path = added(&client, &interview("first_interview"));
    added(&client, &interview("second_interview"));
    let shut = changed(&interview("first_interview"), &json!({ "blocked": true }));
    let answer = client.put_now(&path, &shut).ok(200);
    assert_eq!(
        (&answer["blocked"], &answer["version"]),
        (&json!(true), &json!(2))
    );
    let reader = app.as_(Role::DeskOperator);
    assert_eq!(reader.get(&path).ok(200)["blocked"], true);
    assert_eq!(
        codes(&all(&reader, "/services?blocked=true")),
        ["first_interview"]
    );
    assert_eq!(
        codes(&all(&reader, "/services?blocked=false")),
        ["second_interview"]
    );
    let kinds = |kind: &str| app.database.count(&format!("events WHERE kind = '{kind}'"));
    assert_eq!(
        (kinds("service_blocked"), kinds("service_unblocked")),
        (1, 0)
    );
    // Blocked it stays with every other change.
    client
        .put_now(&path, &changed(&shut, &json!({ "minutes": 45 })))
        .ok(200);
    assert_eq!(
        (kinds("service_blocked"), kinds("service_replaced")),
        (1, 2)
    );
    client.put_now(&path, &interview("first_interview")).ok(200);
    assert_eq!(
        (kinds("service_blocked"), kinds("service_unblocked")),
        (1, 1)
    );
    assert!(all(&reader, "/services?blocked=true").is_empty());
    let refused = client.send("DELETE", &path, None);
    assert_eq!(refused.status, 405);
}

#[test]
fn administrators_keep_the_catalogue_and_see_no_person() {
    let app = TestApp::start();
    let person = {
        use crate::support::people::{Somebody, register};
        register(
            &app.as_(Role::DeskOperator),
            &Somebody::numbered(1).registration(),
        )
    };
    let administrator = app.as_(Role::Administrator);
    let path = added(&administrator, &interview("first_interview"));
    let seen = administrator.get(&path).ok(200);
    assert_eq!(seen["allowed_actions"][0]["action"], "replace");
    assert_eq!(seen["allowed_actions"][0]["allowed"], true);
    administrator
        .put_now(&path, &interview("first_interview"))
        .ok(200);
    administrator.step("/service-catalogue").ok(200);
    administrator.get(&person).refused(403, "forbidden");
    administrator.get("/cases").refused(403, "forbidden");
    // Whoever works with people reads what is offered and changes nothing of it.
    for role in [
        Role::DeskOperator,
        Role::Counsellor,
        Role::TargetedPlacementOfficer,
        Role::Auditor,
    ] {
        let client = app.as_(role);
        let seen = client.get(&path).ok(200);
        assert_eq!(seen["allowed_actions"][0]["allowed"], false, "{role}");
        client
            .post("/services", &interview("other"))
            .refused(403, "forbidden");
        client.step("/service-catalogue").refused(403, "forbidden");
        client
            .put_now(&path, &interview("first_interview"))
            .refused(403, "forbidden");
    }
    app.as_(Role::MachineClient).get(&path).ok(200);
}

#[test]
fn nobody_replaces_what_somebody_else_replaced_meanwhile() {
    let app = TestApp::start();
    let client = app.member(coordinator(0));
    let path = added(&client, &interview("first_interview"));
    let read = client.tag(&path);
    let longer = changed(&interview("first_interview"), &json!({ "minutes": 90 }));
    let shorter = changed(&interview("first_interview"), &json!({ "minutes": 30 }));
    let body = Some(longer.to_string().into_bytes());
    let bare = client.send("PUT", &path, body);
    bare.refused(428, "precondition_required");
    client.put_if(&path, &read, &longer).ok(200);
    app.as_(Role::Administrator)
        .put_if(&path, &read, &shorter)
        .refused(412, "stale");
    assert_eq!(client.get(&path).ok(200)["minutes"], 90);
    // At once, at two servers: one of them.
    let second = app.beside(|_| {});
    for round in 0..4 {
        let read = client.tag(&path);
        let bodies = [5, 10].map(|more| {
            let minutes = json!({ "minutes": 10 * round + more });
            changed(&interview("first_interview"), &minutes)
        });
        let others = [app.member(coordinator(0)), second.member(coordinator(1))];
        let mut statuses = std::thread::scope(|scope| {
            let asked = [(&others[0], &bodies[0]), (&others[1], &bodies[1])];
            asked
                .map(|(client, body)| scope.spawn(|| client.put_if(&path, &read, body).status))
                .map(|one| one.join().unwrap())
        });
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412]);
    }
    let replaced = "events WHERE kind = 'service_replaced'";
    assert_eq!(app.database.count(replaced), 5);
}

#[test]
fn a_code_names_one_service_also_for_two_who_ask_at_once() {
    let app = TestApp::start();
    let client = app.member(coordinator(0));
    added(&client, &interview("first_interview"));
    let again = client.post("/services", &interview("first_interview"));
    again.refused(409, "taken");
    let second = app.beside(|_| {});
    for round in 0..4 {
        let body = interview(&format!("interview_{round}"));
        let theirs = second.member(coordinator(1));
        let answers = at_once([(&client, "/services", &body), (&theirs, "/services", &body)]);
        assert_eq!(statuses(&answers), [201, 409]);
    }
    assert_eq!(app.database.count("services"), 5);
    assert_eq!(
        app.database.count("events WHERE kind = 'service_created'"),
        5
    );
    // The same request again is the same service.
    let key = "0123456789abcdef-service";
    let body = interview("once");
    let first = client.post_as(key, "/services", &body).ok(201);
    assert_eq!(client.post_as(key, "/services", &body).ok(201), first);
}

#[test]
fn a_service_of_another_organisation_does_not_exist() {
    let app = TestApp::start();
    let path = added(&app.member(coordinator(0)), &interview("first_interview"));
    let away = app.member(Member::new(Place::Away, Role::Coordinator, 0));
    let tag = app.member(coordinator(0)).tag(&path);
    away.get(&path).refused(404, "not_found");
    let mine = interview("first_interview");
    away.put_if(&path, &tag, &mine).refused(404, "not_found");
    assert!(all(&away, "/services").is_empty());
    // Its code is free there.
    added(&away, &mine);
    let nowhere = "/services/01900000-0000-7000-8000-0000000000ff";
    let both = [away.get(&path), away.get(nowhere)].map(|answer| answer.but_for_ids());
    assert_eq!(both[0], both[1]);
}
