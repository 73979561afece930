use chrono_tz::Tz;
use strum::VariantNames;
use uuid::Uuid;

use super::*;
use crate::actor::{ActorKind, Role};
use crate::samples::day;

fn somebody(number: u128, role: Role) -> Actor {
    Actor {
        organisation: Id::new(Uuid::nil()),
        kind: ActorKind::Staff(Id::new(Uuid::from_u128(number)), Id::new(Uuid::nil())),
        roles: vec![role],
        offices: vec![],
        zone: Tz::Europe__Rome,
    }
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_780_000_000, 0).unwrap()
}

fn asked(reason: &str) -> Emergency {
    Emergency {
        id: Id::new(Uuid::from_u128(7)),
        individual: Id::new(Uuid::from_u128(8)),
        within_reach: false,
        purpose: EmergencyPurpose::PersonPresent,
        reason: reason.parse().unwrap(),
    }
}

fn begin(actor: &Actor, asked: Emergency) -> Result<Changed<EmergencyAccess>, Refusal> {
    let (book, chain) = (Rulebook::shipped(), Chain::italy());
    let today = day("2026-05-28");
    EmergencyAccess::begin(actor, asked, (&book, &chain), (now(), today))
}

fn begun() -> EmergencyAccess {
    let counsellor = somebody(1, Role::Counsellor);
    let begun = begin(
        &counsellor,
        asked("La persona è qui, il collega è assente."),
    );
    begun.unwrap().into_parts().0
}

fn kinds(events: &[Event]) -> Vec<&'static str> {
    events.iter().map(|event| event.fact.kind()).collect()
}

#[test]
fn the_fact_tells_by_the_clock_of_the_organisation_until_when() {
    let counsellor = somebody(1, Role::Counsellor);
    let begun = begin(
        &counsellor,
        asked("La persona è qui, il collega è assente."),
    );
    let fact = begun.unwrap().events()[0].fact.clone();
    let Fact::EmergencyAccessBegun { until, .. } = fact else {
        unreachable!("it begins");
    };
    assert_eq!(until, "2026-05-29T01:26:40+02:00");
}

#[test]
fn it_opens_for_three_hours_and_ends_by_itself() {
    let access = begun();
    assert_eq!(access.ends_at - access.begun_at, TimeDelta::hours(3));
    let last = access.ends_at - TimeDelta::seconds(1);
    assert_eq!(access.status(last), EmergencyStatus::Running);
    assert_eq!(access.status(access.ends_at), EmergencyStatus::Ended);
}

#[test]
fn a_reason_is_a_sentence() {
    let counsellor = somebody(1, Role::Counsellor);
    let refused = begin(&counsellor, asked("Urgente.")).unwrap_err();
    assert_eq!(refused.to_string(), "invalid: /reason too_short");
}

#[test]
fn who_reads_the_record_anyway_needs_none() {
    let counsellor = somebody(1, Role::Counsellor);
    let mut asked = asked("La persona è qui, il collega è assente.");
    asked.within_reach = true;
    let refused = begin(&counsellor, asked).unwrap_err();
    assert_eq!(refused, Refusal::EmergencyNotNeeded {});
}

#[test]
fn only_counsellors_and_coordinators_open_records() {
    for role in [Role::DeskOperator, Role::Administrator, Role::Auditor] {
        let refused = begin(&somebody(1, role), asked("Una ragione lunga abbastanza."));
        assert_eq!(refused.unwrap_err(), Refusal::NotPermitted {}, "{role}");
    }
    let refused = begin(
        &Actor::system(Id::new(Uuid::nil())),
        asked("Una ragione lunga abbastanza."),
    );
    assert_eq!(refused.unwrap_err(), Refusal::NotPermitted {});
}

#[test]
fn its_owner_or_a_coordinator_ends_it_once() {
    let owner = somebody(1, Role::Counsellor);
    let coordinator = somebody(2, Role::Coordinator);
    for (actor, how) in [
        (&owner, EndedHow::Owner),
        (&coordinator, EndedHow::Coordinator),
    ] {
        let (ended, events) = begun().end(actor, now()).unwrap().into_parts();
        assert_eq!(ended.ended, Some(Ended { at: now(), how }));
        assert_eq!(kinds(&events), ["emergency_access_ended"]);
        let again = ended.end(actor, now()).unwrap_err();
        assert_eq!(again.code(), "wrong_status");
    }
}

#[test]
fn a_review_is_of_what_ended_and_by_somebody_else() {
    let coordinator = somebody(2, Role::Coordinator);
    let running = begun().review(&coordinator, None, now()).unwrap_err();
    assert_eq!(running.code(), "wrong_status");
    let later = begun().ends_at;
    let own = begun().review(&somebody(1, Role::Coordinator), None, later);
    assert_eq!(own.unwrap_err(), Refusal::OwnEmergency {});
    let counsellor = begun().review(&somebody(2, Role::Counsellor), None, later);
    assert_eq!(counsellor.unwrap_err(), Refusal::NotPermitted {});
    let note: ReviewNote = "Accesso motivato.".parse().unwrap();
    let reviewed = begun().review(&coordinator, Some(note), later).unwrap();
    let (reviewed, events) = reviewed.into_parts();
    assert_eq!(reviewed.status(later), EmergencyStatus::Reviewed);
    // That its time was up the product writes down, and not the reviewer.
    assert_eq!(kinds(&events), ["emergency_access_reviewed"]);
    assert_eq!(reviewed.ended_by(later).unwrap().how, EndedHow::Time);
}

#[test]
fn what_is_written_down_when_its_time_is_up_is_its_own_end() {
    let access = begun();
    let end = access.ends_at;
    let (lapsed, events) = access.lapse().into_parts();
    let ended = Ended {
        at: end,
        how: EndedHow::Time,
    };
    assert_eq!(lapsed.ended, Some(ended));
    assert_eq!(kinds(&events), ["emergency_access_ended"]);
}

#[test]
fn the_codes_are_those_of_the_vocabulary() {
    assert_eq!(
        EmergencyPurpose::VARIANTS,
        crate::vocabulary::codes("emergency-purposes")
    );
}

#[test]
fn it_opens_reads_of_one_record_and_nothing_that_is_written() {
    use strum::IntoEnumIterator;
    let opened: Vec<Action> = Action::iter().filter(|a| a.opens_in_emergency()).collect();
    assert_eq!(
        opened,
        [
            Action::ReadIndividual,
            Action::ReadHousehold,
            Action::ReadCase,
            Action::ReadNotes,
            Action::ReadAgreements
        ]
    );
}
