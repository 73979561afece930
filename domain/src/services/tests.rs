use super::*;
use crate::actor::Role;
use crate::event::FactKind;
use crate::samples::{id, staff};
use crate::vocabulary::codes;

fn terms(mode: ServiceMode, figures: Figures) -> ServiceTerms {
    ServiceTerms {
        label_it: "Orientamento di base".parse().unwrap(),
        label_en: "Basic orientation".parse().unwrap(),
        essential_level: Some("C".parse().unwrap()),
        mode,
        figures,
        booked_by: BookedBy::Staff,
        channels: BTreeSet::from([MessageChannel::Email]),
        evidence: None,
        once_pending: true,
        is_search_path: false,
        blocked: false,
    }
}

fn figures() -> Figures {
    Figures {
        minutes: 60,
        min_size: 1,
        max_size: 1,
        margin_days: 1,
        ahead_days: 60,
        move_until_hours: 24,
        reminder_hours: Some(24),
        cap_minutes: None,
        person_cap_minutes: None,
    }
}

fn coordinator() -> Actor {
    staff(2, &[Role::Coordinator], &[7])
}

fn code() -> ServiceCode {
    "basic_orientation".parse().unwrap()
}

fn created(terms: ServiceTerms) -> Result<Changed<Service>, Refusal> {
    Service::create(id(1), code(), terms, &coordinator())
}

/// What is told of these, as the display of a refusal.
fn told(mode: ServiceMode, change: impl FnOnce(&mut Figures)) -> String {
    let mut changed = figures();
    change(&mut changed);
    match created(terms(mode, changed)) {
        Ok(_) => String::new(),
        Err(refusal) => refusal.to_string(),
    }
}

fn kinds(changed: &Changed<Service>) -> Vec<FactKind> {
    let facts = changed.events().iter();
    facts.map(|event| FactKind::from(&event.fact)).collect()
}

/// Sets a number of a service.
type Set = fn(&mut Figures, u32);

fn short(number: u32) -> u16 {
    number.try_into().unwrap()
}

/// The least and the most are taken, what lies on their other sides is not.
#[track_caller]
fn is_bounded(at: &str, mode: ServiceMode, set: Set, bounds: [u32; 2], beyond: &[u32]) {
    for number in bounds {
        assert_eq!(told(mode, |f| set(f, number)), "", "{at} {number}");
    }
    for number in beyond {
        let told = told(mode, |f| set(f, *number));
        assert_eq!(told, format!("invalid: {at} out_of_range"), "{number}");
    }
}

#[test]
fn each_number_is_taken_on_one_side_of_its_bounds_and_refused_on_the_other() {
    use ServiceMode::{Group, Individual};
    let minutes: Set = |f, n| f.minutes = short(n);
    is_bounded("/minutes", Individual, minutes, [5, 720], &[0, 725]);
    let size: Set = |f, n| f.max_size = short(n);
    is_bounded("/max_size", Group, size, [2, 500], &[501]);
    let margin: Set = |f, n| (f.ahead_days, f.margin_days) = (365, short(n));
    is_bounded("/margin_days", Individual, margin, [0, 90], &[91]);
    let ahead: Set = |f, n| f.ahead_days = short(n);
    is_bounded("/ahead_days", Individual, ahead, [1, 365], &[366]);
    let until: Set = |f, n| f.move_until_hours = short(n);
    is_bounded("/move_until_hours", Individual, until, [0, 336], &[337]);
    let before: Set = |f, n| f.reminder_hours = Some(short(n));
    is_bounded("/reminder_hours", Individual, before, [1, 336], &[0, 337]);
    let cap: Set = |f, n| f.cap_minutes = Some(n);
    is_bounded(
        "/cap_minutes",
        Individual,
        cap,
        [60, 6_000_000],
        &[6_000_001],
    );
}

#[test]
fn numbers_fit_the_grid_the_mode_and_each_other() {
    use ServiceMode::{Group, Individual, Online, Phone};
    type Change = fn(&mut Figures);
    let table: [(ServiceMode, Change, &str); 13] = [
        (Individual, |f| f.minutes = 62, "/minutes off_the_grid"),
        (Individual, |f| f.minutes = 64, "/minutes off_the_grid"),
        (Phone, |f| f.max_size = 2, "/max_size for_one_alone"),
        (Online, |f| f.max_size = 2, ""),
        (Online, |_| {}, ""),
        (Group, |_| {}, "/max_size group_of_one"),
        (Group, |f| (f.min_size, f.max_size) = (2, 2), ""),
        (
            Group,
            |f| (f.min_size, f.max_size) = (3, 2),
            "/max_size fewer_than_the_least",
        ),
        (Individual, |f| f.ahead_days = 1, ""),
        (
            Individual,
            |f| f.ahead_days = 0,
            "/ahead_days fewer_than_the_margin",
        ),
        (
            Individual,
            |f| f.person_cap_minutes = Some(59),
            "/person_cap_minutes less_than_one_time",
        ),
        (
            Individual,
            |f| (f.cap_minutes, f.person_cap_minutes) = (Some(120), Some(120)),
            "",
        ),
        (
            Individual,
            |f| (f.cap_minutes, f.person_cap_minutes) = (Some(120), Some(121)),
            "/person_cap_minutes more_than_for_all",
        ),
    ];
    for (mode, set, expected) in table {
        let told = told(mode, set);
        assert_eq!(told.strip_prefix("invalid: ").unwrap_or(&told), expected);
    }
    let both = told(Individual, |f| (f.min_size, f.max_size) = (2, 2));
    assert_eq!(
        both,
        "invalid: /min_size for_one_alone, /max_size for_one_alone"
    );
}

#[test]
fn whoever_is_to_be_reminded_is_reached_by_some_channel() {
    let mut without = terms(ServiceMode::Individual, figures());
    without.channels.clear();
    let refused = created(without.clone()).unwrap_err().to_string();
    assert_eq!(refused, "invalid: /channels reminder_without_channel");
    without.figures.reminder_hours = None;
    assert!(created(without).is_ok());
}

#[test]
fn those_who_manage_services_are_coordinators_and_administrators() {
    let made = terms(ServiceMode::Individual, figures());
    let service = created(made.clone()).unwrap().into_parts().0;
    for role in [
        Role::DeskOperator,
        Role::Counsellor,
        Role::TargetedPlacementOfficer,
        Role::Auditor,
    ] {
        let actor = staff(3, &[role], &[7]);
        let tried = Service::create(id(1), code(), made.clone(), &actor);
        assert_eq!(tried.unwrap_err(), Refusal::NotPermitted {});
        let tried = service.clone().replace(&code(), made.clone(), &actor);
        assert_eq!(tried.unwrap_err(), Refusal::NotPermitted {});
        assert!(!service.allowed(&actor)[0].findings.is_empty());
    }
    let administrator = staff(4, &[Role::Administrator], &[]);
    assert!(service.allowed(&administrator)[0].findings.is_empty());
    let replaced = service.replace(&code(), made, &administrator);
    assert_eq!(kinds(&replaced.unwrap()), [FactKind::ServiceReplaced]);
}

#[test]
fn a_service_that_is_blocked_or_no_longer_says_so_and_keeps_its_code() {
    let open = terms(ServiceMode::Individual, figures());
    let mut shut = open.clone();
    shut.blocked = true;
    let begun = created(shut.clone()).unwrap();
    assert_eq!(
        kinds(&begun),
        [FactKind::ServiceCreated, FactKind::ServiceBlocked]
    );
    let (service, _) = begun.into_parts();
    for (to, expected) in [
        (&shut, vec![FactKind::ServiceReplaced]),
        (
            &open,
            vec![FactKind::ServiceReplaced, FactKind::ServiceUnblocked],
        ),
    ] {
        let next = service.clone().replace(&code(), to.clone(), &coordinator());
        assert_eq!(kinds(&next.unwrap()), expected);
    }
    let other = "other".parse().unwrap();
    let refused = service.replace(&other, open, &coordinator()).unwrap_err();
    assert_eq!(refused.to_string(), "invalid: /code stays_as_it_is");
}

#[test]
fn every_line_of_the_start_set_is_a_service_that_the_organisation_could_have_made() {
    let all = start_set().unwrap();
    let told: Vec<_> = all.iter().map(|(code, _)| code.as_str()).collect();
    assert_eq!(told, codes("service-catalogue"));
    for (code, terms) in all {
        let made = Service::create(id(1), code.clone(), terms, &coordinator());
        let made = made.unwrap_or_else(|refusal| panic!("{code}: {refusal}"));
        let terms = &made.state().terms;
        assert!(terms.essential_level.is_some() && !terms.blocked, "{code}");
        // Whoever was in a workshop on job search has gone a structured path; whoever was in a club
        // had to have gone one before.
        let is_path = code.as_str() == "job_search_workshop";
        assert_eq!(terms.is_search_path, is_path, "{code}");
    }
}
