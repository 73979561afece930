//! Rows of imports that wait until somebody says whether they are of a person who is erased.

use std::collections::BTreeMap;

use diesel::prelude::*;
use domain::imports::{Remark, RowOutcome};

use super::scope::Scope;
use crate::backend::Conn;
use crate::schema::{import_rows as rows, imports};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// Refuses every row of which one of these records may be the person: what it says goes, and nobody
/// makes her anew of it. Says how many.
pub(super) fn refuse(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let waiting = held(tx)?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let told: Vec<(Uid, i64, String)> = rows::table
        .filter(rows::organisation_id.eq(scope.org))
        .filter(rows::import_id.eq_any(&waiting))
        .filter(rows::outcome.eq(RowOutcome::Candidates.to_string()))
        .select((rows::import_id, rows::line, rows::told))
        .load(tx.conn())?;
    let own: Vec<String> = scope.records.iter().map(|id| id.0.to_string()).collect();
    let mut lines: BTreeMap<Uid, Vec<i64>> = BTreeMap::new();
    for (import, line, told) in told {
        if own.iter().any(|id| told.contains(id)) {
            lines.entry(import).or_default().push(line);
        }
    }
    let mut refused = 0;
    // Two statements for each file, of which there are a few.
    for (import, lines) in lines {
        refused += refuse_in(tx, import, &lines)?;
    }
    Ok(refused)
}

/// Imports with rows that wait, held until the end of the transaction: whoever applies decisions
/// holds them too. Row locks exist on PostgreSQL only; SQLite has one writer.
fn held(tx: &mut Tx<'_>) -> QueryResult<Vec<Uid>> {
    let waiting = imports::table
        .filter(imports::organisation_id.eq(tx.org()))
        .filter(imports::candidate_rows.gt(0))
        .order(imports::id)
        .select(imports::id);
    match tx.conn() {
        Conn::Pg(c) => waiting.for_update().load(c),
        Conn::Sqlite(c) => waiting.load(c),
    }
}

/// How many lines one statement lists.
const LISTED: usize = 10_000;

fn refuse_in(tx: &mut Tx<'_>, import: Uid, lines: &[i64]) -> QueryResult<usize> {
    let org = tx.org();
    let told = serde_json::json!({ "remarks": [Remark::candidate_erased()] }).to_string();
    let mut refused = 0;
    for lines in lines.chunks(LISTED) {
        let own = rows::table
            .filter(rows::organisation_id.eq(org))
            .filter(rows::import_id.eq(import))
            .filter(rows::line.eq_any(lines));
        refused += diesel::update(own)
            .set((
                rows::outcome.eq(RowOutcome::Refused.to_string()),
                rows::told.eq(&told),
                rows::content.eq(None::<Vec<u8>>),
                rows::decision.eq(None::<String>),
                rows::decided_by.eq(None::<Uid>),
                rows::decided_at.eq(None::<Instant>),
            ))
            .execute(tx.conn())?;
    }
    let more = i64::try_from(refused).unwrap_or(i64::MAX);
    diesel::update(imports::table.find((org, import)))
        .set((
            imports::candidate_rows.eq(imports::candidate_rows - more),
            imports::refused_rows.eq(imports::refused_rows + more),
            imports::version.eq(imports::version + 1),
        ))
        .execute(tx.conn())?;
    Ok(refused)
}
