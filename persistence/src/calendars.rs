//! Addresses of calendars; of the secrets in them only digests are kept.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use domain::actor::{OrganisationId, StaffId};
use domain::calendars::CalendarAddress;
use domain::kernel::{Changed, Version};

use crate::cached;
use crate::error::Error;
use crate::schema::calendar_addresses;
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// Digest of the secret in an address.
pub type Digest = [u8; 32];

/// How long a use that was noted stands for those after it: a program asks all day, and each note
/// is a write.
const NOTED: TimeDelta = TimeDelta::days(1);

#[derive(Queryable, Selectable)]
#[diesel(table_name = calendar_addresses)]
struct Row {
    staff_id: Uid,
    issued_at: Instant,
    used_at: Option<Instant>,
    version: i64,
}

/// The version of what is stored of a colleague, also of an address that was revoked.
pub fn version(tx: &mut Tx<'_>, staff: StaffId) -> Result<Option<Version>, Error> {
    let version: Option<i64> = calendar_addresses::table
        .find((tx.org(), Uid::from(staff)))
        .select(calendar_addresses::version)
        .first(tx.conn())
        .optional()?;
    Ok(version.map(Version))
}

/// The address of a colleague's calendar that is good now.
pub fn get(tx: &mut Tx<'_>, staff: StaffId) -> Result<CalendarAddress, Error> {
    let row: Row = calendar_addresses::table
        .find((tx.org(), Uid::from(staff)))
        .filter(calendar_addresses::digest.is_not_null())
        .select(Row::as_select())
        .first(tx.conn())?;
    Ok(CalendarAddress {
        staff: row.staff_id.into(),
        issued_at: row.issued_at.into(),
        used_at: row.used_at.map(DateTime::<Utc>::from),
        version: Version(row.version),
    })
}

/// Stores a new address in the place of the one whose version was read, if there was one. Of two at
/// once the second begins anew.
pub fn issue(
    tx: &mut Tx<'_>,
    changed: Changed<CalendarAddress>,
    before: Option<Version>,
    digest: &Digest,
) -> Result<CalendarAddress, Error> {
    let address = tx.record(changed);
    let Some(before) = before else {
        return first(tx, address, digest);
    };
    let key = calendar_addresses::table.find((tx.org(), Uid::from(address.staff)));
    let update = diesel::update(key.filter(calendar_addresses::version.eq(before.0)))
        .set((
            calendar_addresses::digest.eq(Some(digest.to_vec())),
            calendar_addresses::issued_at.eq(Instant::from(address.issued_at)),
            calendar_addresses::used_at.eq(None::<Instant>),
            calendar_addresses::version.eq(before.next().0),
        ))
        .returning(calendar_addresses::version);
    let version: Option<i64> = cached::changed(update, tx.conn())?;
    let version = Version(version.ok_or(Error::Overtaken)?);
    Ok(CalendarAddress { version, ..address })
}

fn first(
    tx: &mut Tx<'_>,
    address: CalendarAddress,
    digest: &Digest,
) -> Result<CalendarAddress, Error> {
    diesel::insert_into(calendar_addresses::table)
        .values((
            calendar_addresses::organisation_id.eq(tx.org()),
            calendar_addresses::staff_id.eq(Uid::from(address.staff)),
            calendar_addresses::digest.eq(Some(digest.to_vec())),
            calendar_addresses::issued_at.eq(Instant::from(address.issued_at)),
            calendar_addresses::version.eq(address.version.0),
        ))
        .execute(tx.conn())
        .map_err(|error| match Error::from(error) {
            Error::Taken => Error::Overtaken,
            other => other,
        })?;
    Ok(address)
}

/// Revokes the address; stale when it is no longer the one that was read.
pub fn revoke(tx: &mut Tx<'_>, changed: Changed<CalendarAddress>) -> Result<(), Error> {
    let address = tx.record(changed);
    let key = calendar_addresses::table.find((tx.org(), Uid::from(address.staff)));
    let update = diesel::update(key.filter(calendar_addresses::version.eq(address.version.0)))
        .set((
            calendar_addresses::digest.eq(None::<Vec<u8>>),
            calendar_addresses::version.eq(address.version.next().0),
        ))
        .returning(calendar_addresses::version);
    cached::still::<_, i64>(update, tx.conn())?;
    Ok(())
}

/// Withdraws the address of an account that is disabled: it does not come back with the account.
pub(crate) fn withdraw(tx: &mut Tx<'_>, staff: StaffId) -> Result<(), Error> {
    let key = calendar_addresses::table.find((tx.org(), Uid::from(staff)));
    diesel::update(key.filter(calendar_addresses::digest.is_not_null()))
        .set((
            calendar_addresses::digest.eq(None::<Vec<u8>>),
            calendar_addresses::version.eq(calendar_addresses::version + 1),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Whose calendar the secret opens: whoever brings one has no organisation yet.
pub fn opened(
    tx: &mut Tx<'_>,
    digest: &Digest,
) -> Result<Option<(OrganisationId, StaffId)>, Error> {
    let found: Option<(Uid, Uid)> = calendar_addresses::table
        .filter(calendar_addresses::digest.eq(Some(digest.to_vec())))
        .select((
            calendar_addresses::organisation_id,
            calendar_addresses::staff_id,
        ))
        .first(tx.conn())
        .optional()?;
    Ok(found.map(|(organisation, staff)| (organisation.into(), staff.into())))
}

/// Whether a use of now is to be noted.
pub fn is_to_note(address: &CalendarAddress, now: DateTime<Utc>) -> bool {
    address.used_at.is_none_or(|used| now - used >= NOTED)
}

/// Notes that a program asked at the address. Its version stays: nothing was decided.
pub fn note(tx: &mut Tx<'_>, staff: StaffId) -> Result<(), Error> {
    let key = calendar_addresses::table.find((tx.org(), Uid::from(staff)));
    diesel::update(key.filter(calendar_addresses::digest.is_not_null()))
        .set(calendar_addresses::used_at.eq(Some(Instant::from(tx.now()))))
        .execute(tx.conn())?;
    Ok(())
}
