//! Diaries and a cycle of twelve members and twelve weeks, worked out by hand.

use super::*;

fn week(target: u32, activities: u32, seen: Seen) -> Week {
    Week {
        target,
        activities,
        applications: activities,
        replies: 0,
        interviews: 0,
        seen,
    }
}

const LIMITS: Limits = Limits {
    empty: 2,
    missed: 2,
};

#[test]
fn a_streak_ends_with_the_first_week_below_the_target() {
    let weeks = [3, 3, 2, 3, 4, 5].map(|done| week(3, done, Seen::Came));
    let diary = Diary(&weeks);
    assert_eq!((diary.streak(), diary.longest_streak()), (3, 3));
    let over = [3, 3, 3, 2].map(|done| week(3, done, Seen::Came));
    let diary = Diary(&over);
    assert_eq!((diary.streak(), diary.longest_streak()), (0, 3));
    assert_eq!(Diary(&[]).streak(), 0);
}

#[test]
fn interviews_are_told_of_the_applications_that_there_were() {
    let mut weeks = [week(3, 4, Seen::Came), week(3, 6, Seen::Came)];
    weeks[1].interviews = 2;
    assert_eq!(Diary(&weeks).hit_rate(), Some((2, 10)));
    assert_eq!(Diary(&[week(3, 0, Seen::Came)]).hit_rate(), None);
}

#[test]
fn somebody_asks_after_the_second_empty_week_and_the_second_session_without_the_member() {
    use Seen::{Came, Missed, NoSession};
    let alerts = |weeks: &[(u32, Seen)]| {
        let weeks: Vec<Week> = weeks
            .iter()
            .map(|(done, seen)| week(3, *done, *seen))
            .collect();
        Diary(&weeks).alerts(LIMITS)
    };
    assert_eq!(alerts(&[(0, Came)]), []);
    assert_eq!(alerts(&[(0, Came), (0, Came)]), [Alert::EmptyWeeks(2)]);
    assert_eq!(alerts(&[(0, Came), (1, Came), (0, Came)]), []);
    assert_eq!(alerts(&[(1, Missed)]), []);
    assert_eq!(alerts(&[(1, Missed), (1, Missed)]), [Alert::Missed(2)]);
    assert_eq!(
        alerts(&[(1, Missed), (1, NoSession), (1, Missed)]),
        [Alert::Missed(2)]
    );
    assert_eq!(alerts(&[(1, Missed), (1, Came), (1, Missed)]), []);
    let both = [(0, Missed), (0, Missed), (0, Missed)];
    assert_eq!(alerts(&both), [Alert::EmptyWeeks(3), Alert::Missed(3)]);
}

/// Twelve members, each with three activities agreed on in each of twelve weeks: member n of 1 to 12
/// does as many as n modulo 4 a week, misses the first n modulo 3 sessions, has a reply in each of the
/// first n weeks and an interview in week 6 if n is even.
fn cycle() -> Vec<Member> {
    use Known::{AtWork, NotAtWork, NotYet, Unknown};
    let member = |n: u32| {
        let weeks = (1..=12).map(|w| Week {
            target: 3,
            activities: n % 4,
            applications: n % 4,
            replies: u32::from(w <= n),
            interviews: u32::from(w == 6 && n.is_multiple_of(2)),
            seen: match w {
                12 => Seen::NoSession,
                w if w <= n % 3 => Seen::Missed,
                _ => Seen::Came,
            },
        });
        let (three, six) = match n {
            1..=4 => (AtWork, AtWork),
            5..=7 => (NotAtWork, AtWork),
            8 | 9 => (NotAtWork, Unknown),
            10 => (Unknown, NotAtWork),
            _ => (Unknown, NotYet),
        };
        Member {
            weeks: weeks.collect(),
            left_for_work: n <= 2,
            at_three_months: three,
            at_six_months: six,
        }
    };
    (1..=12).map(member).collect()
}

#[test]
fn a_cycle_of_twelve_members_and_twelve_weeks_is_as_worked_out_by_hand() {
    let expected = Report {
        members: 12,
        // 12 × 11 sessions; members 1, 4, 7, 10 missed one and 2, 5, 8, 11 two: 4 + 8.
        attendance: (120, 132),
        // 12 weeks × (1+2+3+0) three times, of 12 × 12 × 3.
        activities: (216, 432),
        applications: 216,
        // 1 + 2 + … + 12.
        replies: 78,
        // Members 2, 4, 6, 8, 10, 12.
        interviews: 6,
        left_for_work: 2,
        at_three_months: Outcome {
            at_work: 4,
            known: 9,
            unknown: 3,
            not_yet: 0,
        },
        at_six_months: Outcome {
            at_work: 7,
            known: 8,
            unknown: 2,
            not_yet: 2,
        },
    };
    assert_eq!(Report::of(&cycle()), expected);
}

#[test]
fn of_a_club_without_members_nothing_is_told() {
    assert_eq!(Report::of(&[]), Report::default());
}
