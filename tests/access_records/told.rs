//! What is told, to whom, and at what cost.

use chrono::TimeDelta;
use serde_json::json;

use super::*;
use crate::support::contract::Contract;
use crate::support::people::Somebody;

struct Desk {
    app: TestApp,
    world: World,
}

impl Desk {
    /// With a token of now, because the clock of these stories moves.
    fn owner(&self) -> Client {
        self.app.member(self.world.counsellor)
    }

    /// Whoever tells the person: a coordinator of the office.
    fn asker(&self) -> Client {
        self.app.member(home(Role::Coordinator, 0))
    }

    fn english(&self) -> Client {
        self.asker().with("Accept-Language", "en")
    }
}

/// One of everything, and all that was read so far written down.
fn desk() -> Desk {
    let app = TestApp::start();
    let world = World::of(&app, home(Role::Counsellor, 0));
    app.store.flush_accesses().unwrap();
    Desk { app, world }
}

#[test]
fn who_saw_my_file_is_answered_in_one_call() {
    let desk = desk();
    let case = format!("/cases/{}", desk.world.id("case_id"));
    desk.app.clock.advance(TimeDelta::hours(2));
    for _ in 0..3 {
        desk.owner().get(&format!("{case}/file")).ok(200);
    }
    let person = format!("/individuals/{}", desk.world.id("individual_id"));
    desk.owner().get(&format!("{person}/residence")).ok(200);
    desk.app.store.flush_accesses().unwrap();
    let asked = desk
        .english()
        .get(&path(&desk.world, "individual_id"))
        .ok(200);
    let line = &asked["items"][0];
    assert_eq!(
        line["text"],
        "10 Mar 2026, 12:00: Prova Numero 0 (Counsellor, Sportello 0) read: the section \
         “residence”; the file of the case (3 times). Purpose: Case work."
    );
    assert_eq!(line["by"]["display_name"], "Prova Numero 0");
}

#[test]
fn the_sentences_are_in_the_readers_language() {
    let desk = desk();
    let path = path(&desk.world, "individual_id");
    for (language, word) in [("it", "Caso aperto"), ("en", "Case opened")] {
        let reader = desk.asker().with("Accept-Language", language);
        let all = lines(&reader, &path, 100);
        let told = texts(&all);
        assert!(told.iter().any(|text| text.contains(word)), "{told:#?}");
        assert!(told.iter().all(|text| !text.contains('{')), "{told:#?}");
    }
}

#[test]
fn a_file_that_tells_of_the_person_is_told() {
    let desk = desk();
    let coordinator = desk.app.member(home(Role::Coordinator, 0));
    let somebody = Somebody::numbered(0);
    let file = format!(
        "Cognome;Nome;Data di nascita;Codice fiscale\n{};{};{};{}\n",
        somebody.family,
        somebody.given,
        somebody.birth_date,
        somebody.tax_code()
    );
    let sent = coordinator
        .with("Content-Type", "text/csv")
        .with("Idempotency-Key", uuid::Uuid::new_v4().to_string())
        .send("POST", &desk.world.import_path(), Some(file.into()));
    sent.ok(202);
    crate::imports::work(&desk.app);
    let all = lines(&desk.english(), &path(&desk.world, "individual_id"), 100);
    let imports: Vec<&Value> = all.iter().filter(|line| line["kind"] == "import").collect();
    assert_eq!(imports.len(), 1, "{all:#?}");
    assert_eq!(imports[0]["purpose"], "takeover");
}

#[test]
fn that_an_officer_of_targeted_placement_had_to_do_with_somebody_is_told_nowhere() {
    let desk = desk();
    let person = format!("/individuals/{}", desk.world.id("newcomer"));
    let officer = desk.app.member(home(Role::TargetedPlacementOfficer, 0));
    officer.get(&person).ok(200);
    desk.app.store.flush_accesses().unwrap();
    let told = desk.asker().get(&path(&desk.world, "newcomer")).ok(200);
    let line = &told["items"][0];
    assert_eq!(line["by"]["roles"], json!(["counsellor"]), "{line}");
    assert!(!told.to_string().contains("mirato"), "{told}");
}

#[test]
fn a_program_is_told_by_its_name() {
    let desk = desk();
    let program = desk.app.member(home(Role::MachineClient, 0));
    let person = format!("/individuals/{}", desk.world.id("individual_id"));
    program.get(&person).ok(200);
    desk.app.store.flush_accesses().unwrap();
    let asked = desk
        .english()
        .get(&path(&desk.world, "individual_id"))
        .ok(200);
    let by = &asked["items"][0]["by"];
    assert_eq!(by["kind"], "program", "{asked}");
    let text = asked["items"][0]["text"].as_str().unwrap();
    assert!(
        text.contains(by["display_name"].as_str().unwrap()),
        "{text}"
    );
}

#[test]
fn what_happened_to_a_merged_record_is_told_of_the_one_that_answers() {
    let desk = desk();
    let coordinator = desk.app.member(home(Role::Coordinator, 0));
    let english = coordinator.with("Accept-Language", "en");
    for who in ["twin", "other_twin"] {
        let all = lines(&english, &path(&desk.world, who), 100);
        let kinds: Vec<&Value> = all.iter().map(|line| &line["fact"]).collect();
        let registered = kinds
            .iter()
            .filter(|kind| **kind == "individual_registered");
        assert_eq!(registered.count(), 2, "{kinds:?}");
        assert!(kinds.contains(&&json!("individuals_merged")), "{kinds:?}");
    }
}

#[test]
fn pages_tell_each_read_once_whatever_their_size() {
    let desk = desk();
    let person = format!("/individuals/{}", desk.world.id("individual_id"));
    let before = reads(&lines(
        &desk.asker(),
        &path(&desk.world, "individual_id"),
        100,
    ));
    for round in 0..12 {
        let reader = match round % 3 {
            0 => desk.app.member(home(Role::Coordinator, 0)),
            _ => desk.owner(),
        };
        reader.get(&person).ok(200);
        reader.get(&format!("{person}/timeline")).ok(200);
        desk.app.clock.advance(TimeDelta::minutes(11));
    }
    desk.app.store.flush_accesses().unwrap();
    let whole = lines(&desk.asker(), &path(&desk.world, "individual_id"), 100);
    assert_eq!(reads(&whole), before + 24);
    for limit in [1, 2, 7] {
        let pages = lines(&desk.asker(), &path(&desk.world, "individual_id"), limit);
        let mut changes: Vec<&Value> = pages
            .iter()
            .filter(|line| line["kind"] != "read")
            .map(|line| &line["id"])
            .collect();
        let all = changes.len();
        changes.dedup();
        assert_eq!(changes.len(), all);
        let of_whole = whole.iter().filter(|line| line["kind"] != "read").count();
        assert_eq!(all, of_whole, "{limit}");
        assert_eq!(reads(&pages), reads(&whole), "{limit}");
    }
}

#[test]
fn days_limit_what_is_told() {
    let desk = desk();
    let path = path(&desk.world, "individual_id");
    let none = desk.asker().get(&format!("{path}?from=2026-03-11")).ok(200);
    assert_eq!(none["items"], json!([]));
    let all = desk.asker().get(&format!("{path}?from=2026-03-10")).ok(200);
    assert_ne!(all["items"], json!([]));
    let wrong = desk.asker().get(&format!("{path}?from=ieri"));
    wrong.refused(400, "bad_parameter");
}

#[test]
fn asking_is_recorded_and_told() {
    let desk = desk();
    let path = path(&desk.world, "individual_id");
    let asking = desk
        .english()
        .with("Access-Purpose", "data_subject_request");
    asking.get(&path).ok(200);
    desk.app.store.flush_accesses().unwrap();
    let text = asking.get(&path).ok(200)["items"][0]["text"].clone();
    let text = text.as_str().unwrap();
    assert!(text.contains("this record of accesses"), "{text}");
    assert!(text.contains("Request of the data subject"), "{text}");
}

#[test]
fn whoever_may_not_read_the_person_is_told_nothing() {
    let desk = desk();
    let path = path(&desk.world, "individual_id");
    for outsider in [
        home(Role::Coordinator, 2),
        Member::new(Place::Away, Role::Coordinator, 0),
    ] {
        desk.app
            .member(outsider)
            .get(&path)
            .refused(404, "not-found");
    }
    // It tells what the reach of others hides: cases of other offices, sections, holds.
    for role in [
        Role::DeskOperator,
        Role::Counsellor,
        Role::TargetedPlacementOfficer,
        Role::Administrator,
        Role::Auditor,
        Role::MachineClient,
    ] {
        desk.app
            .member(home(role, 0))
            .get(&path)
            .refused(403, "forbidden");
    }
}

#[test]
fn a_full_page_costs_no_more_than_a_short_one() {
    let desk = desk();
    let path = path(&desk.world, "individual_id");
    let cost = |limit: u32| {
        desk.app.cost(|| {
            desk.asker().get(&format!("{path}?limit={limit}")).ok(200);
        })
    };
    let short = cost(1);
    assert!(short <= 21, "{short}");
    assert_eq!(cost(100), short);
}

#[test]
fn every_read_of_somebodys_data_is_told_by_the_name_of_its_part() {
    let desk = desk();
    let contract = Contract::new();
    for operation in contract.operations() {
        if operation.method == "GET" && !operation.places().is_empty() {
            let reader = desk.world.insider(operation.action);
            let address = operation.at(|name| desk.world.id(name).to_owned());
            desk.app.member(reader).get(&address);
        }
    }
    desk.app.store.flush_accesses().unwrap();
    let coordinator = desk.app.member(home(Role::Coordinator, 0));
    for who in ["individual_id", "twin"] {
        for line in lines(&coordinator, &path(&desk.world, who), 100) {
            for part in line["parts"].as_array().unwrap() {
                assert_ne!(part["part"], "other", "{line}");
            }
        }
    }
}
