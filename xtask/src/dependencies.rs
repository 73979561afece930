//! What the product is made of: bans, licences, sources, advisories, and what nobody uses.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::check::Outcome;
use crate::command::{run, succeeds};
use crate::failure::Failure;
use crate::system::{Missing, on_path};
use crate::workspace::Workspace;

/// A checking tool from crates.io, with the version that CI uses.
struct Tool {
    name: &'static str,
    version: &'static str,
}

const DENY: Tool = Tool {
    name: "cargo-deny",
    version: "0.20.2",
};
const MACHETE: Tool = Tool {
    name: "cargo-machete",
    version: "0.9.2",
};

/// Bans, licences and sources always; advisories where their database can be had.
pub(crate) fn deny(workspace: &Workspace, missing: Missing) -> Result<Outcome, Failure> {
    let Some(deny) = DENY.find(workspace, missing)? else {
        return Ok(DENY.skipped());
    };
    let deny = || workspace.command(&deny);
    run(deny().args(["--locked", "check", "bans", "licenses", "sources"]))?;
    if fetch_advisories(deny()) {
        run(deny().args(["--locked", "check", "advisories"]))?;
        Ok(Outcome::Passed)
    } else {
        Ok(Outcome::Skipped(
            "advisories only: their database (github.com/RustSec/advisory-db) cannot be reached \
             from here; bans, licences and sources passed"
                .into(),
        ))
    }
}

fn fetch_advisories(mut deny: Command) -> bool {
    // Without a terminal to ask on, git says no at once instead of waiting for a password.
    succeeds(deny.env("GIT_TERMINAL_PROMPT", "0").args(["fetch", "db"]))
}

/// Dependencies that no source file names.
pub(crate) fn machete(workspace: &Workspace, missing: Missing) -> Result<Outcome, Failure> {
    let Some(machete) = MACHETE.find(workspace, missing)? else {
        return Ok(MACHETE.skipped());
    };
    run(&mut workspace.command(machete))?;
    Ok(Outcome::Passed)
}

impl Tool {
    /// The tool on `PATH` or in the build folder; installed there where that is allowed.
    fn find(&self, workspace: &Workspace, missing: Missing) -> Result<Option<PathBuf>, Failure> {
        let ours = workspace.tools().join("bin").join(self.name);
        if ours.is_file() {
            return Ok(Some(ours));
        }
        if let Some(installed) = on_path(self.name) {
            return Ok(Some(installed));
        }
        if missing == Missing::Report {
            return Ok(None);
        }
        eprintln!("building {} {}", self.name, self.version);
        let build = workspace.tools().join("build");
        // Unoptimised: it is built in a tenth of the time, and its own run takes seconds either way.
        run(workspace
            .cargo("install --quiet --locked --debug")
            .args([self.name, "--version", self.version, "--root"])
            .arg(workspace.tools())
            .env("CARGO_TARGET_DIR", &build)
            .env("CARGO_PROFILE_DEV_DEBUG", "0"))?;
        fs::remove_dir_all(&build).map_err(Failure::of("removing what the build left"))?;
        Ok(Some(ours))
    }

    fn skipped(&self) -> Outcome {
        Outcome::Skipped(format!(
            "install with `cargo install --locked {}@{}`, or give --install",
            self.name, self.version
        ))
    }
}
