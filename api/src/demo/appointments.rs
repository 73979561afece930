//! Appointments of some people who are followed: one in each status, one that waits for its outcome,
//! and one that took the place of another.

use chrono::{DateTime, Utc};
use domain::appointments::{
    AbsenceReason, Appointment, ChangeReason, NewAppointment, Outcome, Side,
};
use domain::cases::{Case, CaseStatus};
use domain::kernel::{Calendar, ClockTime, Day, Fault, Named};
use domain::services::Service;
use persistence::appointments::{self, Asked};
use persistence::cases::{ByCounsellor, Filter};
use persistence::{Caller, Error, Page, Store, Tx, organisations, services};

use super::hand_overs::nth;
use super::office::{Desk, Member, Opened};

/// For what people come.
const SERVICE: &str = "work_accompaniment";
/// What is acknowledged: some hours lie in the past, and some besides those of the week.
const ACKNOWLEDGED: [&str; 4] = [
    "appointment.begun",
    "appointment.margin",
    "appointment.late_move",
    "appointment.outside_hours",
];

/// Whom, so many days from today, at which hour, and how far it got.
const COURSES: [(usize, i32, u32, Course); 8] = [
    (0, -9, 9, Course::Held),
    (1, -6, 10, Course::Missed),
    (2, -3, 11, Course::Over),
    (3, 3, 12, Course::Booked),
    (4, 4, 13, Course::Announced),
    (5, 5, 14, Course::CalledOff(Side::Person)),
    (6, 6, 15, Course::CalledOff(Side::Us)),
    (7, 8, 16, Course::Moved),
];

#[derive(Debug, Clone, Copy)]
enum Course {
    Held,
    Missed,
    Over,
    Booked,
    Announced,
    CalledOff(Side),
    Moved,
}

/// Lets a counsellor expect eight people.
pub(super) fn expect(store: &Store, office: &Opened) -> Result<(), Error> {
    let (home, follows) = (
        office.office(Desk::Employment),
        office.staff(Member::Counsellor),
    );
    let caller = Caller {
        actor: office.actor(Member::Counsellor),
        request_id: "demo-appointment".to_owned(),
        purpose: None,
    };
    store.write(caller, move |tx| {
        let filter = Filter {
            status: Some(CaseStatus::Open),
            office: Some(home),
            counsellor: Some(ByCounsellor::Staff(follows)),
            ..Filter::default()
        };
        let service = service(tx)?;
        for (number, days, hour, course) in COURSES {
            let case = nth(tx, &filter, number)?;
            let asked = Asked {
                office: home,
                counsellor: follows,
                room: None,
                mode: None,
                starts: at(tx, days, hour)?,
                acknowledged: ACKNOWLEDGED.map(str::to_owned).to_vec(),
            };
            let booked = book(tx, &case, &service, asked.clone())?;
            go(tx, booked, (&service, asked), course)?;
        }
        Ok(())
    })?;
    Ok(())
}

fn service(tx: &mut Tx<'_>) -> Result<Service, Error> {
    let whole = Page {
        limit: 100,
        after: None,
    };
    let all = services::list(tx, &services::Filter::default(), &whole)?.items;
    let found = all.into_iter().find(|one| one.code.as_str() == SERVICE);
    found.ok_or(Error::NotFound)
}

/// An hour of a day that is no holiday, so many days from today or a few more.
fn at(tx: &mut Tx<'_>, days: i32, hour: u32) -> Result<DateTime<Utc>, Error> {
    let calendar = Calendar::with_patron(organisations::get(tx)?.patron);
    let step = |day: Day, days: i32| {
        let far = days.unsigned_abs();
        if days < 0 {
            day.subtract_days(far)
        } else {
            day.add_days(far)
        }
    };
    let mut day = step(tx.day()?, days).map_err(ours)?;
    while calendar.holiday(day).is_some() {
        day = step(day, days.signum()).map_err(ours)?;
    }
    let time = ClockTime::of_minute(hour * 60).map_err(ours)?;
    let begin = time.begin(day, tx.actor().zone);
    begin.ok_or(Error::Corrupt("demonstration"))
}

fn book(
    tx: &mut Tx<'_>,
    case: &Case,
    service: &Service,
    asked: Asked,
) -> Result<Appointment, Error> {
    let person = appointments::person(tx, case.individual)?;
    let whose = (Some(case.individual), Some(service));
    let new = NewAppointment {
        person,
        case: Some(Named::Known(case.clone())),
        service: Named::Known(service.clone()),
        time: appointments::time(tx, asked, whose, None)?,
        note: Some("Portare il curriculum.".parse().map_err(ours)?),
    };
    let booked = tx.decide(|tx, now| Appointment::book(tx.actor(), new, now))??;
    appointments::insert(tx, booked)
}

fn go(
    tx: &mut Tx<'_>,
    booked: Appointment,
    (service, asked): (&Service, Asked),
    course: Course,
) -> Result<(), Error> {
    let outcome = match course {
        Course::Over | Course::Booked => return Ok(()),
        Course::Moved => return shift(tx, booked, service, asked),
        Course::CalledOff(side) => return call_off(tx, booked, side),
        Course::Held => Outcome::Held {
            minutes: 55,
            outcome: Some("done".parse().map_err(ours)?),
        },
        Course::Missed => Outcome::Missed {
            reason: AbsenceReason::NoNotice,
        },
        Course::Announced => Outcome::Excused {
            reason: AbsenceReason::JobInterview,
            told_on: None,
        },
    };
    let said =
        tx.decide(|tx, now| booked.conclude(tx.actor(), None, outcome, (None, &[]), now))??;
    appointments::save(tx, said).map(drop)
}

fn call_off(tx: &mut Tx<'_>, booked: Appointment, side: Side) -> Result<(), Error> {
    let why = match side {
        Side::Person => (side, ChangeReason::FoundWork),
        Side::Us => (side, ChangeReason::CounsellorAway),
    };
    let off = tx.decide(|tx, now| booked.cancel(tx.actor(), why, None, now))??;
    appointments::save(tx, off).map(drop)
}

/// Three days later, at the same hour.
fn shift(tx: &mut Tx<'_>, booked: Appointment, of: &Service, asked: Asked) -> Result<(), Error> {
    let hour = 17;
    let later = Asked {
        starts: at(tx, 11, hour)?,
        ..asked
    };
    let whose = (Some(booked.individual), Some(of));
    let time = appointments::time(tx, later, whose, Some(&booked))?;
    let why = (ChangeReason::CannotCome, None);
    let whom = appointments::whom(tx, &booked)?;
    let case = appointments::case_of(tx, &booked)?;
    let moved = tx.decide(|tx, now| {
        let person = (whom, case.as_ref());
        booked.shift(tx.actor(), (time, of), person, why, now)
    })??;
    appointments::save_moved(tx, moved).map(drop)
}

fn ours(_: Fault) -> Error {
    Error::Corrupt("demonstration")
}
