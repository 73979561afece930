//! What may be done to a thing with a life, and what stands against the rest.

use crate::kernel::Refusal;
use crate::rulebook::{Finding, Rule};

/// The step does not fit the status.
const STATUS: Rule = Rule::blocking("step.status", "Percorso: docs/states.md");
/// The actor has no right to the step.
const RIGHT: Rule = Rule::blocking("step.right", "Percorso: policy table");

/// The rules of this file; each has its text.
pub const RULES: &[&str] = &[STATUS.id, RIGHT.id];

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
            Err(_) => vec![RIGHT.finding(&[])],
        };
        Self { step, findings }
    }
}
