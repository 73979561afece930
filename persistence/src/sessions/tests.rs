mod model;

use chrono::TimeDelta;
use domain::actor::Role;
use domain::kernel::Id;
use domain::sessions::{EndReason, Session};
use domain::staff::{PasswordState, StaffMember};

use super::*;
use crate::rig::{HASH, Rig};
use crate::staff::{Bearer, identify};

fn token(number: u8) -> Digest {
    [number; 32]
}

fn counsellor(rig: &Rig) -> StaffMember {
    rig.account("Verdi", Role::Counsellor, PasswordState::Chosen)
}

/// Signs in with refresh token 1.
fn signed_in(rig: &Rig, member: &StaffMember) -> Session {
    let id = member.id;
    rig.write(move |tx| {
        let session = Session::open(tx.new_id(), id, tx.now());
        insert(tx, session, &token(1))
    })
    .unwrap()
}

fn present(rig: &Rig, number: u8) -> Refreshed {
    rig.write(move |tx| refresh(tx, &token(number), &token(number + 1), None))
        .unwrap()
}

fn goes(refreshed: &Refreshed) -> bool {
    matches!(refreshed, Refreshed::Goes { .. })
}

fn end_of(rig: &Rig, session: &Session) -> Option<EndReason> {
    let id = session.id;
    let found = rig.read(move |tx| get(tx, id)).unwrap();
    found.ended.map(|(_, reason)| reason)
}

fn is_let_in(rig: &Rig, member: &StaffMember, session: &Session, epoch: i64) -> bool {
    let bearer = Bearer {
        staff: member.id,
        organisation: rig.organisation,
        session: session.id,
        epoch,
    };
    rig.read(move |tx| identify(tx, bearer)).is_ok()
}

#[test]
fn a_session_goes_on_from_token_to_token_until_its_twelve_hours_are_over() {
    let rig = Rig::new();
    let member = counsellor(&rig);
    let session = signed_in(&rig, &member);
    for number in 1..=11 {
        rig.clock.advance(TimeDelta::hours(1));
        assert!(goes(&present(&rig, number)), "{number}");
        assert!(is_let_in(&rig, &member, &session, member.epoch));
    }
    rig.clock.advance(TimeDelta::hours(1));
    assert_eq!(present(&rig, 12), Refreshed::Refused);
    assert!(!is_let_in(&rig, &member, &session, member.epoch));
}

#[test]
fn a_used_token_that_comes_back_later_ends_the_family() {
    let rig = Rig::new();
    let member = counsellor(&rig);
    let session = signed_in(&rig, &member);
    assert!(goes(&present(&rig, 1)));
    rig.clock.advance(TimeDelta::milliseconds(2_001));
    assert_eq!(present(&rig, 1), Refreshed::Reused);
    assert_eq!(end_of(&rig, &session), Some(EndReason::Reuse));
    assert_eq!(present(&rig, 2), Refreshed::Refused);
    assert!(!is_let_in(&rig, &member, &session, member.epoch));
}

#[test]
fn whoever_was_told_that_nobody_knows_goes_on_if_nobody_used_the_token_before() {
    let rig = Rig::new();
    let session = signed_in(&rig, &counsellor(&rig));
    let asked_at = |asked| {
        rig.write(move |tx| refresh(tx, &token(1), &token(2), Some(asked)))
            .unwrap()
    };
    let asked = rig.clock.now();
    // It came to pass after ten seconds, and its client asks again most of a minute later.
    rig.clock.advance(TimeDelta::seconds(10));
    assert!(goes(&present(&rig, 1)));
    rig.clock.advance(TimeDelta::seconds(50));
    assert!(goes(&asked_at(asked)));
    // A thief who asked after the use, and was told the same, is none the better for it.
    let later = rig.clock.now() - TimeDelta::seconds(20);
    assert_eq!(asked_at(later), Refreshed::Reused);
    assert_eq!(end_of(&rig, &session), Some(EndReason::Reuse));
}

#[test]
fn a_retry_within_two_seconds_goes_on_and_ends_nothing() {
    let rig = Rig::new();
    let session = signed_in(&rig, &counsellor(&rig));
    assert!(goes(&present(&rig, 1)));
    rig.clock.advance(TimeDelta::seconds(2));
    assert!(goes(&present(&rig, 1)));
    assert!(goes(&present(&rig, 2)));
    // The successor is used: whoever is this late gets nothing, but does no harm either.
    assert_eq!(present(&rig, 1), Refreshed::Refused);
    assert!(goes(&present(&rig, 3)));
    assert_eq!(end_of(&rig, &session), None);
}

#[test]
fn twenty_refreshes_at_once_in_two_processes_issue_one_token_and_end_nothing() {
    let rig = Rig::new();
    let session = signed_in(&rig, &counsellor(&rig));
    let stores = [rig.store.clone(), rig.second()];
    let all: Vec<_> = (0..20)
        .map(|number| {
            let store = stores[number % 2].clone();
            let caller = rig.caller();
            std::thread::spawn(move || {
                store.write(caller, |tx| refresh(tx, &token(1), &token(2), None))
            })
        })
        .collect();
    for one in all {
        assert!(goes(&one.join().unwrap().unwrap()));
    }
    let id = Uid::from(session.id);
    let tokens: i64 = rig
        .read(move |tx| {
            Ok(refresh_tokens::table
                .filter(refresh_tokens::session_id.eq(id))
                .count()
                .get_result(tx.conn())?)
        })
        .unwrap();
    assert_eq!(tokens, 2);
    assert_eq!(end_of(&rig, &session), None);
    assert!(goes(&present(&rig, 2)));
}

#[test]
fn an_unknown_token_is_refused() {
    let rig = Rig::new();
    signed_in(&rig, &counsellor(&rig));
    assert_eq!(present(&rig, 7), Refreshed::Refused);
    assert_eq!(rig.read(|tx| organisation_of(tx, &token(7))).unwrap(), None);
    assert_eq!(
        rig.read(|tx| organisation_of(tx, &token(1))).unwrap(),
        Some(rig.organisation)
    );
}

#[test]
fn signing_out_ends_the_session_at_once() {
    let rig = Rig::new();
    let member = counsellor(&rig);
    let session = signed_in(&rig, &member);
    let id = session.id;
    rig.write(move |tx| {
        let session = get(tx, id)?;
        end(tx, session.end(EndReason::SignOut, tx.now()))
    })
    .unwrap();
    assert!(!is_let_in(&rig, &member, &session, member.epoch));
    assert_eq!(present(&rig, 1), Refreshed::Refused);
}

#[test]
fn disabling_ends_tokens_and_sessions() {
    let rig = Rig::new();
    let member = counsellor(&rig);
    let session = signed_in(&rig, &member);
    rig.change(&member, StaffMember::disable).unwrap();
    assert!(!is_let_in(&rig, &member, &session, member.epoch));
    assert_eq!(present(&rig, 1), Refreshed::Refused);
    assert_eq!(end_of(&rig, &session), Some(EndReason::Disabled));
}

#[test]
fn another_role_ends_tokens_but_the_session_goes_on_with_a_new_one() {
    let rig = Rig::new();
    let member = counsellor(&rig);
    let session = signed_in(&rig, &member);
    rig.change(&member, |member, actor, others| {
        let roles = [Role::Coordinator].into();
        let offices = member.offices.clone();
        member.change(roles, offices, actor, others)
    })
    .unwrap();
    assert!(!is_let_in(&rig, &member, &session, member.epoch));
    let Refreshed::Goes { epoch, .. } = present(&rig, 1) else {
        panic!("the session ended");
    };
    assert!(is_let_in(&rig, &member, &session, epoch));
}

#[test]
fn a_single_use_password_opens_one_session() {
    let rig = Rig::new();
    let member = rig.account("Neri", Role::Counsellor, PasswordState::SingleUse);
    let id = member.id;
    let enter = || rig.write(move |tx| admit(tx, id, HASH));
    assert_eq!(enter().unwrap(), 1);
    assert!(matches!(
        enter(),
        Err(Error::Refused(Refusal::SignInFailed {}))
    ));
    let email = member.email.clone();
    let account = rig
        .read(move |tx| crate::staff::by_email(tx, &email))
        .unwrap();
    assert_eq!(account.unwrap().hash, None);
}

#[test]
fn tokens_of_long_ended_sessions_are_forgotten() {
    let rig = Rig::new();
    signed_in(&rig, &counsellor(&rig));
    rig.clock.advance(TimeDelta::hours(36));
    assert_eq!(rig.write(|tx| purge_tokens(tx, 10)).unwrap(), 0);
    rig.clock.advance(TimeDelta::seconds(1));
    assert_eq!(rig.write(|tx| purge_tokens(tx, 10)).unwrap(), 1);
    assert_eq!(present(&rig, 1), Refreshed::Refused);
}

#[test]
fn sessions_are_forgotten_after_their_tokens() {
    let rig = Rig::new();
    let session = signed_in(&rig, &counsellor(&rig));
    let purged = || rig.write(|tx| purge(tx, 10)).unwrap();
    let over = session.expires_at - session.opened_at + LONGEST + TimeDelta::days(2);
    rig.clock.advance(over);
    assert_eq!(purged(), 0);
    rig.clock.advance(TimeDelta::seconds(1));
    assert_eq!(rig.write(|tx| purge_tokens(tx, 10)).unwrap(), 1);
    assert_eq!(purged(), 1);
    let found = rig.read(|tx| get(tx, session.id));
    assert!(matches!(found, Err(Error::NotFound)));
}

#[test]
fn a_session_of_another_organisation_is_not_found() {
    let rig = Rig::new();
    let session = signed_in(&rig, &counsellor(&rig));
    let other = crate::Caller::system(Id::new(uuid::Uuid::from_u128(2)), "test");
    let found = rig.store.read(&other, |tx| get(tx, session.id));
    assert!(matches!(found, Err(Error::NotFound)));
}
