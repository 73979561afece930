//! Hand-overs of cases.

mod desks;
mod left;
mod list;
mod returns;
mod row;
mod ways;

use diesel::prelude::*;
use domain::actor::StaffId;
use domain::cases::Case;
use domain::event::{CaseId, IndividualId};
use domain::hand_overs::{HandOver, HandOverId, HandOverStatus, Keeper, Moved};
use domain::kernel::{Changed, Refusal};
use domain::policy::Action;

use crate::appointments;
use crate::backend::Conn;
use crate::cached;
use crate::cases as stored_cases;
use crate::error::Error;
use crate::names::{self, PersonCard, StaffName};
use crate::reach::{self, Condition};
use crate::referrals;
use crate::schema::{cases, hand_overs};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;
use crate::worklist;

pub use desks::{LIMIT, Only, desk, hold_desk, take_over};
pub use left::{LeftBehind, left_behind};
pub use list::{Direction, Filter, list};
pub use returns::{end, home, over};
use row::Changes;
pub(crate) use row::Row;
pub(crate) use ways::recheck;
use ways::within;

/// A hand-over with those whom it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The hand-over.
    pub hand_over: HandOver,
    /// Who is followed.
    pub person: PersonCard,
    /// Who followed.
    pub from: Option<StaffName>,
    /// Who is asked to follow.
    pub to: Option<StaffName>,
    /// Who follows since.
    pub taken_by: Option<StaffName>,
    /// Who proposed it.
    pub proposed_by: StaffName,
}

/// The statuses of which something can still come.
pub(crate) const OPEN: [&str; 3] = ["proposed", "running", "stuck"];

/// The hand-over, if the actor has a part in it.
pub fn get(tx: &mut Tx<'_>, id: HandOverId) -> Result<HandOver, Error> {
    reach::of(tx, Action::HandOverCases)?;
    let within = within(tx.actor());
    one(tx, id, within)
}

fn one(
    tx: &mut Tx<'_>,
    id: HandOverId,
    within: Condition<hand_overs::table>,
) -> Result<HandOver, Error> {
    let row: Row = hand_overs::table
        .find((tx.org(), Uid::from(id)))
        .select(Row::as_select())
        .into_boxed()
        .filter(within)
        .first(tx.conn())?;
    let followed = followed(tx, &[row.case_id])?;
    row.hand_over(&followed)
}

/// Who is followed in these cases: after a merge of records that is somebody else than before.
fn followed(tx: &mut Tx<'_>, ids: &[Uid]) -> Result<Vec<(Uid, Uid)>, Error> {
    Ok(cases::table
        .filter(cases::organisation_id.eq(tx.org()))
        .filter(cases::id.eq_any(ids.to_vec()))
        .select((cases::id, cases::individual_id))
        .load(tx.conn())?)
}

/// The case of a hand-over that the actor reaches; the case itself may be out of reach.
pub fn case_of(tx: &mut Tx<'_>, hand_over: &HandOver) -> Result<Case, Error> {
    stored_cases::of_record(tx, hand_over.case)
}

/// The same hand-overs with those whom they name, in two statements.
pub fn named(tx: &mut Tx<'_>, hand_overs: Vec<HandOver>) -> Result<Vec<Item>, Error> {
    let people: Vec<IndividualId> = hand_overs.iter().map(|one| one.individual).collect();
    let staff: Vec<StaffId> = hand_overs
        .iter()
        .flat_map(|one| {
            let asked = [one.from.counsellor, one.to.counsellor, one.taken_by];
            asked.into_iter().flatten().chain([one.proposed_by])
        })
        .collect();
    let people = names::of_people(tx, &people)?;
    let staff = names::of_staff(tx, &staff)?;
    let name = |id: Option<StaffId>| id.and_then(|id| staff.get(&id).cloned());
    hand_overs
        .into_iter()
        .map(|hand_over| {
            let person = people.get(&hand_over.individual).cloned();
            Ok(Item {
                person: person.ok_or(Error::Corrupt("hand-over without person"))?,
                from: name(hand_over.from.counsellor),
                to: name(hand_over.to.counsellor),
                taken_by: name(hand_over.taken_by),
                proposed_by: name(Some(hand_over.proposed_by))
                    .ok_or(Error::Corrupt("hand-over without proposer"))?,
                hand_over,
            })
        })
        .collect()
}

/// The same for one of them.
pub fn item(tx: &mut Tx<'_>, hand_over: HandOver) -> Result<Item, Error> {
    let mut items = named(tx, vec![hand_over])?;
    items.pop().ok_or(Error::NotFound)
}

/// Stores a proposal. Refuses a second one of the same case while something can come of the first.
pub fn insert(tx: &mut Tx<'_>, changed: Changed<HandOver>) -> Result<HandOver, Error> {
    let hand_over = tx.record(changed);
    let row = Row::of(&hand_over, tx.org());
    diesel::insert_into(hand_overs::table)
        .values(&row)
        .execute(tx.conn())
        .map_err(|error| Error::from(error).taken(Refusal::HandOverOpen {}))?;
    settle_refusals(tx, vec![hand_over.case.into()])?;
    worklist::of_hand_overs(tx, std::slice::from_ref(&hand_over))?;
    Ok(hand_over)
}

/// Saves a step that leaves the case where it is.
pub fn save(tx: &mut Tx<'_>, changed: Changed<HandOver>) -> Result<HandOver, Error> {
    let hand_over = tx.record(changed);
    store(tx, hand_over)
}

/// Saves a step that moves the case: both, or neither. Refuses where the person has an open case
/// at the office already.
pub fn save_moved(tx: &mut Tx<'_>, changed: Changed<Moved>) -> Result<Moved, Error> {
    let moved = tx.record(changed);
    // The case first, as whoever closes or assigns it does: nobody waits for the other in a circle.
    let moved = Moved {
        case: stored_cases::store(tx, moved.case)?,
        hand_over: store(tx, moved.hand_over)?,
    };
    referrals::follow_case(tx, &moved.case)?;
    appointments::follow_case(tx, &moved.case)?;
    Ok(moved)
}

fn store(tx: &mut Tx<'_>, mut hand_over: HandOver) -> Result<HandOver, Error> {
    let stored = hand_overs::table
        .find((tx.org(), Uid::from(hand_over.id)))
        .filter(hand_overs::version.eq(hand_over.version.0));
    let update = diesel::update(stored)
        .set(Changes::of(&hand_over))
        .returning(hand_overs::version);
    cached::still::<_, i64>(update, tx.conn())?;
    hand_over.version = hand_over.version.next();
    worklist::of_hand_overs(tx, std::slice::from_ref(&hand_over))?;
    Ok(hand_over)
}

/// Hand-overs that somebody has to do something about: those of which something can still come, and
/// refusals that nobody has read.
pub(crate) fn wants_work() -> Condition<hand_overs::table> {
    let refused = hand_overs::status.eq(HandOverStatus::Refused.to_string());
    let news = refused.and(hand_overs::refusal_seen_at.is_null());
    Box::new(hand_overs::status.eq_any(OPEN).or(news))
}

/// The next hand-overs that want work behind one of them, held until the end of the transaction.
pub(crate) fn open_after(
    tx: &mut Tx<'_>,
    after: Option<Uid>,
    limit: i64,
) -> Result<Vec<HandOver>, Error> {
    let mut query = hand_overs::table
        .filter(hand_overs::organisation_id.eq(tx.org()))
        .filter(wants_work())
        .order(hand_overs::id)
        .limit(limit)
        .select(hand_overs::id)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(hand_overs::id.gt(after));
    }
    let ids: Vec<Uid> = query.load(tx.conn())?;
    let these = hand_overs::table
        .filter(hand_overs::organisation_id.eq(tx.org()))
        .filter(hand_overs::id.eq_any(ids))
        .order(hand_overs::id);
    // Row locks exist on PostgreSQL only; SQLite has one writer.
    if let Conn::Pg(c) = tx.conn() {
        let held = these.clone().select(hand_overs::id).for_no_key_update();
        held.load::<Uid>(c)?;
    }
    let rows: Vec<Row> = these.select(Row::as_select()).load(tx.conn())?;
    let ids: Vec<Uid> = rows.iter().map(|row| row.case_id).collect();
    let followed = followed(tx, &ids)?;
    rows.iter().map(|row| row.hand_over(&followed)).collect()
}

/// What the end of a case makes of its hand-overs: they have no object any more.
pub(crate) fn after_closing(tx: &mut Tx<'_>, case: CaseId) -> Result<(), Error> {
    if let Some(hand_over) = open_of(tx, case)? {
        let changed = hand_over.lapse(tx.now())?;
        save(tx, changed)?;
    }
    settle_refusals(tx, vec![case.into()])
}

/// What the assignment of a case makes of them: what was lent stays lent.
pub(crate) fn after_assignment(tx: &mut Tx<'_>, case: &Case) -> Result<(), Error> {
    let owner = Keeper {
        office: case.office,
        counsellor: case.counsellor,
    };
    if let Some(hand_over) = open_of(tx, case.id)?
        && let Some(changed) = hand_over.reassigned(owner, tx.now())?
    {
        save(tx, changed)?;
    }
    settle_refusals(tx, vec![case.id.into()])
}

fn open_of(tx: &mut Tx<'_>, case: CaseId) -> Result<Option<HandOver>, Error> {
    let row: Option<Row> = hand_overs::table
        .filter(hand_overs::organisation_id.eq(tx.org()))
        .filter(hand_overs::case_id.eq(Uid::from(case)))
        .filter(hand_overs::status.eq_any(OPEN))
        .select(Row::as_select())
        .first(tx.conn())
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    let followed = followed(tx, &[row.case_id])?;
    row.hand_over(&followed).map(Some)
}

/// That somebody did not take these cases over is no news any more: they go another way, which is
/// the fact that tells it.
fn settle_refusals(tx: &mut Tx<'_>, cases: Vec<Uid>) -> Result<(), Error> {
    let of = hand_overs::table
        .filter(hand_overs::organisation_id.eq(tx.org()))
        .filter(hand_overs::case_id.eq_any(cases))
        .filter(hand_overs::status.eq(HandOverStatus::Refused.to_string()))
        .filter(hand_overs::refusal_seen_at.is_null());
    let mut rows: Vec<Row> = of.select(Row::as_select()).load(tx.conn())?;
    if rows.is_empty() {
        return Ok(());
    }
    rows.sort_by_key(|row| row.id);
    let ids: Vec<Uid> = rows.iter().map(|row| row.id).collect();
    let stored = hand_overs::table
        .filter(hand_overs::organisation_id.eq(tx.org()))
        .filter(hand_overs::id.eq_any(ids));
    diesel::update(stored)
        .set((
            hand_overs::refusal_seen_at.eq(Some(Instant::from(tx.now()))),
            hand_overs::version.eq(hand_overs::version + 1),
        ))
        .execute(tx.conn())?;
    let of: Vec<Uid> = rows.iter().map(|row| row.case_id).collect();
    let followed = followed(tx, &of)?;
    let seen: Result<Vec<HandOver>, Error> = rows
        .iter()
        .map(|row| {
            Ok(HandOver {
                refusal_seen_at: Some(tx.now()),
                ..row.hand_over(&followed)?
            })
        })
        .collect();
    worklist::of_hand_overs(tx, &seen?)
}
