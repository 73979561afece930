//! All routes and all middleware on one page, in the order in which they apply.

use std::time::Duration;

use actix_web::{HttpRequest, web};
use persistence::Store;

use crate::config::Config;
use crate::erasures::Ledger;
use crate::export::Exporter;
use crate::http::cursor::Cursors;
use crate::http::gate::Gate;
use crate::http::limits::Limits;
use crate::http::session::{Tokens, Unanswered, tokens, unanswered};
use crate::http::{Links, Problem, ProblemCode, Routes};
use crate::identity::keys::SigningKeys;
use crate::identity::password::Hasher;
use crate::identity::providers::Providers;
use crate::identity::vault::Vault;
use crate::import::job::Importer;
use crate::mail::Mailer;
use crate::messages::DropBox;
use crate::metrics::Metrics;
use crate::news::News;
use crate::readiness::Readiness;
use crate::routes;

/// Below which path the API of this version lies.
pub const BASE_PATH: &str = "/rest/employment/v1";

/// What the process holds; one for all its threads.
#[derive(Debug)]
pub struct State {
    /// The data.
    pub store: Store,
    /// The configuration.
    pub config: Config,
    /// Builds addresses.
    pub links: Links,
    /// Makes and reads cursors.
    pub cursors: Cursors,
    /// Counts requests against their limits.
    pub limits: Limits,
    /// The queue in front of the connections that read.
    pub reading: Gate,
    /// The queue of those who follow what happens, in front of the one of all who read: they never
    /// take the last connection.
    pub following: Gate,
    /// The queue in front of the connections that write.
    pub writing: Gate,
    /// Whose access tokens are believed.
    pub providers: Providers,
    /// Signs access tokens.
    pub keys: SigningKeys,
    /// Hashes passwords.
    pub hasher: Hasher,
    /// Seals what only the program may read.
    pub vault: std::sync::Arc<Vault>,
    /// Hands mails over, where there is a mail server.
    pub mailer: Option<Mailer>,
    /// Tokens verified a moment ago.
    pub tokens: Tokens,
    /// Refresh tokens whose use was answered with an outage.
    pub unanswered: Unanswered,
    /// From where other programs take messages, if there is such a folder.
    pub drop_box: Option<DropBox>,
    /// Works on imports, and keeps their files.
    pub importer: Importer,
    /// Tells outside of the database who was erased.
    pub ledger: Ledger,
    /// Writes the files of exports.
    pub exporter: Exporter,
    /// Tells those who wait that something happened.
    pub news: News,
    /// Figures for the operator.
    pub metrics: Metrics,
    /// Whether the database answers, as clients ask.
    pub reachable: Readiness,
    /// Whether it takes writes too, as whoever balances between servers asks.
    pub readiness: Readiness,
    /// Whether the process is about to stop.
    pub draining: std::sync::atomic::AtomicBool,
    /// The document of the API, as it is served.
    pub document: web::Bytes,
    /// What the server answers.
    pub routes: Routes,
}

/// What `State` is made of besides the configuration.
#[derive(Debug)]
pub struct Parts {
    /// The data.
    pub store: Store,
    /// The keys that sign access tokens.
    pub keys: SigningKeys,
    /// Hashes passwords.
    pub hasher: Hasher,
}

/// The audience of our own access tokens.
pub const AUDIENCE: &str = "percorso";

impl State {
    /// Puts a process together.
    pub fn new(config: Config, parts: Parts) -> Result<Self, crate::config::Fault> {
        let issuer = parts.keys.issuer(&config.public_url, AUDIENCE);
        let now = parts.store.clock().now();
        let providers = Providers::new(issuer, config.providers.clone(), now)?;
        let links = Links::new(&format!("{}{BASE_PATH}", config.public_url));
        let limits = Limits::new(
            config.reads_a_minute,
            config.writes_a_minute,
            config.costly_a_minute,
        );
        let cursors = Cursors::new(&config.secret)
            .ok_or_else(|| crate::config::Fault::Secret("cannot be used".to_owned()))?;
        let vault = Vault::new(&config.secret, config.previous_secret.as_ref())?;
        let vault = std::sync::Arc::new(vault);
        let mailer = config.mail.as_ref().map(Mailer::new).transpose();
        let mailer =
            mailer.map_err(|refused| crate::config::Fault::Setting(refused.to_string()))?;
        let drop_box = config.message_folder.clone().map(DropBox::new).transpose();
        let drop_box = drop_box
            .map_err(|error| crate::config::Fault::Setting(format!("message_folder: {error}")))?;
        let exporter = Exporter::new(&parts.store, &vault);
        let importer = Importer::new(&parts.store, &config.secret);
        let ledger = Ledger::new(
            config.erasure_ledger.clone(),
            &config.secret,
            config.previous_secret.as_ref(),
        );
        Ok(Self {
            store: parts.store,
            links,
            cursors,
            limits,
            reading: Gate::new(config.storage.connections),
            following: following(config.storage.connections),
            writing: Gate::new(config.storage.connections),
            providers,
            keys: parts.keys,
            hasher: parts.hasher,
            vault,
            mailer,
            drop_box,
            tokens: tokens(),
            unanswered: unanswered(),
            importer,
            ledger,
            exporter,
            news: News::default(),
            metrics: Metrics::default(),
            reachable: Readiness::default(),
            readiness: Readiness::default(),
            draining: std::sync::atomic::AtomicBool::new(false),
            document: web::Bytes::from_static(DOCUMENT.as_bytes()),
            routes: all_routes(),
            config,
        })
    }

    /// The same process, serving these routes.
    #[must_use]
    pub fn serving(mut self, routes: Routes) -> Self {
        let document = crate::openapi::document(routes.operations(), env!("CARGO_PKG_VERSION"));
        self.document = document.to_string().into();
        self.routes = routes;
        self
    }

    /// The state of the process that serves this request.
    pub fn of(request: &HttpRequest) -> Result<web::Data<Self>, Problem> {
        request
            .app_data::<web::Data<Self>>()
            .cloned()
            .ok_or(Problem::of(ProblemCode::Internal))
    }

    /// A new name for a request.
    pub fn new_request_id(&self) -> String {
        persistence::clock::request_id(self.store.clock())
    }
}

/// Followers wait longer for their turn than people do, and two of them at the most have one.
fn following(connections: u32) -> Gate {
    let turns = connections.saturating_sub(1).clamp(1, 2);
    Gate::patient(turns, Duration::from_secs(10))
}

/// The document of the API, as it stands in the repository.
const DOCUMENT: &str = include_str!(concat!(env!("OUT_DIR"), "/openapi.json"));

/// Every route of the API. A capability is added with one line here.
pub fn all_routes() -> Routes {
    let mut all = Routes::default();
    routes::status::routes(&mut all);
    routes::individuals::routes(&mut all);
    routes::emergency_accesses::routes(&mut all);
    routes::tax_code_checks::routes(&mut all);
    routes::status_calculations::routes(&mut all);
    routes::vocabularies::routes(&mut all);
    routes::privacy_notices::routes(&mut all);
    routes::problems::routes(&mut all);
    routes::sessions::routes(&mut all);
    routes::me::routes(&mut all);
    routes::second_factor::routes(&mut all);
    routes::staff::routes(&mut all);
    routes::account_links::routes(&mut all);
    routes::outside_identities::routes(&mut all);
    routes::machine_clients::routes(&mut all);
    routes::tokens::routes(&mut all);
    routes::offices::routes(&mut all);
    routes::organisation::routes(&mut all);
    routes::services::routes(&mut all);
    routes::rooms::routes(&mut all);
    routes::closures::routes(&mut all);
    routes::availabilities::routes(&mut all);
    routes::audit::routes(&mut all);
    routes::changes::routes(&mut all);
    routes::desk_contacts::routes(&mut all);
    routes::intakes::routes(&mut all);
    routes::cases::routes(&mut all);
    routes::hand_overs::routes(&mut all);
    routes::referrals::routes(&mut all);
    routes::agreements::routes(&mut all);
    routes::appointments::routes(&mut all);
    routes::groups::routes(&mut all);
    routes::calendars::routes(&mut all);
    routes::slots::routes(&mut all);
    routes::documents::routes(&mut all);
    routes::messages::routes(&mut all);
    routes::follow_ups::routes(&mut all);
    routes::worklist::routes(&mut all);
    routes::imports::routes(&mut all);
    routes::import_mappings::routes(&mut all);
    routes::disposals::routes(&mut all);
    routes::erasures::routes(&mut all);
    routes::holds::routes(&mut all);
    routes::exports::routes(&mut all);
    all
}

/// Mounts everything: the API under its base path, and beside it what machines ask.
pub fn configure(config: &mut web::ServiceConfig, routes: &Routes) {
    config.service(
        web::scope(BASE_PATH)
            .configure(|scope| routes.configure(scope))
            .service(
                web::resource("/openapi.json")
                    .route(crate::server::reading().to(crate::server::document)),
            ),
    );
    crate::server::configure(config);
    crate::server::configure_docs(config);
    config
        .app_data(
            web::PathConfig::default()
                .error_handler(|_, _| Problem::of(ProblemCode::NotFound).into()),
        )
        .default_service(web::to(|| async {
            Err::<&str, _>(Problem::of(ProblemCode::NotFound))
        }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_routes_and_no_two_schemas_take_each_others_place() {
        assert_eq!(
            crate::openapi::clashes(&all_routes().operations()),
            Vec::<String>::new()
        );
    }

    #[test]
    fn every_reference_of_the_document_leads_somewhere() {
        let document = crate::openapi::document(all_routes().operations(), "1.0.0");
        let text = document.to_string();
        let dangling: Vec<&str> = text
            .split("\"$ref\":\"#")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .filter(|pointer| document.pointer(pointer).is_none())
            .collect();
        assert_eq!(dangling, Vec::<&str>::new());
    }

    #[test]
    fn every_example_of_the_document_fits_its_schema() {
        let document = crate::openapi::document(all_routes().operations(), "1.0.0");
        assert_eq!(
            crate::openapi::validate_examples(&document),
            Vec::<String>::new()
        );
    }
}
