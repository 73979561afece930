//! What deserves attention in a record as a whole: what is missing, what has run out, and what
//! changes with age.

use super::coherence;
use super::guardian::is_of_full_age;
use super::residence_permit::state;
use super::{
    Citizenships, EmploymentStatus, Guardians, Identifiers, Identity, Jobs, PrivacyNotice,
    ResidencePermits, SectionName, Standing,
};
use crate::kernel::Day;
use crate::rulebook::{Chain, Finding, Rule, Rulebook};

/// What is known of a person, as far as rules look at it.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The day of birth.
    pub birth_date: Day,
    /// The sections that were ever written.
    pub written: Vec<SectionName>,
    /// Who the person is.
    pub identity: Option<Identity>,
    /// Codes of the person.
    pub identifiers: Option<Identifiers>,
    /// Of which States the person is a citizen.
    pub citizenships: Option<Citizenships>,
    /// On what ground the person lives in Italy.
    pub permits: Option<ResidencePermits>,
    /// Work and what resembles it.
    pub jobs: Option<Jobs>,
    /// What the employment centre certifies, and what the person draws.
    pub employment: Option<EmploymentStatus>,
    /// Who signs for the person.
    pub guardians: Option<Guardians>,
    /// Which notice the person was shown.
    pub notice: Option<PrivacyNotice>,
    /// The last day on which a first interview tells of a notice.
    pub notice_at_intake: Option<Day>,
}

/// A fact that a rule needs and nobody has told.
#[derive(Debug, Clone, PartialEq)]
pub struct Missing {
    /// Of which section.
    pub section: SectionName,
    /// Where in its content; none when the whole section is missing.
    pub pointer: Option<&'static str>,
    /// Which rule needs it.
    pub finding: Finding,
}

const MINORS: &str = "art. 316 and 320 c.c.; D.Lgs. 196/2003 art. 2-quinquies";
const NO_HOLDER: Rule = Rule::warning("guardian.missing", MINORS);
const SIGNATURE: Rule = Rule::warning("guardian.signature", "art. 320, 357, 374 and 405 c.c.");
const SCHOOLING: Rule = Rule::warning("guardian.schooling_duty", "L. 296/2006 art. 1 c. 622");
const TOO_YOUNG: Rule = Rule::warning("guardian.below_working_age", "L. 296/2006 art. 1 c. 622");
const GROWN_UP: Rule = Rule::warning(
    "guardian.full_age",
    "art. 2 and 316 c.c.; art. 5 par. 1 let. c GDPR",
);
const NEVER_SHOWN: Rule = Rule::warning("privacy.never_shown", "art. 13 and 14 GDPR");
const SHOW_AGAIN: Rule = Rule::warning("privacy.full_age", "art. 2 c.c.; art. 12 and 13 GDPR");
const NO_TAX_CODE: Rule = Rule::warning("missing.tax_code", "D.P.R. 605/1973 art. 6");
const NO_BIRTHPLACE: Rule = Rule::warning("missing.birthplace", "D.M. 23 December 1976 n. 13813");
const NO_RESIDENCE: Rule = Rule::warning("missing.residence", "D.Lgs. 150/2015 art. 11 and 20");
const NO_CONTACTS: Rule = Rule::warning("missing.contacts", "D.Lgs. 150/2015 art. 20");
const NO_CITIZENSHIP: Rule = Rule::warning("missing.citizenship", "D.Lgs. 286/1998 art. 22");
const SCHOOLING_UNKNOWN: Rule = Rule::warning("missing.schooling", "L. 296/2006 art. 1 c. 622");

/// Every rule about records as a whole and about permits; each has its text.
pub const RULES: &[&str] = &[
    state::RULES[0],
    state::RULES[1],
    state::RULES[2],
    state::RULES[3],
    state::RULES[4],
    state::RULES[5],
    state::RULES[6],
    state::RULES[7],
    coherence::RULES[0],
    coherence::RULES[1],
    coherence::RULES[2],
    coherence::RULES[3],
    NO_HOLDER.id,
    SIGNATURE.id,
    SCHOOLING.id,
    TOO_YOUNG.id,
    GROWN_UP.id,
    NEVER_SHOWN.id,
    SHOW_AGAIN.id,
    NO_TAX_CODE.id,
    NO_BIRTHPLACE.id,
    NO_RESIDENCE.id,
    NO_CONTACTS.id,
    NO_CITIZENSHIP.id,
    SCHOOLING_UNKNOWN.id,
];

impl Record {
    /// A record of which only the birth is known.
    pub const fn born(birth_date: Day) -> Self {
        Self {
            birth_date,
            written: Vec::new(),
            identity: None,
            identifiers: None,
            citizenships: None,
            permits: None,
            jobs: None,
            employment: None,
            guardians: None,
            notice: None,
            notice_at_intake: None,
        }
    }

    /// Where the right to stay stands on that day.
    pub fn permit(&self, book: &Rulebook, chain: &Chain, today: Day) -> Standing {
        let (permits, citizenships) = (self.permits.as_ref(), self.citizenships.as_ref());
        ResidencePermits::standing(permits, citizenships, today, book, chain)
    }

    /// What deserves attention on that day.
    pub fn warnings(&self, book: &Rulebook, chain: &Chain, today: Day) -> Vec<Finding> {
        let mut found = self.permit(book, chain, today).findings;
        found.extend(self.signing(book, chain, today));
        found.extend(self.informing(book, chain, today));
        let jobs = self.jobs.iter();
        found.extend(jobs.flat_map(|jobs| coherence::of_work(jobs, self.birth_date, book, chain)));
        let employment = self.employment.as_ref();
        found.extend(employment.and_then(coherence::of_benefits));
        found
    }

    /// The day on which the person comes of age, while it is still to come.
    pub fn full_age_on(&self, book: &Rulebook, chain: &Chain, today: Day) -> Option<Day> {
        let (years, _) = book.count("age.full", chain, today)?;
        let years = u32::try_from(years).ok()?;
        let leap = book.leap_birthday(chain, today);
        let on = self.birth_date.birthday(years, leap).ok()?;
        (today < on).then_some(on)
    }

    fn age(&self, book: &Rulebook, chain: &Chain, on: Day) -> Option<u32> {
        self.birth_date.age_on(on, book.leap_birthday(chain, on))
    }

    fn is_of_full_age(&self, book: &Rulebook, chain: &Chain, on: Day) -> Option<bool> {
        is_of_full_age(self.age(book, chain, on)?, book, chain, on)
    }

    fn has_holder(&self) -> bool {
        let guardians = self.guardians.as_ref();
        guardians.is_some_and(|guardians| !guardians.holders.is_empty())
    }

    /// Who signs, and whether somebody so young may work.
    fn signing(&self, book: &Rulebook, chain: &Chain, today: Day) -> Vec<Finding> {
        let Some(full_age) = self.is_of_full_age(book, chain, today) else {
            return Vec::new();
        };
        let guardians = self.guardians.as_ref();
        if full_age {
            return match guardians {
                Some(guardians) if guardians.ends_at_full_age() => vec![GROWN_UP.finding(&[])],
                Some(_) if self.has_holder() => vec![SIGNATURE.finding(&[])],
                Some(_) | None => Vec::new(),
            };
        }
        let mut found = vec![if self.has_holder() {
            SIGNATURE.finding(&[])
        } else {
            NO_HOLDER.finding(&[])
        }];
        let schooled = guardians.and_then(|guardians| guardians.schooling_duty_fulfilled);
        if let (Some(age), Some((years, parameter))) = (
            self.age(book, chain, today),
            book.count("unemployment.min_age", chain, today),
        ) {
            if i64::from(age) < years {
                found.push(TOO_YOUNG.finding(&[parameter]).with("years", years));
            } else if schooled != Some(true) {
                found.push(SCHOOLING.finding(&[parameter]).with("age", age));
            }
        }
        found
    }

    /// The last day on which the person was shown a notice.
    fn notice_on(&self) -> Option<Day> {
        let shown = self.notice.as_ref().map(|notice| notice.shown_on);
        shown.max(self.notice_at_intake)
    }

    /// What the person was told about personal data.
    fn informing(&self, book: &Rulebook, chain: &Chain, today: Day) -> Option<Finding> {
        let Some(shown) = self.notice_on() else {
            return Some(NEVER_SHOWN.finding(&[]));
        };
        let was_minor = self.is_of_full_age(book, chain, shown) == Some(false);
        let is_adult = self.is_of_full_age(book, chain, today) == Some(true);
        (was_minor && is_adult).then(|| SHOW_AGAIN.finding(&[]).with("shown_on", shown))
    }

    /// What rules need and nobody has told, in the order of the sections.
    pub fn missing(&self, book: &Rulebook, chain: &Chain, today: Day) -> Vec<Missing> {
        use SectionName as S;
        let is_minor = self.is_of_full_age(book, chain, today) == Some(false);
        let birthplace = self
            .identity
            .as_ref()
            .and_then(|i| i.birthplace_code.as_ref());
        let codes = self.identifiers.as_ref();
        let has_code = codes.is_some_and(|codes| codes.tax_codes(today).next().is_some());
        let permit = self.permit(book, chain, today).state;
        let schooled = self.guardians.as_ref();
        let schooled = schooled.and_then(|guardians| guardians.schooling_duty_fulfilled);
        let has = |section| self.written.contains(&section);
        let asked = [
            (
                birthplace.is_none(),
                S::Identity,
                Some("/birthplace_code"),
                NO_BIRTHPLACE,
            ),
            (!has_code, S::Identifiers, None, NO_TAX_CODE),
            (!has(S::Residence), S::Residence, None, NO_RESIDENCE),
            (!has(S::Contacts), S::Contacts, None, NO_CONTACTS),
            (!has(S::Citizenship), S::Citizenship, None, NO_CITIZENSHIP),
            (
                permit == super::PermitState::Missing,
                S::ResidencePermit,
                None,
                state::MISSING,
            ),
            (
                is_minor && !self.has_holder(),
                S::Guardian,
                Some("/holders"),
                NO_HOLDER,
            ),
            (
                is_minor && schooled.is_none(),
                S::Guardian,
                Some("/schooling_duty_fulfilled"),
                SCHOOLING_UNKNOWN,
            ),
            (
                self.notice_on().is_none(),
                S::PrivacyNotice,
                None,
                NEVER_SHOWN,
            ),
        ];
        asked
            .into_iter()
            .filter(|(is_missing, ..)| *is_missing)
            .map(|(_, section, pointer, rule)| Missing {
                section,
                pointer,
                finding: rule.finding(&[]),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::samples::{day, own_number};

    fn rules(record: &Record, today: &str) -> Vec<&'static str> {
        let found = record.warnings(&Rulebook::shipped(), &Chain::italy(), day(today));
        found.iter().map(|finding| finding.rule).collect()
    }

    fn minor() -> Record {
        Record {
            notice_at_intake: Some(day("2026-02-01")),
            ..Record::born(day("2009-03-10"))
        }
    }

    fn parent() -> Guardians {
        let mother = json!({ "role": "parent", "family_name": "Verdi", "given_name": "Anna" });
        serde_json::from_value(json!({ "holders": [mother] })).unwrap()
    }

    #[test]
    fn a_minor_needs_somebody_who_signs_and_the_years_of_school() {
        let mut record = minor();
        assert_eq!(
            rules(&record, "2026-03-01"),
            ["guardian.missing", "guardian.schooling_duty"]
        );
        record.guardians = Some(Guardians {
            schooling_duty_fulfilled: Some(true),
            ..parent()
        });
        assert_eq!(rules(&record, "2026-03-01"), ["guardian.signature"]);
        assert_eq!(
            rules(&record, "2025-03-09"),
            ["guardian.signature", "guardian.below_working_age"]
        );
        assert_eq!(rules(&record, "2025-03-10"), ["guardian.signature"]);
    }

    #[test]
    fn from_eighteen_the_notice_is_shown_again_and_parents_are_dropped() {
        let mut record = Record {
            guardians: Some(parent()),
            ..minor()
        };
        assert_eq!(
            rules(&record, "2027-03-10"),
            ["guardian.full_age", "privacy.full_age"]
        );
        record.guardians = Some(Guardians::default());
        record.notice_at_intake = Some(day("2027-03-10"));
        assert_eq!(rules(&record, "2027-03-10"), [""; 0]);
        let (book, chain) = (Rulebook::shipped(), Chain::italy());
        let on = record.full_age_on(&book, &chain, day("2027-03-09"));
        assert_eq!(on, Some(day("2027-03-10")));
        assert_eq!(record.full_age_on(&book, &chain, day("2027-03-10")), None);
    }

    #[test]
    fn a_notice_counts_wherever_it_was_shown() {
        let mut record = Record::born(day("1990-01-01"));
        assert_eq!(rules(&record, "2026-03-01"), ["privacy.never_shown"]);
        record.notice_at_intake = Some(day("2026-02-01"));
        assert_eq!(rules(&record, "2026-03-01"), [""; 0]);
        record.notice_at_intake = None;
        let shown = json!({
            "version": "1.0", "language": "it", "shown_on": "2026-02-01", "how": "paper",
        });
        record.notice = Some(serde_json::from_value(shown).unwrap());
        assert_eq!(rules(&record, "2026-03-01"), [""; 0]);
    }

    #[test]
    fn what_rules_need_and_nobody_told_is_listed_with_the_rule() {
        let (book, chain) = (Rulebook::shipped(), Chain::italy());
        let missing = minor().missing(&book, &chain, day("2026-03-01"));
        let rules: Vec<&str> = missing.iter().map(|missing| missing.finding.rule).collect();
        assert_eq!(
            rules,
            [
                "missing.birthplace",
                "missing.tax_code",
                "missing.residence",
                "missing.contacts",
                "missing.citizenship",
                "guardian.missing",
                "missing.schooling",
            ]
        );
    }

    #[test]
    fn somebody_born_on_29_february_comes_of_age_as_the_parameter_says() {
        let record = Record {
            guardians: Some(parent()),
            ..Record::born(day("2008-02-29"))
        };
        let shipped = (Rulebook::shipped(), Chain::italy());
        let own = own_number("person.leap_birthday", "last_of_february");
        for ((book, chain), on) in [(&shipped, "2026-03-01"), (&own, "2026-02-28")] {
            let eve = day(on).subtract_days(1).unwrap();
            assert_eq!(record.full_age_on(book, chain, eve), Some(day(on)));
            assert_eq!(record.full_age_on(book, chain, day(on)), None);
            assert_eq!(record.is_of_full_age(book, chain, eve), Some(false), "{on}");
            assert_eq!(
                record.is_of_full_age(book, chain, day(on)),
                Some(true),
                "{on}"
            );
        }
    }
}
