//! Stories about accounts.

use super::*;
use crate::kernel::Id;
use uuid::Uuid;

fn id<T>(number: u128) -> Id<T> {
    Id::new(Uuid::from_u128(number))
}

fn actor(staff: u128, role: Role) -> Actor {
    let mut actor = Actor::system(id(1));
    actor.kind = ActorKind::Staff(id(staff), id(9));
    actor.roles = vec![role];
    actor
}

fn member(number: u128, roles: &[Role]) -> StaffMember {
    let new = NewStaffMember {
        email: "Giulia.Fontana@comune.example".parse().unwrap(),
        given_name: "Giulia".parse().unwrap(),
        family_name: "Fontana".parse().unwrap(),
        roles: roles.iter().copied().collect(),
        offices: BTreeSet::new(),
        password: PasswordState::Chosen,
    };
    StaffMember::create(id(number), new, &Actor::system(id(1)))
        .unwrap()
        .into_parts()
        .0
}

fn administrators(others: usize) -> Administrators {
    Administrators {
        others,
        with_a_way_in: BTreeSet::new(),
    }
}

fn one_more() -> Administrators {
    administrators(1)
}

fn code<T>(outcome: Result<Changed<T>, Refusal>) -> Option<&'static str> {
    outcome.err().map(|refusal| refusal.code())
}

#[test]
fn an_address_is_folded_and_other_spellings_of_none_are_refused() {
    for (typed, kept) in [
        (
            "Giulia.Fontana@Comune.Example",
            "giulia.fontana@comune.example",
        ),
        (" o'neill+lavoro@a-b.example ", "o'neill+lavoro@a-b.example"),
    ] {
        assert_eq!(typed.parse::<Email>().unwrap().as_str(), kept);
    }
    let long = format!("{}@b.example", "a".repeat(65));
    for typed in [
        "",
        "giulia",
        "@b.example",
        "a@",
        "a@b",
        "a@@b.example",
        "a b@c.example",
        "a@-b.example",
        "a..b@c.example",
        "a@b..example",
        "à@b.example",
        "a@b.example\n@c",
        &long,
    ] {
        assert_eq!(typed.parse::<Email>().unwrap_err().code, "email", "{typed}");
    }
    let longest = format!("a@{}.example", "b.".repeat(130));
    assert_eq!(longest.parse::<Email>().unwrap_err().code, "too_long");
}

#[test]
fn an_account_never_shows_names_in_a_debug_print() {
    let print = format!("{:?}", member(2, &[Role::Counsellor]));
    assert!(!print.to_lowercase().contains("giulia"), "{print}");
}

#[test]
fn only_administrators_and_the_operator_manage_accounts() {
    let someone = || member(2, &[Role::Counsellor]);
    for (who, expected) in [
        (actor(5, Role::Coordinator), Some("not_permitted")),
        (actor(5, Role::Auditor), Some("not_permitted")),
        (actor(5, Role::Administrator), None),
        (Actor::system(id(1)), None),
        (Actor::anonymous(id(1)), Some("not_permitted")),
    ] {
        assert_eq!(
            code(someone().disable(&who, &one_more())),
            expected,
            "{who:?}"
        );
        let roles = BTreeSet::from([Role::Auditor]);
        let changed = someone().change(roles, BTreeSet::new(), &who, &one_more());
        assert_eq!(code(changed), expected, "{who:?}");
    }
}

#[test]
fn nobody_disables_or_changes_the_own_account() {
    let me = actor(2, Role::Administrator);
    let mine = || member(2, &[Role::Administrator]);
    assert_eq!(code(mine().disable(&me, &one_more())), Some("own_account"));
    let roles = BTreeSet::from([Role::Administrator, Role::TargetedPlacementOfficer]);
    let changed = mine().change(roles, BTreeSet::new(), &me, &one_more());
    assert_eq!(code(changed), Some("own_account"));
}

#[test]
fn the_last_administrator_stays() {
    let system = Actor::system(id(1));
    let counsellor = BTreeSet::from([Role::Counsellor]);
    for (role, others, expected) in [
        (Role::Administrator, 0, Some("last_administrator")),
        (Role::Administrator, 1, None),
        (Role::Counsellor, 0, None),
    ] {
        let changed = member(2, &[role]).change(
            counsellor.clone(),
            BTreeSet::new(),
            &system,
            &administrators(others),
        );
        assert_eq!(code(changed), expected, "{role} {others}");
        let disabled = member(2, &[role]).disable(&system, &administrators(others));
        assert_eq!(code(disabled), expected, "{role} {others}");
    }
}

#[test]
fn an_account_without_a_role_is_none() {
    let changed = member(2, &[Role::Counsellor]).change(
        BTreeSet::new(),
        BTreeSet::new(),
        &Actor::system(id(1)),
        &one_more(),
    );
    assert_eq!(code(changed), Some("invalid"));
}

#[test]
fn nobody_is_given_the_role_of_programs() {
    let roles = BTreeSet::from([Role::Counsellor, Role::MachineClient]);
    let changed = member(2, &[Role::Counsellor]).change(
        roles,
        BTreeSet::new(),
        &Actor::system(id(1)),
        &one_more(),
    );
    assert_eq!(code(changed), Some("invalid"));
}

#[test]
fn every_change_of_rights_ends_the_tokens_issued_before() {
    let system = Actor::system(id(1));
    let first = member(2, &[Role::Counsellor]);
    let changed = first
        .clone()
        .change(
            BTreeSet::from([Role::Coordinator]),
            BTreeSet::new(),
            &system,
            &one_more(),
        )
        .unwrap();
    let disabled = changed
        .state()
        .clone()
        .disable(&system, &one_more())
        .unwrap();
    let enabled = disabled.state().clone().enable(&system).unwrap();
    let renewed = enabled
        .state()
        .clone()
        .change_password(PasswordState::Chosen, &actor(2, Role::Coordinator))
        .unwrap();
    let epochs = [
        &first,
        changed.state(),
        disabled.state(),
        enabled.state(),
        renewed.state(),
    ];
    assert_eq!(epochs.map(|member| member.epoch), [1, 2, 3, 4, 5]);
}

#[test]
fn a_step_that_has_nothing_to_do_is_refused() {
    let system = Actor::system(id(1));
    let enabled = member(2, &[Role::Counsellor]);
    assert_eq!(code(enabled.clone().enable(&system)), Some("wrong_status"));
    let disabled = enabled
        .disable(&system, &one_more())
        .unwrap()
        .into_parts()
        .0;
    assert_eq!(
        code(disabled.disable(&system, &one_more())),
        Some("wrong_status")
    );
}

#[test]
fn a_password_is_changed_by_its_owner_or_the_operator_only() {
    let mine = || member(2, &[Role::Counsellor]);
    for (who, expected) in [
        (actor(2, Role::Counsellor), None),
        (actor(3, Role::Administrator), Some("not_permitted")),
        (Actor::anonymous(id(1)), Some("not_permitted")),
        (Actor::system(id(1)), None),
    ] {
        let changed = mine().change_password(PasswordState::Chosen, &who);
        assert_eq!(code(changed), expected);
    }
}

fn officer() -> BTreeSet<Role> {
    BTreeSet::from([Role::Counsellor, Role::TargetedPlacementOfficer])
}

/// A counsellor for whom the administrator 5 proposed to hold the data of targeted placement.
fn waiting() -> StaffMember {
    let first = actor(5, Role::Administrator);
    let proposed =
        member(2, &[Role::Counsellor]).change(officer(), BTreeSet::new(), &first, &one_more());
    proposed.unwrap().state().clone()
}

fn kinds(changed: &Changed<StaffMember>) -> Vec<&'static str> {
    changed
        .events()
        .iter()
        .map(|event| event.fact.kind())
        .collect()
}

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

fn claimed(roles: &[Role]) -> Claimed {
    Claimed {
        roles: Some(roles.iter().copied().collect()),
        offices: None,
    }
}

/// The roles after a token with these claims came, if it changed any.
fn followed(member: StaffMember, roles: &[Role]) -> Option<Vec<Role>> {
    let changed = member.follow(&claimed(roles), id(8))?;
    assert_eq!(kinds(&changed), ["staff_rights_followed"]);
    Some(changed.state().roles.iter().copied().collect())
}

#[test]
fn an_account_follows_the_ordinary_roles_that_a_provider_tells() {
    use Role::{Administrator, Auditor, Coordinator, Counsellor, MachineClient};
    let officer = Role::TargetedPlacementOfficer;
    for (held, told, after) in [
        (vec![Counsellor], vec![Coordinator], Some(vec![Coordinator])),
        (
            vec![Counsellor, Coordinator],
            vec![Counsellor],
            Some(vec![Counsellor]),
        ),
        (vec![Counsellor], vec![Counsellor], None),
        // Two people decide about these, whatever a provider says.
        (
            vec![Counsellor, officer],
            vec![Auditor],
            Some(vec![officer, Auditor]),
        ),
        (vec![Counsellor], vec![Counsellor, Administrator], None),
        (
            vec![Counsellor, Administrator],
            vec![Administrator],
            Some(vec![Administrator]),
        ),
        // Nothing told, and nothing left.
        (vec![Counsellor], vec![], None),
        (vec![Counsellor], vec![Administrator], None),
        (vec![Counsellor], vec![MachineClient], None),
    ] {
        let outcome = followed(member(2, &held), &told);
        assert_eq!(outcome, after, "{held:?} {told:?}");
    }
}

#[test]
fn what_a_provider_tells_ends_what_was_issued_before_and_no_proposal() {
    let before = waiting();
    let changed = before.clone().follow(&claimed(&[Role::Auditor]), id(8));
    let after = changed.unwrap().state().clone();
    assert_eq!(after.epoch, before.epoch + 1);
    assert_eq!(after.awaiting, before.awaiting);
}

#[test]
fn an_account_follows_the_offices_that_a_provider_tells() {
    let offices = |numbers: &[u128]| Claimed {
        roles: None,
        offices: Some(numbers.iter().copied().map(id).collect()),
    };
    let mut member = member(2, &[Role::Counsellor]);
    member.offices = [id(3)].into();
    let moved = member.clone().follow(&offices(&[4, 5]), id(8)).unwrap();
    assert_eq!(moved.state().offices, [id(4), id(5)].into());
    assert_eq!(moved.state().roles, member.roles);
    for same in [offices(&[3]), offices(&[]), Claimed::default()] {
        assert_eq!(member.clone().follow(&same, id(8)), None, "{same:?}");
    }
}

#[test]
fn a_disabled_account_follows_nobody() {
    let mut disabled = member(2, &[Role::Counsellor]);
    disabled.status = AccountStatus::Disabled;
    assert_eq!(followed(disabled, &[Role::Coordinator]), None);
}
