//! What becomes of an appointment: outcome, notice of absence, cancellation, move, restoration,
//! reopening.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::appointments::{Appointment, AppointmentId};
use domain::cases::Case;
use domain::policy::Action;
use persistence::{Error, Tx, appointments, services};

use super::requests::{
    AbsenceNoticeRequest, AppointmentCancellationRequest, AppointmentMoveRequest,
    AppointmentOutcomeRequest, AppointmentReopeningRequest, AppointmentRestorationRequest, Said,
};
use super::view;
use super::views::{AppointmentView, address};
use crate::http::{Access, Command, Created, IfMatch, Problem, Routes, Tagged, Valid};

/// What a step makes of an appointment that is held, with its case.
trait Step:
    Fn(&mut Tx<'_>, Option<&Case>, Appointment) -> Result<Appointment, Error> + Clone + Send + 'static
{
}

impl<S> Step for S where
    S: Fn(&mut Tx<'_>, Option<&Case>, Appointment) -> Result<Appointment, Error>
        + Clone
        + Send
        + 'static
{
}

/// Takes a step from the version that was read, with this right.
async fn step(
    command: Command,
    (id, action): (AppointmentId, Action),
    if_match: IfMatch,
    take: impl Step,
) -> Result<HttpResponse, Problem> {
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let appointment = appointments::lock(tx, id, action)?;
            if_match.check(appointment.version)?;
            let case = appointments::case_of(tx, &appointment)?;
            let appointment = take(tx, case.as_ref(), appointment)?;
            view(tx, appointment, case.as_ref(), language, &links)
        })
        .await
}

/// Says what came of it, with this right.
async fn conclude(
    command: Command,
    of: (AppointmentId, Action),
    if_match: IfMatch,
    (outcome, remark, acknowledged): Said,
) -> Result<HttpResponse, Problem> {
    step(command, of, if_match, move |tx, case, appointment| {
        let said = (remark.clone(), acknowledged.as_slice());
        let concluded =
            tx.decide(|tx, now| appointment.conclude(tx.actor(), case, outcome, said, now))??;
        appointments::save(tx, concluded)
    })
    .await
}

/// Says what came of an appointment.
///
/// Once it has begun: that both met and for how many minutes, that the person did not come, or is
/// excused; who told nobody before is excused late (`appointment.late_notice`). Whoever receives the person says so, whoever works on the case, or a coordinator of the
/// office.
#[utoipa::path(post, path = "/appointments/{appointment_id}/outcome", tag = "appointments",
    operation_id = "conclude_appointment",
    params(("appointment_id" = uuid::Uuid, Path, description = "The appointment.")),
    request_body = AppointmentOutcomeRequest, responses((status = 200, body = AppointmentView)))]
async fn outcome(
    command: Command,
    id: Path<AppointmentId>,
    if_match: IfMatch,
    Valid(body): Valid<AppointmentOutcomeRequest>,
) -> Result<HttpResponse, Problem> {
    let of = (*id, Action::HoldAppointments);
    conclude(command, of, if_match, body.said()?).await
}

/// Writes down that somebody told before that they would not come.
///
/// The hour is free for somebody else. What is told later than the day before asks for somebody who
/// acknowledges it (`appointment.late_notice`, `appointment.notice_days`).
#[utoipa::path(post, path = "/appointments/{appointment_id}/absence-notice",
    tag = "appointments", operation_id = "announce_absence",
    params(("appointment_id" = uuid::Uuid, Path, description = "The appointment.")),
    request_body = AbsenceNoticeRequest, responses((status = 200, body = AppointmentView)))]
async fn announce(
    command: Command,
    id: Path<AppointmentId>,
    if_match: IfMatch,
    Valid(body): Valid<AbsenceNoticeRequest>,
) -> Result<HttpResponse, Problem> {
    let of = (*id, Action::BookAppointments);
    conclude(command, of, if_match, body.said()?).await
}

/// Calls an appointment off.
///
/// For the person before it begins; whoever does not come later did not come. The service can say so
/// late.
#[utoipa::path(post, path = "/appointments/{appointment_id}/cancellation",
    tag = "appointments", operation_id = "cancel_appointment",
    params(("appointment_id" = uuid::Uuid, Path, description = "The appointment.")),
    request_body = AppointmentCancellationRequest,
    responses((status = 200, body = AppointmentView)))]
async fn cancel(
    command: Command,
    id: Path<AppointmentId>,
    if_match: IfMatch,
    Valid(body): Valid<AppointmentCancellationRequest>,
) -> Result<HttpResponse, Problem> {
    let (why, remark) = body.said()?;
    let of = (*id, Action::BookAppointments);
    step(command, of, if_match, move |tx, _, appointment| {
        let remark = remark.clone();
        let cancelled = tx.decide(|tx, now| appointment.cancel(tx.actor(), why, remark, now))??;
        appointments::save(tx, cancelled)
    })
    .await
}

/// Takes back that an appointment was called off, or that the person will not come.
///
/// Before it begins, and only while the counsellor, the person and the room are still free
/// (`slot_taken`). Hours, closures, caps, the person and the case are judged as at the booking.
#[utoipa::path(post, path = "/appointments/{appointment_id}/restoration",
    tag = "appointments", operation_id = "restore_appointment",
    params(("appointment_id" = uuid::Uuid, Path, description = "The appointment.")),
    request_body = AppointmentRestorationRequest,
    responses((status = 200, body = AppointmentView)))]
async fn restore(
    command: Command,
    id: Path<AppointmentId>,
    if_match: IfMatch,
    Valid(body): Valid<AppointmentRestorationRequest>,
) -> Result<HttpResponse, Problem> {
    let acknowledged = body.acknowledged();
    let of = (*id, Action::BookAppointments);
    step(command, of, if_match, move |tx, case, appointment| {
        let around = appointments::restoration(tx, &appointment, acknowledged.clone())?;
        let restored =
            tx.decide(|tx, now| appointment.restore(tx.actor(), case, around, now))??;
        appointments::save(tx, restored)
    })
    .await
}

/// Takes back what was said to have come of an appointment.
///
/// Once the hour has begun: an outcome, an absence, or that it was called off though the person came.
/// It is to be closed again. What was said stays readable, and whoever got the hour meanwhile keeps
/// it. After some days (`appointment.reopen_days`) it asks for somebody who acknowledges that.
#[utoipa::path(post, path = "/appointments/{appointment_id}/reopening",
    tag = "appointments", operation_id = "reopen_appointment",
    params(("appointment_id" = uuid::Uuid, Path, description = "The appointment.")),
    request_body = AppointmentReopeningRequest,
    responses((status = 200, body = AppointmentView)))]
async fn reopen(
    command: Command,
    id: Path<AppointmentId>,
    if_match: IfMatch,
    Valid(body): Valid<AppointmentReopeningRequest>,
) -> Result<HttpResponse, Problem> {
    let reopening = body.said()?;
    let of = (*id, Action::HoldAppointments);
    step(command, of, if_match, move |tx, case, appointment| {
        let reopening = reopening.clone();
        let reopened =
            tx.decide(|tx, now| appointment.reopen(tx.actor(), case, reopening, now))??;
        appointments::save(tx, reopened)
    })
    .await
}

/// Moves an appointment to another hour.
///
/// The answer is the new one, which names the old one; that stays as `moved`. The old hour is free at
/// once, so that an appointment is moved by a quarter of an hour as well. How both meet and for how
/// long stay as they were promised. Calendars take both for one entry.
#[utoipa::path(post, path = "/appointments/{appointment_id}/move", tag = "appointments",
    operation_id = "move_appointment",
    params(("appointment_id" = uuid::Uuid, Path, description = "The appointment.")),
    request_body = AppointmentMoveRequest, responses((status = 201, body = AppointmentView)))]
async fn shift(
    command: Command,
    id: Path<AppointmentId>,
    if_match: IfMatch,
    Valid(body): Valid<AppointmentMoveRequest>,
) -> Result<HttpResponse, Problem> {
    let (asked, reason, remark) = body.asked()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let old = appointments::lock(tx, *id, Action::BookAppointments)?;
            if_match.check(old.version)?;
            let service = services::get(tx, old.service)?;
            let whose = (Some(old.individual), Some(&service));
            let time = appointments::time(tx, asked.clone(), whose, Some(&old))?;
            let whom = appointments::whom(tx, &old)?;
            let case = appointments::case_of(tx, &old)?;
            let moved = tx.decide(|tx, now| {
                let (to, of) = ((time, &service), (whom, case.as_ref()));
                old.shift(tx.actor(), to, of, (reason, remark.clone()), now)
            })??;
            let new = appointments::save_moved(tx, moved)?;
            let location = links.to(address(new.id));
            let Tagged(version, view) = view(tx, new, case.as_ref(), language, &links)?;
            Ok(Created {
                location,
                version,
                view,
            })
        })
        .await
}

/// Mounts the routes of this file.
pub(super) fn routes(routes: &mut Routes) {
    let book = Access::To(Action::BookAppointments);
    let hold = Access::To(Action::HoldAppointments);
    routes
        .mount(__path_outcome, hold, outcome)
        .mount(__path_announce, book, announce)
        .mount(__path_cancel, book, cancel)
        .mount(__path_shift, book, shift)
        .mount(__path_restore, book, restore)
        .mount(__path_reopen, hold, reopen);
}
