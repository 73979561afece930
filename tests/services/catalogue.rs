//! The services to begin with.

use std::thread::scope;

use domain::kernel::Id;
use domain::vocabulary;
use persistence::events;

use super::*;
use crate::hand_overs::statuses;
use crate::support::Database;
use crate::support::process::run;

const CATALOGUE: &str = "/service-catalogue";

#[test]
fn the_start_set_is_added_once() {
    let app = TestApp::start();
    let client = app.member(coordinator(0));
    assert!(all(&client, "/services").is_empty());
    let own = changed(
        &interview("job_club"),
        &json!({ "label_it": "Il nostro club" }),
    );
    let own = added(&client, &own);
    let start = vocabulary::codes("service-catalogue");
    let completed = client.step(CATALOGUE).ok(200);
    let others: Vec<_> = start.iter().filter(|code| **code != "job_club").collect();
    assert_eq!(completed["added"], json!(others));
    assert_eq!(completed["present"], json!(["job_club"]));
    // What was there stays as it is.
    assert_eq!(client.get(&own).ok(200)["label_it"], "Il nostro club");
    assert_eq!(client.get(&own).ok(200)["version"], 1);
    let again = client.step(CATALOGUE).ok(200);
    assert_eq!(again, json!({ "added": [], "present": start }));
    let mut known = all(&client, "/services?limit=7");
    assert_eq!(known.len(), start.len());
    assert_eq!(
        app.database.count("events WHERE kind = 'service_created'"),
        i64::try_from(start.len()).unwrap()
    );
    known.retain(|service| service["is_search_path"] == true);
    assert_eq!(codes(&known), ["job_search_workshop"]);
}

#[test]
fn two_who_add_the_start_set_at_once_add_it_once() {
    for _ in 0..4 {
        let app = TestApp::start();
        let second = app.beside(|_| {});
        let mine = app.member(coordinator(0));
        let theirs = second.member(Member::new(Place::Home, Role::Administrator, 0));
        let answers = scope(|scope| {
            [&mine, &theirs]
                .map(|client| scope.spawn(|| client.step(CATALOGUE)))
                .map(|one| one.join().unwrap())
        });
        assert_eq!(statuses(&answers), [200, 200]);
        let start = vocabulary::codes("service-catalogue").len();
        let count = |member: &str| -> usize {
            let lists = answers.iter().map(|answer| answer.json()[member].clone());
            lists.map(|list| list.as_array().unwrap().len()).sum()
        };
        assert_eq!((count("added"), count("present")), (start, start));
        let start = i64::try_from(start).unwrap();
        assert_eq!(app.database.count("services"), start);
        let told = "events WHERE kind = 'service_created'";
        assert_eq!(app.database.count(told), start);
    }
}

#[test]
fn each_organisation_has_a_set_of_its_own() {
    let app = TestApp::start();
    app.member(coordinator(0)).step(CATALOGUE).ok(200);
    let away = app.member(Member::new(Place::Away, Role::Coordinator, 0));
    assert!(all(&away, "/services").is_empty());
    assert_eq!(away.step(CATALOGUE).ok(200)["present"], json!([]));
}

#[test]
fn a_new_organisation_begins_with_it() {
    let database = Database::empty();
    persistence::migrations::migrate(&database.address).unwrap();
    let made = run(
        &database,
        &[
            "organisation",
            "create",
            "--legal-name",
            "Comune di Prova",
            "--region",
            "01",
            "--patron",
            "06-24",
        ],
    );
    assert!(made.status.success(), "{made:?}");
    let start = vocabulary::codes("service-catalogue").len();
    assert_eq!(database.count("services"), i64::try_from(start).unwrap());
    let store = database.open(persistence::Clock::System);
    let installation = persistence::Caller::system(Id::new(uuid::Uuid::nil()), "story");
    let known = store.read(&installation, events::organisations).unwrap();
    assert_eq!(known.len(), 1);
    store.close();
}
