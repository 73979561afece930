//! The file of an export, once it is whole.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use chrono::TimeDelta;
use domain::actor::Role;
use domain::exports::{ExportId, ExportStatus};
use domain::kernel::Id;
use persistence::exports::pieces;
use persistence::{Caller, Error, Tx, exports};
use serde_json::{Value, json};

use super::{asked, coordinator, ended, fill, order, people, working, written};
use crate::support::{BASE, Member, Place, TestApp, within};

#[test]
fn a_transfer_that_broke_off_goes_on_where_it_was() {
    let app = working();
    people(&app);
    let client = app.member(coordinator(0));
    let (path, whole) = written(&client, &order("individuals", "csv"));
    let (path, tag) = (format!("{path}/file"), whole.header("etag").to_owned());
    let all = whole.body.len();
    let part = client
        .with("Range", "bytes=10-")
        .with("If-Range", &*tag)
        .get(&path);
    assert_eq!((part.status, &part.body), (206, &whole.body[10..].to_vec()));
    assert_eq!(
        part.header("content-range"),
        format!("bytes 10-{}/{all}", all - 1)
    );
    for (range, from, to) in [
        ("bytes=0-0", 0, 1),
        ("bytes=5-9", 5, 10),
        ("bytes=-7", all - 7, all),
    ] {
        let part = client.with("Range", range).get(&path);
        assert_eq!(
            (part.status, &part.body),
            (206, &whole.body[from..to].to_vec()),
            "{range}"
        );
    }
    let behind = client.with("Range", format!("bytes={all}-")).get(&path);
    behind.refused(416, "range_not_satisfiable");
    assert_eq!(behind.header("content-range"), format!("bytes */{all}"));
    for (range, of) in [
        ("bytes=10-", "\"other\""),
        ("bytes=0-1,3-4", &*tag),
        ("lines=1-2", &*tag),
    ] {
        let again = client.with("Range", range).with("If-Range", of).get(&path);
        assert_eq!((again.status, again.body.len()), (200, all), "{range} {of}");
    }
    for range in ["bytes=0-", &*format!("bytes={all}-")] {
        let known = client.with("If-None-Match", &*tag).with("Range", range);
        let known = known.get(&path);
        assert_eq!((known.status, known.body.len()), (304, 0), "{range}");
    }
}

#[test]
fn a_file_goes_when_its_time_is_up_or_when_it_is_given_up_and_the_figures_stay() {
    let app = working();
    people(&app);
    let (path, _) = written(&app.member(coordinator(0)), &order("individuals", "csv"));
    let (given_up, _) = written(&app.member(coordinator(0)), &order("cases", "csv"));
    app.member(coordinator(0))
        .step_now(&given_up, "cancellation")
        .ok(200);
    app.clock.advance(TimeDelta::hours(73));
    let client = app.member(coordinator(0));
    for path in [&path, &given_up] {
        client
            .get(&format!("{path}/file"))
            .refused(410, "file_gone");
    }
    assert!(within(10_000, || app.database.count("export_pieces") == 0));
    assert!(within(10_000, || client.get(&path).ok(200)["status"] == "expired"));
    let view = client.get(&path).ok(200);
    assert_eq!(
        (&view["rows"], &view["_links"]["file"], &view["note"]),
        (&json!(3), &Value::Null, &Value::Null)
    );
    assert_eq!(app.database.count("exports WHERE note IS NOT NULL"), 0);
    assert_eq!(
        app.database.count("events WHERE kind = 'export_expired'"),
        1
    );
    assert_eq!(
        app.database.count("export_subjects"),
        3,
        "of whom it told stays known"
    );
    client
        .step_now(&path, "cancellation")
        .refused(409, "wrong_status");
}

/// A file of many megabytes, and somebody who has begun to fetch it.
struct Transfer {
    socket: TcpStream,
    begun: usize,
    length: usize,
}

impl Transfer {
    fn begin(app: &TestApp, path: &str, length: usize) -> Self {
        let mut socket = TcpStream::connect(app.address).unwrap();
        socket
            .set_read_timeout(Some(Duration::from_secs(30)))
            .unwrap();
        let token = app.token(Role::Coordinator);
        let request = format!(
            "GET {BASE}{path}/file HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n"
        );
        socket.write_all(request.as_bytes()).unwrap();
        let mut first = [0; 4096];
        let begun = socket.read(&mut first).unwrap();
        assert!(begun > 0);
        Self {
            socket,
            begun,
            length,
        }
    }

    /// What lay in the buffers of the system had left already; then the transfer ends short.
    fn ends_short(mut self) {
        let mut rest = Vec::new();
        let _ = self.socket.read_to_end(&mut rest);
        let (came, length) = (self.begun + rest.len(), self.length);
        assert!(came < length, "{came} of {length} came");
    }
}

/// A long file that is whole: its path and its length.
fn long_file(app: &TestApp) -> (String, usize) {
    fill(&app.database, 60_000);
    let client = app.member(coordinator(0));
    let path = asked(&client, &order("desk_contacts", "json"));
    let view = ended(&client, &path);
    (
        path,
        usize::try_from(view["length"].as_i64().unwrap()).unwrap(),
    )
}

#[test]
fn whoever_is_disabled_while_fetching_the_file_gets_no_more_of_it() {
    let app = working();
    let (path, length) = long_file(&app);
    let client = app.member(coordinator(0));
    let transfer = Transfer::begin(&app, &path, length);
    let account = format!("/staff/{}", coordinator(0).id());
    app.member(Member::administrator(0))
        .step_now(&account, "disablement")
        .ok(200);
    let shut_out = || client.get(&path).status == 401;
    assert!(within(5_000, shut_out), "within five seconds");
    transfer.ends_short();
}

#[test]
fn a_file_that_is_given_up_while_somebody_fetches_it_is_handed_out_no_more() {
    let app = working();
    let (path, length) = long_file(&app);
    let client = app.member(coordinator(0));
    let transfer = Transfer::begin(&app, &path, length);
    client.step_now(&path, "cancellation").ok(200);
    transfer.ends_short();
}

#[test]
fn no_piece_is_read_of_a_file_that_was_given_up_although_it_is_still_there() {
    let app = TestApp::start();
    people(&app);
    let client = app.member(coordinator(0));
    let path = asked(&client, &order("individuals", "csv"));
    super::work(&app);
    let id: ExportId = path.rsplit('/').next().unwrap().parse().unwrap();
    let read = || {
        let system = Caller::system(Place::Home.organisation(), "export");
        let at = move |tx: &mut Tx<'_>| pieces::at(tx, id, 0, ExportStatus::Done);
        app.store.read(&system, at)
    };
    assert!(read().is_ok());
    client.step_now(&path, "cancellation").ok(200);
    assert_eq!(app.database.count("export_pieces"), 1);
    assert!(matches!(read(), Err(Error::NotFound)));
    super::clear(&app);
    assert_eq!(app.database.count("export_pieces"), 0);
}

#[test]
fn what_one_sign_in_fetches_in_pieces_is_handed_out_once_and_a_look_not_at_all() {
    let app = working();
    people(&app);
    let client = app.member(coordinator(0));
    let path = asked(&client, &order("individuals", "csv"));
    let view = ended(&client, &path);
    let file = format!("{path}/file");
    let head = client.attempt("HEAD", &file, None).unwrap();
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), view["length"].to_string());
    let tag = head.header("etag").to_owned();
    let known = client.with("If-None-Match", &*tag).get(&file);
    assert_eq!(known.status, 304);
    let handed = || {
        app.database
            .count("events WHERE kind = 'export_downloaded'")
    };
    assert_eq!(handed(), 0);
    assert!(client.get(&path).ok(200)["handed_out_at"].is_null());
    for range in ["bytes=1-4", "bytes=5-9", "bytes=10-"] {
        assert_eq!(client.with("Range", range).get(&file).status, 206);
    }
    assert_eq!(handed(), 1);
    let told =
        "events WHERE kind = 'export_downloaded' AND payload LIKE '%\"first\":1,\"last\":4%'";
    assert_eq!(app.database.count(told), 1);
    client.with("Range", "bytes=0-4").get(&file);
    assert_eq!(handed(), 2);
    app.store.flush_accesses().unwrap();
    let reads = app
        .database
        .count("accesses WHERE resource = 'export_file'");
    assert_eq!(reads, 6, "each request is on record");
}

#[test]
fn whoever_works_at_the_office_no_more_gets_no_file_of_it() {
    let app = working();
    people(&app);
    let client = app.member(coordinator(0));
    let (path, _) = written(&client, &order("individuals", "csv"));
    app.database.execute("DELETE FROM staff_offices");
    let file = format!("{path}/file");
    // A transfer that the new rights overtake ends short.
    let fetched = || client.attempt("GET", &file, None).map(|file| file.status);
    assert!(within(5_000, || matches!(fetched(), Ok(403))));
    client.get(&file).refused(403, "forbidden");
    client.get(&path).ok(200);
}

#[test]
fn every_file_that_tells_of_a_person_who_is_erased_is_gone_at_once() {
    let app = working();
    people(&app);
    let client = app.member(coordinator(0));
    let (with_her, file) = written(&client, &order("individuals", "json"));
    let (without, _) = written(&client, &order("cases", "csv"));
    let all: Value = serde_json::from_slice(&file.body).unwrap();
    let her: uuid::Uuid = all["items"][0]["individual_id"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let erase = || {
        let system = Caller::system(Place::Home.organisation(), "erasure");
        let withdraw = move |tx: &mut Tx<'_>| exports::withdraw_of(tx, &[Id::new(her)]);
        app.store.write(system, withdraw).unwrap()
    };
    assert_eq!(erase(), 1);
    let view = client.get(&with_her).ok(200);
    assert_eq!(
        (&view["status"], &view["note"]),
        (&json!("withdrawn"), &Value::Null)
    );
    client
        .get(&format!("{with_her}/file"))
        .refused(410, "file_gone");
    assert_eq!(client.get(&format!("{without}/file")).status, 200);
    let others_only = || app.database.count("export_pieces") == 1;
    assert!(within(10_000, others_only), "the other file stays");
    assert_eq!(app.database.count("export_subjects"), 3, "of whom it told");
    assert_eq!(
        app.database.count("events WHERE kind = 'export_withdrawn'"),
        1
    );
    assert_eq!(erase(), 0, "once");
}
