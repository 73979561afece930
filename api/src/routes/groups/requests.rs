//! What is sent about groups and their sessions.

use domain::appointments::{ChangeReason, Side};
use domain::groups::{
    Amendment, EnrolmentId, GroupKind, GroupText, GroupTitle, Mark, Presence, Series,
};
use domain::kernel::{ClockSpan, Day, Faults};
use persistence::Error;
use persistence::Tx;
use persistence::groups::{Enrolled, Meet};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

use domain::actor::{OfficeId, StaffId};
use domain::groups::AskedTerms;
use domain::kernel::Named;
use domain::services::ServiceId;

use crate::http::body::bounded;
use crate::http::wire::{
    AppointmentAbsenceField, AppointmentChangeField, AppointmentSideField, CaseIdField,
    ClockTimeField, DayField, EnrolmentIdField, GroupKindField, GroupReasonField, GroupTextField,
    IndividualIdField, InstantField, OfficeIdField, RoomIdField, ServiceIdField, SessionModeField,
    StaffIdField, Text200Field,
};
use crate::http::{Field, Problem, Several};

/// A group that is to meet.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "office_id": "0198c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f", "kind": "workshop",
    "title": "Il curriculum", "facilitator_id": "0198c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f",
    "places": 12, "threshold": 70,
}))]
pub(super) struct GroupRequest {
    /// At which office: one of the caller's.
    #[validate(nested)]
    office_id: OfficeIdField,
    /// What it meets for.
    #[validate(nested)]
    kind: GroupKindField,
    /// What it is called.
    #[validate(nested)]
    #[schema(example = "Il curriculum")]
    title: Text200Field,
    /// What it is about.
    #[validate(nested)]
    description: Option<GroupTextField>,
    /// Who answers for it, and leads its sessions where nobody else is named.
    #[validate(nested)]
    facilitator_id: StaffIdField,
    /// Of which service it is one: a service for groups.
    #[validate(nested)]
    service_id: Option<ServiceIdField>,
    /// How many places it has.
    #[schema(minimum = 1, maximum = 500, example = 12)]
    places: u16,
    /// From how many hundredths of its minutes on somebody has attended it.
    #[schema(minimum = 1, maximum = 100, example = 70)]
    threshold: Option<u8>,
}

/// What else is said of a group. Of whoever has a place nobody loses it: there are never fewer
/// places than people who have one.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "title": "Il curriculum europeo",
    "facilitator_id": "0198c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f", "places": 14,
}))]
pub(super) struct GroupBody {
    /// What it is called.
    #[validate(nested)]
    #[schema(example = "Il curriculum")]
    title: Text200Field,
    /// What it is about.
    #[validate(nested)]
    description: Option<GroupTextField>,
    /// Who answers for it, and leads its sessions where nobody else is named.
    #[validate(nested)]
    facilitator_id: StaffIdField,
    /// Of which service it is one: a service for groups.
    #[validate(nested)]
    service_id: Option<ServiceIdField>,
    /// How many places it has.
    #[schema(minimum = 1, maximum = 500, example = 12)]
    places: u16,
    /// From how many hundredths of its minutes on somebody has attended it.
    #[schema(minimum = 1, maximum = 100, example = 70)]
    threshold: Option<u8>,
}

/// What is said of a group, read.
#[derive(Debug, Clone)]
pub(super) struct Terms {
    title: GroupTitle,
    description: Option<GroupText>,
    facilitator: StaffId,
    service: Option<ServiceId>,
    places: u16,
    threshold: Option<u8>,
}

impl Terms {
    /// The same with all that it names looked up.
    pub(super) fn named(self, tx: &mut Tx<'_>) -> Result<AskedTerms, Error> {
        let service = self
            .service
            .map(|id| match persistence::services::get(tx, id) {
                Ok(service) => Ok(Named::Known(service)),
                Err(Error::NotFound) => Ok(Named::Unknown),
                Err(other) => Err(other),
            });
        Ok(AskedTerms {
            title: self.title,
            description: self.description,
            facilitator: persistence::cases::colleague(tx, self.facilitator)?,
            service: service.transpose()?,
            threshold: self.threshold,
            places: self.places,
        })
    }
}

impl GroupRequest {
    pub(super) fn read(self) -> Result<(OfficeId, GroupKind, Terms), Problem> {
        let (office, kind) = (self.office_id.parsed()?, self.kind.parsed()?);
        let body = GroupBody {
            title: self.title,
            description: self.description,
            facilitator_id: self.facilitator_id,
            service_id: self.service_id,
            places: self.places,
            threshold: self.threshold,
        };
        Ok((office, kind, body.read()?))
    }
}

impl GroupBody {
    pub(super) fn read(self) -> Result<Terms, Problem> {
        Ok(Terms {
            title: self.title.parsed()?,
            description: self.description.map(Field::parsed).transpose()?,
            facilitator: self.facilitator_id.parsed()?,
            service: self.service_id.map(Field::parsed).transpose()?,
            places: self.places,
            threshold: self.threshold,
        })
    }
}

/// Why a group or a session is called off.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "counsellor_away" }))]
pub(super) struct GroupCancellationRequest {
    /// Why: a reason on our side.
    #[validate(nested)]
    reason: AppointmentChangeField,
}

impl GroupCancellationRequest {
    pub(super) fn read(self) -> Result<ChangeReason, Problem> {
        self.reason.parsed()
    }
}

/// A session that is to be.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "starts_at": "2030-01-22T09:00:00Z", "ends_at": "2030-01-22T11:00:00Z",
    "mode": "in_person", "place": "Biblioteca civica",
}))]
pub(super) struct GroupSessionRequest {
    /// When it begins, on the grid of five minutes.
    #[validate(nested)]
    starts_at: InstantField,
    /// When it is over: twelve hours later at the most.
    #[validate(nested)]
    ends_at: InstantField,
    /// How the group meets.
    #[validate(nested)]
    mode: SessionModeField,
    /// In which room of the office; or `place`.
    #[validate(nested)]
    room_id: Option<RoomIdField>,
    /// Where else.
    #[validate(nested)]
    #[schema(example = "Biblioteca civica")]
    place: Option<Text200Field>,
    /// Through which link, where it is online: one of `https`.
    #[validate(nested)]
    #[schema(example = "https://incontri.example.org/curriculum")]
    link: Option<GroupReasonField>,
    /// Who leads it; whoever answers for the group when it is left out.
    #[validate(nested)]
    facilitator_id: Option<StaffIdField>,
    /// Rules whose warning is acknowledged.
    #[serde(default)]
    #[schema(min_items = 0, max_items = 20, required = false, example = json!(["group.clash"]))]
    #[validate(length(max = 20), custom(function = "bounded"))]
    acknowledged: Vec<String>,
}

/// From when until when, where, and what is acknowledged.
pub(super) type Asked = (
    (chrono::DateTime<chrono::Utc>, chrono::DateTime<chrono::Utc>),
    Meet,
    Vec<String>,
);

impl GroupSessionRequest {
    pub(super) fn read(self) -> Result<Asked, Problem> {
        let meet = Meet {
            mode: self.mode.parsed()?,
            room: self.room_id.map(Field::parsed).transpose()?,
            place: self.place.map(Field::parsed).transpose()?,
            link: self.link.map(Field::parsed).transpose()?,
            facilitator: self.facilitator_id.map(Field::parsed).transpose()?,
        };
        let hours = (self.starts_at.parsed()?.utc(), self.ends_at.parsed()?.utc());
        Ok((hours, meet, self.acknowledged))
    }
}

/// Sessions that come again at the same hour of the clock.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "first": "2030-02-05", "from": "09:00", "to": "11:00", "every_weeks": 1, "count": 6,
    "without": ["2030-02-19"], "mode": "in_person", "place": "Biblioteca civica",
}))]
pub(super) struct SessionSeriesRequest {
    /// The first day.
    #[validate(nested)]
    first: DayField,
    /// From when, by the clock of the organisation.
    #[validate(nested)]
    from: ClockTimeField,
    /// Until when.
    #[validate(nested)]
    to: ClockTimeField,
    /// How many weeks lie from one session to the next.
    #[schema(minimum = 1, maximum = 8, example = 1)]
    every_weeks: u32,
    /// How many sessions there are.
    #[schema(minimum = 1, maximum = 104, example = 6)]
    count: u32,
    /// Days on which there is none. They are made up for at the end, as holidays are.
    #[serde(default)]
    #[validate(nested, length(max = 104))]
    #[schema(min_items = 0, max_items = 104, required = false, example = json!(["2030-02-19"]))]
    without: Vec<DayField>,
    /// How the group meets.
    #[validate(nested)]
    mode: SessionModeField,
    /// In which room of the office; or `place`.
    #[validate(nested)]
    room_id: Option<RoomIdField>,
    /// Where else.
    #[validate(nested)]
    #[schema(example = "Biblioteca civica")]
    place: Option<Text200Field>,
    /// Through which link, where it is online: one of `https`.
    #[validate(nested)]
    #[schema(example = "https://incontri.example.org/curriculum")]
    link: Option<GroupReasonField>,
    /// Who leads them; whoever answers for the group when it is left out.
    #[validate(nested)]
    facilitator_id: Option<StaffIdField>,
    /// Rules whose warning is acknowledged.
    #[serde(default)]
    #[schema(min_items = 0, max_items = 20, required = false, example = json!(["group.clash"]))]
    #[validate(length(max = 20), custom(function = "bounded"))]
    acknowledged: Vec<String>,
}

impl SessionSeriesRequest {
    pub(super) fn read(self) -> Result<(Series, Meet, Vec<String>), Problem> {
        let times = ClockSpan::new(self.from.parsed()?, self.to.parsed()?);
        let mut faults = Faults::none();
        let times = faults.read("/to", times);
        let times = faults.unless_any(times)?;
        let without: Vec<Day> = Field::all(self.without)?;
        let series = Series {
            first: self.first.parsed()?,
            times,
            every_weeks: self.every_weeks,
            count: self.count,
            without,
        };
        let meet = Meet {
            mode: self.mode.parsed()?,
            room: self.room_id.map(Field::parsed).transpose()?,
            place: self.place.map(Field::parsed).transpose()?,
            link: self.link.map(Field::parsed).transpose()?,
            facilitator: self.facilitator_id.map(Field::parsed).transpose()?,
        };
        Ok((series, meet, self.acknowledged))
    }
}

/// Another hour or place for a session.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "to": {
        "starts_at": "2030-01-29T09:00:00Z", "ends_at": "2030-01-29T11:00:00Z",
        "mode": "in_person", "place": "Biblioteca civica",
    },
    "reason": "place_away",
}))]
pub(super) struct SessionMoveRequest {
    /// When and where.
    #[validate(nested)]
    to: GroupSessionRequest,
    /// Why: a reason on our side.
    #[validate(nested)]
    reason: AppointmentChangeField,
}

impl SessionMoveRequest {
    pub(super) fn read(self) -> Result<(Asked, ChangeReason), Problem> {
        Ok((self.to.read()?, self.reason.parsed()?))
    }
}

/// Somebody to be let into a group.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "individual_id": "0198c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f",
    "case_id": "0198c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f",
}))]
pub(super) struct EnrolmentRequest {
    /// Who.
    #[validate(nested)]
    individual_id: IndividualIdField,
    /// In which case, if it is in one: a running one of the person that the caller reads.
    #[validate(nested)]
    case_id: Option<CaseIdField>,
    /// Why the person is to have a place even if there is none: for coordinators.
    #[validate(nested)]
    #[schema(example = "Accompagna un'altra persona iscritta.")]
    overbook: Option<GroupReasonField>,
    /// Rules whose warning is acknowledged.
    #[serde(default)]
    #[schema(min_items = 0, max_items = 20, required = false,
        example = json!(["appointment.no_contact"]))]
    #[validate(length(max = 20), custom(function = "bounded"))]
    acknowledged: Vec<String>,
}

impl EnrolmentRequest {
    pub(super) fn read(self) -> Result<Enrolled, Problem> {
        Ok(Enrolled {
            individual: self.individual_id.parsed()?,
            case: self.case_id.map(Field::parsed).transpose()?,
            overbook: self.overbook.map(Field::parsed).transpose()?,
            acknowledged: self.acknowledged,
        })
    }
}

/// Why somebody does not come any more.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "by": "person", "reason": "found_work" }))]
pub(super) struct EnrolmentWithdrawalRequest {
    /// On whose side the reason lies.
    #[validate(nested)]
    by: AppointmentSideField,
    /// Why.
    #[validate(nested)]
    reason: AppointmentChangeField,
}

impl EnrolmentWithdrawalRequest {
    pub(super) fn read(self) -> Result<(Side, ChangeReason), Problem> {
        Ok((self.by.parsed()?, self.reason.parsed()?))
    }
}

/// Whether somebody came.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum AttendancePresence {
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
pub(super) struct AttendanceMark {
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
pub(super) struct AttendanceRequest {
    /// Whether each of them came.
    #[validate(nested)]
    #[schema(value_type = Vec<AttendanceMark>, min_items = 0, max_items = 1_000)]
    attendance: Several<AttendanceMark, 0, 1_000>,
}

impl AttendanceRequest {
    pub(super) fn read(self) -> Result<Vec<Mark>, Problem> {
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
pub(super) struct AttendanceAmendmentRequest {
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
    pub(super) fn read(self) -> Result<(EnrolmentId, Amendment), Problem> {
        let amendment = Amendment {
            presence: self.presence.read()?,
            because: self.because.parsed()?,
            acknowledged: self.acknowledged,
        };
        Ok((self.enrolment_id.parsed()?, amendment))
    }
}
