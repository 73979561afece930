//! The desk of a counsellor who is not there.

use std::collections::BTreeMap;

use diesel::prelude::*;
use domain::actor::{OfficeId, StaffId};
use domain::cases::CaseStatus;
use domain::event::CaseId;
use domain::follow_ups::FollowUpId;
use domain::hand_overs::{Desk, HandOver, HandOverStatus, TakenOver};
use domain::kernel::{Changed, Named, Refusal};
use domain::policy::Action;

use super::row::Row;
use super::{OPEN, followed, settle_refusals};
use crate::backend::Conn;
use crate::cases as stored_cases;
use crate::error::Error;
use crate::follow_ups;
use crate::on_each;
use crate::reach;
use crate::referrals;
use crate::schema::{cases, hand_overs};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;
use crate::worklist;

/// How many cases are taken over at once.
pub const LIMIT: i64 = 500;
/// What of a desk is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Only {
    /// Which cases.
    pub cases: Vec<CaseId>,
    /// Which follow-ups.
    pub follow_ups: Vec<FollowUpId>,
}

/// The desk of somebody at an office: all their running cases and planned follow-ups there up to a
/// limit, or those of them that are named.
pub fn desk(
    tx: &mut Tx<'_>,
    office: OfficeId,
    counsellor: StaffId,
    only: Option<&Only>,
) -> Result<Desk, Error> {
    reach::of(tx, Action::AssignCase)?;
    let here = reach::offices_within(tx, Action::AssignCase, Some(office))?;
    if here.is_empty() {
        // Whoever does not coordinate the office is told nothing of what lies there.
        return Ok(Desk {
            office,
            counsellor: Named::Unknown,
            cases: Vec::new(),
            open: Vec::new(),
            follow_ups: Vec::new(),
        });
    }
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
        let only: Vec<Uid> = only.cases.iter().copied().map(Uid::from).collect();
        query = query.filter(cases::id.eq_any(only));
    }
    let rows: Vec<stored_cases::Row> = query.load(tx.conn())?;
    // Who works beside them does not bear on it.
    let found: Result<Vec<_>, Error> = rows.iter().map(|row| row.case(Vec::new(), false)).collect();
    let ids: Vec<Uid> = rows.iter().map(|row| row.id).collect();
    let only = only.map(|only| only.follow_ups.as_slice());
    Ok(Desk {
        office,
        cases: found?,
        follow_ups: follow_ups::planned_of(tx, (office, counsellor), only, LIMIT)?,
        open: open(tx, office, counsellor, &ids)?,
        counsellor: stored_cases::colleague(tx, counsellor)?,
    })
}

/// The same, held until the end of the transaction.
pub fn hold_desk(
    tx: &mut Tx<'_>,
    office: OfficeId,
    counsellor: StaffId,
    only: Option<&Only>,
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
    follow_ups::hold(tx, (office, counsellor))?;
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
    // Some statements for each of the colleagues, who are few.
    for ((office, owner), ids) in by_owner {
        let count = ids.len();
        referrals::follow(tx, ids.clone(), office, owner)?;
        follow_ups::follow(tx, ids.clone(), office, owner)?;
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
    settle_refusals(tx, taken.cases.iter().map(|case| case.id.into()).collect())?;
    lapse(tx, &taken.lapsed)?;
    give_back(tx, &taken.returned)?;
    pass_on(tx, &taken.passed_on)?;
    follow_ups::give(tx, &taken.follow_ups)?;
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
    let hand_overs = [&taken.lapsed, &taken.returned, &taken.passed_on, &taken.new];
    for moved in hand_overs {
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

/// Ends what was lent and fell to its lender.
fn give_back(tx: &mut Tx<'_>, returned: &[HandOver]) -> Result<(), Error> {
    let ids: Vec<Uid> = returned.iter().map(|one| one.id.into()).collect();
    let stored = hand_overs::table
        .filter(hand_overs::organisation_id.eq(tx.org()))
        .filter(hand_overs::status.eq_any(["running", "stuck"]))
        .filter(hand_overs::id.eq_any(ids));
    let ended = diesel::update(stored)
        .set((
            hand_overs::status.eq(HandOverStatus::Returned.to_string()),
            hand_overs::blocked.eq(None::<String>),
            hand_overs::ended_at.eq(Some(Instant::from(tx.now()))),
            hand_overs::version.eq(hand_overs::version + 1),
        ))
        .execute(tx.conn())?;
    if ended == returned.len() {
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
