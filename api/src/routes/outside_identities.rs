//! Which accounts the organisation's own providers know, and under which names.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::actor::{OutsideIdentityId, StaffId};
use domain::kernel::Version;
use domain::outside_identities::{LinkedBy, OutsideIdentity};
use domain::policy::Action;
use persistence::{outside_identities, staff};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::wire::{LinkedByField, OutsideIdentityIdField, StaffIdField, Text255Field};
use crate::http::{
    Access, Command, Created, Done, Links, Plain, Problem, Query, Routes, SelfLink, Valid,
};

/// What a provider calls the owner of an account.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OutsideIdentityRequest {
    /// The provider, as its tokens name it in `iss`: one of the configured ones.
    #[validate(nested)]
    issuer: Text255Field,
    /// What it calls the owner, to the letter.
    #[validate(nested)]
    subject: Text255Field,
}

/// The link of an account to a provider.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutsideIdentityView {
    /// The link.
    id: OutsideIdentityIdField,
    /// The account.
    staff_id: StaffIdField,
    /// The provider, as its tokens name it in `iss`.
    issuer: Text255Field,
    /// What it calls the owner.
    subject: Text255Field,
    /// How the link came about.
    linked_by: LinkedByField,
    /// Since when.
    linked_at: chrono::DateTime<chrono::Utc>,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

/// The links of an account, one per provider.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutsideIdentities {
    /// By the names of the providers.
    #[schema(min_items = 0, max_items = 100)]
    items: Vec<OutsideIdentityView>,
    /// Where they are.
    #[serde(rename = "_links")]
    links: SelfLink,
}

impl OutsideIdentityView {
    fn of(identity: OutsideIdentity, links: &Links) -> Self {
        let path = format!(
            "/staff/{}/outside-identities/{}",
            identity.staff, identity.id
        );
        Self {
            id: identity.id.into(),
            staff_id: identity.staff.into(),
            issuer: identity.issuer.into(),
            subject: identity.subject.into(),
            linked_by: identity.how.into(),
            linked_at: identity.linked_at,
            links: links.of(path),
        }
    }
}

/// What the organisation's providers call the owner of an account.
#[utoipa::path(get, path = "/staff/{staff_id}/outside-identities", tag = "staff",
    operation_id = "outside_identities",
    params(("staff_id" = StaffIdField, Path, description = "The account.")),
    responses((status = 200, body = OutsideIdentities)))]
async fn identities(query: Query, id: Path<StaffId>) -> Result<HttpResponse, Problem> {
    let links = query.links();
    query
        .run(move |tx| {
            let member = staff::get(tx, *id)?;
            let found = outside_identities::of_staff(tx, member.id)?;
            let items = found.into_iter();
            Ok(Plain(OutsideIdentities {
                items: items
                    .map(|one| OutsideIdentityView::of(one, &links))
                    .collect(),
                links: links.of(format_args!("/staff/{id}/outside-identities")),
            }))
        })
        .await
}

/// One link of an account.
#[utoipa::path(get, path = "/staff/{staff_id}/outside-identities/{identity_id}", tag = "staff",
    operation_id = "outside_identity",
    params(("staff_id" = StaffIdField, Path, description = "The account."),
        ("identity_id" = OutsideIdentityIdField, Path, description = "The link.")),
    responses((status = 200, body = OutsideIdentityView)))]
async fn identity(
    query: Query,
    ids: Path<(StaffId, OutsideIdentityId)>,
) -> Result<HttpResponse, Problem> {
    let links = query.links();
    query
        .run(move |tx| {
            let identity = outside_identities::get(tx, ids.0, ids.1)?;
            Ok(Plain(OutsideIdentityView::of(identity, &links)))
        })
        .await
}

/// Links an account to what a provider calls its owner.
///
/// From then on the provider's tokens for that name open this account. One name per provider and
/// account; nobody links the own account. An account with a role that two people give, or that
/// waits for one, is linked by no administrator: its first token with the verified address does it.
#[utoipa::path(post, path = "/staff/{staff_id}/outside-identities", tag = "staff",
    operation_id = "link_outside_identity",
    params(("staff_id" = StaffIdField, Path, description = "The account.")),
    request_body = OutsideIdentityRequest,
    responses((status = 201, body = OutsideIdentityView),
        (status = 409, description = "The own account, an account that has a name there or about \
            which two people decide, or a name that is another's.")))]
async fn link(
    command: Command,
    id: Path<StaffId>,
    Valid(body): Valid<OutsideIdentityRequest>,
) -> Result<HttpResponse, Problem> {
    let (issuer, subject) = (body.issuer.parsed()?, body.subject.parsed()?);
    let (links, state) = (command.links(), command.state());
    command
        .run(move |tx| {
            let member = staff::get(tx, *id)?;
            if !state.providers.knows(issuer.as_str(), tx.organisation()) {
                return Err(domain::kernel::Refusal::unknown("/issuer").into());
            }
            let asked = OutsideIdentity {
                id: tx.new_id(),
                staff: member.id,
                issuer: issuer.clone(),
                subject: subject.clone(),
                how: LinkedBy::Administrator,
                by: None,
                linked_at: tx.now(),
                refused_until: None,
                followed: None,
            };
            let linked = OutsideIdentity::link(asked, &member, tx.actor())?;
            let view = OutsideIdentityView::of(outside_identities::insert(tx, linked)?, &links);
            Ok(Created {
                location: view.links.href.clone(),
                version: Version::FIRST,
                view,
            })
        })
        .await
}

/// Takes a link away: the provider's tokens open the account no more, within a second.
///
/// Where accounts are linked by verified address, the next token links it again; to keep somebody
/// out, disable the account.
#[utoipa::path(delete, path = "/staff/{staff_id}/outside-identities/{identity_id}", tag = "staff",
    operation_id = "unlink_outside_identity",
    params(("staff_id" = StaffIdField, Path, description = "The account."),
        ("identity_id" = OutsideIdentityIdField, Path, description = "The link.")),
    responses((status = 204), (status = 409, description = "The own account.")))]
async fn unlink(
    command: Command,
    ids: Path<(StaffId, OutsideIdentityId)>,
) -> Result<HttpResponse, Problem> {
    let state = command.state();
    let answer = command.run(move |tx| {
        let identity = outside_identities::get(tx, ids.0, ids.1)?;
        let unlinked = identity.unlink(tx.actor())?;
        outside_identities::remove(tx, unlinked)?;
        Ok(Done)
    });
    let answer = answer.await?;
    state.tokens.invalidate_all();
    Ok(answer)
}

/// Mounts the routes of this file.
pub fn routes(routes: &mut Routes) {
    let manage = Access::To(Action::ManageStaff);
    routes.mount(__path_identities, manage, identities);
    routes.mount(__path_identity, manage, identity);
    routes.mount(__path_link, manage, link);
    routes.mount(__path_unlink, manage, unlink);
}
