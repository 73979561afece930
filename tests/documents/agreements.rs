//! An agreement on paper.

use super::*;
use crate::agreements::{drawn_up, signed};
use crate::hand_overs::{case, coordinator, counsellor, id};
use domain::actor::Role;
use sha2::{Digest, Sha256};

#[test]
fn an_agreement_is_printed_in_the_words_of_the_moment_and_never_changes() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let agreement = drawn_up(&me, &case(&app, 1));
    step(&me, &agreement, "proposal", &json!({})).ok(200);
    let document = ordered(&me, &format!("{agreement}/documents"), &json!({}));
    me.get(&format!("{document}/file"))
        .refused(409, "wrong_status");
    // What is written otherwise before the file is made does not change it either.
    me.step_now(&agreement, "recall").ok(200);
    work(&app);
    let made = me.get(&document).ok(200);
    assert_eq!(
        (&made["number"], &made["language"]),
        (&json!("1/2026"), &json!("it"))
    );
    let pdf = file(&me, &document);
    let said = said(&pdf);
    for words in [
        "Accordo di orientamento",
        "N. 1/2026 del 10/03/2026",
        "Proposta da leggere e firmare.",
        "Esperienza in cucina.",
        "Tre candidature alla settimana.",
        "Ci si sente di regola ogni 30 giorni.",
        "Aggiornare il curriculum.",
        "01/04/2026",
        "D.Lgs. 150/2015",
        "Pagina 1 di 1",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let digest = Sha256::digest(&pdf.body);
    assert_eq!(made["file"]["sha256"], json!(format!("{digest:x}")));
    assert_eq!(made["file"]["length"], json!(pdf.body.len()));
    assert_eq!(pdf.header("content-type"), "application/pdf");
    let named = "attachment; filename=\"orientation_agreement-2026-1.pdf\"";
    assert_eq!(pdf.header("content-disposition"), named);
    let known = me.with("If-None-Match", pdf.header("etag"));
    assert_eq!(known.get(&format!("{document}/file")).status, 304);
    work(&app);
    assert!(file(&me, &document).body == pdf.body);
    assert_eq!(me.get(&document).ok(200)["version"], 2);
}

#[test]
fn what_is_to_be_signed_next_is_printed_and_what_binds_when_somebody_asks_for_it() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let agreement = signed(&me, &case(&app, 1));
    let below = format!("{agreement}/documents");
    let amendment = json!({ "part": "amendment" });
    me.post(&below, &amendment).refused(409, "wrong_status");
    me.step_now(&agreement, "amendment").ok(200);
    let mut terms = crate::agreements::terms();
    terms["profile"] = json!("Patente da poco.");
    me.put_now(&agreement, &terms).ok(200);
    let asked = [json!({}), amendment.clone(), json!({ "part": "terms" })];
    let before = asked.map(|body| ordered(&me, &below, &body));
    step(&me, &agreement, "proposal", &json!({})).ok(200);
    let next = ordered(&me, &below, &json!({}));
    work(&app);
    let is_new = |document: &str| said(&file(&me, document)).contains("Patente da poco.");
    assert_eq!(
        before.each_ref().map(|document| is_new(document)),
        [false, true, false]
    );
    assert!(is_new(&next));
    let told = |document: &str, words: &str| said(&file(&me, document)).contains(words);
    assert!(told(&before[0], "Testo in vigore."));
    assert!(told(&before[1], "Bozza: non ancora proposta alla persona."));
    assert!(told(&next, "Proposta da leggere e firmare."));
    // The last one first, each with its number.
    let page = me.get(&below).ok(200);
    let numbers = page["items"].as_array().unwrap().iter();
    let numbers: Vec<&str> = numbers
        .map(|item| item["number"].as_str().unwrap())
        .collect();
    assert_eq!(numbers, ["4/2026", "3/2026", "2/2026", "1/2026"]);
}

#[test]
fn an_agreement_on_paper_is_for_those_who_read_it() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let agreement = signed(&me, &case(&app, 1));
    let below = format!("{agreement}/documents");
    let document = ordered(&me, &below, &json!({ "language": "en" }));
    work(&app);
    let english = said(&file(&me, &document));
    assert!(english.contains("Orientation agreement"), "{english}");
    assert!(english.contains("Text in force."), "{english}");
    file(&app.member(coordinator(0)), &document);
    let bytes = format!("{document}/file");
    for other in [app.member(counsellor(2)), app.member(coordinator(2))] {
        for path in [&below, &document, &bytes] {
            other.get(path).refused(404, "not_found");
        }
        other.post(&below, &json!({})).refused(404, "not_found");
    }
    for role in [Role::DeskOperator, Role::Administrator, Role::MachineClient] {
        for path in [&below, &document, &bytes] {
            let status = app.as_(role).get(path).status;
            assert!([403, 404].contains(&status), "{role}: {status}");
        }
    }
    // Below another agreement it is not there.
    let elsewhere = signed(&me, &case(&app, 2));
    let moved = format!("{elsewhere}/documents/{}", id(&document));
    me.get(&moved).refused(404, "not_found");
    let read = "accesses WHERE resource = 'document'";
    app.store.flush_accesses().unwrap();
    assert!(app.database.count(read) > 0);
}

#[test]
fn whoever_asks_twice_under_one_key_gets_one_document() {
    let app = TestApp::start();
    let me = app.member(counsellor(0));
    let agreement = signed(&me, &case(&app, 1));
    let below = format!("{agreement}/documents");
    let first = me
        .post_as("stampa-dell-accordo-1", &below, &json!({}))
        .ok(202);
    let again = me
        .post_as("stampa-dell-accordo-1", &below, &json!({}))
        .ok(202);
    assert_eq!(first["id"], again["id"]);
    assert_eq!(app.database.count("documents"), 1);
    for (body, pointer) in [
        (json!({ "part": "editions" }), "/part"),
        (json!({ "language": "de" }), "/language"),
    ] {
        let refused = me.post(&below, &body).refused(422, "invalid");
        assert_eq!(refused["errors"][0]["pointer"], pointer, "{refused}");
    }
    assert_eq!(app.database.count("documents"), 1);
    assert_eq!(app.database.count("document_numbers WHERE last = 1"), 1);
}
