//! What all sections of a record have in common: they are read, replaced whole, and their
//! versions are listed. A section's own file adds its content.

mod bodies;
mod candidates;
mod document;
mod routes;

use domain::event::IndividualId;
use domain::individuals::{EvidenceSource, Provenance, Section, SectionName, Verification};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::wire::{DayField, EvidenceSourceField, VerificationField};
use crate::http::{Field, Problem};

pub use bodies::{ContradictionView, SectionRequest, SectionView};
pub use candidates::{among_candidates, confirmed};
pub use routes::mount;

/// The content of a section, as it travels in both directions.
pub trait Content:
    Serialize + DeserializeOwned + ToSchema + Validate + Send + Sized + 'static
{
    /// The section.
    type Section: Section;
    /// The beginning of the names of its schemas, such as `Identity`.
    const NAME: &'static str;
    /// What the document calls it: `residence permits of a person`.
    const TITLE: &'static str;
    /// What the document adds about who reads it; a sentence, or nothing.
    const READERS: &'static str = "";
    /// Whether people are searched by it, so that a new content can make somebody look like
    /// another person.
    const IS_SEARCHED: bool = false;

    /// As it is answered.
    fn of(section: Self::Section) -> Self;

    /// What was sent.
    fn parsed(self) -> Result<Self::Section, Problem>;
}

/// Where facts come from and how sure they are.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProvenanceContent {
    /// Where from.
    #[validate(nested)]
    pub source: EvidenceSourceField,
    /// The day on which it was seen or said.
    #[validate(nested)]
    pub observed_on: DayField,
    /// How sure; `none` when nobody says.
    #[serde(default = "unverified")]
    #[validate(nested)]
    pub verification: VerificationField,
}

fn unverified() -> VerificationField {
    Field::of(Verification::None)
}

impl ProvenanceContent {
    /// As it is answered.
    pub fn of(provenance: Provenance) -> Self {
        Self {
            source: Field::<EvidenceSource>::of(provenance.source),
            observed_on: Field::of(provenance.observed_on),
            verification: Field::of(provenance.verification),
        }
    }

    /// What was sent.
    pub fn parsed(self) -> Result<Provenance, Problem> {
        Ok(Provenance {
            source: self.source.parsed()?,
            observed_on: self.observed_on.parsed()?,
            verification: self.verification.parsed()?,
        })
    }
}

/// Every item of a list, parsed.
pub fn each<T, P>(
    items: Vec<T>,
    parsed: impl Fn(T) -> Result<P, Problem>,
) -> Result<Vec<P>, Problem> {
    items.into_iter().map(parsed).collect()
}

/// The path of a section.
pub fn path(id: IndividualId, section: SectionName) -> String {
    format!("/individuals/{id}/{}", segment(section))
}

/// A section as a segment of a path.
fn segment(section: SectionName) -> String {
    section.to_string().replace('_', "-")
}
