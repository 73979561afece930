//! The three ways in: `Command` writes, `Query` reads, `Guest` has not signed in.

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, ETAG, HeaderValue, IF_NONE_MATCH};
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, web};
use domain::actor::Actor;
use domain::policy::Action;
use persistence::{Answer, Caller, Claim, Error, Tx};
use sha2::{Digest, Sha256};

use super::answer::{Links, Reply, respond};
use super::envelope::RequestId;
use super::problem::{Problem, ProblemCode};
use super::routes::Access;
use super::session::{Signed, nobody, signed};
use crate::app::State;

/// The digest of the body, left by whoever read it.
#[derive(Debug, Clone, Copy)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// Remembers the digest of a body.
    pub fn take(request: &HttpRequest, body: [u8; 32]) {
        request.extensions_mut().insert(Self(body));
    }

    /// SHA-256 of method, concrete path and body.
    fn of(request: &HttpRequest) -> [u8; 32] {
        let body = request
            .extensions()
            .get::<Self>()
            .map_or([0; 32], |print| print.0);
        Sha256::new()
            .chain_update(request.method().as_str())
            .chain_update([0])
            .chain_update(request.path())
            .chain_update([0])
            .chain_update(body)
            .finalize()
            .into()
    }
}

/// A request that changes something: one transaction, once per idempotency key.
#[derive(Debug, Clone)]
pub struct Command {
    request: HttpRequest,
    state: web::Data<State>,
    signed: Arc<Signed>,
    key: Option<String>,
}

/// A request that reads: one consistent snapshot, accesses recorded.
#[derive(Debug)]
pub struct Query {
    request: HttpRequest,
    state: web::Data<State>,
    signed: Arc<Signed>,
    purpose: Option<String>,
}

/// A request of somebody who has not signed in (yet).
#[derive(Debug)]
pub struct Guest {
    request: HttpRequest,
    /// What the process holds.
    pub state: web::Data<State>,
}

fn request_id(request: &HttpRequest) -> String {
    request
        .extensions()
        .get::<RequestId>()
        .map_or_else(String::new, |id| id.0.clone())
}

/// The key of a POST: 16 to 128 visible ASCII characters.
fn idempotency_key(request: &HttpRequest) -> Result<Option<String>, Problem> {
    if request.method() != Method::POST {
        return Ok(None);
    }
    let header = request
        .headers()
        .get("Idempotency-Key")
        .ok_or(Problem::of(ProblemCode::MissingKey))?;
    let key = header
        .to_str()
        .map_err(|_| Problem::of(ProblemCode::BadKey))?;
    let fits = (16..=128).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
    if fits {
        Ok(Some(key.to_owned()))
    } else {
        Err(Problem::of(ProblemCode::BadKey))
    }
}

/// Why a file is read: a code of the vocabulary, `case_work` when nobody says.
fn purpose(request: &HttpRequest) -> Result<String, Problem> {
    let Some(header) = request.headers().get("Access-Purpose") else {
        return Ok("case_work".to_owned());
    };
    let code = header.to_str().unwrap_or("");
    let known = domain::vocabulary::codes("access-purposes").contains(&code);
    if known {
        Ok(code.to_owned())
    } else {
        Err(Problem::parameter("Access-Purpose", "unknown_code"))
    }
}

impl Command {
    fn from(request: &HttpRequest) -> Result<Self, Problem> {
        Ok(Self {
            request: request.clone(),
            state: State::of(request)?,
            signed: signed(request).ok_or(Problem::of(ProblemCode::Unauthenticated))?,
            key: idempotency_key(request)?,
        })
    }

    /// Builds addresses.
    pub fn links(&self) -> Links {
        self.state.links.clone()
    }

    /// What the process holds.
    pub fn state(&self) -> web::Data<State> {
        self.state.clone()
    }

    /// The reader's language.
    pub fn language(&self) -> crate::texts::Language {
        super::envelope::language(&self.request)
    }

    /// Who acts.
    pub fn actor(&self) -> &Actor {
        &self.signed.actor
    }

    /// Where the request comes from.
    pub fn address(&self) -> String {
        super::envelope::client_address(&self.request, &self.state.config.trusted_proxies)
    }

    /// Reads what must be known before the transaction: what costs time, such as a password's
    /// hash, is never computed inside.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Problem> {
        let caller = Caller {
            actor: self.signed.actor.clone(),
            request_id: request_id(&self.request),
            purpose: None,
        };
        read(&self.state, caller, work).await
    }

    /// Writes what stays written whatever becomes of the request, such as a counted attempt.
    pub async fn write_apart<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Problem> {
        let caller = Caller {
            actor: self.signed.actor.clone(),
            request_id: request_id(&self.request),
            purpose: None,
        };
        write(&self.state, caller, work).await
    }

    /// Runs `work` in one transaction and sends what it returned once that is durable. `work` may
    /// run more than once, so it must not do anything outside the transaction.
    pub async fn run<T: Reply>(
        self,
        work: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<HttpResponse, Problem> {
        let claim = self.claim()?;
        let caller = Caller {
            actor: self.signed.actor.clone(),
            request_id: request_id(&self.request),
            purpose: None,
        };
        let work = move |tx: &mut Tx<'_>| work(tx)?.answer();
        respond(submit(&self.state, caller, claim, work).await?)
    }

    fn claim(&self) -> Result<Option<Claim>, Problem> {
        let Some(key) = self.key.clone() else {
            return Ok(None);
        };
        let action = action_of(&self.request).ok_or(Problem::of(ProblemCode::Internal))?;
        Ok(Some(Claim {
            key,
            fingerprint: Fingerprint::of(&self.request),
            action,
        }))
    }
}

/// The action that the route names; left by the door.
fn action_of(request: &HttpRequest) -> Option<Action> {
    match request.extensions().get::<Access>() {
        Some(Access::To(action)) => Some(*action),
        _ => None,
    }
}

/// On PostgreSQL a write blocks a thread of its own, on SQLite it waits in the writer's queue.
async fn submit(
    state: &web::Data<State>,
    caller: Caller,
    claim: Option<Claim>,
    work: impl Fn(&mut Tx<'_>) -> Result<Answer, Error> + Send + 'static,
) -> Result<Answer, Problem> {
    let (tell, told) = tokio::sync::oneshot::channel();
    let done = move |outcome| drop(tell.send(outcome));
    if state.store.writes_block() {
        let turn = state.writing.enter().await?;
        let store = state.store.clone();
        let outcome = web::block(move || store.submit_once(caller, claim, work, done)).await;
        drop(turn);
        // The thread is gone and nobody knows how far it came.
        outcome.map_err(|_| Problem::of(ProblemCode::Unavailable))?;
    } else {
        state.store.submit_once(caller, claim, work, done);
    }
    Ok(told
        .await
        .map_err(|_| Problem::of(ProblemCode::Unavailable))??)
}

impl Query {
    fn from(request: &HttpRequest) -> Result<Self, Problem> {
        Ok(Self {
            request: request.clone(),
            state: State::of(request)?,
            signed: signed(request).ok_or(Problem::of(ProblemCode::Unauthenticated))?,
            purpose: Some(purpose(request)?),
        })
    }

    /// Builds addresses.
    pub fn links(&self) -> Links {
        self.state.links.clone()
    }

    /// Who asks.
    pub fn actor(&self) -> &Actor {
        &self.signed.actor
    }

    /// The reader's language.
    pub fn language(&self) -> crate::texts::Language {
        super::envelope::language(&self.request)
    }

    /// The request itself.
    pub fn request(&self) -> &HttpRequest {
        &self.request
    }

    /// What the process holds.
    pub fn state(&self) -> web::Data<State> {
        self.state.clone()
    }

    /// Today, where the organisation is; for what is worked out without the database.
    pub fn today(&self) -> chrono::NaiveDate {
        let now = self.state.store.clock().now();
        now.with_timezone(&self.signed.actor.zone).date_naive()
    }

    /// Names the reader to whom a cursor belongs.
    pub fn reader(&self) -> String {
        self.signed.reader()
    }

    /// Runs `work` in one snapshot and gives what it returned.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Problem> {
        let caller = Caller {
            actor: self.signed.actor.clone(),
            request_id: request_id(&self.request),
            purpose: self.purpose.clone(),
        };
        read(&self.state, caller, work).await
    }

    /// Runs `work` in one snapshot and sends what it returned, or 304 when the reader has it.
    pub async fn run<T: Reply>(
        self,
        work: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<HttpResponse, Problem> {
        let answer = self.read(move |tx| work(tx)?.answer()).await?;
        conditional(&self.request, answer)
    }
}

/// 304 instead of a representation that the reader has.
pub fn conditional(request: &HttpRequest, answer: Answer) -> Result<HttpResponse, Problem> {
    let Some(etag) = &answer.etag else {
        return respond(answer);
    };
    let tags = request
        .headers()
        .get_all(IF_NONE_MATCH)
        .filter_map(|value| value.to_str().ok());
    // Weak comparison (RFC 9110 §13.1.2): a proxy that compresses weakens the tag.
    let mut tags = tags.flat_map(|value| value.split(',')).map(str::trim);
    if tags.any(|tag| tag == "*" || tag.trim_start_matches("W/") == etag) {
        return Ok(HttpResponse::NotModified()
            .insert_header((ETAG, etag.as_str()))
            .finish());
    }
    respond(answer)
}

async fn read<T: Send + 'static>(
    state: &web::Data<State>,
    caller: Caller,
    work: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
) -> Result<T, Problem> {
    let _turn = state.reading.enter().await?;
    let store = state.store.clone();
    let outcome = web::block(move || store.read(&caller, work));
    Ok(outcome
        .await
        .map_err(|_| Problem::of(ProblemCode::Internal))??)
}

async fn write<T: Send + 'static>(
    state: &web::Data<State>,
    caller: Caller,
    work: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
) -> Result<T, Problem> {
    let _turn = state.writing.enter().await?;
    let store = state.store.clone();
    let outcome = web::block(move || store.write(caller, work));
    // The thread is gone and nobody knows how far it came.
    Ok(outcome
        .await
        .map_err(|_| Problem::of(ProblemCode::Unavailable))??)
}

impl Guest {
    /// Builds addresses.
    pub fn links(&self) -> Links {
        self.state.links.clone()
    }

    /// The request itself.
    pub fn request(&self) -> &HttpRequest {
        &self.request
    }

    /// The reader's language.
    pub fn language(&self) -> crate::texts::Language {
        super::envelope::language(&self.request)
    }

    /// Sends what everybody may keep for an hour, or 304 when the reader has it.
    pub fn publish(&self, body: &impl serde::Serialize) -> Result<HttpResponse, Problem> {
        let mut response = conditional(&self.request, super::answer::public(body)?)?;
        let headers = response.headers_mut();
        let kept = HeaderValue::from_static("public, max-age=3600");
        headers.insert(CACHE_CONTROL, kept);
        let language = HeaderValue::from_static(self.language().tag());
        headers.insert(CONTENT_LANGUAGE, language);
        Ok(response)
    }

    /// Where the request comes from.
    pub fn address(&self) -> String {
        super::envelope::client_address(&self.request, &self.state.config.trusted_proxies)
    }

    /// Reads what no organisation owns.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Problem> {
        let caller = Caller {
            actor: nobody(),
            request_id: request_id(&self.request),
            purpose: None,
        };
        read(&self.state, caller, work).await
    }

    /// Writes on behalf of `actor`, who has just proved who it is (or of nobody).
    pub async fn write<T: Send + 'static>(
        &self,
        actor: Actor,
        work: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Problem> {
        let caller = Caller {
            actor,
            request_id: request_id(&self.request),
            purpose: None,
        };
        write(&self.state, caller, work).await
    }
}

impl FromRequest for Command {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::from(request))
    }
}

impl FromRequest for Query {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::from(request))
    }
}

impl FromRequest for Guest {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(State::of(request).map(|state| Self {
            request: request.clone(),
            state,
        }))
    }
}
