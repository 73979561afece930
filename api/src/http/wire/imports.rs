//! How the types of imports travel.

use std::borrow::Cow;

use domain::imports::{
    Column, DateOrder, FileEncoding, ImportId, ImportReason, ImportStatus, MappingId, RowOutcome,
};
use utoipa::openapi::schema::Object;

use crate::http::field::{Field, Wire, coded};

/// An import.
pub type ImportIdField = Field<ImportId>;
/// A saved mapping.
pub type MappingIdField = Field<MappingId>;

/// What a column of a file means.
pub type ColumnField = Field<Column>;
impl Wire for Column {
    fn name() -> Cow<'static, str> {
        "ImportColumn".into()
    }
    fn shape() -> Object {
        coded::<Self>("What a column of a file means.")
    }
}

/// How days are written.
pub type DateOrderField = Field<DateOrder>;
impl Wire for DateOrder {
    fn name() -> Cow<'static, str> {
        "DateOrder".into()
    }
    fn shape() -> Object {
        coded::<Self>("Which number of a day comes first, where the year does not.")
    }
}

/// How letters are written.
pub type FileEncodingField = Field<FileEncoding>;
impl Wire for FileEncoding {
    fn name() -> Cow<'static, str> {
        "FileEncoding".into()
    }
    fn shape() -> Object {
        coded::<Self>("How the letters of a file are written; a byte order mark wins.")
    }
}

/// Why people are loaded from a file.
pub type ImportReasonField = Field<ImportReason>;
impl Wire for ImportReason {
    fn name() -> Cow<'static, str> {
        "ImportReason".into()
    }
    fn shape() -> Object {
        coded::<Self>("Why people are loaded from a file: the vocabulary `import-reasons`.")
    }
}

/// Where an import stands.
pub type ImportStatusField = Field<ImportStatus>;
impl Wire for ImportStatus {
    fn name() -> Cow<'static, str> {
        "ImportStatus".into()
    }
    fn shape() -> Object {
        coded::<Self>("Where an import stands.")
    }
}

/// What came of a row.
pub type RowOutcomeField = Field<RowOutcome>;
impl Wire for RowOutcome {
    fn name() -> Cow<'static, str> {
        "RowOutcome".into()
    }
    fn shape() -> Object {
        coded::<Self>(
            "`created`: somebody new; `unchanged`: was there already; `refused`: has faults; \
             `candidates`: waits for a decision; `skipped`: left out by decision.",
        )
    }
}
