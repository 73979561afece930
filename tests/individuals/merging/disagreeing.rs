//! Two records of one person say different things: whoever reads either is told.

use super::*;

/// Somebody who told her birth date, and whose document told another one elsewhere.
fn disagreeing(app: &TestApp) -> Twice {
    let coordinator = app.member(home(Role::Coordinator));
    let from = |somebody: Somebody, source: &str, verification: &str| {
        let mut body = somebody.registration();
        body["provenance"]["source"] = json!(source);
        body["provenance"]["verification"] = json!(verification);
        body
    };
    let kept = from(rossi(), "self_declared", "none");
    let other = Somebody::new("Bianchi", "Maria", "1981-02-03");
    let other = from(other, "document", "verified");
    Twice {
        kept: register(&coordinator, &kept),
        other: register(&coordinator, &other),
        coordinator,
    }
}

/// What other sources say against her identity: which fact, and in which record.
fn told(contradictions: &Value) -> Vec<(String, String)> {
    let told = contradictions.as_array().unwrap().iter();
    told.map(|one| {
        let of = |member: &str| one[member].as_str().unwrap().to_owned();
        (of("pointer"), of("individual_id"))
    })
    .collect()
}

/// The same as the section itself, all that is known of her, and the file of her case tell it.
fn against(twice: &Twice, case: &str) -> [Vec<(String, String)>; 3] {
    let client = &twice.coordinator;
    let section = client.get(&format!("{}/identity", twice.kept)).ok(200);
    let facts = client.get(&format!("{}/facts", twice.kept)).ok(200);
    let facts = facts["sections"][0]["facts"].as_array().unwrap().iter();
    let facts = facts.flat_map(|fact| told(&fact["contradictions"]));
    let file = client.get(&format!("{case}/file")).ok(200);
    let warnings = file["warnings"].as_array().unwrap().iter();
    let warned = warnings.filter(|warning| warning["rule"] == "file.contradicted");
    let warned = warned.map(|warning| (warning["detail"].to_string(), id(&twice.other).to_owned()));
    [
        told(&section["contradictions"]),
        facts.collect(),
        warned.collect(),
    ]
}

#[test]
fn what_the_absorbed_record_says_stands_against_the_one_record_until_they_are_two_again() {
    let app = TestApp::start();
    let twice = disagreeing(&app);
    let client = &twice.coordinator;
    let opened = client.post("/cases", &case(&twice.kept, 0)).ok(201);
    let case = format!("/cases/{}", opened["id"].as_str().unwrap());
    let nothing = [vec![], vec![], vec![]];
    assert_eq!(against(&twice, &case), nothing);
    let merged = twice.merge(&json!([])).ok(201);
    let other = id(&twice.other).to_owned();
    let both = ["/birth_date", "/family_name"];
    let both = both.map(|pointer| (pointer.to_owned(), other.clone()));
    let [section, facts, file] = against(&twice, &case);
    assert_eq!(section, both);
    assert_eq!(facts, both);
    assert_eq!(file.len(), 1, "{file:?}");
    let identity = client.get(&format!("{}/identity", twice.kept)).ok(200);
    let said = &identity["contradictions"][0];
    assert_eq!(
        (&said["version"], &said["provenance"]["verification"]),
        (&json!(1), &json!("verified"))
    );
    twice.undo(&merged).ok(200);
    assert_eq!(against(&twice, &case), nothing);
    // Whose document stands is told nothing of what she said herself: the check has settled it.
    let taken = json!([{ "section": "identity", "from": "absorbed" }]);
    twice.merge(&taken).ok(201);
    assert_eq!(against(&twice, &case), nothing);
}

#[test]
fn of_what_one_source_says_in_two_records_the_later_statement_counts() {
    let app = TestApp::start();
    let twice = disagreeing(&app);
    let client = &twice.coordinator;
    // A document was shown at the second record, thrice, and after that another one at the first.
    let there = format!("{}/identity", twice.other);
    let mut shown = section(&Somebody::new("Bianchi", "Maria", "1981-02-03").identity());
    for _ in 0..2 {
        client.put_now(&there, &shown).ok(200);
    }
    app.clock.advance(chrono::TimeDelta::hours(1));
    let here = format!("{}/identity", twice.kept);
    shown = section(&rossi().identity());
    client.put_now(&here, &shown).ok(200);
    let mut heard = section(&Somebody::new("Verdi", "Maria", "1980-02-03").identity());
    heard["provenance"] = json!({ "source": "self_declared", "observed_on": "2026-03-01" });
    client.put_now(&here, &heard).ok(200);
    let said = || {
        let identity = client.get(&here).ok(200);
        told(&identity["contradictions"])
    };
    let before = said();
    assert_eq!(
        before,
        [("/family_name".to_owned(), id(&twice.kept).to_owned())]
    );
    twice.merge(&json!([])).ok(201);
    assert_eq!(said(), before);
}
