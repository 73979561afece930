//! Referrals: another office or an outside service is asked to see to something for a person.
//!
//! The case stays where it is, and with whom it is. Whoever is asked at an office of the
//! organisation reads a card and what is asked, and can hear the person once they have accepted.
//! Outside services have no way in: whoever works on the case writes down what they answered.

mod codes;
mod rules;
mod status;
mod steps;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};

use crate::actor::{OfficeId, StaffId};
use crate::event::{About, CaseId, Fact, IndividualId};
use crate::hand_overs::Keeper;
use crate::intakes::{IntakeId, ReferralSource, ServiceName};
use crate::kernel::{Changed, Day, Id, Named, Version};

pub use codes::{
    ReferralOutcome, ReferralOutcomes, ReferralReason, ReferralReasons, ReferralRefusalReason,
    ReferralRefusalReasons, ReferralText,
};
pub use rules::{ANSWER_DAYS, OUTCOME_DAYS, RULES};
pub use status::{ReferralStatus, ReferralStep};
pub use steps::Said;

/// Marks identifiers of a referral.
#[derive(Debug)]
pub struct ReferralTag;
/// Identifies a referral.
pub type ReferralId = Id<ReferralTag>;

/// Who is asked; the place is an office of the organisation, or what a request says of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination<Place = OfficeId> {
    /// Another office of the organisation.
    Office {
        /// Which one.
        office: Place,
    },
    /// A service that does not work with the product.
    Service {
        /// Of what kind.
        kind: ReferralSource,
        /// Which one.
        name: ServiceName,
    },
}

impl Destination {
    /// The office that answers, if one of the organisation is asked.
    pub fn office(&self) -> Option<OfficeId> {
        match self {
            Self::Office { office } => Some(*office),
            Self::Service { .. } => None,
        }
    }
}

/// What the service said to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Why not, if it does not see to it.
    pub refused: Option<ReferralRefusalReason>,
    /// The same in words, or what was arranged.
    pub note: Option<ReferralText>,
    /// Who said so, or wrote it down.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
    /// Until when somebody says what came of it, if it is accepted.
    pub outcome_by: Option<Day>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conclusion {
    /// What.
    pub outcome: ReferralOutcome,
    /// The same in words.
    pub note: Option<ReferralText>,
}

/// A referral.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referral {
    /// The referral.
    pub id: ReferralId,
    /// For which case.
    pub case: CaseId,
    /// Who is referred.
    pub individual: IndividualId,
    /// Who keeps the case now: it goes where the case goes.
    pub from: Keeper,
    /// Who is asked.
    pub to: Destination,
    /// Why.
    pub reason: ReferralReason,
    /// What is asked.
    pub request: ReferralText,
    /// The last day on which an answer is awaited.
    pub answer_by: Day,
    /// Who sent it.
    pub sent_by: StaffId,
    /// When.
    pub sent_at: DateTime<Utc>,
    /// Where it stands.
    pub status: ReferralStatus,
    /// What the service said to it.
    pub answer: Option<Answer>,
    /// The first interview at the receiving office.
    pub intake: Option<IntakeId>,
    /// What came of it.
    pub conclusion: Option<Conclusion>,
    /// When whoever asked took note that it was refused.
    pub refusal_seen_at: Option<DateTime<Utc>>,
    /// When nothing more could come of it.
    pub ended_at: Option<DateTime<Utc>>,
    /// How often it was saved.
    pub version: Version,
}

/// What a referral is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReferral {
    /// Its identifier.
    pub id: ReferralId,
    /// Who is asked.
    pub to: Destination<Named<OfficeId>>,
    /// Why.
    pub reason: ReferralReason,
    /// What is asked.
    pub request: ReferralText,
    /// The last day on which an answer is awaited; what practice says when nobody does.
    pub answer_by: Option<Day>,
}

/// Something that somebody has to do because of a referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// To answer.
    Answer {
        /// The office that is asked; whoever keeps the case where a service outside is, which they
        /// ask.
        by: Keeper,
        /// Until the end of which day.
        until: Day,
    },
    /// To wait longer, or no longer, for an answer that did not come.
    Decide {
        /// Who keeps the case.
        by: Keeper,
        /// After which day.
        since: Day,
    },
    /// To hear the person, or to say what came of it without that.
    Receive {
        /// The office that accepted.
        by: OfficeId,
        /// When it did.
        since: DateTime<Utc>,
    },
    /// To take note that it was refused.
    Read {
        /// Who keeps the case.
        by: Keeper,
        /// When.
        since: DateTime<Utc>,
    },
    /// To say what came of it; the office that saw to it can do so too.
    Conclude {
        /// Who keeps the case.
        by: Keeper,
        /// Until the end of which day.
        until: Day,
    },
}

impl Referral {
    /// What has to be done because of it: while it is open, and until whoever asked knows that it was
    /// refused. An office that accepted has something to do, and so has whoever awaits the outcome.
    pub fn due(&self) -> Vec<Due> {
        let by = self.from;
        match self.status {
            ReferralStatus::Sent => vec![Due::Answer {
                by: self.answering(),
                until: self.answer_by,
            }],
            ReferralStatus::Expired => vec![Due::Decide {
                by,
                since: self.answer_by,
            }],
            ReferralStatus::Accepted => {
                let receive = self.to_receive();
                let until = self.outcome_by();
                let conclude = until.map(|until| Due::Conclude { by, until });
                receive.into_iter().chain(conclude).collect()
            }
            ReferralStatus::Refused if self.refusal_seen_at.is_none() => {
                let answer = self.answer.iter();
                let read = answer.map(|answer| Due::Read {
                    by,
                    since: answer.at,
                });
                read.collect()
            }
            ReferralStatus::Refused | ReferralStatus::Completed | ReferralStatus::Withdrawn => {
                Vec::new()
            }
        }
    }

    /// What an office that accepted has to do, as long as it has not heard the person.
    fn to_receive(&self) -> Option<Due> {
        let (office, answer) = (self.to.office()?, self.answer.as_ref()?);
        self.intake.is_none().then_some(Due::Receive {
            by: office,
            since: answer.at,
        })
    }

    /// Until when somebody says what came of it, once it is accepted.
    pub fn outcome_by(&self) -> Option<Day> {
        self.answer.as_ref().and_then(|answer| answer.outcome_by)
    }

    /// The same as it stands on that day: an answer that did not come by its day is awaited no
    /// longer, whether or not somebody has written that down yet.
    #[must_use]
    pub fn as_of(mut self, today: Day) -> Self {
        if self.is_over(today) {
            self.status = ReferralStatus::Expired;
        }
        self
    }

    /// Whether an answer is awaited although its last day is over.
    pub fn is_over(&self, today: Day) -> bool {
        self.status == ReferralStatus::Sent && self.answer_by < today
    }

    fn about(&self, office: OfficeId) -> About {
        About::thing("referral", self.id)
            .of(self.individual)
            .case(self.case)
            .at(office)
    }

    /// The fact at the office that acts.
    fn says(self, office: OfficeId, fact: Fact) -> Changed<Self> {
        let about = self.about(office);
        Changed::new(self, about.says(fact))
    }

    /// Who answers: the office that is asked, else whoever keeps the case and writes down what was
    /// answered.
    fn answering(&self) -> Keeper {
        self.to.office().map_or(self.from, |office| Keeper {
            office,
            counsellor: None,
        })
    }
}
