use domain::kernel::{Id, Refusal};
use uuid::Uuid;

use super::*;
use crate::rig::Rig;

fn names(rig: &Rig, filter: StaffFilter, limit: u16) -> Vec<String> {
    let mut names = Vec::new();
    let mut after = None;
    loop {
        let page = Page {
            limit,
            after: after.take(),
        };
        let paged = rig.read(move |tx| list(tx, &filter, &page)).unwrap();
        names.extend(paged.items.iter().map(|one| one.family_name.to_string()));
        match paged.items.last() {
            Some(last) if paged.more => after = Some(key(last)),
            _ => return names,
        }
    }
}

#[test]
fn colleagues_come_by_family_name_page_by_page_each_once() {
    let rig = Rig::new();
    for family in ["Zeni", "D'Angelo", "Dánti", "abate", "Dante"] {
        let stem = family.replace(['\'', 'á'], "");
        let member = rig.account(&stem, Role::Counsellor, PasswordState::Chosen);
        assert_eq!(member.version, Version::FIRST);
    }
    let all = ["abate", "DAngelo", "Dante", "Dnti", "Zeni"];
    for limit in [1, 2, 5] {
        assert_eq!(names(&rig, StaffFilter::default(), limit), all);
    }
}

#[test]
fn a_list_shows_only_the_role_and_status_that_were_asked_for() {
    let rig = Rig::new();
    let first = rig.account("Alba", Role::Counsellor, PasswordState::Chosen);
    rig.account("Bruni", Role::Counsellor, PasswordState::Chosen);
    rig.account("Conti", Role::Coordinator, PasswordState::Chosen);
    rig.change(&first, StaffMember::disable).unwrap();
    let filter = StaffFilter {
        role: Some(Role::Counsellor),
        status: Some(AccountStatus::Enabled),
        office: None,
    };
    assert_eq!(names(&rig, filter, 10), ["Bruni"]);
    let nowhere = StaffFilter {
        office: Some(Id::new(Uuid::nil())),
        ..StaffFilter::default()
    };
    assert_eq!(names(&rig, nowhere, 10), Vec::<String>::new());
}

#[test]
fn two_accounts_never_share_an_address() {
    let rig = Rig::new();
    let member = rig.account("Alba", Role::Counsellor, PasswordState::Chosen);
    let twin = rig.write(move |tx| {
        let new = domain::staff::NewStaffMember {
            email: member.email.clone(),
            given_name: member.given_name.clone(),
            family_name: member.family_name.clone(),
            roles: member.roles.clone(),
            offices: member.offices.clone(),
            password: PasswordState::Missing,
        };
        let twin = StaffMember::create(tx.new_id(), new, tx.actor())?;
        insert(tx, twin, None)
    });
    assert!(matches!(twin, Err(Error::Refused(Refusal::EmailTaken {}))));
}

#[test]
fn an_office_that_is_not_there_is_refused_by_its_place() {
    let rig = Rig::new();
    let member = rig.account("Alba", Role::Counsellor, PasswordState::Chosen);
    let outcome = rig.change(&member, |member, actor, others| {
        let roles = member.roles.clone();
        member.change(roles, [Id::new(Uuid::from_u128(7))].into(), actor, others)
    });
    let Err(Error::Refused(refusal)) = outcome else {
        panic!("an unknown office was taken");
    };
    assert_eq!(refusal, Refusal::unknown("/office_ids/0"));
}

#[test]
fn a_change_of_what_somebody_else_changed_meanwhile_is_stale() {
    let rig = Rig::new();
    let read = rig.account("Alba", Role::Counsellor, PasswordState::Chosen);
    rig.change(&read, StaffMember::disable).unwrap();
    let outcome = rig.write(move |tx| {
        let changed = read
            .clone()
            .disable(tx.actor(), &Administrators::default())?;
        save(tx, changed)
    });
    assert!(matches!(outcome, Err(Error::Stale { .. })));
}

#[test]
fn of_two_administrators_only_one_can_be_disabled() {
    let rig = Rig::new();
    let pair =
        ["Alba", "Bruni"].map(|f| rig.account(f, Role::Administrator, PasswordState::Chosen));
    let disable = |member: &StaffMember| rig.change(member, StaffMember::disable);
    assert!(disable(&pair[0]).is_ok());
    assert!(matches!(
        disable(&pair[1]),
        Err(Error::Refused(Refusal::LastAdministrator {}))
    ));
}
