//! What the answer tells of each fact.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use domain::actor::StaffId;
use domain::event::IndividualId;
use domain::individuals::{KnownFact, KnownSection, Missing, Standing};
use domain::kernel::{Id, Version};
use persistence::individuals::facts::Known;
use persistence::names::StaffName;
use serde::Serialize;
use utoipa::ToSchema;

use super::Judged;
use crate::http::views::FindingView;
use crate::http::wire::{DayField, IdField, PermitStateField, PersonNameField, SectionNameField};
use crate::http::{Field, Links, SelfLink};
use crate::routes::individuals::sections::{ContradictionView, ProvenanceContent, path};
use crate::texts::Language;

/// Everything that is known of a person, and what rules need and nobody has told.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "individual_id": "0198c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f", "version": 4,
    "sections": [
        {
            "section": "identity", "version": 2, "recorded_at": "2026-02-10T09:30:00Z",
            "recorded_by": { "staff_id": "0198c5a0-1b2c-7a10-8c3d-4e5f6a7b8c9d",
                "family_name": "Neri", "given_name": "Marta" },
            "facts": [
                { "pointer": "/birth_date", "values": { "birth_date": "1990-03-14" },
                    "provenance": { "source": "self_declared", "observed_on": "2026-02-10",
                        "verification": "none" },
                    "stale": false, "contradictions": [] },
                { "pointer": "/birthplace_code", "values": { "birthplace_code": "Z330" },
                    "provenance": { "source": "self_declared", "observed_on": "2026-02-10",
                        "verification": "none" },
                    "stale": false, "contradictions": [
                        { "pointer": "/birthplace_code", "version": 1,
                            "individual_id": "0198c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f",
                            "provenance": { "source": "sap_import", "observed_on": "2025-11-05",
                                "verification": "none" } }] },
                { "pointer": "/family_name", "values": { "family_name": "Belhaj" },
                    "provenance": { "source": "self_declared", "observed_on": "2026-02-10",
                        "verification": "none" },
                    "stale": false, "contradictions": [] },
                { "pointer": "/given_name", "values": { "given_name": "Amina" },
                    "provenance": { "source": "self_declared", "observed_on": "2026-02-10",
                        "verification": "none" },
                    "stale": false, "contradictions": [] },
                { "pointer": "/sex", "values": { "sex": "F" },
                    "provenance": { "source": "self_declared", "observed_on": "2026-02-10",
                        "verification": "none" },
                    "stale": false, "contradictions": [] },
            ],
            "left_out": [],
            "_links": { "self": "https://percorso.example/rest/employment/v1/individuals/0198c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f/identity" },
        },
        {
            "section": "citizenship", "version": 1, "recorded_at": "2026-02-10T09:34:00Z",
            "recorded_by": { "staff_id": "0198c5a0-1b2c-7a10-8c3d-4e5f6a7b8c9d",
                "family_name": "Neri", "given_name": "Marta" },
            "facts": [
                { "pointer": "/items/0", "values": { "code": "436" },
                    "provenance": { "source": "document", "observed_on": "2026-02-10",
                        "verification": "verified" },
                    "stale": false, "contradictions": [] },
            ],
            "left_out": [],
            "_links": { "self": "https://percorso.example/rest/employment/v1/individuals/0198c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f/citizenship" },
        },
        {
            "section": "residence_permit", "version": 1, "recorded_at": "2026-02-10T09:36:00Z",
            "recorded_by": { "staff_id": "0198c5a0-1b2c-7a10-8c3d-4e5f6a7b8c9d",
                "family_name": "Neri", "given_name": "Marta" },
            "facts": [
                { "pointer": "/items/0",
                    "values": { "kind": "residence_permit", "reason": "family",
                        "issued_on": "2024-04-16", "expires_on": "2026-04-15" },
                    "provenance": { "source": "document", "observed_on": "2026-02-10",
                        "verification": "verified" },
                    "stale": false, "contradictions": [] },
            ],
            "left_out": [],
            "_links": { "self": "https://percorso.example/rest/employment/v1/individuals/0198c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f/residence-permit" },
        },
    ],
    "residence_permit": { "state": "expiring", "expires_on": "2026-04-15",
        "renewal_by": "2026-06-14" },
    "missing": [
        { "section": "identifiers",
            "finding": { "rule": "missing.tax_code", "severity": "warn",
                "detail": "The tax code is missing.", "source": "D.P.R. 605/1973 art. 6",
                "parameters": [] } },
        { "section": "residence",
            "finding": { "rule": "missing.residence", "severity": "warn",
                "detail": "The residence is missing: which office is competent is not known.",
                "source": "D.Lgs. 150/2015 art. 11 and 20", "parameters": [] } },
        { "section": "contacts",
            "finding": { "rule": "missing.contacts", "severity": "warn",
                "detail": "There is no way to reach the person.",
                "source": "D.Lgs. 150/2015 art. 20", "parameters": [] } },
        { "section": "privacy_notice",
            "finding": { "rule": "privacy.never_shown", "severity": "warn",
                "detail": "The notice about personal data was never shown.",
                "source": "art. 13 and 14 GDPR", "parameters": [] } },
    ],
    "warnings": [
        { "rule": "permit.expiring", "severity": "warn",
            "detail": "The residence permit ends on 2026-04-15: its renewal is asked for before that day.",
            "source": "D.Lgs. 286/1998 art. 5 c. 4",
            "parameters": [{ "key": "permit.expiry_warning_days", "value": "60", "unit": "days",
                "source": "product default; renewal is asked 60 days before expiry (D.Lgs. 286/1998 art.5 c.4)" }] },
        { "rule": "privacy.never_shown", "severity": "warn",
            "detail": "The notice about personal data was never shown.",
            "source": "art. 13 and 14 GDPR", "parameters": [] },
    ],
    "_links": { "self": "https://percorso.example/rest/employment/v1/individuals/0198c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f/facts" },
}))]
pub(super) struct FactsView {
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
pub(super) struct SectionFacts {
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
pub(super) struct Writer {
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
pub(super) struct FactView {
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
pub(super) struct MissingFact {
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
pub(super) struct PermitStandingView {
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

impl Judged {
    /// The answer that tells them, of what is known in this version.
    pub(super) fn view(
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

#[cfg(test)]
mod tests {
    use domain::individuals::SectionName;
    use serde_json::Value;
    use utoipa::PartialSchema;

    use super::*;

    #[test]
    fn the_example_tells_of_one_person() {
        let schema = serde_json::to_value(FactsView::schema()).unwrap();
        let example = &schema["example"];
        let id = example["individual_id"].as_str().unwrap();
        let sections = example["sections"].as_array().unwrap();
        let link = |of: &Value| of["_links"]["self"].as_str().unwrap().to_owned();
        assert!(link(example).ends_with(&format!("/individuals/{id}/facts")));
        let mut written = 0;
        for section in sections {
            let name: SectionName = section["section"].as_str().unwrap().parse().unwrap();
            let person = id.parse().map(Id::new).unwrap();
            assert!(link(section).ends_with(&path(person, name)), "{name}");
            written += section["version"].as_i64().unwrap();
            let recorded = &section["recorded_at"].as_str().unwrap()[..10];
            for fact in section["facts"].as_array().unwrap() {
                let observed = fact["provenance"]["observed_on"].as_str().unwrap();
                assert!(observed <= recorded, "{name}");
                for other in fact["contradictions"].as_array().unwrap() {
                    assert!(other["version"].as_i64() < section["version"].as_i64());
                    assert_eq!(other["pointer"], fact["pointer"]);
                }
            }
        }
        assert_eq!(example["version"], written);
        let end = &example["residence_permit"]["expires_on"];
        let permit = sections.last().unwrap();
        assert_eq!(&permit["facts"][0]["values"]["expires_on"], end);
        for missing in example["missing"].as_array().unwrap() {
            let is_here = |section: &Value| section["section"] == missing["section"];
            assert!(!sections.iter().any(is_here), "{missing}");
        }
    }
}
