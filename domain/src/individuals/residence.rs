//! Section *residence*: where the person is registered as resident and where the person lives.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::rules;
use super::{Context, PlaceCode, PostalCode, Section, SectionName};
use crate::kernel::{Day, Faults, Text, as_text};
use crate::rulebook::Finding;

/// An address, in Italy or abroad.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// The street or square with its kind; none for people without a fixed abode.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub street: Option<Text<200>>,
    /// The number of the house, with what follows it.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub civic_number: Option<Text<20>>,
    /// The postal code; no key of a municipality.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub postal_code: Option<PostalCode>,
    /// The municipality, or the State for an address abroad.
    #[serde(with = "as_text")]
    pub place_code: PlaceCode,
    /// The first day, when it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Day>,
    /// The last day, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Day>,
}

/// Where the person lives; at least one of both.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Residence {
    /// The residence of the population register (art. 43 c. 2 c.c.).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residence: Option<Address>,
    /// The domicile, where it differs (art. 43 c. 1 c.c.).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domicile: Option<Address>,
}

impl Address {
    /// Whether somebody lives there on that day: it has begun, and it has not ended.
    pub fn holds_on(&self, day: Day) -> bool {
        self.valid_from.is_none_or(|first| first <= day)
            && self.valid_to.is_none_or(|last| last >= day)
    }

    fn check(&self, born: Option<Day>, faults: &mut Faults) {
        let foreign_code = |code: &PostalCode| !code.is_italian();
        if !self.place_code.is_state() && self.postal_code.as_ref().is_some_and(foreign_code) {
            faults.tell("/postal_code", "invalid_postal_code");
        }
        if let (Some(from), Some(to)) = (self.valid_from, self.valid_to)
            && to < from
        {
            faults.tell("/valid_to", "ends_before_it_begins");
        }
        for (at, day) in [
            ("/valid_from", self.valid_from),
            ("/valid_to", self.valid_to),
        ] {
            if born.is_some_and(|born| day.is_some_and(|day| day < born)) {
                faults.tell(at, "before_birth");
            }
        }
    }
}

impl Residence {
    /// Where the person lives on that day: the residence, else the domicile; none where neither
    /// holds.
    pub fn on(&self, day: Day) -> Option<&Address> {
        let addresses = self.residence.iter().chain(&self.domicile);
        addresses.into_iter().find(|address| address.holds_on(day))
    }
}

impl Section for Residence {
    const NAME: SectionName = SectionName::Residence;

    fn check(&self, context: &Context<'_>, faults: &mut Faults) {
        if self.residence.is_none() && self.domicile.is_none() {
            faults.tell("/residence", "missing_member");
        }
        let born = self.birth_date(context);
        let addresses = [
            ("/residence", &self.residence),
            ("/domicile", &self.domicile),
        ];
        for (at, address) in addresses {
            if let Some(address) = address {
                faults.below(at, |faults| address.check(born, faults));
            }
        }
    }

    fn findings(&self, context: &Context<'_>) -> Vec<Finding> {
        let addresses = self.residence.iter().chain(&self.domicile);
        addresses
            .filter_map(|address| rules::place_of_address(address, context.today))
            .collect()
    }
}

/// An address leads to a person: it never shows up in a debug print.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(***)")
    }
}

/// An address leads to a person: it never shows up in a debug print.
impl fmt::Debug for Residence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Residence(***)")
    }
}
