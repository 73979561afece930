//! Days on which a colleague's hours are otherwise.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::actor::{Actor, StaffId};
use domain::appointments::close_over;
use domain::availabilities::{
    Exception, ExceptionId, Extra, NewChange, NewException, NewExtra, OnTheDay, Plan, keeps,
};
use domain::cases::Colleague;
use domain::kernel::Calendar;
use domain::policy::Action;
use persistence::appointments::{self, Closing};
use persistence::{Error, Tx, availabilities, organisations, rooms};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

use crate::http::body::bounded;
use crate::http::wire::{
    AbsenceReasonField, AvailabilityExceptionIdField, ClockTimeField, DayField, LanguageCodeField,
    OfficeIdField, RoomIdField, StaffIdField,
};
use crate::http::{
    Access, Command, Created, Done, Field, IfMatch, Links, List, ListOf, Params, Problem, Query,
    Routes, SelfLink, Tagged, Valid,
};
use crate::routes::over::{BookedRule, EndedOver};

/// A page of exceptions.
type AvailabilityExceptions = ListOf<AvailabilityExceptionView>;

/// Which exceptions.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ExceptionFilter {
    #[validate(nested)]
    from: Option<DayField>,
}

/// What is otherwise on a day.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum AvailabilityChange {
    /// The colleague is not there.
    Absent {
        /// Why: the vocabulary `absence-reasons`. Health is nobody's business here.
        reason: AbsenceReasonField,
    },
    /// The colleague receives people there, whatever the weekly hours say of that time, for all
    /// services.
    Extra {
        /// At which office: one where the colleague works.
        office_id: OfficeIdField,
        /// In which room of that office.
        room_id: Option<RoomIdField>,
        /// In which languages besides that of the office.
        #[serde(default)]
        #[schema(required = false, min_items = 0, max_items = 50, example = json!(["fr"]))]
        languages: Vec<LanguageCodeField>,
        /// Whether people are also met from afar.
        #[serde(default)]
        #[schema(required = false, example = false)]
        remote: bool,
    },
}

impl Validate for AvailabilityChange {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let mut errors = ValidationErrors::new();
        match self {
            Self::Absent { reason } => {
                errors.merge_self("reason", reason.validate());
            }
            Self::Extra {
                office_id,
                room_id,
                languages,
                ..
            } => {
                errors.merge_self("office_id", office_id.validate());
                if let Some(room_id) = room_id {
                    errors.merge_self("room_id", room_id.validate());
                }
                errors.merge_self("languages", languages.validate());
            }
        }
        if errors.is_empty() {
            Ok(())
        } else {
            Err(errors)
        }
    }
}

/// On one day the hours of a colleague are otherwise.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "day": "2030-01-15", "from": "09:00", "to": "11:00",
    "change": { "kind": "absent", "reason": "training" },
}))]
pub(super) struct AvailabilityExceptionRequest {
    /// On which day: today or later.
    #[validate(nested)]
    #[schema(example = "2030-01-15")]
    day: DayField,
    /// From when.
    #[validate(nested)]
    #[schema(example = "09:00")]
    from: ClockTimeField,
    /// Until when: 12 hours later at the most.
    #[validate(nested)]
    #[schema(example = "11:00")]
    to: ClockTimeField,
    /// What is otherwise.
    #[validate(nested)]
    change: AvailabilityChange,
    /// Rules whose warning is acknowledged: `availability.booked`.
    #[serde(default)]
    #[schema(min_items = 0, max_items = 10, required = false,
        example = json!(["availability.booked"]))]
    #[validate(length(max = 10), custom(function = "bounded"))]
    acknowledged: Vec<String>,
}

/// What is otherwise on a day.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum AvailabilityChangeView {
    /// The colleague is not there.
    Absent {
        /// Why; told to whoever keeps these hours.
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<AbsenceReasonField>,
    },
    /// The colleague receives people there, for all services.
    Extra {
        /// At which office.
        office_id: OfficeIdField,
        /// In which room.
        #[serde(skip_serializing_if = "Option::is_none")]
        room_id: Option<RoomIdField>,
        /// In which languages besides that of the office.
        #[schema(min_items = 0, max_items = 50, example = json!(["fr"]))]
        languages: Vec<LanguageCodeField>,
        /// Whether people are also met from afar.
        remote: bool,
    },
}

/// On one day the hours of a colleague are otherwise.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AvailabilityExceptionView {
    /// The exception.
    id: AvailabilityExceptionIdField,
    /// How often it was saved.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// Whose hours.
    staff_id: StaffIdField,
    /// On which day.
    day: DayField,
    /// From when.
    #[schema(example = "09:00")]
    from: ClockTimeField,
    /// Until when.
    #[schema(example = "11:00")]
    to: ClockTimeField,
    /// What is otherwise.
    change: AvailabilityChangeView,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

impl AvailabilityExceptionView {
    fn of(exception: Exception, actor: &Actor, colleague: &Colleague, links: &Links) -> Self {
        let address = address(exception.staff, exception.id);
        Self {
            id: exception.id.into(),
            version: exception.version.0,
            staff_id: exception.staff.into(),
            day: exception.day.into(),
            from: exception.times.from().into(),
            to: exception.times.to().into(),
            change: match exception.change {
                OnTheDay::Absent(reason) => AvailabilityChangeView::Absent {
                    reason: keeps(actor, colleague).then(|| reason.into()),
                },
                OnTheDay::Extra(extra) => AvailabilityChangeView::Extra {
                    office_id: extra.office.into(),
                    room_id: extra.room.map(Field::of),
                    languages: extra.languages.into_iter().map(Field::of).collect(),
                    remote: extra.remote,
                },
            },
            links: links.of(address),
        }
    }
}

fn address(staff: StaffId, id: ExceptionId) -> String {
    format!("/counsellors/{staff}/availability-exceptions/{id}")
}

impl AvailabilityChange {
    /// What was sent; nothing is looked up yet.
    fn change(self) -> Result<OnTheDay, Problem> {
        Ok(match self {
            Self::Absent { reason } => OnTheDay::Absent(reason.parsed()?),
            Self::Extra {
                office_id,
                room_id,
                languages,
                remote,
            } => OnTheDay::Extra(Extra {
                office: office_id.parsed()?,
                room: room_id.map(Field::parsed).transpose()?,
                languages: Field::all(languages)?,
                remote,
            }),
        })
    }
}

/// What is otherwise, with the room looked up.
fn looked_up(tx: &mut Tx<'_>, change: OnTheDay) -> Result<NewChange, Error> {
    Ok(match change {
        OnTheDay::Absent(reason) => NewChange::Absent(reason),
        OnTheDay::Extra(extra) => NewChange::Extra(NewExtra {
            office: extra.office,
            room: extra.room.map(|id| rooms::named(tx, id)).transpose()?,
            languages: extra.languages,
            remote: extra.remote,
        }),
    })
}

/// How many people are booked with a colleague who will not be there, or in hours that other ones of
/// the day take the place of.
fn booked_over(tx: &mut Tx<'_>, exception: &Exception) -> Result<i64, Error> {
    let (day, times, zone) = (exception.day, exception.times, tx.actor().zone);
    if matches!(exception.change, OnTheDay::Extra(_)) {
        let besides = exception.clone();
        return appointments::booked_in(tx, exception.staff, |plan| plan.exceptions.push(besides));
    }
    let Some(begin) = times.from().begin(day, zone) else {
        return Ok(0);
    };
    let over = Closing::Counsellor(exception.staff);
    appointments::booked_over(tx, over, (begin, times.to().end(day, zone)))
}

/// Lists the days on which the hours of a colleague are otherwise, by day.
///
/// Why somebody is absent is told to whoever keeps these hours.
#[utoipa::path(get, path = "/counsellors/{staff_id}/availability-exceptions",
    tag = "availabilities", operation_id = "availability_exception_list",
    params(("staff_id" = StaffIdField, Path, description = "The colleague."),
        ("from" = Option<DayField>, Query, description = "From this day on only.")),
    responses((status = 200, body = AvailabilityExceptions)))]
async fn exception_list(
    query: Query,
    staff: Path<StaffId>,
    list: List<ExceptionFilter>,
) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let from = Field::given(list.filter.from.as_ref());
    let links = query.links();
    let actor = query.actor().clone();
    let (colleague, paged) = query
        .read(move |tx| {
            let colleague = availabilities::colleague(tx, *staff)?;
            let paged = availabilities::exceptions(tx, *staff, from, &page)?;
            Ok((colleague, paged))
        })
        .await?;
    list.answer(paged, availabilities::key_of_exception, |exception| {
        AvailabilityExceptionView::of(exception, &actor, &colleague, &links)
    })?
    .respond()
}

/// Shows a day on which the hours of a colleague are otherwise.
#[utoipa::path(get, path = "/counsellors/{staff_id}/availability-exceptions/{exception_id}",
    tag = "availabilities", operation_id = "availability_exception",
    params(("staff_id" = StaffIdField, Path, description = "The colleague."),
        ("exception_id" = AvailabilityExceptionIdField, Path, description = "The exception.")),
    responses((status = 200, body = AvailabilityExceptionView)))]
async fn exception(
    query: Query,
    path: Path<(StaffId, ExceptionId)>,
) -> Result<HttpResponse, Problem> {
    let links = query.links();
    query
        .run(move |tx| {
            let colleague = availabilities::colleague(tx, path.0)?;
            let exception = availabilities::exception(tx, path.0, path.1)?;
            let version = exception.version;
            let view = AvailabilityExceptionView::of(exception, tx.actor(), &colleague, &links);
            Ok(Tagged(version, view))
        })
        .await
}

/// Says that the hours of a colleague are otherwise on a day.
///
/// The own hours, or with the rights of a coordinator those of whoever works in an own office. Of
/// one day no two exceptions lie at the same time, and nobody adds hours on a holiday. Whoever is
/// booked with somebody who will not be there stays booked: how many they are is told, and asks for
/// somebody who acknowledges it (`availability.booked`).
#[utoipa::path(post, path = "/counsellors/{staff_id}/availability-exceptions",
    tag = "availabilities", operation_id = "set_availability_exception",
    params(("staff_id" = StaffIdField, Path, description = "The colleague.")),
    request_body = AvailabilityExceptionRequest,
    responses((status = 201, body = AvailabilityExceptionView)))]
async fn set(
    command: Command,
    staff: Path<StaffId>,
    Valid(body): Valid<AvailabilityExceptionRequest>,
) -> Result<HttpResponse, Problem> {
    let (day, from, to) = (body.day.parsed()?, body.from.parsed()?, body.to.parsed()?);
    let (change, acknowledged) = (body.change.change()?, body.acknowledged);
    let links = command.links();
    command
        .run(move |tx| {
            let colleague = availabilities::held(tx, *staff)?;
            let new = NewException {
                id: tx.new_id(),
                day,
                from,
                to,
                change: looked_up(tx, change.clone())?,
            };
            let of_the_day = availabilities::of_day(tx, *staff, day)?;
            let calendar = Calendar::with_patron(organisations::get(tx)?.patron);
            let around = availabilities::around(tx, &colleague)?;
            let changed = Exception::set(new, &of_the_day, calendar, around)?;
            let booked = booked_over(tx, changed.state())?;
            let changed = close_over(changed, booked, &acknowledged)?;
            let exception = availabilities::insert_exception(tx, changed)?;
            Ok(Created {
                location: links.to(address(*staff, exception.id)),
                version: exception.version,
                view: AvailabilityExceptionView::of(exception, tx.actor(), &colleague, &links),
            })
        })
        .await
}

/// Takes an exception back: its day goes by the weekly hours again.
///
/// Those of days that are over stay: they are history. Whoever is booked in hours that were added
/// stays booked: how many they are is told, and asks for somebody who acknowledges it
/// (`availability.booked`).
#[utoipa::path(delete, path = "/counsellors/{staff_id}/availability-exceptions/{exception_id}",
    tag = "availabilities", operation_id = "take_availability_exception_back",
    params(("staff_id" = StaffIdField, Path, description = "The colleague."),
        ("exception_id" = AvailabilityExceptionIdField, Path, description = "The exception."),
        ("acknowledged" = inline(Option<BookedRule>), Query,
            description = "The rule whose warning is acknowledged.")),
    responses((status = 204), (status = 409, description = "Its day is over.")))]
async fn take_back(
    command: Command,
    path: Path<(StaffId, ExceptionId)>,
    if_match: IfMatch,
    Params(over): Params<EndedOver>,
) -> Result<HttpResponse, Problem> {
    command
        .run(move |tx| {
            let (staff, id) = *path;
            let colleague = availabilities::held(tx, staff)?;
            let exception = availabilities::exception(tx, staff, id)?;
            if_match.check(exception.version)?;
            let changed = exception.take_back(availabilities::around(tx, &colleague)?)?;
            let goes = |plan: &mut Plan| plan.exceptions.retain(|one| one.id != id);
            let booked = appointments::booked_in(tx, staff, goes)?;
            let changed = close_over(changed, booked, &over.rules())?;
            availabilities::remove_exception(tx, changed)?;
            Ok(Done)
        })
        .await
}

/// Mounts the routes of this file.
pub(super) fn routes(routes: &mut Routes) {
    let read = Access::To(Action::ReadDirectory);
    let manage = Access::To(Action::ManageAvailability);
    routes
        .mount(__path_exception_list, read, exception_list)
        .mount(__path_exception, read, exception)
        .mount(__path_set, manage, set)
        .mount(__path_take_back, manage, take_back);
}
