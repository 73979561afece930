//! What two records that become one make of appointments.

use diesel::prelude::*;
use domain::appointments::AppointmentStatus;
use domain::event::IndividualId;
use domain::kernel::Span;
use domain::services::ServiceId;

use super::{Row, holder};
use crate::backend::Conn;
use crate::cached::filled;
use crate::error::Error;
use crate::occupancy;
use crate::schema::appointments;
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// When the person of a record is expected, from now on.
pub(crate) fn expected(tx: &mut Tx<'_>, person: IndividualId) -> Result<Vec<Span>, Error> {
    let rows: Vec<(Instant, Instant)> = appointments::table
        .filter(appointments::organisation_id.eq(tx.org()))
        .filter(appointments::individual_id.eq(Uid::from(person)))
        .filter(appointments::status.eq(AppointmentStatus::Booked.to_string()))
        .filter(appointments::ends_at.gt(Instant::from(tx.now())))
        .order((appointments::starts_at, appointments::id))
        .select((appointments::starts_at, appointments::ends_at))
        .load(tx.conn())?;
    let span = |(starts, ends): (Instant, Instant)| Span::new(starts.into(), ends.into());
    rows.into_iter()
        .map(|row| span(row).map_err(|_| Error::Corrupt("span")))
        .collect()
}

/// Lets what is over of these records stand in nobody's way any more. Nothing runs when an hour is
/// over, so that whoever wants another one sees to it. The records are held, and no appointment of
/// theirs is yet: those that the transaction goes on to write are held with them, in the order in
/// which they are planned. Two who want the same ones wait for each other, and never each for the
/// other.
pub(crate) fn release_over(tx: &mut Tx<'_>, people: &[Uid], to_write: &[Uid]) -> Result<(), Error> {
    let over: Vec<Uid> = appointments::table
        .filter(appointments::organisation_id.eq(tx.org()))
        .filter(appointments::individual_id.eq_any(people.to_vec()))
        .filter(appointments::pending_key.is_not_null())
        .filter(appointments::ends_at.le(Instant::from(tx.now())))
        .order(appointments::id)
        .select(appointments::id)
        .load(tx.conn())?;
    hold(tx, over.iter().chain(to_write).copied())?;
    if over.is_empty() {
        return Ok(());
    }
    let over = appointments::table
        .filter(appointments::organisation_id.eq(tx.org()))
        .filter(appointments::id.eq_any(filled(over)));
    diesel::update(over)
        .set(appointments::pending_key.eq(None::<Uid>))
        .execute(tx.conn())?;
    Ok(())
}

/// Holds these appointments until the end of the transaction, in one order for everybody.
pub(super) fn hold(tx: &mut Tx<'_>, ids: impl IntoIterator<Item = Uid>) -> Result<(), Error> {
    let org = tx.org();
    // Row locks exist on PostgreSQL only; SQLite has one writer.
    if let Conn::Pg(c) = tx.conn() {
        appointments::table
            .filter(appointments::organisation_id.eq(org))
            .filter(appointments::id.eq_any(filled(ids)))
            .order(appointments::id)
            .select(appointments::id)
            .for_no_key_update()
            .load::<Uid>(c)?;
    }
    Ok(())
}

/// The services of which one appointment of the record is to come, and no second one.
pub(crate) fn pending(tx: &mut Tx<'_>, person: IndividualId) -> Result<Vec<ServiceId>, Error> {
    let rows: Vec<Uid> = appointments::table
        .filter(appointments::organisation_id.eq(tx.org()))
        .filter(appointments::individual_id.eq(Uid::from(person)))
        .filter(appointments::pending_key.is_not_null())
        .filter(appointments::ends_at.gt(Instant::from(tx.now())))
        .order(appointments::service_id)
        .select(appointments::service_id)
        .load(tx.conn())?;
    Ok(rows.into_iter().map(ServiceId::from).collect())
}

/// What of a person took the place of these appointments, one after another.
pub(crate) fn later_in_chains(
    tx: &mut Tx<'_>,
    these: &[Uid],
    person: IndividualId,
) -> Result<Vec<Uid>, Error> {
    let chains: Vec<Uid> = appointments::table
        .filter(appointments::organisation_id.eq(tx.org()))
        .filter(appointments::id.eq_any(these))
        .select(appointments::uid)
        .distinct()
        .load(tx.conn())?;
    Ok(appointments::table
        .filter(appointments::organisation_id.eq(tx.org()))
        .filter(appointments::uid.eq_any(chains))
        .filter(appointments::individual_id.eq(Uid::from(person)))
        .filter(appointments::id.ne_all(these))
        .order(appointments::id)
        .select(appointments::id)
        .load(tx.conn())?)
}

/// Has these appointments take the time of the record to which they belong by now.
pub(crate) fn repoint(tx: &mut Tx<'_>, ids: &[Uid], person: Uid) -> Result<(), Error> {
    let rows: Vec<Row> = appointments::table
        .filter(appointments::organisation_id.eq(tx.org()))
        .filter(appointments::individual_id.eq(person))
        .filter(appointments::id.eq_any(ids.to_vec()))
        .order(appointments::id)
        .select(Row::as_select())
        .load(tx.conn())?;
    let mut holders = Vec::new();
    for row in &rows {
        let appointment = row.appointment()?;
        if appointment.occupies() {
            holders.push((holder(row.id), appointment.span));
        }
    }
    occupancy::repoint(tx, person, &holders)
}
