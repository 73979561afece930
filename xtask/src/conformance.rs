//! The API against its document, by requests that a machine makes up for each role.

use std::path::PathBuf;

use crate::command::{run as execute, succeeds};
use crate::failure::Failure;
use crate::system::{Missing, apt_install};
use crate::workspace::Workspace;

/// The version with which the trials are known to be clean.
const SCHEMATHESIS: &str = "4.32.5";

/// Tries the roles of these codes (all, where none is named), each for so many seconds.
pub(crate) fn run(
    workspace: &Workspace,
    roles: &[String],
    seconds: u32,
    missing: Missing,
) -> Result<(), Failure> {
    let program = schemathesis(workspace, missing)?;
    execute(&mut workspace.cargo("build --locked --bin percorso"))?;
    let story = "test --locked --package tests --test it -- --ignored --nocapture by_machine::";
    execute(
        workspace
            .cargo(story)
            .env("PERCORSO_SCHEMATHESIS", program)
            .env("PERCORSO_CONFORMANCE_SECONDS", seconds.to_string())
            .env("PERCORSO_CONFORMANCE_ROLES", roles.join(",")),
    )
}

/// The program in the build folder, installed once into a Python environment of its own.
fn schemathesis(workspace: &Workspace, missing: Missing) -> Result<PathBuf, Failure> {
    let folder = workspace
        .tools()
        .join(format!("schemathesis-{SCHEMATHESIS}"));
    let program = folder.join("bin/st");
    if succeeds(workspace.command(&program).arg("--version")) {
        return Ok(program);
    }
    let environment = || {
        let mut python = workspace.command("python3");
        python.args(["-m", "venv", "--clear"]).arg(&folder);
        python
    };
    if !succeeds(&mut environment()) {
        match missing {
            Missing::Install => apt_install(&["python3-venv"])?,
            Missing::Report => {
                return Err(Failure::new(
                    "install Python with venv (Debian: `apt-get install python3-venv`), or give \
                     --install",
                ));
            }
        }
        execute(&mut environment())?;
    }
    eprintln!("installing Schemathesis {SCHEMATHESIS} into the build folder");
    execute(
        workspace
            .command(folder.join("bin/pip"))
            .args(["install", "--quiet", "--disable-pip-version-check"])
            .arg(format!("schemathesis=={SCHEMATHESIS}")),
    )?;
    Ok(program)
}
