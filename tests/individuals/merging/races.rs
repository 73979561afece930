//! A merge beside other writers.

use std::thread::scope;

use super::*;

#[test]
fn of_two_merges_of_the_same_records_at_once_one_is_done() {
    let app = TestApp::start();
    let twice = twice(&app);
    let second = app.beside(|_| {});
    let forth = (format!("{}/merges", twice.kept), twice.body(&json!([])));
    let tag = twice.tag(&twice.kept);
    // The other way round is the same merge, and the first one has made it.
    let back = json!({
        "absorbed_id": id(&twice.kept), "absorbed_version": 3, "reason": "Registrata due volte.",
    });
    let back = (format!("{}/merges", twice.other), back);
    let answers: Vec<Answer> = scope(|scope| {
        let asked: Vec<_> = [&forth, &back, &forth, &back]
            .into_iter()
            .enumerate()
            .map(|(at, (path, body))| {
                let server = if at < 2 { &app } else { &second };
                let client = server
                    .member(home(Role::Coordinator))
                    .with("If-Match", &tag);
                scope.spawn(move || client.post(path, body))
            })
            .collect();
        asked.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let made = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(made, 1);
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        assert!([412, 422].contains(&answer.status), "{}", answer.text());
    }
    assert_eq!(app.database.count("merges"), 1);
    assert_eq!(
        app.database
            .count("individuals WHERE survivor_id IS NOT NULL"),
        1
    );
}

#[test]
fn nothing_that_is_written_during_a_merge_is_left_with_the_absorbed_record() {
    for round in 0..4 {
        let app = TestApp::start();
        let twice = twice(&app);
        let second = app.beside(|_| {});
        let client = second.member(home(Role::Coordinator));
        let contacts = format!("{}/contacts", twice.other);
        let edited = client.with("If-Match", twice.tag(&contacts));
        let edit = section(&contacts_of(50 + round)).to_string().into_bytes();
        let household = format!("{}/household", twice.other);
        let home = json!({ "needed_for": ["work_site"], "members": 4 });
        let (merged, housed) = scope(|scope| {
            let merge = scope.spawn(|| twice.merge(&json!([])));
            let open = scope.spawn(|| client.post("/cases", &case(&twice.other, 0)));
            let hear = scope.spawn(|| client.post("/intakes", &intake(&twice.other)));
            let serve = scope.spawn(|| client.post("/desk-contacts", &contact(&twice.other)));
            let edit = scope.spawn(|| edited.send("PUT", &contacts, Some(edit.clone())));
            let house = scope.spawn(|| client.put_first(&household, &section(&home)));
            for written in [open, hear, serve] {
                written.join().unwrap().ok(201);
            }
            edit.join().unwrap();
            (merge.join().unwrap(), house.join().unwrap())
        });
        // Whoever edited the record first made the merge read it again.
        if merged.status == 412 {
            twice.merge(&json!([])).ok(201);
        } else {
            merged.ok(201);
        }
        housed.ok(201);
        let kept = client.get(&format!("{}/household", twice.kept)).ok(200);
        assert_eq!(kept["content"]["members"], 4);
        for table in ["cases", "intakes", "desk_contacts"] {
            let kept = format!(
                "{table} WHERE individual_id = {}",
                literal(&app, &twice.kept)
            );
            assert_eq!(app.database.count(&kept), 1, "{table}");
        }
    }
}

/// The identifier of a person, as the engine writes it.
fn literal(app: &TestApp, path: &str) -> String {
    let id = id(path);
    match app.database.address {
        persistence::backend::Address::Postgres(_) => format!("'{id}'"),
        persistence::backend::Address::Sqlite(_) => format!("x'{}'", id.replace('-', "")),
    }
}
