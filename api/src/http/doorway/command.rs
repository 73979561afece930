//! Requests that change something.

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, web};
use domain::actor::Actor;
use domain::policy::Action;
use persistence::{Answer, Caller, Claim, Error, Tx};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{block, caller, in_time, read, write};
use crate::app::State;
use crate::http::answer::{Links, Reply, respond};
use crate::http::envelope;
use crate::http::problem::{Problem, ProblemCode};
use crate::http::routes::Access;
use crate::http::session::{Signed, signed};
use crate::identity::vault::Place;

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

/// Where an answer is kept: the seal of one fits nowhere else.
#[derive(Debug, Clone)]
struct Kept {
    organisation: Uuid,
    row: String,
}

impl Kept {
    fn of(signed: &Signed, key: &str) -> Self {
        Self {
            organisation: signed.actor.organisation.uuid(),
            row: format!("{}/{key}", signed.reader()),
        }
    }

    fn place(&self) -> Place<'_> {
        Place {
            table: "idempotency_keys",
            column: "body",
            organisation: self.organisation,
            row: &self.row,
        }
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
        envelope::language(&self.request)
    }

    /// Who acts.
    pub fn actor(&self) -> &Actor {
        &self.signed.actor
    }

    /// Where the request comes from.
    pub fn address(&self) -> String {
        envelope::client_address(&self.request, &self.state.config.trusted_proxies)
    }

    /// Reads what must be known before the transaction: what costs time, such as a password's
    /// hash, is never computed inside.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Problem> {
        read(&self.state, self.caller(), work).await
    }

    /// The same, on record with this purpose.
    pub async fn read_for<T: Send + 'static>(
        &self,
        purpose: String,
        work: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Problem> {
        let caller = Caller {
            purpose: Some(purpose),
            ..self.caller()
        };
        read(&self.state, caller, work).await
    }

    /// Writes what stays written whatever becomes of the request, such as a counted attempt.
    pub async fn write_apart<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Problem> {
        write(&self.state, self.caller(), work).await
    }

    /// The same, on record with this purpose.
    pub async fn write_for<T: Send + 'static>(
        &self,
        purpose: String,
        work: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Problem> {
        let caller = Caller {
            purpose: Some(purpose),
            ..self.caller()
        };
        write(&self.state, caller, work).await
    }

    /// The request itself.
    pub fn request(&self) -> &HttpRequest {
        &self.request
    }

    /// Runs `work` in one transaction and sends what it returned once that is durable. `work` may
    /// run more than once, so it must not do anything outside the transaction. An answer that is
    /// kept for a retry is kept sealed: it tells as much of people as the tables of its subject.
    pub async fn run<T: Reply>(
        self,
        work: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<HttpResponse, Problem> {
        let claim = self.claim()?;
        let caller = self.caller();
        let Some(key) = &self.key else {
            let work = move |tx: &mut Tx<'_>| work(tx)?.answer();
            return respond(submit(&self.state, caller, claim, work).await?);
        };
        let place = Kept::of(&self.signed, key);
        let (vault, kept) = (self.state.vault.clone(), place.clone());
        let work = move |tx: &mut Tx<'_>| {
            let mut answer = work(tx)?.answer()?;
            let sealed = vault.seal(kept.place(), &answer.body);
            answer.body = sealed.map_err(|_| Error::Corrupt("answer"))?;
            Ok(answer)
        };
        let mut answer = submit(&self.state, caller, claim, work).await?;
        let opened = self.state.vault.open(place.place(), &answer.body);
        answer.body = opened.ok_or(Problem::of(ProblemCode::Internal))?.to_vec();
        respond(answer)
    }

    /// On whose behalf the request is done.
    pub fn caller(&self) -> Caller {
        caller(&self.request, self.signed.actor.clone())
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
        let store = state.store.clone();
        let work = move || store.submit_once(caller, claim, work, done);
        // When the thread is gone nobody knows how far it came.
        block(&state.writing, ProblemCode::Unavailable, work).await?;
    } else {
        state.store.submit_once(caller, claim, work, done);
    }
    Ok(in_time(told)
        .await?
        .map_err(|_| Problem::of(ProblemCode::Unavailable))??)
}

impl FromRequest for Command {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::from(request))
    }
}
