//! The domain says no.

use serde::Serialize;
use strum::{EnumDiscriminants, EnumIter, IntoStaticStr};

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
    /// One member has a meaning that does not fit the others.
    Invalid {
        /// Where, as a JSON pointer into the request.
        pointer: String,
        /// A code of `api/texts`.
        fault: &'static str,
    },
    /// A person who looks the same is there already.
    PossibleDuplicate {
        /// Who, as cards.
        #[serde(skip)]
        candidates: Vec<Candidate>,
    },
    /// The person has an open case at this office already.
    OpenCaseExists {},
    /// A thing named in the request does not exist, or not for this actor.
    UnknownReference {
        /// Where, as a JSON pointer into the request.
        pointer: String,
    },
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
    /// Nobody approves what he proposed himself.
    OwnProposal {},
    /// The account is linked to this provider already, or the provider's name for it is another's.
    IdentityTaken {},
}

impl Refusal {
    /// The stable code: `wrong_status`.
    pub fn code(&self) -> &'static str {
        self.into()
    }

    /// A fault of one member, found where its meaning is known.
    pub fn invalid(pointer: impl Into<String>, fault: &'static str) -> Self {
        Self::Invalid {
            pointer: pointer.into(),
            fault,
        }
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

    /// The same refusal of a member that stands below `prefix` in the request.
    #[must_use]
    pub fn below(self, prefix: &str) -> Self {
        match self {
            Self::Invalid { pointer, fault } => Self::Invalid {
                pointer: format!("{prefix}{pointer}"),
                fault,
            },
            Self::UnknownReference { pointer } => Self::unknown(format!("{prefix}{pointer}")),
            other => other,
        }
    }

    /// A reference to something that is not there for this actor.
    pub fn unknown(pointer: impl Into<String>) -> Self {
        Self::UnknownReference {
            pointer: pointer.into(),
        }
    }
}
