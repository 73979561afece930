//! Follow-ups: months after the end of a case somebody asks how it went.
//!
//! Who could not be reached, or does not want to answer, neither works nor does not: nobody knows.
//! That is an outcome of its own, and no count may take it for anything else.

mod codes;
mod status;
mod steps;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};

use crate::actor::{Actor, OfficeId, StaffId};
use crate::cases::AttemptOutcome;
use crate::desk_contacts::Channel;
use crate::event::{About, CaseId, Fact, IndividualId};
use crate::kernel::{Changed, Day, Id, Version};
use crate::policy::{Action, Reach};
use crate::rulebook::Rule;

pub use codes::{
    CancellationReason, Employment, FollowUpOutcome, FollowUpOutcomeCode, FollowUpTurn,
};
pub use status::{FollowUpStatus, FollowUpStep};
pub use steps::{Answer, NewFollowUpAttempt, Plan, Whom};

/// How somebody stands months later is asked months later.
const EARLY: Rule = Rule::warning(
    "follow_up.early",
    "Percorso: indicators at 6 and 12 months count from the end of the case",
);
/// Nobody is unreachable whom hardly anybody tried to reach.
const FEW_ATTEMPTS: Rule = Rule::blocking(
    "follow_up.few_attempts",
    "practice of employment services; local decision",
)
.to_be_checked();
/// Who was reached is not unreachable: they answered, or did not want to, or asked to be called
/// another time.
const REACHED: Rule = Rule::warning(
    "follow_up.reached",
    "practice of employment services; local decision",
);
/// The rules of this folder; each has its text.
pub const RULES: &[&str] = &[EARLY.id, FEW_ATTEMPTS.id, REACHED.id];

/// Marks identifiers of a follow-up.
#[derive(Debug)]
pub struct FollowUpTag;
/// Identifies a follow-up.
pub type FollowUpId = Id<FollowUpTag>;
/// Marks identifiers of an attempt at one.
#[derive(Debug)]
pub struct FollowUpAttemptTag;
/// Identifies an attempt at one.
pub type FollowUpAttemptId = Id<FollowUpAttemptTag>;

/// A follow-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUp {
    /// The follow-up.
    pub id: FollowUpId,
    /// After which case.
    pub case: CaseId,
    /// Who is asked.
    pub individual: IndividualId,
    /// The office that owns the case: when it ended, and since then wherever it went.
    pub office: OfficeId,
    /// Who follows it, or did to the end.
    pub counsellor: Option<StaffId>,
    /// Who works on it beside the counsellor.
    pub team: Vec<StaffId>,
    /// The first or the second one after that end.
    pub turn: FollowUpTurn,
    /// When the case ended.
    pub closed_on: Day,
    /// The day about which the person is asked.
    pub planned_for: Day,
    /// Where it stands.
    pub status: FollowUpStatus,
    /// How often somebody tried to reach the person for it.
    pub attempts: i64,
    /// When that was the last time.
    pub last_attempt_on: Option<Day>,
    /// How the person stood, once it is known that it is known or not.
    pub outcome: Option<FollowUpOutcome>,
    /// The day of which the outcome tells.
    pub outcome_on: Option<Day>,
    /// Why nobody asks, once that is decided.
    pub cancelled: Option<CancellationReason>,
    /// When nothing more was to come of it.
    pub ended_at: Option<DateTime<Utc>>,
    /// How often it was saved.
    pub version: Version,
}

/// Somebody tried to reach the person for a follow-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUpAttempt {
    /// The attempt.
    pub id: FollowUpAttemptId,
    /// For which follow-up.
    pub follow_up: FollowUpId,
    /// On which day.
    pub on: Day,
    /// By which channel.
    pub channel: Channel,
    /// With which outcome.
    pub outcome: AttemptOutcome,
    /// Who tried.
    pub by: Option<StaffId>,
}

/// A follow-up with an attempt at it: both are saved, or neither.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// The follow-up, which counts it.
    pub follow_up: FollowUp,
    /// The attempt.
    pub attempt: FollowUpAttempt,
}

impl FollowUp {
    /// Whether the actor's right to `action` covers it: whoever follows the case, with the team,
    /// and the office that owns it. Whoever gave the case away follows it no longer.
    pub fn is_within(&self, actor: &Actor, action: Action) -> bool {
        let is_mine = actor
            .staff()
            .is_some_and(|me| self.counsellor == Some(me) || self.team.contains(&me));
        match actor.reach(action) {
            Reach::Never => false,
            Reach::OwnCaseload => is_mine,
            Reach::OwnOffice => actor.works_in(self.office) || (action.holds_caseload() && is_mine),
            Reach::Organisation => true,
        }
    }

    fn about(&self) -> About {
        About::thing("follow_up", self.id)
            .of(self.individual)
            .case(self.case)
            .at(self.office)
    }

    fn says(self, fact: Fact) -> Changed<Self> {
        let about = self.about();
        Changed::new(self, about.says(fact))
    }
}
