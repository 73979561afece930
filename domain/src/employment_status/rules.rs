//! The rules, by name and source.

use crate::rulebook::Rule;

const fn check(id: &'static str, source: &'static str) -> Rule {
    Rule::warning(id, source).to_be_checked()
}

const ART_19: &str = "D.Lgs. 150/2015 art. 19";
const CIRCULAR: &str = "D.Lgs. 150/2015 art. 19 c. 3; ANPAL circ. 1/2019";
const CONSERVED: &str = "D.L. 4/2019 art. 4 c. 15-quater; ANPAL circ. 1/2019";
const EU: &str = "Reg. UE 651/2014 art. 2 (4); D.M. 17 Oct 2017";

// What happens to the status.
pub(super) const DECLARED: Rule = Rule::warning("status.declared", "D.Lgs. 150/2015 art. 19 c. 1");
pub(super) const DECLARED_IN_NOTICE: Rule =
    check("status.declared_in_notice", "D.Lgs. 150/2015 art. 19 c. 4");
pub(super) const SUSPENDED: Rule = Rule::warning("status.suspended", CIRCULAR);
pub(super) const SUSPENDED_BY_SUM: Rule = check("status.suspended_by_sum", CONSERVED);
pub(super) const FORECAST_PASSED: Rule = check("status.forecast_passed", CONSERVED);
pub(super) const RESUMED: Rule = Rule::warning("status.resumed", CIRCULAR);
pub(super) const CONSERVED_BY_INCOME: Rule = Rule::warning("status.conserved", CONSERVED);
pub(super) const WORK_ENDED: Rule = Rule::warning("status.work_ended", CONSERVED);
pub(super) const SUSPENSION_OVER: Rule = check("status.suspension_over", CIRCULAR);
pub(super) const SELF_EMPLOYED_OVER: Rule = Rule::warning("status.self_employed_over", CONSERVED);
pub(super) const COLLABORATION_OVER: Rule = check("status.collaboration_over", CONSERVED);
pub(super) const LOST_BY_SUM: Rule = check("status.lost_by_sum", CONSERVED);
pub(super) const REVOKED: Rule = Rule::warning("status.revoked", ART_19);
pub(super) const CONDITIONALITY: Rule =
    Rule::warning("status.conditionality", "D.Lgs. 150/2015 art. 21 c. 7");
pub(super) const PENSION: Rule = Rule::warning("status.pension", ART_19);
pub(super) const DEATH: Rule = Rule::warning("status.death", ART_19);
pub(super) const CERTIFIED: Rule = Rule::warning("status.certified_loss", ART_19);
pub(super) const PERMIT_EXPIRED: Rule = check(
    "status.permit_expired",
    "D.Lgs. 286/1998 art. 5 c. 4, art. 22 c. 11",
);

// What is wrong with a declaration.
pub(super) const TOO_SOON: Rule = Rule::blocking("status.too_soon", "D.Lgs. 150/2015 art. 21 c. 9");
pub(super) const TOO_YOUNG: Rule = Rule::blocking("status.too_young", "L. 296/2006 art. 1 c. 622");
pub(super) const AT_SCHOOL: Rule = Rule::blocking(
    "status.schooling_duty",
    "L. 977/1967 art. 3; L. 296/2006 art. 1 c. 622",
);
pub(super) const WORKING_OVER_LIMIT: Rule = Rule::blocking("status.working_over_limit", CONSERVED);
pub(super) const AFTER_DEATH: Rule = Rule::blocking("status.declared_after_death", ART_19);
pub(super) const WITHOUT_PERMIT: Rule = check(
    "status.declared_without_permit",
    "D.Lgs. 286/1998 art. 5 c. 4 and 9-bis, art. 22 c. 11",
);
pub(super) const WITHOUT_EFFECT: Rule = Rule::warning("status.declared_again", ART_19);

// What deserves a word.
pub(super) const AGE_UNCHECKED: Rule =
    Rule::warning("status.age_unchecked", "L. 296/2006 art. 1 c. 622");
pub(super) const PERMIT_UNCHECKED: Rule =
    Rule::warning("status.permit_unchecked", "D.Lgs. 286/1998 art. 5 and 22");
pub(super) const MIRROR_DIFFERS: Rule = check("status.mirror_differs", ART_19);
pub(super) const NO_PARAMETER: Rule = Rule::warning(
    "status.no_parameter",
    "a number that is not known on a day is not guessed",
);

// How days and pay are counted.
pub(super) const SENIORITY: Rule = Rule::warning("status.seniority", CIRCULAR);
pub(super) const REGULAR_PAY: Rule = Rule::warning("status.regular_pay", "D.M. 17 Oct 2017 art. 1");

// Target groups.
pub(super) const LTU12: Rule = Rule::warning("target.ltu12", "ANPAL circ. 1/2019");
pub(super) const U6: Rule = Rule::warning("target.u6", "ANPAL circ. 1/2019");
pub(super) const NEET: Rule = Rule::warning("target.neet", "EU and ISTAT definition");
pub(super) const YOUTH_EU: Rule = Rule::warning("target.youth_eu", "EU definition (15-24)");
pub(super) const YOUTH_GOL: Rule = Rule::warning("target.youth_gol", "D.I. 5 Nov 2021 (GOL)");
pub(super) const YOUTH_INCENTIVE: Rule =
    Rule::warning("target.youth_incentive", "incentives for hiring the young");
pub(super) const OVER50_12: Rule = Rule::warning("target.over50_12", "L. 92/2012 art. 4 c. 8");
pub(super) const WOMEN_24: Rule = Rule::warning("target.women_24", "L. 92/2012 art. 4 c. 11");
pub(super) const WOMEN_6: Rule = Rule::warning(
    "target.women_6",
    "L. 92/2012 art. 4 c. 11; yearly D.M. on sectors and occupations",
);
pub(super) const DISADV: Rule = Rule::warning("target.disadv", EU);
pub(super) const VERY_DISADV: Rule =
    Rule::warning("target.very_disadv", "Reg. UE 651/2014 art. 2 (99)");
pub(super) const EU_DISABLED: Rule =
    Rule::warning("target.eu_disabled", "Reg. UE 651/2014 art. 2 (3)");
pub(super) const L381: Rule = Rule::warning("target.l381", "L. 381/1991 art. 4");

/// Every rule of this capability; each has its text.
pub const RULES: &[&str] = &[
    DECLARED.id,
    DECLARED_IN_NOTICE.id,
    SUSPENDED.id,
    SUSPENDED_BY_SUM.id,
    FORECAST_PASSED.id,
    RESUMED.id,
    CONSERVED_BY_INCOME.id,
    WORK_ENDED.id,
    SUSPENSION_OVER.id,
    SELF_EMPLOYED_OVER.id,
    COLLABORATION_OVER.id,
    LOST_BY_SUM.id,
    REVOKED.id,
    CONDITIONALITY.id,
    PENSION.id,
    DEATH.id,
    CERTIFIED.id,
    PERMIT_EXPIRED.id,
    TOO_SOON.id,
    TOO_YOUNG.id,
    AT_SCHOOL.id,
    WORKING_OVER_LIMIT.id,
    AFTER_DEATH.id,
    WITHOUT_PERMIT.id,
    WITHOUT_EFFECT.id,
    AGE_UNCHECKED.id,
    PERMIT_UNCHECKED.id,
    MIRROR_DIFFERS.id,
    NO_PARAMETER.id,
    SENIORITY.id,
    REGULAR_PAY.id,
    LTU12.id,
    U6.id,
    NEET.id,
    YOUTH_EU.id,
    YOUTH_GOL.id,
    YOUTH_INCENTIVE.id,
    OVER50_12.id,
    WOMEN_24.id,
    WOMEN_6.id,
    DISADV.id,
    VERY_DISADV.id,
    EU_DISABLED.id,
    L381.id,
];
