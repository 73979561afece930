//! Who saw or changed a record, as it is answered.

use chrono::{DateTime, Utc};
use domain::access_records::{Seen, Told as What};
use domain::kernel::Id;
use persistence::access_records::{Told, Who};
use persistence::emergency_accesses::Known;
use serde::Serialize;
use utoipa::ToSchema;

use super::words::Reader;
use crate::http::Field;
use crate::http::wire::{
    CaseIdField, EmergencyIdField, EmergencyPurposeField, EmergencyStatusField, IdField,
    OfficeIdField, RecordPartField, RoleField, SectionNameField,
};
use crate::texts::label;

/// One line of who saw or changed a record.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccessRecordEntry {
    /// The latest deed that the line tells.
    id: IdField,
    /// When the first of them happened.
    since: DateTime<Utc>,
    /// When the last of them happened.
    at: DateTime<Utc>,
    /// What was done. A file that tells of the person is told when it was asked for, and again when it was
    /// fetched first.
    #[schema(
        max_length = 14,
        pattern = "^(read|change|import|export_request|export)$",
        example = "read"
    )]
    kind: &'static str,
    /// The line as a sentence, in the reader's language. A sitting that looked at every section
    /// names each.
    #[schema(
        max_length = 20_000,
        pattern = r"^[^\u0000-\u001F\u007F-\u009F]*$",
        example = "02/03/2026, 10:00–10:25: Lucia Verdi (Orientatore, Sportello lavoro) ha \
            consultato: il fascicolo del caso (2 volte). Finalità: Gestione del caso."
    )]
    text: String,
    /// Who.
    by: AccessRecordActor,
    /// What was read, each part with how often; nothing for a change.
    #[schema(min_items = 0, max_items = 800)]
    parts: Vec<AccessRecordPart>,
    /// The kind of fact, for a change.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 64, pattern = "^[a-z_]{1,64}$", example = "case_opened")]
    fact: Option<&'static str>,
    /// Why, a code of the vocabulary `access-purposes` or, for a file that was brought in, of
    /// `import-reasons`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 64, pattern = "^[a-z_]{1,64}$", example = "case_work")]
    purpose: Option<String>,
    /// Whether it happened under an emergency access.
    emergency: bool,
    /// The case concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    case_id: Option<CaseIdField>,
    /// The office that acted, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    office: Option<AccessRecordOffice>,
}

/// Who did something with a record.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccessRecordActor {
    /// Somebody of the staff, a program, the product itself, or somebody who had not signed in.
    #[schema(
        max_length = 8,
        pattern = "^(staff|program|system|unknown)$",
        example = "staff"
    )]
    kind: &'static str,
    /// Name of the person or of the program.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        max_length = 210,
        pattern = r"^[^\u0000-\u001F\u007F-\u009F]*$",
        example = "Lucia Verdi"
    )]
    display_name: Option<String>,
    /// The roles that the person has today.
    #[schema(min_items = 0, max_items = 10)]
    roles: Vec<RoleField>,
    /// The offices where the person works today.
    #[schema(min_items = 0, max_items = 100)]
    offices: Vec<AccessRecordOffice>,
}

/// An office, by what it is called.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccessRecordOffice {
    /// Which.
    id: OfficeIdField,
    /// What it is called.
    #[schema(
        max_length = 200,
        pattern = r"^[^\u0000-\u001F\u007F-\u009F]*$",
        example = "Sportello lavoro"
    )]
    label: String,
}

/// A part of a record that was read.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccessRecordPart {
    /// Which part.
    part: RecordPartField,
    /// Which section, where the part is one and that was written down.
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<SectionNameField>,
    /// What it is called, in the reader's language.
    #[schema(
        max_length = 200,
        pattern = r"^[^\u0000-\u001F\u007F-\u009F]*$",
        example = "il fascicolo del caso"
    )]
    label: String,
    /// How often it was read.
    #[schema(minimum = 1, maximum = 10_000, example = 2)]
    times: u32,
}

/// An emergency access to the record.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccessRecordEmergency {
    /// Which.
    id: EmergencyIdField,
    /// Who opened the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        max_length = 210,
        pattern = r"^[^\u0000-\u001F\u007F-\u009F]*$",
        example = "Lucia Verdi"
    )]
    display_name: Option<String>,
    /// Since when.
    begun_at: DateTime<Utc>,
    /// When it ends, or ended.
    ended_at: DateTime<Utc>,
    /// Where it stands.
    status: EmergencyStatusField,
    /// On what ground.
    purpose: EmergencyPurposeField,
    /// What that ground is called, in the reader's language.
    #[schema(
        max_length = 200,
        pattern = r"^[^\u0000-\u001F\u007F-\u009F]*$",
        example = "La persona è allo sportello"
    )]
    purpose_label: String,
    /// Why, in the words of whoever opened the record.
    #[schema(
        max_length = 1000,
        example = "La persona è qui per firmare e chi la segue è assente."
    )]
    reason: String,
}

fn office((id, label): &(domain::actor::OfficeId, String)) -> AccessRecordOffice {
    AccessRecordOffice {
        id: Field::of(Id::new(id.uuid())),
        label: label.clone(),
    }
}

impl AccessRecordActor {
    fn of(who: &Who) -> Self {
        let none = |kind, display_name| Self {
            kind,
            display_name,
            roles: Vec::new(),
            offices: Vec::new(),
        };
        match who {
            Who::Staff(colleague) => Self {
                kind: "staff",
                display_name: Some(format!(
                    "{} {}",
                    colleague.name.given_name, colleague.name.family_name
                )),
                roles: colleague.roles.iter().copied().map(Field::of).collect(),
                offices: colleague.offices.iter().map(office).collect(),
            },
            Who::Program(_, label) => none("program", Some(label.clone())),
            Who::System => none("system", None),
            Who::Unknown => none("unknown", None),
        }
    }
}

impl AccessRecordPart {
    fn of((seen, times): (Seen, u32), reader: Reader) -> Self {
        Self {
            part: Field::of(seen.part),
            section: seen.section.map(Field::of),
            label: reader.part(seen),
            times,
        }
    }
}

impl AccessRecordEntry {
    /// A line as it is answered.
    pub fn of(told: &Told, reader: Reader) -> Self {
        let line = &told.line;
        let (kind, parts, fact, reason) = match &line.told {
            What::Read(parts) => ("read", parts.as_slice(), None, None),
            What::Changed(fact) => ("change", &[][..], Some(fact.kind()), None),
            What::Imported(reason) => ("import", &[][..], None, Some(reason.to_string())),
            What::AskedFor => ("export_request", &[][..], None, None),
            What::Exported => ("export", &[][..], None, None),
        };
        Self {
            id: Field::of(Id::new(line.id)),
            since: line.since,
            at: line.at,
            kind,
            text: reader.sentence(told),
            by: AccessRecordActor::of(&told.who),
            parts: parts
                .iter()
                .map(|part| AccessRecordPart::of(*part, reader))
                .collect(),
            fact,
            purpose: line.purpose.clone().or(reason),
            emergency: line.is_emergency(),
            case_id: line.case.map(|case| Field::of(Id::new(case.uuid()))),
            office: told.office.as_ref().map(office),
        }
    }
}

impl AccessRecordEmergency {
    /// An emergency access as it stands at the head of the record.
    pub fn of(known: &Known, now: DateTime<Utc>, reader: Reader) -> Self {
        let access = &known.access;
        let purpose = access.purpose.to_string();
        let name = known.staff.as_ref();
        Self {
            id: Field::of(access.id),
            display_name: name.map(|name| format!("{} {}", name.given_name, name.family_name)),
            begun_at: access.begun_at,
            ended_at: access.ended_by(now).map_or(access.ends_at, |end| end.at),
            status: Field::of(access.status(now)),
            purpose: Field::of(access.purpose),
            purpose_label: label(reader.language, "emergency-purposes", &purpose),
            reason: access.reason.to_string(),
        }
    }
}
