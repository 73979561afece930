//! What came after a merge, by what the database counted when it was made.
//!
//! Both records of a merge are held while it is made, and whoever writes about a person holds its
//! record: so what is counted then is all that was there, and whatever is counted beyond it came
//! since. No clock is asked. Of merges from before anything was counted the identifiers tell, which
//! are minted in the order of time.

use std::collections::{BTreeSet, HashMap};

use diesel::dsl::max;
use domain::event::Fact;

use super::moves::Found;
use super::*;
use crate::schema::{events, individual_section_versions as written, merge_counts, merge_written};

#[derive(Insertable)]
#[diesel(table_name = merge_counts, treat_none_as_default_value = false)]
struct Count {
    organisation_id: Uid,
    merge_id: Uid,
    kind: String,
    held: i64,
}

#[derive(Insertable)]
#[diesel(table_name = merge_written, treat_none_as_default_value = false)]
struct Written {
    organisation_id: Uid,
    merge_id: Uid,
    section: String,
    version: i64,
}

/// The place of a new merge of two records that are held: after all others of either.
pub(super) fn ordinal(tx: &mut Tx<'_>, merge: &Merge) -> Result<i64, Error> {
    let both = [Uid::from(merge.survivor), Uid::from(merge.absorbed)];
    let of_either = merges::survivor_id
        .eq_any(both)
        .or(merges::absorbed_id.eq_any(both));
    let last: Option<i64> = merges::table
        .filter(merges::organisation_id.eq(tx.org()))
        .filter(of_either)
        .select(max(merges::ordinal))
        .first(tx.conn())?;
    Ok(last.unwrap_or_default() + 1)
}

/// Counts what the survivor has with the merge.
pub(super) fn mark(tx: &mut Tx<'_>, merge: &Merge) -> Result<(), Error> {
    let (organisation_id, merge_id) = (tx.org(), Uid::from(merge.id));
    // At most one statement for each kind, and for each section.
    for (kind, rows) in moves::found(tx, merge.survivor.into())? {
        let row = Count {
            organisation_id,
            merge_id,
            kind: kind.to_string(),
            held: counted(&rows)?,
        };
        diesel::insert_into(merge_counts::table)
            .values(&row)
            .execute(tx.conn())?;
    }
    for (section, version) in versions(tx, merge)? {
        let row = Written {
            organisation_id,
            merge_id,
            section,
            version,
        };
        diesel::insert_into(merge_written::table)
            .values(&row)
            .execute(tx.conn())?;
    }
    Ok(())
}

fn counted(rows: &Found) -> Result<i64, Error> {
    i64::try_from(rows.len()).map_err(|_| Error::Corrupt("rows"))
}

/// The last version of each section that somebody wrote to the survivor. What a merge takes over, or
/// an undo gives back, is written by nobody.
fn versions(tx: &mut Tx<'_>, merge: &Merge) -> Result<Vec<(String, i64)>, Error> {
    let found: Vec<(String, Option<i64>)> = written::table
        .filter(written::organisation_id.eq(tx.org()))
        .filter(written::individual_id.eq(Uid::from(merge.survivor)))
        .group_by(written::section)
        .select((written::section, max(written::version)))
        .load(tx.conn())?;
    let found = found.into_iter();
    Ok(found
        .filter_map(|(section, version)| Some((section, version?)))
        .collect())
}

/// The place of a merge; none when it was made before merges were counted.
fn place(tx: &mut Tx<'_>, merge: &Merge) -> Result<Option<i64>, Error> {
    let ordinal: i64 = merges::table
        .find((tx.org(), Uid::from(merge.id)))
        .select(merges::ordinal)
        .first(tx.conn())?;
    Ok((ordinal > 0).then_some(ordinal))
}

/// The last merge of the survivor that came after this one and was not undone.
fn later(tx: &mut Tx<'_>, merge: &Merge, place: Option<i64>) -> Result<Option<MergeId>, Error> {
    let survivor = Uid::from(merge.survivor);
    let ordinal = place.unwrap_or_default();
    let uncounted = merges::ordinal
        .eq(ordinal)
        .and(merges::id.gt(Uid::from(merge.id)));
    let found: Option<Uid> = merges::table
        .filter(merges::organisation_id.eq(tx.org()))
        .filter(
            merges::survivor_id
                .eq(survivor)
                .or(merges::absorbed_id.eq(survivor)),
        )
        .filter(merges::status.eq(MergeStatus::Merged.to_string()))
        .filter(merges::ordinal.gt(ordinal).or(uncounted))
        .order((merges::ordinal.desc(), merges::id.desc()))
        .select(merges::id)
        .first(tx.conn())
        .optional()?;
    Ok(found.map(MergeId::from))
}

/// What happened since the merge that decides whether it can be undone.
pub fn since(tx: &mut Tx<'_>, merge: &Merge) -> Result<Since, Error> {
    if merge.status == MergeStatus::Undone {
        return Ok(Since::default());
    }
    let place = place(tx, merge)?;
    let names = if place.is_some() {
        written_beyond(tx, merge)?
    } else {
        written_after(tx, merge)?
    };
    Ok(Since {
        later: later(tx, merge, place)?,
        case_opened: moves::case_opened_since(tx, merge)?,
        sections: taken::staying(tx, merge, &names)?,
        made: made(tx, merge)?,
    })
}

/// The sections that were written to the survivor beyond the versions of the merge.
fn written_beyond(tx: &mut Tx<'_>, merge: &Merge) -> Result<BTreeSet<String>, Error> {
    let before: Vec<(String, i64)> = merge_written::table
        .filter(merge_written::organisation_id.eq(tx.org()))
        .filter(merge_written::merge_id.eq(Uid::from(merge.id)))
        .order(merge_written::section)
        .select((merge_written::section, merge_written::version))
        .load(tx.conn())?;
    let before: HashMap<String, i64> = before.into_iter().collect();
    let now = versions(tx, merge)?.into_iter();
    let beyond = now.filter(|(section, version)| before.get(section).is_none_or(|b| version > b));
    Ok(beyond.map(|(section, _)| section).collect())
}

/// The sections that were written to the survivor after a merge from before these were counted.
fn written_after(tx: &mut Tx<'_>, merge: &Merge) -> Result<BTreeSet<String>, Error> {
    let written: Vec<String> = events::table
        .filter(events::organisation_id.eq(tx.org()))
        .filter(events::individual_id.eq(Uid::from(merge.survivor)))
        .filter(events::id.gt(Uid::from(merge.id)))
        .filter(events::kind.eq("section_replaced"))
        .select(events::payload)
        .load(tx.conn())?;
    let mut names = BTreeSet::new();
    for payload in written {
        if let Fact::SectionReplaced { section, .. } =
            serde_json::from_str(&payload).map_err(|_| Error::Corrupt("event"))?
        {
            names.insert(section);
        }
    }
    Ok(names)
}

/// What was made since the merge, by the kind and how much of it: it stays with the survivor,
/// because nobody can tell whose it is.
fn made(tx: &mut Tx<'_>, merge: &Merge) -> Result<Vec<(String, usize)>, Error> {
    let before: Vec<(String, i64)> = merge_counts::table
        .filter(merge_counts::organisation_id.eq(tx.org()))
        .filter(merge_counts::merge_id.eq(Uid::from(merge.id)))
        .order(merge_counts::kind)
        .select((merge_counts::kind, merge_counts::held))
        .load(tx.conn())?;
    let before: HashMap<String, i64> = before.into_iter().collect();
    let mut made = Vec::new();
    for (kind, mut rows) in moves::found(tx, merge.survivor.into())? {
        let back = moves::followers(tx, merge, kind)?;
        rows.retain(|(id, _)| !back.contains(id));
        let since = match before.get(&kind.to_string()) {
            Some(held) => usize::try_from(counted(&rows)? - held).unwrap_or_default(),
            None => rows.iter().filter(|(id, _)| id.0 > merge.id.uuid()).count(),
        };
        // A record that was merged since refuses the undo.
        if kind != Kind::Individual && since > 0 {
            made.push((kind.to_string(), since));
        }
    }
    Ok(made)
}
