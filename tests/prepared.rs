//! What is asked all day stays prepared: PostgreSQL neither reads nor plans such a statement anew.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use domain::actor::Role;
use serde_json::json;

use crate::hand_overs::{case, coordinator, counsellor, id};
use crate::store::caller;
use crate::support::effort::left_out;
use crate::support::people::{Somebody, contacts, first, register, residence};
use crate::support::{Client, TestApp};

#[derive(QueryableByName)]
struct Runs {
    #[diesel(sql_type = BigInt)]
    runs: i64,
}

/// How often prepared statements ran on the one connection that reads and the one that writes.
fn runs(app: &TestApp) -> u64 {
    counted(app, "generic_plans + custom_plans")
}

fn counted(app: &TestApp, what: &str) -> u64 {
    let sql =
        format!("SELECT COALESCE(SUM({what}), 0)::bigint AS runs FROM pg_prepared_statements");
    let ask = move |tx: &mut persistence::Tx<'_>| -> Result<Runs, persistence::Error> {
        Ok(diesel::sql_query(&sql).get_result(tx.conn())?)
    };
    let who = || caller(counsellor(0));
    let read = app.store.read(&who(), &ask).unwrap();
    let written = app.store.write(who(), ask).unwrap();
    u64::try_from(read.runs + written.runs).unwrap()
}

/// How many statements of one request are read and planned anew, but for those that begin and end
/// its transaction: the least of some times, because now and then a token is looked up again.
fn anew(app: &TestApp, mut ask: impl FnMut()) -> u64 {
    let begin_and_end = 2;
    let mut least = || {
        let before = runs(app);
        let ((), all) = app.statements(&mut ask);
        let prepared = runs(app) - before;
        let left = all.checked_sub(begin_and_end + prepared);
        left.expect("something else asks the database")
    };
    (0..4).map(|_| least()).min().unwrap()
}

#[test]
fn what_is_asked_all_day_is_prepared_once() {
    let app = TestApp::with(|options| options.settings.connections = 1);
    if app.store.engine() != "postgresql" {
        return left_out("only PostgreSQL counts how often what was prepared ran");
    }
    let case = case(&app, 1);
    let me = app.member(counsellor(0));
    let person = me.get(&case).ok(200)["individual_id"].clone();
    let person = format!("/individuals/{}", person.as_str().unwrap());
    first(&me, &format!("{person}/residence"), &residence()).ok(201);
    first(&me, &format!("{person}/contacts"), &contacts()).ok(201);
    let chief = app.member(coordinator(0));
    let file = format!("{case}/file");
    let reads: [(&Client, &str); 7] = [
        (&me, &file),
        (&chief, &file),
        (&me, "/cases?counsellor=me&status=open"),
        (&chief, "/cases?limit=5"),
        (&me, "/worklist?whose=mine"),
        (&chief, "/worklist?whose=all"),
        (&me, &format!("{case}/notes")),
    ];
    for (client, path) in reads {
        let asked = anew(&app, || drop(client.get(path).ok(200)));
        assert_eq!(asked, 0, "{path} of {}", id(path));
    }
    let note = json!({ "visibility": "team", "text": "Primo colloquio." });
    let written = anew(&app, || {
        me.post(&format!("{case}/notes"), &note).ok(201);
    });
    assert_eq!(written, 0, "a note");
    let term = json!({ "term": "ver" });
    let searched = anew(&app, || {
        me.post("/individual-searches", &term).ok(200);
    });
    assert_eq!(searched, 0, "a search");
    let desk = app.as_(Role::DeskOperator);
    let mut numbers = 20..;
    let registered = anew(&app, || {
        let somebody = Somebody::numbered(numbers.next().unwrap());
        register(&desk, &somebody.registration());
    });
    assert_eq!(registered, 0, "a registration");
}

/// PostgreSQL plans a statement for its first five values, and then once for all values, unless the
/// plans with values promised to be cheaper by more than planning costs: a list of one looks cheaper
/// than a list of nobody knows how many. Among as few rows as here that is less than planning is
/// taken to cost, so planning is said to cost next to nothing.
#[test]
fn a_case_file_is_planned_once() {
    let app = TestApp::with(|options| options.settings.connections = 1);
    if app.store.engine() != "postgresql" {
        return left_out("only PostgreSQL plans anew what is prepared");
    }
    let case = case(&app, 1);
    let file = format!("{case}/file");
    let me = app.member(counsellor(0));
    let settings = |tx: &mut persistence::Tx<'_>| -> Result<(), persistence::Error> {
        Ok(tx.conn().batch_execute("SET cpu_operator_cost = 0.00001")?)
    };
    app.store.read(&caller(counsellor(0)), settings).unwrap();
    let ask = || (0..6).for_each(|_| drop(me.get(&file).ok(200)));
    ask();
    let before = counted(&app, "custom_plans");
    ask();
    assert_eq!(counted(&app, "custom_plans"), before);
}
