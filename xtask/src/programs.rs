//! Other builds of the program, for the stories that need one: with TLS to PostgreSQL, and the one of
//! before the last migration.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{output, run as execute};
use crate::failure::Failure;
use crate::postgres::{self, Server};
use crate::system::{Missing, apt_install, on_path};
use crate::workspace::Workspace;

/// The variable with the program that speaks TLS to PostgreSQL.
const TLS: &str = "PERCORSO_TEST_TLS_PROGRAM";
/// The variable with the program of before the last migration.
const BEFORE: &str = "PERCORSO_TEST_PREVIOUS_PROGRAM";

/// Builds the program with the system's libpq and runs the stories of connections that are sealed.
pub(crate) fn tls(workspace: &Workspace, missing: Missing) -> Result<(), Failure> {
    needed("pkg-config", "pkg-config", missing)?;
    needed("pg_config", "libpq-dev", missing)?;
    needed("openssl", "openssl", missing)?;
    let build = "build --locked -p api --no-default-features --features postgres-tls";
    execute(&mut workspace.cargo(build))?;
    let sealed = workspace.tools().join("percorso-tls");
    keep(&workspace.percorso(), &sealed)?;
    stories(
        workspace,
        "rig::tls::",
        (TLS, &sealed),
        missing,
        OnBoth(false),
    )
}

/// Builds the program of before the last migration, and lets it work while the schema becomes the
/// present one.
pub(crate) fn upgrades(workspace: &Workspace, missing: Missing) -> Result<(), Failure> {
    let before = before(workspace)?;
    let folder = workspace.tools().join("previous");
    if folder.exists() {
        // An earlier run was stopped; git knows the folder by its name only.
        fs::remove_dir_all(&folder).map_err(Failure::of("removing the checkout of before"))?;
    }
    execute(workspace.command("git").args(["worktree", "prune"]))?;
    let mut checkout = workspace.command("git");
    checkout.args(["worktree", "add", "--detach", "--force"]);
    execute(checkout.arg(&folder).arg(&before))?;
    // The same build folder: what did not change since is there already.
    let mut build = workspace.cargo("build --locked -p api --bin percorso --manifest-path");
    build.arg(folder.join("Cargo.toml"));
    build.env("CARGO_TARGET_DIR", workspace.target().join("previous"));
    execute(&mut build)?;
    let program = workspace.tools().join("percorso-previous");
    keep(
        &workspace.target().join("previous/debug/percorso"),
        &program,
    )?;
    let mut remove = workspace.command("git");
    execute(remove.args(["worktree", "remove", "--force"]).arg(&folder))?;
    stories(
        workspace,
        "rig::upgrades::",
        (BEFORE, &program),
        missing,
        OnBoth(true),
    )
}

/// The commit before the one that brought the last migration.
fn before(workspace: &Workspace) -> Result<String, Failure> {
    let migrations = fs::read_dir(workspace.root().join("migrations"));
    let last = migrations
        .map_err(Failure::of("reading the migrations"))?
        .flatten()
        .map(|entry| entry.file_name())
        .max()
        .ok_or_else(|| Failure::new("there are no migrations"))?;
    let place = Path::new("migrations").join(last).join("up.sql");
    let mut log = workspace.command("git");
    log.args(["log", "--diff-filter=A", "--format=%H", "--"])
        .arg(place);
    let told = String::from_utf8_lossy(&output(&mut log)?).into_owned();
    let first = told.split_whitespace().last();
    let first = first.ok_or_else(|| {
        Failure::new("the history does not tell when the last migration came: fetch it whole")
    })?;
    Ok(format!("{first}^"))
}

fn needed(program: &str, package: &str, missing: Missing) -> Result<(), Failure> {
    match (on_path(program), missing) {
        (Some(_), _) => Ok(()),
        (None, Missing::Install) => apt_install(&[package]),
        (None, Missing::Report) => Err(Failure::new(format!(
            "install {package} (Debian: `apt-get install {package}`), or give --install"
        ))),
    }
}

/// Another build will take the place of this one.
fn keep(built: &Path, kept: &PathBuf) -> Result<(), Failure> {
    fs::create_dir_all(kept.parent().unwrap_or(Path::new(".")))
        .and_then(|()| fs::copy(built, kept))
        .map(drop)
        .map_err(Failure::of("keeping a program beside the build"))
}

/// Whether stories run on SQLite too.
struct OnBoth(bool);

/// Runs stories of this name with another program beside the present one.
fn stories(
    workspace: &Workspace,
    name: &str,
    (variable, program): (&str, &Path),
    missing: Missing,
    both: OnBoth,
) -> Result<(), Failure> {
    execute(&mut workspace.cargo("build --locked --workspace --bin percorso"))?;
    let server = Server::find(missing)?.ok_or_else(|| Failure::new(postgres::missing()))?;
    let stories = || -> Command {
        let mut stories = workspace.cargo("test --locked --workspace --test it --");
        stories.arg(name).env(variable, program);
        stories
    };
    if both.0 {
        execute(stories().env_remove(postgres::ADDRESS))?;
    }
    execute(stories().env(postgres::ADDRESS, server.address()))
}
