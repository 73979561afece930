//! Disadvantaged and severely disadvantaged workers (Reg. UE 651/2014, art. 2 (4) and (99)).

use super::{Ground, GroundAnswer, Group, GroupAnswer, NotComputed, Question};
use crate::employment_status::known::{FactName, Missing, MissingFact, Used};
use crate::employment_status::rules;
use crate::employment_status::verdict::{Answer, Verdict};

/// While this parameter has a value, the regulation is in force.
const IN_FORCE: &str = "eu.disadvantaged_valid_to";

impl GroundAnswer {
    fn of(ground: Ground, verdict: &Verdict) -> Self {
        let verdict = verdict.clone();
        Self {
            ground,
            answer: verdict.answer,
            used: verdict.used,
            missing: verdict.missing,
            parameters: verdict.parameters,
            not_computed: None,
        }
    }

    /// A ground on facts that are not asked here.
    fn sensitive(ground: Ground, verdict: &Verdict) -> Self {
        Self {
            answer: Answer::NotComputed,
            missing: Vec::new(),
            not_computed: Some(NotComputed::SensitiveGround),
            ..Self::of(ground, verdict)
        }
    }
}

impl Question<'_, '_> {
    /// Both groups with their grounds. The grounds that are not asked about may hold or not: they
    /// leave the answer open where no other ground gives it.
    pub(super) fn disadvantaged(&self) -> (GroupAnswer, GroupAnswer) {
        let months = self.unpaid_for("eu.disadvantaged.months_without_pay");
        let single = Verdict::without([Missing::of(MissingFact::SingleAdult)]);
        let minority = Verdict::without([Missing::of(MissingFact::EthnicMinority)]);
        let (young, unschooled) = (self.young(), self.unschooled());
        let (old, rare) = (self.old(), self.rare());
        let asked = young
            .clone()
            .or(unschooled.clone())
            .or(old.clone())
            .or(rare.clone());
        let personal = asked.or(single.clone()).or(minority.clone());

        let long = self.unpaid_for("eu.very_disadvantaged.months_without_pay");
        let shorter = self.unpaid_for("eu.very_disadvantaged.months_with_ground");
        let severe = self.in_force().and(long.or(shorter.and(personal.clone())));
        let simple = self.in_force().and(months.clone().or(personal));

        let grounds = vec![
            GroundAnswer::of(Ground::A, &months),
            GroundAnswer::of(Ground::B, &young),
            GroundAnswer::of(Ground::C, &unschooled),
            GroundAnswer::of(Ground::D, &old),
            GroundAnswer::sensitive(Ground::E, &single),
            GroundAnswer::of(Ground::F, &rare),
            GroundAnswer::sensitive(Ground::G, &minority),
        ];
        let mut disadvantaged = GroupAnswer::of(Group::Disadv, rules::DISADV, simple);
        disadvantaged.grounds = grounds;
        let severely = GroupAnswer::of(Group::VeryDisadv, rules::VERY_DISADV, severe);
        (disadvantaged, severely)
    }

    /// Unknown once the regulation has ended: what follows it is not guessed.
    fn in_force(&self) -> Verdict {
        match self.law.date(IN_FORCE, self.on) {
            Ok((_, parameter)) => Verdict::of(true).by(parameter),
            Err(missing) => Verdict::without([missing]),
        }
    }

    fn young(&self) -> Verdict {
        let least = self.at_least("eu.disadvantaged.youth_min_age");
        least.and(self.at_most("eu.disadvantaged.youth_max_age"))
    }

    fn old(&self) -> Verdict {
        self.over(
            "eu.disadvantaged.over_age",
            "eu.disadvantaged.over_age_begins",
        )
    }

    fn unschooled(&self) -> Verdict {
        let schooling = self.facts.schooling;
        let low = self.by_count("eu.disadvantaged.qualification_isced", |level| {
            Verdict::from(
                schooling.isced_level,
                Missing::of(MissingFact::IscedLevel),
                Used::of(FactName::IscedLevel),
                |reached| u32::from(reached) < level,
            )
        });
        let fresh = self.by_count("eu.disadvantaged.education_grace_months", |months| {
            Verdict::from(
                schooling.full_time_ended_on,
                Missing::of(MissingFact::FullTimeEducationEnd),
                Used::of(FactName::FullTimeEducationEnd),
                |ended| {
                    let term = ended.add_months(months);
                    ended <= self.on && term.is_ok_and(|term| self.on <= term)
                },
            )
        });
        low.or(fresh.and(self.pay.never()))
    }

    fn rare(&self) -> Verdict {
        let gap = Verdict::from(
            self.facts.gender_gap,
            Missing::of(MissingFact::GenderGap),
            Used::of(FactName::GenderGap),
            |gap| gap != super::GenderGap::None,
        );
        let favours = match (self.facts.gender_gap, self.facts.sex) {
            (Some(gap), Some(sex)) => Verdict::of(gap.favours(sex)).using(Used::of(FactName::Sex)),
            (_, None) => Verdict::without([Missing::of(MissingFact::Sex)]),
            (None, Some(_)) => Verdict::without([Missing::of(MissingFact::GenderGap)]),
        };
        gap.and(favours)
    }
}
