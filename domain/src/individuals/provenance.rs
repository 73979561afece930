//! Where facts come from, and how sure they are.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, VariantNames};

use super::Context;
use crate::kernel::{Day, Fault, Faults, as_text, unknown_code};

/// Where a fact comes from.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Display, EnumString, VariantNames,
)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum EvidenceSource {
    /// The person said so.
    SelfDeclared,
    /// The person certified it under responsibility (D.P.R. 445/2000, art. 46 and 47).
    #[strum(serialize = "self_certification_445")]
    SelfCertification445,
    /// A document was shown.
    Document,
    /// The public employment centre certified it.
    CpiCertificate,
    /// The personal and professional record was imported.
    SapImport,
    /// Mandatory notifications were imported.
    CoImport,
    /// A national register was asked.
    Pdnd,
    /// Staff observed it.
    OperatorObservation,
}

/// What came of a check (D.P.R. 445/2000, art. 71).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum Verification {
    /// Nobody checked.
    None,
    /// Drawn for a sample check.
    Sampled,
    /// The check confirmed it.
    Verified,
    /// The check contradicted it.
    Contradicted,
}

/// Where the facts of a section come from, on which day they were true, and how sure they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Where from.
    #[serde(with = "as_text")]
    pub source: EvidenceSource,
    /// The day on which it was seen or said.
    pub observed_on: Day,
    /// How sure.
    #[serde(with = "as_text")]
    pub verification: Verification,
}

impl Provenance {
    /// Tells when it was observed on a day that is still to come, or before the person was born.
    pub fn check(&self, born: Option<Day>, today: Day, faults: &mut Faults) {
        // Of a birth that is still to come its own section tells.
        let born = born.filter(|born| *born <= today);
        if self.observed_on > today {
            faults.tell("/observed_on", "in_the_future");
        } else if born.is_some_and(|born| self.observed_on < born) {
            faults.tell("/observed_on", "before_birth");
        }
    }
}

/// An item of a list with a source of its own, where it is not that of the whole section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sourced<T> {
    /// What is said.
    #[serde(flatten)]
    pub item: T,
    /// Who says so; none when it is the source of the section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
}

impl<T> Sourced<T> {
    /// An item from the source of the whole section.
    pub const fn plain(item: T) -> Self {
        Self {
            item,
            provenance: None,
        }
    }

    /// Tells when its own source observed it before the birth or on a day that is still to come.
    pub(super) fn check(&self, context: &Context<'_>, faults: &mut Faults) {
        if let Some(provenance) = &self.provenance {
            let born = context.identity.map(|identity| identity.birth_date);
            faults.below("/provenance", |faults| {
                provenance.check(born, context.today, faults);
            });
        }
    }
}
