//! A person at a glance.

use actix_web::HttpResponse;
use actix_web::web::Path;
use chrono::{DateTime, Utc};
use domain::actor::Actor;
use domain::event::{CaseId, IndividualId};
use domain::individuals::SectionName;
use domain::kernel::Id;
use domain::policy::Action;
use persistence::Error;
use persistence::individuals::merges::{self, MergedFrom};
use persistence::individuals::sections::{self, Stamp};
use persistence::individuals::{Person, open_cases};
use serde::Serialize;
use strum::IntoEnumIterator;
use utoipa::ToSchema;

use super::sections::{ProvenanceContent, path};
use crate::http::wire::{DayField, IdField, PersonNameField, SectionNameField};
use crate::http::{Access, Field, Links, Problem, Query, Routes, Tagged};

/// A person at a glance: who, which sections were written, and which cases are open.
#[derive(Debug, Serialize, ToSchema)]
pub struct IndividualView {
    id: IdField,
    /// How often anything of the record was written that the caller may read.
    #[schema(minimum = 1, example = 2)]
    version: i64,
    /// The office that registered the person.
    office_id: IdField,
    /// Family names.
    family_name: PersonNameField,
    /// Given names.
    given_name: PersonNameField,
    /// The day of birth.
    birth_date: DayField,
    /// When the person was registered.
    registered_at: DateTime<Utc>,
    /// All sections of a record that the caller may read, in the order in which people read them.
    #[schema(min_items = 0, max_items = 50)]
    sections: Vec<SectionStamp>,
    /// Open and suspended cases that the caller may read, the oldest first.
    #[schema(min_items = 0, max_items = 100)]
    open_case_ids: Vec<IdField>,
    /// Records that were merged into this one, the oldest merge first. Who asks for one of them is
    /// answered with this.
    #[schema(min_items = 0, max_items = 1000)]
    merged_from: Vec<MergedFromView>,
    #[serde(rename = "_links")]
    links: IndividualLinks,
}

/// A record that another one answers for.
#[derive(Debug, Serialize, ToSchema)]
pub struct MergedFromView {
    /// The record.
    id: IdField,
    /// The merge, which can be undone.
    merge_id: IdField,
}

impl From<MergedFrom> for MergedFromView {
    fn from(from: MergedFrom) -> Self {
        Self {
            id: Field::of(from.id),
            merge_id: Field::of(Id::new(from.merge.uuid())),
        }
    }
}

/// Where a person and what happened to it is.
#[derive(Debug, Serialize, ToSchema)]
pub struct IndividualLinks {
    /// This person.
    #[serde(rename = "self")]
    #[schema(format = "uri", max_length = 2048)]
    href: String,
    /// What happened.
    #[schema(format = "uri", max_length = 2048)]
    timeline: String,
}

/// Which version of a section stands; one that was never written has none.
#[derive(Debug, Serialize, ToSchema)]
pub struct SectionStamp {
    /// Which section.
    section: SectionNameField,
    /// How often it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, example = 1)]
    version: Option<i64>,
    /// Where its content comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    provenance: Option<ProvenanceContent>,
    /// When it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded_at: Option<DateTime<Utc>>,
    #[serde(rename = "_links")]
    links: SectionLinks,
}

/// Where a section and its versions are.
#[derive(Debug, Serialize, ToSchema)]
pub struct SectionLinks {
    /// The section.
    #[serde(rename = "self")]
    #[schema(format = "uri", max_length = 2048)]
    href: String,
    /// Its versions.
    #[schema(format = "uri", max_length = 2048)]
    history: String,
}

impl SectionStamp {
    fn of(id: IndividualId, section: SectionName, stamps: &[Stamp], links: &Links) -> Self {
        let stamp = stamps.iter().find(|stamp| stamp.section == section);
        let path = path(id, section);
        Self {
            section: Field::of(section),
            version: stamp.map(|stamp| stamp.version.0),
            provenance: stamp.map(|stamp| ProvenanceContent::of(stamp.provenance)),
            recorded_at: stamp.map(|stamp| stamp.recorded_at),
            links: SectionLinks {
                href: links.to(&path),
                history: links.to(format!("{path}/history")),
            },
        }
    }
}

impl IndividualView {
    /// A person as it is answered.
    pub fn of(
        person: &Person,
        reader: &Actor,
        (open, merged): (Vec<CaseId>, Vec<MergedFrom>),
        links: &Links,
    ) -> Result<Self, Error> {
        let card = person.card()?;
        let stamps = person.stamps()?;
        let birth_date = person.birth_date().try_into();
        let path = format!("/individuals/{}", card.id);
        Ok(Self {
            id: Field::of(card.id),
            version: person.version_for(reader).0,
            office_id: Field::of(Id::new(card.office.uuid())),
            family_name: Field::of(card.family_name),
            given_name: Field::of(card.given_name),
            birth_date: Field::of(birth_date.map_err(|_| Error::Corrupt("birth date"))?),
            registered_at: person.registered_at(),
            sections: SectionName::iter()
                .filter(|section| section.is_shown_to(reader))
                .map(|section| SectionStamp::of(card.id, section, &stamps, links))
                .collect(),
            open_case_ids: open
                .into_iter()
                .map(|case| Field::of(Id::new(case.uuid())))
                .collect(),
            merged_from: merged.into_iter().map(MergedFromView::from).collect(),
            links: IndividualLinks {
                href: links.to(&path),
                timeline: links.to(format!("{path}/timeline")),
            },
        })
    }
}

/// A person at a glance.
///
/// Names, which sections of the record were written with provenance and version, and the open
/// cases, as far as the caller may read them. Of a merged record it is the person whose record answers for
/// it: `id` tells who. The access is recorded with its purpose.
#[utoipa::path(get, path = "/individuals/{individual_id}", tag = "individuals",
    operation_id = "individual_overview",
    params(("individual_id" = IdField, Path, description = "The person.")),
    responses((status = 200, body = IndividualView)))]
async fn show(query: Query, id: Path<IndividualId>) -> Result<HttpResponse, Problem> {
    let links = query.links();
    query
        .run(move |tx| {
            let person = sections::all(tx, *id, Action::ReadIndividual)?;
            tx.record_access(
                Action::ReadIndividual,
                "individual",
                Some(person.id()),
                None,
            );
            let open = open_cases(tx, person.id())?;
            let merged = merges::merged_from(tx, &person)?;
            let view = IndividualView::of(&person, tx.actor(), (open, merged), &links)?;
            Ok(Tagged(person.version_for(tx.actor()), view))
        })
        .await
}

/// Mounts the route of this file.
pub fn routes(routes: &mut Routes) {
    routes.mount(__path_show, Access::To(Action::ReadIndividual), show);
}
