//! The desk of a counsellor who is not there.

use std::collections::BTreeMap;

use diesel::prelude::*;
use domain::actor::{OfficeId, StaffId};
use domain::cases::CaseStatus;
use domain::event::CaseId;
use domain::hand_overs::{Desk, HandOver, HandOverId, HandOverStatus, TakenOver};
use domain::intakes::{IntakeId, IntakeStatus};
use domain::kernel::{Changed, Refusal};
use domain::policy::Action;

use super::row::Row;
use super::{OPEN, followed};
use crate::backend::Conn;
use crate::cases as stored_cases;
use crate::error::Error;
use crate::on_each;
use crate::reach;
use crate::referrals;
use crate::schema::{cases, hand_overs, intakes};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;
use crate::worklist;

/// How many cases are taken over at once.
pub const LIMIT: i64 = 500;
/// How many of what is left behind are named.
const NAMED: i64 = 100;

/// What of a desk nobody takes over with its cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftBehind {
    /// Running cases that were not asked for, or were too many at once.
    pub cases: i64,
    /// First interviews without a conclusion that they held: everybody of the office goes on with
    /// them. At most 100.
    pub intakes: Vec<IntakeId>,
    /// Hand-overs for a time whose cases would come back to them. At most 100.
    pub returning: Vec<HandOverId>,
}

/// The desk of somebody at an office: all their running cases there up to a limit, or those of them
/// that are named.
pub fn desk(
    tx: &mut Tx<'_>,
    office: OfficeId,
    counsellor: StaffId,
    only: Option<&[CaseId]>,
) -> Result<Desk, Error> {
    reach::of(tx, Action::AssignCase)?;
    let here = reach::offices_within(tx, Action::AssignCase, Some(office))?;
    let mut query = cases::table
        .filter(cases::organisation_id.eq(tx.org()))
        .filter(cases::office_id.eq_any(here))
        .filter(cases::counsellor_id.eq(Uid::from(counsellor)))
        .filter(cases::status.ne(CaseStatus::Closed.to_string()))
        .order((cases::opened_on, cases::id))
        .limit(LIMIT)
        .select(stored_cases::Row::as_select())
        .into_boxed();
    if let Some(only) = only {
        let only: Vec<Uid> = only.iter().copied().map(Uid::from).collect();
        query = query.filter(cases::id.eq_any(only));
    }
    let rows: Vec<stored_cases::Row> = query.load(tx.conn())?;
    // Who works beside them does not bear on it.
    let found: Result<Vec<_>, Error> = rows.iter().map(|row| row.case(Vec::new(), false)).collect();
    let ids: Vec<Uid> = rows.iter().map(|row| row.id).collect();
    Ok(Desk {
        office,
        cases: found?,
        open: open(tx, office, counsellor, &ids)?,
        counsellor: stored_cases::colleague(tx, counsellor)?,
    })
}

/// The same, held until the end of the transaction.
pub fn hold_desk(
    tx: &mut Tx<'_>,
    office: OfficeId,
    counsellor: StaffId,
    only: Option<&[CaseId]>,
) -> Result<Desk, Error> {
    let theirs = cases::table
        .filter(cases::organisation_id.eq(tx.org()))
        .filter(cases::office_id.eq(Uid::from(office)))
        .filter(cases::counsellor_id.eq(Uid::from(counsellor)))
        .filter(cases::status.ne(CaseStatus::Closed.to_string()))
        .order(cases::id)
        .select(cases::id);
    // Row locks exist on PostgreSQL only; SQLite has one writer.
    if let Conn::Pg(c) = tx.conn() {
        theirs.for_update().load::<Uid>(c)?;
    }
    desk(tx, office, counsellor, only)
}

/// What is open of hand-overs of these cases, and of proposals to the counsellor there.
fn open(
    tx: &mut Tx<'_>,
    office: OfficeId,
    counsellor: StaffId,
    ids: &[Uid],
) -> Result<Vec<HandOver>, Error> {
    let mut rows: Vec<Row> = hand_overs::table
        .filter(hand_overs::organisation_id.eq(tx.org()))
        .filter(hand_overs::case_id.eq_any(ids.to_vec()))
        .filter(hand_overs::status.eq_any(OPEN))
        .select(Row::as_select())
        .load(tx.conn())?;
    let asked: Vec<Row> = hand_overs::table
        .filter(hand_overs::organisation_id.eq(tx.org()))
        .filter(hand_overs::to_counsellor_id.eq(Uid::from(counsellor)))
        .filter(hand_overs::status.eq(HandOverStatus::Proposed.to_string()))
        .filter(hand_overs::to_office_id.eq(Uid::from(office)))
        .limit(LIMIT)
        .select(Row::as_select())
        .load(tx.conn())?;
    rows.extend(asked);
    rows.sort_by_key(|row| row.id);
    rows.dedup_by_key(|row| row.id);
    let ids: Vec<Uid> = rows.iter().map(|row| row.case_id).collect();
    let followed = followed(tx, &ids)?;
    rows.iter().map(|row| row.hand_over(&followed)).collect()
}

/// What stays where it is: to be told, whatever was decided about the cases.
pub fn left_behind(
    tx: &mut Tx<'_>,
    office: OfficeId,
    counsellor: StaffId,
) -> Result<LeftBehind, Error> {
    let (org, who, here) = (tx.org(), Uid::from(counsellor), Uid::from(office));
    let running: i64 = cases::table
        .filter(cases::organisation_id.eq(org))
        .filter(cases::office_id.eq(here))
        .filter(cases::counsellor_id.eq(who))
        .filter(cases::status.ne(CaseStatus::Closed.to_string()))
        .count()
        .get_result(tx.conn())?;
    let undecided = [IntakeStatus::Open, IntakeStatus::Waiting].map(|status| status.to_string());
    let held: Vec<Uid> = intakes::table
        .filter(intakes::organisation_id.eq(org))
        .filter(intakes::office_id.eq(here))
        .filter(intakes::status.eq_any(undecided))
        .filter(intakes::taken_by.eq(who))
        .order((intakes::held_on, intakes::id))
        .limit(NAMED)
        .select(intakes::id)
        .load(tx.conn())?;
    let returning: Vec<Uid> = hand_overs::table
        .filter(hand_overs::organisation_id.eq(org))
        .filter(hand_overs::from_counsellor_id.eq(who))
        .filter(hand_overs::from_office_id.eq(here))
        .filter(hand_overs::status.eq_any(["running", "stuck"]))
        .order(hand_overs::id)
        .limit(NAMED)
        .select(hand_overs::id)
        .load(tx.conn())?;
    Ok(LeftBehind {
        cases: running,
        intakes: held.into_iter().map(IntakeId::from).collect(),
        returning: returning.into_iter().map(HandOverId::from).collect(),
    })
}

/// How many rows one statement writes: SQLite takes at most 32,766 values.
const CHUNK: usize = 1_000;

/// Saves a desk that was taken over, held since it was read: a statement for each who takes over,
/// whatever the number of cases, and the facts.
pub fn take_over(tx: &mut Tx<'_>, changed: Changed<TakenOver>) -> Result<TakenOver, Error> {
    let taken = tx.record(changed);
    let mut by_owner: BTreeMap<(Uid, Option<Uid>), Vec<Uid>> = BTreeMap::new();
    for case in &taken.cases {
        let owner = (Uid::from(case.office), case.counsellor.map(Uid::from));
        by_owner.entry(owner).or_default().push(case.id.into());
    }
    // Two statements for each of the colleagues, who are few.
    for ((office, owner), ids) in by_owner {
        let count = ids.len();
        referrals::follow(tx, ids.clone(), office, owner)?;
        let stored = cases::table
            .filter(cases::organisation_id.eq(tx.org()))
            .filter(cases::id.eq_any(ids));
        let moved = diesel::update(stored)
            .set((
                cases::counsellor_id.eq(owner),
                cases::version.eq(cases::version + 1),
            ))
            .execute(tx.conn())?;
        if moved != count {
            return Err(Error::Overtaken);
        }
    }
    lapse(tx, &taken.lapsed)?;
    pass_on(tx, &taken.passed_on)?;
    let org = tx.org();
    let rows: Vec<Row> = taken.new.iter().map(|new| Row::of(new, org)).collect();
    for rows in rows.chunks(CHUNK) {
        let conn = tx.conn();
        // Multi-row inserts exist on the concrete engines only.
        on_each!(conn, |c| diesel::insert_into(hand_overs::table)
            .values(rows)
            .execute(c))
        .map_err(|error| Error::from(error).taken(Refusal::HandOverOpen {}))?;
    }
    let cases: Vec<Uid> = taken.cases.iter().map(|case| case.id.into()).collect();
    worklist::of_cases(tx, &cases)?;
    for moved in [&taken.lapsed, &taken.passed_on, &taken.new] {
        worklist::of_hand_overs(tx, moved)?;
    }
    Ok(taken)
}

fn lapse(tx: &mut Tx<'_>, lapsed: &[HandOver]) -> Result<(), Error> {
    let ids: Vec<Uid> = lapsed.iter().map(|one| one.id.into()).collect();
    let now = Some(Instant::from(tx.now()));
    let stored = hand_overs::table
        .filter(hand_overs::organisation_id.eq(tx.org()))
        .filter(hand_overs::status.eq(HandOverStatus::Proposed.to_string()))
        .filter(hand_overs::id.eq_any(ids));
    let ended = diesel::update(stored)
        .set((
            hand_overs::status.eq(HandOverStatus::Lapsed.to_string()),
            hand_overs::answered_at.eq(now),
            hand_overs::ended_at.eq(now),
            hand_overs::version.eq(hand_overs::version + 1),
        ))
        .execute(tx.conn())?;
    if ended == lapsed.len() {
        Ok(())
    } else {
        Err(Error::Overtaken)
    }
}

/// One statement for each of the colleagues, and one for what waits for the office.
fn pass_on(tx: &mut Tx<'_>, passed_on: &[HandOver]) -> Result<(), Error> {
    let mut ways: BTreeMap<(String, Option<Uid>, Option<Uid>), Vec<Uid>> = BTreeMap::new();
    for one in passed_on {
        let way = (
            one.status.to_string(),
            one.to.counsellor.map(Uid::from),
            one.taken_by.map(Uid::from),
        );
        ways.entry(way).or_default().push(one.id.into());
    }
    for ((status, asked, taken_by), ids) in ways {
        let count = ids.len();
        // What was answered meanwhile has another status.
        let stored = hand_overs::table
            .filter(hand_overs::organisation_id.eq(tx.org()))
            .filter(hand_overs::id.eq_any(ids))
            .filter(hand_overs::status.eq(status));
        let saved = diesel::update(stored)
            .set((
                hand_overs::to_counsellor_id.eq(asked),
                hand_overs::taken_by.eq(taken_by),
                hand_overs::version.eq(hand_overs::version + 1),
            ))
            .execute(tx.conn())?;
        if saved != count {
            return Err(Error::Overtaken);
        }
    }
    Ok(())
}
