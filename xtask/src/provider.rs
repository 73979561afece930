//! The OpenID provider that stories sign in at, installed into the build folder.

use std::path::Path;

use crate::check::Outcome;
use crate::command;
use crate::failure::Failure;
use crate::system::{Missing, apt_install, on_path};
use crate::workspace::Workspace;

/// What is copied beside the installed packages, so that the checkout stays as it is.
const FILES: [&str; 3] = ["package.json", "package-lock.json", "provider.mjs"];

/// Installs what the lock file names, unless just that is installed.
pub(crate) fn install(workspace: &Workspace, missing: Missing) -> Result<Outcome, Failure> {
    let (from, to) = (
        workspace.root().join("tests/provider"),
        workspace.tools().join("provider"),
    );
    if on_path("npm").is_none() {
        match missing {
            Missing::Install => apt_install(&["npm"])?,
            Missing::Report => {
                return Ok(Outcome::Skipped(
                    "install npm (Debian: `apt-get install npm`), or give --install".into(),
                ));
            }
        }
    }
    std::fs::create_dir_all(&to).map_err(Failure::of("making the folder for the provider"))?;
    let current = is_same(&from, &to, "package-lock.json") && to.join("node_modules").is_dir();
    for file in FILES {
        std::fs::copy(from.join(file), to.join(file))
            .map_err(Failure::of("copying the provider of the stories"))?;
    }
    if !current {
        // No install scripts: a program of the stories has no business running code before them.
        command::run(
            workspace
                .command("npm")
                .args([
                    "ci",
                    "--silent",
                    "--ignore-scripts",
                    "--no-audit",
                    "--no-fund",
                ])
                .arg("--prefix")
                .arg(&to),
        )?;
    }
    Ok(Outcome::Passed)
}

fn is_same(from: &Path, to: &Path, file: &str) -> bool {
    let read = |folder: &Path| std::fs::read(folder.join(file)).ok();
    read(from).is_some_and(|wanted| read(to) == Some(wanted))
}
