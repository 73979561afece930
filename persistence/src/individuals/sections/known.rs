//! Many people at once, as far as an import compares them.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::event::IndividualId;
use domain::imports::{Compared, Known};
use domain::individuals::{Section, SectionName};
use domain::worklist::Papers;

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

/// What of the record of these people runs out one day, in one statement. Whoever asks has no need
/// of any reach: it tells days of work, not of people.
pub(crate) fn papers(tx: &mut Tx<'_>, ids: Vec<Uid>) -> Result<HashMap<Uid, Papers>, Error> {
    let names = [
        SectionName::ResidencePermit,
        SectionName::Citizenship,
        SectionName::Availability,
    ]
    .map(|section| section.to_string());
    let rows = in_pieces(ids, |ids| {
        let rows: Vec<Current> = individual_sections::table
            .filter(individual_sections::organisation_id.eq(tx.org()))
            .filter(individual_sections::individual_id.eq_any(ids))
            .filter(individual_sections::section.eq_any(&names))
            .load(tx.conn())?;
        Ok(rows)
    })?;
    let mut people: HashMap<Uid, Vec<Current>> = HashMap::new();
    for row in rows {
        people.entry(row.individual_id).or_default().push(row);
    }
    let papers = people.into_iter().map(|(id, rows)| {
        let papers = Papers {
            permits: content(&rows)?,
            citizenships: content(&rows)?,
            availability: content(&rows)?,
        };
        Ok((id, papers))
    });
    papers.collect()
}

/// Whether a section is one of those that run out.
pub(in crate::individuals) fn runs_out(section: SectionName) -> bool {
    matches!(
        section,
        SectionName::ResidencePermit | SectionName::Citizenship | SectionName::Availability
    )
}
