//! Codes that travel with the edition that they are of.

use domain::individuals::classified::{Occupation, Sector};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

use crate::http::wire::{AtecoEditionField, OccupationEditionField};
use crate::http::{Field, Problem};

/// An economic activity.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SectorContent {
    /// The edition of ATECO.
    edition: AtecoEditionField,
    /// The code, of whatever level: a section, or digits with dots.
    #[schema(max_length = 8, pattern = "^([A-Z]|[0-9.]{2,8})$", example = "56.11")]
    code: String,
}

/// An occupation.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OccupationContent {
    /// The edition of the classification.
    edition: OccupationEditionField,
    /// One to five digits with dots between them; the first is a code of
    /// `occupation-major-groups`.
    #[schema(
        max_length = 9,
        pattern = r"^[1-9](\.[0-9]){0,4}$",
        example = "5.2.2.3.2"
    )]
    code: String,
}

/// By hand, because the edition tells which codes there are.
impl Validate for SectorContent {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let code = match self.edition.as_ref() {
            Some(edition) => Field::read(Sector::new(*edition, &self.code)).validate(),
            None => Ok(()),
        };
        let faults = ValidationErrors::merge(Ok(()), "edition", self.edition.validate());
        ValidationErrors::merge(faults, "code", code)
    }
}

/// By hand, because the code is checked as a whole.
impl Validate for OccupationContent {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let code = match self.edition.as_ref() {
            Some(edition) => Field::read(Occupation::new(*edition, &self.code)).validate(),
            None => Ok(()),
        };
        let faults = ValidationErrors::merge(Ok(()), "edition", self.edition.validate());
        ValidationErrors::merge(faults, "code", code)
    }
}

impl SectorContent {
    /// As it is answered.
    pub fn of(sector: Sector) -> Self {
        Self {
            edition: Field::of(sector.edition()),
            code: sector.code().to_owned(),
        }
    }

    /// What was sent.
    pub fn parsed(self) -> Result<Sector, Problem> {
        let sector = Sector::new(self.edition.parsed()?, &self.code);
        sector.map_err(|fault| Problem::invalid("", &fault))
    }
}

impl OccupationContent {
    /// As it is answered.
    pub fn of(occupation: &Occupation) -> Self {
        Self {
            edition: Field::of(occupation.edition()),
            code: occupation.code().to_owned(),
        }
    }

    /// What was sent.
    pub fn parsed(self) -> Result<Occupation, Problem> {
        let occupation = Occupation::new(self.edition.parsed()?, &self.code);
        occupation.map_err(|fault| Problem::invalid("", &fault))
    }
}
