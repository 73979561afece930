//! Two who write the hours of one colleague at once.

use super::*;
use crate::hand_overs::{at_once, statuses};
use crate::support::Answer;

/// What the one hears who is refused.
fn refused(answers: &[Answer; 2]) -> Vec<String> {
    let refused = answers.iter().find(|answer| answer.status == 422);
    refused.map(Answer::faults).unwrap_or_default()
}

#[test]
fn two_coordinators_set_hours_at_once_and_one_is_refused() {
    for first in [true, false] {
        for _ in 0..4 {
            let app = start();
            let second = app.beside(|_| {});
            on(&second, TODAY);
            let (mine, theirs) = (app.member(coordinator(0)), second.member(coordinator(1)));
            let path = hours_of(counsellor(0));
            if !first {
                // The calendar is there already: its row is held instead of made.
                made(&mine, &path, &hours(5, "09:00", "13:00"));
            }
            let before = app.database.count("availabilities");
            let bodies = [hours(1, "09:00", "13:00"), hours(1, "12:00", "16:00")];
            let answers = at_once([(&mine, &path, &bodies[0]), (&theirs, &path, &bodies[1])]);
            assert_eq!(statuses(&answers), [201, 422]);
            assert_eq!(refused(&answers), ["/from overlapping_hours"]);
            assert_eq!(app.database.count("availabilities"), before + 1);
        }
    }
}

#[test]
fn of_two_exceptions_of_one_time_one_is_refused() {
    for _ in 0..4 {
        let app = start();
        let second = app.beside(|_| {});
        on(&second, TODAY);
        let (mine, theirs) = (app.member(counsellor(0)), second.member(coordinator(0)));
        let path = exceptions_of(counsellor(0));
        let bodies = [
            absence("2026-03-09", "09:00", "11:00"),
            absence("2026-03-09", "10:00", "12:00"),
        ];
        let answers = at_once([(&mine, &path, &bodies[0]), (&theirs, &path, &bodies[1])]);
        assert_eq!(statuses(&answers), [201, 422]);
        assert_eq!(refused(&answers), ["/from overlapping_exceptions"]);
        assert_eq!(app.database.count("availability_exceptions"), 1);
    }
}
