//! Who came, for how long, and what of it is credited.

use std::collections::BTreeSet;

use super::EnrolmentId;
use crate::appointments::AbsenceReason;
use crate::kernel::Faults;

/// Whether somebody came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// For so many minutes.
    Present {
        /// How many: one at least.
        minutes: u16,
    },
    /// Not at all.
    Absent {
        /// Why, as far as somebody knows.
        reason: AbsenceReason,
    },
}

/// Whether one of the enrolled came, as somebody writes it down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Whose.
    pub enrolment: EnrolmentId,
    /// Whether.
    pub presence: Presence,
}

/// What of a session counts for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attended {
    /// Whose.
    pub enrolment: EnrolmentId,
    /// Whether.
    pub presence: Presence,
    /// How many minutes are credited.
    pub credited: i64,
}

/// So many minutes, rounded down to whole pieces of `rounding` minutes: nobody is credited what was
/// not. Without a piece to round to, they count as they are.
pub const fn credited(minutes: i64, rounding: i64) -> i64 {
    if rounding > 1 {
        minutes - minutes % rounding
    } else {
        minutes
    }
}

/// The attendance of a whole session in one call: each of the enrolled once and nobody else, with all
/// that does not fit at once.
pub fn marks(
    given: &[Mark],
    enrolled: &BTreeSet<EnrolmentId>,
    (session, rounding): (i64, i64),
    faults: &mut Faults,
) -> Vec<Attended> {
    let mut named = BTreeSet::new();
    let mut all = Vec::new();
    for (n, mark) in given.iter().enumerate() {
        let pointer = format!("/attendance/{n}");
        if !enrolled.contains(&mark.enrolment) {
            faults.tell(format!("{pointer}/enrolment_id"), "unknown_reference");
        } else if !named.insert(mark.enrolment) {
            faults.tell(format!("{pointer}/enrolment_id"), "duplicate_member");
        }
        let minutes = match mark.presence {
            Presence::Present { minutes } => i64::from(minutes),
            Presence::Absent { .. } => 0,
        };
        let is_long = minutes > session;
        let is_nothing = minutes == 0 && matches!(mark.presence, Presence::Present { .. });
        if is_long || is_nothing {
            faults.tell(format!("{pointer}/minutes"), "out_of_range");
        }
        all.push(Attended {
            enrolment: mark.enrolment,
            presence: mark.presence,
            credited: credited(minutes, rounding),
        });
    }
    if enrolled.iter().any(|one| !named.contains(one)) {
        faults.tell("/attendance", "somebody_left_out");
    }
    all
}

/// How much of what there was somebody was credited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Minutes that were credited.
    pub credited: i64,
    /// Minutes of all sessions that were held or are to come: what was called off counts for nobody.
    pub whole: i64,
}

impl Share {
    /// Whether it is so many hundredths at least. Of nothing there is no share.
    pub fn reaches(self, percent: u8) -> bool {
        self.whole > 0
            && i128::from(self.credited) * 100 >= i128::from(self.whole) * i128::from(percent)
    }
}
