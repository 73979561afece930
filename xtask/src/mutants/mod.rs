//! The tests put to the test: faults are made in a copy of the last commit, and one of the tests
//! that are named for each of them must fail, by an assertion: a build that breaks, a test that
//! falls over or never ends has noticed nothing.
//!
//! The general tool for this makes faults of its own choice, thousands of them; here stand those
//! which the product must never have.

mod catalogue;
mod family;
mod verdict;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use catalogue::{MUTANTS, Mutant, Proof};
use verdict::Fate;

use crate::command::run as execute;
use crate::failure::Failure;
use crate::postgres;
use crate::system::Missing;
use crate::workspace::Workspace;

/// A copy of the last commit, built into a folder of its own that is kept for the next time.
struct Copy<'a> {
    workspace: &'a Workspace,
    tree: PathBuf,
    server: postgres::Server,
}

/// Makes the faults whose description holds `only`, one after the other; fails when one survives.
pub(crate) fn run(
    workspace: &Workspace,
    only: Option<&str>,
    missing: Missing,
) -> Result<(), Failure> {
    let chosen: Vec<&Mutant> = MUTANTS
        .iter()
        .filter(|mutant| only.is_none_or(|only| mutant.what.contains(only)))
        .collect();
    if chosen.is_empty() {
        return Err(Failure::new("no fault has this in its description"));
    }
    let copy = Copy::make(workspace, missing)?;
    copy.prove_sound(&chosen)?;
    let mut survivors = Vec::new();
    let mut lines = Vec::new();
    for mutant in chosen {
        eprintln!("\n{}", mutant.what);
        let fate = match copy.suffer(mutant)? {
            Fate::Killed(test) => format!("killed by `{test}`"),
            Fate::Survived => {
                survivors.push(mutant.what);
                "SURVIVED".to_owned()
            }
            Fate::Unclear(why) => {
                survivors.push(mutant.what);
                format!("NOT KILLED: {why}")
            }
        };
        let (what, proof) = (mutant.what, mutant.proof.name());
        let line = format!("| {what} | {proof} | {fate} |");
        // At once: a run of hours that is cut short has told what it knows.
        eprintln!("{line}");
        lines.push(line);
    }
    let dead = lines.len() - survivors.len();
    eprintln!("\n| fault | tests | |\n|---|---|---|\n{}", lines.join("\n"));
    eprintln!("\n{dead} of {} killed", lines.len());
    if survivors.is_empty() {
        Ok(())
    } else {
        Err(Failure::new(format!("survived: {}", survivors.join("; "))))
    }
}

impl<'a> Copy<'a> {
    fn make(workspace: &'a Workspace, missing: Missing) -> Result<Self, Failure> {
        let Some(server) = postgres::Server::find(missing)? else {
            return Err(Failure::new(postgres::missing()));
        };
        let tree = workspace.tools().join("mutants/tree");
        if tree.exists() {
            fs::remove_dir_all(&tree).map_err(Failure::of("removing the former copy"))?;
        }
        execute(
            workspace
                .command("git")
                .args(["clone", "--quiet", "--no-hardlinks", "."])
                .arg(&tree),
        )?;
        Ok(Self {
            workspace,
            tree,
            server,
        })
    }

    /// Tests that fail anyway notice nothing: all of them pass while nothing is wrong.
    fn prove_sound(&self, mutants: &[&Mutant]) -> Result<(), Failure> {
        execute(&mut self.cargo("build --locked --quiet --bin percorso"))?;
        let mut seen = Vec::new();
        for mutant in mutants {
            let name = mutant.proof.name();
            if !seen.contains(&name) {
                execute(&mut self.tests(mutant.proof))?;
                seen.push(name);
            }
        }
        Ok(())
    }

    /// Makes the fault, runs the tests that should notice, and mends it again.
    fn suffer(&self, mutant: &Mutant) -> Result<Fate, Failure> {
        let file = self.tree.join(mutant.file);
        let sound = fs::read_to_string(&file).map_err(Failure::of("reading the code"))?;
        if sound.matches(mutant.from).count() != 1 {
            return Err(Failure::new(format!(
                "{} is not what it was: the fault cannot be made",
                mutant.file
            )));
        }
        let write = |text: &str| fs::write(&file, text).map_err(Failure::of("writing the code"));
        write(&sound.replacen(mutant.from, mutant.to, 1))?;
        let fate = self.judge(mutant.proof);
        write(&sound)?;
        fate
    }

    /// A fault that the compiler refuses was killed by nobody: it is no fault that can happen.
    fn judge(&self, proof: Proof) -> Result<Fate, Failure> {
        if proof.starts_the_program() {
            execute(&mut self.cargo("build --locked --quiet --bin percorso"))?;
        }
        execute(self.tests(proof).arg("--no-run"))?;
        let told = self.workspace.tools().join("mutants/told.txt");
        verdict::of(&mut self.tests(proof), &told, &self.tree)
    }

    fn cargo(&self, arguments: &str) -> Command {
        let mut cargo = self.workspace.cargo(arguments);
        cargo
            .current_dir(&self.tree)
            .env(
                "CARGO_TARGET_DIR",
                self.workspace.tools().join("mutants/build"),
            )
            // Each fault is one line: what is built again for it should be little, and nobody debugs it.
            .env("CARGO_INCREMENTAL", "1")
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env_remove(postgres::ADDRESS);
        cargo
    }

    fn tests(&self, proof: Proof) -> Command {
        match proof {
            Proof::Unit(package, name) => self.cargo(&format!(
                "test --locked --quiet --package {package} --lib {name}"
            )),
            Proof::Story(name) => {
                self.cargo(&format!("test --locked --quiet --package tests {name}"))
            }
            Proof::StoryOnPostgres(name) => {
                let mut tests = self.tests(Proof::Story(name));
                tests.env(postgres::ADDRESS, self.server.address());
                tests
            }
        }
    }
}

impl Proof {
    fn starts_the_program(self) -> bool {
        !matches!(self, Self::Unit(..))
    }

    fn name(self) -> String {
        match self {
            Self::Unit(package, name) => format!("`cargo test -p {package} {name}`"),
            Self::Story(name) => format!("`{name}`"),
            Self::StoryOnPostgres(name) => format!("`{name}` on PostgreSQL"),
        }
    }
}
