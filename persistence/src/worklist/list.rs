//! Lists of what is to be done.

use std::cmp::Reverse;

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use domain::actor::{Actor, OfficeId, StaffId};
use domain::event::CaseId;
use domain::kernel::{Day, Fault};
use domain::policy::{Action, Reach};
use domain::worklist::{Circle, Due, Kind, Reason};
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, VariantNames};
use uuid::Uuid;

use super::Row;
use super::named::named;
use crate::cached::{Prepare, filled};
use crate::error::Error;
use crate::keyset::{Page, Paged};
use crate::names::{PersonCard, StaffName};
use crate::reach::{self, Condition};
use crate::schema::{case_team, due_items, staff, staff_offices, staff_roles};
use crate::sql_types::Uid;
use crate::tx::Tx;

/// Whose work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = domain::kernel::unknown_code)]
pub enum Whose {
    /// The actor's own.
    Mine,
    /// That of cases in whose team the actor is.
    Team,
    /// Nobody's, or that of somebody who left it behind, at an office of the actor.
    Unowned,
    /// All that is within reach: a coordinator's offices whole.
    All,
}

/// Which work; the actor's own and what nobody has at the actor's offices when nothing is said.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// Of one kind.
    pub kind: Option<Kind>,
    /// Due on this day or before.
    pub due_until: Option<Day>,
    /// At this office.
    pub office: Option<OfficeId>,
    /// Of a colleague: whoever assigns the cases of an office sees it.
    pub counsellor: Option<StaffId>,
    /// Whose.
    pub whose: Option<Whose>,
}

/// Where something stands in the list: what is due first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// The day.
    pub on: Day,
    /// The thing because of which it is due.
    pub subject: Uuid,
    /// Why.
    pub reason: String,
}

/// Something to be done, with those whom it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Why, whose and when.
    pub due: Due,
    /// The thing because of which it is due.
    pub subject: Uuid,
    /// The case behind it.
    pub case: Option<CaseId>,
    /// About whom.
    pub person: PersonCard,
    /// Whose it is, when it is somebody's.
    pub counsellor: Option<StaffName>,
}

impl Item {
    /// Where it stands in the list.
    pub fn key(&self) -> Key {
        Key {
            on: self.due.on,
            subject: self.subject,
            reason: self.due.reason.to_string(),
        }
    }
}

/// A page of what is to be done, what is due first at the beginning: a statement for each way into
/// it, and four for the names.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, page: &Page<Key>) -> Result<Paged<Item>, Error> {
    reach::of(tx, Action::ReadWorklist)?;
    let reasons: Vec<Reason> = Reason::of(filter.kind)
        .filter(|reason| reason.is_for(tx.actor()))
        .collect();
    let mut rows = Vec::new();
    // One query for each way: two for the actor, three for each office of the actor and one for each
    // colleague who left work behind there; never one for each row.
    for way in ways(tx, filter, &reasons)? {
        rows.extend(of_way(tx, way, filter, page)?);
    }
    let page = page.merge(rows, |row| {
        Reverse((row.due_on, row.subject_id, row.reason.clone()))
    });
    named(tx, page)
}

/// A way into the list: a condition that an index serves, and the reasons that it is open for.
struct Way {
    condition: Condition<due_items::table>,
    reasons: Vec<Reason>,
}

impl Way {
    fn to_all(condition: Condition<due_items::table>, reasons: &[Reason]) -> Self {
        Self::to(condition, reasons, |_| true)
    }

    /// Only for what is due because of a running case.
    fn to_cases(condition: Condition<due_items::table>, reasons: &[Reason]) -> Self {
        Self::to(condition, reasons, |reason| {
            matches!(reason.kind(), Kind::Case | Kind::Expiry | Kind::Agreement)
        })
    }

    fn to(
        condition: Condition<due_items::table>,
        reasons: &[Reason],
        is_open: impl Fn(Reason) -> bool,
    ) -> Self {
        let reasons = reasons.iter().copied().filter(|reason| is_open(*reason));
        Self {
            condition,
            reasons: reasons.collect(),
        }
    }
}

fn ways(tx: &mut Tx<'_>, filter: &Filter, reasons: &[Reason]) -> Result<Vec<Way>, Error> {
    let actor = tx.actor();
    if let Some(who) = filter.counsellor {
        return Ok(ways_to_work_of(actor, who, reasons));
    }
    let (mine, of_my_team) = (mine(actor, reasons), of_my_team(actor, reasons));
    Ok(match filter.whose {
        Some(Whose::Mine) => vec![mine],
        Some(Whose::Team) => vec![of_my_team],
        Some(Whose::Unowned) => unowned(tx, reasons)?,
        Some(Whose::All) if coordinates(actor) => {
            let here = offices(actor).map(|office| -> Way {
                Way::to_all(Box::new(due_items::office_id.eq(office)), reasons)
            });
            here.chain([mine, of_my_team]).collect()
        }
        Some(Whose::All) => {
            let mut ways = unowned(tx, reasons)?;
            ways.extend([mine, of_my_team]);
            ways
        }
        None => {
            let mut ways = unowned(tx, reasons)?;
            ways.push(mine);
            ways
        }
    })
}

fn offices(actor: &Actor) -> impl Iterator<Item = Uid> {
    actor.offices.iter().copied().map(Uid::from)
}

/// Whether the actor gives the cases of the own offices away, and so answers for all of their work.
fn coordinates(actor: &Actor) -> bool {
    actor.reach(Action::AssignCase) >= Reach::OwnOffice
}

fn of_staff(who: Uid) -> Condition<due_items::table> {
    let theirs = due_items::counsellor_id.assume_not_null().eq(who);
    Box::new(due_items::counsellor_id.is_not_null().and(theirs))
}

fn mine(actor: &Actor, reasons: &[Reason]) -> Way {
    Way::to(of_staff(reach::me(actor)), reasons, |reason| {
        reason.is_for_owner(actor)
    })
}

fn of_my_team(actor: &Actor, reasons: &[Reason]) -> Way {
    let teams = case_team::table
        .filter(case_team::organisation_id.eq(Uid::from(actor.organisation)))
        .filter(case_team::staff_id.eq(reach::me(actor)))
        .select(case_team::case_id);
    let of_them = due_items::case_id.assume_not_null().eq_any(teams);
    let of_them = due_items::case_id.is_not_null().and(of_them);
    Way::to_cases(Box::new(of_them), reasons)
}

fn ways_to_work_of(actor: &Actor, who: StaffId, reasons: &[Reason]) -> Vec<Way> {
    if actor.staff() == Some(who) {
        return vec![mine(actor, reasons)];
    }
    if !coordinates(actor) {
        return Vec::new();
    }
    let here = due_items::office_id.eq_any(filled(offices(actor)));
    let theirs = due_items::counsellor_id
        .assume_not_null()
        .eq(Uid::from(who));
    let theirs = due_items::counsellor_id.is_not_null().and(theirs);
    vec![Way::to_all(Box::new(here.and(theirs)), reasons)]
}

/// What everybody of the own offices may do; what only their coordinator may; and what somebody
/// left behind who can do it no longer: of running cases to whoever may take them, else to the
/// coordinator.
fn unowned(tx: &mut Tx<'_>, reasons: &[Reason]) -> Result<Vec<Way>, Error> {
    let actor = tx.actor();
    // Running cases wait for whoever takes them; the rest is for the coordinator.
    let mut left = reasons.to_vec();
    left.retain(|reason| coordinates(actor) || reason.kind() == Kind::Case);
    let mut ways = Vec::new();
    for office in offices(actor) {
        ways.push(Way::to_all(open_to(office, Circle::Office), reasons));
        if coordinates(actor) {
            ways.push(Way::to_all(open_to(office, Circle::Coordinator), reasons));
        } else if actor.reach(Action::TakeCase) < Reach::OwnOffice {
            continue;
        }
        let behind = |who: Uid| -> Condition<due_items::table> {
            let theirs = due_items::counsellor_id.assume_not_null().eq(who);
            let theirs = due_items::counsellor_id.is_not_null().and(theirs);
            Box::new(due_items::office_id.eq(office).and(theirs))
        };
        let gone = gone_from(tx, office, &left)?.into_iter();
        ways.extend(gone.map(|who| Way::to_all(behind(who), &left)));
    }
    Ok(ways)
}

fn open_to(office: Uid, circle: Circle) -> Condition<due_items::table> {
    let here = due_items::office_id.eq(office);
    Box::new(here.and(due_items::circle.eq(circle.to_string())))
}

/// Who has work of these reasons at an office and can answer for nothing there any more, as
/// `domain::cases::Colleague` judges it.
fn gone_from(tx: &mut Tx<'_>, office: Uid, reasons: &[Reason]) -> Result<Vec<Uid>, Error> {
    let reasons = filled(reasons.iter().map(ToString::to_string));
    let role = staff_roles::table.filter(
        staff_roles::organisation_id
            .eq(staff::organisation_id)
            .and(staff_roles::staff_id.eq(staff::id))
            .and(staff_roles::role.eq_any(filled(reach::following()))),
    );
    let place = staff_offices::table.filter(
        staff_offices::organisation_id
            .eq(staff::organisation_id)
            .and(staff_offices::staff_id.eq(staff::id))
            .and(staff_offices::office_id.eq(office)),
    );
    let work = due_items::table.filter(
        due_items::organisation_id
            .eq(staff::organisation_id)
            .and(due_items::counsellor_id.is_not_null())
            .and(due_items::counsellor_id.assume_not_null().eq(staff::id))
            .and(due_items::office_id.eq(office))
            .and(due_items::reason.eq_any(reasons)),
    );
    let answers = staff::disabled
        .eq(false)
        .and(exists(role))
        .and(exists(place));
    Ok(staff::table
        .filter(staff::organisation_id.eq(tx.org()))
        .filter(not(answers))
        .filter(exists(work))
        .order(staff::id)
        .select(staff::id)
        .prepared()
        .load(tx.conn())?)
}

fn of_way(tx: &mut Tx<'_>, way: Way, filter: &Filter, page: &Page<Key>) -> Result<Vec<Row>, Error> {
    let reasons = filled(way.reasons.iter().map(ToString::to_string));
    let mut query = due_items::table
        .filter(due_items::organisation_id.eq(tx.org()))
        .filter(due_items::reason.eq_any(reasons))
        .select(Row::as_select())
        .into_boxed()
        .filter(way.condition);
    if let Some(until) = filter.due_until {
        query = query.filter(due_items::due_on.le(until.date()));
    }
    if let Some(office) = filter.office {
        query = query.filter(due_items::office_id.eq(Uid::from(office)));
    }
    if let Some(after) = &page.after {
        let (on, subject) = (after.on.date(), Uid(after.subject));
        let same = due_items::subject_id
            .eq(subject)
            .and(due_items::reason.gt(after.reason.clone()));
        let below = due_items::subject_id.gt(subject).or(same);
        let behind = due_items::due_on
            .gt(on)
            .or(due_items::due_on.eq(on).and(below));
        query = query.filter(due_items::due_on.ge(on).and(behind));
    }
    Ok(query
        .order((due_items::due_on, due_items::subject_id, due_items::reason))
        .limit(page.probe())
        .prepared()
        .load(tx.conn())?)
}
