//! What stands against one record answering for both.

use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::samples::{day, id};

fn half(n: u128) -> Half {
    Half {
        groups: vec![],
        id: id(n),
        office: id(7),
        identifiers: None,
        running_at: Vec::new(),
        expected: Vec::new(),
        pending: Vec::new(),
        sections: Vec::new(),
    }
}

/// An hour from this instant on.
fn hour(starts: &str) -> Span {
    let starts: DateTime<Utc> = starts.parse().unwrap();
    Span::new(starts, starts + TimeDelta::hours(1)).unwrap()
}

fn told(survivor: &Half, absorbed: &Half) -> Vec<&'static str> {
    let found = conflicts(survivor, absorbed, day("2026-03-05"));
    found.iter().map(|finding| finding.rule).collect()
}

#[test]
fn two_records_that_are_expected_at_one_hour_are_not_merged() {
    let (mut one, mut other) = (half(1), half(2));
    one.expected = vec![hour("2026-03-09T09:00:00Z"), hour("2026-03-09T14:00:00Z")];
    other.expected = vec![hour("2026-03-09T10:00:00Z")];
    assert!(told(&one, &other).is_empty());
    other.expected.push(hour("2026-03-09T14:55:00Z"));
    assert_eq!(told(&one, &other), ["merge.overlapping_bookings"]);
    assert_eq!(told(&other, &one), ["merge.overlapping_bookings"]);
}

#[test]
fn two_records_with_the_same_service_to_come_are_not_merged_where_nobody_has_it_twice() {
    let (mut one, mut other) = (half(1), half(2));
    one.pending = vec![id(30), id(31)];
    other.pending = vec![id(32)];
    assert!(told(&one, &other).is_empty());
    other.pending.push(id(31));
    assert_eq!(told(&one, &other), ["merge.pending_twice"]);
}
