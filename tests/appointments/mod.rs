//! Somebody is expected by a counsellor at an hour, and what came of it.

mod booking;
mod calendar;
mod closing;
mod correcting;
mod finding;
mod leaving;
mod moving;
mod over;
mod pending;
mod races;
mod reach;

use chrono::{DateTime, Utc};
use domain::actor::Role;
use serde_json::{Value, json};

use crate::hand_overs::{coordinator, counsellor, id, step};
use crate::support::people::{Somebody, register};
use crate::support::{Answer, Client, Member, Place, TestApp};

pub(crate) use leaving::merge;

/// The Monday of the stories, and the next one at ten.
const TODAY: &str = "2026-03-02";
pub(crate) const MONDAY: &str = "2026-03-09T09:00:00Z";

/// An office with a room, a service of an hour, and a counsellor with hours on Mondays.
pub(crate) struct Office {
    pub(crate) app: TestApp,
    room: String,
    pub(crate) service: String,
}

/// Moves the clock.
pub(crate) fn at(app: &TestApp, instant: &str) {
    let to: DateTime<Utc> = instant.parse().unwrap();
    app.clock.advance(to - app.clock.now());
}

pub(crate) fn interview(code: &str, once: bool) -> Value {
    json!({
        "code": code, "label_it": "Colloquio", "label_en": "Interview", "mode": "individual",
        "minutes": 60, "min_size": 1, "max_size": 1, "margin_days": 1, "ahead_days": 60,
        "move_until_hours": 24, "booked_by": "staff", "once_pending": once,
    })
}

/// Weekly hours of a colleague on Mondays.
fn set_hours(app: &TestApp, member: Member, room: Option<&str>, times: (&str, &str)) {
    let mut hours = json!({
        "office_id": Place::Home.office(0), "weekday": 1, "from": times.0, "to": times.1,
        "valid_from": TODAY,
    });
    if let Some(room) = room {
        hours["room_id"] = json!(room);
    }
    let path = format!("/counsellors/{}/availabilities", member.id());
    app.member(coordinator(0)).post(&path, &hours).ok(201);
}

impl Office {
    pub(crate) fn open() -> Self {
        let app = TestApp::start();
        at(&app, "2026-03-02T08:00:00Z");
        let coordinator = app.member(coordinator(0));
        let room = json!({
            "office_id": Place::Home.office(0), "kind": "room", "label": "Sala 1", "places": 4,
            "features": ["step_free"],
        });
        let room = coordinator.post("/rooms", &room).ok(201)["id"].clone();
        let service = coordinator.post("/services", &interview("interview", false));
        let service = service.ok(201)["id"].clone();
        let room = room.as_str().unwrap().to_owned();
        set_hours(&app, counsellor(0), Some(&room), ("09:00", "13:00"));
        Self {
            app,
            room,
            service: service.as_str().unwrap().to_owned(),
        }
    }

    pub(crate) fn desk(&self) -> Client {
        self.app.as_(Role::DeskOperator)
    }

    pub(crate) fn me(&self) -> Client {
        self.app.member(counsellor(0))
    }

    /// Somebody who is registered: the identifier.
    pub(crate) fn person(&self, number: usize) -> String {
        let path = register(&self.desk(), &Somebody::numbered(number).registration());
        id(&path).to_owned()
    }

    /// What is sent to book an hour of the first counsellor.
    fn hour(&self, person: &str, starts: &str) -> Value {
        json!({
            "individual_id": person, "service_id": self.service,
            "office_id": Place::Home.office(0), "counsellor_id": counsellor(0).id(),
            "starts_at": starts, "note": "Porta il curriculum.",
        })
    }

    /// Books it: the path.
    #[track_caller]
    pub(crate) fn booked(&self, person: &str, starts: &str) -> String {
        let booked = self
            .desk()
            .post("/appointments", &self.hour(person, starts));
        format!("/appointments/{}", booked.ok(201)["id"].as_str().unwrap())
    }

    /// How many pieces of five minutes are taken.
    fn taken(&self) -> i64 {
        self.app.database.count("occupancy")
    }
}

/// The same with other members.
pub(crate) fn with(body: &Value, members: &Value) -> Value {
    let mut body = body.clone();
    for (member, value) in members.as_object().unwrap() {
        body[member] = value.clone();
    }
    body
}

/// The rules that refused something.
fn rules(answer: &Answer) -> Vec<String> {
    let refused = answer.refused(422, "rules");
    let findings = refused["findings"].as_array().unwrap().iter();
    findings
        .map(|finding| finding["rule"].as_str().unwrap().to_owned())
        .collect()
}
