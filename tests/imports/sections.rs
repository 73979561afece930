//! What a row says of a person, section by section.

use domain::actor::Role;
use serde_json::{Value, json};

use super::{sent, work};
use crate::support::{Client, TestApp};

const HEADINGS: &str = "Codice fiscale;Cognome;Nome;Cittadinanza\n";

fn row(citizenship: &str) -> String {
    format!("RSSMRA80A01L219M;ROSSI;MARIO;{citizenship}\n")
}

/// What came of the rows of a file.
fn outcome(app: &TestApp, client: &Client, more: &str, rows: &[String]) -> Vec<Value> {
    let path = sent(client, more, format!("{HEADINGS}{}", rows.concat()));
    work(app);
    let told = client.get(&format!("{path}/rows")).ok(200);
    told["items"].as_array().unwrap().clone()
}

/// The outcome of a row and the codes of what is told of it.
fn told(row: &Value) -> (String, Vec<String>) {
    let remarks = row["remarks"].as_array().unwrap().iter();
    let remarks = remarks.map(|remark| remark["detail"].as_str().unwrap().to_owned());
    (
        row["outcome"].as_str().unwrap().to_owned(),
        remarks.collect(),
    )
}

#[test]
fn the_citizenship_of_the_file_is_written_with_the_person() {
    let app = TestApp::start();
    let client = app.as_(Role::Coordinator);
    let rows = outcome(&app, &client, "", &[row("rumena")]);
    let person = rows[0]["individual_id"].as_str().unwrap().to_owned();
    let path = format!("/individuals/{person}/citizenship");
    let section = client.get(&path).ok(200);
    assert_eq!(section["content"]["items"], json!([{ "code": "235" }]));
    assert_eq!(section["version"], 1);
    // The same once more says nothing new; another one is told and nothing changed.
    let same = outcome(&app, &client, "", &[row("ROMANIA")]);
    assert_eq!(told(&same[0]), ("unchanged".to_owned(), vec![]));
    let other = outcome(&app, &client, "", &[row("italiana")]);
    let (outcome, remarks) = told(&other[0]);
    assert_eq!(outcome, "unchanged");
    assert!(
        remarks.len() == 1 && remarks[0].contains("citizenship"),
        "{remarks:?}"
    );
    assert_eq!(client.get(&path).ok(200)["version"], 1);
}

#[test]
fn a_dry_run_tells_the_same_of_citizenships_as_the_load() {
    let app = TestApp::start();
    let client = app.as_(Role::Coordinator);
    let rows = [row("rumena"), row("italiana"), row("")];
    let rehearsed = outcome(&app, &client, "&dry_run=true", &rows);
    let loaded = outcome(&app, &client, "", &rows);
    let both = |rows: &[Value]| rows.iter().map(told).collect::<Vec<_>>();
    assert_eq!(both(&rehearsed), both(&loaded));
    let remarks = both(&loaded).into_iter().map(|(_, remarks)| remarks.len());
    assert_eq!(remarks.collect::<Vec<_>>(), [0, 1, 0]);
}
