//! The product, running inside this process.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::mpsc::channel;
use std::sync::{Arc, LazyLock};
use std::thread::JoinHandle;

use actix_web::web;
use api::app::{AUDIENCE, Parts, State, all_routes};
use api::config::{Config, Mode, Settings};
use api::http::Routes;
use api::identity::keys::SigningKeys;
use api::identity::password::Hasher;
use api::identity::token::{AccessClaims, Algorithm, MachineClaims};
use api::{server, worker};
use chrono::{DateTime, TimeZone, Utc};
use domain::actor::Role;
use domain::policy::{Scope, Scopes};
use persistence::{Clock, Minter, Store};
use strum::IntoEnumIterator;
use tempfile::TempDir;
use uuid::Uuid;

use super::client::agent;
use super::{CHEAP, Client, Database, Member, Place, toys};

/// How clients reach every server of the stories, as they think.
pub(crate) const PUBLIC: &str = "https://percorso.example";
/// The secret of every installation of the stories.
pub(crate) const SECRET: &str = "a secret of the stories, 32 bytes or more";

/// What a story changes before the server starts.
pub(crate) struct Options {
    pub(crate) settings: Settings,
    /// The secret of the installation.
    pub(crate) secret: String,
    pub(crate) clock: Clock,
    /// Whether routes of the stories are mounted beside those of the product.
    pub(crate) toys: bool,
    /// Whether the worker runs behind the requests.
    pub(crate) worker: bool,
    /// Mints identifiers.
    pub(crate) minter: Minter,
}

/// A running server with its database.
pub(crate) struct TestApp {
    pub(crate) database: Arc<Database>,
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    /// Counts what passwords cost.
    pub(crate) hasher: Hasher,
    pub(crate) address: SocketAddr,
    agent: ureq::Agent,
    stop: Option<actix_web::dev::ServerHandle>,
    thread: Option<JoinHandle<()>>,
}

/// The instant at which stories happen unless they say otherwise: a Tuesday morning.
pub(crate) fn morning() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 10, 9, 0, 0).unwrap()
}

/// The file of the key that signs tokens in all stories.
pub(crate) fn key_file() -> PathBuf {
    static FOLDER: LazyLock<TempDir> = LazyLock::new(|| {
        let folder = TempDir::new().unwrap();
        SigningKeys::generate_file(&folder.path().join("key.pem"), Algorithm::Es256).unwrap();
        folder
    });
    FOLDER.path().join("key.pem")
}

/// The keys of all stories.
pub(crate) fn keys() -> SigningKeys {
    SigningKeys::load(&key_file(), &[]).unwrap()
}

/// What the product would put into the token of this member at `now`.
pub(crate) fn claims(member: Member, now: DateTime<Utc>) -> AccessClaims {
    AccessClaims {
        iss: PUBLIC.to_owned(),
        sub: member.id().uuid(),
        aud: AUDIENCE.to_owned(),
        exp: now.timestamp() + 600,
        iat: now.timestamp(),
        nbf: now.timestamp(),
        jti: Uuid::new_v4(),
        sid: member.session().uuid(),
        epoch: 1,
        org: member.place.organisation().uuid(),
    }
}

/// An access token of this member.
pub(crate) fn token(member: Member, clock: &Clock) -> String {
    match member.role {
        Role::MachineClient => keys().issue(&machine_claims(member, clock.now())).unwrap(),
        _ => keys().issue(&claims(member, clock.now())).unwrap(),
    }
}

/// What the product would put into the token of this program at `now`.
pub(crate) fn machine_claims(member: Member, now: DateTime<Utc>) -> MachineClaims {
    MachineClaims {
        iss: PUBLIC.to_owned(),
        sub: member.client().uuid(),
        client_id: member.client().uuid(),
        aud: AUDIENCE.to_owned(),
        exp: now.timestamp() + 600,
        iat: now.timestamp(),
        nbf: now.timestamp(),
        jti: Uuid::new_v4(),
        epoch: 1,
        org: member.place.organisation().uuid(),
        scope: Scope::iter().collect::<Scopes>().to_string(),
    }
}

impl Default for Options {
    fn default() -> Self {
        let settings = Settings {
            listen: ([127, 0, 0, 1], 0).into(),
            public_url: Some(PUBLIC.to_owned()),
            connections: 4,
            reads_a_minute: 1_000_000,
            writes_a_minute: 1_000_000,
            costly_a_minute: 1_000_000,
            ..Settings::default()
        };
        Self {
            settings,
            secret: SECRET.to_owned(),
            clock: Clock::held(morning()),
            toys: false,
            worker: false,
            minter: Minter::default(),
        }
    }
}

impl TestApp {
    /// The product with two organisations, at nine in the morning of a Tuesday.
    pub(crate) fn start() -> Self {
        Self::with(|_| {})
    }

    /// The same with the routes of the stories beside its own.
    pub(crate) fn with_toys() -> Self {
        Self::with(|options| options.toys = true)
    }

    /// The product with what the story changes.
    pub(crate) fn with(change: impl FnOnce(&mut Options)) -> Self {
        Self::on(Arc::new(Database::seeded()), change)
    }

    /// A second server on the same data.
    pub(crate) fn beside(&self, change: impl FnOnce(&mut Options)) -> Self {
        Self::on(Arc::clone(&self.database), change)
    }

    /// A server on data that are there already.
    pub(crate) fn on(database: Arc<Database>, change: impl FnOnce(&mut Options)) -> Self {
        let mut options = Options::default();
        change(&mut options);
        let ledger = &mut options.settings.erasure_ledger;
        ledger.get_or_insert_with(|| database.ledger());
        let connections = options.settings.connections;
        let store = database.open_with(options.clock.clone(), connections, options.minter);
        let config =
            Config::complete(Mode::Production, options.settings, Some(options.secret)).unwrap();
        let hasher = Hasher::new(CHEAP, 2).unwrap();
        let parts = Parts {
            store: store.clone(),
            keys: keys(),
            hasher: hasher.clone(),
        };
        let mut state = State::new(config, parts).unwrap();
        if options.toys {
            state = state.serving(with_toys());
        }
        let (tell, told) = channel();
        let state = web::Data::new(state);
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let worker = options.worker.then(|| worker::start(&state));
                let running = server::start(state).unwrap();
                tell.send((running.address, running.handle)).unwrap();
                running.ended.await.unwrap().unwrap();
                if let Some(worker) = worker {
                    worker.stop().await;
                }
            });
        });
        let (address, handle) = told.recv().unwrap();
        Self {
            database,
            store,
            clock: options.clock,
            hasher,
            address,
            agent: agent(),
            stop: Some(handle),
            thread: Some(thread),
        }
    }

    /// Somebody who has not signed in.
    pub(crate) fn stranger(&self) -> Client {
        Client::stranger(&self.agent, self.address)
    }

    /// The first of this role at home.
    pub(crate) fn as_(&self, role: Role) -> Client {
        self.member(Member::new(Place::Home, role, 0))
    }

    /// The access token of the first of this role at home.
    pub(crate) fn token(&self, role: Role) -> String {
        token(Member::new(Place::Home, role, 0), &self.clock)
    }

    /// A member of the staff, signed in.
    pub(crate) fn member(&self, member: Member) -> Client {
        self.stranger().bearing(token(member, &self.clock))
    }

    /// How many statements the database got while `work` ran.
    pub(crate) fn statements<T>(&self, work: impl FnOnce() -> T) -> (T, u64) {
        let before = self.store.statements();
        let out = work();
        (out, self.store.statements() - before)
    }

    /// How many statements `work` costs once everything is warm: the least of some times, because
    /// now and then a token is looked up again.
    pub(crate) fn cost<T>(&self, mut work: impl FnMut() -> T) -> u64 {
        let costs = (0..4).map(|_| self.statements(&mut work).1);
        costs.min().unwrap()
    }

    /// Stops as a signal would make it: what runs is answered first.
    pub(crate) fn drain(&mut self) -> JoinHandle<()> {
        if let Some(handle) = self.stop.take() {
            drop(handle.stop(true));
        }
        self.thread.take().unwrap()
    }
}

fn with_toys() -> Routes {
    let mut routes = all_routes();
    toys::routes(&mut routes);
    routes
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if let Some(handle) = self.stop.take() {
            drop(handle.stop(false));
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        self.store.close();
    }
}
