//! What decides about somebody's term, read for many people in a few statements.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::dsl::max;
use diesel::prelude::*;
use domain::actor::OfficeId;
use domain::appointments::AppointmentStatus;
use domain::disposals::Look;
use domain::event::IndividualId;
use domain::kernel::Day;
use domain::retention::{Facts, RetentionClass};

use crate::columns::day;
use crate::error::Error;
use crate::schema::{
    agreements, appointments, attendances, cases, contact_attempts, desk_contacts,
    emergency_accesses, enrolments, follow_ups, group_sessions, holds,
    individual_section_versions as versions, individuals, intakes, note_versions, notes, referrals,
};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// What was found about somebody.
pub(super) struct Found {
    pub(super) office: OfficeId,
    pub(super) records: Vec<IndividualId>,
    pub(super) look: Look,
}

/// Looks at these people, each under all records that were merged. Who is not there any more, or
/// was merged into somebody else, is not among the answers.
pub(super) fn look(
    tx: &mut Tx<'_>,
    class: RetentionClass,
    people: &[Uid],
) -> Result<HashMap<Uid, Found>, Error> {
    let (book, chain, today) = (tx.rulebook()?, tx.actor().chain(), tx.day()?);
    let mut seen = Seen::of(tx, people)?;
    seen.add_cases(tx)?;
    seen.add_work(tx)?;
    seen.add_learnt(tx)?;
    seen.add_appointments(tx)?;
    seen.add_groups(tx)?;
    seen.add_emergencies(tx)?;
    seen.add_intakes(tx)?;
    seen.add_contacts(tx)?;
    seen.add_holds(tx)?;
    let mut records: HashMap<Uid, Vec<IndividualId>> = HashMap::new();
    for (record, person) in &seen.whose {
        records.entry(*person).or_default().push((*record).into());
    }
    let found = seen.people.into_iter().map(|(id, (office, facts))| {
        let found = Found {
            office,
            records: records.remove(&id).unwrap_or_default(),
            look: facts.due(class, &book, &chain, today),
        };
        (id, found)
    });
    Ok(found.collect())
}

/// What was read until now.
struct Seen {
    /// Whose record each record is.
    whose: HashMap<Uid, Uid>,
    records: Vec<Uid>,
    people: HashMap<Uid, (OfficeId, Facts)>,
    /// Whose case each case is.
    cases: HashMap<Uid, Uid>,
}

fn later(known: &mut Option<Day>, date: NaiveDate) -> Result<(), Error> {
    *known = (*known).max(Some(day(date)?));
    Ok(())
}

impl Seen {
    fn of(tx: &mut Tx<'_>, people: &[Uid]) -> Result<Self, Error> {
        type Row = (Uid, Option<Uid>, Uid, Instant);
        let absorbed = individuals::survivor_id.eq_any(people.iter().copied().map(Some));
        let rows: Vec<Row> = individuals::table
            .filter(individuals::organisation_id.eq(tx.org()))
            .filter(individuals::id.eq_any(people).or(absorbed))
            .select((
                individuals::id,
                individuals::survivor_id,
                individuals::office_id,
                individuals::registered_at,
            ))
            .load(tx.conn())?;
        let zone = tx.actor().zone;
        let mut seen = Self {
            whose: HashMap::new(),
            records: rows.iter().map(|(id, ..)| *id).collect(),
            people: HashMap::new(),
            cases: HashMap::new(),
        };
        for (id, survivor, office, at) in &rows {
            let on = day(at.0.with_timezone(&zone).date_naive())?;
            seen.whose.insert(*id, survivor.unwrap_or(*id));
            if survivor.is_none() {
                let facts = Facts::registered(on);
                seen.people.insert(*id, ((*office).into(), facts));
            }
        }
        for (id, _, _, at) in &rows {
            let on = day(at.0.with_timezone(&zone).date_naive())?;
            if let Some(facts) = seen.facts(*id) {
                facts.registered_on = facts.registered_on.max(on);
            }
        }
        Ok(seen)
    }

    fn facts(&mut self, record: Uid) -> Option<&mut Facts> {
        let person = self.whose.get(&record)?;
        self.people.get_mut(person).map(|(_, facts)| facts)
    }

    /// What the cases tell.
    fn add_cases(&mut self, tx: &mut Tx<'_>) -> Result<(), Error> {
        type Row = (Uid, Uid, String, NaiveDate, Option<NaiveDate>);
        let rows: Vec<Row> = cases::table
            .filter(cases::organisation_id.eq(tx.org()))
            .filter(cases::individual_id.eq_any(&self.records))
            .select((
                cases::individual_id,
                cases::id,
                cases::status,
                cases::status_since,
                cases::last_contact_on,
            ))
            .load(tx.conn())?;
        for (record, case, status, since, contact) in rows {
            let Some(person) = self.whose.get(&record).copied() else {
                continue;
            };
            self.cases.insert(case, person);
            let Some(facts) = self.facts(record) else {
                continue;
            };
            if status == "closed" {
                later(&mut facts.closed_on, since)?;
            } else {
                facts.running_cases += 1;
            }
            contact.map_or(Ok(()), |on| later(&mut facts.active_on, on))?;
        }
        Ok(())
    }

    /// What was done beside the cases: whoever closes one says for which day, and works on it
    /// afterwards as well.
    fn add_work(&mut self, tx: &mut Tx<'_>) -> Result<(), Error> {
        type Asked = (Uid, Option<NaiveDate>, Option<NaiveDate>);
        let ids: Vec<Uid> = self.cases.keys().copied().collect();
        let tried: Vec<(Uid, Option<NaiveDate>)> = contact_attempts::table
            .filter(contact_attempts::organisation_id.eq(tx.org()))
            .filter(contact_attempts::case_id.eq_any(&ids))
            .group_by(contact_attempts::case_id)
            .select((
                contact_attempts::case_id,
                max(contact_attempts::attempted_on),
            ))
            .load(tx.conn())?;
        let asked: Vec<Asked> = follow_ups::table
            .filter(follow_ups::organisation_id.eq(tx.org()))
            .filter(follow_ups::case_id.eq_any(&ids))
            .group_by(follow_ups::case_id)
            .select((
                follow_ups::case_id,
                max(follow_ups::last_attempt_on),
                max(follow_ups::outcome_on),
            ))
            .load(tx.conn())?;
        let asked = asked
            .into_iter()
            .flat_map(|(case, tried, told)| [(case, tried), (case, told)]);
        let agreed = agreed(tx, &ids)?;
        let zone = tx.actor().zone;
        let at = written(tx, &ids)?.into_iter().chain(referred(tx, &ids)?);
        let at = at.map(|(case, at)| (case, at.map(|at| at.0.with_timezone(&zone).date_naive())));
        for (case, on) in tried.into_iter().chain(asked).chain(agreed).chain(at) {
            let person = self.cases.get(&case).and_then(|id| self.people.get_mut(id));
            if let (Some((_, facts)), Some(on)) = (person, on) {
                later(&mut facts.active_on, on)?;
            }
        }
        Ok(())
    }

    /// What was learnt of these people, by the day on which they said it or it was seen: an old file
    /// that is entered late tells of its own days, and whoever registers anew was there.
    fn add_learnt(&mut self, tx: &mut Tx<'_>) -> Result<(), Error> {
        let learnt: Vec<(Uid, Option<NaiveDate>)> = versions::table
            .filter(versions::organisation_id.eq(tx.org()))
            .filter(versions::individual_id.eq_any(&self.records))
            .group_by(versions::individual_id)
            .select((versions::individual_id, max(versions::observed_on)))
            .load(tx.conn())?;
        for (record, on) in learnt {
            if let (Some(facts), Some(on)) = (self.facts(record), on) {
                later(&mut facts.active_on, on)?;
            }
        }
        Ok(())
    }

    /// When somebody was expected last, of what took place or may have. An hour that lies ahead tells
    /// of the day on which it was booked: whoever is expected in a hundred years by mistake is not
    /// served until then. What was called off, moved or excused took place nowhere.
    fn add_appointments(&mut self, tx: &mut Tx<'_>) -> Result<(), Error> {
        use AppointmentStatus::{Booked, Held, NoShow};
        let now = Instant::from(tx.now());
        let took_place = [Booked, Held, NoShow].map(|status| status.to_string());
        let over: Vec<(Uid, Option<Instant>)> = appointments::table
            .filter(appointments::organisation_id.eq(tx.org()))
            .filter(appointments::individual_id.eq_any(&self.records))
            .filter(appointments::status.eq_any(took_place))
            .filter(appointments::ends_at.le(now))
            .group_by(appointments::individual_id)
            .select((appointments::individual_id, max(appointments::ends_at)))
            .load(tx.conn())?;
        let ahead: Vec<(Uid, Option<Instant>)> = appointments::table
            .filter(appointments::organisation_id.eq(tx.org()))
            .filter(appointments::individual_id.eq_any(&self.records))
            .filter(appointments::status.eq(Booked.to_string()))
            .filter(appointments::ends_at.gt(now))
            .group_by(appointments::individual_id)
            .select((appointments::individual_id, max(appointments::booked_at)))
            .load(tx.conn())?;
        let zone = tx.actor().zone;
        for (record, at) in over.into_iter().chain(ahead) {
            if let (Some(facts), Some(at)) = (self.facts(record), at) {
                later(&mut facts.active_on, at.0.with_timezone(&zone).date_naive())?;
            }
        }
        Ok(())
    }

    /// When somebody was let into a group last, or came to it.
    fn add_groups(&mut self, tx: &mut Tx<'_>) -> Result<(), Error> {
        let asked: Vec<(Uid, Option<Instant>)> = enrolments::table
            .filter(enrolments::organisation_id.eq(tx.org()))
            .filter(enrolments::individual_id.eq_any(&self.records))
            .group_by(enrolments::individual_id)
            .select((enrolments::individual_id, max(enrolments::asked_at)))
            .load(tx.conn())?;
        let came: Vec<(Uid, Option<Instant>)> = enrolments::table
            .inner_join(
                attendances::table.on(attendances::organisation_id
                    .eq(enrolments::organisation_id)
                    .and(attendances::enrolment_id.eq(enrolments::id))),
            )
            .inner_join(
                group_sessions::table.on(group_sessions::organisation_id
                    .eq(attendances::organisation_id)
                    .and(group_sessions::id.eq(attendances::session_id))),
            )
            .filter(enrolments::organisation_id.eq(tx.org()))
            .filter(enrolments::individual_id.eq_any(&self.records))
            .filter(attendances::minutes.gt(0))
            .group_by(enrolments::individual_id)
            .select((enrolments::individual_id, max(group_sessions::starts_at)))
            .load(tx.conn())?;
        let zone = tx.actor().zone;
        for (record, at) in asked.into_iter().chain(came) {
            if let (Some(facts), Some(at)) = (self.facts(record), at) {
                later(&mut facts.active_on, at.0.with_timezone(&zone).date_naive())?;
            }
        }
        Ok(())
    }

    fn add_emergencies(&mut self, tx: &mut Tx<'_>) -> Result<(), Error> {
        let rows: Vec<Uid> = emergency_accesses::table
            .filter(emergency_accesses::organisation_id.eq(tx.org()))
            .filter(emergency_accesses::individual_id.eq_any(&self.records))
            .filter(emergency_accesses::reviewed_at.is_null())
            .select(emergency_accesses::individual_id)
            .load(tx.conn())?;
        for record in rows {
            if let Some(facts) = self.facts(record) {
                facts.unreviewed += 1;
            }
        }
        Ok(())
    }

    fn add_intakes(&mut self, tx: &mut Tx<'_>) -> Result<(), Error> {
        type Row = (Uid, String, NaiveDate, Option<NaiveDate>);
        let rows: Vec<Row> = intakes::table
            .filter(intakes::organisation_id.eq(tx.org()))
            .filter(intakes::individual_id.eq_any(&self.records))
            .select((
                intakes::individual_id,
                intakes::status,
                intakes::held_on,
                intakes::decided_on,
            ))
            .load(tx.conn())?;
        for (record, status, held, decided) in rows {
            let Some(facts) = self.facts(record) else {
                continue;
            };
            if status != "concluded" {
                facts.open_intakes += 1;
            }
            later(
                &mut facts.intake_on,
                decided.map_or(held, |on| on.max(held)),
            )?;
        }
        Ok(())
    }

    fn add_contacts(&mut self, tx: &mut Tx<'_>) -> Result<(), Error> {
        let records = self.records.iter().copied().map(Some);
        let rows: Vec<(Option<Uid>, NaiveDate)> = desk_contacts::table
            .filter(desk_contacts::organisation_id.eq(tx.org()))
            .filter(desk_contacts::individual_id.eq_any(records))
            .select((desk_contacts::individual_id, desk_contacts::held_on))
            .load(tx.conn())?;
        for (record, held) in rows {
            if let Some(facts) = record.and_then(|record| self.facts(record)) {
                later(&mut facts.contact_on, held)?;
            }
        }
        Ok(())
    }

    fn add_holds(&mut self, tx: &mut Tx<'_>) -> Result<(), Error> {
        let rows: Vec<Uid> = holds::table
            .filter(holds::organisation_id.eq(tx.org()))
            .filter(holds::individual_id.eq_any(&self.records))
            .filter(holds::status.eq("standing"))
            .select(holds::individual_id)
            .load(tx.conn())?;
        for record in rows {
            if let Some(facts) = self.facts(record) {
                facts.holds += 1;
            }
        }
        Ok(())
    }
}

/// When something was last agreed in these cases, looked at, or ended: what was to bind instead was
/// proposed before that.
fn agreed(tx: &mut Tx<'_>, cases: &[Uid]) -> Result<Vec<(Uid, Option<NaiveDate>)>, Error> {
    type Days = (
        Option<NaiveDate>,
        Option<NaiveDate>,
        Option<NaiveDate>,
        Option<NaiveDate>,
    );
    let rows: Vec<(Uid, Days)> = agreements::table
        .filter(agreements::organisation_id.eq(tx.org()))
        .filter(agreements::case_id.eq_any(cases))
        .group_by(agreements::case_id)
        .select((
            agreements::case_id,
            (
                max(agreements::proposed_on),
                max(agreements::signed_on),
                max(agreements::reviewed_on),
                max(agreements::closed_on),
            ),
        ))
        .load(tx.conn())?;
    let days = rows.into_iter();
    let days = days.flat_map(|(case, (proposed, signed, reviewed, closed))| {
        [proposed, signed, reviewed, closed].map(|day| (case, day))
    });
    Ok(days.collect())
}

/// When each of these cases was written about last.
fn written(tx: &mut Tx<'_>, cases: &[Uid]) -> Result<Vec<(Uid, Option<Instant>)>, Error> {
    let written = note_versions::table
        .inner_join(
            notes::table.on(notes::organisation_id
                .eq(note_versions::organisation_id)
                .and(notes::id.eq(note_versions::note_id))),
        )
        .filter(notes::organisation_id.eq(tx.org()))
        .filter(notes::case_id.eq_any(cases))
        .group_by(notes::case_id)
        .select((notes::case_id, max(note_versions::written_at)))
        .load(tx.conn())?;
    Ok(written)
}

/// When something happened last to referrals of each of these cases.
fn referred(tx: &mut Tx<'_>, cases: &[Uid]) -> Result<Vec<(Uid, Option<Instant>)>, Error> {
    type Sent = (Uid, Option<Instant>, Option<Instant>, Option<Instant>);
    let sent: Vec<Sent> = referrals::table
        .filter(referrals::organisation_id.eq(tx.org()))
        .filter(referrals::case_id.eq_any(cases))
        .group_by(referrals::case_id)
        .select((
            referrals::case_id,
            max(referrals::sent_at),
            max(referrals::answered_at),
            max(referrals::ended_at),
        ))
        .load(tx.conn())?;
    let each = |(case, sent, answered, ended)| [(case, sent), (case, answered), (case, ended)];
    Ok(sent.into_iter().flat_map(each).collect())
}
