//! How the files of a source are read, saved under its name.

use domain::actor::Role;
use serde_json::{Value, json};

use super::{send, sent, work};
use crate::support::{Client, Member, Place, TestApp};

fn mapping(label: &str) -> Value {
    json!({
        "label": label,
        "columns": [
            { "heading": "Surname of client", "column": "family_name" },
            { "heading": "Client", "column": "given_name" },
            { "heading": "DOB", "column": "birth_date" },
            { "heading": "M/F", "column": "sex" },
        ],
        "date_order": "month_first",
    })
}

#[test]
fn a_file_with_headings_of_its_own_is_read_by_its_mapping() {
    let app = TestApp::start();
    let client = app.as_(Role::Coordinator);
    let saved = client
        .post("/import-mappings", &mapping("Old program"))
        .ok(201);
    let id = saved["id"].as_str().unwrap();
    let file = "SURNAME OF CLIENT,client,dob,M/F\nROSSI,ADA,12/31/1980,F\n";
    let path = sent(&client, &format!("&mapping_id={id}"), file);
    // Imports keep the mapping that they were asked for with.
    let other = json!({ "label": "Old program", "columns": [] });
    let etag = client.get(&format!("/import-mappings/{id}"));
    let replaced = client.put_if(
        &format!("/import-mappings/{id}"),
        etag.header("etag"),
        &other,
    );
    assert_eq!(replaced.ok(200)["version"], 2);
    work(&app);
    let done = client.get(&path).ok(200);
    assert_eq!(done["counts"]["created"], 1, "{done}");
    assert_eq!(done["mapping_id"], id);
    let path = sent(&client, &format!("&mapping_id={id}"), file);
    work(&app);
    assert_eq!(
        client.get(&path).ok(200)["failure"]["code"],
        "import_missing_columns"
    );
}

#[test]
fn each_source_has_one_mapping_which_is_replaced_knowingly() {
    let app = TestApp::start();
    let client = app.as_(Role::Coordinator);
    let first = client.post("/import-mappings", &mapping("Silp"));
    let id = first.ok(201)["id"].as_str().unwrap().to_owned();
    client
        .post("/import-mappings", &mapping("SILP."))
        .refused(409, "taken");
    client
        .post("/import-mappings", &mapping("Anagrafe"))
        .ok(201);
    let list = client.get("/import-mappings?limit=1").ok(200);
    assert_eq!(list["items"][0]["label"], "Anagrafe");
    let cursor = list["next_cursor"].as_str().unwrap();
    let next = client.get(&format!("/import-mappings?limit=1&cursor={cursor}"));
    assert_eq!(next.ok(200)["items"][0]["label"], "Silp");
    let path = format!("/import-mappings/{id}");
    client
        .put_if(&path, first.header("etag"), &mapping("Silp 2"))
        .ok(200);
    client
        .put_if(&path, first.header("etag"), &mapping("Silp 3"))
        .refused(412, "stale");
    // Another office of the organisation reads it too, another organisation does not.
    let colleague = app.member(Member::new(Place::Home, Role::Coordinator, 2));
    assert_eq!(colleague.get(&path).ok(200)["label"], "Silp 2");
    let stranger = app.member(Member::new(Place::Away, Role::Coordinator, 0));
    stranger.get(&path).refused(404, "not_found");
    app.as_(Role::Counsellor)
        .get(&path)
        .refused(403, "forbidden");
}

#[test]
fn a_mapping_is_removed_knowingly_and_imports_that_were_asked_for_keep_it() {
    let app = TestApp::start();
    let client = app.as_(Role::Coordinator);
    let saved = client.post("/import-mappings", &mapping("Silp"));
    let id = saved.ok(201)["id"].as_str().unwrap().to_owned();
    let path = format!("/import-mappings/{id}");
    let more = format!("&mapping_id={id}");
    let file = "SURNAME OF CLIENT,client,dob,M/F\nROSSI,ADA,12/31/1980,F\n";
    let asked = sent(&client, &more, file);
    let remove = |client: &Client| client.send("DELETE", &path, None);
    remove(&client).refused(428, "precondition_required");
    remove(&client.with("If-Match", "\"7-00000000\"")).refused(412, "stale");
    let current = |client: Client| client.with("If-Match", saved.header("etag"));
    let stranger = app.member(Member::new(Place::Away, Role::Coordinator, 0));
    remove(&current(stranger)).refused(404, "not_found");
    remove(&current(app.as_(Role::Counsellor))).refused(403, "forbidden");
    assert_eq!(remove(&current(app.as_(Role::Coordinator))).status, 204);
    client.get(&path).refused(404, "not_found");
    let list = client.get("/import-mappings").ok(200);
    assert_eq!(list["items"], json!([]));
    let recorded = "events WHERE kind = 'import_mapping_removed'";
    assert_eq!(app.database.count(recorded), 1);
    send(&client, &more, file).refused(422, "invalid");
    work(&app);
    assert_eq!(client.get(&asked).ok(200)["counts"]["created"], 1);
    // The name is free again.
    client.post("/import-mappings", &mapping("Silp")).ok(201);
}

#[test]
fn everything_that_is_wrong_with_a_mapping_is_told_at_once() {
    let app = TestApp::start();
    let client = app.as_(Role::Coordinator);
    let body = json!({ "label": "Silp", "columns": [
        { "heading": "Nome", "column": "given_name" },
        { "heading": "NOME", "column": "family_name" },
        { "heading": "Altro", "column": "given_name" },
    ] });
    let refused = client.post("/import-mappings", &body);
    let faults = [
        "/columns/1/heading duplicate_heading",
        "/columns/2/column duplicate_column",
    ];
    assert_eq!(refused.faults(), faults);
    let body = json!({ "label": "", "columns": [{ "heading": "x", "column": "shoe_size" }] });
    let refused = client.post("/import-mappings", &body);
    assert_eq!(
        refused.faults(),
        ["/columns/0/column unknown_code", "/label blank"]
    );
}
