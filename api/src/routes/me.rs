//! The own account.

use std::collections::BTreeSet;
use std::fmt;

use actix_web::HttpResponse;
use domain::actor::{Actor, ActorKind, SessionId, StaffId};
use domain::kernel::{Fault, Refusal, Version};
use domain::policy::{Action, Reach};
use domain::staff::{PasswordState, StaffMember};
use persistence::sign_in_attempts::{self, Counted};
use persistence::{Error, offices, organisations, second_factors, staff};
use serde::{Deserialize, Serialize};
use strum::IntoEnumIterator;
use utoipa::ToSchema;
use validator::Validate;

use super::sessions::attempt;
use crate::http::wire::{
    ActionField, EmailField, OfficeIdField, OrganisationIdField, PersonNameField, ReachField,
    RoleField, StaffIdField, Text200Field,
};
use crate::http::{
    Access, Command, Done, Field, IfMatch, Problem, Query, Routes, SelfLink, Tagged, Valid,
};
use crate::identity::password::NewPassword;

/// The own account: who, where, and what is permitted.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeView {
    /// The account.
    id: StaffIdField,
    /// Given name.
    given_name: PersonNameField,
    /// Family name.
    family_name: PersonNameField,
    /// Names the account at sign-in.
    email: EmailField,
    /// The organisation of the account.
    organisation: MyOrganisation,
    /// The roles that this access token reaches; the widest reach of them counts.
    #[schema(min_items = 0, max_items = 7)]
    roles: Vec<RoleField>,
    /// Roles that were proposed and permit nothing until a second person approves them.
    #[schema(min_items = 0, max_items = 7)]
    roles_awaiting_approval: Vec<RoleField>,
    /// The offices that this access token reaches: all in which its owner works, unless it is a
    /// provider's and grants fewer.
    #[schema(min_items = 0, max_items = 100)]
    offices: Vec<MyOffice>,
    /// What is permitted, and how far it reaches. What is missing is not permitted.
    #[schema(min_items = 0, max_items = 100)]
    permissions: Vec<Permission>,
    /// Whether the password was made for one session and is to be replaced in it.
    password_change_due: bool,
    /// Whether sign-in asks for a second factor.
    second_factor_enrolled: bool,
    /// How often the account was saved.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

/// The organisation of the own account.
#[derive(Debug, Serialize, ToSchema)]
pub struct MyOrganisation {
    /// The organisation.
    id: OrganisationIdField,
    /// Its name by statute.
    legal_name: Text200Field,
    /// The time zone in which its days begin and end.
    #[schema(
        max_length = 60,
        pattern = "^[A-Za-z0-9_+/-]{1,60}$",
        example = "Europe/Rome"
    )]
    time_zone: String,
}

/// An office of the own account.
#[derive(Debug, Serialize, ToSchema)]
pub struct MyOffice {
    /// The office.
    id: OfficeIdField,
    /// What people call it.
    #[schema(
        max_length = 100,
        pattern = r"^[^\u0000-\u001F\u007F-\u009F]*$",
        example = "Sportello lavoro"
    )]
    label: String,
}

/// Something that is permitted.
#[derive(Debug, Serialize, ToSchema)]
pub struct Permission {
    /// What.
    action: ActionField,
    /// How far.
    reach: ReachField,
}

fn permissions(actor: &Actor) -> Vec<Permission> {
    Action::iter()
        .map(|action| (action, actor.reach(action)))
        .filter(|(_, reach)| *reach != Reach::Never)
        .map(|(action, reach)| Permission {
            action: action.into(),
            reach: reach.into(),
        })
        .collect()
}

/// In the order of the table of rights, whoever granted them.
fn roles_of(actor: &Actor) -> Vec<RoleField> {
    let roles: BTreeSet<_> = actor.roles.iter().copied().collect();
    roles.into_iter().map(Field::of).collect()
}

/// The account of a signed-in actor, and its session if it signed in here.
fn own(actor: &Actor) -> Result<(StaffId, Option<SessionId>), Error> {
    match actor.kind {
        ActorKind::Staff(staff, session) => Ok((staff, Some(session))),
        ActorKind::Federated(staff, _) => Ok((staff, None)),
        ActorKind::Machine(..) | ActorKind::Anonymous | ActorKind::System => Err(Error::NotFound),
    }
}

/// The account of a signed-in actor, and the session in which it signed in here.
pub(super) fn own_session(actor: &Actor) -> Result<(StaffId, SessionId), Error> {
    let (staff, session) = own(actor)?;
    Ok((staff, session.ok_or(Error::NotFound)?))
}

/// The own account: who am I, where do I work, what may I do.
#[utoipa::path(get, path = "/me", tag = "me", operation_id = "me",
    responses((status = 200, body = MeView)))]
async fn me(query: Query) -> Result<HttpResponse, Problem> {
    let links = query.links();
    query
        .run(move |tx| {
            let (id, _) = own(tx.actor())?;
            let member = staff::get(tx, id)?;
            let organisation = organisations::get(tx)?;
            let actor = tx.actor().clone();
            let offices = offices::labels(tx, actor.offices.iter().copied())?;
            let Version(version) = member.version;
            let offices = offices.into_iter().map(|(id, label)| MyOffice {
                id: id.into(),
                label,
            });
            let view = MeView {
                id: id.into(),
                given_name: member.given_name.into(),
                family_name: member.family_name.into(),
                email: member.email.into(),
                organisation: MyOrganisation {
                    id: organisation.id.into(),
                    legal_name: organisation.legal_name.into(),
                    time_zone: organisation.zone.name().to_owned(),
                },
                roles: roles_of(&actor),
                roles_awaiting_approval: member.awaiting.into_keys().map(Field::of).collect(),
                offices: offices.collect(),
                permissions: permissions(&actor),
                second_factor_enrolled: second_factors::in_force(tx, id)?.is_some(),
                password_change_due: member.password == PasswordState::Spent,
                version,
                links: links.of("/me"),
            };
            Ok(Tagged(member.version, view))
        })
        .await
}

/// A change of the own password.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The present password.
    #[schema(format = "password", max_length = 128)]
    password: String,
    /// The password from now on: 12 to 128 characters that nobody would guess.
    #[schema(format = "password", min_length = 12, max_length = 128)]
    new_password: String,
}

/// Passwords are never printed.
impl fmt::Debug for PasswordChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordChange(***)")
    }
}

/// Changes the own password.
///
/// All other sessions end. The access token in hand ends too; a refresh gives the next one.
#[utoipa::path(put, path = "/me/password", tag = "me", operation_id = "change_password",
    request_body = PasswordChange, responses((status = 204),
        (status = 422, description = "The present password does not match, or the new one is too \
            short, too long or easy to guess.")))]
async fn change_password(
    command: Command,
    if_match: IfMatch,
    Valid(body): Valid<PasswordChange>,
) -> Result<HttpResponse, Problem> {
    let state = command.state();
    let new = checked(&command, &if_match, &body).await?;
    let counted = prove(&command, &new.member, &body.password).await?;
    let hash = state.hasher.hash(&new.password).await;
    let hash = hash.map_err(attempt::unhashed)?;
    let answer = command.run(move |tx| {
        let (id, session) = own(tx.actor())?;
        let member = staff::get(tx, id)?;
        if_match.check(member.version)?;
        let changed = member.change_password(PasswordState::Chosen, tx.actor())?;
        staff::set_password(tx, changed, &hash, session)?;
        sign_in_attempts::give_back(tx, &counted)?;
        Ok(Done)
    });
    let answer = answer.await?;
    state.tokens.invalidate_all();
    Ok(answer)
}

struct Choice {
    member: StaffMember,
    password: NewPassword,
}

/// The new password, if it may be chosen for the version of the account that the client has read.
async fn checked(
    command: &Command,
    if_match: &IfMatch,
    body: &PasswordChange,
) -> Result<Choice, Problem> {
    let member = command
        .read(|tx| {
            let (id, _) = own(tx.actor())?;
            staff::get(tx, id)
        })
        .await?;
    if_match.check(member.version)?;
    let refused = |fault| Problem::invalid("/new_password", &fault);
    let password =
        NewPassword::chosen(&body.new_password, member.email.as_str()).map_err(refused)?;
    if body.new_password == body.password {
        return Err(refused(Fault::new("password_unchanged")));
    }
    Ok(Choice { member, password })
}

/// Whether the present password is right; whoever holds only a stolen token gets ten guesses.
async fn prove(command: &Command, member: &StaffMember, given: &str) -> Result<Counted, Problem> {
    let state = command.state();
    let attempt = attempt::of(&state, member.email.as_str(), &command.address());
    let id = member.id;
    let stored = command.read(move |tx| staff::password_hash(tx, id)).await?;
    let counted = command
        .write_apart(move |tx| sign_in_attempts::count(tx, &attempt))
        .await?;
    let right = state.hasher.verify_or_dummy(stored.as_deref(), given).await;
    if right.map_err(attempt::unhashed)? {
        Ok(counted)
    } else {
        Err(Refusal::WrongPassword {}.into())
    }
}

/// Mounts the routes of this file.
pub fn routes(routes: &mut Routes) {
    let own = Access::To(Action::UseOwnAccount);
    routes.mount(__path_me, own, me);
    routes.mount(__path_change_password, own, change_password);
}
