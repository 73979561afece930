//! Organisations: the bodies that answer for the data.

use std::fmt;
use std::str::FromStr;

use chrono_tz::Tz;

use crate::actor::{Actor, ActorKind, OrganisationId};
use crate::event::{About, Fact};
use crate::kernel::{Changed, Fault, PatronDay, Refusal, Text};
use crate::vocabulary;

/// The ISTAT code of a region: its parameters hold where nothing nearer says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RegionCode(String);

impl FromStr for RegionCode {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        if vocabulary::codes("regions").contains(&text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Fault::new("unknown_code"))
        }
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The code of a public body in the index of public administrations (IPA), such as `c_l219`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IpaCode(String);

impl IpaCode {
    /// The longest code, in characters.
    pub const MAX: usize = 20;
}

impl FromStr for IpaCode {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let fits = (2..=Self::MAX).contains(&text.len())
            && text
                .bytes()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, b'_' | b'-'));
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(Fault::new("invalid_ipa_code"))
        }
    }
}

impl fmt::Display for IpaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The body that answers for the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// The organisation.
    pub id: OrganisationId,
    /// Its name by statute.
    pub legal_name: Text<200>,
    /// Its code in the index of public administrations.
    pub ipa_code: Option<IpaCode>,
    /// Where its days begin and end.
    pub zone: Tz,
    /// Its region.
    pub region: RegionCode,
    /// The feast of its patron, a holiday there.
    pub patron: PatronDay,
}

impl Organisation {
    /// A new organisation; only the operator of the server sets one up.
    pub fn create(organisation: Self, actor: &Actor) -> Result<Changed<Self>, Refusal> {
        if actor.kind != ActorKind::System {
            return Err(Refusal::NotPermitted {});
        }
        let event =
            About::thing("organisation", organisation.id).says(Fact::OrganisationCreated {});
        Ok(Changed::new(organisation, event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_named_by_its_istat_code() {
        assert_eq!("01".parse::<RegionCode>().unwrap().to_string(), "01");
        for unknown in ["1", "21", "Piemonte", ""] {
            assert_eq!(
                unknown.parse::<RegionCode>().unwrap_err().code,
                "unknown_code"
            );
        }
    }

    #[test]
    fn a_code_of_the_index_has_letters_digits_and_dashes() {
        assert!("c_l219".parse::<IpaCode>().is_ok());
        for wrong in ["c", "c l219", "c_l219; drop", &"x".repeat(21)] {
            assert_eq!(
                wrong.parse::<IpaCode>().unwrap_err().code,
                "invalid_ipa_code"
            );
        }
    }
}
