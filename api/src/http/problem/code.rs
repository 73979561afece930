//! What can go wrong, as codes.

use domain::kernel::RefusalCode;
use strum::{EnumIter, IntoStaticStr};

/// The type of a problem. Its texts are `problem-<code>` of `api/texts`, in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
#[expect(missing_docs, reason = "the texts say what each means")]
pub enum ProblemCode {
    // Of the doorway.
    MalformedRequest,
    MalformedJson,
    UnsupportedGrant,
    ScopeRefused,
    MissingKey,
    BadKey,
    BadParameter,
    BadCursor,
    Unauthenticated,
    ClientRefused,
    Forbidden,
    SecondFactorEnrolmentRequired,
    NotFound,
    MethodNotAllowed,
    RequestTimeout,
    KeyRunning,
    Taken,
    Stale,
    ContentTooLarge,
    UnsupportedMediaType,
    RangeNotSatisfiable,
    Invalid,
    KeyReused,
    PreconditionRequired,
    TooManyRequests,
    Internal,
    Overloaded,
    Unavailable,
    // Of refusals of the domain.
    WrongStatus,
    Rules,
    PossibleDuplicate,
    OpenCaseExists,
    SignInFailed,
    WrongPassword,
    RefreshRefused,
    TooManyAttempts,
    LastAdministrator,
    OwnAccount,
    EmailTaken,
    RecentSignInRequired,
    SameAdministrator,
    NeedsTwoPeople,
    SecondFactorRequired,
    SecondFactorRefused,
    WrongCode,
    LinkRefused,
    OwnProposal,
    IdentityTaken,
    ErasureRequested,
    EmergencyNotNeeded,
    EmergencyRunning,
    OwnEmergency,
    HandOverOpen,
    ReturnBlocked,
    PositionUnknown,
    FileGone,
    ReferralOpen,
    AgreementRunning,
    SlotTaken,
    AppointmentPending,
    EnrolledAlready,
    TooManyExports,
}

impl ProblemCode {
    /// The code, as in the names of texts: `not_found`.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The code, as in addresses: `not-found`.
    pub fn slug(self) -> String {
        self.as_str().replace('_', "-")
    }

    /// The status of every answer with this problem.
    #[expect(clippy::too_many_lines, reason = "a line for each problem")]
    pub const fn status(self) -> u16 {
        match self {
            Self::MalformedRequest
            | Self::MalformedJson
            | Self::UnsupportedGrant
            | Self::ScopeRefused
            | Self::MissingKey
            | Self::BadKey
            | Self::BadParameter
            | Self::BadCursor => 400,
            Self::Unauthenticated
            | Self::ClientRefused
            | Self::SignInFailed
            | Self::RefreshRefused
            | Self::SecondFactorRequired
            | Self::SecondFactorRefused => 401,
            Self::Forbidden | Self::SecondFactorEnrolmentRequired | Self::RecentSignInRequired => {
                403
            }
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::RequestTimeout => 408,
            Self::KeyRunning
            | Self::Taken
            | Self::WrongStatus
            | Self::PossibleDuplicate
            | Self::OpenCaseExists
            | Self::LastAdministrator
            | Self::OwnAccount
            | Self::EmailTaken
            | Self::SameAdministrator
            | Self::NeedsTwoPeople
            | Self::OwnProposal
            | Self::IdentityTaken
            | Self::ErasureRequested
            | Self::EmergencyNotNeeded
            | Self::EmergencyRunning
            | Self::OwnEmergency
            | Self::HandOverOpen
            | Self::ReturnBlocked
            | Self::ReferralOpen
            | Self::AgreementRunning
            | Self::SlotTaken
            | Self::AppointmentPending
            | Self::EnrolledAlready
            | Self::TooManyExports => 409,
            Self::PositionUnknown | Self::FileGone => 410,
            Self::Stale => 412,
            Self::ContentTooLarge => 413,
            Self::UnsupportedMediaType => 415,
            Self::RangeNotSatisfiable => 416,
            Self::Invalid
            | Self::KeyReused
            | Self::Rules
            | Self::WrongPassword
            | Self::WrongCode
            | Self::LinkRefused => 422,
            Self::PreconditionRequired => 428,
            Self::TooManyRequests | Self::TooManyAttempts => 429,
            Self::Internal => 500,
            Self::Overloaded | Self::Unavailable => 503,
        }
    }

    /// After how many seconds the same request may well succeed.
    pub(super) const fn retry_after(self) -> Option<u32> {
        match self {
            Self::Overloaded | Self::Unavailable => Some(2),
            Self::KeyRunning => Some(1),
            _ => None,
        }
    }
}

impl From<RefusalCode> for ProblemCode {
    fn from(code: RefusalCode) -> Self {
        match code {
            RefusalCode::NotPermitted => Self::Forbidden,
            RefusalCode::WrongStatus => Self::WrongStatus,
            RefusalCode::Rules => Self::Rules,
            RefusalCode::Invalid => Self::Invalid,
            RefusalCode::PossibleDuplicate => Self::PossibleDuplicate,
            RefusalCode::OpenCaseExists => Self::OpenCaseExists,
            RefusalCode::SignInFailed => Self::SignInFailed,
            RefusalCode::WrongPassword => Self::WrongPassword,
            RefusalCode::RefreshRefused => Self::RefreshRefused,
            RefusalCode::TooManyAttempts => Self::TooManyAttempts,
            RefusalCode::LastAdministrator => Self::LastAdministrator,
            RefusalCode::OwnAccount => Self::OwnAccount,
            RefusalCode::EmailTaken => Self::EmailTaken,
            RefusalCode::RecentSignInRequired => Self::RecentSignInRequired,
            RefusalCode::SameAdministrator => Self::SameAdministrator,
            RefusalCode::NeedsTwoPeople => Self::NeedsTwoPeople,
            RefusalCode::SecondFactorRequired => Self::SecondFactorRequired,
            RefusalCode::SecondFactorRefused => Self::SecondFactorRefused,
            RefusalCode::WrongCode => Self::WrongCode,
            RefusalCode::LinkRefused => Self::LinkRefused,
            RefusalCode::OwnProposal => Self::OwnProposal,
            RefusalCode::IdentityTaken => Self::IdentityTaken,
            RefusalCode::ErasureRequested => Self::ErasureRequested,
            RefusalCode::EmergencyNotNeeded => Self::EmergencyNotNeeded,
            RefusalCode::EmergencyRunning => Self::EmergencyRunning,
            RefusalCode::OwnEmergency => Self::OwnEmergency,
            RefusalCode::HandOverOpen => Self::HandOverOpen,
            RefusalCode::ReturnBlocked => Self::ReturnBlocked,
            RefusalCode::PositionUnknown => Self::PositionUnknown,
            RefusalCode::FileGone => Self::FileGone,
            RefusalCode::ReferralOpen => Self::ReferralOpen,
            RefusalCode::AgreementRunning => Self::AgreementRunning,
            RefusalCode::SlotTaken => Self::SlotTaken,
            RefusalCode::AppointmentPending => Self::AppointmentPending,
            RefusalCode::EnrolledAlready => Self::EnrolledAlready,
            RefusalCode::TooManyExports => Self::TooManyExports,
        }
    }
}
