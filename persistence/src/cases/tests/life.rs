//! Opening, steps and versions.

use domain::cases::{Case, ReopeningReason, Suspension, SuspensionReason};
use domain::policy::Action;

use super::super::save;
use super::*;

fn reopen(house: &House, id: CaseId) -> Result<Case, Error> {
    house.write(house.counsellor, move |tx| {
        let case = get(tx, id, Action::WorkCase)?;
        let changed = case.reopen(tx.actor(), ReopeningReason::Returned, tx.day()?)?;
        save(tx, changed)
    })
}

#[test]
fn a_case_reads_back_as_it_was_stored_through_all_its_states() {
    for house in houses() {
        let opened = house.open_case(house.lucia, "2026-01-10").unwrap();
        let id = opened.id;
        let read = |action| house.read(house.counsellor, move |tx| get(tx, id, action));
        assert_eq!(read(Action::ReadCase).unwrap(), opened);
        let suspended = house.write(house.counsellor, move |tx| {
            let suspension = Suspension {
                reason: SuspensionReason::Away,
                on: None,
                until: Some(day("2026-06-30")),
            };
            let case = get(tx, id, Action::WorkCase)?;
            let changed = case.suspend(tx.actor(), suspension, tx.day()?)?;
            save(tx, changed)
        });
        assert_eq!(read(Action::ReadCase).unwrap(), suspended.unwrap());
        let closed = house.close(id).unwrap();
        assert_eq!(read(Action::ReadCase).unwrap(), closed);
        let open = reopen(&house, id).unwrap();
        assert_eq!(read(Action::ReadCase).unwrap(), open);
        assert_eq!((open.version.0, open.since), (4, day("2026-05-20")));
        assert_eq!(open.last_contact_on, Some(day("2026-05-20")));
    }
}

#[test]
fn a_person_has_one_open_case_at_an_office_also_when_an_old_one_would_open_again() {
    for house in houses() {
        let first = house.case();
        let second = house.open_case(house.lucia, "2026-05-20");
        assert_eq!(refusal(second), "open_case_exists");
        house.close(first).unwrap();
        house.open_case(house.lucia, "2026-05-20").unwrap();
        assert_eq!(refusal(reopen(&house, first)), "open_case_exists");
    }
}

#[test]
fn nobody_is_followed_who_is_not_registered() {
    for house in houses() {
        let stranger = house.open_case(nobody(), "2026-05-20");
        assert_eq!(
            refusal(stranger),
            "invalid: /individual_id unknown_reference"
        );
    }
}

#[test]
fn of_two_who_decided_on_the_same_version_one_is_stale() {
    for house in houses() {
        let id = house.case();
        let stale = house.write(house.counsellor, move |tx| {
            let case = get(tx, id, Action::WorkCase)?;
            let today = tx.day()?;
            let suspension = |reason| Suspension {
                reason,
                on: None,
                until: None,
            };
            let away = suspension(SuspensionReason::Away);
            let training = suspension(SuspensionReason::InTraining);
            let one = case.clone().suspend(tx.actor(), away, today)?;
            let two = case.suspend(tx.actor(), training, today)?;
            save(tx, one)?;
            save(tx, two)
        });
        assert_eq!(refusal(stale), "stale");
    }
}
