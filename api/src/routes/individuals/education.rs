//! Section *education*: levels and titles.

use domain::individuals::education::Qualification;
use domain::individuals::{Education, Sourced};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::sections::{Content, ProvenanceContent, each};
use crate::http::wire::{
    CountryField, DayField, IscedLevelField, QualificationStateField, RecognitionField,
    RegionalLevelField, Text200Field,
};
use crate::http::{Field, Problem};

/// A course of study and what came of it.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QualificationContent {
    /// The level by ISCED 2011.
    #[validate(nested)]
    level: IscedLevelField,
    /// The level by the codes of the Region; of the same ISCED level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    regional_level: Option<RegionalLevelField>,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    title: Option<Text200Field>,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    field: Option<Text200Field>,
    /// How far it came.
    #[validate(nested)]
    state: QualificationStateField,
    /// The year in which it was finished or given up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(range(min = 1900, max = 2100))]
    #[schema(minimum = 1900, maximum = 2100, example = 2009)]
    year: Option<u16>,
    /// The State where it was taught, by the code of ISTAT: the vocabulary `citizenships`; Italy
    /// is 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    country: Option<CountryField>,
    /// Whether Italy recognises it; of what was taught abroad.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    recognition: Option<RecognitionField>,
    /// Who taught it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    institution: Option<Text200Field>,
    /// Who says so, where it is not the source of the section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    provenance: Option<ProvenanceContent>,
}

impl QualificationContent {
    fn of(sourced: Sourced<Qualification>) -> Self {
        let item = sourced.item;
        Self {
            level: Field::of(item.level),
            regional_level: item.regional_level.map(Field::of),
            title: item.title.map(Field::of),
            field: item.field.map(Field::of),
            state: Field::of(item.state),
            year: item.year,
            country: item.country.map(Field::of),
            recognition: item.recognition.map(Field::of),
            institution: item.institution.map(Field::of),
            provenance: sourced.provenance.map(ProvenanceContent::of),
        }
    }

    fn parsed(self) -> Result<Sourced<Qualification>, Problem> {
        let item = Qualification {
            level: self.level.parsed()?,
            regional_level: self.regional_level.map(Field::parsed).transpose()?,
            title: self.title.map(Field::parsed).transpose()?,
            field: self.field.map(Field::parsed).transpose()?,
            state: self.state.parsed()?,
            year: self.year,
            country: self.country.map(Field::parsed).transpose()?,
            recognition: self.recognition.map(Field::parsed).transpose()?,
            institution: self.institution.map(Field::parsed).transpose()?,
        };
        let provenance = self.provenance.map(ProvenanceContent::parsed).transpose()?;
        Ok(Sourced { item, provenance })
    }
}

/// School, degrees, and whether any of it goes on. What is left out nobody knows.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "items": [
        { "level": "6", "regional_level": "Z8", "title": "Laurea in storia",
          "state": "interrupted", "year": 2012, "country": "100" },
        { "level": "3", "regional_level": "Z5", "state": "completed", "year": 2008,
          "country": "436", "recognition": "under_way" },
    ],
    "full_time_ended_on": "2012-03-01",
    "in_education": false,
    "in_training": false,
}))]
pub struct EducationContent {
    /// Courses of study, the highest first.
    #[validate(nested)]
    #[schema(min_items = 0, max_items = 30)]
    items: Vec<QualificationContent>,
    /// The day on which full-time education ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    full_time_ended_on: Option<DayField>,
    /// Whether the person is in education; left out when nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = false)]
    in_education: Option<bool>,
    /// Whether the person is in training; left out when nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = false)]
    in_training: Option<bool>,
}

impl Content for EducationContent {
    type Section = Education;
    const NAME: &'static str = "Education";
    const TITLE: &'static str = "education of a person";

    fn of(content: Education) -> Self {
        Self {
            items: content
                .items
                .into_iter()
                .map(QualificationContent::of)
                .collect(),
            full_time_ended_on: content.full_time_ended_on.map(Field::of),
            in_education: content.in_education,
            in_training: content.in_training,
        }
    }

    fn parsed(self) -> Result<Education, Problem> {
        Ok(Education {
            items: each(self.items, QualificationContent::parsed)?,
            full_time_ended_on: self.full_time_ended_on.map(Field::parsed).transpose()?,
            in_education: self.in_education,
            in_training: self.in_training,
        })
    }
}
