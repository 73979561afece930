//! How the types of exports travel.

use std::borrow::Cow;

use domain::exports::{ExportColumn, ExportFormat, ExportId, ExportKind, ExportStatus, Purpose};
use domain::vocabulary;
use utoipa::openapi::ObjectBuilder;
use utoipa::openapi::schema::{Object, Type};

use crate::http::field::{Field, Wire, coded};

/// An export.
pub type ExportIdField = Field<ExportId>;

/// What is told of each record.
pub type ExportColumnField = Field<ExportColumn>;
impl Wire for ExportColumn {
    fn name() -> Cow<'static, str> {
        "ExportColumn".into()
    }
    fn shape() -> Object {
        coded::<Self>("What an export tells of each record; each kind has columns of its own.")
    }
}

/// The form of the file.
pub type ExportFormatField = Field<ExportFormat>;
impl Wire for ExportFormat {
    fn name() -> Cow<'static, str> {
        "ExportFormat".into()
    }
    fn shape() -> Object {
        coded::<Self>("`csv`: semicolons, every cell quoted, UTF-8; `json`: one array of objects.")
    }
}

/// What is taken out.
pub type ExportKindField = Field<ExportKind>;
impl Wire for ExportKind {
    fn name() -> Cow<'static, str> {
        "ExportKind".into()
    }
    fn shape() -> Object {
        coded::<Self>("Which records are taken out.")
    }
}

/// Where an export stands.
pub type ExportStatusField = Field<ExportStatus>;
impl Wire for ExportStatus {
    fn name() -> Cow<'static, str> {
        "ExportStatus".into()
    }
    fn shape() -> Object {
        coded::<Self>("Where an export stands.")
    }
}

/// Why data are read.
pub type PurposeField = Field<Purpose>;
impl Wire for Purpose {
    fn name() -> Cow<'static, str> {
        "AccessPurpose".into()
    }
    fn shape() -> Object {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("Why: the vocabulary `access-purposes`."))
            .enum_values(Some(vocabulary::codes("access-purposes").iter().copied()))
            .examples([serde_json::json!("reporting")])
            .build()
    }
}
