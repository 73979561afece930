//! Unemployment status and target groups, worked out from facts.
//!
//! The employment centre owns the status; what stands here is a copy with its sources, and what
//! follows from it. [`EmploymentFacts::outcome`] is the whole of it: facts in, [`Outcome`] out.
//!
//! A fact that is missing is never guessed. The walk through the facts is taken twice, once with
//! whatever is missing taken in the person's favour and once against (`Assume`); what both walks
//! agree on is known, everything else is unknown and names the facts that would settle it.

mod claims;
mod facts;
mod groups;
mod jobs;
mod known;
mod law;
mod outcome;
mod pay;
mod permits;
mod record;
mod rules;
mod seniority;
#[cfg(test)]
mod tests;
mod timeline;
mod verdict;
mod walk;

pub use facts::{
    Declaration, EmployerKey, EmploymentFacts, Forecast, GenderGap, Loss, LossCause, Permit,
    Renewal, Schooling, SchoolingDuty, Support, WorkHistory, WorkPeriod,
};
pub use groups::{Ground, GroundAnswer, Group, GroupAnswer, NotComputed};
pub use known::{FactName, Known, Missing, MissingFact, Used};
pub use outcome::Outcome;
pub use pay::UnpaidTime;
pub use record::StatusRecord;
pub use rules::RULES;
pub use seniority::Seniority;
pub use timeline::{Reason, State, StateAnswer, StatePeriod};
pub use verdict::Answer;

/// What is taken for a fact that is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Assume {
    /// What keeps the status, and the time without pay, as long as possible.
    Best,
    /// What ends them as soon as possible.
    Worst,
}
