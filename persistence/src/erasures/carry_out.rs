//! The erasure of somebody: everything in one transaction.
//!
//! What tells of the person goes, row by row as the catalogue says; what stays are tombstones
//! (identifiers), the facts and accesses about these identifiers, and figures without a person.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use diesel::prelude::*;
use domain::erasures::{ErasureId, ErasureRequest, ErasureStatus};
use domain::event::IndividualId;

use super::places::PLACES;
use super::{lock, save, standing_of};
use crate::backend::Conn;
use crate::error::Error;
use crate::individuals;
use crate::schema::{
    cases, erased_figures, erased_individuals, erasure_requests as requests, erasures, intakes,
    merges, notes,
};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// What is erased, by identifier.
pub(super) struct Scope {
    pub(super) org: Uid,
    pub(super) records: Vec<Uid>,
    pub(super) cases: Vec<Uid>,
    pub(super) notes: Vec<Uid>,
    pub(super) merges: Vec<Uid>,
}

/// An erasure that is being carried out.
pub(super) struct Erasure {
    pub(super) id: ErasureId,
    pub(super) ground: String,
    pub(super) at: DateTime<Utc>,
    /// Where the ledger tells it already.
    pub(super) position: Option<i64>,
}

/// Approved requests that wait to be carried out, the oldest first.
pub fn waiting(tx: &mut Tx<'_>) -> Result<Vec<ErasureId>, Error> {
    let ids: Vec<Uid> = requests::table
        .filter(requests::organisation_id.eq(tx.org()))
        .filter(requests::status.eq(ErasureStatus::Approved.to_string()))
        .order(requests::id)
        .limit(50)
        .select(requests::id)
        .load(tx.conn())?;
    Ok(ids.into_iter().map(ErasureId::from).collect())
}

/// Carries an approved request out, or finds that it fell out. One that somebody else carried out
/// or took back meanwhile refuses with its status.
pub fn carry_out(tx: &mut Tx<'_>, id: ErasureId) -> Result<ErasureRequest, Error> {
    let request = lock(tx, id)?;
    let records = individuals::seized(tx, request.individual)?.unwrap_or_default();
    let standing = standing_of(tx, request.individual, &records)?;
    let told: Vec<IndividualId> = records.iter().copied().map(Into::into).collect();
    let erasure = Erasure {
        id,
        ground: request.ground.to_string(),
        at: tx.now(),
        position: None,
    };
    let changed = request.carry_out(standing, &told, tx.now())?;
    if changed.state().status == ErasureStatus::Erased {
        erase(tx, &erasure, &records)?;
    }
    save(tx, changed)
}

/// Erases the person of these records. Sealed data will have a key for each person and kind: this
/// is where it is destroyed, in the same transaction, once there are any.
pub(super) fn erase(tx: &mut Tx<'_>, erasure: &Erasure, records: &[Uid]) -> Result<(), Error> {
    entomb(tx, erasure, records)?;
    let scope = Scope::of(tx, records)?;
    keep_figures(tx, &scope)?;
    // One statement or two for each table, never for each row.
    for (_, clear) in PLACES {
        clear(tx, &scope)?;
    }
    Ok(())
}

/// The tombstones come first: what is only ever added leaves with an erased person alone.
fn entomb(tx: &mut Tx<'_>, erasure: &Erasure, records: &[Uid]) -> Result<(), Error> {
    let (org, id) = (tx.org(), Uid::from(erasure.id));
    diesel::insert_into(erasures::table)
        .values((
            erasures::organisation_id.eq(org),
            erasures::id.eq(id),
            erasures::ground.eq(&erasure.ground),
            erasures::erased_at.eq(Instant(erasure.at)),
            erasures::position.eq(erasure.position),
        ))
        .execute(tx.conn())?;
    for record in records {
        diesel::insert_into(erased_individuals::table)
            .values((
                erased_individuals::organisation_id.eq(org),
                erased_individuals::individual_id.eq(record),
                erased_individuals::erasure_id.eq(id),
            ))
            .execute(tx.conn())?;
    }
    Ok(())
}

impl Scope {
    fn of(tx: &mut Tx<'_>, records: &[Uid]) -> Result<Self, Error> {
        let org = tx.org();
        let own = cases::table
            .filter(cases::organisation_id.eq(org))
            .filter(cases::individual_id.eq_any(records))
            .order(cases::id)
            .select(cases::id);
        // Whoever writes about a case meanwhile waits, and then finds that it is gone.
        let cases: Vec<Uid> = match tx.conn() {
            Conn::Pg(c) => own.for_update().load(c)?,
            Conn::Sqlite(c) => own.load(c)?,
        };
        let notes: Vec<Uid> = notes::table
            .filter(notes::organisation_id.eq(org))
            .filter(notes::case_id.eq_any(&cases))
            .select(notes::id)
            .load(tx.conn())?;
        let merges: Vec<Uid> = merges::table
            .filter(merges::organisation_id.eq(org))
            .filter(
                merges::survivor_id
                    .eq_any(records)
                    .or(merges::absorbed_id.eq_any(records)),
            )
            .select(merges::id)
            .load(tx.conn())?;
        Ok(Self {
            org,
            records: records.to_vec(),
            cases,
            notes,
            merges,
        })
    }

    /// The records, as a column takes them that may be empty.
    pub(super) fn maybe_records(&self) -> impl Iterator<Item = Option<Uid>> + '_ {
        self.records.iter().copied().map(Some)
    }
}

#[derive(Insertable)]
#[diesel(table_name = erased_figures, treat_none_as_default_value = false)]
struct Figure {
    organisation_id: Uid,
    id: Uid,
    kind: &'static str,
    office_id: Uid,
    began_in: NaiveDate,
    status: String,
    ended_in: Option<NaiveDate>,
    outcome: Option<String>,
    work_kind: Option<String>,
}

/// What of a case or an interview is counted: office, first and last day, status and outcome.
type Counted = (Uid, NaiveDate, String, Option<NaiveDate>, Option<String>);

impl Figure {
    fn of(tx: &Tx<'_>, kind: &'static str, counted: Counted, work_kind: Option<String>) -> Self {
        let (office_id, began, status, ended, outcome) = counted;
        let month = |day: NaiveDate| day.with_day(1).unwrap_or(day);
        Self {
            organisation_id: tx.org(),
            id: tx.new_id::<()>().into(),
            kind,
            office_id,
            began_in: month(began),
            status,
            ended_in: ended.map(month),
            outcome,
            work_kind,
        }
    }
}

/// Keeps cases and interviews countable: by month, and without whose they were.
fn keep_figures(tx: &mut Tx<'_>, scope: &Scope) -> Result<(), Error> {
    let cases: Vec<(Counted, NaiveDate, Option<String>)> = cases::table
        .filter(cases::organisation_id.eq(scope.org))
        .filter(cases::id.eq_any(&scope.cases))
        .select((
            (
                cases::office_id,
                cases::opened_on,
                cases::status,
                cases::suspended_until,
                cases::outcome,
            ),
            cases::status_since,
            cases::work_kind,
        ))
        .load(tx.conn())?;
    let intakes: Vec<Counted> = intakes::table
        .filter(intakes::organisation_id.eq(scope.org))
        .filter(intakes::individual_id.eq_any(&scope.records))
        .select((
            intakes::office_id,
            intakes::held_on,
            intakes::status,
            intakes::decided_on,
            intakes::outcome,
        ))
        .load(tx.conn())?;
    let mut figures = Vec::new();
    for ((office, began, status, _, outcome), since, work_kind) in cases {
        let ended = (status == "closed").then_some(since);
        let counted = (office, began, status, ended, outcome);
        figures.push(Figure::of(tx, "case", counted, work_kind));
    }
    for counted in intakes {
        figures.push(Figure::of(tx, "intake", counted, None));
    }
    for figure in figures {
        diesel::insert_into(erased_figures::table)
            .values(&figure)
            .execute(tx.conn())?;
    }
    Ok(())
}
