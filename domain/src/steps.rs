//! What may be done to a thing with a life, and what stands against the rest.

use crate::kernel::Refusal;
use crate::rulebook::{Finding, Rule};

/// The step does not fit the status.
const STATUS: Rule = Rule::blocking("step.status", "Percorso: docs/states.md");
/// The actor has no right to the step.
const RIGHT: Rule = Rule::blocking("step.right", "Percorso: policy table");

/// Another administrator than the owner does it.
const OWN_ACCOUNT: Rule = Rule {
    id: "step.own_account",
    ..RIGHT
};
/// Another administrator than who proposed it does it.
const OWN_PROPOSAL: Rule = Rule {
    id: "step.own_proposal",
    source: "OWASP ASVS 5.0, 2.3.5",
    ..RIGHT
};
/// Another administrator than who did the other half does it.
const SAME_ADMINISTRATOR: Rule = Rule {
    id: "step.same_administrator",
    ..OWN_PROPOSAL
};
/// Somebody else looks at an emergency access than who had it.
const OWN_EMERGENCY: Rule = Rule {
    id: "step.own_emergency",
    source: "Percorso: nobody reviews himself",
    ..RIGHT
};
/// No administrator does it alone.
const TWO_PEOPLE: Rule = Rule {
    id: "step.needs_two_people",
    ..OWN_PROPOSAL
};
/// Nobody would be left to do it.
const LAST_ADMINISTRATOR: Rule = Rule {
    id: "step.last_administrator",
    ..RIGHT
};

/// What was agreed before binds, or is being written.
const AGREEMENT_RUNNING: Rule =
    Rule::blocking("step.agreement_running", "Percorso: docs/states.md");

/// The rules of this file; each has its text.
pub const RULES: &[&str] = &[
    STATUS.id,
    RIGHT.id,
    OWN_ACCOUNT.id,
    OWN_PROPOSAL.id,
    OWN_EMERGENCY.id,
    SAME_ADMINISTRATOR.id,
    TWO_PEOPLE.id,
    LAST_ADMINISTRATOR.id,
    AGREEMENT_RUNNING.id,
];

/// A step, and what keeps the actor from taking it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed<S> {
    /// The step.
    pub step: S,
    /// What stands against it; nothing when it is allowed.
    pub findings: Vec<Finding>,
}

impl<S> Allowed<S> {
    /// The step as its own guards judge it.
    pub fn judged(step: S, verdict: &Result<(), Refusal>) -> Self {
        let findings = match verdict {
            Ok(()) => Vec::new(),
            Err(Refusal::WrongStatus { status, .. }) => {
                vec![STATUS.finding(&[]).with("status", status)]
            }
            Err(Refusal::OwnAccount {}) => vec![OWN_ACCOUNT.finding(&[])],
            Err(Refusal::OwnProposal {}) => vec![OWN_PROPOSAL.finding(&[])],
            Err(Refusal::OwnEmergency {}) => vec![OWN_EMERGENCY.finding(&[])],
            Err(Refusal::SameAdministrator {}) => vec![SAME_ADMINISTRATOR.finding(&[])],
            Err(Refusal::NeedsTwoPeople {}) => vec![TWO_PEOPLE.finding(&[])],
            Err(Refusal::LastAdministrator {}) => vec![LAST_ADMINISTRATOR.finding(&[])],
            Err(Refusal::AgreementRunning {}) => vec![AGREEMENT_RUNNING.finding(&[])],
            Err(_) => vec![RIGHT.finding(&[])],
        };
        Self { step, findings }
    }
}
