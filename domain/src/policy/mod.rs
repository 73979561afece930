//! THE table of rights: role × action → reach.

mod scopes;

use strum::{Display, EnumIter, EnumString, VariantNames};

use crate::actor::Role;
use crate::kernel::{Fault, unknown_code};

pub use scopes::{Scope, Scopes};

/// What somebody may want to do. Every route names exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum Action {
    /// See and change one's own account and sessions.
    UseOwnAccount,
    /// Enrol a second factor: all that a session without one may do, where one is demanded.
    EnrolSecondFactor,
    /// See colleagues and offices.
    ReadDirectory,
    /// Create, disable and change accounts.
    ManageStaff,
    /// Ask the calculators.
    Calculate,
    /// Count a contact at the desk.
    RecordDeskContact,
    /// Read the counted contacts.
    ReadDeskContacts,
    /// Find people; answers with cards only.
    SearchIndividuals,
    /// Register somebody.
    RegisterIndividual,
    /// Read the sections, the history and the timeline of a person.
    ReadIndividual,
    /// Replace a section of a person.
    EditIndividual,
    /// Read what a measure needs to know of a person's household.
    ReadHousehold,
    /// Replace it.
    EditHousehold,
    /// Make one of two records of a person, and undo that.
    MergeIndividuals,
    /// Hold a first interview.
    TakeIntake,
    /// Read first interviews.
    ReadIntake,
    /// Open a case.
    OpenCase,
    /// Read cases and their files.
    ReadCase,
    /// Suspend, resume, close and reopen a case; record contact attempts.
    WorkCase,
    /// Take a case of an own office that nobody follows.
    TakeCase,
    /// Give a case to a counsellor and set its team.
    AssignCase,
    /// Read the notes of a case.
    ReadNotes,
    /// Write and amend notes.
    WriteNotes,
    /// Load many people from a file.
    ImportIndividuals,
    /// Read who did what, without persons' data.
    ReadAudit,
    /// Ask that somebody's data be erased before their time.
    RequestErasure,
    /// Agree with that as a second person, or take it back.
    DecideErasure,
    /// Make a list of people whose term is over.
    ProposeDisposal,
    /// Agree with it as a second person, or take it back.
    DecideDisposal,
    /// Keep somebody's data from being erased or disposed of.
    HoldRecords,
    /// Open, for a few hours and with a reason, the record of somebody out of reach.
    OpenInEmergency,
    /// See emergency accesses.
    ReadEmergencies,
    /// End an emergency access before its time.
    EndEmergency,
    /// Look at what was done under an emergency access, and say so.
    ReviewEmergency,
    /// Tell somebody who saw or changed the own record.
    ReadAccessRecord,
    /// Hand somebody a copy of all that is held of the own person.
    HandOutRecord,
    /// Hand cases over, and take them over.
    HandOverCases,
    /// Be told, in order, what happened to whatever may be read.
    FollowChanges,
    /// Take many records out of the house, as a file.
    ExportRecords,
    /// Refer people who are followed to other offices and services.
    ReferCases,
    /// Read referrals, answer them and say what came of them.
    AnswerReferrals,
    /// See what is to be done. Of each kind of work only those are told who may do it.
    ReadWorklist,
}

impl Action {
    /// Whether it is about nothing but the own account.
    pub fn is_of_own_account(self) -> bool {
        matches!(self, Self::UseOwnAccount | Self::EnrolSecondFactor)
    }

    /// Whether the reach of an own office holds the own caseload at other offices too. Roles add
    /// up: whoever coordinates one office keeps the cases followed elsewhere. What is about the
    /// office itself, like giving cases away, stays with the office.
    pub fn holds_caseload(self) -> bool {
        matches!(
            self,
            Self::ReadCase
                | Self::WorkCase
                | Self::ReadNotes
                | Self::WriteNotes
                | Self::ReadIndividual
                | Self::EditIndividual
                | Self::ReadHousehold
                | Self::EditHousehold
                | Self::ReadAccessRecord
                | Self::HandOverCases
                | Self::ReferCases
        )
    }
}

impl Action {
    /// Whether an emergency access opens it: reads of one record, never of a list, and nothing that
    /// is written.
    pub const fn opens_in_emergency(self) -> bool {
        matches!(
            self,
            Self::ReadIndividual | Self::ReadHousehold | Self::ReadCase | Self::ReadNotes
        )
    }

    /// Whether whoever does it to a person writes to the record, which is then held until the end
    /// of the transaction: nobody merges it meanwhile. A merge holds both records in a way of its
    /// own; what is written about a person elsewhere (cases, interviews) holds the record there.
    pub const fn edits_record(self) -> bool {
        match self {
            Self::EditIndividual | Self::EditHousehold => true,
            Self::UseOwnAccount
            | Self::EnrolSecondFactor
            | Self::ReadDirectory
            | Self::ManageStaff
            | Self::Calculate
            | Self::RecordDeskContact
            | Self::ReadDeskContacts
            | Self::SearchIndividuals
            | Self::RegisterIndividual
            | Self::ReadIndividual
            | Self::ReadHousehold
            | Self::MergeIndividuals
            | Self::TakeIntake
            | Self::ReadIntake
            | Self::OpenCase
            | Self::ReadCase
            | Self::WorkCase
            | Self::TakeCase
            | Self::AssignCase
            | Self::ReadNotes
            | Self::WriteNotes
            | Self::ImportIndividuals
            | Self::ReadAudit
            | Self::RequestErasure
            | Self::DecideErasure
            | Self::ProposeDisposal
            | Self::DecideDisposal
            | Self::HoldRecords
            | Self::OpenInEmergency
            | Self::ReadEmergencies
            | Self::EndEmergency
            | Self::ReviewEmergency
            | Self::ReadAccessRecord
            | Self::HandOutRecord
            | Self::HandOverCases
            | Self::FollowChanges
            | Self::ExportRecords
            | Self::ReferCases
            | Self::AnswerReferrals
            | Self::ReadWorklist => false,
        }
    }
}

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
        | A::SearchIndividuals => Reach::Organisation,
        A::RecordDeskContact
        | A::ReadDeskContacts
        | A::RegisterIndividual
        | A::TakeIntake
        | A::ReadIntake
        | A::AnswerReferrals
        | A::ReadWorklist => Reach::OwnOffice,
        // People who are not (yet) in anybody's caseload, at the own desk.
        A::ReadIndividual | A::EditIndividual | A::ReadAccessRecord => Reach::OwnCaseload,
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
        | A::HandOutRecord
        | A::HandOverCases
        | A::FollowChanges
        | A::ExportRecords
        | A::ReferCases => Reach::Never,
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
        | A::OpenInEmergency => Reach::Organisation,
        A::RecordDeskContact
        | A::ReadDeskContacts
        | A::RegisterIndividual
        | A::TakeIntake
        | A::ReadIntake
        | A::OpenCase
        | A::TakeCase
        | A::AnswerReferrals => Reach::OwnOffice,
        A::ReadIndividual
        | A::EditIndividual
        | A::ReadHousehold
        | A::EditHousehold
        | A::ReadCase
        | A::WorkCase
        | A::ReadNotes
        | A::WriteNotes
        | A::ReadEmergencies
        | A::EndEmergency
        | A::ReadAccessRecord
        | A::HandOverCases
        | A::ReferCases
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
        | A::HandOutRecord
        | A::FollowChanges
        | A::ExportRecords => Reach::Never,
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
        | A::OpenInEmergency => Reach::Organisation,
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
        | A::WriteNotes
        | A::ImportIndividuals
        | A::ReadEmergencies
        | A::EndEmergency
        | A::ReviewEmergency
        | A::ReadAccessRecord
        | A::HandOutRecord
        | A::HandOverCases
        | A::ExportRecords
        | A::ReferCases
        | A::AnswerReferrals
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
        | A::ManageStaff => Reach::Organisation,
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
        | A::ReadAccessRecord
        | A::HandOutRecord
        | A::HandOverCases
        | A::ExportRecords
        | A::ReferCases
        | A::AnswerReferrals
        | A::ReadWorklist => Reach::Never,
    }
}
