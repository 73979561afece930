//! Messages that are due. Nothing is sent inside a transaction: a process takes one, hands it over,
//! and says what came of it.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use domain::actor::OrganisationId;
use domain::appointments::AppointmentId;
use domain::individuals::contacts::Contacts;
use domain::kernel::Changed;
use domain::messages::{Dropped, Expected, Known, Message, MessageId, MessageKind, Now};
use domain::services::{MessageChannel, Service};

use super::pauses;
use super::row::Row;
use crate::appointments::{self, Item};
use crate::cached;
use crate::columns::parsed;
use crate::error::Error;
use crate::individuals;
use crate::names;
use crate::schema::messages;
use crate::services;
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// For how long whoever took a message may be busy with it before somebody else takes it.
const LEASE: TimeDelta = TimeDelta::minutes(2);
/// The shortest and the longest pause between two tries.
const PAUSES: (TimeDelta, TimeDelta) = (TimeDelta::seconds(30), TimeDelta::hours(1));

/// A message that was taken to be sent, with all that it tells of.
#[derive(Clone)]
pub struct Ready {
    /// The message.
    pub message: Message,
    /// What it is told as.
    pub worded: MessageKind,
    /// Whose the appointment is.
    pub expected: Expected,
    /// The appointment, with those whom it names.
    pub item: Item,
    /// Its service.
    pub service: Service,
    /// How the person is reached.
    pub contacts: Contacts,
}

/// It tells of a person: it never shows up in a debug print.
impl std::fmt::Debug for Ready {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Ready({:?}, ***)", self.message.id)
    }
}

/// Those that wait: in the words of the index that holds them, as an engine cannot tell of a
/// parameter that it fits.
fn waiting() -> SqlLiteral<Bool> {
    sql("messages.status = 'waiting'")
}

/// The messages of all organisations that are due, the oldest first. This is the worker's.
pub fn due(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<(OrganisationId, MessageId)>, Error> {
    let rows: Vec<(Uid, Uid)> = messages::table
        .filter(waiting())
        .filter(messages::due_at.le(Instant(tx.now())))
        .order((messages::due_at, messages::organisation_id, messages::id))
        .limit(limit)
        .select((messages::organisation_id, messages::id))
        .load(tx.conn())?;
    let rows = rows.into_iter();
    Ok(rows.map(|(org, id)| (org.into(), id.into())).collect())
}

/// Takes a message that is due for two minutes: of two processes, one sends it. One that tells what
/// is not so any more, or what the person knows, is dropped and not given.
pub fn take(tx: &mut Tx<'_>, id: MessageId) -> Result<Option<Ready>, Error> {
    let free = messages::table
        .find((tx.org(), Uid::from(id)))
        .filter(waiting())
        .filter(messages::due_at.le(Instant(tx.now())));
    let update = diesel::update(free)
        .set((
            messages::attempts.eq(messages::attempts + 1),
            messages::due_at.eq(Instant(tx.now() + LEASE)),
        ))
        .returning(messages::version);
    if cached::changed::<_, i64>(update, tx.conn())?.is_none() {
        return Ok(None);
    }
    let row: Row = messages::table
        .find((tx.org(), Uid::from(id)))
        .select(Row::as_select())
        .first(tx.conn())?;
    let message = row.message()?;
    let stored = appointments::stored(tx, message.appointment)?;
    let appointment = stored.ok_or(Error::Corrupt("message without appointment"))?;
    // Nobody merges the record between what is judged and what is recorded of it.
    let person = names::person_of_record(tx, appointment.individual)?;
    if person.id != appointment.individual {
        return Err(Error::Overtaken);
    }
    let expected = Expected {
        appointment: appointment.id,
        individual: appointment.individual,
        case: appointment.case,
        office: appointment.place.office,
    };
    let known = Known {
        last: last_told(tx, appointment.id)?,
        of_previous: match appointment.previous {
            Some(previous) => last_told(tx, previous)?,
            None => None,
        },
    };
    let today = tx.day()?;
    let now = Now {
        at: tx.now(),
        is_paused: pauses::holds(tx, appointment.individual, today)?,
        is_dead: appointments::whom(tx, &appointment)?.is_dead,
    };
    if let Some(why) = message.kind.dropped(&appointment, known, now) {
        let dropped = message.drop_it(why, &expected, tx.now())?;
        end(tx, dropped, None)?;
        return Ok(None);
    }
    let service = services::get(tx, appointment.service)?;
    let contacts = contacts(tx, &expected)?;
    Ok(Some(Ready {
        worded: message.kind.worded(known),
        message,
        expected,
        item: appointments::item(tx, appointment)?,
        service,
        contacts,
    }))
}

/// The last message about an appointment that was sent, reminders aside.
fn last_told(tx: &mut Tx<'_>, id: AppointmentId) -> Result<Option<MessageKind>, Error> {
    let last: Option<String> = messages::table
        .filter(messages::organisation_id.eq(tx.org()))
        .filter(messages::appointment_id.eq(Uid::from(id)))
        .filter(messages::status.eq("sent"))
        .filter(messages::kind.ne(MessageKind::Reminder.to_string()))
        .order((messages::ended_at.desc(), messages::id.desc()))
        .select(messages::kind)
        .first(tx.conn())
        .optional()?;
    last.map(|kind| parsed(&kind, "message kind")).transpose()
}

fn contacts(tx: &mut Tx<'_>, expected: &Expected) -> Result<Contacts, Error> {
    let id = Uid::from(expected.individual);
    let mut all = individuals::sections::contents::<Contacts>(tx, vec![id])?;
    Ok(all.remove(&id).unwrap_or_default())
}

/// Saves that the gateway took it, with what was handed over.
pub fn sent(
    tx: &mut Tx<'_>,
    ready: &Ready,
    channel: MessageChannel,
    said: (&str, &str),
) -> Result<(), Error> {
    let message = ready.message.clone();
    let sent = message.sent(channel, &ready.expected, tx.now())?;
    end(tx, sent, Some(said))
}

/// Saves that it is not sent after all.
pub fn dropped(tx: &mut Tx<'_>, ready: &Ready, why: Dropped) -> Result<(), Error> {
    let message = ready.message.clone();
    let dropped = message.drop_it(why, &ready.expected, tx.now())?;
    end(tx, dropped, None)
}

/// Saves that no gateway takes it.
pub fn failed(tx: &mut Tx<'_>, ready: &Ready) -> Result<(), Error> {
    let failed = ready.message.clone().fail(&ready.expected, tx.now())?;
    end(tx, failed, None)
}

/// It is tried again, twice as long after each try, or given up.
pub fn later(tx: &mut Tx<'_>, ready: &Ready) -> Result<(), Error> {
    if ready.message.is_given_up() {
        return failed(tx, ready);
    }
    let next: DateTime<Utc> = tx.now() + pause(ready.message.attempts);
    let own = messages::table
        .find((tx.org(), Uid::from(ready.message.id)))
        .filter(messages::version.eq(ready.message.version.0));
    diesel::update(own)
        .set(messages::due_at.eq(Instant(next)))
        .execute(tx.conn())?;
    Ok(())
}

fn pause(attempts: i64) -> TimeDelta {
    let (shortest, longest) = PAUSES;
    let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(16);
    (shortest * 2_i32.pow(doublings)).min(longest)
}

fn end(
    tx: &mut Tx<'_>,
    changed: Changed<Message>,
    said: Option<(&str, &str)>,
) -> Result<(), Error> {
    let message = tx.record(changed);
    let own = messages::table
        .find((tx.org(), Uid::from(message.id)))
        .filter(messages::version.eq(message.version.0));
    let update = diesel::update(own)
        .set((
            messages::status.eq(message.status.to_string()),
            messages::channel.eq(message.channel.map(|channel| channel.to_string())),
            messages::dropped.eq(message.dropped.map(|why| why.to_string())),
            messages::subject.eq(said.map(|(subject, _)| subject.to_owned())),
            messages::body.eq(said.map(|(_, body)| body.to_owned())),
            messages::ended_at.eq(message.ended_at.map(Instant)),
            messages::version.eq(message.version.next().0),
        ))
        .returning(messages::version);
    cached::still::<_, i64>(update, tx.conn())?;
    Ok(())
}
