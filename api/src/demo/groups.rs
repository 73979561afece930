//! A workshop that is meeting just now, with somebody who waits for a place, and its next session.

use chrono::{DateTime, TimeDelta, Utc};
use domain::appointments::AbsenceReason;
use domain::cases::CaseStatus;
use domain::groups::{
    AskedTerms, EnrolmentStatus, Group, GroupKind, Mark, NewGroup, Presence, Schedule, SessionMode,
};
use domain::kernel::{Fault, Span};
use domain::policy::Action;
use persistence::cases::{self, ByCounsellor, Filter};
use persistence::groups::{self, Enrolled, Meet};
use persistence::{Caller, Error, Store, Tx};

use super::hand_overs::nth;
use super::office::{Desk, Member, Opened};

/// What is acknowledged: the first session has begun, whatever day it is.
const ACKNOWLEDGED: [&str; 3] = ["group.begun", "group.holiday", "group.closed"];
/// How many places there are, and how many people want one.
const PLACES: u16 = 4;
const PEOPLE: usize = 6;

/// Lets the coordinator hold a workshop for some people who are followed.
pub(super) fn gather(store: &Store, office: &Opened) -> Result<(), Error> {
    let home = office.office(Desk::Employment);
    let (leads, follows) = (
        office.staff(Member::Coordinator),
        office.staff(Member::Counsellor),
    );
    let caller = Caller {
        actor: office.actor(Member::Coordinator),
        request_id: "demo-group".to_owned(),
        purpose: None,
    };
    store.write(caller, move |tx| {
        let terms = AskedTerms {
            title: "Il curriculum e la lettera".parse().map_err(ours)?,
            description: Some("Portare una bozza, anche a mano.".parse().map_err(ours)?),
            facilitator: cases::colleague(tx, leads)?,
            service: None,
            threshold: Some(70),
            places: PLACES,
        };
        let new = NewGroup {
            id: tx.new_id(),
            office: home,
            kind: GroupKind::Workshop,
            terms,
        };
        let planned = tx.decide(|tx, now| Group::plan(tx.actor(), new, now))??;
        let group = groups::insert(tx, planned)?;
        let opened = group.open(tx.actor())?;
        let group = groups::save(tx, opened)?;
        let sessions = meet(tx, &group)?;
        let filter = Filter {
            status: Some(CaseStatus::Open),
            office: Some(home),
            counsellor: Some(ByCounsellor::Staff(follows)),
            ..Filter::default()
        };
        for number in 0..PEOPLE {
            let case = nth(tx, &filter, number)?;
            let asked = Enrolled {
                individual: case.individual,
                case: Some(case.id),
                overbook: None,
                acknowledged: Vec::new(),
            };
            let (group, new) = groups::enrolled(tx, group.id, asked)?;
            let let_in = tx.decide(|tx, now| group.enrol(tx.actor(), new, now))??;
            groups::enrol(tx, let_in)?;
        }
        tell(tx, sessions)
    })?;
    Ok(())
}

/// One session around now, and one a week later.
fn meet(tx: &mut Tx<'_>, group: &Group) -> Result<Vec<domain::groups::GroupSession>, Error> {
    let now = tx.now();
    let piece = TimeDelta::minutes(30);
    let since = now.timestamp().rem_euclid(piece.num_seconds());
    let starts: DateTime<Utc> = now - TimeDelta::seconds(since) - piece;
    // What stands behind the second goes: hours lie on a grid.
    let starts = starts - TimeDelta::nanoseconds(starts.timestamp_subsec_nanos().into());
    let hours = TimeDelta::hours(2);
    let week = TimeDelta::weeks(1);
    let spans = [starts, starts + week].map(|starts| Span::new(starts, starts + hours));
    let spans: Result<Vec<Span>, Fault> = spans.into_iter().collect();
    let spans = spans.map_err(ours)?;
    let place = Meet {
        mode: SessionMode::InPerson,
        room: None,
        place: Some("Biblioteca civica".parse().map_err(ours)?),
        link: None,
        facilitator: None,
    };
    let asked = Schedule {
        spans: spans.iter().map(|span| (tx.new_id(), *span)).collect(),
        at: place.named(tx)?,
        around: groups::around(tx, group, &spans, None)?,
        acknowledged: ACKNOWLEDGED.map(str::to_owned).to_vec(),
    };
    let planned = tx.decide(|tx, now| group.schedule(tx.actor(), asked, now))??;
    groups::plan(tx, planned)
}

/// Says who came to the first session: all but one.
fn tell(tx: &mut Tx<'_>, sessions: Vec<domain::groups::GroupSession>) -> Result<(), Error> {
    let first = sessions.into_iter().next().ok_or(Error::NotFound)?;
    let (group, session) = groups::lock_session(tx, first.id, Action::RecordAttendance)?;
    let people = groups::in_session(tx, &session)?;
    let placed = people
        .iter()
        .filter(|one| one.status() == EnrolmentStatus::Enrolled);
    let marks = placed.enumerate().map(|(n, one)| Mark {
        enrolment: one.id,
        presence: if n == 0 {
            Presence::Absent {
                reason: AbsenceReason::NoNotice,
            }
        } else {
            Presence::Present { minutes: 110 }
        },
    });
    let marks: Vec<Mark> = marks.collect();
    let said = (marks.as_slice(), people.as_slice());
    let recorded = tx.decide(|tx, now| session.record(tx.actor(), &group, said, now))??;
    groups::record(tx, recorded).map(drop)
}

fn ours(_: Fault) -> Error {
    Error::Corrupt("demonstration")
}
