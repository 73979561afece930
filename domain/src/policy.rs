//! THE table of rights: role × action → reach.

use strum::{Display, EnumIter, EnumString, VariantNames};

use crate::actor::Role;
use crate::kernel::{Fault, unknown_code};

/// What somebody may want to do. Every route names exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum Action {
    /// See and change one's own account and sessions.
    UseOwnAccount,
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
}

/// How far a right reaches. The order is the width.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Display, EnumString, VariantNames,
)]
#[strum(serialize_all = "snake_case")]
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
    #[expect(
        clippy::too_many_lines,
        clippy::match_same_arms,
        reason = "one table, read row by row"
    )]
    pub fn reach(self, action: Action) -> Reach {
        use Action as A;
        use Reach::{Never, Organisation, OwnCaseload, OwnOffice};
        match (self, action) {
            // Everybody who can sign in.
            (_, A::UseOwnAccount | A::Calculate) => Organisation,
            (Role::MachineClient, _) => Never,
            (_, A::ReadDirectory) => Organisation,

            (Role::DeskOperator, action) => match action {
                A::RecordDeskContact | A::ReadDeskContacts => OwnOffice,
                A::SearchIndividuals => Organisation,
                A::RegisterIndividual | A::TakeIntake | A::ReadIntake => OwnOffice,
                // People who are not (yet) in anybody's caseload, at the own desk.
                A::ReadIndividual | A::EditIndividual => OwnCaseload,
                A::UseOwnAccount
                | A::ReadDirectory
                | A::ManageStaff
                | A::Calculate
                | A::OpenCase
                | A::ReadCase
                | A::WorkCase
                | A::TakeCase
                | A::AssignCase
                | A::ReadNotes
                | A::WriteNotes
                | A::ImportIndividuals
                | A::ReadAudit => Never,
            },
            (Role::Counsellor | Role::TargetedPlacementOfficer, action) => match action {
                A::RecordDeskContact | A::ReadDeskContacts => OwnOffice,
                A::SearchIndividuals => Organisation,
                A::RegisterIndividual
                | A::TakeIntake
                | A::ReadIntake
                | A::OpenCase
                | A::TakeCase => OwnOffice,
                A::ReadIndividual
                | A::EditIndividual
                | A::ReadCase
                | A::WorkCase
                | A::ReadNotes
                | A::WriteNotes => OwnCaseload,
                A::UseOwnAccount
                | A::ReadDirectory
                | A::ManageStaff
                | A::Calculate
                | A::AssignCase
                | A::ImportIndividuals
                | A::ReadAudit => Never,
            },
            (Role::Coordinator, action) => match action {
                A::SearchIndividuals => Organisation,
                A::RecordDeskContact
                | A::ReadDeskContacts
                | A::RegisterIndividual
                | A::ReadIndividual
                | A::EditIndividual
                | A::TakeIntake
                | A::ReadIntake
                | A::OpenCase
                | A::ReadCase
                | A::WorkCase
                | A::TakeCase
                | A::AssignCase
                | A::ReadNotes
                | A::WriteNotes
                | A::ImportIndividuals => OwnOffice,
                A::UseOwnAccount
                | A::ReadDirectory
                | A::ManageStaff
                | A::Calculate
                | A::ReadAudit => Never,
            },
            (Role::Administrator, action) => match action {
                A::ManageStaff => Organisation,
                A::UseOwnAccount
                | A::ReadDirectory
                | A::Calculate
                | A::RecordDeskContact
                | A::ReadDeskContacts
                | A::SearchIndividuals
                | A::RegisterIndividual
                | A::ReadIndividual
                | A::EditIndividual
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
                | A::ReadAudit => Never,
            },
            (Role::Auditor, action) => match action {
                A::ReadAudit => Organisation,
                A::UseOwnAccount
                | A::ReadDirectory
                | A::ManageStaff
                | A::Calculate
                | A::RecordDeskContact
                | A::ReadDeskContacts
                | A::SearchIndividuals
                | A::RegisterIndividual
                | A::ReadIndividual
                | A::EditIndividual
                | A::TakeIntake
                | A::ReadIntake
                | A::OpenCase
                | A::ReadCase
                | A::WorkCase
                | A::TakeCase
                | A::AssignCase
                | A::ReadNotes
                | A::WriteNotes
                | A::ImportIndividuals => Never,
            },
        }
    }
}
