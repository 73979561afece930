//! What an auditor sees over HTTP.

use diesel::prelude::*;
use domain::actor::Role;
use domain::event::{About, Fact};
use domain::kernel::Changed;
use persistence::schema::{event_seals, events as facts};
use persistence::sql_types::Uid;
use persistence::{Caller, events};
use serde_json::Value;

use crate::chain::disarm;
use crate::store::caller;
use crate::support::{Client, Member, Place, TestApp};

/// Records so many facts at once, as a member at a place.
fn record(app: &TestApp, member: Member, count: usize) {
    let work = move |tx: &mut persistence::Tx<'_>| {
        for _ in 0..count {
            let about = About::thing("office", member.place.office(0));
            tx.record(Changed::new((), about.says(Fact::OfficeCreated {})));
        }
        Ok(())
    };
    app.store.write(caller(member), work).unwrap();
}

fn seal(app: &TestApp, place: Place) {
    let sealer = Caller::system(place.organisation(), "story");
    while app.store.write(sealer.clone(), events::seal).unwrap() > 0 {}
}

fn counsellor(place: Place) -> Member {
    Member::new(place, Role::Counsellor, 0)
}

/// An application with so many sealed facts at home and two elsewhere.
fn sealed(count: usize) -> (TestApp, Client) {
    let app = TestApp::start();
    record(&app, counsellor(Place::Home), count);
    record(&app, counsellor(Place::Away), 2);
    seal(&app, Place::Home);
    seal(&app, Place::Away);
    let auditor = app.as_(Role::Auditor);
    (app, auditor)
}

/// The path behind a link.
fn path(link: &Value) -> String {
    let link = link.as_str().unwrap();
    let at = link.find(crate::support::BASE).unwrap();
    link[at + crate::support::BASE.len()..].to_owned()
}

#[test]
fn a_long_chain_is_verified_in_pieces() {
    let (app, auditor) = sealed(2_003);
    record(&app, counsellor(Place::Home), 1);
    let first = auditor.get("/audit-verification").ok(200);
    assert_eq!(first["checked"], 2_000);
    assert_eq!(first["complete"], false);
    assert_eq!(first["last_position"], 2_003);
    assert_eq!(first["unsealed_events"], 1);
    let second = auditor.get(&path(&first["_links"]["next"])).ok(200);
    assert_eq!(second["checked"], 3);
    assert_eq!(second["complete"], true);
    assert_eq!(second["head"]["position"], 2_003);
    for piece in [first, second.clone()] {
        assert!(piece.get("first_bad").is_none(), "{piece}");
        assert_eq!(piece["stray_events"], 0);
    }
    assert!(second["_links"].get("next").is_none());
    app.store.flush_accesses().unwrap();
    let read = "accesses WHERE resource = 'audit_verification'";
    assert_eq!(app.database.count(read), 2);
}

#[test]
fn an_altered_fact_and_a_planted_one_are_seen() {
    let (app, auditor) = sealed(6);
    disarm(&app.database);
    let org = Uid::from(Place::Home.organisation());
    let conn = &mut app.database.connection();
    let fourth: Uid = event_seals::table
        .find((org, 4_i64))
        .select(event_seals::event_id)
        .first(conn)
        .unwrap();
    let mut planted: events::Stored = facts::table
        .find((org, fourth))
        .select(events::Stored::as_select())
        .first(conn)
        .unwrap();
    planted.id = app.store.mint::<()>().into();
    diesel::insert_into(facts::table)
        .values(&planted)
        .execute(conn)
        .unwrap();
    let found = auditor.get("/audit-verification").ok(200);
    assert_eq!(found["stray_events"], 1);
    assert_eq!(found["checked"], 6);
    diesel::update(facts::table.find((org, fourth)))
        .set(facts::kind.eq("case_closed"))
        .execute(conn)
        .unwrap();
    let found = auditor.get("/audit-verification").ok(200);
    assert_eq!(found["first_bad"], 4);
    assert_eq!(found["head"]["position"], 3);
    assert_eq!(found["complete"], false);
    assert!(found["_links"].get("next").is_none());
}

#[test]
fn who_kept_the_head_sees_that_the_chain_was_cut() {
    let (app, auditor) = sealed(6);
    let kept = auditor.get("/audit-verification").ok(200);
    let hash = kept["head"]["hash"].as_str().unwrap().to_owned();
    let go_on = format!("/audit-verification?after=6&hash={hash}");
    let again = auditor.get(&go_on).ok(200);
    assert_eq!(again["complete"], true);
    assert_eq!(again["head"], kept["head"]);
    let other = "0".repeat(64);
    let unlike = auditor.get(&format!("/audit-verification?after=6&hash={other}"));
    assert_eq!(unlike.ok(200)["first_bad"], 6);
    disarm(&app.database);
    app.database
        .execute("DELETE FROM event_seals WHERE position = 6");
    let cut = auditor.get(&go_on).ok(200);
    assert_eq!(cut["first_bad"], 6);
    assert!(cut.get("head").is_none());
    for query in ["after=-1", "after=x", "hash=00", "behind=3"] {
        auditor
            .get(&format!("/audit-verification?{query}"))
            .refused(400, "bad_parameter");
    }
}

/// All pages of a list, item by item.
fn walk(client: &Client, first: &str) -> Vec<Value> {
    let mut items = Vec::new();
    let mut next = Some(first.to_owned());
    while let Some(page) = next {
        let page = client.get(&page).ok(200);
        items.extend(page["items"].as_array().unwrap().iter().cloned());
        next = page["_links"].get("next").map(path);
    }
    items
}

#[test]
fn facts_are_listed_without_what_they_say() {
    let (app, auditor) = sealed(5);
    let desk = Member::new(Place::Home, Role::DeskOperator, 0);
    record(&app, desk, 2);
    let all = walk(&auditor, "/audit-events?limit=3");
    assert_eq!(all.len(), 7);
    let positions: Vec<Option<i64>> = all.iter().map(|e| e["position"].as_i64()).collect();
    assert_eq!(
        positions,
        [None, None, Some(5), Some(4), Some(3), Some(2), Some(1)]
    );
    let last = &all[2];
    assert_eq!(last["kind"], "office_created");
    assert_eq!(last["subject"], "office");
    assert_eq!(last["subject_id"], Place::Home.office(0).to_string());
    assert_eq!(last["actor_kind"], "staff");
    assert_eq!(last["hash"].as_str().unwrap().len(), 64);
    for member in ["payload", "fact", "individual_id"] {
        assert!(last.get(member).is_none(), "{member}");
    }
    let count = |query: &str| walk(&auditor, &format!("/audit-events?{query}")).len();
    assert_eq!(count(&format!("actor={}", desk.id())), 2);
    assert_eq!(count(&format!("actor={}", counsellor(Place::Away).id())), 0);
    assert_eq!(count("kind=office_created"), 7);
    assert_eq!(count("kind=case_closed"), 0);
    let today = app.clock.now().date_naive();
    let next = today.succ_opt().unwrap();
    assert_eq!(count(&format!("from={today}&to={today}")), 7);
    assert_eq!(count(&format!("from={next}")), 0);
    assert_eq!(count("to=2020-01-01"), 0);
    for query in ["kind=nonsense", "actor=x", "from=yesterday", "payload=x"] {
        auditor
            .get(&format!("/audit-events?{query}"))
            .refused(400, "bad_parameter");
    }
}

#[test]
fn reads_are_listed_with_whom_they_were_about() {
    let app = TestApp::with_toys();
    let toy = Place::Home.office(0);
    let counsellor = app.as_(Role::Counsellor);
    counsellor.get(&format!("/toys/{toy}")).ok(200);
    counsellor.get(&format!("/toys/{toy}")).ok(200);
    app.as_(Role::Coordinator)
        .get(&format!("/toys/{}", Place::Home.office(1)))
        .ok(200);
    app.store.flush_accesses().unwrap();
    let auditor = app.as_(Role::Auditor);
    let all = walk(&auditor, "/audit-accesses?limit=2");
    let of_toys = all.iter().filter(|access| access["resource"] == "toy");
    assert_eq!(of_toys.count(), 3);
    let read = walk(&auditor, &format!("/audit-accesses?individual={toy}"));
    assert_eq!(read.len(), 2);
    assert_eq!(read[0]["individual_id"], toy.to_string());
    assert_eq!(read[0]["action"], "read_directory");
    assert_eq!(read[0]["purpose"], "case_work");
    let who = Member::new(Place::Home, Role::Coordinator, 0).id();
    let by = walk(&auditor, &format!("/audit-accesses?actor={who}"));
    assert_eq!(by.len(), 1);
    // Who looks into the record stands in it.
    app.store.flush_accesses().unwrap();
    let looked = "accesses WHERE resource = 'audit_accesses' AND action = 'read_audit'";
    assert!(app.database.count(looked) >= 3);
}

#[test]
fn nobody_else_and_nobody_elsewhere_sees_the_record() {
    let (app, auditor) = sealed(3);
    for path in ["/audit-verification", "/audit-events", "/audit-accesses"] {
        for role in [Role::Coordinator, Role::Administrator, Role::Counsellor] {
            app.as_(role).get(path).refused(403, "forbidden");
        }
    }
    let elsewhere = app.member(Member::new(Place::Away, Role::Auditor, 0));
    assert_eq!(walk(&elsewhere, "/audit-events").len(), 2);
    assert_eq!(elsewhere.get("/audit-verification").ok(200)["checked"], 2);
    assert_eq!(walk(&auditor, "/audit-events").len(), 3);
}

#[test]
fn a_page_of_the_record_costs_the_same_however_long_it_is() {
    let (app, auditor) = sealed(40);
    let few = app.cost(|| auditor.get("/audit-events?limit=2").ok(200));
    let many = app.cost(|| auditor.get("/audit-events?limit=40").ok(200));
    assert_eq!(few, many);
}
