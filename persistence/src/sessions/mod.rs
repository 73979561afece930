//! Sessions and their refresh tokens, of which only digests are kept.

#[cfg(test)]
mod tests;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use domain::actor::{OrganisationId, SessionId, StaffId};
use domain::kernel::{Changed, Refusal};
use domain::sessions::{EndReason, GRACE, LONGEST, Session};

use crate::cached;
use crate::error::Error;
use crate::schema::{refresh_tokens, sessions, staff};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

#[derive(Insertable)]
#[diesel(table_name = sessions, treat_none_as_default_value = false)]
struct NewRow {
    organisation_id: Uid,
    id: Uid,
    staff_id: Uid,
    opened_at: Instant,
    expires_at: Instant,
    second_factor: bool,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions)]
struct Row {
    id: Uid,
    staff_id: Uid,
    opened_at: Instant,
    expires_at: Instant,
    ended_at: Option<Instant>,
    end_reason: Option<String>,
    second_factor: bool,
}

#[derive(Insertable)]
#[diesel(table_name = refresh_tokens, treat_none_as_default_value = false)]
struct TokenRow<'a> {
    digest: &'a [u8],
    organisation_id: Uid,
    session_id: Uid,
    issued_at: Instant,
}

impl TryFrom<Row> for Session {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let reason = row.end_reason.map(|reason| reason.parse::<EndReason>());
        let reason = reason
            .transpose()
            .map_err(|_| Error::Corrupt("end of a session"))?;
        Ok(Self {
            id: row.id.into(),
            staff: row.staff_id.into(),
            opened_at: row.opened_at.0,
            expires_at: row.expires_at.0,
            second_factor: row.second_factor,
            ended: row.ended_at.map(|at| at.0).zip(reason),
        })
    }
}

/// Digest of a refresh token.
pub type Digest = [u8; 32];

/// Saves a new session with its first refresh token.
pub fn insert(
    tx: &mut Tx<'_>,
    changed: Changed<Session>,
    token: &Digest,
) -> Result<Session, Error> {
    let session = tx.record(changed);
    let row = NewRow {
        organisation_id: tx.org(),
        id: session.id.into(),
        staff_id: session.staff.into(),
        opened_at: session.opened_at.into(),
        expires_at: session.expires_at.into(),
        second_factor: session.second_factor,
    };
    diesel::insert_into(sessions::table)
        .values(&row)
        .execute(tx.conn())?;
    add_token(tx, session.id, token)?;
    Ok(session)
}

fn add_token(tx: &mut Tx<'_>, session: SessionId, token: &Digest) -> Result<(), Error> {
    let row = TokenRow {
        digest: token,
        organisation_id: tx.org(),
        session_id: session.into(),
        issued_at: tx.now().into(),
    };
    diesel::insert_into(refresh_tokens::table)
        .values(&row)
        .execute(tx.conn())?;
    Ok(())
}

/// One session of the organisation.
pub fn get(tx: &mut Tx<'_>, id: SessionId) -> Result<Session, Error> {
    let row: Row = sessions::table
        .find((tx.org(), Uid::from(id)))
        .select(Row::as_select())
        .first(tx.conn())?;
    row.try_into()
}

/// Saves the end of a session. One that ended before stays as it ended.
pub fn end(tx: &mut Tx<'_>, changed: Changed<Session>) -> Result<Session, Error> {
    let session = tx.record(changed);
    let Some((at, reason)) = session.ended else {
        return Err(Error::Corrupt("a session without an end was to be ended"));
    };
    diesel::update(
        sessions::table
            .find((tx.org(), Uid::from(session.id)))
            .filter(sessions::ended_at.is_null()),
    )
    .set((
        sessions::ended_at.eq(Some(Instant(at))),
        sessions::end_reason.eq(Some(reason.to_string())),
    ))
    .execute(tx.conn())?;
    Ok(session)
}

/// Ends the live sessions of an account but `kept`. The fact that tells why is the caller's.
pub(crate) fn end_all(
    tx: &mut Tx<'_>,
    staff: StaffId,
    reason: EndReason,
    kept: Option<SessionId>,
) -> Result<(), Error> {
    // No session has the nil identifier.
    let kept = kept.map_or(Uid(uuid::Uuid::nil()), Uid::from);
    diesel::update(
        sessions::table
            .filter(sessions::organisation_id.eq(tx.org()))
            .filter(sessions::staff_id.eq(Uid::from(staff)))
            .filter(sessions::id.ne(kept))
            .filter(sessions::ended_at.is_null()),
    )
    .set((
        sessions::ended_at.eq(Some(Instant(tx.now()))),
        sessions::end_reason.eq(Some(reason.to_string())),
    ))
    .execute(tx.conn())?;
    Ok(())
}

/// Ends up to `limit` live sessions of the organisation, whoever's they are, and says how many: the
/// operator's, after an older copy of the data brought back some that had ended.
pub fn end_some(tx: &mut Tx<'_>, limit: i64) -> Result<usize, Error> {
    let now = Instant(tx.now());
    let live: Vec<Row> = sessions::table
        .filter(sessions::organisation_id.eq(tx.org()))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .order(sessions::id)
        .limit(limit)
        .select(Row::as_select())
        .load(tx.conn())?;
    let mut ended = Vec::with_capacity(live.len());
    for row in live {
        let changed = Session::try_from(row)?.end(EndReason::Operator, tx.now());
        ended.push(Uid::from(tx.record(changed).id));
    }
    let these = sessions::table
        .filter(sessions::organisation_id.eq(tx.org()))
        .filter(sessions::id.eq_any(&ended))
        // Whoever signed out meanwhile did so, and not the operator.
        .filter(sessions::ended_at.is_null());
    diesel::update(these)
        .set((
            sessions::ended_at.eq(Some(now)),
            sessions::end_reason.eq(Some(EndReason::Operator.to_string())),
        ))
        .execute(tx.conn())?;
    Ok(ended.len())
}

/// The organisation whose session gave this refresh token, if anybody's did.
pub fn organisation_of(tx: &mut Tx<'_>, token: &Digest) -> Result<Option<OrganisationId>, Error> {
    let found: Option<Uid> = refresh_tokens::table
        .find(token.as_slice())
        .select(refresh_tokens::organisation_id)
        .first(tx.conn())
        .optional()?;
    Ok(found.map(OrganisationId::from))
}

/// What came of a refresh token that was presented.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refreshed {
    /// The session goes on with the next token; an access token may be given until then.
    Goes {
        /// The session.
        session: Session,
        /// The present epoch of its account.
        epoch: i64,
    },
    /// The token is not good (any more).
    Refused,
    /// It was used before, later than a retry can be: somebody has a copy. The session was ended,
    /// which must be saved although the answer is a refusal.
    Reused,
}

/// Uses up a refresh token and issues its successor.
///
/// The successor of a token is always the same. So whoever repeats a token within its time of grace,
/// while nobody used its successor, gets the same successor again: a lost answer does no harm,
/// twenty windows that refresh at once end up with one token, and the family never branches. So does
/// whoever asked first at `unanswered` and was told that nobody knows: what used the token since was
/// that asking, as far as anybody can tell; what used it before was somebody else.
pub fn refresh(
    tx: &mut Tx<'_>,
    token: &Digest,
    successor: &Digest,
    unanswered: Option<DateTime<Utc>>,
) -> Result<Refreshed, Error> {
    let claim = diesel::update(
        refresh_tokens::table
            .find(token.as_slice())
            .filter(refresh_tokens::organisation_id.eq(tx.org()))
            .filter(refresh_tokens::used_at.is_null()),
    )
    .set(refresh_tokens::used_at.eq(Some(Instant(tx.now()))))
    .returning(refresh_tokens::session_id);
    if let Some(session) = cached::changed::<_, Uid>(claim, tx.conn())? {
        let going = going(tx, session.into())?;
        if matches!(going, Refreshed::Goes { .. }) {
            add_token(tx, session.into(), successor)?;
        }
        return Ok(going);
    }
    let used: Option<(Uid, Option<Instant>)> = refresh_tokens::table
        .find(token.as_slice())
        .filter(refresh_tokens::organisation_id.eq(tx.org()))
        .select((refresh_tokens::session_id, refresh_tokens::used_at))
        .first(tx.conn())
        .optional()?;
    let Some((session, Some(used_at))) = used else {
        return Ok(Refreshed::Refused);
    };
    let graceful = tx.now() - GRACE;
    if used_at.0 < unanswered.map_or(graceful, |asked| asked.min(graceful)) {
        return reused(tx, session.into());
    }
    let unused: Option<Uid> = refresh_tokens::table
        .find(successor.as_slice())
        .filter(refresh_tokens::used_at.is_null())
        .select(refresh_tokens::session_id)
        .first(tx.conn())
        .optional()?;
    match unused {
        Some(session) => going(tx, session.into()),
        None => Ok(Refreshed::Refused),
    }
}

/// The session with its account's epoch, if it is live and the account enabled.
fn going(tx: &mut Tx<'_>, id: SessionId) -> Result<Refreshed, Error> {
    let session = get(tx, id)?;
    let epoch: Option<i64> = staff::table
        .find((tx.org(), Uid::from(session.staff)))
        .filter(staff::disabled.eq(false))
        .select(staff::epoch)
        .first(tx.conn())
        .optional()?;
    Ok(match epoch {
        Some(epoch) if session.is_live(tx.now()) => Refreshed::Goes { session, epoch },
        _ => Refreshed::Refused,
    })
}

/// A copy of a used token came back: whoever holds the family, nobody goes on with it
/// (RFC 9700 §4.14.2).
fn reused(tx: &mut Tx<'_>, id: SessionId) -> Result<Refreshed, Error> {
    let session = get(tx, id)?;
    if !session.is_live(tx.now()) {
        return Ok(Refreshed::Refused);
    }
    let ended = session.end(EndReason::Reuse, tx.now());
    end(tx, ended)?;
    Ok(Refreshed::Reused)
}

/// The present epoch of the account whose session begins; refuses a sign-in when the password is
/// no longer the one that was just right or the account no longer enabled.
pub fn admit(tx: &mut Tx<'_>, id: StaffId, hash: &str) -> Result<i64, Error> {
    if !crate::staff::spend(tx, id, hash)? {
        return Err(Refusal::SignInFailed {}.into());
    }
    Ok(staff::table
        .find((tx.org(), Uid::from(id)))
        .select(staff::epoch)
        .first(tx.conn())?)
}

/// Forgets sessions that are over for so long that their refresh tokens are gone, and says how many:
/// that somebody signed in stands among the facts. Those of all organisations: this is the worker's,
/// after `purge_tokens`. `limit` bounds one transaction.
pub fn purge(tx: &mut Tx<'_>, limit: i64) -> Result<usize, Error> {
    let before = Instant(tx.now() - LONGEST - TimeDelta::days(2));
    let oldest: Vec<Uid> = sessions::table
        .filter(sessions::expires_at.lt(before))
        .order(sessions::expires_at)
        .limit(limit)
        .select(sessions::id)
        .load(tx.conn())?;
    if oldest.is_empty() {
        return Ok(0);
    }
    let old = sessions::table
        .filter(sessions::expires_at.lt(before))
        .filter(sessions::id.eq_any(oldest));
    Ok(diesel::delete(old).execute(tx.conn())?)
}

/// Forgets the refresh tokens of sessions that are over for a day at least, and says how many.
/// Those of all organisations: this is the worker's. `limit` bounds one transaction.
pub fn purge_tokens(tx: &mut Tx<'_>, limit: i64) -> Result<usize, Error> {
    let before = Instant(tx.now() - LONGEST - TimeDelta::days(1));
    let oldest: Vec<Vec<u8>> = refresh_tokens::table
        .filter(refresh_tokens::issued_at.lt(before))
        .order(refresh_tokens::issued_at)
        .limit(limit)
        .select(refresh_tokens::digest)
        .load(tx.conn())?;
    if oldest.is_empty() {
        return Ok(0);
    }
    let old = refresh_tokens::table.filter(refresh_tokens::digest.eq_any(oldest));
    Ok(diesel::delete(old).execute(tx.conn())?)
}
