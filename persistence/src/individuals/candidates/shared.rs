//! Who shares numbers and addresses: few, or so many that they tell nothing of anybody.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use diesel::sql_types::{Array, Text};
use domain::individuals::MOST_SHARING;

use crate::backend::Conn;
use crate::cached::Prepare;
use crate::error::Error;
use crate::sql_types::{Uid, UidSql};
use crate::tx::Tx;

/// A number or an address with its kind, as people are found by it.
pub type Address = (&'static str, String);

/// Who holds the addresses that were asked for.
pub(super) struct Shared {
    holders: BTreeMap<Address, Vec<Uid>>,
    crowded: BTreeSet<Address>,
}

impl Shared {
    /// All who hold one that few have.
    pub(super) fn holders(&self) -> Vec<Uid> {
        self.holders.values().flatten().copied().collect()
    }

    /// Those who hold this one; nobody when too many do.
    pub(super) fn holders_of(&self, address: &Address) -> &[Uid] {
        self.holders.get(address).map_or(&[], Vec::as_slice)
    }

    /// Those of these that too many have.
    pub(super) fn crowded(&self, addresses: &[Address]) -> Vec<Address> {
        let crowded = addresses.iter().filter(|at| self.crowded.contains(*at));
        crowded.cloned().collect()
    }
}

#[derive(QueryableByName)]
struct Holder {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    key: String,
    #[diesel(sql_type = UidSql)]
    individual_id: Uid,
}

/// Who holds each of these, in one statement that reads no more holders of any than it takes to
/// know that they are too many. Besides, `earlier` tells how many others hold one, of whom the
/// record does not know yet.
pub(super) fn of(
    tx: &mut Tx<'_>,
    addresses: BTreeSet<Address>,
    earlier: impl Fn(&Address) -> usize,
) -> Result<Shared, Error> {
    let mut shared = Shared {
        holders: BTreeMap::new(),
        crowded: BTreeSet::new(),
    };
    if addresses.is_empty() {
        return Ok(shared);
    }
    let found = holders(tx, &addresses)?;
    let mut by_address: BTreeMap<(String, String), Vec<Uid>> = BTreeMap::new();
    for holder in found {
        let of = by_address.entry((holder.kind, holder.key)).or_default();
        of.push(holder.individual_id);
    }
    for (kind, key) in addresses {
        let mut holders = by_address
            .remove(&(kind.to_owned(), key.clone()))
            .unwrap_or_default();
        let address = (kind, key);
        if holders.len() + earlier(&address) > MOST_SHARING {
            shared.crowded.insert(address);
        } else {
            holders.sort_unstable();
            shared.holders.insert(address, holders);
        }
    }
    Ok(shared)
}

fn holders(tx: &mut Tx<'_>, addresses: &BTreeSet<Address>) -> Result<Vec<Holder>, Error> {
    let org = tx.org();
    let most = MOST_SHARING + 1;
    // A limit for each of many is beyond the query builder, and each engine says it in its own way.
    match tx.conn() {
        Conn::Pg(c) => {
            let (kinds, keys): (Vec<&str>, Vec<&str>) =
                addresses.iter().map(|(kind, key)| (*kind, &**key)).unzip();
            let sql = format!(
                "SELECT w.kind, w.key, h.individual_id \
                 FROM unnest($1::text[], $2::text[]) AS w (kind, key) \
                 CROSS JOIN LATERAL (SELECT individual_id FROM individual_keys AS k \
                 WHERE k.organisation_id = $3 AND k.kind = w.kind AND k.key = w.key \
                 ORDER BY k.individual_id LIMIT {most}) AS h"
            );
            let query = diesel::sql_query(sql)
                .bind::<Array<Text>, _>(kinds)
                .bind::<Array<Text>, _>(keys)
                .bind::<UidSql, _>(org);
            Ok(query.prepared().load(c)?)
        }
        Conn::Sqlite(c) => {
            let sql = format!(
                "SELECT w.value ->> 0 AS kind, w.value ->> 1 AS key, h.individual_id \
                 FROM json_each($1) AS w CROSS JOIN individual_keys AS h \
                 WHERE h.rowid IN (SELECT k.rowid FROM individual_keys AS k \
                 WHERE k.organisation_id = $2 AND k.kind = w.value ->> 0 \
                 AND k.key = w.value ->> 1 ORDER BY k.individual_id LIMIT {most})"
            );
            let all = serde_json::to_string(addresses).map_err(|_| Error::Corrupt("address"))?;
            let query = diesel::sql_query(sql)
                .bind::<Text, _>(all)
                .bind::<UidSql, _>(org);
            Ok(query.load(c)?)
        }
    }
}
