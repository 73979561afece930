//! `percorso backup` and `percorso restore`: copies of the embedded database.

use std::fs::File;
use std::io::{IsTerminal, stdin, stdout};
use std::path::{Path, PathBuf};

use api::backups::{self, Manifest, Restored, Target};
use api::config::Settings;
use persistence::backend::Address;
use persistence::backups::Age;

use super::Failure;

/// Where the copy goes.
#[derive(Debug, clap::Args)]
pub(super) struct Backup {
    /// A file that is not there yet; `-` writes to the standard output, for a program that encrypts
    file: PathBuf,
}

/// What to put in the place of the data.
#[derive(Debug, clap::Args)]
pub(super) struct Restore {
    /// A backup; `-` reads it from the standard input
    file: PathBuf,
    /// Only looks whether the backup is whole and fits this program
    #[arg(long)]
    check: bool,
    /// Takes the place of the database that is there, which is kept under another name
    #[arg(long, conflicts_with = "check")]
    replace: bool,
}

/// What an operator of PostgreSQL does instead.
const OTHER_TOOLS: &str = "this database is PostgreSQL, which has its own tools: a base backup \
    (pg_basebackup) and the write-ahead log since (archive_command) restore it at any moment; \
    \u{201c}Backup and restore\u{201d} in docs/operations.md has the commands";

/// The file of the embedded database, and the settings beside it.
fn embedded() -> Result<(String, Settings), Failure> {
    let (settings, _) = Settings::load()?;
    match settings.storage()?.address {
        Address::Sqlite(path) => Ok((path, settings)),
        Address::Postgres(_) => Err(OTHER_TOOLS.into()),
    }
}

fn is_dash(file: &Path) -> bool {
    file.as_os_str() == "-"
}

pub(super) fn backup(arguments: &Backup) -> Result<(), Failure> {
    let (path, _) = embedded()?;
    let file = &arguments.file;
    let (manifest, place) = if is_dash(file) {
        if stdout().is_terminal() {
            return Err("a backup is no text for a terminal: pipe it, or name a file".into());
        }
        (
            backups::tell(&path, &mut stdout().lock())?,
            "a backup".into(),
        )
    } else {
        (backups::write(&path, file)?, file.display().to_string())
    };
    tell(&format!("Wrote {place}: {}", said(&manifest)?));
    tell_left(&[Path::new(&path), file]);
    Ok(())
}

/// Names what runs left that died, beside these files.
fn tell_left(files: &[&Path]) {
    let files = files.iter().filter(|file| !is_dash(file));
    let mut left: Vec<PathBuf> = files.flat_map(|file| backups::left_beside(file)).collect();
    left.sort();
    left.dedup();
    for left in left {
        tell(&format!(
            "{} is what a run left that died: remove it, it may hold people's data.",
            left.display()
        ));
    }
}

pub(super) fn restore(arguments: &Restore) -> Result<(), Failure> {
    let file = &arguments.file;
    if arguments.check {
        return check(file);
    }
    let (path, settings) = embedded()?;
    if let Some(folder) = Path::new(&path).parent() {
        std::fs::create_dir_all(folder)?;
    }
    let target = Target {
        path: &path,
        data: &settings.data,
        replace: arguments.replace,
    };
    let restored = if is_dash(file) {
        backups::restore(&mut stdin().lock(), &target)?
    } else {
        let mut from = File::open(file).map_err(|e| format!("{}: {e}", file.display()))?;
        backups::restore(&mut from, &target)?
    };
    tell(&format!("Restored {path}: {}", said(&restored.manifest)?));
    tell(&advice(&restored, &settings)?);
    tell_left(&[Path::new(&path), file]);
    match restored.heads {
        None => Ok(()),
        Some(fault) => Err(format!(
            "the data are restored, but not the published heads of the audit chains: {fault}; \
             `percorso audit verify` tells which are of facts that are gone"
        )
        .into()),
    }
}

/// Looks whether a backup is whole and fits this program. One that comes through a pipe is kept for
/// so long beside the database, where there is room for it.
fn check(file: &Path) -> Result<(), Failure> {
    let (place, manifest) = if is_dash(file) {
        let (path, _) = embedded()?;
        let manifest = backups::check_told(&mut stdin().lock(), Path::new(&path))?;
        ("The backup".to_owned(), manifest)
    } else {
        (file.display().to_string(), backups::check(file)?)
    };
    tell(&format!("{place} is whole: {}", said(&manifest)?));
    Ok(())
}

/// On the standard error: the standard output may be the backup.
#[expect(clippy::print_stderr, reason = "a command tells what it did")]
fn tell(text: &str) {
    eprintln!("{text}");
}

/// What is in a backup, in a sentence.
fn said(manifest: &Manifest) -> Result<String, Failure> {
    let contents = &manifest.contents;
    let sealed: i64 = contents.heads.iter().map(|head| head.position).sum();
    let schema = contents.migrations.last().map_or("none", String::as_str);
    let age = match contents.age()? {
        Age::Same => String::new(),
        Age::Older(pending) => format!(" ({pending} migration(s) before this program)"),
        Age::Newer(_) => " (newer than this program)".to_owned(),
    };
    Ok(format!(
        "{} bytes, everything until {}, {} organisation(s), {sealed} sealed fact(s), schema {schema}{age}, \
         erasures until position {} of the ledger, by percorso {}.",
        manifest.bytes,
        manifest.at.to_rfc3339(),
        contents.organisations,
        contents.ledger_position,
        manifest.program,
    ))
}

/// What comes next, and what must not be done.
fn advice(restored: &Restored, settings: &Settings) -> Result<String, Failure> {
    let aside = restored.aside.iter().map(|aside| {
        format!(
            "What was there is {}: remove it once nobody needs it, it holds people's data.",
            aside.display()
        )
    });
    let mut lines: Vec<String> = aside.collect();
    if let Age::Older(_) = restored.manifest.contents.age()? {
        lines.push("Run `percorso migrate` before `percorso serve`.".to_owned());
    }
    let ledger = settings.erasure_ledger.clone();
    let ledger = ledger.unwrap_or_else(|| settings.data.join("erasures.jsonl"));
    let told = std::fs::read_to_string(&ledger).map_or(0, |text| text.lines().count());
    let known = usize::try_from(restored.manifest.contents.ledger_position)?;
    if told < known {
        lines.push(format!(
            "The ledger of erasures {} has {told} line(s) and the data know {known}: put back the \
             newest ledger, or nobody serves.",
            ledger.display()
        ));
    }
    lines.push(
        "Sessions that had ended since are live again: run `percorso user end-sessions` before \
         `percorso serve`, and look at accounts, passwords and keys that were changed since."
            .to_owned(),
    );
    let never = "Do not restore the ledger of erasures: `percorso serve` erases again whom this \
                 backup brings back, by the newest one.\nThen run `percorso audit verify`.";
    lines.push(never.to_owned());
    Ok(lines.join("\n"))
}
