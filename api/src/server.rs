//! The server: sockets, limits in time and number, what machines ask, and a stop that drains.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use actix_web::middleware::from_fn;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, guard, web};
use tokio::signal::unix::{Signal, SignalKind, signal};

use utoipa_swagger_ui::SwaggerUi;

use crate::app::{BASE_PATH, State, configure as mount};
use crate::http::envelope::{envelope, plain_envelope};
use crate::http::{Problem, ProblemCode};
use crate::worker;

/// How many connections the server holds, over all its workers.
const CONNECTIONS: usize = 512;
/// How many connections one address may hold.
const PER_ADDRESS: usize = 256;
/// How long a client may leave what it was sent unread.
const SLOW_READER: Duration = Duration::from_secs(20);

/// Open connections by address.
#[derive(Debug, Clone, Default)]
struct Connections(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// One open connection; it is counted until it closes.
#[derive(Debug)]
pub struct Connection {
    all: Connections,
    address: IpAddr,
    crowded: bool,
}

impl Connection {
    /// Whether the address held too many connections when this one came.
    pub fn crowded(&self) -> bool {
        self.crowded
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let mut counts = self.all.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.address);
            }
        }
    }
}

impl Connections {
    fn open(&self, address: IpAddr, exempt: bool) -> Connection {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(address).or_insert(0);
        *count += 1;
        Connection {
            all: self.clone(),
            address,
            crowded: *count > PER_ADDRESS && !exempt,
        }
    }
}

/// What machines ask, outside the document: health, the document and its page.
pub fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/health/live", reading().to(live))
        .route("/health/ready", reading().to(ready));
}

/// The documentation page; all that it needs comes from this server.
pub fn configure_docs(config: &mut web::ServiceConfig) {
    let document = format!("{BASE_PATH}/openapi.json");
    let page = SwaggerUi::new("/docs/{_:.*}").config(utoipa_swagger_ui::Config::from(document));
    config
        .service(web::redirect("/docs", "/docs/"))
        .service(page);
}

/// A route for GET and HEAD.
pub fn reading() -> actix_web::Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}

async fn live() -> HttpResponse {
    HttpResponse::Ok().json(serde_json::json!({ "status": "live" }))
}

async fn ready(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let state = State::of(&request)?;
    if state.draining.load(Ordering::Acquire) {
        return Err(Problem::of(ProblemCode::Unavailable));
    }
    let store = state.store.clone();
    let serves = state
        .readiness
        .ask(move || store.ping().and_then(|()| store.takes_writes()));
    serves.await?;
    let mut told = serde_json::json!({ "status": "ready" });
    if state.ledger.is_failing() {
        // People are served all the same; no erasure counts as done until the ledger tells it.
        told["erasure_ledger"] = "failing".into();
    }
    Ok(HttpResponse::Ok().json(told))
}

async fn figures(state: web::Data<State>) -> HttpResponse {
    let text = state.metrics.text(state.store.statements());
    HttpResponse::Ok()
        .content_type("application/openmetrics-text; version=1.0.0; charset=utf-8")
        .body(text)
}

/// The document of the API.
pub async fn document(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let state = State::of(&request)?;
    Ok(HttpResponse::Ok()
        .insert_header(("Cache-Control", "public, max-age=300"))
        .content_type("application/json")
        .body(state.document.clone()))
}

/// A server that listens.
#[derive(Debug)]
pub struct Running {
    /// The address, with the port that the system chose if it was 0.
    pub address: SocketAddr,
    /// Stops it.
    pub handle: actix_web::dev::ServerHandle,
    /// Ends when the server has stopped.
    pub ended: tokio::task::JoinHandle<std::io::Result<()>>,
}

/// Starts to listen. The server runs until its handle stops it.
pub fn start(state: web::Data<State>) -> std::io::Result<Running> {
    let connections = Connections::default();
    let trusted = state.config.trusted_proxies.clone();
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    // A turn at a gate always finds a thread, whichever worker it came to; hashing has its own share.
    let threads = usize::try_from(state.config.storage.connections).unwrap_or(8) * 2 + cores;
    let listen = state.config.listen;
    let server = HttpServer::new(move || {
        App::new()
            .app_data(state.clone())
            .wrap(from_fn(envelope))
            .configure(|config| mount(config, &state.routes))
    })
    .workers(cores)
    .worker_max_blocking_threads(threads)
    .max_connections(CONNECTIONS.div_ceil(cores))
    .client_request_timeout(Duration::from_secs(5))
    .client_disconnect_timeout(Duration::from_secs(5))
    .keep_alive(Duration::from_secs(30))
    .shutdown_timeout(20)
    .disable_signals()
    .on_connect(move |socket, data| {
        if let Some(socket) = socket.downcast_ref::<actix_web::rt::net::TcpStream>()
            && let Ok(peer) = socket.peer_addr()
        {
            let peer = peer.ip().to_canonical();
            let connection = connections.open(peer, trusted.contains(&peer));
            let socket = socket2::SockRef::from(socket);
            // A reader that takes nothing is let go. What fails here fails on a closed socket.
            socket.set_tcp_user_timeout(Some(SLOW_READER)).ok();
            if connection.crowded {
                socket.shutdown(std::net::Shutdown::Both).ok();
            }
            data.insert(connection);
        }
    })
    .bind(listen)
    .map_err(at(listen))?;
    let address = server.addrs().first().copied().unwrap_or(listen);
    let server = server.run();
    Ok(Running {
        address,
        handle: server.handle(),
        ended: tokio::spawn(server),
    })
}

/// Names the address that could not be had: there are two of them.
fn at(address: SocketAddr) -> impl FnOnce(std::io::Error) -> std::io::Error {
    move |error| std::io::Error::new(error.kind(), format!("{address}: {error}"))
}

/// Serves until the process is told to stop, then drains: not ready first, then no new requests,
/// then the running ones, then what waits to be written. A second signal quits at once. What
/// `greet` tells is true from the moment at which it is told: somebody listens.
pub async fn serve(
    state: web::Data<State>,
    greet: impl FnOnce() -> std::io::Result<()>,
) -> std::io::Result<()> {
    let mut signals = Signals::listen()?;
    let worker = worker::start(&state);
    let metrics = match state.config.metrics_listen {
        None => None,
        Some(listen) => {
            let state = state.clone();
            let server = HttpServer::new(move || {
                App::new()
                    .app_data(state.clone())
                    .wrap(from_fn(plain_envelope))
                    .route("/metrics", web::get().to(figures))
                    .configure(configure)
            });
            let server = server.workers(1).disable_signals();
            let server = server.bind(listen).map_err(at(listen))?;
            let address = server.addrs().first().copied().unwrap_or(listen);
            let server = server.run();
            let handle = server.handle();
            tokio::spawn(server);
            tracing::info!(event = "listening_for_operator", %address);
            Some(handle)
        }
    };
    let running = start(state.clone())?;
    tracing::info!(event = "listening", address = %running.address, engine = state.store.engine());
    greet()?;
    signals.next().await;
    tracing::info!(event = "draining");
    state.draining.store(true, Ordering::Release);
    state.news.end();
    let patience = Duration::from_secs(state.config.drain_seconds);
    tokio::select! {
        () = tokio::time::sleep(patience) => {}
        () = signals.next() => std::process::exit(130),
    }
    tokio::select! {
        () = running.handle.stop(true) => {}
        () = signals.next() => std::process::exit(130),
    }
    if let Some(metrics) = metrics {
        metrics.stop(false).await;
    }
    worker.stop().await;
    let store = state.store.clone();
    drop(web::block(move || store.close()).await);
    tracing::info!(event = "stopped");
    Ok(())
}

/// What tells the process to stop. One for its whole life, so that no signal falls between two.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! { _ = self.terminate.recv() => {}, _ = self.interrupt.recv() => {} }
    }
}
