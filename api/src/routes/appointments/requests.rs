//! What is sent to book somebody, and to say what became of it.

use domain::appointments::{AppointmentText, ChangeReason, Outcome, Reopening, Side};
use domain::event::{CaseId, IndividualId};
use domain::services::ServiceId;
use persistence::appointments::Asked;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

use crate::http::body::bounded;
use crate::http::wire::{
    AppointmentAbsenceField, AppointmentChangeField, AppointmentModeField, AppointmentOutcomeField,
    AppointmentSideField, AppointmentTextField, CaseIdField, DayField, IndividualIdField,
    InstantField, OfficeIdField, RoomIdField, ServiceIdField, StaffIdField,
};
use crate::http::{Field, Problem};

/// An hour to be booked.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "individual_id": "0198c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f",
    "case_id": "0198c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f",
    "service_id": "0198c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f",
    "office_id": "0198c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f",
    "counsellor_id": "0198c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f",
    "starts_at": "2030-01-24T09:00:00Z",
    "acknowledged": ["appointment.ahead"],
}))]
pub(super) struct AppointmentRequest {
    /// Who is expected.
    #[validate(nested)]
    individual_id: IndividualIdField,
    /// In which case, if it is in one: a running one of the person that the caller reads.
    #[validate(nested)]
    case_id: Option<CaseIdField>,
    /// For which service; it says how long the appointment is.
    #[validate(nested)]
    service_id: ServiceIdField,
    /// At which office: one of the caller's.
    #[validate(nested)]
    office_id: OfficeIdField,
    /// Who receives the person.
    #[validate(nested)]
    counsellor_id: StaffIdField,
    /// In which room; in that of the hours of the counsellor when it is left out.
    #[validate(nested)]
    room_id: Option<RoomIdField>,
    /// How both meet; as the service is held when it is left out.
    #[validate(nested)]
    mode: Option<AppointmentModeField>,
    /// When it begins, on the grid of five minutes.
    #[validate(nested)]
    starts_at: InstantField,
    /// What whoever receives the person is to know. Nothing about health, convictions or beliefs
    /// belongs here (Reg. (EU) 2016/679, art. 9 and 10).
    #[validate(nested)]
    note: Option<AppointmentTextField>,
    /// Rules whose warning is acknowledged.
    #[serde(default)]
    #[schema(min_items = 0, max_items = 20, required = false,
        example = json!(["appointment.margin"]))]
    #[validate(length(max = 20), custom(function = "bounded"))]
    acknowledged: Vec<String>,
}

/// The same once it is read.
#[derive(Debug, Clone)]
pub(super) struct Booking {
    pub(super) individual: IndividualId,
    pub(super) case: Option<CaseId>,
    pub(super) service: ServiceId,
    pub(super) asked: Asked,
    pub(super) note: Option<AppointmentText>,
}

impl AppointmentRequest {
    pub(super) fn booking(self) -> Result<Booking, Problem> {
        Ok(Booking {
            individual: self.individual_id.parsed()?,
            case: self.case_id.map(Field::parsed).transpose()?,
            service: self.service_id.parsed()?,
            asked: Asked {
                office: self.office_id.parsed()?,
                counsellor: self.counsellor_id.parsed()?,
                room: self.room_id.map(Field::parsed).transpose()?,
                mode: self.mode.map(Field::parsed).transpose()?,
                starts: self.starts_at.parsed()?.utc(),
                acknowledged: self.acknowledged,
            },
            note: self.note.map(Field::parsed).transpose()?,
        })
    }
}

/// Another hour.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "office_id": "0198c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f",
    "counsellor_id": "0198c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f",
    "starts_at": "2030-01-31T09:00:00Z",
    "reason": "cannot_come",
    "acknowledged": ["appointment.ahead"],
}))]
pub(super) struct AppointmentMoveRequest {
    /// At which office: one of the caller's.
    #[validate(nested)]
    office_id: OfficeIdField,
    /// Who receives the person.
    #[validate(nested)]
    counsellor_id: StaffIdField,
    /// In which room. When it is left out, in the one that was named before, as long as both still
    /// meet at its office, or else in that of the hours of the counsellor.
    #[validate(nested)]
    room_id: Option<RoomIdField>,
    /// How both meet; as before when it is left out.
    #[validate(nested)]
    mode: Option<AppointmentModeField>,
    /// When it begins, on the grid of five minutes.
    #[validate(nested)]
    starts_at: InstantField,
    /// Why.
    #[validate(nested)]
    reason: AppointmentChangeField,
    /// The same in words.
    #[validate(nested)]
    remark: Option<AppointmentTextField>,
    /// Rules whose warning is acknowledged.
    #[serde(default)]
    #[schema(min_items = 0, max_items = 20, required = false,
        example = json!(["appointment.late_move"]))]
    #[validate(length(max = 20), custom(function = "bounded"))]
    acknowledged: Vec<String>,
}

impl AppointmentMoveRequest {
    pub(super) fn asked(self) -> Result<(Asked, ChangeReason, Option<AppointmentText>), Problem> {
        let asked = Asked {
            office: self.office_id.parsed()?,
            counsellor: self.counsellor_id.parsed()?,
            room: self.room_id.map(Field::parsed).transpose()?,
            mode: self.mode.map(Field::parsed).transpose()?,
            starts: self.starts_at.parsed()?.utc(),
            acknowledged: self.acknowledged,
        };
        let remark = self.remark.map(Field::parsed).transpose()?;
        Ok((asked, self.reason.parsed()?, remark))
    }
}

/// What came of an appointment.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum AppointmentResult {
    /// Both met.
    Held {
        /// For how many minutes.
        #[schema(minimum = 1, maximum = 720, example = 55)]
        minutes: u16,
        /// What came of it.
        outcome: Option<AppointmentOutcomeField>,
    },
    /// The person did not come.
    NoShow {
        /// Why, as far as somebody knows: a reason that excuses nobody.
        reason: AppointmentAbsenceField,
    },
    /// The person is excused.
    Excused {
        /// Why: a reason that excuses.
        reason: AppointmentAbsenceField,
        /// When the person told so, if that was before.
        told_on: Option<DayField>,
    },
}

impl Validate for AppointmentResult {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let mut errors = ValidationErrors::new();
        match self {
            Self::Held { outcome, .. } => {
                if let Some(outcome) = outcome {
                    errors.merge_self("outcome", outcome.validate());
                }
            }
            Self::NoShow { reason } => {
                errors.merge_self("reason", reason.validate());
            }
            Self::Excused { reason, told_on } => {
                errors.merge_self("reason", reason.validate());
                if let Some(told_on) = told_on {
                    errors.merge_self("told_on", told_on.validate());
                }
            }
        }
        if errors.is_empty() {
            Ok(())
        } else {
            Err(errors)
        }
    }
}

impl AppointmentResult {
    fn outcome(self) -> Result<Outcome, Problem> {
        Ok(match self {
            Self::Held { minutes, outcome } => Outcome::Held {
                minutes,
                outcome: outcome.map(Field::parsed).transpose()?,
            },
            Self::NoShow { reason } => Outcome::Missed {
                reason: reason.parsed()?,
            },
            Self::Excused { reason, told_on } => Outcome::Excused {
                reason: reason.parsed()?,
                told_on: told_on.map(Field::parsed).transpose()?,
            },
        })
    }
}

/// What somebody says of an appointment.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "result": { "kind": "held", "minutes": 55, "outcome": "done" } }))]
pub(super) struct AppointmentOutcomeRequest {
    /// What came of it.
    #[validate(nested)]
    result: AppointmentResult,
    /// The same in words.
    #[validate(nested)]
    remark: Option<AppointmentTextField>,
    /// Rules whose warning is acknowledged: `appointment.late_notice`.
    #[serde(default)]
    #[schema(min_items = 0, max_items = 10, required = false,
        example = json!(["appointment.late_notice"]))]
    #[validate(length(max = 10), custom(function = "bounded"))]
    acknowledged: Vec<String>,
}

/// What somebody says of an appointment, read.
pub(super) type Said = (Outcome, Option<AppointmentText>, Vec<String>);

impl AppointmentOutcomeRequest {
    pub(super) fn said(self) -> Result<Said, Problem> {
        let remark = self.remark.map(Field::parsed).transpose()?;
        Ok((self.result.outcome()?, remark, self.acknowledged))
    }
}

/// That somebody will not come.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "job_interview" }))]
pub(super) struct AbsenceNoticeRequest {
    /// Why: a reason that excuses.
    #[validate(nested)]
    reason: AppointmentAbsenceField,
    /// When the person told so; today when it is left out.
    #[validate(nested)]
    told_on: Option<DayField>,
    /// The same in words.
    #[validate(nested)]
    remark: Option<AppointmentTextField>,
    /// Rules whose warning is acknowledged: `appointment.late_notice`.
    #[serde(default)]
    #[schema(min_items = 0, max_items = 10, required = false,
        example = json!(["appointment.late_notice"]))]
    #[validate(length(max = 10), custom(function = "bounded"))]
    acknowledged: Vec<String>,
}

impl AbsenceNoticeRequest {
    pub(super) fn said(self) -> Result<Said, Problem> {
        let outcome = Outcome::Excused {
            reason: self.reason.parsed()?,
            told_on: self.told_on.map(Field::parsed).transpose()?,
        };
        let remark = self.remark.map(Field::parsed).transpose()?;
        Ok((outcome, remark, self.acknowledged))
    }
}

/// Why an appointment is called off.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "by": "person", "reason": "cannot_come" }))]
pub(super) struct AppointmentCancellationRequest {
    /// On whose side the reason lies.
    #[validate(nested)]
    by: AppointmentSideField,
    /// Why.
    #[validate(nested)]
    reason: AppointmentChangeField,
    /// The same in words.
    #[validate(nested)]
    remark: Option<AppointmentTextField>,
}

impl AppointmentCancellationRequest {
    pub(super) fn said(self) -> Result<((Side, ChangeReason), Option<AppointmentText>), Problem> {
        let remark = self.remark.map(Field::parsed).transpose()?;
        Ok(((self.by.parsed()?, self.reason.parsed()?), remark))
    }
}

/// That an appointment takes place after all.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "acknowledged": [] }))]
pub(super) struct AppointmentRestorationRequest {
    /// Rules whose warning is acknowledged.
    #[serde(default)]
    #[schema(min_items = 0, max_items = 20, required = false,
        example = json!(["appointment.outside_hours"]))]
    #[validate(length(max = 20), custom(function = "bounded"))]
    acknowledged: Vec<String>,
}

impl AppointmentRestorationRequest {
    pub(super) fn acknowledged(self) -> Vec<String> {
        self.acknowledged
    }
}

/// Why what was said to have come of an appointment is taken back.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "because": "Segnato sulla persona sbagliata." }))]
pub(super) struct AppointmentReopeningRequest {
    /// Why.
    #[validate(nested)]
    because: AppointmentTextField,
    /// Rules whose warning is acknowledged: `appointment.late_reopening`.
    #[serde(default)]
    #[schema(min_items = 0, max_items = 10, required = false,
        example = json!(["appointment.late_reopening"]))]
    #[validate(length(max = 10), custom(function = "bounded"))]
    acknowledged: Vec<String>,
}

impl AppointmentReopeningRequest {
    pub(super) fn said(self) -> Result<Reopening, Problem> {
        Ok(Reopening {
            because: self.because.parsed()?,
            acknowledged: self.acknowledged,
        })
    }
}
