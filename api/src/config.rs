//! The configuration: environment first, then a TOML file, then defaults.
//!
//! Every member is a setting `PERCORSO_<NAME>` and a key of the file named by `PERCORSO_CONFIG`;
//! `docs/operations.md` lists them with their defaults.

use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use persistence::backend::Address;
use serde::Deserialize;

use crate::identity::secret::Secret;

/// Whether this is a real installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Real people's data: weak or missing secrets refuse to start.
    Production,
    /// Fictional data on this machine: secrets are made when they are missing.
    Demo,
}

/// The settings as somebody typed them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where to serve metrics and health to the operator.
    pub metrics_listen: Option<SocketAddr>,
    /// The address under which clients reach the server, without a path.
    pub public_url: Option<String>,
    /// The folder for the embedded database, keys and the head of the audit chain.
    pub data: PathBuf,
    /// `postgres://…` or `sqlite:PATH`; the embedded database in the data folder by default.
    pub database: Option<String>,
    /// How many connections each pool holds.
    pub connections: u32,
    /// The file that holds the secret of this installation (32 bytes or more).
    pub secret_file: Option<PathBuf>,
    /// The private key that signs access tokens.
    pub signing_key: Option<PathBuf>,
    /// Keys that signed until a moment ago.
    pub previous_keys: Vec<PathBuf>,
    /// Proxies whose `X-Forwarded-For` counts.
    pub trusted_proxies: Vec<IpAddr>,
    /// How many reads a consumer may make in a minute.
    pub reads_a_minute: u32,
    /// How many writes a consumer may make in a minute.
    pub writes_a_minute: u32,
    /// How many sign-ins and searches a consumer may make in a minute.
    pub costly_a_minute: u32,
    /// How long the server stays reachable, but not ready, before it stops.
    pub drain_seconds: u64,
    /// Which lines are logged, such as `info` or `info,api=debug`.
    pub log: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            metrics_listen: None,
            public_url: None,
            data: PathBuf::from("percorso-data"),
            database: None,
            connections: 8,
            secret_file: None,
            signing_key: None,
            previous_keys: Vec::new(),
            trusted_proxies: Vec::new(),
            reads_a_minute: 1_200,
            writes_a_minute: 300,
            costly_a_minute: 120,
            drain_seconds: 2,
            log: "info".to_owned(),
        }
    }
}

/// Where an installation keeps its data: all that an operator's command needs to know.
#[derive(Debug)]
pub struct Storage {
    /// The folder for what the installation keeps.
    pub data: PathBuf,
    /// Where the data live.
    pub address: Address,
    /// How many connections each pool holds.
    pub connections: u32,
}

/// The configuration of a server.
#[derive(Debug)]
pub struct Config {
    /// Whether this is a real installation.
    pub mode: Mode,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where to serve metrics and health.
    pub metrics_listen: Option<SocketAddr>,
    /// The address of the server, without a path.
    pub public_url: String,
    /// Where the data are.
    pub storage: Storage,
    /// The secret of this installation.
    pub secret: Secret,
    /// The private key that signs access tokens.
    pub signing_key: PathBuf,
    /// Keys that signed until a moment ago.
    pub previous_keys: Vec<PathBuf>,
    /// Proxies whose `X-Forwarded-For` counts.
    pub trusted_proxies: Vec<IpAddr>,
    /// How many reads a consumer may make in a minute.
    pub reads_a_minute: u32,
    /// How many writes a consumer may make in a minute.
    pub writes_a_minute: u32,
    /// How many sign-ins and searches a consumer may make in a minute.
    pub costly_a_minute: u32,
    /// How long the server drains before it stops.
    pub drain_seconds: u64,
    /// Which lines are logged.
    pub log: String,
}

/// Why the configuration is refused.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// A setting cannot be read.
    #[error("configuration: {0}")]
    Setting(String),
    /// The database address is refused.
    #[error(transparent)]
    Address(#[from] persistence::OpenError),
    /// Two routes or two schemas would take each other's place.
    #[error("routes: {0}")]
    Routes(String),
    /// No secret, or a weak one, where real people's data are kept.
    #[error("PERCORSO_SECRET (or PERCORSO_SECRET_FILE) {0}")]
    Secret(String),
}

impl From<domain::kernel::Fault> for Fault {
    fn from(fault: domain::kernel::Fault) -> Self {
        Self::Setting(fault.code.to_owned())
    }
}

impl Settings {
    /// The settings of the environment and of the file that it names.
    pub fn load() -> Result<(Self, Option<String>), Fault> {
        let refused = |error: config::ConfigError| Fault::Setting(error.to_string());
        let mut sources = config::Config::builder();
        if let Ok(file) = std::env::var("PERCORSO_CONFIG") {
            sources = sources.add_source(config::File::new(&file, config::FileFormat::Toml));
        }
        // The secret is taken apart from the rest, so that no error text can quote it; settings of
        // other commands share the prefix and are not ours.
        let secret = std::env::var("PERCORSO_SECRET").ok();
        let names = [
            "CONFIG",
            "SECRET",
            "DEMO_PASSWORD",
            "PASSWORD",
            "TEST_DATABASE_URL",
        ];
        let ours: std::collections::HashMap<String, String> = std::env::vars()
            .filter(|(name, _)| {
                name.strip_prefix("PERCORSO_")
                    .is_some_and(|n| !names.contains(&n))
            })
            .collect();
        let environment = config::Environment::with_prefix("PERCORSO")
            .source(Some(ours))
            .try_parsing(true)
            .list_separator(",")
            .with_list_parse_key("previous_keys")
            .with_list_parse_key("trusted_proxies");
        let settings = sources.add_source(environment).build().map_err(refused)?;
        Ok((settings.try_deserialize().map_err(refused)?, secret))
    }

    /// Where the data are. No secret is needed to know it.
    pub fn storage(&self) -> Result<Storage, Fault> {
        if self.connections == 0 {
            return Err(Fault::Setting("connections must be 1 or more".to_owned()));
        }
        let address = match &self.database {
            Some(address) => Address::parse(address)?,
            None => Address::Sqlite(self.data.join("percorso.sqlite").display().to_string()),
        };
        Ok(Storage {
            data: self.data.clone(),
            address,
            connections: self.connections,
        })
    }
}

impl Config {
    /// Completes the settings for a mode. In production a missing or weak secret is refused; a
    /// demonstration makes its own.
    pub fn complete(mode: Mode, settings: Settings, secret: Option<String>) -> Result<Self, Fault> {
        let storage = settings.storage()?;
        let secret = match (secret, &settings.secret_file) {
            (Some(secret), _) => Some(secret),
            (None, Some(file)) => Some(read_secret(file)?),
            (None, None) => None,
        };
        let secret = match (secret, mode) {
            (Some(secret), _) => secret.trim().parse().map_err(|_| {
                Fault::Secret("is too weak: give 32 random bytes or more".to_owned())
            })?,
            (None, Mode::Demo) => kept_secret(&settings.data)?,
            (None, Mode::Production) => return Err(Fault::Secret("is missing".to_owned())),
        };
        let public_url = settings
            .public_url
            .unwrap_or_else(|| format!("http://{}", settings.listen))
            .trim_end_matches('/')
            .to_owned();
        Ok(Self {
            mode,
            listen: settings.listen,
            metrics_listen: settings.metrics_listen,
            public_url,
            signing_key: settings
                .signing_key
                .unwrap_or_else(|| settings.data.join("signing-key.pem")),
            storage,
            secret,
            previous_keys: settings.previous_keys,
            trusted_proxies: settings.trusted_proxies,
            reads_a_minute: settings.reads_a_minute,
            writes_a_minute: settings.writes_a_minute,
            costly_a_minute: settings.costly_a_minute,
            drain_seconds: settings.drain_seconds,
            log: settings.log,
        })
    }
}

fn read_secret(file: &std::path::Path) -> Result<String, Fault> {
    std::fs::read_to_string(file)
        .map_err(|error| Fault::Secret(format!("cannot be read from {}: {error}", file.display())))
}

/// The secret of a demonstration: made once and kept in its data folder.
fn kept_secret(data: &std::path::Path) -> Result<Secret, Fault> {
    let file = data.join("secret");
    if !file.exists() {
        let fresh = crate::identity::secret::RefreshToken::generate()?;
        let unwritable =
            |error| Fault::Secret(format!("cannot be kept in {}: {error}", file.display()));
        std::fs::create_dir_all(data).map_err(unwritable)?;
        let mut options = std::fs::OpenOptions::new();
        let mut kept = options
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&file)
            .map_err(unwritable)?;
        kept.write_all(fresh.expose().as_bytes())
            .map_err(unwritable)?;
    }
    Ok(read_secret(&file)?.trim().parse()?)
}
