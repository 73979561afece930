//! The parts of a record that can be read.

use strum::{Display, EnumIter, EnumString, VariantNames};

use crate::kernel::{Fault, unknown_code};

/// A part of what is held of a person, as the record of accesses names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumIter, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum Part {
    /// The overview of the person.
    Individual,
    /// A section.
    IndividualSection,
    /// The versions that a section had.
    SectionHistory,
    /// What follows from the record.
    IndividualFacts,
    /// The unemployment status that follows from it.
    IndividualStatus,
    /// What happened.
    Timeline,
    /// The file of a case.
    CaseFile,
    /// A case.
    Case,
    /// The attempts to reach the person.
    ContactAttempts,
    /// One of them.
    ContactAttempt,
    /// The notes of a case.
    Notes,
    /// One of them.
    Note,
    /// A first interview.
    Intake,
    /// A contact at the desk.
    DeskContact,
    /// The hand-over of a case.
    HandOver,
    /// A referral to another office or service.
    Referral,
    /// The agreements of a case.
    Agreements,
    /// One of them.
    Agreement,
    /// The appointments of the person.
    Appointments,
    /// One of them.
    Appointment,
    /// The groups that the person is in.
    Enrolments,
    /// One of them.
    Enrolment,
    /// Who came to a session of a group.
    Attendance,
    /// The documents that were printed for the person.
    Documents,
    /// One of them.
    Document,
    /// The messages to the person.
    Messages,
    /// Whether the person is told no reminders.
    ReminderPause,
    /// How the person stood months after the end of a case.
    FollowUp,
    /// What would become of two records that are one person's.
    MergePreview,
    /// A merge.
    Merge,
    /// Who saw or changed the record: this very account.
    AccessRecord,
    /// All that is held, as a copy for the person.
    DataExport,
    /// An emergency access.
    EmergencyAccess,
    /// The holds that keep the data from being erased.
    Holds,
    /// One of them.
    Hold,
    /// A part that this version of the program does not know.
    Other,
}

impl Part {
    /// The part with this name, also one that a newer program recorded.
    pub fn named(name: &str) -> Self {
        name.parse().unwrap_or(Self::Other)
    }
}
