//! `percorso demo`: a fictional office to try everything with.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU32;

use api::app::BASE_PATH;
use api::config::{Config, Mode, Settings};
use api::demo::office::{self, LEGAL_NAME, Member};
use api::identity::keys::SigningKeys;
use api::identity::password::{Hasher, NewPassword, Parameters};
use api::identity::token::Algorithm;
use api::import::job::Importer;
use domain::actor::{MachineClientId, OrganisationId};
use persistence::backend::Address;
use persistence::{Clock, Minter, OpenError, Store, migrations, organisations};

use super::{Failure, machine_client, nobody, serve};

/// Where the password of everybody in the demonstration may come from.
const PASSWORD: &str = "PERCORSO_DEMO_PASSWORD";

/// Serves the demonstration; makes its data the first time.
pub(super) fn demo() -> Result<(), Failure> {
    let (settings, secret) = Settings::load()?;
    fs::create_dir_all(&settings.data)?;
    let config = Config::complete(Mode::Demo, settings, secret)?;
    prepare(&config)?;
    let password = password()?;
    give_password(&config, &password)?;
    let program = program(&config)?;
    let told = [tell(&config, &password)?, tell_program(&config, &program)?].concat();
    serve::log(&config.log);
    let keys = SigningKeys::load(&config.signing_key, &config.previous_keys)?;
    serve::run(config, keys, move || {
        let mut out = std::io::stdout().lock();
        out.write_all(told.as_bytes())?;
        out.flush()
    })
}

/// Brings the data of an earlier start up to date, or makes them. The embedded database is made
/// beside its place and put there when it is whole, so that a start that was cut short leaves
/// nothing behind.
fn prepare(config: &Config) -> Result<(), Failure> {
    if !config.signing_key.exists() {
        SigningKeys::generate_file(&config.signing_key, Algorithm::Es256)?;
    }
    match &config.storage.address {
        Address::Sqlite(path) if !Path::new(path).exists() => {
            let unfinished = format!("{path}.unfinished");
            for file in files(&unfinished) {
                fs::remove_file(file).or_else(missing)?;
            }
            fill(config, &Address::Sqlite(unfinished.clone()))?;
            // What was not yet moved from the log into the file comes first.
            for (from, to) in files(&unfinished).iter().zip(files(path)) {
                fs::rename(from, to).or_else(missing)?;
            }
            fs::remove_file(format!("{unfinished}.migrating")).or_else(missing)?;
            Ok(())
        }
        address => {
            refuse_others(config)?;
            migrations::migrate(address)?;
            let store = serve::open(&config.storage)?;
            let found = organisation(&store)?;
            store.close();
            match found {
                None => fill(config, address),
                Some(_) => Ok(()),
            }
        }
    }
}

/// Refuses a database of somebody else before anything is done to it, as far as it can be read
/// without bringing it up to date.
fn refuse_others(config: &Config) -> Result<(), Failure> {
    match serve::open(&config.storage) {
        Ok(store) => {
            let found = organisation(&store);
            store.close();
            found.map(drop)
        }
        Err(failure) => match failure.downcast_ref() {
            Some(OpenError::Pending(_)) => Ok(()),
            _ => Err(failure),
        },
    }
}

/// The demonstration's organisation, or none in an empty database; refuses any other.
fn organisation(store: &Store) -> Result<Option<OrganisationId>, Failure> {
    let all = store.read(&nobody(), organisations::all)?;
    match &all[..] {
        [] => Ok(None),
        [only] if only.legal_name.as_str() == LEGAL_NAME => Ok(Some(only.id)),
        _ => Err("the database holds data that are not the demonstration's".into()),
    }
}

/// The files of an embedded database, itself last.
fn files(path: &str) -> [String; 3] {
    [
        format!("{path}-shm"),
        format!("{path}-wal"),
        path.to_owned(),
    ]
}

fn missing(error: std::io::Error) -> Result<(), std::io::Error> {
    match error.kind() {
        std::io::ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    }
}

fn fill(config: &Config, address: &Address) -> Result<(), Failure> {
    migrations::migrate(address)?;
    let now = Clock::System.now();
    let store = Store::open(persistence::Settings {
        address: address.clone(),
        connections: 1,
        clock: Clock::held(now),
        minter: Minter::Counting(AtomicU32::new(1)),
    })?;
    let importer = Importer::new(&store, &config.secret);
    let filled = api::demo::fill(&store, now)
        .and_then(|organisation| api::demo::import(&store, &importer, organisation, now));
    store.close();
    filled?;
    Ok(())
}

/// The password that was given, or a new one.
fn password() -> Result<NewPassword, Failure> {
    match std::env::var(PASSWORD) {
        Ok(typed) => NewPassword::chosen(&typed, "demo.example")
            .map_err(|fault| format!("{PASSWORD} is refused: {fault}").into()),
        Err(_) => Ok(NewPassword::single_use()?),
    }
}

/// Sets the password of everybody in the demonstration.
fn give_password(config: &Config, password: &NewPassword) -> Result<(), Failure> {
    let store = serve::open(&config.storage)?;
    let organisation = organisation(&store)?.ok_or("the demonstration has no data")?;
    let hasher = Hasher::new(Parameters::default(), 1)?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let hash = runtime.block_on(hasher.hash(password))?;
    office::set_passwords(&store, organisation, &hash)?;
    store.close();
    Ok(())
}

/// The program that reads along, made the first time.
fn program(config: &Config) -> Result<(MachineClientId, PathBuf), Failure> {
    let store = serve::open(&config.storage)?;
    let organisation = organisation(&store)?.ok_or("the demonstration has no data")?;
    let program = machine_client::of_demonstration(config, &store, organisation)?;
    store.close();
    Ok(program)
}

/// Tells with which client and key a program gets in.
fn tell_program(config: &Config, program: &(MachineClientId, PathBuf)) -> Result<String, Failure> {
    let mut out = String::new();
    let ((client, key), url) = (program, &config.public_url);
    writeln!(out, "Machine client: {client}, key {}", key.display())?;
    writeln!(
        out,
        "  it asks {url}{BASE_PATH}/tokens with a signed assertion"
    )?;
    Ok(out)
}

/// Tells where to look and how to get in.
fn tell(config: &Config, password: &NewPassword) -> Result<String, Failure> {
    let mut out = String::new();
    let url = &config.public_url;
    writeln!(out, "Percorso, demonstration: {LEGAL_NAME}")?;
    writeln!(out, "Address:       {url}{BASE_PATH}")?;
    writeln!(out, "Documentation: {url}/docs/")?;
    writeln!(out, "Data folder:   {}", config.storage.data.display())?;
    writeln!(out, "Password:      {}", password.expose())?;
    for member in Member::OF_EACH_ROLE {
        let (role, email) = (member.role().to_string(), member.email()?);
        writeln!(out, "  {role:28} {email}")?;
    }
    Ok(out)
}
