//! What a declaration does to the status, and what stands against it.

use super::Walk;
use super::load::Load;
use crate::employment_status::Assume;
use crate::employment_status::facts::{Declaration, EmploymentFacts, LossCause};
use crate::employment_status::jobs::{Gap, Job, next};
use crate::employment_status::known::{FactName, Missing, MissingFact, Used};
use crate::employment_status::law::{Law, Nature};
use crate::employment_status::permits::without_any;
use crate::employment_status::rules;
use crate::employment_status::timeline::State;
use crate::kernel::Day;
use crate::rulebook::{Finding, Rule};

impl Walk<'_, '_> {
    pub(super) fn declare(&mut self, declaration: Declaration) {
        let day = declaration.on;
        if let Some(refusal) = self.refusal(day) {
            return self.note(day, refusal);
        }
        if self.is_registered() {
            return self.note(day, rules::WITHOUT_EFFECT.finding(&[]));
        }
        match self.load(day) {
            Load::None | Load::Within(_) => self.register(day, declaration, rules::DECLARED),
            Load::Suspends(_, parameters) | Load::Loses(_, parameters) => {
                match self.end_of_notice(day) {
                    Some(end) => self.waiting = Some((end, declaration)),
                    None => self.note(day, rules::WORKING_OVER_LIMIT.finding(&parameters)),
                }
            }
        }
    }

    /// Why nobody may declare anything on that day.
    fn refusal(&self, day: Day) -> Option<Finding> {
        if self.is_dead {
            return Some(rules::AFTER_DEATH.finding(&[]));
        }
        if let Some((until, parameter)) = self.locked
            && day <= until
        {
            let used: Vec<_> = parameter.into_iter().collect();
            return Some(rules::TOO_SOON.finding(&used).with("until", until));
        }
        if let Some(parameters) = without_any(self.facts, self.law, self.assume, day) {
            return Some(rules::WITHOUT_PERMIT.finding(&parameters));
        }
        let born = match self.assume {
            Assume::Best => self.facts.birth_date?,
            Assume::Worst => self.facts.born_by()?,
        };
        let age = born.age_on(day, self.law.leap_birthday(day)).unwrap_or(0);
        self.too_young(day, age)
            .or_else(|| self.still_at_school(day, age))
    }

    fn too_young(&self, day: Day, age: u32) -> Option<Finding> {
        match self.law.count("unemployment.min_age", day) {
            Ok((youngest, parameter)) => {
                let finding = || rules::TOO_YOUNG.finding(&[parameter]).with("age", age);
                (age < youngest).then(finding)
            }
            Err(_) if self.assume == Assume::Worst => Some(rules::TOO_YOUNG.finding(&[])),
            Err(_) => None,
        }
    }

    /// A minor is admitted to work once school has lasted as long as the law wants.
    fn still_at_school(&self, day: Day, age: u32) -> Option<Finding> {
        let is_worst = self.assume == Assume::Worst;
        let parameter = match self.law.count("age.full", day) {
            Ok((adult, _)) if adult <= age => return None,
            Ok((_, parameter)) => Some(parameter),
            Err(_) if is_worst => None,
            Err(_) => return None,
        };
        let duty = self.facts.schooling.duty.and_then(|duty| duty.on(day));
        (!duty.unwrap_or(!is_worst)).then(|| {
            let used: Vec<_> = parameter.into_iter().collect();
            rules::AT_SCHOOL.finding(&used).with("age", age)
        })
    }

    /// That a minor was at school long enough, where the declaration of that day rests on it.
    fn schooled(&self, on: Day) -> Option<Used> {
        let age = self.facts.birth_date?;
        let age = age.age_on(on, self.law.leap_birthday(on))?;
        let (adult, _) = self.law.count("age.full", on).ok()?;
        let duty = self.facts.schooling.duty?;
        let rests = age < adult && duty.on(on) == Some(true);
        rests.then(|| Used::at(FactName::SchoolingDuty, duty.seen_on, duty.source))
    }

    /// The day after the last contract running on that day that has been given notice of. Whether
    /// others stand in the way then is looked at when that day comes.
    fn end_of_notice(&self, day: Day) -> Option<Day> {
        let running = self.jobs.iter().filter(|job| job.runs_on(day));
        let noticed = running.filter(|job| {
            job.nature == Nature::Employee && job.notice.is_some_and(|notice| notice <= day)
        });
        noticed.filter_map(Job::day_after).max()
    }

    pub(super) fn register(&mut self, day: Day, declaration: Declaration, rule: Rule) {
        let on = declaration.on;
        if let Load::Suspends(_, parameters) | Load::Loses(_, parameters) = self.load(day) {
            return self.note(on, rules::WORKING_OVER_LIMIT.finding(&parameters));
        }
        // Given in the notice period it counts only later, when the permit may be gone.
        if let Some(parameters) = without_any(self.facts, self.law, self.assume, day) {
            return self.note(on, rules::WITHOUT_PERMIT.finding(&parameters));
        }
        let mut used = vec![Used::at(FactName::Declaration, on, declaration.source)];
        used.extend(self.schooled(on));
        let age = self.law.count("unemployment.min_age", on);
        let parameters = age.ok().filter(|_| self.facts.birth_date.is_some());
        let parameters = parameters.map(|(_, parameter)| parameter);
        self.step(
            day,
            State::Active,
            rule,
            used,
            parameters.into_iter().collect(),
        );
        if let Some(step) = self.run.steps.last_mut() {
            step.registers = true;
        }
        self.registered_on = Some(day);
    }
}

/// What is missing to tell whether somebody is old enough to declare anything, and was at school
/// long enough, however late the other facts let the birth have been.
fn untold_of_age(facts: &EmploymentFacts, law: Law<'_>, on: Day) -> Vec<Missing> {
    let least = law.count("unemployment.min_age", on);
    let adult = law.count("age.full", on);
    let (youngest, adult) = match (least, adult) {
        (Ok((youngest, _)), Ok((adult, _))) => (youngest, adult),
        (least, adult) => return least.err().into_iter().chain(adult.err()).collect(),
    };
    let age = facts
        .born_by()
        .and_then(|born| born.age_on(on, law.leap_birthday(on)));
    let is = |years| age.is_some_and(|age| age >= years);
    if is(adult) || facts.birth_date.is_some() && !is(youngest) {
        return Vec::new();
    }
    let duty = facts.schooling.duty.and_then(|duty| duty.on(on));
    let of_age = facts.birth_date.is_none() && !(is(youngest) && duty == Some(true));
    let of_age = of_age.then(|| Missing::of(MissingFact::BirthDate));
    let of_school = duty.is_none();
    let of_school = of_school.then(|| Missing::of(MissingFact::SchoolingDuty));
    of_age.into_iter().chain(of_school).collect()
}

/// The numbers, and the age, that are missing where something happens to a declaration.
pub(in crate::employment_status) fn gaps(facts: &EmploymentFacts, law: Law<'_>) -> Vec<Gap> {
    let open = |missing: Missing, from: Day| Gap {
        missing,
        from,
        to: None,
    };
    let declared = facts.declarations.iter().flatten();
    let ages = declared.flat_map(|did| {
        let missing = untold_of_age(facts, law, did.on).into_iter();
        missing.map(move |missing| open(missing, did.on))
    });
    let lost = facts.losses.iter();
    let lost = lost.filter(|loss| loss.cause == LossCause::Conditionality);
    let locks = lost.filter_map(|loss| {
        let months = law.count("did.lockout_after_decadenza_months", loss.on);
        Some(open(months.err()?, next(loss.on)))
    });
    ages.chain(locks).collect()
}
