//! Follow-ups after the end of cases.

mod attempts;
mod giving;
mod list;
mod planning;
mod row;

use diesel::prelude::*;
use domain::actor::{Actor, StaffId};
use domain::event::IndividualId;
use domain::follow_ups::{FollowUp, FollowUpId, Tried};
use domain::kernel::Changed;
use domain::policy::{Action, Reach};

use crate::cached;
use crate::error::Error;
use crate::names::{self, PersonCard, StaffName};
use crate::reach::{self, Condition};
use crate::schema::{cases, follow_ups};
use crate::sql_types::Uid;
use crate::tx::Tx;
use crate::worklist;

pub use attempts::attempts;
pub(crate) use giving::{give, hold, planned_of};
pub use list::{Filter, Key, list};
pub(crate) use planning::{after_case, plan_missing, replan};
use row::{Changes, Row};

/// A follow-up with those whom it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The follow-up.
    pub follow_up: FollowUp,
    /// Who is asked.
    pub person: PersonCard,
    /// Who followed the case.
    pub counsellor: Option<StaffName>,
}

/// The follow-up, if the actor's right to `action` reaches it.
pub fn get(tx: &mut Tx<'_>, id: FollowUpId, action: Action) -> Result<FollowUp, Error> {
    reach::of(tx, action)?;
    let within = within(tx.actor(), action);
    let row: Row = follow_ups::table
        .find((tx.org(), Uid::from(id)))
        .select(Row::as_select())
        .into_boxed()
        .filter(within)
        .first(tx.conn())?;
    let followed = followed(tx, &[row.case_id])?;
    row.follow_up(&followed)
}

/// The follow-ups within the right to `action`, as `domain::follow_ups::FollowUp` judges it.
fn within(actor: &Actor, action: Action) -> Condition<follow_ups::table> {
    let nothing: Condition<follow_ups::table> = Box::new(follow_ups::id.ne(follow_ups::id));
    if actor.reach(action) == Reach::Organisation {
        return Box::new(follow_ups::id.eq(follow_ups::id));
    }
    let mut ways = ways(actor, action).into_iter();
    let first = ways.next().unwrap_or(nothing);
    ways.fold(first, |all, way| Box::new(all.or(way)))
}

/// The ways into these follow-ups: an index serves each. A follow-up can lie on several.
fn ways(actor: &Actor, action: Action) -> Vec<Condition<follow_ups::table>> {
    let reach = actor.reach(action);
    let mut ways: Vec<Condition<follow_ups::table>> = Vec::new();
    if reach == Reach::OwnCaseload || (reach == Reach::OwnOffice && action.holds_caseload()) {
        let mine = follow_ups::counsellor_id.assume_not_null();
        let mine = mine.eq(reach::me(actor));
        ways.push(Box::new(follow_ups::counsellor_id.is_not_null().and(mine)));
    }
    if reach >= Reach::OwnOffice {
        let offices = actor.offices.iter().copied().map(Uid::from);
        ways.extend(offices.map(|office| -> Condition<follow_ups::table> {
            Box::new(follow_ups::office_id.eq(office))
        }));
    }
    ways
}

/// Who is followed in these cases: after a merge of records that is somebody else than before.
fn followed(tx: &mut Tx<'_>, ids: &[Uid]) -> Result<Vec<(Uid, Uid)>, Error> {
    Ok(cases::table
        .filter(cases::organisation_id.eq(tx.org()))
        .filter(cases::id.eq_any(ids.to_vec()))
        .select((cases::id, cases::individual_id))
        .load(tx.conn())?)
}

/// These rows as follow-ups.
fn read(tx: &mut Tx<'_>, rows: &[Row]) -> Result<Vec<FollowUp>, Error> {
    let ids: Vec<Uid> = rows.iter().map(|row| row.case_id).collect();
    let followed = followed(tx, &ids)?;
    rows.iter().map(|row| row.follow_up(&followed)).collect()
}

/// The same follow-ups with those whom they name, in two statements.
pub fn named(tx: &mut Tx<'_>, follow_ups: Vec<FollowUp>) -> Result<Vec<Item>, Error> {
    let people: Vec<IndividualId> = follow_ups.iter().map(|one| one.individual).collect();
    let staff: Vec<StaffId> = follow_ups.iter().filter_map(|one| one.counsellor).collect();
    let people = names::of_people(tx, &people)?;
    let staff = names::of_staff(tx, &staff)?;
    follow_ups
        .into_iter()
        .map(|follow_up| {
            let person = people.get(&follow_up.individual).cloned();
            Ok(Item {
                person: person.ok_or(Error::Corrupt("follow-up without person"))?,
                counsellor: follow_up.counsellor.and_then(|id| staff.get(&id).cloned()),
                follow_up,
            })
        })
        .collect()
}

/// The same for one of them.
pub fn item(tx: &mut Tx<'_>, follow_up: FollowUp) -> Result<Item, Error> {
    let mut items = named(tx, vec![follow_up])?;
    items.pop().ok_or(Error::NotFound)
}

/// Saves a decided step.
pub fn save(tx: &mut Tx<'_>, changed: Changed<FollowUp>) -> Result<FollowUp, Error> {
    let follow_up = tx.record(changed);
    store(tx, follow_up)
}

/// Saves an attempt, and the follow-up that counts it.
pub fn save_tried(tx: &mut Tx<'_>, changed: Changed<Tried>) -> Result<Tried, Error> {
    let tried = tx.record(changed);
    let follow_up = store(tx, tried.follow_up)?;
    attempts::insert(tx, &tried.attempt)?;
    Ok(Tried {
        follow_up,
        attempt: tried.attempt,
    })
}

fn store(tx: &mut Tx<'_>, mut follow_up: FollowUp) -> Result<FollowUp, Error> {
    let stored = follow_ups::table
        .find((tx.org(), Uid::from(follow_up.id)))
        .filter(follow_ups::version.eq(follow_up.version.0));
    let update = diesel::update(stored)
        .set(Changes::of(&follow_up))
        .returning(follow_ups::version);
    cached::still::<_, _, i64>(update, tx.conn())?;
    follow_up.version = follow_up.version.next();
    worklist::of_follow_ups(tx, std::slice::from_ref(&follow_up))?;
    Ok(follow_up)
}
