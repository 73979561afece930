//! The domain says no.

use std::fmt;

use serde::Serialize;
use strum::{EnumDiscriminants, EnumIter, IntoStaticStr};

use super::{Faults, MemberFault};
use crate::appointments::Resource;
use crate::individuals::Candidate;
use crate::rulebook::{Finding, unacknowledged};

/// Why something that was asked is not done. A refusal carries its facts; the words for people
/// are made where answers are made, from the code and the facts.
#[derive(Debug, Clone, PartialEq, Serialize, IntoStaticStr, EnumDiscriminants)]
#[serde(tag = "code", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[strum_discriminants(
    name(RefusalCode),
    derive(EnumIter, IntoStaticStr),
    strum(serialize_all = "snake_case"),
    doc = "The code of a refusal, without its facts."
)]
pub enum Refusal {
    /// None of the actor's roles may do this.
    NotPermitted {},
    /// The state of the thing does not allow the step.
    WrongStatus {
        /// What was asked.
        step: &'static str,
        /// The state in which the thing is.
        status: String,
    },
    /// Rules refuse: all their findings at once.
    Rules {
        /// Blocking findings, and warnings that nobody acknowledged.
        #[serde(skip)]
        findings: Vec<Finding>,
    },
    /// Members have a meaning that does not fit, or name what does not exist (for this actor).
    Invalid {
        /// All of them, at least one.
        #[serde(skip)]
        faults: Faults,
    },
    /// A person who looks the same is there already.
    PossibleDuplicate {
        /// Who, as cards.
        #[serde(skip)]
        candidates: Vec<Candidate>,
    },
    /// The person has an open case at this office already.
    OpenCaseExists {},
    /// E-mail or password do not fit, or the account is disabled: never said which.
    SignInFailed {},
    /// The present password does not fit.
    WrongPassword {},
    /// The refresh token is not (or no longer) valid.
    RefreshRefused {},
    /// Too many attempts.
    TooManyAttempts {
        /// When to try again, in seconds.
        retry_after: u32,
    },
    /// The last account that can manage accounts cannot be disabled or lose the role.
    LastAdministrator {},
    /// Nobody disables the own account or changes its rights.
    OwnAccount {},
    /// Somebody with this e-mail address exists already.
    EmailTaken {},
    /// The password is right, and the account has a second factor too.
    SecondFactorRequired {},
    /// The password is right; the code of the second factor is not, or was used before.
    SecondFactorRefused {},
    /// The code of a second factor, given in a session, is not right or was used before.
    WrongCode {},
    /// What was asked needs a session that has just begun.
    RecentSignInRequired {},
    /// One administrator does not do both things, because they add up to a way in.
    SameAdministrator {},
    /// Two people decide about the account, and this would be a way into it for one.
    NeedsTwoPeople {},
    /// The link was used, is too old, or never was.
    LinkRefused {},
    /// Nobody approves what he proposed himself.
    OwnProposal {},
    /// The account is linked to this provider already, or the provider's name for it is another's.
    IdentityTaken {},
    /// Somebody asked for the erasure of this person already.
    ErasureRequested {},
    /// The record is within reach anyway.
    EmergencyNotNeeded {},
    /// An emergency access of the actor to this record is running.
    EmergencyRunning {},
    /// Nobody reviews the own emergency access.
    OwnEmergency {},
    /// Somebody proposed already to hand the case over, or it was taken over for a time.
    HandOverOpen {},
    /// The case cannot go back to whoever handed it over.
    ReturnBlocked {
        /// Why: `counsellor_gone`, `open_case_there`.
        why: String,
    },
    /// Nobody gave this position to a fact (yet): the record is not the one in which it was read.
    PositionUnknown {},
    /// The file was removed when its time was up, or by whoever asked for it.
    FileGone {},
    /// The office has a referral of the case to answer already.
    ReferralOpen {},
    /// The case has an agreement that has not ended.
    AgreementRunning {},
    /// Somebody or something that the hour needs is not free.
    SlotTaken {
        /// What: `counsellor`, `person`, `room`; nothing where another one came first just now.
        resource: Option<Resource>,
    },
    /// The person has an appointment for the service that is still to come.
    AppointmentPending {},
    /// The person is in the group already, or waits for a place in it.
    EnrolledAlready {},
    /// Somebody has as many exports as somebody may have.
    TooManyExports {
        /// How many may be asked for and not whole.
        at_work: i64,
        /// How many there may be in all, kept files among them.
        kept: i64,
    },
}

/// The code, and of faults each with its place: for the operator and for logs.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())?;
        if let Self::Invalid { faults } = self {
            for (n, MemberFault { pointer, fault }) in faults.iter().enumerate() {
                let gap = if n == 0 { ":" } else { "," };
                write!(f, "{gap} {pointer} {fault}")?;
            }
        }
        Ok(())
    }
}

impl Refusal {
    /// The stable code: `wrong_status`.
    pub fn code(&self) -> &'static str {
        self.into()
    }

    /// The only fault that a request can have here. Where there may be several, [`Faults`]
    /// gathers them.
    pub fn invalid(pointer: impl Into<String>, code: &'static str) -> Self {
        let mut faults = Faults::none();
        faults.tell(pointer, code);
        Self::Invalid { faults }
    }

    /// The rules whose warning was passed over, for the log of facts: never what a client sent
    /// beside them. Refuses with all findings that still stand in the way: those that block, and
    /// the warnings that nobody acknowledged.
    pub fn unless_acknowledged(
        findings: Vec<Finding>,
        acknowledged: &[String],
    ) -> Result<Vec<String>, Self> {
        if unacknowledged(&findings, acknowledged).is_empty() {
            let passed_over = findings.iter().map(|finding| finding.rule.to_owned());
            Ok(passed_over.collect())
        } else {
            Err(Self::Rules { findings })
        }
    }

    /// The same refusal of members that stand below `prefix` in the request.
    #[must_use]
    pub fn below(self, prefix: &str) -> Self {
        match self {
            Self::Invalid { faults } => Self::Invalid {
                faults: faults.within(prefix),
            },
            other => other,
        }
    }

    /// A reference to something that is not there for this actor.
    pub fn unknown(pointer: impl Into<String>) -> Self {
        Self::invalid(pointer, "unknown_reference")
    }
}
