//! Groups of people who meet: thematic meetings, workshops, short training, job clubs.
//!
//! What is here decides on places, sessions and attendance as values. There are as many places as
//! there are: whoever comes when they are taken waits, in the order in which they came, and whoever
//! leaves makes room for exactly one.

mod activity;
mod attendance;
mod enrolling;
mod places;
mod recording;
mod rules;
mod scheduling;
mod series;
mod sessions;
mod status;
#[cfg(test)]
mod tests;
mod whereabouts;

use strum::{Display, EnumIter, EnumString, VariantNames};

use crate::kernel::{Fault, Id, unknown_code};

pub use activity::{AskedTerms, Group, GroupTerms, GroupText, GroupTitle, NewGroup};
pub use attendance::{Attended, Mark, Presence, Share, credited, marks};
pub use enrolling::{Enrolment, EnrolmentState, Hours, Left, LetIn, NewEnrolment, OverbookReason};
pub use places::{Admission, Places, Turn};
pub use recording::{Amended, Amendment, AmendmentReason, Attendance};
pub use rules::{AMEND_DAYS, ROUNDING_MINUTES, RULES};
pub use scheduling::{Elsewhere, GroupSession, Schedule};
pub use series::{Occurrence, Series};
pub use sessions::{Meeting, SessionMode};
pub use status::{
    EnrolmentStatus, EnrolmentStep, GroupStatus, GroupStep, SessionStatus, SessionStep,
};
pub use whereabouts::{Around, Where};

/// Marks identifiers of a group.
#[derive(Debug)]
pub struct GroupTag;
/// Identifies a group.
pub type GroupId = Id<GroupTag>;
/// Marks identifiers of a session of a group.
#[derive(Debug)]
pub struct GroupSessionTag;
/// Identifies a session of a group.
pub type GroupSessionId = Id<GroupSessionTag>;
/// Marks identifiers of an enrolment.
#[derive(Debug)]
pub struct EnrolmentTag;
/// Identifies an enrolment.
pub type EnrolmentId = Id<EnrolmentTag>;

/// What a group meets for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum GroupKind {
    /// To hear of something.
    ThematicMeeting,
    /// To work on something.
    Workshop,
    /// To learn something that is examined.
    TrainingModule,
    /// To look for work together, week after week.
    JobClub,
}
