//! Section *identifiers*: codes of the person, past ones included.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, VariantNames};
use uuid::Uuid;

use super::rules;
use super::{Context, FoundBy, Section, SectionName};
use crate::kernel::{Day, Fault, Faults, ProvisionalCode, TaxCode, as_text, unknown_code};
use crate::rulebook::Finding;

/// The kind of an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum IdentifierKind {
    /// The tax code of 16 characters, as issued.
    TaxCode,
    /// The provisional numeric code of 11 digits.
    ProvisionalCode,
    /// A temporary id of our own, for people without any code.
    LocalId,
}

/// A temporary id of our own: `L` and ten characters that are not mistaken for one another.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct LocalId(String);

/// Crockford's digits: no I, L, O or U.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl LocalId {
    /// The local id that a fresh UUID gives: 50 of its random bits.
    pub fn minted(from: Uuid) -> Self {
        let bits = from.as_u128();
        let digit = |place: u32| char::from(DIGITS[(bits >> (5 * place)) as usize & 31]);
        Self(
            std::iter::once('L')
                .chain((0..10).rev().map(digit))
                .collect(),
        )
    }
}

impl FromStr for LocalId {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let code = text.trim().to_ascii_uppercase();
        let fits = code.len() == 11
            && code.starts_with('L')
            && code.bytes().skip(1).all(|b| DIGITS.contains(&b));
        if fits {
            Ok(Self(code))
        } else {
            Err(Fault::new("invalid_local_id"))
        }
    }
}

/// A code of a person, of whatever kind.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum IdentifierCode {
    /// The tax code of 16 characters, as issued.
    TaxCode(TaxCode),
    /// The provisional numeric code.
    ProvisionalCode(ProvisionalCode),
    /// A local id.
    LocalId(LocalId),
}

impl IdentifierCode {
    /// Reads a code of a kind.
    pub fn parse(kind: IdentifierKind, text: &str) -> Result<Self, Fault> {
        match kind {
            IdentifierKind::TaxCode => text.parse().map(Self::TaxCode),
            IdentifierKind::ProvisionalCode => text.parse().map(Self::ProvisionalCode),
            IdentifierKind::LocalId => text.parse().map(Self::LocalId),
        }
    }

    /// Its kind.
    pub const fn kind(&self) -> IdentifierKind {
        match self {
            Self::TaxCode(_) => IdentifierKind::TaxCode,
            Self::ProvisionalCode(_) => IdentifierKind::ProvisionalCode,
            Self::LocalId(_) => IdentifierKind::LocalId,
        }
    }

    /// The key under which the person is found: a tax code with its digits restored, others as
    /// they are. Two people may share one.
    pub fn key(&self) -> String {
        match self {
            Self::TaxCode(code) => code.decoded().to_string(),
            Self::ProvisionalCode(_) | Self::LocalId(_) => self.to_string(),
        }
    }
}

impl FromStr for IdentifierCode {
    type Err = Fault;

    /// Tells the kind by the shape: eleven digits, `L` and ten characters, or else a tax code.
    fn from_str(text: &str) -> Result<Self, Fault> {
        let kept: String = text
            .chars()
            .filter(|c| !c.is_whitespace())
            .take(17)
            .collect();
        let kind = match (kept.len(), kept.bytes().all(|b| b.is_ascii_digit())) {
            (11, true) => IdentifierKind::ProvisionalCode,
            (11, false) => IdentifierKind::LocalId,
            _ => IdentifierKind::TaxCode,
        };
        Self::parse(kind, &kept)
    }
}

impl fmt::Display for LocalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for IdentifierCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TaxCode(code) => code.fmt(f),
            Self::ProvisionalCode(code) => code.fmt(f),
            Self::LocalId(code) => code.fmt(f),
        }
    }
}

/// A code with the days on which it holds, both included.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct Identifier {
    /// The code.
    pub code: IdentifierCode,
    /// The first day, when it is known.
    pub valid_from: Option<Day>,
    /// The last day, when there is one.
    pub valid_to: Option<Day>,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    #[serde(with = "as_text")]
    kind: IdentifierKind,
    value: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    valid_from: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    valid_to: Option<Day>,
}

impl From<Identifier> for Stored {
    fn from(identifier: Identifier) -> Self {
        Self {
            kind: identifier.code.kind(),
            value: identifier.code.to_string(),
            valid_from: identifier.valid_from,
            valid_to: identifier.valid_to,
        }
    }
}

impl TryFrom<Stored> for Identifier {
    type Error = Fault;

    fn try_from(stored: Stored) -> Result<Self, Fault> {
        Ok(Self {
            code: IdentifierCode::parse(stored.kind, &stored.value)?,
            valid_from: stored.valid_from,
            valid_to: stored.valid_to,
        })
    }
}

impl Identifier {
    /// A code that holds since nobody knows when.
    pub fn of(code: IdentifierCode) -> Self {
        Self {
            code,
            valid_from: None,
            valid_to: None,
        }
    }

    /// Whether it still holds on that day.
    pub fn is_current(&self, day: Day) -> bool {
        self.valid_to.is_none_or(|last| last >= day)
    }

    /// Whether it holds on that day: it has begun, and it has not ended.
    pub fn holds_on(&self, day: Day) -> bool {
        self.valid_from.is_none_or(|first| first <= day) && self.is_current(day)
    }
}

/// The codes of a person, each once.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Identifiers {
    /// In the order in which they were given.
    pub items: Vec<Identifier>,
}

impl Identifiers {
    /// How many codes a person may have.
    pub const MOST: usize = 20;

    /// The tax codes that hold on that day.
    pub fn tax_codes(&self, day: Day) -> impl Iterator<Item = &TaxCode> {
        let current = self.items.iter().filter(move |item| item.is_current(day));
        current.filter_map(|item| match &item.code {
            IdentifierCode::TaxCode(code) => Some(code),
            IdentifierCode::ProvisionalCode(_) | IdentifierCode::LocalId(_) => None,
        })
    }

    /// The tax code that holds on that day; of several the one that began last.
    pub fn tax_code_on(&self, day: Day) -> Option<&TaxCode> {
        let holding = self.items.iter().filter(|item| item.holds_on(day));
        let codes = holding.filter_map(|item| match &item.code {
            IdentifierCode::TaxCode(code) => Some((item.valid_from, code)),
            IdentifierCode::ProvisionalCode(_) | IdentifierCode::LocalId(_) => None,
        });
        codes.max_by_key(|(from, _)| *from).map(|(_, code)| code)
    }

    /// The local ids among them, with their places.
    fn local_ids(&self) -> impl Iterator<Item = (usize, &LocalId)> {
        let items = self.items.iter().enumerate();
        items.filter_map(|(at, item)| match &item.code {
            IdentifierCode::LocalId(id) => Some((at, id)),
            IdentifierCode::TaxCode(_) | IdentifierCode::ProvisionalCode(_) => None,
        })
    }
}

impl Section for Identifiers {
    const NAME: SectionName = SectionName::Identifiers;

    /// Each code once, its days in order; and nobody but us makes a local id.
    fn check(&self, context: &Context<'_>, faults: &mut Faults) {
        if self.items.len() > Self::MOST {
            faults.tell("/items", "too_many");
        }
        let born = self.birth_date(context);
        for (at, item) in self.items.iter().enumerate() {
            let earlier = &self.items[..at];
            if earlier.iter().any(|other| other.code == item.code) {
                faults.tell(format!("/items/{at}/value"), "duplicate_member");
            }
            if let (Some(from), Some(to)) = (item.valid_from, item.valid_to)
                && to < from
            {
                faults.tell(format!("/items/{at}/valid_to"), "ends_before_it_begins");
            }
            for (name, day) in [("valid_from", item.valid_from), ("valid_to", item.valid_to)] {
                if born.is_some_and(|born| day.is_some_and(|day| day < born)) {
                    faults.tell(format!("/items/{at}/{name}"), "before_birth");
                }
            }
        }
        let is_known = |id: &LocalId| {
            context
                .identifiers
                .is_some_and(|known| known.local_ids().any(|(_, other)| other == id))
                || context.minted == Some(id)
        };
        for (at, _) in self.local_ids().filter(|(_, id)| !is_known(id)) {
            faults.tell(format!("/items/{at}/value"), "local_id_not_ours");
        }
    }

    fn found_by(&self) -> FoundBy<'_> {
        FoundBy::Codes(self)
    }

    fn findings(&self, context: &Context<'_>) -> Vec<Finding> {
        let mut findings = rules::offices_of_codes(self);
        if let Some(identity) = context.identity {
            findings.extend(rules::tax_codes(identity, self, context.today));
        }
        findings
    }
}

/// Codes name a person: they never show up in a debug print.
impl fmt::Debug for LocalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LocalId(***)")
    }
}

/// Only the kind shows up.
impl fmt::Debug for IdentifierCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(***)", self.kind())
    }
}

/// Only the kind shows up.
impl fmt::Debug for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.code, f)
    }
}

/// Only how many there are shows up.
impl fmt::Debug for Identifiers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identifiers({} ***)", self.items.len())
    }
}
