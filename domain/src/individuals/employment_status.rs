//! Section *employment status*: what the employment centre certifies, and what the person draws.
//!
//! The employment centre owns these facts; what stands here is a copy with its sources.

use std::fmt;

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, VariantNames};

use super::contradiction::{self, Item};
use super::{Context, Section, SectionName, Sourced};
use crate::kernel::{Cents, Day, Fault, Faults, Period, Text, as_text, unknown_code};

/// What became of a declaration; codes of the vocabulary `declaration-states`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum DeclarationState {
    Entered,
    Confirmed,
    Suspended,
    Conserved,
    Ended,
}

/// Why the status was lost; codes of the vocabulary `status-loss-reasons`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum LossReason {
    Revocation,
    Conditionality,
    Employment,
    Pension,
    PermitExpired,
    Death,
    Other,
}

/// What a person draws; codes of the vocabulary `benefits`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum BenefitKind {
    Naspi,
    DisColl,
    Sfl,
    Adi,
    Other,
}

impl BenefitKind {
    /// Whether the claim for it is a declaration of availability (D.Lgs. 150/2015, art. 21 c. 1).
    pub const fn is_claimed_by_declaring(self) -> bool {
        match self {
            Self::Naspi | Self::DisColl => true,
            Self::Sfl | Self::Adi | Self::Other => false,
        }
    }
}

/// A declaration of immediate availability (D.Lgs. 150/2015, art. 19), as it is certified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AvailabilityDeclaration {
    /// The day on which it was given.
    pub declared_on: Day,
    /// What became of it.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub state: Option<DeclarationState>,
    /// The employment centre.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub office: Option<Text<200>>,
    /// The day of the certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certified_on: Option<Day>,
    /// The service pact (art. 20), by the number that the employment centre gave it.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub pact_id: Option<Text<100>>,
    /// How the status ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss: Option<StatusLoss>,
}

/// The end of a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusLoss {
    /// Why.
    #[serde(with = "as_text")]
    pub reason: LossReason,
    /// The first day without the status.
    pub on: Day,
}

/// What a person draws, and when it did not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Benefit {
    /// Which.
    #[serde(with = "as_text")]
    pub kind: BenefitKind,
    /// The first day.
    pub from: Day,
    /// The last day, planned while it is still to come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Day>,
    /// How much in a month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub monthly: Option<Cents>,
    /// When it was suspended.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suspended: Vec<Period>,
}

/// What the employment centre certifies, and what the person draws. An empty list says that there
/// is nothing.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct EmploymentStatus {
    /// Declarations of availability.
    pub declarations: Vec<Sourced<AvailabilityDeclaration>>,
    /// What the person draws or drew; none when nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub benefits: Option<Vec<Sourced<Benefit>>>,
}

impl AvailabilityDeclaration {
    fn check(&self, born: Option<Day>, today: Day, faults: &mut Faults) {
        let days = [
            ("/declared_on", Some(self.declared_on)),
            ("/certified_on", self.certified_on),
        ];
        for (at, day) in days {
            if day.is_some_and(|day| day > today) {
                faults.tell(at, "in_the_future");
            }
        }
        if born.is_some_and(|born| self.declared_on < born) {
            faults.tell("/declared_on", "before_birth");
        }
        if self.certified_on.is_some_and(|on| on < self.declared_on) {
            faults.tell("/certified_on", "before_the_declaration");
        }
        match self.loss {
            Some(loss) if loss.on < self.declared_on => {
                faults.tell("/loss/on", "before_the_declaration");
            }
            None if self.state == Some(DeclarationState::Ended) => {
                faults.tell("/loss", "missing_member");
            }
            Some(_) | None => {}
        }
    }
}

impl Benefit {
    /// How often a benefit may be suspended.
    pub const MOST_SUSPENSIONS: usize = 20;

    /// Whether it is drawn on that day.
    pub fn is_drawn_on(&self, day: Day) -> bool {
        let suspended = self.suspended.iter().any(|period| period.contains(day));
        self.from <= day && self.to.is_none_or(|to| day <= to) && !suspended
    }

    fn check(&self, born: Option<Day>, faults: &mut Faults) {
        if born.is_some_and(|born| self.from < born) {
            faults.tell("/from", "before_birth");
        }
        if self.to.is_some_and(|to| to < self.from) {
            faults.tell("/to", "ends_before_it_begins");
        }
        if self.monthly.is_some_and(|monthly| monthly < Cents::ZERO) {
            faults.tell("/monthly/amount", "amount_out_of_range");
        }
        if self.suspended.len() > Self::MOST_SUSPENSIONS {
            faults.tell("/suspended", "too_many");
        }
        for (at, period) in self.suspended.iter().enumerate() {
            let within = Period::new(self.from, self.to).map(|all| {
                all.contains(period.from()) && period.to().is_none_or(|to| all.contains(to))
            });
            if within == Ok(false) {
                faults.tell(format!("/suspended/{at}"), "outside_the_period");
            }
        }
    }
}

impl EmploymentStatus {
    /// How many declarations, and how many benefits, a person may have.
    pub const MOST: usize = 50;
}

impl Section for EmploymentStatus {
    const NAME: SectionName = SectionName::EmploymentStatus;
    const LASTING_ITEMS: bool = true;

    fn check(&self, context: &Context<'_>, faults: &mut Faults) {
        let (born, today) = (self.birth_date(context), context.today);
        let benefits = self.benefits.as_deref().unwrap_or_default();
        for (at, count) in [
            ("/declarations", self.declarations.len()),
            ("/benefits", benefits.len()),
        ] {
            if count > Self::MOST {
                faults.tell(at, "too_many");
            }
        }
        faults.each_once("/declarations", &self.declarations);
        faults.each_once("/benefits", benefits);
        let person = (born, today);
        super::items::each(
            "/declarations",
            &self.declarations,
            person,
            faults,
            |item, faults| {
                item.check(born, today, faults);
            },
        );
        super::items::each("/benefits", benefits, person, faults, |item, faults| {
            item.check(born, faults);
        });
    }

    /// A declaration is known again by its day, a benefit by what it is and its first day.
    fn items(&self) -> Vec<Item> {
        let declared = |item: &AvailabilityDeclaration| item.declared_on.to_string();
        let drawn = |item: &Benefit| format!("{}:{}", item.kind, item.from);
        let benefits = self.benefits.as_deref().unwrap_or_default();
        let mut items = contradiction::items("/declarations", &self.declarations, declared);
        items.extend(contradiction::items("/benefits", benefits, drawn));
        items
    }
}

/// What somebody draws is nobody else's business: it never shows up in a debug print.
impl fmt::Debug for EmploymentStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmploymentStatus(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::day;
    use crate::vocabulary::codes;

    #[test]
    fn the_codes_are_those_of_the_vocabularies() {
        assert_eq!(DeclarationState::VARIANTS, codes("declaration-states"));
        assert_eq!(LossReason::VARIANTS, codes("status-loss-reasons"));
        assert_eq!(BenefitKind::VARIANTS, codes("benefits"));
    }

    #[test]
    fn a_benefit_is_not_drawn_while_it_is_suspended() {
        let benefit = serde_json::json!({ "kind": "naspi", "from": "2026-01-10",
            "to": "2026-12-31", "suspended": [{ "from": "2026-03-01", "to": "2026-03-31" }] });
        let benefit: Benefit = serde_json::from_value(benefit).unwrap();
        for (on, drawn) in [
            ("2026-01-09", false),
            ("2026-01-10", true),
            ("2026-02-28", true),
            ("2026-03-01", false),
            ("2026-03-31", false),
            ("2026-04-01", true),
            ("2026-12-31", true),
            ("2027-01-01", false),
        ] {
            assert_eq!(benefit.is_drawn_on(day(on)), drawn, "{on}");
        }
    }
}
