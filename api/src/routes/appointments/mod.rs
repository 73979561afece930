//! Appointments: who is expected when, and what came of it.

mod requests;
mod steps;
mod views;

use actix_web::HttpResponse;
use actix_web::web::Path;
use chrono::{DateTime, Utc};
use domain::appointments::{Appointment, AppointmentId, NewAppointment};
use domain::cases::Case;
use domain::kernel::{ClockTime, Day, Named};
use domain::policy::Action;
use persistence::appointments::{self, Filter, Item};
use persistence::{Error, Tx};
use serde::Deserialize;
use validator::Validate;

use crate::http::list::NoFilter;
use crate::http::wire::{
    AppointmentStatusField, CaseIdField, DayField, IndividualIdField, OfficeIdField, RoomIdField,
    ServiceIdField, StaffIdField,
};
use crate::http::{
    Access, Command, Created, Field, Links, List, ListOf, Problem, Query, Routes, Tagged, Valid,
};
use crate::texts::Language;
use requests::AppointmentRequest;
use views::{AppointmentRecordView, AppointmentRow, AppointmentView, address};

/// A page of appointments.
type Appointments = ListOf<AppointmentRow>;
/// A page of what was said of an appointment.
type AppointmentRecords = ListOf<AppointmentRecordView>;

/// Which appointments.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct AppointmentFilter {
    #[validate(nested)]
    office: Option<OfficeIdField>,
    #[validate(nested)]
    counsellor: Option<StaffIdField>,
    #[validate(nested)]
    individual: Option<IndividualIdField>,
    #[validate(nested)]
    case: Option<CaseIdField>,
    #[validate(nested)]
    service: Option<ServiceIdField>,
    #[validate(nested)]
    room: Option<RoomIdField>,
    #[validate(nested)]
    status: Option<AppointmentStatusField>,
    #[validate(nested)]
    from: Option<DayField>,
    #[validate(nested)]
    to: Option<DayField>,
}

/// When a day begins where the organisation counts days.
pub(super) fn begin(tx: &Tx<'_>, day: Day) -> Option<DateTime<Utc>> {
    let midnight = ClockTime::of_minute(0).ok()?;
    midnight.begin(day, tx.actor().zone)
}

impl AppointmentFilter {
    fn filter(&self, tx: &Tx<'_>) -> Filter {
        let from = Field::given(self.from.as_ref());
        let to = Field::given(self.to.as_ref());
        Filter {
            office: Field::given(self.office.as_ref()),
            counsellor: Field::given(self.counsellor.as_ref()),
            individual: Field::given(self.individual.as_ref()),
            case: Field::given(self.case.as_ref()),
            service: Field::given(self.service.as_ref()),
            room: Field::given(self.room.as_ref()),
            status: Field::given(self.status.as_ref()),
            from: from.and_then(|from| begin(tx, from)),
            before: to.and_then(|to: Day| begin(tx, to.add_days(1).ok()?)),
        }
    }
}

/// The appointment as the reader sees it.
fn view(
    tx: &mut Tx<'_>,
    appointment: Appointment,
    case: Option<&Case>,
    language: Language,
    links: &Links,
) -> Result<Tagged<AppointmentView>, Error> {
    let version = appointment.version;
    let item = appointments::item(tx, appointment)?;
    let reader = (tx.actor(), tx.now(), language);
    Ok(Tagged(
        version,
        AppointmentView::of(item, case, reader, links),
    ))
}

/// Books an appointment.
///
/// All that stands against the hour is told at once: the days of the service, its caps, who books it,
/// the hours of the counsellor, closures and holidays. Of the counsellor, the person and the room
/// there is one at a time: who comes second is refused with `slot_taken`. Of some services nobody has
/// a second appointment before the first one is over (`appointment_pending`).
#[utoipa::path(post, path = "/appointments", tag = "appointments",
    operation_id = "book_appointment",
    request_body = AppointmentRequest, responses((status = 201, body = AppointmentView)))]
async fn book(
    command: Command,
    Valid(body): Valid<AppointmentRequest>,
) -> Result<HttpResponse, Problem> {
    let booking = body.booking()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let person = appointments::person(tx, booking.individual)?;
            let (service, case) = appointments::asked(tx, booking.service, booking.case)?;
            let whose = match (&person, &service) {
                (Named::Known(person), Named::Known(service)) => (Some(person.id), Some(service)),
                _ => (None, None),
            };
            let new = NewAppointment {
                time: appointments::time(tx, booking.asked.clone(), whose, None)?,
                person,
                case,
                service,
                note: booking.note.clone(),
            };
            let booked = tx.decide(|tx, now| Appointment::book(tx.actor(), new, now))??;
            let appointment = appointments::insert(tx, booked)?;
            let case = appointments::case_of(tx, &appointment)?;
            let location = links.to(address(appointment.id));
            let Tagged(version, view) = view(tx, appointment, case.as_ref(), language, &links)?;
            Ok(Created {
                location,
                version,
                view,
            })
        })
        .await
}

/// Lists appointments by the hour at which they begin.
///
/// Those of the caller's offices, and the caller's own elsewhere; with `case`, `individual` or
/// `counsellor` those of the cases that the caller works on, too, wherever they are. `from` and `to` are days of the
/// organisation, both included. `status=booked&to=` yesterday shows what is still to be closed, and
/// `status=booked&from=` today with `room`, `office` or `counsellor` whom a closure is about
/// (`availability.booked`).
#[utoipa::path(get, path = "/appointments", tag = "appointments", operation_id = "appointments",
    params(
        ("office" = Option<OfficeIdField>, Query, description = "At this office only."),
        ("counsellor" = Option<StaffIdField>, Query, description = "Of this colleague only."),
        ("individual" = Option<IndividualIdField>, Query, description = "Of this person only."),
        ("case" = Option<CaseIdField>, Query, description = "Of this case only."),
        ("service" = Option<ServiceIdField>, Query, description = "For this service only."),
        ("room" = Option<RoomIdField>, Query, description = "In this room only."),
        ("status" = Option<AppointmentStatusField>, Query, description = "That stand so only."),
        ("from" = Option<DayField>, Query, description = "From this day on only."),
        ("to" = Option<DayField>, Query, description = "Until this day only.")),
    responses((status = 200, body = Appointments)))]
async fn list(query: Query, list: List<AppointmentFilter>) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let asked = list.filter.clone();
    let paged = query
        .read(move |tx| {
            let filter = asked.filter(tx);
            tx.record_access(
                Action::ReadAppointments,
                "appointments",
                filter.individual,
                filter.case,
            );
            appointments::list(tx, &filter, &page)
        })
        .await?;
    let (links, language) = (query.links(), query.language());
    let key = |item: &Item| appointments::key(&item.appointment);
    list.answer(paged, key, |item| {
        AppointmentRow::of(item, language, &links)
    })?
    .respond()
}

/// Shows an appointment.
#[utoipa::path(get, path = "/appointments/{appointment_id}", tag = "appointments",
    operation_id = "appointment",
    params(("appointment_id" = uuid::Uuid, Path, description = "The appointment.")),
    responses((status = 200, body = AppointmentView)))]
async fn show(query: Query, id: Path<AppointmentId>) -> Result<HttpResponse, Problem> {
    let (links, language) = (query.links(), query.language());
    query
        .run(move |tx| {
            let appointment = appointments::get(tx, *id, Action::ReadAppointments)?;
            let (individual, of) = (Some(appointment.individual), appointment.case);
            tx.record_access(Action::ReadAppointments, "appointment", individual, of);
            let case = appointments::case_of(tx, &appointment)?;
            view(tx, appointment, case.as_ref(), language, &links)
        })
        .await
}

/// Lists what was said of an appointment, the first time first.
///
/// For whoever receives the person, works on the case or coordinates its office or that of the case.
#[utoipa::path(get, path = "/appointments/{appointment_id}/records", tag = "appointments",
    operation_id = "appointment_records",
    params(("appointment_id" = uuid::Uuid, Path, description = "The appointment.")),
    responses((status = 200, body = AppointmentRecords)))]
async fn records(
    query: Query,
    id: Path<AppointmentId>,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let paged = query
        .read(move |tx| {
            let appointment = appointments::get(tx, *id, Action::HoldAppointments)?;
            let (individual, of) = (Some(appointment.individual), appointment.case);
            tx.record_access(Action::HoldAppointments, "appointment", individual, of);
            appointments::records(tx, &appointment, &page)
        })
        .await?;
    list.answer(
        paged,
        |(record, _)| record.number,
        AppointmentRecordView::of,
    )?
    .respond()
}

/// Mounts the routes of this capability.
pub fn routes(routes: &mut Routes) {
    let read = Access::To(Action::ReadAppointments);
    routes
        .mount(__path_book, Access::To(Action::BookAppointments), book)
        .mount(__path_list, read, list)
        .mount(__path_show, read, show)
        .mount(
            __path_records,
            Access::To(Action::HoldAppointments),
            records,
        );
    steps::routes(routes);
}
