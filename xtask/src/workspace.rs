//! Where things are.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;

/// The checkout and its build folder.
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
}

impl Workspace {
    /// The checkout that `cargo xtask` was started in.
    pub(crate) fn find() -> Result<Self, Failure> {
        let unknown = || Failure::new("start this as `cargo xtask`, inside the checkout");
        let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or_else(unknown)?);
        let root = manifest.parent().ok_or_else(unknown)?.to_owned();
        // This program lies in <target>/<profile>/: that also holds with CARGO_TARGET_DIR.
        let program = env::current_exe().map_err(Failure::of("finding the build folder"))?;
        let target = program.ancestors().nth(2).ok_or_else(unknown)?.to_owned();
        Ok(Self { root, target })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The build folder.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// The server as `cargo build` leaves it.
    pub(crate) fn percorso(&self) -> PathBuf {
        self.target.join("debug/percorso")
    }

    /// A program as `cargo build --release` leaves it.
    pub(crate) fn released(&self, program: &str) -> PathBuf {
        self.target.join("release").join(program)
    }

    /// Checking tools live in the build folder, so that nothing outside the checkout changes.
    pub(crate) fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// `program`, to be run in the root of the checkout.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    /// `cargo` with `arguments`, in the root of the checkout.
    pub(crate) fn cargo(&self, arguments: &str) -> Command {
        let mut command = self.command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(arguments.split_whitespace());
        command
    }
}
