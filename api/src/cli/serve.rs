//! `percorso serve` and `percorso migrate`.

use actix_web::web;
use api::app::{Parts, State};
use api::config::{Config, Storage};
use api::identity::keys::SigningKeys;
use api::identity::password::{Hasher, Parameters};
use persistence::backend::Address;
use persistence::{Clock, Minter, Store, app_role, migrations};

use super::{Failure, production, storage};

/// Serves the API until it is told to stop.
pub(super) fn serve() -> Result<(), Failure> {
    let config = production()?;
    log(&config.log);
    let keys = SigningKeys::load(&config.signing_key, &config.previous_keys)?;
    run(config, keys, || Ok(()))
}

/// Serves with this configuration, and greets once it listens.
pub(super) fn run(
    config: Config,
    keys: SigningKeys,
    greet: impl FnOnce() -> std::io::Result<()>,
) -> Result<(), Failure> {
    let store = open(&config.storage)?;
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let hasher = Hasher::new(Parameters::default(), cores)?;
    let state = State::new(
        config,
        Parts {
            store,
            keys,
            hasher,
        },
    )?;
    // Nobody is served from a copy of the data that brings erased people back.
    api::erasures::settle(&state.store, &state.ledger)?;
    actix_web::rt::System::new().block_on(api::server::serve(web::Data::new(state), greet))?;
    Ok(())
}

/// Opens the data of an installation.
pub(super) fn open(storage: &Storage) -> Result<Store, Failure> {
    Ok(Store::open(persistence::Settings {
        address: storage.address.clone(),
        connections: storage.connections,
        clock: Clock::System,
        minter: Minter::default(),
    })?)
}

/// What `percorso migrate` does besides.
#[derive(Debug, clap::Args)]
pub(super) struct Migrate {
    /// On PostgreSQL, then gives this existing role what the server needs and switches row-level
    /// security on; the server should connect as this role
    #[arg(long, value_name = "ROLE")]
    app_role: Option<String>,
}

/// Brings the database up to date.
#[expect(clippy::print_stdout, reason = "a command tells what it did")]
pub(super) fn migrate(arguments: &Migrate) -> Result<(), Failure> {
    let storage = storage()?;
    if let Address::Sqlite(path) = &storage.address
        && let Some(folder) = std::path::Path::new(path).parent()
    {
        std::fs::create_dir_all(folder)?;
    }
    let ran = migrations::migrate(&storage.address)?;
    if ran.is_empty() {
        println!("The database is up to date.");
    }
    for name in ran {
        println!("Applied {name}.");
    }
    if let Some(role) = &arguments.app_role {
        let tables = app_role::grant(&storage.address, role)?;
        println!("The role {role} has what the server needs on {tables} tables, and no more.");
        println!("Row-level security is on: it sees one organisation at a time.");
    }
    Ok(())
}

/// Logs as JSON lines on the standard error. A panic tells only where it happened: its message may
/// quote a value.
pub(super) fn log(filter: &str) {
    std::panic::set_hook(Box::new(|panic| {
        let at = panic.location().map(ToString::to_string);
        tracing::error!(event = "panic", at);
    }));
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}
