//! Documents as rows.

use diesel::prelude::*;
use domain::documents::{Document, DocumentNumber, MadeFile, Subject};
use domain::kernel::Version;

use crate::columns::parsed;
use crate::error::Error;
use crate::schema::documents;
use crate::sql_types::{Instant, Uid};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = documents, treat_none_as_default_value = false)]
pub(crate) struct Row {
    organisation_id: Uid,
    id: Uid,
    kind: String,
    year: i32,
    number: i64,
    agreement_id: Option<Uid>,
    appointment_id: Option<Uid>,
    language: String,
    pub(super) data: String,
    status: String,
    attempts: i64,
    free_at: Instant,
    sha256: Option<Vec<u8>>,
    length: Option<i64>,
    made_at: Option<Instant>,
    ordered_by: Uid,
    ordered_at: Instant,
    version: i64,
}

impl Row {
    pub(super) fn of(document: &Document, data: String, organisation_id: Uid) -> Self {
        let (agreement_id, appointment_id) = match document.subject {
            Subject::Agreement(id) => (Some(id.into()), None),
            Subject::Appointment(id) => (None, Some(id.into())),
        };
        let file = document.file;
        Self {
            organisation_id,
            id: document.id.into(),
            kind: document.kind.to_string(),
            year: document.number.year,
            number: document.number.number,
            agreement_id,
            appointment_id,
            language: document.language.to_string(),
            data,
            status: document.status.to_string(),
            attempts: document.attempts,
            free_at: document.ordered_at.into(),
            sha256: file.map(|file| file.sha256.to_vec()),
            length: file.map(|file| file.length),
            made_at: file.map(|file| file.at.into()),
            ordered_by: document.ordered_by.into(),
            ordered_at: document.ordered_at.into(),
            version: document.version.0,
        }
    }

    /// The document of the row.
    pub(crate) fn document(&self) -> Result<Document, Error> {
        let subject = match (self.agreement_id, self.appointment_id) {
            (Some(id), None) => Subject::Agreement(id.into()),
            (None, Some(id)) => Subject::Appointment(id.into()),
            _ => return Err(Error::Corrupt("document")),
        };
        Ok(Document {
            id: self.id.into(),
            kind: parsed(&self.kind, "document kind")?,
            number: DocumentNumber {
                year: self.year,
                number: self.number,
            },
            subject,
            language: parsed(&self.language, "document language")?,
            status: parsed(&self.status, "document status")?,
            attempts: self.attempts,
            file: self.file()?,
            ordered_by: self.ordered_by.into(),
            ordered_at: self.ordered_at.into(),
            version: Version(self.version),
        })
    }

    fn file(&self) -> Result<Option<MadeFile>, Error> {
        let (Some(sha256), Some(length), Some(at)) = (&self.sha256, self.length, self.made_at)
        else {
            return Ok(None);
        };
        let sha256 = sha256.as_slice().try_into();
        Ok(Some(MadeFile {
            sha256: sha256.map_err(|_| Error::Corrupt("sha256"))?,
            length,
            at: at.into(),
        }))
    }
}
