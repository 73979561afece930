//! What somebody may want to do.

use strum::{Display, EnumIter, EnumString, VariantNames};

use crate::kernel::{Fault, unknown_code};

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
    /// Read what was agreed with the person of a case.
    ReadAgreements,
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
    /// Say when colleagues receive people: the weekly hours, and the days on which it is otherwise.
    ManageAvailability,
    /// Search for hours that are still free. They tell of nobody.
    FindSlots,
    /// Book appointments, move them and call them off.
    BookAppointments,
    /// Read who comes when.
    ReadAppointments,
    /// Say what came of an appointment, and read what was written about it.
    HoldAppointments,
    /// Plan groups and their sessions, and call them off.
    ManageGroups,
    /// Read groups, their sessions and who is in them.
    ReadGroups,
    /// Let somebody into a group, or go.
    EnrolInGroups,
    /// Give a place beyond those that there are.
    OverbookGroups,
    /// Say who came to a session, and read it.
    RecordAttendance,
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
    /// Say which services the organisation offers, and how they are booked.
    ManageServices,
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
                | Self::ReadAgreements
                | Self::ReadIndividual
                | Self::EditIndividual
                | Self::ReadHousehold
                | Self::EditHousehold
                | Self::ReadAccessRecord
                | Self::HandOverCases
                | Self::ReferCases
                | Self::ReadAppointments
                | Self::HoldAppointments
                | Self::RecordAttendance
        )
    }
}

impl Action {
    /// Whether an emergency access opens it: reads of one record, never of a list, and nothing that
    /// is written.
    pub const fn opens_in_emergency(self) -> bool {
        matches!(
            self,
            Self::ReadIndividual
                | Self::ReadHousehold
                | Self::ReadCase
                | Self::ReadNotes
                | Self::ReadAgreements
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
            | Self::ReadAgreements
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
            | Self::ManageAvailability
            | Self::FindSlots
            | Self::BookAppointments
            | Self::ReadAppointments
            | Self::HoldAppointments
            | Self::ManageGroups
            | Self::ReadGroups
            | Self::EnrolInGroups
            | Self::OverbookGroups
            | Self::RecordAttendance
            | Self::ReadAccessRecord
            | Self::HandOutRecord
            | Self::HandOverCases
            | Self::FollowChanges
            | Self::ExportRecords
            | Self::ReferCases
            | Self::AnswerReferrals
            | Self::ReadWorklist
            | Self::ManageServices => false,
        }
    }
}
