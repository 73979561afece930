//! Signing in, going on, signing out.

pub(crate) mod attempt;
mod tokens;

use std::fmt;

use actix_web::HttpResponse;
use domain::actor::{Actor, ActorKind, StaffId};
use domain::kernel::Refusal;
use domain::policy::Action;
use domain::sessions::{EndReason, Session};
use domain::staff::Email;
use persistence::outside_identities;
use persistence::sessions::{self, Refreshed};
use persistence::sign_in_attempts::{self, Counted};
use persistence::staff::{self, Account};
use persistence::{Error, Tx, second_factors};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::second_factor::proves;
use crate::app::State;
use crate::http::doorway::{Guest, block_within};
use crate::http::{Access, Command, Done, Problem, ProblemCode, Routes, Valid};
use crate::identity::second_factor::Code;
use crate::identity::secret::RefreshToken;

pub use tokens::SessionView;

/// Who signs in.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInRequest {
    /// The e-mail address of the account.
    #[schema(format = "email", max_length = 254)]
    email: String,
    /// Its password.
    #[schema(format = "password", max_length = 128)]
    password: String,
    /// A code of the account's second factor, or a recovery code, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "password", max_length = 64, example = "287082")]
    code: Option<String>,
}

/// A password is never printed.
impl fmt::Debug for SignInRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignInRequest(***)")
    }
}

/// Who goes on.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshRequest {
    /// The refresh token that came last.
    #[schema(
        max_length = 43,
        pattern = "^[A-Za-z0-9_-]{43}$",
        example = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    )]
    refresh_token: String,
}

/// A token is never printed.
impl fmt::Debug for RefreshRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RefreshRequest(***)")
    }
}

/// Signs in with e-mail address and password.
///
/// The answer is the same for an unknown address, a disabled account and a wrong password. After
/// ten wrong passwords for an account in 15 minutes, or a hundred from an address, 429 says when
/// to try again; a right password from an address that tried nothing else still opens.
///
/// An account with a second factor is asked for it only after the right password: send the same
/// again with `code`. Each code is good once; after five wrong ones in 15 minutes 429 says when to
/// try again. An account whose roles demand a second factor and that has none gets a session that
/// may only enrol one: everything else answers 403 `second-factor-enrolment-required`.
#[utoipa::path(post, path = "/sessions", tag = "sessions", operation_id = "sign_in",
    request_body = SignInRequest, responses((status = 200, body = SessionView),
        (status = 401, description = "Address and password do not match, or the second factor \
            is asked for or refused.")))]
async fn sign_in(guest: Guest, Valid(body): Valid<SignInRequest>) -> Result<HttpResponse, Problem> {
    let code = body.code.as_deref().map(Code::typed);
    let account = find(&guest, &body.email).await?;
    let counted = attempt::count(&guest, &body.email).await?;
    let hash = account.as_ref().and_then(|account| account.hash.clone());
    let hasher = &guest.state.hasher;
    let checked = hasher.verify_or_dummy(hash.as_deref(), &body.password);
    let right = match checked.await {
        Ok(right) => right,
        Err(fault) => {
            attempt::give_back(&guest, counted).await?;
            return Err(attempt::unhashed(fault));
        }
    };
    match (account, hash) {
        (Some(account), Some(hash)) if right => {
            let answer = open(&guest, &account, hash.clone(), counted, code).await?;
            rehash(&guest, &account, hash, body.password);
            Ok(answer)
        }
        _ => {
            tracing::warn!(event = "sign_in_refused", client = guest.address());
            Err(Refusal::SignInFailed {}.into())
        }
    }
}

/// The account of an address; a text that is no address has none.
async fn find(guest: &Guest, typed: &str) -> Result<Option<Account>, Problem> {
    // The question is asked also when the answer is known, so that it takes its time.
    let nobody = "nobody@nowhere.invalid";
    let email = typed.parse::<Email>().or_else(|_| nobody.parse());
    let email = email.map_err(|fault| Problem::invalid("/email", &fault))?;
    guest.read(move |tx| staff::by_email(tx, &email)).await
}

/// Opens a session for somebody whose password was right, and the code of the second factor too.
async fn open(
    guest: &Guest,
    account: &Account,
    hash: String,
    counted: Counted,
    code: Option<Code>,
) -> Result<HttpResponse, Problem> {
    let counted_code = match code {
        Some(_) => Some(attempt::count_code(guest, account.staff).await),
        None => None,
    };
    // The password was right: it costs none of the ten, whatever becomes of the code.
    let counted_code = match counted_code.transpose() {
        Ok(counted_code) => counted_code,
        Err(waits) => {
            attempt::give_back(guest, counted).await?;
            return Err(waits);
        }
    };
    let (id, staff) = (guest.state.store.mint(), account.staff);
    let token = RefreshToken::generate().map_err(|_| Problem::of(ProblemCode::Internal))?;
    let digest = *token.digest().as_bytes();
    let actor = Actor {
        kind: ActorKind::Staff(staff, id),
        ..Actor::anonymous(account.organisation)
    };
    let (state, right) = (guest.state.clone(), counted.clone());
    let opened = guest.write(actor, move |tx| {
        let proven = second_factor(tx, &state, staff, code.as_ref())?;
        let epoch = sessions::admit(tx, staff, &hash)?;
        let session = if proven {
            Session::open_proven(id, staff, tx.now())
        } else {
            Session::open(id, staff, tx.now())
        };
        let session = sessions::insert(tx, session, &digest)?;
        sign_in_attempts::give_back(tx, &right)?;
        if let Some(counted_code) = &counted_code {
            sign_in_attempts::give_back(tx, counted_code)?;
        }
        Ok((session, epoch))
    });
    match opened.await {
        Ok((session, epoch)) => {
            tokens::answer(&guest.state, account.organisation, &session, epoch, &token)
        }
        Err(problem) => {
            let about_code = matches!(
                problem.code,
                ProblemCode::SecondFactorRequired | ProblemCode::SecondFactorRefused
            );
            if about_code {
                tracing::warn!(event = problem.code.as_str(), client = guest.address());
                attempt::give_back(guest, counted).await?;
            }
            Err(problem)
        }
    }
}

/// Whether the account has a second factor, which the code then proves.
fn second_factor(
    tx: &mut Tx<'_>,
    state: &State,
    staff: StaffId,
    code: Option<&Code>,
) -> Result<bool, Error> {
    let Some(stored) = second_factors::in_force(tx, staff)? else {
        return Ok(false);
    };
    let code = code.ok_or(Refusal::SecondFactorRequired {})?;
    if proves(tx, state, &stored, code)? {
        Ok(true)
    } else {
        Err(Refusal::SecondFactorRefused {}.into())
    }
}

/// Replaces an outdated hash behind the answer: it costs a second computation, which must not show
/// in the time of the first. Where no turn at the database is free the next sign-in does it.
fn rehash(guest: &Guest, account: &Account, old: String, password: String) {
    if !guest.state.hasher.needs_rehash(&old) {
        return;
    }
    let state = guest.state.clone();
    let caller = persistence::Caller::system(account.organisation, "rehash");
    let staff = account.staff;
    actix_web::rt::spawn(async move {
        let Ok(new) = state.hasher.rehash(&password).await else {
            return;
        };
        let Ok(turn) = state.writing.enter().await else {
            return;
        };
        let store = state.store.clone();
        let write =
            move || store.write(caller, move |tx| staff::replace_hash(tx, staff, &old, &new));
        let written = block_within(turn, ProblemCode::Unavailable, write).await;
        if let Ok(Err(error)) = written {
            tracing::warn!(event = "rehash_failed", %error);
        }
    });
}

/// Goes on with a session: the refresh token is used up, and the next one comes with a new access
/// token.
///
/// A token that was used before ends the session, because somebody has a copy; only an identical
/// retry within two seconds, before the next token was used, gets the same next token again. Of a
/// refresh that was answered 503 nobody knows whether the token was used: send it again within a
/// minute, to the same server. A session ends after twelve hours.
#[utoipa::path(post, path = "/session-refreshes", tag = "sessions",
    operation_id = "refresh_session", request_body = RefreshRequest,
    responses((status = 200, body = SessionView),
        (status = 401, description = "The refresh token is not (or no longer) valid.")))]
async fn refresh(
    guest: Guest,
    Valid(body): Valid<RefreshRequest>,
) -> Result<HttpResponse, Problem> {
    let refused = || Problem::from(Refusal::RefreshRefused {});
    let token: RefreshToken = body.refresh_token.parse().map_err(|_| refused())?;
    let next = token.successor(&guest.state.config.secret.key_for("refresh"));
    let (digest, next_digest) = (*token.digest().as_bytes(), *next.digest().as_bytes());
    let organisation = guest
        .read(move |tx| sessions::organisation_of(tx, &digest))
        .await?
        .ok_or_else(refused)?;
    let unanswered = &guest.state.unanswered;
    let asked = guest.state.store.clock().now();
    let first = unanswered.get(&digest);
    let work = move |tx: &mut Tx<'_>| sessions::refresh(tx, &digest, &next_digest, first);
    let outcome = guest.write(Actor::anonymous(organisation), work).await;
    // Who tries again because we said so is no thief.
    if matches!(&outcome, Err(problem) if problem.code == ProblemCode::Unavailable) {
        unanswered.insert(digest, first.unwrap_or(asked));
    }
    match outcome? {
        Refreshed::Goes { session, epoch } => {
            tokens::answer(&guest.state, organisation, &session, epoch, &next)
        }
        Refreshed::Refused => Err(refused()),
        Refreshed::Reused => {
            tracing::warn!(event = "refresh_token_reused", client = guest.address());
            guest.state.tokens.invalidate_all();
            Err(refused())
        }
    }
}

/// Signs out: the session and its access tokens end at once.
///
/// Whoever came with a token of the organisation's own provider is signed out here: tokens that
/// it issued until now open nothing any more. The session at the provider is the provider's.
#[utoipa::path(delete, path = "/sessions/current", tag = "sessions", operation_id = "sign_out",
    responses((status = 204)))]
async fn sign_out(command: Command) -> Result<HttpResponse, Problem> {
    let state = command.state();
    let answer = command.run(|tx| {
        match tx.actor().kind {
            ActorKind::Staff(_, id) => {
                let session = sessions::get(tx, id)?;
                sessions::end(tx, session.end(EndReason::SignOut, tx.now()))?;
            }
            ActorKind::Federated(staff, id) => {
                let identity = outside_identities::get(tx, staff, id)?;
                outside_identities::save(tx, identity.sign_out(tx.now()))?;
            }
            ActorKind::Machine(..) | ActorKind::Anonymous | ActorKind::System => {
                return Err(Error::NotFound);
            }
        }
        Ok(Done)
    });
    let answer = answer.await?;
    state.tokens.invalidate_all();
    Ok(answer)
}

/// Mounts the routes of this file.
pub fn routes(routes: &mut Routes) {
    routes.mount(__path_sign_in, Access::Public, sign_in);
    routes.mount(__path_refresh, Access::Public, refresh);
    routes.mount(__path_sign_out, Access::To(Action::UseOwnAccount), sign_out);
}
