//! What is erased of a person, by identifier and held until the end of the transaction.
//!
//! Whoever is about to change one of these rows, and to write beside it what is due, goes before, or
//! finds that it is gone. Row locks exist on PostgreSQL only; SQLite has one writer.

use diesel::prelude::*;

use crate::backend::Conn;
use crate::error::Error;
use crate::schema::{
    agreements, appointments, cases, documents, emergency_accesses, enrolments, follow_ups,
    group_activities, hand_overs, intakes, merges, notes, referrals,
};
use crate::sql_types::Uid;
use crate::tx::Tx;

/// The rows of a table with one of these values in a column, held until the end of the transaction.
macro_rules! held {
    ($tx:ident, $table:ident, $column:ident, $of:expr) => {{
        let own = $table::table
            .filter($table::organisation_id.eq($tx.org()))
            .filter($table::$column.eq_any($of))
            .order($table::id)
            .select($table::id);
        match $tx.conn() {
            Conn::Pg(c) => own.for_update().load::<Uid>(c)?,
            Conn::Sqlite(c) => own.load::<Uid>(c)?,
        }
    }};
}

/// What is erased, by identifier.
pub(super) struct Scope {
    pub(super) org: Uid,
    pub(super) records: Vec<Uid>,
    pub(super) cases: Vec<Uid>,
    pub(super) intakes: Vec<Uid>,
    pub(super) hand_overs: Vec<Uid>,
    pub(super) referrals: Vec<Uid>,
    pub(super) follow_ups: Vec<Uid>,
    pub(super) agreements: Vec<Uid>,
    pub(super) appointments: Vec<Uid>,
    pub(super) enrolments: Vec<Uid>,
    pub(super) documents: Vec<Uid>,
    pub(super) notes: Vec<Uid>,
    pub(super) merges: Vec<Uid>,
    pub(super) emergencies: Vec<Uid>,
}

impl Scope {
    /// Everything of the person of these records.
    pub(super) fn of(tx: &mut Tx<'_>, records: &[Uid]) -> Result<Self, Error> {
        let org = tx.org();
        // Cases go first: whoever writes about one holds it before anything that hangs on it.
        let cases = held!(tx, cases, individual_id, records);
        let notes: Vec<Uid> = notes::table
            .filter(notes::organisation_id.eq(org))
            .filter(notes::case_id.eq_any(&cases))
            .select(notes::id)
            .load(tx.conn())?;
        let either = merges::survivor_id
            .eq_any(records)
            .or(merges::absorbed_id.eq_any(records));
        let merges: Vec<Uid> = merges::table
            .filter(merges::organisation_id.eq(org))
            .filter(either)
            .select(merges::id)
            .load(tx.conn())?;
        let intakes = held!(tx, intakes, individual_id, records);
        let hand_overs = held!(tx, hand_overs, case_id, &cases);
        let referrals = held!(tx, referrals, case_id, &cases);
        let follow_ups = held!(tx, follow_ups, case_id, &cases);
        let agreements = held!(tx, agreements, case_id, &cases);
        let appointments = held!(tx, appointments, individual_id, records);
        let groups: Vec<Uid> = enrolments::table
            .filter(enrolments::organisation_id.eq(org))
            .filter(enrolments::individual_id.eq_any(records))
            .select(enrolments::group_id)
            .load(tx.conn())?;
        // Whoever decides on places holds the group: that goes before who is in it.
        held!(tx, group_activities, id, &groups);
        let enrolments = held!(tx, enrolments, individual_id, records);
        let maybe = |ids: &[Uid]| ids.iter().copied().map(Some).collect::<Vec<_>>();
        let mut documents = held!(tx, documents, agreement_id, maybe(&agreements));
        documents.extend(held!(tx, documents, appointment_id, maybe(&appointments)));
        Ok(Self {
            org,
            records: records.to_vec(),
            intakes,
            hand_overs,
            referrals,
            follow_ups,
            agreements,
            appointments,
            enrolments,
            documents,
            emergencies: held!(tx, emergency_accesses, individual_id, records),
            cases,
            notes,
            merges,
        })
    }

    /// The records, as a column takes them that may be empty.
    pub(super) fn maybe_records(&self) -> impl Iterator<Item = Option<Uid>> + '_ {
        self.records.iter().copied().map(Some)
    }

    /// Everything because of which something can be due.
    pub(super) fn subjects(&self) -> impl Iterator<Item = Uid> + '_ {
        let of_cases = self.cases.iter().chain(&self.hand_overs);
        of_cases
            .chain(&self.referrals)
            .chain(&self.follow_ups)
            .chain(&self.intakes)
            .chain(&self.appointments)
            .chain(&self.emergencies)
            .copied()
    }
}
