//! What an export may tell: THE table of its columns, by kind and by role.

use strum::{Display, EnumIter, EnumString, IntoEnumIterator, IntoStaticStr, VariantNames};

use super::ExportKind;
use crate::actor::{Actor, Role};
use crate::kernel::{Fault, unknown_code};

/// A column of an export. Free text that somebody wrote about a person is not among them, nor
/// anything of the protected data (disability, health, justice, social services) or of a household.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
    VariantNames,
)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum ExportColumn {
    /// The case, interview or contact.
    Id,
    /// The person.
    IndividualId,
    /// Family names.
    FamilyName,
    /// Given names.
    GivenName,
    /// The day of birth.
    BirthDate,
    /// The sex.
    Sex,
    /// The Italian tax code in force.
    TaxCode,
    /// Where the person lives, as the code of the municipality or State.
    ResidencePlaceCode,
    /// The first telephone number.
    Phone,
    /// The first e-mail address.
    Email,
    /// When the person was registered.
    RegisteredAt,
    /// The office.
    OfficeId,
    /// The counsellor of a case, or whoever held an interview.
    StaffId,
    /// Where the case or interview stands.
    Status,
    /// Since when.
    StatusSince,
    /// On which day the case was opened.
    OpenedOn,
    /// On which day the person was last reached.
    LastContactOn,
    /// Until when the case is suspended, as planned.
    SuspendedUntil,
    /// With which outcome the case was closed, or the interview concluded.
    Outcome,
    /// Which work the person found.
    WorkKind,
    /// On which day the contact or interview was.
    HeldOn,
    /// What the contact was about.
    Topic,
    /// How old the person at the desk was.
    AgeBand,
    /// By which channel.
    Channel,
    /// For how long.
    Minutes,
    /// How the person came.
    Arrival,
    /// How urgent it is.
    Urgency,
    /// On which day the interview was concluded.
    DecidedOn,
    /// Until when somebody waits for an answer.
    WaitingUntil,
    /// The case that an interview opened.
    CaseId,
}

impl ExportColumn {
    /// The columns of a kind, in the order in which people read them.
    pub const fn of(kind: ExportKind) -> &'static [Self] {
        match kind {
            ExportKind::Individuals => &[
                Self::IndividualId,
                Self::FamilyName,
                Self::GivenName,
                Self::BirthDate,
                Self::Sex,
                Self::TaxCode,
                Self::ResidencePlaceCode,
                Self::Phone,
                Self::Email,
                Self::OfficeId,
                Self::RegisteredAt,
            ],
            ExportKind::Cases => &[
                Self::Id,
                Self::IndividualId,
                Self::FamilyName,
                Self::GivenName,
                Self::BirthDate,
                Self::OfficeId,
                Self::StaffId,
                Self::Status,
                Self::StatusSince,
                Self::OpenedOn,
                Self::LastContactOn,
                Self::SuspendedUntil,
                Self::Outcome,
                Self::WorkKind,
            ],
            ExportKind::DeskContacts => &[
                Self::Id,
                Self::OfficeId,
                Self::HeldOn,
                Self::Topic,
                Self::AgeBand,
                Self::Channel,
                Self::Minutes,
                Self::Sex,
                Self::IndividualId,
            ],
            ExportKind::Intakes => &[
                Self::Id,
                Self::IndividualId,
                Self::FamilyName,
                Self::GivenName,
                Self::BirthDate,
                Self::OfficeId,
                Self::HeldOn,
                Self::StaffId,
                Self::Arrival,
                Self::Urgency,
                Self::Status,
                Self::Outcome,
                Self::DecidedOn,
                Self::WaitingUntil,
                Self::CaseId,
            ],
        }
    }

    /// Whether a role may take this column out of the house.
    pub const fn is_open_to(self, role: Role) -> bool {
        match role {
            Role::Coordinator => true,
            Role::DeskOperator
            | Role::Counsellor
            | Role::TargetedPlacementOfficer
            | Role::Administrator
            | Role::Auditor
            | Role::MachineClient => false,
        }
    }

    /// The columns of a kind that the actor may take out.
    pub fn open_to(actor: &Actor, kind: ExportKind) -> Vec<Self> {
        let all = Self::of(kind).iter().copied();
        let open = |column: Self| actor.roles.iter().any(|role| column.is_open_to(*role));
        all.filter(|column| open(*column)).collect()
    }

    /// Every kind that has this column.
    pub fn kinds(self) -> impl Iterator<Item = ExportKind> {
        ExportKind::iter().filter(move |kind| Self::of(*kind).contains(&self))
    }
}
