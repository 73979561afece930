//! Weekly hours as a row.

use chrono::{NaiveDate, Weekday};
use diesel::prelude::*;
use domain::availabilities::{Availability, Terms};
use domain::kernel::{ClockSpan, ClockTime, Period, Version};
use domain::services::ServiceId;

use crate::columns::{day, listed, maybe_day, text_of};
use crate::error::Error;
use crate::schema::availabilities;
use crate::sql_types::Uid;

#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = availabilities, treat_none_as_default_value = false)]
pub(super) struct Row {
    pub(super) organisation_id: Uid,
    pub(super) id: Uid,
    pub(super) staff_id: Uid,
    pub(super) office_id: Uid,
    pub(super) room_id: Option<Uid>,
    pub(super) weekday: i32,
    pub(super) from_minute: i32,
    pub(super) to_minute: i32,
    pub(super) valid_from: NaiveDate,
    pub(super) valid_to: Option<NaiveDate>,
    pub(super) languages: String,
    pub(super) remote: bool,
    pub(super) version: i64,
}

/// A small number, as a column takes it.
pub(super) fn number(number: u32) -> Result<i32, Error> {
    i32::try_from(number).map_err(|_| Error::Corrupt("minute"))
}

/// The stored minutes of a day.
pub(super) fn times(from: i32, to: i32) -> Result<ClockSpan, Error> {
    let corrupt = |_| Error::Corrupt("minute");
    let time = |minute: i32| {
        let minute = u32::try_from(minute).map_err(|_| Error::Corrupt("minute"))?;
        ClockTime::of_minute(minute).map_err(corrupt)
    };
    ClockSpan::new(time(from)?, time(to)?).map_err(corrupt)
}

fn weekday(number: i32) -> Result<Weekday, Error> {
    let corrupt = || Error::Corrupt("weekday");
    let from_monday = u8::try_from(number - 1).map_err(|_| corrupt())?;
    Weekday::try_from(from_monday).map_err(|_| corrupt())
}

impl Row {
    pub(super) fn of(hours: &Availability, organisation_id: Uid) -> Result<Self, Error> {
        Ok(Self {
            organisation_id,
            id: hours.id.into(),
            staff_id: hours.staff.into(),
            office_id: hours.terms.office.into(),
            room_id: hours.terms.room.map(Uid::from),
            weekday: number(hours.weekday.number_from_monday())?,
            from_minute: number(hours.times.from().minute())?,
            to_minute: number(hours.times.to().minute())?,
            valid_from: hours.valid.from().into(),
            valid_to: hours.valid.to().map(NaiveDate::from),
            languages: text_of(&hours.terms.languages),
            remote: hours.terms.remote,
            version: hours.version.0,
        })
    }

    pub(super) fn hours(self, services: Vec<ServiceId>) -> Result<Availability, Error> {
        let valid = Period::new(day(self.valid_from)?, maybe_day(self.valid_to)?);
        Ok(Availability {
            id: self.id.into(),
            staff: self.staff_id.into(),
            weekday: weekday(self.weekday)?,
            times: times(self.from_minute, self.to_minute)?,
            valid: valid.map_err(|_| Error::Corrupt("period"))?,
            terms: Terms {
                office: self.office_id.into(),
                room: self.room_id.map(Into::into),
                services,
                languages: listed(&self.languages, "language")?,
                remote: self.remote,
            },
            version: Version(self.version),
        })
    }
}
