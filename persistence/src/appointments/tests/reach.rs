//! What is reached in SQL is what the domain says is reached.

use std::sync::{Arc, Mutex};

use diesel::connection::SimpleConnection;
use domain::appointments::{AppointmentMode, AppointmentState, Place};
use domain::cases::CaseState;
use domain::kernel::{Day, Span, Version};
use strum::IntoEnumIterator;

use super::*;
use crate::schema::{case_team, cases};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A case of office 9, which colleague 4 follows with colleague 6, and one of office 8 that nobody
/// follows.
fn both_cases() -> [Case; 2] {
    let first = Case {
        id: id(1),
        individual: id(40),
        office: id(9),
        counsellor: Some(id(4)),
        counsellor_left: false,
        intake: None,
        reason: "Cerca lavoro.".parse().unwrap(),
        opened_on: day("2026-01-10"),
        state: CaseState::Open {},
        since: day("2026-01-10"),
        last_contact_on: None,
        team: vec![id(6)],
        version: Version::FIRST,
    };
    let second = Case {
        id: id(2),
        individual: id(41),
        office: id(8),
        counsellor: None,
        team: Vec::new(),
        ..first.clone()
    };
    [first, second]
}

/// An appointment at office 7 with colleague 3.
fn expected(number: u128, case: Option<&Case>) -> Appointment {
    let span = Span::new(at("2026-03-09T09:00:00Z"), at("2026-03-09T10:00:00Z"));
    Appointment {
        id: id(number),
        individual: case.map_or(id(42), |case| case.individual),
        case: case.map(|case| case.id),
        service: id(30),
        is_once: false,
        move_until_hours: 24,
        place: Place {
            office: id(7),
            counsellor: id(3),
            room: None,
            mode: AppointmentMode::InPerson,
        },
        is_room_named: false,
        span: span.unwrap(),
        state: AppointmentState::Booked,
        state_at: at("2026-03-05T09:00:00Z"),
        note: None,
        remark: None,
        records: 0,
        booked_by: id(5),
        booked_at: at("2026-03-05T09:00:00Z"),
        previous: None,
        uid: Uuid::from_u128(number),
        sequence: 0,
        version: Version::FIRST,
    }
}

/// Writes them down; whom and what they name is of no account here, and nothing is kept.
fn write(
    tx: &mut Tx<'_>,
    cases: &[Case],
    all: &[(Appointment, Option<Case>)],
) -> Result<(), Error> {
    let (org, now) = (tx.org(), tx.now());
    tx.conn()
        .batch_execute("PRAGMA defer_foreign_keys = ON")
        .unwrap();
    for case in cases {
        let row = stored_cases::Row {
            organisation_id: org,
            id: case.id.into(),
            individual_id: case.individual.into(),
            office_id: case.office.into(),
            counsellor_id: case.counsellor.map(Uid::from),
            intake_id: None,
            status: case.status().to_string(),
            status_since: case.since.date(),
            reason: case.reason.to_string(),
            opened_on: case.opened_on.date(),
            suspension_reason: None,
            suspended_until: None,
            outcome: None,
            work_kind: None,
            last_contact_on: None,
            version: case.version.0,
            created_at: now.into(),
        };
        diesel::insert_into(cases::table)
            .values(&row)
            .execute(tx.conn())?;
        for member in &case.team {
            diesel::insert_into(case_team::table)
                .values((
                    case_team::organisation_id.eq(org),
                    case_team::case_id.eq(Uid::from(case.id)),
                    case_team::staff_id.eq(Uid::from(*member)),
                ))
                .execute(tx.conn())?;
        }
    }
    for (appointment, _) in all {
        diesel::insert_into(appointments::table)
            .values(&Row::of(appointment, org, now)?)
            .execute(tx.conn())?;
    }
    Ok(())
}

/// Everybody in every role: who receives people, who follows the case, who stands in its team, and
/// somebody else, at each of the offices.
fn everybody(system: &Actor) -> Vec<Actor> {
    let mut all = Vec::new();
    for role in Role::iter() {
        for who in [3, 4, 6, 11] {
            for office in [7, 8, 9, 10] {
                all.push(Actor {
                    kind: ActorKind::Staff(id(who), id(who)),
                    roles: vec![role],
                    offices: vec![id(office)],
                    ..system.clone()
                });
            }
        }
    }
    all
}

#[test]
fn each_role_reaches_in_sql_what_the_domain_says() {
    let rig = Rig::new();
    let system = Actor::system(rig.organisation);
    let wrong = Arc::new(Mutex::new(None));
    let told = Arc::clone(&wrong);
    let undone = rig.write(move |tx| {
        let [one, other] = both_cases();
        let all = [
            (expected(90, None), None),
            (expected(91, Some(&one)), Some(one.clone())),
            (expected(92, Some(&other)), Some(other.clone())),
        ];
        write(tx, &[one, other], &all)?;
        let mut differing = Vec::new();
        for actor in everybody(&system) {
            for action in [Action::ReadAppointments, Action::HoldAppointments] {
                let found: Vec<Uid> = appointments::table
                    .filter(appointments::organisation_id.eq(tx.org()))
                    .select(appointments::id)
                    .into_boxed()
                    .filter(within(&actor, action))
                    .load(tx.conn())?;
                for (appointment, case) in &all {
                    let is_found = found.contains(&appointment.id.into());
                    let is_reached = match action {
                        Action::HoldAppointments => appointment.is_held_by(&actor, case.as_ref()),
                        _ => appointment.is_read_by(&actor, case.as_ref()),
                    };
                    if is_found != is_reached {
                        let (who, what) = (&actor.kind, appointment.id);
                        let (roles, offices) = (&actor.roles, &actor.offices);
                        differing
                            .push(format!("{action:?} {who:?} {roles:?} {offices:?} {what:?}"));
                    }
                }
            }
        }
        *told.lock().unwrap() = Some(differing);
        Err::<(), _>(Error::NotFound)
    });
    assert!(matches!(undone, Err(Error::NotFound)));
    assert_eq!(wrong.lock().unwrap().take(), Some(Vec::<String>::new()));
}
