//! The worklist: what somebody has to do because of something, until when, and whose it is.
//!
//! Everything here is computed from the thing itself, the dated parameters and a day; nothing is
//! asked for. Whatever else asks for work one day is one more [`Reason`] and one more function of
//! the [`Planner`].

mod planner;
#[cfg(test)]
mod tests;

use strum::{Display, EnumIter, EnumString, IntoEnumIterator, VariantNames};

use crate::actor::{Actor, OfficeId, StaffId};
use crate::kernel::{Day, Fault, unknown_code};
use crate::policy::{Action, Reach};

pub use planner::{Papers, Planner};

/// Kinds of work, as somebody filters by them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum Kind {
    /// First interviews that wait.
    Intake,
    /// Hand-overs that want an answer, an eye or a decision.
    HandOver,
    /// Referrals that want an answer, a decision or an outcome.
    Referral,
    /// Cases that rest for too long, in silence or with nobody.
    Case,
    /// Something of the record that runs out.
    Expiry,
    /// Agreements to be looked at.
    Agreement,
    /// Appointments of which nobody has said what came of them.
    Appointment,
    /// Somebody to be asked how it went after the end of a case.
    FollowUp,
    /// Records out of reach that somebody opened.
    Emergency,
}

/// Why something is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum Reason {
    /// Nothing is decided after a first interview.
    IntakeUndecided,
    /// Somebody waits for an answer after a first interview.
    IntakeWaiting,
    /// Somebody is asked to take a case over.
    HandOverToAnswer,
    /// A case comes back soon.
    CaseComesBack,
    /// A case should have gone back and could not.
    ReturnBlocked,
    /// A hand-over that somebody proposed was refused.
    HandOverRefused,
    /// An office, or a service outside, is to answer a referral.
    ReferralToAnswer,
    /// No answer to a referral came by its day.
    ReferralUnanswered,
    /// An office that accepted a referral is to hear the person.
    ReferralToReceive,
    /// A referral was refused.
    ReferralRefused,
    /// What came of an accepted referral is to be said.
    ReferralToConclude,
    /// Nobody reached the person for long.
    NoContact,
    /// The planned end of a suspension is over.
    SuspensionOver,
    /// Nobody follows the case.
    CaseUnassigned,
    /// The residence permit runs out, and nobody has asked for its renewal.
    PermitExpires,
    /// A driving licence runs out.
    LicenceExpires,
    /// What was agreed with somebody is to be looked at.
    AgreementReviewDue,
    /// Something that was agreed is to be done.
    AgreedActionDue,
    /// Nobody has said yet what came of an appointment that is over.
    AppointmentToClose,
    /// Somebody is to be asked how it went after the end of the case.
    FollowUpDue,
    /// Nobody has looked yet at what was done under an emergency access.
    EmergencyToReview,
}

impl Reason {
    /// Of which kind it is.
    pub const fn kind(self) -> Kind {
        match self {
            Self::IntakeUndecided | Self::IntakeWaiting => Kind::Intake,
            Self::HandOverToAnswer
            | Self::CaseComesBack
            | Self::ReturnBlocked
            | Self::HandOverRefused => Kind::HandOver,
            Self::ReferralToAnswer
            | Self::ReferralUnanswered
            | Self::ReferralToReceive
            | Self::ReferralRefused
            | Self::ReferralToConclude => Kind::Referral,
            Self::NoContact | Self::SuspensionOver | Self::CaseUnassigned => Kind::Case,
            Self::PermitExpires | Self::LicenceExpires => Kind::Expiry,
            Self::AgreementReviewDue | Self::AgreedActionDue => Kind::Agreement,
            Self::AppointmentToClose => Kind::Appointment,
            Self::FollowUpDue => Kind::FollowUp,
            Self::EmergencyToReview => Kind::Emergency,
        }
    }

    /// The right to do such work: whoever lacks it is not told of it.
    pub const fn action(self) -> Action {
        match self {
            Self::IntakeUndecided | Self::IntakeWaiting => Action::TakeIntake,
            Self::HandOverToAnswer
            | Self::CaseComesBack
            | Self::ReturnBlocked
            | Self::HandOverRefused => Action::HandOverCases,
            Self::ReferralToAnswer | Self::ReferralToReceive => Action::AnswerReferrals,
            Self::ReferralUnanswered | Self::ReferralRefused | Self::ReferralToConclude => {
                Action::ReferCases
            }
            Self::NoContact
            | Self::SuspensionOver
            | Self::CaseUnassigned
            | Self::PermitExpires
            | Self::LicenceExpires
            | Self::AgreementReviewDue
            | Self::AgreedActionDue
            | Self::FollowUpDue => Action::WorkCase,
            Self::AppointmentToClose => Action::HoldAppointments,
            Self::EmergencyToReview => Action::ReviewEmergency,
        }
    }

    /// Whether the actor does such work at all.
    pub fn is_for(self, actor: &Actor) -> bool {
        actor.reach(self.action()) != Reach::Never
    }

    /// Whether the actor does such work where it is the actor's own. What a service outside answers
    /// is asked for by whoever refers, and not by whoever answers at an office.
    pub fn is_for_owner(self, actor: &Actor) -> bool {
        let refers = actor.reach(Action::ReferCases) != Reach::Never;
        self.is_for(actor) && (refers || self.kind() != Kind::Referral)
    }

    /// The reasons of these kinds; all of them when none is named.
    pub fn of(only: Option<Kind>) -> impl Iterator<Item = Self> {
        Self::iter().filter(move |reason| only.is_none_or(|kind| reason.kind() == kind))
    }
}

/// Whose work it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Owner {
    /// Somebody's.
    Somebody {
        /// At which office.
        office: OfficeId,
        /// Whose.
        staff: StaffId,
    },
    /// Nobody's yet: whoever of the office comes first.
    Office {
        /// Which one.
        office: OfficeId,
    },
    /// Whoever gives the cases of the office away.
    Coordinator {
        /// Which one.
        office: OfficeId,
    },
}

/// To whom work is open; as stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum Circle {
    /// To one person.
    Somebody,
    /// To everybody of an office.
    Office,
    /// To whoever gives the cases of an office away.
    Coordinator,
}

impl Owner {
    /// To whom it is open.
    pub const fn circle(self) -> Circle {
        match self {
            Self::Somebody { .. } => Circle::Somebody,
            Self::Office { .. } => Circle::Office,
            Self::Coordinator { .. } => Circle::Coordinator,
        }
    }

    /// At which office.
    pub const fn office(self) -> OfficeId {
        match self {
            Self::Somebody { office, .. }
            | Self::Office { office }
            | Self::Coordinator { office } => office,
        }
    }

    /// Whose alone.
    pub const fn staff(self) -> Option<StaffId> {
        match self {
            Self::Somebody { staff, .. } => Some(staff),
            Self::Office { .. } | Self::Coordinator { .. } => None,
        }
    }

    /// Somebody's, where somebody is named, else everybody's of the office.
    pub(crate) fn or_office(office: OfficeId, staff: Option<StaffId>) -> Self {
        match staff {
            Some(staff) => Self::Somebody { office, staff },
            None => Self::Office { office },
        }
    }

    /// Somebody's, where somebody is named, else for the coordinator of the office.
    pub(crate) fn or_coordinator(office: OfficeId, staff: Option<StaffId>) -> Self {
        match staff {
            Some(staff) => Self::Somebody { office, staff },
            None => Self::Coordinator { office },
        }
    }
}

/// Something to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Why.
    pub reason: Reason,
    /// Whose it is.
    pub owner: Owner,
    /// On which day somebody is to see to it: the list is in this order.
    pub on: Day,
    /// The day that the reason is about: of the last contact, of the expiry.
    pub about: Day,
    /// How often somebody tried already.
    pub attempts: Option<i64>,
}

impl Due {
    pub(crate) fn of(reason: Reason, owner: Owner, on: Day, about: Day) -> Self {
        Self {
            reason,
            owner,
            on,
            about,
            attempts: None,
        }
    }

    /// The same, where some parameter says when.
    pub(crate) fn once(reason: Reason, owner: Owner, on: Option<Day>, about: Day) -> Vec<Self> {
        on.map(|on| Self::of(reason, owner, on, about))
            .into_iter()
            .collect()
    }

    /// The last day on which it is done in time. What runs out or comes back is told some days
    /// before, and late only when it has.
    pub fn in_time_until(&self) -> Day {
        match self.reason {
            Reason::PermitExpires | Reason::LicenceExpires | Reason::CaseComesBack => self.about,
            Reason::IntakeUndecided
            | Reason::IntakeWaiting
            | Reason::HandOverToAnswer
            | Reason::ReturnBlocked
            | Reason::HandOverRefused
            | Reason::ReferralToAnswer
            | Reason::ReferralUnanswered
            | Reason::ReferralToReceive
            | Reason::ReferralRefused
            | Reason::ReferralToConclude
            | Reason::NoContact
            | Reason::SuspensionOver
            | Reason::CaseUnassigned
            | Reason::AgreementReviewDue
            | Reason::AgreedActionDue
            | Reason::FollowUpDue
            | Reason::AppointmentToClose
            | Reason::EmergencyToReview => self.on,
        }
    }
}
