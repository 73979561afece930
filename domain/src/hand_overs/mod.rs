//! Hand-overs: a case goes to another counsellor or another office, for good or for a time.
//!
//! The case keeps its owner until somebody accepts, and gets another one in the same instant, so
//! that it is never without. Its team stays as it is: whoever hands it over leaves it, unless they
//! belong to the team; whoever works on it beside the counsellor goes on.

mod batch;
mod codes;
mod course;
mod shares;
mod status;
mod steps;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};

use crate::actor::{Actor, OfficeId, StaffId};
use crate::cases::{Case, Colleague};
use crate::event::{About, CaseId, Fact, IndividualId};
use crate::kernel::{Changed, Day, Id, Named, Version};
use crate::policy::{Action, Reach};
use crate::rulebook::{Finding, Rule};

pub use batch::{Desk, Distribution, Part, TakeOver, TakenOver};
pub use codes::{
    Blockage, HandOverNote, HandOverReason, HandOverReasons, HandOverRefusalReason,
    HandOverRefusalReasons, TermKind,
};
pub use status::{HandOverStatus, HandOverStep};

/// Nobody but the coordinator knows what is to become of a case that could not go back.
const RETURN_BLOCKED: Rule = Rule::warning(
    "case.return_blocked",
    "practice of employment services; local decision",
);
/// The rules of this folder; each has its text.
pub const RULES: &[&str] = &[RETURN_BLOCKED.id];

/// Marks identifiers of a hand-over.
#[derive(Debug)]
pub struct HandOverTag;
/// Identifies a hand-over.
pub type HandOverId = Id<HandOverTag>;

/// Who keeps a case: an office, and somebody there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keeper {
    /// The office.
    pub office: OfficeId,
    /// Who answers for it there; nobody (yet) when it is left out.
    pub counsellor: Option<StaffId>,
}

/// For how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    /// For good.
    Permanent {},
    /// Until the end of a day, after which the case goes back.
    Temporary {
        /// Its last day.
        until: Day,
    },
}

impl Term {
    /// Of which kind it is.
    pub fn kind(self) -> TermKind {
        match self {
            Self::Permanent {} => TermKind::Permanent,
            Self::Temporary { .. } => TermKind::Temporary,
        }
    }

    /// Its last day, if it has one.
    pub fn until(self) -> Option<Day> {
        match self {
            Self::Permanent {} => None,
            Self::Temporary { until } => Some(until),
        }
    }
}

/// Why somebody does not take the case over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declined {
    /// Why.
    pub reason: HandOverRefusalReason,
    /// The same in words.
    pub note: Option<HandOverNote>,
}

/// A hand-over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOver {
    /// The hand-over.
    pub id: HandOverId,
    /// Which case.
    pub case: CaseId,
    /// Who is followed.
    pub individual: IndividualId,
    /// Who kept the case when it was proposed: there it goes back to.
    pub from: Keeper,
    /// Who is to take it over.
    pub to: Keeper,
    /// Who took it over.
    pub taken_by: Option<StaffId>,
    /// For how long.
    pub term: Term,
    /// Why.
    pub reason: HandOverReason,
    /// What whoever takes it over has to know.
    pub note: Option<HandOverNote>,
    /// Where it stands.
    pub status: HandOverStatus,
    /// Why not, once somebody refused.
    pub declined: Option<Declined>,
    /// When whoever proposed it took note of that.
    pub refusal_seen_at: Option<DateTime<Utc>>,
    /// Why the case could not go back, while it could not.
    pub blocked: Option<Blockage>,
    /// Who proposed it.
    pub proposed_by: StaffId,
    /// When.
    pub proposed_at: DateTime<Utc>,
    /// When it was answered or taken back.
    pub answered_at: Option<DateTime<Utc>>,
    /// When nothing more could come of it.
    pub ended_at: Option<DateTime<Utc>>,
    /// How often it was saved.
    pub version: Version,
}

/// What a hand-over is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewHandOver {
    /// Its identifier.
    pub id: HandOverId,
    /// The office that is to own the case; the present one when nobody says.
    pub office: Option<Named<OfficeId>>,
    /// Who is to follow it; whom the office says when it is left out.
    pub counsellor: Option<Named<Colleague>>,
    /// For how long.
    pub term: Term,
    /// Why.
    pub reason: HandOverReason,
    /// What whoever takes it over has to know.
    pub note: Option<HandOverNote>,
}

/// A case with the hand-over that moved it: both are saved, or neither.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The hand-over.
    pub hand_over: HandOver,
    /// The case, with its new owner.
    pub case: Case,
}

/// Where a case would go back to, as it is there now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// Who handed it over.
    pub counsellor: Named<Colleague>,
    /// Another open case of the person at that office.
    pub other_case: Option<CaseId>,
}

/// What came of the last day.
#[derive(Debug, Clone, PartialEq)]
pub enum Ended {
    /// The case goes back.
    Back(Box<Changed<Moved>>),
    /// It stays with whoever follows it, and the coordinator has to decide.
    Stuck(Box<Changed<HandOver>>),
    /// Nobody had taken it over by then.
    Lapsed(Box<Changed<HandOver>>),
}

/// Something that somebody has to do because of a hand-over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// To answer a proposal.
    Answer {
        /// Who: somebody, or the coordinator of the office.
        by: Keeper,
    },
    /// To be ready for the case that comes back.
    ComesBack {
        /// To whom.
        to: Keeper,
        /// After which day.
        until: Day,
    },
    /// To decide about a case that could not go back: the coordinator of the office where it is.
    Decide {
        /// Where it is.
        at: OfficeId,
        /// Since when it should have been back.
        since: Day,
    },
    /// To take note that somebody does not take the case over: it stays where it is.
    Read {
        /// Who proposed it.
        by: StaffId,
        /// At which office.
        at: OfficeId,
        /// When it was refused.
        since: DateTime<Utc>,
    },
}

impl HandOver {
    /// Whether the actor has a part in it: handed over, proposed, is asked, took over; or
    /// coordinates one of the two offices. Whoever was asked and did not take the case over has
    /// none any more, nor has who gave it back.
    pub fn concerns(&self, actor: &Actor) -> bool {
        let me = actor.staff();
        let is_asked = self.status == HandOverStatus::Proposed;
        let (asked, taken_by) = (
            self.to.counsellor.filter(|_| is_asked),
            self.taken_by.filter(|_| self.status.is_taken()),
        );
        let parts = [
            self.from.counsellor,
            asked,
            taken_by,
            Some(self.proposed_by),
        ];
        let is_mine = me.is_some() && parts.contains(&me);
        let is_there = is_asked || self.status.is_taken();
        match actor.reach(Action::HandOverCases) {
            Reach::Never => false,
            Reach::OwnCaseload => is_mine,
            Reach::OwnOffice => {
                is_mine
                    || actor.works_in(self.from.office)
                    || (is_there && actor.works_in(self.to.office))
            }
            Reach::Organisation => true,
        }
    }

    /// What has to be done because of it: while it is open, and until whoever proposed it knows that
    /// it was refused.
    pub fn due(&self) -> Option<Due> {
        match (self.status, self.term) {
            (HandOverStatus::Proposed, _) => Some(Due::Answer { by: self.to }),
            (HandOverStatus::Running, Term::Temporary { until }) => Some(Due::ComesBack {
                to: self.from,
                until,
            }),
            (HandOverStatus::Stuck, Term::Temporary { until }) => Some(Due::Decide {
                at: self.to.office,
                since: until,
            }),
            (HandOverStatus::Refused, _) if self.refusal_seen_at.is_none() => Some(Due::Read {
                by: self.proposed_by,
                at: self.from.office,
                since: self.answered_at.unwrap_or(self.proposed_at),
            }),
            (
                HandOverStatus::Running
                | HandOverStatus::Stuck
                | HandOverStatus::Accepted
                | HandOverStatus::Returned
                | HandOverStatus::Refused
                | HandOverStatus::Withdrawn
                | HandOverStatus::Lapsed,
                _,
            ) => None,
        }
    }

    /// What of it deserves attention in the file of its case.
    pub fn warnings(&self) -> Vec<Finding> {
        let blocked = self.blocked.map(|why| {
            let finding = RETURN_BLOCKED.finding(&[]).with("why", why);
            match self.term.until() {
                Some(until) => finding.with("until", until),
                None => finding,
            }
        });
        blocked.into_iter().collect()
    }

    fn about(&self, office: OfficeId) -> About {
        About::thing("hand_over", self.id)
            .of(self.individual)
            .case(self.case)
            .at(office)
    }

    fn says(self, office: OfficeId, fact: Fact) -> Changed<Self> {
        let about = self.about(office);
        Changed::new(self, about.says(fact))
    }
}
