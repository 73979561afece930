//! What is taken: of a counsellor, a person and a room there is one at a time.
//!
//! The rows are made from whatever holds them, and can be made again. That nothing is taken twice
//! the primary key sees to, however many book at once; what is looked up before is for the answer
//! alone, which then says what is not free.

use std::collections::BTreeSet;

use diesel::prelude::*;
use domain::appointments::Resource;
use domain::kernel::{GRID_MINUTES, Refusal, Span};

use crate::cached::filled;
use crate::error::Error;
use crate::on_each;
use crate::reach::Condition;
use crate::schema::occupancy;
use crate::sql_types::Uid;
use crate::tx::Tx;

/// How many rows one statement writes: SQLite takes at most 32,766 values.
const CHUNK: usize = 1_000;

/// The seconds of a piece.
const PIECE: i64 = GRID_MINUTES as i64 * 60;

/// Something that is taken, with what it is called in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Taken {
    pub(crate) id: Uid,
    pub(crate) resource: Resource,
}

impl Taken {
    const fn kind(self) -> &'static str {
        match self.resource {
            Resource::Counsellor => "staff",
            Resource::Person => "person",
            Resource::Room => "room",
        }
    }
}

/// Who takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Holder {
    pub(crate) kind: &'static str,
    pub(crate) id: Uid,
}

#[derive(Debug, Insertable)]
#[diesel(table_name = occupancy, treat_none_as_default_value = false)]
struct Row {
    organisation_id: Uid,
    resource_id: Uid,
    slot: i64,
    resource_kind: &'static str,
    holder_kind: &'static str,
    holder_id: Uid,
}

/// The pieces of a span: the first one, and the first one behind it.
fn pieces(span: Span) -> (i64, i64) {
    let piece = |at: chrono::DateTime<chrono::Utc>| at.timestamp().div_euclid(PIECE);
    (piece(span.starts()), piece(span.ends()))
}

/// The rows of these resources, in one order for everybody: two who want the same things wait for
/// each other, and never each for the other.
fn rows(tx: &Tx<'_>, holder: Holder, mut taken: Vec<Taken>, span: Span) -> Vec<Row> {
    taken.sort_unstable();
    let (first, behind) = pieces(span);
    let organisation_id = tx.org();
    let each = taken.into_iter().flat_map(|one| {
        (first..behind).map(move |slot| Row {
            organisation_id,
            resource_id: one.id,
            slot,
            resource_kind: one.kind(),
            holder_kind: holder.kind,
            holder_id: holder.id,
        })
    });
    each.collect()
}

/// Takes these for the span; refuses with the first of them that is not free.
pub(crate) fn take(
    tx: &mut Tx<'_>,
    holder: Holder,
    taken: Vec<Taken>,
    span: Span,
) -> Result<(), Error> {
    take_each(tx, &[(holder, span)], &taken)
}

/// Takes all of these for each of the spans; refuses with the first of them that is not free.
pub(crate) fn take_each(
    tx: &mut Tx<'_>,
    holders: &[(Holder, Span)],
    taken: &[Taken],
) -> Result<(), Error> {
    let ids: Vec<Uid> = taken.iter().map(|one| one.id).collect();
    let spans: Vec<Span> = holders.iter().map(|(_, span)| *span).collect();
    let busy = busy(tx, &ids, &spans, None)?;
    let busy = taken.iter().filter(|one| busy.contains(&one.id));
    if let Some(resource) = busy.map(|one| one.resource).min() {
        let resource = Some(resource);
        return Err(Refusal::SlotTaken { resource }.into());
    }
    let mut all = Vec::new();
    for (holder, span) in holders {
        all.extend(rows(tx, *holder, taken.to_vec(), *span));
    }
    for rows in all.chunks(CHUNK) {
        let conn = tx.conn();
        // Multi-row inserts exist on the concrete engines only.
        let inserted = on_each!(conn, |c| diesel::insert_into(occupancy::table)
            .values(rows)
            .execute(c));
        let first_come = Refusal::SlotTaken { resource: None };
        inserted.map_err(|error| Error::from(error).taken(first_come))?;
    }
    Ok(())
}

/// Which of these are taken at one of the spans, by anybody but `except`.
pub(crate) fn busy(
    tx: &mut Tx<'_>,
    ids: &[Uid],
    spans: &[Span],
    except: Option<Uid>,
) -> Result<BTreeSet<Uid>, Error> {
    if ids.is_empty() || spans.is_empty() {
        return Ok(BTreeSet::new());
    }
    let within = |span: &Span| -> Condition<occupancy::table> {
        let (first, behind) = pieces(*span);
        Box::new(occupancy::slot.ge(first).and(occupancy::slot.lt(behind)))
    };
    let never: Condition<occupancy::table> = Box::new(occupancy::slot.ne(occupancy::slot));
    let at_one = spans
        .iter()
        .fold(never, |all, span| Box::new(all.or(within(span))));
    let nobody = Uid(uuid::Uuid::nil());
    let busy: Vec<Uid> = occupancy::table
        .filter(occupancy::organisation_id.eq(tx.org()))
        .filter(occupancy::resource_id.eq_any(filled(ids.iter().copied())))
        .filter(occupancy::holder_id.ne(except.unwrap_or(nobody)))
        .select(occupancy::resource_id)
        .distinct()
        .into_boxed()
        .filter(at_one)
        .load(tx.conn())?;
    Ok(busy.into_iter().collect())
}

/// Takes what of these is free for the span; the rest stays with whoever was there first.
pub(crate) fn take_free(
    tx: &mut Tx<'_>,
    holder: Holder,
    taken: Vec<Taken>,
    span: Span,
) -> Result<(), Error> {
    let rows = rows(tx, holder, taken, span);
    insert_free(tx, &rows)
}

/// The same for each of the spans.
pub(crate) fn take_free_each(
    tx: &mut Tx<'_>,
    holders: &[(Holder, Span)],
    taken: &[Taken],
) -> Result<(), Error> {
    let mut all = Vec::new();
    for (holder, span) in holders {
        all.extend(rows(tx, *holder, taken.to_vec(), *span));
    }
    insert_free(tx, &all)
}

fn insert_free(tx: &mut Tx<'_>, rows: &[Row]) -> Result<(), Error> {
    for rows in rows.chunks(CHUNK) {
        let conn = tx.conn();
        // ON CONFLICT exists on the concrete engines only.
        on_each!(conn, |c| diesel::insert_into(occupancy::table)
            .values(rows)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(())
}

/// Whether somebody took anything.
pub(crate) fn is_taken_by(tx: &mut Tx<'_>, holder: Uid) -> Result<bool, Error> {
    let found: Option<i64> = occupancy::table
        .filter(occupancy::organisation_id.eq(tx.org()))
        .filter(occupancy::holder_id.eq(holder))
        .select(occupancy::slot)
        .first(tx.conn())
        .optional()?;
    Ok(found.is_some())
}

/// Gives back all that somebody took.
pub(crate) fn free(tx: &mut Tx<'_>, holder: Uid) -> Result<(), Error> {
    let own = occupancy::table
        .filter(occupancy::organisation_id.eq(tx.org()))
        .filter(occupancy::holder_id.eq(holder));
    diesel::delete(own).execute(tx.conn())?;
    Ok(())
}

/// Gives back what somebody took of one resource for these.
pub(crate) fn free_of(tx: &mut Tx<'_>, resource: Uid, holders: &[Uid]) -> Result<(), Error> {
    let own = occupancy::table
        .filter(occupancy::organisation_id.eq(tx.org()))
        .filter(occupancy::resource_id.eq(resource))
        .filter(occupancy::holder_id.eq_any(filled(holders.iter().copied())));
    diesel::delete(own).execute(tx.conn())?;
    Ok(())
}

/// The same person by another record, for these of many holders whom they share with others.
pub(crate) fn repoint_shared(
    tx: &mut Tx<'_>,
    (from, to): (Uid, Uid),
    holders: &[(Holder, Span)],
) -> Result<(), Error> {
    let ids: Vec<Uid> = holders.iter().map(|(holder, _)| holder.id).collect();
    free_of(tx, from, &ids)?;
    let person = Taken {
        id: to,
        resource: Resource::Person,
    };
    let mut all: Vec<Row> = Vec::new();
    for (holder, span) in holders {
        all.extend(rows(tx, *holder, vec![person], *span));
    }
    insert_free(tx, &all)
}

/// Takes a person for these spans in the place of another record of the same person. What lies in
/// the past may be taken twice by now: then the one that was there first keeps it, and nothing of
/// the other is lost, because each of them stands in its own row. However many they are, they take a
/// few statements.
pub(crate) fn repoint(
    tx: &mut Tx<'_>,
    person: Uid,
    holders: &[(Holder, Span)],
) -> Result<(), Error> {
    let ids: Vec<Uid> = holders.iter().map(|(holder, _)| holder.id).collect();
    let own = occupancy::table
        .filter(occupancy::organisation_id.eq(tx.org()))
        .filter(occupancy::holder_id.eq_any(ids))
        .filter(occupancy::resource_kind.eq("person"));
    diesel::delete(own).execute(tx.conn())?;
    let person = Taken {
        id: person,
        resource: Resource::Person,
    };
    let mut all: Vec<Row> = Vec::new();
    for (holder, span) in holders {
        all.extend(rows(tx, *holder, vec![person], *span));
    }
    insert_free(tx, &all)
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};
    use uuid::Uuid;

    use super::*;
    use crate::rig::Rig;

    fn holder(number: u128) -> Holder {
        Holder {
            kind: "appointment",
            id: Uid(Uuid::from_u128(number)),
        }
    }

    fn one(number: u128, resource: Resource) -> Taken {
        Taken {
            id: Uid(Uuid::from_u128(number)),
            resource,
        }
    }

    fn hour(starts: &str) -> Span {
        let starts: DateTime<Utc> = starts.parse().unwrap();
        Span::new(starts, starts + TimeDelta::hours(1)).unwrap()
    }

    fn refused(outcome: Result<(), Error>) -> Option<Resource> {
        match outcome {
            Ok(()) => None,
            Err(Error::Refused(Refusal::SlotTaken { resource })) => {
                Some(resource.expect("looked up before"))
            }
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn what_is_taken_is_taken_once_and_given_back() {
        for rig in Rig::on_each_engine() {
            let all = vec![one(3, Resource::Counsellor), one(40, Resource::Person)];
            let take = |number, taken: Vec<Taken>, starts: &'static str| {
                let taken = std::sync::Arc::new(taken);
                refused(rig.write(move |tx| take(tx, holder(number), taken.to_vec(), hour(starts))))
            };
            assert_eq!(take(1, all.clone(), "2026-03-09T09:00:00Z"), None);
            let same = take(2, all.clone(), "2026-03-09T09:55:00Z");
            assert_eq!(same, Some(Resource::Counsellor));
            let person = vec![one(4, Resource::Counsellor), one(40, Resource::Person)];
            let same = take(2, person, "2026-03-09T08:05:00Z");
            assert_eq!(same, Some(Resource::Person));
            assert_eq!(take(2, all.clone(), "2026-03-09T10:00:00Z"), None);
            let of = |number| rig.read(|tx| is_taken_by(tx, holder(number).id)).unwrap();
            assert!(of(1) && of(2));
            rig.write(|tx| free(tx, holder(1).id)).unwrap();
            assert!(!of(1) && of(2));
            assert_eq!(take(3, all, "2026-03-09T09:00:00Z"), None);
        }
    }

    #[test]
    fn who_corrects_the_past_takes_only_what_is_free() {
        for rig in Rig::on_each_engine() {
            let there = vec![one(3, Resource::Counsellor)];
            let span = hour("2026-01-12T09:00:00Z");
            rig.write(move |tx| take(tx, holder(1), there.clone(), span))
                .unwrap();
            let both = vec![one(3, Resource::Counsellor), one(40, Resource::Person)];
            rig.write(move |tx| take_free(tx, holder(2), both.clone(), span))
                .unwrap();
            let count = |of: u128| {
                rig.read(|tx| {
                    let all = occupancy::table.filter(occupancy::organisation_id.eq(tx.org()));
                    let own = all.filter(occupancy::holder_id.eq(holder(of).id));
                    Ok(own.count().get_result::<i64>(tx.conn())?)
                })
            };
            assert_eq!((count(1).unwrap(), count(2).unwrap()), (12, 12));
        }
    }

    #[test]
    fn an_hour_of_the_past_may_belong_to_two_records_of_one_person() {
        for rig in Rig::on_each_engine() {
            let kept = Uid(Uuid::from_u128(40));
            let at = |number, person, starts| {
                let staff = one(number + 100, Resource::Counsellor);
                let taken = vec![staff, one(person, Resource::Person)];
                rig.write(move |tx| take(tx, holder(number), taken.clone(), hour(starts)))
                    .unwrap();
            };
            at(1, 40, "2026-01-12T09:00:00Z");
            at(2, 41, "2026-01-12T09:30:00Z");
            let moved = [(holder(2), hour("2026-01-12T09:30:00Z"))];
            let count = || {
                rig.read(|tx| {
                    let all = occupancy::table.filter(occupancy::organisation_id.eq(tx.org()));
                    let of_kept = all.filter(occupancy::resource_id.eq(kept));
                    Ok(of_kept.count().get_result::<i64>(tx.conn())?)
                })
            };
            assert_eq!(count().unwrap(), 12);
            rig.write(move |tx| repoint(tx, kept, &moved)).unwrap();
            assert_eq!(count().unwrap(), 18);
            let other = Uid(Uuid::from_u128(41));
            rig.write(move |tx| repoint(tx, other, &moved)).unwrap();
            assert_eq!(count().unwrap(), 12);
        }
    }
}
