//! Mails that wait to be sent, and requests for a reset that wait to be looked up. Nothing is
//! sent inside a transaction: a worker takes what is due, sends it, and says what came of it.

#[cfg(test)]
mod tests;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use domain::actor::{OrganisationId, StaffId};
use domain::kernel::Id;

use crate::cached;
use crate::error::Error;
use crate::schema::{outbox_mails, reset_requests};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// Marks identifiers of a mail.
#[derive(Debug)]
pub struct MailTag;
/// Identifies a mail.
pub type MailId = Id<MailTag>;
/// Marks identifiers of a request for a reset.
#[derive(Debug)]
pub struct ResetRequestTag;
/// Identifies a request for a reset.
pub type ResetRequestId = Id<ResetRequestTag>;

/// For how long whoever took a mail may be busy with it before somebody else takes it.
pub const LEASE: TimeDelta = TimeDelta::minutes(2);
/// For how long the record of a mail, without what it said, is kept.
pub const KEPT: TimeDelta = TimeDelta::days(30);
/// The shortest and the longest pause between two tries.
const PAUSES: (TimeDelta, TimeDelta) = (TimeDelta::seconds(5), TimeDelta::hours(1));

/// A mail to be sent; what it says is sealed.
#[derive(Debug, Clone)]
pub struct NewMail {
    /// The mail.
    pub id: MailId,
    /// To whom it goes.
    pub staff: StaffId,
    /// What it is about, for the operator: `invitation`, `password_reset`.
    pub kind: String,
    /// Address, subject and text, sealed.
    pub sealed: Vec<u8>,
    /// After it no mail helps anybody.
    pub useful_until: DateTime<Utc>,
}

/// A mail that was taken to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The mail.
    pub id: MailId,
    /// Its organisation.
    pub organisation: OrganisationId,
    /// Address, subject and text, sealed.
    pub sealed: Vec<u8>,
    /// How often it was tried, this time included.
    pub attempts: i32,
}

/// What came of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::Display)]
#[strum(serialize_all = "snake_case")]
pub enum Outcome {
    /// The server of the body took it.
    Sent,
    /// It never will: the address or the mail is refused for good.
    Refused,
    /// It may the next time.
    Later,
    /// Its link is too old to be of use.
    TooLate,
}

#[derive(Insertable)]
#[diesel(table_name = outbox_mails, treat_none_as_default_value = false)]
struct NewRow<'a> {
    organisation_id: Uid,
    id: Uid,
    staff_id: Uid,
    kind: &'a str,
    sealed: &'a [u8],
    written_at: Instant,
    attempts: i32,
    due_at: Instant,
    useful_until: Instant,
}

/// Writes a mail in the transaction of what it tells; it is sent afterwards.
pub fn insert(tx: &mut Tx<'_>, mail: &NewMail) -> Result<(), Error> {
    let row = NewRow {
        organisation_id: tx.org(),
        id: mail.id.into(),
        staff_id: mail.staff.into(),
        kind: &mail.kind,
        sealed: &mail.sealed,
        written_at: tx.now().into(),
        attempts: 0,
        due_at: tx.now().into(),
        useful_until: mail.useful_until.into(),
    };
    diesel::insert_into(outbox_mails::table)
        .values(&row)
        .execute(tx.conn())?;
    Ok(())
}

/// The mails of all organisations that are due, oldest first. This is the worker's.
pub fn due(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<(OrganisationId, MailId)>, Error> {
    let rows: Vec<(Uid, Uid)> = outbox_mails::table
        .filter(outbox_mails::due_at.le(Instant(tx.now())))
        .order((outbox_mails::due_at, outbox_mails::id))
        .limit(limit)
        .select((outbox_mails::organisation_id, outbox_mails::id))
        .load(tx.conn())?;
    let named = |(organisation, id): (Uid, Uid)| (organisation.into(), id.into());
    Ok(rows.into_iter().map(named).collect())
}

/// Takes a due mail for two minutes: of two workers, one sends it. One that is too late to be of
/// use is closed and not given.
pub fn take(tx: &mut Tx<'_>, id: MailId) -> Result<Option<Mail>, Error> {
    let now = Instant(tx.now());
    let take = diesel::update(
        outbox_mails::table
            .find((tx.org(), Uid::from(id)))
            .filter(outbox_mails::due_at.le(now)),
    )
    .set((
        outbox_mails::due_at.eq(Some(Instant(tx.now() + LEASE))),
        outbox_mails::attempts.eq(outbox_mails::attempts + 1),
    ))
    .returning((
        outbox_mails::sealed,
        outbox_mails::attempts,
        outbox_mails::useful_until,
    ));
    let taken = cached::changed::<_, (Option<Vec<u8>>, i32, Instant)>(take, tx.conn())?;
    let Some((sealed, attempts, useful_until)) = taken else {
        return Ok(None);
    };
    if useful_until.0 <= tx.now() {
        close(tx, id, Outcome::TooLate)?;
        return Ok(None);
    }
    Ok(Some(Mail {
        id,
        organisation: tx.organisation(),
        sealed: sealed.ok_or(Error::Corrupt("mail without a text"))?,
        attempts,
    }))
}

/// Says what came of a try. What the mail said is forgotten once nobody tries again.
pub fn tried(tx: &mut Tx<'_>, mail: &Mail, outcome: Outcome) -> Result<(), Error> {
    if outcome != Outcome::Later {
        return close(tx, mail.id, outcome);
    }
    diesel::update(outbox_mails::table.find((tx.org(), Uid::from(mail.id))))
        .set(outbox_mails::due_at.eq(Some(Instant(tx.now() + pause(mail.attempts)))))
        .execute(tx.conn())?;
    Ok(())
}

/// Twice as long after each try.
fn pause(attempts: i32) -> TimeDelta {
    let (shortest, longest) = PAUSES;
    let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(16);
    (shortest * 2_i32.pow(doublings)).min(longest)
}

fn close(tx: &mut Tx<'_>, id: MailId, outcome: Outcome) -> Result<(), Error> {
    diesel::update(outbox_mails::table.find((tx.org(), Uid::from(id))))
        .set((
            outbox_mails::sealed.eq(None::<Vec<u8>>),
            outbox_mails::due_at.eq(None::<Instant>),
            outbox_mails::outcome.eq(Some(outcome.to_string())),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Forgets mails of more than 30 days ago and says how many. This is the worker's.
pub fn purge(tx: &mut Tx<'_>) -> Result<usize, Error> {
    let before = Instant(tx.now() - KEPT);
    let old = outbox_mails::table.filter(outbox_mails::written_at.lt(before));
    Ok(diesel::delete(old).execute(tx.conn())?)
}

/// Somebody asks for a reset; nobody has looked yet whether an account has the address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResetRequest {
    /// The request.
    pub id: ResetRequestId,
    /// The address, sealed.
    pub address: Vec<u8>,
    /// The language in which it was asked: `it`, `en`.
    pub language: String,
}

/// Keeps a request for a reset.
pub fn request_reset(tx: &mut Tx<'_>, request: &ResetRequest) -> Result<(), Error> {
    diesel::insert_into(reset_requests::table)
        .values((
            reset_requests::id.eq(Uid::from(request.id)),
            reset_requests::address.eq(&request.address),
            reset_requests::language.eq(&request.language),
            reset_requests::requested_at.eq(Instant(tx.now())),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// The requests for a reset that wait, oldest first. This is the worker's.
pub fn requested_resets(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<ResetRequest>, Error> {
    let rows: Vec<(Uid, Vec<u8>, String)> = reset_requests::table
        .order((reset_requests::requested_at, reset_requests::id))
        .limit(limit)
        .select((
            reset_requests::id,
            reset_requests::address,
            reset_requests::language,
        ))
        .load(tx.conn())?;
    let request = |(id, address, language): (Uid, Vec<u8>, String)| ResetRequest {
        id: id.into(),
        address,
        language,
    };
    Ok(rows.into_iter().map(request).collect())
}

/// Takes a request for a reset away and says whether it was still there: of two workers, one
/// carries it out.
pub fn take_reset(tx: &mut Tx<'_>, id: ResetRequestId) -> Result<bool, Error> {
    let gone = diesel::delete(reset_requests::table.find(Uid::from(id)));
    Ok(gone.execute(tx.conn())? == 1)
}
