//! Many people at once, as far as an import compares them.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::event::IndividualId;
use domain::imports::Known;
use domain::individuals::{Contacts, Identifiers, Identity, Residence, Section};

use super::{Current, section};
use crate::error::Error;
use crate::schema::individual_sections;
use crate::sql_types::Uid;
use crate::tx::Tx;

/// What the sections of these people say.
pub(crate) fn known(tx: &mut Tx<'_>, ids: Vec<Uid>) -> Result<HashMap<IndividualId, Known>, Error> {
    let rows: Vec<Current> = individual_sections::table
        .filter(individual_sections::organisation_id.eq(tx.org()))
        .filter(individual_sections::individual_id.eq_any(ids))
        .load(tx.conn())?;
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
            let known = Known::of(
                content::<Identity>(&rows)?.as_ref(),
                content::<Identifiers>(&rows)?.as_ref(),
                content::<Residence>(&rows)?.as_ref(),
                content::<Contacts>(&rows)?.as_ref(),
            );
            Ok((id, known))
        })
        .collect()
}

fn content<S: Section>(rows: &[Current]) -> Result<Option<S>, Error> {
    Ok(section::<S>(rows)?.map(|recorded| recorded.content))
}
