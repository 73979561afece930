//! Section *identity*: who the person is, as on the document.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::rules;
use super::{Context, FoldedNames, FoundBy, PlaceCode, Section, SectionName};
use crate::kernel::{Day, Faults, PersonName, Sex, as_text};
use crate::rulebook::Finding;

/// Who the person is, as on the document.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// All family names; of a married woman those of birth.
    #[serde(with = "as_text")]
    pub family_name: PersonName,
    /// All given names.
    #[serde(with = "as_text")]
    pub given_name: PersonName,
    /// The sex that the document states.
    #[serde(with = "as_text")]
    pub sex: Sex,
    /// The day of birth.
    pub birth_date: Day,
    /// The municipality or State of birth, as it was at that date; none when it is not known.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub birthplace_code: Option<PlaceCode>,
}

impl Identity {
    /// The names as they are compared.
    pub fn folded_names(&self) -> FoldedNames {
        FoldedNames::of(self.family_name.as_str(), self.given_name.as_str())
    }
}

impl Section for Identity {
    const NAME: SectionName = SectionName::Identity;
    const LASTING: bool = true;

    fn check(&self, context: &Context<'_>, faults: &mut Faults) {
        if self.birth_date > context.today {
            faults.tell("/birth_date", "in_the_future");
        }
    }

    fn birth_date(&self, _: &Context<'_>) -> Option<Day> {
        Some(self.birth_date)
    }

    fn found_by(&self) -> FoundBy<'_> {
        FoundBy::Names(self)
    }

    fn findings(&self, context: &Context<'_>) -> Vec<Finding> {
        let mut findings = rules::birthplace(self);
        findings.extend(rules::age(self, context));
        if let Some(identifiers) = context.identifiers {
            findings.extend(rules::tax_codes(self, identifiers, context.today));
        }
        findings
    }
}

/// It names a person: it never shows up in a debug print.
impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(***)")
    }
}
