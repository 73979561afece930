//! Records out of reach that somebody opened for a few hours.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::actor::StaffId;
use domain::cases::CaseStatus;
use domain::emergency_accesses::{
    EmergencyAccess, EmergencyId, EmergencyStatus, Ended, EndedHow, Review,
};
use domain::event::IndividualId;
use domain::kernel::{Changed, Refusal, Version};
use domain::policy::Action;

use crate::backend::Conn;
use crate::cached::{self, Prepare};
use crate::columns::{maybe_parsed, parsed};
use crate::error::Error;
use crate::individuals;
use crate::keyset::{Page, Paged};
use crate::names::{self, PersonCard, StaffName};
use crate::reach::{self, emergencies_within};
use crate::schema::{cases, emergency_accesses, individuals as people};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;
use crate::worklist;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = emergency_accesses, treat_none_as_default_value = false)]
struct Row {
    organisation_id: Uid,
    id: Uid,
    staff_id: Uid,
    individual_id: Uid,
    purpose: String,
    reason: String,
    begun_at: Instant,
    ends_at: Instant,
    ended_at: Option<Instant>,
    ended_how: Option<String>,
    reviewed_at: Option<Instant>,
    reviewed_by: Option<Uid>,
    review_note: Option<String>,
    version: i64,
}

/// What changes in the life of an emergency access.
#[derive(AsChangeset)]
#[diesel(table_name = emergency_accesses, treat_none_as_null = true)]
struct Changes {
    ended_at: Option<Instant>,
    ended_how: Option<String>,
    reviewed_at: Option<Instant>,
    reviewed_by: Option<Uid>,
    review_note: Option<String>,
    version: i64,
}

impl Row {
    fn of(organisation_id: Uid, access: &EmergencyAccess) -> Self {
        let ended = access.ended;
        let review = access.review.as_ref();
        Self {
            organisation_id,
            id: access.id.into(),
            staff_id: access.staff.into(),
            individual_id: access.individual.into(),
            purpose: access.purpose.to_string(),
            reason: access.reason.to_string(),
            begun_at: access.begun_at.into(),
            ends_at: access.ends_at.into(),
            ended_at: ended.map(|ended| ended.at.into()),
            ended_how: ended.map(|ended| ended.how.to_string()),
            reviewed_at: review.map(|review| review.at.into()),
            reviewed_by: review.and_then(|review| review.by).map(Uid::from),
            review_note: review.and_then(|review| review.note.as_ref().map(ToString::to_string)),
            version: access.version.0,
        }
    }

    fn changes(self) -> Changes {
        Changes {
            ended_at: self.ended_at,
            ended_how: self.ended_how,
            reviewed_at: self.reviewed_at,
            reviewed_by: self.reviewed_by,
            review_note: self.review_note,
            version: self.version,
        }
    }

    fn access(&self) -> Result<EmergencyAccess, Error> {
        let how = maybe_parsed(self.ended_how.as_deref(), "how it ended")?;
        let at: Option<DateTime<Utc>> = self.ended_at.map(Into::into);
        let note = maybe_parsed(self.review_note.as_deref(), "review")?;
        Ok(EmergencyAccess {
            id: self.id.into(),
            staff: self.staff_id.into(),
            individual: self.individual_id.into(),
            purpose: parsed(&self.purpose, "purpose")?,
            reason: parsed(&self.reason, "reason")?,
            begun_at: self.begun_at.into(),
            ends_at: self.ends_at.into(),
            ended: at.zip(how).map(|(at, how)| Ended { at, how }),
            review: self.reviewed_at.map(|at| Review {
                by: self.reviewed_by.map(StaffId::from),
                at: at.into(),
                note,
            }),
            version: Version(self.version),
        })
    }
}

/// An emergency access with the names of those whom it concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The emergency access.
    pub access: EmergencyAccess,
    /// Who opened the record.
    pub staff: Option<StaffName>,
    /// Who said that it was looked at.
    pub reviewer: Option<StaffName>,
    /// Whose record.
    pub person: Option<PersonCard>,
}

/// Which emergency accesses.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// That stand so.
    pub status: Option<EmergencyStatus>,
}

/// A record that somebody wants to open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// The record that answers for the one that was named.
    pub individual: IndividualId,
    /// Whether the actor reads it anyway, and every running case of the person.
    pub within_reach: bool,
}

/// The record that the actor wants to open. Whoever may do that finds the card of everybody in the
/// organisation by a search, so what is not found here is not there.
pub fn target(tx: &mut Tx<'_>, id: IndividualId) -> Result<Target, Error> {
    reach::of(tx, Action::OpenInEmergency)?;
    let individual = individuals::held_survivor(tx, id)?.ok_or(Error::NotFound)?;
    let within = reach::individuals_within(tx.actor(), Action::ReadIndividual);
    let elsewhere = followed_out_of_reach(tx, individual)?;
    let found: Option<Uid> = people::table
        .find((tx.org(), Uid::from(individual)))
        .select(people::id)
        .into_boxed()
        .filter(within)
        .first(tx.conn())
        .optional()?;
    Ok(Target {
        individual,
        within_reach: found.is_some() && !elsewhere,
    })
}

/// Whether a case of the person runs whose file the actor does not read.
fn followed_out_of_reach(tx: &mut Tx<'_>, individual: IndividualId) -> Result<bool, Error> {
    let running = cases::table
        .filter(cases::organisation_id.eq(tx.org()))
        .filter(cases::individual_id.eq(Uid::from(individual)))
        .filter(cases::status.ne(CaseStatus::Closed.to_string()))
        .select(cases::id);
    let all: Vec<Uid> = running.clone().load(tx.conn())?;
    let within = reach::cases_within(tx.actor(), Action::ReadCase);
    let read: Vec<Uid> = running.into_boxed().filter(within).load(tx.conn())?;
    Ok(read.len() < all.len())
}

/// Stores one that begins. Refuses a second one of the same person to the same record while one is
/// running, also when both ask at the same time.
pub fn insert(tx: &mut Tx<'_>, changed: Changed<EmergencyAccess>) -> Result<Known, Error> {
    let access = tx.record(changed);
    make_way(tx, &access)?;
    diesel::insert_into(emergency_accesses::table)
        .values(Row::of(tx.org(), &access))
        .execute(tx.conn())
        .map_err(|error| Error::from(error).taken(Refusal::EmergencyRunning {}))?;
    worklist::of_emergencies(tx, std::slice::from_ref(&access))?;
    one_with_names(tx, access)
}

/// Writes down the end of an earlier one of the same colleague to the same record, which would stand
/// in the way: its time may be up and nobody have written it down yet. Those of others are not the
/// actor's to end.
fn make_way(tx: &mut Tx<'_>, access: &EmergencyAccess) -> Result<(), Error> {
    let earlier: Option<Row> = emergency_accesses::table
        .filter(emergency_accesses::organisation_id.eq(tx.org()))
        .filter(emergency_accesses::staff_id.eq(Uid::from(access.staff)))
        .filter(emergency_accesses::individual_id.eq(Uid::from(access.individual)))
        .filter(emergency_accesses::ended_at.is_null())
        .filter(emergency_accesses::ends_at.le(Instant::from(tx.now())))
        .select(Row::as_select())
        .first(tx.conn())
        .optional()?;
    if let Some(earlier) = earlier {
        save(tx, earlier.access()?.lapse())?;
    }
    Ok(())
}

/// Saves a step.
pub fn save(tx: &mut Tx<'_>, changed: Changed<EmergencyAccess>) -> Result<Known, Error> {
    let mut access = tx.record(changed);
    let stored = emergency_accesses::table
        .find((tx.org(), Uid::from(access.id)))
        .filter(emergency_accesses::version.eq(access.version.0));
    access.version = access.version.next();
    let update = diesel::update(stored)
        .set(Row::of(tx.org(), &access).changes())
        .returning(emergency_accesses::version);
    cached::still::<_, i64>(update, tx.conn())?;
    worklist::of_emergencies(tx, std::slice::from_ref(&access))?;
    one_with_names(tx, access)
}

/// The emergency access, if the actor's right to `action` reaches it.
pub fn get(tx: &mut Tx<'_>, id: EmergencyId, action: Action) -> Result<Known, Error> {
    reach::of(tx, action)?;
    let row: Row = emergency_accesses::table
        .find((tx.org(), Uid::from(id)))
        .select(Row::as_select())
        .into_boxed()
        .filter(emergencies_within(tx.actor(), action))
        .first(tx.conn())?;
    let access = row.access()?;
    one_with_names(tx, access)
}

/// A page of the emergency accesses that the actor sees, the latest first.
pub fn list(
    tx: &mut Tx<'_>,
    filter: Filter,
    page: &Page<EmergencyId>,
) -> Result<Paged<Known>, Error> {
    reach::of(tx, Action::ReadEmergencies)?;
    let now = Instant::from(tx.now());
    let mut query = emergency_accesses::table
        .filter(emergency_accesses::organisation_id.eq(tx.org()))
        .order(emergency_accesses::id.desc())
        .limit(page.probe())
        .select(Row::as_select())
        .into_boxed()
        .filter(emergencies_within(tx.actor(), Action::ReadEmergencies));
    if let Some(after) = page.after {
        query = query.filter(emergency_accesses::id.lt(Uid::from(after)));
    }
    let ended = emergency_accesses::ended_at
        .is_not_null()
        .or(emergency_accesses::ends_at.le(now));
    query = match filter.status {
        None => query,
        Some(EmergencyStatus::Running) => query
            .filter(emergency_accesses::ended_at.is_null())
            .filter(emergency_accesses::ends_at.gt(now)),
        Some(EmergencyStatus::Ended) => {
            query.filter(emergency_accesses::reviewed_at.is_null().and(ended))
        }
        Some(EmergencyStatus::Reviewed) => {
            query.filter(emergency_accesses::reviewed_at.is_not_null())
        }
    };
    let rows: Vec<Row> = query.load(tx.conn())?;
    let Paged { items, more } = page.cut(rows);
    let accesses: Result<Vec<_>, Error> = items.iter().map(Row::access).collect();
    let items = with_names(tx, accesses?)?;
    Ok(Paged { items, more })
}

/// The last emergency accesses to these records, the latest first. Whoever asks has looked at the
/// reach.
pub(crate) fn to_records(tx: &mut Tx<'_>, records: &[Uid], most: i64) -> Result<Vec<Known>, Error> {
    let rows: Vec<Row> = emergency_accesses::table
        .filter(emergency_accesses::organisation_id.eq(tx.org()))
        .filter(emergency_accesses::individual_id.eq_any(records))
        .order(emergency_accesses::id.desc())
        .limit(most)
        .select(Row::as_select())
        .load(tx.conn())?;
    let accesses: Result<Vec<_>, Error> = rows.iter().map(Row::access).collect();
    with_names(tx, accesses?)
}

/// Lets the time of whatever a colleague has open be up now: who is disabled, and enabled again within
/// it, does not find it open.
pub(crate) fn cut_short(tx: &mut Tx<'_>, who: StaffId) -> Result<(), Error> {
    let now = Instant::from(tx.now());
    let running = emergency_accesses::table
        .filter(emergency_accesses::organisation_id.eq(tx.org()))
        .filter(emergency_accesses::staff_id.eq(Uid::from(who)))
        .filter(emergency_accesses::ended_at.is_null())
        .filter(emergency_accesses::ends_at.gt(now));
    diesel::update(running)
        .set((
            emergency_accesses::ends_at.eq(now),
            emergency_accesses::version.eq(emergency_accesses::version + 1),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Writes down the end of those whose time is up, and says how many they were. They opened nothing
/// any more before: whoever reads asks for the time. Two processes at once write each end once.
pub fn lapse(tx: &mut Tx<'_>) -> Result<usize, Error> {
    let lapsing = emergency_accesses::table
        .filter(emergency_accesses::organisation_id.eq(tx.org()))
        .filter(emergency_accesses::ended_at.is_null())
        .filter(emergency_accesses::ends_at.le(Instant::from(tx.now())));
    let update = diesel::update(lapsing)
        .set((
            emergency_accesses::ended_at.eq(emergency_accesses::ends_at.nullable()),
            emergency_accesses::ended_how.eq(Some(EndedHow::Time.to_string())),
            emergency_accesses::version.eq(emergency_accesses::version + 1),
        ))
        .returning(emergency_accesses::id);
    let lapsed: Vec<Uid> = update.prepared().load(tx.conn())?;
    if lapsed.is_empty() {
        return Ok(0);
    }
    let rows: Vec<Row> = emergency_accesses::table
        .filter(emergency_accesses::organisation_id.eq(tx.org()))
        .filter(emergency_accesses::id.eq_any(&lapsed))
        .order(emergency_accesses::id)
        .select(Row::as_select())
        .load(tx.conn())?;
    for row in &rows {
        tx.record(row.access()?.lapse());
    }
    Ok(lapsed.len())
}

/// The next ones behind that which nobody has looked at yet, held until the end of the transaction.
pub(crate) fn unreviewed_after(
    tx: &mut Tx<'_>,
    after: Option<Uid>,
    limit: i64,
) -> Result<Vec<EmergencyAccess>, Error> {
    let unseen = emergency_accesses::table
        .filter(emergency_accesses::organisation_id.eq(tx.org()))
        .filter(emergency_accesses::reviewed_at.is_null())
        .filter(emergency_accesses::id.gt(after.unwrap_or(Uid(uuid::Uuid::nil()))))
        .order(emergency_accesses::id)
        .limit(limit);
    // Row locks exist on PostgreSQL only; SQLite has one writer. The rows are held before they are
    // read, so that what is read is what the one before has left.
    if let Conn::Pg(c) = tx.conn() {
        let held = unseen.select(emergency_accesses::id).for_no_key_update();
        held.load::<Uid>(c)?;
    }
    let rows: Vec<Row> = unseen.select(Row::as_select()).load(tx.conn())?;
    rows.iter().map(Row::access).collect()
}

/// Whether the end of one is to be written down.
pub fn is_lapsing(tx: &mut Tx<'_>) -> Result<bool, Error> {
    let found: Option<Uid> = emergency_accesses::table
        .filter(emergency_accesses::organisation_id.eq(tx.org()))
        .filter(emergency_accesses::ended_at.is_null())
        .filter(emergency_accesses::ends_at.le(Instant::from(tx.now())))
        .select(emergency_accesses::id)
        .first(tx.conn())
        .optional()?;
    Ok(found.is_some())
}

fn one_with_names(tx: &mut Tx<'_>, access: EmergencyAccess) -> Result<Known, Error> {
    let mut known = with_names(tx, vec![access])?;
    known.pop().ok_or(Error::Corrupt("emergency access"))
}

fn with_names(tx: &mut Tx<'_>, accesses: Vec<EmergencyAccess>) -> Result<Vec<Known>, Error> {
    let reviewer = |access: &EmergencyAccess| access.review.as_ref().and_then(|review| review.by);
    let staff: Vec<StaffId> = accesses
        .iter()
        .flat_map(|access| [Some(access.staff), reviewer(access)])
        .flatten()
        .collect();
    let staff = names::of_staff(tx, &staff)?;
    let people: Vec<IndividualId> = accesses.iter().map(|access| access.individual).collect();
    let people = names::of_people(tx, &people)?;
    let known = accesses.into_iter().map(|access| Known {
        staff: staff.get(&access.staff).cloned(),
        reviewer: reviewer(&access).and_then(|by| staff.get(&by).cloned()),
        person: people.get(&access.individual).cloned(),
        access,
    });
    Ok(known.collect())
}
