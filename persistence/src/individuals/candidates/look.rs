//! Looking for people who are alike: for many at once, by as many statements as for one.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::individuals::{Candidate, FoldedNames, Identifiers, Likeness, likeliest};

use super::{Wanted, names};
use crate::error::Error;
use crate::individuals::{Row, sections, together};
use crate::schema::{individual_keys, individuals};
use crate::sql_types::Uid;
use crate::tx::Tx;

/// Somebody who looks like one of the wanted, in whichever record that was seen.
struct Hit {
    wanted: usize,
    row: Row,
    reason: Likeness,
}

impl Hit {
    /// The record that answers for it.
    fn answering(&self) -> Uid {
        self.row.survivor_id.unwrap_or(self.row.id)
    }
}

/// What else has to be known of those who were hit: all records of people who have several, and
/// the codes as they were issued of records with the same code.
struct Beside {
    records: HashMap<Uid, Vec<Row>>,
    codes: HashMap<Uid, Identifiers>,
}

impl Beside {
    fn of(tx: &mut Tx<'_>, hits: &[Hit]) -> Result<Self, Error> {
        let merged = hits
            .iter()
            .filter(|hit| hit.row.survivor_id.is_some() || hit.row.absorbed > 0);
        let records = together(tx, merged.map(Hit::answering).collect())?;
        let same = hits.iter().filter(|hit| hit.reason == Likeness::SameCode);
        let codes = sections::contents(tx, same.map(|hit| hit.row.id).collect())?;
        Ok(Self { records, codes })
    }

    /// All records of somebody, the one that answers for them first.
    fn records_of<'a>(&'a self, hit: &'a Hit) -> &'a [Row] {
        let records = self.records.get(&hit.answering());
        records.map_or(std::slice::from_ref(&hit.row), Vec::as_slice)
    }

    /// Whether a number or address is shared by somebody of the same given name, which any of the
    /// records may have.
    fn counts(&self, hit: &Hit, wanted: &Wanted<'_>) -> bool {
        let mut records = self.records_of(hit).iter();
        hit.reason != Likeness::SameContact || records.any(|row| row.given_norm == wanted.given)
    }

    fn is_issued(&self, hit: &Hit, wanted: &Wanted<'_>) -> bool {
        let known = self.codes.get(&hit.row.id);
        let mut known = known.iter().flat_map(|known| &known.items);
        hit.reason == Likeness::SameCode && known.any(|item| wanted.codes.contains(&&item.code))
    }
}

/// The candidates of each, the likeliest first: one statement for all codes and addresses, one for
/// all names, and one each for records that were merged and for codes as issued, where there are
/// any. A further kind of likeness is one more function that finds hits.
pub(super) fn look(tx: &mut Tx<'_>, wanted: &[Wanted<'_>]) -> Result<Vec<Vec<Candidate>>, Error> {
    let mut hits = with_same_key(tx, wanted)?;
    hits.extend(with_like_names(tx, wanted)?);
    let beside = Beside::of(tx, &hits)?;
    let mut found: Vec<Vec<Candidate>> = vec![Vec::new(); wanted.len()];
    for hit in &hits {
        let looking = &wanted[hit.wanted];
        if beside.counts(hit, looking) {
            let issued = beside.is_issued(hit, looking);
            add(
                &mut found[hit.wanted],
                hit.reason,
                issued,
                beside.records_of(hit),
            )?;
        }
    }
    Ok(found.into_iter().map(likeliest).collect())
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

/// Whoever holds one of the codes, or one of the numbers and addresses, under whatever name.
fn with_same_key(tx: &mut Tx<'_>, wanted: &[Wanted<'_>]) -> Result<Vec<Hit>, Error> {
    let of = |wanted: &Wanted<'_>| -> BTreeSet<(String, String)> {
        let codes = wanted.codes.iter();
        let codes = codes.map(|code| (code.kind().to_string(), code.key()));
        let addresses = wanted.addresses.iter();
        codes
            .chain(addresses.map(|(kind, key)| ((*kind).to_owned(), key.clone())))
            .collect()
    };
    let all: BTreeSet<(String, String)> = wanted.iter().flat_map(of).collect();
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let kinds: BTreeSet<String> = all.iter().map(|(kind, _)| kind.clone()).collect();
    let keys: BTreeSet<String> = all.into_iter().map(|(_, key)| key).collect();
    // The shape of a key tells its kind, so pairs need no pairing. Asked for an order, SQLite would
    // walk all people in that order instead of those with a key.
    let mut rows: Vec<(String, Row)> = individual_keys::table
        .inner_join(
            individuals::table.on(individuals::organisation_id
                .eq(individual_keys::organisation_id)
                .and(individuals::id.eq(individual_keys::individual_id))),
        )
        .filter(individual_keys::organisation_id.eq(tx.org()))
        .filter(individual_keys::kind.eq_any(kinds))
        .filter(individual_keys::key.eq_any(keys))
        .select((individual_keys::key, Row::as_select()))
        .load(tx.conn())?;
    rows.sort_unstable_by_key(|(_, row)| row.id);
    let mut holders: HashMap<&str, Vec<&Row>> = HashMap::new();
    for (key, row) in &rows {
        holders.entry(key).or_default().push(row);
    }
    let mut hits = Vec::new();
    for (at, wanted) in wanted.iter().enumerate() {
        let mut hit = |row: &Row, reason| {
            hits.push(Hit {
                wanted: at,
                row: row.clone(),
                reason,
            });
        };
        for code in &wanted.codes {
            let rows = holders.get(&*code.key()).into_iter().flatten();
            rows.for_each(|row| hit(row, Likeness::SameCode));
        }
        for (_, key) in &wanted.addresses {
            let rows = holders.get(&**key).into_iter().flatten();
            rows.for_each(|row| hit(row, Likeness::SameContact));
        }
    }
    Ok(hits)
}

/// Whoever was born on the same day and shares a name: few, of whom the names tell how alike they
/// are.
fn with_like_names(tx: &mut Tx<'_>, wanted: &[Wanted<'_>]) -> Result<Vec<Hit>, Error> {
    let people: Vec<(usize, (FoldedNames, NaiveDate))> = wanted
        .iter()
        .enumerate()
        .filter_map(|(at, wanted)| Some((at, names(wanted.identity?))))
        .collect();
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let born: BTreeSet<NaiveDate> = people.iter().map(|(_, (_, born))| *born).collect();
    let either: BTreeSet<&str> = people
        .iter()
        .flat_map(|(_, (names, _))| [names.family.as_str(), names.given.as_str()])
        .collect();
    // Each day with each name finds some too many, which nobody wanted: they are left below. They
    // are put in order afterwards for the same reason.
    let mut rows: Vec<Row> = individuals::table
        .filter(individuals::organisation_id.eq(tx.org()))
        .filter(individuals::birth_date.eq_any(born))
        .filter(
            individuals::family_norm
                .eq_any(&either)
                .or(individuals::given_norm.eq_any(&either)),
        )
        .select(Row::as_select())
        .load(tx.conn())?;
    rows.sort_unstable_by_key(|row| row.id);
    let mut by_day: HashMap<NaiveDate, Vec<&Row>> = HashMap::new();
    for row in &rows {
        by_day.entry(row.birth_date).or_default().push(row);
    }
    let mut hits = Vec::new();
    for (at, (names, born)) in &people {
        for row in by_day.get(born).into_iter().flatten() {
            let theirs = FoldedNames::of(&row.family_name, &row.given_name);
            if let Some(reason) = Likeness::of_people(names, &theirs) {
                hits.push(Hit {
                    wanted: *at,
                    row: (*row).clone(),
                    reason,
                });
            }
        }
    }
    Ok(hits)
}
