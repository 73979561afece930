//! The configuration: environment first, then a TOML file, then defaults.
//!
//! Every member is a setting `PERCORSO_<NAME>` and a key of the file named by `PERCORSO_CONFIG`;
//! `docs/operations.md` lists them with their defaults.

use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use chrono::TimeDelta;
use domain::account_links::LONGEST_INVITATION;
use domain::second_factor::Demand;
use persistence::backend::Address;
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::identity::providers::ProviderSettings;
use crate::identity::secret::Secret;
use crate::mail;

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
    /// The organisations' own identity providers; in the file only.
    pub providers: Vec<ProviderSettings>,
    /// How often these are asked whether they dropped a key, in seconds.
    pub provider_refresh_seconds: u64,
    /// How many reads a consumer may make in a minute.
    pub reads_a_minute: u32,
    /// How many writes a consumer may make in a minute.
    pub writes_a_minute: u32,
    /// How many sign-ins and searches a consumer may make in a minute.
    pub costly_a_minute: u32,
    /// For how many days what came of each row of an import is kept.
    pub import_days: u32,
    /// The file outside of the database that tells who was erased.
    pub erasure_ledger: Option<PathBuf>,
    /// How long the server stays reachable, but not ready, before it stops.
    pub drain_seconds: u64,
    /// Which lines are logged, such as `info` or `info,api=debug`.
    pub log: String,
    /// The file that holds the secret before the present one.
    pub previous_secret_file: Option<PathBuf>,
    /// Of whom a second factor is demanded: `by_role` or `everybody`.
    pub second_factor: String,
    /// For how many hours an invitation is good.
    pub invitation_hours: u16,
    /// The mail server, `host` or `host:port`; none, and links are only printed.
    pub smtp: Option<String>,
    /// How the way to the mail server is kept private.
    pub smtp_tls: mail::Tls,
    /// The name of the installation at the mail server.
    pub smtp_user: Option<String>,
    /// The file that holds its password there.
    pub smtp_password_file: Option<PathBuf>,
    /// From whom mails come.
    pub mail_from: Option<String>,
    /// The folder from which other programs take text messages and those of an app; none, and
    /// neither leaves.
    pub message_folder: Option<PathBuf>,
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
            providers: Vec::new(),
            provider_refresh_seconds: 30,
            reads_a_minute: 1_200,
            writes_a_minute: 300,
            costly_a_minute: 120,
            import_days: 30,
            erasure_ledger: None,
            drain_seconds: 2,
            log: "info".to_owned(),
            previous_secret_file: None,
            second_factor: Demand::default().to_string(),
            invitation_hours: 72,
            smtp: None,
            smtp_tls: mail::Tls::default(),
            smtp_user: None,
            smtp_password_file: None,
            mail_from: None,
            message_folder: None,
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
    /// The organisations' own identity providers.
    pub providers: Vec<ProviderSettings>,
    /// How often these are asked whether they dropped a key, in seconds.
    pub provider_refresh_seconds: u64,
    /// How many reads a consumer may make in a minute.
    pub reads_a_minute: u32,
    /// How many writes a consumer may make in a minute.
    pub writes_a_minute: u32,
    /// How many sign-ins and searches a consumer may make in a minute.
    pub costly_a_minute: u32,
    /// For how many days what came of each row of an import is kept.
    pub import_days: u32,
    /// The file outside of the database that tells who was erased.
    pub erasure_ledger: PathBuf,
    /// How long the server drains before it stops.
    pub drain_seconds: u64,
    /// Which lines are logged.
    pub log: String,
    /// The secret before the present one.
    pub previous_secret: Option<Secret>,
    /// Of whom a second factor is demanded.
    pub second_factor: Demand,
    /// For how long an invitation is good.
    pub invitation: TimeDelta,
    /// How mails leave, if they do.
    pub mail: Option<mail::Settings>,
    /// From where other programs take messages, if they do.
    pub message_folder: Option<PathBuf>,
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
    /// No secret, or a weak one, where real people's data are kept.
    #[error("PERCORSO_SECRET (or PERCORSO_SECRET_FILE) {0}")]
    Secret(String),
}

impl From<domain::kernel::Fault> for Fault {
    fn from(fault: domain::kernel::Fault) -> Self {
        let facts = fault
            .facts
            .iter()
            .map(|(key, value)| format!(" ({key}: {value})"));
        Self::Setting(format!("{}{}", fault.code, facts.collect::<String>()))
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

    /// The address under which people know the service, by configuration and never by a request.
    pub fn public_url(&self) -> String {
        let listening = || format!("http://{}", self.listen);
        let address = self.public_url.clone().unwrap_or_else(listening);
        address.trim_end_matches('/').to_owned()
    }

    /// For how long an invitation is good.
    pub fn invitation(&self) -> Result<TimeDelta, Fault> {
        Ok(accounts(self)?.1)
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
        let previous_secret = settings.previous_secret_file.as_deref();
        let previous_secret = previous_secret.map(former_secret).transpose()?;
        let mail = outgoing(&settings)?;
        let (second_factor, invitation) = accounts(&settings)?;
        let public_url = settings.public_url();
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
            providers: settings.providers,
            provider_refresh_seconds: settings.provider_refresh_seconds.clamp(1, 50),
            reads_a_minute: settings.reads_a_minute,
            writes_a_minute: settings.writes_a_minute,
            costly_a_minute: settings.costly_a_minute,
            import_days: settings.import_days,
            erasure_ledger: settings
                .erasure_ledger
                .unwrap_or_else(|| settings.data.join("erasures.jsonl")),
            drain_seconds: settings.drain_seconds,
            log: settings.log,
            previous_secret,
            second_factor,
            invitation,
            mail,
            message_folder: settings.message_folder.clone(),
        })
    }
}

/// The secret before the present one.
fn former_secret(file: &std::path::Path) -> Result<Secret, Fault> {
    let weak = |_| Fault::Secret("of before is too weak".to_owned());
    read_secret(file)?.trim().parse().map_err(weak)
}

/// What the installation asks of accounts.
fn accounts(settings: &Settings) -> Result<(Demand, TimeDelta), Fault> {
    let demand = settings
        .second_factor
        .parse()
        .map_err(|_| Fault::Setting("second_factor must be by_role or everybody".to_owned()))?;
    let invitation = TimeDelta::hours(settings.invitation_hours.into());
    if invitation <= TimeDelta::zero() || invitation > LONGEST_INVITATION {
        let hours = LONGEST_INVITATION.num_hours();
        return Err(Fault::Setting(format!(
            "invitation_hours must be 1 to {hours}"
        )));
    }
    Ok((demand, invitation))
}

/// How mails leave, if there is a mail server.
fn outgoing(settings: &Settings) -> Result<Option<mail::Settings>, Fault> {
    let Some(server) = settings.smtp.clone() else {
        return Ok(None);
    };
    let refused = |text: &str| Fault::Setting(text.to_owned());
    let from = settings.mail_from.clone();
    let from = from.ok_or_else(|| refused("smtp needs mail_from"))?;
    let login = match (&settings.smtp_user, &settings.smtp_password_file) {
        (Some(user), Some(file)) => {
            let password = Zeroizing::new(std::fs::read_to_string(file).map_err(|error| {
                Fault::Setting(format!("smtp_password_file {}: {error}", file.display()))
            })?);
            Some((user.clone(), Zeroizing::new(password.trim().to_owned())))
        }
        (None, None) => None,
        _ => return Err(refused("smtp_user and smtp_password_file go together")),
    };
    Ok(Some(mail::Settings {
        server,
        tls: settings.smtp_tls,
        login,
        from,
    }))
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
