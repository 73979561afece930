//! The project's own chores, started as `cargo xtask …`; `cargo xtask check` is all that CI runs.

mod api_lint;
mod bench;
mod check;
mod command;
mod conformance;
mod dependencies;
mod failure;
mod left_out;
mod mutants;
mod openapi;
mod postgres;
mod programs;
mod provider;
mod rig;
mod system;
mod workspace;

#[cfg(test)]
mod publiccode;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use check::Outcome;
use failure::Failure;
use system::Missing;
use workspace::Workspace;

/// The project's own chores.
#[derive(Parser)]
#[command(name = "cargo xtask")]
enum Chore {
    /// Runs everything that CI runs, and stops at the first failure
    Check {
        /// Installs what is missing (Debian packages, checking tools), as CI does
        #[arg(long)]
        install: bool,
    },
    /// Starts a throw-away PostgreSQL, prints its address and keeps it until interrupted
    Postgres {
        /// Installs Debian's postgresql package where there is none
        #[arg(long)]
        install: bool,
    },
    /// Runs the stories of the fault rig at length, on both engines, and prints their figures
    Rig {
        /// Only the stories with this in their name, such as `rig::outages` or `kills::`
        name: Option<String>,
        /// Installs what is missing (Debian packages)
        #[arg(long)]
        install: bool,
    },
    /// Installs the OpenID provider that stories sign in at
    Provider {
        /// Installs npm where there is none
        #[arg(long)]
        install: bool,
    },
    /// Builds the program with TLS to PostgreSQL, and tries it against a cluster with a CA of its own
    Tls {
        /// Installs pkg-config, libpq-dev and openssl where they are missing
        #[arg(long)]
        install: bool,
    },
    /// Builds the program of before the last migration, which works on while the schema changes
    Upgrades {
        /// Installs Debian's postgresql package where there is none
        #[arg(long)]
        install: bool,
    },
    /// Sends the running server what Schemathesis makes up from the document, under each role
    Conformance {
        /// The roles to try, such as `counsellor`; all of them when none is named
        roles: Vec<String>,
        /// How long each trial may take, at most as long as a token is good
        #[arg(long, default_value_t = 240, value_parser = clap::value_parser!(u32).range(10..=570))]
        seconds: u32,
        /// Installs Python's venv where there is none
        #[arg(long)]
        install: bool,
    },
    /// Makes faults in a copy of the last commit, and demands that the tests notice each
    Mutants {
        /// Only faults whose description holds this
        only: Option<String>,
        /// Installs Debian's postgresql package where there is none
        #[arg(long)]
        install: bool,
    },
    /// Measures the product as it is released: `bench --help` of the build says which options there are
    Bench {
        /// Installs Debian's postgresql package where there is none
        #[arg(long)]
        install: bool,
        /// Options of the bench, such as `--people 10000 --rounds 1 --seconds 2`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        options: Vec<String>,
    },
    /// Writes openapi/openapi.json from `percorso openapi`
    Openapi,
    /// Checks an OpenAPI document with the rule sets of the folder in `OAS_RULES`
    ApiLint {
        /// The document to check
        #[arg(default_value = openapi::DOCUMENT)]
        document: PathBuf,
        /// Installs npm where there is none
        #[arg(long)]
        install: bool,
    },
}

fn main() -> ExitCode {
    match run(Chore::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(chore: Chore) -> Result<(), Failure> {
    let workspace = Workspace::find()?;
    match chore {
        Chore::Check { install } => check::run(&workspace, Missing::from_flag(install)),
        Chore::Postgres { install } => postgres::serve(Missing::from_flag(install)),
        Chore::Rig { name, install } => {
            rig::run(&workspace, name.as_deref(), Missing::from_flag(install))
        }
        Chore::Provider { install } => {
            match provider::install(&workspace, Missing::from_flag(install))? {
                Outcome::Passed => Ok(()),
                Outcome::Skipped(why) => Err(Failure::new(why)),
            }
        }
        Chore::Tls { install } => programs::tls(&workspace, Missing::from_flag(install)),
        Chore::Upgrades { install } => programs::upgrades(&workspace, Missing::from_flag(install)),
        Chore::Conformance {
            roles,
            seconds,
            install,
        } => conformance::run(&workspace, &roles, seconds, Missing::from_flag(install)),
        Chore::Mutants { only, install } => {
            mutants::run(&workspace, only.as_deref(), Missing::from_flag(install))
        }
        Chore::Bench { install, options } => {
            bench::run(&workspace, Missing::from_flag(install), &options)
        }
        Chore::Openapi => openapi::write(&workspace),
        Chore::ApiLint { document, install } => {
            match api_lint::run(&workspace, &document, Missing::from_flag(install))? {
                Outcome::Passed => Ok(()),
                Outcome::Skipped(why) => Err(Failure::new(why)),
            }
        }
    }
}
