//! Invitations and resets: links by which the owner of an account chooses its password.

use std::fmt;

use actix_web::HttpResponse;
use actix_web::web::Path;
use chrono::{DateTime, TimeDelta, Utc};
use domain::account_links::{AccountLink, Delivery, NewLink, Purpose, RESET};
use domain::actor::{Actor, ActorKind, OrganisationId, StaffId};
use domain::kernel::{Fault, Refusal, Version};
use domain::policy::Action;
use persistence::outbox::{self, ResetRequest};
use persistence::{account_links, second_factors, sign_in_attempts, staff};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::sessions::attempt;
use crate::http::answer::{Created, Done, Reply, respond};
use crate::http::doorway::Guest;
use crate::http::session::nobody;
use crate::http::wire::{AccountLinkIdField, DeliveryField, StaffIdField};
use crate::http::{Access, Command, Problem, ProblemCode, Routes, Valid};
use crate::identity::link::{LinkToken, address};
use crate::identity::password::NewPassword;
use crate::mail;

/// How a link is to reach the owner of the account.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkRequest {
    /// `print`: the answer shows the link once, to be handed over. `mail`: it goes to the address
    /// of the account and nobody else sees it.
    #[validate(nested)]
    delivery: DeliveryField,
}

/// A link that was made.
#[derive(Serialize, ToSchema)]
pub struct LinkView {
    /// The link.
    id: AccountLinkIdField,
    /// Whose password it lets choose.
    staff_id: StaffIdField,
    /// How it reaches the owner.
    delivery: DeliveryField,
    /// Until when it is good.
    expires_at: DateTime<Utc>,
    /// The link itself, if it is to be printed; good once. What follows `#` reaches no server.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        format = "uri",
        max_length = 2048,
        example = "https://percorso.example/invitation#token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    )]
    link: Option<String>,
}

/// A link opens an account.
impl fmt::Debug for LinkView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkView(***)")
    }
}

impl LinkView {
    fn of(link: AccountLink, address: &str) -> Self {
        Self {
            id: link.id.into(),
            staff_id: link.staff.into(),
            delivery: link.delivery.into(),
            expires_at: link.expires_at,
            link: (link.delivery == Delivery::Print).then(|| address.to_owned()),
        }
    }
}

/// Makes a link that lets the owner of a new account choose its password.
///
/// It is good once, for as long as the installation says (72 hours by default); an earlier one is
/// good no more. Without a mail server it can only be printed.
#[utoipa::path(post, path = "/staff/{staff_id}/invitations", tag = "staff",
    operation_id = "invite_staff_member", request_body = LinkRequest,
    params(("staff_id" = StaffIdField, Path, description = "The account.")),
    responses((status = 201, body = LinkView),
        (status = 409, description = "The account has a password, is disabled, is the own one or \
            a program's.")))]
async fn invite(
    command: Command,
    id: Path<StaffId>,
    Valid(body): Valid<LinkRequest>,
) -> Result<HttpResponse, Problem> {
    let good_for = command.state().config.invitation;
    issue(command, *id, body, Purpose::Invitation, good_for).await
}

/// Makes a link that lets the owner of an account choose another password.
///
/// It is good once, for 30 minutes; an earlier one is good no more. The present password and the
/// sessions hold until it is used. Whoever removed the account's second factor can only have the
/// link mailed.
#[utoipa::path(post, path = "/staff/{staff_id}/password-resets", tag = "staff",
    operation_id = "reset_password_of_staff_member", request_body = LinkRequest,
    params(("staff_id" = StaffIdField, Path, description = "The account.")),
    responses((status = 201, body = LinkView),
        (status = 409, description = "The account has no password yet, is disabled, is the own \
            one or a program's, or the caller removed its second factor.")))]
async fn reset(
    command: Command,
    id: Path<StaffId>,
    Valid(body): Valid<LinkRequest>,
) -> Result<HttpResponse, Problem> {
    issue(command, *id, body, Purpose::PasswordReset, RESET).await
}

async fn issue(
    command: Command,
    staff: StaffId,
    body: LinkRequest,
    purpose: Purpose,
    good_for: TimeDelta,
) -> Result<HttpResponse, Problem> {
    let (state, language, links) = (command.state(), command.language(), command.links());
    let delivery = body.delivery.parsed()?;
    if delivery == Delivery::Mail && state.mailer.is_none() {
        return Err(Problem::invalid("/delivery", &Fault::new("no_mail_server")));
    }
    let token = LinkToken::generate().map_err(|_| Problem::of(ProblemCode::Internal))?;
    let digest = *token.digest().as_bytes();
    let address = address(&state.config.public_url, purpose, &token);
    let answer = command.run(move |tx| {
        let owner = staff::get(tx, staff)?;
        let factor = second_factors::standing(tx, staff)?;
        let new = NewLink {
            id: tx.new_id(),
            purpose,
            delivery,
            good_for,
        };
        let issued = AccountLink::issue(new, &owner, tx.actor(), factor, tx.now())?;
        let link = account_links::insert(tx, issued, &digest)?;
        if delivery == Delivery::Mail {
            mail::write(tx, &state.vault, &owner, language, &link, &address)?;
        }
        Ok(Created {
            location: links.to(format_args!("/staff/{staff}")),
            version: Version::FIRST,
            view: LinkView::of(link, &address),
        })
    });
    answer.await
}

/// Who forgot a password.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetApplication {
    /// The e-mail address of the account. What is no address is heard like one that nobody has.
    #[validate(length(max = 254))]
    #[schema(max_length = 254, example = "lucia.verdi@demo.example")]
    email: String,
}

/// An address is personal data.
impl fmt::Debug for ResetApplication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResetApplication(***)")
    }
}

/// Asks for a mail with a link to choose another password.
///
/// The answer is the same whether an account has the address or not, and whether the installation
/// has a mail server or not: what follows happens afterwards. At most three mails in 15 minutes go
/// to one address.
#[utoipa::path(post, path = "/password-resets", tag = "sessions",
    operation_id = "ask_for_password_reset", request_body = ResetApplication,
    responses((status = 204, description = "Heard; nothing more is told.")))]
async fn apply(
    guest: Guest,
    Valid(body): Valid<ResetApplication>,
) -> Result<HttpResponse, Problem> {
    let state = guest.state.clone();
    let attempt = attempt::of(&state, &body.email, &guest.address());
    let id: outbox::ResetRequestId = state.store.mint();
    // What is no address fits no account; it is kept as short as the longest address.
    let typed: String = body.email.trim().chars().take(254).collect();
    let place = id.to_string();
    let sealed = state
        .vault
        .seal(mail::request_place(&place), typed.as_bytes());
    let request = ResetRequest {
        id,
        address: sealed.map_err(|_| Problem::of(ProblemCode::Internal))?,
        language: guest.language().tag().to_owned(),
    };
    let wanted = state.mailer.is_some();
    let heard = guest.write(nobody(), move |tx| {
        if sign_in_attempts::count_reset(tx, &attempt)? && wanted {
            outbox::request_reset(tx, &request)?;
        }
        Ok(())
    });
    heard.await?;
    respond(Done.answer()?)
}

/// Who uses a link.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// What the link carries behind `#token=`.
    #[schema(
        format = "password",
        max_length = 43,
        example = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    )]
    token: String,
    /// The password from now on: 12 to 128 characters that nobody would guess.
    #[schema(format = "password", min_length = 12, max_length = 128)]
    password: String,
}

/// Tokens and passwords are never printed.
impl fmt::Debug for Acceptance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Acceptance(***)")
    }
}

/// Chooses the first password of an account with the token of an invitation.
///
/// Then sign in: where a second factor is demanded, the first session enrols it.
#[utoipa::path(post, path = "/invitations/acceptance", tag = "sessions",
    operation_id = "accept_invitation", request_body = Acceptance,
    responses((status = 204),
        (status = 422, description = "The link was used, is too old or never was, or the password \
            is too short, too long or easy to guess.")))]
async fn accept_invitation(
    guest: Guest,
    Valid(body): Valid<Acceptance>,
) -> Result<HttpResponse, Problem> {
    accept(guest, body, Purpose::Invitation).await
}

/// Chooses another password with the token of a reset.
///
/// All sessions of the account end. A second factor stays, and sign-in asks for it.
#[utoipa::path(post, path = "/password-resets/acceptance", tag = "sessions",
    operation_id = "accept_password_reset", request_body = Acceptance,
    responses((status = 204),
        (status = 422, description = "The link was used, is too old or never was, or the password \
            is too short, too long or easy to guess.")))]
async fn accept_reset(
    guest: Guest,
    Valid(body): Valid<Acceptance>,
) -> Result<HttpResponse, Problem> {
    accept(guest, body, Purpose::PasswordReset).await
}

/// Looks, hashes, and only then takes the link: a wrong token costs no hash.
async fn accept(guest: Guest, body: Acceptance, purpose: Purpose) -> Result<HttpResponse, Problem> {
    let state = guest.state.clone();
    let (organisation, staff, email, digest) = look(&guest, &body.token, purpose).await?;
    let refused = |fault| Problem::invalid("/password", &fault);
    let password = NewPassword::chosen(&body.password, &email).map_err(refused)?;
    let hash = state.hasher.hash(&password).await;
    let hash = hash.map_err(attempt::unhashed)?;
    let owner = Actor {
        kind: ActorKind::Staff(staff, state.store.mint()),
        ..Actor::anonymous(organisation)
    };
    let chosen = guest.write(owner, move |tx| {
        let link = account_links::take(tx, &digest, purpose)?;
        let owner = staff::get(tx, link.staff)?;
        let factor = second_factors::standing(tx, link.staff)?;
        let changed = link.accept(owner, factor, tx.actor())?;
        staff::set_password(tx, changed, &hash, None).map(drop)
    });
    chosen.await?;
    state.tokens.invalidate_all();
    respond(Done.answer()?)
}

/// The account to which a good link belongs.
async fn look(
    guest: &Guest,
    token: &str,
    purpose: Purpose,
) -> Result<(OrganisationId, StaffId, String, account_links::Digest), Problem> {
    let refused = || Problem::from(Refusal::LinkRefused {});
    let address = attempt::of(&guest.state, "", &guest.address()).address;
    let count = guest.write(nobody(), move |tx| {
        sign_in_attempts::count_link(tx, address)
    });
    count.await?;
    let token: LinkToken = token.parse().map_err(|_| refused())?;
    let digest = *token.digest().as_bytes();
    let found = guest.read(move |tx| {
        let Some((organisation, link)) = account_links::good(tx, &digest, purpose)? else {
            return Ok(None);
        };
        let email = account_links::owner_email(tx, organisation, &link)?;
        Ok(Some((organisation, link.staff, email, digest)))
    });
    found.await?.ok_or_else(refused)
}

/// Mounts the routes of this file.
pub fn routes(routes: &mut Routes) {
    let manage = Access::To(Action::ManageStaff);
    routes.mount(__path_invite, manage, invite);
    routes.mount(__path_reset, manage, reset);
    routes.mount(__path_apply, Access::Public, apply);
    routes.mount(__path_accept_invitation, Access::Public, accept_invitation);
    routes.mount(__path_accept_reset, Access::Public, accept_reset);
}
