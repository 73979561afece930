//! What was agreed with somebody who is followed.

use serde_json::json;

use super::World;
use crate::support::Client;

impl World {
    /// The counsellor and the person agree, and look at how it goes.
    pub(super) fn agree(&mut self, owner: &Client) {
        let terms = json!({
            "officer_id": self.counsellor.id(), "profile": "Esperienza in cucina.",
            "search_acts": "Tre candidature alla settimana.",
            "contact_every_days": 30, "proof_modes": ["search_diary"],
            "goals": [{ "text": "Un impiego in cucina.", "actions": [
                { "text": "Aggiornare il curriculum.", "by": "person", "due_on": "2026-04-01" },
                { "text": "Segnalare le offerte.", "by": "officer" },
            ] }],
        });
        let case = format!("/cases/{}", self.id("case_id"));
        let drawn_up = owner.post(&format!("{case}/agreements"), &terms).ok(201);
        let action = &drawn_up["terms"]["goals"][0]["actions"][0];
        self.keep("agreement_id", drawn_up["id"].clone());
        self.keep("action_id", action["id"].clone());
        let agreement = format!("/agreements/{}", self.id("agreement_id"));
        for (step, body) in [
            ("proposal", json!({})),
            ("signature", json!({})),
            ("reviews", json!({ "outcome": "on_course" })),
        ] {
            let path = format!("{agreement}/{step}");
            let now = owner.with("If-Match", owner.tag(&agreement));
            now.post(&path, &body).ok(200);
        }
        let printed = owner.post(&format!("{agreement}/documents"), &json!({}));
        self.keep("document_id", printed.ok(202)["id"].clone());
    }
}
