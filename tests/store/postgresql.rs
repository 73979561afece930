//! The connections to PostgreSQL: where they lead, and how long they wait.

use std::net::TcpListener;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Text;
use persistence::backend::Address;
use persistence::{Caller, Clock, Error, Minter, Settings, Store, Tx};

use super::counsellor;
use crate::support::database::server;
use crate::support::effort::left_out;
use crate::support::{Database, Place};

/// The limit of a statement as whoever writes meets it.
fn statement_timeout(store: &Store, caller: Caller) -> String {
    let ask = |tx: &mut Tx<'_>| {
        let setting = sql::<Text>("current_setting('statement_timeout')");
        Ok(diesel::select(setting).get_result::<String>(tx.conn())?)
    };
    store.write(caller, ask).unwrap()
}

#[test]
fn a_statement_that_somebody_waits_for_ends_before_the_waiting() {
    if server().is_none() {
        return left_out("this is about PostgreSQL");
    }
    let database = Database::seeded();
    let store = database.open_with(Clock::System, 1, Minter::default());
    assert_eq!(statement_timeout(&store, counsellor()), "10s");
    // A batch of an import has more time, and leaves nothing behind at its connection.
    let system = Caller::system(Place::Home.organisation(), "story");
    assert_eq!(statement_timeout(&store, system), "30s");
    assert_eq!(statement_timeout(&store, counsellor()), "10s");
}

#[test]
fn behind_a_host_that_is_silent_the_next_one_is_found_at_the_start() {
    if server().is_none() {
        return left_out("this is about PostgreSQL");
    }
    let database = Database::seeded();
    // It is there, and never says a word.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let first = format!("@{},", silent.local_addr().unwrap());
    let address = Address::parse(&database.url().replacen('@', &first, 1)).unwrap();
    let store = Store::open(Settings {
        address,
        // Three are opened at a time, and each waits for two seconds.
        connections: 10,
        clock: Clock::System,
        minter: Minter::default(),
    });
    store.unwrap().ping().unwrap();
}

#[test]
fn a_database_that_was_set_to_read_only_answers_and_takes_no_writes() {
    if server().is_none() {
        return left_out("this is about PostgreSQL");
    }
    let database = Database::seeded();
    let store = database.open(Clock::System);
    store.takes_writes().unwrap();
    let url = database.url();
    let joint = if url.contains('?') { '&' } else { '?' };
    let only = format!("{url}{joint}options=-c%20default_transaction_read_only%3Don");
    let only = Database::at(&only).open(Clock::System);
    only.ping().unwrap();
    assert!(matches!(only.takes_writes(), Err(Error::Unavailable)));
}
