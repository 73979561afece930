//! Where PostgreSQL's programs are installed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::output;
use crate::system::on_path;

/// Packagers put the server's programs here, one folder for each major version, off `PATH`.
const VERSIONED: [(&str, &str); 3] = [
    ("/usr/lib/postgresql", "bin"),
    ("/usr", "bin"),
    ("/opt/homebrew/opt", "bin"),
];

/// The folder with `initdb`, `postgres` and `pg_ctl`.
pub(super) struct Binaries(PathBuf);

impl Binaries {
    /// On `PATH`, else the newest version that a packager installed, else what `pg_config` says.
    pub(super) fn find() -> Option<Self> {
        let linked = on_path("initdb").and_then(|link| link.canonicalize().ok());
        linked
            .as_deref()
            .and_then(Path::parent)
            .map(Path::to_owned)
            .into_iter()
            .chain(versioned())
            .chain(configured())
            .find(|folder| {
                ["initdb", "postgres", "pg_ctl"]
                    .iter()
                    .all(|program| folder.join(program).is_file())
            })
            .map(Self)
    }

    pub(super) fn folder(&self) -> PathBuf {
        self.0.clone()
    }

    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

fn versioned() -> Vec<PathBuf> {
    let mut folders: Vec<(u32, PathBuf)> = VERSIONED
        .iter()
        .flat_map(|(parent, programs)| {
            fs::read_dir(parent)
                .into_iter()
                .flatten()
                .flatten()
                .filter_map(move |entry| {
                    let version = major(entry.file_name().to_str()?)?;
                    Some((version, entry.path().join(programs)))
                })
        })
        .collect();
    folders.sort();
    folders
        .into_iter()
        .rev()
        .map(|(_, folder)| folder)
        .collect()
}

/// The major version in a folder's name: `15`, `pgsql-16`, `postgresql@17`.
fn major(name: &str) -> Option<u32> {
    let digits = name
        .strip_prefix("pgsql-")
        .or_else(|| name.strip_prefix("postgresql@"))
        .unwrap_or(name);
    // Before version 10 the major version had two numbers: 9.6 is too old for the product.
    digits.parse().ok()
}

fn configured() -> Option<PathBuf> {
    let program = on_path("pg_config")?;
    let folder = output(Command::new(program).arg("--bindir")).ok()?;
    Some(String::from_utf8(folder).ok()?.trim().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folder_names_of_packagers_tell_the_major_version() {
        assert_eq!(major("15"), Some(15));
        assert_eq!(major("pgsql-16"), Some(16));
        assert_eq!(major("postgresql@17"), Some(17));
        assert_eq!(major("9.6"), None);
        assert_eq!(major("local"), None);
    }
}
