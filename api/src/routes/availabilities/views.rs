//! What is said and answered about weekly hours.

use chrono::Weekday;
use domain::actor::OfficeId;
use domain::availabilities::Availability;
use domain::individuals::contacts::LanguageCode;
use domain::kernel::{ClockTime, Day, Fault};
use domain::rooms::RoomId;
use domain::services::ServiceId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::address;
use crate::http::body::bounded;
use crate::http::wire::{
    AvailabilityIdField, ClockTimeField, DayField, LanguageCodeField, OfficeIdField, RoomIdField,
    ServiceIdField, StaffIdField,
};
use crate::http::{Field, Links, Problem, SelfLink};

/// Hours of the week in which a colleague receives people.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "office_id": "0198c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f", "weekday": 2, "from": "09:00",
    "to": "13:00", "valid_from": "2030-01-07", "valid_to": "2030-06-28",
    "service_ids": ["0198c5a0-7c1e-7d31-9f4e-3b5a6c7d8ea0"], "languages": ["fr"],
    "remote": true, "acknowledged": ["availability.booked"],
}))]
pub(super) struct AvailabilityRequest {
    /// At which office: one where the colleague works.
    #[validate(nested)]
    office_id: OfficeIdField,
    /// In which room of that office.
    #[validate(nested)]
    room_id: Option<RoomIdField>,
    /// On which day of the week: 1 is Monday, 7 is Sunday.
    #[schema(minimum = 1, maximum = 7, example = 2)]
    #[validate(range(min = 1, max = 7))]
    weekday: u8,
    /// From when.
    #[validate(nested)]
    #[schema(example = "09:00")]
    from: ClockTimeField,
    /// Until when: 12 hours later at the most.
    #[validate(nested)]
    #[schema(example = "13:00")]
    to: ClockTimeField,
    /// The first day: today or later.
    #[validate(nested)]
    #[schema(example = "2030-01-07")]
    valid_from: DayField,
    /// The last day; they go on when it is left out.
    #[validate(nested)]
    #[schema(example = "2030-06-28")]
    valid_to: Option<DayField>,
    /// For which services; for all of them when none is named.
    #[serde(default)]
    #[validate(nested)]
    #[schema(required = false, min_items = 0, max_items = 50)]
    service_ids: Vec<ServiceIdField>,
    /// In which languages besides that of the office.
    #[serde(default)]
    #[validate(nested)]
    #[schema(required = false, min_items = 0, max_items = 50, example = json!(["fr"]))]
    languages: Vec<LanguageCodeField>,
    /// Whether people are also met from afar.
    #[serde(default)]
    #[schema(required = false, example = false)]
    remote: bool,
    /// Rules whose warning is acknowledged: `availability.booked`, of hours that are replaced.
    #[serde(default)]
    #[schema(min_items = 0, max_items = 10, required = false,
        example = json!(["availability.booked"]))]
    #[validate(length(max = 10), custom(function = "bounded"))]
    acknowledged: Vec<String>,
}

/// What was sent; nothing is looked up yet.
#[derive(Debug, Clone)]
pub(super) struct Hours {
    pub(super) office: OfficeId,
    pub(super) room: Option<RoomId>,
    pub(super) weekday: Weekday,
    pub(super) from: ClockTime,
    pub(super) to: ClockTime,
    pub(super) valid_from: Day,
    pub(super) valid_to: Option<Day>,
    pub(super) services: Vec<ServiceId>,
    pub(super) languages: Vec<LanguageCode>,
    pub(super) remote: bool,
    pub(super) acknowledged: Vec<String>,
}

impl AvailabilityRequest {
    pub(super) fn hours(self) -> Result<Hours, Problem> {
        let weekday = self.weekday.checked_sub(1).map(Weekday::try_from);
        let Some(Ok(weekday)) = weekday else {
            return Err(Problem::invalid("/weekday", &Fault::new("out_of_range")));
        };
        Ok(Hours {
            office: self.office_id.parsed()?,
            room: self.room_id.map(Field::parsed).transpose()?,
            weekday,
            from: self.from.parsed()?,
            to: self.to.parsed()?,
            valid_from: self.valid_from.parsed()?,
            valid_to: self.valid_to.map(Field::parsed).transpose()?,
            services: Field::all(self.service_ids)?,
            languages: Field::all(self.languages)?,
            remote: self.remote,
            acknowledged: self.acknowledged,
        })
    }
}

/// Hours of the week in which a colleague receives people.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AvailabilityView {
    /// The hours.
    id: AvailabilityIdField,
    /// How often they were saved.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// Whose.
    staff_id: StaffIdField,
    /// At which office.
    office_id: OfficeIdField,
    /// In which room.
    #[serde(skip_serializing_if = "Option::is_none")]
    room_id: Option<RoomIdField>,
    /// On which day of the week: 1 is Monday, 7 is Sunday.
    #[schema(minimum = 1, maximum = 7, example = 2)]
    weekday: u32,
    /// From when.
    #[schema(example = "09:00")]
    from: ClockTimeField,
    /// Until when.
    #[schema(example = "13:00")]
    to: ClockTimeField,
    /// The first day.
    #[schema(example = "2030-01-07")]
    valid_from: DayField,
    /// The last day; left out when they go on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2030-06-28")]
    valid_to: Option<DayField>,
    /// For which services; for all of them when there is none.
    #[schema(min_items = 0, max_items = 50)]
    service_ids: Vec<ServiceIdField>,
    /// In which languages besides that of the office.
    #[schema(min_items = 0, max_items = 50, example = json!(["fr"]))]
    languages: Vec<LanguageCodeField>,
    /// Whether people are also met from afar.
    remote: bool,
    /// Where they are.
    #[serde(rename = "_links")]
    links: SelfLink,
}

impl AvailabilityView {
    pub(super) fn of(hours: Availability, links: &Links) -> Self {
        let terms = hours.terms;
        Self {
            id: hours.id.into(),
            version: hours.version.0,
            staff_id: hours.staff.into(),
            office_id: terms.office.into(),
            room_id: terms.room.map(Field::of),
            weekday: hours.weekday.number_from_monday(),
            from: hours.times.from().into(),
            to: hours.times.to().into(),
            valid_from: hours.valid.from().into(),
            valid_to: hours.valid.to().map(Field::of),
            service_ids: terms.services.into_iter().map(Field::of).collect(),
            languages: terms.languages.into_iter().map(Field::of).collect(),
            remote: terms.remote,
            links: links.of(address(hours.staff, hours.id)),
        }
    }
}
