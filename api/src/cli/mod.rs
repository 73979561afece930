//! The commands of `percorso`, one file each.

mod openapi;
mod serve;

use std::process::ExitCode;

use api::config::{Config, Mode, Settings};
use clap::{Parser, Subcommand};

/// Case management for municipal employment services.
#[derive(Debug, Parser)]
#[command(name = "percorso", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the API.
    Serve,
    /// Brings the database up to date.
    Migrate(serve::Migrate),
    /// Prints the `OpenAPI` document.
    Openapi,
}

/// Why a command failed, in a sentence for whoever typed it.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Runs the command of this process.
pub(crate) fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        #[expect(
            clippy::print_stderr,
            reason = "a command tells its failure on the terminal"
        )]
        Err(failure) => {
            eprintln!("percorso: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Serve => serve::serve(),
        Command::Migrate(arguments) => serve::migrate(&arguments),
        Command::Openapi => openapi::print(),
    }
}

/// The configuration of a real installation.
fn production() -> Result<Config, Failure> {
    let (settings, secret) = Settings::load()?;
    Ok(Config::complete(Mode::Production, settings, secret)?)
}
