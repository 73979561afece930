//! Requests of somebody who has not signed in.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, HeaderValue};
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use domain::actor::Actor;
use persistence::{Error, Tx};

use super::{caller, conditional, read, write};
use crate::app::State;
use crate::http::answer::{self, Links};
use crate::http::envelope;
use crate::http::problem::Problem;
use crate::http::session::nobody;

/// A request of somebody who has not signed in (yet).
#[derive(Debug)]
pub struct Guest {
    request: HttpRequest,
    /// What the process holds.
    pub state: web::Data<State>,
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
        envelope::language(&self.request)
    }

    /// Sends what everybody may keep for an hour, or 304 when the reader has it.
    pub fn publish(&self, body: &impl serde::Serialize) -> Result<HttpResponse, Problem> {
        let mut response = conditional(&self.request, answer::public(body)?)?;
        let headers = response.headers_mut();
        let kept = HeaderValue::from_static("public, max-age=3600");
        headers.insert(CACHE_CONTROL, kept);
        let language = HeaderValue::from_static(self.language().tag());
        headers.insert(CONTENT_LANGUAGE, language);
        Ok(response)
    }

    /// Where the request comes from.
    pub fn address(&self) -> String {
        envelope::client_address(&self.request, &self.state.config.trusted_proxies)
    }

    /// Reads what no organisation owns.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Problem> {
        read(&self.state, caller(&self.request, nobody()), work).await
    }

    /// Reads on behalf of `actor`, whom what it brought made known.
    pub async fn read_as<T: Send + 'static>(
        &self,
        actor: Actor,
        work: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Problem> {
        read(&self.state, caller(&self.request, actor), work).await
    }

    /// Writes on behalf of `actor`, who has just proved who it is (or of nobody).
    pub async fn write<T: Send + 'static>(
        &self,
        actor: Actor,
        work: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Problem> {
        write(&self.state, caller(&self.request, actor), work).await
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
