//! Machine clients: programs of other services that read what they were given.
//!
//! Whoever may register a key could hold its private half himself. So that no administrator, who
//! sees no persons, can let himself in by that door, two people are needed: what widens a client
//! waits until somebody else approves it (OWASP ASVS 5.0, 2.3.5).

mod status;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::actor::{Actor, MachineClientId, OfficeId, StaffId};
use crate::event::{About, Fact};
use crate::kernel::{Changed, Refusal, Text, Version};
use crate::policy::{Action, Reach, Scopes};
use crate::steps::Allowed;

pub use status::{ClientStatus, ClientStep};

/// How many keys a client has at most: the present one, and the next one while it is rotated.
pub const MOST_KEYS: usize = 2;

/// A public key with which a client signs its assertions. What it is made of only the verifier
/// knows; here it is its name and its text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClientKey {
    /// Names it in the header of an assertion: its own name, or the thumbprint.
    pub kid: String,
    /// Its thumbprint (RFC 7638): by it the record of events tells which key it was.
    pub thumbprint: String,
    /// The key as JSON (RFC 7517), with the algorithm that it is for.
    pub jwk: String,
}

/// What a client is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientTerms {
    /// What people call it.
    pub label: Text<100>,
    /// What it is for, and on what ground.
    pub purpose: Text<500>,
    /// What it is permitted.
    pub scopes: Scopes,
    /// Where.
    pub offices: BTreeSet<OfficeId>,
    /// With which keys it proves who it is.
    pub keys: BTreeSet<ClientKey>,
}

/// A program that acts for another service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MachineClient {
    /// The client; it is also its `client_id`.
    pub id: MachineClientId,
    /// What it is.
    pub terms: ClientTerms,
    /// Whether it gets tokens.
    pub status: ClientStatus,
    /// Who proposed what waits or was approved last; nobody when it was the operator.
    pub proposed_by: Option<StaffId>,
    /// Grows with every change of rights: tokens issued before end.
    pub epoch: i64,
    /// How often it was saved.
    pub version: Version,
}

fn may_manage(actor: &Actor) -> Result<(), Refusal> {
    if actor.reach(Action::ManageStaff) == Reach::Organisation {
        Ok(())
    } else {
        Err(Refusal::NotPermitted {})
    }
}

impl ClientTerms {
    fn check(&self) -> Result<(), Refusal> {
        if self.scopes.is_empty() {
            return Err(Refusal::invalid("/scopes", "no_scope"));
        }
        if self.keys.is_empty() || self.keys.len() > MOST_KEYS {
            return Err(Refusal::invalid("/keys", "one_or_two_keys"));
        }
        Ok(())
    }

    /// Whether it permits nothing that `others` do not.
    fn within(&self, others: &Self) -> bool {
        self.scopes.within(others.scopes)
            && self.offices.is_subset(&others.offices)
            && self.keys.is_subset(&others.keys)
    }

    fn scope_names(&self) -> Vec<String> {
        self.scopes.iter().map(|scope| scope.to_string()).collect()
    }
}

impl MachineClient {
    /// A new client, which waits for a second person.
    pub fn propose(
        id: MachineClientId,
        terms: ClientTerms,
        actor: &Actor,
    ) -> Result<Changed<Self>, Refusal> {
        may_manage(actor)?;
        terms.check()?;
        let fact = Fact::MachineClientProposed {
            scopes: terms.scope_names(),
            offices: terms.offices.iter().copied().collect(),
        };
        let client = Self {
            id,
            terms,
            status: ClientStatus::Waiting,
            proposed_by: actor.staff(),
            epoch: 1,
            version: Version::FIRST,
        };
        Ok(client.says(fact))
    }

    /// Replaces what the client is; tokens issued before end. What permits more than before, or
    /// lets another key in, waits for a second person.
    pub fn change(mut self, terms: ClientTerms, actor: &Actor) -> Result<Changed<Self>, Refusal> {
        may_manage(actor)?;
        terms.check()?;
        let widened = !terms.within(&self.terms);
        if widened {
            self.status = self.status.after(ClientStep::Widen)?;
            self.proposed_by = actor.staff();
        }
        self.terms = terms;
        self.epoch += 1;
        let fact = Fact::MachineClientChanged {
            scopes: self.terms.scope_names(),
            offices: self.terms.offices.iter().copied().collect(),
            keys: { self.terms.keys.iter() }
                .map(|key| key.thumbprint.clone())
                .collect(),
            widened,
        };
        Ok(self.says(fact))
    }

    /// Agrees with what somebody else proposed: from now on the client gets tokens. The operator
    /// of the server may agree with himself.
    pub fn approve(mut self, actor: &Actor) -> Result<Changed<Self>, Refusal> {
        may_manage(actor)?;
        self.status = self.status.after(ClientStep::Approve)?;
        if actor.staff().is_some() && actor.staff() == self.proposed_by {
            return Err(Refusal::OwnProposal {});
        }
        Ok(self.says(Fact::MachineClientApproved {}))
    }

    /// Takes the right to tokens; those issued before end.
    pub fn disable(mut self, actor: &Actor) -> Result<Changed<Self>, Refusal> {
        may_manage(actor)?;
        self.status = self.status.after(ClientStep::Disable)?;
        self.epoch += 1;
        Ok(self.says(Fact::MachineClientDisabled {}))
    }

    /// What the actor may do to it now.
    pub fn allowed(&self, actor: &Actor) -> Vec<Allowed<&'static str>> {
        let approve = self.clone().approve(actor).map(drop);
        let disable = self.clone().disable(actor).map(drop);
        vec![
            Allowed::judged("change", &may_manage(actor)),
            Allowed::judged("approve", &approve),
            Allowed::judged("disable", &disable),
        ]
    }

    /// The scopes of a token that asks for these, or for all that the client has. Only an enabled
    /// client gets one, and none for more than it has.
    pub fn grant(self, asked: Option<Scopes>) -> Result<Changed<(Self, Scopes)>, Refusal> {
        let scopes = asked.unwrap_or(self.terms.scopes);
        let permitted = !scopes.is_empty() && scopes.within(self.terms.scopes);
        if self.status != ClientStatus::Enabled || !permitted {
            return Err(Refusal::NotPermitted {});
        }
        let fact = Fact::MachineTokenIssued {
            scopes: scopes.iter().map(|scope| scope.to_string()).collect(),
        };
        let event = About::thing("machine_client", self.id).says(fact);
        Ok(Changed::new((self, scopes), event))
    }

    fn says(self, fact: Fact) -> Changed<Self> {
        let event = About::thing("machine_client", self.id).says(fact);
        Changed::new(self, event)
    }
}
