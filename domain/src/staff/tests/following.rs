//! Accounts that follow what a provider tells of roles and offices.

use super::*;

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
