//! Section *household*: as much of it as a measure asks for, and no more.
//!
//! Each content names the measures that it is kept for (art. 5 par. 1 let. c GDPR); who works at
//! the desk neither reads nor writes it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::classified::HouseholdPurpose;
use super::{Context, Section, SectionName};
use crate::kernel::{Cents, Day, Faults, as_text};

/// The indicator of the economic situation (D.P.C.M. 159/2013).
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Isee {
    /// How much.
    pub value: Cents,
    /// The last day on which the certificate holds.
    pub expires_on: Day,
}

/// As much of a household as a measure asks for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Household {
    /// The measures that ask for it; at least one.
    #[serde(with = "as_text::list")]
    pub needed_for: Vec<HouseholdPurpose>,
    /// How many people, the person included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<u8>,
    /// How many minors depend on the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dependent_minors: Option<u8>,
    /// How many others depend on the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_dependants: Option<u8>,
    /// Whether the person is the only adult.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub single_adult: Option<bool>,
    /// The indicator of the economic situation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub isee: Option<Isee>,
}

impl Household {
    /// How many people a household may have.
    pub const LARGEST: u8 = 30;

    fn dependants(&self) -> u8 {
        let minors = self.dependent_minors.unwrap_or_default();
        minors.saturating_add(self.other_dependants.unwrap_or_default())
    }
}

impl Section for Household {
    const NAME: SectionName = SectionName::Household;

    fn check(&self, _: &Context<'_>, faults: &mut Faults) {
        if self.needed_for.is_empty() {
            faults.tell("/needed_for", "missing_member");
        }
        faults.each_once("/needed_for", &self.needed_for);
        if self
            .members
            .is_some_and(|members| self.dependants() >= members)
        {
            faults.tell("/members", "fewer_than_dependants");
        }
        if self.isee.is_some_and(|isee| isee.value < Cents::ZERO) {
            faults.tell("/isee/value/amount", "amount_out_of_range");
        }
    }
}

/// How somebody lives is nobody else's business: it never shows up in a debug print.
impl fmt::Debug for Household {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Household(***)")
    }
}

/// How somebody lives is nobody else's business: it never shows up in a debug print.
impl fmt::Debug for Isee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Isee(***)")
    }
}
