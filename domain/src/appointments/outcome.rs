//! What came of an appointment, as somebody says.

use super::{AbsenceReason, AppointmentOutcome, AppointmentState, AppointmentStep};
use crate::event::Fact;
use crate::kernel::Day;

/// What came of it, as somebody says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Both met.
    Held {
        /// For how many minutes.
        minutes: u16,
        /// What came of it.
        outcome: Option<AppointmentOutcome>,
    },
    /// The person did not come.
    Missed {
        /// Why, as far as somebody knows.
        reason: AbsenceReason,
    },
    /// The person is excused.
    Excused {
        /// Why.
        reason: AbsenceReason,
        /// When the person told so, if that was before.
        told_on: Option<Day>,
    },
}

impl Outcome {
    pub(super) const fn step(&self) -> AppointmentStep {
        match self {
            Self::Held { .. } => AppointmentStep::Hold,
            Self::Missed { .. } => AppointmentStep::Miss,
            Self::Excused { .. } => AppointmentStep::Excuse,
        }
    }

    /// The same; who is excused before it begins has told so by today.
    pub(super) fn told_by(self, today: Day, has_begun: bool) -> Self {
        match self {
            Self::Excused {
                reason,
                told_on: None,
            } if !has_begun => Self::Excused {
                reason,
                told_on: Some(today),
            },
            Self::Held { .. } | Self::Missed { .. } | Self::Excused { .. } => self,
        }
    }

    pub(super) fn fact(&self, acknowledged: Vec<String>) -> Fact {
        match self {
            Self::Held { minutes, outcome } => Fact::AppointmentHeld {
                minutes: (*minutes).into(),
                outcome: outcome.map(|outcome| outcome.to_string()),
            },
            Self::Missed { reason } => Fact::AppointmentMissed {
                reason: reason.to_string(),
            },
            Self::Excused { reason, told_on } => Fact::AppointmentExcused {
                reason: reason.to_string(),
                announced: told_on.is_some(),
                acknowledged,
            },
        }
    }

    pub(super) const fn state(self) -> AppointmentState {
        match self {
            Self::Held { minutes, outcome } => AppointmentState::Held { minutes, outcome },
            Self::Missed { reason } => AppointmentState::NoShow { reason },
            Self::Excused { reason, told_on } => AppointmentState::Excused { reason, told_on },
        }
    }
}
