//! Who asks: the bearer of an access token, as the database knows him at most a second ago.

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header::AUTHORIZATION;
use actix_web::{HttpMessage, HttpRequest, web};
use domain::actor::Actor;
use domain::kernel::Id;
use moka::sync::Cache;
use persistence::Caller;
use persistence::staff::{self, Bearer, Identified};
use sha2::{Digest, Sha256};

use super::problem::{Problem, ProblemCode};
use crate::app::State;
use crate::config::Mode;
use crate::identity::token::Claims;

/// For how long an answer of the database about a token is believed. With the time that a request
/// takes it stays below the second within which a sign-out, a disabling or a new role must bite.
const BELIEVED: Duration = Duration::from_millis(800);

/// A signed-in actor.
#[derive(Debug)]
pub struct Signed {
    /// Who it is and what he may do.
    pub actor: Actor,
    /// Whether this session may only enrol the second factor that its roles demand.
    pub restricted: bool,
}

impl Signed {
    /// Names the reader to whom a cursor belongs.
    pub fn reader(&self) -> String {
        let staff = self
            .actor
            .staff()
            .map(|id| id.to_string())
            .unwrap_or_default();
        format!("{}/{staff}", self.actor.organisation)
    }
}

/// Tokens that were verified a moment ago.
pub type Tokens = Cache<[u8; 32], Arc<Signed>>;

/// An empty cache of verified tokens.
pub fn tokens() -> Tokens {
    Cache::builder()
        .max_capacity(10_000)
        .time_to_live(BELIEVED)
        .build()
}

/// The actor of this request, if the doorway let one in.
pub fn signed(request: &HttpRequest) -> Option<Arc<Signed>> {
    request.extensions().get::<Arc<Signed>>().cloned()
}

/// Verifies the bearer token of a request: its signature and claims, then its account, session
/// and epoch. Whatever is wrong, the answer is the same.
pub async fn authenticate(
    state: &web::Data<State>,
    request: &HttpRequest,
) -> Result<Arc<Signed>, Problem> {
    let refused = || Problem::of(ProblemCode::Unauthenticated);
    // Of two headers a proxy might have judged the other one.
    let mut headers = request.headers().get_all(AUTHORIZATION);
    let header = headers.next().filter(|_| headers.next().is_none());
    let header = header.and_then(|value| value.to_str().ok());
    let (scheme, token) = header
        .and_then(|value| value.split_once(' '))
        .ok_or_else(refused)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(refused());
    }
    let digest: [u8; 32] = Sha256::digest(token).into();
    if let Some(known) = state.tokens.get(&digest) {
        return Ok(known);
    }
    let now = state.store.clock().now();
    let claims = state.verifier.verify(token, now).map_err(|_| refused())?;
    let bearer = bearer(&claims).ok_or_else(refused)?;
    let actor = Actor::anonymous(bearer.organisation);
    let caller = Caller {
        actor,
        request_id: "identify".into(),
        purpose: None,
    };
    let _turn = state.reading.enter().await?;
    let store = state.store.clone();
    let known = web::block(move || store.read(&caller, |tx| staff::identify(tx, bearer)))
        .await
        .map_err(|_| Problem::of(ProblemCode::Internal))??;
    let signed = Arc::new(Signed {
        restricted: is_restricted(state, &known),
        actor: known.actor,
    });
    state.tokens.insert(digest, Arc::clone(&signed));
    Ok(signed)
}

/// Whether a second factor is demanded that the session has not proved. The logins of the
/// demonstration are excepted while it is served as one.
fn is_restricted(state: &State, known: &Identified) -> bool {
    let excepted =
        || state.config.mode == Mode::Demo && crate::demo::office::is_login(&known.email);
    !known.second_factor && state.config.second_factor.covers(&known.actor.roles) && !excepted()
}

/// Our own tokens name account, session and epoch.
fn bearer(claims: &Claims) -> Option<Bearer> {
    let Claims::Own(own) = claims else {
        return None;
    };
    Some(Bearer {
        staff: Id::new(own.sub),
        organisation: Id::new(own.org),
        session: Id::new(own.sid),
        epoch: own.epoch,
    })
}

/// An organisation that names none, for questions that no organisation owns.
pub fn nobody() -> Actor {
    Actor::anonymous(Id::new(uuid::Uuid::nil()))
}
