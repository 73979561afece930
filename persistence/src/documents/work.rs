//! The work on documents: by whichever process has begun with one, until its time is up.

use chrono::TimeDelta;
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use domain::actor::OrganisationId;
use domain::agreements::AgreementId;
use domain::appointments::AppointmentId;
use domain::documents::{Document, DocumentId, MadeFile, Origin, Subject};

use super::row::Row;
use crate::cached;
use crate::error::Error;
use crate::names;
use crate::schema::{agreements, document_files, documents};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// For how long nobody else begins with what a process has begun with: many times what one takes.
const BEGUN: TimeDelta = TimeDelta::seconds(60);

/// A document with which this process has begun.
#[derive(Clone, PartialEq, Eq)]
pub struct Begun {
    /// The document.
    pub document: Document,
    /// What it is made from.
    pub data: String,
}

/// Its data tell of a person: they never show up in a debug print.
impl std::fmt::Debug for Begun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Begun({:?}, ***)", self.document.id)
    }
}

/// Those that wait: in the words of the index that holds them, as an engine cannot tell of a
/// parameter that it fits.
fn waiting() -> SqlLiteral<Bool> {
    sql("documents.status = 'ordered'")
}

/// Documents of all organisations that wait for a process: this is the worker's.
pub fn runnable(tx: &mut Tx<'_>) -> Result<Vec<(OrganisationId, DocumentId)>, Error> {
    let rows: Vec<(Uid, Uid)> = documents::table
        .filter(waiting())
        .filter(documents::free_at.le(Instant(tx.now())))
        .order((
            documents::free_at,
            documents::organisation_id,
            documents::id,
        ))
        .select((documents::organisation_id, documents::id))
        .limit(20)
        .load(tx.conn())?;
    let rows = rows.into_iter();
    Ok(rows.map(|(org, id)| (org.into(), id.into())).collect())
}

/// Begins with a document; nothing if another process has, or its person was erased meanwhile.
pub fn begin(tx: &mut Tx<'_>, id: DocumentId) -> Result<Option<Begun>, Error> {
    let free = documents::table
        .find((tx.org(), Uid::from(id)))
        .filter(waiting())
        .filter(documents::free_at.le(Instant(tx.now())));
    let update = diesel::update(free)
        .set((
            documents::attempts.eq(documents::attempts + 1),
            documents::free_at.eq(Instant(tx.now() + BEGUN)),
        ))
        .returning(documents::version);
    if cached::changed::<_, i64>(update, tx.conn())?.is_none() {
        return Ok(None);
    }
    let row: Row = documents::table
        .find((tx.org(), Uid::from(id)))
        .select(Row::as_select())
        .first(tx.conn())?;
    Ok(Some(Begun {
        document: row.document()?,
        data: row.data,
    }))
}

/// Whose the thing is that a document is about.
fn origin(tx: &mut Tx<'_>, subject: Subject) -> Result<Origin, Error> {
    match subject {
        Subject::Agreement(id) => of_agreement(tx, id),
        Subject::Appointment(id) => of_appointment(tx, id),
    }
}

fn of_agreement(tx: &mut Tx<'_>, id: AgreementId) -> Result<Origin, Error> {
    let case: Uid = agreements::table
        .find((tx.org(), Uid::from(id)))
        .select(agreements::case_id)
        .first(tx.conn())?;
    let case = crate::cases::of_record(tx, case.into())?;
    Ok(Origin {
        subject: Subject::Agreement(id),
        individual: case.individual,
        case: Some(case.id),
        office: case.office,
    })
}

fn of_appointment(tx: &mut Tx<'_>, id: AppointmentId) -> Result<Origin, Error> {
    let stored = crate::appointments::stored(tx, id)?;
    Ok(Origin::appointment(&stored.ok_or(Error::NotFound)?))
}

/// The same, with the person held until the end of the transaction: nobody merges or erases the
/// record between the thing and what is recorded of it.
fn held(tx: &mut Tx<'_>, subject: Subject) -> Result<Origin, Error> {
    let seen = origin(tx, subject)?;
    let person = names::person_of_record(tx, seen.individual)?;
    if person.id == seen.individual {
        Ok(seen)
    } else {
        Err(Error::Overtaken)
    }
}

/// Saves that its file was made, with the digest of the template. Of two processes that made it, one
/// finds it stale.
pub fn made(
    tx: &mut Tx<'_>,
    document: Document,
    file: MadeFile,
    (bytes, template): (&[u8], &[u8; 32]),
) -> Result<(), Error> {
    let origin = held(tx, document.subject)?;
    let document = tx.record(document.make(&origin, file)?);
    let key = documents::table.find((tx.org(), Uid::from(document.id)));
    let update = diesel::update(key.filter(documents::version.eq(document.version.0)))
        .set((
            documents::status.eq(document.status.to_string()),
            documents::template.eq(Some(template.to_vec())),
            documents::sha256.eq(Some(file.sha256.to_vec())),
            documents::length.eq(Some(file.length)),
            documents::made_at.eq(Some(Instant(file.at))),
            documents::version.eq(document.version.next().0),
        ))
        .returning(documents::version);
    cached::still::<_, i64>(update, tx.conn())?;
    diesel::insert_into(document_files::table)
        .values((
            document_files::organisation_id.eq(tx.org()),
            document_files::document_id.eq(Uid::from(document.id)),
            document_files::bytes.eq(bytes),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Saves that it cannot be made.
pub fn failed(tx: &mut Tx<'_>, document: Document) -> Result<(), Error> {
    let origin = held(tx, document.subject)?;
    let document = tx.record(document.fail(&origin)?);
    let key = documents::table.find((tx.org(), Uid::from(document.id)));
    let update = diesel::update(key.filter(documents::version.eq(document.version.0)))
        .set((
            documents::status.eq(document.status.to_string()),
            documents::version.eq(document.version.next().0),
        ))
        .returning(documents::version);
    cached::still::<_, i64>(update, tx.conn())?;
    Ok(())
}
