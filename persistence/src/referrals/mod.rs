//! Referrals of people who are followed.

mod expiry;
mod following;
mod list;
mod row;

use diesel::prelude::*;
use domain::actor::{Actor, OfficeId, StaffId};
use domain::cases::Case;
use domain::event::{CaseId, IndividualId};
use domain::hand_overs::Keeper;
use domain::intakes::IntakeId;
use domain::kernel::{Changed, Named, Refusal};
use domain::policy::{Action, Reach};
use domain::referrals::{Referral, ReferralId};

use crate::backend::Conn;
use crate::cached;
use crate::cases as stored_cases;
use crate::error::Error;
use crate::names::{self, PersonCard, StaffName};
use crate::reach::{self, Condition};
use crate::schema::{case_team, cases, referrals};
use crate::sql_types::Uid;
use crate::tx::Tx;
use crate::worklist;

pub use expiry::{expire, over};
pub(crate) use following::{after_closing, follow, follow_case, open_after, wants_work};
pub use list::{Filter, list};
use row::{Changes, Row};

/// A referral with those whom it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The referral.
    pub referral: Referral,
    /// Who is referred.
    pub person: PersonCard,
    /// Who sent it.
    pub sent_by: StaffName,
    /// Who answered it, or wrote the answer down.
    pub answered_by: Option<StaffName>,
}

/// The referral as it stands today, if the actor's right to `action` reaches it: whoever refers has
/// to work on the case; whoever answers works at the office that is asked, or on the case.
pub fn get(tx: &mut Tx<'_>, id: ReferralId, action: Action) -> Result<Referral, Error> {
    reach::of(tx, action)?;
    let within = within(tx.actor(), action);
    one(tx, id, within)
}

/// The same, held until the end of the transaction: before a decision that rests on more than its
/// version guards.
pub fn lock(tx: &mut Tx<'_>, id: ReferralId, action: Action) -> Result<Referral, Error> {
    let row = referrals::table.find((tx.org(), Uid::from(id)));
    // Row locks exist on PostgreSQL only; SQLite has one writer.
    if let Conn::Pg(c) = tx.conn() {
        let held = row.select(referrals::id).for_update().first::<Uid>(c);
        held.optional()?;
    }
    get(tx, id, action)
}

fn one(
    tx: &mut Tx<'_>,
    id: ReferralId,
    within: Condition<referrals::table>,
) -> Result<Referral, Error> {
    let row: Row = referrals::table
        .find((tx.org(), Uid::from(id)))
        .select(Row::as_select())
        .into_boxed()
        .filter(within)
        .first(tx.conn())?;
    let mut referrals = told(tx, &[row])?;
    referrals.pop().ok_or(Error::NotFound)
}

/// The referrals of the rows as they stand today.
fn told(tx: &mut Tx<'_>, rows: &[Row]) -> Result<Vec<Referral>, Error> {
    let today = tx.day()?;
    let written = written(tx, rows)?.into_iter();
    Ok(written.map(|referral| referral.as_of(today)).collect())
}

/// The referrals of the rows as they are written down, each of whoever the case follows: after a
/// merge of records that is somebody else than before.
fn written(tx: &mut Tx<'_>, rows: &[Row]) -> Result<Vec<Referral>, Error> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uid> = rows.iter().map(|row| row.case_id).collect();
    let followed: Vec<(Uid, Uid)> = cases::table
        .filter(cases::organisation_id.eq(tx.org()))
        .filter(cases::id.eq_any(ids))
        .select((cases::id, cases::individual_id))
        .load(tx.conn())?;
    rows.iter().map(|row| row.referral(&followed)).collect()
}

/// The referral that a first interview says it answers, held until the end of the transaction: it
/// is answered once.
pub fn to_receive(tx: &mut Tx<'_>, id: ReferralId) -> Result<Named<Referral>, Error> {
    match lock(tx, id, Action::AnswerReferrals) {
        Ok(referral) => Ok(Named::Known(referral)),
        Err(Error::NotFound) => Ok(Named::Unknown),
        Err(error) => Err(error),
    }
}

/// The case of a referral that the actor reaches; the case itself may be out of reach.
pub fn case_of(tx: &mut Tx<'_>, referral: &Referral) -> Result<Case, Error> {
    stored_cases::of_record(tx, referral.case)
}

/// The referral that a first interview answers, if it answers one.
pub fn of_intake(tx: &mut Tx<'_>, intake: IntakeId) -> Result<Option<ReferralId>, Error> {
    let found: Option<Uid> = referrals::table
        .filter(referrals::organisation_id.eq(tx.org()))
        .filter(referrals::intake_id.eq(Uid::from(intake)))
        .select(referrals::id)
        .first(tx.conn())
        .optional()?;
    Ok(found.map(ReferralId::from))
}

/// How many open referrals the file of a case tells.
const TOLD: i64 = 20;

/// What is open of referrals of a case that the actor reads, the last sent first.
pub(crate) fn open_of(tx: &mut Tx<'_>, case: &Case) -> Result<Vec<Referral>, Error> {
    let rows: Vec<Row> = referrals::table
        .filter(referrals::organisation_id.eq(tx.org()))
        .filter(referrals::case_id.eq(Uid::from(case.id)))
        .filter(referrals::status.eq_any(OPEN))
        .order(referrals::id.desc())
        .limit(TOLD)
        .select(Row::as_select())
        .load(tx.conn())?;
    let today = tx.day()?;
    let followed = [(Uid::from(case.id), Uid::from(case.individual))];
    rows.iter()
        .map(|row| Ok(row.referral(&followed)?.as_of(today)))
        .collect()
}

/// The statuses of which something can still come.
pub(crate) const OPEN: [&str; 3] = ["sent", "accepted", "expired"];

/// The same referrals with those whom they name, in two statements.
pub fn named(tx: &mut Tx<'_>, referrals: Vec<Referral>) -> Result<Vec<Item>, Error> {
    let people: Vec<IndividualId> = referrals.iter().map(|one| one.individual).collect();
    let answered_by = |one: &Referral| one.answer.as_ref().map(|answer| answer.by);
    let staff: Vec<StaffId> = referrals
        .iter()
        .flat_map(|one| [one.sent_by].into_iter().chain(answered_by(one)))
        .collect();
    let people = names::of_people(tx, &people)?;
    let staff = names::of_staff(tx, &staff)?;
    referrals
        .into_iter()
        .map(|referral| {
            let person = people.get(&referral.individual).cloned();
            let sent_by = staff.get(&referral.sent_by).cloned();
            Ok(Item {
                person: person.ok_or(Error::Corrupt("referral without person"))?,
                sent_by: sent_by.ok_or(Error::Corrupt("referral without sender"))?,
                answered_by: answered_by(&referral).and_then(|id| staff.get(&id).cloned()),
                referral,
            })
        })
        .collect()
}

/// The same for one of them.
pub fn item(tx: &mut Tx<'_>, referral: Referral) -> Result<Item, Error> {
    let mut items = named(tx, vec![referral])?;
    items.pop().ok_or(Error::NotFound)
}

/// Stores a referral. Refuses a second one of the same case while the office has the first to
/// answer.
pub fn insert(tx: &mut Tx<'_>, changed: Changed<Referral>) -> Result<Referral, Error> {
    // The one that makes room ended before this one was sent.
    let (case, to) = (changed.state().case, changed.state().to.office());
    if let Some(office) = to {
        expiry::make_room(tx, case, office)?;
    }
    let referral = tx.record(changed);
    let row = Row::of(&referral, tx.org());
    diesel::insert_into(referrals::table)
        .values(&row)
        .execute(tx.conn())
        .map_err(|error| Error::from(error).taken(Refusal::ReferralOpen {}))?;
    worklist::of_referrals(tx, std::slice::from_ref(&referral))?;
    Ok(referral)
}

/// Saves a decided step; fails with `Error::Stale` when the stored version is no longer the one
/// that was loaded. The case may have gone to somebody else since then, which leaves the version
/// alone: the work that is left is that of whoever keeps it now.
pub fn save(tx: &mut Tx<'_>, changed: Changed<Referral>) -> Result<Referral, Error> {
    let mut referral = tx.record(changed);
    let stored = referrals::table
        .find((tx.org(), Uid::from(referral.id)))
        .filter(referrals::version.eq(referral.version.0));
    referral.version = referral.version.next();
    let update = diesel::update(stored)
        .set(Changes::of(&referral, referral.version))
        .returning((referrals::from_office_id, referrals::from_counsellor_id));
    let (office, counsellor) = cached::still::<_, (Uid, Option<Uid>)>(update, tx.conn())
        .map_err(|error| error.taken(Refusal::ReferralOpen {}))?;
    referral.from = Keeper {
        office: office.into(),
        counsellor: counsellor.map(Into::into),
    };
    worklist::of_referrals(tx, std::slice::from_ref(&referral))?;
    Ok(referral)
}

/// What a replayed answer asks: whether the actor still answers for a referral of the case, or works
/// on it.
pub(crate) fn recheck(tx: &mut Tx<'_>, case: CaseId) -> Result<(), Error> {
    let has_part = within(tx.actor(), Action::AnswerReferrals);
    let found: Option<Uid> = referrals::table
        .filter(referrals::organisation_id.eq(tx.org()))
        .filter(referrals::case_id.eq(Uid::from(case)))
        .select(referrals::id)
        .into_boxed()
        .filter(has_part)
        .first(tx.conn())
        .optional()?;
    found.map(drop).ok_or(Error::NotFound)
}

/// The referrals that the actor's right to `action` reaches, as `domain::referrals` judges it.
fn within(actor: &Actor, action: Action) -> Condition<referrals::table> {
    let nothing: Condition<referrals::table> = Box::new(referrals::id.ne(referrals::id));
    if actor.reach(action) == Reach::Organisation {
        return Box::new(referrals::id.eq(referrals::id));
    }
    let asked = (action == Action::AnswerReferrals).then(|| ways_in(actor));
    let shared = (actor.reach(Action::ReferCases) != Reach::Never).then(|| shared(actor));
    let out = ways_out(actor).into_iter().chain(shared);
    let mut ways = asked.into_iter().flatten().chain(out);
    let first = ways.next().unwrap_or(nothing);
    ways.fold(first, |all, way| Box::new(all.or(way)))
}

/// The ways into the referrals that an office of the actor is asked to see to; an index serves each.
fn ways_in(actor: &Actor) -> Vec<Condition<referrals::table>> {
    if actor.reach(Action::AnswerReferrals) == Reach::Never {
        return Vec::new();
    }
    let to = |office: OfficeId| -> Condition<referrals::table> {
        let here = referrals::to_office_id
            .assume_not_null()
            .eq(Uid::from(office));
        Box::new(referrals::to_office_id.is_not_null().and(here))
    };
    actor.offices.iter().copied().map(to).collect()
}

/// The ways into the referrals of cases that the actor follows, or whose office the actor
/// coordinates; an index serves each. A referral can lie on two of them.
fn ways_out(actor: &Actor) -> Vec<Condition<referrals::table>> {
    let reach = actor.reach(Action::ReferCases);
    if reach == Reach::Never {
        return Vec::new();
    }
    let mine = referrals::from_counsellor_id
        .assume_not_null()
        .eq(reach::me(actor));
    let mine = referrals::from_counsellor_id.is_not_null().and(mine);
    let mut ways: Vec<Condition<referrals::table>> = vec![Box::new(mine)];
    if reach >= Reach::OwnOffice {
        let offices = actor.offices.iter().copied().map(Uid::from);
        ways.extend(offices.map(|office| -> Condition<referrals::table> {
            Box::new(referrals::from_office_id.eq(office))
        }));
    }
    ways
}

/// The referrals of cases in whose team the actor is. No index serves it together with the order of
/// a list: it is for one referral, or those of one case.
fn shared(actor: &Actor) -> Condition<referrals::table> {
    let shared = case_team::table
        .filter(case_team::organisation_id.eq(Uid::from(actor.organisation)))
        .filter(case_team::staff_id.eq(reach::me(actor)))
        .select(case_team::case_id);
    Box::new(referrals::case_id.eq_any(shared))
}
