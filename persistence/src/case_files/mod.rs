//! The case file: everything that whoever opens it has to know, in seven statements, and more where
//! a section has several sources or earlier versions that may have been verified, where records were
//! merged, and where something else is open.

mod parts;

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::actor::StaffId;
use domain::case_files::Working;
use domain::cases::Case;
use domain::event::CaseId;
use domain::hand_overs::HandOver;
use domain::individuals::{Contacts, Identifiers, Identity, Record, Residence, SectionName};
use domain::kernel::{Day, Version};
use domain::policy::{Action, Reach};
use domain::referrals::Referral;

use crate::agreements as stored_agreements;
use crate::backend::MultiBackend;
use crate::cached::{Prepare, filled, one_of};
use crate::cases;
use crate::columns::{day, maybe_day, parsed};
use crate::error::Error;
use crate::hand_overs::{self as stored_hand_overs, OPEN};
use crate::individuals::facts::{self, content};
use crate::individuals::sections;
use crate::individuals::sections::Current;
use crate::names::{self, StaffName};
use crate::reach::{facts_within, individuals_within, opened_in_emergency};
use crate::referrals as stored_referrals;
use crate::schema::{agreements, events, hand_overs, individuals, offices, referrals};
use crate::sql_types::{Uid, UidSql};
use crate::tx::Tx;

pub use parts::{CaseFile, Happened, SectionStamp, Who};

/// How many facts the file shows.
const LATEST: i64 = 10;

/// The file of a case that the actor reaches. A case can be within reach and the record behind it
/// no longer: who followed somebody until the case was closed reads the case, not how the person
/// lives today. Then nothing of the record is told beyond the name and the birth date.
pub fn get(tx: &mut Tx<'_>, id: CaseId) -> Result<CaseFile, Error> {
    let case = cases::get(tx, id, Action::ReadCase)?;
    let outline = outline(tx, &case)?;
    let born = day(outline.born)?;
    let records = crate::individuals::records_of(tx, case.individual.into(), outline.absorbed)?;
    let reached = outline.reached.is_some();
    let read = if reached {
        Some(read(tx, &case, &records, &outline)?)
    } else {
        None
    };
    let (rows, record, contradicted) = read.unwrap_or_default();
    // Whoever reads a case reads what was agreed in it, but for programs: their reach is nothing.
    let reads_agreed = tx.actor().reach(Action::ReadAgreements) != Reach::Never;
    let facts = latest(tx, &case, records, (reached, reads_agreed))?;
    let agreement = outline.agreement.filter(|_| reads_agreed);
    let agreement = agreement.map(|row| row.agreement(&case)).transpose()?;
    let officer = agreement.as_ref().map(|agreement| agreement.officer);
    let (hand_over, referrals) = elsewhere(tx, &case, outline.hand_over, outline.referrals)?;
    let parts = hand_over.as_ref().map(|one| (one.from, one.to));
    let (giver, asked) = parts.map_or((None, None), |(from, to)| (from.counsellor, to.counsellor));
    let others = [giver, asked, officer].into_iter().flatten();
    let names = named(tx, &case, others, &facts)?;
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
        agreement,
        officer: officer.and_then(|id| names.get(&id).cloned()),
        events: facts
            .into_iter()
            .map(|fact| happened(fact, &names))
            .collect::<Result<_, Error>>()?,
        case,
    })
}

/// What those are called who work on the case, whom the file names beside them, and who did what.
fn named(
    tx: &mut Tx<'_>,
    case: &Case,
    others: impl Iterator<Item = StaffId>,
    facts: &[crate::events::Stored],
) -> Result<HashMap<StaffId, StaffName>, Error> {
    let work = case.counsellor.iter().chain(&case.team).copied();
    let acted = facts.iter().filter_map(|fact| fact.actor_id);
    let staff: Vec<StaffId> = work.chain(others).chain(acted.map(Into::into)).collect();
    names::of_staff(tx, &staff)
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
    /// What was agreed and has not ended.
    agreement: Option<stored_agreements::Row>,
    /// The last day on which a first interview tells of a notice.
    notice_at_intake: Option<NaiveDate>,
    /// The record of the person, if it is within the actor's reach.
    reached: Option<Uid>,
}

fn outline(tx: &mut Tx<'_>, case: &Case) -> Result<Outline, Error> {
    let office = offices::organisation_id
        .eq(individuals::organisation_id)
        .and(offices::id.eq(Uid::from(case.office)));
    let open = hand_overs::organisation_id
        .eq(individuals::organisation_id)
        .and(hand_overs::case_id.eq(Uid::from(case.id)))
        .and(hand_overs::status.eq_any(filled(OPEN)));
    let agreed = agreements::organisation_id
        .eq(individuals::organisation_id)
        .and(agreements::case_id.eq(Uid::from(case.id)))
        .and(agreements::status.ne(stored_agreements::closed()));
    let referred = referrals::table
        .filter(referrals::organisation_id.eq(tx.org()))
        .filter(referrals::case_id.eq(Uid::from(case.id)))
        .filter(referrals::status.eq_any(filled(stored_referrals::OPEN)));
    let notice = facts::last_notice(tx.org(), case.individual.into());
    let found = individuals::table
        .inner_join(offices::table.on(office))
        .left_join(hand_overs::table.on(open))
        .left_join(agreements::table.on(agreed))
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
            Option::<stored_agreements::Row>::as_select(),
            notice.single_value(),
            reached(tx, case).single_value(),
        ))
        .into_boxed()
        .prepared()
        .get_result(tx.conn())?;
    Ok(found)
}

/// What the record says, how rules look at it, and the sections on which sources disagree.
type Read = (Vec<Current>, Option<Record>, Vec<SectionName>);

fn read(tx: &mut Tx<'_>, case: &Case, records: &[Uid], outline: &Outline) -> Result<Read, Error> {
    let mut rows = sections::standing(tx, case.individual)?;
    rows.retain(|row| row.is_shown_to(tx.actor()));
    let shown = maybe_day(outline.notice_at_intake)?;
    let record = facts::record(&rows, day(outline.born)?, shown)?;
    let contradicted = facts::contradicted(tx, records, &rows)?;
    Ok((rows, Some(record), contradicted))
}

/// The record of the person, if it is within the actor's reach.
fn reached<'a>(tx: &Tx<'_>, case: &Case) -> individuals::BoxedQuery<'a, MultiBackend, UidSql> {
    let within = individuals_within(tx.actor(), Action::ReadIndividual);
    let opened = opened_in_emergency(tx, Action::ReadIndividual);
    individuals::table
        .find((tx.org(), Uid::from(case.individual)))
        .select(individuals::id)
        .into_boxed()
        .filter(within.or(opened))
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
    (reached, reads_agreed): (bool, bool),
) -> Result<Vec<crate::events::Stored>, Error> {
    let id = Uid::from(case.id);
    let mine = case.has_member(tx.actor()).then_some(id);
    let mine = mine.into_iter().collect();
    let agreed = reads_agreed.then_some(id).into_iter().collect();
    let told = facts_within(tx.actor(), case.individual, vec![id], mine, agreed);
    let query = events::table
        .filter(events::organisation_id.eq(tx.org()))
        .filter(one_of(events::individual_id.assume_not_null(), &records))
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
            .or(events::office_id.eq_any(filled(near)));
        query.filter(events::case_id.eq(id).or(at_hand))
    } else {
        query.filter(events::case_id.eq(id))
    };
    Ok(query.prepared().load(tx.conn())?)
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
