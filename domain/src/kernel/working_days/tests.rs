use proptest::prelude::*;

use super::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn torino() -> Calendar {
    Calendar::with_patron("06-24".parse().unwrap())
}

#[test]
fn the_holidays_of_2027_in_torino() {
    let year = Period::new(day("2027-01-01"), Some(day("2027-12-31"))).unwrap();
    let mut holidays = Vec::new();
    for date in year.from().date().iter_days().take(365) {
        let day = Day::new(date).unwrap();
        match torino().holiday(day) {
            None | Some(Holiday::Sunday) => {}
            Some(holiday) => holidays.push(format!("{day} {holiday}")),
        }
    }
    assert_eq!(
        holidays,
        [
            "2027-01-01 new_year",
            "2027-01-06 epiphany",
            "2027-03-29 easter_monday",
            "2027-04-25 liberation_day",
            "2027-05-01 labour_day",
            "2027-06-02 republic_day",
            "2027-06-24 local_patron",
            "2027-08-15 assumption",
            "2027-10-04 saint_francis",
            "2027-11-01 all_saints",
            "2027-12-08 immaculate_conception",
            "2027-12-25 christmas",
            "2027-12-26 saint_stephen",
        ]
    );
}

#[test]
fn the_patron_is_a_holiday_only_at_home() {
    assert_eq!(
        torino().holiday(day("2026-06-24")),
        Some(Holiday::LocalPatron)
    );
    assert_eq!(Calendar::national().holiday(day("2026-06-24")), None);
}

#[test]
fn holidays_begin_with_the_law_that_made_them() {
    let calendar = Calendar::national();
    assert_eq!(calendar.holiday(day("2025-10-04")), None);
    assert_eq!(
        calendar.holiday(day("2026-10-04")),
        Some(Holiday::SaintFrancis)
    );
    assert!(Holiday::SaintFrancis.is_to_be_confirmed());
    assert!(!Holiday::Christmas.is_to_be_confirmed());
    assert_eq!(calendar.holiday(day("2000-06-02")), None);
    assert_eq!(
        calendar.holiday(day("2001-06-02")),
        Some(Holiday::RepublicDay)
    );
}

#[test]
fn a_term_that_ends_on_a_holiday_moves_but_not_from_a_saturday() {
    let table = [
        ("2026-11-21", "2026-11-21"), // a Saturday
        ("2026-11-22", "2026-11-23"), // a Sunday
        ("2026-04-05", "2026-04-07"), // Easter, then its Monday
        ("2025-12-25", "2025-12-27"), // to a Saturday
        ("2026-12-25", "2026-12-28"), // over a Sunday
        ("2026-06-24", "2026-06-25"), // the patron
    ];
    for (end, due) in table {
        assert_eq!(torino().due(day(end)).unwrap(), day(due), "{end}");
    }
    assert_eq!(
        Calendar::national().due(day("2026-06-24")).unwrap(),
        day("2026-06-24")
    );
}

#[test]
fn working_days_are_counted_without_weekend_and_holidays() {
    let december = Period::new(day("2026-12-01"), Some(day("2026-12-31"))).unwrap();
    let office = WorkingDays::default();
    let site = WorkingDays {
        week: WorkingWeek::SixDays,
        ..office
    };
    assert_eq!(office.of(december).count(), 21);
    assert_eq!(site.of(december).count(), 24);
    assert_eq!(
        office.after(day("2026-12-04"), 1).unwrap(),
        day("2026-12-07")
    );
    assert_eq!(
        office.after(day("2026-12-07"), 1).unwrap(),
        day("2026-12-09")
    );
    assert_eq!(
        office.after(day("2026-12-06"), 0).unwrap(),
        day("2026-12-06")
    );
}

#[test]
fn the_calendar_ends_with_a_refusal_not_with_a_panic() {
    let last = day("2100-12-31");
    let office = WorkingDays::default();
    assert_eq!(office.after(last, 1).unwrap_err().code, "date_out_of_range");
    assert_eq!(office.of(Period::since(last)).count(), 1);
}

#[test]
fn a_patron_day_is_a_day_of_some_year() {
    for text in ["06-24", "02-29", "12-31"] {
        assert_eq!(text.parse::<PatronDay>().unwrap().to_string(), text);
    }
    for text in [
        "", "6-24", "02-30", "13-01", "00-10", "+6-24", "06-24-", "24/06",
    ] {
        assert_eq!(
            text.parse::<PatronDay>().unwrap_err().code,
            "invalid_patron_day",
            "{text}"
        );
    }
}

proptest! {
    #[test]
    fn a_term_is_never_due_earlier_and_never_on_a_holiday(offset in 0_u32..73_000) {
        let end = day("1900-01-01").add_days(offset).unwrap();
        let due = torino().due(end).unwrap();
        prop_assert!(due >= end && end.days_until(due) <= 4);
        prop_assert_eq!(torino().holiday(due), None);
    }

    #[test]
    fn counting_forward_and_listing_agree(offset in 0_u32..70_000, count in 1_u32..60) {
        let start = day("1900-01-01").add_days(offset).unwrap();
        let office = WorkingDays { calendar: torino(), week: WorkingWeek::FiveDays };
        let end = office.after(start, count).unwrap();
        let period = Period::new(start.add_days(1).unwrap(), Some(end)).unwrap();
        prop_assert_eq!(office.of(period).count(), usize::try_from(count).unwrap());
    }
}
