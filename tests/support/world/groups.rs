//! A group that is open, with a session to come and somebody in it.

use serde_json::json;

use super::World;
use crate::support::Client;

impl World {
    /// The counsellor plans a workshop, and lets the newcomer in.
    pub(super) fn gather(&mut self, owner: &Client) {
        let body = json!({
            "office_id": self.id("office_id"), "kind": "workshop", "title": "Il curriculum",
            "facilitator_id": self.id("staff_id"), "places": 12, "threshold": 70,
        });
        let group = owner.post("/groups", &body).ok(201);
        self.keep("group_id", group["id"].clone());
        let path = format!("/groups/{}", self.id("group_id"));
        owner.step_now(&path, "opening").ok(200);
        let session = json!({
            "starts_at": "2030-01-15T09:00:00Z", "ends_at": "2030-01-15T11:00:00Z",
            "mode": "in_person", "place": "Biblioteca civica",
        });
        let session = owner.post(&format!("{path}/sessions"), &session).ok(201);
        self.keep("group_session_id", session["id"].clone());
        let somebody = json!({ "individual_id": self.id("newcomer") });
        let enrolled = owner.post(&format!("{path}/enrolments"), &somebody).ok(201);
        self.keep("enrolment_id", enrolled["id"].clone());
    }
}
