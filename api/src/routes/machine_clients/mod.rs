//! Machine clients: programs of other services, their scopes, offices and keys.

mod keys;
mod views;

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::actor::{Actor, MachineClientId};
use domain::kernel::{Changed, Refusal};
use domain::machine_clients::MachineClient;
use domain::policy::Action;
use persistence::machine_clients;

use self::views::{MachineClientCard, MachineClientTerms, MachineClientView};
use crate::http::list::NoFilter;
use crate::http::wire::MachineClientIdField;
use crate::http::{
    Access, Command, Created, IfMatch, List, ListOf, Problem, Query, Routes, Tagged, Valid,
};

pub use self::keys::verifying_keys;

/// A page of them.
type MachineClientList = ListOf<MachineClientCard>;

/// The machine clients of the organisation.
#[utoipa::path(get, path = "/machine-clients", tag = "machine-clients",
    operation_id = "machine_client_list",
    responses((status = 200, body = MachineClientList)))]
async fn client_list(query: Query, list: List<NoFilter>) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let paged = query
        .read(move |tx| machine_clients::list(tx, &page))
        .await?;
    let links = query.links();
    list.answer(
        paged,
        |client| client.id,
        |client| MachineClientCard::of(client, &links),
    )?
    .respond()
}

/// One machine client.
#[utoipa::path(get, path = "/machine-clients/{client_id}", tag = "machine-clients",
    operation_id = "machine_client",
    params(("client_id" = MachineClientIdField, Path, description = "The client.")),
    responses((status = 200, body = MachineClientView)))]
async fn client(query: Query, id: Path<MachineClientId>) -> Result<HttpResponse, Problem> {
    let (links, language) = (query.links(), query.language());
    query
        .run(move |tx| {
            let client = machine_clients::get(tx, *id)?;
            let version = client.version;
            let view = MachineClientView::of(client, tx.actor(), language, &links);
            Ok(Tagged(version, view))
        })
        .await
}

/// Proposes a machine client.
///
/// It gets no tokens until another administrator approves it: whoever registers a key might hold
/// its private half, and administrators see no persons.
#[utoipa::path(post, path = "/machine-clients", tag = "machine-clients",
    operation_id = "propose_machine_client", request_body = MachineClientTerms,
    responses((status = 201, body = MachineClientView)))]
async fn propose(
    command: Command,
    Valid(body): Valid<MachineClientTerms>,
) -> Result<HttpResponse, Problem> {
    let terms = body.terms()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let changed = MachineClient::propose(tx.new_id(), terms.clone(), tx.actor())?;
            let client = machine_clients::insert(tx, changed)?;
            Ok(Created {
                location: links.to(format_args!("/machine-clients/{}", client.id)),
                version: client.version,
                view: MachineClientView::of(client, tx.actor(), language, &links),
            })
        })
        .await
}

/// Replaces what a machine client is.
///
/// Its access tokens end within a second. More scopes, more offices or another key must be
/// approved by somebody else before it gets tokens again; fewer of them need nobody. A key is
/// rotated in two steps: the next one beside the present one, and later without it.
#[utoipa::path(put, path = "/machine-clients/{client_id}", tag = "machine-clients",
    operation_id = "change_machine_client",
    params(("client_id" = MachineClientIdField, Path, description = "The client.")),
    request_body = MachineClientTerms, responses((status = 200, body = MachineClientView)))]
async fn change(
    command: Command,
    id: Path<MachineClientId>,
    if_match: IfMatch,
    Valid(body): Valid<MachineClientTerms>,
) -> Result<HttpResponse, Problem> {
    let terms = body.terms()?;
    decide(command, *id, if_match, move |client, actor| {
        client.change(terms.clone(), actor)
    })
    .await
}

/// Approves what somebody else proposed: the client gets tokens from now on.
#[utoipa::path(post, path = "/machine-clients/{client_id}/approval", tag = "machine-clients",
    operation_id = "approve_machine_client",
    params(("client_id" = MachineClientIdField, Path, description = "The client.")),
    responses((status = 200, body = MachineClientView),
        (status = 409, description = "The own proposal, or a client that is enabled already.")))]
async fn approve(
    command: Command,
    id: Path<MachineClientId>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    decide(command, *id, if_match, MachineClient::approve).await
}

/// Takes the right to tokens from a machine client; those that it has end within a second.
#[utoipa::path(post, path = "/machine-clients/{client_id}/disablement", tag = "machine-clients",
    operation_id = "disable_machine_client",
    params(("client_id" = MachineClientIdField, Path, description = "The client.")),
    responses((status = 200, body = MachineClientView),
        (status = 409, description = "Disabled already.")))]
async fn disable(
    command: Command,
    id: Path<MachineClientId>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    decide(command, *id, if_match, MachineClient::disable).await
}

/// Gets the client, decides, saves, and forgets verified tokens of this process.
async fn decide(
    command: Command,
    id: MachineClientId,
    if_match: IfMatch,
    decision: impl Fn(MachineClient, &Actor) -> Result<Changed<MachineClient>, Refusal> + Send + 'static,
) -> Result<HttpResponse, Problem> {
    let (links, language, state) = (command.links(), command.language(), command.state());
    let answer = command.run(move |tx| {
        let client = machine_clients::get(tx, id)?;
        if_match.check(client.version)?;
        let changed = decision(client, tx.actor())?;
        let client = machine_clients::save(tx, changed)?;
        let version = client.version;
        let view = MachineClientView::of(client, tx.actor(), language, &links);
        Ok(Tagged(version, view))
    });
    let answer = answer.await?;
    state.tokens.invalidate_all();
    Ok(answer)
}

/// Mounts the routes of this file.
pub fn routes(routes: &mut Routes) {
    let manage = Access::To(Action::ManageStaff);
    routes.mount(__path_client_list, manage, client_list);
    routes.mount(__path_client, manage, client);
    routes.mount(__path_propose, manage, propose);
    routes.mount(__path_change, manage, change);
    routes.mount(__path_approve, manage, approve);
    routes.mount(__path_disable, manage, disable);
}
