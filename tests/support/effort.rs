//! How hard a story tries: a little in each check, at length in the fault rig; and what it leaves
//! out.

use std::fmt::Display;
use std::fs::OpenOptions;
use std::io::Write;

/// The file to which the fault rig wants figures added; where it is set, the long form runs.
const FIGURES: &str = "PERCORSO_RIG_FIGURES";

/// The file to which is added which stories were left out and why.
const LEFT_OUT: &str = "PERCORSO_STORIES_LEFT_OUT";

/// The first in a check, the second in the fault rig.
pub(crate) fn effort<T>(in_a_check: T, in_the_rig: T) -> T {
    if std::env::var_os(FIGURES).is_some() {
        in_the_rig
    } else {
        in_a_check
    }
}

/// Writes down what a story of the rig found, as a line `id, engine, what, value` parted by tabs.
pub(crate) fn figure(id: &str, what: &str, value: impl Display) {
    let Some(file) = std::env::var_os(FIGURES) else {
        return;
    };
    let engine = match std::env::var_os(super::database::SERVER) {
        Some(_) => "PostgreSQL",
        None => "SQLite",
    };
    let mut file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(file)
        .unwrap();
    writeln!(file, "{id}\t{engine}\t{what}\t{value}").unwrap();
}

/// Tells that the story of this thread, or a part of it, cannot be told here: at once, where the
/// runner of tests would keep it to itself, and in the file that the check reads.
pub(crate) fn left_out(why: &str) {
    let thread = std::thread::current();
    let story = thread.name().unwrap_or("a story");
    // Not `eprintln!`, which is shown for failures only.
    writeln!(std::io::stderr(), "left out: {story}: {why}").unwrap();
    if let Some(file) = std::env::var_os(LEFT_OUT) {
        let file = OpenOptions::new().create(true).append(true).open(file);
        writeln!(file.unwrap(), "{story}\t{why}").unwrap();
    }
}
