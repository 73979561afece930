//! What is erased of a person, by identifier and held until the end of the transaction.
//!
//! Whoever is about to change one of these rows, and to write beside it what is due, goes before, or
//! finds that it is gone. Row locks exist on PostgreSQL only; SQLite has one writer.

use diesel::prelude::*;

use crate::backend::Conn;
use crate::error::Error;
use crate::schema::{cases, follow_ups, hand_overs, intakes, merges, notes, referrals};
use crate::sql_types::Uid;
use crate::tx::Tx;

/// What is erased, by identifier.
pub(super) struct Scope {
    pub(super) org: Uid,
    pub(super) records: Vec<Uid>,
    pub(super) cases: Vec<Uid>,
    pub(super) intakes: Vec<Uid>,
    pub(super) hand_overs: Vec<Uid>,
    pub(super) referrals: Vec<Uid>,
    pub(super) follow_ups: Vec<Uid>,
    pub(super) notes: Vec<Uid>,
    pub(super) merges: Vec<Uid>,
}

impl Scope {
    /// Everything of the person of these records.
    pub(super) fn of(tx: &mut Tx<'_>, records: &[Uid]) -> Result<Self, Error> {
        let org = tx.org();
        // Cases go first: whoever writes about one holds it before anything that hangs on it.
        let cases = held_cases(tx, records)?;
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
        Ok(Self {
            org,
            records: records.to_vec(),
            intakes: held_intakes(tx, records)?,
            hand_overs: held_hand_overs(tx, &cases)?,
            referrals: held_referrals(tx, &cases)?,
            follow_ups: held_follow_ups(tx, &cases)?,
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
            .copied()
    }
}

fn held_cases(tx: &mut Tx<'_>, records: &[Uid]) -> Result<Vec<Uid>, Error> {
    let own = cases::table
        .filter(cases::organisation_id.eq(tx.org()))
        .filter(cases::individual_id.eq_any(records))
        .order(cases::id)
        .select(cases::id);
    Ok(match tx.conn() {
        Conn::Pg(c) => own.for_update().load(c)?,
        Conn::Sqlite(c) => own.load(c)?,
    })
}

fn held_intakes(tx: &mut Tx<'_>, records: &[Uid]) -> Result<Vec<Uid>, Error> {
    let own = intakes::table
        .filter(intakes::organisation_id.eq(tx.org()))
        .filter(intakes::individual_id.eq_any(records))
        .order(intakes::id)
        .select(intakes::id);
    Ok(match tx.conn() {
        Conn::Pg(c) => own.for_update().load(c)?,
        Conn::Sqlite(c) => own.load(c)?,
    })
}

fn held_hand_overs(tx: &mut Tx<'_>, cases: &[Uid]) -> Result<Vec<Uid>, Error> {
    let own = hand_overs::table
        .filter(hand_overs::organisation_id.eq(tx.org()))
        .filter(hand_overs::case_id.eq_any(cases))
        .order(hand_overs::id)
        .select(hand_overs::id);
    Ok(match tx.conn() {
        Conn::Pg(c) => own.for_update().load(c)?,
        Conn::Sqlite(c) => own.load(c)?,
    })
}

fn held_referrals(tx: &mut Tx<'_>, cases: &[Uid]) -> Result<Vec<Uid>, Error> {
    let own = referrals::table
        .filter(referrals::organisation_id.eq(tx.org()))
        .filter(referrals::case_id.eq_any(cases))
        .order(referrals::id)
        .select(referrals::id);
    Ok(match tx.conn() {
        Conn::Pg(c) => own.for_update().load(c)?,
        Conn::Sqlite(c) => own.load(c)?,
    })
}

fn held_follow_ups(tx: &mut Tx<'_>, cases: &[Uid]) -> Result<Vec<Uid>, Error> {
    let own = follow_ups::table
        .filter(follow_ups::organisation_id.eq(tx.org()))
        .filter(follow_ups::case_id.eq_any(cases))
        .order(follow_ups::id)
        .select(follow_ups::id);
    Ok(match tx.conn() {
        Conn::Pg(c) => own.for_update().load(c)?,
        Conn::Sqlite(c) => own.load(c)?,
    })
}
