//! Types of documents that are handed over.

use std::borrow::Cow;

use domain::documents::{
    AgreementPart, DocumentId, DocumentKind, DocumentLanguage, DocumentStatus,
};
use utoipa::openapi::schema::Object;

use crate::http::field::{Field, Wire, coded};

/// A document.
pub type DocumentIdField = Field<DocumentId>;

/// Which words of an agreement.
pub type AgreementPartField = Field<AgreementPart>;
impl Wire for AgreementPart {
    fn name() -> Cow<'static, str> {
        "AgreementPart".into()
    }
    fn shape() -> Object {
        coded::<Self>(
            "`terms` are what binds, or the first draft; `amendment`, what is to bind instead.",
        )
    }
}

/// What a document is.
pub type DocumentKindField = Field<DocumentKind>;
impl Wire for DocumentKind {
    fn name() -> Cow<'static, str> {
        "DocumentKind".into()
    }
    fn shape() -> Object {
        coded::<Self>("What a document is.")
    }
}

/// In which language a document is written.
pub type DocumentLanguageField = Field<DocumentLanguage>;
impl Wire for DocumentLanguage {
    fn name() -> Cow<'static, str> {
        "DocumentLanguage".into()
    }
    fn shape() -> Object {
        coded::<Self>("In which language a document is written.")
    }
}

/// Where a document stands.
pub type DocumentStatusField = Field<DocumentStatus>;
impl Wire for DocumentStatus {
    fn name() -> Cow<'static, str> {
        "DocumentStatus".into()
    }
    fn shape() -> Object {
        coded::<Self>("Where a document stands: `made` has a file.")
    }
}
