//! What people are told of their appointments: what was sent, in which words, and who is not
//! reminded.

mod pauses;
mod texts;
mod views;

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::appointments::AppointmentId;
use domain::policy::Action;
use persistence::appointments;
use persistence::messages::{self, Item};

use crate::http::list::NoFilter;
use crate::http::{Access, List, ListOf, Problem, Query, Routes};
use views::MessageRow;

/// A page of messages.
type Messages = ListOf<MessageRow>;

/// Lists the messages about an appointment, the first planned first.
///
/// What is `waiting` is sent from `due_at` on, if it still stands then; until then a mistake can be
/// taken back and nobody hears of it. What is `failed` no gateway took: call the person.
#[utoipa::path(get, path = "/appointments/{appointment_id}/messages", tag = "messages",
    operation_id = "appointment_messages",
    params(("appointment_id" = uuid::Uuid, Path, description = "The appointment.")),
    responses((status = 200, body = Messages)))]
async fn list(
    query: Query,
    id: Path<AppointmentId>,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let paged = query
        .read(move |tx| {
            let appointment = appointments::get(tx, *id, Action::ReadAppointments)?;
            let (individual, of) = (Some(appointment.individual), appointment.case);
            tx.record_access(Action::ReadAppointments, "messages", individual, of);
            messages::list(tx, appointment.id, &page)
        })
        .await?;
    let key = |item: &Item| item.message.id;
    list.answer(paged, key, MessageRow::of)?.respond()
}

/// Mounts the routes of this capability.
pub fn routes(routes: &mut Routes) {
    routes.mount(__path_list, Access::To(Action::ReadAppointments), list);
    texts::routes(routes);
    pauses::routes(routes);
}
