//! What the office offers.

use serde_json::json;

use super::World;
use crate::support::Client;

impl World {
    /// What is offered.
    pub(super) fn offer(&mut self, coordinator: &Client) {
        let terms = json!({
            "code": self.service_code(), "label_it": "Colloquio", "label_en": "Interview",
            "mode": "individual", "minutes": 60, "min_size": 1, "max_size": 1, "margin_days": 1,
            "ahead_days": 60, "move_until_hours": 24, "booked_by": "staff",
        });
        let added = coordinator.post("/services", &terms).ok(201);
        self.keep("service_id", added["id"].clone());
    }

    /// The service that is offered here has this code, and no other one.
    pub(super) fn service_code(&self) -> String {
        format!("interview_{}", self.row())
    }
}
