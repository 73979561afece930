//! What is asked of an agreement, and what a step leaves beside it.

use super::{
    ActionId, ActionOutcome, ActionStatus, Agreement, AgreementCloseReason, AgreementText,
    Commitment, Edition, Met, NewGoal, ProofMode, Review, ReviewOutcome, Terms,
};
use crate::actor::StaffId;
use crate::cases::{Case, Colleague};
use crate::kernel::{Day, Faults, Named, Refusal};

use super::terms::{Present, settled};

/// The most days between two contacts.
const MOST_DAYS: u16 = 365;

/// What is to be agreed, as somebody writes it down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTerms {
    /// Who answers for it on the side of the service.
    pub officer: Named<Colleague>,
    /// Where the person stands on the way to work.
    pub profile: AgreementText,
    /// Which acts of search the person does, and when.
    pub search: AgreementText,
    /// How many days lie between two contacts, as a rule.
    pub contact_every_days: u16,
    /// How active search is shown.
    pub proofs: Vec<ProofMode>,
    /// To what else the person commits.
    pub commitments: Vec<Commitment>,
    /// What is to be reached.
    pub goals: Vec<NewGoal>,
}

impl NewTerms {
    /// Who answers, and what is written. Everything that does not fit is told at once.
    pub(super) fn settled(
        self,
        case: &Case,
        present: Present<'_>,
    ) -> Result<(StaffId, Terms), Refusal> {
        let mut faults = Faults::none();
        let officer = suited(self.officer, case, &mut faults);
        if !(1..=MOST_DAYS).contains(&self.contact_every_days) {
            faults.tell("/contact_every_days", "out_of_range");
        }
        faults.each_once("/proof_modes", &self.proofs);
        faults.each_once("/commitments", &self.commitments);
        let goals = settled(self.goals, present, &mut faults);
        let officer = faults.unless_any(officer)?;
        let terms = Terms {
            profile: self.profile,
            search: self.search,
            contact_every_days: self.contact_every_days,
            proofs: self.proofs,
            commitments: self.commitments,
            goals,
        };
        Ok((officer.staff, terms))
    }
}

/// Whoever is named, with a word about whoever cannot answer at the office of the case.
pub(super) fn suited(
    officer: Named<Colleague>,
    case: &Case,
    faults: &mut Faults,
) -> Option<Colleague> {
    let officer = faults.known("/officer_id", officer);
    if let Some(officer) = &officer {
        officer.answers_at(case.office, "/officer_id", faults);
    }
    officer
}

/// That the person was given it to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// On which day; today when nobody says.
    pub on: Option<Day>,
    /// Who answers for it, as they are now.
    pub officer: Named<Colleague>,
}

/// That the person signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// When, and when both look at it next.
    pub met: Met,
    /// Who answers for it, as they are now.
    pub officer: Named<Colleague>,
}

/// That both looked at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// When, and when both look at it next.
    pub met: Met,
    /// What they found.
    pub outcome: ReviewOutcome,
    /// The same in words.
    pub remark: Option<AgreementText>,
}

/// What became of something that was agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActionUpdate {
    /// Of what.
    pub id: ActionId,
    /// What became of it.
    pub status: ActionStatus,
    /// On which day; today when nobody says.
    pub on: Option<Day>,
}

/// That it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending {
    /// Why.
    pub reason: AgreementCloseReason,
    /// On which day; today when nobody says.
    pub on: Option<Day>,
}

/// An agreement with the edition that was signed: both are saved, or neither.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The agreement.
    pub agreement: Agreement,
    /// What was signed.
    pub edition: Edition,
}

/// An agreement with a review of it: both are saved, or neither.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewed {
    /// The agreement.
    pub agreement: Agreement,
    /// How it went.
    pub review: Review,
}

/// An agreement with what became of something in it: both are saved, or neither.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// The agreement.
    pub agreement: Agreement,
    /// What became of what.
    pub outcome: ActionOutcome,
}
