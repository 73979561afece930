//! What is due because of each kind of thing. Whoever calls holds the things, or lets them be held.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::actor::StaffId;
use domain::appointments::Appointment;
use domain::cases::{Case, CaseState, CaseStatus};
use domain::emergency_accesses::EmergencyAccess;
use domain::event::IndividualId;
use domain::follow_ups::FollowUp;
use domain::hand_overs::HandOver;
use domain::intakes::Intake;
use domain::kernel::Day;
use domain::referrals::Referral;
use domain::worklist::{Papers, Reason};

use super::{Basis, Planned, basis, plan};
use crate::agreements;
use crate::appointments as booked;
use crate::backend::Conn;
use crate::cases as stored_cases;
use crate::columns::day;
use crate::error::Error;
use crate::individuals::{self, sections};
use crate::reach;
use crate::schema::{cases, due_items, individuals as people, staff_offices};
use crate::sql_types::Uid;
use crate::tx::Tx;

/// Plans what is due because of these cases, as they are stored by now. They are held until the end
/// of the transaction, and so is what of the record of the people bears on them: whoever writes to
/// a record plans its cases too, and waits for them.
pub(crate) fn of_cases(tx: &mut Tx<'_>, ids: &[Uid]) -> Result<(), Error> {
    let cases = held(tx, ids)?;
    let basis = basis(tx)?;
    plan_cases(tx, &cases, &basis)
}

/// Plans what is due because of the running cases of these people: something of their record
/// changed. The people are held: whoever opens a case of theirs at the same time reads the record
/// as it is then, or has the case found here.
pub(crate) fn of_people(tx: &mut Tx<'_>, ids: &[IndividualId]) -> Result<(), Error> {
    let people: Vec<Uid> = ids.iter().copied().map(Uid::from).collect();
    individuals::hold_alone(tx, &people)?;
    let running: Vec<Uid> = cases::table
        .filter(cases::organisation_id.eq(tx.org()))
        .filter(cases::individual_id.eq_any(people))
        .filter(cases::status.ne(CaseStatus::Closed.to_string()))
        .select(cases::id)
        .load(tx.conn())?;
    if running.is_empty() {
        return Ok(());
    }
    of_cases(tx, &running)
}

/// Plans what is due because of the running cases of a counsellor: whether they can answer for them
/// changed.
pub(crate) fn of_counsellor(tx: &mut Tx<'_>, who: StaffId) -> Result<(), Error> {
    let running: Vec<Uid> = cases::table
        .filter(cases::organisation_id.eq(tx.org()))
        .filter(cases::counsellor_id.eq(Uid::from(who)))
        .filter(cases::status.ne(CaseStatus::Closed.to_string()))
        .select(cases::id)
        .load(tx.conn())?;
    if running.is_empty() {
        return Ok(());
    }
    of_cases(tx, &running)
}

/// These cases, held until the end of the transaction. Nobody's team bears on what is due.
pub(super) fn held(tx: &mut Tx<'_>, ids: &[Uid]) -> Result<Vec<Case>, Error> {
    let these = cases::table
        .filter(cases::organisation_id.eq(tx.org()))
        .filter(cases::id.eq_any(ids.to_vec()))
        .order(cases::id);
    // Row locks exist on PostgreSQL only; SQLite has one writer. The rows are held before they are
    // read, so that what is read is what the one before has left.
    if let Conn::Pg(c) = tx.conn() {
        let held = these.clone().select(cases::id).for_no_key_update();
        held.load::<Uid>(c)?;
    }
    let rows: Vec<(stored_cases::Row, bool)> = these
        .select((stored_cases::Row::as_select(), reach::counsellor_left()))
        .load(tx.conn())?;
    rows.iter()
        .map(|(row, left)| row.case(Vec::new(), *left))
        .collect()
}

/// Since when the worklist says that nobody follows these cases.
fn unfollowed(tx: &mut Tx<'_>, cases: &[Case]) -> Result<HashMap<Uid, Day>, Error> {
    let free = cases.iter().filter(|case| case.is_free());
    let free: Vec<Uid> = free.map(|case| case.id.into()).collect();
    if free.is_empty() {
        return Ok(HashMap::new());
    }
    let told: Vec<(Uid, NaiveDate)> = due_items::table
        .filter(due_items::organisation_id.eq(tx.org()))
        .filter(due_items::subject_id.eq_any(free))
        .filter(due_items::reason.eq(Reason::CaseUnassigned.to_string()))
        .select((due_items::subject_id, due_items::about_on))
        .load(tx.conn())?;
    told.into_iter()
        .map(|(case, since)| Ok((case, day(since)?)))
        .collect()
}

/// Plans what is due because of these cases, which are held.
pub(super) fn plan_cases(tx: &mut Tx<'_>, cases: &[Case], basis: &Basis) -> Result<(), Error> {
    let is_running = |case: &&Case| !matches!(case.state, CaseState::Closed { .. });
    let people = cases.iter().filter(is_running);
    let people: Vec<Uid> = people.map(|case| case.individual.into()).collect();
    let papers: HashMap<Uid, Papers> = if people.is_empty() {
        HashMap::new()
    } else {
        sections::papers(tx, people)?
    };
    let unfollowed = unfollowed(tx, cases)?;
    let agreed = agreements::running(tx, cases)?;
    let none = Papers::default();
    let planner = basis.planner();
    let all = cases.iter().map(|case| {
        let papers = papers.get(&case.individual.into()).unwrap_or(&none);
        let since = unfollowed.get(&case.id.into()).copied();
        let due = planner.of_case(case, papers, since, agreed.get(&case.id));
        Planned {
            subject: case.id.into(),
            case: Some(case.id.into()),
            due,
        }
    });
    plan(tx, &all.collect::<Vec<_>>())
}

/// Plans what is due because of these first interviews, which the transaction has written or holds.
pub(crate) fn of_intakes(tx: &mut Tx<'_>, intakes: &[Intake]) -> Result<(), Error> {
    let basis = basis(tx)?;
    let planner = basis.planner();
    let all = intakes.iter().map(|intake| Planned {
        subject: intake.id.into(),
        case: None,
        due: planner.of_intake(intake),
    });
    plan(tx, &all.collect::<Vec<_>>())
}

/// Plans what is due because of these hand-overs, which the transaction has written or holds.
pub(crate) fn of_hand_overs(tx: &mut Tx<'_>, hand_overs: &[HandOver]) -> Result<(), Error> {
    if hand_overs.is_empty() {
        return Ok(());
    }
    let basis = basis(tx)?;
    let planner = basis.planner();
    let all = hand_overs.iter().map(|hand_over| Planned {
        subject: hand_over.id.into(),
        case: Some(hand_over.case.into()),
        due: planner.of_hand_over(hand_over),
    });
    plan(tx, &all.collect::<Vec<_>>())
}

/// Plans what is due because of these referrals, which the transaction has written or holds.
pub(crate) fn of_referrals(tx: &mut Tx<'_>, referrals: &[Referral]) -> Result<(), Error> {
    if referrals.is_empty() {
        return Ok(());
    }
    let basis = basis(tx)?;
    let planner = basis.planner();
    let all = referrals.iter().map(|referral| Planned {
        subject: referral.id.into(),
        case: Some(referral.case.into()),
        due: planner.of_referral(referral),
    });
    plan(tx, &all.collect::<Vec<_>>())
}

/// Plans what is due because of these follow-ups, which the transaction has written or holds.
pub(crate) fn of_follow_ups(tx: &mut Tx<'_>, follow_ups: &[FollowUp]) -> Result<(), Error> {
    if follow_ups.is_empty() {
        return Ok(());
    }
    let basis = basis(tx)?;
    let planner = basis.planner();
    let all = follow_ups.iter().map(|follow_up| Planned {
        subject: follow_up.id.into(),
        case: Some(follow_up.case.into()),
        due: planner.of_follow_up(follow_up),
    });
    plan(tx, &all.collect::<Vec<_>>())
}

/// Plans what is due because of these appointments, which the transaction has written or holds.
pub(crate) fn of_appointments(tx: &mut Tx<'_>, appointments: &[Appointment]) -> Result<(), Error> {
    if appointments.is_empty() {
        return Ok(());
    }
    let heirs = booked::heirs(tx, appointments)?;
    let basis = basis(tx)?;
    let planner = basis.planner();
    let all = appointments.iter().map(|appointment| Planned {
        subject: appointment.id.into(),
        case: appointment.case.map(Uid::from),
        due: planner.of_appointment(appointment, heirs.get(&appointment.id).copied()),
    });
    plan(tx, &all.collect::<Vec<_>>())
}

/// Plans what is due because of these emergency accesses, which the transaction has written or holds.
pub(crate) fn of_emergencies(tx: &mut Tx<'_>, accesses: &[EmergencyAccess]) -> Result<(), Error> {
    if accesses.is_empty() {
        return Ok(());
    }
    let basis = basis(tx)?;
    let planner = basis.planner();
    let offices = looked_at_by(tx, accesses)?;
    let all = accesses.iter().map(|access| {
        let office = offices.get(&access.id.into());
        let due = office.map(|office| planner.of_emergency(access, (*office).into()));
        Planned {
            subject: access.id.into(),
            case: None,
            due: due.unwrap_or_default(),
        }
    });
    plan(tx, &all.collect::<Vec<_>>())
}

/// Which office looks at each of these: one where the person is followed and whoever opened the record
/// does not work, by the latest case that runs; else that of the latest case, or where the person was
/// registered.
fn looked_at_by(tx: &mut Tx<'_>, accesses: &[EmergencyAccess]) -> Result<HashMap<Uid, Uid>, Error> {
    let records = accesses.iter().map(|one| Uid::from(one.individual));
    let registered: Vec<(Uid, Uid, Option<Uid>)> = people::table
        .filter(people::organisation_id.eq(tx.org()))
        .filter(people::id.eq_any(records))
        .select((people::id, people::office_id, people::survivor_id))
        .load(tx.conn())?;
    let answering = registered
        .iter()
        .map(|(id, _, survivor)| survivor.unwrap_or(*id));
    let followed: Vec<(Uid, Uid)> = cases::table
        .filter(cases::organisation_id.eq(tx.org()))
        .filter(cases::individual_id.eq_any(answering))
        .filter(cases::status.ne(CaseStatus::Closed.to_string()))
        .order((cases::opened_on.desc(), cases::id.desc()))
        .select((cases::individual_id, cases::office_id))
        .load(tx.conn())?;
    let openers = accesses.iter().map(|one| Uid::from(one.staff));
    let works: Vec<(Uid, Uid)> = staff_offices::table
        .filter(staff_offices::organisation_id.eq(tx.org()))
        .filter(staff_offices::staff_id.eq_any(openers))
        .select((staff_offices::staff_id, staff_offices::office_id))
        .load(tx.conn())?;
    let registered: HashMap<Uid, (Uid, Uid)> = registered
        .into_iter()
        .map(|(id, office, survivor)| (id, (survivor.unwrap_or(id), office)))
        .collect();
    let office = |access: &EmergencyAccess| {
        let (person, first) = *registered.get(&access.individual.into())?;
        let elsewhere = |office: &Uid| !works.contains(&(access.staff.into(), *office));
        let of_person = followed.iter().filter(|(whose, _)| *whose == person);
        let mut of_person = of_person.map(|(_, office)| *office).peekable();
        let latest = of_person.peek().copied().unwrap_or(first);
        let office = of_person.find(elsewhere).unwrap_or(latest);
        Some((access.id.into(), office))
    };
    Ok(accesses.iter().filter_map(office).collect())
}
