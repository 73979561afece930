//! The project's own chores, started as `cargo xtask …`; `cargo xtask check` is all that CI runs.

mod api_lint;
mod bench;
mod check;
mod command;
mod dependencies;
mod failure;
mod openapi;
mod postgres;
mod provider;
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
    /// Installs the OpenID provider that stories sign in at
    Provider {
        /// Installs npm where there is none
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
        Chore::Provider { install } => {
            match provider::install(&workspace, Missing::from_flag(install))? {
                Outcome::Passed => Ok(()),
                Outcome::Skipped(why) => Err(Failure::new(why)),
            }
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
