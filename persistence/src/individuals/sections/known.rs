//! Many people at once, as far as an import compares them.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::event::IndividualId;
use domain::imports::{Compared, Known};
use domain::individuals::Section;

use super::{Current, section};
use crate::error::Error;
use crate::individuals::in_pieces;
use crate::schema::individual_sections;
use crate::sql_types::Uid;
use crate::tx::Tx;

/// What the sections of these people say that an import compares.
pub(crate) fn known(tx: &mut Tx<'_>, ids: Vec<Uid>) -> Result<HashMap<IndividualId, Known>, Error> {
    let rows = compared(tx, ids)?;
    let mut people: HashMap<IndividualId, Vec<Current>> = HashMap::new();
    for row in rows {
        people
            .entry(row.individual_id.into())
            .or_default()
            .push(row);
    }
    let people = people.into_iter();
    people
        .map(|(id, rows)| {
            let known = Known::of(Compared {
                identity: content(&rows)?.as_ref(),
                identifiers: content(&rows)?.as_ref(),
                residence: content(&rows)?.as_ref(),
                contacts: content(&rows)?.as_ref(),
                citizenship: content(&rows)?.as_ref(),
            });
            Ok((id, known))
        })
        .collect()
}

/// The sections of these people that an import compares: nobody's household or permit is read to
/// find out whom a row speaks of.
pub(in crate::individuals) fn compared(
    tx: &mut Tx<'_>,
    ids: Vec<Uid>,
) -> Result<Vec<Current>, Error> {
    let names = Compared::SECTIONS.map(|section| section.to_string());
    in_pieces(ids, |ids| {
        let rows: Vec<Current> = individual_sections::table
            .filter(individual_sections::organisation_id.eq(tx.org()))
            .filter(individual_sections::individual_id.eq_any(ids))
            .filter(individual_sections::section.eq_any(&names))
            .load(tx.conn())?;
        Ok(rows)
    })
}

fn content<S: Section>(rows: &[Current]) -> Result<Option<S>, Error> {
    Ok(section::<S>(rows)?.map(|recorded| recorded.content))
}
