//! People: registration, sections, searches.

mod found_by;
mod register;
mod search;
pub mod sections;
#[cfg(test)]
mod tests;

use chrono::{Datelike, NaiveDate};
use diesel::prelude::*;
use domain::event::{CaseId, IndividualId};
use domain::individuals::Card;
use domain::policy::Action;

use crate::error::Error;
use crate::reach;
use crate::schema::{cases, individuals};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

pub use register::{alike, candidates, register};
pub use search::{Found, Position, search};
pub use sections::Person;

/// What the columns of a person tell without its sections.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = individuals, treat_none_as_default_value = false)]
pub(crate) struct Row {
    organisation_id: Uid,
    id: Uid,
    office_id: Uid,
    family_name: String,
    given_name: String,
    birth_date: NaiveDate,
    family_norm: String,
    given_norm: String,
    registered_at: Instant,
}

impl Row {
    fn card(&self) -> Result<Card, Error> {
        let name = |name: &str| name.parse().map_err(|_| Error::Corrupt("name"));
        Ok(Card {
            id: self.id.into(),
            family_name: name(&self.family_name)?,
            given_name: name(&self.given_name)?,
            birth_year: self.birth_date.year(),
            office: self.office_id.into(),
        })
    }
}

/// The person, if the actor may do `action` to it.
pub(crate) fn within(tx: &mut Tx<'_>, id: IndividualId, action: Action) -> Result<Row, Error> {
    reach::of(tx, action)?;
    let within = reach::individuals_within(tx.actor(), action);
    individuals::table
        .find((tx.org(), Uid::from(id)))
        .into_boxed()
        .filter(within)
        .select(Row::as_select())
        .first(tx.conn())
        .map_err(Error::from)
}

/// The card of a person of the organisation: what a search shows, so no reach but the right to
/// search.
pub fn card(tx: &mut Tx<'_>, id: IndividualId) -> Result<Card, Error> {
    reach::of(tx, Action::SearchIndividuals)?;
    let row: Row = individuals::table
        .find((tx.org(), Uid::from(id)))
        .select(Row::as_select())
        .first(tx.conn())?;
    row.card()
}

/// The open and suspended cases of a person that the actor may read, oldest first.
pub fn open_cases(tx: &mut Tx<'_>, id: IndividualId) -> Result<Vec<CaseId>, Error> {
    let within = reach::cases_within(tx.actor(), Action::ReadCase);
    let ids: Vec<Uid> = cases::table
        .filter(cases::organisation_id.eq(tx.org()))
        .filter(cases::individual_id.eq(Uid::from(id)))
        .filter(cases::status.ne("closed"))
        .order((cases::opened_on, cases::id))
        .select(cases::id)
        .into_boxed()
        .filter(within)
        .load(tx.conn())?;
    Ok(ids.into_iter().map(CaseId::from).collect())
}
