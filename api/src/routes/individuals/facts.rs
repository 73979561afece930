//! What is known of a person: what, from whom, since when, and how sure.

use std::collections::{BTreeMap, HashMap};

use actix_web::HttpResponse;
use actix_web::web::Path;
use chrono::{DateTime, Utc};
use domain::actor::StaffId;
use domain::event::IndividualId;
use domain::individuals::{KnownFact, KnownSection, Missing, Standing};
use domain::kernel::{Day, Id, Version};
use domain::policy::Action;
use domain::rulebook::{Chain, Finding, Rulebook};
use persistence::individuals::facts::{self, Known};
use persistence::names::StaffName;
use serde::Serialize;
use utoipa::ToSchema;

use super::sections::{ContradictionView, ProvenanceContent, path};
use crate::http::views::FindingView;
use crate::http::wire::{DayField, IdField, PermitStateField, PersonNameField, SectionNameField};
use crate::http::{Access, Field, Links, Problem, Query, Routes, SelfLink, Tagged};
use crate::texts::Language;

/// Everything that is known of a person, and what rules need and nobody has told.
#[derive(Debug, Serialize, ToSchema)]
pub struct FactsView {
    /// Whose.
    individual_id: IdField,
    /// How often anything of the record was written that the caller may read.
    #[schema(minimum = 1, example = 2)]
    version: i64,
    /// The sections that were ever written, in the order in which people read them.
    #[schema(min_items = 0, max_items = 50)]
    sections: Vec<SectionFacts>,
    /// Where the right to stay stands today.
    residence_permit: PermitStandingView,
    /// What rules need and nobody has told.
    #[schema(min_items = 0, max_items = 50)]
    missing: Vec<MissingFact>,
    /// What deserves attention.
    #[schema(min_items = 0, max_items = 50)]
    warnings: Vec<FindingView>,
    #[serde(rename = "_links")]
    links: SelfLink,
}

/// The facts of a section.
#[derive(Debug, Serialize, ToSchema)]
pub struct SectionFacts {
    /// Which section.
    section: SectionNameField,
    /// How often it was written.
    #[schema(minimum = 1, example = 1)]
    version: i64,
    /// When it was written.
    recorded_at: DateTime<Utc>,
    /// By whom; left out when the product did it itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded_by: Option<Writer>,
    /// Its facts, in the order of its content.
    #[schema(min_items = 0, max_items = 500)]
    facts: Vec<FactView>,
    /// Which other sources have verified what its lists leave out; the pointer is that of the list.
    #[schema(min_items = 0, max_items = 100)]
    left_out: Vec<ContradictionView>,
    #[serde(rename = "_links")]
    links: SelfLink,
}

/// Who wrote something down.
#[derive(Debug, Serialize, ToSchema)]
pub struct Writer {
    /// Who.
    staff_id: IdField,
    /// Family name.
    #[serde(skip_serializing_if = "Option::is_none")]
    family_name: Option<PersonNameField>,
    /// Given name.
    #[serde(skip_serializing_if = "Option::is_none")]
    given_name: Option<PersonNameField>,
}

/// A fact: what is said, from whom, since when, and how sure.
#[derive(Debug, Serialize, ToSchema)]
pub struct FactView {
    /// Where it stands, as a JSON pointer into the content of the section.
    #[schema(max_length = 200, example = "/residence")]
    pointer: String,
    /// What is said: each member with its value as text, what lies deeper with its way.
    #[schema(example = json!({ "place_code": "L219" }))]
    values: BTreeMap<String, String>,
    /// The first day on which it holds, when it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_from: Option<DayField>,
    /// The last day on which it holds, when there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_to: Option<DayField>,
    /// From whom, on which day it was seen or said, and how sure it is.
    provenance: ProvenanceContent,
    /// Whether it was observed so long ago that it needs confirmation.
    stale: bool,
    /// Which other sources say something else; what they say is in the history.
    #[schema(min_items = 0, max_items = 100)]
    contradictions: Vec<ContradictionView>,
}

/// A fact that a rule needs and nobody has told.
#[derive(Debug, Serialize, ToSchema)]
pub struct MissingFact {
    /// Of which section.
    section: SectionNameField,
    /// Where in its content; left out when the whole section is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200, example = "/birthplace_code")]
    pointer: Option<&'static str>,
    /// Which rule needs it, and why.
    finding: FindingView,
}

/// Where the right to stay stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct PermitStandingView {
    /// Where it stands.
    state: PermitStateField,
    /// The last day of the permit that counts, if it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_on: Option<DayField>,
    /// The last day on which asking for its renewal is in time, while nobody has.
    #[serde(skip_serializing_if = "Option::is_none")]
    renewal_by: Option<DayField>,
}

impl Writer {
    fn of(staff: StaffId, names: &HashMap<StaffId, StaffName>) -> Self {
        let name = names.get(&staff).cloned();
        let (family_name, given_name) = match name {
            Some(name) => (Some(name.family_name.into()), Some(name.given_name.into())),
            None => (None, None),
        };
        Self {
            staff_id: Field::of(Id::new(staff.uuid())),
            family_name,
            given_name,
        }
    }
}

impl FactView {
    fn of(fact: KnownFact) -> Self {
        Self {
            pointer: fact.pointer,
            values: fact.said,
            valid_from: fact.valid_from.map(Field::of),
            valid_to: fact.valid_to.map(Field::of),
            provenance: ProvenanceContent::of(fact.provenance),
            stale: fact.is_stale,
            contradictions: fact
                .contradictions
                .into_iter()
                .map(ContradictionView::of)
                .collect(),
        }
    }
}

impl SectionFacts {
    fn of(
        id: IndividualId,
        known: KnownSection,
        names: &HashMap<StaffId, StaffName>,
        links: &Links,
    ) -> Self {
        Self {
            section: Field::of(known.section),
            version: known.version.0,
            recorded_at: known.recorded_at,
            recorded_by: known.recorded_by.map(|staff| Writer::of(staff, names)),
            facts: known.facts.into_iter().map(FactView::of).collect(),
            left_out: known
                .left_out
                .into_iter()
                .map(ContradictionView::of)
                .collect(),
            links: links.of(path(id, known.section)),
        }
    }
}

impl MissingFact {
    fn of(missing: &Missing, language: Language) -> Self {
        Self {
            section: Field::of(missing.section),
            pointer: missing.pointer,
            finding: FindingView::of(language, &missing.finding),
        }
    }
}

impl PermitStandingView {
    fn of(standing: &Standing) -> Self {
        Self {
            state: Field::of(standing.state),
            expires_on: standing.expires_on.map(Field::of),
            renewal_by: standing.renewal_by.map(Field::of),
        }
    }
}

/// Shows everything that is known of a person: what, from whom, since when, and how sure.
///
/// Every fact of every section with its source, the day on which it was observed, who wrote it
/// down, what came of a check, who says something else, and whether it needs confirmation; what
/// rules need and nobody has told; and what deserves attention. The access is recorded with its
/// purpose.
#[utoipa::path(get, path = "/individuals/{individual_id}/facts", tag = "individuals",
    operation_id = "individual_facts",
    params(("individual_id" = IdField, Path, description = "The person.")),
    responses((status = 200, body = FactsView)))]
async fn show(query: Query, id: Path<IndividualId>) -> Result<HttpResponse, Problem> {
    let (links, language) = (query.links(), query.language());
    query
        .run(move |tx| {
            let known = facts::of(tx, *id)?;
            tx.record_access(Action::ReadIndividual, "individual_facts", Some(*id), None);
            let version = known.person.version_for(tx.actor());
            let book = tx.rulebook()?;
            let judged = Judged::of(&known, &book, &tx.actor().chain(), tx.day()?);
            Ok(Tagged(
                version,
                judged.view((known, version), language, &links),
            ))
        })
        .await
}

/// What rules say of what is known.
struct Judged {
    permit: Standing,
    missing: Vec<Missing>,
    warnings: Vec<Finding>,
}

impl Judged {
    fn of(known: &Known, book: &Rulebook, chain: &Chain, today: Day) -> Self {
        Self {
            permit: known.record.permit(book, chain, today),
            missing: known.record.missing(book, chain, today),
            warnings: known.record.warnings(book, chain, today),
        }
    }

    fn view(
        self,
        (known, version): (Known, Version),
        language: Language,
        links: &Links,
    ) -> FactsView {
        let id = known.person.id();
        let names = known.staff;
        FactsView {
            individual_id: Field::of(id),
            version: version.0,
            sections: known
                .sections
                .into_iter()
                .map(|section| SectionFacts::of(id, section, &names, links))
                .collect(),
            residence_permit: PermitStandingView::of(&self.permit),
            missing: self
                .missing
                .iter()
                .map(|missing| MissingFact::of(missing, language))
                .collect(),
            warnings: FindingView::all(language, &self.warnings),
            links: links.of(format!("/individuals/{id}/facts")),
        }
    }
}

/// Mounts the route of this file.
pub fn routes(routes: &mut Routes) {
    routes.mount(__path_show, Access::To(Action::ReadIndividual), show);
}
