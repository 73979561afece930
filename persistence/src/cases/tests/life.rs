//! Opening, steps, owners and lists.

use diesel::connection::SimpleConnection;
use domain::cases::{
    Case, CaseOutcome, CaseStatus, Closure, ReopeningReason, Silence, Suspension, SuspensionReason,
    WorkKind,
};
use domain::policy::Action;
use domain::rulebook::Rulebook;

use super::super::{
    ByCounsellor, Filter, Key, colleagues, get_to_assign, get_to_show, list, save, save_team,
};
use super::*;
use crate::keyset::Page;

fn close(house: &House, id: CaseId) -> Result<Case, Error> {
    house.write(house.counsellor, move |tx| {
        let case = get(tx, id, Action::WorkCase)?;
        let closure = Closure {
            outcome: CaseOutcome::Employed {
                work_kind: WorkKind::Agency,
            },
            on: None,
            acknowledged: vec![],
        };
        let silence = Silence { attempts: 0 };
        let book = Rulebook::shipped();
        let changed = case.close(tx.actor(), closure, silence, &book, tx.day()?)?;
        save(tx, changed)
    })
}

fn reopen(house: &House, id: CaseId) -> Result<Case, Error> {
    house.write(house.counsellor, move |tx| {
        let case = get(tx, id, Action::WorkCase)?;
        let changed = case.reopen(tx.actor(), ReopeningReason::Returned, tx.day()?)?;
        save(tx, changed)
    })
}

fn everything() -> Page<Key> {
    Page {
        limit: 100,
        after: None,
    }
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
        let closed = close(&house, id).unwrap();
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
        close(&house, first).unwrap();
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

#[test]
fn a_case_is_found_by_its_counsellor_its_team_and_its_office_and_by_nobody_else() {
    for house in houses() {
        let id = house.case();
        let sees = |hand| house.read(hand, |tx| get(tx, id, Action::ReadCase)).is_ok();
        assert!(sees(house.counsellor) && sees(house.coordinator));
        assert!(!sees(house.other) && !sees(house.stranger) && !sees(house.operator));
        let member = house.other.id;
        let case = house.write(house.coordinator, move |tx| {
            let case = get(tx, id, Action::AssignCase)?;
            let members = colleagues(tx, &[member, member])?;
            let changed = case.change_team(tx.actor(), members)?;
            save_team(tx, changed)
        });
        assert_eq!(case.unwrap().team, [member]);
        assert!(sees(house.other));
    }
}

#[test]
fn everybody_who_does_not_exist_and_who_does_not_suit_is_named_by_place() {
    for house in houses() {
        let id = house.case();
        let named = [house.other.id, nobody(), house.operator.id];
        let changed = house.write(house.coordinator, move |tx| {
            let case = get(tx, id, Action::AssignCase)?;
            let members = colleagues(tx, &named)?;
            let changed = case.change_team(tx.actor(), members)?;
            save_team(tx, changed)
        });
        assert_eq!(
            refusal(changed),
            "invalid: /members/1 unknown_reference, /members/2 unsuitable_colleague"
        );
    }
}

#[test]
fn lists_go_back_in_time_page_by_page_and_show_only_what_is_within_reach() {
    for house in houses() {
        let old = house.case();
        let new = house.open_case(house.omar, "2026-05-20").unwrap().id;
        let ids = |hand, filter: &Filter, page: &Page<Key>| {
            let page = house.read(hand, |tx| list(tx, filter, page)).unwrap();
            let ids: Vec<CaseId> = page.items.iter().map(|item| item.case.id).collect();
            (ids, page.more)
        };
        let all = Filter::default();
        assert_eq!(ids(house.counsellor, &all, &everything()).0, [new, old]);
        assert_eq!(ids(house.coordinator, &all, &everything()).0, [new, old]);
        assert!(ids(house.other, &all, &everything()).0.is_empty());
        assert!(ids(house.stranger, &all, &everything()).0.is_empty());
        let first = Page {
            limit: 1,
            after: None,
        };
        assert_eq!(ids(house.counsellor, &all, &first), (vec![new], true));
        let after = Some(Key {
            opened_on: day("2026-05-20"),
            id: new,
        });
        let second = Page { limit: 1, after };
        assert_eq!(ids(house.counsellor, &all, &second), (vec![old], false));
        let until = Filter {
            opened_to: Some(day("2026-01-10")),
            status: Some(CaseStatus::Open),
            individual: Some(house.lucia),
            office: Some(house.desk),
            counsellor: Some(ByCounsellor::Staff(house.counsellor.id)),
            opened_from: Some(day("2026-01-10")),
        };
        assert_eq!(ids(house.counsellor, &until, &everything()).0, [old]);
    }
}

#[test]
fn a_list_takes_as_many_statements_for_two_rows_as_for_one() {
    for house in houses() {
        house.case();
        let count = |house: &House| {
            let before = house.store.statements();
            let page = house
                .read(house.coordinator, |tx| {
                    list(tx, &Filter::default(), &everything())
                })
                .unwrap();
            assert_eq!(page.items[0].person.family_name.as_str(), "Verdi");
            assert_eq!(
                page.items[0].counsellor.as_ref().map(|c| c.id),
                Some(house.counsellor.id)
            );
            house.store.statements() - before
        };
        let one = count(&house);
        house.open_case(house.omar, "2026-05-20").unwrap();
        assert_eq!(count(&house), one);
    }
}

#[test]
fn a_case_that_nobody_follows_is_shown_to_who_may_take_it() {
    for house in houses() {
        let (individual, office) = (house.lucia, house.desk);
        let id = house
            .write(house.counsellor, move |tx| {
                let opening = Opening {
                    id: tx.new_id(),
                    individual: names::person(tx, individual)?,
                    office,
                    counsellor: None,
                    intake: None,
                    reason: "Cerca lavoro.".parse().unwrap(),
                    on: None,
                };
                let changed = Case::open(tx.actor(), opening, tx.day()?)?;
                insert(tx, changed)
            })
            .unwrap()
            .id;
        let free = Filter {
            counsellor: Some(ByCounsellor::Nobody {}),
            ..Filter::default()
        };
        let shown = |hand| {
            let page = house.read(hand, |tx| list(tx, &free, &everything()));
            page.map(|page| page.items.len()).map_err(|e| e.to_string())
        };
        assert_eq!(shown(house.other), Ok(1));
        assert_eq!(shown(house.stranger), Ok(0));
        assert_eq!(shown(house.operator), Err("refused: not_permitted".into()));
        let me = house.other.id;
        let taken = house.write(house.other, move |tx| {
            let case = get(tx, id, Action::TakeCase)?;
            let colleague = colleague(tx, me)?;
            let changed = case.assign(tx.actor(), colleague)?;
            save(tx, changed)
        });
        assert_eq!(taken.unwrap().counsellor, Some(me));
        assert_eq!(shown(house.other), Ok(0));
    }
}

/// How the counsellor can leave a case, and how the counsellor comes back.
const LEAVING: [(&str, &str); 3] = [
    (
        "UPDATE staff SET disabled = {true} WHERE id = {me}",
        "UPDATE staff SET disabled = {false} WHERE id = {me}",
    ),
    (
        "UPDATE staff_roles SET role = 'desk_operator' WHERE staff_id = {me}",
        "UPDATE staff_roles SET role = 'counsellor' WHERE staff_id = {me}",
    ),
    (
        "UPDATE staff_offices SET office_id = {elsewhere} WHERE staff_id = {me}",
        "UPDATE staff_offices SET office_id = {desk} WHERE staff_id = {me}",
    ),
];

/// Runs a statement in which the house's own identifiers are put.
fn run(house: &House, statement: &str) {
    let is_sqlite = house.store.engine() == "sqlite";
    let uid = |id: Uuid| {
        if is_sqlite {
            format!("x'{}'", id.simple())
        } else {
            format!("'{id}'")
        }
    };
    let [yes, no] = if is_sqlite {
        ["1", "0"]
    } else {
        ["true", "false"]
    };
    let statement = statement
        .replace("{me}", &uid(house.counsellor.id.uuid()))
        .replace("{desk}", &uid(house.desk.uuid()))
        .replace("{elsewhere}", &uid(house.elsewhere.uuid()))
        .replace("{true}", yes)
        .replace("{false}", no);
    let done = house.write(house.coordinator, move |tx| {
        tx.conn().batch_execute(&statement).map_err(Error::from)
    });
    done.unwrap();
}

#[test]
fn a_case_whose_counsellor_left_is_free_until_the_counsellor_comes_back() {
    for house in houses() {
        let id = house.case();
        let free = Filter {
            counsellor: Some(ByCounsellor::Nobody {}),
            ..Filter::default()
        };
        let listed = |hand| {
            let page = house.read(hand, |tx| list(tx, &free, &everything()));
            let items = page.unwrap().items.into_iter();
            items.map(|item| item.case.id).collect::<Vec<_>>()
        };
        let shown = |hand| house.read(hand, |tx| get_to_show(tx, id));
        for (leave, come_back) in LEAVING {
            assert!(listed(house.coordinator).is_empty());
            run(&house, leave);
            assert_eq!(listed(house.coordinator), [id], "{leave}");
            assert_eq!(listed(house.other), [id], "{leave}");
            assert!(listed(house.stranger).is_empty());
            assert!(shown(house.other).unwrap().counsellor_left);
            assert_eq!(refusal(shown(house.stranger)), "not found");
            run(&house, come_back);
            assert_eq!(refusal(shown(house.other)), "not found");
        }
        run(&house, LEAVING[0].0);
        let me = house.other.id;
        let taken = house.write(house.other, move |tx| {
            let case = get_to_assign(tx, id)?;
            let colleague = colleague(tx, me)?;
            let changed = case.assign(tx.actor(), colleague)?;
            save(tx, changed)
        });
        assert!(!taken.unwrap().counsellor_left);
        assert!(listed(house.coordinator).is_empty());
    }
}

#[test]
fn a_closed_case_stays_with_the_name_of_who_followed_it() {
    for house in houses() {
        let id = house.case();
        close(&house, id).unwrap();
        run(&house, LEAVING[0].0);
        let free = Filter {
            counsellor: Some(ByCounsellor::Nobody {}),
            ..Filter::default()
        };
        let page = house.read(house.coordinator, |tx| list(tx, &free, &everything()));
        assert!(page.unwrap().items.is_empty());
        let shown = house.read(house.other, |tx| get_to_show(tx, id));
        assert_eq!(refusal(shown), "not found");
    }
}

#[test]
fn the_pages_of_a_coordinator_of_two_offices_hold_each_case_once_and_in_order() {
    for house in houses() {
        let first = house.case();
        let second = house.open_case(house.omar, "2026-05-20").unwrap().id;
        let me = house.stranger.id;
        let joined = house.write(house.coordinator, move |tx| {
            let case = get(tx, first, Action::AssignCase)?;
            let members = colleagues(tx, &[me])?;
            let changed = case.change_team(tx.actor(), members)?;
            save_team(tx, changed)
        });
        joined.unwrap();
        let mut caller = house.caller(house.stranger);
        caller.actor.offices.push(house.desk);
        let page = |after| {
            let page = Page { limit: 1, after };
            let page = house
                .store
                .read(&caller, |tx| list(tx, &Filter::default(), &page));
            let page = page.unwrap();
            (page.items[0].case.clone(), page.more)
        };
        let (newest, more) = page(None);
        assert_eq!((newest.id, more), (second, true));
        let key = Key {
            opened_on: newest.opened_on,
            id: newest.id,
        };
        let (oldest, more) = page(Some(key));
        assert_eq!((oldest.id, more), (first, false));
    }
}

#[test]
fn who_becomes_coordinator_keeps_the_cases_followed_at_another_office() {
    for house in houses() {
        let id = house.case();
        let member = house.stranger.id;
        let changed = house.write(house.coordinator, move |tx| {
            let case = get(tx, id, Action::AssignCase)?;
            let members = colleagues(tx, &[member])?;
            let changed = case.change_team(tx.actor(), members)?;
            save_team(tx, changed)
        });
        changed.unwrap();
        let mut caller = house.caller(house.stranger);
        caller.actor.roles.push(Role::Coordinator);
        let read = |action| house.store.read(&caller, |tx| get(tx, id, action));
        for action in [
            Action::ReadCase,
            Action::WorkCase,
            Action::ReadNotes,
            Action::WriteNotes,
        ] {
            let case = read(action).unwrap();
            assert!(case.is_within(&caller.actor, action));
        }
        assert_eq!(refusal(read(Action::AssignCase)), "not found");
        assert_eq!(refusal(read(Action::TakeCase)), "not found");
        let lucia = house.lucia;
        let record = house.store.write(caller, move |tx| {
            crate::individuals::within(tx, lucia, Action::EditIndividual).map(|_| ())
        });
        record.unwrap();
    }
}

#[test]
fn a_case_that_nobody_follows_can_be_opened_by_who_may_take_it_and_a_followed_one_stays_hidden() {
    for house in houses() {
        let id = house.open_for(None).unwrap().id;
        let shown = |hand| house.read(hand, |tx| get_to_show(tx, id));
        assert_eq!(shown(house.other).unwrap().id, id);
        assert_eq!(refusal(shown(house.stranger)), "not found");
        let me = house.counsellor.id;
        let taken = house.write(house.counsellor, move |tx| {
            let case = get_to_assign(tx, id)?;
            let counsellor = colleague(tx, me)?;
            let changed = case.assign(tx.actor(), counsellor)?;
            save(tx, changed)
        });
        taken.unwrap();
        let assigned = |hand| house.read(hand, |tx| get_to_assign(tx, id));
        assert_eq!(refusal(shown(house.other)), "not found");
        assert_eq!(refusal(assigned(house.other)), "not found");
        assert!(assigned(house.counsellor).is_ok() && assigned(house.coordinator).is_ok());
    }
}

#[test]
fn an_answer_is_repeated_only_as_long_as_the_case_is_within_reach() {
    for house in houses() {
        let id = house.open_for(None).unwrap().id;
        let (office, person) = (Some(house.desk), Some(house.lucia));
        let repeats = |hand, action| {
            house.read(hand, |tx| {
                crate::reach::recheck(tx, action, office, person, Some(id))
            })
        };
        repeats(house.other, Action::OpenCase).unwrap();
        let me = house.counsellor.id;
        let given = house.write(house.coordinator, move |tx| {
            let case = get_to_assign(tx, id)?;
            let counsellor = colleague(tx, me)?;
            let changed = case.assign(tx.actor(), counsellor)?;
            save(tx, changed)
        });
        given.unwrap();
        for action in [Action::OpenCase, Action::TakeCase] {
            assert_eq!(refusal(repeats(house.other, action)), "not found");
            repeats(house.counsellor, action).unwrap();
            repeats(house.coordinator, action).unwrap();
        }
    }
}
