//! A copy of all that is held of a person: everything of hers, and nothing of anybody else's.

mod complete;
mod words;

use std::collections::BTreeSet;

use api::texts::{Language, text};
use chrono::NaiveDate;
use domain::actor::Role;
use serde_json::{Value, json};

use crate::support::contract::sections;
use crate::support::people::Somebody;
use crate::support::world::World;
use crate::support::{Answer, Client, Member, Place, TestApp};

fn home(role: Role, number: u8) -> Member {
    Member::new(Place::Home, role, number)
}

struct Desk {
    app: TestApp,
    world: World,
    coordinator: Client,
}

/// One of everything, with texts that stand nowhere else.
fn desk() -> Desk {
    let app = TestApp::start();
    let world = World::of(&app, home(Role::Counsellor, 0));
    let desk = Desk {
        coordinator: app.member(home(Role::Coordinator, 0)),
        world,
        app,
    };
    desk.plant();
    desk
}

/// What people typed about the person, each with a text of its own.
const CANARIES: [(&str, &str); 12] = [
    ("cases", "reason"),
    ("intakes", "expectations"),
    ("intakes", "referral_service"),
    ("intakes", "referred_service"),
    ("merges", "reason"),
    ("emergency_accesses", "reason"),
    ("hand_overs", "note"),
    ("hand_overs", "refusal_note"),
    ("referrals", "service_name"),
    ("referrals", "request"),
    ("referrals", "answer_note"),
    ("referrals", "outcome_note"),
];

/// Texts with a meaning in HTML, which are told as they were typed.
const NOTE: &str = "Canarino <script>alert('nota')</script> & \"virgolette\"";
const AMENDED: &str = "Canarino della nota corretta";
const WHY: &str = "Canarino del motivo della correzione";

impl Desk {
    fn path(&self, who: &str) -> String {
        format!("/individuals/{}/data-export", self.world.id(who))
    }

    fn page(&self, who: &str) -> Answer {
        let page = self.coordinator.with("Accept", "text/html");
        page.get(&self.path(who))
    }

    /// Another colleague opens the record, a note is written and amended, and every text that
    /// people typed becomes one of a kind.
    fn plant(&self) {
        let outsider = self.app.member(home(Role::Counsellor, 2));
        let person = format!("/individuals/{}", self.world.id("individual_id"));
        let grounds = json!({ "purpose": "safety", "reason": "Una ragione scritta per intero." });
        outsider
            .post(&format!("{person}/emergency-accesses"), &grounds)
            .ok(201);
        let owner = self.app.member(self.world.counsellor);
        let notes = format!("/cases/{}/notes", self.world.id("case_id"));
        let note = json!({ "visibility": "team", "text": NOTE });
        let note = owner.post(&notes, &note).ok(201);
        let note = format!("{notes}/{}", note["id"].as_str().unwrap());
        let amended = json!({ "text": AMENDED, "reason": WHY });
        let tagged = owner.with("If-Match", owner.tag(&note));
        tagged.post(&format!("{note}/amendments"), &amended).ok(200);
        self.pass_on(&owner);
        for (table, column) in CANARIES {
            // An office that is asked has no name of its own, and nothing else is refused.
            let which = match column {
                "service_name" => "WHERE service_name IS NOT NULL",
                "refusal_note" => "WHERE status = 'refused'",
                _ => "",
            };
            self.app.database.execute(&format!(
                "UPDATE {table} SET {column} = 'canarino di {table} {column}' {which}"
            ));
        }
    }

    /// The case is to go to a colleague, a service outside is asked, and a follow-up is about it.
    fn pass_on(&self, owner: &Client) {
        let case = format!("/cases/{}", self.world.id("case_id"));
        let colleague = self.world.colleague(Role::Coordinator).id();
        let proposal = json!({
            "counsellor_id": colleague, "term": { "kind": "permanent" }, "reason": "workload",
        });
        let hand_overs = format!("{case}/hand-overs");
        let proposed = owner.post(&hand_overs, &proposal).ok(201);
        let proposed = format!("/hand-overs/{}", proposed["id"].as_str().unwrap());
        let colleague = self.app.member(self.world.colleague(Role::Coordinator));
        colleague
            .with("If-Match", colleague.tag(&proposed))
            .post(
                &format!("{proposed}/refusal"),
                &json!({ "reason": "workload" }),
            )
            .ok(200);
        let referral = json!({
            "to": { "kind": "service", "service": "school", "service_name": "Scuola serale" },
            "reason": "training", "request": "Un corso serale.", "answer_by": "2030-12-31",
        });
        owner.post(&format!("{case}/referrals"), &referral).ok(201);
        let of_the_case = "(SELECT case_id FROM referrals WHERE service_name = 'Scuola serale')";
        let database = &self.app.database;
        database.execute(&format!("UPDATE follow_ups SET case_id = {of_the_case}"));
    }

    /// Everything that the sections of the person say.
    fn said(&self) -> Vec<Value> {
        let person = format!("/individuals/{}", self.world.id("individual_id"));
        let mut said = Vec::new();
        for (name, _) in sections() {
            let section = self.coordinator.get(&format!("{person}/{name}")).ok(200);
            // All amounts are in euro, which the record does not say of each.
            let scalars = scalars(&section["content"]).into_iter();
            said.extend(scalars.filter(|value| *value != "EUR"));
        }
        said
    }
}

fn scalars(value: &Value) -> Vec<Value> {
    match value {
        Value::Object(members) => members.values().flat_map(scalars).collect(),
        Value::Array(items) => items.iter().flat_map(scalars).collect(),
        single => vec![single.clone()],
    }
}

/// The names of all members.
fn members(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                names.insert(name.clone());
                members(value, names);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| members(item, names)),
        _ => {}
    }
}

/// A text as a page shows it.
fn escaped(text: &str) -> String {
    let text = text.replace('&', "&#38;").replace('<', "&#60;");
    text.replace('>', "&#62;")
        .replace('"', "&#34;")
        .replace('\'', "&#39;")
}

#[test]
fn everything_that_is_held_of_the_person_is_in_the_data_and_on_the_page() {
    let desk = desk();
    let data = desk.coordinator.get(&desk.path("individual_id")).ok(200);
    let page = desk.page("individual_id").text();
    let held = scalars(&data["chapters"]);
    for value in desk.said() {
        assert!(held.contains(&value), "{value}");
        if let Value::String(text) = &value {
            let day = text.parse::<NaiveDate>().ok();
            let shown = day.map_or(escaped(text), |day| day.format("%d/%m/%Y").to_string());
            let mut meant = words::meanings(text).into_iter();
            let is_shown = page.contains(&shown) || meant.any(|it| page.contains(&escaped(&it)));
            assert!(is_shown, "{text}");
        }
    }
    let of_others = ["merges reason"];
    let canaries = CANARIES.map(|(table, column)| format!("{table} {column}"));
    for canary in canaries
        .iter()
        .filter(|own| !of_others.contains(&own.as_str()))
    {
        let canary = format!("canarino di {canary}");
        assert!(held.contains(&json!(canary)), "{canary}");
        assert!(page.contains(&canary), "{canary}");
    }
    for canary in [NOTE, AMENDED, WHY, "Primo colloquio."] {
        assert!(held.contains(&json!(canary)), "{canary}");
        assert!(page.contains(&escaped(canary)), "{canary}");
    }
    let merged = desk.coordinator.get(&desk.path("twin")).ok(200);
    assert!(scalars(&merged).contains(&json!("canarino di merges reason")));
}

#[test]
fn nothing_of_anybody_else_is_in_it() {
    let desk = desk();
    let data = desk.coordinator.get(&desk.path("individual_id")).text();
    let page = desk.page("individual_id").text();
    for other in ["newcomer", "twin", "other_twin", "colleague_s"] {
        assert!(!data.contains(desk.world.id(other)), "{other}");
    }
    for number in [100, 200, 300, 400, 500, 600, 700, 800] {
        let family = Somebody::numbered(number).family;
        assert!(
            !data.contains(&family) && !page.contains(&family),
            "{family}"
        );
    }
    // Colleagues stand in it by name, without the address under which they sign in.
    assert!(data.contains("Prova Numero 0"));
    assert!(!data.contains("@castelverde.example"));
    assert!(!page.contains("@castelverde.example"));
}

#[test]
fn every_member_has_a_name_in_both_languages() {
    let desk = desk();
    let data = desk.coordinator.get(&desk.path("individual_id")).ok(200);
    let mut names = BTreeSet::new();
    for chapter in data["chapters"].as_array().unwrap() {
        members(&chapter["items"], &mut names);
    }
    assert!(names.len() > 100, "{names:?}");
    for language in [Language::Italian, Language::English] {
        let nameless: Vec<&String> = names
            .iter()
            .filter(|name| text(language, &format!("member-{name}"), None, &[]).is_none())
            .collect();
        assert!(nameless.is_empty(), "{nameless:?}");
    }
}

#[test]
fn the_page_is_still_and_can_be_read_by_everybody() {
    let desk = desk();
    for (language, title) in [
        ("it", "Copia dei dati personali"),
        ("en", "Copy of personal data"),
    ] {
        let reader = desk
            .coordinator
            .with("Accept", "text/html;q=1, application/json;q=0.5");
        let answer = reader
            .with("Accept-Language", language)
            .get(&desk.path("individual_id"));
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(answer.header("content-language"), language);
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; style-src 'sha256-"),
            "{policy}"
        );
        let page = answer.text();
        assert!(page.contains(&format!("<html lang=\"{language}\">")));
        assert!(page.contains(&format!("<h1>{title}</h1>")));
        assert_eq!(page.matches("<h1").count(), 1);
        assert_eq!(
            page.matches("<table>").count(),
            page.matches("<caption>").count()
        );
        assert!(!page.contains("<script") && !page.contains("http://"));
        assert!(page.contains("@media print"));
        let rows = page.matches("<tr>").count();
        assert_eq!(rows, page.matches("<th scope=\"row\">").count());
    }
}

#[test]
fn data_are_what_a_program_gets_that_asks_for_nothing() {
    let desk = desk();
    for accept in [
        "",
        "*/*",
        "application/json",
        "application/json, text/html;q=0.1",
    ] {
        let answer = desk
            .coordinator
            .with("Accept", accept)
            .get(&desk.path("individual_id"));
        assert_eq!(
            answer.header("content-type"),
            "application/json",
            "{accept}"
        );
    }
}

#[test]
fn the_notice_that_was_shown_is_in_it() {
    let desk = desk();
    let data = desk.coordinator.get(&desk.path("individual_id")).ok(200);
    let notices = data["notices"].as_array().unwrap();
    assert_eq!(notices.len(), 1);
    assert_eq!(notices[0]["version"], "1.0");
    assert!(
        desk.page("individual_id")
            .text()
            .contains("id=\"notice-1\"")
    );
}

#[test]
fn handing_it_out_is_recorded_with_its_own_purpose() {
    let desk = desk();
    let claims = desk.coordinator.with("Access-Purpose", "case_work");
    claims.get(&desk.path("individual_id")).ok(200);
    desk.page("individual_id");
    desk.app.store.flush_accesses().unwrap();
    let sql = "accesses WHERE resource = 'data_export' AND action = 'hand_out_record' \
               AND purpose = 'data_subject_request' AND individual_id IS NOT NULL";
    assert_eq!(desk.app.database.count(sql), 2);
}

#[test]
fn only_coordinators_of_the_office_hand_it_out() {
    let desk = desk();
    let path = desk.path("individual_id");
    for role in [
        Role::DeskOperator,
        Role::Counsellor,
        Role::Administrator,
        Role::Auditor,
        Role::MachineClient,
    ] {
        let asked = desk.app.member(home(role, 0)).get(&path);
        asked.refused(403, "forbidden");
    }
    for outsider in [
        home(Role::Coordinator, 2),
        Member::new(Place::Away, Role::Coordinator, 0),
    ] {
        let asked = desk.app.member(outsider).get(&path);
        asked.refused(404, "not-found");
    }
}

#[test]
fn it_costs_as_many_statements_whatever_there_is() {
    let desk = desk();
    let cost = |who: &str| {
        let path = desk.path(who);
        desk.app.cost(|| {
            desk.coordinator.get(&path).ok(200);
        })
    };
    let little = cost("newcomer");
    assert!(little <= 51, "{little}");
    // One more for the programs among the readers, one for records that were merged.
    let much = cost("individual_id");
    assert!(much <= little + 2, "{much}");
}
