use domain::actor::Role;
use domain::staff::PasswordState;

use super::*;
use crate::rig::Rig;

/// A mail of one hour's use.
fn written(rig: &Rig) -> MailId {
    let staff = rig.account("Vietti", Role::Counsellor, PasswordState::Chosen);
    rig.write(move |tx| {
        let mail = NewMail {
            id: tx.new_id(),
            staff: staff.id,
            kind: "password_reset".to_owned(),
            sealed: b"sealed".to_vec(),
            useful_until: tx.now() + TimeDelta::hours(1),
        };
        insert(tx, &mail)?;
        Ok(mail.id)
    })
    .unwrap()
}

fn due_now(rig: &Rig) -> usize {
    rig.read(|tx| due(tx, 10)).unwrap().len()
}

fn taken(rig: &Rig, id: MailId) -> Option<Mail> {
    rig.write(move |tx| take(tx, id)).unwrap()
}

fn tell(rig: &Rig, mail: Mail, outcome: Outcome) {
    rig.write(move |tx| tried(tx, &mail, outcome)).unwrap();
}

#[test]
fn of_two_workers_one_sends_a_mail_and_a_killed_one_gives_it_back() {
    let rig = Rig::new();
    let id = written(&rig);
    assert_eq!(due_now(&rig), 1);
    assert_eq!(taken(&rig, id).unwrap().attempts, 1);
    assert_eq!(taken(&rig, id), None);
    assert_eq!(due_now(&rig), 0);
    rig.clock.advance(LEASE);
    let again = taken(&rig, id).unwrap();
    assert_eq!(again.attempts, 2);
    tell(&rig, again, Outcome::Sent);
    rig.clock.advance(TimeDelta::days(1));
    assert_eq!(due_now(&rig), 0);
}

#[test]
fn a_mail_that_was_not_taken_is_tried_again_later_and_later_until_it_is_of_no_use() {
    let rig = Rig::new();
    let id = written(&rig);
    for pause in [5, 10, 20, 40] {
        let mail = taken(&rig, id).unwrap();
        tell(&rig, mail, Outcome::Later);
        rig.clock.advance(TimeDelta::seconds(pause - 1));
        assert_eq!(due_now(&rig), 0, "{pause}");
        rig.clock.advance(TimeDelta::seconds(1));
        assert_eq!(due_now(&rig), 1, "{pause}");
    }
    rig.clock.advance(TimeDelta::hours(1));
    assert_eq!(taken(&rig, id), None);
    assert_eq!(due_now(&rig), 0);
}

#[test]
fn what_a_mail_said_is_forgotten_when_it_is_done() {
    for outcome in [Outcome::Sent, Outcome::Refused] {
        let rig = Rig::new();
        let id = written(&rig);
        let mail = taken(&rig, id).unwrap();
        tell(&rig, mail, outcome);
        let kept: (Option<Vec<u8>>, Option<String>) = rig
            .read(move |tx| {
                Ok(outbox_mails::table
                    .find((tx.org(), Uid::from(id)))
                    .select((outbox_mails::sealed, outbox_mails::outcome))
                    .first(tx.conn())?)
            })
            .unwrap();
        assert_eq!(kept, (None, Some(outcome.to_string())));
        rig.clock.advance(TimeDelta::days(31));
        assert_eq!(rig.write(purge).unwrap(), 1);
    }
}

#[test]
fn the_pause_between_two_tries_grows_to_an_hour() {
    for (attempts, seconds) in [
        (1, 5),
        (2, 10),
        (9, 1_280),
        (10, 2_560),
        (11, 3_600),
        (900, 3_600),
    ] {
        assert_eq!(pause(attempts).num_seconds(), seconds, "{attempts}");
    }
}

#[test]
fn a_request_for_a_reset_is_carried_out_by_one_worker() {
    let rig = Rig::new();
    let request = ResetRequest {
        id: rig.store.mint(),
        address: b"sealed".to_vec(),
        language: "it".to_owned(),
    };
    let kept = request.clone();
    rig.write(move |tx| request_reset(tx, &kept)).unwrap();
    let waiting = rig.read(|tx| requested_resets(tx, 10)).unwrap();
    assert_eq!(waiting, std::slice::from_ref(&request));
    assert!(rig.write(move |tx| take_reset(tx, request.id)).unwrap());
    assert!(!rig.write(move |tx| take_reset(tx, request.id)).unwrap());
}
