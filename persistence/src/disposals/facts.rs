//! What decides about somebody's term, read for many people in a few statements.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::actor::OfficeId;
use domain::disposals::Look;
use domain::kernel::Day;
use domain::retention::{Facts, RetentionClass};

use crate::columns::day;
use crate::error::Error;
use crate::schema::{cases, desk_contacts, holds, individuals, intakes};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// What was found about somebody.
pub(super) struct Found {
    pub(super) office: OfficeId,
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
    seen.add_intakes(tx)?;
    seen.add_contacts(tx)?;
    seen.add_holds(tx)?;
    let found = seen.people.into_iter().map(|(id, (office, facts))| {
        let look = facts.due(class, &book, &chain, today);
        (id, Found { office, look })
    });
    Ok(found.collect())
}

/// What was read until now.
struct Seen {
    /// Whose record each record is.
    whose: HashMap<Uid, Uid>,
    records: Vec<Uid>,
    people: HashMap<Uid, (OfficeId, Facts)>,
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
        };
        for (id, survivor, office, at) in &rows {
            let on = day(at.0.with_timezone(&zone).date_naive())?;
            seen.whose.insert(*id, survivor.unwrap_or(*id));
            if survivor.is_none() {
                let facts = registered(on);
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

    fn add_cases(&mut self, tx: &mut Tx<'_>) -> Result<(), Error> {
        let rows: Vec<(Uid, String, NaiveDate)> = cases::table
            .filter(cases::organisation_id.eq(tx.org()))
            .filter(cases::individual_id.eq_any(&self.records))
            .select((cases::individual_id, cases::status, cases::status_since))
            .load(tx.conn())?;
        for (record, status, since) in rows {
            let Some(facts) = self.facts(record) else {
                continue;
            };
            if status == "closed" {
                later(&mut facts.closed_on, since)?;
            } else {
                facts.running_cases += 1;
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

/// Of whom nothing is known but the registration.
fn registered(registered_on: Day) -> Facts {
    Facts {
        registered_on,
        running_cases: 0,
        closed_on: None,
        open_intakes: 0,
        intake_on: None,
        contact_on: None,
        holds: 0,
    }
}
