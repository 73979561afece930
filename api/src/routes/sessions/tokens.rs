//! The tokens of a session.

use actix_web::HttpResponse;
use domain::actor::OrganisationId;
use domain::sessions::Session;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::{AUDIENCE, State};
use crate::http::Problem;
use crate::http::answer::{Plain, Reply, respond};
use crate::identity::secret::RefreshToken;
use crate::identity::token::AccessClaims;

/// The tokens of a session, as RFC 6749 section 5.1 calls them.
#[derive(Serialize, ToSchema)]
pub struct SessionView {
    /// Goes into `Authorization: Bearer …`.
    #[schema(
        max_length = 8192,
        pattern = "^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$",
        example = "eyJhbGciOiJFUzI1NiJ9.e30.AAAA"
    )]
    access_token: String,
    /// Always `Bearer`.
    #[schema(max_length = 6, pattern = "^Bearer$", example = "Bearer")]
    token_type: &'static str,
    /// For how many seconds the access token is good.
    #[schema(minimum = 0, maximum = 600, example = 600)]
    expires_in: i64,
    /// Goes into the next refresh; good once.
    #[schema(
        max_length = 43,
        pattern = "^[A-Za-z0-9_-]{43}$",
        example = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    )]
    refresh_token: String,
}

/// Tokens are never printed.
impl std::fmt::Debug for SessionView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionView(***)")
    }
}

/// A new access token of the session, with the refresh token that goes on with it.
pub(super) fn answer(
    state: &State,
    organisation: OrganisationId,
    session: &Session,
    epoch: i64,
    refresh: &RefreshToken,
) -> Result<HttpResponse, Problem> {
    let now = state.store.clock().now();
    let until = session.access_until(now);
    let claims = AccessClaims {
        iss: state.config.public_url.clone(),
        sub: session.staff.uuid(),
        aud: AUDIENCE.to_owned(),
        exp: until.timestamp(),
        iat: now.timestamp(),
        nbf: now.timestamp(),
        jti: state.store.mint::<()>().uuid(),
        sid: session.id.uuid(),
        epoch,
        org: organisation.uuid(),
    };
    let access_token = state.keys.issue(&claims)?;
    let view = SessionView {
        access_token,
        token_type: "Bearer",
        expires_in: (until - now).num_seconds(),
        refresh_token: refresh.expose().to_string(),
    };
    respond(Plain(view).answer()?)
}
