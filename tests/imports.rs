//! A file of people, as offices have it, is loaded by command.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use api::demo::people::People;
use domain::actor::Role;
use domain::individuals::{Likeness, PlaceCode};
use domain::kernel::{Day, fold};

use super::support::process::{percorso, run};
use super::support::{Database, Member, Place};

const HEADINGS: &str = "CODICE FISCALE;COGNOME;NOME;SESSO;DATA DI NASCITA;COMUNE DI NASCITA;\
    CITTADINANZA;INDIRIZZO;CAP;COMUNE DI RESIDENZA;TELEFONO;E-MAIL\r\n";

fn coordinator() -> String {
    Member::new(Place::Home, Role::Coordinator, 0).email()
}

/// Fictional people as an office keeps them: in capitals, in Windows-1252 as far as it goes.
fn file(folder: &Path, people: usize) -> PathBuf {
    let mut text = HEADINGS.to_owned();
    let mut fictional = People::new(3, Day::of(2026, 3, 2).unwrap());
    let mut earlier: Vec<(Day, String, String, Vec<String>)> = Vec::new();
    // Whoever looks like an earlier one, or shares a number and the given name, would wait for a
    // decision.
    let distinct = std::iter::repeat_with(|| fictional.next_person().unwrap().person);
    let distinct = distinct.filter(|person| {
        let family = fold(person.family_name.as_str());
        let given = fold(person.given_name.as_str());
        let phones = person.phones.iter().map(ToString::to_string);
        let emails = person.emails.iter().map(ToString::to_string);
        let reached: Vec<String> = phones.chain(emails).collect();
        let names = (family.as_str(), given.as_str());
        let is_alike = earlier.iter().any(|(born, family, name, at)| {
            let like = Likeness::of_names((family, name), names);
            (*born == person.birth_date && like.is_some())
                || (*name == given && at.iter().any(|at| reached.contains(at)))
        });
        earlier.push((person.birth_date, family, given, reached));
        !is_alike
    });
    for person in distinct.take(people) {
        let code = person.code.map(|code| code.to_string().to_lowercase());
        let phones: Vec<_> = person.phones.iter().map(ToString::to_string).collect();
        let street = person.address.as_ref().map_or(String::new(), |address| {
            let street = address.street.as_ref().map_or("", |street| street.as_str());
            let number = address.civic_number.as_ref().map_or("", |n| n.as_str());
            format!("{street} {number}")
        });
        let code_of = |place: Option<&PlaceCode>| place.map_or(String::new(), ToString::to_string);
        let address = person.address.as_ref();
        writeln!(
            text,
            "{};{};{};{};{};{};{};{};{};{};{};{}\r",
            code.unwrap_or_default(),
            person.family_name.as_str().to_uppercase(),
            person.given_name.as_str().to_uppercase(),
            person.sex,
            person.birth_date.date().format("%d/%m/%Y"),
            code_of(person.birthplace.as_ref()),
            person.citizenship.unwrap_or_default(),
            street.to_uppercase(),
            address
                .and_then(|a| a.postal_code.as_ref())
                .map_or(String::new(), ToString::to_string),
            code_of(address.map(|a| &a.place_code)),
            phones.join(" / "),
            person
                .emails
                .first()
                .map_or(String::new(), ToString::to_string),
        )
        .unwrap();
    }
    let path = folder.join("persone.csv");
    std::fs::write(&path, text).unwrap();
    path
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
    text.trim_end().to_owned()
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
    let tables = ["events", "individual_section_versions", "individual_keys"];
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
    for table in ["individuals", "individual_keys", "events"] {
        assert_eq!(database.count(table), 0, "{table}");
    }
    assert_eq!(said(&load(&database, &file, &[])), dry);
    assert_eq!(database.count("individuals"), 250);
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
