//! The rows that change their person with a merge.

use diesel::prelude::*;
use domain::event::{About, Fact};
use domain::individuals::merging::Merge;
use domain::kernel::Id;
use domain::policy::Action;
use strum::{Display, EnumIter, EnumString, IntoEnumIterator, VariantNames};
use uuid::Uuid;

use super::*;
use crate::on_each;
use crate::reach;
use crate::schema::{appointments, desk_contacts, enrolments, intakes};

/// What refers to a person. Whatever comes later (placements, documents) is one more kind: the
/// compiler then asks for it in this file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumIter, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = domain::kernel::Fault,
    parse_err_fn = domain::kernel::unknown_code)]
pub enum Kind {
    /// A case, with all that hangs on it.
    Case,
    /// A first interview.
    Intake,
    /// A contact at the desk.
    DeskContact,
    /// An appointment, with the time that it takes of the person.
    Appointment,
    /// A place in a group, with the time that it takes of the person.
    Enrolment,
    /// A record that was merged before.
    Individual,
}

/// How much of a kind would move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// Of what.
    pub kind: Kind,
    /// How many.
    pub count: usize,
    /// Those of offices that the actor reaches.
    pub ids: Vec<Uuid>,
}

#[derive(Debug, Insertable)]
#[diesel(table_name = merge_moves, treat_none_as_default_value = false)]
struct MoveRow {
    organisation_id: Uid,
    merge_id: Uid,
    kind: String,
    row_id: Uid,
}

pub(super) type Found = Vec<(Uid, Option<Uid>)>;

/// What refers to a record, with the office that holds it: one statement for each kind.
pub(super) fn found(tx: &mut Tx<'_>, person: Uid) -> Result<Vec<(Kind, Found)>, Error> {
    let of_each = Kind::iter().map(|kind| Ok((kind, found_of(tx, kind, person)?)));
    of_each.collect()
}

fn found_of(tx: &mut Tx<'_>, kind: Kind, person: Uid) -> Result<Found, Error> {
    let org = tx.org();
    let found = match kind {
        Kind::Case => cases::table
            .filter(cases::organisation_id.eq(org))
            .filter(cases::individual_id.eq(person))
            .order(cases::id)
            .select((cases::id, cases::office_id.nullable()))
            .load(tx.conn())?,
        Kind::Intake => intakes::table
            .filter(intakes::organisation_id.eq(org))
            .filter(intakes::individual_id.eq(person))
            .order(intakes::id)
            .select((intakes::id, intakes::office_id.nullable()))
            .load(tx.conn())?,
        Kind::DeskContact => desk_contacts::table
            .filter(desk_contacts::organisation_id.eq(org))
            .filter(desk_contacts::individual_id.eq(person))
            .order(desk_contacts::id)
            .select((desk_contacts::id, desk_contacts::office_id.nullable()))
            .load(tx.conn())?,
        Kind::Appointment => appointments::table
            .filter(appointments::organisation_id.eq(org))
            .filter(appointments::individual_id.eq(person))
            .order(appointments::id)
            .select((appointments::id, appointments::office_id.nullable()))
            .load(tx.conn())?,
        Kind::Enrolment => enrolments::table
            .filter(enrolments::organisation_id.eq(org))
            .filter(enrolments::individual_id.eq(person))
            .order(enrolments::id)
            .select((enrolments::id, enrolments::office_id.nullable()))
            .load(tx.conn())?,
        Kind::Individual => individuals::table
            .filter(individuals::organisation_id.eq(org))
            .filter(individuals::survivor_id.eq(person))
            .order(individuals::id)
            .select((individuals::id, individuals::office_id.nullable()))
            .load(tx.conn())?,
    };
    Ok(found)
}

/// What would move from a record: all of it counted, and named where the actor reaches the office.
pub fn moves(tx: &mut Tx<'_>, person: &Person) -> Result<Vec<Move>, Error> {
    let offices = reach::offices_within(tx, Action::MergeIndividuals, None)?;
    let found = found(tx, person.id().into())?;
    let moves = found.into_iter().map(|(kind, rows)| Move {
        kind,
        count: rows.len(),
        ids: rows
            .iter()
            .filter(|(_, office)| office.is_some_and(|office| offices.contains(&office)))
            .map(|(id, _)| id.0)
            .collect(),
    });
    Ok(moves.collect())
}

/// Gives everything of the absorbed record to the survivor, and writes down what.
pub(super) fn give(tx: &mut Tx<'_>, merge: &Merge) -> Result<(), Error> {
    let organisation_id = tx.org();
    let found = found(tx, merge.absorbed.into())?;
    let mut rows = Vec::new();
    tell(tx, merge, merge.survivor, &found);
    for (kind, found) in found {
        let ids: Vec<Uid> = found.into_iter().map(|(id, _)| id).collect();
        point(tx, kind, &ids, merge.survivor, merge.absorbed)?;
        rows.extend(ids.into_iter().map(|row_id| MoveRow {
            organisation_id,
            merge_id: merge.id.into(),
            kind: kind.to_string(),
            row_id,
        }));
    }
    for rows in rows.chunks(CHUNK) {
        let conn = tx.conn();
        // Multi-row inserts exist on the concrete engines only.
        on_each!(conn, |c| diesel::insert_into(merge_moves::table)
            .values(rows)
            .execute(c))?;
    }
    let absorbed = individuals::table.find((organisation_id, Uid::from(merge.absorbed)));
    diesel::update(absorbed)
        .set(individuals::survivor_id.eq(Some(Uid::from(merge.survivor))))
        .execute(tx.conn())?;
    Ok(())
}

/// Records of each row that it belongs to another record of the person now: whoever follows cases,
/// interviews or contacts alone is not told of the merge.
fn tell(tx: &mut Tx<'_>, merge: &Merge, to: IndividualId, found: &[(Kind, Found)]) {
    let id = merge.id.uuid();
    for (kind, rows) in found {
        for (row, office) in rows {
            let row: Id<()> = Id::new(row.0);
            let (about, fact) = match kind {
                Kind::Case => {
                    let about = About::thing("case", row).case(Id::new(row.uuid()));
                    (about, Fact::CaseReattributed { merge: id })
                }
                Kind::Intake => {
                    let about = About::thing("intake", row);
                    (about, Fact::IntakeReattributed { merge: id })
                }
                Kind::DeskContact => {
                    let about = About::thing("desk_contact", row);
                    (about, Fact::DeskContactReattributed { merge: id })
                }
                Kind::Appointment => {
                    let about = About::thing("appointment", row);
                    (about, Fact::AppointmentReattributed { merge: id })
                }
                Kind::Enrolment => {
                    let about = About::thing("enrolment", row);
                    (about, Fact::EnrolmentReattributed { merge: id })
                }
                // The merge tells of the records themselves.
                Kind::Individual => continue,
            };
            let about = About {
                office: office.map(Into::into),
                ..about.of(to)
            };
            tx.record(Changed::new((), about.says(fact)));
        }
    }
}

/// How many rows one statement writes: SQLite takes at most 32,766 values.
const CHUNK: usize = 1_000;

/// Points rows of `from` at `to`. What meanwhile belongs to somebody else stays there.
fn point(
    tx: &mut Tx<'_>,
    kind: Kind,
    ids: &[Uid],
    to: IndividualId,
    from: IndividualId,
) -> Result<(), Error> {
    let (org, to, from) = (tx.org(), Uid::from(to), Uid::from(from));
    if kind == Kind::Appointment {
        // Of what is over both may have one; only what is to come stands in the other's way.
        crate::appointments::release_over(tx, &[from, to], ids)?;
    }
    for ids in ids.chunks(CHUNK) {
        match kind {
            Kind::Case => diesel::update(
                cases::table
                    .filter(cases::organisation_id.eq(org))
                    .filter(cases::individual_id.eq(from))
                    .filter(cases::id.eq_any(ids)),
            )
            .set(cases::individual_id.eq(to))
            .execute(tx.conn())?,
            Kind::Intake => diesel::update(
                intakes::table
                    .filter(intakes::organisation_id.eq(org))
                    .filter(intakes::individual_id.eq(from))
                    .filter(intakes::id.eq_any(ids)),
            )
            .set(intakes::individual_id.eq(to))
            .execute(tx.conn())?,
            Kind::DeskContact => diesel::update(
                desk_contacts::table
                    .filter(desk_contacts::organisation_id.eq(org))
                    .filter(desk_contacts::individual_id.eq(from))
                    .filter(desk_contacts::id.eq_any(ids)),
            )
            .set(desk_contacts::individual_id.eq(Some(to)))
            .execute(tx.conn())?,
            Kind::Appointment => {
                let own = appointments::table
                    .filter(appointments::organisation_id.eq(org))
                    .filter(appointments::individual_id.eq(from))
                    .filter(appointments::id.eq_any(ids));
                let pointed = diesel::update(own)
                    .set(appointments::individual_id.eq(to))
                    .execute(tx.conn())?;
                crate::appointments::repoint(tx, ids, to)?;
                pointed
            }
            Kind::Enrolment => crate::groups::repoint(tx, ids, (from, to))?,
            Kind::Individual => diesel::update(
                individuals::table
                    .filter(individuals::organisation_id.eq(org))
                    .filter(individuals::survivor_id.eq(from))
                    .filter(individuals::id.eq_any(ids)),
            )
            .set(individuals::survivor_id.eq(Some(to)))
            .execute(tx.conn())?,
        };
    }
    Ok(())
}

/// The rows that a merge moved, of one kind.
fn moved(tx: &mut Tx<'_>, merge: &Merge, kind: Kind) -> Result<Vec<Uid>, Error> {
    Ok(merge_moves::table
        .filter(merge_moves::organisation_id.eq(tx.org()))
        .filter(merge_moves::merge_id.eq(Uid::from(merge.id)))
        .filter(merge_moves::kind.eq(kind.to_string()))
        .order(merge_moves::row_id)
        .select(merge_moves::row_id)
        .load(tx.conn())?)
}

/// What took the place of a row that a merge moved, and goes back with it: whoever moves an
/// appointment says nothing about whose it is.
pub(super) fn followers(tx: &mut Tx<'_>, merge: &Merge, kind: Kind) -> Result<Vec<Uid>, Error> {
    if kind != Kind::Appointment {
        return Ok(Vec::new());
    }
    let moved = moved(tx, merge, kind)?;
    crate::appointments::later_in_chains(tx, &moved, merge.survivor)
}

/// Gives everything back that the merge took; says how many records the survivor answers for no
/// longer. What was written since the merge stays with the survivor.
pub(super) fn give_back(tx: &mut Tx<'_>, merge: &Merge) -> Result<i64, Error> {
    let mut records = 0;
    for kind in Kind::iter() {
        let mut ids = moved(tx, merge, kind)?;
        ids.extend(followers(tx, merge, kind)?);
        if kind == Kind::Individual {
            records = i64::try_from(ids.len()).map_err(|_| Error::Corrupt("moves"))?;
        }
        point(tx, kind, &ids, merge.absorbed, merge.survivor)?;
    }
    // The absorbed record had nothing of its own while it was merged: what it has now went back.
    let back = found(tx, merge.absorbed.into())?;
    tell(tx, merge, merge.absorbed, &back);
    let absorbed = individuals::table.find((tx.org(), Uid::from(merge.absorbed)));
    diesel::update(absorbed)
        .set(individuals::survivor_id.eq(None::<Uid>))
        .execute(tx.conn())?;
    Ok(records + 1)
}

/// Whether an interview that would go back has opened a case since, which would stay: nobody
/// could tell any more whose case it is.
pub(super) fn case_opened_since(tx: &mut Tx<'_>, merge: &Merge) -> Result<bool, Error> {
    let back = moved(tx, merge, Kind::Intake)?;
    let opened: Vec<Uid> = intakes::table
        .filter(intakes::organisation_id.eq(tx.org()))
        .filter(intakes::id.eq_any(back))
        .filter(intakes::case_id.is_not_null())
        .select(intakes::case_id.assume_not_null())
        .load(tx.conn())?;
    let cases = moved(tx, merge, Kind::Case)?;
    Ok(opened.iter().any(|case| !cases.contains(case)))
}
