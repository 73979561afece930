//! The case file: everything that whoever opens it has to know, in ten statements, and an eleventh
//! where records were merged.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use domain::actor::StaffId;
use domain::case_files::{Observed, Working};
use domain::cases::Case;
use domain::event::{CaseId, Fact};
use domain::hand_overs::HandOver;
use domain::individuals::{
    Contacts, Identifiers, Identity, Record, Residence, Section, SectionName,
};
use domain::kernel::{Day, PersonName, Version};
use domain::policy::{Action, Reach};
use domain::referrals::Referral;

use crate::cases;
use crate::columns::{day, parsed};
use crate::error::Error;
use crate::hand_overs::{self as stored_hand_overs, OPEN};
use crate::individuals::sections::Current;
use crate::individuals::{facts, sections};
use crate::names::{self, StaffName};
use crate::reach::{facts_within, individuals_within, opened_in_emergency};
use crate::referrals as stored_referrals;
use crate::schema::{events, hand_overs, individuals, offices, referrals};
use crate::sql_types::Uid;
use crate::tx::Tx;

/// How many facts the file shows.
const LATEST: i64 = 10;

/// Whom the file is about, from the record's sections as they were last confirmed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Who {
    /// The sex that the document states.
    pub sex: Option<String>,
    /// The tax code as issued, that holds today.
    pub tax_code: Option<String>,
    /// Telephone numbers, the best first.
    pub phones: Vec<String>,
    /// E-mail addresses, the best first.
    pub emails: Vec<String>,
    /// The certified e-mail address.
    pub certified_email: Option<String>,
    /// Belfiore code of where the person lives today: the residence, else the domicile.
    pub residence_code: Option<String>,
}

impl Who {
    /// Whether the record names a telephone number or an address to write to.
    pub fn is_reachable(&self) -> bool {
        !self.phones.is_empty() || !self.emails.is_empty() || self.certified_email.is_some()
    }
}

/// It leads to a person: it never shows up in a debug print.
impl std::fmt::Debug for Who {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Who(***)")
    }
}

/// A section of the record: where its facts come from and how old they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionStamp {
    /// Which section.
    pub section: String,
    /// Its version.
    pub version: Version,
    /// Where the facts come from.
    pub source: String,
    /// How sure they are.
    pub verification: String,
    /// On which day they were observed.
    pub observed_on: Day,
    /// When they were written down.
    pub recorded_at: DateTime<Utc>,
}

impl SectionStamp {
    /// What the rules about old facts look at.
    pub fn observed(&self) -> Observed {
        Observed {
            section: self.section.clone(),
            on: self.observed_on,
        }
    }
}

/// A fact of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Happened {
    /// When.
    pub at: DateTime<Utc>,
    /// What kind of thing it is about.
    pub subject: String,
    /// The thing.
    pub subject_id: uuid::Uuid,
    /// Who, when somebody of the staff.
    pub actor: Option<StaffName>,
    /// What happened.
    pub fact: Fact,
}

/// A case with all that belongs on its first page.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseFile {
    /// The case.
    pub case: Case,
    /// Given name.
    pub given_name: PersonName,
    /// Family name.
    pub family_name: PersonName,
    /// The day of birth.
    pub birth_date: Day,
    /// What the record says about the person.
    pub who: Who,
    /// What of the record bears on the work that the person looks for.
    pub working: Working,
    /// The sections of the record, by name.
    pub sections: Vec<SectionStamp>,
    /// The record as rules look at it; none when it is out of reach.
    pub record: Option<Record>,
    /// The sections on which sources disagree.
    pub contradicted: Vec<SectionName>,
    /// What the owning office is called.
    pub office_label: String,
    /// Who answers for the case.
    pub counsellor: Option<StaffName>,
    /// Who works on it beside the counsellor.
    pub team: Vec<StaffName>,
    /// What is open of a hand-over.
    pub hand_over: Option<HandOver>,
    /// Who handed it over.
    pub handed_over_by: Option<StaffName>,
    /// Who is asked to take it over.
    pub asked: Option<StaffName>,
    /// What is open of referrals, the last sent first; at most 20.
    pub referrals: Vec<Referral>,
    /// The last facts that the actor may see, the latest first.
    pub events: Vec<Happened>,
}

/// The file of a case that the actor reaches. A case can be within reach and the record behind it
/// no longer: who followed somebody until the case was closed reads the case, not how the person
/// lives today. Then nothing of the record is told beyond the name and the birth date.
pub fn get(tx: &mut Tx<'_>, id: CaseId) -> Result<CaseFile, Error> {
    let case = cases::get(tx, id, Action::ReadCase)?;
    let outline = outline(tx, &case)?;
    let born = day(outline.born)?;
    let reached = reaches_record(tx, &case)?;
    let records = crate::individuals::records_of(tx, case.individual.into(), outline.absorbed)?;
    let read = if reached {
        Some(read(tx, &case, &records, born)?)
    } else {
        None
    };
    let (rows, record, contradicted) = read.unwrap_or_default();
    let facts = latest(tx, &case, records, reached)?;
    let (hand_over, referrals) = elsewhere(tx, &case, outline.hand_over, outline.referrals)?;
    let parts = hand_over.as_ref().map(|one| (one.from, one.to));
    let (giver, asked) = parts.map_or((None, None), |(from, to)| (from.counsellor, to.counsellor));
    let staff: Vec<StaffId> = case
        .counsellor
        .iter()
        .chain(&case.team)
        .chain(&giver)
        .chain(&asked)
        .copied()
        .chain(facts.iter().filter_map(|f| f.actor_id).map(Into::into))
        .collect();
    let names = names::of_staff(tx, &staff)?;
    Ok(CaseFile {
        given_name: parsed(&outline.given, "given name")?,
        family_name: parsed(&outline.family, "family name")?,
        birth_date: born,
        who: who(&rows, tx.day()?)?,
        working: Working {
            status: content(&rows)?,
            availability: content(&rows)?,
        },
        record,
        contradicted,
        sections: rows.iter().map(stamp).collect::<Result<_, Error>>()?,
        office_label: outline.office_label,
        counsellor: case.counsellor.and_then(|id| names.get(&id).cloned()),
        team: case
            .team
            .iter()
            .filter_map(|id| names.get(id).cloned())
            .collect(),
        hand_over,
        handed_over_by: giver.and_then(|id| names.get(&id).cloned()),
        asked: asked.and_then(|id| names.get(&id).cloned()),
        referrals,
        events: facts
            .into_iter()
            .map(|fact| happened(fact, &names))
            .collect::<Result<_, Error>>()?,
        case,
    })
}

/// What of a case is with somebody else. A program that reads cases has no part in who asks whom for
/// what.
fn elsewhere(
    tx: &mut Tx<'_>,
    case: &Case,
    open: Option<stored_hand_overs::Row>,
    referred: Option<i64>,
) -> Result<(Option<HandOver>, Vec<Referral>), Error> {
    let may = |action| tx.actor().reach(action) != Reach::Never;
    let (is_told, refers) = (may(Action::HandOverCases), may(Action::AnswerReferrals));
    // Most cases have none, and cost no statement.
    let referrals = match referred {
        Some(1..) if refers => stored_referrals::open_of(tx, case)?,
        _ => Vec::new(),
    };
    let followed = (Uid::from(case.id), Uid::from(case.individual));
    let hand_over = open.filter(|_| is_told);
    let hand_over = hand_over.map(|row| row.hand_over(&[followed]));
    Ok((hand_over.transpose()?, referrals))
}

fn happened(
    fact: crate::events::Stored,
    names: &HashMap<StaffId, StaffName>,
) -> Result<Happened, Error> {
    Ok(Happened {
        at: fact.at.into(),
        subject: fact.subject,
        subject_id: fact.subject_id.0,
        actor: fact.actor_id.and_then(|id| names.get(&id.into()).cloned()),
        fact: serde_json::from_str(&fact.payload).map_err(|_| Error::Corrupt("event"))?,
    })
}

/// What stands beside the case itself.
#[derive(Queryable)]
struct Outline {
    given: String,
    family: String,
    born: NaiveDate,
    absorbed: i64,
    office_label: String,
    hand_over: Option<stored_hand_overs::Row>,
    referrals: Option<i64>,
}

fn outline(tx: &mut Tx<'_>, case: &Case) -> Result<Outline, Error> {
    let office = offices::organisation_id
        .eq(individuals::organisation_id)
        .and(offices::id.eq(Uid::from(case.office)));
    let open = hand_overs::organisation_id
        .eq(individuals::organisation_id)
        .and(hand_overs::case_id.eq(Uid::from(case.id)))
        .and(hand_overs::status.eq_any(OPEN));
    let referred = referrals::table
        .filter(referrals::organisation_id.eq(tx.org()))
        .filter(referrals::case_id.eq(Uid::from(case.id)))
        .filter(referrals::status.eq_any(stored_referrals::OPEN));
    let found = individuals::table
        .inner_join(offices::table.on(office))
        .left_join(hand_overs::table.on(open))
        .filter(individuals::organisation_id.eq(tx.org()))
        .filter(individuals::id.eq(Uid::from(case.individual)))
        .select((
            individuals::given_name,
            individuals::family_name,
            individuals::birth_date,
            individuals::absorbed,
            offices::label,
            Option::<stored_hand_overs::Row>::as_select(),
            referred.count().single_value(),
        ))
        .first(tx.conn())?;
    Ok(found)
}

/// What the record says, how rules look at it, and the sections on which sources disagree.
type Read = (Vec<Current>, Option<Record>, Vec<SectionName>);

fn read(tx: &mut Tx<'_>, case: &Case, records: &[Uid], born: Day) -> Result<Read, Error> {
    let mut rows = sections::standing(tx, case.individual)?;
    rows.retain(|row| row.is_shown_to(tx.actor()));
    let shown = facts::notice_at_intake(tx, case.individual)?;
    let record = record(&rows, born, shown)?;
    let known = facts::told_of(tx, records, &rows)?;
    let contradicted = known.iter().filter(|section| section.is_contradicted());
    let contradicted = contradicted.map(|section| section.section).collect();
    Ok((rows, Some(record), contradicted))
}

/// Whether the record of the person is within the actor's reach.
fn reaches_record(tx: &mut Tx<'_>, case: &Case) -> Result<bool, Error> {
    let within = individuals_within(tx.actor(), Action::ReadIndividual);
    let opened = opened_in_emergency(tx, Action::ReadIndividual);
    let found: Option<Uid> = individuals::table
        .find((tx.org(), Uid::from(case.individual)))
        .select(individuals::id)
        .into_boxed()
        .filter(within.or(opened))
        .first(tx.conn())
        .optional()?;
    Ok(found.is_some())
}

fn stamp(row: &Current) -> Result<SectionStamp, Error> {
    Ok(SectionStamp {
        section: row.section.clone(),
        version: Version(row.version),
        source: row.source.clone(),
        verification: row.verification.clone(),
        observed_on: day(row.observed_on)?,
        recorded_at: row.recorded_at.into(),
    })
}

/// The last facts about this case; if the record is within reach too, also those about the person
/// where no case is concerned, at the office of the case or one of the actor's. Of notes only those
/// who work on the case are told; others are told of their own.
fn latest(
    tx: &mut Tx<'_>,
    case: &Case,
    records: Vec<Uid>,
    reached: bool,
) -> Result<Vec<crate::events::Stored>, Error> {
    let id = Uid::from(case.id);
    let mine = case.has_member(tx.actor()).then_some(id);
    let mine = mine.into_iter().collect();
    let told = facts_within(tx.actor(), case.individual, vec![id], mine);
    let query = events::table
        .filter(events::organisation_id.eq(tx.org()))
        .filter(events::individual_id.eq_any(records))
        .order(events::id.desc())
        .limit(LATEST)
        .select(crate::events::Stored::as_select())
        .into_boxed()
        .filter(told);
    let query = if reached {
        let mut near: Vec<Uid> = tx.actor().offices.iter().map(|id| Uid::from(*id)).collect();
        near.push(Uid::from(case.office));
        let at_hand = events::office_id
            .is_null()
            .or(events::office_id.eq_any(near));
        query.filter(events::case_id.eq(id).or(at_hand))
    } else {
        query.filter(events::case_id.eq(id))
    };
    Ok(query.load(tx.conn())?)
}

/// The content of a section, as the record keeps it.
fn content<S: Section>(rows: &[Current]) -> Result<Option<S>, Error> {
    let name: &str = S::NAME.into();
    let row = rows.iter().find(|row| row.section == name);
    row.map(|row| serde_json::from_str(&row.content).map_err(|_| Error::Corrupt("section")))
        .transpose()
}

/// The record as rules look at it, with the last day on which an interview tells of a notice.
fn record(rows: &[Current], born: Day, shown: Option<Day>) -> Result<Record, Error> {
    let written = rows.iter().map(|row| parsed(&row.section, "section"));
    Ok(Record {
        written: written.collect::<Result<_, _>>()?,
        identity: content(rows)?,
        identifiers: content(rows)?,
        citizenships: content(rows)?,
        permits: content(rows)?,
        jobs: content(rows)?,
        employment: content(rows)?,
        guardians: content(rows)?,
        notice: content(rows)?,
        notice_at_intake: shown,
        ..Record::born(born)
    })
}

/// What the first page shows of the sections, as it holds today.
fn who(rows: &[Current], today: Day) -> Result<Who, Error> {
    let identity: Option<Identity> = content(rows)?;
    let identifiers: Option<Identifiers> = content(rows)?;
    let residence: Option<Residence> = content(rows)?;
    let contacts: Contacts = content(rows)?.unwrap_or_default();
    let code = identifiers
        .as_ref()
        .and_then(|codes| codes.tax_code_on(today));
    let address = residence.as_ref().and_then(|lives| lives.on(today));
    Ok(Who {
        sex: identity.map(|identity| identity.sex.to_string()),
        tax_code: code.map(ToString::to_string),
        residence_code: address.map(|address| address.place_code.to_string()),
        phones: contacts.phones.iter().map(ToString::to_string).collect(),
        emails: contacts.emails.iter().map(ToString::to_string).collect(),
        certified_email: contacts.certified_email.map(|email| email.to_string()),
    })
}
