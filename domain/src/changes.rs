//! What happened, as other systems are told it: which facts, and to whom.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::audit::Position;
use crate::event::{CaseId, Fact, FactKind, IndividualId};
use crate::individuals::SectionName;
use crate::kernel::Version;
use crate::policy::Action;

/// A fact as a follower is told it: where it stands and what it is about, never what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where it stands in the order of all facts of the organisation.
    pub position: Position,
    /// What kind of fact.
    pub kind: FactKind,
    /// What kind of thing it is about.
    pub subject: String,
    /// The thing.
    pub id: Uuid,
    /// The person concerned.
    pub individual: Option<IndividualId>,
    /// The case concerned.
    pub case: Option<CaseId>,
    /// The section that was replaced, and its version since then.
    pub section: Option<(SectionName, Version)>,
    /// When it happened.
    pub at: DateTime<Utc>,
}

/// Facts that tell what another fact tells already: of the other record of a merge, of what moved
/// with it, of the office that a case left. Whoever follows one side learns of it by them; people
/// are shown the other fact.
pub const ECHOES: [FactKind; 8] = [
    FactKind::IndividualAbsorbed,
    FactKind::IndividualRestored,
    FactKind::CaseReattributed,
    FactKind::IntakeReattributed,
    FactKind::DeskContactReattributed,
    FactKind::AppointmentReattributed,
    FactKind::EnrolmentReattributed,
    FactKind::CaseLeft,
];

/// Facts by which a person comes within reach of an office or leaves it, besides registration and
/// merges. They are told with the right to read people too, at the office that the fact names.
pub const WAYS: [FactKind; 4] = [
    FactKind::CaseOpened,
    FactKind::CaseHandedOver,
    FactKind::CaseReturned,
    FactKind::CaseLeft,
];

/// The section that a fact says was replaced, with its version since then.
pub fn section_of(fact: &Fact) -> Option<(SectionName, Version)> {
    match fact {
        Fact::SectionReplaced {
            section, version, ..
        } => Some((section.parse().ok()?, Version(*version))),
        _ => None,
    }
}

/// The right without which nobody is told of facts of this kind; none for those of which no other
/// system is told. Facts about a section want the right to read that section besides.
#[expect(clippy::too_many_lines, reason = "a line for each kind of fact")]
pub const fn told_with(kind: FactKind) -> Option<Action> {
    use FactKind as K;
    match kind {
        K::OfficeCreated
        | K::StaffCreated
        | K::StaffChanged
        | K::StaffRightsFollowed
        | K::StaffDisabled
        // Rooms and hours are read with the directory.
        | K::RoomCreated
        | K::RoomReplaced
        | K::ClosureSet
        | K::ClosureEnded
        | K::ClosureRemoved
        | K::AvailabilitySet
        | K::AvailabilityReplaced
        | K::AvailabilityEndSet
        | K::AvailabilityRemoved
        | K::AvailabilityExceptionSet
        | K::AvailabilityExceptionRemoved
        | K::StaffEnabled
        | K::ServiceCreated
        | K::ServiceReplaced
        | K::ServiceBlocked
        | K::ServiceUnblocked => Some(Action::ReadDirectory),
        K::IndividualRegistered
        | K::SectionReplaced
        | K::IndividualsMerged
        | K::IndividualAbsorbed
        | K::MergeUndone
        | K::IndividualRestored
        | K::IndividualErased => Some(Action::ReadIndividual),
        K::DeskContactRecorded | K::DeskContactReattributed => Some(Action::ReadDeskContacts),
        K::IntakeTaken
        | K::IntakeRevised
        | K::IntakeSetWaiting
        | K::IntakeConcluded
        | K::IntakeReattributed => Some(Action::ReadIntake),
        K::CaseOpened
        | K::CaseSuspended
        | K::CaseResumed
        | K::CaseClosed
        | K::CaseReopened
        | K::CaseAssigned
        | K::CaseTeamChanged
        | K::ContactAttempted
        | K::CaseHandedOver
        | K::CaseReturned
        | K::CaseLeft
        | K::CaseReattributed
        // It may be about who follows the case meanwhile.
        | K::HandOverPassedOn => Some(Action::ReadCase),
        K::NoteWritten | K::NoteAmended => Some(Action::ReadNotes),
        K::AgreementDrawnUp
        | K::AgreementRevised
        | K::AgreementProposed
        | K::AgreementTakenBack
        | K::AgreementAmendmentDropped
        | K::AgreementAmended
        | K::AgreementSigned
        | K::AgreementReviewed
        | K::AgreementActionSet
        | K::AgreementOfficerNamed
        | K::AgreementPactNamed
        | K::AgreementReopened
        | K::AgreementClosed => Some(Action::ReadAgreements),
        // Who comes when is for those who receive people: no program has the right.
        K::AppointmentBooked
        | K::AppointmentHeld
        | K::AppointmentMissed
        | K::AppointmentExcused
        | K::AppointmentCancelled
        | K::AppointmentMoved
        | K::AppointmentRestored
        | K::AppointmentReopened
        | K::AppointmentReattributed => Some(Action::ReadAppointments),
        // Who is in a group is for those who work where it is.
        K::GroupPlanned
        | K::GroupChanged
        | K::GroupOpened
        | K::GroupClosed
        | K::GroupCancelled
        | K::SessionPlanned
        | K::SessionMoved
        | K::SessionCancelled
        | K::AttendanceRecorded
        | K::SessionAttended
        | K::SessionMissed
        | K::AttendanceAmended
        | K::EnrolmentMade
        | K::EnrolmentQueued
        | K::EnrolmentPromoted
        | K::EnrolmentWithdrawn
        | K::EnrolmentReattributed => Some(Action::ReadGroups),
        // No program reads what somebody proposed, asked another office or heard after the end of a
        // case: what comes of it is a fact about the case, or an interview of its own.
        K::HandOverProposed
        | K::HandOverRefused
        | K::HandOverWithdrawn
        | K::HandOverLapsed
        | K::CaseReturnBlocked
        | K::HandOverMadePermanent
        | K::ReferralSent
        | K::ReferralAccepted
        | K::ReferralRefused
        | K::ReferralExpired
        | K::ReferralExtended
        | K::ReferralWithdrawn
        | K::ReferralReceived
        | K::ReferralCompleted
        | K::FollowUpPlanned
        | K::FollowUpAttempted
        | K::FollowUpConcluded
        | K::FollowUpCancelled
        | K::FollowUpGiven
        | K::HandOverRefusalSeen
        | K::ReferralRefusalSeen
        // What is printed is on its way to the person, whom the product does not ask about it.
        | K::DocumentOrdered
        | K::DocumentMade
        | K::DocumentFailed
        | K::MessageSent
        | K::MessageDropped
        | K::MessageFailed
        | K::MessageTextReplaced
        | K::RemindersPaused
        | K::RemindersResumed
        // How people sign in, what operators set and how files were worked on stays in the house:
        // who an import registers has a fact of his own.
        | K::OrganisationCreated
        | K::ParameterSet
        | K::DeskTakenOver
        | K::StaffRolesProposed
        | K::StaffRolesApproved
        | K::StaffRolesWithdrawn
        | K::PasswordChanged
        | K::SecondFactorOffered
        | K::SecondFactorEnrolled
        | K::SecondFactorRemoved
        | K::RecoveryCodeUsed
        | K::StaffInvited
        | K::PasswordResetOffered
        | K::CalendarAddressIssued
        | K::CalendarAddressRevoked
        | K::InvitationAccepted
        | K::PasswordResetAccepted
        | K::IdentityLinked
        | K::IdentityUnlinked
        | K::IdentitySignedOut
        | K::MachineClientProposed
        | K::MachineClientChanged
        | K::MachineClientApproved
        | K::MachineClientDisabled
        | K::MachineTokenIssued
        | K::SessionOpened
        | K::SessionEnded
        | K::ImportQueued
        | K::ImportStarted
        | K::ImportResumed
        | K::ImportFinished
        | K::ImportFailed
        | K::ImportCancelled
        | K::ImportRowsDecided
        | K::ImportRowsReturned
        | K::ImportMappingCreated
        | K::ImportMappingReplaced
        | K::ImportMappingRemoved
        | K::IndividualsImported
        | K::ExportQueued
        | K::ExportStarted
        | K::ExportResumed
        | K::ExportFinished
        | K::ExportFailed
        | K::ExportCancelled
        | K::ExportDownloaded
        | K::ExportExpired
        | K::ExportWithdrawn
        | K::EmergencyAccessBegun
        | K::EmergencyAccessEnded
        | K::EmergencyAccessReviewed
        | K::ErasureRequested
        | K::ErasureApproved
        | K::ErasureWithdrawn
        | K::ErasureFellOut
        | K::ErasureEntered
        | K::HoldPlaced
        | K::HoldReleased
        | K::DisposalProposed
        | K::DisposalApproved
        | K::DisposalWithdrawn
        | K::DisposalFellOut
        | K::DisposalDone
        | K::AccessesRemoved => None,
    }
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator;

    use super::*;

    #[test]
    fn each_right_that_programs_have_to_records_tells_of_some_kind_of_fact() {
        for action in [
            Action::ReadDirectory,
            Action::ReadIndividual,
            Action::ReadDeskContacts,
            Action::ReadIntake,
            Action::ReadCase,
        ] {
            let told = FactKind::iter().any(|kind| told_with(kind) == Some(action));
            assert!(told, "{action}");
        }
    }

    #[test]
    fn what_is_told_twice_is_told_to_somebody_and_no_program_hears_of_what_none_may_read() {
        for kind in ECHOES.into_iter().chain(WAYS) {
            assert!(told_with(kind).is_some(), "{kind}");
        }
        for kind in [FactKind::HandOverProposed, FactKind::ReferralSent] {
            assert_eq!(told_with(kind), None, "{kind}");
        }
    }

    #[test]
    fn only_a_replaced_section_is_named_with_its_version() {
        let replaced = Fact::SectionReplaced {
            section: "contacts".to_owned(),
            version: 3,
            source: "self_declared".to_owned(),
            verification: "none".to_owned(),
            confirmed_distinct_from: Vec::new(),
            acknowledged: Vec::new(),
        };
        let told = section_of(&replaced);
        assert_eq!(told, Some((SectionName::Contacts, Version(3))));
        assert_eq!(section_of(&Fact::IntakeRevised {}), None);
    }
}
