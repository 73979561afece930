//! Groups, their sessions, who is in them and who came.
//!
//! Whoever decides on places, on hours or on who is in a group holds the group; before it those whose
//! records they name, and after it what they take. In this order everywhere: persons, group,
//! sessions and enrolments, occupancy.

mod attendance;
mod enrolments;
mod hours;
mod moving;
mod row;
mod sessions;

use diesel::prelude::*;
use domain::actor::{Actor, OfficeId, StaffId};
use domain::groups::{Group, GroupId, GroupKind, GroupStatus};
use domain::kernel::Changed;
use domain::policy::{Action, Reach};
use uuid::Uuid;

use crate::backend::Conn;
use crate::cached;
use crate::error::Error;
use crate::keyset::{Page, Paged};
use crate::reach::{self, Condition};
use crate::schema::group_activities;
use crate::sql_types::Uid;
use crate::tx::Tx;

pub use attendance::{
    Said, Shared, amend, attended, in_session, of_enrolment, record, said, shares,
};
pub(crate) use enrolments::active_in;
pub use enrolments::{
    Enrolled, InGroup, enrol, enrolled, enrolment, lock_enrolment, named, of_group, of_person,
    withdraw,
};
pub use hours::{around, hours, refilled, waiting};
pub(crate) use hours::{held_in, led_by};
pub(crate) use moving::{expected, repoint};
pub(crate) use row::{AttendanceRow, EnrolmentRow};
use row::{Changes, Row};
pub use sessions::{
    Filter as SessionFilter, Item as SessionItem, Key as SessionKey, Meet, call_off,
    key as session_key, lock_session, named as sessions_named, plan, session, sessions, shift,
};

/// What takes pieces of time.
const HOLDER: &str = "session";

/// Which groups; all within reach when nothing is said.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// At this office.
    pub office: Option<OfficeId>,
    /// That meet for this.
    pub kind: Option<GroupKind>,
    /// That stand so.
    pub status: Option<GroupStatus>,
    /// For which this colleague answers.
    pub facilitator: Option<StaffId>,
}

/// The group, if the actor's right to `action` reaches it.
pub fn get(tx: &mut Tx<'_>, id: GroupId, action: Action) -> Result<Group, Error> {
    reach::of(tx, action)?;
    let within = within(tx.actor(), action);
    let row: Row = group_activities::table
        .find((tx.org(), Uid::from(id)))
        .select(Row::as_select())
        .into_boxed()
        .filter(within)
        .first(tx.conn())?;
    row.group()
}

/// The same, held until the end of the transaction: nobody else decides on its places meanwhile.
pub fn lock(tx: &mut Tx<'_>, id: GroupId, action: Action) -> Result<Group, Error> {
    get(tx, id, action)?;
    hold(tx, &[id.into()])?;
    get(tx, id, action)
}

/// Those at an office where the actor's right reaches.
fn within(actor: &Actor, action: Action) -> Condition<group_activities::table> {
    match actor.reach(action) {
        Reach::Never => Box::new(group_activities::id.ne(group_activities::id)),
        Reach::OwnCaseload | Reach::OwnOffice => {
            Box::new(group_activities::office_id.eq_any(own(actor)))
        }
        Reach::Organisation => Box::new(group_activities::id.eq(group_activities::id)),
    }
}

fn own(actor: &Actor) -> Vec<Uid> {
    actor.offices.iter().copied().map(Uid::from).collect()
}

/// A page of the groups within reach, in the order in which they were planned.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, page: &Page<GroupId>) -> Result<Paged<Group>, Error> {
    reach::of(tx, Action::ReadGroups)?;
    let after = page.after.map_or(Uid(Uuid::nil()), Uid::from);
    let mut query = group_activities::table
        .filter(group_activities::organisation_id.eq(tx.org()))
        .filter(group_activities::id.gt(after))
        .order(group_activities::id)
        .limit(page.probe())
        .select(Row::as_select())
        .into_boxed()
        .filter(within(tx.actor(), Action::ReadGroups));
    if let Some(office) = filter.office {
        query = query.filter(group_activities::office_id.eq(Uid::from(office)));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(group_activities::kind.eq(kind.to_string()));
    }
    if let Some(status) = filter.status {
        query = query.filter(group_activities::status.eq(status.to_string()));
    }
    if let Some(who) = filter.facilitator {
        query = query.filter(group_activities::facilitator_id.eq(Uid::from(who)));
    }
    let rows: Vec<Row> = query.load(tx.conn())?;
    let all: Result<Vec<_>, Error> = rows.iter().map(Row::group).collect();
    Ok(page.cut(all?))
}

/// Stores a new group.
pub fn insert(tx: &mut Tx<'_>, changed: Changed<Group>) -> Result<Group, Error> {
    let group = tx.record(changed);
    let row = Row::of(&group, tx.org());
    diesel::insert_into(group_activities::table)
        .values(&row)
        .execute(tx.conn())?;
    Ok(group)
}

/// Saves a decided step; stale when the group is no longer the one that was loaded.
pub fn save(tx: &mut Tx<'_>, changed: Changed<Group>) -> Result<Group, Error> {
    let group = tx.record(changed);
    store(tx, group)
}

/// Saves a group as it is by now.
fn store(tx: &mut Tx<'_>, mut group: Group) -> Result<Group, Error> {
    let stored = group_activities::table
        .find((tx.org(), Uid::from(group.id)))
        .filter(group_activities::version.eq(group.version.0));
    group.version = group.version.next();
    let update = diesel::update(stored)
        .set(Changes::of(&group))
        .returning(group_activities::version);
    cached::still::<_, i64>(update, tx.conn())?;
    Ok(group)
}

/// Saves what is said of a group otherwise: where there are more places, whoever waits gets them.
pub fn save_changed(tx: &mut Tx<'_>, changed: Changed<Group>) -> Result<Group, Error> {
    let group = tx.record(changed);
    let group = refilled(tx, group)?;
    store(tx, group)
}

/// Saves that a group does not take place: what was to come of it is called off with it.
pub fn save_cancelled(tx: &mut Tx<'_>, changed: Changed<Group>) -> Result<Group, Error> {
    let group = save(tx, changed)?;
    sessions::fall_away(tx, &group)?;
    Ok(group)
}

/// Holds these groups until the end of the transaction, in one order for everybody.
fn hold(tx: &mut Tx<'_>, ids: &[Uid]) -> Result<(), Error> {
    let org = tx.org();
    // Row locks exist on PostgreSQL only; SQLite has one writer.
    if let Conn::Pg(c) = tx.conn() {
        group_activities::table
            .filter(group_activities::organisation_id.eq(org))
            .filter(group_activities::id.eq_any(cached::filled(ids.iter().copied())))
            .order(group_activities::id)
            .select(group_activities::id)
            .for_no_key_update()
            .load::<Uid>(c)?;
    }
    Ok(())
}
