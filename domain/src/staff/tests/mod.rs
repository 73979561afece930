//! Stories about accounts.

mod following;
mod two_people;

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
