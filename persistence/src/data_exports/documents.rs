//! What was printed for the person. The files are handed out by themselves: each has its number.

use domain::documents::{Document, Subject};

use super::*;
use crate::documents::Row;
use crate::schema::{agreements, appointments, cases, documents};

/// What these documents may be about.
fn subjects(tx: &mut Tx<'_>, records: &[Uid]) -> Result<[Vec<Option<Uid>>; 2], Error> {
    let agreements = agreements::table
        .inner_join(
            cases::table.on(cases::organisation_id
                .eq(agreements::organisation_id)
                .and(cases::id.eq(agreements::case_id))),
        )
        .filter(agreements::organisation_id.eq(tx.org()))
        .filter(cases::individual_id.eq_any(records))
        .select(agreements::id.nullable())
        .load(tx.conn())?;
    let appointments = appointments::table
        .filter(appointments::organisation_id.eq(tx.org()))
        .filter(appointments::individual_id.eq_any(records))
        .select(appointments::id.nullable())
        .load(tx.conn())?;
    Ok([agreements, appointments])
}

fn item(document: &Document, names: &Names) -> Item {
    let made = Made::default()
        .id("id", Uid::from(document.id))
        .text("kind", document.kind.to_string())
        .text("number", document.number.to_string())
        .text("status", document.status.to_string());
    let made = match document.subject {
        Subject::Agreement(id) => made.id("agreement_id", Uid::from(id)),
        Subject::Appointment(id) => made.id("appointment_id", Uid::from(id)),
    };
    made.text("language", document.language.to_string())
        .instant("ordered_at", Instant::from(document.ordered_at))
        .text("ordered_by", names.staff(Some(document.ordered_by.into())))
        .instant("made_at", document.file.map(|file| Instant::from(file.at)))
        .0
}

pub(super) fn documents(tx: &mut Tx<'_>, records: &[Uid], names: &Names) -> Result<Chapter, Error> {
    let [agreements, appointments] = subjects(tx, records)?;
    let about = documents::agreement_id.eq_any(agreements);
    let rows: Vec<Row> = documents::table
        .filter(documents::organisation_id.eq(tx.org()))
        .filter(about.or(documents::appointment_id.eq_any(appointments)))
        .order(documents::id)
        .select(Row::as_select())
        .limit(MOST + 1)
        .load(tx.conn())?;
    let items = rows.iter().map(|row| Ok(item(&row.document()?, names)));
    let items: Result<Vec<Item>, Error> = items.collect();
    Ok(Chapter::of("documents", items?))
}
