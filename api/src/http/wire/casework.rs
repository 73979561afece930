//! How the types of casework travel.

use std::borrow::Cow;

use domain::case_files::DateKind;
use domain::cases::{
    AttemptOutcome, CaseReason, CaseStatus, ContactAttemptId, ReopeningReason, SuspensionReason,
    WorkKind,
};
use domain::desk_contacts::{AgeBand, Channel, DeskContactId, Topic};
use domain::event::{CaseId, IndividualId};
use domain::intakes::{
    Arrival, Expectations, IntakeId, IntakeStatus, Need, NoticeLanguage, ReferralSource,
    ServiceName, Urgency,
};
use domain::notes::{AmendmentReason, NoteId, NoteText, Visibility};
use utoipa::openapi::schema::Object;

use crate::http::field::{Field, Wire, coded};

/// Why a note was amended.
pub type AmendmentReasonField = Field<AmendmentReason>;
/// A case.
pub type CaseIdField = Field<CaseId>;
/// Why somebody is followed.
pub type CaseReasonField = Field<CaseReason>;
/// An attempt to reach somebody.
pub type ContactAttemptIdField = Field<ContactAttemptId>;
/// A contact at the desk.
pub type DeskContactIdField = Field<DeskContactId>;
/// What somebody expects.
pub type ExpectationsField = Field<Expectations>;
/// A person.
pub type IndividualIdField = Field<IndividualId>;
/// A first interview.
pub type IntakeIdField = Field<IntakeId>;
/// A note.
pub type NoteIdField = Field<NoteId>;
/// What a note says.
pub type NoteTextField = Field<NoteText>;
/// A service in words.
pub type ServiceNameField = Field<ServiceName>;

/// A member that holds AgeBand.
pub type AgeBandField = Field<AgeBand>;
impl Wire for AgeBand {
    fn name() -> Cow<'static, str> {
        "AgeBand".into()
    }
    fn shape() -> Object {
        coded::<Self>("How old somebody is, as far as the desk can tell; vocabulary `age-bands`.")
    }
}

/// A member that holds Arrival.
pub type ArrivalField = Field<Arrival>;
impl Wire for Arrival {
    fn name() -> Cow<'static, str> {
        "Arrival".into()
    }
    fn shape() -> Object {
        coded::<Self>("How the person came; vocabulary `intake-origins`.")
    }
}

/// A member that holds AttemptOutcome.
pub type AttemptOutcomeField = Field<AttemptOutcome>;
impl Wire for AttemptOutcome {
    fn name() -> Cow<'static, str> {
        "AttemptOutcome".into()
    }
    fn shape() -> Object {
        coded::<Self>("What came of an attempt to reach the person; vocabulary `attempt-outcomes`.")
    }
}

/// A member that holds CaseStatus.
pub type CaseStatusField = Field<CaseStatus>;
impl Wire for CaseStatus {
    fn name() -> Cow<'static, str> {
        "CaseStatus".into()
    }
    fn shape() -> Object {
        coded::<Self>("Where a case stands.")
    }
}

/// A member that holds Channel.
pub type ChannelField = Field<Channel>;
impl Wire for Channel {
    fn name() -> Cow<'static, str> {
        "ContactChannel".into()
    }
    fn shape() -> Object {
        coded::<Self>("How somebody was in touch; vocabulary `contact-channels`.")
    }
}

/// A member that holds DateKind.
pub type DateKindField = Field<DateKind>;
impl Wire for DateKind {
    fn name() -> Cow<'static, str> {
        "CaseFileDateKind".into()
    }
    fn shape() -> Object {
        coded::<Self>(
            "A day to keep in mind: the planned end of a suspension, the day from which a case without contact may be closed, the end of a residence permit, the last day on which its renewal is asked for in time, or the full age of a minor.",
        )
    }
}

/// A member that holds IntakeStatus.
pub type IntakeStatusField = Field<IntakeStatus>;
impl Wire for IntakeStatus {
    fn name() -> Cow<'static, str> {
        "IntakeStatus".into()
    }
    fn shape() -> Object {
        coded::<Self>("Where a first interview stands.")
    }
}

/// A member that holds Need.
pub type NeedField = Field<Need>;
impl Wire for Need {
    fn name() -> Cow<'static, str> {
        "Need".into()
    }
    fn shape() -> Object {
        coded::<Self>("What the person asks for; vocabulary `needs`.")
    }
}

/// A member that holds NoticeLanguage.
pub type NoticeLanguageField = Field<NoticeLanguage>;
impl Wire for NoticeLanguage {
    fn name() -> Cow<'static, str> {
        "NoticeLanguage".into()
    }
    fn shape() -> Object {
        coded::<Self>("The language in which a notice was shown.")
    }
}

/// A member that holds ReferralSource.
pub type ReferralSourceField = Field<ReferralSource>;
impl Wire for ReferralSource {
    fn name() -> Cow<'static, str> {
        "ReferralSource".into()
    }
    fn shape() -> Object {
        coded::<Self>(
            "A service that sends people, or to which they are sent; vocabulary `referral-sources`.",
        )
    }
}

/// A member that holds ReopeningReason.
pub type ReopeningReasonField = Field<ReopeningReason>;
impl Wire for ReopeningReason {
    fn name() -> Cow<'static, str> {
        "ReopeningReason".into()
    }
    fn shape() -> Object {
        coded::<Self>("Why a closed case is opened again; vocabulary `reopening-reasons`.")
    }
}

/// A member that holds SuspensionReason.
pub type SuspensionReasonField = Field<SuspensionReason>;
impl Wire for SuspensionReason {
    fn name() -> Cow<'static, str> {
        "SuspensionReason".into()
    }
    fn shape() -> Object {
        coded::<Self>("Why a case rests; vocabulary `suspension-reasons`.")
    }
}

/// A member that holds Topic.
pub type TopicField = Field<Topic>;
impl Wire for Topic {
    fn name() -> Cow<'static, str> {
        "DeskTopic".into()
    }
    fn shape() -> Object {
        coded::<Self>("What somebody came about; vocabulary `desk-topics`.")
    }
}

/// A member that holds Urgency.
pub type UrgencyField = Field<Urgency>;
impl Wire for Urgency {
    fn name() -> Cow<'static, str> {
        "Urgency".into()
    }
    fn shape() -> Object {
        coded::<Self>("How soon something has to happen; vocabulary `urgencies`.")
    }
}

/// A member that holds Visibility.
pub type VisibilityField = Field<Visibility>;
impl Wire for Visibility {
    fn name() -> Cow<'static, str> {
        "NoteVisibility".into()
    }
    fn shape() -> Object {
        coded::<Self>(
            "Who may read a note: author, counsellor and team; also the office; everybody who reaches the case.",
        )
    }
}

/// A member that holds WorkKind.
pub type WorkKindField = Field<WorkKind>;
impl Wire for WorkKind {
    fn name() -> Cow<'static, str> {
        "WorkKind".into()
    }
    fn shape() -> Object {
        coded::<Self>("What kind of work the person found; vocabulary `work-kinds`.")
    }
}
