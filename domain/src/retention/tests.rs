use super::*;
use crate::rulebook::{Confidence, Parameter};
use crate::samples::day;

fn facts() -> Facts {
    Facts::registered(day("2010-03-01"))
}

fn due(facts: Facts, class: RetentionClass) -> Result<Due, Kept> {
    let book = Rulebook::shipped();
    facts.due(class, &book, &Chain::italy(), day("2026-11-22"))
}

fn over(trigger: Trigger, trigger_on: &str, due_on: &str) -> Due {
    Due {
        trigger,
        trigger_on: day(trigger_on),
        due_on: day(due_on),
    }
}

#[test]
fn the_term_of_a_case_file_runs_from_the_last_that_happened() {
    let mut followed = facts();
    followed.closed_on = Some(day("2012-02-29"));
    let class = RetentionClass::CaseFile;
    let closed = over(Trigger::CaseClosed, "2012-02-29", "2022-03-01");
    assert_eq!(due(followed, class), Ok(closed));
    followed.contact_on = Some(day("2014-05-05"));
    let seen = over(Trigger::DeskContact, "2014-05-05", "2024-05-06");
    assert_eq!(due(followed, class), Ok(seen));
    followed.intake_on = Some(day("2014-05-05"));
    let heard = over(Trigger::Intake, "2014-05-05", "2024-05-06");
    assert_eq!(due(followed, class), Ok(heard));
    followed.active_on = Some(day("2015-01-31"));
    let written = over(Trigger::Activity, "2015-01-31", "2025-02-01");
    assert_eq!(due(followed, class), Ok(written));
    let other = due(followed, RetentionClass::PersonWithoutCase);
    assert_eq!(other, Err(Kept::OtherClass));
}

#[test]
fn who_was_never_followed_has_a_term_of_its_own() {
    let class = RetentionClass::PersonWithoutCase;
    let registered = over(Trigger::Registered, "2010-03-01", "2015-03-02");
    assert_eq!(due(facts(), class), Ok(registered));
    assert_eq!(
        due(facts(), RetentionClass::CaseFile),
        Err(Kept::OtherClass)
    );
}

#[test]
fn whatever_goes_on_keeps_the_data() {
    let class = RetentionClass::PersonWithoutCase;
    let mut going = facts();
    going.unreviewed = 1;
    assert_eq!(due(going, class), Err(Kept::EmergencyToReview));
    going.open_intakes = 1;
    assert_eq!(due(going, class), Err(Kept::OpenIntake));
    going.running_cases = 1;
    assert_eq!(due(going, class), Err(Kept::RunningCase));
    going.holds = 1;
    assert_eq!(due(going, class), Err(Kept::Held));
}

/// A book in which the organisation sets this.
fn own(key: &str, value: &str) -> (Rulebook, Chain) {
    let id = uuid::Uuid::from_u128(1);
    let own = Parameter::own(key, id, value, "act 12/2026", Confidence::Sure);
    let book = Rulebook::with_own(vec![own.unwrap()]).unwrap();
    (book, Chain::italy().of_organisation(id))
}

#[test]
fn an_organisation_sets_its_own_term() {
    let (book, chain) = own("retention.case_file_years", "40");
    let mut followed = facts();
    followed.closed_on = Some(day("2012-02-29"));
    let class = RetentionClass::CaseFile;
    let today = day("2026-11-22");
    let due = followed.due(class, &book, &chain, today).unwrap();
    assert_eq!(due.due_on, day("2052-03-01"));
    let last = class.last_day(&book, &chain, today, today);
    assert_eq!(last, Some(day("1986-11-22")));
}

#[test]
fn accesses_are_kept_for_whole_months_and_never_for_less_than_the_least() {
    let today = day("2026-11-22");
    // What is shipped is to be confirmed.
    let book = Rulebook::shipped();
    let kept = accesses_kept_from(&book, &Chain::italy(), today);
    assert_eq!(kept, None);
    let (book, chain) = own("retention.access_log_months", "24");
    let kept = accesses_kept_from(&book, &chain, today);
    assert_eq!(kept, Some(day("2024-11-01")));
    let (book, chain) = own("retention.access_log_months", "0");
    let kept = accesses_kept_from(&book, &chain, today);
    assert_eq!(kept, Some(day("2026-05-01")));
}
