//! Access tokens for machine clients (RFC 6749 §4.4 with RFC 7523).

use std::fmt;

use actix_web::HttpResponse;
use domain::actor::{Actor, MachineClientId, OrganisationId};
use domain::kernel::Id;
use domain::machine_clients::MachineClient;
use domain::policy::Scopes;
use domain::sessions::ACCESS;
use persistence::machine_clients::{self, Credentials};
use persistence::sign_in_attempts::{self, Counted};
use persistence::{Error, Tx};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::machine_clients::verifying_keys;
use super::sessions::attempt;
use crate::app::{AUDIENCE, BASE_PATH, State};
use crate::http::answer::{Plain, Reply, respond};
use crate::http::doorway::Guest;
use crate::http::{Access, Form, Problem, ProblemCode, Routes};
use crate::identity::assertion::{self, ASSERTION_TYPE, Proven};
use crate::identity::token::MachineClaims;

/// A request for an access token, as RFC 6749 and RFC 7523 name its members.
#[derive(Clone, Deserialize, ToSchema)]
pub struct TokenRequest {
    /// What is presented: the client itself.
    #[schema(
        max_length = 18,
        pattern = "^client_credentials$",
        example = "client_credentials"
    )]
    grant_type: String,
    /// How the client proves who it is.
    #[schema(
        max_length = 60,
        pattern = "^urn:ietf:params:oauth:client-assertion-type:jwt-bearer$",
        example = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    )]
    client_assertion_type: String,
    /// A JWT that the client signed with its key: `iss` and `sub` are its id, `aud` is the address
    /// of this operation, `jti` is new each time, `exp` at most five minutes away; the header
    /// names `alg`, `kid` and the `typ` `JWT` or `client-authentication+jwt`.
    #[schema(
        max_length = 8192,
        pattern = "^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$",
        example = "eyJhbGciOiJFUzI1NiJ9.e30.AAAA"
    )]
    client_assertion: String,
    /// The client's id, if it is sent at all: the same as in the assertion.
    #[schema(format = "uuid")]
    client_id: Option<String>,
    /// The scopes that are asked for, with blanks between them; all of the client's without it.
    #[schema(
        max_length = 500,
        pattern = "^[a-z_.]{1,60}( [a-z_.]{1,60}){0,19}$",
        example = "cases.read individuals.read"
    )]
    scope: Option<String>,
}

/// An assertion is never printed.
impl fmt::Debug for TokenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenRequest(***)")
    }
}

/// An access token of a machine client, as RFC 6749 §5.1 calls its members.
#[derive(Serialize, ToSchema)]
pub struct TokenView {
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
    /// What it permits, with blanks between the scopes.
    #[schema(
        max_length = 500,
        pattern = "^[a-z_.]{1,60}( [a-z_.]{1,60}){0,19}$",
        example = "cases.read individuals.read"
    )]
    scope: String,
}

/// Tokens are never printed.
impl fmt::Debug for TokenView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenView(***)")
    }
}

/// Gives a machine client an access token.
///
/// The request is a form, because every OAuth 2 client sends one (RFC 6749 section 4.4.2, with the
/// assertion of RFC 7523 section 2.2). An assertion is good once. The token holds for ten minutes
/// and there is no refresh token: ask again. Problems carry the member `error` of RFC 6749
/// section 5.2; an unknown client, one that waits or is disabled, and a wrong assertion are told
/// alike. Ten refusals for a client in 15 minutes, or a hundred from an address, are answered 429.
#[utoipa::path(post, path = "/tokens", tag = "tokens", operation_id = "issue_token",
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = TokenView),
        (status = 401, description = "The client is unknown or not enabled, or its assertion does \
            not hold.")))]
async fn issue(guest: Guest, Form(form): Form<TokenRequest>) -> Result<HttpResponse, Problem> {
    let asked = asked(&form)?;
    let claimed = assertion::claimed_client(&form.client_assertion);
    let typed = claimed.map_or_else(String::new, |id| id.to_string());
    let counted = attempt::count(&guest, &format!("client:{typed}")).await?;
    let id = claimed
        .filter(|_| form.client_id.as_ref().is_none_or(|id| *id == typed))
        .ok_or_else(refused)?;
    let id: MachineClientId = Id::new(id);
    let (credentials, proven) = prove(&guest, id, &form.client_assertion).await?;
    let (client, scopes) =
        grant(&guest, id, credentials.organisation, proven, asked, counted).await?;
    respond(
        Plain(sign(
            &guest.state,
            credentials.organisation,
            &client,
            scopes,
        )?)
        .answer()?,
    )
}

fn refused() -> Problem {
    Problem::of(ProblemCode::ClientRefused).with_error("invalid_client")
}

/// The scopes that were asked for. The form must be of the one grant and the one proof that we know.
fn asked(form: &TokenRequest) -> Result<Option<Scopes>, Problem> {
    if form.grant_type != "client_credentials" {
        return Err(Problem::of(ProblemCode::UnsupportedGrant).with_error("unsupported_grant_type"));
    }
    if form.client_assertion_type != ASSERTION_TYPE {
        return Err(refused());
    }
    let scopes = form.scope.as_ref().map(|scopes| scopes.parse::<Scopes>());
    scopes.transpose().map_err(|_| scope_refused())
}

fn scope_refused() -> Problem {
    Problem::of(ProblemCode::ScopeRefused).with_error("invalid_scope")
}

/// Whether the assertion is this client's.
async fn prove(
    guest: &Guest,
    id: MachineClientId,
    text: &str,
) -> Result<(Credentials, Proven), Problem> {
    let found = guest
        .read(move |tx| machine_clients::credentials(tx, id))
        .await?;
    let state = &guest.state;
    let audiences = vec![
        format!("{}{BASE_PATH}/tokens", state.config.public_url),
        state.config.public_url.clone(),
    ];
    let now = state.store.clock().now();
    let proven = found.and_then(|credentials| {
        let keys = verifying_keys(&credentials.keys);
        match assertion::verify(text, id.uuid(), keys, audiences, now) {
            Ok(proven) => Some((credentials, proven)),
            Err(fault) => {
                let reason: &str = fault.reason().into();
                tracing::warn!(
                    event = "assertion_refused",
                    reason,
                    client = guest.address()
                );
                None
            }
        }
    });
    proven.ok_or_else(refused)
}

/// Uses the assertion up and decides what the token permits, in one transaction.
async fn grant(
    guest: &Guest,
    id: MachineClientId,
    organisation: OrganisationId,
    proven: Proven,
    asked: Option<Scopes>,
    counted: Counted,
) -> Result<(MachineClient, Scopes), Problem> {
    let work = move |tx: &mut Tx<'_>| {
        if !machine_clients::spend(tx, id, &proven.digest, proven.expires)? {
            return Err(Error::SessionEnded);
        }
        let granted = machine_clients::get(tx, id)?.grant(asked)?;
        sign_in_attempts::give_back(tx, &counted)?;
        Ok(tx.record(granted))
    };
    let actor = Actor::anonymous(organisation);
    let outcome = guest.write(actor, work).await;
    outcome.map_err(|problem| match problem.code {
        ProblemCode::Unauthenticated | ProblemCode::NotFound => refused(),
        ProblemCode::Forbidden => scope_refused(),
        _ => problem,
    })
}

fn sign(
    state: &State,
    organisation: OrganisationId,
    client: &MachineClient,
    scopes: Scopes,
) -> Result<TokenView, Problem> {
    let now = state.store.clock().now();
    let claims = MachineClaims {
        iss: state.config.public_url.clone(),
        sub: client.id.uuid(),
        client_id: client.id.uuid(),
        aud: AUDIENCE.to_owned(),
        exp: (now + ACCESS).timestamp(),
        iat: now.timestamp(),
        nbf: now.timestamp(),
        jti: state.store.mint::<()>().uuid(),
        epoch: client.epoch,
        org: organisation.uuid(),
        scope: scopes.to_string(),
    };
    let access_token = state.keys.issue(&claims)?;
    Ok(TokenView {
        access_token,
        token_type: "Bearer",
        expires_in: ACCESS.num_seconds(),
        scope: scopes.to_string(),
    })
}

/// Mounts the routes of this file.
pub fn routes(routes: &mut Routes) {
    routes.mount(__path_issue, Access::Public, issue);
}
