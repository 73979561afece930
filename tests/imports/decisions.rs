//! Rows that may be of somebody who is there, decided on many at a time.

use domain::actor::Role;
use serde_json::{Value, json};

use super::{rows, sent, work};
use crate::support::people::{Somebody, register};
use crate::support::{Answer, Client, Member, Place, TestApp};

/// Three women who are there, each under her names changed over in the file, and one new one.
pub(super) struct Doubtful {
    pub(super) app: TestApp,
    pub(super) client: Client,
    pub(super) path: String,
    pub(super) known: Vec<String>,
}

pub(super) fn doubtful() -> Doubtful {
    let app = TestApp::start();
    let client = app.as_(Role::Coordinator);
    let women = [
        ("Rossi", "Ada", "1980-01-01"),
        ("Verdi", "Lia", "1981-02-02"),
        ("Bianchi", "Ines", "1982-03-03"),
    ];
    let known = women
        .iter()
        .map(|(family, given, born)| {
            let path = register(&client, &Somebody::new(family, given, born).registration());
            path.rsplit('/').next().unwrap().to_owned()
        })
        .collect();
    let file = rows(&[
        ("ADA", "ROSSI", "01/01/1980"),
        ("LIA", "VERDI", "02/02/1981"),
        ("INES", "BIANCHI", "03/03/1982"),
        ("NERI", "EVA", "04/04/1983"),
    ]);
    let path = sent(&client, "", file);
    work(&app);
    Doubtful {
        app,
        client,
        path,
        known,
    }
}

impl Doubtful {
    fn decide(&self, decisions: &Value) -> Answer {
        let body = json!({ "decisions": decisions });
        self.client.post(&format!("{}/decisions", self.path), &body)
    }

    pub(super) fn rows(&self) -> Vec<Value> {
        let page = self.client.get(&format!("{}/rows", self.path)).ok(200);
        page["items"].as_array().unwrap().clone()
    }

    pub(super) fn outcomes(&self) -> Vec<String> {
        let rows = self.rows();
        let rows = rows.iter().map(|row| row["outcome"].as_str().unwrap());
        rows.map(str::to_owned).collect()
    }
}

#[test]
fn a_row_that_waits_shows_whom_it_speaks_of_and_who_that_may_be() {
    let doubtful = doubtful();
    let row = &doubtful.rows()[0];
    assert_eq!(row["outcome"], "candidates");
    assert_eq!(row["person"]["family_name"], "Ada");
    assert_eq!(row["person"]["birth_date"], "1980-01-01");
    let candidate = &row["candidates"][0];
    assert_eq!(candidate["individual_id"], doubtful.known[0].as_str());
    let card = &candidate["card"];
    assert_eq!(card["family_name"], "Rossi");
    assert_eq!(card["birth_year"], 1980);
    assert_eq!(card["reasons"][0]["reason"], "transposed_names");
    assert_eq!(card["reasons"].as_array().unwrap().len(), 1);
    assert_eq!(card["score"], 70);
    // In the database nobody reads it.
    let content = doubtful
        .app
        .database
        .count("import_rows WHERE content IS NOT NULL");
    assert_eq!(content, 3);
    let rows = doubtful
        .app
        .database
        .count("import_rows WHERE told LIKE '%Rossi%'");
    assert_eq!(rows, 0);
}

#[test]
fn names_changed_over_with_one_letter_different_wait_for_somebody_to_look() {
    let app = TestApp::start();
    let client = app.as_(Role::Coordinator);
    let known = Somebody::new("Rossi", "Ada", "1980-01-01").registration();
    let known = register(&client, &known);
    // The first is alike somebody of the record, the last somebody of the file itself.
    let file = rows(&[
        ("ADA", "ROSI", "01/01/1980"),
        ("VERDI", "LIA", "02/02/1981"),
        ("LEA", "VERDI", "02/02/1981"),
    ]);
    let path = sent(&client, "", file);
    work(&app);
    let told = client.get(&format!("{path}/rows")).ok(200)["items"].clone();
    let outcomes = [0, 1, 2].map(|row: usize| told[row]["outcome"].clone());
    assert_eq!(outcomes, ["candidates", "created", "candidates"]);
    let registered = told[1]["individual_id"].as_str().unwrap();
    let ours = known.rsplit('/').next().unwrap();
    for (row, of) in [(0, ours), (2, registered)] {
        let candidates = told[row]["candidates"].as_array().unwrap();
        assert_eq!(candidates.len(), 1);
        assert_eq!(candidates[0]["individual_id"], of);
        let card = &candidates[0]["card"];
        assert_eq!(card["reasons"][0]["reason"], "transposed_one_letter");
        assert_eq!(card["score"], 55);
    }
}

#[test]
fn decisions_are_applied_by_the_import_itself() {
    let doubtful = doubtful();
    let known = &doubtful.known;
    let people = doubtful.app.database.count("individuals");
    let decisions = json!([
        { "row": 2, "decision": { "kind": "same_as", "individual_id": known[0] } },
        { "row": 3, "decision": { "kind": "new_person", "confirmed_distinct_from": [known[1]] } },
        { "row": 4, "decision": { "kind": "skip" } },
    ]);
    let accepted = doubtful.decide(&decisions);
    assert_eq!(accepted.ok(202)["status"], "queued");
    assert_eq!(doubtful.app.database.count("individuals"), people);
    work(&doubtful.app);
    assert_eq!(
        doubtful.outcomes(),
        ["unchanged", "created", "skipped", "created"]
    );
    assert_eq!(doubtful.app.database.count("individuals"), people + 1);
    let rows = doubtful.rows();
    assert_eq!(rows[0]["individual_id"], known[0].as_str());
    assert_eq!(rows[1]["decision"]["kind"], "new_person");
    let done = doubtful.client.get(&doubtful.path).ok(200);
    assert_eq!(done["status"], "done");
    let counts = json!({ "read": 4, "created": 2, "unchanged": 1, "refused": 0, "candidates": 0,
        "skipped": 1 });
    assert_eq!(done["counts"], counts);
    // Nothing that a row said is left, and the registration tells who was confirmed.
    let content = doubtful
        .app
        .database
        .count("import_rows WHERE content IS NOT NULL");
    assert_eq!(content, 0);
    let confirmed = format!(
        "events WHERE kind = 'individual_registered' AND payload LIKE '%{}%'",
        known[1]
    );
    assert_eq!(doubtful.app.database.count(&confirmed), 1);
    // The same once more asks for nothing; something else is refused.
    assert_eq!(doubtful.decide(&decisions).ok(202)["status"], "done");
    let other = json!([{ "row": 2, "decision": { "kind": "skip" } }]);
    assert_eq!(
        doubtful.decide(&other).faults(),
        ["/decisions/0/row row_decided_otherwise"]
    );
}

/// As many pairs of rows as asked, the second of each with the names of the first changed over; no
/// two pairs share a day of birth.
fn pairs(count: usize) -> String {
    let first = chrono::NaiveDate::from_ymd_opt(1960, 1, 1).unwrap();
    let born = first.iter_days().take(count);
    let born: Vec<String> = born.map(|day| day.format("%d/%m/%Y").to_string()).collect();
    let both = born
        .iter()
        .flat_map(|born| [("ROSSI", "ADA", &**born), ("ADA", "ROSSI", &**born)]);
    rows(&both.collect::<Vec<_>>())
}

#[test]
fn deciding_costs_as_many_statements_for_many_rows_as_for_few() {
    let app = TestApp::start();
    let client = app.as_(Role::Coordinator);
    let path = sent(&client, "", pairs(201));
    work(&app);
    let mut next = (3..).step_by(2);
    let mut cost = |count: usize| {
        let rows = next.by_ref().take(count);
        let skip = |row: i32| json!({ "row": row, "decision": { "kind": "skip" } });
        let body = json!({ "decisions": rows.map(skip).collect::<Vec<_>>() });
        let decide = || {
            client
                .post(&format!("{path}/decisions"), &body)
                .ok(202)
                .clone()
        };
        let deciding = app.statements(decide).1;
        (deciding, app.statements(|| work(&app)).1)
    };
    // The first decision warms everything up; of the others the least counts, because now and then
    // what was read is recorded meanwhile.
    cost(1);
    let mut least = |count| {
        let (one, other) = (cost(count), cost(count));
        (one.0.min(other.0), one.1.min(other.1))
    };
    assert_eq!(least(10), least(90));
    let done = client.get(&path).ok(200);
    assert_eq!(done["counts"]["skipped"], 201);
    assert_eq!(
        app.database.count("import_rows WHERE content IS NOT NULL"),
        0
    );
}

#[test]
fn all_decisions_that_do_not_fit_are_told_at_once_and_none_is_taken() {
    let doubtful = doubtful();
    let known = &doubtful.known;
    let decisions = json!([
        { "row": 2, "decision": { "kind": "same_as", "individual_id": known[1] } },
        { "row": 3, "decision": { "kind": "new_person", "confirmed_distinct_from": [] } },
        { "row": 4, "decision": { "kind": "skip" } },
        { "row": 4, "decision": { "kind": "skip" } },
        { "row": 5, "decision": { "kind": "skip" } },
        { "row": 9, "decision": { "kind": "skip" } },
    ]);
    let refused = doubtful.decide(&decisions);
    refused.refused(422, "invalid");
    let faults = [
        "/decisions/0/decision/individual_id not_a_candidate",
        "/decisions/1/decision/confirmed_distinct_from candidate_not_confirmed",
        "/decisions/3/row duplicate_row",
        "/decisions/4/row row_without_candidates",
        "/decisions/5/row unknown_row",
    ];
    assert_eq!(refused.faults(), faults);
    assert_eq!(
        doubtful
            .app
            .database
            .count("import_rows WHERE decision IS NOT NULL"),
        0
    );
}

#[test]
fn whoever_comes_in_the_meantime_is_asked_about_once_more() {
    let doubtful = doubtful();
    let again = Somebody::new("Lia", "Verdi", "1981-02-02");
    let mut body = again.registration();
    body["confirmed_distinct_from"] = json!([doubtful.known[1]]);
    body["identity"]["birthplace_code"] = json!("A479");
    let known = &doubtful.known[1];
    let decisions = json!([
        { "row": 3, "decision": { "kind": "new_person", "confirmed_distinct_from": [known] } },
    ]);
    doubtful.decide(&decisions).ok(202);
    // At another office, so that nothing is beyond doubt for this one.
    let elsewhere = doubtful
        .app
        .member(Member::new(Place::Home, Role::Coordinator, 2));
    let newcomer = register(&elsewhere, &body);
    let newcomer = newcomer.rsplit('/').next().unwrap();
    work(&doubtful.app);
    assert_eq!(doubtful.outcomes()[1], "candidates");
    let row = &doubtful.rows()[1];
    assert!(row.get("decision").is_none());
    // Of her who is registered where this coordinator does not import nothing is told but who.
    let candidates = row["candidates"].as_array().unwrap();
    assert_eq!(candidates.len(), 2);
    let (here, there): (Vec<_>, Vec<_>) = candidates
        .iter()
        .partition(|candidate| candidate["individual_id"] == known.as_str());
    assert_eq!(here[0]["card"]["family_name"], "Verdi");
    assert_eq!(*there[0], json!({ "individual_id": newcomer }));
    let page = elsewhere.get(&format!("{}/rows", doubtful.path));
    page.refused(404, "not_found");
    let done = doubtful.client.get(&doubtful.path).ok(200);
    assert_eq!(done["counts"]["candidates"], 3);
}

#[test]
fn whoever_does_not_reach_the_office_decides_nothing() {
    let doubtful = doubtful();
    let elsewhere = doubtful
        .app
        .member(Member::new(Place::Home, Role::Coordinator, 2));
    let body = json!({ "decisions": [{ "row": 2, "decision": { "kind": "skip" } }] });
    let path = format!("{}/decisions", doubtful.path);
    elsewhere.post(&path, &body).refused(404, "not_found");
    let desk = doubtful.app.as_(Role::DeskOperator);
    desk.post(&path, &body).refused(403, "forbidden");
}
