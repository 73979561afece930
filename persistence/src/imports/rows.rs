//! What came of each row, and what was decided on it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};
use domain::actor::StaffId;
use domain::imports::{Alike, Decision, ImportId, Remark, RowOutcome, RowResult};
use serde::{Deserialize, Serialize};

use super::{json, read};
use crate::backend::Conn;
use crate::columns::parsed;
use crate::error::Error;
use crate::keyset::{Page, Paged};
use crate::on_each;
use crate::schema::{import_rows as rows, imports};
use crate::sql_types::{Instant, InstantSql, Uid, UidSql};
use crate::tx::Tx;

/// A row with what it says, sealed, while it waits for a decision.
#[derive(Debug, Clone)]
pub struct Kept {
    /// What came of it.
    pub result: RowResult,
    /// What it says; only the importer can open it.
    pub content: Option<Vec<u8>>,
    /// Who decided on it, if anybody did.
    pub decided_by: Option<StaffId>,
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
    decided_by: Option<Uid>,
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
            decided_by: kept.decided_by.map(Uid::from),
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
            decided_by: self.decided_by.map(Into::into),
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

/// A row that one statement changes among others; empty members stay out of it.
#[derive(Default, Serialize)]
struct Change {
    line: i64,
    outcome: Option<String>,
    /// In hexadecimal digits, which both engines read.
    individual: Option<String>,
    told: Option<String>,
    decision: Option<String>,
}

/// What a statement joins to change many rows, each otherwise: the list that is its only parameter
/// of this number.
fn listed(conn: &Conn, parameter: u8) -> String {
    match conn {
        Conn::Pg(_) => format!(
            "jsonb_to_recordset(${parameter}::jsonb) AS v(line bigint, outcome text, \
             individual uuid, told text, decision text)"
        ),
        Conn::Sqlite(_) => format!(
            "(SELECT value ->> 'line' AS line, value ->> 'outcome' AS outcome, \
             unhex(value ->> 'individual') AS individual, value ->> 'told' AS told, \
             value ->> 'decision' AS decision FROM json_each(${parameter})) AS v"
        ),
    }
}

/// Writes down what was decided on rows, each by its line, in one statement.
pub fn decide(tx: &mut Tx<'_>, import: ImportId, decided: &[(i64, Decision)]) -> Result<(), Error> {
    let change = |(line, decision): &(i64, Decision)| {
        Ok(Change {
            line: *line,
            decision: Some(json(decision)?),
            ..Change::default()
        })
    };
    let changes: Vec<Change> = decided.iter().map(change).collect::<Result<_, Error>>()?;
    let (org, now, staff) = (tx.org(), Instant(tx.now()), tx.staff());
    let conn = tx.conn();
    let update = format!(
        "UPDATE import_rows SET decision = v.decision, decided_by = $1, decided_at = $2 FROM {} \
         WHERE organisation_id = $4 AND import_id = $5 AND import_rows.line = v.line \
         AND import_rows.outcome = 'candidates'",
        listed(conn, 3)
    );
    // Neither engine's dialect of it is known to the query builder.
    let rows = on_each!(conn, |c| diesel::sql_query(update)
        .bind::<Nullable<UidSql>, _>(staff)
        .bind::<InstantSql, _>(now)
        .bind::<Text, _>(json(&changes)?)
        .bind::<UidSql, _>(org)
        .bind::<UidSql, _>(Uid::from(import))
        .execute(c))?;
    let is_each = rows == changes.len();
    is_each.then_some(()).ok_or(Error::Stale { current: None })
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

/// Replaces what came of rows that were decided on, in one statement. What a row says is kept only
/// while it waits.
pub fn replace(tx: &mut Tx<'_>, import: ImportId, results: Vec<RowResult>) -> Result<(), Error> {
    let changes = results.into_iter().map(|result| {
        let kept = Kept {
            result,
            content: None,
            decided_by: None,
        };
        let row = Row::of(tx, import, kept)?;
        Ok(Change {
            line: row.line,
            outcome: Some(row.outcome),
            individual: row.individual_id.map(|id| id.0.simple().to_string()),
            told: Some(row.told),
            decision: row.decision,
        })
    });
    let changes: Vec<Change> = changes.collect::<Result<_, Error>>()?;
    let org = tx.org();
    let conn = tx.conn();
    let update = format!(
        "UPDATE import_rows SET outcome = v.outcome, individual_id = v.individual, \
         told = v.told, decision = v.decision, \
         content = CASE WHEN v.outcome = 'candidates' THEN content END, \
         decided_by = CASE WHEN v.decision IS NOT NULL THEN decided_by END, \
         decided_at = CASE WHEN v.decision IS NOT NULL THEN decided_at END FROM {} \
         WHERE organisation_id = $2 AND import_id = $3 AND import_rows.line = v.line",
        listed(conn, 1)
    );
    let rows = on_each!(conn, |c| diesel::sql_query(update)
        .bind::<Text, _>(json(&changes)?)
        .bind::<UidSql, _>(org)
        .bind::<UidSql, _>(Uid::from(import))
        .execute(c))?;
    let is_each = rows == changes.len();
    is_each.then_some(()).ok_or(Error::NotFound)
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
