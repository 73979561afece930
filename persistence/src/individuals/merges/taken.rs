//! The sections that a survivor takes over, and gives back.
//!
//! What is taken over is the content with its provenance, under a version above those of both
//! records. No version is added to the history: the absorbed record has it there already, and the
//! history of a person is that of all its records. So an undo finds the history as it was.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::individuals::Identity;
use domain::individuals::merging::Merge;

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

/// Writes the sections of the absorbed record that the merge takes over.
pub(super) fn take_over(
    tx: &mut Tx<'_>,
    merge: &Merge,
    survivor: &Person,
    absorbed: &Person,
) -> Result<(), Error> {
    for section in &merge.sections {
        let name: &str = section.into();
        let of = |person: &Person| -> Option<Current> {
            let rows = person.sections().iter();
            rows.clone().find(|row| row.section == name).cloned()
        };
        let mut taken = of(absorbed).ok_or(Error::Corrupt("section"))?;
        let before = of(survivor);
        let read = before.as_ref().map(|row| row.version);
        taken.individual_id = merge.survivor.into();
        taken.version = taken.version.max(read.unwrap_or(0)) + 1;
        stand(tx, &taken, read)?;
        let row = Taken::of(merge, &taken, before);
        diesel::insert_into(merge_sections::table)
            .values(&row)
            .execute(tx.conn())?;
    }
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
    if row.section == SectionName::Identity.to_string() {
        let identity: Identity =
            serde_json::from_str(&row.content).map_err(|_| Error::Corrupt("section"))?;
        super::super::found_by::rename(tx, row.individual_id.into(), &identity)?;
    }
    Ok(())
}

/// Puts every section back that stands as the merge left it. One that was written since stays with
/// the survivor.
pub(super) fn give_back(tx: &mut Tx<'_>, merge: &Merge) -> Result<(), Error> {
    let taken: Vec<Taken> = merge_sections::table
        .filter(merge_sections::organisation_id.eq(tx.org()))
        .filter(merge_sections::merge_id.eq(Uid::from(merge.id)))
        .order(merge_sections::section)
        .select(Taken::as_select())
        .load(tx.conn())?;
    // At most one statement for each section, of which there are a few.
    for taken in taken {
        let key = (tx.org(), Uid::from(merge.survivor), taken.section.clone());
        let stands: Option<i64> = individual_sections::table
            .find(key.clone())
            .select(individual_sections::version)
            .first(tx.conn())
            .optional()?;
        if stands != Some(taken.written) {
            continue;
        }
        let written = taken.written;
        match taken.before(merge) {
            Some(before) => stand(tx, &before, Some(written))?,
            None => {
                diesel::delete(individual_sections::table.find(key)).execute(tx.conn())?;
            }
        }
    }
    Ok(())
}
