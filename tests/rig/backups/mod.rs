//! The embedded database is copied while people work, and a copy is believed only when it is whole.

mod restoring;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use api::backups::{BackupFault, check};
use diesel::connection::SimpleConnection;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use super::office::{Office, serving};
use super::rows::{are_alike, hashes};
use crate::durability::the_chain_verifies;
use crate::kills::nothing_is_there_in_part;
use crate::support::Database;
use crate::support::database::server;
use crate::support::effort::{effort, figure, left_out};
use crate::support::process::{Process, percorso};

/// What lies in the folder of a database that nobody has open: itself, and what is locked by turns.
const ALONE: [&str; 2] = ["percorso.sqlite", "percorso.sqlite.migrating"];

/// A database of the embedded engine; nothing where stories are about the other one.
fn embedded() -> Option<Database> {
    if server().is_some() {
        left_out("PostgreSQL is copied by its own tools, see point_in_time");
        return None;
    }
    Some(Database::seeded())
}

/// Runs a command of the operator on this database, with its own folder for the installation.
fn operate(database: &Database, arguments: &[&str]) -> Output {
    let mut command = percorso(database, arguments);
    command.env("PERCORSO_DATA", data(database));
    command.env_remove("PERCORSO_SECRET").output().unwrap()
}

fn data(database: &Database) -> &Path {
    database.path().parent().unwrap()
}

/// What a command says that must work.
#[track_caller]
fn done(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    said
}

/// What a command says that must not.
#[track_caller]
fn refused(output: &Output, reason: &str) {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "{said}");
    assert!(said.contains(reason), "{said}");
}

/// A backup in the folder of the database.
fn backup(database: &Database, name: &str) -> PathBuf {
    let file = data(database).join(name);
    done(&operate(database, &["backup", file.to_str().unwrap()]));
    file
}

/// The data of a backup, somewhere else.
fn restored(file: &Path) -> Database {
    let elsewhere = Database::sqlite();
    done(&operate(&elsewhere, &["restore", file.to_str().unwrap()]));
    elsewhere
}

/// What lies in a folder.
fn listed(folder: &Path) -> Vec<String> {
    let all = fs::read_dir(folder).unwrap();
    let mut all: Vec<_> = all
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    all.sort();
    all
}

#[test]
fn a_copy_made_while_people_work_has_all_that_was_acknowledged_before_and_nothing_in_part() {
    let Some(database) = embedded() else { return };
    let process = Process::start(serving(&database));
    let (mut writes, mut times) = (0, Vec::new());
    for round in 0..effort(2, 20) {
        let office = Office::open(&process, 10_000 * round);
        sleep(Duration::from_millis(300));
        let begun = Instant::now();
        let file = backup(&database, &format!("copy-{round}"));
        let took = begun.elapsed();
        let told = office.close();
        writes += told.count();
        let elsewhere = restored(&file);
        assert_eq!(told.lost(&elsewhere, begun), [""; 0]);
        assert!(told.first_after(begun) > begun);
        nothing_is_there_in_part(&elsewhere);
        the_chain_verifies(&elsewhere);
        times.push(took.as_millis());
    }
    times.sort_unstable();
    figure(
        "R-12",
        "backup under load, median, ms",
        times[times.len() / 2],
    );
    figure("R-12", "writes beside the backups", writes);
    process.kill();
    // Nobody writes any more: now the copy is the database, row by row.
    let elsewhere = restored(&backup(&database, "last"));
    are_alike(&hashes(&elsewhere), &hashes(&database));
    Process::serve(&elsewhere).stranger().get("/status").ok(200);
}

#[test]
fn a_backup_goes_through_a_pipe_and_only_its_owner_reads_it() {
    let Some(database) = embedded() else { return };
    let told = operate(&database, &["backup", "-"]);
    let said = done(&told);
    assert!(said.contains("2 organisation(s)"), "{said}");
    assert_eq!(listed(data(&database)), ALONE);
    let file = backup(&database, "copy");
    let mode = fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let elsewhere = Database::sqlite();
    let mut command = percorso(&elsewhere, &["restore", "-"]);
    command.env("PERCORSO_DATA", data(&elsewhere));
    let piped = data(&database).join("piped");
    fs::write(&piped, &told.stdout).unwrap();
    command.stdin(Stdio::from(fs::File::open(&piped).unwrap()));
    done(&command.output().unwrap());
    are_alike(&hashes(&elsewhere), &hashes(&database));
    let mode = fs::metadata(elsewhere.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    // The copy opens as it is, with whatever reads SQLite.
    let mut copy = Database::at(&format!("sqlite:{}", file.display())).connection();
    copy.batch_execute("SELECT count(*) FROM individuals")
        .unwrap();
}

#[test]
fn one_bit_that_flipped_anywhere_is_found() {
    let Some(database) = embedded() else { return };
    let file = backup(&database, "copy");
    let whole = fs::read(&file).unwrap();
    check(&file).unwrap();
    let mut chance = ChaCha8Rng::seed_from_u64(12);
    let length = whole.len() as u64;
    // Anywhere in the pages, and everywhere in the lines behind them.
    let pages = (0..effort(40, 2_000)).map(|_| chance.next_u64() % (length * 8));
    let behind = (length - 1_200) * 8..length * 8;
    let bits: Vec<u64> = pages.chain(behind.step_by(effort(97, 1))).collect();
    for bit in &bits {
        let mut bent = whole.clone();
        bent[usize::try_from(bit / 8).unwrap()] ^= 1 << (bit % 8);
        fs::write(&file, &bent).unwrap();
        let fault = check(&file).unwrap_err();
        let found = matches!(fault, BackupFault::Damaged(_) | BackupFault::NotOne);
        assert!(found, "bit {bit}: {fault}");
    }
    figure("R-12", "flipped bits found", bits.len());
    // The command says so too, and leaves everything as it is.
    let mut bent = whole;
    bent[5_000] ^= 1;
    fs::write(&file, bent).unwrap();
    let elsewhere = Database::sqlite();
    let output = operate(&elsewhere, &["restore", file.to_str().unwrap()]);
    refused(&output, "the backup is damaged");
    assert_eq!(listed(data(&elsewhere)), [""; 0]);
}

#[test]
fn what_is_no_whole_backup_of_this_product_is_refused() {
    let Some(database) = embedded() else { return };
    let file = backup(&database, "copy");
    let whole = fs::read(&file).unwrap();
    let elsewhere = Database::sqlite();
    for (bytes, reason) in [
        (&whole[..whole.len() - 1], "cut short"),
        (&whole[..whole.len() / 2], "cut short"),
        (&whole[4096..], "longer or shorter"),
        (b"", "cut short"),
        (b"SQLite format 3", "cut short"),
        // A copy that was made by other means has no manifest.
        (&fs::read(database.path()).unwrap()[..], "cut short"),
    ] {
        fs::write(&file, bytes).unwrap();
        let name = file.to_str().unwrap();
        refused(&operate(&elsewhere, &["restore", name]), reason);
        refused(&operate(&elsewhere, &["restore", "--check", name]), reason);
        assert_eq!(listed(data(&elsewhere)), [""; 0]);
    }
}

#[test]
fn a_copy_of_another_schema_is_migrated_or_refused() {
    let Some(database) = embedded() else { return };
    let remove = "DELETE FROM __diesel_schema_migrations WHERE version = '0024'";
    database.execute(remove);
    let elsewhere = Database::sqlite();
    let file = backup(&database, "older");
    let said = done(&operate(&elsewhere, &["restore", file.to_str().unwrap()]));
    assert!(
        said.contains("1 migration(s) before this program"),
        "{said}"
    );
    assert!(said.contains("Run `percorso migrate`"), "{said}");
    database.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('0024'), ('9999')");
    let file = backup(&database, "newer");
    let newer = Database::sqlite();
    let output = operate(&newer, &["restore", file.to_str().unwrap()]);
    refused(&output, "migration 9999, which this program does not know");
    assert_eq!(listed(data(&newer)), [""; 0]);
}

#[test]
fn nothing_is_written_over_and_nobody_is_pulled_away_from_his_data() {
    let Some(database) = embedded() else { return };
    let file = backup(&database, "copy");
    let name = file.to_str().unwrap();
    let before = fs::read(&file).unwrap();
    refused(&operate(&database, &["backup", name]), "is there already");
    assert_eq!(fs::read(&file).unwrap(), before);
    refused(&operate(&database, &["restore", name]), "--replace");
    database.execute("UPDATE organisations SET legal_name = 'Comune di Selvascura'");
    let replace = ["restore", "--replace", name];
    let process = Process::serve(&database);
    refused(&operate(&database, &replace), "is in use");
    process.stranger().get("/status").ok(200);
    process.kill();
    let live = hashes(&database);
    done(&operate(&database, &replace));
    assert_ne!(hashes(&database), live);
    let folder = listed(data(&database));
    let aside = folder.iter().find(|name| name.contains(".replaced-"));
    let aside = data(&database).join(aside.unwrap());
    let aside = Database::at(&format!("sqlite:{}", aside.display()));
    are_alike(&hashes(&aside), &live);
    Process::serve(&database).stranger().get("/status").ok(200);
}

#[test]
fn a_log_of_other_data_is_not_taken_for_one_of_the_restored() {
    let Some(database) = embedded() else { return };
    let file = backup(&database, "copy");
    fs::remove_file(database.path()).unwrap();
    let log = data(&database).join("percorso.sqlite-wal");
    fs::write(&log, "pages of a database that is gone").unwrap();
    let output = operate(&database, &["restore", file.to_str().unwrap()]);
    refused(
        &output,
        "percorso.sqlite-wal belongs to a database that is gone",
    );
    fs::remove_file(&log).unwrap();
    done(&operate(&database, &["restore", file.to_str().unwrap()]));
}

#[test]
fn a_run_that_fails_leaves_nothing() {
    let Some(database) = embedded() else { return };
    let name = data(&database).join("copy");
    let nowhere = data(&database).join("nowhere/copy");
    let output = operate(&database, &["backup", nowhere.to_str().unwrap()]);
    refused(&output, "No such file");
    let empty = Database::sqlite();
    refused(
        &operate(&empty, &["backup", name.to_str().unwrap()]),
        "there is no database",
    );
    assert_eq!(listed(data(&database)), [ALONE[0]]);
}

#[test]
fn published_heads_of_the_chain_that_is_gone_are_kept_aside() {
    let Some(database) = embedded() else { return };
    let serve = || {
        let mut command = serving(&database);
        command.env("PERCORSO_DATA", data(&database));
        Process::start(command)
    };
    // Whoever stops publishes what has grown.
    let grow = |first: usize| {
        let mut process = serve();
        let office = Office::open(&process, first);
        sleep(Duration::from_millis(300));
        assert!(office.close().count() > 0);
        process.signal("TERM");
        assert!(process.ended(20_000).success());
    };
    grow(0);
    let file = backup(&database, "copy");
    grow(10_000);
    done(&operate(&database, &["audit", "verify"]));
    let said = done(&operate(
        &database,
        &["restore", "--replace", file.to_str().unwrap()],
    ));
    assert!(said.contains("audit-heads.jsonl.replaced-"), "{said}");
    done(&operate(&database, &["audit", "verify"]));
    grow(20_000);
    done(&operate(&database, &["audit", "verify"]));
}

#[test]
fn on_postgresql_both_commands_say_what_to_do_instead() {
    let database = Database::at("postgres://nobody@127.0.0.1:1/nothing");
    for arguments in [&["backup", "copy"][..], &["restore", "copy"]] {
        let output = percorso(&database, arguments).output().unwrap();
        refused(&output, "pg_basebackup");
    }
}
