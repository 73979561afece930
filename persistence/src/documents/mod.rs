//! Documents that are handed over. Whoever reads what one is about reads it; whoever orders one holds
//! that thing, and its number last.

mod row;
mod work;

use chrono::Datelike;
use diesel::prelude::*;
use domain::documents::{Document, DocumentId, DocumentNumber, Subject};
use domain::kernel::Changed;

use crate::cached;
use crate::error::Error;
use crate::keyset::{Page, Paged};
use crate::names::{self, StaffName};
use crate::on_each;
use crate::reach::Condition;
use crate::schema::{document_files, document_numbers, documents};
use crate::sql_types::Uid;
use crate::tx::Tx;

pub(crate) use row::Row;
pub use work::{Begun, begin, failed, made, runnable};

/// A document, with the name of whoever ordered it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The document.
    pub document: Document,
    /// Who ordered it.
    pub ordered_by: Option<StaffName>,
}

/// The next number of the year. Whoever has it holds the count until the end of the transaction, so
/// that the numbers have no gap: it is taken last.
pub fn next_number(tx: &mut Tx<'_>) -> Result<DocumentNumber, Error> {
    let (org, year) = (tx.org(), tx.today().year());
    let first = (
        document_numbers::organisation_id.eq(org),
        document_numbers::year.eq(year),
        document_numbers::last.eq(1_i64),
    );
    let conn = tx.conn();
    // `ON CONFLICT` exists on the concrete engines only.
    let begun = on_each!(conn, |c| diesel::insert_into(document_numbers::table)
        .values(first)
        .on_conflict_do_nothing()
        .execute(c))?;
    if begun > 0 {
        return Ok(DocumentNumber { year, number: 1 });
    }
    let update = diesel::update(document_numbers::table.find((org, year)))
        .set(document_numbers::last.eq(document_numbers::last + 1))
        .returning(document_numbers::last);
    let number = cached::still(update, tx.conn())?;
    Ok(DocumentNumber { year, number })
}

/// Stores a document that was ordered, with what it is made from.
pub fn insert(tx: &mut Tx<'_>, changed: Changed<Document>, data: String) -> Result<Item, Error> {
    let document = tx.record(changed);
    let row = Row::of(&document, data, tx.org());
    diesel::insert_into(documents::table)
        .values(&row)
        .execute(tx.conn())?;
    item(tx, document)
}

/// Those of a thing that was loaded within reach.
fn about(subject: Subject) -> Condition<documents::table> {
    match subject {
        Subject::Agreement(id) => Box::new(
            documents::agreement_id
                .is_not_null()
                .and(documents::agreement_id.assume_not_null().eq(Uid::from(id))),
        ),
        Subject::Appointment(id) => Box::new(
            documents::appointment_id.is_not_null().and(
                documents::appointment_id
                    .assume_not_null()
                    .eq(Uid::from(id)),
            ),
        ),
    }
}

/// A document about a thing that was loaded within reach.
pub fn get(tx: &mut Tx<'_>, subject: Subject, id: DocumentId) -> Result<Item, Error> {
    let row: Row = documents::table
        .find((tx.org(), Uid::from(id)))
        .select(Row::as_select())
        .into_boxed()
        .filter(about(subject))
        .first(tx.conn())?;
    let document = row.document()?;
    item(tx, document)
}

/// The bytes of its file; the document was loaded within reach.
pub fn file(tx: &mut Tx<'_>, id: DocumentId) -> Result<Vec<u8>, Error> {
    Ok(document_files::table
        .find((tx.org(), Uid::from(id)))
        .select(document_files::bytes)
        .first(tx.conn())?)
}

/// A page of those about a thing that was loaded within reach, the last ordered first.
pub fn list(
    tx: &mut Tx<'_>,
    subject: Subject,
    page: &Page<DocumentId>,
) -> Result<Paged<Item>, Error> {
    let mut query = documents::table
        .filter(documents::organisation_id.eq(tx.org()))
        .select(Row::as_select())
        .into_boxed()
        .filter(about(subject));
    if let Some(after) = page.after {
        query = query.filter(documents::id.lt(Uid::from(after)));
    }
    let rows: Vec<Row> = query
        .order(documents::id.desc())
        .limit(page.probe())
        .load(tx.conn())?;
    let Paged { items, more } = page.cut(rows);
    let items: Result<Vec<Document>, Error> = items.iter().map(Row::document).collect();
    let items = named(tx, items?)?;
    Ok(Paged { items, more })
}

fn item(tx: &mut Tx<'_>, document: Document) -> Result<Item, Error> {
    let mut items = named(tx, vec![document])?;
    items.pop().ok_or(Error::NotFound)
}

/// Each of them with whoever ordered it, in one statement.
fn named(tx: &mut Tx<'_>, all: Vec<Document>) -> Result<Vec<Item>, Error> {
    let by: Vec<_> = all.iter().map(|document| document.ordered_by).collect();
    let names = names::of_staff(tx, &by)?;
    let item = |document: Document| Item {
        ordered_by: names.get(&document.ordered_by).cloned(),
        document,
    };
    Ok(all.into_iter().map(item).collect())
}
