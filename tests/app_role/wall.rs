//! What the role sees and what it may write.

use std::sync::mpsc::channel;

use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use domain::actor::Role;
use domain::policy::Action;
use persistence::app_role::{KEPT, LEAVING, UNOWNED};
use persistence::staff::{self, Bearer};
use persistence::{Answer, Caller, Claim, Clock, Error, events, idempotency};
use uuid::Uuid;

use super::{
    Walled, begin, count, installation, names, open, open_case, open_case_in, refused, system,
};
use crate::support::{Member, Place};

const TABLES: &str = "SELECT relname::text AS name FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1";

#[test]
fn a_forgotten_predicate_shows_only_the_organisation_of_the_transaction() {
    let Some(walled) = Walled::start() else {
        return;
    };
    open_case(&mut walled.owner(), Place::Away);
    let mut conn = walled.connection();
    begin(&mut conn, Place::Home.organisation().uuid());
    assert_eq!(count(&mut conn, "cases"), 1);
    conn.batch_execute("COMMIT").unwrap();
    begin(&mut conn, Place::Away.organisation().uuid());
    assert_eq!(count(&mut conn, "cases"), 2);
    assert_eq!(count(&mut conn, "organisations"), 1);
    assert_eq!(count(&mut walled.owner(), "cases"), 3);
}

#[test]
fn the_store_shows_a_forgotten_predicate_only_the_organisation_of_its_caller() {
    let Some(walled) = Walled::start() else {
        return;
    };
    let store = walled.store();
    let seen = store.read(&system(Place::Home), |tx| Ok(count(tx.conn(), "cases")));
    assert_eq!(seen.unwrap(), 1);
    let seen = store.write(system(Place::Home), |tx| Ok(count(tx.conn(), "cases")));
    assert_eq!(seen.unwrap(), 1);
}

#[test]
fn whoever_names_no_organisation_sees_nothing() {
    let Some(walled) = Walled::start() else {
        return;
    };
    let mut conn = walled.connection();
    let mut owner = walled.owner();
    let mut seen_by_owner = 0;
    for table in names(&mut owner, TABLES) {
        if table == "organisations" || !UNOWNED.contains(&table.as_str()) {
            assert_eq!(count(&mut conn, &table), 0, "{table}");
            seen_by_owner += count(&mut owner, &table);
        }
    }
    assert!(seen_by_owner > 100, "{seen_by_owner} rows to be hidden");
}

#[test]
fn the_name_of_an_organisation_ends_with_its_transaction() {
    let Some(walled) = Walled::start() else {
        return;
    };
    let mut conn = walled.connection();
    begin(&mut conn, Place::Home.organisation().uuid());
    assert_eq!(count(&mut conn, "cases"), 1);
    conn.batch_execute("COMMIT").unwrap();
    assert_eq!(count(&mut conn, "cases"), 0);
}

#[test]
fn the_installation_sees_accounts_and_no_person() {
    let Some(walled) = Walled::start() else {
        return;
    };
    let mut conn = walled.connection();
    begin(&mut conn, Uuid::nil());
    assert_eq!(count(&mut conn, "organisations"), 2);
    assert!(count(&mut conn, "staff") > 20);
    let nothing = ["individuals", "cases", "staff_roles", "events", "accesses"];
    for table in nothing {
        assert_eq!(count(&mut conn, table), 0, "{table}");
    }
}

#[test]
fn rows_that_are_kept_are_not_even_the_roles_to_change() {
    let Some(walled) = Walled::start() else {
        return;
    };
    let mut conn = walled.connection();
    begin(&mut conn, Place::Home.organisation().uuid());
    for table in KEPT {
        let delete = format!("DELETE FROM {table}");
        // What leaves with an erased person a trigger lets go, row by row.
        let leaves = LEAVING.contains(&table);
        for sql in [
            format!("UPDATE {table} SET organisation_id = organisation_id"),
            format!("TRUNCATE {table}"),
        ]
        .into_iter()
        .chain((!leaves).then_some(delete))
        {
            let refusal = refused(&mut conn, &sql);
            assert!(refusal.contains("permission denied"), "{sql}: {refusal}");
        }
    }
}

#[test]
fn nothing_is_written_into_another_organisation() {
    let Some(walled) = Walled::start() else {
        return;
    };
    let (home, away) = (Place::Home.organisation(), Place::Away.organisation());
    let mut conn = walled.connection();
    begin(&mut conn, home.uuid());
    for sql in [
        format!("INSERT INTO unsealed_events VALUES ('{away}', '{away}')"),
        format!("UPDATE offices SET organisation_id = '{away}' WHERE kind = 'employment_desk'"),
        "INSERT INTO organisations VALUES
            (gen_random_uuid(), 'Terza', NULL, 'UTC', '08', 1, 1, now())"
            .to_owned(),
    ] {
        let refusal = refused(&mut conn, &sql);
        assert!(refusal.contains("row-level security"), "{sql}: {refusal}");
    }
    conn.batch_execute("UPDATE cases SET reason = 'mia'; DELETE FROM staff_roles; COMMIT")
        .unwrap();
    let mut owner = walled.owner();
    assert_eq!(count(&mut owner, "cases WHERE reason = 'mia'"), 1);
    let kept = format!("staff_roles WHERE organisation_id = '{away}'");
    assert!(count(&mut owner, &kept) > 0);
}

#[test]
fn the_store_cannot_write_for_another_organisation() {
    let Some(walled) = Walled::start() else {
        return;
    };
    let store = walled.store();
    let outcome = store.write(system(Place::Home), |tx| {
        let sql = "INSERT INTO unsealed_events VALUES ($1, $1)";
        let away = persistence::sql_types::Uid::from(Place::Away.organisation());
        let query = diesel::sql_query(sql).bind::<persistence::sql_types::UidSql, _>(away);
        Ok(diesel::RunQueryDsl::execute(query, tx.conn())?)
    });
    assert!(matches!(outcome, Err(Error::Database(_))), "{outcome:?}");
}

#[test]
fn facts_written_as_the_role_are_sealed_and_verified_by_it() {
    let Some(walled) = Walled::start() else {
        return;
    };
    let store = walled.store();
    for place in [Place::Home, Place::Home, Place::Away] {
        store
            .write(system(place), move |tx| {
                open_case_in(tx, place);
                Ok(())
            })
            .unwrap();
    }
    api::worker::seal_all(&store).unwrap();
    for (place, facts) in [(Place::Home, 2), (Place::Away, 1)] {
        let found = store.read(&system(place), |tx| events::verify(tx, None));
        let found = found.unwrap();
        assert_eq!((found.checked, found.first_bad), (facts, None));
        assert_eq!((found.unsealed, found.stray), (0, 0));
    }
}

#[test]
fn a_bearer_is_identified_with_roles_and_offices() {
    let Some(walled) = Walled::start() else {
        return;
    };
    let member = Member::new(Place::Home, Role::Counsellor, 0);
    let bearer = Bearer {
        staff: member.id(),
        organisation: Place::Home.organisation(),
        session: member.session(),
        epoch: 1,
    };
    let store = walled.store();
    let actor = store.read(&system(Place::Home), |tx| staff::identify(tx, bearer));
    let actor = actor.unwrap().actor;
    assert_eq!(actor.roles, [Role::Counsellor]);
    assert_eq!(actor.offices, [member.office()]);
    let elsewhere = store.read(&system(Place::Away), |tx| staff::identify(tx, bearer));
    assert!(matches!(elsewhere, Err(Error::SessionEnded)));
}

fn once(store: &persistence::Store, caller: Caller) -> Answer {
    let claim = Claim {
        key: "a key of the stories".to_owned(),
        fingerprint: [7; 32],
        action: Action::OpenCase,
    };
    let work = |tx: &mut persistence::Tx<'_>| {
        open_case_in(tx, Place::Home);
        Ok(Answer {
            status: 201,
            etag: None,
            location: None,
            body: b"{}".to_vec(),
            replayed: false,
        })
    };
    let (tell, told) = channel();
    store.submit_once(caller, Some(claim), work, move |outcome| {
        tell.send(outcome).unwrap();
    });
    told.recv().unwrap().unwrap()
}

#[test]
fn a_repeated_request_gets_its_answer_until_the_installation_forgets_it() {
    let Some(walled) = Walled::start() else {
        return;
    };
    let clock = Clock::held(Clock::System.now());
    let store = persistence::Store::open(persistence::Settings {
        address: walled.address(),
        connections: 2,
        clock: clock.clone(),
        minter: persistence::Minter::default(),
    })
    .unwrap();
    assert!(!once(&store, system(Place::Home)).replayed);
    assert!(once(&store, system(Place::Home)).replayed);
    assert_eq!(count(&mut walled.owner(), "cases"), 3);
    clock.advance(TimeDelta::hours(73));
    let forgotten = store.write(installation(), |tx| idempotency::purge(tx, 500));
    assert_eq!(forgotten.unwrap(), 1);
    assert_eq!(count(&mut walled.owner(), "idempotency_keys"), 0);
}

#[test]
fn accesses_of_several_organisations_are_written_together() {
    let Some(walled) = Walled::start() else {
        return;
    };
    let store = walled.store();
    for place in [Place::Home, Place::Away] {
        let read = store.read(&system(place), |tx| {
            tx.record_access(Action::ReadCase, "case_file", None, None);
            Ok(())
        });
        read.unwrap();
    }
    assert_eq!(store.flush_accesses().unwrap(), 2);
    assert_eq!(count(&mut walled.owner(), "accesses"), 2);
}

#[test]
fn naming_the_organisation_costs_no_statement() {
    let Some(walled) = Walled::start() else {
        return;
    };
    let price = |store: &persistence::Store| {
        let before = store.statements();
        let read = store.read(&system(Place::Home), |tx| Ok(count(tx.conn(), "offices")));
        assert!(read.unwrap() > 0);
        store.statements() - before
    };
    let owner = open(walled.owner_address().clone()).unwrap();
    assert_eq!(price(&walled.store()), price(&owner));
}
