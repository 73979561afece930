//! Documents that are handed over: numbered, typeset by the worker from data that are kept beside
//! them, so that the same bytes come of the same data.

mod sources;
mod status;
#[cfg(test)]
mod tests;

use std::fmt;

use chrono::{DateTime, Utc};
use strum::{Display, EnumIter, EnumString, VariantNames};

use crate::actor::{Actor, OfficeId, StaffId};
use crate::agreements::{Agreement, AgreementId};
use crate::appointments::{Appointment, AppointmentId};
use crate::event::{About, CaseId, Fact, IndividualId};
use crate::kernel::{Changed, Fault, Id, Refusal, Version, unknown_code};

pub use sources::{AgreementPart, Printed, Standing, announced, printed};
pub use status::{DocumentStatus, DocumentStep};

/// Marks identifiers of a document.
#[derive(Debug)]
pub struct DocumentTag;
/// Identifies a document.
pub type DocumentId = Id<DocumentTag>;

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum DocumentKind {
    /// What a person and the service agreed, to be read and signed.
    OrientationAgreement,
    /// When and where a person is expected.
    AppointmentLetter,
}

/// In which language it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum DocumentLanguage {
    /// Italian.
    It,
    /// English.
    En,
}

/// Its number: each organisation counts from 1 every year, and leaves none out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DocumentNumber {
    /// The year in which it was ordered.
    pub year: i32,
    /// Which one of that year.
    pub number: i64,
}

impl fmt::Display for DocumentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.year)
    }
}

/// What it is about. It goes wherever that goes, and whoever reads that reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// An orientation agreement.
    Agreement(AgreementId),
    /// An appointment.
    Appointment(AppointmentId),
}

/// Whose the thing is that it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The thing.
    pub subject: Subject,
    /// The person.
    pub individual: IndividualId,
    /// The case, if the thing is in one.
    pub case: Option<CaseId>,
    /// The office that answers for it.
    pub office: OfficeId,
}

impl Origin {
    /// Of an agreement.
    pub fn agreement(agreement: &Agreement) -> Self {
        Self {
            subject: Subject::Agreement(agreement.id),
            individual: agreement.individual,
            case: Some(agreement.case),
            office: agreement.office,
        }
    }

    /// Of an appointment.
    pub fn appointment(appointment: &Appointment) -> Self {
        Self {
            subject: Subject::Appointment(appointment.id),
            individual: appointment.individual,
            case: appointment.case,
            office: appointment.place.office,
        }
    }

    /// What is recorded of a document is recorded of the thing that it is about: whoever may not
    /// read that is not told that it was printed.
    fn about(&self) -> About {
        let about = match self.subject {
            Subject::Agreement(id) => About::thing("agreement", id),
            Subject::Appointment(id) => About::thing("appointment", id),
        };
        let about = about.of(self.individual).at(self.office);
        match self.case {
            Some(case) => about.case(case),
            None => about,
        }
    }
}

/// The file of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MadeFile {
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// How many bytes.
    pub length: i64,
    /// When it was made.
    pub at: DateTime<Utc>,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The document.
    pub id: DocumentId,
    /// What it is.
    pub kind: DocumentKind,
    /// Its number.
    pub number: DocumentNumber,
    /// What it is about.
    pub subject: Subject,
    /// In which language.
    pub language: DocumentLanguage,
    /// Where it stands.
    pub status: DocumentStatus,
    /// How often a process began to typeset it.
    pub attempts: i64,
    /// Its file, once that is made.
    pub file: Option<MadeFile>,
    /// Who ordered it.
    pub ordered_by: StaffId,
    /// When.
    pub ordered_at: DateTime<Utc>,
    /// How often it was saved.
    pub version: Version,
}

/// How often a process begins with one before it is given up: what brings three processes down
/// would bring down every further one.
const ATTEMPTS: i64 = 3;

impl Document {
    /// Orders a document. Its data are taken now; the worker makes the file.
    pub fn order(
        actor: &Actor,
        (id, number): (DocumentId, DocumentNumber),
        (kind, origin): (DocumentKind, &Origin),
        language: DocumentLanguage,
        now: DateTime<Utc>,
    ) -> Result<Changed<Self>, Refusal> {
        let ordered_by = actor.staff().ok_or(Refusal::NotPermitted {})?;
        let document = Self {
            id,
            kind,
            number,
            subject: origin.subject,
            language,
            status: DocumentStatus::Ordered,
            attempts: 0,
            file: None,
            ordered_by,
            ordered_at: now,
            version: Version::FIRST,
        };
        let fact = Fact::DocumentOrdered {
            document: id.uuid(),
            of: kind.to_string(),
            number: number.to_string(),
        };
        Ok(Changed::new(document, origin.about().says(fact)))
    }

    /// Whether processes began with it often enough, and none came to an end.
    pub const fn is_given_up(&self) -> bool {
        self.attempts > ATTEMPTS
    }

    /// Its file is made.
    pub fn make(mut self, origin: &Origin, file: MadeFile) -> Result<Changed<Self>, Refusal> {
        self.status = self.status.after(DocumentStep::Make)?;
        self.file = Some(file);
        let fact = Fact::DocumentMade {
            document: self.id.uuid(),
            length: file.length,
        };
        Ok(Changed::new(self, origin.about().says(fact)))
    }

    /// It cannot be made.
    pub fn fail(mut self, origin: &Origin) -> Result<Changed<Self>, Refusal> {
        self.status = self.status.after(DocumentStep::Fail)?;
        let fact = Fact::DocumentFailed {
            document: self.id.uuid(),
        };
        Ok(Changed::new(self, origin.about().says(fact)))
    }
}
