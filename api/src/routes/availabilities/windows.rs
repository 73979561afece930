//! When a colleague can be booked, and why not on the other days.

use actix_web::HttpResponse;
use actix_web::web::Path;
use chrono::{DateTime, Utc};
use domain::actor::StaffId;
use domain::availabilities::{Plan, Why, Window, Without};
use domain::kernel::Day;
use domain::policy::Action;
use domain::services::ServiceId;
use persistence::{availabilities, services};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::wire::{
    ClosureIdField, DayField, HolidayField, LanguageCodeField, OfficeIdField, RoomIdField,
    ServiceIdField, StaffIdField, Text100Field,
};
use crate::http::{Access, Field, Params, Plain, Problem, Query, Routes};
use crate::texts::{Language, text};

/// How many days one question spans, both ends included.
const MOST_DAYS: i64 = 62;

/// Which windows.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct WindowsAsked {
    #[validate(nested)]
    from: DayField,
    #[validate(nested)]
    to: DayField,
    #[validate(nested)]
    service: Option<ServiceIdField>,
}

/// A time in which a colleague can be booked.
#[derive(Debug, Serialize, ToSchema)]
struct AvailabilityWindow {
    /// When it begins.
    starts_at: DateTime<Utc>,
    /// When it is over.
    ends_at: DateTime<Utc>,
    /// At which office.
    office_id: OfficeIdField,
    /// In which room.
    #[serde(skip_serializing_if = "Option::is_none")]
    room_id: Option<RoomIdField>,
    /// For which services; for all of them when there is none.
    #[schema(min_items = 0, max_items = 50)]
    service_ids: Vec<ServiceIdField>,
    /// In which languages besides that of the office.
    #[schema(min_items = 0, max_items = 50, example = json!(["fr"]))]
    languages: Vec<LanguageCodeField>,
    /// Whether people are also met from afar.
    remote: bool,
}

/// Why nobody can be booked on a day.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum AvailabilityObstacle {
    /// It is a holiday.
    Holiday {
        /// Which.
        holiday: HolidayField,
        /// What it is called.
        #[schema(max_length = 100, example = "Festa patronale")]
        label: String,
    },
    /// The office is closed.
    Closure {
        /// The closure.
        closure_id: ClosureIdField,
        /// What people read of it.
        #[schema(example = "Chiusura estiva")]
        label: Text100Field,
    },
    /// The colleague is not there.
    Absence {},
    /// There are no hours on such a day, or none for the service.
    NoHours {},
}

/// A day on which nobody can be booked.
#[derive(Debug, Serialize, ToSchema)]
struct DayWithoutWindows {
    /// The day.
    day: DayField,
    /// All that stands against it.
    #[schema(min_items = 1, max_items = 50)]
    why: Vec<AvailabilityObstacle>,
}

/// When a colleague can be booked.
#[derive(Debug, Serialize, ToSchema)]
struct AvailabilityWindows {
    /// Who.
    staff_id: StaffIdField,
    /// The first day.
    from: DayField,
    /// The last day.
    to: DayField,
    /// The windows, one after the other; no two of them have time in common.
    #[schema(min_items = 0, max_items = 1000)]
    items: Vec<AvailabilityWindow>,
    /// The days that have none.
    #[schema(min_items = 0, max_items = 62)]
    days_without: Vec<DayWithoutWindows>,
}

impl From<Window> for AvailabilityWindow {
    fn from(window: Window) -> Self {
        let terms = window.terms;
        Self {
            starts_at: window.starts,
            ends_at: window.ends,
            office_id: terms.office.into(),
            room_id: terms.room.map(Field::of),
            service_ids: terms.services.into_iter().map(Field::of).collect(),
            languages: terms.languages.into_iter().map(Field::of).collect(),
            remote: terms.remote,
        }
    }
}

impl AvailabilityObstacle {
    fn of(why: &Why, plan: &Plan, language: Language) -> Option<Self> {
        Some(match why {
            Why::Holiday(holiday) => Self::Holiday {
                holiday: Field::of(*holiday),
                label: text(language, &format!("holiday-{holiday}"), None, &[])?,
            },
            Why::Closure(id) => Self::Closure {
                closure_id: Field::of(*id),
                label: Field::of(plan.closure(*id)?.label.clone()),
            },
            Why::Absence => Self::Absence {},
            Why::NoHours => Self::NoHours {},
        })
    }
}

impl DayWithoutWindows {
    fn of(without: &Without, plan: &Plan, language: Language) -> Self {
        let why = without.why.iter();
        let why = why.filter_map(|why| AvailabilityObstacle::of(why, plan, language));
        Self {
            day: without.day.into(),
            why: why.collect(),
        }
    }
}

impl AvailabilityWindows {
    fn of(
        plan: &Plan,
        (from, to): (Day, Day),
        service: Option<ServiceId>,
        language: Language,
    ) -> Self {
        let windows = plan.windows(from, to, service);
        let without = windows.without.iter();
        Self {
            staff_id: plan.colleague.staff.into(),
            from: from.into(),
            to: to.into(),
            items: windows.windows.into_iter().map(Into::into).collect(),
            days_without: without
                .map(|without| DayWithoutWindows::of(without, plan, language))
                .collect(),
        }
    }
}

/// Shows when a colleague can be booked, and why not on the other days.
///
/// The windows are the weekly hours, less and more by the exceptions of the day, less closures and
/// holidays: of the State, of the patron, and Sundays. On a Saturday the weekly hours decide. What is
/// booked already is not taken away. At most 62 days at once.
#[utoipa::path(get, path = "/counsellors/{staff_id}/windows", tag = "availabilities",
    operation_id = "availability_windows",
    params(("staff_id" = StaffIdField, Path, description = "The colleague."),
        ("from" = DayField, Query, description = "The first day."),
        ("to" = DayField, Query, description = "The last day, of 62 at the most."),
        ("service" = Option<ServiceIdField>, Query,
            description = "Only those in which one is booked for this service.")),
    responses((status = 200, body = AvailabilityWindows)))]
async fn windows(
    query: Query,
    staff: Path<StaffId>,
    Params(asked): Params<WindowsAsked>,
) -> Result<HttpResponse, Problem> {
    let (from, to) = (asked.from.parsed()?, asked.to.parsed()?);
    let service = asked.service.map(Field::parsed).transpose()?;
    if to < from {
        return Err(Problem::parameter("to", "ends_before_it_begins"));
    }
    if from.days_until(to) >= MOST_DAYS {
        return Err(Problem::parameter("to", "more_than_two_months"));
    }
    let language = query.language();
    query
        .run(move |tx| {
            if let Some(service) = service {
                services::get(tx, service)?;
            }
            let plan = availabilities::plan(tx, *staff, from, to)?;
            let view = AvailabilityWindows::of(&plan, (from, to), service, language);
            Ok(Plain(view))
        })
        .await
}

/// Mounts the route of this file.
pub(super) fn routes(routes: &mut Routes) {
    routes.mount(__path_windows, Access::To(Action::ReadDirectory), windows);
}
