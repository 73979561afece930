//! Stories about appointments.

mod again;
mod booking;
mod steps;

use chrono::Weekday;

use super::samples::{at, hours, plan, service};
use super::*;
use crate::actor::Role;
use crate::cases::CaseState;
use crate::follow_ups::Whom;
use crate::kernel::{Named, Refusal};
use crate::rulebook::{Chain, Moment, Rulebook};
use crate::samples::{day, id, staff};

/// A Thursday at ten, in summer time.
const NOW: &str = "2026-03-05T09:00:00Z";
/// The Monday after, at ten.
const MONDAY: &str = "2026-03-09T09:00:00Z";

fn counsellor() -> Actor {
    staff(3, &[Role::Counsellor], &[7])
}

fn desk() -> Actor {
    staff(5, &[Role::DeskOperator], &[7])
}

fn whom() -> Person {
    Person {
        id: id(40),
        whom: Whom::default(),
    }
}

fn case() -> Case {
    Case {
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
    }
}

fn time(n: u128, starts: &str) -> NewTime {
    NewTime {
        id: id(n),
        office: id(7),
        counsellor: Named::Known(plan(3, vec![hours(3, Weekday::Mon, "09:00", "13:00")])),
        room: None,
        mode: None,
        starts: at(starts),
        used: Used::default(),
        acknowledged: Vec::new(),
    }
}

fn new(starts: &str) -> NewAppointment {
    NewAppointment {
        person: Named::Known(whom()),
        case: None,
        service: Named::Known(service()),
        time: time(9, starts),
        note: Some("Porta il curriculum.".parse().unwrap()),
    }
}

/// Does something at an instant, by the numbers that are shipped.
fn when<T>(now: &str, deed: impl FnOnce(&Moment<'_>) -> T) -> T {
    let (book, chain) = (Rulebook::shipped(), Chain::italy());
    let now = at(now);
    deed(&Moment {
        now,
        today: day_of(now, &counsellor()).unwrap(),
        book: &book,
        chain: &chain,
    })
}

fn book(actor: &Actor, new: NewAppointment) -> Result<Appointment, Refusal> {
    let booked = when(NOW, |moment| Appointment::book(actor, new, moment));
    booked.map(|changed| changed.into_parts().0)
}

fn booked() -> Appointment {
    book(&desk(), new(MONDAY)).unwrap()
}

/// The rules that stand against something, or what else was refused.
fn told<T>(outcome: Result<T, Refusal>) -> String {
    match outcome {
        Ok(_) => String::new(),
        Err(Refusal::Rules { findings }) => {
            let rules = findings.iter().map(|finding| {
                let rule = finding.rule.strip_prefix("appointment.");
                rule.unwrap_or(finding.rule).to_owned()
            });
            rules.collect::<Vec<_>>().join(" ")
        }
        Err(Refusal::WrongStatus { step, status }) => format!("{step}: {status}"),
        Err(refusal) => refusal.to_string(),
    }
}
