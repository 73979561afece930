//! A case and all that happens in it.

use domain::actor::Role;
use serde_json::json;

use super::World;
use crate::support::people::Somebody;
use crate::support::{Client, Member};

impl World {
    /// Somebody comes to the desk and is heard; a case is open, the interview still goes on.
    pub(super) fn hear(&mut self, desk: &Client, owner: &Client) {
        let contact = json!({
            "office_id": self.id("office_id"), "individual_id": self.id("individual_id"),
            "topic": "cv", "age_band": "25-29", "channel": "desk", "minutes": 15,
        });
        let contact = desk.post("/desk-contacts", &contact).ok(201);
        self.keep("contact_id", contact["id"].clone());
        let intake = json!({
            "individual_id": self.id("individual_id"),
            "office_id": self.id("office_id"),
            "on": "2026-03-02",
            "interview": {
                "arrival": "self", "urgency": "ordinary", "needs": ["job"],
                "privacy_notice": { "version": "1.0", "language": "it", "on": "2026-03-02" },
            },
        });
        let taken = owner.post("/intakes", &intake);
        self.keep("intake_id", taken.ok(201)["id"].clone());
        let case = json!({
            "individual_id": self.id("individual_id"),
            "office_id": self.id("office_id"),
            "counsellor_id": self.counsellor.id(),
            "opened_on": "2026-03-01",
            "reason": "Cerca lavoro.",
        });
        let opened = owner.post("/cases", &case).ok(201);
        self.keep("case_id", opened["id"].clone());
    }

    /// The counsellor calls and writes down what was said.
    pub(super) fn follow(&mut self, owner: &Client) {
        let case = format!("/cases/{}", self.id("case_id"));
        let attempt = json!({ "channel": "phone", "outcome": "reached" });
        let attempt = owner.post(&format!("{case}/contact-attempts"), &attempt);
        self.keep("attempt_id", attempt.ok(201)["id"].clone());
        let note = json!({ "visibility": "organisation", "text": "Primo colloquio." });
        let note = owner.post(&format!("{case}/notes"), &note);
        self.keep("note_id", note.ok(201)["id"].clone());
    }

    /// The counsellor is asked to take over somebody whom nobody follows.
    pub(super) fn ask(&mut self, coordinator: &Client, desk: &Client) {
        let somebody = Somebody::numbered(400 + self.row());
        let registered = desk.post("/individuals", &somebody.registration()).ok(201);
        let case = json!({
            "individual_id": registered["id"], "office_id": self.id("office_id"),
            "opened_on": "2026-03-01", "reason": "Cerca lavoro.",
        });
        let case = coordinator.post("/cases", &case).ok(201);
        let proposal = json!({
            "counsellor_id": self.counsellor.id(), "term": { "kind": "permanent" },
            "reason": "workload",
        });
        let path = format!("/cases/{}/hand-overs", case["id"].as_str().unwrap());
        let proposed = coordinator.post(&path, &proposal).ok(201);
        self.keep("hand_over_id", proposed["id"].clone());
    }

    /// Another office asks this one to see somebody whom it follows.
    pub(super) fn refer(&mut self, referrer: &Client) {
        let follower = Member {
            role: Role::TargetedPlacementOfficer,
            ..self.referrer()
        };
        let somebody = Somebody::numbered(500 + self.row());
        let registered = referrer.post("/individuals", &somebody.registration());
        self.keep("referred", registered.ok(201)["id"].clone());
        let case = json!({
            "individual_id": self.id("referred"), "office_id": self.referrer().office(),
            "counsellor_id": follower.id(), "opened_on": "2026-03-01", "reason": "Cerca lavoro.",
        });
        let case = referrer.post("/cases", &case).ok(201);
        let referral = json!({
            "to": { "kind": "office", "office_id": self.id("office_id") },
            "reason": "competence", "request": "Chiede un colloquio.", "answer_by": "2030-12-31",
        });
        let path = format!("/cases/{}/referrals", case["id"].as_str().unwrap());
        let sent = referrer.post(&path, &referral).ok(201);
        self.keep("referral_id", sent["id"].clone());
    }

    /// Who referred somebody to this office: the coordinator of another one.
    pub(crate) fn referrer(&self) -> Member {
        let number = if self.counsellor.number < 2 { 2 } else { 0 };
        Member::new(self.counsellor.place, Role::Coordinator, number)
    }

    /// Somebody is followed no longer: months later the counsellor asks how it went.
    pub(super) fn part(&mut self, owner: &Client, desk: &Client) {
        let somebody = Somebody::numbered(700 + self.row());
        let registered = desk.post("/individuals", &somebody.registration()).ok(201);
        let case = json!({
            "individual_id": registered["id"], "office_id": self.id("office_id"),
            "counsellor_id": self.counsellor.id(),
            "opened_on": "2026-03-01", "reason": "Cerca lavoro.",
        });
        let case = owner.post("/cases", &case).ok(201);
        let case = case["id"].as_str().unwrap();
        let ended = json!({ "outcome": { "kind": "moved" }, "on": "2026-03-01" });
        owner
            .with("If-Match", owner.tag(&format!("/cases/{case}")))
            .post(&format!("/cases/{case}/closure"), &ended)
            .ok(200);
        let planned = owner.get(&format!("/follow-ups?case={case}")).ok(200);
        self.keep("follow_up_id", planned["items"][0]["id"].clone());
    }
}
