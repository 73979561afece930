//! Cases.

mod colleagues;
mod list;
mod row;
#[cfg(test)]
mod tests;

use diesel::prelude::*;
use domain::actor::StaffId;
use domain::cases::Case;
use domain::event::{CaseId, Fact};
use domain::kernel::{Changed, Day, Refusal};
use domain::policy::Action;

use crate::agreements;
use crate::appointments;
use crate::backend::Conn;
use crate::cached::{self, Prepare};
use crate::error::Error;
use crate::follow_ups;
use crate::hand_overs;
use crate::individuals;
use crate::reach::{self, Condition};
use crate::referrals;
use crate::schema::{case_team, cases};
use crate::sql_types::Uid;
use crate::tx::Tx;
use crate::worklist;

pub use colleagues::{colleague, colleagues};
pub use list::{ByCounsellor, Filter, Item, Key, list};
use row::Changes;
pub(crate) use row::Row;

#[derive(Insertable)]
#[diesel(table_name = case_team, treat_none_as_default_value = false)]
#[expect(clippy::struct_field_names, reason = "named as the columns")]
struct Member {
    organisation_id: Uid,
    case_id: Uid,
    staff_id: Uid,
}

/// The case, if the actor's right to `action` reaches it.
pub fn get(tx: &mut Tx<'_>, id: CaseId, action: Action) -> Result<Case, Error> {
    reach::of(tx, action)?;
    let within = reach::cases_within(tx.actor(), action);
    let opened = reach::case_opened_in_emergency(tx, action);
    one(tx, id, action, Box::new(within.or(opened)))
}

/// The case, if the actor reads it, or finds it among those to be taken: what stands in the list
/// of cases that nobody follows can be opened.
pub fn get_to_show(tx: &mut Tx<'_>, id: CaseId) -> Result<Case, Error> {
    reach::of(tx, Action::ReadCase)?;
    let within = reach::cases_to_show(tx.actor());
    let opened = reach::case_opened_in_emergency(tx, Action::ReadCase);
    one(tx, id, Action::ReadCase, Box::new(within.or(opened)))
}

/// The case, if the actor may take it or give it away. A colleague's case that the actor does not
/// read is not found: a refusal would tell that it exists.
pub fn get_to_assign(tx: &mut Tx<'_>, id: CaseId) -> Result<Case, Error> {
    let case = get(tx, id, Action::TakeCase)?;
    if !case.is_free() && !case.is_within(tx.actor(), Action::ReadCase) {
        return Err(Error::NotFound);
    }
    Ok(case)
}

/// The case of something that the actor reaches, in whatever reach the case is: no emergency
/// opened it, so it is asked for as for work.
pub(crate) fn of_record(tx: &mut Tx<'_>, id: CaseId) -> Result<Case, Error> {
    one(tx, id, Action::WorkCase, Box::new(cases::id.eq(cases::id)))
}

fn one(
    tx: &mut Tx<'_>,
    id: CaseId,
    action: Action,
    within: Condition<cases::table>,
) -> Result<Case, Error> {
    let opened = reach::case_opened_in_emergency(tx, action);
    let (row, left, opened): (Row, bool, bool) = cases::table
        .find((tx.org(), Uid::from(id)))
        .select((Row::as_select(), reach::counsellor_left(), opened))
        .into_boxed()
        .filter(within)
        .prepared()
        .get_result(tx.conn())?;
    // Whoever reaches the case without it does not read under it any more.
    if opened && !is_within(tx, row.id, action)? {
        tx.found_in_emergency(true);
    }
    let team: Vec<Uid> = case_team::table
        .filter(case_team::organisation_id.eq(tx.org()))
        .filter(case_team::case_id.eq(row.id))
        .order(case_team::staff_id)
        .select(case_team::staff_id)
        .prepared()
        .load(tx.conn())?;
    row.case(team.into_iter().map(StaffId::from).collect(), left)
}

fn is_within(tx: &mut Tx<'_>, id: Uid, action: Action) -> Result<bool, Error> {
    let within = reach::cases_within(tx.actor(), action);
    let found: Option<Uid> = cases::table
        .find((tx.org(), id))
        .select(cases::id)
        .into_boxed()
        .filter(within)
        .prepared()
        .get_result(tx.conn())
        .optional()?;
    Ok(found.is_some())
}

/// The case as `get` finds it, held until the end of the transaction: before a decision that
/// rests on more than its version guards, as are the attempts to reach the person.
pub fn lock(tx: &mut Tx<'_>, id: CaseId, action: Action) -> Result<Case, Error> {
    let row = cases::table.find((tx.org(), Uid::from(id)));
    // The person before the case, as whoever writes to the record does.
    let person: Option<Uid> = row
        .select(cases::individual_id)
        .first(tx.conn())
        .optional()?;
    individuals::hold_alone(tx, &Vec::from_iter(person))?;
    // Row locks exist on PostgreSQL only; SQLite has one writer. The row is held before it is
    // read, so that what is read is what the one before has left.
    if let Conn::Pg(c) = tx.conn() {
        let held = row.select(cases::id).for_update().first::<Uid>(c);
        held.optional()?;
    }
    get(tx, id, action)
}

/// Stores a case that was opened. Refuses a second open case at the same office.
pub fn insert(tx: &mut Tx<'_>, changed: Changed<Case>) -> Result<Case, Error> {
    let case = tx.record(changed);
    // Whoever writes meanwhile what bears on the work of the case waits, and finds it.
    individuals::hold_alone(tx, &[case.individual.into()])?;
    let row = Row::of(&case, tx.org(), tx.now().into());
    diesel::insert_into(cases::table)
        .values(&row)
        .execute(tx.conn())
        .map_err(one_open)?;
    worklist::of_cases(tx, &[case.id.into()])?;
    Ok(case)
}

/// Saves a decided step; fails with `Error::Stale` when the stored version is no longer the one
/// that was loaded. A case that is closed, or given to somebody, goes no way that was proposed
/// for it before; what others were asked to do for it ends with it.
pub fn save(tx: &mut Tx<'_>, changed: Changed<Case>) -> Result<Case, Error> {
    let events = changed.events().to_vec();
    let case = tx.record(changed);
    let was_dead = follow_ups::before_case(tx, &case, &events)?;
    let case = store(tx, case)?;
    follow_ups::after_case(tx, &case, &events, was_dead)?;
    let says = |fact: fn(&Fact) -> bool| events.iter().any(|event| fact(&event.fact));
    let is_assigned = says(|fact| matches!(fact, Fact::CaseAssigned { .. }));
    let is_closed = says(|fact| matches!(fact, Fact::CaseClosed { .. }));
    if is_assigned {
        hand_overs::after_assignment(tx, &case)?;
        referrals::follow_case(tx, &case)?;
        appointments::follow_case(tx, &case)?;
    }
    if is_closed {
        hand_overs::after_closing(tx, case.id)?;
        referrals::after_closing(tx, &case)?;
        agreements::after_closing(tx, &case)?;
    }
    Ok(case)
}

/// Stores a case whose facts are recorded with something else.
pub(crate) fn store(tx: &mut Tx<'_>, mut case: Case) -> Result<Case, Error> {
    let stored = cases::table
        .find((tx.org(), Uid::from(case.id)))
        .filter(cases::version.eq(case.version.0));
    let update = diesel::update(stored)
        .set(Changes::of(&case))
        .returning(cases::version);
    cached::changed::<_, i64>(update, tx.conn())
        .map_err(one_open)?
        .ok_or(Error::Overtaken)?;
    if let Some(on) = case.last_contact_on {
        move_last_contact(tx, case.id, on)?;
    }
    case.version = case.version.next();
    worklist::of_cases(tx, &[case.id.into()])?;
    let (office, counsellor) = (case.office.into(), case.counsellor.map(Uid::from));
    follow_ups::follow(tx, vec![case.id.into()], office, counsellor)?;
    Ok(case)
}

/// Moves the last contact of a case forward, never back. It leaves the version alone: whoever
/// works on the case at the same time decides about something else.
pub(crate) fn move_last_contact(tx: &mut Tx<'_>, id: CaseId, on: Day) -> Result<(), Error> {
    let earlier = cases::last_contact_on
        .is_null()
        .or(cases::last_contact_on.assume_not_null().lt(on.date()));
    let update = diesel::update(cases::table.find((tx.org(), Uid::from(id))).filter(earlier))
        .set(cases::last_contact_on.eq(Some(on.date())))
        .returning(cases::version);
    cached::changed::<_, i64>(update, tx.conn())?;
    Ok(())
}

/// Saves a case whose team changed.
pub fn save_team(tx: &mut Tx<'_>, changed: Changed<Case>) -> Result<Case, Error> {
    let case = save(tx, changed)?;
    let org = tx.org();
    diesel::delete(
        case_team::table
            .filter(case_team::organisation_id.eq(org))
            .filter(case_team::case_id.eq(Uid::from(case.id))),
    )
    .execute(tx.conn())?;
    for member in &case.team {
        let member = Member {
            organisation_id: org,
            case_id: case.id.into(),
            staff_id: (*member).into(),
        };
        diesel::insert_into(case_team::table)
            .values(&member)
            .execute(tx.conn())?;
    }
    Ok(case)
}

/// The only uniqueness that a case can break: one open case of a person at each office.
fn one_open(error: diesel::result::Error) -> Error {
    Error::from(error).taken(Refusal::OpenCaseExists {})
}
