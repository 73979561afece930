//! Machine clients: programs of other services, their scopes, offices and keys.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::actor::{Actor, MachineClientId};
use domain::kernel::{Changed, Fault, Refusal, Version};
use domain::machine_clients::{ClientKey, ClientTerms, MachineClient};
use domain::policy::Action;
use persistence::machine_clients;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::list::NoFilter;
use crate::http::wire::{
    ClientStatusField, MachineClientIdField, OfficeIdField, ScopeField, Text100Field, Text500Field,
};
use crate::http::{
    Access, AllowedAction, Command, Created, Field, IfMatch, Links, List, ListOf, Problem, Query,
    Routes, SelfLink, Tagged, Valid,
};
use crate::identity::jwk::GivenKey;
use crate::identity::token::{Algorithm, VerifyingKey, is_key_id};
use crate::texts::Language;

/// The algorithms with which a client may sign.
const ALGORITHMS: [Algorithm; 4] = [
    Algorithm::Es256,
    Algorithm::EdDsa,
    Algorithm::Ps256,
    Algorithm::Rs256,
];

/// A public key (RFC 7517). The private half stays with the client: a key that holds it is refused.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "kty": "EC", "crv": "P-256", "alg": "ES256", "kid": "2026-03", "use": "sig",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}))]
pub struct PublicJwk {
    /// The family.
    #[schema(max_length = 3, pattern = "^(EC|OKP|RSA)$", example = "OKP")]
    kty: String,
    /// The algorithm that it is for.
    #[schema(
        max_length = 5,
        pattern = "^(ES256|EdDSA|PS256|RS256)$",
        example = "EdDSA"
    )]
    alg: String,
    /// Its name; the thumbprint of RFC 7638 when none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        max_length = 128,
        pattern = "^[A-Za-z0-9_.=:-]{1,128}$",
        example = "2026-03"
    )]
    kid: Option<String>,
    /// What it is for.
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 3, pattern = "^sig$", example = "sig")]
    usage: Option<String>,
    /// The curve: `P-256` or `Ed25519`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 7, pattern = "^(Ed25519|P-256)$", example = "Ed25519")]
    crv: Option<String>,
    /// The first coordinate.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        max_length = 43,
        pattern = "^[A-Za-z0-9_-]{43}$",
        example = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    )]
    x: Option<String>,
    /// The second coordinate.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        max_length = 43,
        pattern = "^[A-Za-z0-9_-]{43}$",
        example = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
    )]
    y: Option<String>,
    /// The modulus.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        max_length = 1366,
        pattern = "^[A-Za-z0-9_-]{342,1366}$",
        example = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
    )]
    n: Option<String>,
    /// The exponent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 12, pattern = "^[A-Za-z0-9_-]{4,12}$", example = "AQAB")]
    e: Option<String>,
}

impl PublicJwk {
    /// The key under its name, if it can verify at all.
    fn client_key(mut self) -> Result<ClientKey, Fault> {
        let given = GivenKey {
            kty: self.kty.clone(),
            kid: self.kid.clone(),
            alg: Some(self.alg.clone()),
            usage: self.usage.clone(),
            crv: self.crv.clone(),
            n: self.n.clone(),
            e: self.e.clone(),
            x: self.x.clone(),
            y: self.y.clone(),
            d: None,
        };
        given.verifying(&ALGORITHMS)?;
        let thumbprint = given.thumbprint()?;
        let kid = match self.kid {
            Some(kid) if is_key_id(&kid) => kid,
            Some(_) => return Err(Fault::new("key_name")),
            None => thumbprint.clone(),
        };
        self.kid = Some(kid.clone());
        let jwk = serde_json::to_string(&self).map_err(|_| Fault::new("invalid_key"))?;
        Ok(ClientKey {
            kid,
            thumbprint,
            jwk,
        })
    }
}

/// The keys of a client as the verifier takes them, by their names.
pub(super) fn verifying_keys(keys: &BTreeSet<ClientKey>) -> BTreeMap<String, VerifyingKey> {
    keys.iter()
        .filter_map(|key| {
            let given: GivenKey = serde_json::from_str(&key.jwk).ok()?;
            Some((key.kid.clone(), given.verifying(&ALGORITHMS).ok()?))
        })
        .collect()
}

/// What a machine client is to be.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MachineClientTerms {
    /// What people call it.
    #[validate(nested)]
    label: Text100Field,
    /// What it is for, and on what ground.
    #[validate(nested)]
    purpose: Text500Field,
    /// What it is permitted.
    #[schema(min_items = 1, max_items = 20)]
    #[validate(nested, length(min = 1, max = 20))]
    scopes: Vec<ScopeField>,
    /// Where; scopes that read records reach these offices only.
    #[schema(min_items = 0, max_items = 100)]
    #[validate(nested, length(max = 100))]
    office_ids: Vec<OfficeIdField>,
    /// With which public keys it signs its assertions: one, or two while they are rotated.
    #[schema(min_items = 1, max_items = 2)]
    #[validate(nested, length(min = 1, max = 2))]
    keys: Vec<PublicJwk>,
}

impl MachineClientTerms {
    fn terms(self) -> Result<ClientTerms, Problem> {
        let scopes: Result<Vec<_>, _> = self.scopes.into_iter().map(Field::parsed).collect();
        let offices: Result<_, _> = self.office_ids.into_iter().map(Field::parsed).collect();
        let mut keys: BTreeSet<ClientKey> = BTreeSet::new();
        for (at, jwk) in self.keys.into_iter().enumerate() {
            let refused = |fault: Fault| Problem::invalid(&format!("/keys/{at}"), &fault);
            let key = jwk.client_key().map_err(refused)?;
            if keys.iter().any(|known| known.kid == key.kid) {
                return Err(refused(Fault::new("key_name")));
            }
            keys.insert(key);
        }
        Ok(ClientTerms {
            label: self.label.parsed()?,
            purpose: self.purpose.parsed()?,
            scopes: scopes?.into_iter().collect(),
            offices: offices?,
            keys,
        })
    }
}

/// A machine client in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct MachineClientCard {
    /// The client; also its `client_id`.
    id: MachineClientIdField,
    /// What people call it.
    label: Text100Field,
    /// What it is for, and on what ground.
    purpose: Text500Field,
    /// What it is permitted.
    #[schema(min_items = 1, max_items = 20)]
    scopes: Vec<ScopeField>,
    /// Where.
    #[schema(min_items = 0, max_items = 100)]
    office_ids: Vec<OfficeIdField>,
    /// Its public keys.
    #[schema(min_items = 1, max_items = 2)]
    keys: Vec<PublicJwk>,
    /// Whether it gets tokens.
    status: ClientStatusField,
    /// How often it was saved.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

impl MachineClientCard {
    fn of(client: MachineClient, links: &Links) -> Self {
        let Version(version) = client.version;
        let terms = client.terms;
        let keys = terms.keys.iter();
        Self {
            id: client.id.into(),
            label: terms.label.into(),
            purpose: terms.purpose.into(),
            scopes: terms.scopes.iter().map(Field::of).collect(),
            office_ids: terms.offices.into_iter().map(Field::of).collect(),
            keys: keys
                .filter_map(|key| serde_json::from_str(&key.jwk).ok())
                .collect(),
            status: client.status.into(),
            version,
            links: links.of(format_args!("/machine-clients/{}", client.id)),
        }
    }
}

/// A machine client.
#[derive(Debug, Serialize, ToSchema)]
pub struct MachineClientView {
    #[serde(flatten)]
    card: MachineClientCard,
    /// What the caller may do to it now: `change`, `approve`, `disable`.
    #[schema(min_items = 3, max_items = 3)]
    allowed_actions: Vec<AllowedAction>,
}

impl MachineClientView {
    fn of(client: MachineClient, actor: &Actor, language: Language, links: &Links) -> Self {
        Self {
            allowed_actions: AllowedAction::all(language, &client.allowed(actor)),
            card: MachineClientCard::of(client, links),
        }
    }
}

/// A page of them.
pub type MachineClientList = ListOf<MachineClientCard>;

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
