//! Orientation agreements: what a person and the service want to reach, who does what for it until
//! when, and how it goes.
//!
//! It is the municipality's own. The pact that the law asks of whoever is unemployed is made at the
//! employment centre (D.Lgs. 150/2015, article 20) and is another document: where it is known, the
//! agreement names it. Its content follows that of the law: who answers for it, where the person
//! stands, which acts of search are done and when, how often both meet, and how search is shown.

mod codes;
mod course;
mod meetings;
mod requests;
#[cfg(test)]
pub(crate) mod samples;
mod status;
mod steps;
mod terms;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::actor::{OfficeId, StaffId};
use crate::event::{About, CaseId, Fact, IndividualId};
use crate::kernel::{Changed, Day, Id, Version};
use crate::rulebook::Rule;

pub use codes::{
    ActionStatus, AgreementCloseReason, AgreementText, Commitment, Commitments, Doer, GoalText,
    PactReference, ProofMode, ProofModes, ReviewOutcome, ReviewOutcomes,
};
pub use meetings::Met;
pub use requests::{
    ActionUpdate, Ending, Followed, Looked, NewTerms, Proposal, Reviewed, Signature, Signed,
};
pub use status::{AgreementStatus, AgreementStep, AmendmentStatus};
pub use terms::{AgreedAction, Goal, NewAction, NewGoal, Terms};

/// After how many days both look at how it goes, where nobody says.
pub const REVIEW_DAYS: &str = "agreement.review_days";
/// For how many days its end can be taken back.
pub const REOPEN_DAYS: &str = "agreement.reopen_days";
/// Both look at it in time.
const LATE_REVIEW: Rule = Rule::warning(
    "agreement.late_review",
    "D.Lgs. 150/2015 art. 19 c. 6, by analogy; local decision",
)
.to_be_checked();
/// Every rule about agreements; each has its text.
pub const RULES: &[&str] = &[LATE_REVIEW.id];

/// Marks identifiers of an agreement.
#[derive(Debug)]
pub struct AgreementTag;
/// Identifies an agreement.
pub type AgreementId = Id<AgreementTag>;
/// Marks identifiers of something that was agreed to be done.
#[derive(Debug)]
pub struct ActionTag;
/// Identifies something that was agreed to be done.
pub type ActionId = Id<ActionTag>;

/// An agreement. It hangs on its case, and goes wherever that goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// The agreement.
    pub id: AgreementId,
    /// In which case.
    pub case: CaseId,
    /// With whom.
    pub individual: IndividualId,
    /// The office that owns the case.
    pub office: OfficeId,
    /// Where it stands.
    pub status: AgreementStatus,
    /// How often it was signed.
    pub edition: i64,
    /// Who answers for it on the side of the service.
    pub officer: StaffId,
    /// What the employment centre calls its own pact with the person, where that is known.
    pub pact: Option<PactReference>,
    /// What binds, or the first draft.
    pub terms: Terms,
    /// What is being written to bind instead.
    pub amendment: Option<Amendment>,
    /// When the person was given it to read, for the last time.
    pub proposed_on: Option<Day>,
    /// When the person signed it, for the last time.
    pub signed_on: Option<Day>,
    /// When both looked at it, for the last time.
    pub reviewed_on: Option<Day>,
    /// How often they did.
    pub reviews: i64,
    /// How often somebody said what became of something that was agreed.
    pub outcomes: i64,
    /// When they look at it next, or wanted to when it ended.
    pub next_review_on: Option<Day>,
    /// That it ended.
    pub end: Option<End>,
    /// Who drew it up.
    pub drawn_up_by: StaffId,
    /// When.
    pub drawn_up_at: DateTime<Utc>,
    /// How often it was saved.
    pub version: Version,
}

/// What is to bind instead of what was signed. That holds until this is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    /// Who is to answer for it.
    pub officer: StaffId,
    /// What is to be agreed.
    pub terms: Terms,
    /// When the person was given it to read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed_on: Option<Day>,
}

/// The end of an agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// When.
    pub on: Day,
    /// When somebody said so.
    pub said_on: Day,
    /// Why.
    pub reason: AgreementCloseReason,
    /// Where it stood before.
    pub status_before: AgreementStatus,
}

/// What became of something that was agreed, as somebody said once. Outcomes are only ever added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActionOutcome {
    /// Which one, counted from 1.
    pub number: i64,
    /// Of what.
    pub action: ActionId,
    /// What.
    pub status: ActionStatus,
    /// Since when nothing is to be done for it any more.
    pub ended_on: Option<Day>,
    /// Who wrote it down.
    pub by: StaffId,
}

/// How an agreement went until some day. Reviews are only ever added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Which one, counted from 1.
    pub number: i64,
    /// Of which edition.
    pub edition: i64,
    /// On which day both looked at it.
    pub held_on: Day,
    /// What they found.
    pub outcome: ReviewOutcome,
    /// The same in words.
    pub remark: Option<AgreementText>,
    /// When they look at it next.
    pub next_on: Day,
    /// Who wrote it down.
    pub by: StaffId,
}

/// An agreement as it was signed once. Editions are only ever added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// Which one, counted from 1.
    pub number: i64,
    /// When the person signed it.
    pub signed_on: Day,
    /// Who answered for it.
    pub officer: StaffId,
    /// What was agreed.
    pub terms: Terms,
    /// When both wanted to look at it.
    pub next_on: Day,
    /// Who wrote it down.
    pub by: StaffId,
}

impl Agreement {
    /// When both look at it next, as long as it runs.
    pub fn looked_at_next(&self) -> Option<Day> {
        self.next_review_on.filter(|_| self.status.binds())
    }

    /// Until when the first of what is open is to be done, of what was signed.
    pub fn due_first(&self) -> Option<Day> {
        let open = { self.terms.actions() }.filter(|one| one.status == ActionStatus::Open);
        let due = open.filter_map(|one| one.due_on).min();
        due.filter(|_| self.status.binds())
    }

    fn about(&self) -> About {
        About::thing("agreement", self.id)
            .of(self.individual)
            .case(self.case)
            .at(self.office)
    }

    fn says(self, fact: Fact) -> Changed<Self> {
        let about = self.about();
        Changed::new(self, about.says(fact))
    }
}
