//! Of whom a row speaks: beyond doubt, perhaps, or of nobody who is there.

use std::fmt::Write as _;

use chrono::NaiveDate;
use domain::actor::Role;
use domain::individuals::Likeness;
use serde_json::{Value, json};
use strum::IntoEnumIterator;

use super::{sent, work};
use crate::support::people::{Somebody, register};
use crate::support::{Client, TestApp};

const HEADINGS: &str =
    "Codice fiscale;Cognome;Nome;Data di nascita;Sesso;Comune di nascita;E-mail\n";

/// What came of the rows of a file.
fn told(app: &TestApp, client: &Client, more: &str, rows: &str) -> Vec<Value> {
    let path = sent(client, more, format!("{HEADINGS}{rows}"));
    work(app);
    let mut rows = Vec::new();
    let mut next = format!("{path}/rows?limit=100");
    loop {
        let page = client.get(&next).ok(200).clone();
        rows.extend(page["items"].as_array().unwrap().clone());
        let Some(cursor) = page["next_cursor"].as_str() else {
            return rows;
        };
        next = format!("{path}/rows?limit=100&cursor={cursor}");
    }
}

fn outcomes(rows: &[Value]) -> Vec<&str> {
    let rows = rows.iter().map(|row| row["outcome"].as_str().unwrap());
    rows.collect()
}

/// The reasons of the only candidate of a row.
fn reasons(row: &Value) -> Vec<&str> {
    let candidates = row["candidates"].as_array().unwrap();
    assert_eq!(candidates.len(), 1, "{row}");
    let reasons = candidates[0]["card"]["reasons"].as_array().unwrap();
    let reasons = reasons.iter().map(|told| told["reason"].as_str().unwrap());
    reasons.collect()
}

/// Somebody, and a row that is alike for this reason and no stronger one.
fn pair(reason: Likeness) -> (&'static str, &'static str) {
    let ada = ";ROSSI;ADA MARIA;01/01/1980;F;Torino;ada@example.org\n";
    match reason {
        Likeness::SameCode => (
            "RSSMRA80A01L219M;ROSSI;MARIO;01/01/1980;M;;\n",
            "RSSMRA80A01L21VB;ROSSI;MARIO;01/01/1980;M;;\n",
        ),
        Likeness::SameNames => (ada, ";ROSSI;ADA MARIA;01/01/1980;F;Milano;\n"),
        Likeness::TransposedNames => (ada, ";ADA MARIA;ROSSI;01/01/1980;F;;\n"),
        Likeness::FirstGivenName => (ada, ";ROSSI;ADA;01/01/1980;F;;\n"),
        Likeness::OneLetter => (ada, ";ROSI;ADA MARIA;01/01/1980;F;;\n"),
        Likeness::TransposedOneLetter => (ada, ";ADA MARIA;ROSI;01/01/1980;F;;\n"),
        Likeness::SameContact => (ada, ";VERDI;ADA MARIA;02/02/1981;F;;ADA@example.org\n"),
    }
}

#[test]
fn every_likeness_is_seen_in_the_record_in_the_same_file_and_in_a_dry_run() {
    for reason in Likeness::iter() {
        let (somebody, alike) = pair(reason);
        let name = reason.to_string();
        let both = format!("{somebody}{alike}");
        let app = TestApp::start();
        let client = app.as_(Role::Coordinator);
        let rehearsed = told(&app, &client, "&dry_run=true", &both);
        assert_eq!(outcomes(&rehearsed), ["created", "candidates"], "{name}");
        let loaded = told(&app, &client, "", &both);
        assert_eq!(outcomes(&loaded), ["created", "candidates"], "{name}");
        assert!(reasons(&loaded[1]).contains(&&*name), "{name}");
        let known = told(&app, &client, "", alike);
        assert_eq!(outcomes(&known), ["candidates"], "{name}");
        assert_eq!(reasons(&known[0]), reasons(&loaded[1]), "{name}");
        let rehearsed = told(&app, &client, "&dry_run=true", alike);
        assert_eq!(outcomes(&rehearsed), ["candidates"], "{name}");
    }
}

#[test]
fn a_namesake_of_whom_no_code_and_no_place_is_known_is_asked_about() {
    let app = TestApp::start();
    let client = app.as_(Role::Coordinator);
    let bare = ";ROSSI;ADA;05/05/1990;F;;\n";
    let placed = ";ROSSI;ADA;05/05/1990;F;Torino;\n";
    let coded = "RSSMRA80A01L219M;ROSSI;MARIO;01/01/1980;M;;\n";
    let first = told(&app, &client, "", &format!("{placed}{coded}"));
    assert_eq!(outcomes(&first), ["created", "created"]);
    // Whoever has a code, or was born at the same place, is there already.
    let again = told(&app, &client, "", &format!("{placed}{coded}{bare}"));
    assert_eq!(outcomes(&again), ["unchanged", "unchanged", "candidates"]);
    assert_eq!(reasons(&again[2]), ["same_names"]);
}

#[test]
fn of_two_people_whom_a_row_fits_neither_is_taken() {
    let app = TestApp::start();
    let client = app.as_(Role::Coordinator);
    let ada = Somebody::new("Rossi", "Ada", "1990-05-05");
    let one = register(&client, &ada.registration());
    let one = one.rsplit('/').next().unwrap();
    let mut other = ada.registration();
    other["confirmed_distinct_from"] = json!([one]);
    register(&client, &other);
    let born = ada.registration()["identity"]["birthplace_code"].clone();
    let row = format!(
        ";ROSSI;ADA;05/05/1990;F;{};\n",
        born.as_str().unwrap_or("L219")
    );
    let rows = told(&app, &client, "", &row);
    assert_eq!(outcomes(&rows), ["candidates"]);
    assert_eq!(rows[0]["candidates"].as_array().unwrap().len(), 2);
}

/// Women with names and days of birth of their own and one address for all.
fn reached_alike(count: usize) -> String {
    let letter = |n: usize| char::from(b'A' + u8::try_from(n % 26).unwrap());
    let first = NaiveDate::from_ymd_opt(1960, 1, 1).unwrap();
    let mut rows = String::new();
    for (n, born) in first.iter_days().take(count).enumerate() {
        let given = format!("{}A{}A{}A", letter(n), letter(n / 26), letter(n + 7));
        let (family, born) = (format!("FA{given}"), born.format("%d/%m/%Y"));
        writeln!(rows, ";{family};{given};{born};F;;nessuna@example.org").unwrap();
    }
    rows
}

#[test]
fn an_address_that_very_many_share_tells_nothing_of_who_somebody_is() {
    let app = TestApp::start();
    let client = app.as_(Role::Coordinator);
    let mut rows = reached_alike(220);
    // She has the given name of the first of them.
    rows.push_str(";NERI;AAAAHA;01/02/1999;F;;nessuna@example.org\n");
    let rehearsed = told(&app, &client, "&dry_run=true", &rows);
    let loaded = told(&app, &client, "", &rows);
    let codes = |rows: &[Value]| -> Vec<(String, Value)> {
        let codes = rows.iter().map(|row| {
            let outcome = row["outcome"].as_str().unwrap().to_owned();
            (outcome, row["remarks"][0]["code"].clone())
        });
        codes.collect()
    };
    let created = |code: Value| ("created".to_owned(), code);
    assert_eq!(codes(&loaded)[199], created(Value::Null));
    assert_eq!(
        codes(&loaded)[220],
        created(json!("import_contact_of_many"))
    );
    assert_eq!(codes(&rehearsed), codes(&loaded));
    // Nobody is held up by it at the desk.
    let mut body = Somebody::new("Bianchi", "Aaaaha", "1970-07-07").registration();
    body["contacts"] = json!({ "emails": ["nessuna@example.org"] });
    register(&client, &body);
}
