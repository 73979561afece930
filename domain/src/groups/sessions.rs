//! When and where a group meets.

use strum::{Display, EnumIter, EnumString, VariantNames};

use crate::kernel::{Fault, Faults, Span, Text, unknown_code};
use crate::rooms::RoomId;

/// How a group meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum SessionMode {
    /// At a place.
    InPerson,
    /// Through a link.
    Online,
}

/// When and where a group meets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// From when until when.
    pub span: Span,
    /// How.
    pub mode: SessionMode,
    /// In which room of the office.
    pub room: Option<RoomId>,
    /// Where else.
    pub place: Option<Text<200>>,
    /// Through which link.
    pub link: Option<Text<500>>,
}

impl Meeting {
    /// Tells of all that does not fit together: nobody looks for a link at a place, or for a room on
    /// a screen, and everybody is told where to go.
    pub fn check(&self, faults: &mut Faults) {
        match self.mode {
            SessionMode::InPerson => {
                if self.link.is_some() {
                    faults.tell("/link", "not_applicable");
                }
                if self.room.is_none() && self.place.is_none() {
                    faults.tell("/place", "missing_member");
                }
                if self.room.is_some() && self.place.is_some() {
                    faults.tell("/place", "not_applicable");
                }
            }
            SessionMode::Online => {
                if self.room.is_some() {
                    faults.tell("/room_id", "not_applicable");
                }
                if self.place.is_some() {
                    faults.tell("/place", "not_applicable");
                }
                match &self.link {
                    None => faults.tell("/link", "missing_member"),
                    Some(link) if !link.to_string().starts_with("https://") => {
                        faults.tell("/link", "not_https");
                    }
                    Some(_) => {}
                }
            }
        }
    }

    /// For how many minutes.
    pub fn minutes(&self) -> i64 {
        (self.span.ends() - self.span.starts()).num_minutes()
    }
}
