//! Letters to those who are expected.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::appointments::AppointmentId;
use domain::documents::{DocumentId, Origin};
use domain::policy::Action;
use persistence::{Error, Tx, appointments};

use super::views::{DocumentView, LetterRequest};
use super::{DocumentBytes, Documents, Read, accepted, recorded};
use crate::documents::letter;
use crate::http::list::NoFilter;
use crate::http::{Access, Command, List, Problem, Query, Routes, Valid};

fn below(id: AppointmentId) -> String {
    format!("/appointments/{id}/letters")
}

/// The appointment that the actor reads.
fn read(id: AppointmentId, resource: &'static str) -> impl Read {
    move |tx: &mut Tx<'_>| -> Result<Origin, Error> {
        let appointment = appointments::get(tx, id, Action::ReadAppointments)?;
        let origin = Origin::appointment(&appointment);
        recorded(tx, Action::ReadAppointments, resource, &origin);
        Ok(origin)
    }
}

/// Orders a letter that tells somebody when and where to come.
///
/// It tells of this appointment as it is booked now, and nothing that the staff wrote about it. The
/// answer comes at once; the file is made within seconds, and `file` says where it is. 409: nobody
/// is to come any more, or the hour has begun.
#[utoipa::path(post, path = "/appointments/{appointment_id}/letters", tag = "documents",
    operation_id = "write_appointment_letter",
    params(("appointment_id" = uuid::Uuid, Path, description = "The appointment.")),
    request_body = LetterRequest, responses((status = 202, body = DocumentView)))]
async fn order(
    command: Command,
    id: Path<AppointmentId>,
    Valid(body): Valid<LetterRequest>,
) -> Result<HttpResponse, Problem> {
    let (links, language) = (command.links(), body.asked()?);
    command
        .run(move |tx| {
            let appointment = appointments::lock(tx, *id, Action::BookAppointments)?;
            let item = letter::order(tx, appointment, language)?;
            Ok(accepted(item, &below(*id), &links))
        })
        .await
}

/// Lists the letters about an appointment, the last ordered first.
#[utoipa::path(get, path = "/appointments/{appointment_id}/letters", tag = "documents",
    operation_id = "appointment_letters",
    params(("appointment_id" = uuid::Uuid, Path, description = "The appointment.")),
    responses((status = 200, body = Documents)))]
async fn list(
    query: Query,
    id: Path<AppointmentId>,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    super::list(query, list, below(*id), read(*id, "documents")).await
}

/// Shows a letter about an appointment: where it stands, and its file.
#[utoipa::path(get, path = "/appointments/{appointment_id}/letters/{letter_id}",
    tag = "documents", operation_id = "appointment_letter",
    params(("appointment_id" = uuid::Uuid, Path, description = "The appointment."),
        ("letter_id" = uuid::Uuid, Path, description = "The letter.")),
    responses((status = 200, body = DocumentView)))]
async fn show(
    query: Query,
    path: Path<(AppointmentId, DocumentId)>,
) -> Result<HttpResponse, Problem> {
    let (id, letter) = *path;
    super::show(query, letter, below(id), read(id, "document")).await
}

/// Hands out the file of a letter about an appointment.
///
/// It never changes.
#[utoipa::path(get, path = "/appointments/{appointment_id}/letters/{letter_id}/file",
    tag = "documents", operation_id = "appointment_letter_file",
    params(("appointment_id" = uuid::Uuid, Path, description = "The appointment."),
        ("letter_id" = uuid::Uuid, Path, description = "The letter.")),
    responses((status = 200, body = DocumentBytes, content_type = "application/pdf"),
        (status = 409, description = "It is not made yet, or cannot be made.")))]
async fn file(
    query: Query,
    path: Path<(AppointmentId, DocumentId)>,
) -> Result<HttpResponse, Problem> {
    let (id, letter) = *path;
    super::file(query, letter, read(id, "document")).await
}

pub(super) fn routes(routes: &mut Routes) {
    let read = Access::To(Action::ReadAppointments);
    routes
        .mount(__path_order, Access::To(Action::BookAppointments), order)
        .mount(__path_list, read, list)
        .mount(__path_show, read, show)
        .mount(__path_file, read, file);
}
