//! What the course of a case makes of its agreements.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::agreements::Agreement;
use domain::cases::Case;
use domain::event::CaseId;

use super::row::Row;
use super::{closed, save};
use crate::error::Error;
use crate::schema::agreements;
use crate::sql_types::Uid;
use crate::tx::Tx;

/// The agreements of these cases, which are held, that have not ended.
pub(crate) fn running(tx: &mut Tx<'_>, of: &[Case]) -> Result<HashMap<CaseId, Agreement>, Error> {
    if of.is_empty() {
        return Ok(HashMap::new());
    }
    let ids = of.iter().map(|case| Uid::from(case.id));
    let rows: Vec<Row> = agreements::table
        .filter(agreements::organisation_id.eq(tx.org()))
        .filter(agreements::case_id.eq_any(ids.collect::<Vec<_>>()))
        .filter(agreements::status.ne(closed()))
        .select(Row::as_select())
        .load(tx.conn())?;
    let of: HashMap<Uid, &Case> = of.iter().map(|case| (case.id.into(), case)).collect();
    let told = rows.iter().filter_map(|row| {
        let case = *of.get(&row.case_id)?;
        Some(row.agreement(case).map(|agreement| (case.id, agreement)))
    });
    told.collect()
}

/// The end of a case is that of its agreement. It does not begin anew with the case by itself: whoever
/// goes on takes its end back, or agrees anew.
pub(crate) fn after_closing(tx: &mut Tx<'_>, case: &Case) -> Result<(), Error> {
    let today = tx.day()?;
    let running = running(tx, std::slice::from_ref(case))?;
    for agreement in running.into_values() {
        save(tx, agreement.lapse(case, today)?)?;
    }
    Ok(())
}
