//! Exports, as they are asked for and answered.

use chrono::{DateTime, Utc};
use domain::actor::Actor;
use domain::audit::Position;
use domain::exports::{Export, ExportFilter, Order, Whole};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::address;
use crate::hex::hex;
use crate::http::wire::{
    DayField, ExportColumnField, ExportFormatField, ExportIdField, ExportKindField,
    ExportStatusField, OfficeIdField, PurposeField, Text500Field,
};
use crate::http::{AllowedAction, Field, Links, Problem, SelfLink};
use crate::texts::{Language, text};

/// Which records.
#[derive(Debug, Clone, Default, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ExportRecordsFilter {
    /// Of this office: people who are registered there or have a case there, and what else the office
    /// holds. Of all offices of the caller when it is left out.
    #[validate(nested)]
    #[serde(skip_serializing_if = "Option::is_none")]
    office_id: Option<OfficeIdField>,
    /// In this status: of cases and first interviews only.
    #[schema(max_length = 32, pattern = "^[a-z_]{1,32}$", example = "open")]
    #[validate(length(min = 1, max = 32))]
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    /// Registered, opened or held from this day on.
    #[validate(nested)]
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<DayField>,
    /// Until this day.
    #[validate(nested)]
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<DayField>,
}

/// What somebody wants as a file.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "kind": "cases",
    "format": "csv",
    "filter": {
        "office_id": "0195d3a4-9f5e-7c41-8d0e-5a2f3c7b9e10",
        "status": "open",
        "from": "2026-01-01",
        "to": "2026-03-31",
    },
    "columns": ["id", "individual_id", "family_name", "given_name", "status", "opened_on"],
    "byte_order_mark": true,
    "purpose": "reporting",
    "note": "Relazione annuale alla Regione",
}))]
pub(super) struct ExportRequest {
    /// Which records.
    #[validate(nested)]
    kind: ExportKindField,
    /// The form of the file.
    #[validate(nested)]
    format: ExportFormatField,
    /// Which of them; all within reach when it is left out.
    #[serde(default)]
    #[schema(required = false)]
    #[validate(nested)]
    filter: ExportRecordsFilter,
    /// What is told of each, in this order; all columns of the kind when none is named.
    #[serde(default)]
    #[schema(required = false, min_items = 0, max_items = 40, example = json!([]))]
    #[validate(length(max = 40), nested)]
    columns: Vec<ExportColumnField>,
    /// Whether a CSV file begins with a byte order mark, by which spreadsheets know UTF-8.
    #[serde(default)]
    #[schema(required = false, default = false)]
    byte_order_mark: bool,
    /// Why; recorded.
    #[validate(nested)]
    purpose: PurposeField,
    /// For what, and on what ground; kept as long as the file.
    #[validate(nested)]
    note: Text500Field,
}

impl ExportRequest {
    pub(super) fn order(self) -> Result<Order, Problem> {
        let filter = self.filter;
        Ok(Order {
            kind: self.kind.parsed()?,
            format: self.format.parsed()?,
            marked: self.byte_order_mark,
            filter: ExportFilter {
                office: filter.office_id.map(Field::parsed).transpose()?,
                status: filter.status,
                from: filter.from.map(Field::parsed).transpose()?,
                to: filter.to.map(Field::parsed).transpose()?,
            },
            offices: Vec::new(),
            columns: Field::all(self.columns)?,
            purpose: self.purpose.parsed()?,
            note: Some(self.note.parsed()?),
        })
    }
}

/// Why an export failed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ExportFailure {
    /// What went wrong.
    #[schema(
        max_length = 64,
        pattern = "^[a-z_]{1,64}$",
        example = "export_not_permitted"
    )]
    code: String,
    /// In a sentence, in the reader's language.
    #[schema(
        max_length = 1000,
        example = "Chi ha chiesto l'esportazione non può più esportare questi dati."
    )]
    detail: String,
}

impl ExportFailure {
    fn of(code: &str, language: Language) -> Self {
        let said = text(language, &format!("fault-{code}"), None, &[]);
        Self {
            detail: said.unwrap_or_else(|| code.to_owned()),
            code: code.to_owned(),
        }
    }
}

/// A file that is whole.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ExportFile {
    /// SHA-256 of its bytes, in hexadecimal figures.
    #[schema(
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )]
    sha256: String,
    /// Until when it is kept.
    kept_until: DateTime<Utc>,
}

impl From<Whole> for ExportFile {
    fn from(whole: Whole) -> Self {
        Self {
            sha256: hex(&whole.sha256),
            kept_until: whole.kept_until,
        }
    }
}

/// Where an export is, and its file.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ExportLinks {
    /// The export.
    #[serde(rename = "self")]
    #[schema(format = "uri", max_length = 2048)]
    href: String,
    /// The file, while it is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "uri", max_length = 2048)]
    file: Option<String>,
}

/// An export.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ExportView {
    /// The export.
    id: ExportIdField,
    /// Its version.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 2)]
    version: i64,
    /// Where it stands.
    status: ExportStatusField,
    /// Why it failed, if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<ExportFailure>,
    /// Which records.
    kind: ExportKindField,
    /// The form of the file.
    format: ExportFormatField,
    /// Which of them.
    filter: ExportRecordsFilter,
    /// What is told of each.
    #[schema(min_items = 1, max_items = 40)]
    columns: Vec<ExportColumnField>,
    /// Why.
    purpose: PurposeField,
    /// For what, and on what ground; gone with the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<Text500Field>,
    /// How many records are written.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64, example = 1200)]
    rows: i64,
    /// How many bytes are written.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64, example = 240_000)]
    length: i64,
    /// What is known of the file once it is whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<ExportFile>,
    /// The last position of the log of facts when the first record was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64, example = 1203)]
    begun_position: Option<i64>,
    /// The same when the last record was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64, example = 1204)]
    ended_position: Option<i64>,
    /// When the file was first handed out.
    #[serde(skip_serializing_if = "Option::is_none")]
    handed_out_at: Option<DateTime<Utc>>,
    /// When it was asked for.
    created_at: DateTime<Utc>,
    /// When it ended, if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<DateTime<Utc>>,
    /// What the reader may do to it now.
    #[schema(min_items = 0, max_items = 20)]
    allowed_actions: Vec<AllowedAction>,
    /// Where it is.
    #[serde(rename = "_links")]
    links: ExportLinks,
}

impl ExportView {
    pub(super) fn of(
        export: &Export,
        (actor, now): (&Actor, DateTime<Utc>),
        language: Language,
        links: &Links,
    ) -> Self {
        let order = &export.order;
        let failure = export.failure.as_deref();
        let file = || links.to(format!("{}/file", address(export.id)));
        Self {
            id: export.id.into(),
            version: export.version.0,
            status: export.status.into(),
            failure: failure.map(|code| ExportFailure::of(code, language)),
            kind: order.kind.into(),
            format: order.format.into(),
            filter: ExportRecordsFilter {
                office_id: order.filter.office.map(Field::of),
                status: order.filter.status.clone(),
                from: order.filter.from.map(Field::of),
                to: order.filter.to.map(Field::of),
            },
            columns: order.columns.iter().copied().map(Field::of).collect(),
            purpose: order.purpose.clone().into(),
            note: order.note.clone().map(Field::of),
            rows: export.written.rows,
            length: export.written.length,
            file: export.whole.map(ExportFile::from),
            begun_position: export.positions.0.map(Position::number),
            ended_position: export.positions.1.map(Position::number),
            handed_out_at: export.handed_out_at,
            created_at: export.created_at,
            ended_at: export.ended_at,
            allowed_actions: AllowedAction::all(language, &export.allowed(actor, now)),
            links: ExportLinks {
                href: links.to(address(export.id)),
                file: export.is_kept(now).then(file),
            },
        }
    }
}

/// An export, as a list shows it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ExportRow {
    /// The export.
    id: ExportIdField,
    /// Where it stands.
    status: ExportStatusField,
    /// Which records.
    kind: ExportKindField,
    /// The form of the file.
    format: ExportFormatField,
    /// Why.
    purpose: PurposeField,
    /// How many records are written.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64, example = 1200)]
    rows: i64,
    /// When it was asked for.
    created_at: DateTime<Utc>,
    /// When it ended, if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<DateTime<Utc>>,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

impl ExportRow {
    pub(super) fn of(export: &Export, links: &Links) -> Self {
        Self {
            id: export.id.into(),
            status: export.status.into(),
            kind: export.order.kind.into(),
            format: export.order.format.into(),
            purpose: export.order.purpose.clone().into(),
            rows: export.written.rows,
            created_at: export.created_at,
            ended_at: export.ended_at,
            links: links.of(address(export.id)),
        }
    }
}
