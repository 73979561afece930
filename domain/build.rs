//! Refuses to build on a faulty code list: the product embeds the files of `data` and trusts them.

use std::path::Path;
use std::{fs, io};

#[path = "src/vocabulary/cells.rs"]
#[expect(dead_code, reason = "only the walk itself is needed here")]
mod cells;
#[path = "build/check.rs"]
mod check;
#[path = "build/correspondence.rs"]
mod correspondence;
#[path = "build/parameters.rs"]
mod parameters;

/// The files of `data` that are no code lists.
const PARAMETERS: &str = "parameters.csv";
const CORRESPONDENCE: &str = "ateco_2025_2022.csv";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=data");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=src/vocabulary/cells.rs");
    for fault in faults(Path::new("data"))? {
        println!("cargo::error={fault}");
    }
    Ok(())
}

/// Every fault of every file of the folder, as `file:line: what is wrong`.
fn faults(folder: &Path) -> io::Result<Vec<String>> {
    let sources = fs::read_to_string(folder.join("SOURCES.md"))?;
    let mut faults = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let Some(stem) = name.strip_suffix(".csv") else {
            continue;
        };
        let place = format!("domain/data/{name}");
        if !sources.contains(&format!("`{name}`")) {
            faults.push(format!(
                "domain/data/SOURCES.md:1: does not tell where {name} comes from"
            ));
        }
        let found = match (String::from_utf8(fs::read(&path)?), &*name) {
            (Err(_), _) => vec![(1, "is not UTF-8".to_owned())],
            (Ok(text), PARAMETERS) => parameters::faults(&text),
            (Ok(text), CORRESPONDENCE) => correspondence::faults(&text),
            (Ok(text), _) => check::faults(stem, &text),
        };
        faults.extend(
            found
                .iter()
                .map(|(line, what)| format!("{place}:{line}: {what}")),
        );
    }
    faults.sort();
    Ok(faults)
}
