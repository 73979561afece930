//! The sections that a survivor takes over, and gives back.
//!
//! What is taken over is the content with its provenance. No version is added to the history: the
//! absorbed record has it there already, and the history of a person is that of all its records. So
//! an undo finds the history as it was.
//!
//! Versions only grow, under either identifier: whatever stands after a merge or an undo stands
//! above every version that anybody read before, so that a writer who read something else is stale.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::individuals::Identity;
use domain::individuals::merging::Merge;

use super::super::found_by;
use super::sections::Current;
use super::*;
use crate::schema::individual_sections;

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = merge_sections, treat_none_as_default_value = false)]
struct Taken {
    organisation_id: Uid,
    merge_id: Uid,
    section: String,
    written: i64,
    read: Option<i64>,
    source: Option<String>,
    observed_on: Option<NaiveDate>,
    verification: Option<String>,
    recorded_at: Option<Instant>,
    recorded_by: Option<Uid>,
    content: Option<String>,
}

impl Taken {
    fn of(merge: &Merge, taken: &Current, before: Option<Current>) -> Self {
        let none = Self {
            organisation_id: taken.organisation_id,
            merge_id: merge.id.into(),
            section: taken.section.clone(),
            written: taken.version,
            read: None,
            source: None,
            observed_on: None,
            verification: None,
            recorded_at: None,
            recorded_by: None,
            content: None,
        };
        match before {
            None => none,
            Some(before) => Self {
                read: Some(before.version),
                source: Some(before.source),
                observed_on: Some(before.observed_on),
                verification: Some(before.verification),
                recorded_at: Some(before.recorded_at),
                recorded_by: before.recorded_by,
                content: Some(before.content),
                ..none
            },
        }
    }

    /// What stood there before; none when there was nothing.
    fn before(self, merge: &Merge) -> Option<Current> {
        Some(Current {
            organisation_id: self.organisation_id,
            individual_id: merge.survivor.into(),
            section: self.section,
            version: self.read?,
            source: self.source?,
            observed_on: self.observed_on?,
            verification: self.verification?,
            recorded_at: self.recorded_at?,
            recorded_by: self.recorded_by,
            content: self.content?,
        })
    }
}

/// Writes the sections of the absorbed record that the merge takes over. Those that both have and
/// that stay as they are get versions above those of the absorbed record.
pub(super) fn take_over(
    tx: &mut Tx<'_>,
    merge: &Merge,
    survivor: &Person,
    absorbed: &Person,
) -> Result<(), Error> {
    lift(tx, merge.survivor, survivor.sections(), absorbed.sections())?;
    let standing = sections::standing(tx, merge.survivor)?;
    for section in &merge.sections {
        let of = |rows: &[Current]| rows.iter().find(|row| row.is_of(*section)).cloned();
        let mut taken = of(absorbed.sections()).ok_or(Error::Corrupt("section"))?;
        let before = of(&standing);
        let read = before.as_ref().map(|row| row.version);
        let above = read.unwrap_or(survivor.row().versions_gone);
        taken.individual_id = merge.survivor.into();
        taken.version = taken.version.max(above) + 1;
        stand(tx, &taken, read)?;
        let row = Taken::of(merge, &taken, before);
        diesel::insert_into(merge_sections::table)
            .values(&row)
            .execute(tx.conn())?;
    }
    if merge.sections.contains(&SectionName::Identity) {
        // The names change over, so that searches find the person by both.
        let former = survivor.section::<Identity>()?;
        let former = former.ok_or(Error::Corrupt("identity"))?;
        found_by::rename(tx, merge.absorbed, &former.content)?;
    }
    Ok(())
}

/// Gives the sections of a record that `read` has too versions above those there, in one statement.
fn lift(
    tx: &mut Tx<'_>,
    whose: IndividualId,
    own: &[Current],
    read: &[Current],
) -> Result<(), Error> {
    let behind: Vec<(&str, i64)> = own
        .iter()
        .filter_map(|row| {
            let other = read.iter().find(|other| other.section == row.section)?;
            Some((row.section.as_str(), other.version - row.version + 1))
        })
        .filter(|(_, more)| *more > 0)
        .collect();
    let Some(more) = behind.iter().map(|(_, more)| *more).max() else {
        return Ok(());
    };
    let names = behind.into_iter().map(|(name, _)| name);
    let rows = individual_sections::table
        .filter(individual_sections::organisation_id.eq(tx.org()))
        .filter(individual_sections::individual_id.eq(Uid::from(whose)))
        .filter(individual_sections::section.eq_any(names));
    diesel::update(rows)
        .set(individual_sections::version.eq(individual_sections::version + more))
        .execute(tx.conn())?;
    Ok(())
}

/// Lets a row stand where version `read` stood.
fn stand(tx: &mut Tx<'_>, row: &Current, read: Option<i64>) -> Result<(), Error> {
    match read {
        Some(read) => sections::update(tx, row, Version(read))?,
        None => diesel::insert_into(individual_sections::table)
            .values(row)
            .execute(tx.conn())
            .map(drop)?,
    }
    if row.section == IDENTITY {
        let identity: Identity =
            serde_json::from_str(&row.content).map_err(|_| Error::Corrupt("section"))?;
        found_by::rename(tx, row.individual_id.into(), &identity)?;
    }
    Ok(())
}

/// What a merge took over, by the name of the section.
fn taken_by(tx: &mut Tx<'_>, merge: &Merge) -> Result<Vec<Taken>, Error> {
    Ok(merge_sections::table
        .filter(merge_sections::organisation_id.eq(tx.org()))
        .filter(merge_sections::merge_id.eq(Uid::from(merge.id)))
        .order(merge_sections::section)
        .select(Taken::as_select())
        .load(tx.conn())?)
}

/// Of the sections of the survivor that somebody wrote since, by either identifier, those that an
/// undo leaves with it.
pub(super) fn staying(
    tx: &mut Tx<'_>,
    merge: &Merge,
    names: &BTreeSet<String>,
) -> Result<Vec<SectionName>, Error> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let standing = sections::standing(tx, merge.survivor)?;
    let absorbed = sections::standing(tx, merge.absorbed)?;
    let goes_back = |name: &str| {
        let mut rows = standing.iter().filter(|row| row.section == name);
        merge
            .sections
            .iter()
            .any(|taken| <&str>::from(taken) == name)
            && rows.any(|row| stands_as_taken(row, &absorbed))
    };
    let staying = names.iter().filter(|name| !goes_back(name));
    staying.map(|name| parsed(name, "section")).collect()
}

/// Whether nobody wrote a section since it was taken over: it says what the absorbed record says,
/// in whose name nobody writes meanwhile. The version may have grown by other merges.
fn stands_as_taken(row: &Current, absorbed: &[Current]) -> bool {
    let mut absorbed = absorbed.iter();
    absorbed.any(|other| other.section == row.section && other.was_written_with(row))
}

/// Puts every section back that stands as the merge left it, under the next version; says how much
/// of the versions went away with sections that were not there before. One that was written since
/// stays with the survivor. The absorbed record gets versions above all that were read of the
/// survivor by its name.
pub(super) fn give_back(tx: &mut Tx<'_>, merge: &Merge, ends: &Ends) -> Result<i64, Error> {
    let mut gone = 0;
    let taken = taken_by(tx, merge)?;
    let renames = taken.iter().any(|taken| taken.section == IDENTITY);
    // At most one statement for each section, of which there are a few.
    for taken in taken {
        let mut standing = ends.survivor.sections().iter();
        let row = standing.find(|row| row.section == taken.section);
        let Some(row) = row.filter(|row| stands_as_taken(row, ends.absorbed.sections())) else {
            continue;
        };
        if let Some(before) = taken.before(merge) {
            let next = Current {
                version: row.version + 1,
                ..before
            };
            stand(tx, &next, Some(row.version))?;
        } else {
            let key = (tx.org(), Uid::from(merge.survivor), &row.section);
            diesel::delete(individual_sections::table.find(key)).execute(tx.conn())?;
            gone += row.version;
        }
    }
    let (own, read) = (ends.absorbed.sections(), ends.survivor.sections());
    lift(tx, merge.absorbed, own, read)?;
    if renames {
        let own = ends.absorbed.section::<Identity>()?;
        let own = own.ok_or(Error::Corrupt("identity"))?;
        found_by::rename(tx, merge.absorbed, &own.content)?;
    }
    Ok(gone)
}

const IDENTITY: &str = "identity";
