//! Sections of a person: each as it stands now, and every version that it ever had.

mod history;
mod known;
mod person;
mod row;
mod statements;
mod writing;

use std::collections::HashMap;

use diesel::prelude::*;
use domain::event::IndividualId;
use domain::individuals::{Recorded, Section};
use domain::policy::Action;

use super::{in_pieces, within};
use crate::cached::Prepare;
use crate::error::Error;
use crate::schema::individual_sections;
use crate::sql_types::Uid;
use crate::tx::Tx;

pub use history::{Place, history};
#[cfg(test)]
pub(super) use known::compared;
pub(crate) use known::{known, papers};
pub use person::{Person, Stamp};
pub(crate) use row::Current;
pub use statements::statements;
pub(in crate::individuals) use statements::{Standing, other_statements, verified_before};
pub use writing::replace;
pub(super) use writing::{insert, update};

/// A section among these rows of one person; none when it was never written.
pub(super) fn section<S: Section>(rows: &[Current]) -> Result<Option<Recorded<S>>, Error> {
    let row = rows.iter().find(|row| row.is_of(S::NAME));
    row.map(Current::recorded).transpose()
}

/// A person with all sections, if the actor may do `action` to it.
pub fn all(tx: &mut Tx<'_>, id: IndividualId, action: Action) -> Result<Person, Error> {
    let row = within(tx, id, action)?;
    let sections = standing(tx, row.id.into())?;
    Ok(Person::new(row, sections))
}

/// The sections of a person as they stand, by name. Whoever asks has looked at the reach.
pub(crate) fn standing(tx: &mut Tx<'_>, id: IndividualId) -> Result<Vec<Current>, Error> {
    let rows = individual_sections::table
        .filter(individual_sections::organisation_id.eq(tx.org()))
        .filter(individual_sections::individual_id.eq(Uid::from(id)))
        .order(individual_sections::section)
        .prepared()
        .load(tx.conn())?;
    Ok(rows)
}

/// What a section of these records says, as far as they have one, in one statement. Whoever asks
/// has looked at the reach.
pub(crate) fn contents<S: Section>(
    tx: &mut Tx<'_>,
    ids: Vec<Uid>,
) -> Result<HashMap<Uid, S>, Error> {
    let rows = in_pieces(ids, |ids| {
        let rows: Vec<Current> = individual_sections::table
            .filter(individual_sections::organisation_id.eq(tx.org()))
            .filter(individual_sections::individual_id.eq_any(ids))
            .filter(individual_sections::section.eq(S::NAME.to_string()))
            .load(tx.conn())?;
        Ok(rows)
    })?;
    rows.into_iter()
        .map(|row| Ok((row.individual_id, row.recorded::<S>()?.content)))
        .collect()
}

/// One section as it stands; one that was never written is not found.
pub fn get<S: Section>(
    tx: &mut Tx<'_>,
    id: IndividualId,
    action: Action,
) -> Result<Recorded<S>, Error> {
    let person = within(tx, id, action)?;
    let row: Current = individual_sections::table
        .find((tx.org(), person.id, S::NAME.to_string()))
        .first(tx.conn())?;
    row.recorded()
}
