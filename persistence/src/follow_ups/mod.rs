//! Follow-ups after the end of cases.

mod attempts;
mod giving;
mod list;
mod people;
mod planning;
mod row;

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::actor::{Actor, StaffId};
use domain::event::IndividualId;
use domain::follow_ups::{CancellationReason, FollowUp, FollowUpId, Tried};
use domain::kernel::Changed;
use domain::policy::{Action, Reach};

use crate::cached;
use crate::columns::day;
use crate::error::Error;
use crate::individuals;
use crate::names::{self, PersonCard, StaffName};
use crate::reach::{self, Condition};
use crate::schema::{case_team, cases, follow_ups};
use crate::sql_types::Uid;
use crate::tx::Tx;
use crate::worklist;

pub use attempts::attempts;
pub(crate) use giving::{give, hold, planned_of};
pub use list::{Filter, Key, list};
pub(crate) use people::{after_merge, after_parting, is_dead, whom_of};
pub(crate) use planning::{after_case, before_case, follow, plan_missing, replan};
use row::{Changes, Row};

/// A follow-up with those whom it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The follow-up.
    pub follow_up: FollowUp,
    /// Who is asked.
    pub person: PersonCard,
    /// Who follows the case, or did to the end.
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
        let teams = case_team::table
            .filter(case_team::organisation_id.eq(Uid::from(actor.organisation)))
            .filter(case_team::staff_id.eq(reach::me(actor)))
            .select(case_team::case_id);
        ways.push(Box::new(follow_ups::case_id.eq_any(teams)));
    }
    if reach >= Reach::OwnOffice {
        let offices = actor.offices.iter().copied().map(Uid::from);
        ways.extend(offices.map(|office| -> Condition<follow_ups::table> {
            Box::new(follow_ups::office_id.eq(office))
        }));
    }
    ways
}

/// Whom a case is about, after a merge of records somebody else than before, and who works on it
/// beside its counsellor.
struct Followed {
    individual: Uid,
    team: Vec<StaffId>,
}

/// The same of these cases, in two statements.
fn followed(tx: &mut Tx<'_>, ids: &[Uid]) -> Result<HashMap<Uid, Followed>, Error> {
    let people: Vec<(Uid, Uid)> = cases::table
        .filter(cases::organisation_id.eq(tx.org()))
        .filter(cases::id.eq_any(ids.to_vec()))
        .select((cases::id, cases::individual_id))
        .load(tx.conn())?;
    let teams: Vec<(Uid, Uid)> = case_team::table
        .filter(case_team::organisation_id.eq(tx.org()))
        .filter(case_team::case_id.eq_any(ids.to_vec()))
        .order((case_team::case_id, case_team::staff_id))
        .select((case_team::case_id, case_team::staff_id))
        .load(tx.conn())?;
    let mut followed: HashMap<Uid, Followed> = HashMap::new();
    for (case, individual) in people {
        let team = Vec::new();
        followed.insert(case, Followed { individual, team });
    }
    for (case, member) in teams {
        if let Some(followed) = followed.get_mut(&case) {
            followed.team.push(member.into());
        }
    }
    Ok(followed)
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

/// Saves that nobody asks. Who died or objected is asked nothing more, after whatever case: what is
/// planned besides is taken back with it.
pub fn save_cancelled(tx: &mut Tx<'_>, changed: Changed<FollowUp>) -> Result<FollowUp, Error> {
    let of_person = changed
        .state()
        .cancelled
        .filter(|reason: &CancellationReason| reason.is_of_person());
    let Some(reason) = of_person else {
        return save(tx, changed);
    };
    // The person first, as whoever ends a case does: nobody waits for the other in a circle.
    let person = Uid::from(changed.state().individual);
    individuals::hold_alone(tx, &[person])?;
    let follow_up = save(tx, changed)?;
    people::lapse_all(tx, person, reason)?;
    Ok(follow_up)
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
        .returning((
            follow_ups::planned_for,
            follow_ups::office_id,
            follow_ups::counsellor_id,
        ));
    // The day and whose it is change without a version: what is due goes by what is stored.
    let (planned_for, office, counsellor): (NaiveDate, Uid, Option<Uid>) =
        cached::still(update, tx.conn())?;
    follow_up.planned_for = day(planned_for)?;
    follow_up.office = office.into();
    follow_up.counsellor = counsellor.map(StaffId::from);
    follow_up.version = follow_up.version.next();
    worklist::of_follow_ups(tx, std::slice::from_ref(&follow_up))?;
    Ok(follow_up)
}
