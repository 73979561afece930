//! After a merge one record answers for both.

use super::*;

#[test]
fn one_record_answers_for_both() {
    let app = TestApp::start();
    let twice = twice(&app);
    let (client, kept) = (&twice.coordinator, id(&twice.kept));
    let opened = client.post("/cases", &case(&twice.other, 0)).ok(201);
    client
        .post("/desk-contacts", &contact(&twice.other))
        .ok(201);
    let merged = twice.merge(&json!([])).ok(201);
    assert_eq!(merged["sections"], json!(["contacts"]));
    assert_eq!(merged["allowed_actions"][0]["allowed"], true);
    let case_of = client.get(&format!("/cases/{}", opened["id"].as_str().unwrap()));
    assert_eq!(case_of.ok(200)["individual_id"], kept);
    // Asked for by either name, it is the same answer.
    let view = client.get(&twice.kept).ok(200);
    assert_eq!(client.get(&twice.other).ok(200), view);
    assert_eq!(view["id"], kept);
    assert_eq!(view["open_case_ids"], json!([opened["id"]]));
    let from = json!([{ "id": id(&twice.other), "merge_id": merged["id"] }]);
    assert_eq!(view["merged_from"], from);
    for name in [
        "identity",
        "identifiers",
        "residence",
        "contacts",
        "timeline",
    ] {
        let of = |path: &str| {
            let mut view = client.get(&format!("{path}/{name}")).ok(200);
            view["_links"].take();
            view
        };
        assert_eq!(of(&twice.other), of(&twice.kept), "{name}");
    }
}

#[test]
fn the_one_record_is_found_by_all_names_and_codes_once() {
    let app = TestApp::start();
    let twice = twice(&app);
    let (client, kept) = (&twice.coordinator, id(&twice.kept));
    twice.merge(&json!([])).ok(201);
    let contacts = client.get(&format!("{}/contacts", twice.other)).ok(200);
    assert_eq!(contacts["content"]["phones"], json!(["+390115550001"]));
    assert_eq!(contacts["individual_id"], kept);
    for term in [
        json!({ "term": "rossi" }),
        json!({ "term": "bianchi" }),
        json!({ "term": "maria" }),
        json!({ "term": "bianchi mar", "birth_year": 1980 }),
        json!({ "tax_code": rossi().tax_code().to_string() }),
        json!({ "tax_code": bianchi().tax_code().to_string() }),
        json!({ "term": "maria", "limit": 1 }),
    ] {
        assert_eq!(found(client, &term), [kept], "{term}");
    }
    assert_eq!(
        found(client, &json!({ "term": "bianchi", "birth_year": 1981 })),
        [""; 0]
    );
    // Who would register her again is shown the one record.
    let again = client.post("/individuals", &bianchi().registration());
    let cards = again.refused(409, "possible_duplicate")["candidates"].clone();
    assert_eq!(
        (cards.as_array().unwrap().len(), &cards[0]["id"]),
        (1, &json!(kept))
    );
}

#[test]
fn whose_names_were_taken_from_the_other_record_is_found_by_the_former_ones_too() {
    let app = TestApp::start();
    let twice = twice(&app);
    let (client, kept) = (&twice.coordinator, id(&twice.kept));
    let merged = twice
        .merge(&json!([{ "section": "identity", "from": "absorbed" }]))
        .ok(201);
    for term in ["rossi", "bianchi", "maria", "rossi mar"] {
        assert_eq!(found(client, &json!({ "term": term })), [kept], "{term}");
    }
    for who in [rossi(), bianchi()] {
        let again = client.post("/individuals", &who.registration());
        let cards = again.refused(409, "possible_duplicate")["candidates"].clone();
        assert_eq!(cards.as_array().unwrap().len(), 1);
        assert_eq!(cards[0]["id"], kept);
        assert_eq!(cards[0]["reasons"][0]["reason"], "same_names");
    }
    twice.undo(&merged).ok(200);
    for (term, of) in [("rossi", &twice.kept), ("bianchi", &twice.other)] {
        assert_eq!(found(client, &json!({ "term": term })), [id(of)], "{term}");
    }
}

#[test]
fn whoever_knows_only_the_old_identifier_confirms_by_it_that_she_is_somebody_else() {
    let app = TestApp::start();
    let twice = twice(&app);
    twice.merge(&json!([])).ok(201);
    let mut namesake = bianchi().registration();
    namesake["confirmed_distinct_from"] = json!([id(&twice.other)]);
    register(&twice.coordinator, &namesake);
    let recorded = format!(
        "events WHERE payload LIKE '%\"confirmed_distinct_from\":[\"{}\"]%'",
        id(&twice.kept)
    );
    assert_eq!(app.database.count(&recorded), 1);
}

#[test]
fn the_one_record_tells_both_lives_in_one_timeline_and_one_history() {
    let app = TestApp::start();
    let twice = twice(&app);
    let client = &twice.coordinator;
    client.post("/cases", &case(&twice.other, 0)).ok(201);
    client
        .post("/desk-contacts", &contact(&twice.other))
        .ok(201);
    twice.merge(&json!([])).ok(201);
    let timeline = client.get(&format!("{}/timeline", twice.other)).ok(200);
    let kinds: Vec<&str> = timeline["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["kind"].as_str().unwrap())
        .collect();
    let told = ["individuals_merged", "desk_contact_recorded", "case_opened"];
    assert_eq!(kinds[..3], told);
    assert_eq!(
        kinds
            .iter()
            .filter(|kind| **kind == "individual_registered")
            .count(),
        2
    );
    let first = client
        .get(&format!("{}/identity/history?limit=1", twice.kept))
        .ok(200);
    let whole = client
        .get(&format!("{}/identity/history", twice.kept))
        .ok(200);
    assert_eq!(whole["items"].as_array().unwrap().len(), 2);
    assert_eq!(first["items"][0], whole["items"][0]);
}

#[test]
fn what_is_written_by_the_old_name_is_written_to_the_survivor() {
    let app = TestApp::start();
    let twice = twice(&app);
    let (client, kept) = (&twice.coordinator, id(&twice.kept));
    twice
        .merge(&json!([{ "section": "identity", "from": "absorbed" }]))
        .ok(201);
    assert_eq!(client.get(&twice.kept).ok(200)["family_name"], "Bianchi");
    let opened = client.post("/cases", &case(&twice.other, 0)).ok(201);
    assert_eq!(opened["individual_id"], kept);
    let heard = client.post("/intakes", &intake(&twice.other)).ok(201);
    assert_eq!(heard["individual_id"], kept);
    for list in ["cases", "intakes"] {
        let listed = client
            .get(&format!("/{list}?individual={}", id(&twice.other)))
            .ok(200);
        assert_eq!(listed["items"].as_array().unwrap().len(), 1, "{list}");
    }
    let path = format!("{}/contacts", twice.other);
    let tag = twice.tag(&path);
    let written = client
        .put_if(&path, &tag, &section(&contacts_of(2)))
        .ok(200);
    assert_eq!(written["individual_id"], kept);
    let file = client
        .get(&format!("/cases/{}/file", opened["id"].as_str().unwrap()))
        .ok(200);
    assert_eq!(file["person"]["phones"], json!(["+390115550002"]));
    // A request that was sent before is answered again as it was.
    let body = contact(&twice.other);
    let sent = || client.post_as("0123456789abcdef", "/desk-contacts", &body);
    assert_eq!(sent().ok(201), sent().ok(201));
}
