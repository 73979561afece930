//! Whose a case is by now: a merge that was undone gave it back, and what was done with it meanwhile
//! is recorded of the record that answered at the time.

use diesel::prelude::*;
use domain::event::FactKind;

use crate::error::Error;
use crate::schema::{cases, events};
use crate::sql_types::Uid;
use crate::tx::Tx;

/// Cases that went from record to record.
#[derive(Debug, Clone, Default)]
pub(super) struct Moved {
    /// Those that are the person's: what was done with them is told, of whichever record it was
    /// recorded.
    pub(super) own: Vec<Uid>,
    /// Those that were under one of the records for a while, and are somebody else's. One that is
    /// gone was erased with somebody else: as long as the person is there, so are the own cases.
    pub(super) others: Vec<Uid>,
}

/// The cases that ever came to one of these records by a merge or its undo.
pub(super) fn moved(tx: &mut Tx<'_>, records: &[Uid]) -> Result<Moved, Error> {
    let came: Vec<Option<Uid>> = events::table
        .filter(events::organisation_id.eq(tx.org()))
        .filter(events::individual_id.eq_any(records))
        .filter(events::kind.eq(FactKind::CaseReattributed.to_string()))
        .select(events::case_id)
        .distinct()
        .load(tx.conn())?;
    let came: Vec<Uid> = came.into_iter().flatten().collect();
    if came.is_empty() {
        return Ok(Moved::default());
    }
    let own: Vec<Uid> = cases::table
        .filter(cases::organisation_id.eq(tx.org()))
        .filter(cases::id.eq_any(&came))
        .filter(cases::individual_id.eq_any(records))
        .select(cases::id)
        .load(tx.conn())?;
    let others = came.into_iter().filter(|case| !own.contains(case));
    Ok(Moved {
        others: others.collect(),
        own,
    })
}
