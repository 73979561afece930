use domain::actor::Role;
use domain::second_factor::Proof;
use domain::sessions::Session;
use domain::staff::PasswordState;

use super::*;
use crate::rig::Rig;
use crate::sessions as session_store;

/// An account with a session, and a factor in force whose step 100 was used.
fn enrolled(rig: &Rig) -> (StaffMember, Session, SecondFactor) {
    let member = rig.account("Dalmasso", Role::Administrator, PasswordState::Chosen);
    let id = member.id;
    let session = rig
        .write(move |tx| {
            let session = Session::open(tx.new_id(), id, tx.now());
            session_store::insert(tx, session, &[1; 32])
        })
        .unwrap();
    let (whose, factor) = (session.clone(), offer_and_confirm(rig, &session));
    (member, whose, factor)
}

fn offer_and_confirm(rig: &Rig, session: &Session) -> SecondFactor {
    let session = session.clone();
    rig.write(move |tx| {
        let present = in_force(tx, session.staff)?.map(|stored| stored.factor);
        let proof = present.as_ref().map_or(Proof::Session, |_| Proof::Code);
        let offered =
            SecondFactor::offer(tx.new_id(), present.as_ref(), proof, &session, tx.now())?;
        let offered = offer(tx, offered, b"sealed")?;
        let owner = staff::get(tx, session.staff)?;
        let confirmed = offered.confirm(owner, tx.now())?;
        let factor = confirmed.0.clone();
        confirm(tx, confirmed, 100, &[[7; 32], [8; 32]], session.id)?;
        Ok(factor)
    })
    .unwrap()
}

fn uses_step(rig: &Rig, factor: &SecondFactor, step: i64) -> bool {
    let id = factor.id;
    rig.write(move |tx| use_step(tx, id, step)).unwrap()
}

fn uses_code(rig: &Rig, factor: &SecondFactor, code: Digest) -> bool {
    let factor = factor.clone();
    rig.write(move |tx| use_recovery_code(tx, &factor, &code))
        .unwrap()
}

#[test]
fn a_step_is_good_once_and_none_before_it() {
    let rig = Rig::new();
    let (_, _, factor) = enrolled(&rig);
    for (step, good) in [
        (99, false),
        (100, false),
        (102, true),
        (102, false),
        (101, false),
    ] {
        assert_eq!(uses_step(&rig, &factor, step), good, "{step}");
    }
}

#[test]
fn a_recovery_code_is_good_once_for_its_own_factor() {
    let rig = Rig::new();
    let (_, session, factor) = enrolled(&rig);
    assert!(uses_code(&rig, &factor, [7; 32]));
    assert!(!uses_code(&rig, &factor, [7; 32]));
    assert!(!uses_code(&rig, &factor, [9; 32]));
    let id = factor.id;
    assert_eq!(rig.read(move |tx| codes_left(tx, id)).unwrap(), 1);
    let other = offer_and_confirm(&rig, &session);
    assert!(!uses_step(&rig, &factor, 200), "the old factor is gone");
    assert!(uses_step(&rig, &other, 200));
}

#[test]
fn who_removed_the_last_factor_is_known_until_another_is_in_force() {
    let rig = Rig::new();
    let (member, session, factor) = enrolled(&rig);
    let id = member.id;
    let by = move |rig: &Rig| rig.read(move |tx| standing(tx, id)).unwrap();
    assert_eq!(by(&rig), Standing::InForce);
    let mut caller = rig.caller();
    let admin = rig.account("Boero", Role::Administrator, PasswordState::Chosen);
    caller.actor.kind = domain::actor::ActorKind::Staff(admin.id, session.id);
    caller.actor.roles = vec![Role::Administrator];
    rig.store
        .write(caller, move |tx| {
            let owner = staff::get(tx, id)?;
            let removed = factor.clone().remove(owner, tx.actor(), None)?;
            remove(tx, removed)
        })
        .unwrap();
    assert_eq!(by(&rig), Standing::Removed(Some(admin.id)));
    assert_eq!(rig.read(move |tx| in_force(tx, id)).unwrap(), None);
    let ended = rig
        .read(move |tx| session_store::get(tx, session.id))
        .unwrap();
    assert_eq!(ended.ended.unwrap().1, EndReason::SecondFactorChanged);
    offer_and_confirm(&rig, &ended);
    assert_eq!(by(&rig), Standing::InForce);
}
