//! What of an erased person goes on being counted: by month, and without whose it was.

use chrono::{Datelike, NaiveDate};
use diesel::prelude::*;

use super::scope::Scope;
use crate::error::Error;
use crate::schema::{cases, erased_figures, follow_ups, intakes, referrals};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

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

/// What is counted: office, first and last day, status and outcome.
struct Counted {
    kind: &'static str,
    office: Uid,
    began: NaiveDate,
    status: String,
    ended: Option<NaiveDate>,
    outcome: Option<String>,
    work_kind: Option<String>,
}

impl Figure {
    fn of(tx: &Tx<'_>, counted: Counted) -> Self {
        let month = |day: NaiveDate| day.with_day(1).unwrap_or(day);
        Self {
            organisation_id: tx.org(),
            id: tx.new_id::<()>().into(),
            kind: counted.kind,
            office_id: counted.office,
            began_in: month(counted.began),
            status: counted.status,
            ended_in: counted.ended.map(month),
            outcome: counted.outcome,
            work_kind: counted.work_kind,
        }
    }
}

/// Keeps cases, interviews, referrals and follow-ups countable.
pub(super) fn keep(tx: &mut Tx<'_>, scope: &Scope) -> Result<(), Error> {
    let mut counted = of_cases(tx, scope)?;
    counted.extend(of_intakes(tx, scope)?);
    counted.extend(of_referrals(tx, scope)?);
    counted.extend(of_follow_ups(tx, scope)?);
    for counted in counted {
        let figure = Figure::of(tx, counted);
        diesel::insert_into(erased_figures::table)
            .values(&figure)
            .execute(tx.conn())?;
    }
    Ok(())
}

fn of_cases(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Counted>, Error> {
    type Row = (
        Uid,
        NaiveDate,
        String,
        NaiveDate,
        Option<String>,
        Option<String>,
    );
    let rows: Vec<Row> = cases::table
        .filter(cases::organisation_id.eq(scope.org))
        .filter(cases::id.eq_any(&scope.cases))
        .select((
            cases::office_id,
            cases::opened_on,
            cases::status,
            cases::status_since,
            cases::outcome,
            cases::work_kind,
        ))
        .load(tx.conn())?;
    let counted = |(office, began, status, since, outcome, work_kind): Row| Counted {
        kind: "case",
        office,
        began,
        ended: (status == "closed").then_some(since),
        status,
        outcome,
        work_kind,
    };
    Ok(rows.into_iter().map(counted).collect())
}

fn of_intakes(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Counted>, Error> {
    type Row = (Uid, NaiveDate, String, Option<NaiveDate>, Option<String>);
    let rows: Vec<Row> = intakes::table
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
    let counted = |(office, began, status, ended, outcome): Row| Counted {
        kind: "intake",
        office,
        began,
        status,
        ended,
        outcome,
        work_kind: None,
    };
    Ok(rows.into_iter().map(counted).collect())
}

fn of_referrals(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Counted>, Error> {
    type Row = (Uid, Instant, String, Option<Instant>, Option<String>);
    let rows: Vec<Row> = referrals::table
        .filter(referrals::organisation_id.eq(scope.org))
        .filter(referrals::case_id.eq_any(&scope.cases))
        .select((
            referrals::from_office_id,
            referrals::sent_at,
            referrals::status,
            referrals::ended_at,
            referrals::outcome,
        ))
        .load(tx.conn())?;
    let zone = tx.actor().zone;
    let day = |at: Instant| at.0.with_timezone(&zone).date_naive();
    let counted = |(office, sent, status, ended, outcome): Row| Counted {
        kind: "referral",
        office,
        began: day(sent),
        status,
        ended: ended.map(day),
        outcome,
        work_kind: None,
    };
    Ok(rows.into_iter().map(counted).collect())
}

fn of_follow_ups(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Counted>, Error> {
    type Row = (
        Uid,
        NaiveDate,
        String,
        Option<NaiveDate>,
        Option<String>,
        Option<String>,
    );
    let rows: Vec<Row> = follow_ups::table
        .filter(follow_ups::organisation_id.eq(scope.org))
        .filter(follow_ups::case_id.eq_any(&scope.cases))
        .select((
            follow_ups::office_id,
            follow_ups::planned_for,
            follow_ups::status,
            follow_ups::outcome_on,
            follow_ups::outcome,
            follow_ups::work_kind,
        ))
        .load(tx.conn())?;
    let counted = |(office, began, status, ended, outcome, work_kind): Row| Counted {
        kind: "follow_up",
        office,
        began,
        status,
        ended,
        outcome,
        work_kind,
    };
    Ok(rows.into_iter().map(counted).collect())
}
