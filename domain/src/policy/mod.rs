//! THE table of rights: role × action → reach.

mod action;
mod scopes;

use strum::{Display, EnumString, VariantNames};

use crate::actor::Role;
use crate::kernel::{Fault, unknown_code};

pub use action::Action;
pub use scopes::{Scope, Scopes};

/// How far a right reaches. The order is the width.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Display, EnumString, VariantNames,
)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum Reach {
    /// Not at all: 403.
    Never,
    /// The own caseload: cases as counsellor or in the team, and people without an open case of
    /// an own office.
    OwnCaseload,
    /// Everything that an own office holds.
    OwnOffice,
    /// The whole organisation.
    Organisation,
}

impl Role {
    /// How far this role's right to `action` reaches.
    pub fn reach(self, action: Action) -> Reach {
        match self {
            Self::DeskOperator => desk_operator(action),
            Self::Counsellor | Self::TargetedPlacementOfficer => counsellor(action),
            Self::Coordinator => coordinator(action),
            Self::Administrator => administrator(action),
            Self::Auditor => auditor(action),
            Self::MachineClient => machine_client(action),
        }
    }
}

fn desk_operator(action: Action) -> Reach {
    use Action as A;
    match action {
        A::UseOwnAccount
        | A::EnrolSecondFactor
        | A::ReadDirectory
        | A::Calculate
        | A::SearchIndividuals
        | A::FindSlots => Reach::Organisation,
        A::RecordDeskContact
        | A::ReadDeskContacts
        | A::RegisterIndividual
        | A::TakeIntake
        | A::ReadIntake
        | A::AnswerReferrals
        | A::BookAppointments
        | A::ReadAppointments
        | A::ReadGroups
        | A::EnrolInGroups
        | A::ReadWorklist => Reach::OwnOffice,
        // People who are not (yet) in anybody's caseload, at the own desk.
        A::ReadIndividual | A::EditIndividual => Reach::OwnCaseload,
        A::ManageStaff
        | A::ReadHousehold
        | A::EditHousehold
        | A::MergeIndividuals
        | A::OpenCase
        | A::ReadCase
        | A::WorkCase
        | A::TakeCase
        | A::AssignCase
        | A::ReadNotes
        | A::ReadAgreements
        | A::WriteNotes
        | A::ImportIndividuals
        | A::ReadAudit
        | A::RequestErasure
        | A::DecideErasure
        | A::ProposeDisposal
        | A::DecideDisposal
        | A::HoldRecords
        | A::OpenInEmergency
        | A::ReadEmergencies
        | A::EndEmergency
        | A::ReviewEmergency
        | A::ManageAvailability
        | A::ManageGroups
        | A::OverbookGroups
        | A::RecordAttendance
        | A::HoldAppointments
        | A::ReadAccessRecord
        | A::HandOutRecord
        | A::HandOverCases
        | A::FollowChanges
        | A::ExportRecords
        | A::ReferCases
        | A::ManageServices => Reach::Never,
    }
}

fn counsellor(action: Action) -> Reach {
    use Action as A;
    match action {
        A::UseOwnAccount
        | A::EnrolSecondFactor
        | A::ReadDirectory
        | A::Calculate
        | A::SearchIndividuals
        | A::FindSlots
        | A::OpenInEmergency => Reach::Organisation,
        A::RecordDeskContact
        | A::ReadDeskContacts
        | A::RegisterIndividual
        | A::TakeIntake
        | A::ReadIntake
        | A::OpenCase
        | A::TakeCase
        | A::BookAppointments
        | A::ReadAppointments
        | A::ManageGroups
        | A::ReadGroups
        | A::EnrolInGroups
        | A::AnswerReferrals => Reach::OwnOffice,
        A::ReadIndividual
        | A::EditIndividual
        | A::ReadHousehold
        | A::EditHousehold
        | A::ReadCase
        | A::WorkCase
        | A::ReadNotes
        | A::ReadAgreements
        | A::WriteNotes
        | A::ReadEmergencies
        | A::EndEmergency
        | A::ManageAvailability
        | A::HoldAppointments
        | A::HandOverCases
        | A::ReferCases
        | A::RecordAttendance
        | A::ReadWorklist => Reach::OwnCaseload,
        A::ManageStaff
        | A::MergeIndividuals
        | A::AssignCase
        | A::ImportIndividuals
        | A::ReadAudit
        | A::RequestErasure
        | A::DecideErasure
        | A::ProposeDisposal
        | A::DecideDisposal
        | A::HoldRecords
        | A::ReviewEmergency
        // It tells what the own reach hides: of other offices' cases, of sections, of holds.
        | A::ReadAccessRecord
        | A::HandOutRecord
        | A::FollowChanges
        | A::ExportRecords
        | A::OverbookGroups
        | A::ManageServices => Reach::Never,
    }
}

fn coordinator(action: Action) -> Reach {
    use Action as A;
    match action {
        A::UseOwnAccount
        | A::EnrolSecondFactor
        | A::ReadDirectory
        | A::Calculate
        | A::SearchIndividuals
        // The second person need not know whom the first one served, and sees nobody's record.
        | A::DecideErasure
        | A::DecideDisposal
        | A::OpenInEmergency
        | A::FindSlots
        | A::ManageServices => Reach::Organisation,
        A::RecordDeskContact
        | A::ReadDeskContacts
        | A::RegisterIndividual
        | A::RequestErasure
        | A::ProposeDisposal
        | A::HoldRecords
        | A::ReadIndividual
        | A::EditIndividual
        | A::ReadHousehold
        | A::EditHousehold
        | A::MergeIndividuals
        | A::TakeIntake
        | A::ReadIntake
        | A::OpenCase
        | A::ReadCase
        | A::WorkCase
        | A::TakeCase
        | A::AssignCase
        | A::ReadNotes
        | A::ReadAgreements
        | A::WriteNotes
        | A::ImportIndividuals
        | A::ReadEmergencies
        | A::EndEmergency
        | A::ReviewEmergency
        | A::ManageAvailability
        | A::BookAppointments
        | A::ReadAppointments
        | A::HoldAppointments
        | A::ReadAccessRecord
        | A::HandOutRecord
        | A::HandOverCases
        | A::ExportRecords
        | A::ReferCases
        | A::AnswerReferrals
        | A::ManageGroups
        | A::ReadGroups
        | A::EnrolInGroups
        | A::OverbookGroups
        | A::RecordAttendance
        | A::ReadWorklist => Reach::OwnOffice,
        A::ManageStaff | A::ReadAudit | A::FollowChanges => Reach::Never,
    }
}

/// Sees no persons.
fn administrator(action: Action) -> Reach {
    use Action as A;
    match action {
        A::UseOwnAccount
        | A::EnrolSecondFactor
        | A::ReadDirectory
        | A::Calculate
        | A::ManageStaff
        | A::ManageServices => Reach::Organisation,
        A::RecordDeskContact
        | A::ReadDeskContacts
        | A::SearchIndividuals
        | A::RegisterIndividual
        | A::ReadIndividual
        | A::EditIndividual
        | A::ReadHousehold
        | A::EditHousehold
        | A::MergeIndividuals
        | A::TakeIntake
        | A::ReadIntake
        | A::OpenCase
        | A::ReadCase
        | A::WorkCase
        | A::TakeCase
        | A::AssignCase
        | A::ReadNotes
        | A::ReadAgreements
        | A::WriteNotes
        | A::ImportIndividuals
        | A::ReadAudit
        | A::RequestErasure
        | A::DecideErasure
        | A::ProposeDisposal
        | A::DecideDisposal
        | A::HoldRecords
        | A::OpenInEmergency
        | A::ReadEmergencies
        | A::EndEmergency
        | A::ReviewEmergency
        | A::ManageAvailability
        | A::FindSlots
        | A::BookAppointments
        | A::ReadAppointments
        | A::ManageGroups
        | A::ReadGroups
        | A::EnrolInGroups
        | A::OverbookGroups
        | A::RecordAttendance
        | A::HoldAppointments
        | A::ReadAccessRecord
        | A::HandOutRecord
        | A::HandOverCases
        | A::FollowChanges
        | A::ExportRecords
        | A::ReferCases
        | A::AnswerReferrals
        | A::ReadWorklist => Reach::Never,
    }
}

/// Sees who did what, never a person's data.
fn auditor(action: Action) -> Reach {
    use Action as A;
    match action {
        A::UseOwnAccount
        | A::EnrolSecondFactor
        | A::ReadDirectory
        | A::Calculate
        | A::ReadAudit => Reach::Organisation,
        A::ManageStaff
        | A::RecordDeskContact
        | A::ReadDeskContacts
        | A::SearchIndividuals
        | A::RegisterIndividual
        | A::ReadIndividual
        | A::EditIndividual
        | A::ReadHousehold
        | A::EditHousehold
        | A::MergeIndividuals
        | A::TakeIntake
        | A::ReadIntake
        | A::OpenCase
        | A::ReadCase
        | A::WorkCase
        | A::TakeCase
        | A::AssignCase
        | A::ReadNotes
        | A::ReadAgreements
        | A::WriteNotes
        | A::ImportIndividuals
        | A::RequestErasure
        | A::DecideErasure
        | A::ProposeDisposal
        | A::DecideDisposal
        | A::HoldRecords
        | A::OpenInEmergency
        | A::ReadEmergencies
        | A::EndEmergency
        | A::ReviewEmergency
        | A::ManageAvailability
        | A::FindSlots
        | A::BookAppointments
        | A::ReadAppointments
        | A::ManageGroups
        | A::ReadGroups
        | A::EnrolInGroups
        | A::OverbookGroups
        | A::RecordAttendance
        | A::HoldAppointments
        | A::ReadAccessRecord
        | A::HandOutRecord
        | A::HandOverCases
        | A::FollowChanges
        | A::ExportRecords
        | A::ReferCases
        | A::AnswerReferrals
        | A::ReadWorklist
        | A::ManageServices => Reach::Never,
    }
}

/// The most that a program can be given; its scopes say which part of it each one has.
fn machine_client(action: Action) -> Reach {
    use Action as A;
    match action {
        A::ReadDirectory | A::Calculate => Reach::Organisation,
        A::ReadDeskContacts
        | A::ReadIndividual
        | A::ReadIntake
        | A::ReadCase
        | A::FollowChanges => Reach::OwnOffice,
        // What people decide, write down for each other or are answerable for stays theirs.
        A::UseOwnAccount
        | A::EnrolSecondFactor
        | A::ManageStaff
        | A::RecordDeskContact
        | A::SearchIndividuals
        | A::RegisterIndividual
        | A::EditIndividual
        | A::ReadHousehold
        | A::EditHousehold
        | A::MergeIndividuals
        | A::TakeIntake
        | A::OpenCase
        | A::WorkCase
        | A::TakeCase
        | A::AssignCase
        | A::ReadNotes
        | A::ReadAgreements
        | A::WriteNotes
        | A::ImportIndividuals
        | A::ReadAudit
        | A::RequestErasure
        | A::DecideErasure
        | A::ProposeDisposal
        | A::DecideDisposal
        | A::HoldRecords
        | A::OpenInEmergency
        | A::ReadEmergencies
        | A::EndEmergency
        | A::ReviewEmergency
        | A::ManageAvailability
        | A::FindSlots
        | A::BookAppointments
        | A::ReadAppointments
        | A::ManageGroups
        | A::ReadGroups
        | A::EnrolInGroups
        | A::OverbookGroups
        | A::RecordAttendance
        | A::HoldAppointments
        | A::ReadAccessRecord
        | A::HandOutRecord
        | A::HandOverCases
        | A::ExportRecords
        | A::ReferCases
        | A::AnswerReferrals
        | A::ReadWorklist
        | A::ManageServices => Reach::Never,
    }
}
