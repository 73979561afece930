//! What the course of a case makes of its agreements.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::cases::Case;
use domain::kernel::Day;

use super::row::Row;
use super::{closed, save};
use crate::columns::day;
use crate::error::Error;
use crate::schema::agreements;
use crate::sql_types::Uid;
use crate::tx::Tx;

/// When the agreements of these cases, which are held, are looked at next.
pub(crate) fn next_reviews(tx: &mut Tx<'_>, cases: &[Case]) -> Result<HashMap<Uid, Day>, Error> {
    if cases.is_empty() {
        return Ok(HashMap::new());
    }
    let ids = cases.iter().map(|case| Uid::from(case.id));
    let told: Vec<(Uid, NaiveDate)> = agreements::table
        .filter(agreements::organisation_id.eq(tx.org()))
        .filter(agreements::case_id.eq_any(ids.collect::<Vec<_>>()))
        .filter(agreements::status.ne(closed()))
        .filter(agreements::next_review_on.is_not_null())
        .select((
            agreements::case_id,
            agreements::next_review_on.assume_not_null(),
        ))
        .load(tx.conn())?;
    told.into_iter()
        .map(|(case, on)| Ok((case, day(on)?)))
        .collect()
}

/// The end of a case is that of its agreement. Nothing of it begins anew with the case: whoever goes
/// on agrees anew.
pub(crate) fn after_closing(tx: &mut Tx<'_>, case: &Case) -> Result<(), Error> {
    let rows: Vec<Row> = agreements::table
        .filter(agreements::organisation_id.eq(tx.org()))
        .filter(agreements::case_id.eq(Uid::from(case.id)))
        .filter(agreements::status.ne(closed()))
        .select(Row::as_select())
        .load(tx.conn())?;
    for row in rows {
        save(tx, row.agreement(case)?.lapse(case)?)?;
    }
    Ok(())
}
