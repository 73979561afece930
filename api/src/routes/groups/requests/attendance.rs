//! What is sent about who came to a session.

use domain::groups::{Amendment, EnrolmentId, Mark, Presence};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

use crate::http::body::bounded;
use crate::http::wire::{AppointmentAbsenceField, EnrolmentIdField, GroupReasonField};
use crate::http::{Problem, Several};

/// Whether somebody came.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(in crate::routes::groups) enum AttendancePresence {
    /// For so many minutes.
    Present {
        /// How many: not more than the session lasts.
        #[schema(minimum = 1, maximum = 720, example = 120)]
        minutes: u16,
    },
    /// Not at all.
    Absent {
        /// Why, as far as somebody knows.
        reason: AppointmentAbsenceField,
    },
}

impl Validate for AttendancePresence {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let mut errors = ValidationErrors::new();
        if let Self::Absent { reason } = self {
            errors.merge_self("reason", reason.validate());
        }
        if errors.is_empty() {
            Ok(())
        } else {
            Err(errors)
        }
    }
}

impl AttendancePresence {
    fn read(self) -> Result<Presence, Problem> {
        Ok(match self {
            Self::Present { minutes } => Presence::Present { minutes },
            Self::Absent { reason } => Presence::Absent {
                reason: reason.parsed()?,
            },
        })
    }
}

/// Whether one of the enrolled came.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::routes::groups) struct AttendanceMark {
    /// Whose.
    #[validate(nested)]
    enrolment_id: EnrolmentIdField,
    /// Whether.
    #[validate(nested)]
    presence: AttendancePresence,
}

/// Who came to a session: everybody who had a place, each once.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "attendance": [{
    "enrolment_id": "0198c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f",
    "presence": { "kind": "present", "minutes": 120 },
}] }))]
pub(in crate::routes::groups) struct AttendanceRequest {
    /// Whether each of them came.
    #[validate(nested)]
    #[schema(value_type = Vec<AttendanceMark>, min_items = 0, max_items = 1_000)]
    attendance: Several<AttendanceMark, 0, 1_000>,
}

impl AttendanceRequest {
    pub(in crate::routes::groups) fn read(self) -> Result<Vec<Mark>, Problem> {
        let marks = self.attendance.into_iter().map(|mark| {
            Ok(Mark {
                enrolment: mark.enrolment_id.parsed()?,
                presence: mark.presence.read()?,
            })
        });
        marks.collect()
    }
}

/// What is said otherwise of somebody.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "enrolment_id": "0198c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f",
    "presence": { "kind": "present", "minutes": 90 },
    "because": "È arrivata in ritardo: il foglio lo dice.",
}))]
pub(in crate::routes::groups) struct AttendanceAmendmentRequest {
    /// Of whom.
    #[validate(nested)]
    enrolment_id: EnrolmentIdField,
    /// Whether the person came.
    #[validate(nested)]
    presence: AttendancePresence,
    /// Why that is said only now.
    #[validate(nested)]
    #[schema(example = "È arrivata in ritardo: il foglio lo dice.")]
    because: GroupReasonField,
    /// Rules whose warning is acknowledged: `group.late_amendment`.
    #[serde(default)]
    #[schema(min_items = 0, max_items = 10, required = false,
        example = json!(["group.late_amendment"]))]
    #[validate(length(max = 10), custom(function = "bounded"))]
    acknowledged: Vec<String>,
}

impl AttendanceAmendmentRequest {
    pub(in crate::routes::groups) fn read(self) -> Result<(EnrolmentId, Amendment), Problem> {
        let amendment = Amendment {
            presence: self.presence.read()?,
            because: self.because.parsed()?,
            acknowledged: self.acknowledged,
        };
        Ok((self.enrolment_id.parsed()?, amendment))
    }
}
