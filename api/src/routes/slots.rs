//! Free slots: hours at which somebody can still be booked.

use std::collections::BTreeSet;

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};
use domain::appointments::AppointmentMode;
use domain::availabilities::Why;
use domain::kernel::Day;
use domain::policy::Action;
use domain::slots::{OfDay, WhyFull};
use persistence::slots::{self, Item, Wish};
use persistence::{Error, Tx, appointments, offices, services};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::wire::{
    AppointmentIdField, AppointmentModeField, ClosureIdField, DayField, HolidayField,
    LanguageCodeField, OfficeIdField, RoomFeatureField, RoomIdField, ServiceIdField, StaffIdField,
};
use crate::http::{Access, Field, List, ListOf, Params, Plain, Problem, Query, Routes};
use crate::routes::cases::views::ColleagueView;

/// How many days one question spans, both ends included.
const MOST_DAYS: i64 = 62;

/// A page of free slots.
type FreeSlots = ListOf<FreeSlot>;

/// What somebody looks for.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct SlotsAsked {
    #[validate(nested)]
    service: ServiceIdField,
    #[validate(nested)]
    office: OfficeIdField,
    #[validate(nested)]
    from: DayField,
    #[validate(nested)]
    to: DayField,
    #[validate(nested)]
    mode: Option<AppointmentModeField>,
    #[validate(nested)]
    language: Option<LanguageCodeField>,
    #[validate(nested)]
    need: Option<RoomFeatureField>,
    #[validate(nested)]
    counsellor: Option<StaffIdField>,
    #[validate(nested)]
    moving: Option<AppointmentIdField>,
}

impl SlotsAsked {
    /// The days, if they are not too many.
    fn days(&self) -> Result<(Day, Day), Problem> {
        let (from, to) = (self.from.clone().parsed()?, self.to.clone().parsed()?);
        if to < from {
            return Err(Problem::parameter("to", "ends_before_it_begins"));
        }
        if from.days_until(to) >= MOST_DAYS {
            return Err(Problem::parameter("to", "more_than_two_months"));
        }
        Ok((from, to))
    }

    /// What is looked for; refused where the service is for groups, or is not held in that way. What
    /// was promised to whoever is moved holds, whatever the service is by now.
    fn wish(&self, tx: &mut Tx<'_>) -> Result<Result<Wish, Problem>, Error> {
        let (service, office) = (self.service.as_ref(), self.office.as_ref());
        let (Some(service), Some(office)) = (service.copied(), office.copied()) else {
            return Err(Error::NotFound);
        };
        let service = services::get(tx, service)?;
        offices::get(tx, office)?;
        let moving = Field::given(self.moving.as_ref())
            .map(|id| appointments::get(tx, id, Action::BookAppointments))
            .transpose()?;
        if { moving.as_ref() }.is_some_and(|moving| moving.service != service.id) {
            return Ok(Err(Problem::parameter("service", "service_of_another")));
        }
        let promised = moving.as_ref().map(|moving| moving.place.mode);
        let Some(usual) = promised.or(AppointmentMode::usual(service.terms.mode)) else {
            return Ok(Err(Problem::parameter("service", "service_for_groups")));
        };
        let mode = Field::given(self.mode.as_ref()).unwrap_or(usual);
        if promised != Some(mode) && !mode.serves(service.terms.mode) {
            return Ok(Err(Problem::parameter("mode", "mode_not_offered")));
        }
        let need = Field::given(self.need.as_ref());
        Ok(Ok(Wish {
            service,
            office,
            mode,
            language: self.language.as_ref().and_then(Field::as_ref).cloned(),
            needs: need.into_iter().collect::<BTreeSet<_>>(),
            counsellor: Field::given(self.counsellor.as_ref()),
            moving,
        }))
    }
}

/// An hour at which somebody can be booked.
#[derive(Debug, Serialize, ToSchema)]
struct FreeSlot {
    /// When it begins.
    starts_at: DateTime<Utc>,
    /// When it is over.
    ends_at: DateTime<Utc>,
    /// Who receives people then.
    #[serde(skip_serializing_if = "Option::is_none")]
    counsellor: Option<ColleagueView>,
    /// In which room.
    #[serde(skip_serializing_if = "Option::is_none")]
    room_id: Option<RoomIdField>,
    /// Whether nobody who is free at this hour has less of the week taken.
    is_least_loaded: bool,
}

impl From<Item> for FreeSlot {
    fn from(item: Item) -> Self {
        let slot = item.slot;
        Self {
            starts_at: slot.span.starts(),
            ends_at: slot.span.ends(),
            counsellor: item.counsellor.map(ColleagueView::of),
            room_id: slot.room.map(Field::of),
            is_least_loaded: slot.is_least_loaded,
        }
    }
}

/// Why nobody can be booked on a day.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum SlotObstacle {
    /// The service is not booked any more.
    Blocked {},
    /// Fewer days lie ahead than the service asks for, or it is over.
    TooSoon {},
    /// More days lie ahead than the service allows.
    TooFar {},
    /// Nobody has hours then that fit what is looked for.
    NoHours {},
    /// The hours of that day are over.
    Over {},
    /// The hours are shorter than the service.
    TooShort {},
    /// All who have hours then are taken.
    Taken {},
    /// It is a holiday.
    Holiday {
        /// Which.
        holiday: HolidayField,
    },
    /// The office is closed.
    Closure {
        /// The closure.
        closure_id: ClosureIdField,
    },
    /// Somebody who has hours then is not there.
    Absence {},
}

/// A day on which somebody can be booked, or cannot.
#[derive(Debug, Serialize, ToSchema)]
struct SlotDay {
    /// The day.
    day: DayField,
    /// How many slots are free.
    #[schema(minimum = 0, maximum = 100_000, example = 12)]
    free: usize,
    /// When the first of them begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    first_at: Option<DateTime<Utc>>,
    /// Where there are none: all that stands against it.
    #[schema(min_items = 0, max_items = 50)]
    why: Vec<SlotObstacle>,
}

/// Days on which somebody can be booked, or cannot.
#[derive(Debug, Serialize, ToSchema)]
struct SlotDays {
    /// Each of them.
    #[schema(min_items = 0, max_items = 62)]
    items: Vec<SlotDay>,
}

impl From<WhyFull> for SlotObstacle {
    fn from(why: WhyFull) -> Self {
        match why {
            WhyFull::Blocked => Self::Blocked {},
            WhyFull::TooSoon => Self::TooSoon {},
            WhyFull::TooFar => Self::TooFar {},
            WhyFull::NoHours | WhyFull::Not(Why::NoHours) => Self::NoHours {},
            WhyFull::Over => Self::Over {},
            WhyFull::TooShort => Self::TooShort {},
            WhyFull::Taken => Self::Taken {},
            WhyFull::Not(Why::Holiday(holiday)) => Self::Holiday {
                holiday: Field::of(holiday),
            },
            WhyFull::Not(Why::Closure(id)) => Self::Closure {
                closure_id: Field::of(id),
            },
            WhyFull::Not(Why::Absence) => Self::Absence {},
        }
    }
}

impl From<OfDay> for SlotDay {
    fn from(of: OfDay) -> Self {
        Self {
            day: of.day.into(),
            free: of.free,
            first_at: of.first,
            why: of.why.into_iter().map(Into::into).collect(),
        }
    }
}

/// Finds hours at which somebody can still be booked, by the hour at which they begin.
///
/// The hours of the counsellors of an office, less exceptions, closures, holidays and what is booked, in
/// steps of a quarter of an hour (`slots.step_minutes`), within the days in which the service is booked.
/// Of those who are free at once the one with the least share of the week taken is marked. Nobody is
/// named who is received. At most 62 days at once. With `moving` another hour of an appointment is
/// looked for: as long, in the way and in the room that were promised, and what it takes is free.
#[utoipa::path(get, path = "/free-slots", tag = "appointments", operation_id = "free_slots",
    params(("service" = ServiceIdField, Query, description = "For which service."),
        ("office" = OfficeIdField, Query, description = "At which office."),
        ("from" = DayField, Query, description = "The first day."),
        ("to" = DayField, Query, description = "The last day, of 62 at the most."),
        ("mode" = Option<AppointmentModeField>, Query, description = "How both meet; as the service is held when it is left out."),
        ("language" = Option<LanguageCodeField>, Query, description = "With somebody who receives people in this language."),
        ("need" = Option<RoomFeatureField>, Query, description = "In a room that has this."),
        ("counsellor" = Option<StaffIdField>, Query, description = "With this colleague only."),
        ("moving" = Option<AppointmentIdField>, Query, description = "Which appointment of that service is to be moved there.")),
    responses((status = 200, body = FreeSlots)))]
async fn free_slots(query: Query, list: List<SlotsAsked>) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let (asked, days) = (list.filter.clone(), list.filter.days()?);
    let paged = query
        .read(move |tx| match asked.wish(tx)? {
            Ok(wish) => slots::list(tx, &wish, days, &page).map(Ok),
            Err(problem) => Ok(Err(problem)),
        })
        .await??;
    let key = |item: &Item| slots::key(&item.slot);
    list.answer(paged, key, FreeSlot::from)?.respond()
}

/// Shows on which days somebody can still be booked, and why not on the others.
///
/// A month at a glance: at most 62 days.
#[utoipa::path(get, path = "/free-slots/days", tag = "appointments",
    operation_id = "free_slot_days",
    params(("service" = ServiceIdField, Query, description = "For which service."),
        ("office" = OfficeIdField, Query, description = "At which office."),
        ("from" = DayField, Query, description = "The first day."),
        ("to" = DayField, Query, description = "The last day, of 62 at the most."),
        ("mode" = Option<AppointmentModeField>, Query, description = "How both meet; as the service is held when it is left out."),
        ("language" = Option<LanguageCodeField>, Query, description = "With somebody who receives people in this language."),
        ("need" = Option<RoomFeatureField>, Query, description = "In a room that has this."),
        ("counsellor" = Option<StaffIdField>, Query, description = "With this colleague only."),
        ("moving" = Option<AppointmentIdField>, Query, description = "Which appointment of that service is to be moved there.")),
    responses((status = 200, body = SlotDays)))]
async fn days(query: Query, Params(asked): Params<SlotsAsked>) -> Result<HttpResponse, Problem> {
    let days = asked.days()?;
    query
        .judge(move |tx| {
            let found = match asked.wish(tx)? {
                Ok(wish) => slots::days(tx, &wish, days)?,
                Err(problem) => return Ok(Err(problem)),
            };
            let items = found.into_iter().map(Into::into).collect();
            Ok(Ok(Plain(SlotDays { items })))
        })
        .await
}

/// Mounts the routes of this file.
pub fn routes(routes: &mut Routes) {
    let find = Access::To(Action::FindSlots);
    routes
        .mount(__path_free_slots, find, free_slots)
        .mount(__path_days, find, days);
}
