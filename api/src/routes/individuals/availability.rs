//! Section *availability*: which work somebody looks for.

use domain::individuals::Availability;
use domain::individuals::availability::{HoursWanted, Licence, Travel};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::classified::{OccupationContent, SectorContent};
use super::sections::{Content, each};
use crate::http::wire::{
    DayField, LicenceCategoryField, VehicleField, WeeklyHoursField, WorkingHoursField,
};
use crate::http::{Field, Problem};

/// Hours that somebody wants to work in a week.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoursWantedContent {
    /// How much.
    #[validate(nested)]
    working_hours: WorkingHoursField,
    /// No fewer hours in a week than these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    least: Option<WeeklyHoursField>,
    /// No more hours in a week than these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    most: Option<WeeklyHoursField>,
}

impl HoursWantedContent {
    fn of(value: HoursWanted) -> Self {
        Self {
            working_hours: Field::of(value.working_hours),
            least: value.least.map(Field::of),
            most: value.most.map(Field::of),
        }
    }

    fn parsed(self) -> Result<HoursWanted, Problem> {
        Ok(HoursWanted {
            working_hours: self.working_hours.parsed()?,
            least: self.least.map(Field::parsed).transpose()?,
            most: self.most.map(Field::parsed).transpose()?,
        })
    }
}

/// How far somebody goes to work.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TravelContent {
    /// Kilometres at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(range(min = 0, max = 2_000))]
    #[schema(minimum = 0, maximum = 2_000, example = 20)]
    kilometres: Option<u16>,
    /// Minutes at most, one way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(range(min = 0, max = 2_000))]
    #[schema(minimum = 0, maximum = 2_000, example = 60)]
    minutes: Option<u16>,
    /// Whether public transport has to lead there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = true)]
    by_public_transport: Option<bool>,
}

impl TravelContent {
    fn of(value: Travel) -> Self {
        Self {
            kilometres: value.kilometres,
            minutes: value.minutes,
            by_public_transport: value.by_public_transport,
        }
    }

    fn said(self) -> Travel {
        Travel {
            kilometres: self.kilometres,
            minutes: self.minutes,
            by_public_transport: self.by_public_transport,
        }
    }
}

/// A driving licence.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LicenceContent {
    /// The category: the vocabulary `driving-licences`.
    #[validate(nested)]
    category: LicenceCategoryField,
    /// The last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    expires_on: Option<DayField>,
}

impl LicenceContent {
    fn of(value: Licence) -> Self {
        Self {
            category: Field::of(value.category),
            expires_on: value.expires_on.map(Field::of),
        }
    }

    fn parsed(self) -> Result<Licence, Problem> {
        Ok(Licence {
            category: self.category.parsed()?,
            expires_on: self.expires_on.map(Field::parsed).transpose()?,
        })
    }
}

/// Which work somebody looks for. What is left out nobody asked.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "from": "2026-03-02",
    "sectors": [{ "edition": "2025", "code": "10.71" }],
    "occupations": [{ "edition": "cp2021", "code": "5.2.2.3.2" }],
    "hours": { "working_hours": "part_time", "least": "20", "most": "30" },
    "shifts": true, "nights": false, "weekends": true,
    "travel": { "kilometres": 20, "minutes": 60, "by_public_transport": true },
    "vehicle": "bicycle",
    "licences": [{ "category": "B", "expires_on": "2031-05-05" }],
}))]
pub struct AvailabilityContent {
    /// From this day on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    from: Option<DayField>,
    /// Sectors, the best first.
    #[serde(default)]
    #[validate(nested)]
    #[schema(min_items = 0, max_items = 20, required = false)]
    sectors: Vec<SectorContent>,
    /// Occupations, the best first.
    #[serde(default)]
    #[validate(nested)]
    #[schema(min_items = 0, max_items = 20, required = false)]
    occupations: Vec<OccupationContent>,
    /// Hours in a week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    hours: Option<HoursWantedContent>,
    /// Whether in shifts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = true)]
    shifts: Option<bool>,
    /// Whether at night.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = false)]
    nights: Option<bool>,
    /// Whether on Saturdays and Sundays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = true)]
    weekends: Option<bool>,
    /// How far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    travel: Option<TravelContent>,
    /// By what the person gets there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    vehicle: Option<VehicleField>,
    /// Driving licences, each category once.
    #[serde(default)]
    #[validate(nested)]
    #[schema(min_items = 0, max_items = 20, required = false)]
    licences: Vec<LicenceContent>,
}

impl Content for AvailabilityContent {
    type Section = Availability;
    const NAME: &'static str = "Availability";
    const TITLE: &'static str = "availability of a person";

    fn of(content: Availability) -> Self {
        Self {
            from: content.from.map(Field::of),
            sectors: content.sectors.into_iter().map(SectorContent::of).collect(),
            occupations: content
                .occupations
                .iter()
                .map(OccupationContent::of)
                .collect(),
            hours: content.hours.map(HoursWantedContent::of),
            shifts: content.shifts,
            nights: content.nights,
            weekends: content.weekends,
            travel: content.travel.map(TravelContent::of),
            vehicle: content.vehicle.map(Field::of),
            licences: content
                .licences
                .into_iter()
                .map(LicenceContent::of)
                .collect(),
        }
    }

    fn parsed(self) -> Result<Availability, Problem> {
        Ok(Availability {
            from: self.from.map(Field::parsed).transpose()?,
            sectors: each(self.sectors, SectorContent::parsed)?,
            occupations: each(self.occupations, OccupationContent::parsed)?,
            hours: self.hours.map(HoursWantedContent::parsed).transpose()?,
            shifts: self.shifts,
            nights: self.nights,
            weekends: self.weekends,
            travel: self.travel.map(TravelContent::said),
            vehicle: self.vehicle.map(Field::parsed).transpose()?,
            licences: each(self.licences, LicenceContent::parsed)?,
        })
    }
}
