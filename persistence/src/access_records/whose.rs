//! Whose a case is by now: a merge that was undone gave it back, and what was done with it meanwhile
//! is recorded of the record that answered at the time. The same of interviews, contacts at the desk,
//! appointments and enrolments.

use diesel::prelude::*;
use domain::event::FactKind;

use crate::cached::one_of;
use crate::error::Error;
use crate::schema::{appointments, cases, desk_contacts, enrolments, events, intakes};
use crate::sql_types::Uid;
use crate::tx::Tx;

/// What went from record to record.
#[derive(Debug, Clone, Default)]
pub(super) struct Moved {
    /// Cases that are the person's: what was done with them is told, of whichever record it was
    /// recorded.
    pub(super) own: Vec<Uid>,
    /// Cases that were under one of the records for a while, and are somebody else's. One that is
    /// gone was erased with somebody else: as long as the person is there, so are the own cases.
    pub(super) others: Vec<Uid>,
    /// Interviews and contacts of which the same is so.
    pub(super) other_things: Vec<Uid>,
}

impl Moved {
    /// Whether anything was under one of the records that is somebody else's.
    pub(super) fn is_anything_of_others(&self) -> bool {
        !self.others.is_empty() || !self.other_things.is_empty()
    }
}

/// Which of some things belong to one of the records.
type Owned = fn(&mut Tx<'_>, &[Uid], &[Uid]) -> Result<Vec<Uid>, Error>;

/// What a merge moves, by the fact that tells of it.
const KINDS: [(FactKind, Owned); 5] = [
    (FactKind::CaseReattributed, own_cases),
    (FactKind::IntakeReattributed, own_intakes),
    (FactKind::DeskContactReattributed, own_contacts),
    (FactKind::AppointmentReattributed, own_appointments),
    (FactKind::EnrolmentReattributed, own_enrolments),
];

/// What ever came to one of these records by a merge or its undo.
pub(super) fn moved(tx: &mut Tx<'_>, records: &[Uid]) -> Result<Moved, Error> {
    let came: Vec<(String, Uid)> = events::table
        .filter(events::organisation_id.eq(tx.org()))
        .filter(one_of(events::individual_id.assume_not_null(), records))
        .filter(events::kind.eq_any(KINDS.map(|(kind, _)| kind.to_string())))
        .select((events::kind, events::subject_id))
        .distinct()
        .load(tx.conn())?;
    let mut moved = Moved::default();
    for (kind, owned) in KINDS {
        let name = kind.to_string();
        let came = came.iter().filter(|(of, _)| *of == name);
        let came: Vec<Uid> = came.map(|(_, thing)| *thing).collect();
        if came.is_empty() {
            continue;
        }
        // A statement for each of four kinds, whatever there is of it.
        let own = owned(tx, &came, records)?;
        let others = came.into_iter().filter(|thing| !own.contains(thing));
        if kind == FactKind::CaseReattributed {
            moved.others = others.collect();
            moved.own = own;
        } else {
            moved.other_things.extend(others);
        }
    }
    Ok(moved)
}

fn own_cases(tx: &mut Tx<'_>, these: &[Uid], records: &[Uid]) -> Result<Vec<Uid>, Error> {
    Ok(cases::table
        .filter(cases::organisation_id.eq(tx.org()))
        .filter(cases::id.eq_any(these))
        .filter(cases::individual_id.eq_any(records))
        .select(cases::id)
        .load(tx.conn())?)
}

fn own_intakes(tx: &mut Tx<'_>, these: &[Uid], records: &[Uid]) -> Result<Vec<Uid>, Error> {
    Ok(intakes::table
        .filter(intakes::organisation_id.eq(tx.org()))
        .filter(intakes::id.eq_any(these))
        .filter(intakes::individual_id.eq_any(records))
        .select(intakes::id)
        .load(tx.conn())?)
}

fn own_contacts(tx: &mut Tx<'_>, these: &[Uid], records: &[Uid]) -> Result<Vec<Uid>, Error> {
    let records: Vec<Option<Uid>> = records.iter().copied().map(Some).collect();
    Ok(desk_contacts::table
        .filter(desk_contacts::organisation_id.eq(tx.org()))
        .filter(desk_contacts::id.eq_any(these))
        .filter(desk_contacts::individual_id.eq_any(records))
        .select(desk_contacts::id)
        .load(tx.conn())?)
}

fn own_appointments(tx: &mut Tx<'_>, these: &[Uid], records: &[Uid]) -> Result<Vec<Uid>, Error> {
    Ok(appointments::table
        .filter(appointments::organisation_id.eq(tx.org()))
        .filter(appointments::id.eq_any(these))
        .filter(appointments::individual_id.eq_any(records))
        .select(appointments::id)
        .load(tx.conn())?)
}

fn own_enrolments(tx: &mut Tx<'_>, these: &[Uid], records: &[Uid]) -> Result<Vec<Uid>, Error> {
    Ok(enrolments::table
        .filter(enrolments::organisation_id.eq(tx.org()))
        .filter(enrolments::id.eq_any(these))
        .filter(enrolments::individual_id.eq_any(records))
        .select(enrolments::id)
        .load(tx.conn())?)
}
