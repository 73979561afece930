//! Where a parameter holds.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

use crate::kernel::Fault;

/// Where a parameter holds, from the narrowest to the widest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// One organisation.
    Organisation(Uuid),
    /// A group of municipalities that act together, by code.
    Zone(Cow<'static, str>),
    /// A region, by ISTAT code.
    Region(Cow<'static, str>),
    /// All of Italy.
    Italy,
    /// The European Union.
    EuropeanUnion,
}

impl FromStr for Scope {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let fault = || Fault::new("invalid_scope");
        match text.split_once(':') {
            None if text == "IT" => Ok(Self::Italy),
            None if text == "EU" => Ok(Self::EuropeanUnion),
            Some(("region", code)) if is_region(code) => Ok(Self::Region(code.to_owned().into())),
            Some(("zone", code)) if is_zone(code) => Ok(Self::Zone(code.to_owned().into())),
            Some(("organisation", id)) => Uuid::try_parse(id)
                .map(Self::Organisation)
                .map_err(|_| fault()),
            _ => Err(fault()),
        }
    }
}

fn is_region(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_zone(code: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    code.starts_with(|first: char| first.is_ascii_lowercase()) && code.bytes().all(allowed)
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Organisation(id) => write!(f, "organisation:{id}"),
            Self::Zone(code) => write!(f, "zone:{code}"),
            Self::Region(code) => write!(f, "region:{code}"),
            Self::Italy => f.write_str("IT"),
            Self::EuropeanUnion => f.write_str("EU"),
        }
    }
}

/// The scopes in which a fact lies, from the narrowest to the widest. Every chain ends with Italy
/// and the Union.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chain {
    organisation: Option<Uuid>,
    zone: Option<Cow<'static, str>>,
    region: Option<Cow<'static, str>>,
}

impl Chain {
    /// The chain of a fact that lies somewhere in Italy.
    pub const fn italy() -> Self {
        Self {
            organisation: None,
            zone: None,
            region: None,
        }
    }

    /// The same chain within a region, by ISTAT code.
    #[must_use]
    pub fn in_region(self, code: impl Into<Cow<'static, str>>) -> Self {
        Self {
            region: Some(code.into()),
            ..self
        }
    }

    /// The same chain within a zone, by code.
    #[must_use]
    pub fn in_zone(self, code: impl Into<Cow<'static, str>>) -> Self {
        Self {
            zone: Some(code.into()),
            ..self
        }
    }

    /// The same chain within an organisation.
    #[must_use]
    pub fn of_organisation(self, id: Uuid) -> Self {
        Self {
            organisation: Some(id),
            ..self
        }
    }

    /// Whether the fact lies in this organisation, and no region is named yet.
    pub(super) fn lies_in(&self, organisation: Uuid) -> bool {
        self.organisation == Some(organisation) && self.region.is_none()
    }

    /// How wide a scope of this chain is, the narrowest 0; none when the fact does not lie in it.
    pub(super) fn width(&self, scope: &Scope) -> Option<u8> {
        let (width, lies_in) = match scope {
            Scope::Organisation(id) => (0, self.organisation == Some(*id)),
            Scope::Zone(code) => (1, self.zone.as_ref() == Some(code)),
            Scope::Region(code) => (2, self.region.as_ref() == Some(code)),
            Scope::Italy => (3, true),
            Scope::EuropeanUnion => (4, true),
        };
        lies_in.then_some(width)
    }
}
