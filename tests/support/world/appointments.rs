//! Who is expected.

use serde_json::json;

use super::World;
use crate::support::Client;

impl World {
    /// The counsellor books an hour of the own ones, which lie ahead of every clock.
    pub(super) fn expect(&mut self, owner: &Client) {
        let body = json!({
            "individual_id": self.id("individual_id"), "case_id": self.id("case_id"),
            "service_id": self.id("service_id"), "office_id": self.id("office_id"),
            "counsellor_id": self.id("staff_id"), "room_id": self.id("room_id"),
            "starts_at": "2030-01-17T09:00:00Z", "note": "Porta il curriculum.",
            "acknowledged": ["appointment.ahead"],
        });
        let booked = owner.post("/appointments", &body).ok(201);
        self.keep("appointment_id", booked["id"].clone());
        let letters = format!("/appointments/{}/letters", self.id("appointment_id"));
        let letter = owner.post(&letters, &json!({})).ok(202);
        self.keep("letter_id", letter["id"].clone());
    }
}
