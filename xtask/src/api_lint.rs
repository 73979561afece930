//! The OpenAPI document against the rules of the Italian public administration.

use std::env;
use std::path::{Path, PathBuf};

use crate::check::Outcome;
use crate::command::{self, succeeds};
use crate::failure::Failure;
use crate::system::{Missing, apt_install, on_path};
use crate::workspace::Workspace;

/// In the order of their weight: what PDND asks, security, plain OpenAPI, and our own rules, which
/// contain the first two and fail on hints.
const PROFILES: [&str; 4] = ["full", "security", "oas", "house"];

/// The version that the rule sets were tested with.
const SPECTRAL: &str = "6.16.3";

/// Checks `document` under every profile, so that one run shows all findings.
pub(crate) fn run(
    workspace: &Workspace,
    document: &Path,
    missing: Missing,
) -> Result<Outcome, Failure> {
    let rules = env::var_os("OAS_RULES").filter(|folder| !folder.is_empty());
    let Some(rules) = rules.map(PathBuf::from) else {
        return Ok(Outcome::Skipped(
            "OAS_RULES is not set: it names the folder with the rule sets and their run.sh".into(),
        ));
    };
    let script = rules.join("run.sh");
    if !script.is_file() {
        return Err(Failure::new("the folder in OAS_RULES has no run.sh"));
    }
    let document = workspace.root().join(document);
    if !document.is_file() {
        return Err(Failure::new(format!(
            "{} is not there: write it with `cargo xtask openapi`",
            document.display()
        )));
    }
    let Some(spectral) = spectral(workspace, missing)? else {
        return Ok(Outcome::Skipped(
            "install npm (Debian: `apt-get install npm`), or give --install".into(),
        ));
    };
    let mut failed = Vec::new();
    for profile in PROFILES {
        eprintln!("profile {profile}");
        let passed = workspace
            .command(&script)
            .arg(&document)
            .arg(profile)
            .env("SPECTRAL", &spectral)
            .status()
            .map_err(Failure::of("starting run.sh of OAS_RULES"))?
            .success();
        if !passed {
            failed.push(profile);
        }
    }
    if failed.is_empty() {
        Ok(Outcome::Passed)
    } else {
        Err(Failure::new(format!(
            "the document has findings under the profile {}; they are above",
            failed.join(", ")
        )))
    }
}

/// The rules' engine: the one in `SPECTRAL`, else ours in the build folder, installed once.
fn spectral(workspace: &Workspace, missing: Missing) -> Result<Option<PathBuf>, Failure> {
    if let Some(given) = env::var_os("SPECTRAL") {
        return Ok(Some(given.into()));
    }
    let folder = workspace.tools().join(format!("spectral-{SPECTRAL}"));
    let program = folder.join("node_modules/.bin/spectral");
    if succeeds(workspace.command(&program).arg("--version")) {
        return Ok(Some(program));
    }
    if on_path("npm").is_none() {
        match missing {
            Missing::Install => apt_install(&["npm"])?,
            Missing::Report => return Ok(None),
        }
    }
    eprintln!("installing Spectral {SPECTRAL} into the build folder");
    install(workspace, &folder)?;
    Ok(Some(program))
}

fn install(workspace: &Workspace, folder: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(folder).map_err(Failure::of("making the folder for Spectral"))?;
    // No install scripts: a linter has no business running code at installation.
    command::run(
        workspace
            .command("npm")
            .args(["install", "--silent", "--ignore-scripts", "--no-save"])
            .args(["--no-audit", "--no-fund", "--prefix"])
            .arg(folder)
            .arg(format!("@stoplight/spectral-cli@{SPECTRAL}")),
    )
}
