//! What is told to whom, when, and what is not.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::*;
use crate::actor::Role;
use crate::appointments::samples::at;
use crate::appointments::{
    AbsenceReason, Appointment, AppointmentMode, AppointmentState, ChangeReason, Place, Side,
};
use crate::event::FactKind;
use crate::individuals::contacts::{Contacts, PreferredChannel};
use crate::kernel::{Faults, Span};
use crate::rulebook::{Chain, Moment, Rulebook};
use crate::samples::{day, id, staff};
use crate::services::ServiceTerms;

const NOW: &str = "2026-03-02T09:00:00Z";

fn booked() -> Appointment {
    Appointment {
        id: id(60),
        individual: id(3),
        case: None,
        service: id(30),
        is_once: false,
        place: Place {
            office: id(7),
            counsellor: id(4),
            room: None,
            mode: AppointmentMode::InPerson,
        },
        span: Span::new(at("2026-03-09T09:00:00Z"), at("2026-03-09T10:00:00Z")).unwrap(),
        state: AppointmentState::Booked,
        state_at: at(NOW),
        note: None,
        remark: None,
        records: 0,
        booked_by: id(4),
        is_room_named: false,
        move_until_hours: 24,
        booked_at: at(NOW),
        previous: None,
        uid: Uuid::nil(),
        sequence: 0,
        version: Version::FIRST,
    }
}

fn cancelled(by: Side) -> Appointment {
    Appointment {
        state: AppointmentState::Cancelled {
            by,
            reason: ChangeReason::Other,
        },
        ..booked()
    }
}

fn missed() -> Appointment {
    Appointment {
        state: AppointmentState::NoShow {
            reason: AbsenceReason::NoNotice,
        },
        ..booked()
    }
}

fn service(reminder: Option<u16>) -> ServiceTerms {
    let mut terms = crate::appointments::samples::service().terms;
    terms.channels = BTreeSet::from([MessageChannel::Email]);
    terms.figures.reminder_hours = reminder;
    terms
}

fn plan(fact: FactKind, appointment: &Appointment, service: &ServiceTerms) -> Vec<Told> {
    let (book, chain) = (Rulebook::shipped(), Chain::italy());
    let moment = Moment {
        now: at(NOW),
        today: day("2026-03-02"),
        book: &book,
        chain: &chain,
    };
    planned(fact, appointment, service, &moment)
}

fn now(instant: &str) -> Now {
    Now {
        at: at(instant),
        is_paused: false,
        is_dead: false,
    }
}

fn knows(last: Option<MessageKind>) -> Known {
    Known {
        last,
        of_previous: None,
    }
}

#[test]
fn each_fact_is_told_after_the_time_in_which_it_can_be_taken_back() {
    use MessageKind as K;
    let moved = Appointment {
        previous: Some(id(59)),
        ..booked()
    };
    for (fact, appointment, kind) in [
        (FactKind::AppointmentBooked, booked(), K::Confirmation),
        (FactKind::AppointmentBooked, moved, K::Move),
        (FactKind::AppointmentRestored, booked(), K::Confirmation),
        (
            FactKind::AppointmentCancelled,
            cancelled(Side::Person),
            K::CancelledByPerson,
        ),
        (
            FactKind::AppointmentCancelled,
            cancelled(Side::Us),
            K::CancelledByUs,
        ),
        (FactKind::AppointmentMissed, missed(), K::NoShow),
        (FactKind::AppointmentReopened, booked(), K::Correction),
    ] {
        let due = at(NOW) + TimeDelta::minutes(10);
        assert_eq!(
            plan(fact, &appointment, &service(None)),
            [(kind, due)],
            "{kind}"
        );
    }
    for fact in [FactKind::AppointmentHeld, FactKind::AppointmentExcused] {
        assert!(plan(fact, &booked(), &service(None)).is_empty());
    }
}

#[test]
fn a_service_without_ways_tells_nothing() {
    let mut silent = service(Some(24));
    silent.channels = BTreeSet::new();
    assert!(plan(FactKind::AppointmentBooked, &booked(), &silent).is_empty());
}

#[test]
fn somebody_is_reminded_so_many_hours_before_and_never_at_the_last_moment() {
    let remind = |hours, starts: &str| {
        let starts = at(starts);
        let soon = Appointment {
            span: Span::new(starts, starts + TimeDelta::hours(1)).unwrap(),
            ..booked()
        };
        let all = plan(FactKind::AppointmentBooked, &soon, &service(Some(hours)));
        all.into_iter()
            .find(|(kind, _)| *kind == MessageKind::Reminder)
    };
    let at_nine = remind(24, "2026-03-09T09:00:00Z").map(|(_, due)| due);
    assert_eq!(at_nine, Some(at("2026-03-08T09:00:00Z")));
    assert_eq!(remind(11, "2026-03-09T09:00:00Z"), None);
    assert!(remind(12, "2026-03-09T09:00:00Z").is_some());
    // Booked within that time: the confirmation is enough.
    assert_eq!(remind(24, "2026-03-03T09:10:00Z"), None);
    assert!(remind(24, "2026-03-03T09:15:00Z").is_some());
}

#[test]
fn what_was_taken_back_in_time_is_told_to_nobody() {
    use MessageKind as K;
    let later = now("2026-03-02T09:10:00Z");
    // Booked and called off at once: neither is told.
    let off = cancelled(Side::Us);
    assert_eq!(
        K::Confirmation.dropped(&off, knows(None), later),
        Some(Dropped::Undone)
    );
    assert_eq!(
        K::CancelledByUs.dropped(&off, knows(None), later),
        Some(Dropped::KnownAlready)
    );
    // Called off and restored: the person knows what is so.
    let told = knows(Some(K::Confirmation));
    assert_eq!(
        K::CancelledByUs.dropped(&booked(), told, later),
        Some(Dropped::Undone)
    );
    assert_eq!(
        K::Confirmation.dropped(&booked(), told, later),
        Some(Dropped::KnownAlready)
    );
    // Called off, told, and restored: the person hears that it is on again.
    let off_told = knows(Some(K::CancelledByUs));
    assert_eq!(K::Confirmation.dropped(&booked(), off_told, later), None);
    assert_eq!(K::CancelledByUs.dropped(&off, told, later), None);
}

#[test]
fn a_no_show_is_never_told_as_called_off_and_a_wrong_one_is_corrected_if_it_was_told() {
    use MessageKind as K;
    let later = now("2026-03-09T11:00:00Z");
    let told = knows(Some(K::Confirmation));
    assert_eq!(K::NoShow.dropped(&missed(), told, later), None);
    for kind in [K::CancelledByUs, K::CancelledByPerson, K::Confirmation] {
        assert_eq!(
            kind.dropped(&missed(), told, later),
            Some(Dropped::Undone),
            "{kind}"
        );
    }
    assert_eq!(
        K::Correction.dropped(&booked(), told, later),
        Some(Dropped::KnownAlready)
    );
    let wrongly = knows(Some(K::NoShow));
    assert_eq!(K::Correction.dropped(&booked(), wrongly, later), None);
    assert_eq!(
        K::Correction.dropped(&missed(), wrongly, later),
        Some(Dropped::Undone)
    );
}

#[test]
fn an_hour_of_whose_predecessor_nobody_heard_is_told_as_a_first_one() {
    use MessageKind as K;
    let known = |of_previous| Known {
        last: None,
        of_previous,
    };
    assert_eq!(K::Move.worded(known(None)), K::Confirmation);
    assert_eq!(K::Move.worded(known(Some(K::Confirmation))), K::Move);
    assert_eq!(K::NoShow.worded(known(None)), K::NoShow);
}

#[test]
fn whoever_wants_no_reminders_is_told_the_rest_and_whoever_died_nothing() {
    use MessageKind as K;
    let paused = Now {
        is_paused: true,
        ..now("2026-03-08T09:00:00Z")
    };
    let told = knows(Some(K::Confirmation));
    assert_eq!(
        K::Reminder.dropped(&booked(), told, paused),
        Some(Dropped::Paused)
    );
    assert_eq!(
        K::CancelledByUs.dropped(&cancelled(Side::Us), told, paused),
        None
    );
    let dead = Now {
        is_dead: true,
        ..now("2026-03-08T09:00:00Z")
    };
    assert_eq!(
        K::Reminder.dropped(&booked(), told, dead),
        Some(Dropped::Deceased)
    );
    assert_eq!(
        K::CancelledByUs.dropped(&cancelled(Side::Us), told, dead),
        Some(Dropped::Deceased)
    );
}

#[test]
fn nobody_is_told_to_come_when_the_hour_has_begun() {
    let begun = now("2026-03-09T09:00:00Z");
    for kind in [MessageKind::Confirmation, MessageKind::Reminder] {
        let dropped = kind.dropped(&booked(), knows(None), begun);
        assert_eq!(dropped, Some(Dropped::TooLate), "{kind}");
    }
}

#[test]
fn a_pause_holds_until_its_last_day_or_until_it_is_taken_back() {
    let actor = staff(4, &[Role::Counsellor], &[7]);
    let today = day("2026-03-02");
    let say = |before: Option<&MessagePause>, terms| {
        MessagePause::say(before, id(3), terms, (&actor, today))
    };
    let until = |text: &str| {
        Some(PauseTerms {
            until: Some(day(text)),
        })
    };
    let pause = say(None, until("2026-03-31")).unwrap().into_parts().0;
    assert!(pause.holds(day("2026-03-31")));
    assert!(!pause.holds(day("2026-04-01")));
    let open = say(Some(&pause), Some(PauseTerms { until: None })).unwrap();
    let open = open.into_parts().0;
    assert!(open.holds(day("2036-03-31")));
    assert_eq!(open.version, pause.version.next());
    let over = say(Some(&open), None).unwrap().into_parts().0;
    assert!(!over.holds(today));
    assert!(matches!(
        say(None, until("2026-03-01")),
        Err(Refusal::Invalid { .. })
    ));
    assert!(say(None, until("2026-03-02")).is_ok());
}

fn contacts(preferred: Option<PreferredChannel>) -> Contacts {
    Contacts {
        phones: ["+390119998877", "+393401112233"]
            .map(|phone| phone.parse().unwrap())
            .to_vec(),
        emails: vec!["giulia.verdi@example.org".parse().unwrap()],
        preferred_channel: preferred,
        ..Contacts::default()
    }
}

#[test]
fn the_person_is_told_by_the_way_that_is_preferred_where_it_is_served() {
    use MessageChannel::{App, Email, Sms};
    let all = BTreeSet::from([Email, Sms, App]);
    let only = |channel| BTreeSet::from([channel]);
    let told = |preferred, service: &BTreeSet<_>, served: &BTreeSet<_>| {
        way(&contacts(preferred), service, served).map(|way| (way.channel, way.address))
    };
    let mail = Some((Email, "giulia.verdi@example.org".to_owned()));
    // A line that hangs on the wall takes no text message.
    let text = Some((Sms, "+393401112233".to_owned()));
    assert_eq!(told(None, &all, &all), mail);
    assert_eq!(told(Some(PreferredChannel::Phone), &all, &all), text);
    assert_eq!(
        told(Some(PreferredChannel::Phone), &only(Email), &all),
        mail
    );
    assert_eq!(told(Some(PreferredChannel::Email), &all, &only(Sms)), text);
    assert_eq!(told(Some(PreferredChannel::Desk), &all, &all), mail);
    assert_eq!(told(None, &only(Email), &only(Sms)), None);
    assert_eq!(way(&Contacts::default(), &all, &all), None);
}

#[test]
fn a_text_names_only_what_there_is_and_always_the_hour() {
    let faults = |kind, subject: &str, body: &str| {
        let template = Template {
            subject: subject.parse().unwrap(),
            body: body.parse().unwrap(),
        };
        let mut faults = Faults::none();
        template.check(kind, &mut faults);
        faults
            .refuse()
            .map_or_else(|refused| refused.to_string(), |()| String::new())
    };
    let kind = MessageKind::Confirmation;
    let good = "La aspettiamo {day} alle {time}.";
    assert_eq!(faults(kind, "Appuntamento {service}", good), "");
    for (subject, body, told) in [
        ("A", "La aspettiamo {day}.", "/body missing_placeholder"),
        ("A {", good, "/subject unpaired_braces"),
        ("A }", good, "/subject unpaired_braces"),
        ("A {{day}}", good, "/subject unpaired_braces"),
        ("A {tax_code}", good, "/subject unknown_placeholder"),
        ("A {}", good, "/subject unknown_placeholder"),
    ] {
        assert_eq!(
            faults(kind, subject, body),
            format!("invalid: {told}"),
            "{subject} {body}"
        );
    }
    assert_eq!(
        faults(MessageKind::Correction, "A", "È stato un errore."),
        ""
    );
}

#[test]
fn a_text_is_filled_once_and_what_is_filled_in_is_not_filled_again() {
    let with = |name: &str| match name {
        "day" => Some("lunedì".to_owned()),
        "given_name" => Some("{day}".to_owned()),
        _ => None,
    };
    let filled = Template::filled("{given_name}: {day}, {place}.", with);
    assert_eq!(filled, "{day}: lunedì, .");
}

#[test]
fn a_message_ends_once_and_is_given_up_after_the_last_attempt() {
    let expected = Expected {
        appointment: id(60),
        individual: id(3),
        case: None,
        office: id(7),
    };
    let message = Message {
        id: id(70),
        kind: MessageKind::Confirmation,
        appointment: id(60),
        cause: Uuid::nil(),
        status: MessageStatus::Waiting,
        due_at: at(NOW),
        channel: None,
        attempts: 0,
        dropped: None,
        ended_at: None,
        version: Version::FIRST,
    };
    let sent = message
        .clone()
        .sent(MessageChannel::Email, &expected, at(NOW));
    let sent = sent.unwrap().into_parts().0;
    assert_eq!(
        (sent.status, sent.ended_at),
        (MessageStatus::Sent, Some(at(NOW)))
    );
    assert!(sent.drop_it(Dropped::Undone, &expected, at(NOW)).is_err());
    let failed = message
        .clone()
        .fail(&expected, at(NOW))
        .unwrap()
        .into_parts()
        .0;
    assert!(
        failed
            .sent(MessageChannel::Sms, &expected, at(NOW))
            .is_err()
    );
    for (attempts, given_up) in [(ATTEMPTS - 1, false), (ATTEMPTS, true)] {
        let tried = Message {
            attempts,
            ..message.clone()
        };
        assert_eq!(tried.is_given_up(), given_up);
    }
}
