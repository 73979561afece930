//! Calendars: an appointment as a file, and the hours of a colleague at a secret address.
//!
//! The secret stands in the query and not in the path: the path then names the calendar and nothing
//! else, and a proxy that logs paths logs no secret. Our own logs hold patterns of routes. Programs
//! that follow a calendar send no header, so that it has no other place to be; it opens nothing but
//! this calendar, which names nobody.

use std::fmt;

use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use domain::actor::{Actor, OrganisationId, StaffId};
use domain::appointments::AppointmentId;
use domain::calendars::{CalendarAddress, DAYS_AHEAD, DAYS_BACK};
use domain::cases::Colleague;
use domain::kernel::{ClockTime, Day};
use domain::policy::{Action, Reach};
use persistence::{Answer, Error, Tx, appointments, availabilities, calendars, organisations};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use validator::Validate;

use crate::calendar::{Reader, written};
use crate::hex::hex;
use crate::http::doorway::{Guest, conditional};
use crate::http::wire::{AppointmentIdField, StaffIdField};
use crate::http::{
    Access, Command, Created, Done, IfMatch, Links, Params, Problem, ProblemCode, Query, Routes,
    SelfLink, Tagged,
};
use crate::identity::secret::RefreshToken;
use crate::texts::Language;

/// What opens a calendar.
#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct CalendarKey {
    #[validate(length(max = 100))]
    key: String,
}

/// The key is a secret.
impl fmt::Debug for CalendarKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CalendarKey(***)")
    }
}

/// The address of a colleague's calendar.
#[derive(Serialize, ToSchema)]
pub(super) struct CalendarAddressView {
    /// Whose calendar.
    staff_id: StaffIdField,
    /// How often the address was issued or revoked.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// Since when it is good.
    issued_at: DateTime<Utc>,
    /// When a program last asked there, to the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    used_at: Option<DateTime<Utc>>,
    /// The address itself: told once, to the colleague who asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "uri", max_length = 2048)]
    address: Option<String>,
    /// Where this is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

/// The address opens a calendar.
impl fmt::Debug for CalendarAddressView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CalendarAddressView(***)")
    }
}

impl CalendarAddressView {
    fn of(address: &CalendarAddress, secret: Option<String>, links: &Links) -> Self {
        Self {
            staff_id: address.staff.into(),
            version: address.version.0,
            issued_at: address.issued_at,
            used_at: address.used_at,
            address: secret,
            links: links.of(place(address.staff)),
        }
    }
}

fn place(staff: StaffId) -> String {
    format!("/counsellors/{staff}/calendar-address")
}

/// The file as an answer, or 304 when the reader has it.
fn file(request: &HttpRequest, text: String, language: Language) -> Result<HttpResponse, Problem> {
    let body = text.into_bytes();
    let answer = Answer {
        status: 200,
        etag: Some(format!("\"{}\"", hex(&Sha256::digest(&body)))),
        location: None,
        body,
        replayed: false,
    };
    let mut response = conditional(request, answer)?;
    let headers = response.headers_mut();
    if headers.contains_key(header::CONTENT_TYPE) {
        let kind = HeaderValue::from_static("text/calendar; charset=utf-8");
        headers.insert(header::CONTENT_TYPE, kind);
        let language = HeaderValue::from_static(language.tag());
        headers.insert(header::CONTENT_LANGUAGE, language);
    }
    Ok(response)
}

/// Hands out an appointment as an entry for a calendar.
///
/// It says which service, when and where, and never with whom. A moved appointment gives the entry of
/// the one that took its place, under the same `UID` with the next `SEQUENCE`; one that was called off
/// is `CANCELLED`.
#[utoipa::path(get, path = "/appointments/{appointment_id}/calendar", tag = "appointments",
    operation_id = "appointment_calendar",
    params(("appointment_id" = AppointmentIdField, Path, description = "The appointment.")),
    responses((status = 200, content((String = "text/calendar")))))]
async fn appointment(query: Query, id: Path<AppointmentId>) -> Result<HttpResponse, Problem> {
    let reader = Reader {
        language: query.language(),
        zone: query.actor().zone,
        links: query.links(),
    };
    let entry = query
        .read(move |tx| {
            let appointment = appointments::get(tx, *id, Action::ReadAppointments)?;
            let (individual, of) = (Some(appointment.individual), appointment.case);
            tx.record_access(Action::ReadAppointments, "appointment", individual, of);
            appointments::entry(tx, appointment)
        })
        .await?;
    let text = written(&[entry], &reader);
    file(query.request(), text, reader.language)
}

/// Tells whether a colleague's calendar has an address, since when, and when it was last used.
///
/// To the colleague, and to whoever keeps the hours of the colleague. The address itself is told
/// once, when it is issued.
#[utoipa::path(get, path = "/counsellors/{staff_id}/calendar-address", tag = "availabilities",
    operation_id = "calendar_address",
    params(("staff_id" = StaffIdField, Path, description = "The colleague.")),
    responses((status = 200, body = CalendarAddressView)))]
async fn show(query: Query, staff: Path<StaffId>) -> Result<HttpResponse, Problem> {
    let links = query.links();
    query
        .run(move |tx| {
            availabilities::kept(tx, *staff)?;
            let address = calendars::get(tx, *staff)?;
            let view = CalendarAddressView::of(&address, None, &links);
            Ok(Tagged(address.version, view))
        })
        .await
}

/// Issues a secret address at which the own calendar is found.
///
/// For oneself only. The answer shows the address once; one before it is good no more. Whoever has it
/// sees when the colleague receives people, and for what, and nobody's name: it is pasted into the
/// program that shall follow the calendar, and goes to nobody else.
#[utoipa::path(post, path = "/counsellors/{staff_id}/calendar-address", tag = "availabilities",
    operation_id = "issue_calendar_address",
    params(("staff_id" = StaffIdField, Path, description = "The own account.")),
    responses((status = 201, body = CalendarAddressView)))]
async fn issue(command: Command, staff: Path<StaffId>) -> Result<HttpResponse, Problem> {
    let secret = RefreshToken::generate().map_err(|_| Problem::of(ProblemCode::Internal))?;
    let digest = *secret.digest().as_bytes();
    let links = command.links();
    let key = secret.expose();
    let calendar = format!("/counsellors/{staff}/calendar?key={}", *key);
    let calendar = links.to(calendar);
    command
        .run(move |tx| {
            let colleague = own(tx, *staff)?;
            let before = calendars::version(tx, *staff)?;
            let now = tx.now();
            let issued = CalendarAddress::issue(&colleague, before, tx.actor(), now)?;
            let address = calendars::issue(tx, issued, before, &digest)?;
            Ok(Created {
                location: links.to(place(*staff)),
                version: address.version,
                view: CalendarAddressView::of(&address, Some(calendar.clone()), &links),
            })
        })
        .await
}

/// The own account; that of anybody else is not there.
fn own(tx: &mut Tx<'_>, staff: StaffId) -> Result<Colleague, Error> {
    if tx.actor().staff() == Some(staff) {
        availabilities::colleague(tx, staff)
    } else {
        Err(Error::NotFound)
    }
}

/// Revokes the address of a colleague's calendar: whoever asks there finds nothing any more.
#[utoipa::path(delete, path = "/counsellors/{staff_id}/calendar-address", tag = "availabilities",
    operation_id = "revoke_calendar_address",
    params(("staff_id" = StaffIdField, Path, description = "The colleague.")),
    responses((status = 204)))]
async fn revoke(
    command: Command,
    staff: Path<StaffId>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    command
        .run(move |tx| {
            let colleague = availabilities::kept(tx, *staff)?;
            let address = calendars::get(tx, *staff)?;
            if_match.check(address.version)?;
            let revoked = address.revoke(&colleague, tx.actor())?;
            calendars::revoke(tx, revoked)?;
            Ok(Done)
        })
        .await
}

/// Hands out the calendar of a colleague to whoever has its address.
///
/// The appointments of the last 30 days and of the next 180, as a file that calendar programs follow;
/// with the tag of the last one, 304 as long as nothing changed. It names nobody. A wrong address, one
/// that was revoked and one of an account that is disabled are not there.
#[utoipa::path(get, path = "/counsellors/{staff_id}/calendar", tag = "availabilities",
    operation_id = "counsellor_calendar",
    params(("staff_id" = StaffIdField, Path, description = "The colleague."),
        ("key" = String, Query, description = "The secret of the address.", max_length = 100,
            pattern = "^[A-Za-z0-9_-]{1,100}$",
            example = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")),
    responses((status = 200, content((String = "text/calendar")))))]
async fn calendar(
    guest: Guest,
    staff: Path<StaffId>,
    Params(asked): Params<CalendarKey>,
) -> Result<HttpResponse, Problem> {
    let unknown = || Problem::of(ProblemCode::NotFound);
    let secret: RefreshToken = asked.key.parse().map_err(|_| unknown())?;
    let digest = *secret.digest().as_bytes();
    let opened = guest.read(move |tx| calendars::opened(tx, &digest)).await?;
    let (organisation, owner) = opened.filter(|(_, of)| *of == *staff).ok_or_else(unknown)?;
    let (text, is_to_note) = follow(&guest, organisation, owner).await?;
    if is_to_note {
        let actor = Actor::anonymous(organisation);
        // Who cannot write now still reads; the next one notes it.
        let noted = guest.write(actor, move |tx| calendars::note(tx, owner));
        noted.await.ok();
    }
    file(guest.request(), text, guest.language())
}

/// The calendar, and whether its use is to be noted. No access is recorded: the calendar names nobody
/// of whom somebody could learn something.
async fn follow(
    guest: &Guest,
    organisation: OrganisationId,
    owner: StaffId,
) -> Result<(String, bool), Problem> {
    let (language, links) = (guest.language(), guest.links());
    let read = guest.read_as(Actor::anonymous(organisation), move |tx| {
        let colleague = availabilities::colleague(tx, owner)?;
        let receives =
            |role: &domain::actor::Role| role.reach(Action::ManageAvailability) != Reach::Never;
        if colleague.disabled || !colleague.roles.iter().any(receives) {
            return Err(Error::NotFound);
        }
        let address = calendars::get(tx, owner)?;
        let reader = Reader {
            language,
            zone: organisations::get(tx)?.zone,
            links: links.clone(),
        };
        let entries = match window(tx.now(), reader.zone) {
            Some(window) => appointments::of_calendar(tx, owner, window)?,
            None => vec![],
        };
        let is_to_note = calendars::is_to_note(&address, tx.now());
        Ok((written(&entries, &reader), is_to_note))
    });
    read.await
}

/// From when until when a calendar shows appointments: whole days, so that it changes with them.
fn window(now: DateTime<Utc>, zone: chrono_tz::Tz) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let today = Day::at(now, zone).ok()?;
    let midnight = ClockTime::of_minute(0).ok()?;
    let back = chrono::Days::new(DAYS_BACK.into());
    let first = chrono::NaiveDate::from(today).checked_sub_days(back)?;
    let last = today.add_days(DAYS_AHEAD + 1).ok()?;
    let first = midnight.begin(Day::new(first).ok()?, zone)?;
    Some((first, midnight.begin(last, zone)?))
}

/// Mounts the routes of this capability.
pub fn routes(routes: &mut Routes) {
    let keep = Access::To(Action::ManageAvailability);
    let read = Access::To(Action::ReadAppointments);
    routes
        .mount(__path_appointment, read, appointment)
        .mount(__path_show, keep, show)
        .mount(__path_issue, keep, issue)
        .mount(__path_revoke, keep, revoke)
        .mount(__path_calendar, Access::Public, calendar);
}
