//! What may come in as a file, and what becomes of it.

use std::net::SocketAddr;
use std::time::Duration;

use domain::actor::Role;

use super::{path_with, rows, send, sent, text, work};
use crate::support::effort::left_out;
use crate::support::raw::Raw;
use crate::support::{BASE, TestApp, within};

fn failure(app: &TestApp, file: impl Into<Vec<u8>>) -> (String, String) {
    let client = app.as_(Role::Coordinator);
    let path = sent(&client, "", file);
    work(app);
    let view = client.get(&path).ok(200);
    assert_eq!(view["status"], "failed", "{view}");
    let of = |member: &str| view["failure"][member].as_str().unwrap().to_owned();
    (of("code"), of("detail"))
}

#[test]
fn a_file_that_is_none_fails_with_a_sentence() {
    let app = TestApp::start();
    let binary: Vec<u8> = (0..=255).cycle().take(3_000).collect();
    let wide: Vec<u8> = rows(&[("ROSSI", "ADA", "01/01/1980")])
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let table: [(&[u8], &str); 6] = [
        (b"", "import_file_empty"),
        (b"PK\x03\x04 a workbook", "import_file_workbook"),
        (&binary, "import_file_binary"),
        // Without its mark nobody can tell this encoding.
        (&wide, "import_file_binary"),
        (
            b"ROSSI;ADA;01/01/1980\nVERDI;LIA;02/02/1981\n",
            "import_missing_columns",
        ),
        (b"Cognome;Nome;CF;Codice fiscale\n", "import_two_columns"),
    ];
    for (file, code) in table {
        let (said, detail) = failure(&app, file);
        assert_eq!(said, code);
        assert!(detail.ends_with('.') && !detail.contains('{'), "{detail}");
    }
    assert_eq!(app.database.count("individuals"), 0);
    assert_eq!(app.database.count("import_pieces"), 0);
}

#[test]
fn a_file_lies_in_the_database_only_sealed_and_only_until_it_is_read() {
    let app = TestApp::start();
    let client = app.as_(Role::Coordinator);
    let mut file = rows(&[("CANARINO", "ADA", "01/01/1980")]);
    // More than one piece: blank rows cost nothing but their bytes.
    file.push_str(&";;;\n".repeat(150_000));
    file.push_str("CANARINI;LIA;02/02/1981;F\n");
    let path = sent(&client, "", file);
    assert!(app.database.count("import_pieces") > 2);
    let like = match app.store.engine() {
        "postgresql" => "position('CANARIN'::bytea in content) > 0",
        _ => "instr(content, CAST('CANARIN' AS BLOB)) > 0",
    };
    assert_eq!(
        app.database.count(&format!("import_pieces WHERE {like}")),
        0
    );
    work(&app);
    let done = client.get(&path).ok(200);
    assert_eq!(done["counts"]["created"], 2, "{done}");
    assert_eq!(app.database.count("import_pieces"), 0);
}

#[test]
fn only_csv_of_a_bounded_size_is_taken() {
    let app = TestApp::start();
    let client = app.as_(Role::Coordinator);
    let keyed = client.with("Idempotency-Key", "0123456789abcdef");
    let json = keyed.send("POST", &path_with(""), Some(b"{}".to_vec()));
    json.refused(415, "unsupported_media_type");
    let zipped = keyed
        .with("Content-Type", "text/csv")
        .with("Content-Encoding", "gzip");
    let zipped = zipped.send("POST", &path_with(""), Some(b"x".to_vec()));
    zipped.refused(415, "unsupported_media_type");
    send(&client, "&reason=x", text(1)).refused(400, "bad_parameter");
    send(&client, "&shape=round", text(1)).refused(400, "bad_parameter");
    send(&client, "&observed_on=2099-01-01", text(1)).refused(422, "invalid");
    let unknown = "&mapping_id=01900000-0000-7000-8000-0000000000ff";
    assert_eq!(
        send(&client, unknown, text(1)).faults(),
        ["/mapping_id unknown_reference"]
    );
    let huge = head(&app, "Content-Length: 268435457");
    let mut raw = Raw::connect(app.address);
    raw.send(&huge);
    assert_eq!(raw.hear(Duration::from_secs(10)).status, 413);
    assert_eq!(app.database.count("import_files"), 0);
    app.as_(Role::DeskOperator)
        .with("Content-Type", "text/csv")
        .with("Idempotency-Key", "0123456789abcdef")
        .send("POST", &path_with(""), Some(b"x".to_vec()))
        .refused(403, "forbidden");
}

fn head(app: &TestApp, length: &str) -> String {
    let address: SocketAddr = app.address;
    let token = app.token(Role::Coordinator);
    format!(
        "POST {BASE}{} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\
         Idempotency-Key: 0123456789abcdef\r\nContent-Type: text/csv\r\n{length}\r\n\r\n",
        path_with("")
    )
}

#[test]
fn of_a_file_that_breaks_off_nothing_is_left() {
    let app = TestApp::start();
    let mut raw = Raw::connect(app.address);
    raw.send(head(&app, "Content-Length: 2000000"));
    raw.send(vec![b'x'; 700_000]);
    let came = within(10_000, || app.database.count("import_pieces") > 1);
    assert!(came, "no piece came");
    drop(raw);
    let gone = within(20_000, || app.database.count("import_files") == 0);
    assert!(gone, "the pieces stay");
    assert_eq!(app.database.count("import_pieces"), 0);
    assert_eq!(app.database.count("imports"), 0);
}

#[test]
fn a_file_whose_import_was_asked_for_without_an_answer_is_kept_and_read() {
    let app = TestApp::start();
    if !app.store.writes_block() {
        return left_out("the one writer of SQLite takes back what comes too late");
    }
    // The import is written after its client was told that nobody knows: each of the two statements
    // lasts less than a statement may, both together longer than anybody waits.
    app.database.execute(
        "CREATE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS \
         $$ BEGIN PERFORM pg_sleep(6.5); RETURN NEW; END $$; \
         CREATE CONSTRAINT TRIGGER late AFTER INSERT ON imports \
         DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION late(); \
         CREATE TRIGGER early BEFORE INSERT ON imports FOR EACH ROW EXECUTE FUNCTION late()",
    );
    let client = app.as_(Role::Coordinator);
    let told = send(&client, "", rows(&[("ROSSI", "ADA", "01/01/1980")]));
    told.refused(503, "unavailable");
    assert_eq!(app.database.count("imports"), 0);
    assert_eq!(app.database.count("import_pieces"), 1);
    assert!(within(10_000, || app.database.count("imports") == 1));
    app.database
        .execute("DROP TRIGGER late ON imports; DROP TRIGGER early ON imports");
    work(&app);
    assert_eq!(app.database.count("imports WHERE status = 'done'"), 1);
    assert_eq!(app.database.count("individuals"), 1);
}

#[test]
fn a_file_that_stalls_is_given_up() {
    let app = TestApp::start();
    let mut raw = Raw::connect(app.address);
    raw.send(head(&app, "Content-Length: 2000000"));
    raw.send("Cognome;Nome\n");
    assert_eq!(raw.hear(Duration::from_secs(40)).status, 408);
    assert!(within(5_000, || app.database.count("import_files") == 0));
}
