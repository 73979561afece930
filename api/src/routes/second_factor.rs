//! The second factor: enrolled and replaced by its owner, removed by an administrator.

use std::fmt;

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono::{DateTime, Utc};
use domain::actor::StaffId;
use domain::kernel::Refusal;
use domain::policy::Action;
use domain::second_factor::{OFFERED, Proof, SecondFactor};
use persistence::second_factors::{self, Stored};
use persistence::sign_in_attempts::{self, Counted};
use persistence::{Error, Tx, account_links, sessions, staff};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::me::own_session;
use super::sessions::attempt;
use crate::app::State;
use crate::http::answer::Plain;
use crate::http::wire::StaffIdField;
use crate::http::{Access, Command, Done, Problem, ProblemCode, Query, Routes, Valid};
use crate::identity::second_factor::{Code, TotpSecret, recovery_codes};
use crate::identity::vault::Place;

/// The own second factor.
#[derive(Debug, Serialize, ToSchema)]
pub struct SecondFactorView {
    /// Whether sign-in asks for one.
    enrolled: bool,
    /// Whether the roles of the account demand one: until there is one, a session may do nothing
    /// else than enrol it.
    demanded: bool,
    /// How many recovery codes are left.
    #[schema(minimum = 0, maximum = 10, example = 10)]
    recovery_codes_left: i64,
}

/// Who wants a second factor, or another one.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecondFactorRequest {
    /// A code of the factor in force, or a recovery code; needed only if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "password", max_length = 64, example = "287082")]
    code: Option<String>,
}

/// A code is never printed.
impl fmt::Debug for SecondFactorRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecondFactorRequest(***)")
    }
}

/// What a device needs to know. It is told once.
#[derive(Serialize, ToSchema)]
pub struct SecondFactorOffer {
    /// The secret, to be typed into a device.
    #[schema(
        max_length = 32,
        pattern = "^[A-Z2-7]{32}$",
        example = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    )]
    secret: String,
    /// The same as an address, to be shown as a picture (QR code) that a device reads.
    #[schema(
        format = "uri",
        max_length = 512,
        example = "otpauth://totp/Percorso:lucia%40comune.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Percorso"
    )]
    otpauth_uri: String,
    /// Until when it may be confirmed.
    expires_at: DateTime<Utc>,
}

/// A secret is never printed.
impl fmt::Debug for SecondFactorOffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecondFactorOffer(***)")
    }
}

/// The proof that a device holds the secret.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecondFactorConfirmation {
    /// The six digits that the device shows.
    #[schema(format = "password", max_length = 64, example = "287082")]
    code: String,
}

/// A code is never printed.
impl fmt::Debug for SecondFactorConfirmation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecondFactorConfirmation(***)")
    }
}

/// Codes for the day on which the device is lost. They are told once.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCodes {
    /// Each takes the place of a code, once.
    #[schema(min_items = 10, max_items = 10,
        example = json!(["abcde-fghij-klmno-pqrst", "bcdef-ghijk-lmnop-qrstu",
            "cdefg-hijkl-mnopq-rstuv", "defgh-ijklm-nopqr-stuvw", "efghi-jklmn-opqrs-tuvwx",
            "fghij-klmno-pqrst-uvwxy", "ghijk-lmnop-qrstu-vwxyz", "hijkl-mnopq-rstuv-wxyz2",
            "ijklm-nopqr-stuvw-xyz23", "jklmn-opqrs-tuvwx-yz234"]))]
    recovery_codes: Vec<String>,
}

/// Codes are never printed.
impl fmt::Debug for RecoveryCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCodes(***)")
    }
}

/// Where the secret of a factor lies.
fn place<'a>(tx: &Tx<'_>, row: &'a str) -> Place<'a> {
    Place {
        table: "second_factors",
        column: "secret",
        organisation: tx.organisation().uuid(),
        row,
    }
}

fn secret(tx: &Tx<'_>, state: &State, stored: &Stored) -> Option<TotpSecret> {
    let row = stored.factor.id.to_string();
    let opened = state.vault.open(place(tx, &row), &stored.secret);
    if opened.is_none() {
        tracing::error!(event = "second_factor_unreadable", factor = %row);
    }
    opened.map(TotpSecret::of)
}

/// Whether a code is good, which uses it up. A secret sealed with a former key is sealed anew.
pub(super) fn proves(
    tx: &mut Tx<'_>,
    state: &State,
    stored: &Stored,
    code: &Code,
) -> Result<bool, Error> {
    let digits = match code {
        Code::Recovery(digest) => {
            return second_factors::use_recovery_code(tx, &stored.factor, digest);
        }
        Code::Device(digits) => digits,
    };
    let Some(secret) = secret(tx, state, stored) else {
        return Ok(false);
    };
    let Some(step) = secret.step_of(digits, tx.now()) else {
        return Ok(false);
    };
    let good = second_factors::use_step(tx, stored.factor.id, step)?;
    if good && state.vault.is_outdated(&stored.secret) {
        let row = stored.factor.id.to_string();
        let sealed = state.vault.seal(place(tx, &row), secret.expose());
        let sealed = sealed.map_err(|_| Error::Corrupt("second factor"))?;
        second_factors::reseal(tx, stored.factor.id, &sealed)?;
    }
    Ok(good)
}

/// Counts a code that somebody gives in a session; whoever holds only a stolen token gets five.
async fn count(command: &Command) -> Result<Counted, Problem> {
    let (staff, _) = own_session(command.actor())?;
    let key = attempt::of_code(&command.state(), staff);
    command
        .write_apart(move |tx| sign_in_attempts::count_code(tx, key))
        .await
}

/// The own second factor: is there one, and is one demanded?
#[utoipa::path(get, path = "/me/second-factor", tag = "me", operation_id = "second_factor",
    responses((status = 200, body = SecondFactorView)))]
async fn status(query: Query) -> Result<HttpResponse, Problem> {
    let demand = query.state().config.second_factor;
    query
        .run(move |tx| {
            let (staff, _) = own_session(tx.actor())?;
            let stored = second_factors::in_force(tx, staff)?;
            let left = match &stored {
                Some(stored) => second_factors::codes_left(tx, stored.factor.id)?,
                None => 0,
            };
            Ok(Plain(SecondFactorView {
                enrolled: stored.is_some(),
                demanded: demand.covers(&tx.actor().roles),
                recovery_codes_left: left,
            }))
        })
        .await
}

/// Begins to enrol a second factor, or another one.
///
/// The answer tells the secret once, for a device that makes codes of six digits every 30 seconds
/// (RFC 6238). Nothing changes until it is confirmed. Whoever has a factor gives a code of it;
/// whoever has none has signed in within the last 15 minutes.
#[utoipa::path(post, path = "/me/second-factor", tag = "me", operation_id = "offer_second_factor",
    request_body = SecondFactorRequest, responses((status = 200, body = SecondFactorOffer),
        (status = 422, description = "The code is wrong, used, or missing.")))]
async fn offer(
    command: Command,
    Valid(body): Valid<SecondFactorRequest>,
) -> Result<HttpResponse, Problem> {
    let state = command.state();
    let secret = TotpSecret::generate().map_err(|_| Problem::of(ProblemCode::Internal))?;
    let code = body.code.as_deref().map(Code::typed);
    let counted = match code {
        Some(_) => Some(count(&command).await?),
        None => None,
    };
    command
        .run(move |tx| offered(tx, &state, &secret, code.as_ref(), counted.as_ref()))
        .await
}

fn offered(
    tx: &mut Tx<'_>,
    state: &State,
    secret: &TotpSecret,
    code: Option<&Code>,
    counted: Option<&Counted>,
) -> Result<Plain<SecondFactorOffer>, Error> {
    let (staff, session) = own_session(tx.actor())?;
    let session = sessions::get(tx, session)?;
    let present = second_factors::in_force(tx, staff)?;
    let proof = match (&present, code) {
        (Some(stored), Some(code)) if proves(tx, state, stored, code)? => Proof::Code,
        _ => Proof::Session,
    };
    let present = present.map(|stored| stored.factor);
    let changed = SecondFactor::offer(tx.new_id(), present.as_ref(), proof, &session, tx.now())?;
    let row = changed.state().id.to_string();
    let unsealed = |_| Error::Corrupt("second factor");
    let sealed = state.vault.seal(place(tx, &row), secret.expose());
    let factor = second_factors::offer(tx, changed, &sealed.map_err(unsealed)?)?;
    if let Some(counted) = counted {
        sign_in_attempts::give_back(tx, counted)?;
    }
    let owner = staff::get(tx, staff)?;
    let (secret, otpauth_uri) = secret.shown(owner.email.as_str()).map_err(unsealed)?;
    Ok(Plain(SecondFactorOffer {
        secret,
        otpauth_uri,
        expires_at: factor.offered_at + OFFERED,
    }))
}

/// Puts the offered second factor into force.
///
/// The answer tells ten recovery codes, once. The present session may do everything from now on:
/// its access token ends, and a refresh gives the next one. All other sessions end.
#[utoipa::path(post, path = "/me/second-factor/confirmation", tag = "me",
    operation_id = "confirm_second_factor", request_body = SecondFactorConfirmation,
    responses((status = 200, body = RecoveryCodes),
        (status = 422, description = "The code does not fit, or nothing was offered lately.")))]
async fn confirm(
    command: Command,
    Valid(body): Valid<SecondFactorConfirmation>,
) -> Result<HttpResponse, Problem> {
    let state = command.state();
    let counted = count(&command).await?;
    let codes = recovery_codes().map_err(|_| Problem::of(ProblemCode::Internal))?;
    let (shown, digests): (Vec<_>, Vec<_>) = codes.into_iter().unzip();
    let code = Code::typed(&body.code);
    let held = state.clone();
    let answer = command.run(move |tx| {
        confirmed(tx, &held, &code, &digests)?;
        sign_in_attempts::give_back(tx, &counted)?;
        let recovery_codes = shown.clone();
        Ok(Plain(RecoveryCodes { recovery_codes }))
    });
    let answer = answer.await?;
    state.tokens.invalidate_all();
    Ok(answer)
}

fn confirmed(
    tx: &mut Tx<'_>,
    state: &Data<State>,
    code: &Code,
    digests: &[second_factors::Digest],
) -> Result<(), Error> {
    let (staff, session) = own_session(tx.actor())?;
    let wrong = || Error::from(Refusal::WrongCode {});
    let stored = second_factors::offered(tx, staff)?.ok_or_else(wrong)?;
    let secret = secret(tx, state, &stored).ok_or_else(wrong)?;
    let Code::Device(digits) = code else {
        return Err(wrong());
    };
    let step = secret.step_of(digits, tx.now()).ok_or_else(wrong)?;
    let owner = staff::get(tx, staff)?;
    let confirmed = stored.factor.confirm(owner, tx.now())?;
    second_factors::confirm(tx, confirmed, step, digests, session)
}

/// Removes the second factor of somebody who lost the device and the recovery codes.
///
/// All sessions of the account end. Its password stays, and nobody learns it: where a factor is
/// demanded, the next sign-in enrols another one. Whoever gave the account the printed link by
/// which its password was chosen last cannot remove its factor too.
#[utoipa::path(delete, path = "/staff/{staff_id}/second-factor", tag = "staff",
    operation_id = "remove_second_factor",
    params(("staff_id" = StaffIdField, Path, description = "The account.")),
    responses((status = 204),
        (status = 409, description = "The own account, or the same administrator as its last \
            reset.")))]
async fn remove(command: Command, id: Path<StaffId>) -> Result<HttpResponse, Problem> {
    let state = command.state();
    let answer = command.run(move |tx| {
        let owner = staff::get(tx, *id)?;
        let stored = second_factors::in_force(tx, *id)?.ok_or(Error::NotFound)?;
        let last_link = account_links::last_seen(tx, *id)?;
        let removed = stored.factor.remove(owner, tx.actor(), last_link)?;
        second_factors::remove(tx, removed)?;
        Ok(Done)
    });
    let answer = answer.await?;
    state.tokens.invalidate_all();
    Ok(answer)
}

/// Mounts the routes of this file.
pub fn routes(routes: &mut Routes) {
    let enrol = Access::To(Action::EnrolSecondFactor);
    routes.mount(__path_status, enrol, status);
    routes.mount(__path_offer, enrol, offer);
    routes.mount(__path_confirm, enrol, confirm);
    routes.mount(__path_remove, Access::To(Action::ManageStaff), remove);
}
