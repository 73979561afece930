//! What does not fit together within one section. Facts are copied from elsewhere and may be wrong
//! there, so whoever reads the file is asked to check, and nobody is refused.

use super::classified::Employer;
use super::employment_status::Benefit;
use super::work_history::Job;
use super::{EmploymentStatus, Jobs};
use crate::kernel::{Day, LeapBirthday, Period, fold};
use crate::rulebook::{Chain, Confidence, Finding, Parameter, Rule, Rulebook, Severity};

const fn check(id: &'static str, source: &'static str) -> Rule {
    Rule {
        id,
        severity: Severity::Warn,
        confidence: Confidence::Check,
        source,
    }
}

/// Facts are to be exact, and mended where they are not.
const EXACT: &str = "art. 5 par. 1 let. d GDPR";
const SAME_JOB: Rule = check("work.same_job_twice", EXACT);
const INCOME_TWICE: Rule = check("work.income_twice", EXACT);
const TOO_YOUNG: Rule = check("work.below_minimum_age", "L. 977/1967 art. 3 and 4");
const BENEFITS: Rule = check("benefit.overlapping", "D.Lgs. 22/2015 art. 3 and 5");

/// Every rule of this file.
pub(super) const RULES: [&str; 4] = [SAME_JOB.id, INCOME_TWICE.id, TOO_YOUNG.id, BENEFITS.id];

/// What does not fit together in the work history of somebody who was born on that day.
pub(super) fn of_work(jobs: &Jobs, born: Day, book: &Rulebook, chain: &Chain) -> Vec<Finding> {
    let all: Vec<&Job> = jobs.items.iter().map(|sourced| &sourced.item).collect();
    let same = pairs(&all, is_same_job);
    let income = pairs(&all, |one, other| {
        !is_same_job(one, other) && tells_one_income(one, other)
    });
    let found = [
        told(&SAME_JOB, same.into_iter().map(|job| job.from), &[]),
        told(&INCOME_TWICE, income.into_iter().map(|job| job.from), &[]),
        too_young(&all, born, book, chain),
    ];
    found.into_iter().flatten().collect()
}

/// What does not fit together in what somebody draws.
pub(super) fn of_benefits(status: &EmploymentStatus) -> Option<Finding> {
    let drawn = status.benefits.iter().flatten();
    let drawn: Vec<&Benefit> = drawn.map(|sourced| &sourced.item).collect();
    let overlapping = pairs(&drawn, |one, other| {
        one.kind == other.kind && overlap((one.from, one.to), (other.from, other.to))
    });
    let days = overlapping.into_iter().map(|benefit| benefit.from);
    told(&BENEFITS, days, &[])
}

/// The later one of every two that go together like that, each once.
fn pairs<'a, T>(all: &[&'a T], are: impl Fn(&T, &T) -> bool) -> Vec<&'a T> {
    let later = all.iter().enumerate().filter(|(at, item)| {
        let mut earlier = all[..*at].iter();
        earlier.any(|other| are(other, item))
    });
    later.map(|(_, item)| *item).collect()
}

/// How often, and on which day the first time.
fn told(rule: &Rule, days: impl Iterator<Item = Day>, used: &[&Parameter]) -> Option<Finding> {
    let mut days: Vec<Day> = days.collect();
    days.sort_unstable();
    let first = *days.first()?;
    let finding = rule.finding(used).with("count", days.len());
    Some(finding.with("from", first))
}

fn too_young(jobs: &[&Job], born: Day, book: &Rulebook, chain: &Chain) -> Option<Finding> {
    let mut used: Option<&Parameter> = None;
    let mut days = Vec::new();
    for job in jobs {
        let least = book.count("work.min_age", chain, job.from);
        let age = born.age_on(job.from, LeapBirthday::default());
        if let (Some((years, parameter)), Some(age)) = (least, age)
            && i64::from(age) < years
        {
            used = used.or(Some(parameter));
            days.push(job.from);
        }
    }
    let used: Vec<&Parameter> = used.into_iter().collect();
    told(&TOO_YOUNG, days.into_iter(), &used)
}

/// Whether both are with one employer, who is told, on the same days.
fn is_same_job(one: &Job, other: &Job) -> bool {
    is_one_employer(one, other) && (one.from, one.ends_on()) == (other.from, other.ends_on())
}

/// Whether both tell with the same employer what is earned from the same day on.
fn tells_one_income(one: &Job, other: &Job) -> bool {
    let mut days = one.forecasts.iter().map(|forecast| forecast.from);
    let told = |day: Day| other.forecasts.iter().any(|told| told.from == day);
    is_one_employer(one, other) && days.any(told)
}

fn is_one_employer(one: &Job, other: &Job) -> bool {
    match (&one.employer, &other.employer) {
        (Some(one), Some(other)) => is_same(one, other),
        _ => false,
    }
}

fn is_same(one: &Employer, other: &Employer) -> bool {
    match (&one.code, &other.code) {
        (Some(one), Some(other)) => one == other,
        _ => fold(one.legal_name.as_str()) == fold(other.legal_name.as_str()),
    }
}

fn overlap(one: (Day, Option<Day>), other: (Day, Option<Day>)) -> bool {
    let period = |(from, to)| Period::new(from, to);
    let (Ok(one), Ok(other)) = (period(one), period(other)) else {
        return false;
    };
    one.contains(other.from()) || other.contains(one.from())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::individuals::{Context, Record, Section};
    use crate::kernel::Faults;
    use crate::samples::day;

    fn work(items: &Value) -> Vec<(String, Vec<String>)> {
        let jobs: Jobs = serde_json::from_value(json!({ "items": items })).unwrap();
        let (book, chain) = (Rulebook::shipped(), Chain::italy());
        let found = of_work(&jobs, day("1990-01-01"), &book, &chain);
        let told = found.into_iter().map(|finding| {
            assert_eq!(finding.severity(), Severity::Warn, "{}", finding.rule);
            let facts = finding.facts.into_iter().map(|(_, fact)| fact);
            (finding.rule.to_owned(), facts.collect())
        });
        told.collect()
    }

    fn job(employer: &str, from: &str, to: &str) -> Value {
        let mut job = json!({ "kind": "employee_fixed", "from": from, "to": to });
        if !employer.is_empty() {
            job["employer"] = json!({ "legal_name": employer });
        }
        job
    }

    #[test]
    fn one_employer_twice_on_the_same_days_is_to_be_checked() {
        let (from, to) = ("2020-01-01", "2020-06-30");
        let kind = |kind: &str| {
            let mut job = job("Officine Prova", from, to);
            job["kind"] = kind.into();
            job
        };
        let twice = json!([kind("employee_fixed"), kind("employee_open")]);
        let told = ["1".to_owned(), from.to_owned()];
        let expected = ("work.same_job_twice".to_owned(), told.to_vec());
        assert_eq!(work(&twice), [expected]);
        for other in [
            job("Officine Prova", from, "2020-07-31"),
            job("Altra Ditta", from, to),
            job("", from, to),
        ] {
            let both = json!([job("Officine Prova", from, to), other]);
            assert_eq!(work(&both), []);
        }
        // Of two without an employer nobody knows.
        assert_eq!(work(&json!([job("", from, to), job("", from, to)])), []);
    }

    #[test]
    fn one_income_told_by_two_contracts_is_to_be_checked() {
        let earning = |from: &str, on: &str| {
            let mut job = job("Officine Prova", from, "2020-06-30");
            let yearly = json!("9000.00");
            job["forecasts"] = json!([{ "from": on, "yearly": yearly }]);
            job
        };
        let same = json!([
            earning("2020-01-01", "2020-02-01"),
            earning("2020-02-01", "2020-02-01")
        ]);
        assert_eq!(work(&same)[0].0, "work.income_twice");
        let others = json!([
            earning("2020-01-01", "2020-01-01"),
            earning("2020-02-01", "2020-02-01")
        ]);
        assert_eq!(work(&others), []);
    }

    #[test]
    fn work_before_the_least_age_is_to_be_checked() {
        let young = json!([job("", "2003-12-31", "2004-06-30")]);
        assert_eq!(work(&young)[0].0, "work.below_minimum_age");
        let old_enough = json!([job("", "2004-01-01", "2004-06-30")]);
        assert_eq!(work(&old_enough), []);
    }

    #[test]
    fn the_file_says_so_and_refuses_only_what_one_document_says_twice() {
        let twice = |second: &str| {
            let second = job("Officine Prova", "2020-01-01", second);
            json!({ "items": [job("Officine Prova", "2020-01-01", "2020-06-30"), second] })
        };
        let (book, chain) = (Rulebook::shipped(), Chain::italy());
        let faults = |content: &Value| {
            let jobs: Jobs = serde_json::from_value(content.clone()).unwrap();
            let context = Context {
                identity: None,
                identifiers: None,
                minted: None,
                today: day("2026-03-02"),
                book: &book,
                chain: &chain,
            };
            let mut faults = Faults::none();
            jobs.check(&context, &mut faults);
            let told = faults
                .iter()
                .map(|told| (told.pointer.clone(), told.fault.code));
            let told: Vec<_> = told.collect();
            (jobs, told)
        };
        let (jobs, found) = faults(&twice("2020-06-30"));
        assert_eq!(found, [("/items/1".to_owned(), "duplicate_member")]);
        assert_eq!(faults(&twice("2020-07-31")).1, []);
        let record = Record {
            jobs: Some(jobs),
            ..Record::born(day("1990-01-01"))
        };
        let warnings = record.warnings(&book, &chain, day("2026-03-02"));
        let mut rules = warnings.iter().map(|finding| finding.rule);
        assert!(rules.any(|rule| rule == SAME_JOB.id));
    }

    #[test]
    fn a_benefit_that_is_drawn_twice_at_once_is_to_be_checked() {
        let found = |other: Value| {
            let first = json!({ "kind": "naspi", "from": "2026-01-01", "to": "2026-06-30" });
            let status = json!({ "declarations": [], "benefits": [first, other] });
            let status: EmploymentStatus = serde_json::from_value(status).unwrap();
            of_benefits(&status).map(|finding| finding.rule)
        };
        let naspi = |from: &str| json!({ "kind": "naspi", "from": from });
        assert_eq!(found(naspi("2026-06-30")), Some("benefit.overlapping"));
        assert_eq!(found(naspi("2026-07-01")), None);
        let other = json!({ "kind": "adi", "from": "2026-03-01" });
        assert_eq!(found(other), None);
    }
}
