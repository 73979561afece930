//! What is asked and told of documents.

use chrono::{DateTime, Utc};
use domain::documents::{AgreementPart, Document, DocumentLanguage};
use persistence::documents::Item;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::hex::hex;
use crate::http::wire::{
    AgreementPartField, DocumentIdField, DocumentKindField, DocumentLanguageField,
    DocumentStatusField,
};
use crate::http::{Field, Links, Problem, SelfLink};
use crate::routes::cases::views::ColleagueView;

/// Which words of an agreement are printed, and in which language the rest of the sheet is.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AgreementPrintRequest {
    /// Which words: where nobody says, those that are to be signed next.
    #[validate(nested)]
    part: Option<AgreementPartField>,
    /// In which language; Italian where nobody says.
    #[validate(nested)]
    language: Option<DocumentLanguageField>,
}

impl AgreementPrintRequest {
    pub(super) fn asked(self) -> Result<(Option<AgreementPart>, DocumentLanguage), Problem> {
        let part = self.part.map(Field::parsed).transpose()?;
        Ok((part, or_italian(self.language)?))
    }
}

fn or_italian(language: Option<DocumentLanguageField>) -> Result<DocumentLanguage, Problem> {
    let language = language.map(Field::parsed).transpose()?;
    Ok(language.unwrap_or(DocumentLanguage::It))
}

/// In which language a letter is written.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LetterRequest {
    /// In which language; Italian where nobody says.
    #[validate(nested)]
    language: Option<DocumentLanguageField>,
}

impl LetterRequest {
    pub(super) fn asked(self) -> Result<DocumentLanguage, Problem> {
        or_italian(self.language)
    }
}

/// The file of a document.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DocumentFileView {
    /// SHA-256 of its bytes.
    #[schema(
        min_length = 64,
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )]
    sha256: String,
    /// How many bytes.
    #[schema(minimum = 1, maximum = 10_485_760, example = 24_647)]
    length: i64,
    /// When it was made.
    made_at: DateTime<Utc>,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

/// A document.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DocumentView {
    /// The document.
    id: DocumentIdField,
    /// How often it was saved.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 2)]
    version: i64,
    /// What it is.
    kind: DocumentKindField,
    /// Its number: each organisation counts from 1 every year.
    #[schema(
        max_length = 24,
        pattern = "^[1-9][0-9]{0,18}/[0-9]{4}$",
        example = "12/2026"
    )]
    number: String,
    /// In which language it is written.
    language: DocumentLanguageField,
    /// Where it stands.
    status: DocumentStatusField,
    /// Its file, once that is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<DocumentFileView>,
    /// Who ordered it.
    #[serde(skip_serializing_if = "Option::is_none")]
    ordered_by: Option<ColleagueView>,
    /// When.
    ordered_at: DateTime<Utc>,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

/// A document as lists show it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DocumentRow {
    /// The document.
    id: DocumentIdField,
    /// What it is.
    kind: DocumentKindField,
    /// Its number: each organisation counts from 1 every year.
    #[schema(
        max_length = 24,
        pattern = "^[1-9][0-9]{0,18}/[0-9]{4}$",
        example = "12/2026"
    )]
    number: String,
    /// Where it stands.
    status: DocumentStatusField,
    /// Who ordered it.
    #[serde(skip_serializing_if = "Option::is_none")]
    ordered_by: Option<ColleagueView>,
    /// When.
    ordered_at: DateTime<Utc>,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

impl DocumentFileView {
    fn of(document: &Document, address: &str, links: &Links) -> Option<Self> {
        let file = document.file?;
        Some(Self {
            sha256: hex(&file.sha256),
            length: file.length,
            made_at: file.at,
            links: links.of(format_args!("{address}/file")),
        })
    }
}

impl DocumentView {
    /// The document, whose address is `below` the thing that it is about.
    pub(super) fn of(item: Item, below: &str, links: &Links) -> Self {
        let Item {
            document,
            ordered_by,
        } = item;
        let address = format!("{below}/{}", document.id);
        Self {
            id: document.id.into(),
            version: document.version.0,
            kind: document.kind.into(),
            number: document.number.to_string(),
            language: document.language.into(),
            status: document.status.into(),
            file: DocumentFileView::of(&document, &address, links),
            ordered_by: ordered_by.map(ColleagueView::of),
            ordered_at: document.ordered_at,
            links: links.of(&address),
        }
    }
}

impl DocumentRow {
    pub(super) fn of(item: Item, below: &str, links: &Links) -> Self {
        let Item {
            document,
            ordered_by,
        } = item;
        Self {
            id: document.id.into(),
            kind: document.kind.into(),
            number: document.number.to_string(),
            status: document.status.into(),
            ordered_by: ordered_by.map(ColleagueView::of),
            ordered_at: document.ordered_at,
            links: links.of(format_args!("{below}/{}", document.id)),
        }
    }
}
