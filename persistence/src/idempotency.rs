//! A retry has one effect: claim, effect and answer live in one transaction.

use chrono::TimeDelta;
use diesel::prelude::*;
use domain::actor::OfficeId;
use domain::event::{CaseId, IndividualId};
use domain::policy::Action;

use crate::cached::{Prepare, changed};
use crate::error::Error;
use crate::reach;
use crate::schema::idempotency_keys as keys;
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;
use crate::{on_each, sql_types};

/// For how long an answer is kept.
pub const KEPT: TimeDelta = TimeDelta::hours(72);

/// The answer to a write, as it goes out and as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status, 2xx.
    pub status: u16,
    /// The entity tag of the representation.
    pub etag: Option<String>,
    /// Where the created resource is.
    pub location: Option<String>,
    /// The representation, serialised once.
    pub body: Vec<u8>,
    /// Whether this is the kept answer of an earlier request.
    pub replayed: bool,
}

/// What a request claims.
#[derive(Debug, Clone)]
pub struct Claim {
    /// The client's key.
    pub key: String,
    /// SHA-256 of method, concrete path and body.
    pub fingerprint: [u8; 32],
    /// What the request does; a replay asks again whether the actor still may.
    pub action: Action,
}

/// What came of a claim.
pub(crate) enum Claimed {
    /// Nobody had this key: go on.
    Now,
    /// The request was answered before.
    Before(Answer),
}

#[derive(Insertable)]
#[diesel(table_name = keys, treat_none_as_default_value = false)]
struct NewKey<'a> {
    organisation_id: Uid,
    actor_id: Uid,
    key: &'a str,
    fingerprint: &'a [u8],
    claimed_at: Instant,
    action: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = keys)]
struct Kept {
    fingerprint: Vec<u8>,
    action: String,
    office_id: Option<Uid>,
    case_id: Option<Uid>,
    individual_id: Option<Uid>,
    status: Option<i32>,
    etag: Option<String>,
    location: Option<String>,
    body: Option<Vec<u8>>,
}

fn scope(tx: &Tx<'_>) -> Uid {
    sql_types::Uid(tx.actor().id().unwrap_or_default())
}

/// Claims the key for the actor, or finds the answer that was given before.
pub(crate) fn claim(tx: &mut Tx<'_>, claim: &Claim) -> Result<Claimed, Error> {
    let row = NewKey {
        organisation_id: tx.org(),
        actor_id: scope(tx),
        key: &claim.key,
        fingerprint: &claim.fingerprint,
        claimed_at: tx.now().into(),
        action: claim.action.to_string(),
    };
    let conn = tx.conn();
    // `ON CONFLICT` exists on the concrete engines only. On PostgreSQL it waits for a running
    // first request, at most the lock timeout of the session. Only what returns something can stay
    // prepared.
    let inserted: Option<Instant> = on_each!(conn, |c| diesel::insert_into(keys::table)
        .values(&row)
        .on_conflict_do_nothing()
        .returning(keys::claimed_at)
        .prepared()
        .get_result(c))
    .optional()
    .map_err(Error::from)
    .map_err(|error| {
        if error.is_lock_timeout() {
            Error::KeyRunning
        } else {
            error
        }
    })?;
    if inserted.is_some() {
        return Ok(Claimed::Now);
    }
    let kept: Kept = keys::table
        .find((tx.org(), scope(tx), &claim.key))
        .select(Kept::as_select())
        .first(tx.conn())
        .optional()?
        .ok_or(Error::KeyRunning)?;
    replay(tx, claim, kept).map(Claimed::Before)
}

fn replay(tx: &mut Tx<'_>, claim: &Claim, kept: Kept) -> Result<Answer, Error> {
    // Whom the answer was about has been erased since, and the answer with the person.
    let body = kept.body.ok_or(Error::NotFound)?;
    if kept.fingerprint != claim.fingerprint || kept.action != claim.action.to_string() {
        return Err(Error::KeyReused);
    }
    let individual = kept.individual_id.map(IndividualId::from);
    let case = kept.case_id.map(CaseId::from);
    let office = kept.office_id.map(OfficeId::from);
    reach::recheck(tx, claim.action, office, individual, case)?;
    let status = kept.status.and_then(|status| u16::try_from(status).ok());
    Ok(Answer {
        status: status.ok_or(Error::Corrupt("idempotency key without answer"))?,
        etag: kept.etag,
        location: kept.location,
        body,
        replayed: true,
    })
}

/// Keeps the answer beside its claim, in the transaction of the effect.
pub(crate) fn keep(tx: &mut Tx<'_>, claim: &Claim, answer: &Answer) -> Result<(), Error> {
    let about = tx.first_event().map(|event| event.about.clone());
    let key = keys::table.find((tx.org(), scope(tx), &claim.key));
    let update = diesel::update(key)
        .set((
            keys::status.eq(i32::from(answer.status)),
            keys::etag.eq(&answer.etag),
            keys::location.eq(&answer.location),
            keys::body.eq(Some(&answer.body)),
            keys::office_id.eq(about.as_ref().and_then(|a| a.office).map(Uid::from)),
            keys::case_id.eq(about.as_ref().and_then(|a| a.case).map(Uid::from)),
            keys::individual_id.eq(about.as_ref().and_then(|a| a.individual).map(Uid::from)),
        ))
        .returning(keys::status);
    changed::<_, Option<i32>>(update, tx.conn())?
        .map(|_| ())
        .ok_or(Error::Corrupt("idempotency claim vanished"))
}

/// Forgets answers older than 72 hours and says how many. The keys of all organisations: this is
/// the worker's. `limit` bounds one transaction.
pub fn purge(tx: &mut Tx<'_>, limit: i64) -> Result<usize, Error> {
    let before = Instant(tx.now() - KEPT);
    let oldest: Vec<Instant> = keys::table
        .filter(keys::claimed_at.lt(before))
        .order(keys::claimed_at)
        .limit(limit)
        .select(keys::claimed_at)
        .load(tx.conn())?;
    let Some(newest) = oldest.last() else {
        return Ok(0);
    };
    Ok(diesel::delete(keys::table.filter(keys::claimed_at.le(*newest))).execute(tx.conn())?)
}
