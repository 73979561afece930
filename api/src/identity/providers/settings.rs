//! What an operator says about a provider, and what is made of it before anything starts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use chrono::TimeDelta;
use domain::actor::{OfficeId, OrganisationId, Role};
use domain::kernel::{Fault, Id, Text};
use domain::outside_identities::ClaimedRights;
use serde::Deserialize;
use uuid::Uuid;

use super::fetch::Fetcher;
use super::source::Source;
use crate::identity::token::Algorithm;

/// A provider as somebody typed it: a table `[[providers]]` of the configuration file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderSettings {
    /// The exact `iss` of its tokens; its metadata are looked for below this address.
    pub issuer: String,
    /// The organisation whose staff it knows.
    pub organisation: Uuid,
    /// The names under which its tokens may be meant for us; each token must name no other.
    pub audiences: Vec<String>,
    /// The `typ` of its access tokens.
    #[serde(default = "access_tokens")]
    pub token_types: Vec<String>,
    /// The algorithms of its keys.
    #[serde(default = "rs256")]
    pub algorithms: Vec<String>,
    /// A file with its keys, instead of an address.
    pub keys_file: Option<PathBuf>,
    /// The address of its keys, instead of looking for it in the metadata.
    pub keys_url: Option<String>,
    /// The certificates that vouch for its server, instead of the public ones.
    pub ca_file: Option<PathBuf>,
    /// For how many hours its keys are believed while it cannot be reached.
    #[serde(default = "a_day")]
    pub keys_max_age_hours: u16,
    /// The claim that names somebody for ever.
    #[serde(default = "sub")]
    pub subject_claim: String,
    /// The claim with the e-mail address by which an account is linked the first time; without it
    /// accounts are linked by hand.
    pub email_claim: Option<String>,
    /// The claim that says whether that address was verified; it must be `true`.
    #[serde(default = "email_verified")]
    pub email_verified_claim: String,
    /// The claim that lists what somebody is there; without it the roles here count alone.
    pub roles_claim: Option<String>,
    /// Which role each value of that claim grants.
    #[serde(default)]
    pub roles: Vec<RoleGrant>,
    /// The claim that lists where somebody works; without it the offices here count alone.
    pub offices_claim: Option<String>,
    /// Which office each value of that claim grants.
    #[serde(default)]
    pub offices: Vec<OfficeGrant>,
    /// What the claimed roles and offices do to those here: `narrow` or `follow`.
    #[serde(default = "narrow")]
    pub rights: String,
    /// Claims that every token must carry with these values.
    #[serde(default)]
    pub require: Vec<Requirement>,
}

/// What a value of the claim of roles grants.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleGrant {
    /// The value.
    pub value: String,
    /// The role here.
    pub role: String,
}

/// What a value of the claim of offices grants.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficeGrant {
    /// The value.
    pub value: String,
    /// The office here.
    pub office: Uuid,
}

/// A claim that every token must carry.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// The claim.
    pub claim: String,
    /// Its value.
    pub value: String,
}

fn access_tokens() -> Vec<String> {
    vec!["at+jwt".to_owned()]
}

fn rs256() -> Vec<String> {
    vec![Algorithm::Rs256.name().to_owned()]
}

fn a_day() -> u16 {
    24
}

fn sub() -> String {
    "sub".to_owned()
}

fn narrow() -> String {
    ClaimedRights::Narrow.to_string()
}

fn email_verified() -> String {
    "email_verified".to_owned()
}

/// A claim with what each of its values grants.
#[derive(Debug)]
pub(super) struct Grants<T> {
    pub(super) claim: String,
    pub(super) grants: BTreeMap<String, T>,
}

/// A provider that can be asked and believed.
#[derive(Debug)]
pub struct Provider {
    /// Its name.
    pub issuer: Text<255>,
    /// The organisation whose staff it knows.
    pub organisation: OrganisationId,
    pub(super) audiences: Vec<String>,
    pub(super) token_types: Vec<String>,
    pub(super) algorithms: Vec<Algorithm>,
    pub(super) source: Source,
    pub(super) keys_max_age: TimeDelta,
    pub(super) subject_claim: String,
    pub(super) email: Option<(String, String)>,
    pub(super) roles: Option<Grants<Role>>,
    pub(super) offices: Option<Grants<OfficeId>>,
    pub(super) rights: ClaimedRights,
    pub(super) require: Vec<Requirement>,
}

/// Refuses a list with something empty in it, or with nothing in it.
fn filled(texts: Vec<String>, fault: &'static str) -> Result<Vec<String>, Fault> {
    if texts.is_empty() || texts.iter().any(String::is_empty) {
        return Err(Fault::new(fault));
    }
    Ok(texts)
}

impl ProviderSettings {
    /// The provider, or the first thing that is wrong with what was typed.
    pub fn provider(self) -> Result<Provider, Fault> {
        let algorithms: BTreeSet<String> = filled(self.algorithms, "provider_algorithms")?
            .into_iter()
            .collect();
        let algorithms = algorithms.iter().map(|name| name.parse());
        let fetcher = Fetcher::new(self.ca_file.as_deref())?;
        let source = match (self.keys_file, self.keys_url) {
            (Some(_), Some(_)) => return Err(Fault::new("provider_keys_twice")),
            (Some(file), None) => Source::File(file),
            (None, Some(address)) => Source::address(&address, fetcher)?,
            (None, None) => Source::discovery(&self.issuer, fetcher)?,
        };
        let roles = granted(self.roles_claim, self.roles, |grant| {
            Ok((grant.value, role_of_a_person(&grant.role)?))
        })?;
        let offices = granted(self.offices_claim, self.offices, |grant| {
            Ok((grant.value, Id::new(grant.office)))
        })?;
        let rights: ClaimedRights = self.rights.parse()?;
        if rights == ClaimedRights::Follow && roles.is_none() && offices.is_none() {
            return Err(Fault::new("provider_rights_without_claims"));
        }
        Ok(Provider {
            issuer: self.issuer.parse()?,
            organisation: Id::new(self.organisation),
            audiences: filled(self.audiences, "provider_audiences")?,
            token_types: filled(self.token_types, "provider_token_types")?,
            algorithms: algorithms.collect::<Result<_, _>>()?,
            source,
            keys_max_age: TimeDelta::hours(self.keys_max_age_hours.into()),
            subject_claim: self.subject_claim,
            email: self
                .email_claim
                .map(|claim| (claim, self.email_verified_claim)),
            roles,
            offices,
            rights,
            require: self.require,
        })
    }
}

/// What a claim may grant: the role of programs belongs to machine clients.
fn role_of_a_person(name: &str) -> Result<Role, Fault> {
    match name.parse()? {
        Role::MachineClient => Err(Fault::new("role_of_programs")),
        role => Ok(role),
    }
}

/// A claim with what its values grant; both or none of the two.
fn granted<G, T>(
    claim: Option<String>,
    grants: Vec<G>,
    read: impl Fn(G) -> Result<(String, T), Fault>,
) -> Result<Option<Grants<T>>, Fault> {
    match claim {
        Some(claim) if !grants.is_empty() => {
            let grants = grants.into_iter().map(read).collect::<Result<_, _>>()?;
            Ok(Some(Grants { claim, grants }))
        }
        None if grants.is_empty() => Ok(None),
        _ => Err(Fault::new("provider_claim_and_grants_belong_together")),
    }
}
