//! The codes and texts of an appointment.

use serde::Serialize;
use strum::{Display, EnumIter, EnumString, VariantNames};

use crate::kernel::{Fault, Text, unknown_code};
use crate::services::ServiceMode;
use crate::vocabulary::{Code, CodeList};

/// What came of an appointment.
#[derive(Debug)]
pub struct AppointmentOutcomes;

impl CodeList for AppointmentOutcomes {
    const LIST: &'static str = "appointment-outcomes";
}

/// What came of an appointment.
pub type AppointmentOutcome = Code<AppointmentOutcomes>;
/// What somebody writes about an appointment.
pub type AppointmentText = Text<1000>;

/// How both meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum AppointmentMode {
    InPerson,
    Online,
    Phone,
}

impl AppointmentMode {
    /// How both meet for such a service where nobody says otherwise; none where many meet at once.
    pub const fn usual(service: ServiceMode) -> Option<Self> {
        match service {
            ServiceMode::Individual => Some(Self::InPerson),
            ServiceMode::Online => Some(Self::Online),
            ServiceMode::Phone => Some(Self::Phone),
            ServiceMode::Group => None,
        }
    }

    /// Whether such a service is held so. What is offered from afar needs no room, and has none.
    pub const fn serves(self, service: ServiceMode) -> bool {
        match service {
            ServiceMode::Individual => true,
            ServiceMode::Online => matches!(self, Self::Online | Self::Phone),
            ServiceMode::Phone => matches!(self, Self::Phone),
            ServiceMode::Group => false,
        }
    }

    /// Whether both are at different places.
    pub const fn is_remote(self) -> bool {
        match self {
            Self::Online | Self::Phone => true,
            Self::InPerson => false,
        }
    }
}

/// Why somebody did not come. None of the codes tells of health or of a family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum AbsenceReason {
    NoNotice,
    Unjustified,
    Work,
    JobInterview,
    Training,
    Authority,
    Transport,
    Documented,
    OtherJustified,
}

impl AbsenceReason {
    /// Whether it excuses who did not come.
    pub const fn excuses(self) -> bool {
        match self {
            Self::NoNotice | Self::Unjustified => false,
            Self::Work
            | Self::JobInterview
            | Self::Training
            | Self::Authority
            | Self::Transport
            | Self::Documented
            | Self::OtherJustified => true,
        }
    }
}

/// On whose side the reason of a change lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum Side {
    /// On that of the person.
    Person,
    /// On that of the service.
    Us,
}

/// Why an appointment is cancelled or moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum ChangeReason {
    CannotCome,
    NotNeeded,
    FoundWork,
    CounsellorAway,
    PlaceAway,
    OfficeClosed,
    OtherService,
    BookedInError,
    Other,
}

impl ChangeReason {
    /// Whether it can lie on this side.
    pub const fn is_of(self, side: Side) -> bool {
        match self {
            Self::CannotCome | Self::NotNeeded | Self::FoundWork => matches!(side, Side::Person),
            Self::CounsellorAway
            | Self::PlaceAway
            | Self::OfficeClosed
            | Self::OtherService
            | Self::BookedInError => matches!(side, Side::Us),
            Self::Other => true,
        }
    }
}

/// Of what there is only one at a time.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Display,
    EnumString,
    EnumIter,
    VariantNames,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum Resource {
    /// Who receives somebody.
    Counsellor,
    /// Who is received.
    Person,
    /// Where.
    Room,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::codes;

    #[test]
    fn the_codes_are_those_of_the_vocabularies() {
        assert_eq!(AppointmentMode::VARIANTS, codes("appointment-modes"));
        assert_eq!(AbsenceReason::VARIANTS, codes("appointment-absences"));
        assert_eq!(ChangeReason::VARIANTS, codes("appointment-changes"));
    }
}
