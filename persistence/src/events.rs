//! The log of facts: written with the change, sealed behind it.

use std::collections::BTreeMap;

use diesel::prelude::*;
use domain::actor::OrganisationId;
use domain::audit::Position;
use domain::event::Event;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::backend::Conn;
use crate::error::Error;
use crate::on_each;
use crate::schema::{event_seals, events, organisations, unsealed_events};
use crate::sql_types::{Instant, Uid};
use crate::tx::{Tx, actor_columns};

/// One stored fact, as the chain hashes it.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = events, treat_none_as_default_value = false)]
pub struct Stored {
    /// The organisation in which it happened.
    pub organisation_id: Uid,
    /// The fact.
    pub id: Uid,
    /// When.
    pub at: Instant,
    /// `staff`, `machine`, `system` or `anonymous`.
    pub actor_kind: String,
    /// Who, when signed in.
    pub actor_id: Option<Uid>,
    /// In which request.
    pub request_id: String,
    /// What kind of fact.
    pub kind: String,
    /// What kind of thing it is about.
    pub subject: String,
    /// The thing.
    pub subject_id: Uid,
    /// The person concerned.
    pub individual_id: Option<Uid>,
    /// The case concerned.
    pub case_id: Option<Uid>,
    /// The office that acted.
    pub office_id: Option<Uid>,
    /// The fact as JSON text.
    pub payload: String,
}

#[derive(Insertable)]
#[diesel(table_name = unsealed_events, treat_none_as_default_value = false)]
struct Unsealed {
    organisation_id: Uid,
    event_id: Uid,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = event_seals, treat_none_as_default_value = false)]
pub(crate) struct Seal {
    pub(crate) organisation_id: Uid,
    pub(crate) position: i64,
    pub(crate) event_id: Uid,
    pub(crate) previous: Vec<u8>,
    pub(crate) hash: Vec<u8>,
}

/// Writes the collected facts of a transaction.
pub(crate) fn insert(tx: &mut Tx<'_>, collected: Vec<(Uuid, Event)>) -> Result<(), Error> {
    let mut rows = Vec::with_capacity(collected.len());
    let mut queued = Vec::with_capacity(collected.len());
    for (id, event) in collected {
        let (actor_kind, actor_id) = actor_columns(tx.actor());
        let payload = serde_json::to_string(&event.fact).map_err(|_| Error::Corrupt("event"))?;
        let row = Stored {
            organisation_id: tx.org(),
            id: Uid(id),
            at: tx.now().into(),
            actor_kind: actor_kind.to_owned(),
            actor_id,
            request_id: tx.request_id().to_owned(),
            kind: event.fact.kind().to_owned(),
            subject: event.about.subject.to_owned(),
            subject_id: Uid(event.about.id),
            individual_id: event.about.individual.map(Uid::from),
            case_id: event.about.case.map(Uid::from),
            office_id: event.about.office.map(Uid::from),
            payload,
        };
        queued.push(Unsealed {
            organisation_id: row.organisation_id,
            event_id: row.id,
        });
        rows.push(row);
    }
    if let ([row], [queued]) = (rows.as_slice(), queued.as_slice()) {
        // What a transaction mostly has to tell, in statements that stay prepared.
        diesel::insert_into(events::table)
            .values(row)
            .execute(tx.conn())?;
        diesel::insert_into(unsealed_events::table)
            .values(queued)
            .execute(tx.conn())?;
        return Ok(());
    }
    let size = usize::try_from(BATCH).unwrap_or(1);
    for (rows, queued) in rows.chunks(size).zip(queued.chunks(size)) {
        let conn = tx.conn();
        // Multi-row inserts exist on the concrete engines only.
        on_each!(conn, |c| diesel::insert_into(events::table)
            .values(rows)
            .execute(c))?;
        on_each!(conn, |c| diesel::insert_into(unsealed_events::table)
            .values(queued)
            .execute(c))?;
    }
    Ok(())
}

/// How many facts one sealing transaction takes.
const BATCH: i64 = 500;

/// Seals up to 500 waiting facts of the transaction's organisation and says how many: gives each
/// the next position and a hash over itself and its predecessor.
///
/// Only one process seals at a time; another finds the lock held and seals nothing.
pub fn seal(tx: &mut Tx<'_>) -> Result<usize, Error> {
    if !claim_sealing(tx.conn())? {
        return Ok(0);
    }
    let org = tx.org();
    let waiting: Vec<Stored> = unsealed_events::table
        .inner_join(
            events::table.on(events::organisation_id
                .eq(unsealed_events::organisation_id)
                .and(events::id.eq(unsealed_events::event_id))),
        )
        .filter(unsealed_events::organisation_id.eq(org))
        .order(unsealed_events::event_id)
        .limit(BATCH)
        .select(Stored::as_select())
        .load(tx.conn())?;
    let (mut position, mut previous) = head(tx)?;
    let mut seals = Vec::with_capacity(waiting.len());
    for fact in &waiting {
        position += 1;
        let hash = hash(position, &previous, fact);
        seals.push(Seal {
            organisation_id: org,
            position,
            event_id: fact.id,
            previous: std::mem::replace(&mut previous, hash.clone()),
            hash,
        });
    }
    if !waiting.is_empty() {
        let sealed: Vec<Uid> = waiting.iter().map(|fact| fact.id).collect();
        let conn = tx.conn();
        // Multi-row inserts exist on the concrete engines only.
        on_each!(conn, |c| diesel::insert_into(event_seals::table)
            .values(&seals)
            .execute(c))?;
        diesel::delete(
            unsealed_events::table
                .filter(unsealed_events::organisation_id.eq(org))
                .filter(unsealed_events::event_id.eq_any(sealed)),
        )
        .execute(tx.conn())?;
    }
    Ok(waiting.len())
}

/// The hash that seals a position of the organisation's chain, if there is such a position.
pub fn seal_of(tx: &mut Tx<'_>, position: Position) -> Result<Option<Vec<u8>>, Error> {
    if position == Position::default() {
        return Ok(Some(genesis(tx.org())));
    }
    Ok(event_seals::table
        .filter(event_seals::organisation_id.eq(tx.org()))
        .filter(event_seals::position.eq(position.number()))
        .select(event_seals::hash)
        .first(tx.conn())
        .optional()?)
}

/// The last position and hash of the organisation's chain.
pub fn head(tx: &mut Tx<'_>) -> Result<(i64, Vec<u8>), Error> {
    let org = tx.org();
    let last: Option<(i64, Vec<u8>)> = event_seals::table
        .filter(event_seals::organisation_id.eq(org))
        .order(event_seals::position.desc())
        .select((event_seals::position, event_seals::hash))
        .first(tx.conn())
        .optional()?;
    Ok(last.unwrap_or_else(|| (0, genesis(org))))
}

/// Which organisations have facts that wait to be sealed.
pub fn waiting_organisations(tx: &mut Tx<'_>) -> Result<Vec<OrganisationId>, Error> {
    let ids: Vec<Uid> = unsealed_events::table
        .select(unsealed_events::organisation_id)
        .distinct()
        .load(tx.conn())?;
    Ok(ids.into_iter().map(OrganisationId::from).collect())
}

/// Which organisations there are.
pub fn organisations(tx: &mut Tx<'_>) -> Result<Vec<OrganisationId>, Error> {
    let ids: Vec<Uid> = organisations::table
        .order(organisations::id)
        .select(organisations::id)
        .load(tx.conn())?;
    Ok(ids.into_iter().map(OrganisationId::from).collect())
}

#[derive(QueryableByName)]
struct Granted {
    #[diesel(sql_type = diesel::sql_types::Bool)]
    granted: bool,
}

/// SQLite has one writer, so there the transaction itself is the claim.
fn claim_sealing(conn: &mut Conn) -> Result<bool, Error> {
    match conn {
        Conn::Sqlite(_) => Ok(true),
        Conn::Pg(c) => {
            let claim = "SELECT pg_try_advisory_xact_lock(4906172839) AS granted";
            Ok(diesel::sql_query(claim).get_result::<Granted>(c)?.granted)
        }
    }
}

/// Where the chain of an organisation begins.
pub(crate) fn genesis(organisation: Uid) -> Vec<u8> {
    Sha256::new()
        .chain_update(b"percorso/1/")
        .chain_update(organisation.0)
        .finalize()
        .to_vec()
}

/// SHA-256 over the predecessor's hash, the position and every column, each with its length, so
/// that no two different facts give the same bytes.
fn hash(position: i64, previous: &[u8], fact: &Stored) -> Vec<u8> {
    let mut sha = Sha256::new();
    let mut add = |bytes: &[u8]| {
        sha.update((bytes.len() as u64).to_be_bytes());
        sha.update(bytes);
    };
    let optional = |uid: Option<Uid>| uid.map_or_else(Vec::new, |uid| uid.0.as_bytes().to_vec());
    add(previous);
    add(&position.to_be_bytes());
    add(fact.organisation_id.0.as_bytes());
    add(fact.id.0.as_bytes());
    add(&fact.at.0.timestamp_micros().to_be_bytes());
    add(fact.actor_kind.as_bytes());
    add(&optional(fact.actor_id));
    add(fact.request_id.as_bytes());
    add(fact.kind.as_bytes());
    add(fact.subject.as_bytes());
    add(fact.subject_id.0.as_bytes());
    add(&optional(fact.individual_id));
    add(&optional(fact.case_id));
    add(&optional(fact.office_id));
    add(fact.payload.as_bytes());
    sha.finalize().to_vec()
}

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// How many positions were checked.
    pub checked: i64,
    /// The first position that is not as it was sealed.
    pub first_bad: Option<i64>,
    /// How many facts wait to be sealed.
    pub unsealed: i64,
    /// How many facts are neither sealed nor waiting: somebody put them there.
    pub stray: i64,
    /// The hash of the last good position.
    pub head: Vec<u8>,
}

/// The last good position of a chain that is being walked.
pub(crate) struct Link {
    pub(crate) position: i64,
    pub(crate) hash: Vec<u8>,
}

impl Link {
    /// Goes on to `seal` if it stands at the next position and seals `fact` and what came before.
    pub(crate) fn follow(&mut self, seal: Seal, fact: Option<&Stored>) -> bool {
        let next = self.position + 1;
        let right = seal.position == next
            && seal.previous == self.hash
            && fact.is_some_and(|fact| hash(next, &self.hash, fact) == seal.hash);
        if right {
            *self = Self {
                position: next,
                hash: seal.hash,
            };
        }
        right
    }
}

/// Walks one organisation's chain from its beginning. `anchor` is a position and hash that were
/// published outside the database: without it a chain cut at its end cannot be told.
pub fn verify(tx: &mut Tx<'_>, anchor: Option<(i64, Vec<u8>)>) -> Result<Verification, Error> {
    verify_against(tx, &anchor.into_iter().collect())
}

/// The same with every head that was published: hash by position.
pub fn verify_against(
    tx: &mut Tx<'_>,
    anchors: &BTreeMap<i64, Vec<u8>>,
) -> Result<Verification, Error> {
    let org = tx.org();
    let mut found = Verification {
        checked: 0,
        first_bad: None,
        unsealed: unsealed_events::table
            .filter(unsealed_events::organisation_id.eq(org))
            .count()
            .get_result(tx.conn())?,
        stray: stray(tx, Uid(Uuid::nil()), Uid(Uuid::max()))?,
        head: genesis(org),
    };
    let mut link = Link {
        position: 0,
        hash: genesis(org),
    };
    // Also what somebody put before the first position is looked at.
    let mut from = i64::MIN;
    loop {
        let page = chain_page(tx, from, BATCH)?;
        let last_page = page.len() < usize::try_from(BATCH).unwrap_or(usize::MAX);
        for (seal, fact) in page {
            let next = link.position + 1;
            let published = anchors.get(&next).is_none_or(|hash| *hash == seal.hash);
            if !published || !link.follow(seal, fact.as_ref()) {
                found.first_bad = Some(next);
                return Ok(found);
            }
            found.checked = next;
            found.head.clone_from(&link.hash);
        }
        if last_page {
            break;
        }
        from = found.checked + 1;
    }
    if anchors.keys().any(|at| *at > found.checked) {
        found.first_bad = Some(found.checked + 1);
    }
    Ok(found)
}

/// The seals from a position on, each with its fact.
pub(crate) fn chain_page(
    tx: &mut Tx<'_>,
    from: i64,
    limit: i64,
) -> Result<Vec<(Seal, Option<Stored>)>, Error> {
    Ok(event_seals::table
        .left_join(
            events::table.on(events::organisation_id
                .eq(event_seals::organisation_id)
                .and(events::id.eq(event_seals::event_id))),
        )
        .filter(event_seals::organisation_id.eq(tx.org()))
        .filter(event_seals::position.ge(from))
        .order(event_seals::position)
        .limit(limit)
        .select((Seal::as_select(), Option::<Stored>::as_select()))
        .load(tx.conn())?)
}

/// How many facts behind `after` and up to `until` are neither sealed nor waiting.
pub(crate) fn stray(tx: &mut Tx<'_>, after: Uid, until: Uid) -> Result<i64, Error> {
    use diesel::dsl::{exists, not};
    let sealed = event_seals::table.filter(
        event_seals::organisation_id
            .eq(events::organisation_id)
            .and(event_seals::event_id.eq(events::id)),
    );
    let waiting = unsealed_events::table.filter(
        unsealed_events::organisation_id
            .eq(events::organisation_id)
            .and(unsealed_events::event_id.eq(events::id)),
    );
    Ok(events::table
        .filter(events::organisation_id.eq(tx.org()))
        .filter(events::id.gt(after))
        .filter(events::id.le(until))
        .filter(not(exists(sealed)))
        .filter(not(exists(waiting)))
        .count()
        .get_result(tx.conn())?)
}
