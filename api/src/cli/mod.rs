//! The commands of `percorso`, one file each.

mod audit;
mod backup;
mod demo;
mod erasures;
mod import;
mod key;
mod machine_client;
mod office;
mod openapi;
mod organisation;
mod parameter;
mod serve;
mod user;

use std::process::ExitCode;

use api::config::{Config, Mode, Settings, Storage};
use clap::{Parser, Subcommand};
use domain::actor::OrganisationId;
use domain::kernel::Id;
use persistence::{Caller, Error, Page, Paged};

/// Case management for municipal employment services.
#[derive(Debug, Parser)]
#[command(name = "percorso", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the API.
    Serve,
    /// Serves a fictional office with 500 fictional people; makes its data the first time.
    Demo,
    /// Brings the database up to date.
    Migrate(serve::Migrate),
    /// Copies the embedded database while it is used. PostgreSQL has its own tools.
    Backup(backup::Backup),
    /// Puts a backup in the place of the embedded database, which is kept aside.
    Restore(backup::Restore),
    /// Prints the `OpenAPI` document.
    Openapi,
    /// The bodies that answer for the data.
    #[command(subcommand)]
    Organisation(organisation::Command),
    /// The desks of an organisation.
    #[command(subcommand)]
    Office(office::Command),
    /// Accounts of the staff.
    #[command(subcommand)]
    User(user::Command),
    /// Programs of other services.
    #[command(subcommand)]
    MachineClient(machine_client::Command),
    /// Keys that sign access tokens.
    #[command(subcommand)]
    Key(key::Command),
    /// The secret of the installation.
    #[command(subcommand)]
    Secret(key::SecretCommand),
    /// Loads data from files.
    #[command(subcommand)]
    Import(import::Command),
    /// The log of facts.
    #[command(subcommand)]
    Audit(audit::Command),
    /// Who was erased, outside of the database.
    #[command(subcommand)]
    Erasures(erasures::Command),
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
        Command::Demo => demo::demo(),
        Command::Migrate(arguments) => serve::migrate(&arguments),
        Command::Backup(arguments) => backup::backup(&arguments),
        Command::Restore(arguments) => backup::restore(&arguments),
        Command::Openapi => openapi::print(),
        Command::Organisation(command) => organisation::run(command),
        Command::Office(command) => office::run(command),
        Command::User(command) => user::run(command),
        Command::MachineClient(command) => machine_client::run(command),
        Command::Key(command) => key::run(command),
        Command::Secret(command) => key::secret(command),
        Command::Import(command) => import::run(command),
        Command::Audit(command) => audit::run(command),
        Command::Erasures(command) => erasures::run(command),
    }
}

/// Everything in a list, which is short enough to be read at once: page after page.
fn all<T, K>(
    list: impl Fn(&Page<K>) -> Result<Paged<T>, Error>,
    key: impl Fn(&T) -> K,
) -> Result<Vec<T>, Error> {
    let mut all = Vec::new();
    loop {
        let after = all.last().map(&key);
        let paged = list(&Page { limit: 100, after })?;
        all.extend(paged.items);
        if !paged.more {
            return Ok(all);
        }
    }
}

/// Where the data of this installation are. Only who serves needs its secret, too.
fn storage() -> Result<Storage, Failure> {
    let (settings, _) = Settings::load()?;
    Ok(settings.storage()?)
}

/// The configuration of a server for real people's data.
fn production() -> Result<Config, Failure> {
    let (settings, secret) = Settings::load()?;
    Ok(Config::complete(Mode::Production, settings, secret)?)
}

/// The operator, who types commands on the server, in an organisation.
fn system(organisation: OrganisationId) -> Caller {
    Caller::system(organisation, "command")
}

/// The operator, for what no organisation owns.
fn nobody() -> Caller {
    system(Id::new(uuid::Uuid::nil()))
}
