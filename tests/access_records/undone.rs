//! After a merge that was wrong, nobody is told of the other one.

use serde_json::json;

use super::*;
use crate::support::people::{Somebody, contacts_of, register, residence};

/// Two people who were taken for one for a while.
struct Taken {
    app: TestApp,
    /// The path of the one who answered for both.
    kept: String,
    /// The path of the other one.
    other: String,
    /// The case of the other one, as a path.
    case: String,
}

fn coordinator(app: &TestApp, number: u8) -> Client {
    app.member(home(Role::Coordinator, number))
        .with("Accept-Language", "en")
}

fn somebody(app: &TestApp, number: usize) -> String {
    let who = Somebody::numbered(number);
    let mut body = who.with_code(who.tax_code());
    body["provenance"]["verification"] = json!("none");
    body["residence"] = residence();
    body["contacts"] = contacts_of(number);
    register(&coordinator(app, 0), &body)
}

fn id(path: &str) -> &str {
    path.rsplit_once('/').unwrap().1
}

/// A case and an interview of the other one are read and written to while both are one, and given
/// back.
fn taken() -> Taken {
    let app = TestApp::start();
    let (kept, other) = (somebody(&app, 40), somebody(&app, 41));
    let client = coordinator(&app, 0);
    let case = json!({
        "individual_id": id(&other), "office_id": Place::Home.office(0),
        "counsellor_id": home(Role::Counsellor, 0).id(),
        "reason": "Cerca lavoro.", "opened_on": "2026-03-01",
    });
    let case = client.post("/cases", &case).ok(201);
    let case = format!("/cases/{}", case["id"].as_str().unwrap());
    let said = json!({
        "arrival": "self", "urgency": "ordinary", "needs": ["job"],
        "privacy_notice": { "version": "1.0", "language": "it", "on": "2026-03-02" },
    });
    let heard = json!({
        "individual_id": id(&other), "office_id": Place::Home.office(0), "on": "2026-03-02",
        "interview": said,
    });
    let owner = app.member(home(Role::Counsellor, 0));
    let heard = owner.post("/intakes", &heard).ok(201);
    let heard = format!("/intakes/{}", heard["id"].as_str().unwrap());
    let body = json!({
        "absorbed_id": id(&other), "absorbed_version": client.get(&other).ok(200)["version"],
        "reason": "Registrata due volte.",
    });
    let merging = client.with("If-Match", client.tag(&kept));
    let merged = merging.post(&format!("{kept}/merges"), &body).ok(201);
    owner.get(&format!("{case}/file")).ok(200);
    owner.put_now(&heard, &said).ok(200);
    let note = json!({ "visibility": "organisation", "text": "Primo colloquio." });
    owner.post(&format!("{case}/notes"), &note).ok(201);
    coordinator(&app, 1).get(&format!("{case}/file")).ok(200);
    let merge = format!("/merges/{}", merged["id"].as_str().unwrap());
    let undoing = client.with("If-Match", client.tag(&merge));
    undoing.step(&format!("{merge}/undo")).ok(200);
    app.store.flush_accesses().unwrap();
    Taken {
        app,
        kept,
        other,
        case,
    }
}

impl Taken {
    /// What somebody is told, on screen and in the copy.
    fn told(&self, person: &str) -> [Vec<Value>; 2] {
        let client = coordinator(&self.app, 0);
        let copy = client.get(&format!("{person}/data-export")).ok(200);
        let on_screen = lines(&client, &format!("{person}/access-record"), 100);
        [on_screen, copy["accesses"].as_array().unwrap().clone()]
    }

    /// Nothing of the other one's case and interview is told to the one who answered for both. That the
    /// interview was read says only that somebody read an interview.
    #[track_caller]
    fn nothing_is_told(&self) {
        for lines in self.told(&self.kept) {
            assert!(
                lines.iter().all(|line| line["case_id"].is_null()),
                "{lines:#?}"
            );
            for line in lines.iter().filter(|line| line["kind"] == "change") {
                let told = line["text"].as_str().unwrap();
                for word in ["Note", "Case", "interview", "Counsellor"] {
                    assert!(!told.contains(word), "{told}");
                }
            }
        }
    }
}

#[test]
fn the_one_is_not_told_of_the_others_case() {
    let taken = taken();
    taken.nothing_is_told();
}

#[test]
fn the_other_one_is_told_who_read_and_wrote_meanwhile() {
    let taken = taken();
    let case = json!(id(&taken.case));
    for lines in taken.told(&taken.other) {
        let of_case: Vec<&Value> = lines
            .iter()
            .filter(|line| line["case_id"] == case)
            .collect();
        let facts: Vec<&Value> = of_case.iter().map(|line| &line["fact"]).collect();
        assert!(facts.contains(&&json!("note_written")), "{facts:?}");
        assert!(facts.contains(&&json!("case_opened")), "{facts:?}");
        let readers = of_case.iter().filter(|line| line["kind"] == "read");
        let readers: Vec<&Value> = readers.map(|line| &line["by"]["roles"][0]).collect();
        for role in ["counsellor", "coordinator"] {
            assert!(readers.contains(&&json!(role)), "{lines:#?}");
        }
        // Nothing is told twice.
        let mut ids: Vec<&str> = lines
            .iter()
            .map(|line| line["id"].as_str().unwrap())
            .collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all);
    }
}

#[test]
fn it_stays_so_when_the_other_one_is_erased() {
    let taken = taken();
    let order = json!({ "ground": "court_order", "reference": "Tribunale di Prova, n. 12/2026" });
    let asked = coordinator(&taken.app, 0);
    let asked = asked.post(&format!("{}/erasure-requests", taken.other), &order);
    let asked = asked.ok(201)["id"].as_str().unwrap().to_owned();
    let second = coordinator(&taken.app, 1);
    let request = format!("/erasure-requests/{asked}");
    second.step_now(&request, "approval").ok(200);
    crate::erasures::carry_out(&taken.app);
    let gone = coordinator(&taken.app, 0).get(&taken.other);
    gone.refused(404, "not-found");
    taken.nothing_is_told();
}

#[test]
fn pages_tell_the_deeds_of_both_times_in_their_order() {
    let taken = taken();
    let client = coordinator(&taken.app, 0);
    let path = format!("{}/access-record", taken.other);
    let whole = lines(&client, &path, 100);
    let changes = |all: &[Value]| -> Vec<Value> {
        let changes = all.iter().filter(|line| line["kind"] != "read");
        changes.map(|line| line["id"].clone()).collect()
    };
    for limit in [1, 2, 3] {
        let pages = lines(&client, &path, limit);
        assert_eq!(changes(&pages), changes(&whole), "{limit}");
        assert_eq!(reads(&pages), reads(&whole), "{limit}");
    }
}
