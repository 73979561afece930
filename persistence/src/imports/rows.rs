//! What came of each row, and what was decided on it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::imports::{Alike, Decision, ImportId, Remark, RowOutcome, RowResult};
use serde::{Deserialize, Serialize};

use super::{json, read};
use crate::cached;
use crate::columns::parsed;
use crate::error::Error;
use crate::keyset::{Page, Paged};
use crate::on_each;
use crate::schema::{import_rows as rows, imports};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// A row with what it says, sealed, while it waits for a decision.
#[derive(Debug, Clone)]
pub struct Kept {
    /// What came of it.
    pub result: RowResult,
    /// What it says; only the importer can open it.
    pub content: Option<Vec<u8>>,
}

/// What is told of a row beside its outcome.
#[derive(Serialize, Deserialize)]
struct Said {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    remarks: Vec<Remark>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    candidates: Vec<Alike>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = rows, treat_none_as_default_value = false)]
struct Row {
    organisation_id: Uid,
    import_id: Uid,
    line: i64,
    outcome: String,
    individual_id: Option<Uid>,
    told: String,
    content: Option<Vec<u8>>,
    decision: Option<String>,
}

impl Row {
    fn of(tx: &Tx<'_>, import: ImportId, kept: Kept) -> Result<Self, Error> {
        let result = kept.result;
        let decision = result.decision.as_ref().map(json).transpose()?;
        Ok(Self {
            organisation_id: tx.org(),
            import_id: import.into(),
            line: result.line,
            outcome: result.outcome.to_string(),
            individual_id: result.individual.map(Uid::from),
            told: json(&Said {
                remarks: result.remarks,
                candidates: result.candidates,
            })?,
            content: kept.content,
            decision,
        })
    }

    fn kept(self) -> Result<Kept, Error> {
        let said: Said = read(&self.told)?;
        let decision = self.decision.as_deref().map(read).transpose()?;
        Ok(Kept {
            result: RowResult {
                line: self.line,
                outcome: parsed(&self.outcome, "outcome")?,
                individual: self.individual_id.map(Into::into),
                remarks: said.remarks,
                candidates: said.candidates,
                decision,
            },
            content: self.content,
        })
    }
}

/// Keeps what came of the rows of a batch.
pub fn insert(tx: &mut Tx<'_>, import: ImportId, kept: Vec<Kept>) -> Result<(), Error> {
    let kept = kept.into_iter().map(|kept| Row::of(tx, import, kept));
    let batch: Vec<Row> = kept.collect::<Result<_, _>>()?;
    if batch.is_empty() {
        return Ok(());
    }
    let conn = tx.conn();
    // Multi-row inserts exist on the concrete engines only.
    on_each!(conn, |c| diesel::insert_into(rows::table)
        .values(&batch)
        .execute(c))?;
    Ok(())
}

/// A page of rows in the order of the file; the key is the line.
pub fn list(
    tx: &mut Tx<'_>,
    import: ImportId,
    outcome: Option<RowOutcome>,
    page: &Page<i64>,
) -> Result<Paged<Kept>, Error> {
    let mut query = rows::table
        .filter(rows::organisation_id.eq(tx.org()))
        .filter(rows::import_id.eq(Uid::from(import)))
        .filter(rows::line.gt(page.after.unwrap_or(0)))
        .select(Row::as_select())
        .into_boxed();
    if let Some(outcome) = outcome {
        query = query.filter(rows::outcome.eq(outcome.to_string()));
    }
    let found: Vec<Row> = query
        .order(rows::line)
        .limit(page.probe())
        .load(tx.conn())?;
    let kept: Result<Vec<_>, Error> = found.into_iter().map(Row::kept).collect();
    Ok(page.cut(kept?))
}

/// The rows of these lines, as far as there are any.
pub fn of_lines(
    tx: &mut Tx<'_>,
    import: ImportId,
    lines: &[i64],
) -> Result<HashMap<i64, RowResult>, Error> {
    let found: Vec<Row> = rows::table
        .filter(rows::organisation_id.eq(tx.org()))
        .filter(rows::import_id.eq(Uid::from(import)))
        .filter(rows::line.eq_any(lines))
        .select(Row::as_select())
        .load(tx.conn())?;
    let found = found.into_iter();
    found
        .map(|row| Ok((row.line, row.kept()?.result)))
        .collect()
}

/// Writes down what was decided on rows, each by its line.
pub fn decide(tx: &mut Tx<'_>, import: ImportId, decided: &[(i64, Decision)]) -> Result<(), Error> {
    let (now, staff) = (Instant(tx.now()), tx.staff());
    for (line, decision) in decided {
        let key = rows::table.find((tx.org(), Uid::from(import), *line));
        let update = diesel::update(key.filter(rows::outcome.eq("candidates")))
            .set((
                rows::decision.eq(Some(json(decision)?)),
                rows::decided_by.eq(staff),
                rows::decided_at.eq(Some(now)),
            ))
            .returning(rows::line);
        let line: Option<i64> = cached::changed(update, tx.conn())?;
        line.ok_or(Error::Stale { current: None })?;
    }
    Ok(())
}

/// Rows that were decided on and wait for the import to apply it, at most `limit`.
pub fn decided(tx: &mut Tx<'_>, import: ImportId, limit: i64) -> Result<Vec<Kept>, Error> {
    let found: Vec<Row> = rows::table
        .filter(rows::organisation_id.eq(tx.org()))
        .filter(rows::import_id.eq(Uid::from(import)))
        .filter(rows::outcome.eq("candidates"))
        .filter(rows::decision.is_not_null())
        .order(rows::line)
        .limit(limit)
        .select(Row::as_select())
        .load(tx.conn())?;
    found.into_iter().map(Row::kept).collect()
}

/// Replaces what came of rows that were decided on.
pub fn replace(tx: &mut Tx<'_>, import: ImportId, kept: Vec<Kept>) -> Result<(), Error> {
    for kept in kept {
        let row = Row::of(tx, import, kept)?;
        let key = rows::table.find((row.organisation_id, row.import_id, row.line));
        let update = diesel::update(key)
            .set((
                rows::outcome.eq(row.outcome),
                rows::individual_id.eq(row.individual_id),
                rows::told.eq(row.told),
                rows::content.eq(row.content),
                rows::decision.eq(row.decision),
            ))
            .returning(rows::line);
        let line: Option<i64> = cached::changed(update, tx.conn())?;
        line.ok_or(Error::NotFound)?;
    }
    Ok(())
}

/// Imports that ended before `before` and still have rows.
pub fn outdated(tx: &mut Tx<'_>, before: DateTime<Utc>) -> Result<Vec<ImportId>, Error> {
    let with_rows = rows::table
        .filter(rows::organisation_id.eq(imports::organisation_id))
        .filter(rows::import_id.eq(imports::id));
    let ids: Vec<Uid> = imports::table
        .filter(imports::organisation_id.eq(tx.org()))
        .filter(imports::status.eq_any(["done", "failed", "cancelled"]))
        .filter(imports::ended_at.is_not_null())
        .filter(imports::ended_at.assume_not_null().lt(Instant(before)))
        .filter(diesel::dsl::exists(with_rows))
        .order(imports::id)
        .limit(50)
        .select(imports::id)
        .load(tx.conn())?;
    Ok(ids.into_iter().map(ImportId::from).collect())
}

/// Forgets some rows of an import; says how many.
pub fn forget(tx: &mut Tx<'_>, import: ImportId, limit: i64) -> Result<usize, Error> {
    let lines: Vec<i64> = rows::table
        .filter(rows::organisation_id.eq(tx.org()))
        .filter(rows::import_id.eq(Uid::from(import)))
        .order(rows::line)
        .limit(limit)
        .select(rows::line)
        .load(tx.conn())?;
    let Some(last) = lines.last() else {
        return Ok(0);
    };
    let some = rows::table
        .filter(rows::organisation_id.eq(tx.org()))
        .filter(rows::import_id.eq(Uid::from(import)))
        .filter(rows::line.le(*last));
    Ok(diesel::delete(some).execute(tx.conn())?)
}
