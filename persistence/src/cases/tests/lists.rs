//! Lists: their order, their pages, and what they cost.

use domain::cases::CaseStatus;

use super::super::{ByCounsellor, Filter, Key, list};
use super::*;
use crate::keyset::Page;

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
fn the_pages_of_a_coordinator_of_two_offices_hold_each_case_once_and_in_order() {
    for house in houses() {
        let first = house.case();
        let second = house.open_case(house.omar, "2026-05-20").unwrap().id;
        let me = house.stranger.id;
        let joined = house.team_up(first, [me]);
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
