//! What a scenario asks: chosen by chance that a seed repeats.

use domain::actor::Role;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::contract::{Operation, leaves};
use crate::support::people::{Somebody, contacts_of, provenance};
use crate::support::world::{World, nowhere};
use crate::support::{Member, Place};

/// Names that engines may fold, compare and order in ways of their own.
pub(super) const NAMES: [&str; 22] = [
    "Rossi",
    "rossi",
    "ROSSI",
    "Rossì",
    "Róssi",
    "De Rossi",
    "DeRossi",
    "D'Angelo",
    "D’Angelo",
    "Dangelo",
    "Ñandú",
    "Nandu",
    "Żak",
    "Zak",
    "Ångström",
    "Angstrom",
    "Èva",
    "Eva",
    "Straße",
    "Strasse",
    "İnci",
    "Łukasz",
];

/// What a member may hold that it should not, or should and rarely does.
const ODD: [&str; 14] = [
    "\"\"",
    "\" \"",
    "0",
    "-1",
    "1.5",
    "true",
    "[]",
    "{}",
    "\"1900-01-01\"",
    "\"2100-12-31\"",
    "\"%_\"",
    "\"Ångström\"",
    "9223372036854775807",
    "\"zzz\"",
];

/// Chance that a seed repeats.
struct Dice(ChaCha8Rng);

impl Dice {
    fn below(&mut self, many: usize) -> usize {
        usize::try_from(self.0.next_u64() % many as u64).unwrap()
    }

    fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    fn key(&mut self) -> String {
        Uuid::from_u128(u128::from(self.0.next_u64())).to_string()
    }
}

/// A request that both servers get.
#[derive(Debug)]
pub(super) struct Ask {
    pub(super) member: Member,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) key: String,
    /// Whether it names the version that is there now.
    pub(super) current: bool,
    pub(super) form: bool,
    pub(super) body: Option<String>,
}

/// Requests of a scenario.
pub(super) struct Script<'a> {
    dice: Dice,
    contract: &'a [Operation],
    world: &'a World,
}

impl<'a> Script<'a> {
    pub(super) fn new(seed: u64, contract: &'a [Operation], world: &'a World) -> Self {
        Self {
            dice: Dice(ChaCha8Rng::seed_from_u64(seed)),
            contract,
            world,
        }
    }

    pub(super) fn step(&mut self) -> Ask {
        match self.dice.below(10) {
            0 | 1 => self.registration(),
            2 => self.search(),
            3..=5 => self.list(),
            _ => self.operation(),
        }
    }

    fn ask(&mut self, member: Member, method: &str, path: String) -> Ask {
        Ask {
            member,
            method: method.to_owned(),
            path,
            key: self.dice.key(),
            current: !self.dice.one_in(5),
            form: false,
            body: None,
        }
    }

    /// Somebody whose name engines might take for another one.
    fn registration(&mut self) -> Ask {
        let (family, given) = (*self.dice.of(&NAMES), *self.dice.of(&NAMES));
        let day = 10 + self.dice.below(18);
        let somebody = Somebody::new(family, given, &format!("1980-05-{day}"));
        let mut body = json!({ "identity": somebody.identity(), "provenance": provenance() });
        if self.dice.one_in(3) {
            body["contacts"] = contacts_of(self.dice.below(9));
        }
        let desk = self.world.colleague(Role::DeskOperator);
        let mut ask = self.ask(desk, "POST", "/individuals".to_owned());
        ask.body = Some(body.to_string());
        ask
    }

    fn search(&mut self) -> Ask {
        let name = self.dice.of(&NAMES).chars();
        let term: String = name.take(2 + self.dice.below(6)).collect();
        let desk = self.world.colleague(Role::DeskOperator);
        let mut ask = self.ask(desk, "POST", "/individual-searches".to_owned());
        let limit = 1 + self.dice.below(25);
        ask.body = Some(json!({ "term": term, "limit": limit }).to_string());
        ask
    }

    /// A list with some of its filters.
    fn list(&mut self) -> Ask {
        let lists: Vec<&Operation> = self
            .contract
            .iter()
            .filter(|operation| operation.method == "GET" && !operation.queries.is_empty())
            .collect();
        let operation = (*self.dice.of(&lists)).clone();
        let mut query = Vec::new();
        for name in &operation.queries {
            let asked = name == "limit" || self.dice.one_in(3);
            if let Some(value) = self.value(name).filter(|_| asked) {
                query.push(format!("{name}={value}"));
            }
        }
        let path = self.place(&operation);
        let member = self.member(&operation);
        self.ask(member, "GET", format!("{path}?{}", query.join("&")))
    }

    fn value(&mut self, name: &str) -> Option<String> {
        let days = ["2020-01-01", "2026-03-01", "2026-03-10", "2030-12-31"];
        let states = [
            "open",
            "closed",
            "waiting",
            "queued",
            "proposed",
            "sent",
            "planned",
            "ended",
            "approved",
            "requested",
            "enabled",
            "concluded",
        ];
        let id = |name| Some(self.world.id(name).to_owned());
        match name {
            "limit" => Some((1 + self.dice.below(30)).to_string()),
            "office" | "office_id" => id("office_id"),
            "individual" => id("individual_id"),
            "case" => id("case_id"),
            "counsellor" | "actor" => id("staff_id"),
            "fields" => Some("(id,version)".to_owned()),
            "from" | "opened_from" => Some(days[self.dice.below(2)].to_owned()),
            "to" | "opened_to" | "planned_until" | "due_until" | "valid_on" | "reference_date" => {
                Some(days[2 + self.dice.below(2)].to_owned())
            }
            "status" => Some((*self.dice.of(&states)).to_owned()),
            "direction" => Some((*self.dice.of(&["in", "out"])).to_owned()),
            "whose" => Some((*self.dice.of(&["mine", "team", "unowned", "all"])).to_owned()),
            "role" => Some("counsellor".to_owned()),
            "q" => Some("tori".to_owned()),
            _ => None,
        }
    }

    /// Any operation, with its example or one that is bent in one place.
    fn operation(&mut self) -> Ask {
        let operation = self.dice.of(self.contract).clone();
        let path = self.place(&operation);
        let member = self.member(&operation);
        let mut ask = self.ask(member, &operation.method, path);
        if let Some(form) = operation.form {
            ask.form = true;
            ask.body = Some(form);
        } else if let Some(body) = self.world.body(&operation) {
            ask.body = Some(self.bent(&body));
        }
        ask
    }

    fn bent(&mut self, body: &Value) -> String {
        let places = leaves(body);
        if places.is_empty() || self.dice.one_in(2) {
            return body.to_string();
        }
        let mut bent = body.clone();
        let place = self.dice.of(&places).clone();
        let value = bent.pointer_mut(&place).unwrap();
        *value = serde_json::from_str(ODD[self.dice.below(ODD.len())]).unwrap();
        bent.to_string()
    }

    /// Where it is: what is there, or now and then nothing.
    fn place(&mut self, operation: &Operation) -> String {
        let (world, nothing) = (self.world, self.dice.one_in(10));
        // Whoever works in the scenarios keeps the account.
        let colleague = Member::new(Place::Home, Role::TargetedPlacementOfficer, 2);
        operation.at(|name| match name {
            _ if nothing => nowhere(),
            "staff_id" => colleague.id().to_string(),
            name => world.id(name).to_owned(),
        })
    }

    /// Who may, and now and then anybody.
    fn member(&mut self, operation: &Operation) -> Member {
        let roles = [
            Role::DeskOperator,
            Role::Counsellor,
            Role::Coordinator,
            Role::Administrator,
            Role::Auditor,
            Role::MachineClient,
        ];
        if self.dice.one_in(5) {
            return self.world.colleague(*self.dice.of(&roles));
        }
        self.world.insider(operation.action)
    }
}
