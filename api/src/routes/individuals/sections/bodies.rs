//! What a section is asked and answered in: its content within a frame that is the same for all.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use domain::event::IndividualId;
use domain::individuals::{Contradiction, Proposal, Recorded, Section, contradictions};
use persistence::individuals::sections;
use persistence::{Error, Tx};
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};
use validator::Validate;

use super::{Content, ProvenanceContent, confirmed, path};
use crate::http::body::bounded;
use crate::http::list::with_member;
use crate::http::wire::{IdField, SectionNameField};
use crate::http::{Field, Links, Problem, SelfLink};

/// A new content for a section.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct SectionRequest<C: Validate> {
    #[validate(nested)]
    content: C,
    #[validate(nested)]
    provenance: ProvenanceContent,
    #[serde(default)]
    #[validate(nested)]
    confirmed_distinct_from: Vec<IdField>,
    #[serde(default)]
    #[validate(length(max = 20), custom(function = "bounded"))]
    acknowledged: Vec<String>,
}

impl<C: Content> SectionRequest<C> {
    /// What is proposed, and who was confirmed to be somebody else.
    pub(super) fn proposal(self) -> Result<(Proposal<C::Section>, Vec<IndividualId>), Problem> {
        let others = confirmed(self.confirmed_distinct_from)?;
        let proposal = Proposal {
            content: self.content.parsed()?,
            provenance: self.provenance.parsed()?,
            acknowledged: self.acknowledged,
        };
        Ok((proposal, others))
    }
}

/// What a request to replace a section says beside the content.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SectionRequestFrame {
    /// Where the content comes from.
    provenance: ProvenanceContent,
    /// Candidates of an earlier refusal who are other people; identity, identifiers and contacts
    /// only.
    #[serde(default)]
    #[schema(min_items = 0, max_items = 100, required = false)]
    confirmed_distinct_from: Vec<IdField>,
    /// Rules whose warning is acknowledged, such as `individual.tax_code_conflict`.
    #[serde(default)]
    #[schema(min_items = 0, max_items = 20, required = false,
        example = json!(["individual.tax_code_conflict"]))]
    acknowledged: Vec<String>,
}

/// A version of a section.
#[derive(Debug, Serialize)]
pub struct SectionView<C> {
    #[serde(flatten)]
    frame: SectionFrame,
    content: C,
}

/// A fact of which another source says something else; what it says is in the history.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContradictionView {
    /// Which fact, as a JSON pointer into the content; that of a list, where it leaves out an item
    /// that the other source has verified.
    #[schema(max_length = 200, example = "/birth_date")]
    pointer: String,
    /// The record that keeps that version: the person's own, or one that was merged into it.
    individual_id: IdField,
    /// The version in which the other source said it.
    #[schema(minimum = 1, example = 1)]
    version: i64,
    /// The other source, and how sure it was.
    provenance: ProvenanceContent,
}

/// What a version of a section says beside the content.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SectionFrame {
    /// Whose.
    individual_id: IdField,
    /// Which section.
    section: SectionNameField,
    /// How often the section was written.
    #[schema(minimum = 1, example = 1)]
    version: i64,
    /// Where the content comes from.
    provenance: ProvenanceContent,
    /// When it was written.
    recorded_at: DateTime<Utc>,
    /// By whom; left out when the product did it itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded_by: Option<IdField>,
    /// Facts on which another source disagrees; left out of the versions of a history.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_items = 0, max_items = 100)]
    contradictions: Option<Vec<ContradictionView>>,
    /// Where the section is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

impl<C: Content> SectionView<C> {
    /// A version as it is answered.
    pub fn of(recorded: Recorded<C::Section>, links: &Links) -> Self {
        let frame = SectionFrame {
            individual_id: Field::of(recorded.individual),
            section: Field::of(C::Section::NAME),
            version: recorded.version.0,
            provenance: ProvenanceContent::of(recorded.provenance),
            recorded_at: recorded.recorded_at,
            recorded_by: recorded
                .recorded_by
                .map(|staff| Field::of(IndividualId::new(staff.uuid()))),
            contradictions: None,
            links: links.of(path(recorded.individual, C::Section::NAME)),
        };
        Self {
            frame,
            content: C::of(recorded.content),
        }
    }
}

impl<C: Content> SectionView<C> {
    /// A section as it stands, with what other sources say against it.
    pub fn standing(
        tx: &mut Tx<'_>,
        recorded: Recorded<C::Section>,
        links: &Links,
    ) -> Result<Self, Error> {
        let statements = sections::statements(tx, &recorded)?;
        let disagreeing = contradictions(&recorded, &statements);
        let mut view = Self::of(recorded, links);
        view.frame.contradictions =
            Some(disagreeing.into_iter().map(ContradictionView::of).collect());
        Ok(view)
    }
}

impl ContradictionView {
    /// As it is answered.
    pub fn of(contradiction: Contradiction) -> Self {
        Self {
            pointer: contradiction.pointer,
            individual_id: Field::of(contradiction.record),
            version: contradiction.version.0,
            provenance: ProvenanceContent::of(contradiction.provenance),
        }
    }
}

impl<C: Content> PartialSchema for SectionView<C> {
    fn schema() -> RefOr<Schema> {
        let content = Ref::from_schema_name(C::name());
        with_member(SectionFrame::schema(), "content", content.into())
    }
}

impl<C: Content> ToSchema for SectionView<C> {
    fn name() -> Cow<'static, str> {
        format!("{}Section", C::NAME).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((C::name().into_owned(), C::schema()));
        C::schemas(schemas);
        SectionFrame::schemas(schemas);
    }
}

impl<C: Content> PartialSchema for SectionRequest<C> {
    fn schema() -> RefOr<Schema> {
        let content = Ref::from_schema_name(C::name());
        with_member(SectionRequestFrame::schema(), "content", content.into())
    }
}

impl<C: Content> ToSchema for SectionRequest<C> {
    fn name() -> Cow<'static, str> {
        format!("{}Replacement", C::NAME).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((C::name().into_owned(), C::schema()));
        C::schemas(schemas);
        SectionRequestFrame::schemas(schemas);
    }
}
