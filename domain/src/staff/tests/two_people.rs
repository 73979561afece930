//! Roles about which two people decide.

use super::*;

#[test]
fn a_role_of_two_people_gives_nothing_until_the_second_one_approves_it() {
    let waiting = waiting();
    assert_eq!(waiting.roles, BTreeSet::from([Role::Counsellor]));
    assert_eq!(
        waiting.awaiting,
        [(Role::TargetedPlacementOfficer, id(5))].into()
    );
    for (who, expected) in [
        (actor(5, Role::Administrator), Some("own_proposal")),
        (actor(2, Role::Administrator), Some("own_account")),
        (actor(6, Role::Coordinator), Some("not_permitted")),
        (actor(6, Role::Administrator), None),
        (Actor::system(id(1)), None),
    ] {
        let approved = waiting.clone().approve_roles(&who, &one_more());
        if let Ok(approved) = &approved {
            assert_eq!(approved.state().roles, officer());
            assert_eq!(approved.state().epoch, waiting.epoch + 1);
            assert_eq!(kinds(approved), ["staff_roles_approved"]);
        }
        assert_eq!(code(approved), expected, "{who:?}");
    }
}

#[test]
fn nobody_makes_himself_the_second_person() {
    let first = actor(5, Role::Administrator);
    let new = NewStaffMember {
        email: "prestanome@comune.example".parse().unwrap(),
        given_name: "Ines".parse().unwrap(),
        family_name: "Prestifilippo".parse().unwrap(),
        roles: BTreeSet::from([Role::Administrator]),
        offices: BTreeSet::new(),
        password: PasswordState::Missing,
    };
    let created = StaffMember::create(id(7), new, &first).unwrap();
    assert!(created.state().roles.is_empty());
    assert!(!created.state().administers());
    assert_eq!(kinds(&created), ["staff_created", "staff_roles_proposed"]);
}

#[test]
fn who_had_a_way_in_neither_proposes_nor_approves() {
    let with_way_in = Administrators {
        others: 1,
        with_a_way_in: [id(5), id(6)].into(),
    };
    let (five, six) = (actor(5, Role::Administrator), actor(6, Role::Administrator));
    let change = |roles: BTreeSet<Role>| {
        member(2, &[Role::Counsellor]).change(roles, BTreeSet::new(), &five, &with_way_in)
    };
    assert_eq!(code(change(officer())), Some("same_administrator"));
    assert_eq!(code(change([Role::Coordinator].into())), None);
    let approved = waiting().approve_roles(&six, &with_way_in);
    assert_eq!(code(approved), Some("same_administrator"));
    let seven = actor(7, Role::Administrator);
    assert_eq!(code(waiting().approve_roles(&seven, &with_way_in)), None);
}

#[test]
fn whoever_repeats_a_proposal_does_not_take_it_over() {
    let six = actor(6, Role::Administrator);
    let again = waiting()
        .change(officer(), BTreeSet::new(), &six, &one_more())
        .unwrap();
    assert_eq!(kinds(&again), ["staff_changed"]);
    let five = actor(5, Role::Administrator);
    let approved = again.state().clone().approve_roles(&five, &one_more());
    assert_eq!(code(approved), Some("own_proposal"));
    let approved = again.state().clone().approve_roles(&six, &one_more());
    assert_eq!(code(approved), None);
}

#[test]
fn each_role_waits_for_somebody_else_than_who_proposed_it() {
    let six = actor(6, Role::Administrator);
    let both = BTreeSet::from([Role::Administrator, Role::TargetedPlacementOfficer]);
    let both = waiting().change(both, BTreeSet::new(), &six, &one_more());
    let approved = both
        .unwrap()
        .state()
        .clone()
        .approve_roles(&six, &one_more());
    let left = approved.unwrap().state().clone();
    assert_eq!(left.roles, [Role::TargetedPlacementOfficer].into());
    assert_eq!(left.awaiting, [(Role::Administrator, id(6))].into());
}

#[test]
fn what_is_not_asked_for_any_more_is_withdrawn_and_what_is_held_stays() {
    let five = actor(5, Role::Administrator);
    let counsellor = BTreeSet::from([Role::Counsellor]);
    let withdrawn = waiting().change(counsellor, BTreeSet::new(), &five, &one_more());
    let withdrawn = withdrawn.unwrap();
    assert_eq!(
        kinds(&withdrawn),
        ["staff_changed", "staff_roles_withdrawn"]
    );
    let nothing = withdrawn.state().clone().approve_roles(&five, &one_more());
    assert_eq!(code(nothing), Some("wrong_status"));
    let held = member(2, &[Role::Counsellor, Role::TargetedPlacementOfficer]);
    let offices = BTreeSet::from([id(3)]);
    let moved = held.change(officer(), offices, &five, &one_more()).unwrap();
    assert_eq!(moved.state().roles, officer());
    assert!(moved.state().awaiting.is_empty());
}
