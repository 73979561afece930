//! What becomes of an appointment.

use proptest::prelude::*;
use strum::IntoEnumIterator;

use super::again::around;
use super::*;
use crate::kernel::Changed;
use crate::samples::own_number;

/// Before it begins, when it begins, after it.
pub(super) const BEFORE: &str = "2026-03-08T09:00:00Z";
pub(super) const BEGUN: &str = MONDAY;
pub(super) const AFTER: &str = "2026-03-09T12:00:00Z";

pub(super) fn state(changed: Result<Changed<Recorded>, Refusal>) -> Result<Appointment, Refusal> {
    changed.map(|changed| changed.into_parts().0.appointment)
}

pub(super) fn concluded(
    now: &str,
    actor: &Actor,
    outcome: Outcome,
) -> Result<Appointment, Refusal> {
    let done = when(now, |moment| {
        booked().conclude(actor, None, outcome, (None, &[]), moment)
    });
    state(done)
}

fn held() -> Outcome {
    Outcome::Held {
        minutes: 50,
        outcome: Some("done".parse().unwrap()),
    }
}

pub(super) fn excused(told_on: Option<&str>) -> Outcome {
    Outcome::Excused {
        reason: AbsenceReason::Work,
        told_on: told_on.map(day),
    }
}

pub(super) fn cancelled(now: &str, by: Side, reason: ChangeReason) -> Result<Appointment, Refusal> {
    let done = when(now, |moment| {
        booked().cancel(&desk(), (by, reason), None, moment)
    });
    state(done)
}

#[test]
fn what_came_of_it_is_said_once_it_has_begun_by_whoever_receives_the_person() {
    let done = concluded(BEGUN, &counsellor(), held()).unwrap();
    assert_eq!(done.status(), AppointmentStatus::Held);
    assert_eq!((done.records, done.sequence), (1, 0));
    assert_eq!(done.pending(at(BEGUN)), None);
    let early = concluded("2026-03-09T08:59:59Z", &counsellor(), held());
    assert_eq!(told(early), "hold: not_begun");
    for other in [desk(), staff(4, &[Role::Counsellor], &[7])] {
        let refused = concluded(AFTER, &other, held()).unwrap_err();
        assert_eq!(refused, Refusal::NotPermitted {});
    }
    // Whoever works on the case does, wherever that is, and who coordinates the office.
    let of_case = staff(6, &[Role::Counsellor], &[9]);
    let done = when(AFTER, |moment| {
        let case = case();
        booked().conclude(&of_case, Some(&case), held(), (None, &[]), moment)
    });
    assert_eq!(told(done), "");
    let coordinator = staff(2, &[Role::Coordinator], &[7]);
    assert_eq!(told(concluded(AFTER, &coordinator, held())), "");
}

#[test]
fn a_meeting_has_minutes_and_an_absence_a_reason_of_its_kind() {
    let say = |outcome| told(concluded(AFTER, &counsellor(), outcome));
    let lasting = |minutes| Outcome::Held {
        minutes,
        outcome: None,
    };
    let far = "invalid: /minutes out_of_range";
    for (minutes, refused) in [(0, far), (1, ""), (720, ""), (721, far)] {
        assert_eq!(say(lasting(minutes)), refused, "{minutes}");
    }
    for reason in [AbsenceReason::NoNotice, AbsenceReason::Documented] {
        let told_on = None;
        let wrong = "invalid: /reason unsuitable_reason";
        let is_excuse = reason.excuses();
        let missed = say(Outcome::Missed { reason });
        assert_eq!(missed, if is_excuse { wrong } else { "" });
        let excused = say(Outcome::Excused { reason, told_on });
        assert_eq!(excused, if is_excuse { "late_notice" } else { wrong });
    }
}

#[test]
fn a_notice_of_absence_before_the_hour_frees_it() {
    let told_before = concluded(BEFORE, &desk(), excused(None)).unwrap();
    assert!(!told_before.occupies());
    assert_eq!(told_before.sequence, 1);
    let told_on = Some(day("2026-03-08"));
    let reason = AbsenceReason::Work;
    assert_eq!(
        told_before.state,
        AppointmentState::Excused { reason, told_on }
    );
    let late = ["appointment.late_notice".to_owned()];
    let told_after = when(AFTER, |moment| {
        booked().conclude(&counsellor(), None, excused(None), (None, &late), moment)
    });
    let told_after = state(told_after).unwrap();
    assert!(told_after.occupies());
    assert_eq!(told_after.sequence, 0);
}

#[test]
fn who_told_nobody_before_told_too_late() {
    assert_eq!(
        told(concluded(AFTER, &counsellor(), excused(None))),
        "late_notice"
    );
    let next_day = concluded("2026-03-10T09:00:00Z", &counsellor(), excused(None));
    assert_eq!(told(next_day), "late_notice");
    // Before the hour it is told today: the day before is early enough.
    assert_eq!(told(concluded(BEFORE, &desk(), excused(None))), "");
}

#[test]
fn a_notice_comes_a_day_before_or_asks_for_somebody_who_acknowledges_it() {
    let say = |told_on| told(concluded(AFTER, &counsellor(), excused(Some(told_on))));
    assert_eq!(say("2026-03-08"), "");
    assert_eq!(say("2026-03-09"), "late_notice");
    assert_eq!(
        say("2026-03-10"),
        "invalid: /told_on in_the_future, /told_on not_in_order"
    );
    assert_eq!(say("2026-03-05"), "");
    assert_eq!(say("2026-03-04"), "invalid: /told_on before_the_last_step");
    let own = own_number(NOTICE_DAYS, "2");
    let moment = Moment {
        now: at(AFTER),
        today: day("2026-03-09"),
        book: &own.0,
        chain: &own.1,
    };
    for (told_on, rules) in [("2026-03-07", ""), ("2026-03-08", "late_notice")] {
        let outcome = excused(Some(told_on));
        let done = booked().conclude(&counsellor(), None, outcome, (None, &[]), &moment);
        assert_eq!(told(done), rules, "{told_on}");
    }
}

#[test]
fn it_is_called_off_by_the_side_on_which_the_reason_lies() {
    for side in Side::iter() {
        for reason in ChangeReason::iter() {
            let done = cancelled(BEFORE, side, reason);
            if !reason.is_of(side) {
                assert_eq!(told(done), "invalid: /reason unsuitable_reason");
                continue;
            }
            let done = done.unwrap();
            assert_eq!((done.occupies(), done.sequence), (false, 1));
            assert_eq!(
                done.status().to_string().contains("person"),
                side == Side::Person
            );
        }
    }
    let late = cancelled(BEGUN, Side::Person, ChangeReason::CannotCome);
    assert_eq!(told(late), "cancel_for_person: begun");
    let late = cancelled(AFTER, Side::Us, ChangeReason::CounsellorAway);
    assert_eq!(told(late), "");
}

#[test]
fn a_wrong_outcome_is_taken_back_within_its_days() {
    let done = concluded(AFTER, &counsellor(), held()).unwrap();
    let again = |now, acknowledged: &[&str]| {
        let because = "Era un\u{2019}altra persona.".parse().unwrap();
        let acknowledged = acknowledged.iter().map(ToString::to_string).collect();
        let reopening = Reopening {
            because,
            acknowledged,
        };
        let done = done.clone();
        when(now, |moment| {
            done.reopen(&counsellor(), None, reopening, moment)
        })
    };
    let (recorded, _) = again("2026-03-19T22:59:59Z", &[]).unwrap().into_parts();
    assert_eq!(recorded.appointment.status(), AppointmentStatus::Booked);
    assert_eq!(recorded.record.number, 2);
    assert_eq!(recorded.record.state, AppointmentState::Booked);
    assert!(recorded.record.remark.is_some());
    let late = "2026-03-19T23:00:00Z";
    assert_eq!(told(again(late, &[])), "late_reopening");
    assert_eq!(told(again(late, &["appointment.late_reopening"])), "");
}

#[test]
fn each_step_goes_where_the_table_says_and_nowhere_else() {
    use AppointmentStatus as S;
    for status in S::iter() {
        let allowed = AppointmentStep::iter().filter(|step| status.after(*step).is_ok());
        let many = match status {
            S::Booked => 6,
            S::Moved => 0,
            S::Held | S::NoShow => 1,
            S::Excused | S::CancelledByPerson | S::CancelledByUs => 2,
        };
        assert_eq!(allowed.count(), many, "{status}");
    }
}

#[test]
fn those_of_the_office_read_who_comes_and_whoever_receives_them_reads_more() {
    let appointment = booked();
    for (actor, reads, holds) in [
        (desk(), true, false),
        (counsellor(), true, true),
        (staff(3, &[Role::Counsellor], &[9]), true, true),
        (staff(4, &[Role::Counsellor], &[7]), true, false),
        (staff(4, &[Role::Counsellor], &[9]), false, false),
        (staff(2, &[Role::Coordinator], &[7]), true, true),
        (staff(2, &[Role::Coordinator], &[8]), false, false),
        (staff(2, &[Role::Administrator], &[7]), false, false),
        (staff(2, &[Role::Auditor], &[7]), false, false),
    ] {
        let is_read = appointment.is_read_by(&actor, None);
        assert_eq!(is_read, reads, "{actor:?}");
        assert_eq!(appointment.is_held_by(&actor, None), holds, "{actor:?}");
    }
}

#[test]
fn whoever_works_on_the_case_reads_and_closes_it_wherever_it_is() {
    // The case is of office 9, followed by 4 with 6; the appointment at office 7.
    let (appointment, case) = (booked(), case());
    for (actor, does) in [
        (staff(4, &[Role::Counsellor], &[9]), true),
        (staff(6, &[Role::Counsellor], &[8]), true),
        (staff(2, &[Role::Coordinator], &[9]), true),
        (staff(11, &[Role::Counsellor], &[9]), false),
        (staff(11, &[Role::DeskOperator], &[9]), false),
        (staff(2, &[Role::Coordinator], &[8]), false),
    ] {
        let (reads, holds) = (
            appointment.is_read_by(&actor, Some(&case)),
            appointment.is_held_by(&actor, Some(&case)),
        );
        assert_eq!((reads, holds), (does, does), "{actor:?}");
    }
}

/// Tries a step; a refused one changes nothing.
fn tried(appointment: &Appointment, step: AppointmentStep, now: &str) -> Option<Appointment> {
    use AppointmentStep as S;
    let (coordinator, one) = (staff(2, &[Role::Coordinator], &[7]), appointment.clone());
    let other = ChangeReason::Other;
    let done = when(now, |moment| match step {
        S::Hold => one.conclude(&coordinator, None, held(), (None, &[]), moment),
        S::Miss => {
            let reason = AbsenceReason::NoNotice;
            one.conclude(
                &coordinator,
                None,
                Outcome::Missed { reason },
                (None, &[]),
                moment,
            )
        }
        S::Excuse => {
            let late = ["appointment.late_notice".to_owned()];
            one.conclude(&coordinator, None, excused(None), (None, &late), moment)
        }
        S::CancelForPerson => one.cancel(&coordinator, (Side::Person, other), None, moment),
        S::CancelByUs => one.cancel(&coordinator, (Side::Us, other), None, moment),
        S::Restore => one.restore(&coordinator, None, around(), moment),
        S::Reopen => {
            let reopening = Reopening {
                because: "Errore.".parse().unwrap(),
                acknowledged: Vec::new(),
            };
            one.reopen(&coordinator, None, reopening, moment)
        }
        S::Move => {
            let to = (time(10, "2026-03-16T09:00:00Z"), &service());
            let of = (Whom::default(), None);
            let moved = one.shift(&coordinator, to, of, (other, None), moment);
            moved.map(|moved| moved.map(|moved| moved.old))
        }
    });
    state(done).ok()
}

proptest! {
    #[test]
    fn whatever_is_done_the_calendar_follows_and_nothing_is_forgotten(
        steps in prop::collection::vec((0_usize..8, any::<bool>()), 0..12),
    ) {
        let all: Vec<AppointmentStep> = AppointmentStep::iter().collect();
        let mut appointment = booked();
        let mut has_begun = false;
        for (step, later) in steps {
            has_begun |= later;
            let now = if has_begun { AFTER } else { "2026-03-07T09:00:00Z" };
            let Some(next) = tried(&appointment, all[step], now) else { continue };
            prop_assert_eq!(next.records, appointment.records + 1);
            let is_moved = next.status() == AppointmentStatus::Moved;
            let changed = next.occupies() != appointment.occupies() && !is_moved;
            prop_assert_eq!(next.sequence, appointment.sequence + i64::from(changed));
            let is_booked = next.status() == AppointmentStatus::Booked;
            prop_assert_eq!(next.pending(at(now)).is_some(), is_booked && !has_begun);
            prop_assert!(!is_booked || next.occupies());
            prop_assert_eq!((next.uid, next.span), (appointment.uid, appointment.span));
            appointment = next;
        }
    }
}
