//! Who reads somebody's data is recorded, whatever happens.

use domain::actor::Role;
use persistence::Caller;

use crate::support::{Member, Place, TestApp, within};

fn toy() -> String {
    format!("/toys/{}", Place::Home.office(0))
}

#[test]
fn a_read_is_recorded_within_a_second() {
    let app = TestApp::with(|options| {
        options.toys = true;
        options.worker = true;
    });
    let counsellor = app.as_(Role::Counsellor);
    let read = counsellor.with("Request-Id", "lettura-0001").get(&toy());
    read.ok(200);
    let recorded = || {
        app.database.count(
            "accesses WHERE request_id = 'lettura-0001' AND action = 'read_directory' \
             AND purpose = 'case_work' AND actor_kind = 'staff' AND resource = 'toy'",
        )
    };
    assert!(within(1_000, || recorded() == 1));
    // Who is told that nothing changed has read it too.
    let same = counsellor.with("If-None-Match", read.header("etag"));
    assert_eq!(same.get(&toy()).status, 304);
    assert!(within(1_000, || app.database.count("accesses") == 2));
}

#[test]
fn the_purpose_is_a_code_of_the_vocabulary() {
    let app = TestApp::with_toys();
    let counsellor = app.as_(Role::Counsellor);
    let mut codes = domain::vocabulary::codes("access-purposes");
    // The product says so itself of what an emergency access opened.
    codes.retain(|code| *code != "emergency");
    assert!(codes.contains(&"case_work"), "{codes:?}");
    for code in &codes {
        counsellor.with("Access-Purpose", *code).get(&toy()).ok(200);
    }
    app.store.flush_accesses().unwrap();
    for code in &codes {
        let sql = format!("accesses WHERE purpose = '{code}'");
        assert_eq!(app.database.count(&sql), 1, "{code}");
    }
    for purpose in ["", "curiosity", "emergency", "case_work, curiosity"] {
        let refused = counsellor.with("Access-Purpose", purpose).get(&toy());
        refused.refused(400, "bad_parameter");
    }
}

#[test]
fn many_reads_are_recorded_without_waiting_for_the_second() {
    let app = TestApp::with_toys();
    let counsellor = app.as_(Role::Counsellor);
    for _ in 0..300 {
        counsellor.get(&toy()).ok(200);
    }
    assert!(app.database.count("accesses") >= 256);
}

#[test]
fn a_clean_stop_writes_what_still_waits() {
    let app = TestApp::with_toys();
    app.as_(Role::Counsellor).get(&toy()).ok(200);
    assert_eq!(app.database.count("accesses"), 0);
    app.store.close();
    assert_eq!(app.database.count("accesses"), 1);
}

#[test]
fn while_nothing_can_be_recorded_nothing_is_read() {
    let app = TestApp::with(|options| {
        options.toys = true;
        options.worker = true;
    });
    let counsellor = app.as_(Role::Counsellor);
    app.database
        .execute("ALTER TABLE accesses RENAME TO hidden_accesses");
    counsellor.get(&toy());
    assert!(within(2_000, || {
        let answer = counsellor.get(&toy());
        answer.status == 503 && answer.header("retry-after") == "2"
    }));
    counsellor.get(&toy()).refused(503, "unavailable");
    // What records no access is served on.
    counsellor.get("/toys").ok(200);
    app.database
        .execute("ALTER TABLE hidden_accesses RENAME TO accesses");
    assert!(within(3_000, || counsellor.get(&toy()).status == 200));
    app.store.flush_accesses().unwrap();
    assert!(app.database.count("accesses") >= 2);
}

#[test]
fn a_recorded_access_is_never_rewritten() {
    let app = TestApp::with_toys();
    app.as_(Role::Counsellor).get(&toy()).ok(200);
    app.store.flush_accesses().unwrap();
    let member = Member::administrator(0);
    let caller = Caller {
        actor: member.actor(),
        request_id: "story".to_owned(),
        purpose: None,
    };
    let outcome = app.store.write(caller, |tx| {
        use diesel::prelude::*;
        use persistence::schema::accesses;
        diesel::update(accesses::table)
            .set(accesses::resource.eq("something else"))
            .execute(tx.conn())?;
        Ok(())
    });
    assert!(outcome.is_err());
    assert_eq!(app.database.count("accesses WHERE resource = 'toy'"), 1);
}
