//! What emergency accesses ask for.

use super::*;
use crate::emergency_accesses::{EmergencyAccess, EmergencyPurpose, Review};

#[test]
fn an_emergency_access_wants_an_eye_from_its_first_day_until_somebody_has_looked() {
    let book = shipped();
    let begun = chrono::Utc.with_ymd_and_hms(2026, 3, 1, 23, 30, 0).unwrap();
    let mut access = EmergencyAccess {
        id: id(5),
        staff: id(4),
        individual: id(3),
        purpose: EmergencyPurpose::PersonPresent,
        reason: "La persona è allo sportello.".parse().unwrap(),
        begun_at: begun,
        ends_at: begun + chrono::TimeDelta::hours(3),
        ended: None,
        review: None,
        version: Version::FIRST,
    };
    let due = planner(&book, "2026-03-02").of_emergency(&access, id(7));
    // Midnight has passed where the organisation is.
    let on = day("2026-03-02");
    let owner = Owner::Coordinator { office: id(7) };
    assert_eq!(due, [Due::of(Reason::EmergencyToReview, owner, on, on)]);
    access.review = Some(Review {
        by: Some(id(9)),
        at: begun,
        note: None,
    });
    let none = planner(&book, "2026-03-02").of_emergency(&access, id(7));
    assert_eq!(none, []);
}
