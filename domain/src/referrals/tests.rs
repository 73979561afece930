//! Stories about referrals.

use strum::IntoEnumIterator;

use super::*;
use crate::actor::{Actor, Role};
use crate::cases::{Case, CaseOutcome, CaseState};
use crate::kernel::Refusal;
use crate::rulebook::{Moment, Rulebook};
use crate::samples::{day, id, staff};

fn case() -> Case {
    Case {
        id: id(1),
        individual: id(2),
        office: id(3),
        counsellor: Some(id(4)),
        counsellor_left: false,
        intake: None,
        reason: "Cerca lavoro.".parse().unwrap(),
        opened_on: day("2026-01-10"),
        state: CaseState::Open {},
        since: day("2026-01-10"),
        last_contact_on: None,
        team: Vec::new(),
        version: Version::FIRST,
    }
}

fn giulia() -> Actor {
    staff(4, &[Role::Counsellor], &[3])
}

/// The desk of the office that is asked.
fn desk() -> Actor {
    staff(9, &[Role::DeskOperator], &[7])
}

fn new(to: Destination<Named<OfficeId>>, answer_by: Option<Day>) -> NewReferral {
    NewReferral {
        id: id(20),
        to,
        reason: "training".parse().unwrap(),
        request: "Un corso serale.".parse().unwrap(),
        answer_by,
    }
}

fn inside() -> Destination<Named<OfficeId>> {
    Destination::Office {
        office: Named::Known(id(7)),
    }
}

fn outside() -> Destination<Named<OfficeId>> {
    Destination::Service {
        kind: ReferralSource::TrainingProvider,
        name: "Agenzia La Bussola".parse().unwrap(),
    }
}

/// Does something on a day, by the rules as shipped.
fn on<T>(today: &str, deed: impl FnOnce(&Moment<'_>) -> T) -> T {
    let (book, chain) = (Rulebook::shipped(), giulia().chain());
    deed(&Moment {
        now: DateTime::UNIX_EPOCH,
        today: day(today),
        book: &book,
        chain: &chain,
    })
}

fn sent(to: Destination<Named<OfficeId>>) -> Referral {
    let changed = on("2026-03-10", |moment| {
        Referral::send(&giulia(), &case(), new(to, None), moment)
    });
    changed.unwrap().into_parts().0
}

fn answered(one: Referral, by: &Actor, said: Said, today: &str) -> Result<Referral, Refusal> {
    on(today, |moment| one.answer(by, &case(), said, moment)).map(|one| one.into_parts().0)
}

fn yes() -> Said {
    Said::Yes { note: None }
}

fn no() -> Said {
    Said::No {
        reason: "no_places".parse().unwrap(),
        note: None,
    }
}

#[test]
fn every_referral_of_which_something_can_come_is_open_and_no_other() {
    for status in ReferralStatus::iter() {
        // To read a refusal changes nothing of it.
        let mut steps = ReferralStep::iter().filter(|step| *step != ReferralStep::Acknowledge);
        let goes_on = steps.any(|step| status.after(step).is_ok());
        assert_eq!(goes_on, status.is_open(), "{status}");
    }
}

#[test]
fn an_answer_is_awaited_as_long_as_practice_says_or_as_somebody_asked() {
    assert_eq!(sent(inside()).answer_by, day("2026-03-25"));
    let asked = Some(day("2026-03-12"));
    let changed = on("2026-03-10", |moment| {
        Referral::send(&giulia(), &case(), new(outside(), asked), moment)
    });
    assert_eq!(changed.unwrap().state().answer_by, day("2026-03-12"));
}

#[test]
fn all_faults_of_a_referral_are_told_at_once() {
    let past = Some(day("2026-03-09"));
    let home = Destination::Office {
        office: Named::Known(id(3)),
    };
    let nowhere = Destination::Office {
        office: Named::Unknown,
    };
    for (to, told) in [(home, "already_there"), (nowhere, "unknown_reference")] {
        let refused = on("2026-03-10", |moment| {
            Referral::send(&giulia(), &case(), new(to, past), moment)
        });
        let told = format!("invalid: /to/office_id {told}, /answer_by in_the_past");
        assert_eq!(refused.unwrap_err().to_string(), told);
    }
}

#[test]
fn a_closed_case_refers_nobody_and_a_colleague_refers_nobody_of_others() {
    let closed = Case {
        state: CaseState::Closed {
            outcome: CaseOutcome::Moved {},
        },
        ..case()
    };
    let other = staff(5, &[Role::Counsellor], &[3]);
    for (by, case, code) in [
        (giulia(), closed, "wrong_status"),
        (other, case(), "not_permitted"),
    ] {
        let refused = on("2026-03-10", |moment| {
            Referral::send(&by, &case, new(outside(), None), moment)
        });
        assert_eq!(refused.unwrap_err().code(), code);
    }
}

#[test]
fn the_office_that_is_asked_answers_and_for_a_service_outside_whoever_works_on_the_case() {
    for (to, right, wrong) in [(inside(), desk(), giulia()), (outside(), giulia(), desk())] {
        let refused = answered(sent(to.clone()), &wrong, yes(), "2026-03-11");
        assert_eq!(refused.unwrap_err(), Refusal::NotPermitted {});
        let accepted = answered(sent(to.clone()), &right, yes(), "2026-03-11").unwrap();
        assert_eq!(accepted.status, ReferralStatus::Accepted);
        assert_eq!(accepted.outcome_by(), Some(day("2026-05-10")));
        let refused = answered(sent(to), &right, no(), "2026-03-11").unwrap();
        assert_eq!(refused.status, ReferralStatus::Refused);
        assert!(refused.ended_at.is_some());
    }
}

#[test]
fn after_its_last_day_nobody_answers_until_whoever_asked_waits_longer() {
    let over = |today| sent(inside()).as_of(day(today));
    assert_eq!(over("2026-03-25").status, ReferralStatus::Sent);
    let late = over("2026-03-26");
    assert_eq!(late.status, ReferralStatus::Expired);
    assert_eq!(late.warnings(day("2026-03-26")).len(), 1);
    let refused = answered(late.clone(), &desk(), yes(), "2026-03-26");
    assert_eq!(refused.unwrap_err().code(), "wrong_status");
    let until = day("2026-04-10");
    let waits = late.extend(&giulia(), &case(), until, day("2026-03-26"));
    let waits = waits.unwrap().into_parts().0;
    assert!(answered(waits, &desk(), yes(), "2026-04-10").is_ok());
}

#[test]
fn what_is_due_is_an_answer_then_a_decision_or_what_came_of_it() {
    let asked = sent(inside());
    let home = asked.from;
    let there = Keeper {
        office: id(7),
        counsellor: None,
    };
    let answer = Due::Answer {
        by: there,
        until: day("2026-03-25"),
    };
    assert_eq!(asked.due(), [answer]);
    let outside = Due::Answer {
        by: home,
        until: day("2026-03-25"),
    };
    assert_eq!(sent(self::outside()).due(), [outside]);
    let since = day("2026-03-25");
    let late = asked.clone().as_of(day("2026-03-26"));
    assert_eq!(late.due(), [Due::Decide { by: home, since }]);
    let taken = answered(asked, &desk(), yes(), "2026-03-11").unwrap();
    let conclude = Due::Conclude {
        by: home,
        until: day("2026-05-10"),
    };
    let receive = Due::Receive {
        by: id(7),
        since: DateTime::UNIX_EPOCH,
    };
    assert_eq!(taken.due(), [receive, conclude]);
    assert!(taken.warnings(day("2026-05-10")).is_empty());
    assert_eq!(taken.warnings(day("2026-05-11")).len(), 1);
    let conclusion = Conclusion {
        outcome: "taken_on".parse().unwrap(),
        note: None,
    };
    let done = taken.complete(&giulia(), &case(), conclusion, DateTime::UNIX_EPOCH);
    assert_eq!(done.unwrap().state().due(), []);
}

#[test]
fn whoever_asked_learns_of_a_refusal_and_takes_note_of_it() {
    let refused = answered(sent(inside()), &desk(), no(), "2026-03-11").unwrap();
    let read = Due::Read {
        by: refused.from,
        since: DateTime::UNIX_EPOCH,
    };
    assert_eq!(refused.due(), [read]);
    assert!(!refused.is_told_to(&desk(), &case()) && refused.is_told_to(&giulia(), &case()));
    let now = DateTime::UNIX_EPOCH;
    let theirs = refused.clone().acknowledge(&desk(), &case(), now);
    assert_eq!(theirs.unwrap_err(), Refusal::NotPermitted {});
    let seen = refused.acknowledge(&giulia(), &case(), now).unwrap();
    let seen = seen.into_parts().0;
    assert_eq!((seen.status, seen.due()), (ReferralStatus::Refused, vec![]));
    let again = seen.acknowledge(&giulia(), &case(), now).unwrap_err();
    assert_eq!(again.code(), "wrong_status");
}

#[test]
fn the_end_of_a_case_ends_what_nobody_waits_for_any_more() {
    let ended = |outcome| Case {
        state: CaseState::Closed { outcome },
        ..case()
    };
    let (moved, died) = (CaseOutcome::Moved {}, CaseOutcome::Deceased {});
    let awaited = sent(inside());
    let taken = answered(sent(inside()), &desk(), yes(), "2026-03-11").unwrap();
    let heard = Referral {
        intake: Some(id(30)),
        ..taken.clone()
    };
    for (one, outcome, ends) in [
        (&awaited, moved, true),
        (&awaited, died, true),
        (&taken, moved, false),
        (&taken, died, true),
        (&heard, died, false),
    ] {
        assert_eq!(one.ends_with(&ended(outcome)), ends, "{outcome:?}");
        assert!(!one.ends_with(&case()));
    }
    let gone = taken.lapse(DateTime::UNIX_EPOCH).unwrap().into_parts().0;
    assert_eq!(gone.status, ReferralStatus::Withdrawn);
    assert!(gone.due().is_empty() && !gone.is_told_to(&desk(), &case()));
}
