//! The names of those whom the rows of the worklist are about.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::actor::StaffId;
use domain::event::{CaseId, IndividualId};
use domain::worklist::{Circle, Due, Owner, Reason};

use super::{Item, Row};
use crate::cached::{Prepare, filled};
use crate::columns::{day, parsed};
use crate::error::Error;
use crate::keyset::Paged;
use crate::names;
use crate::schema::{appointments, cases, emergency_accesses, individuals, intakes};
use crate::sql_types::Uid;
use crate::tx::Tx;

/// Puts the names to a page of rows.
pub(super) fn named(tx: &mut Tx<'_>, page: Paged<Row>) -> Result<Paged<Item>, Error> {
    let about = people(tx, &page.items)?;
    let ids: Vec<IndividualId> = about.values().copied().collect();
    let staff: Vec<StaffId> = page
        .items
        .iter()
        .filter_map(|row| row.counsellor_id.map(StaffId::from))
        .collect();
    let cards = names::of_people(tx, &ids)?;
    let staff = names::of_staff(tx, &staff)?;
    let mut items = Vec::new();
    for row in &page.items {
        let person = about.get(&row.case_id.unwrap_or(row.subject_id));
        let Some(person) = person.and_then(|id| cards.get(id)).cloned() else {
            // What it is about was erased: the next planning takes it away.
            let subject = row.subject_id.0;
            tracing::warn!(event = "work_about_nobody", %subject);
            continue;
        };
        let counsellor = row.counsellor_id.map(StaffId::from);
        items.push(Item {
            due: row.due()?,
            subject: row.subject_id.0,
            case: row.case_id.map(CaseId::from),
            person,
            counsellor: counsellor.and_then(|id| staff.get(&id).cloned()),
        });
    }
    Ok(Paged {
        items,
        more: page.more,
    })
}

/// Whom these rows are about, by their case, their interview, their appointment or their emergency
/// access: after a merge of records that is somebody else than before.
fn people(tx: &mut Tx<'_>, rows: &[Row]) -> Result<HashMap<Uid, IndividualId>, Error> {
    let of_cases: Vec<Uid> = rows.iter().filter_map(|row| row.case_id).collect();
    let without = rows.iter().filter(|row| row.case_id.is_none());
    let (opened, others): (Vec<&Row>, Vec<&Row>) =
        without.partition(|row| row.reason == Reason::EmergencyToReview.to_string());
    let (booked, heard): (Vec<&Row>, Vec<&Row>) = { others.into_iter() }
        .partition(|row| row.reason == Reason::AppointmentToClose.to_string());
    let subjects =
        |rows: Vec<&Row>| -> Vec<Uid> { rows.iter().map(|row| row.subject_id).collect() };
    let (of_emergencies, of_intakes) = (subjects(opened), subjects(heard));
    let of_appointments = subjects(booked);
    let mut found: Vec<(Uid, Uid)> = Vec::new();
    if !of_cases.is_empty() {
        found = cases::table
            .filter(cases::organisation_id.eq(tx.org()))
            .filter(cases::id.eq_any(filled(of_cases)))
            .select((cases::id, cases::individual_id))
            .prepared()
            .load(tx.conn())?;
    }
    if !of_intakes.is_empty() {
        let heard: Vec<(Uid, Uid)> = intakes::table
            .filter(intakes::organisation_id.eq(tx.org()))
            .filter(intakes::id.eq_any(filled(of_intakes)))
            .select((intakes::id, intakes::individual_id))
            .prepared()
            .load(tx.conn())?;
        found.extend(heard);
    }
    if !of_appointments.is_empty() {
        let booked: Vec<(Uid, Uid)> = appointments::table
            .filter(appointments::organisation_id.eq(tx.org()))
            .filter(appointments::id.eq_any(filled(of_appointments)))
            .select((appointments::id, appointments::individual_id))
            .prepared()
            .load(tx.conn())?;
        found.extend(booked);
    }
    if !of_emergencies.is_empty() {
        let opened: Vec<(Uid, Uid, Option<Uid>)> = emergency_accesses::table
            .inner_join(
                individuals::table.on(individuals::organisation_id
                    .eq(emergency_accesses::organisation_id)
                    .and(individuals::id.eq(emergency_accesses::individual_id))),
            )
            .filter(emergency_accesses::organisation_id.eq(tx.org()))
            .filter(emergency_accesses::id.eq_any(filled(of_emergencies)))
            .select((
                emergency_accesses::id,
                individuals::id,
                individuals::survivor_id,
            ))
            .prepared()
            .load(tx.conn())?;
        let answering = opened.into_iter();
        found.extend(answering.map(|(id, own, survivor)| (id, survivor.unwrap_or(own))));
    }
    let found = found.into_iter();
    Ok(found.map(|(id, person)| (id, person.into())).collect())
}

impl Row {
    fn due(&self) -> Result<Due, Error> {
        let office = self.office_id.into();
        let owner = match (parsed(&self.circle, "circle")?, self.counsellor_id) {
            (Circle::Somebody, Some(staff)) => Owner::Somebody {
                office,
                staff: staff.into(),
            },
            (Circle::Office, None) => Owner::Office { office },
            (Circle::Coordinator, None) => Owner::Coordinator { office },
            (Circle::Somebody | Circle::Office | Circle::Coordinator, _) => {
                return Err(Error::Corrupt("circle"));
            }
        };
        Ok(Due {
            reason: parsed(&self.reason, "reason")?,
            owner,
            on: day(self.due_on)?,
            about: day(self.about_on)?,
            attempts: self.attempts,
        })
    }
}
