//! Who is told no reminders.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::event::IndividualId;
use domain::kernel::Version;
use domain::messages::MessagePause;
use domain::policy::Action;
use persistence::individuals::sections;
use persistence::messages;

use super::views::{ReminderPauseRequest, ReminderPauseView};
use crate::http::{Access, Command, IfMatch, Problem, Query, Routes, Tagged, Valid};

/// Shows whether a person is told no reminders.
#[utoipa::path(get, path = "/individuals/{individual_id}/reminder-pause", tag = "messages",
    operation_id = "reminder_pause",
    params(("individual_id" = uuid::Uuid, Path, description = "The person.")),
    responses((status = 200, body = ReminderPauseView)))]
async fn show(query: Query, id: Path<IndividualId>) -> Result<HttpResponse, Problem> {
    query
        .run(move |tx| {
            let person = sections::all(tx, *id, Action::ReadIndividual)?.id();
            tx.record_access(Action::ReadIndividual, "reminder_pause", Some(person), None);
            let pause = messages::pause(tx, person)?;
            let view = ReminderPauseView::of(pause.as_ref());
            Ok(Tagged(said(pause.as_ref()), view))
        })
        .await
}

/// How often somebody said something: whoever nobody spoke of is reminded, in version 0.
fn said(pause: Option<&MessagePause>) -> Version {
    pause.map_or(Version(0), |pause| pause.version)
}

/// Lets the reminders of a person rest, or go on again.
///
/// Confirmations, moves, cancellations and absences are told nevertheless: they spare somebody the
/// way, or may have consequences.
#[utoipa::path(put, path = "/individuals/{individual_id}/reminder-pause", tag = "messages",
    operation_id = "set_reminder_pause",
    params(("individual_id" = uuid::Uuid, Path, description = "The person.")),
    request_body = ReminderPauseRequest, responses((status = 200, body = ReminderPauseView)))]
async fn set(
    command: Command,
    id: Path<IndividualId>,
    if_match: IfMatch,
    Valid(body): Valid<ReminderPauseRequest>,
) -> Result<HttpResponse, Problem> {
    let terms = body.terms()?;
    command
        .run(move |tx| {
            let person = sections::all(tx, *id, Action::EditIndividual)?.id();
            let before = messages::pause(tx, person)?;
            if_match.check(said(before.as_ref()))?;
            let by = (tx.actor(), tx.day()?);
            let pause = MessagePause::say(before.as_ref(), person, terms, by)?;
            let pause = messages::save_pause(tx, pause)?;
            Ok(Tagged(pause.version, ReminderPauseView::of(Some(&pause))))
        })
        .await
}

pub(super) fn routes(routes: &mut Routes) {
    routes
        .mount(__path_show, Access::To(Action::ReadIndividual), show)
        .mount(__path_set, Access::To(Action::EditIndividual), set);
}
