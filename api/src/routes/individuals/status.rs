//! The unemployment status of a person, worked out from the record.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::employment_status::StatusRecord;
use domain::event::IndividualId;
use domain::individuals::{
    Citizenships, Education, EmploymentStatus, Guardians, Identity, Jobs, Provenance,
    ResidencePermits, SectionName,
};
use domain::kernel::{Day, Version};
use domain::policy::Action;
use persistence::individuals::sections::{self, Person};
use persistence::{Error, Tx};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::sections::ProvenanceContent;
use crate::http::answer::Plain;
use crate::http::list::Params;
use crate::http::wire::{DayField, IndividualIdField, SectionNameField};
use crate::http::{Access, Field, Links, Problem, Query, Routes, SelfLink};
use crate::routes::status_calculations::views::StatusCalculationView;
use crate::texts::Language;

/// On which day somebody asks.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct StatusQuestion {
    #[serde(default)]
    #[validate(nested)]
    reference_date: Option<DayField>,
}

/// A section that the answer rests on.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatusSectionView {
    /// Which.
    section: SectionNameField,
    /// Its version.
    #[schema(minimum = 1, example = 1)]
    version: i64,
    /// Where its facts come from; single facts tell their own source.
    provenance: ProvenanceContent,
}

/// The status of a person.
#[derive(Debug, Serialize, ToSchema)]
pub struct IndividualStatusView {
    /// Whose.
    individual_id: IndividualIdField,
    /// The sections that the answer rests on. Of those that were never written nothing is known.
    #[schema(min_items = 1, max_items = 7)]
    sections: Vec<StatusSectionView>,
    /// What follows from them.
    calculation: StatusCalculationView,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

/// The sections of which the answer says that it rests on them.
const SECTIONS: [SectionName; 7] = [
    SectionName::Identity,
    SectionName::Education,
    SectionName::WorkHistory,
    SectionName::EmploymentStatus,
    SectionName::Citizenship,
    SectionName::ResidencePermit,
    SectionName::Guardian,
];

fn section(
    (section, version, provenance): (SectionName, Version, Provenance),
) -> StatusSectionView {
    StatusSectionView {
        section: Field::of(section),
        version: version.0,
        provenance: ProvenanceContent::of(provenance),
    }
}

/// What the status of a person follows from.
fn record(person: &Person) -> Result<StatusRecord, Error> {
    Ok(StatusRecord {
        identity: person.section::<Identity>()?,
        education: person.section::<Education>()?,
        work: person.section::<Jobs>()?,
        status: person.section::<EmploymentStatus>()?,
        citizenships: person.section::<Citizenships>()?,
        permits: person.section::<ResidencePermits>()?,
        guardians: person.section::<Guardians>()?,
    })
}

impl IndividualStatusView {
    fn of(
        tx: &mut Tx<'_>,
        person: &Person,
        reference: Option<Day>,
        (language, links): (Language, &Links),
    ) -> Result<Self, Error> {
        let book = tx.rulebook()?;
        let reference = match reference {
            Some(reference) => reference,
            None => tx.day()?,
        };
        let outcome = record(person)?.outcome(reference, &book, &tx.actor().chain());
        let stamps = person.stamps()?.into_iter();
        let used = stamps.filter(|stamp| SECTIONS.contains(&stamp.section));
        Ok(Self {
            individual_id: Field::of(person.id()),
            sections: used
                .map(|stamp| section((stamp.section, stamp.version, stamp.provenance)))
                .collect(),
            calculation: StatusCalculationView::of(&outcome, language),
            links: links.of(format!("/individuals/{}/status", person.id())),
        })
    }
}

/// The unemployment status of a person.
///
/// Worked out from the sections of the record, as `POST /status-calculations` does it from typed
/// facts: the state on the day of the question, every earlier and later one, the days, the target
/// groups. The employment centre owns the status: this is what follows from the copies, each fact
/// with its source; what is missing is `unknown` and named, and where the copy of a declaration
/// says another state a finding names both. The access is recorded with its
/// purpose.
#[utoipa::path(get, path = "/individuals/{individual_id}/status", tag = "individuals",
    operation_id = "individual_status",
    params(("individual_id" = IndividualIdField, Path, description = "The person."),
        ("reference_date" = Option<DayField>, Query,
            description = "The day of the question; today when nobody says.")),
    responses((status = 200, body = IndividualStatusView)))]
async fn show(
    query: Query,
    id: Path<IndividualId>,
    Params(question): Params<StatusQuestion>,
) -> Result<HttpResponse, Problem> {
    let reference = question.reference_date.map(Field::parsed).transpose()?;
    let (links, language) = (query.links(), query.language());
    query
        .run(move |tx| {
            let person = sections::all(tx, *id, Action::ReadIndividual)?;
            tx.record_access(Action::ReadIndividual, "individual_status", Some(*id), None);
            let view = IndividualStatusView::of(tx, &person, reference, (language, &links))?;
            Ok(Plain(view))
        })
        .await
}

/// Mounts the route of this file.
pub fn routes(routes: &mut Routes) {
    routes.mount(__path_show, Access::To(Action::ReadIndividual), show);
}
