//! Planning messages from what happened, in the order of the record: a fact is read once, and none
//! is missed, whatever process reads it.

use diesel::prelude::*;
use domain::appointments::AppointmentId;
use domain::event::FactKind;
use domain::kernel::Version;
use domain::messages::{Message, MessageKind, MessageStatus, planned};
use domain::rulebook::Moment;

use super::row::Row;
use crate::appointments;
use crate::backend::Conn;
use crate::columns::day;
use crate::error::Error;
use crate::events;
use crate::on_each;
use crate::schema::{event_seals, events as facts, message_cursors, messages};
use crate::services;
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// How many positions of the record one transaction reads.
const PIECE: i64 = 500;

/// The facts because of which somebody is told something.
const KINDS: [FactKind; 5] = [
    FactKind::AppointmentBooked,
    FactKind::AppointmentRestored,
    FactKind::AppointmentCancelled,
    FactKind::AppointmentMissed,
    FactKind::AppointmentReopened,
];

/// Whether something happened that was not read yet.
pub fn behind(tx: &mut Tx<'_>) -> Result<bool, Error> {
    let (last, _) = events::head(tx)?;
    Ok(position(tx)? < last)
}

fn position(tx: &mut Tx<'_>) -> Result<i64, Error> {
    let position = message_cursors::table
        .find(tx.org())
        .select(message_cursors::position)
        .first(tx.conn())
        .optional()?;
    Ok(position.unwrap_or(0))
}

/// The same, held until the end of the transaction.
fn held(tx: &mut Tx<'_>) -> Result<i64, Error> {
    let first = (
        message_cursors::organisation_id.eq(tx.org()),
        message_cursors::position.eq(0_i64),
    );
    let conn = tx.conn();
    // `ON CONFLICT` exists on the concrete engines only.
    on_each!(conn, |c| diesel::insert_into(message_cursors::table)
        .values(first)
        .on_conflict_do_nothing()
        .execute(c))?;
    let own = message_cursors::table.find(tx.org());
    // Row locks exist on PostgreSQL only; SQLite has one writer.
    if let Conn::Pg(c) = tx.conn() {
        let held = own.select(message_cursors::position).for_update();
        held.first::<i64>(c)?;
    }
    position(tx)
}

/// Passes over what happened until now: where no message can leave, nobody is told of it later.
pub fn pass_over(tx: &mut Tx<'_>) -> Result<(), Error> {
    held(tx)?;
    let (last, _) = events::head(tx)?;
    read_until(tx, last)
}

fn read_until(tx: &mut Tx<'_>, position: i64) -> Result<(), Error> {
    diesel::update(message_cursors::table.find(tx.org()))
        .set(message_cursors::position.eq(position))
        .execute(tx.conn())?;
    Ok(())
}

type Happened = (Uid, Instant, String, Uid);

/// Plans the messages of the next piece of the record, and says whether there is more.
pub fn plan(tx: &mut Tx<'_>) -> Result<bool, Error> {
    let from = held(tx)?;
    let (last, _) = events::head(tx)?;
    let until = last.min(from + PIECE);
    let happened: Vec<Happened> = event_seals::table
        .inner_join(
            facts::table.on(facts::organisation_id
                .eq(event_seals::organisation_id)
                .and(facts::id.eq(event_seals::event_id))),
        )
        .filter(event_seals::organisation_id.eq(tx.org()))
        .filter(event_seals::position.gt(from))
        .filter(event_seals::position.le(until))
        .filter(facts::kind.eq_any(KINDS.map(|kind| kind.to_string())))
        .order(event_seals::position)
        .select((facts::id, facts::at, facts::kind, facts::subject_id))
        .load(tx.conn())?;
    for fact in happened {
        plan_of(tx, fact)?;
    }
    read_until(tx, until)?;
    Ok(until < last)
}

/// Plans what is told because of one fact. Whose appointment is gone was erased.
fn plan_of(tx: &mut Tx<'_>, (cause, at, kind, subject): Happened) -> Result<(), Error> {
    let Some(appointment) = appointments::stored(tx, subject.into())? else {
        return Ok(());
    };
    let kind = kind.parse().map_err(|_| Error::Corrupt("fact"))?;
    let service = services::get(tx, appointment.service)?;
    let (book, chain) = (tx.rulebook()?, tx.actor().chain());
    let local = at.0.with_timezone(&tx.actor().zone).date_naive();
    let moment = Moment {
        now: at.into(),
        today: day(local)?,
        book: &book,
        chain: &chain,
    };
    for (kind, due_at) in planned(kind, &appointment, &service.terms, &moment) {
        if kind == MessageKind::Reminder && is_reminded(tx, appointment.id)? {
            continue;
        }
        let message = Message {
            id: tx.new_id(),
            kind,
            appointment: appointment.id,
            cause: cause.0,
            status: MessageStatus::Waiting,
            due_at,
            channel: None,
            attempts: 0,
            dropped: None,
            ended_at: None,
            version: Version::FIRST,
        };
        let row = Row::of(&message, tx.org(), tx.now().into());
        diesel::insert_into(messages::table)
            .values(&row)
            .execute(tx.conn())?;
    }
    Ok(())
}

/// Whether the person is reminded of an appointment, or was: who has an hour back is reminded once.
fn is_reminded(tx: &mut Tx<'_>, id: AppointmentId) -> Result<bool, Error> {
    let standing = [MessageStatus::Waiting, MessageStatus::Sent];
    let found: Option<Uid> = messages::table
        .filter(messages::organisation_id.eq(tx.org()))
        .filter(messages::appointment_id.eq(Uid::from(id)))
        .filter(messages::kind.eq(MessageKind::Reminder.to_string()))
        .filter(messages::status.eq_any(standing.map(|status| status.to_string())))
        .select(messages::id)
        .first(tx.conn())
        .optional()?;
    Ok(found.is_some())
}
