//! Notes of cases. Visibility is a condition of every query.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::actor::StaffId;
use domain::cases::Case;
use domain::kernel::{Changed, Version};
use domain::notes::{Note, NoteId, Visibility};

use crate::cached::{self, Prepare, filled};
use crate::columns::{maybe_parsed, parsed};
use crate::error::Error;
use crate::keyset::{Page, Paged};
use crate::names::{self, StaffName};
use crate::reach::{Condition, me};
use crate::schema::{note_versions, notes};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = notes, treat_none_as_default_value = false)]
struct Row {
    organisation_id: Uid,
    id: Uid,
    case_id: Uid,
    author_id: Option<Uid>,
    visibility: String,
    version: i64,
    written_at: Instant,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = note_versions, treat_none_as_default_value = false)]
struct TextRow {
    organisation_id: Uid,
    note_id: Uid,
    version: i64,
    body: String,
    reason: Option<String>,
    written_at: Instant,
    written_by: Option<Uid>,
}

/// A note with one of its texts, and when that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The note with this text.
    pub note: Note,
    /// When the first text was written.
    pub first_written_at: DateTime<Utc>,
    /// When this text was written.
    pub written_at: DateTime<Utc>,
    /// Who wrote the note.
    pub author: Option<StaffName>,
    /// Who wrote this text.
    pub writer: Option<StaffName>,
}

/// Stores a new note with its first text.
pub fn insert(tx: &mut Tx<'_>, changed: Changed<Note>) -> Result<Written, Error> {
    let note = tx.record(changed);
    let row = Row {
        organisation_id: tx.org(),
        id: note.id.into(),
        case_id: note.case.into(),
        author_id: note.author.map(Uid::from),
        visibility: note.visibility.to_string(),
        version: note.version.0,
        written_at: tx.now().into(),
    };
    diesel::insert_into(notes::table)
        .values(&row)
        .execute(tx.conn())?;
    keep_text(tx, &note)?;
    let first = tx.now();
    told(tx, note, first)
}

/// Saves an amended note: its new text beside the earlier ones. `first_written_at` is that of the
/// note as it was loaded.
pub fn save(
    tx: &mut Tx<'_>,
    changed: Changed<Note>,
    first_written_at: DateTime<Utc>,
) -> Result<Written, Error> {
    let mut note = tx.record(changed);
    let stored = notes::table
        .find((tx.org(), Uid::from(note.id)))
        .filter(notes::version.eq(note.version.0));
    note.version = note.version.next();
    let update = diesel::update(stored)
        .set(notes::version.eq(note.version.0))
        .returning(notes::version);
    cached::still::<_, i64>(update, tx.conn())?;
    keep_text(tx, &note)?;
    told(tx, note, first_written_at)
}

fn keep_text(tx: &mut Tx<'_>, note: &Note) -> Result<(), Error> {
    let row = TextRow {
        organisation_id: tx.org(),
        note_id: note.id.into(),
        version: note.version.0,
        body: note.text.to_string(),
        reason: note.reason.as_ref().map(ToString::to_string),
        written_at: tx.now().into(),
        written_by: note.written_by.map(Uid::from),
    };
    diesel::insert_into(note_versions::table)
        .values(&row)
        .execute(tx.conn())?;
    Ok(())
}

fn told(tx: &mut Tx<'_>, note: Note, first_written_at: DateTime<Utc>) -> Result<Written, Error> {
    let ids: Vec<StaffId> = note.author.into_iter().chain(note.written_by).collect();
    let names = names::of_staff(tx, &ids)?;
    let name = |id: Option<StaffId>| id.and_then(|id| names.get(&id).cloned());
    Ok(Written {
        first_written_at,
        written_at: tx.now(),
        author: name(note.author),
        writer: name(note.written_by),
        note,
    })
}

/// Notes of a case that the actor may read: the own ones, and those open to a circle to which the
/// actor belongs.
fn readable(tx: &Tx<'_>, case: &Case) -> Condition<notes::table> {
    let circles: Vec<String> = Visibility::open_to(tx.actor(), case)
        .iter()
        .map(ToString::to_string)
        .collect();
    let mine = notes::author_id
        .is_not_null()
        .and(notes::author_id.assume_not_null().eq(me(tx.actor())));
    Box::new(
        notes::organisation_id
            .eq(tx.org())
            .and(notes::case_id.eq(Uid::from(case.id)))
            .and(notes::visibility.eq_any(filled(circles)).or(mine)),
    )
}

/// One note of a case that was loaded within reach, if the actor may read it.
pub fn get(tx: &mut Tx<'_>, case: &Case, id: NoteId) -> Result<Written, Error> {
    let row: Row = notes::table
        .select(Row::as_select())
        .into_boxed()
        .filter(readable(tx, case))
        .filter(notes::id.eq(Uid::from(id)))
        .prepared()
        .get_result(tx.conn())?;
    let mut written = with_texts(tx, case, vec![row])?;
    written.pop().ok_or(Error::Corrupt("note without text"))
}

/// A page of the notes of a case that the actor may read, the newest first, in three statements.
pub fn list(tx: &mut Tx<'_>, case: &Case, page: &Page<NoteId>) -> Result<Paged<Written>, Error> {
    let mut query = notes::table
        .select(Row::as_select())
        .into_boxed()
        .filter(readable(tx, case));
    if let Some(after) = page.after {
        query = query.filter(notes::id.lt(Uid::from(after)));
    }
    let rows: Vec<Row> = query
        .order(notes::id.desc())
        .limit(page.probe())
        .prepared()
        .load(tx.conn())?;
    let Paged { items, more } = page.cut(rows);
    let items = with_texts(tx, case, items)?;
    Ok(Paged { items, more })
}

/// A page of all texts that a note has had, the first one first. The note was loaded within reach.
pub fn history(
    tx: &mut Tx<'_>,
    written: &Written,
    page: &Page<Version>,
) -> Result<Paged<Written>, Error> {
    let texts: Vec<TextRow> = note_versions::table
        .filter(note_versions::organisation_id.eq(tx.org()))
        .filter(note_versions::note_id.eq(Uid::from(written.note.id)))
        .filter(note_versions::version.gt(page.after.map_or(0, |version| version.0)))
        .order(note_versions::version)
        .limit(page.probe())
        .select(TextRow::as_select())
        .load(tx.conn())?;
    let Paged { items, more } = page.cut(texts);
    let writers: Vec<StaffId> = items
        .iter()
        .filter_map(|text| text.written_by.map(StaffId::from))
        .collect();
    let names = names::of_staff(tx, &writers)?;
    let items: Result<Vec<Written>, Error> = items
        .iter()
        .map(|text| {
            let mut earlier = written.clone();
            with_text(&mut earlier.note, text)?;
            earlier.written_at = text.written_at.into();
            earlier.writer = earlier
                .note
                .written_by
                .and_then(|id| names.get(&id).cloned());
            Ok(earlier)
        })
        .collect();
    Ok(Paged {
        items: items?,
        more,
    })
}

fn with_text(note: &mut Note, text: &TextRow) -> Result<(), Error> {
    note.text = parsed(&text.body, "note")?;
    note.reason = maybe_parsed(text.reason.as_deref(), "amendment")?;
    note.written_by = text.written_by.map(StaffId::from);
    note.version = Version(text.version);
    Ok(())
}

/// Puts the present texts and the names to a page of notes, in two statements.
fn with_texts(tx: &mut Tx<'_>, case: &Case, rows: Vec<Row>) -> Result<Vec<Written>, Error> {
    let ids: Vec<Uid> = rows.iter().map(|row| row.id).collect();
    let texts: Vec<TextRow> = note_versions::table
        .inner_join(
            notes::table.on(notes::organisation_id
                .eq(note_versions::organisation_id)
                .and(notes::id.eq(note_versions::note_id))
                .and(notes::version.eq(note_versions::version))),
        )
        .filter(note_versions::organisation_id.eq(tx.org()))
        .filter(note_versions::note_id.eq_any(filled(ids)))
        .select(TextRow::as_select())
        .prepared()
        .load(tx.conn())?;
    let staff: Vec<StaffId> = rows
        .iter()
        .filter_map(|row| row.author_id)
        .chain(texts.iter().filter_map(|text| text.written_by))
        .map(StaffId::from)
        .collect();
    let names = names::of_staff(tx, &staff)?;
    let name = |id: Option<Uid>| id.and_then(|id| names.get(&id.into()).cloned());
    rows.iter()
        .map(|row| {
            let text = texts
                .iter()
                .find(|text| text.note_id == row.id)
                .ok_or(Error::Corrupt("note without text"))?;
            Ok(Written {
                note: Note {
                    id: row.id.into(),
                    case: case.id,
                    individual: case.individual,
                    office: case.office,
                    author: row.author_id.map(StaffId::from),
                    visibility: parsed(&row.visibility, "visibility")?,
                    text: parsed(&text.body, "note")?,
                    written_by: text.written_by.map(StaffId::from),
                    reason: maybe_parsed(text.reason.as_deref(), "amendment")?,
                    version: Version(text.version),
                },
                first_written_at: row.written_at.into(),
                written_at: text.written_at.into(),
                author: name(row.author_id),
                writer: name(text.written_by),
            })
        })
        .collect()
}
