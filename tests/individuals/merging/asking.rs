//! What a merge would do, and what stands against it.

use super::*;

#[test]
fn what_a_merge_would_do_is_told_before_and_nothing_happens() {
    let app = TestApp::start();
    let twice = twice(&app);
    let client = &twice.coordinator;
    let opened = client.post("/cases", &case(&twice.other, 0)).ok(201);
    client.post("/intakes", &intake(&twice.other)).ok(201);
    let path = format!("{}/merge-previews", twice.kept);
    let body = json!({ "other_id": id(&twice.other) });
    let seen = client.post(&path, &body).ok(200);
    assert_eq!(seen["survivor"]["id"], id(&twice.kept));
    assert_eq!(
        (&seen["survivor_version"], &seen["absorbed_version"]),
        (&json!(3), &json!(3))
    );
    let moves: Vec<_> = seen["moves"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| {
            (
                of["kind"].as_str().unwrap().to_owned(),
                of["count"].as_u64().unwrap(),
            )
        })
        .collect();
    let expected = [
        ("case", 1),
        ("intake", 1),
        ("desk_contact", 0),
        ("appointment", 0),
        ("enrolment", 0),
        ("individual", 0),
    ];
    assert_eq!(
        moves,
        expected.map(|(kind, count)| (kind.to_owned(), count))
    );
    assert_eq!(seen["moves"][0]["ids"], json!([opened["id"]]));
    assert_eq!(
        seen["sections"][3],
        json!({ "section": "contacts", "absorbed_version": 1 })
    );
    assert_eq!(seen["conflicts"], json!([]));
    assert_eq!(app.database.count("merges"), 0);
    let same = client.post(&path, &json!({ "other_id": id(&twice.kept) }));
    assert_eq!(same.faults(), ["/other_id same_person"]);
    let nobody = client.post(&path, &json!({ "other_id": uuid::Uuid::new_v4() }));
    assert_eq!(nobody.faults(), ["/other_id unknown_reference"]);
}

#[test]
fn two_verified_codes_and_two_running_cases_at_one_office_refuse_with_their_reasons() {
    let app = TestApp::start();
    let twice = twice(&app);
    let client = &twice.coordinator;
    for (path, who) in [(&twice.kept, rossi()), (&twice.other, bianchi())] {
        let path = format!("{path}/identifiers");
        let body = section(&codes(&[("tax_code", who.tax_code().as_str())]));
        client.put_if(&path, &twice.tag(&path), &body).ok(200);
        client
            .post(
                "/cases",
                &case(path.strip_suffix("/identifiers").unwrap(), 0),
            )
            .ok(201);
    }
    let problem = twice.merge(&json!([])).refused(422, "rules");
    let rules: Vec<&str> = problem["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["rule"].as_str().unwrap())
        .collect();
    assert_eq!(rules, ["merge.tax_codes", "merge.open_cases"]);
    assert_eq!(app.database.count("merges"), 0);
    let path = format!("{}/merge-previews", twice.kept);
    let seen = client
        .post(&path, &json!({ "other_id": id(&twice.other) }))
        .ok(200);
    assert_eq!(seen["conflicts"][0]["rule"], "merge.tax_codes");
    // The same code, letters for digits, is no conflict.
    let variant = rossi().tax_code().omocodia_variant(2).unwrap().to_string();
    let path = format!("{}/identifiers", twice.other);
    let mut body = section(&codes(&[("tax_code", &variant)]));
    body["acknowledged"] = json!([
        "individual.tax_code_conflict",
        "individual.tax_code_compatible"
    ]);
    body["confirmed_distinct_from"] = json!([id(&twice.kept)]);
    client.put_if(&path, &twice.tag(&path), &body).ok(200);
    let problem = twice.merge(&json!([])).refused(422, "rules");
    assert_eq!(problem["findings"].as_array().unwrap().len(), 1);
}

#[test]
fn a_merge_needs_a_coordinator_who_reaches_both_as_they_were_read() {
    let app = TestApp::start();
    let twice = twice(&app);
    let path = format!("{}/merges", twice.kept);
    let body = twice.body(&json!([]));
    let tag = twice.tag(&twice.kept);
    let counsellor = app.member(home(Role::Counsellor)).with("If-Match", &tag);
    counsellor.post(&path, &body).refused(403, "forbidden");
    let away = app.member(Member::new(Place::Home, Role::Coordinator, 2));
    away.with("If-Match", &tag)
        .post(&path, &body)
        .refused(404, "not_found");
    let strangers = register(&away, &Somebody::numbered(7).registration());
    let mut theirs = body.clone();
    theirs["absorbed_id"] = json!(id(&strangers));
    let client = twice.coordinator.with("If-Match", &tag);
    assert_eq!(
        client.post(&path, &theirs).faults(),
        ["/absorbed_id unknown_reference"]
    );
    let mut doubled = body.clone();
    doubled["absorbed_id"] = json!(id(&twice.kept));
    let choice = json!({ "section": "contacts", "from": "survivor" });
    doubled["sections"] = json!([choice, choice]);
    let expected = [
        "/absorbed_id same_person",
        "/sections/1/section duplicate_member",
    ];
    assert_eq!(client.post(&path, &doubled).faults(), expected);
    let mut late = body.clone();
    late["absorbed_version"] = json!(99);
    client.post(&path, &late).refused(412, "stale");
    let early = twice.coordinator.with("If-Match", "\"99-0\"");
    early.post(&path, &body).refused(412, "stale");
    let sent = || client.post_as("0123456789abcdef", &path, &body);
    let merged = sent().ok(201);
    let replayed = sent();
    assert_eq!(replayed.ok(201), merged);
    assert_eq!(replayed.header("idempotency-replayed"), "true");
    let of_the_log = "events WHERE kind = 'individuals_merged'";
    assert_eq!(app.database.count(of_the_log), 1);
    assert!(
        !app.member(home(Role::Coordinator))
            .get(&twice.kept)
            .text()
            .contains("due volte")
    );
}
