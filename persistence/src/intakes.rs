//! First interviews.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::actor::{OfficeId, StaffId};
use domain::event::IndividualId;
use domain::intakes::{
    Intake, IntakeId, IntakeStatus, Interview, NoticeShown, Outcome, OutcomeCode, Referral,
};
use domain::kernel::{Changed, Day, Version};
use domain::policy::Action;
use serde::{Deserialize, Serialize};

use crate::backend::Conn;
use crate::cached;
use crate::columns::{day, listed, maybe_day, maybe_parsed, parsed, text_of};
use crate::error::Error;
use crate::individuals;
use crate::keyset::{Page, Paged};
use crate::names::{self, PersonCard};
use crate::reach::{self, Condition};
use crate::schema::intakes;
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;
use crate::worklist;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = intakes, treat_none_as_default_value = false)]
struct Row {
    organisation_id: Uid,
    id: Uid,
    individual_id: Uid,
    office_id: Uid,
    held_on: NaiveDate,
    taken_by: Option<Uid>,
    #[diesel(embed)]
    content: Content,
    #[diesel(embed)]
    decision: Decision,
    version: i64,
    created_at: Instant,
}

/// What was said.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = intakes, treat_none_as_default_value = false, treat_none_as_null = true)]
struct Content {
    arrival: String,
    referral_from: Option<String>,
    referral_service: Option<String>,
    urgency: String,
    needs: String,
    expectations: Option<String>,
    notice_version: String,
    notice_language: String,
    notice_on: NaiveDate,
}

/// What came of it.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = intakes, treat_none_as_default_value = false, treat_none_as_null = true)]
struct Decision {
    status: String,
    outcome: Option<String>,
    decided_on: Option<NaiveDate>,
    referred_to: Option<String>,
    referred_service: Option<String>,
    case_id: Option<Uid>,
    waiting_until: Option<NaiveDate>,
}

/// Which interviews; all of the actor's offices when nothing is said.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// In this status.
    pub status: Option<IntakeStatus>,
    /// Of one office.
    pub office: Option<OfficeId>,
    /// Of one person.
    pub individual: Option<IndividualId>,
}

impl Filter {
    /// The same, of the record that answers for the person who is asked for.
    fn answered(&self, tx: &mut Tx<'_>) -> Result<Self, Error> {
        Ok(Self {
            individual: individuals::answering(tx, self.individual)?,
            ..self.clone()
        })
    }
}

/// Where an interview stands in the list: the newest day first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// The day.
    pub on: Day,
    /// The interview.
    pub id: IntakeId,
}

/// An interview with the person's card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The interview.
    pub intake: Intake,
    /// Who was heard.
    pub person: PersonCard,
}

/// The interview, if it was held at an office of the actor.
pub fn get(tx: &mut Tx<'_>, id: IntakeId, action: Action) -> Result<Intake, Error> {
    let offices = reach::offices_within(tx, action, None)?;
    let row: Row = intakes::table
        .find((tx.org(), Uid::from(id)))
        .filter(intakes::office_id.eq_any(offices))
        .select(Row::as_select())
        .first(tx.conn())?;
    row.intake()
}

/// A page of the interviews of the actor's offices, the newest day first: a statement for each
/// office, and one for the names.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, page: &Page<Key>) -> Result<Paged<Item>, Error> {
    let filter = &filter.answered(tx)?;
    let offices = reach::offices_within(tx, Action::ReadIntake, filter.office)?;
    let rows = if filter.individual.is_some() {
        // A person leads to few interviews, of which those of the offices are kept.
        of_way(
            tx,
            Box::new(intakes::office_id.eq_any(offices)),
            filter,
            page,
        )?
    } else {
        let mut rows = Vec::new();
        // One query for each office, in the order of an index; never one for each row.
        for office in offices {
            let way = Box::new(intakes::office_id.eq(office));
            rows.extend(of_way(tx, way, filter, page)?);
        }
        rows
    };
    named(tx, page.merge(rows, |row| (row.held_on, row.id)))
}

fn of_way(
    tx: &mut Tx<'_>,
    way: Condition<intakes::table>,
    filter: &Filter,
    page: &Page<Key>,
) -> Result<Vec<Row>, Error> {
    let mut query = intakes::table
        .filter(intakes::organisation_id.eq(tx.org()))
        .select(Row::as_select())
        .into_boxed()
        .filter(way);
    if let Some(status) = filter.status {
        query = query.filter(intakes::status.eq(status.to_string()));
    }
    if let Some(individual) = filter.individual {
        query = query.filter(intakes::individual_id.eq(Uid::from(individual)));
    }
    if let Some(after) = page.after {
        let (on, id) = (after.on.date(), Uid::from(after.id));
        let behind = intakes::held_on
            .lt(on)
            .or(intakes::held_on.eq(on).and(intakes::id.lt(id)));
        query = query.filter(intakes::held_on.le(on).and(behind));
    }
    Ok(query
        .order((intakes::held_on.desc(), intakes::id.desc()))
        .limit(page.probe())
        .load(tx.conn())?)
}

/// Puts the names to a page of rows.
fn named(tx: &mut Tx<'_>, page: Paged<Row>) -> Result<Paged<Item>, Error> {
    let Paged { items, more } = page;
    let people: Vec<IndividualId> = items.iter().map(|row| row.individual_id.into()).collect();
    let people = names::of_people(tx, &people)?;
    let items: Result<Vec<Item>, Error> = items
        .iter()
        .map(|row| {
            let intake = row.intake()?;
            let person = people.get(&intake.individual).cloned();
            let person = person.ok_or(Error::Corrupt("intake without person"))?;
            Ok(Item { intake, person })
        })
        .collect();
    Ok(Paged {
        items: items?,
        more,
    })
}

/// Stores a first interview.
pub fn insert(tx: &mut Tx<'_>, changed: Changed<Intake>) -> Result<Intake, Error> {
    let intake = tx.record(changed);
    let row = Row {
        organisation_id: tx.org(),
        id: intake.id.into(),
        individual_id: intake.individual.into(),
        office_id: intake.office.into(),
        held_on: intake.on.date(),
        taken_by: intake.taken_by.map(Uid::from),
        content: Content::of(&intake.interview),
        decision: Decision::of(&intake),
        version: intake.version.0,
        created_at: tx.now().into(),
    };
    diesel::insert_into(intakes::table)
        .values(row)
        .execute(tx.conn())?;
    worklist::of_intakes(tx, std::slice::from_ref(&intake))?;
    Ok(intake)
}

/// Saves a revision or a decision; fails with `Error::Stale` when the stored version is no longer
/// the one that was loaded.
pub fn save(tx: &mut Tx<'_>, changed: Changed<Intake>) -> Result<Intake, Error> {
    let mut intake = tx.record(changed);
    let stored = intakes::table
        .find((tx.org(), Uid::from(intake.id)))
        .filter(intakes::version.eq(intake.version.0));
    intake.version = intake.version.next();
    let update = diesel::update(stored)
        .set((
            Content::of(&intake.interview),
            Decision::of(&intake),
            intakes::version.eq(intake.version.0),
        ))
        .returning(intakes::version);
    cached::still::<_, i64>(update, tx.conn())?;
    worklist::of_intakes(tx, std::slice::from_ref(&intake))?;
    Ok(intake)
}

/// The next interviews without a conclusion behind one of them, held until the end of the
/// transaction.
pub(crate) fn undecided_after(
    tx: &mut Tx<'_>,
    after: Option<Uid>,
    limit: i64,
) -> Result<Vec<Intake>, Error> {
    let undecided = [IntakeStatus::Open, IntakeStatus::Waiting].map(|status| status.to_string());
    let mut query = intakes::table
        .filter(intakes::organisation_id.eq(tx.org()))
        .filter(intakes::status.eq_any(undecided))
        .order(intakes::id)
        .limit(limit)
        .select(intakes::id)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(intakes::id.gt(after));
    }
    let ids: Vec<Uid> = query.load(tx.conn())?;
    let these = intakes::table
        .filter(intakes::organisation_id.eq(tx.org()))
        .filter(intakes::id.eq_any(ids))
        .order(intakes::id);
    // Row locks exist on PostgreSQL only; SQLite has one writer.
    if let Conn::Pg(c) = tx.conn() {
        let held = these.clone().select(intakes::id).for_no_key_update();
        held.load::<Uid>(c)?;
    }
    let rows: Vec<Row> = these.select(Row::as_select()).load(tx.conn())?;
    rows.iter().map(Row::intake).collect()
}

impl Content {
    fn of(interview: &Interview) -> Self {
        let referral = interview.referral.as_ref();
        Self {
            arrival: interview.arrival.to_string(),
            referral_from: referral.map(|referral| referral.from.to_string()),
            referral_service: referral
                .and_then(|referral| referral.service.as_ref())
                .map(ToString::to_string),
            urgency: interview.urgency.to_string(),
            needs: text_of(&interview.needs),
            expectations: interview.expectations.as_ref().map(ToString::to_string),
            notice_version: interview.notice.version.to_string(),
            notice_language: interview.notice.language.to_string(),
            notice_on: interview.notice.on.date(),
        }
    }

    fn interview(&self) -> Result<Interview, Error> {
        let from = maybe_parsed(self.referral_from.as_deref(), "referral source")?;
        let service = maybe_parsed(self.referral_service.as_deref(), "referral service")?;
        Ok(Interview {
            arrival: parsed(&self.arrival, "arrival")?,
            referral: from.map(|from| Referral { from, service }),
            urgency: parsed(&self.urgency, "urgency")?,
            needs: listed(&self.needs, "need")?,
            expectations: maybe_parsed(self.expectations.as_deref(), "expectations")?,
            notice: NoticeShown {
                version: parsed(&self.notice_version, "notice version")?,
                language: parsed(&self.notice_language, "notice language")?,
                on: day(self.notice_on)?,
            },
        })
    }
}

impl Decision {
    fn of(intake: &Intake) -> Self {
        let mut decision = Self {
            status: intake.status.to_string(),
            outcome: None,
            decided_on: intake.decided_on.map(Day::date),
            referred_to: None,
            referred_service: None,
            case_id: None,
            waiting_until: None,
        };
        let Some(outcome) = &intake.outcome else {
            return decision;
        };
        decision.outcome = Some(OutcomeCode::from(outcome).to_string());
        match outcome {
            Outcome::InformationOnly {} => {}
            Outcome::ReferredElsewhere { to, service } => {
                decision.referred_to = Some(to.to_string());
                decision.referred_service = service.as_ref().map(ToString::to_string);
            }
            Outcome::CaseOpened { case } => decision.case_id = Some(Uid::from(*case)),
            Outcome::Waiting { until } => decision.waiting_until = until.map(Day::date),
        }
        decision
    }

    fn outcome(&self) -> Result<Option<Outcome>, Error> {
        let Some(code) = maybe_parsed(self.outcome.as_deref(), "intake outcome")? else {
            return Ok(None);
        };
        let incomplete = || Error::Corrupt("intake outcome");
        Ok(Some(match code {
            OutcomeCode::InformationOnly => Outcome::InformationOnly {},
            OutcomeCode::ReferredElsewhere => Outcome::ReferredElsewhere {
                to: maybe_parsed(self.referred_to.as_deref(), "referred to")?
                    .ok_or_else(incomplete)?,
                service: maybe_parsed(self.referred_service.as_deref(), "referred service")?,
            },
            OutcomeCode::CaseOpened => Outcome::CaseOpened {
                case: self.case_id.ok_or_else(incomplete)?.into(),
            },
            OutcomeCode::Waiting => Outcome::Waiting {
                until: maybe_day(self.waiting_until)?,
            },
        }))
    }
}

impl Row {
    fn intake(&self) -> Result<Intake, Error> {
        Ok(Intake {
            id: self.id.into(),
            individual: self.individual_id.into(),
            office: self.office_id.into(),
            on: day(self.held_on)?,
            taken_by: self.taken_by.map(StaffId::from),
            interview: self.content.interview()?,
            status: parsed(&self.decision.status, "intake status")?,
            outcome: self.decision.outcome()?,
            decided_on: maybe_day(self.decision.decided_on)?,
            version: Version(self.version),
        })
    }
}
