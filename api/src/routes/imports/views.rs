//! Imports, as they are answered.

use chrono::{DateTime, Utc};
use domain::actor::Actor;
use domain::imports::{Counts, Failure, Import, Mode, Reading};
use serde::Serialize;
use utoipa::ToSchema;

use super::address;
use crate::http::wire::{
    ColumnField, DayField, EvidenceSourceField, ImportIdField, ImportReasonField,
    ImportStatusField, MappingIdField, OfficeIdField, StaffIdField,
};
use crate::http::{AllowedAction, Field, Links, SelfLink};
use crate::texts::{Language, text};

/// How many rows came to what.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(super) struct ImportCounts {
    /// Rows that were read.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64, example = 1200)]
    read: i64,
    /// Rows that made a new person, or would.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64, example = 1100)]
    created: i64,
    /// Rows of somebody who was there: nothing changed.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64, example = 80)]
    unchanged: i64,
    /// Rows with faults.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64, example = 12)]
    refused: i64,
    /// Rows that wait for a decision.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64, example = 8)]
    candidates: i64,
    /// Rows left out by decision.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64, example = 0)]
    skipped: i64,
}

impl From<Counts> for ImportCounts {
    fn from(counts: Counts) -> Self {
        Self {
            read: counts.rows(),
            created: counts.created,
            unchanged: counts.unchanged,
            refused: counts.refused,
            candidates: counts.candidates,
            skipped: counts.skipped,
        }
    }
}

/// A column as it was recognised.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReadColumn {
    /// What it means.
    column: ColumnField,
    /// What the file calls it.
    #[schema(max_length = 100, example = "COGNOME")]
    heading: String,
}

/// How a file is read.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ImportReading {
    /// Its encoding, as it was found out.
    #[schema(
        max_length = 20,
        pattern = "^[A-Za-z0-9-]{1,20}$",
        example = "windows-1252"
    )]
    encoding: String,
    /// What separates its cells.
    #[schema(max_length = 1, example = ";")]
    separator: String,
    /// The columns that are read.
    #[schema(min_items = 0, max_items = 40)]
    columns: Vec<ReadColumn>,
    /// Headings of columns that are not read.
    #[schema(min_items = 0, max_items = 100, example = json!(["Note"]))]
    ignored: Vec<String>,
}

impl From<&Reading> for ImportReading {
    fn from(reading: &Reading) -> Self {
        let columns = reading.columns.iter();
        let columns = columns.map(|(column, heading)| ReadColumn {
            column: Field::of(*column),
            heading: heading.clone(),
        });
        Self {
            encoding: reading.encoding.clone(),
            separator: reading.separator.to_string(),
            columns: columns.collect(),
            ignored: reading.ignored.clone(),
        }
    }
}

/// Why an import failed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ImportFailure {
    /// What went wrong.
    #[schema(
        max_length = 64,
        pattern = "^[a-z_]{1,64}$",
        example = "import_missing_columns"
    )]
    code: String,
    /// In a sentence, in the reader's language.
    #[schema(max_length = 1000, example = "Nel file mancano le colonne: Cognome.")]
    detail: String,
}

impl ImportFailure {
    fn of(failure: &Failure, language: Language) -> Self {
        let key = format!("fault-{}", failure.code);
        let said = text(language, &key, None, &failure.facts);
        Self {
            code: failure.code.clone(),
            detail: said.unwrap_or_else(|| failure.code.clone()),
        }
    }
}

/// Where an import and its rows are.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ImportLinks {
    /// The import.
    #[serde(rename = "self")]
    #[schema(format = "uri", max_length = 2048)]
    href: String,
    /// What came of its rows.
    #[schema(format = "uri", max_length = 2048)]
    rows: String,
}

/// An import of people.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ImportView {
    /// The import.
    id: ImportIdField,
    /// How often its status was decided on; progress does not count.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// Where it stands.
    status: ImportStatusField,
    /// Why it failed, if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<ImportFailure>,
    /// The office that registers.
    office_id: OfficeIdField,
    /// Who asked for it; left out when the operator of the server did.
    #[serde(skip_serializing_if = "Option::is_none")]
    started_by: Option<StaffIdField>,
    /// Why.
    reason: ImportReasonField,
    /// Whether everything is decided and nothing kept.
    dry_run: bool,
    /// Where the facts come from.
    source: EvidenceSourceField,
    /// The day on which they were true.
    observed_on: DayField,
    /// The saved mapping that was used, as it was then.
    #[serde(skip_serializing_if = "Option::is_none")]
    mapping_id: Option<MappingIdField>,
    /// How many bytes the file has.
    #[schema(minimum = 0, maximum = 268_435_456, example = 152_000)]
    length: i64,
    /// How much of the file was read, in hundredths.
    #[schema(minimum = 0, maximum = 100, example = 100)]
    progress: i64,
    /// How many rows came to what.
    counts: ImportCounts,
    /// How the file is read, once that was found out.
    #[serde(skip_serializing_if = "Option::is_none")]
    reading: Option<ImportReading>,
    /// When it was asked for.
    created_at: DateTime<Utc>,
    /// When it ended, if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<DateTime<Utc>>,
    /// What the reader may do now.
    #[schema(min_items = 0, max_items = 20)]
    allowed_actions: Vec<AllowedAction>,
    /// Where it is.
    #[serde(rename = "_links")]
    links: ImportLinks,
}

impl ImportView {
    pub(super) fn of(import: &Import, actor: &Actor, language: Language, links: &Links) -> Self {
        let failure = import.failure.as_ref();
        Self {
            id: import.id.into(),
            version: import.version.0,
            status: import.status.into(),
            failure: failure.map(|failure| ImportFailure::of(failure, language)),
            office_id: import.office.into(),
            started_by: import.started_by.map(Field::of),
            reason: import.order.reason.into(),
            dry_run: import.order.mode == Mode::DryRun,
            source: import.order.source.into(),
            observed_on: import.order.observed_on.into(),
            mapping_id: import.order.mapping.map(Field::of),
            length: import.length,
            progress: import.progress.hundredths,
            counts: import.counts.into(),
            reading: import.reading.as_ref().map(ImportReading::from),
            created_at: import.created_at,
            ended_at: import.ended_at,
            allowed_actions: AllowedAction::all(language, &import.allowed(actor)),
            links: ImportLinks {
                href: links.to(address(import.id)),
                rows: links.to(format!("{}/rows", address(import.id))),
            },
        }
    }
}

/// An import, as a list shows it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ImportRow {
    /// The import.
    id: ImportIdField,
    /// Where it stands.
    status: ImportStatusField,
    /// The office that registers.
    office_id: OfficeIdField,
    /// Why.
    reason: ImportReasonField,
    /// Whether everything is decided and nothing kept.
    dry_run: bool,
    /// How much of the file was read, in hundredths.
    #[schema(minimum = 0, maximum = 100, example = 100)]
    progress: i64,
    /// How many rows came to what.
    counts: ImportCounts,
    /// When it was asked for.
    created_at: DateTime<Utc>,
    /// When it ended, if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<DateTime<Utc>>,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

impl ImportRow {
    pub(super) fn of(import: &Import, links: &Links) -> Self {
        Self {
            id: import.id.into(),
            status: import.status.into(),
            office_id: import.office.into(),
            reason: import.order.reason.into(),
            dry_run: import.order.mode == Mode::DryRun,
            progress: import.progress.hundredths,
            counts: import.counts.into(),
            created_at: import.created_at,
            ended_at: import.ended_at,
            links: links.of(address(import.id)),
        }
    }
}
