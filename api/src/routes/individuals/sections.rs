//! What all sections of a record have in common: they are read, replaced whole, and their
//! versions are listed. A section's own file adds its content and three handlers.

use std::borrow::Cow;

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};
use domain::event::IndividualId;
use domain::individuals::{
    Contradiction, EvidenceSource, Lookalikes, Proposal, Provenance, Recorded, Section,
    Verification, contradictions,
};
use domain::kernel::Fault;
use domain::policy::Action;
use persistence::individuals::sections::Place;
use persistence::individuals::{self, sections};
use persistence::{Error, Tx};
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};
use validator::Validate;

use crate::http::answer::Reply;
use crate::http::body::bounded;
use crate::http::list::{NoFilter, with_member};
use crate::http::wire::{
    DayField, EvidenceSourceField, IdField, SectionNameField, VerificationField,
};
use crate::http::{
    Command, Created, Field, IfMatch, Links, List, Problem, ProblemCode, Query, SelfLink, Tagged,
    Written,
};

/// The content of a section, as it travels in both directions.
pub trait Content: Serialize + ToSchema + Validate + Sized {
    /// The section.
    type Section: Section;
    /// The beginning of the names of its schemas, such as `Identity`.
    const NAME: &'static str;

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

/// What a request to replace a section says beside the content.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SectionRequestFrame {
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
    /// Which fact, as a JSON pointer into the content.
    #[schema(max_length = 200, example = "/birth_date")]
    pointer: String,
    /// The version in which the other source said it.
    #[schema(minimum = 1, example = 1)]
    version: i64,
    /// The other source, and how sure it was.
    provenance: ProvenanceContent,
}

/// What a version of a section says beside the content.
#[derive(Debug, Serialize, ToSchema)]
pub struct SectionFrame {
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
        let statements = sections::statements(tx, recorded.individual)?;
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
            version: contradiction.version.0,
            provenance: ProvenanceContent::of(contradiction.provenance),
        }
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
pub fn path(id: IndividualId, section: domain::individuals::SectionName) -> String {
    let section = section.to_string().replace('_', "-");
    format!("/individuals/{id}/{section}")
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

/// Answers a section as it stands.
pub async fn read<C: Content + 'static>(
    query: Query,
    id: IndividualId,
) -> Result<HttpResponse, Problem> {
    let links = query.links();
    query
        .run(move |tx| {
            let recorded = sections::get::<C::Section>(tx, id, C::Section::READ)?;
            tx.record_access(C::Section::READ, "individual_section", Some(id), None);
            let version = recorded.version;
            let view = SectionView::<C>::standing(tx, recorded, &links)?;
            Ok(Tagged(version, view))
        })
        .await
}

/// Replaces a section whole.
pub async fn replace<C: Content + 'static>(
    command: Command,
    id: IndividualId,
    if_match: IfMatch,
    request: SectionRequest<C>,
) -> Result<HttpResponse, Problem> {
    let confirmed = confirmed(request.confirmed_distinct_from)?;
    let proposal = Proposal {
        content: request.content.parsed()?,
        provenance: request.provenance.parsed()?,
        acknowledged: request.acknowledged,
    };
    let links = command.links();
    among_candidates(command, move |tx| {
        let person = sections::all(tx, id, C::Section::EDIT)?;
        let current = person.section::<C::Section>()?;
        let is_first = current.is_none();
        if_match.check_first(current.map(|recorded| recorded.version))?;
        let lookalikes = Lookalikes {
            candidates: individuals::alike(tx, &person, &proposal.content)?,
            confirmed: confirmed.clone(),
        };
        let changed = person.replace_among(proposal.clone(), lookalikes, tx.today())?;
        let recorded = sections::replace(tx, changed)?;
        written::<C>(tx, recorded, is_first, &links)
    })
    .await
}

/// How many candidates may be confirmed to be other people.
const MOST_CONFIRMED: usize = 100;

/// The people who were confirmed to be somebody else. Counted here, because a member whose items
/// are validated cannot be counted by its own attribute as well.
pub fn confirmed(ids: Vec<IdField>) -> Result<Vec<IndividualId>, Problem> {
    if ids.len() > MOST_CONFIRMED {
        let fault = Fault::new("too_many").with("max", MOST_CONFIRMED);
        return Err(Problem::invalid("/confirmed_distinct_from", &fault));
    }
    ids.into_iter().map(Field::parsed).collect()
}

/// Runs `work`. When it answers with the cards of people who look alike, that they were read is
/// recorded apart: the refusal takes back whatever the transaction itself has recorded.
pub async fn among_candidates<T: Reply>(
    command: Command,
    work: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
) -> Result<HttpResponse, Problem> {
    let apart = command.clone();
    let outcome = command.run(work).await;
    if let Err(problem) = &outcome
        && problem.code == ProblemCode::PossibleDuplicate
    {
        let read = |tx: &mut Tx<'_>| {
            tx.record_access(Action::SearchIndividuals, "candidates", None, None);
            Ok(())
        };
        apart.write_apart(read).await?;
    }
    outcome
}

fn written<C: Content>(
    tx: &mut Tx<'_>,
    recorded: Recorded<C::Section>,
    is_first: bool,
    links: &Links,
) -> Result<Written<SectionView<C>>, Error> {
    let version = recorded.version;
    let location = links.to(path(recorded.individual, C::Section::NAME));
    let view = SectionView::standing(tx, recorded, links)?;
    let written = if is_first {
        Written::First(Created {
            location,
            version,
            view,
        })
    } else {
        Written::Again(Tagged(version, view))
    };
    Ok(written)
}

/// Answers the versions of a section, the latest first.
pub async fn history<C: Content + Send + 'static>(
    query: Query,
    id: IndividualId,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    let page = list.page::<Place>()?;
    let links = query.links();
    let paged = query
        .read(move |tx| {
            let versions = sections::history::<C::Section>(tx, id, C::Section::READ, &page)?;
            tx.record_access(C::Section::READ, "section_history", Some(id), None);
            Ok(versions)
        })
        .await?;
    list.answer(paged, Place::of, |recorded| {
        SectionView::<C>::of(recorded, &links)
    })?
    .respond()
}
