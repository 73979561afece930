//! Who is in a group, and who waits for a place.

use diesel::prelude::*;
use domain::actor::Actor;
use domain::event::{CaseId, IndividualId};
use domain::groups::{
    Enrolment, EnrolmentId, EnrolmentStatus, Group, GroupId, GroupKind, Left, LetIn, NewEnrolment,
    OverbookReason, Share,
};
use domain::kernel::{Changed, Refusal};
use domain::policy::{Action, Reach};
use uuid::Uuid;

use super::hours::{self, Meets, meets, person, refilled, to_come};
use super::row::{EnrolmentChanges, EnrolmentRow};
use super::sessions::titles;
use super::{attendance, hold, own, store};
use crate::cached;
use crate::error::Error;
use crate::keyset::{Page, Paged};
use crate::names::{self, PersonCard, StaffName};
use crate::reach::{self, Condition};
use crate::schema::enrolments;
use crate::sql_types::Uid;
use crate::tx::Tx;
use crate::{appointments, individuals, occupancy};

/// Somebody to be let in, as a request names it.
#[derive(Debug, Clone)]
pub struct Enrolled {
    /// Who.
    pub individual: IndividualId,
    /// In which case.
    pub case: Option<CaseId>,
    /// Why the person is to have a place even if there is none.
    pub overbook: Option<OverbookReason>,
    /// Rules whose warning is acknowledged.
    pub acknowledged: Vec<String>,
}

/// An enrolment with what it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InGroup {
    /// The enrolment.
    pub enrolment: Enrolment,
    /// Who.
    pub person: PersonCard,
    /// Who asked for it.
    pub asked_by: Option<StaffName>,
    /// What the group is called.
    pub title: String,
    /// What it meets for.
    pub kind: GroupKind,
    /// How much of it the person attended.
    pub share: Share,
}

fn within(actor: &Actor, action: Action) -> Condition<enrolments::table> {
    match actor.reach(action) {
        Reach::Never => Box::new(enrolments::id.ne(enrolments::id)),
        Reach::OwnCaseload | Reach::OwnOffice => Box::new(enrolments::office_id.eq_any(own(actor))),
        Reach::Organisation => Box::new(enrolments::id.eq(enrolments::id)),
    }
}

/// The enrolment, if the actor's right to `action` reaches its office.
pub fn enrolment(tx: &mut Tx<'_>, id: EnrolmentId, action: Action) -> Result<Enrolment, Error> {
    reach::of(tx, action)?;
    let within = within(tx.actor(), action);
    let row: EnrolmentRow = enrolments::table
        .find((tx.org(), Uid::from(id)))
        .select(EnrolmentRow::as_select())
        .into_boxed()
        .filter(within)
        .first(tx.conn())?;
    row.enrolment()
}

/// The same with its group; the person and the group are held until the end of the transaction.
pub fn lock_enrolment(
    tx: &mut Tx<'_>,
    id: EnrolmentId,
    action: Action,
) -> Result<(Group, Enrolment), Error> {
    let seen = enrolment(tx, id, action)?;
    let person = names::person_of_record(tx, seen.individual)?;
    individuals::hold_alone(tx, &[person.id.into()])?;
    hold(tx, &[seen.group.into()])?;
    let group = super::get(tx, seen.group, action)?;
    let enrolment = enrolment(tx, id, action)?;
    if enrolment.individual == person.id {
        Ok((group, enrolment))
    } else {
        Err(Error::Overtaken)
    }
}

/// Everything by which it is decided whether somebody is let in, with the group: the person and the
/// group are held, and whoever waited has got what was free.
pub fn enrolled(
    tx: &mut Tx<'_>,
    id: GroupId,
    asked: Enrolled,
) -> Result<(Group, NewEnrolment), Error> {
    super::get(tx, id, Action::EnrolInGroups)?;
    let person = appointments::person(tx, asked.individual)?;
    let case = appointments::case_named(tx, asked.case)?;
    let group = super::lock(tx, id, Action::EnrolInGroups)?;
    let hours = hours::hours(tx, &group)?;
    let group = refilled(tx, group)?;
    let new = NewEnrolment {
        id: tx.new_id(),
        person,
        case,
        overbook: asked.overbook,
        hours,
        acknowledged: asked.acknowledged,
    };
    Ok((group, new))
}

/// Stores who was let in, with the hours that this takes of the person, and the group.
pub fn enrol(tx: &mut Tx<'_>, changed: Changed<LetIn>) -> Result<(Group, Enrolment), Error> {
    let LetIn { group, enrolment } = tx.record(changed);
    let row = EnrolmentRow::of(&enrolment, tx.org());
    diesel::insert_into(enrolments::table)
        .values(&row)
        .execute(tx.conn())
        .map_err(|error| Error::from(error).taken(Refusal::EnrolledAlready {}))?;
    if enrolment.status() == EnrolmentStatus::Enrolled {
        let meets = meets(tx, group.id)?;
        let holders = to_come(tx, &meets);
        let holders: Vec<_> = holders.iter().map(Meets::holder).collect();
        occupancy::take_each(tx, &holders, &[person(enrolment.individual.into())])?;
    }
    Ok((store(tx, group)?, enrolment))
}

/// Saves who left, and gives the place to whoever waits first.
pub fn withdraw(tx: &mut Tx<'_>, changed: Changed<Left>) -> Result<(Group, Enrolment), Error> {
    let Left {
        group,
        mut enrolment,
        had_place,
    } = tx.record(changed);
    let stored = enrolments::table
        .find((tx.org(), Uid::from(enrolment.id)))
        .filter(enrolments::version.eq(enrolment.version.0));
    enrolment.version = enrolment.version.next();
    let update = diesel::update(stored)
        .set(EnrolmentChanges::of(&enrolment))
        .returning(enrolments::version);
    cached::still::<_, i64>(update, tx.conn())?;
    let group = if had_place {
        let meets = meets(tx, group.id)?;
        let ahead = to_come(tx, &meets);
        let holders: Vec<Uid> = ahead.iter().map(|one| one.holder().0.id).collect();
        occupancy::free_of(tx, enrolment.individual.into(), &holders)?;
        refilled(tx, group)?
    } else {
        group
    };
    Ok((store(tx, group)?, enrolment))
}

/// A page of who is in a group that was loaded within reach, in the order of their tickets.
pub fn of_group(
    tx: &mut Tx<'_>,
    group: GroupId,
    status: Option<EnrolmentStatus>,
    page: &Page<i64>,
) -> Result<Paged<InGroup>, Error> {
    let mut query = enrolments::table
        .filter(enrolments::organisation_id.eq(tx.org()))
        .filter(enrolments::group_id.eq(Uid::from(group)))
        .filter(enrolments::ticket.gt(page.after.unwrap_or(0)))
        .order(enrolments::ticket)
        .limit(page.probe())
        .select(EnrolmentRow::as_select())
        .into_boxed();
    if let Some(status) = status {
        query = query.filter(enrolments::status.eq(status.to_string()));
    }
    let rows: Vec<EnrolmentRow> = query.load(tx.conn())?;
    told(tx, page.cut(rows))
}

/// A page of the groups that a person is or was in, within reach, in the order in which somebody
/// asked for it.
pub fn of_person(
    tx: &mut Tx<'_>,
    person: IndividualId,
    page: &Page<EnrolmentId>,
) -> Result<Paged<InGroup>, Error> {
    reach::of(tx, Action::ReadGroups)?;
    let within = within(tx.actor(), Action::ReadGroups);
    let person = individuals::survivor(tx, person)?.ok_or(Error::NotFound)?;
    let after = page.after.map_or(Uid(Uuid::nil()), Uid::from);
    let rows: Vec<EnrolmentRow> = enrolments::table
        .filter(enrolments::organisation_id.eq(tx.org()))
        .filter(enrolments::individual_id.eq(Uid::from(person)))
        .filter(enrolments::id.gt(after))
        .order(enrolments::id)
        .limit(page.probe())
        .select(EnrolmentRow::as_select())
        .into_boxed()
        .filter(within)
        .load(tx.conn())?;
    if rows.is_empty() {
        // That somebody is in no group is told of those whom the actor reaches anyway.
        individuals::within(tx, person, Action::ReadGroups)?;
    }
    told(tx, page.cut(rows))
}

fn told(tx: &mut Tx<'_>, page: Paged<EnrolmentRow>) -> Result<Paged<InGroup>, Error> {
    let all: Result<Vec<_>, Error> = page.items.iter().map(EnrolmentRow::enrolment).collect();
    Ok(Paged {
        items: named(tx, all?)?,
        more: page.more,
    })
}

/// The same enrolments with all that they name, in a few statements.
pub fn named(tx: &mut Tx<'_>, all: Vec<Enrolment>) -> Result<Vec<InGroup>, Error> {
    let people: Vec<_> = all.iter().map(|one| one.individual).collect();
    let staff: Vec<_> = all.iter().map(|one| one.asked_by).collect();
    let people = names::of_people(tx, &people)?;
    let staff = names::of_staff(tx, &staff)?;
    let groups = titles(tx, all.iter().map(|one| one.group))?;
    let shares = attendance::shares(tx, &all)?;
    let items = all.into_iter().map(|enrolment| {
        let person = people.get(&enrolment.individual).cloned();
        let (title, kind) = groups
            .get(&enrolment.group)
            .cloned()
            .ok_or(Error::Corrupt("enrolment without group"))?;
        Ok(InGroup {
            person: person.ok_or(Error::Corrupt("enrolment without person"))?,
            asked_by: staff.get(&enrolment.asked_by).cloned(),
            title,
            kind,
            share: shares.of(&enrolment),
            enrolment,
        })
    });
    items.collect()
}

/// The groups that the person of a record is in, or waits for.
pub(crate) fn active_in(tx: &mut Tx<'_>, person: IndividualId) -> Result<Vec<GroupId>, Error> {
    let active = [EnrolmentStatus::Enrolled, EnrolmentStatus::Waiting];
    let rows: Vec<Uid> = enrolments::table
        .filter(enrolments::organisation_id.eq(tx.org()))
        .filter(enrolments::individual_id.eq(Uid::from(person)))
        .filter(enrolments::status.eq_any(active.map(|status| status.to_string())))
        .order(enrolments::group_id)
        .select(enrolments::group_id)
        .load(tx.conn())?;
    Ok(rows.into_iter().map(GroupId::from).collect())
}
