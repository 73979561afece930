//! Who is told no reminders.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::event::IndividualId;
use domain::messages::MessagePause;
use domain::policy::Action;
use persistence::individuals::sections;
use persistence::{Error, messages};

use super::views::{ReminderPauseRequest, ReminderPauseView};
use crate::http::{
    Access, Command, Created, IfMatch, Problem, Query, Routes, Tagged, Valid, Written,
};

/// Shows whether a person is told no reminders; 404 as long as nobody said so.
#[utoipa::path(get, path = "/individuals/{individual_id}/reminder-pause", tag = "messages",
    operation_id = "reminder_pause",
    params(("individual_id" = uuid::Uuid, Path, description = "The person.")),
    responses((status = 200, body = ReminderPauseView)))]
async fn show(query: Query, id: Path<IndividualId>) -> Result<HttpResponse, Problem> {
    query
        .run(move |tx| {
            let person = sections::all(tx, *id, Action::ReadIndividual)?;
            tx.record_access(
                Action::ReadIndividual,
                "reminder_pause",
                Some(person.id()),
                None,
            );
            let pause = messages::pause(tx, person.id())?.ok_or(Error::NotFound)?;
            Ok(Tagged(pause.version, ReminderPauseView::of(&pause)))
        })
        .await
}

/// Lets the reminders of a person rest, or go on again.
///
/// Confirmations, moves, cancellations and absences are told nevertheless: they spare somebody the
/// way, or may have consequences. The first time with `If-None-Match: *`.
#[utoipa::path(put, path = "/individuals/{individual_id}/reminder-pause", tag = "messages",
    operation_id = "set_reminder_pause",
    params(("individual_id" = uuid::Uuid, Path, description = "The person.")),
    request_body = ReminderPauseRequest,
    responses((status = 200, body = ReminderPauseView), (status = 201, body = ReminderPauseView)))]
async fn set(
    command: Command,
    id: Path<IndividualId>,
    if_match: IfMatch,
    Valid(body): Valid<ReminderPauseRequest>,
) -> Result<HttpResponse, Problem> {
    let (terms, links) = (body.terms()?, command.links());
    command
        .run(move |tx| {
            let person = sections::all(tx, *id, Action::EditIndividual)?.id();
            let before = messages::pause(tx, person)?;
            if_match.check_first(before.as_ref().map(|before| before.version))?;
            let by = (tx.actor(), tx.day()?);
            let said = MessagePause::say(before.as_ref(), person, terms, by)?;
            let pause = messages::save_pause(tx, said)?;
            let view = ReminderPauseView::of(&pause);
            Ok(match before {
                Some(_) => Written::Again(Tagged(pause.version, view)),
                None => Written::First(Created {
                    location: links.to(format_args!("/individuals/{person}/reminder-pause")),
                    version: pause.version,
                    view,
                }),
            })
        })
        .await
}

pub(super) fn routes(routes: &mut Routes) {
    routes
        .mount(__path_show, Access::To(Action::ReadIndividual), show)
        .mount(__path_set, Access::To(Action::EditIndividual), set);
}
