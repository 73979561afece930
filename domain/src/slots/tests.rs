//! Slots as tables of hours.

mod moving;

use chrono::Weekday;
use proptest::prelude::*;

use super::*;
use crate::appointments::samples::{at, closed, hours, plan, service};
use crate::availabilities::Why;
use crate::rulebook::{Chain, Rulebook};
use crate::samples::{day, id, own_number};

/// A Thursday at ten.
const NOW: &str = "2026-03-05T09:00:00Z";
/// The Monday after.
const MONDAY: &str = "2026-03-09";

fn taken(starts: &str, minutes: i64) -> Taken {
    let starts = at(starts);
    Taken {
        span: Span::new(starts, starts + TimeDelta::minutes(minutes)).unwrap(),
        is_work: true,
    }
}

fn candidate(n: u128, from: &str, to: &str) -> Candidate {
    Candidate {
        plan: plan(n, vec![hours(n, Weekday::Mon, from, to)]),
        taken: Vec::new(),
    }
}

fn search(service: &Service, candidates: Vec<Candidate>) -> Search<'_> {
    Search {
        wanted: Wanted {
            service,
            office: id(7),
            mode: AppointmentMode::InPerson,
            language: None,
            needs: BTreeSet::new(),
            moving: None,
        },
        zone: candidates
            .first()
            .map_or(Tz::Europe__Rome, |one| one.plan.zone),
        candidates,
        rooms: BTreeMap::new(),
        features: BTreeMap::new(),
    }
}

fn when<T>(now: &str, deed: impl FnOnce(&Moment<'_>) -> T) -> T {
    let (book, chain) = (Rulebook::shipped(), Chain::italy());
    let now = at(now);
    deed(&Moment {
        now,
        today: Day::at(now, Tz::Europe__Rome).unwrap(),
        book: &book,
        chain: &chain,
    })
}

fn found(search: &Search<'_>, now: &str, from: &str, to: &str) -> Vec<Slot> {
    when(now, |moment| search.slots((day(from), day(to)), moment))
}

/// The beginnings as the clock shows them.
fn shown(search: &Search<'_>, on: &str) -> String {
    let slots = found(search, NOW, on, on);
    let clock = |slot: &Slot| slot.span.starts().with_timezone(&search.zone);
    let all = slots
        .iter()
        .map(|slot| clock(slot).format("%H:%M").to_string());
    all.collect::<Vec<_>>().join(" ")
}

#[test]
fn slots_are_windows_less_what_is_taken() {
    let service = service();
    let mut one = candidate(3, "09:00", "12:00");
    let all = "09:00 09:15 09:30 09:45 10:00 10:15 10:30 10:45 11:00";
    assert_eq!(shown(&search(&service, vec![one.clone()]), MONDAY), all);
    // From ten to half past: an hour before that, or after it.
    one.taken = vec![taken("2026-03-09T09:00:00Z", 30)];
    let left = "09:00 10:30 10:45 11:00";
    assert_eq!(shown(&search(&service, vec![one.clone()]), MONDAY), left);
    one.taken = vec![taken("2026-03-09T08:00:00Z", 180)];
    assert_eq!(shown(&search(&service, vec![one]), MONDAY), "");
}

#[test]
fn a_room_that_is_taken_is_taken_for_everybody() {
    let service = service();
    let mut one = search(&service, vec![candidate(3, "09:00", "11:00")]);
    let span = taken("2026-03-09T08:00:00Z", 60).span;
    one.rooms = BTreeMap::from([(id(20), vec![span])]);
    assert_eq!(shown(&one, MONDAY), "10:00");
    one.rooms = BTreeMap::from([(id(21), vec![span])]);
    assert_eq!(shown(&one, MONDAY), "09:00 09:15 09:30 09:45 10:00");
    // Whoever is met from afar needs no room.
    one.rooms = BTreeMap::from([(id(20), vec![span])]);
    one.wanted.mode = AppointmentMode::Phone;
    assert_eq!(shown(&one, MONDAY), "");
    one.candidates[0].plan.hours[0].terms.remote = true;
    assert_eq!(shown(&one, MONDAY), "09:00 09:15 09:30 09:45 10:00");
}

#[test]
fn a_search_by_office_language_and_need_finds_who_offers_all_of_it() {
    let service = service();
    let mut both = search(
        &service,
        vec![
            candidate(3, "09:00", "10:00"),
            candidate(4, "09:00", "10:00"),
        ],
    );
    let who = |search: &Search<'_>| -> Vec<StaffId> {
        let slots = found(search, NOW, MONDAY, MONDAY);
        slots.iter().map(|slot| slot.counsellor).collect()
    };
    assert_eq!(who(&both), [id(3), id(4)]);
    both.candidates[1].plan.hours[0].terms.languages = vec!["fr".parse().unwrap()];
    both.wanted.language = Some("fr".parse().unwrap());
    assert_eq!(who(&both), [id(4)]);
    both.wanted.needs = BTreeSet::from([RoomFeature::StepFree, RoomFeature::Quiet]);
    both.features = BTreeMap::from([(id(20), BTreeSet::from([RoomFeature::StepFree]))]);
    assert!(who(&both).is_empty());
    let all = BTreeSet::from([RoomFeature::StepFree, RoomFeature::Quiet]);
    both.features = BTreeMap::from([(id(20), all)]);
    assert_eq!(who(&both), [id(4)]);
    both.wanted.office = id(8);
    assert!(who(&both).is_empty());
}

#[test]
fn beginnings_lie_as_many_minutes_apart_as_the_organisation_says() {
    let service = service();
    let one = search(&service, vec![candidate(3, "09:00", "11:00")]);
    for (minutes, many) in [
        ("60", 2),
        ("30", 3),
        ("7", 13),
        ("5", 13),
        ("1", 13),
        ("0", 13),
    ] {
        let own = own_number(STEP_MINUTES, minutes);
        let moment = Moment {
            now: at(NOW),
            today: day("2026-03-05"),
            book: &own.0,
            chain: &own.1,
        };
        let slots = one.slots((day(MONDAY), day(MONDAY)), &moment);
        assert_eq!(slots.len(), many, "{minutes}");
    }
}

#[test]
fn days_are_those_in_which_the_service_is_booked() {
    let mut service = service();
    let on_monday = |service: &Service, now: &str| {
        let one = search(service, vec![candidate(3, "09:00", "11:00")]);
        found(&one, now, "2026-01-01", "2026-12-31")
    };
    let first = |slots: &[Slot]| slots.first().map(|slot| slot.span.starts());
    let slots = on_monday(&service, "2026-03-08T12:00:00Z");
    assert_eq!(first(&slots), Some(at("2026-03-09T08:00:00Z")));
    let slots = on_monday(&service, "2026-03-09T06:00:00Z");
    assert_eq!(first(&slots), Some(at("2026-03-16T08:00:00Z")));
    service.terms.figures.margin_days = 0;
    let slots = on_monday(&service, "2026-03-09T08:20:00Z");
    assert_eq!(first(&slots), Some(at("2026-03-09T08:30:00Z")));
    service.terms.figures.ahead_days = 6;
    assert_eq!(on_monday(&service, "2026-03-09T08:20:00Z").len(), 3);
    service.terms.figures.ahead_days = 7;
    assert_eq!(on_monday(&service, "2026-03-09T08:20:00Z").len(), 8);
    service.terms.blocked = true;
    assert!(on_monday(&service, "2026-03-09T08:20:00Z").is_empty());
}

#[test]
fn a_weekly_series_keeps_its_hour_across_both_changes_of_the_clock() {
    let mut service = service();
    service.terms.figures.ahead_days = 365;
    let weekend = |n| {
        let days = [Weekday::Sat, Weekday::Sun, Weekday::Mon];
        plan(n, days.map(|on| hours(n, on, "00:00", "03:00")).to_vec())
    };
    let one = Candidate {
        plan: weekend(3),
        taken: Vec::new(),
    };
    let one = search(&service, vec![one]);
    for (now, from, to, utc) in [
        (
            "2026-03-20T09:00:00Z",
            "2026-03-28",
            "2026-03-30",
            ["27T23", "28T00", "28T01", "29T22", "29T23", "30T00"],
        ),
        (
            "2026-10-20T09:00:00Z",
            "2026-10-24",
            "2026-10-26",
            ["23T22", "23T23", "24T00", "25T23", "26T00", "26T01"],
        ),
        (
            "2027-03-20T09:00:00Z",
            "2027-03-27",
            "2027-03-29",
            ["26T23", "27T00", "27T01", "", "", ""],
        ),
        (
            "2027-10-20T09:00:00Z",
            "2027-10-30",
            "2027-11-01",
            ["29T22", "29T23", "30T00", "", "", ""],
        ),
    ] {
        let slots = found(&one, now, from, to);
        let hour = |slot: &Slot| slot.span.starts().format("%dT%H").to_string();
        let mut hours: Vec<String> = slots.iter().map(hour).collect();
        hours.dedup();
        // Nobody works on the Sunday itself; Easter Monday and All Saints are holidays, too.
        let wanted: Vec<&str> = utc.into_iter().filter(|hour| !hour.is_empty()).collect();
        let starts: Vec<&str> = hours.iter().map(String::as_str).collect();
        assert_eq!(starts, wanted, "{from}");
        assert!(
            slots
                .iter()
                .all(|slot| slot.span.ends() - slot.span.starts() == TimeDelta::hours(1))
        );
    }
}

#[test]
fn a_window_over_the_change_has_the_hours_that_pass() {
    // There the clock is changed in the night to a Friday, and at the end of a Thursday.
    let mut service = service();
    service.terms.figures.ahead_days = 365;
    let in_cairo = |weekday, from, to| {
        let mut plan = plan(3, vec![hours(3, weekday, from, to)]);
        plan.zone = Tz::Africa__Cairo;
        search(
            &service,
            vec![Candidate {
                plan,
                taken: Vec::new(),
            }],
        )
    };
    let spring = in_cairo(Weekday::Fri, "00:00", "03:00");
    let many = |search: &Search<'_>, on| found(search, "2026-04-01T09:00:00Z", on, on).len();
    // From midnight, which is one, to three: two hours, and three a week later.
    assert_eq!(many(&spring, "2026-04-24"), 5);
    assert_eq!(many(&spring, "2026-05-08"), 9);
    let autumn = in_cairo(Weekday::Thu, "22:00", "24:00");
    assert_eq!(many(&autumn, "2026-10-22"), 5);
    assert_eq!(many(&autumn, "2026-10-29"), 9);
}

fn least(candidates: Vec<Candidate>) -> Vec<StaffId> {
    let service = service();
    let slots = found(&search(&service, candidates), NOW, MONDAY, MONDAY);
    let at_nine = slots
        .iter()
        .filter(|slot| slot.span.starts() == at("2026-03-09T08:00:00Z"));
    at_nine
        .filter(|slot| slot.is_least_loaded)
        .map(|slot| slot.counsellor)
        .collect()
}

#[test]
fn the_least_loaded_has_the_least_share_of_the_hours_taken() {
    let (mut one, mut other) = (
        candidate(3, "09:00", "12:00"),
        candidate(4, "09:00", "17:20"),
    );
    // An hour of three, and less of more: 165 minutes of 500 are 33 of 100.
    one.taken = vec![taken("2026-03-09T10:00:00Z", 60)];
    other.taken = vec![taken("2026-03-09T12:00:00Z", 165)];
    assert_eq!(least(vec![one.clone(), other.clone()]), [id(4)]);
    other.taken = vec![taken("2026-03-09T12:00:00Z", 170)];
    assert_eq!(least(vec![one, other]), [id(3)]);
}

#[test]
fn of_equal_shares_the_fewer_meetings_of_the_day_count_and_then_the_identifier() {
    let (mut one, mut other) = (
        candidate(3, "09:00", "12:00"),
        candidate(4, "09:00", "12:00"),
    );
    assert_eq!(least(vec![other.clone(), one.clone()]), [id(3)]);
    one.taken = vec![
        taken("2026-03-09T10:00:00Z", 30),
        taken("2026-03-09T10:30:00Z", 30),
    ];
    other.taken = vec![taken("2026-03-09T10:00:00Z", 60)];
    assert_eq!(least(vec![one.clone(), other.clone()]), [id(4)]);
    // An absence that was told leaves nothing to do, and what is no meeting is no work.
    other.taken = vec![taken("2026-03-09T10:00:00Z", 60)];
    for taken in &mut one.taken {
        taken.is_work = false;
    }
    assert_eq!(least(vec![one, other]), [id(3)]);
}

#[test]
fn the_month_shows_days_with_and_without_room() {
    let service = service();
    let mut one = candidate(3, "09:00", "11:00");
    one.plan.closures = vec![closed("2026-03-30")];
    one.taken = vec![taken("2026-03-16T08:00:00Z", 120)];
    let one = search(&service, vec![one]);
    let month = |from, to| when(NOW, |moment| one.days((day(from), day(to)), moment));
    let march = month("2026-03-01", "2026-03-31");
    assert_eq!(march.len(), 31);
    let why = |on: usize| march[on - 1].why.clone();
    assert_eq!(why(2), [WhyFull::TooSoon]);
    assert_eq!(why(5), [WhyFull::TooSoon]);
    assert_eq!(why(6), [WhyFull::NoHours]);
    assert!(matches!(why(8)[..], [WhyFull::Not(Why::Holiday(_))]));
    assert_eq!(
        (march[8].free, march[8].first),
        (5, Some(at("2026-03-09T08:00:00Z")))
    );
    assert!(why(9).is_empty());
    assert_eq!(why(16), [WhyFull::Taken]);
    assert_eq!(why(30), [WhyFull::Not(Why::Closure(id(50)))]);
    let may = month("2026-05-04", "2026-05-05");
    assert_eq!((may[0].free, &may[1].why[..]), (5, &[WhyFull::TooFar][..]));
}

#[test]
fn a_day_without_room_says_whether_it_is_over_too_short_or_blocked() {
    let mut service = service();
    service.terms.figures.margin_days = 0;
    let why = |service: &Service, now: &str| {
        let one = search(service, vec![candidate(3, "09:00", "11:00")]);
        let days = when(now, |moment| one.days((day(MONDAY), day(MONDAY)), moment));
        days[0].why.clone()
    };
    // The last hour begins at ten, which is nine in UTC.
    assert_eq!(why(&service, "2026-03-09T09:00:00Z"), []);
    assert_eq!(why(&service, "2026-03-09T09:00:01Z"), [WhyFull::Over]);
    service.terms.figures.minutes = 120;
    assert_eq!(why(&service, NOW), []);
    service.terms.figures.minutes = 125;
    assert_eq!(why(&service, NOW), [WhyFull::TooShort]);
    service.terms.blocked = true;
    assert_eq!(why(&service, NOW), [WhyFull::Blocked]);
}

proptest! {
    #[test]
    fn no_slot_lies_at_a_time_that_is_taken_and_none_that_fits_is_missing(
        busy in prop::collection::vec((0_i64..96, 1_i64..24), 0..8),
        minutes in 1_u16..24,
    ) {
        let mut service = service();
        service.terms.figures.minutes = minutes * 5;
        let mut one = candidate(3, "09:00", "17:00");
        let opens = at("2026-03-09T08:00:00Z");
        one.taken = busy.iter().map(|(from, long)| {
            let starts = opens + TimeDelta::minutes(from * 5);
            let span = Span::new(starts, starts + TimeDelta::minutes(long * 5)).unwrap();
            Taken { span, is_work: true }
        }).collect();
        let taken: Vec<Span> = one.taken.iter().map(|taken| taken.span).collect();
        let slots = found(&search(&service, vec![one]), NOW, MONDAY, MONDAY);
        let length = TimeDelta::minutes((minutes * 5).into());
        for quarter in 0..32 {
            let starts = opens + TimeDelta::minutes(quarter * 15);
            let span = Span::new(starts, starts + length).unwrap();
            let fits = span.ends() <= opens + TimeDelta::hours(8);
            let free = fits && !taken.iter().any(|taken| taken.overlaps(&span));
            prop_assert_eq!(slots.iter().filter(|slot| slot.span == span).count(), usize::from(free));
        }
        prop_assert!(slots.iter().all(|slot| slot.is_least_loaded));
    }

    #[test]
    fn of_those_free_at_once_one_is_the_least_loaded_whatever_the_order(
        loads in prop::collection::vec(0_i64..24, 1..6),
        turn in 0_usize..6,
    ) {
        let mut candidates: Vec<Candidate> = Vec::new();
        for (n, load) in (1_u128..).zip(&loads) {
            let mut one = candidate(n, "09:00", "17:00");
            if *load > 0 {
                one.taken = vec![taken("2026-03-09T12:00:00Z", load * 5)];
            }
            candidates.push(one);
        }
        let one = least(candidates.clone());
        let many = candidates.len();
        candidates.rotate_left(turn % many);
        prop_assert_eq!(&one, &least(candidates));
        let fewest = loads.iter().min().unwrap();
        let first = loads.iter().position(|load| load == fewest).unwrap();
        prop_assert_eq!(one, vec![id(u128::try_from(first + 1).unwrap())]);
    }
}
