//! The machine: what is installed, and installing what is not where that is allowed.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use crate::command::{output, run};
use crate::failure::Failure;

/// What to do about a program that is not there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missing {
    /// Install it: in CI, or asked for with `--install`.
    Install,
    /// Say what to install, and go on.
    Report,
}

impl Missing {
    pub(crate) fn from_flag(install: bool) -> Self {
        let ci = env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false");
        if install || ci {
            Self::Install
        } else {
            Self::Report
        }
    }
}

/// The first program of this name on `PATH`.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
}

/// Installs Debian packages.
pub(crate) fn apt_install(packages: &[&str]) -> Result<(), Failure> {
    if on_path("apt-get").is_none() {
        return Err(Failure::new(format!(
            "there is no apt-get here: install {} in this system's own way",
            packages.join(", ")
        )));
    }
    eprintln!("installing Debian's {}", packages.join(", "));
    run(apt_get()?.args(["-q", "update"]))?;
    run(apt_get()?
        .args(["-q", "-y", "--no-install-recommends", "install"])
        .args(packages))
}

fn apt_get() -> Result<Command, Failure> {
    let mut command = if is_root()? {
        Command::new("apt-get")
    } else {
        let mut sudo = Command::new("sudo");
        sudo.args(["-n", "--preserve-env=DEBIAN_FRONTEND", "apt-get"]);
        sudo
    };
    command.env("DEBIAN_FRONTEND", "noninteractive");
    Ok(command)
}

pub(crate) fn is_root() -> Result<bool, Failure> {
    Ok(number(&["-u"])? == 0)
}

/// Somebody to run a server as, where the person at the terminal is root.
#[derive(Clone, Copy)]
pub(crate) struct User {
    pub(crate) uid: u32,
    pub(crate) gid: u32,
}

impl User {
    /// `postgres` where the package made one, else `nobody`.
    pub(crate) fn unprivileged() -> Result<Self, Failure> {
        let named = |name| {
            Ok(Self {
                uid: number(&["-u", name])?,
                gid: number(&["-g", name])?,
            })
        };
        named("postgres").or_else(|_: Failure| named("nobody"))
    }
}

/// What `id` answers.
fn number(arguments: &[&str]) -> Result<u32, Failure> {
    let answer = output(
        Command::new("sh")
            .args(["-c", "exec id \"$@\" 2>/dev/null", "id"])
            .args(arguments),
    )?;
    String::from_utf8_lossy(&answer)
        .trim()
        .parse()
        .map_err(Failure::of("reading a number from `id`"))
}
