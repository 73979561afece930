//! What remembers who saw or changed a record. One more of these is one function and one line.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use domain::access_records::{Act, By, Deed, Part, Seen};
use domain::imports::ImportReason;
use serde::Deserialize;
use uuid::Uuid;

use crate::audit::Bounds;
use crate::cached::one_of;
use crate::columns::{maybe_parsed, parsed};
use crate::error::Error;
use crate::events::Stored;
use crate::schema::{accesses, events, export_subjects, exports, import_rows, imports};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

use super::whose::Moved;

/// What somebody asks for.
pub(super) struct Asked {
    /// All records of the person.
    pub(super) records: Vec<Uid>,
    /// Cases that went from record to record.
    pub(super) moved: Moved,
    /// Of which days.
    pub(super) bounds: Bounds,
    /// Only what came before this.
    pub(super) before: Uid,
    /// How much of each source is read at once.
    pub(super) most: i64,
}

impl Asked {
    /// Before which identifier a deed lies, if anything bounds it.
    fn until(&self) -> Option<Uid> {
        let until = self.before.min(self.bounds.last_id());
        (until != Uid(Uuid::max())).then_some(until)
    }

    /// From which identifier on.
    fn since(&self) -> Option<Uid> {
        let since = self.bounds.first_id();
        (since != Uid(Uuid::nil())).then_some(since)
    }
}

/// The deeds that come next, the latest first, and whether earlier ones are left.
pub(super) fn deeds(tx: &mut Tx<'_>, asked: &Asked) -> Result<(Vec<Deed>, bool), Error> {
    let mut sources = vec![
        changes(tx, asked, Whose::Person)?,
        reads(tx, asked, Whose::Person)?,
        brought_in(tx, asked)?,
        asked_for(tx, asked)?,
        taken_out(tx, asked)?,
    ];
    if !asked.moved.own.is_empty() {
        sources.push(changes(tx, asked, Whose::Case)?);
        sources.push(reads(tx, asked, Whose::Case)?);
    }
    let most = usize::try_from(asked.most).unwrap_or(usize::MAX);
    // A source that has more than was read of it says nothing of what lies behind its last deed.
    let horizon = sources
        .iter()
        .filter(|source| source.len() >= most)
        .filter_map(|source| source.last())
        .map(|deed| deed.id)
        .max();
    let all = sources.into_iter().flatten();
    let mut deeds: Vec<Deed> = all
        .filter(|deed| horizon.is_none_or(|horizon| horizon <= deed.id))
        .collect();
    deeds.sort_by_key(|deed| std::cmp::Reverse(deed.id));
    Ok((deeds, horizon.is_some()))
}

/// By what a deed is the person's.
#[derive(Clone, Copy)]
enum Whose {
    /// It was recorded of one of the records, and of no case that is somebody else's.
    Person,
    /// It was recorded of another record that answered for one of the cases at the time.
    Case,
}

/// What was changed.
fn changes(tx: &mut Tx<'_>, asked: &Asked, whose: Whose) -> Result<Vec<Deed>, Error> {
    let query = events::table
        .filter(events::organisation_id.eq(tx.org()))
        .filter(events::at.ge(asked.bounds.from()))
        .filter(events::at.lt(asked.bounds.until()))
        .order(events::id.desc())
        .limit(asked.most)
        .select(Stored::as_select())
        .into_boxed();
    // Of one record the index gives the rows in their order.
    let query = match (whose, &asked.records[..]) {
        (Whose::Person, many) => {
            query.filter(one_of(events::individual_id.assume_not_null(), many))
        }
        (Whose::Case, many) => query
            .filter(events::case_id.eq_any(&asked.moved.own))
            .filter(events::individual_id.ne_all(many)),
    };
    let moved = &asked.moved;
    let query = match whose {
        Whose::Person if moved.is_anything_of_others() => query
            .filter(
                events::case_id
                    .is_null()
                    .or(events::case_id.ne_all(&moved.others)),
            )
            .filter(events::subject_id.ne_all(&moved.other_things)),
        Whose::Person | Whose::Case => query,
    };
    // Only where there is a bound: SQLite takes a range that leaves nothing out for a narrow one, and
    // goes along all rows.
    let query = match asked.until() {
        Some(until) => query.filter(events::id.lt(until)),
        None => query,
    };
    let query = match asked.since() {
        Some(since) => query.filter(events::id.ge(since)),
        None => query,
    };
    let rows: Vec<Stored> = query.load(tx.conn())?;
    let deed = |row: Stored| {
        Ok(Deed {
            id: row.id.0,
            at: row.at.into(),
            by: by(&row.actor_kind, row.actor_id),
            act: Act::Changed(
                serde_json::from_str(&row.payload).map_err(|_| Error::Corrupt("event"))?,
            ),
            purpose: None,
            case: row.case_id.map(Into::into),
            office: row.office_id.map(Into::into),
        })
    };
    rows.into_iter().map(deed).collect()
}

#[derive(Queryable)]
struct Read {
    id: Uid,
    at: Instant,
    actor_kind: String,
    actor_id: Option<Uid>,
    purpose: Option<String>,
    resource: String,
    section: Option<String>,
    case_id: Option<Uid>,
}

/// What was read.
fn reads(tx: &mut Tx<'_>, asked: &Asked, whose: Whose) -> Result<Vec<Deed>, Error> {
    let query = accesses::table
        .filter(accesses::organisation_id.eq(tx.org()))
        .filter(accesses::at.ge(asked.bounds.from()))
        .filter(accesses::at.lt(asked.bounds.until()))
        .order(accesses::id.desc())
        .limit(asked.most)
        .select((
            accesses::id,
            accesses::at,
            accesses::actor_kind,
            accesses::actor_id,
            accesses::purpose,
            accesses::resource,
            accesses::section,
            accesses::case_id,
        ))
        .into_boxed();
    let query = match (whose, &asked.records[..]) {
        (Whose::Person, many) => {
            query.filter(one_of(accesses::individual_id.assume_not_null(), many))
        }
        (Whose::Case, many) => query
            .filter(accesses::case_id.eq_any(&asked.moved.own))
            .filter(accesses::individual_id.ne_all(many)),
    };
    let query = match whose {
        Whose::Person if !asked.moved.others.is_empty() => query.filter(
            accesses::case_id
                .is_null()
                .or(accesses::case_id.ne_all(&asked.moved.others)),
        ),
        Whose::Person | Whose::Case => query,
    };
    // Only where there is a bound: SQLite takes a range that leaves nothing out for a narrow one, and
    // goes along all rows.
    let query = match asked.until() {
        Some(until) => query.filter(accesses::id.lt(until)),
        None => query,
    };
    let query = match asked.since() {
        Some(since) => query.filter(accesses::id.ge(since)),
        None => query,
    };
    let rows: Vec<Read> = query.load(tx.conn())?;
    let deed = |row: Read| {
        let seen = Seen {
            part: Part::named(&row.resource),
            section: maybe_parsed(row.section.as_deref(), "section")?,
        };
        Ok(Deed {
            id: row.id.0,
            at: row.at.into(),
            by: by(&row.actor_kind, row.actor_id),
            act: Act::Read(seen),
            purpose: row.purpose,
            case: row.case_id.map(Into::into),
            office: None,
        })
    };
    rows.into_iter().map(deed).collect()
}

#[derive(Queryable)]
struct File {
    id: Uid,
    at: Instant,
    started_by: Option<Uid>,
    office_id: Uid,
    request: String,
}

/// What of an import's request is told.
#[derive(Deserialize)]
struct Import {
    reason: String,
}

/// Files that tell of the person and were brought in.
fn brought_in(tx: &mut Tx<'_>, asked: &Asked) -> Result<Vec<Deed>, Error> {
    let telling = import_rows::table
        .filter(import_rows::organisation_id.eq(tx.org()))
        .filter(
            import_rows::individual_id
                .eq_any(asked.records.iter().copied().map(Some).collect::<Vec<_>>()),
        )
        .select(import_rows::import_id);
    let rows: Vec<File> = imports::table
        .filter(imports::organisation_id.eq(tx.org()))
        .filter(imports::id.eq_any(telling))
        .filter(imports::id.lt(asked.before))
        .filter(imports::id.ge(asked.bounds.first_id()))
        .filter(imports::id.lt(asked.bounds.last_id()))
        .filter(imports::created_at.ge(asked.bounds.from()))
        .filter(imports::created_at.lt(asked.bounds.until()))
        .order(imports::id.desc())
        .limit(asked.most)
        .select((
            imports::id,
            imports::created_at,
            imports::started_by,
            imports::office_id,
            imports::request,
        ))
        .load(tx.conn())?;
    let deed = |row: File| {
        let request: Import =
            serde_json::from_str(&row.request).map_err(|_| Error::Corrupt("import"))?;
        let reason: ImportReason = parsed(&request.reason, "reason")?;
        let at: DateTime<Utc> = row.at.into();
        Ok(Deed {
            id: row.id.0,
            at,
            by: row.started_by.map_or(By::System, |id| By::Staff(id.into())),
            act: Act::Imported(reason),
            purpose: None,
            case: None,
            office: Some(row.office_id.into()),
        })
    };
    rows.into_iter().map(deed).collect()
}

/// What of the request for a file is told.
#[derive(Deserialize)]
struct Export {
    purpose: String,
}

/// When, which one, by whom, and what was asked for.
type Taken = (Uid, Instant, Uid, String);

fn of_export((id, at, staff, request): Taken, act: Act) -> Result<Deed, Error> {
    let request: Export = serde_json::from_str(&request).map_err(|_| Error::Corrupt("export"))?;
    Ok(Deed {
        id: id.0,
        at: at.into(),
        by: By::Staff(staff.into()),
        act,
        purpose: Some(request.purpose),
        case: None,
        office: None,
    })
}

/// Files that tell of the person and were asked for. Also those that were fetched afterwards: what
/// was told of a day is told of it for ever.
fn asked_for(tx: &mut Tx<'_>, asked: &Asked) -> Result<Vec<Deed>, Error> {
    let telling = export_subjects::table
        .filter(export_subjects::organisation_id.eq(tx.org()))
        .filter(export_subjects::individual_id.eq_any(&asked.records))
        .select(export_subjects::export_id);
    let rows: Vec<Taken> = exports::table
        .filter(exports::organisation_id.eq(tx.org()))
        .filter(exports::id.eq_any(telling))
        .filter(exports::id.lt(asked.before))
        .filter(exports::id.ge(asked.bounds.first_id()))
        .filter(exports::id.lt(asked.bounds.last_id()))
        .filter(exports::created_at.ge(asked.bounds.from()))
        .filter(exports::created_at.lt(asked.bounds.until()))
        .order(exports::id.desc())
        .limit(asked.most)
        .select((
            exports::id,
            exports::created_at,
            exports::requested_by,
            exports::request,
        ))
        .load(tx.conn())?;
    let deeds = rows.into_iter().map(|row| of_export(row, Act::AskedFor));
    deeds.collect()
}

/// Files that tell of the person and were fetched, each when it was handed out first.
fn taken_out(tx: &mut Tx<'_>, asked: &Asked) -> Result<Vec<Deed>, Error> {
    let telling = export_subjects::table
        .filter(export_subjects::organisation_id.eq(tx.org()))
        .filter(export_subjects::individual_id.eq_any(&asked.records))
        .select(export_subjects::export_id);
    let handed_out_at = exports::handed_out_at.assume_not_null();
    let rows: Vec<Taken> = exports::table
        .filter(exports::organisation_id.eq(tx.org()))
        .filter(exports::id.eq_any(telling))
        .filter(exports::handed_out_at.is_not_null())
        .filter(handed_out_at.ge(asked.bounds.from()))
        .filter(handed_out_at.lt(asked.bounds.until()))
        .filter(handed_out_at.lt(end_of(asked.before)))
        .order((handed_out_at.desc(), exports::id.desc()))
        // One more, because the one at which the page before ended may be read again.
        .limit(asked.most + 1)
        .select((
            exports::id,
            handed_out_at,
            exports::requested_by,
            exports::request,
        ))
        .load(tx.conn())?;
    let deeds = rows.into_iter().map(|(id, at, staff, request)| {
        let place = Uid(place_of(id.0, at.into()));
        of_export((place, at, staff, request), Act::Exported)
    });
    let deeds: Vec<Deed> = deeds.collect::<Result<_, Error>>()?;
    let mut deeds: Vec<Deed> = deeds
        .into_iter()
        .filter(|deed| deed.id < asked.before.0)
        .collect();
    deeds.truncate(usize::try_from(asked.most).unwrap_or(usize::MAX));
    Ok(deeds)
}

/// The place of something that has an instant but no identifier of its own among identifiers of
/// that instant (UUID of version 7): the instant to the microsecond, and then what it is about.
fn place_of(thing: Uuid, at: DateTime<Utc>) -> Uuid {
    let micros = u128::try_from(at.timestamp_micros()).unwrap_or(0);
    let tail = thing.as_u128() & u128::from(u64::MAX);
    Uuid::from_u128(((micros / 1_000) << 80) | (0x7 << 76) | ((micros % 1_000) << 64) | tail)
}

/// The end of the millisecond that an identifier was minted in.
fn end_of(id: Uid) -> Instant {
    let millis = i64::try_from(id.0.as_u128() >> 80).unwrap_or(i64::MAX);
    let last = DateTime::from_timestamp(LAST_SECOND, 0).unwrap_or_default();
    DateTime::from_timestamp_millis(millis)
        .map_or(last, |at| at.min(last) + TimeDelta::milliseconds(1))
        .into()
}

/// The last second of the year 9999, which both engines can hold.
const LAST_SECOND: i64 = 253_402_300_799;

fn by(kind: &str, id: Option<Uid>) -> By {
    match (kind, id) {
        ("staff", Some(id)) => By::Staff(id.into()),
        ("machine", Some(id)) => By::Program(id.into()),
        ("anonymous", _) => By::Anonymous,
        _ => By::System,
    }
}
