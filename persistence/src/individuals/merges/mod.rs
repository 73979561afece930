//! Two records of one person become one: what refers to the absorbed record refers to the survivor
//! from then on, each changed row is written down, and an undo changes exactly these back.
//!
//! Facts and accesses are never rewritten: they keep the record that they were written about, and
//! whoever asks for those of a person asks for all its records. Keys and names of the absorbed
//! record stay with it too, so that it is still found by them. Sealed rows will not move either:
//! their associated data name the record, so a merge leaves their conflict to whoever may open them.

mod moves;
mod since;
mod taken;

use diesel::prelude::*;
use domain::actor::OfficeId;
use domain::event::IndividualId;
use domain::individuals::merging::{Half, Merge, MergeId, MergeStatus, Since};
use domain::individuals::{Identifiers, SectionName};
use domain::kernel::{Changed, Named, Version};
use domain::policy::Action;

use super::sections::{self, Person};
use super::survivor;
use crate::backend::Conn;
use crate::cached;
use crate::columns::parsed;
use crate::error::Error;
use crate::schema::{cases, individuals, merge_moves, merge_sections, merges};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;
use crate::{appointments, follow_ups, groups, worklist};

pub use moves::{Kind, Move, moves};
pub use since::since;

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = merges, treat_none_as_default_value = false)]
struct Row {
    organisation_id: Uid,
    id: Uid,
    survivor_id: Uid,
    absorbed_id: Uid,
    reason: String,
    status: String,
    merged_at: Instant,
    merged_by: Option<Uid>,
    undone_at: Option<Instant>,
    undone_by: Option<Uid>,
    version: i64,
    ordinal: i64,
}

impl Row {
    fn merge(&self, sections: Vec<SectionName>) -> Result<Merge, Error> {
        Ok(Merge {
            id: self.id.into(),
            survivor: self.survivor_id.into(),
            absorbed: self.absorbed_id.into(),
            reason: parsed(&self.reason, "reason")?,
            status: parsed(&self.status, "merge status")?,
            merged_at: self.merged_at.into(),
            merged_by: self.merged_by.map(Into::into),
            undone_at: self.undone_at.map(Into::into),
            sections,
            version: Version(self.version),
        })
    }
}

/// A record that another one answers for, and the merge that made it so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MergedFrom {
    /// The record.
    pub id: IndividualId,
    /// The merge.
    pub merge: MergeId,
}

/// Two records, as they stand, if the actor reaches both.
#[derive(Debug)]
pub struct Pair {
    /// The record that is to answer for both.
    pub survivor: Person,
    /// The other one.
    pub absorbed: Named<Person>,
}

/// The two records as they are read: of merged ones those that answer for them.
pub fn pair(tx: &mut Tx<'_>, survivor: IndividualId, other: IndividualId) -> Result<Pair, Error> {
    let first = sections::all(tx, survivor, Action::MergeIndividuals)?;
    let absorbed = match sections::all(tx, other, Action::MergeIndividuals) {
        Ok(person) => Named::Known(person),
        Err(Error::NotFound) => Named::Unknown,
        Err(other) => return Err(other),
    };
    Ok(Pair {
        survivor: first,
        absorbed,
    })
}

/// The same, held until the end of the transaction: nobody writes to either meanwhile, or merges
/// it with a third. Whoever comes second finds the records changed.
pub fn lock(tx: &mut Tx<'_>, survivor: IndividualId, other: IndividualId) -> Result<Pair, Error> {
    let ids = [answering(tx, survivor)?, answering(tx, other)?];
    hold(tx, &ids)?;
    let pair = pair(tx, survivor, other)?;
    let stale = |person: &Person, id| person.id() != id;
    let moved = match &pair.absorbed {
        Named::Known(person) => stale(person, ids[1]),
        Named::Unknown => false,
    };
    if moved || stale(&pair.survivor, ids[0]) {
        return Err(Error::Overtaken);
    }
    Ok(pair)
}

fn answering(tx: &mut Tx<'_>, id: IndividualId) -> Result<IndividualId, Error> {
    Ok(survivor(tx, id)?.unwrap_or(id))
}

/// Row locks exist on PostgreSQL only; SQLite has one writer. In one order for everybody.
fn hold(tx: &mut Tx<'_>, ids: &[IndividualId]) -> Result<(), Error> {
    let ids: Vec<Uid> = ids.iter().copied().map(Uid::from).collect();
    let organisation_id = tx.org();
    if let Conn::Pg(c) = tx.conn() {
        individuals::table
            .filter(individuals::organisation_id.eq(organisation_id))
            .filter(individuals::id.eq_any(ids))
            .order(individuals::id)
            .select(individuals::id)
            .for_update()
            .load::<Uid>(c)?;
    }
    Ok(())
}

/// What of a record decides whether it can be merged.
pub fn half(tx: &mut Tx<'_>, person: &Person) -> Result<Half, Error> {
    let running: Vec<Uid> = cases::table
        .filter(cases::organisation_id.eq(tx.org()))
        .filter(cases::individual_id.eq(Uid::from(person.id())))
        .filter(cases::status.ne("closed"))
        .order(cases::office_id)
        .select(cases::office_id)
        .load(tx.conn())?;
    let sections = person.stamps()?.into_iter().map(|stamp| stamp.section);
    let mut expected = appointments::expected(tx, person.id())?;
    expected.extend(groups::expected(tx, person.id())?);
    let pending = appointments::pending(tx, person.id())?;
    let groups = groups::active_in(tx, person.id())?;
    Ok(Half {
        id: person.id(),
        office: person.office(),
        identifiers: person.section::<Identifiers>()?,
        running_at: running.into_iter().map(OfficeId::from).collect(),
        expected,
        pending,
        groups,
        sections: sections.collect(),
    })
}

/// The same of the absorbed record, when it is there.
pub fn other_half(tx: &mut Tx<'_>, pair: &Pair) -> Result<Named<Half>, Error> {
    Ok(match &pair.absorbed {
        Named::Known(person) => Named::Known(half(tx, person)?),
        Named::Unknown => Named::Unknown,
    })
}

/// Makes one of two records that are held.
pub fn insert(tx: &mut Tx<'_>, changed: Changed<Merge>, pair: &Pair) -> Result<Merge, Error> {
    let merge = tx.record(changed);
    let Named::Known(absorbed) = &pair.absorbed else {
        return Err(Error::NotFound);
    };
    let row = Row {
        organisation_id: tx.org(),
        id: merge.id.into(),
        survivor_id: merge.survivor.into(),
        absorbed_id: merge.absorbed.into(),
        reason: merge.reason.to_string(),
        status: merge.status.to_string(),
        merged_at: merge.merged_at.into(),
        merged_by: merge.merged_by.map(Uid::from),
        undone_at: None,
        undone_by: None,
        version: merge.version.0,
        ordinal: since::ordinal(tx, &merge)?,
    };
    diesel::insert_into(merges::table)
        .values(&row)
        .execute(tx.conn())?;
    moves::give(tx, &merge)?;
    taken::take_over(tx, &merge, &pair.survivor, absorbed)?;
    since::mark(tx, &merge)?;
    // Whoever read a version by the other identifier has not read this record.
    let gone = pair.survivor.row().versions_gone.max(absorbed.version().0);
    count(tx, merge.survivor, 1 + absorbed.absorbed(), gone)?;
    worklist::of_people(tx, &[merge.survivor])?;
    follow_ups::after_merge(tx, merge.survivor)?;
    Ok(merge)
}

/// The record answers for so many more records, and counts so much of its versions as gone.
fn count(tx: &mut Tx<'_>, id: IndividualId, more: i64, gone: i64) -> Result<(), Error> {
    let key = individuals::table.find((tx.org(), Uid::from(id)));
    let update = diesel::update(key)
        .set((
            individuals::absorbed.eq(individuals::absorbed + more),
            individuals::versions_gone.eq(gone),
        ))
        .returning(individuals::absorbed);
    let counted: Option<i64> = cached::changed(update, tx.conn())?;
    counted.map(drop).ok_or(Error::NotFound)
}

/// The merge, if the actor reaches the record that answers for both.
pub fn get(tx: &mut Tx<'_>, id: MergeId) -> Result<Merge, Error> {
    crate::reach::of(tx, Action::MergeIndividuals)?;
    let row: Row = merges::table
        .find((tx.org(), Uid::from(id)))
        .select(Row::as_select())
        .first(tx.conn())?;
    super::within(tx, row.survivor_id.into(), Action::MergeIndividuals)?;
    let sections: Vec<String> = merge_sections::table
        .filter(merge_sections::organisation_id.eq(tx.org()))
        .filter(merge_sections::merge_id.eq(row.id))
        .order(merge_sections::section)
        .select(merge_sections::section)
        .load(tx.conn())?;
    let sections = sections.iter().map(|name| parsed(name, "section"));
    row.merge(sections.collect::<Result<_, Error>>()?)
}

/// The merge as `get` finds it, with both records held until the end of the transaction.
pub fn lock_to_undo(tx: &mut Tx<'_>, id: MergeId) -> Result<Merge, Error> {
    let merge = get(tx, id)?;
    hold(tx, &[merge.survivor, merge.absorbed])?;
    get(tx, id)
}

/// Undoes a merge whose records are held; fails with `Error::Stale` when another version stands.
pub fn undo(tx: &mut Tx<'_>, changed: Changed<Merge>) -> Result<Merge, Error> {
    let mut merge = tx.record(changed);
    let stored = merges::table
        .find((tx.org(), Uid::from(merge.id)))
        .filter(merges::version.eq(merge.version.0));
    merge.version = merge.version.next();
    let update = diesel::update(stored)
        .set((
            merges::status.eq(merge.status.to_string()),
            merges::undone_at.eq(merge.undone_at.map(Instant::from)),
            merges::undone_by.eq(tx.staff()),
            merges::version.eq(merge.version.0),
        ))
        .returning(merges::version);
    cached::still::<_, i64>(update, tx.conn())?;
    let ends = Ends::of(tx, &merge)?;
    let was_dead = follow_ups::is_dead(tx, merge.survivor.into())?;
    let back = moves::give_back(tx, &merge)?;
    let lost = taken::give_back(tx, &merge, &ends)?;
    // More than every version that anybody read, of the record or of a section that went away.
    let gone = ends.survivor.row().versions_gone + lost + back + 1;
    count(tx, merge.survivor, -back, gone)?;
    let read = ends.survivor.version().0;
    let gone = ends.absorbed.row().versions_gone.max(read);
    count(tx, merge.absorbed, 0, gone)?;
    worklist::of_people(tx, &[merge.survivor, merge.absorbed])?;
    if was_dead {
        follow_ups::after_parting(tx, [merge.survivor, merge.absorbed])?;
    }
    Ok(merge)
}

/// Both records of a merge as they are stored, whoever answers for them.
struct Ends {
    survivor: Person,
    absorbed: Person,
}

impl Ends {
    fn of(tx: &mut Tx<'_>, merge: &Merge) -> Result<Self, Error> {
        let ids = [Uid::from(merge.survivor), Uid::from(merge.absorbed)];
        let rows: Vec<super::Row> = individuals::table
            .filter(individuals::organisation_id.eq(tx.org()))
            .filter(individuals::id.eq_any(ids))
            .select(super::Row::as_select())
            .load(tx.conn())?;
        let mut end = |id: IndividualId| -> Result<Person, Error> {
            let row = rows.iter().find(|row| row.id() == id).cloned();
            let row = row.ok_or(Error::NotFound)?;
            Ok(Person::new(row, sections::standing(tx, id)?))
        };
        Ok(Self {
            survivor: end(merge.survivor)?,
            absorbed: end(merge.absorbed)?,
        })
    }
}

/// The records that a person answers for, each with its merge.
pub fn merged_from(tx: &mut Tx<'_>, person: &Person) -> Result<Vec<MergedFrom>, Error> {
    if person.absorbed() == 0 {
        return Ok(Vec::new());
    }
    let found: Vec<(Uid, Uid)> = individuals::table
        .inner_join(
            merges::table.on(merges::organisation_id
                .eq(individuals::organisation_id)
                .and(merges::absorbed_id.eq(individuals::id))),
        )
        .filter(individuals::organisation_id.eq(tx.org()))
        .filter(individuals::survivor_id.eq(Uid::from(person.id())))
        .filter(merges::status.eq(MergeStatus::Merged.to_string()))
        .order(merges::id)
        .select((individuals::id, merges::id))
        .load(tx.conn())?;
    let found = found.into_iter();
    let merged = found.map(|(id, merge)| MergedFrom {
        id: id.into(),
        merge: merge.into(),
    });
    Ok(merged.collect())
}
