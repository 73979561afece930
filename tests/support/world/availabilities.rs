//! When and where people are met.

use serde_json::json;

use super::World;
use crate::support::Client;

impl World {
    /// A room, a closure, and hours of the counsellor that lie ahead of every clock.
    pub(super) fn open(&mut self, coordinator: &Client, owner: &Client) {
        let room = json!({
            "office_id": self.id("office_id"), "kind": "room", "label": "Sala colloqui",
            "places": 4,
        });
        let room = coordinator.post("/rooms", &room).ok(201);
        self.keep("room_id", room["id"].clone());
        let closure = json!({
            "office_id": self.id("office_id"), "from": "2031-08-11", "to": "2031-08-14",
            "label": "Chiusura estiva",
        });
        let closure = coordinator.post("/closures", &closure).ok(201);
        self.keep("closure_id", closure["id"].clone());
        let counsellor = format!("/counsellors/{}", self.id("staff_id"));
        let hours = json!({
            "office_id": self.id("office_id"), "room_id": self.id("room_id"), "weekday": 4,
            "from": "09:00", "to": "12:00", "valid_from": "2030-01-10",
            "service_ids": [self.id("service_id")],
        });
        let hours = owner.post(&format!("{counsellor}/availabilities"), &hours);
        self.keep("availability_id", hours.ok(201)["id"].clone());
        let absence = json!({
            "day": "2030-02-07", "from": "09:00", "to": "10:00",
            "change": { "kind": "absent", "reason": "training" },
        });
        let absence = owner.post(&format!("{counsellor}/availability-exceptions"), &absence);
        self.keep("exception_id", absence.ok(201)["id"].clone());
        owner
            .step(&format!("{counsellor}/calendar-address"))
            .ok(201);
    }
}
