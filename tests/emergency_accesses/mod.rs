//! A record out of reach is opened for a few hours, and everybody concerned hears of it.

mod ending;
mod opening;
mod reviewing;

use domain::actor::Role;
use serde_json::{Value, json};

use crate::support::world::World;
use crate::support::{Answer, Client, Member, Place, TestApp};

fn home(role: Role, number: u8) -> Member {
    Member::new(Place::Home, role, number)
}

/// A person whom the first office follows, and a counsellor of the second one.
struct Desk {
    app: TestApp,
    world: World,
}

fn desk() -> Desk {
    let app = TestApp::start();
    let world = World::of(&app, home(Role::Counsellor, 0));
    Desk { app, world }
}

fn grounds() -> Value {
    json!({
        "purpose": "colleague_absent",
        "reason": "La persona è qui per firmare e chi la segue è assente.",
    })
}

impl Desk {
    /// Of the second office; with a token of now, because the clock of these stories moves.
    fn outsider(&self) -> Client {
        self.app.member(home(Role::Counsellor, 2))
    }

    /// Of the first office.
    fn coordinator(&self) -> Client {
        self.app.member(home(Role::Coordinator, 0))
    }

    fn person(&self) -> String {
        format!("/individuals/{}", self.world.id("individual_id"))
    }

    fn ask(&self, who: &Client) -> Answer {
        who.post(&format!("{}/emergency-accesses", self.person()), &grounds())
    }

    /// Opens the record, and gives the path of what opened it.
    fn open(&self) -> String {
        let opened = self.ask(&self.outsider()).ok(201);
        format!("/emergency-accesses/{}", opened["id"].as_str().unwrap())
    }

    /// What an emergency access opens.
    fn opened(&self) -> Vec<String> {
        let (person, case) = (
            self.person(),
            format!("/cases/{}", self.world.id("case_id")),
        );
        vec![
            person.clone(),
            format!("{person}/timeline"),
            format!("{person}/residence"),
            format!("{person}/household"),
            format!("{person}/contacts/history"),
            case.clone(),
            format!("{case}/file"),
            format!("{case}/notes"),
        ]
    }

    #[track_caller]
    fn each_answers(&self, status: u16) {
        for path in self.opened() {
            assert_eq!(self.outsider().get(&path).status, status, "{path}");
        }
    }
}
