//! The file of an export, in sealed pieces, for as long as it is kept.

use diesel::prelude::*;
use domain::event::IndividualId;
use domain::exports::{ExportId, ExportStatus};

use crate::error::Error;
use crate::on_each;
use crate::schema::{export_pieces as pieces, export_subjects as subjects, exports};
use crate::sql_types::Uid;
use crate::tx::Tx;

/// How many pieces one transaction removes.
const REMOVED: i64 = 16;

/// A piece of a file.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = pieces, treat_none_as_default_value = false)]
pub struct Piece {
    organisation_id: Uid,
    export_id: Uid,
    /// Which piece it is, from 0.
    pub number: i64,
    /// The place of its first byte in the file.
    pub starts_at: i64,
    /// How many bytes of the file it holds.
    pub length: i64,
    /// The bytes, sealed.
    pub content: Vec<u8>,
}

impl std::fmt::Debug for Piece {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Piece")
            .field("number", &self.number)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

#[derive(Insertable)]
#[diesel(table_name = subjects, treat_none_as_default_value = false)]
#[expect(clippy::struct_field_names, reason = "named like the columns")]
struct Subject {
    organisation_id: Uid,
    export_id: Uid,
    individual_id: Uid,
}

/// Adds a piece, sealed already.
pub fn add(
    tx: &mut Tx<'_>,
    id: ExportId,
    number: i64,
    (starts_at, length): (i64, i64),
    content: Vec<u8>,
) -> Result<(), Error> {
    let piece = Piece {
        organisation_id: tx.org(),
        export_id: id.into(),
        number,
        starts_at,
        length,
        content,
    };
    diesel::insert_into(pieces::table)
        .values(&piece)
        .execute(tx.conn())?;
    Ok(())
}

/// Keeps of whom a file tells; some of them may be known already.
pub fn tell_of(
    tx: &mut Tx<'_>,
    id: ExportId,
    people: impl IntoIterator<Item = IndividualId>,
) -> Result<(), Error> {
    let mut people: Vec<Uid> = people.into_iter().map(Uid::from).collect();
    people.sort_unstable();
    people.dedup();
    let (organisation_id, export_id) = (tx.org(), Uid::from(id));
    let rows: Vec<Subject> = people
        .into_iter()
        .map(|individual_id| Subject {
            organisation_id,
            export_id,
            individual_id,
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    // Multi-row inserts and `ON CONFLICT` exist on the concrete engines only.
    let conn = tx.conn();
    on_each!(conn, |c| diesel::insert_into(subjects::table)
        .values(&rows)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}

/// The piece that holds the byte at this place, of a file that stands so: of one that was given up
/// meanwhile none is read, although the pieces are still there.
pub fn at(tx: &mut Tx<'_>, id: ExportId, place: i64, status: ExportStatus) -> Result<Piece, Error> {
    let its_export = exports::organisation_id
        .eq(pieces::organisation_id)
        .and(exports::id.eq(pieces::export_id));
    Ok(pieces::table
        .inner_join(exports::table.on(its_export))
        .filter(exports::status.eq(status.to_string()))
        .filter(pieces::organisation_id.eq(tx.org()))
        .filter(pieces::export_id.eq(Uid::from(id)))
        .filter(pieces::starts_at.le(place))
        .order(pieces::starts_at.desc())
        .select(Piece::as_select())
        .first(tx.conn())?)
}

/// Removes some pieces of a file; says whether any were left.
pub fn remove(tx: &mut Tx<'_>, id: ExportId) -> Result<bool, Error> {
    let (org, export) = (tx.org(), Uid::from(id));
    let places: Vec<i64> = pieces::table
        .filter(pieces::organisation_id.eq(org))
        .filter(pieces::export_id.eq(export))
        .order(pieces::starts_at)
        .limit(REMOVED)
        .select(pieces::starts_at)
        .load(tx.conn())?;
    if let (Some(first), Some(last)) = (places.first(), places.last()) {
        let some = pieces::table
            .filter(pieces::organisation_id.eq(org))
            .filter(pieces::export_id.eq(export))
            .filter(pieces::starts_at.between(*first, *last));
        diesel::delete(some).execute(tx.conn())?;
        return Ok(true);
    }
    diesel::update(exports::table.find((org, export)))
        .set(exports::pieces.eq(0))
        .execute(tx.conn())?;
    Ok(false)
}
