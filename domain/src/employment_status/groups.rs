//! Target groups that need no sealed ground, evaluated on the reference date.

mod eu;

use strum::{Display, EnumIter, EnumString, VariantNames};

use super::facts::{EmploymentFacts, GenderGap};
use super::jobs::in_order;
use super::known::{FactName, Known, Missing, MissingFact, Used};
use super::law::{Law, Nature};
use super::pay::Pay;
use super::rules;
use super::timeline::Runs;
use super::verdict::{Answer, Verdict};
use crate::cases::WorkKind;
use crate::kernel::{Day, Fault, Sex, unknown_code};
use crate::rulebook::{Parameter, Rule};

/// A target group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum Group {
    /// Long-term unemployed: 366 days.
    Ltu12,
    /// Unemployed for more than six months: 181 days.
    U6,
    /// Neither in employment nor in education nor in training.
    Neet,
    /// Young, as the Union counts.
    YouthEu,
    /// Young, as the programme GOL counts.
    YouthGol,
    /// Young, as incentives for hiring count.
    YouthIncentive,
    /// Fifty years old and unemployed for more than twelve months.
    #[strum(serialize = "over50_12")]
    Over50,
    /// Women without regular pay for 24 months.
    #[strum(serialize = "women_24")]
    Women24,
    /// Women without regular pay for six months, in an aided area or a sector with a gender gap.
    #[strum(serialize = "women_6")]
    Women6,
    /// Disadvantaged workers of the Union.
    Disadv,
    /// Severely disadvantaged workers of the Union.
    VeryDisadv,
    /// Workers with disabilities, as the Union counts.
    EuDisabled,
    /// Disadvantaged persons of social cooperatives.
    L381,
}

/// A ground of disadvantage, by its letter in Reg. UE 651/2014, art. 2 (4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum Ground {
    /// No regularly paid work for six months.
    A,
    /// Between 15 and 24 years old.
    B,
    /// No upper secondary qualification, or education ended within two years without a first job.
    C,
    /// Over 50 years old.
    D,
    /// A single adult with dependants.
    E,
    /// Works in a sector or occupation with a gender gap, and is of the rarer sex.
    F,
    /// Of an ethnic minority, in need of language, training or experience.
    G,
}

/// Why a group is not worked out here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum NotComputed {
    /// It rests on sealed facts: health, justice, addiction.
    SealedGround,
    /// It rests on sensitive facts that are asked for only where a measure needs them.
    SensitiveGround,
}

/// Whether somebody belongs to a group, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupAnswer {
    /// The group.
    pub group: Group,
    /// Whether.
    pub answer: Answer,
    /// Its definition.
    pub rule: Rule,
    /// The facts that were used.
    pub used: Vec<Used>,
    /// The facts that would settle it.
    pub missing: Vec<Missing>,
    /// The dated numbers that were used.
    pub parameters: Vec<Parameter>,
    /// The grounds one by one, where the definition has letters.
    pub grounds: Vec<GroundAnswer>,
    /// Why it is not worked out, where it is not.
    pub not_computed: Option<NotComputed>,
}

/// Whether a ground holds, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct GroundAnswer {
    /// The ground.
    pub ground: Ground,
    /// Whether.
    pub answer: Answer,
    /// The facts that were used.
    pub used: Vec<Used>,
    /// The facts that would settle it.
    pub missing: Vec<Missing>,
    /// The dated numbers that were used.
    pub parameters: Vec<Parameter>,
    /// Why it is not worked out, where it is not.
    pub not_computed: Option<NotComputed>,
}

impl GroupAnswer {
    fn of(group: Group, rule: Rule, verdict: Verdict) -> Self {
        Self {
            group,
            answer: verdict.answer,
            rule,
            used: verdict.used,
            missing: verdict.missing,
            parameters: verdict.parameters,
            grounds: Vec::new(),
            not_computed: None,
        }
    }

    fn sealed(group: Group, rule: Rule) -> Self {
        let mut answer = Self::of(group, rule, Verdict::of(false));
        answer.answer = Answer::NotComputed;
        answer.not_computed = Some(NotComputed::SealedGround);
        answer
    }

    /// All that is missing, for the group and for each ground.
    pub(super) fn all_missing(&self) -> impl Iterator<Item = Missing> {
        let of_grounds = self.grounds.iter().flat_map(|ground| &ground.missing);
        self.missing.iter().chain(of_grounds).copied()
    }
}

/// What the definitions ask about.
struct Question<'a, 'f> {
    facts: &'f EmploymentFacts,
    law: Law<'a>,
    runs: &'f Runs<'a>,
    pay: &'f Pay,
    on: Day,
}

/// Every group, in the order of the enumeration.
pub(super) fn groups<'a>(
    facts: &EmploymentFacts,
    law: Law<'a>,
    runs: &Runs<'a>,
    pay: &Pay,
) -> Vec<GroupAnswer> {
    let asks = Question {
        facts,
        law,
        runs,
        pay,
        on: facts.reference,
    };
    let answer = GroupAnswer::of;
    let young = |max, min: Option<&'static str>| {
        let least = min.map_or_else(|| Verdict::of(true), |key| asks.at_least(key));
        least.and(asks.at_most(max))
    };
    let (eu, gol) = ("youth.eu_max_age", "youth.gol_max_age");
    let (disadvantaged, severely) = asks.disadvantaged();
    vec![
        answer(
            Group::Ltu12,
            rules::LTU12,
            asks.unemployed_for("unemployment.long_term_min_days"),
        ),
        answer(
            Group::U6,
            rules::U6,
            asks.unemployed_for("unemployment.six_month_min_days"),
        ),
        answer(Group::Neet, rules::NEET, asks.neet()),
        answer(
            Group::YouthEu,
            rules::YOUTH_EU,
            young(eu, Some("youth.eu_min_age")),
        ),
        answer(Group::YouthGol, rules::YOUTH_GOL, young(gol, None)),
        answer(
            Group::YouthIncentive,
            rules::YOUTH_INCENTIVE,
            young("youth.incentive_max_age", None),
        ),
        answer(
            Group::Over50,
            rules::OVER50_12,
            asks.over_50_and_unemployed(),
        ),
        answer(
            Group::Women24,
            rules::WOMEN_24,
            asks.woman().and(asks.unpaid_for("l92.women_months")),
        ),
        answer(Group::Women6, rules::WOMEN_6, asks.favoured_woman()),
        disadvantaged,
        severely,
        GroupAnswer::sealed(Group::EuDisabled, rules::EU_DISABLED),
        GroupAnswer::sealed(Group::L381, rules::L381),
    ]
}

impl Question<'_, '_> {
    /// What a number says, or that it has no value on the reference date.
    fn by_count(&self, key: &'static str, says: impl FnOnce(u32) -> Verdict) -> Verdict {
        match self.law.count(key, self.on) {
            Ok((count, parameter)) => says(count).by(parameter),
            Err(missing) => Verdict::without([missing]),
        }
    }

    fn unemployed_for(&self, key: &'static str) -> Verdict {
        self.by_count(key, |days| {
            let verdict = match self.runs.has_days(days, self.on) {
                Known::Known(reached) => Verdict::of(reached),
                Known::Unknown { missing } => Verdict::without(missing),
            };
            let declared = self.facts.declarations_in_order().into_iter();
            let declared = declared.filter(|did| did.on <= self.on);
            declared
                .map(|did| Used::at(FactName::Declaration, did.on, did.source))
                .fold(verdict.using(Used::of(FactName::Seniority)), Verdict::using)
        })
    }

    fn unpaid_for(&self, key: &'static str) -> Verdict {
        self.by_count(key, |months| self.pay.none_for(months))
    }

    fn born(&self, says: impl Fn(Day) -> bool) -> Verdict {
        let missing = Missing::of(MissingFact::BirthDate);
        Verdict::from(
            self.facts.birth_date,
            missing,
            Used::of(FactName::BirthDate),
            says,
        )
    }

    fn age(&self, born: Day, on: Day) -> Option<u32> {
        born.age_on(on, self.law.leap_birthday(on))
    }

    fn at_least(&self, key: &'static str) -> Verdict {
        self.by_count(key, |years| {
            self.born(|born| self.age(born, self.on).is_some_and(|age| age >= years))
        })
    }

    /// Up to the day before the next birthday.
    fn at_most(&self, key: &'static str) -> Verdict {
        self.by_count(key, |years| {
            self.born(|born| self.age(born, self.on).is_some_and(|age| age <= years))
        })
    }

    /// Over an age: from the birthday or from the day after it, as `begins` says.
    fn over(&self, key: &'static str, begins: &'static str) -> Verdict {
        let (word, parameter) = match self.law.word(begins, self.on) {
            Ok(found) => found,
            Err(missing) => return Verdict::without([missing]),
        };
        let since = if word == "on_birthday" {
            Some(self.on)
        } else {
            self.on.subtract_days(1).ok()
        };
        let verdict = self.by_count(key, |years| {
            let age = |born| since.and_then(|day| self.age(born, day));
            self.born(|born| age(born).is_some_and(|age| age >= years))
        });
        verdict.by(parameter)
    }

    fn woman(&self) -> Verdict {
        let missing = Missing::of(MissingFact::Sex);
        let used = Used::of(FactName::Sex);
        Verdict::from(self.facts.sex, missing, used, |sex| sex == Sex::Female)
    }

    fn favoured_woman(&self) -> Verdict {
        let aided = Verdict::from(
            self.facts.resides_in_aided_area,
            Missing::of(MissingFact::AidedArea),
            Used::of(FactName::AidedArea),
            |aided| aided,
        );
        let gap = Verdict::from(
            self.facts.gender_gap,
            Missing::of(MissingFact::GenderGap),
            Used::of(FactName::GenderGap),
            |gap| gap == GenderGap::Women,
        );
        let unpaid = self.unpaid_for("l92.women_months_favoured");
        self.woman().and(unpaid).and(aided.or(gap))
    }

    fn over_50_and_unemployed(&self) -> Verdict {
        let over = self.over("l92.over_age", "l92.over_age_begins");
        over.and(self.unemployed_for("unemployment.long_term_min_days"))
    }

    fn neet(&self) -> Verdict {
        let age = self
            .at_least("neet.min_age")
            .and(self.at_most("neet.max_age"));
        let schooling = self.facts.schooling;
        let education = Verdict::from(
            schooling.in_education,
            Missing::of(MissingFact::InEducation),
            Used::of(FactName::InEducation),
            |studies| !studies,
        );
        let training = Verdict::from(
            schooling.in_training,
            Missing::of(MissingFact::InTraining),
            Used::of(FactName::InTraining),
            |trains| !trains,
        );
        // An internship that runs is training, whatever else is known of it.
        let training = self
            .without_work_that(|_, kind| kind == WorkKind::Traineeship)
            .and(training);
        age.and(self.idle()).and(education).and(training)
    }

    /// Not in employment: no hour of paid work, however little it pays.
    fn idle(&self) -> Verdict {
        let complete = match &self.facts.work {
            Some(work) if work.complete_since.is_none_or(|since| since <= self.on) => {
                Verdict::of(true).using(Used::of(FactName::WorkHistory))
            }
            _ => Verdict::without([Missing::of(MissingFact::WorkHistory)]),
        };
        let works = |nature, kind| {
            let counts = matches!(
                nature,
                Nature::Employee | Nature::Collaboration | Nature::SelfEmployed
            );
            counts || kind == WorkKind::Occasional
        };
        let unclear = in_order(self.facts).into_iter().find(|work| {
            let nature = self.law.nature(work.kind, work.period.from()).0;
            work.period.contains(self.on) && nature == Nature::Unclear
        });
        let clear = unclear.map_or_else(
            || Verdict::of(true),
            |work| Verdict::without([Missing::at(MissingFact::WorkKind, work.period.from())]),
        );
        let over = in_order(self.facts).into_iter().find(|work| {
            let nature = self.law.nature(work.kind, work.period.from()).0;
            let counts = nature == Nature::Unclear || works(nature, work.kind);
            counts && work.unsure_end(self.on).is_some()
        });
        let over = over.map_or_else(
            || Verdict::of(true),
            |work| Verdict::without([Missing::at(MissingFact::WorkEnd, work.period.from())]),
        );
        let idle = self.without_work_that(works).and(clear).and(over);
        idle.and(complete)
    }

    /// Whether no work like that runs on the reference date.
    fn without_work_that(&self, is_like: impl Fn(Nature, WorkKind) -> bool) -> Verdict {
        let found = in_order(self.facts).into_iter().find(|work| {
            let nature = self.law.nature(work.kind, work.period.from()).0;
            work.period.contains(self.on) && is_like(nature, work.kind)
        });
        match found {
            Some(work) => {
                let used = Used::at(FactName::Work, work.period.from(), work.source);
                Verdict::of(false).using(used)
            }
            None => Verdict::of(true),
        }
    }
}
