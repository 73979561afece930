//! Who asks: the bearer of an access token, as the database knows him at most a second ago.

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header::AUTHORIZATION;
use actix_web::{HttpMessage, HttpRequest, web};
use chrono::{DateTime, Utc};
use domain::actor::{Actor, OrganisationId};
use domain::kernel::{Id, Refusal};
use domain::sessions::UNANSWERED;
use moka::sync::Cache;
use persistence::machine_clients::{self, MachineBearer};
use persistence::outside_identities::{self, Presented, Recognised};
use persistence::staff::{self, Bearer, Identified};
use persistence::{Caller, Error, Tx};
use sha2::{Digest, Sha256};

use super::doorway::block;
use super::problem::{Problem, ProblemCode};
use crate::app::State;
use crate::config::Mode;
use crate::identity::token::{Claims, OutsideClaims, Reason};

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
        let id = self.actor.id().map(|id| id.to_string());
        format!("{}/{}", self.actor.organisation, id.unwrap_or_default())
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

/// Refresh tokens, by their digests, of whose use nobody knows what came of it, and since when they
/// were asked to go on.
pub type Unanswered = Cache<[u8; 32], DateTime<Utc>>;

/// None yet.
pub fn unanswered() -> Unanswered {
    let kept = UNANSWERED.to_std().unwrap_or_default();
    Cache::builder()
        .max_capacity(10_000)
        .time_to_live(kept)
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
    let claims = verify(state, token, now).await.ok_or_else(refused)?;
    // A second factor of our own is asked of passwords of our own: a provider has its rules, and a
    // program has a key.
    let unrestricted = |actor| Signed {
        restricted: false,
        actor,
    };
    let signed = match claims {
        Claims::Own(own) => {
            let bearer = Bearer {
                staff: Id::new(own.sub),
                organisation: Id::new(own.org),
                session: Id::new(own.sid),
                epoch: own.epoch,
            };
            let identify = move |tx: &mut Tx<'_>| staff::identify(tx, bearer);
            let known = ask(state, bearer.organisation, identify).await?;
            Signed {
                restricted: is_restricted(state, &known),
                actor: known.actor,
            }
        }
        Claims::Machine(own) => {
            let bearer = MachineBearer {
                client: Id::new(own.client_id),
                organisation: Id::new(own.org),
                epoch: own.epoch,
                scopes: own.scope.parse().map_err(|_| refused())?,
            };
            let identify = move |tx: &mut Tx<'_>| machine_clients::identify(tx, bearer);
            unrestricted(ask(state, bearer.organisation, identify).await?)
        }
        Claims::Outside(claims) => unrestricted(present(state, &claims).await?),
    };
    let signed = Arc::new(signed);
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

/// The claims of a token that holds. When it names a key that its provider may have made a
/// moment ago, the provider is asked first.
async fn verify(state: &web::Data<State>, token: &str, now: DateTime<Utc>) -> Option<Claims> {
    let verifier = state.providers.verifier();
    match verifier.verify(token, now) {
        Ok(claims) => Some(claims),
        Err(fault) if fault.reason() == Reason::Key => {
            let issuer = verifier.outside_issuer(token)?;
            state.providers.seek(issuer, now).await;
            state.providers.verifier().verify(token, now).ok()
        }
        Err(_) => None,
    }
}

/// Asks the database in the name of somebody who is about to be known.
async fn ask<T: Send + 'static>(
    state: &web::Data<State>,
    organisation: OrganisationId,
    work: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
) -> Result<T, Problem> {
    let caller = Caller {
        actor: Actor::anonymous(organisation),
        request_id: "identify".into(),
        purpose: None,
    };
    let store = state.store.clone();
    let work = move || store.read(&caller, work);
    Ok(block(&state.reading, ProblemCode::Internal, work).await??)
}

/// The member of the staff whom a provider's token presents. The first token of somebody whose
/// verified address an account has links the two, and a newer one may change the account.
async fn present(state: &web::Data<State>, claims: &OutsideClaims) -> Result<Actor, Problem> {
    let refused = || Problem::of(ProblemCode::Unauthenticated);
    let provider = state.providers.get(&claims.issuer).ok_or_else(refused)?;
    let presented = provider.presents(claims).ok_or_else(refused)?;
    let (asked, organisation) = (presented.clone(), provider.organisation);
    let identify = move |tx: &mut Tx<'_>| outside_identities::identify(tx, &asked);
    match ask(state, organisation, identify).await? {
        Recognised::Known(actor) => Ok(actor),
        Recognised::Linkable | Recognised::Behind => {
            match recognise(state, organisation, &presented).await? {
                // Another first token was faster: the second look finds its link.
                Err(Error::Refused(Refusal::IdentityTaken {})) => {
                    Ok(recognise(state, organisation, &presented).await??)
                }
                recognised => Ok(recognised?),
            }
        }
    }
}

async fn recognise(
    state: &web::Data<State>,
    organisation: OrganisationId,
    presented: &Presented,
) -> Result<Result<Actor, Error>, Problem> {
    let caller = Caller::system(organisation, "identify");
    let (store, presented) = (state.store.clone(), presented.clone());
    let work = move |tx: &mut Tx<'_>| outside_identities::recognise(tx, &presented);
    let work = move || store.write(caller, work);
    block(&state.writing, ProblemCode::Internal, work).await
}

/// An organisation that names none, for questions that no organisation owns.
pub fn nobody() -> Actor {
    Actor::anonymous(Id::new(uuid::Uuid::nil()))
}
