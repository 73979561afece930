//! Finding somebody by code or by the beginning of names.

use diesel::dsl::not;
use diesel::prelude::*;
use domain::individuals::{Born, Card, IdentifierCode, Reading, Search, SearchTerm};
use domain::kernel::fold_range;
use domain::policy::Action;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Row;
use crate::backend::MultiBackend;
use crate::cached::{Prepare, filled};
use crate::error::Error;
use crate::keyset::{Page, Paged};
use crate::reach::{self, Condition};
use crate::schema::{individual_keys, individuals};
use crate::sql_types::Uid;
use crate::tx::Tx;

/// The place of a person among those that a search finds.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// By which reading of the term it is found.
    reading: u8,
    family: String,
    given: String,
    id: Uuid,
}

/// Names are personal data: they never show up in a debug print.
impl std::fmt::Debug for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Position(***)")
    }
}

/// Somebody who was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What may be shown.
    pub card: Card,
    /// The place, for the cursor.
    pub position: Position,
}

type Query<'a> = individuals::BoxedQuery<'a, MultiBackend>;

/// People of the whole organisation, as cards.
///
/// The readings of a term come one after the other, each in the order of an index of its own, so
/// that a page costs no more than its rows however common the names are. Nobody is found twice.
pub fn search(
    tx: &mut Tx<'_>,
    search: &Search,
    page: &Page<Position>,
) -> Result<Paged<Found>, Error> {
    reach::of(tx, Action::SearchIndividuals)?;
    match search {
        Search::Code(code) => by_code(tx, code, page),
        Search::Names { term, born } => by_names(tx, term, *born, page),
    }
}

fn found(reading: usize, rows: Vec<Row>) -> Result<Vec<Found>, Error> {
    let reading = u8::try_from(reading).map_err(|_| Error::Corrupt("search"))?;
    let rows = rows.into_iter();
    rows.map(|row| {
        Ok(Found {
            card: row.card()?,
            position: Position {
                reading,
                id: row.id.0,
                family: row.family_norm,
                given: row.given_norm,
            },
        })
    })
    .collect()
}

fn by_code(
    tx: &mut Tx<'_>,
    code: &IdentifierCode,
    page: &Page<Position>,
) -> Result<Paged<Found>, Error> {
    let org = tx.org();
    // The few who have the code are asked for first: as a subquery they lead SQLite to walk
    // everybody in the order of names. A merged record keeps its codes and shows who answers for it.
    let records: Vec<(Uid, Option<Uid>)> = individual_keys::table
        .inner_join(
            individuals::table.on(individuals::organisation_id
                .eq(individual_keys::organisation_id)
                .and(individuals::id.eq(individual_keys::individual_id))),
        )
        .filter(individual_keys::organisation_id.eq(org))
        .filter(individual_keys::kind.eq(code.kind().to_string()))
        .filter(individual_keys::key.eq(code.key()))
        .select((individuals::id, individuals::survivor_id))
        .prepared()
        .load(tx.conn())?;
    let records = records.into_iter();
    let holders: Vec<Uid> = records.map(|(id, by)| by.unwrap_or(id)).collect();
    let mut query = individuals::table
        .filter(individuals::organisation_id.eq(org))
        .filter(individuals::id.eq_any(filled(holders)))
        .into_boxed();
    if let Some(after) = &page.after {
        query = query.filter(behind_family(after));
    }
    let rows = query
        .order((
            individuals::family_norm,
            individuals::given_norm,
            individuals::id,
        ))
        .limit(page.probe())
        .select(Row::as_select())
        .prepared()
        .load(tx.conn())?;
    Ok(page.cut(found(0, rows)?))
}

fn by_names(
    tx: &mut Tx<'_>,
    term: &SearchTerm,
    born: Option<Born>,
    page: &Page<Position>,
) -> Result<Paged<Found>, Error> {
    let readings = term.readings();
    let first = page.after.as_ref().map_or(0, |after| after.reading.into());
    let mut all: Vec<Found> = Vec::new();
    // One query for each reading, of which there are ten at the most; never one for each row.
    for (at, reading) in readings.iter().enumerate().skip(first) {
        let missing = page.probe() - i64::try_from(all.len()).unwrap_or(i64::MAX);
        if missing <= 0 {
            break;
        }
        let after = page.after.as_ref().filter(|_| at == first);
        let query = readings[..at]
            .iter()
            .fold(people(tx, born), |query, earlier| {
                query.filter(not(reads(earlier)))
            })
            .filter(reads(reading))
            .limit(missing);
        let rows: Vec<Row> = in_order(query, reading, after)
            .select(Row::as_select())
            .prepared()
            .load(tx.conn())?;
        all.extend(found(at, rows)?);
    }
    let missing = page.probe() - i64::try_from(all.len()).unwrap_or(i64::MAX);
    if missing > 0 {
        let at = readings.len();
        let after = page.after.as_ref().filter(|_| first == at);
        let rows = by_former_names(tx, &readings, born, after, missing)?;
        all.extend(found(at, rows)?);
    }
    Ok(page.cut(all))
}

fn people<'a>(tx: &Tx<'_>, born: Option<Born>) -> Query<'a> {
    let query = individuals::table
        .filter(individuals::organisation_id.eq(tx.org()))
        .filter(individuals::survivor_id.is_null())
        .into_boxed();
    match born {
        None => query,
        Some(born) => query.filter(is_born(born)),
    }
}

fn is_born(born: Born) -> Condition<individuals::table> {
    match born {
        Born::On(day) => Box::new(individuals::birth_date.eq(day.date())),
        Born::In(year) => {
            let new_year = |year| chrono::NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
            let from = individuals::birth_date.ge(new_year(year));
            Box::new(from.and(individuals::birth_date.lt(new_year(year + 1))))
        }
    }
}

/// How many people a term may find by names of merged records only: whoever finds more asks for
/// too little to be helped.
const MOST_FORMER: i64 = 500;

/// Whether a person is found by what is searched for, by its own names.
fn is_found(readings: &[Reading], born: Option<Born>) -> Condition<individuals::table> {
    let none: Condition<individuals::table> = Box::new(individuals::id.ne(individuals::id));
    let found = readings
        .iter()
        .fold(none, |found, reading| Box::new(found.or(reads(reading))));
    match born {
        None => found,
        Some(born) => Box::new(found.and(is_born(born))),
    }
}

/// The last reading: people who are found by the names of records that were merged into theirs,
/// and not by their own. First those records, then the people, in the order of their names.
fn by_former_names(
    tx: &mut Tx<'_>,
    readings: &[Reading],
    born: Option<Born>,
    after: Option<&Position>,
    limit: i64,
) -> Result<Vec<Row>, Error> {
    let survivors: Vec<Option<Uid>> = individuals::table
        .filter(individuals::organisation_id.eq(tx.org()))
        .filter(individuals::survivor_id.is_not_null())
        .select(individuals::survivor_id)
        .distinct()
        .order(individuals::survivor_id)
        .limit(MOST_FORMER)
        .into_boxed()
        .filter(is_found(readings, born))
        .prepared()
        .load(tx.conn())?;
    let survivors: Vec<Uid> = survivors.into_iter().flatten().collect();
    if survivors.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = individuals::table
        .filter(individuals::organisation_id.eq(tx.org()))
        .filter(individuals::id.eq_any(filled(survivors)))
        .into_boxed()
        .filter(not(is_found(readings, born)));
    if let Some(after) = after {
        query = query.filter(behind_family(after));
    }
    let rows = query
        .order((
            individuals::family_norm,
            individuals::given_norm,
            individuals::id,
        ))
        .limit(limit)
        .select(Row::as_select())
        .prepared()
        .load(tx.conn())?;
    Ok(rows)
}

/// Whether a row is what the reading says: ranges on folded keys, which the indexes serve.
fn reads(reading: &Reading) -> Condition<individuals::table> {
    match (&reading.family, &reading.given) {
        (Some(family), Some(given)) => Box::new(begins_family(family).and(begins_given(given))),
        (Some(family), None) => begins_family(family),
        (None, Some(given)) => begins_given(given),
        (None, None) => Box::new(individuals::id.ne(individuals::id)),
    }
}

fn begins_family(prefix: &str) -> Condition<individuals::table> {
    let (lower, upper) = fold_range(prefix);
    let from = individuals::family_norm.ge(lower);
    match upper {
        Some(upper) => Box::new(from.and(individuals::family_norm.lt(upper))),
        None => Box::new(from),
    }
}

fn begins_given(prefix: &str) -> Condition<individuals::table> {
    let (lower, upper) = fold_range(prefix);
    let from = individuals::given_norm.ge(lower);
    match upper {
        Some(upper) => Box::new(from.and(individuals::given_norm.lt(upper))),
        None => Box::new(from),
    }
}

/// The order of a reading, behind the last row that the reader has: by family name, but by given
/// name where only that is asked for.
fn in_order<'a>(query: Query<'a>, reading: &Reading, after: Option<&Position>) -> Query<'a> {
    use individuals::{family_norm, given_norm, id};
    let by_family = reading.family.is_some();
    let query = match after {
        None => query,
        Some(after) if by_family => query.filter(behind_family(after)),
        Some(after) => query.filter(behind_given(after)),
    };
    if by_family {
        query.order((family_norm, given_norm, id))
    } else {
        query.order((given_norm, family_norm, id))
    }
}

fn behind_family(after: &Position) -> Condition<individuals::table> {
    use individuals::{family_norm, given_norm, id};
    let (family, given) = (after.family.clone(), after.given.clone());
    let later = given_norm
        .gt(given.clone())
        .or(given_norm.eq(given).and(id.gt(Uid(after.id))));
    let behind = family_norm
        .gt(family.clone())
        .or(family_norm.eq(family.clone()).and(later));
    Box::new(family_norm.ge(family).and(behind))
}

fn behind_given(after: &Position) -> Condition<individuals::table> {
    use individuals::{family_norm, given_norm, id};
    let (family, given) = (after.family.clone(), after.given.clone());
    let later = family_norm
        .gt(family.clone())
        .or(family_norm.eq(family).and(id.gt(Uid(after.id))));
    let behind = given_norm
        .gt(given.clone())
        .or(given_norm.eq(given.clone()).and(later));
    Box::new(given_norm.ge(given).and(behind))
}
