//! Requests that read.

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use domain::access_records::EMERGENCY;
use domain::actor::Actor;
use persistence::{Caller, Error, Tx};

use super::{caller, conditional, read};
use crate::app::State;
use crate::http::answer::{Links, Reply};
use crate::http::envelope;
use crate::http::problem::{Problem, ProblemCode};
use crate::http::session::{Signed, authenticate, signed};

/// A request that reads: one consistent snapshot, accesses recorded.
#[derive(Debug)]
pub struct Query {
    request: HttpRequest,
    state: web::Data<State>,
    signed: Arc<Signed>,
    purpose: String,
}

/// What a reader may say that a file is read for. That an emergency access opened it is for the
/// product to know, not for anybody to say.
pub fn purposes() -> impl Iterator<Item = &'static str> {
    let codes = domain::vocabulary::codes("access-purposes").into_iter();
    codes.filter(|code| *code != EMERGENCY)
}

/// Why a file is read: a code of the vocabulary, `case_work` when nobody says.
fn purpose(request: &HttpRequest) -> Result<String, Problem> {
    let Some(header) = request.headers().get("Access-Purpose") else {
        return Ok("case_work".to_owned());
    };
    let code = header.to_str().unwrap_or("");
    if purposes().any(|known| known == code) {
        Ok(code.to_owned())
    } else {
        Err(Problem::parameter("Access-Purpose", "unknown_code"))
    }
}

impl Query {
    fn from(request: &HttpRequest) -> Result<Self, Problem> {
        Ok(Self {
            request: request.clone(),
            state: State::of(request)?,
            signed: signed(request).ok_or(Problem::of(ProblemCode::Unauthenticated))?,
            purpose: purpose(request)?,
        })
    }

    /// The same request for a purpose that what is asked for has by itself, whatever the header
    /// says.
    #[must_use]
    pub fn for_purpose(mut self, purpose: &str) -> Self {
        purpose.clone_into(&mut self.purpose);
        self
    }

    /// The same question, asked again by whoever the bearer of the token is by now: whoever waits
    /// is told nothing that he may no longer know.
    pub async fn anew(self) -> Result<Self, Problem> {
        let signed = authenticate(&self.state, &self.request).await?;
        Ok(Self { signed, ..self })
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
        envelope::language(&self.request)
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
            purpose: Some(self.purpose.clone()),
            ..caller(&self.request, self.signed.actor.clone())
        };
        read(&self.state, caller, work).await
    }

    /// Runs `work` in one snapshot and sends what it returned, or 304 when the reader has it.
    pub async fn run<T: Reply>(
        self,
        work: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<HttpResponse, Problem> {
        self.judge(move |tx| work(tx).map(Ok)).await
    }

    /// The same of work that may find that the question itself is wrong.
    pub async fn judge<T: Reply>(
        self,
        work: impl Fn(&mut Tx<'_>) -> Result<Result<T, Problem>, Error> + Send + 'static,
    ) -> Result<HttpResponse, Problem> {
        let answer = self
            .read(move |tx| Ok(work(tx)?.map(Reply::answer)))
            .await??;
        conditional(&self.request, answer?)
    }
}

impl FromRequest for Query {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::from(request))
    }
}
