//! Registering somebody once, whoever else registers the same person at the same time.

use diesel::prelude::*;
use diesel::sql_types::{Array, Integer, Text};
use sha2::{Digest, Sha256};

use super::Wanted;
use crate::backend::Conn;
use crate::cached::Prepare;
use crate::error::Error;
use crate::sql_types::Uid;
use crate::tx::Tx;

/// Names the locks of registration among all advisory locks of the database.
const REGISTRATION: i32 = 0x5265_6769;

#[derive(QueryableByName)]
struct Held {
    #[diesel(sql_type = Text, column_name = held)]
    _held: String,
}

/// Locks each day of birth, code, number and address until the transaction ends, in one order for
/// everybody. SQLite has one writer: there the transaction is the lock. PostgreSQL keeps these
/// locks in memory only, so that nobody finds them in the data.
pub(super) fn lock(tx: &mut Tx<'_>, wanted: &[Wanted<'_>]) -> Result<(), Error> {
    let organisation_id = tx.org();
    let Conn::Pg(c) = tx.conn() else {
        return Ok(());
    };
    let codes = wanted.iter().flat_map(|wanted| &wanted.codes);
    let codes = codes.map(|code| format!("{}:{}", code.kind(), code.key()));
    let born = wanted.iter().filter_map(|wanted| wanted.identity);
    let born = born.map(|identity| format!("birth_date:{}", identity.birth_date));
    let addresses = wanted.iter().flat_map(|wanted| &wanted.addresses);
    let addresses = addresses.map(|(kind, key)| format!("{kind}:{key}"));
    let all = codes.chain(born).chain(addresses);
    let mut keys: Vec<i32> = all.map(|key| lock_key(organisation_id, &key)).collect();
    keys.sort_unstable();
    keys.dedup();
    // An array is unnested in its own order.
    let lock = "SELECT pg_advisory_xact_lock($1, key)::text AS held FROM unnest($2) AS key";
    let _: Vec<Held> = diesel::sql_query(lock)
        .bind::<Integer, _>(REGISTRATION)
        .bind::<Array<Integer>, _>(keys)
        .prepared()
        .load(c)?;
    Ok(())
}

/// Two keys that fall together cost a moment's wait, no more.
fn lock_key(organisation: Uid, key: &str) -> i32 {
    let digest = Sha256::new()
        .chain_update(organisation.0)
        .chain_update(key)
        .finalize();
    i32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]])
}
