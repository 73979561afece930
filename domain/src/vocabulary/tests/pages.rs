//! A vocabulary a page at a time.

use super::super::{Concept, Filter, Position, concepts, get};
use super::day;

fn beginning(q: &str) -> Filter {
    Filter {
        q: Some(q.to_owned()),
        ..Filter::default()
    }
}

#[test]
fn pages_cover_a_list_once_and_in_order() {
    let list = get("states").unwrap();
    for limit in [1, 7, 115, 230, 1000] {
        let (mut read, mut after) = (Vec::<&Concept>::new(), None);
        loop {
            let page = concepts(list, &Filter::default(), after, limit);
            assert!(page.concepts.len() <= limit);
            read.extend(page.concepts);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert!(read.iter().copied().eq(list.concepts.iter()), "{limit}");
    }
}

#[test]
fn a_page_that_ends_with_the_list_has_no_next() {
    let list = get("sex").unwrap();
    assert_eq!(concepts(list, &Filter::default(), None, 2).next, None);
    assert_eq!(
        concepts(list, &Filter::default(), None, 1).next,
        Some(Position(0))
    );
    assert!(
        concepts(list, &Filter::default(), Some(Position(u32::MAX)), 9)
            .concepts
            .is_empty()
    );
}

#[test]
fn the_beginning_of_a_name_finds_it_in_either_language() {
    let states = get("states").unwrap();
    for q in ["germa", "GERMANY", "Germ\u{e0}n"] {
        let page = concepts(states, &beginning(q), None, 10);
        let codes: Vec<_> = page.concepts.iter().map(|c| c.code).collect();
        assert!(codes.contains(&"Z112"), "{q}: {codes:?}");
    }
    let blank = concepts(states, &beginning(" - "), None, 500);
    assert_eq!(blank.concepts.len(), states.concepts.len());
    assert!(
        concepts(states, &beginning("atlantide"), None, 10)
            .concepts
            .is_empty()
    );
}

#[test]
fn a_search_is_paged_like_the_list_and_keeps_to_the_day() {
    let list = get("municipalities").unwrap();
    let filter = Filter {
        valid_on: Some(day("2026-01-01")),
        ..beginning("san giovanni")
    };
    let whole = concepts(list, &filter, None, 1000).concepts;
    let first = concepts(list, &filter, None, 3);
    let second = concepts(list, &filter, first.next, 1000);
    assert_eq!([first.concepts, second.concepts].concat(), whole);
    assert!(whole.len() > 20 && whole.iter().all(|c| c.is_valid_on(day("2026-01-01"))));
}

#[test]
fn about_eight_thousand_municipalities_are_in_force() {
    let list = get("municipalities").unwrap();
    let filter = Filter {
        valid_on: Some(day("2026-06-01")),
        q: None,
    };
    assert_eq!(
        concepts(list, &filter, None, usize::MAX).concepts.len(),
        7894
    );
}
