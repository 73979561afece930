//! Stories about links to choose a password.

use super::*;
use crate::staff::{Administrators, NewStaffMember};
use std::collections::BTreeSet;
use uuid::Uuid;

fn id<T>(number: u128) -> Id<T> {
    Id::new(Uuid::from_u128(number))
}

fn actor(staff: u128, role: Role) -> Actor {
    let mut actor = Actor::system(id(1));
    actor.kind = crate::actor::ActorKind::Staff(id(staff), id(9));
    actor.roles = vec![role];
    actor
}

fn owner(role: Role, password: PasswordState) -> StaffMember {
    let new = NewStaffMember {
        email: "elia.garino@comune.example".parse().unwrap(),
        given_name: "Elia".parse().unwrap(),
        family_name: "Garino".parse().unwrap(),
        roles: BTreeSet::from([role]),
        offices: BTreeSet::new(),
        password,
    };
    StaffMember::create(id(2), new, &Actor::system(id(1)))
        .unwrap()
        .state()
        .clone()
}

fn removed_by(number: u128) -> Standing {
    Standing::Removed(Some(id(number)))
}

fn issue(
    purpose: Purpose,
    delivery: Delivery,
    owner: &StaffMember,
    actor: &Actor,
    factor: Standing,
) -> Result<AccountLink, &'static str> {
    let new = NewLink {
        id: id(7),
        purpose,
        delivery,
        good_for: RESET,
    };
    AccountLink::issue(new, owner, actor, factor, DateTime::UNIX_EPOCH)
        .map(|changed| changed.state().clone())
        .map_err(|refusal| refusal.code())
}

#[test]
fn an_invitation_is_for_who_has_no_password_and_a_reset_for_who_has_one() {
    let admin = actor(5, Role::Administrator);
    for (purpose, password, good) in [
        (Purpose::Invitation, PasswordState::Missing, true),
        (Purpose::Invitation, PasswordState::Chosen, false),
        (Purpose::Invitation, PasswordState::Spent, false),
        (Purpose::PasswordReset, PasswordState::Missing, false),
        (Purpose::PasswordReset, PasswordState::Chosen, true),
        (Purpose::PasswordReset, PasswordState::SingleUse, true),
    ] {
        let owner = owner(Role::Counsellor, password);
        let link = issue(purpose, Delivery::Print, &owner, &admin, Standing::Never);
        assert_eq!(link.is_ok(), good, "{purpose} {password}");
        let gone = owner
            .disable(&admin, &Administrators::default())
            .unwrap()
            .state()
            .clone();
        assert!(issue(purpose, Delivery::Print, &gone, &admin, Standing::Never).is_err());
    }
}

#[test]
fn only_another_administrator_or_the_product_issues_a_link() {
    let owner = owner(Role::Counsellor, PasswordState::Chosen);
    let reset = |actor: &Actor| {
        issue(
            Purpose::PasswordReset,
            Delivery::Print,
            &owner,
            actor,
            Standing::Never,
        )
        .map(|_| ())
    };
    assert_eq!(reset(&actor(5, Role::Administrator)), Ok(()));
    assert_eq!(reset(&Actor::system(id(1))), Ok(()));
    assert_eq!(reset(&actor(5, Role::Coordinator)), Err("not_permitted"));
    assert_eq!(reset(&Actor::anonymous(id(1))), Err("not_permitted"));
    assert_eq!(reset(&actor(2, Role::Administrator)), Err("own_account"));
}

#[test]
fn who_removed_a_second_factor_does_not_see_a_link_too() {
    let owner = owner(Role::TargetedPlacementOfficer, PasswordState::Chosen);
    let admin = actor(5, Role::Administrator);
    for (delivery, factor, expected) in [
        (Delivery::Print, removed_by(5), Err("same_administrator")),
        (Delivery::Print, removed_by(6), Ok(())),
        (Delivery::Print, Standing::Removed(None), Ok(())),
        (Delivery::Print, Standing::InForce, Ok(())),
        (Delivery::Mail, removed_by(5), Ok(())),
    ] {
        let link = issue(Purpose::PasswordReset, delivery, &owner, &admin, factor);
        assert_eq!(link.map(|_| ()), expected, "{delivery} {factor:?}");
    }
}

#[test]
fn no_administrator_sees_a_link_that_alone_leads_into_an_account_of_two_people() {
    let admin = actor(5, Role::Administrator);
    let operator = Actor::system(id(1));
    let (chosen, never) = (PasswordState::Chosen, Standing::Never);
    let refused = Err("needs_two_people");
    for (role, delivery, actor, expected) in [
        (
            Role::TargetedPlacementOfficer,
            Delivery::Print,
            &admin,
            refused,
        ),
        (Role::Administrator, Delivery::Print, &admin, refused),
        (
            Role::TargetedPlacementOfficer,
            Delivery::Mail,
            &admin,
            Ok(()),
        ),
        (
            Role::TargetedPlacementOfficer,
            Delivery::Print,
            &operator,
            Ok(()),
        ),
        (Role::Coordinator, Delivery::Print, &admin, Ok(())),
    ] {
        let owner = owner(role, chosen);
        let link = issue(Purpose::PasswordReset, delivery, &owner, actor, never);
        assert_eq!(link.map(|_| ()), expected, "{role} {delivery}");
    }
}

#[test]
fn a_link_from_before_a_role_was_proposed_leads_nowhere_any_more() {
    let missing = owner(Role::Counsellor, PasswordState::Missing);
    let (admin, me) = (actor(5, Role::Administrator), actor(2, Role::Counsellor));
    let printed = issue(
        Purpose::Invitation,
        Delivery::Print,
        &missing,
        &admin,
        Standing::Never,
    )
    .unwrap();
    let mailed = issue(
        Purpose::Invitation,
        Delivery::Mail,
        &missing,
        &admin,
        Standing::Never,
    )
    .unwrap();
    let roles = BTreeSet::from([Role::Counsellor, Role::TargetedPlacementOfficer]);
    let proposed = missing.change(roles, BTreeSet::new(), &admin, &Administrators::default());
    let waiting = proposed.unwrap().state().clone();
    let outcome = printed.accept(waiting.clone(), Standing::Never, &me);
    assert_eq!(outcome.unwrap_err().code(), "link_refused");
    assert!(mailed.accept(waiting, Standing::Never, &me).is_ok());
}

#[test]
fn a_link_is_good_for_its_purpose_until_its_last_second() {
    let owner = owner(Role::Counsellor, PasswordState::Chosen);
    let admin = actor(5, Role::Administrator);
    let mut link = issue(
        Purpose::PasswordReset,
        Delivery::Print,
        &owner,
        &admin,
        Standing::Never,
    )
    .unwrap();
    let at = |seconds| DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds);
    assert!(link.is_good(Purpose::PasswordReset, at(1_799)));
    assert!(!link.is_good(Purpose::PasswordReset, at(1_800)));
    assert!(!link.is_good(Purpose::PasswordReset, at(1_801)));
    assert!(!link.is_good(Purpose::Invitation, at(1)));
    link.closed_at = Some(at(1));
    assert!(!link.is_good(Purpose::PasswordReset, at(2)));
}

#[test]
fn a_link_that_fits_no_more_is_refused_like_one_that_never_was() {
    let me = actor(2, Role::Counsellor);
    let missing = owner(Role::Counsellor, PasswordState::Missing);
    let admin = actor(5, Role::Administrator);
    let link = issue(
        Purpose::Invitation,
        Delivery::Print,
        &missing,
        &admin,
        Standing::Never,
    )
    .unwrap();
    let accepted = link.accept(missing.clone(), Standing::Never, &me).unwrap();
    assert_eq!(accepted.state().clone().password, PasswordState::Chosen);
    assert_eq!(accepted.events().len(), 2);
    let again = link.accept(accepted.state().clone(), Standing::Never, &me);
    assert_eq!(again.unwrap_err().code(), "link_refused");
    let gone = missing
        .disable(&admin, &Administrators::default())
        .unwrap()
        .state()
        .clone();
    assert_eq!(
        link.accept(gone, Standing::Never, &me).unwrap_err().code(),
        "link_refused"
    );
}
