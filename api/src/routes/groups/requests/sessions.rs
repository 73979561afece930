//! What is sent about sessions of a group.

use domain::appointments::ChangeReason;
use domain::groups::Series;
use domain::kernel::{ClockSpan, Day, Faults};
use persistence::groups::Meet;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::http::body::bounded;
use crate::http::wire::{
    AppointmentChangeField, ClockTimeField, DayField, GroupReasonField, InstantField, RoomIdField,
    SessionModeField, StaffIdField, Text200Field,
};
use crate::http::{Field, Problem};

/// A session that is to be.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "starts_at": "2030-01-22T09:00:00Z", "ends_at": "2030-01-22T11:00:00Z",
    "mode": "in_person", "place": "Biblioteca civica",
}))]
pub(in crate::routes::groups) struct GroupSessionRequest {
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
pub(in crate::routes::groups) type Asked = (
    (chrono::DateTime<chrono::Utc>, chrono::DateTime<chrono::Utc>),
    Meet,
    Vec<String>,
);

impl GroupSessionRequest {
    pub(in crate::routes::groups) fn read(self) -> Result<Asked, Problem> {
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
pub(in crate::routes::groups) struct SessionSeriesRequest {
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
    pub(in crate::routes::groups) fn read(self) -> Result<(Series, Meet, Vec<String>), Problem> {
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
pub(in crate::routes::groups) struct SessionMoveRequest {
    /// When and where.
    #[validate(nested)]
    to: GroupSessionRequest,
    /// Why: a reason on our side.
    #[validate(nested)]
    reason: AppointmentChangeField,
}

impl SessionMoveRequest {
    pub(in crate::routes::groups) fn read(self) -> Result<(Asked, ChangeReason), Problem> {
        Ok((self.to.read()?, self.reason.parsed()?))
    }
}
