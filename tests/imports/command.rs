//! `percorso import individuals`, the command.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Output, Stdio};

use domain::actor::Role;
use uuid::Uuid;

use super::fictional::HEADINGS;
use super::file;
use crate::support::process::{percorso, run};
use crate::support::{Database, Member, Place};

fn coordinator() -> String {
    Member::new(Place::Home, Role::Coordinator, 0).email()
}

fn load(database: &Database, file: &Path, more: &[&str]) -> Output {
    let user = coordinator();
    let file = file.display().to_string();
    let mut arguments = vec!["import", "individuals", &file];
    if !more.contains(&"--user") {
        arguments.extend(["--user", &user]);
    }
    arguments.extend(more);
    run(database, &arguments)
}

/// The last line that the command printed.
fn said(output: &Output) -> String {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8_lossy(&output.stdout);
    let (said, _) = text.trim_end().split_once(" (import ").unwrap();
    said.to_owned()
}

fn complaint(output: &Output) -> String {
    assert!(!output.status.success());
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let database = Database::seeded();
    let folder = tempfile::tempdir().unwrap();
    let file = file(folder.path(), 450);
    let first = load(&database, &file, &[]);
    assert_eq!(
        said(&first),
        "450 rows: 450 registered, 0 unchanged, 0 possible duplicates, 0 refused"
    );
    assert_eq!(database.count("individuals"), 450);
    let tables = [
        "events WHERE kind NOT LIKE 'import_%'",
        "individual_section_versions",
        "individual_keys",
    ];
    let before = tables.map(|table| database.count(table));
    let second = load(&database, &file, &[]);
    assert_eq!(
        said(&second),
        "450 rows: 0 registered, 450 unchanged, 0 possible duplicates, 0 refused"
    );
    assert_eq!(tables.map(|table| database.count(table)), before);
    assert_eq!(
        database.count("events WHERE kind = 'individuals_imported'"),
        3
    );
}

#[test]
fn good_rows_go_in_and_bad_rows_are_told() {
    let database = Database::seeded();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("persone.csv");
    let text = "Codice fiscale,Cognome,Nome,Data di nascita,=Note\n\
        RSSMRA80A01L219M,ROSSI,MARIO,01/01/1980,x\n\
        RSSMRA80A01L219X,,MARIO,31/02/1980,x\n\
        RSSMRA80A01L21VB,ROSSI,MARIO,01/01/1980,x\n\
        BNCGLI92P63L219J,ROSSI,GIULIA,,x\n\
        rss mra 80a01 l219m,Rossi,Mario,1.1.1980,x\n";
    std::fs::write(&path, text).unwrap();
    let report = folder.path().join("esito.csv");
    let output = load(
        &database,
        &path,
        &["--report", &report.display().to_string()],
    );
    assert_eq!(
        said(&output),
        "5 rows: 1 registered, 1 unchanged, 1 possible duplicates, 2 refused"
    );
    let read = std::fs::read_to_string(&report).unwrap();
    let rows: Vec<Vec<&str>> = read.lines().map(|line| line.split(';').collect()).collect();
    let results: Vec<_> = rows.iter().map(|row| (row[0], row[1])).collect();
    assert_eq!(
        results,
        [
            ("\u{FEFF}riga", "esito"),
            ("2", "registered"),
            ("3", "refused"),
            ("4", "possible_duplicate"),
            ("5", "refused"),
            ("6", "unchanged"),
        ]
    );
    let faults = ["tax_code_check_letter", "blank", "invalid_date"];
    for fault in faults {
        assert!(rows[2][3].contains(fault), "{}", rows[2][3]);
    }
    assert!(rows[4][3].contains("individual.tax_code_conflict"));
    assert_eq!(rows[1][2], rows[5][2], "the same person has one identifier");
    for secret in ["ROSSI", "Rossi", "RSSMRA", "1980"] {
        assert!(!read.contains(secret), "the report tells {secret}");
    }
}

#[test]
fn a_dry_run_tells_the_same_and_keeps_nothing() {
    let database = Database::seeded();
    let folder = tempfile::tempdir().unwrap();
    let file = file(folder.path(), 250);
    // The same people once more in a later batch.
    let text = std::fs::read_to_string(&file).unwrap();
    let (_, again) = text.split_once("\r\n").unwrap();
    std::fs::write(&file, format!("{text}{again}")).unwrap();
    let dry = said(&load(&database, &file, &["--dry-run"]));
    for table in [
        "individuals",
        "individual_keys",
        "events WHERE kind NOT LIKE 'import_%'",
    ] {
        assert_eq!(database.count(table), 0, "{table}");
    }
    assert_eq!(said(&load(&database, &file, &[])), dry);
    assert_eq!(database.count("individuals"), 250);
}

#[test]
fn a_dry_run_sees_doubles_of_the_file_wherever_they_stand() {
    let database = Database::seeded();
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), 420);
    let mut text = std::fs::read_to_string(&path).unwrap();
    let first = "RSSMRA80A01L219M;ROSSI;MARIO;M;01/01/1980;L219;;;;;;\r\n";
    text.insert_str(HEADINGS.len(), first);
    // More than a batch further down: himself, his names changed over, a code that letters make
    // another one's, his namesake of another place, and himself again with a telephone number.
    for row in [
        "RSSMRA80A01L219M;Rossi;Mario;M;1.1.1980;Torino;;;;;;",
        ";MARIO;ROSSI;M;01/01/1980;L219;;;;;;",
        "RSSMRA80A01L21VB;ROSSI;MARIO;M;01/01/1980;L219;;;;;;",
        ";ROSSI;MARIO;M;01/01/1980;A479;;;;;;",
        "RSSMRA80A01L219M;ROSSI;MARIO;M;01/01/1980;L219;;;;;011 5550101;",
    ] {
        text.push_str(row);
        text.push_str("\r\n");
    }
    std::fs::write(&path, text).unwrap();
    let report = |mode: &[&str]| {
        let report = folder.path().join("esito.csv").display().to_string();
        let more = [mode, &["--report", &report]].concat();
        let said = said(&load(&database, &path, &more));
        let lines = std::fs::read_to_string(&report).unwrap();
        let lines: Vec<String> = lines.lines().map(str::to_owned).collect();
        let last = lines[lines.len() - 5..].to_vec();
        // Nobody has an identifier in a dry run.
        let last = last.into_iter().map(|line| {
            let cells: Vec<&str> = line.split(';').collect();
            (cells[1].to_owned(), cells[3].to_owned())
        });
        (said, last.collect::<Vec<_>>())
    };
    let dry = report(&["--dry-run"]);
    assert_eq!(database.count("individuals"), 0);
    let results: Vec<_> = dry.1.iter().map(|(result, _)| result.as_str()).collect();
    let doubtful = "possible_duplicate";
    assert_eq!(
        results,
        ["unchanged", doubtful, doubtful, doubtful, "unchanged"]
    );
    assert!(dry.1[4].1.contains("contacts"), "{:?}", dry.1);
    assert_eq!(report(&[]), dry);
}

#[test]
fn of_somebody_at_an_office_out_of_reach_a_report_tells_nothing_but_the_identifier() {
    let database = Database::seeded();
    let folder = tempfile::tempdir().unwrap();
    let file = file(folder.path(), 3);
    let there = Member::new(Place::Home, Role::Coordinator, 2).email();
    assert!(said(&load(&database, &file, &["--user", &there])).contains("3 registered"));
    let report = folder.path().join("esito.csv").display().to_string();
    let output = load(&database, &file, &["--report", &report]);
    assert!(said(&output).ends_with("3 possible duplicates, 0 refused"));
    let read = std::fs::read_to_string(&report).unwrap();
    for line in read.lines().skip(1) {
        let cells: Vec<&str> = line.split(';').collect();
        assert!(Uuid::parse_str(cells[2]).is_ok(), "{line}");
        // What was registered there, and whether the row says otherwise, is not told.
        assert!(cells[3].ends_with("[import_possible_duplicate]"), "{line}");
        assert_eq!(cells[3].matches('[').count(), 1, "{line}");
    }
}

#[test]
fn an_import_that_was_killed_goes_on_without_doubles() {
    let database = Database::seeded();
    let folder = tempfile::tempdir().unwrap();
    let file = file(folder.path(), 1_500);
    let path = file.display().to_string();
    let user = coordinator();
    let mut command = percorso(
        &database,
        &["import", "individuals", &path, "--user", &user],
    );
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let stderr = BufReader::new(child.stderr.take().unwrap());
    let progress = stderr
        .lines()
        .map_while(Result::ok)
        .find(|line| line.contains('%'));
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(progress.is_some(), "it ended before it told any progress");
    let kept = database.count("individuals");
    assert!((1..1_500).contains(&kept), "{kept} were kept");
    assert_eq!(kept % 200, 0, "a batch was kept in part");
    let rest = 1_500 - kept;
    let again = load(&database, &file, &[]);
    assert_eq!(
        said(&again),
        format!("1500 rows: {rest} registered, {kept} unchanged, 0 possible duplicates, 0 refused")
    );
    assert_eq!(database.count("individuals"), 1_500);
}

#[test]
fn only_a_coordinator_imports_and_only_at_own_offices() {
    let database = Database::seeded();
    let folder = tempfile::tempdir().unwrap();
    let file = file(folder.path(), 3);
    for role in [Role::DeskOperator, Role::Counsellor, Role::Administrator] {
        let user = Member::new(Place::Home, role, 0).email();
        let output = load(&database, &file, &["--user", &user]);
        assert!(complaint(&output).contains("not_permitted"), "{role}");
    }
    let elsewhere = Place::Home.office(1).to_string();
    let output = load(&database, &file, &["--office", &elsewhere]);
    assert!(complaint(&output).contains("unknown_reference"));
    let away = Place::Away.office(0).to_string();
    let output = load(&database, &file, &["--office", &away]);
    assert!(complaint(&output).contains("no such office"));
    assert_eq!(database.count("individuals"), 0);
}
