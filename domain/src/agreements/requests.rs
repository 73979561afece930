//! What is asked of an agreement, and what a step leaves beside it.

use super::{
    ActionId, ActionOutcome, ActionStatus, Agreement, AgreementCloseReason, AgreementText,
    Commitment, Edition, LATE_REVIEW, NewGoal, ProofMode, REVIEW_DAYS, Review, ReviewOutcome,
    Terms,
};
use crate::actor::StaffId;
use crate::cases::{Case, Colleague};
use crate::kernel::{Day, Faults, Named, Refusal};
use crate::rulebook::{Chain, Finding, Rulebook};

use super::terms::{once_each, settled};

/// The most days between two contacts.
const MOST_DAYS: u16 = 365;

/// By what days are counted when something is decided.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// The day where the organisation is.
    pub today: Day,
    /// The parameters.
    pub book: &'a Rulebook,
    /// Where they hold.
    pub chain: &'a Chain,
}

impl Moment<'_> {
    /// The day so many days after this one as the parameter says.
    pub(super) fn after(&self, key: &str, on: Day) -> Option<Day> {
        let (days, _) = self.book.count(key, self.chain, on)?;
        on.add_days(u32::try_from(days).ok()?).ok()
    }

    /// The next day on which both look at it: the one that is asked for, or that of practice. A
    /// later one than practice has it asks for somebody who acknowledges it.
    pub(super) fn next_review(
        &self,
        on: Day,
        asked: Option<Day>,
    ) -> Result<(Day, Vec<Finding>), Refusal> {
        let usual = self.after(REVIEW_DAYS, on);
        let mut faults = Faults::none();
        let next = asked.or(usual);
        match next {
            None => faults.tell("/next_review_on", "missing_member"),
            Some(next) if next <= on => faults.tell("/next_review_on", "not_in_order"),
            Some(_) => {}
        }
        let next = faults.unless_any(next)?;
        let late = usual.filter(|usual| *usual < next);
        let parameter = self.book.count(REVIEW_DAYS, self.chain, on);
        let found = late.zip(parameter).map(|(latest, (days, parameter))| {
            let finding = LATE_REVIEW.finding(&[parameter]);
            finding.with("latest", latest).with("days", days)
        });
        Ok((next, found.into_iter().collect()))
    }
}

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
    /// Who answers, and what is written. Everything that does not fit is told at once. `present`
    /// is what is being written already and what binds, in this order: of what binds it is known what
    /// became of it.
    pub(super) fn settled(
        self,
        case: &Case,
        present: &[&Terms],
    ) -> Result<(StaffId, Terms), Refusal> {
        let mut faults = Faults::none();
        let officer = suited(self.officer, case, &mut faults);
        if !(1..=MOST_DAYS).contains(&self.contact_every_days) {
            faults.tell("/contact_every_days", "out_of_range");
        }
        once_each(&self.proofs, "/proof_modes", &mut faults);
        once_each(&self.commitments, "/commitments", &mut faults);
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
    /// On which day; today when nobody says.
    pub on: Option<Day>,
    /// Who answers for it, as they are now.
    pub officer: Named<Colleague>,
    /// When both look at it next; as practice has it when nobody says.
    pub next_review_on: Option<Day>,
    /// Rules whose warning is acknowledged.
    pub acknowledged: Vec<String>,
}

/// That both looked at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// On which day; today when nobody says.
    pub on: Option<Day>,
    /// What they found.
    pub outcome: ReviewOutcome,
    /// The same in words.
    pub remark: Option<AgreementText>,
    /// When both look at it next; as practice has it when nobody says.
    pub next_review_on: Option<Day>,
    /// Rules whose warning is acknowledged.
    pub acknowledged: Vec<String>,
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
