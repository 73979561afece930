//! Builds the product and the bench as they are released, and measures one with the other.

use std::env;

use crate::command::run as execute;
use crate::failure::Failure;
use crate::postgres;
use crate::system::Missing;
use crate::workspace::Workspace;

/// Measures on a PostgreSQL of the environment, or a throw-away one where its programs are; the
/// bench says what it cannot do without.
pub(crate) fn run(
    workspace: &Workspace,
    missing: Missing,
    options: &[String],
) -> Result<(), Failure> {
    let build = "build --locked --release -p api -p bench --bin percorso --bin bench";
    execute(&mut workspace.cargo(build))?;
    let server = postgres::Server::find(missing)?;
    let mut bench = workspace.command(workspace.released("bench"));
    bench
        .arg("run")
        .arg("--program")
        .arg(workspace.released("percorso"))
        .args(options);
    // Not the wrappers that a packager puts on `PATH`: their start would be counted.
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = postgres::programs()
        .into_iter()
        .chain(env::split_paths(&path));
    let path = env::join_paths(folders).map_err(Failure::of("putting PATH together"))?;
    bench.env("PATH", path).env_remove(postgres::ADDRESS);
    if let Some(server) = &server {
        bench.env(postgres::ADDRESS, server.address());
    }
    execute(&mut bench)
}
