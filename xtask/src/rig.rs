//! The fault rig: the stories that have a long form, at length and on both engines, and what they
//! found as figures.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::check::{POSTGRESQL, SQLITE};
use crate::command::run as execute;
use crate::failure::Failure;
use crate::left_out;
use crate::postgres::{self, Server};
use crate::system::{Missing, apt_install, on_path};
use crate::workspace::Workspace;

/// The variable with the file to which stories add their figures; where it is set they run at length.
const FIGURES: &str = "PERCORSO_RIG_FIGURES";
/// The variable with the program that stories start instead of the one beside them.
const PROGRAM: &str = "PERCORSO_TEST_PROGRAM";
/// Stories that have a long form.
const LONG: [&str; 6] = [
    "rig::",
    "durability::",
    "hang_ups::",
    "idempotency::",
    "kills::",
    "pairs::",
];
/// Stories that need strace.
pub(crate) const TRACED: &str = "rig::syncs::";

/// Runs the stories with this in their name, else all that have a long form, one after the other on
/// SQLite and then on PostgreSQL, and prints what they found. The table is printed also when a story
/// fails.
pub(crate) fn run(
    workspace: &Workspace,
    name: Option<&str>,
    missing: Missing,
) -> Result<(), Failure> {
    if let Some(why) = strace(missing)? {
        return Err(Failure::new(why));
    }
    let server = Server::find(missing)?.ok_or_else(|| Failure::new(postgres::missing()))?;
    let folder = workspace.target().join("rig");
    let figures = folder.join("figures.tsv");
    fs::create_dir_all(&folder)
        .and_then(|()| fs::write(&figures, ""))
        .map_err(Failure::of("making a file for the figures"))?;
    if std::env::var_os(PROGRAM).is_none() {
        execute(&mut workspace.cargo("build --locked --workspace --bin percorso"))?;
    }
    let mut on_sqlite = stories(workspace, name, &figures);
    let noted = left_out::noted(&mut on_sqlite, workspace, SQLITE)?;
    let on_sqlite = execute(noted.env_remove(postgres::ADDRESS));
    let mut on_postgres = stories(workspace, name, &figures);
    let noted = left_out::noted(&mut on_postgres, workspace, POSTGRESQL)?;
    let on_postgres = execute(noted.env(postgres::ADDRESS, server.address()));
    let found = fs::read_to_string(&figures).map_err(Failure::of("reading the figures"))?;
    let table = table(&found);
    fs::write(folder.join("figures.md"), &table).map_err(Failure::of("writing the figures"))?;
    eprintln!("\n{table}");
    if let Some(left) = left_out::everywhere(workspace, &[SQLITE, POSTGRESQL])? {
        eprintln!("NOT CHECKED HERE: {left}");
    }
    on_sqlite.and(on_postgres)
}

/// Why stories that trace system calls cannot run here; nothing where they can.
pub(crate) fn strace(missing: Missing) -> Result<Option<String>, Failure> {
    if on_path("strace").is_some() {
        return Ok(None);
    }
    match missing {
        Missing::Install => apt_install(&["strace"]).map(|()| None),
        Missing::Report => Ok(Some(format!(
            "without strace {TRACED} does not run: install it (Debian: `apt-get install strace`), \
             or give --install"
        ))),
    }
}

/// The stories at length. What they measure they do not share the machine for.
fn stories(workspace: &Workspace, name: Option<&str>, figures: &Path) -> Command {
    let mut stories = workspace.cargo("test --locked --workspace --test it -- --test-threads=1");
    match name {
        Some(name) => stories.arg(name),
        None => stories.args(LONG),
    };
    stories.env(FIGURES, figures);
    stories
}

/// The figures as a table that a page can take as it is, ordered by promise and engine.
fn table(figures: &str) -> String {
    let mut rows: Vec<Vec<&str>> = figures
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    rows.sort_by_key(|row| (row.first().map(|id| order(id)), row.get(2).copied()));
    rows.dedup();
    let head = vec!["id", "engine", "what", "figure"];
    let rule = vec!["---"; head.len()];
    let lines = [head, rule].into_iter().chain(rows);
    let lines: Vec<String> = lines
        .map(|row| format!("| {} |\n", row.join(" | ")))
        .collect();
    lines.concat()
}

/// `R-2` before `R-10`.
fn order(id: &str) -> (u32, &str) {
    let digits = id.trim_start_matches("R-");
    let end = digits.find(|c: char| !c.is_ascii_digit());
    let (number, rest) = digits.split_at(end.unwrap_or(digits.len()));
    (number.parse().unwrap_or(u32::MAX), rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stand_by_promise_in_a_table_for_a_page() {
        let figures =
            "R-10\tSQLite\tdays\t3\nR-2\tSQLite\tretries\t10000\nR-2\tPostgreSQL\tlost\t0\n";
        let expected = "| id | engine | what | figure |\n| --- | --- | --- | --- |\n\
                        | R-2 | PostgreSQL | lost | 0 |\n| R-2 | SQLite | retries | 10000 |\n\
                        | R-10 | SQLite | days | 3 |\n";
        assert_eq!(table(figures), expected);
    }
}
