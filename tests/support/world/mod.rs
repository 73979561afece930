//! One of everything that the product knows, at one office, followed by one counsellor.

mod agreements;
mod appointments;
mod availabilities;
mod casework;
mod groups;
mod services;

use std::collections::BTreeMap;

use domain::actor::Role;
use domain::policy::{Action, Reach};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::contract::{Operation, sections};
use crate::support::people::{Somebody, contacts_of, residence};
use crate::support::seed::{outside_identity, public_key};
use crate::support::{Client, Database, Member, Place, TestApp};

/// What is there, by the names that the paths of the API give it.
pub(crate) struct World {
    /// Who follows the case.
    pub(crate) counsellor: Member,
    ids: BTreeMap<&'static str, String>,
}

impl World {
    /// One of everything at the office of this counsellor.
    pub(crate) fn of(app: &TestApp, counsellor: Member) -> Self {
        Self::made_by(&app.database, |member| app.member(member), counsellor)
    }

    /// The same, at any server where members of the staff sign in.
    pub(crate) fn made_by(
        database: &Database,
        client: impl Fn(Member) -> Client,
        counsellor: Member,
    ) -> Self {
        let mut world = Self {
            counsellor,
            ids: BTreeMap::new(),
        };
        let desk = client(world.colleague(Role::DeskOperator));
        let owner = client(counsellor);
        let row = world.row();
        world.keep("staff_id", json!(counsellor.id()));
        world.keep("office_id", json!(counsellor.office()));
        for (name, number) in [
            ("individual_id", row),
            ("newcomer", 100 + row),
            ("twin", 200 + row),
            ("other_twin", 300 + row),
            ("forgotten", 800 + row),
        ] {
            let somebody = Somebody::numbered(number);
            let mut body = somebody.with_code(somebody.tax_code());
            // Two verified codes that differ would be two people.
            body["provenance"]["verification"] = json!("none");
            body["residence"] = residence();
            body["contacts"] = contacts_of(number);
            world.keep(name, desk.post("/individuals", &body).ok(201)["id"].clone());
        }
        let coordinator = client(world.colleague(Role::Coordinator));
        world.merge(&coordinator);
        world.open_in_emergency(&desk, &coordinator, &owner);
        world.forget(&coordinator);
        world.offer(&coordinator);
        world.open(&coordinator, &owner);
        world.bring(&coordinator);
        world.let_in(database, &client(world.colleague(Role::Administrator)));
        world.tell(&owner);
        world.hear(&desk, &owner);
        world.follow(&owner);
        world.agree(&owner);
        world.expect(&owner);
        world.gather(&owner);
        world.ask(&coordinator, &desk);
        world.refer(&client(world.referrer()));
        world.part(&owner, &desk);
        world.dispose(&coordinator);
        world
    }

    /// A program of another service, and a provider's name for the counsellor.
    fn let_in(&mut self, database: &Database, administrator: &Client) {
        let terms = json!({
            "label": "Centro per l'impiego di Castelverde",
            "purpose": "Convenzione sui servizi per il lavoro",
            "scopes": ["cases.read"],
            "office_ids": [self.id("office_id")],
            "keys": [public_key()],
        });
        let proposed = administrator.post("/machine-clients", &terms).ok(201);
        self.keep("client_id", proposed["id"].clone());
        let linked = outside_identity(&mut database.connection(), self.counsellor);
        self.keep("identity_id", json!(linked));
    }

    /// Two records that were of one person.
    fn merge(&mut self, coordinator: &Client) {
        let twin = format!("/individuals/{}", self.id("twin"));
        let body = json!({
            "absorbed_id": self.id("other_twin"), "absorbed_version": 4,
            "reason": "Registrata due volte.",
        });
        let merged = coordinator
            .with("If-Match", "\"4-0\"")
            .post(&format!("{twin}/merges"), &body);
        self.keep("merge_id", merged.ok(201)["id"].clone());
    }

    /// Somebody who should not have been registered, and whom nobody has erased yet.
    fn forget(&mut self, coordinator: &Client) {
        let asked = coordinator.post(
            &format!("/individuals/{}/erasure-requests", self.id("forgotten")),
            &json!({ "ground": "registered_by_mistake" }),
        );
        self.keep("erasure_request_id", asked.ok(201)["id"].clone());
        let held = coordinator.post(
            &format!("/individuals/{}/holds", self.id("individual_id")),
            &json!({ "reason": "litigation" }),
        );
        self.keep("hold_id", held.ok(201)["id"].clone());
    }

    /// Two people whose term is over: one is on a list, the other waits for the next.
    fn dispose(&mut self, coordinator: &Client) {
        self.end_long_ago(coordinator, 900 + self.row());
        let terms = json!({ "class": "case_file", "as_of": "2026-03-01" });
        let proposed = coordinator.post("/disposals", &terms).ok(201);
        self.keep("disposal_id", proposed["id"].clone());
        self.end_long_ago(coordinator, 1_000 + self.row());
    }

    fn end_long_ago(&self, coordinator: &Client, number: usize) {
        let mut registration = Somebody::numbered(number).registration();
        registration["provenance"]["observed_on"] = json!("2010-03-01");
        let person = coordinator.post("/individuals", &registration).ok(201);
        let case = json!({
            "individual_id": person["id"], "office_id": self.id("office_id"),
            "opened_on": "2010-03-01", "reason": "Cerca lavoro.",
        });
        let case = coordinator.post("/cases", &case).ok(201);
        let closure = format!("/cases/{}/closure", case["id"].as_str().unwrap());
        let ended = json!({ "outcome": { "kind": "deceased" }, "on": "2012-05-31" });
        let closed = coordinator
            .with("If-Match", "\"1-0\"")
            .post(&closure, &ended);
        closed.ok(200);
    }

    /// Somebody whom a colleague follows, whose record the counsellor opens in an emergency.
    fn open_in_emergency(&mut self, desk: &Client, coordinator: &Client, owner: &Client) {
        let somebody = Somebody::numbered(600 + self.row());
        let registered = desk.post("/individuals", &somebody.registration()).ok(201);
        self.keep("colleague_s", registered["id"].clone());
        let case = json!({
            "individual_id": self.id("colleague_s"), "office_id": self.id("office_id"),
            "counsellor_id": self.colleague(Role::Coordinator).id(),
            "opened_on": "2026-03-01", "reason": "Cerca lavoro.",
        });
        coordinator.post("/cases", &case).ok(201);
        let body = json!({
            "purpose": "person_present",
            "reason": "La persona è allo sportello e chi la segue è assente.",
        });
        let path = format!("/individuals/{}/emergency-accesses", self.id("colleague_s"));
        let opened = owner.post(&path, &body).ok(201);
        self.keep("emergency_id", opened["id"].clone());
    }

    /// A file of people, how the files of its source are read, and a file that is asked for.
    fn bring(&mut self, coordinator: &Client) {
        let mapping = json!({ "label": format!("Fonte {}", self.row()), "columns": [] });
        let saved = coordinator.post("/import-mappings", &mapping).ok(201);
        self.keep("mapping_id", saved["id"].clone());
        let sent = coordinator
            .with("Content-Type", "text/csv")
            .with("Idempotency-Key", Uuid::new_v4().to_string())
            .send("POST", &self.import_path(), Some(self.file().into()));
        self.keep("import_id", sent.ok(202)["id"].clone());
        let asked = json!({
            "kind": "cases", "format": "csv", "purpose": "reporting",
            "note": "Relazione annuale alla Regione",
        });
        let asked = coordinator.post("/exports", &asked);
        self.keep("export_id", asked.ok(202)["id"].clone());
    }

    /// A file with the first of them, family and given name changed over.
    pub(crate) fn file(&self) -> String {
        let first = Somebody::numbered(self.row());
        format!(
            "Cognome;Nome;Data di nascita;Sesso\n{};{};{};F\n",
            first.given, first.family, first.birth_date
        )
    }

    /// By what those who are there are told from those of other worlds.
    fn row(&self) -> usize {
        let is_away = self.counsellor.place == Place::Away;
        usize::from(self.counsellor.number) + 10 * usize::from(is_away)
    }

    /// Where files of people are sent to.
    pub(crate) fn import_path(&self) -> String {
        format!(
            "/imports?office_id={}&reason=takeover",
            self.id("office_id")
        )
    }

    /// What the first of them tells of herself beside what she was registered with.
    fn tell(&self, owner: &Client) {
        let registered = ["identity", "identifiers", "residence", "contacts"];
        let person = format!("/individuals/{}", self.id("individual_id"));
        for (name, example) in sections() {
            if !registered.contains(&name.as_str()) {
                owner
                    .put_first(&format!("{person}/{name}"), example)
                    .ok(201);
            }
        }
    }

    fn keep(&mut self, name: &'static str, id: Value) {
        self.ids.insert(name, id.as_str().unwrap().to_owned());
    }

    /// What is there, by the names that paths give it.
    pub(crate) fn ids(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.ids.iter().map(|(name, id)| (*name, id.as_str()))
    }

    /// The one of this name. Whoever adds a route with a new one adds one of these.
    pub(crate) fn id(&self, name: &str) -> &str {
        match name {
            "vocabulary_id" => "sex",
            "version" => "1.0",
            "message_kind" => "confirmation",
            "message_language" => "it",
            "code" => "not-found",
            "facilitator_id" => self.id("staff_id"),
            _ => {
                let id = self.ids.get(name);
                id.unwrap_or_else(|| panic!("the world of the stories has no {name}"))
            }
        }
    }

    /// Somebody of another role with the same number.
    pub(crate) fn colleague(&self, role: Role) -> Member {
        Member {
            role,
            ..self.counsellor
        }
    }

    /// Somebody who may do this with everything here.
    pub(crate) fn insider(&self, action: Option<Action>) -> Member {
        let roles = [
            Role::Counsellor,
            Role::Coordinator,
            Role::Administrator,
            Role::DeskOperator,
            Role::Auditor,
            Role::MachineClient,
        ];
        let may = |role: &Role| action.is_none_or(|action| role.reach(action) != Reach::Never);
        self.colleague(roles.into_iter().find(may).unwrap())
    }

    /// The example of an operation, about what is there.
    pub(crate) fn body(&self, operation: &Operation) -> Option<Value> {
        let mut body = operation.example.clone()?;
        self.settle(&mut body);
        if operation.path == "/services/{service_id}" {
            body["code"] = json!(self.service_code());
        }
        if operation.path == "/counsellors/{staff_id}/availabilities/{availability_id}" {
            // Not at the time of the hours that the same example sets.
            body["weekday"] = json!(5);
        }
        Some(body)
    }

    /// Puts what is there in the place of invented ids.
    fn settle(&self, value: &mut Value) {
        if let Value::Array(items) = value {
            for item in items.iter_mut() {
                self.settle(item);
            }
        }
        let Value::Object(members) = value else {
            return;
        };
        for (member, value) in members.iter_mut() {
            match member.as_str() {
                "counsellor_id" | "officer_id" | "facilitator_id" => {
                    *value = json!(self.id("staff_id"));
                }
                "counsellor_ids" => {
                    let colleague = self.colleague(Role::TargetedPlacementOfficer);
                    *value = json!([colleague.id()]);
                }
                "members" if value.is_array() => *value = json!([self.id("staff_id")]),
                "room_id" | "parent_id" => *value = json!(self.id("room_id")),
                "service_id" => *value = json!(self.id("service_id")),
                "service_ids" => *value = json!([self.id("service_id")]),
                "office_ids" => *value = json!([self.id("office_id")]),
                "absorbed_id" | "other_id" => *value = json!(self.id("newcomer")),
                "confirmed_distinct_from" => *value = json!([self.id("newcomer")]),
                "individual_id" | "case_id" | "office_id" | "enrolment_id" => {
                    *value = json!(self.id(member));
                }
                _ => self.settle(value),
            }
        }
    }
}

/// An id of nothing, the same each time.
pub(crate) fn nowhere() -> String {
    Uuid::from_bytes([
        0x01, 0x90, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 0xff,
    ])
    .to_string()
}
