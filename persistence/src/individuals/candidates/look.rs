//! Looking for people who are alike: for many at once, by as many statements as for one.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::individuals::{
    Candidate, FoldedNames, IdentifierKind, Identifiers, Likeness, likeliest,
};
use strum::VariantNames;

use super::shared::{self, Address, Shared};
use super::{Looked, Wanted, names};
use crate::cached::{Prepare, filled};
use crate::error::Error;
use crate::individuals::{Row, in_pieces, sections, together};
use crate::schema::{individual_keys, individuals};
use crate::sql_types::Uid;
use crate::tx::Tx;

/// Records that look like those of the wanted, each once however many it looks like.
#[derive(Default)]
struct Hits {
    rows: HashMap<Uid, Row>,
    all: Vec<Hit>,
}

/// Somebody who looks like one of the wanted, in whichever record that was seen.
struct Hit {
    wanted: usize,
    record: Uid,
    reason: Likeness,
}

/// What else has to be known of those who were hit: all records of people who have several, and
/// the codes as they were issued of records with the same code.
struct Beside {
    records: HashMap<Uid, Vec<Row>>,
    codes: HashMap<Uid, Identifiers>,
}

impl Beside {
    fn of(tx: &mut Tx<'_>, hits: &Hits) -> Result<Self, Error> {
        let merged = hits.rows.values().filter(|row| row.has_several());
        let records = together(tx, merged.map(answering).collect())?;
        let same = hits.all.iter();
        let same = same.filter(|hit| hit.reason == Likeness::SameCode);
        let codes = sections::contents(tx, same.map(|hit| hit.record).collect())?;
        Ok(Self { records, codes })
    }

    /// All records of somebody, the one that answers for them first.
    fn records_of<'a>(&'a self, row: &'a Row) -> &'a [Row] {
        let records = self.records.get(&answering(row));
        records.map_or(std::slice::from_ref(row), Vec::as_slice)
    }

    fn is_issued(&self, hit: &Hit, wanted: &Wanted<'_>) -> bool {
        let known = self.codes.get(&hit.record);
        let mut known = known.iter().flat_map(|known| &known.items);
        hit.reason == Likeness::SameCode && known.any(|item| wanted.codes.contains(&&item.code))
    }
}

/// The record that answers for this one.
fn answering(row: &Row) -> Uid {
    row.survivor_id.unwrap_or(row.id)
}

/// Whether a number or address is shared by somebody of the same given name, which any of the
/// records may have.
fn counts(reason: Likeness, records: &[Row], wanted: &Wanted<'_>) -> bool {
    let mut records = records.iter();
    reason != Likeness::SameContact || records.any(|row| row.given_norm == wanted.given)
}

/// The candidates of each, the likeliest first: one statement each for all codes, for all names,
/// for who holds the numbers and addresses and for who these are, and one each for records that
/// were merged and for codes as issued, where there are any. A further kind of likeness is one more
/// function that finds hits.
pub(super) fn look(
    tx: &mut Tx<'_>,
    wanted: &[Wanted<'_>],
    earlier: impl Fn(&Address) -> usize,
) -> Result<Vec<Looked>, Error> {
    let mut hits = Hits::default();
    with_same_code(tx, wanted, &mut hits)?;
    let all = wanted.iter().flat_map(|wanted| &wanted.addresses);
    let shared = shared::of(tx, all.cloned().collect(), earlier)?;
    with_same_address(tx, wanted, &shared, &mut hits)?;
    with_like_names(tx, wanted, &mut hits)?;
    let beside = Beside::of(tx, &hits)?;
    let mut found: Vec<Vec<Candidate>> = vec![Vec::new(); wanted.len()];
    for hit in &hits.all {
        let row = hits.rows.get(&hit.record).ok_or(Error::Corrupt("hit"))?;
        let (looking, records) = (&wanted[hit.wanted], beside.records_of(row));
        if counts(hit.reason, records, looking) {
            let issued = beside.is_issued(hit, looking);
            add(&mut found[hit.wanted], hit.reason, issued, records)?;
        }
    }
    let found = wanted.iter().zip(found);
    let found = found.map(|(wanted, candidates)| Looked {
        candidates: likeliest(candidates),
        crowded: shared.crowded(&wanted.addresses),
    });
    Ok(found.collect())
}

/// Adds a candidate, or one more reason to one that is there. Two records of one person that were
/// merged may give the same reason: once is enough.
fn add(
    found: &mut Vec<Candidate>,
    reason: Likeness,
    has_issued_code: bool,
    records: &[Row],
) -> Result<(), Error> {
    let (row, others) = records.split_first().ok_or(Error::Corrupt("survivor"))?;
    let id = row.id.into();
    if let Some(known) = found.iter_mut().find(|known| known.card.id == id) {
        known.has_issued_code |= has_issued_code;
        if !known.reasons.contains(&reason) {
            known.reasons.push(reason);
            known.reasons.sort_unstable();
        }
    } else {
        found.push(Candidate {
            card: row.card()?,
            reasons: vec![reason],
            records: others.iter().map(Row::id).collect(),
            has_issued_code,
        });
    }
    Ok(())
}

/// Whoever holds one of the codes, under whatever name.
fn with_same_code(tx: &mut Tx<'_>, wanted: &[Wanted<'_>], hits: &mut Hits) -> Result<(), Error> {
    let codes = wanted.iter().flat_map(|wanted| &wanted.codes);
    let keys: BTreeSet<String> = codes.map(|code| code.key()).collect();
    if keys.is_empty() {
        return Ok(());
    }
    // The shape of a key tells its kind, so pairs need no pairing. Asked for an order, SQLite would
    // walk all people in that order instead of those with a key.
    let mut rows: Vec<(String, Row)> = individual_keys::table
        .inner_join(
            individuals::table.on(individuals::organisation_id
                .eq(individual_keys::organisation_id)
                .and(individuals::id.eq(individual_keys::individual_id))),
        )
        .filter(individual_keys::organisation_id.eq(tx.org()))
        .filter(individual_keys::kind.eq_any(filled(IdentifierKind::VARIANTS.iter().copied())))
        .filter(individual_keys::key.eq_any(filled(keys)))
        .select((individual_keys::key, Row::as_select()))
        .prepared()
        .load(tx.conn())?;
    rows.sort_unstable_by_key(|(_, row)| row.id);
    let mut holders: HashMap<String, Vec<Uid>> = HashMap::new();
    for (key, row) in rows {
        holders.entry(key).or_default().push(row.id);
        hits.rows.insert(row.id, row);
    }
    for (at, wanted) in wanted.iter().enumerate() {
        for code in &wanted.codes {
            let holders = holders.get(&code.key()).into_iter().flatten();
            hits.all.extend(holders.map(|record| Hit {
                wanted: at,
                record: *record,
                reason: Likeness::SameCode,
            }));
        }
    }
    Ok(())
}

/// Whoever shares a number or an address that few have, and may have the given name of somebody
/// wanted: whoever has several records may have it in another one.
fn with_same_address(
    tx: &mut Tx<'_>,
    wanted: &[Wanted<'_>],
    shared: &Shared,
    hits: &mut Hits,
) -> Result<(), Error> {
    let given: BTreeSet<&str> = wanted.iter().map(|wanted| wanted.given.as_str()).collect();
    // Lists of any length in two places have too many texts to keep all of them prepared.
    let rows = in_pieces(shared.holders(), |ids| {
        let rows: Vec<Row> = individuals::table
            .filter(individuals::organisation_id.eq(tx.org()))
            .filter(individuals::id.eq_any(ids))
            .filter(
                individuals::given_norm
                    .eq_any(&given)
                    .or(individuals::survivor_id.is_not_null())
                    .or(individuals::absorbed.gt(0)),
            )
            .select(Row::as_select())
            .load(tx.conn())?;
        Ok(rows)
    })?;
    hits.rows.extend(rows.into_iter().map(|row| (row.id, row)));
    for (at, wanted) in wanted.iter().enumerate() {
        for record in wanted.addresses.iter().flat_map(|at| shared.holders_of(at)) {
            let row = hits.rows.get(record);
            if row.is_some_and(|row| row.has_several() || row.given_norm == wanted.given) {
                hits.all.push(Hit {
                    wanted: at,
                    record: *record,
                    reason: Likeness::SameContact,
                });
            }
        }
    }
    Ok(())
}

/// Whoever was born on the same day and shares a name: few, of whom the names tell how alike they
/// are.
fn with_like_names(tx: &mut Tx<'_>, wanted: &[Wanted<'_>], hits: &mut Hits) -> Result<(), Error> {
    let people: Vec<(usize, (FoldedNames, NaiveDate))> = wanted
        .iter()
        .enumerate()
        .filter_map(|(at, wanted)| Some((at, names(wanted.identity?))))
        .collect();
    if people.is_empty() {
        return Ok(());
    }
    let born: BTreeSet<NaiveDate> = people.iter().map(|(_, (_, born))| *born).collect();
    let either: BTreeSet<&str> = people
        .iter()
        .flat_map(|(_, (names, _))| [&*names.family, &*names.given])
        .collect();
    let either = filled(either);
    // Each day with each name finds some too many, which nobody wanted: they are left below. They
    // are put in order afterwards for the same reason.
    let mut rows: Vec<Row> = individuals::table
        .filter(individuals::organisation_id.eq(tx.org()))
        .filter(individuals::birth_date.eq_any(filled(born)))
        .filter(
            individuals::family_norm
                .eq_any(&either)
                .or(individuals::given_norm.eq_any(&either)),
        )
        .select(Row::as_select())
        .prepared()
        .load(tx.conn())?;
    rows.sort_unstable_by_key(|row| row.id);
    let mut by_day: HashMap<NaiveDate, Vec<(Uid, FoldedNames)>> = HashMap::new();
    for row in &rows {
        let names = FoldedNames::of(&row.family_name, &row.given_name);
        by_day
            .entry(row.birth_date)
            .or_default()
            .push((row.id, names));
    }
    for (at, (names, born)) in &people {
        for (record, theirs) in by_day.get(born).into_iter().flatten() {
            if let Some(reason) = Likeness::of_people(names, theirs) {
                hits.all.push(Hit {
                    wanted: *at,
                    record: *record,
                    reason,
                });
            }
        }
    }
    hits.rows.extend(rows.into_iter().map(|row| (row.id, row)));
    Ok(())
}
