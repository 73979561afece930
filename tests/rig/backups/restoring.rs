//! A backup takes the place of the data, and of nothing else; what died on the way is told.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

use api::backups::check;

use super::{ALONE, backup, data, done, embedded, listed, operate, refused};
use crate::support::process::{Process, percorso};
use crate::support::{Database, within};

/// Runs a command that reads this from its standard input, after something was done meanwhile.
fn fed(database: &Database, arguments: &[&str], bytes: &[u8], meanwhile: impl FnOnce()) -> Output {
    let mut command = percorso(database, arguments);
    command.env("PERCORSO_DATA", data(database));
    command.stdin(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut pipe = child.stdin.take().unwrap();
    let (first, rest) = bytes.split_at(bytes.len() / 2);
    pipe.write_all(first).unwrap();
    meanwhile();
    pipe.write_all(rest).unwrap();
    drop(pipe);
    child.wait_with_output().unwrap()
}

#[test]
fn a_backup_that_comes_through_a_pipe_is_looked_over_and_nothing_of_it_stays() {
    let Some(database) = embedded() else { return };
    let mut bytes = fs::read(backup(&database, "copy")).unwrap();
    let elsewhere = Database::sqlite();
    let check = ["restore", "--check", "-"];
    let said = done(&fed(&elsewhere, &check, &bytes, || {}));
    assert!(said.contains("is whole: "), "{said}");
    assert!(said.contains("2 organisation(s)"), "{said}");
    bytes[5_000] ^= 1;
    refused(&fed(&elsewhere, &check, &bytes, || {}), "is damaged");
    assert_eq!(listed(data(&elsewhere)), [""; 0]);
}

#[test]
fn data_that_came_while_the_backup_was_read_are_not_written_over() {
    let Some(database) = embedded() else { return };
    let bytes = fs::read(backup(&database, "copy")).unwrap();
    let elsewhere = Database::sqlite();
    let output = fed(&elsewhere, &["restore", "-"], &bytes, || {
        let begun = || listed(data(&elsewhere)) == ["percorso.sqlite.restoring"];
        assert!(within(10_000, begun));
        done(&operate(&elsewhere, &["migrate"]));
    });
    refused(&output, "there is a database at");
    assert_eq!(listed(data(&elsewhere)), ALONE);
    assert_eq!(elsewhere.count("organisations"), 0);
}

#[test]
fn nothing_is_replaced_where_nothing_is() {
    let Some(database) = embedded() else { return };
    let file = backup(&database, "copy");
    let elsewhere = Database::sqlite();
    let replace = ["restore", "--replace", file.to_str().unwrap()];
    refused(&operate(&elsewhere, &replace), "to be replaced");
    assert_eq!(listed(data(&elsewhere)), [""; 0]);
}

#[test]
fn what_was_set_aside_is_told_also_where_the_published_heads_cannot_be_cut() {
    let Some(database) = embedded() else { return };
    let file = backup(&database, "copy");
    let heads = data(&database).join("audit-heads.jsonl");
    fs::write(&heads, "no head\n").unwrap();
    let replace = ["restore", "--replace", file.to_str().unwrap()];
    let output = operate(&database, &replace);
    refused(&output, "audit-heads.jsonl: line 1 is damaged");
    refused(&output, "percorso.sqlite.replaced-");
    refused(&output, "Restored ");
    assert_eq!(fs::read_to_string(&heads).unwrap(), "no head\n");
    Process::serve(&database).stranger().get("/status").ok(200);
}

#[test]
fn what_a_run_left_that_died_is_cleaned_away_or_named_and_never_taken_for_a_copy() {
    let Some(database) = embedded() else { return };
    let folder = data(&database);
    for left in ["copy.partial", "copy.partial-journal", "other.partial"] {
        fs::write(folder.join(left), "half").unwrap();
    }
    let half = folder.join("copy.partial").display().to_string();
    refused(
        &operate(&database, &["restore", "--check", &half]),
        "cut short",
    );
    let name = folder.join("copy").display().to_string();
    // Somebody is at work on it.
    let held = fs::File::open(&half).unwrap();
    held.lock().unwrap();
    let output = operate(&database, &["backup", &name]);
    refused(&output, "another run is at work");
    drop(held);
    let said = done(&operate(&database, &["backup", &name]));
    assert!(
        said.contains("other.partial is what a run left that died"),
        "{said}"
    );
    check(Path::new(&name)).unwrap();
    assert_eq!(
        listed(folder),
        ["copy", "other.partial", ALONE[0], ALONE[1]]
    );
    // The same for one that was restored.
    fs::write(folder.join("percorso.sqlite.restoring"), "half").unwrap();
    done(&operate(&database, &["restore", "--replace", &name]));
    assert!(!folder.join("percorso.sqlite.restoring").exists());
}
