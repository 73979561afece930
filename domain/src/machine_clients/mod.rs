//! Machine clients: programs of other services that read what they were given.
//!
//! Whoever may register a key could hold its private half himself. So that no administrator, who
//! sees no persons, can let himself in by that door, two people are needed: what widens a client
//! waits until somebody else approves it (OWASP ASVS 5.0, 2.3.5).

use std::collections::BTreeSet;

use strum::{Display, EnumIter, EnumString, IntoStaticStr, VariantNames};

use crate::actor::{Actor, MachineClientId, OfficeId, StaffId};
use crate::event::{About, Fact};
use crate::kernel::{Changed, Fault, Refusal, Text, Version, unknown_code};
use crate::policy::{Action, Reach, Scopes};
use crate::steps::Allowed;

/// How many keys a client has at most: the present one, and the next one while it is rotated.
pub const MOST_KEYS: usize = 2;

/// Whether a client gets tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumIter, EnumString, VariantNames, Hash)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum ClientStatus {
    /// Not yet: a second person must approve it.
    Waiting,
    /// It does.
    Enabled,
    /// Not any more, until it is approved again.
    Disabled,
}

/// What changes whether a client gets tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum ClientStep {
    /// Agree, as a second person, with what was proposed.
    Approve,
    /// Give more scopes, more offices or another key.
    Widen,
    /// Take the right to tokens.
    Disable,
}

impl ClientStatus {
    /// The status after a step, or the refusal of a step that has nothing to do.
    pub fn after(self, step: ClientStep) -> Result<Self, Refusal> {
        match (self, step) {
            (Self::Waiting | Self::Disabled, ClientStep::Approve) => Ok(Self::Enabled),
            (Self::Waiting | Self::Enabled | Self::Disabled, ClientStep::Widen) => {
                Ok(Self::Waiting)
            }
            (Self::Waiting | Self::Enabled, ClientStep::Disable) => Ok(Self::Disabled),
            (Self::Enabled, ClientStep::Approve) | (Self::Disabled, ClientStep::Disable) => {
                Err(Refusal::WrongStatus {
                    step: step.into(),
                    status: self.to_string(),
                })
            }
        }
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::{ActorKind, Role};
    use crate::kernel::Id;
    use crate::policy::Scope;
    use uuid::Uuid;

    fn id<T>(number: u128) -> Id<T> {
        Id::new(Uuid::from_u128(number))
    }

    fn administrator(number: u128) -> Actor {
        crate::samples::staff(number, &[Role::Administrator], &[])
    }

    fn terms(scopes: &[Scope], offices: &[u128], keys: &[&str]) -> ClientTerms {
        ClientTerms {
            label: "Centro per l'impiego".parse().unwrap(),
            purpose: "Convenzione sui servizi".parse().unwrap(),
            scopes: scopes.iter().copied().collect(),
            offices: offices.iter().map(|n| id(*n)).collect(),
            keys: { keys.iter() }
                .map(|kid| ClientKey {
                    kid: (*kid).to_owned(),
                    thumbprint: (*kid).to_owned(),
                    jwk: format!("{{{kid}}}"),
                })
                .collect(),
        }
    }

    fn proposed() -> MachineClient {
        let terms = terms(&[Scope::ReadCases, Scope::Calculators], &[1, 2], &["a"]);
        MachineClient::propose(id(9), terms, &administrator(1))
            .unwrap()
            .state()
            .clone()
    }

    fn enabled() -> MachineClient {
        proposed()
            .approve(&administrator(2))
            .unwrap()
            .state()
            .clone()
    }

    fn code<T>(outcome: Result<Changed<T>, Refusal>) -> Option<&'static str> {
        outcome.err().map(|refusal| refusal.code())
    }

    #[test]
    fn a_client_gets_tokens_only_after_a_second_person_approved_it() {
        assert_eq!(code(proposed().grant(None)), Some("not_permitted"));
        let alone = proposed().approve(&administrator(1));
        assert_eq!(code(alone), Some("own_proposal"));
        assert!(enabled().grant(None).is_ok());
    }

    #[test]
    fn the_operator_approves_alone() {
        let system = Actor::system(id(1));
        let terms = terms(&[Scope::Calculators], &[], &["a"]);
        let client = MachineClient::propose(id(9), terms, &system)
            .unwrap()
            .state()
            .clone();
        assert!(client.approve(&system).is_ok());
    }

    #[test]
    fn only_administrators_and_the_operator_decide() {
        let others = [
            crate::samples::staff(5, &[Role::Coordinator], &[1]),
            crate::samples::staff(5, &[Role::Auditor], &[]),
            Actor::anonymous(id(1)),
            Actor {
                kind: ActorKind::Machine(id(9), "cases.read".parse().unwrap()),
                ..Actor::anonymous(id(1))
            },
        ];
        for actor in others {
            let refused = Some("not_permitted");
            let terms = proposed().terms;
            assert_eq!(
                code(MachineClient::propose(id(8), terms.clone(), &actor)),
                refused
            );
            assert_eq!(code(proposed().approve(&actor)), refused);
            assert_eq!(code(enabled().change(terms, &actor)), refused);
            assert_eq!(code(enabled().disable(&actor)), refused);
        }
    }

    #[test]
    fn what_widens_waits_again_and_what_narrows_does_not() {
        let (both, one) = ([Scope::ReadCases, Scope::Calculators], [Scope::ReadCases]);
        for (changed, expected) in [
            (terms(&both, &[1, 2], &["a"]), ClientStatus::Enabled),
            (terms(&one, &[1], &["a"]), ClientStatus::Enabled),
            (
                terms(&[Scope::ReadIntakes], &[1], &["a"]),
                ClientStatus::Waiting,
            ),
            (terms(&both, &[1, 3], &["a"]), ClientStatus::Waiting),
            (terms(&both, &[1, 2], &["a", "b"]), ClientStatus::Waiting),
            (terms(&both, &[1, 2], &["b"]), ClientStatus::Waiting),
        ] {
            let before = enabled();
            let after = before.clone().change(changed.clone(), &administrator(2));
            let after = after.unwrap().state().clone();
            assert_eq!(after.status, expected, "{changed:?}");
            assert_eq!(after.epoch, before.epoch + 1);
        }
    }

    #[test]
    fn whoever_widened_a_client_cannot_approve_it() {
        let wider = terms(&[Scope::ReadIndividuals], &[1], &["a"]);
        let waiting = enabled()
            .change(wider, &administrator(2))
            .unwrap()
            .state()
            .clone();
        let alone = waiting.clone().approve(&administrator(2));
        assert_eq!(code(alone), Some("own_proposal"));
        assert!(waiting.approve(&administrator(1)).is_ok());
    }

    #[test]
    fn a_disabled_client_gets_nothing_and_needs_an_approval() {
        let disabled = enabled()
            .disable(&administrator(1))
            .unwrap()
            .state()
            .clone();
        assert_eq!(disabled.epoch, 2);
        assert_eq!(code(disabled.clone().grant(None)), Some("not_permitted"));
        let twice = disabled.clone().disable(&administrator(1));
        assert_eq!(code(twice), Some("wrong_status"));
        let alone = disabled.clone().approve(&administrator(1));
        assert_eq!(code(alone), Some("own_proposal"));
        assert!(disabled.approve(&administrator(2)).is_ok());
    }

    #[test]
    fn a_token_has_what_was_asked_and_never_more_than_the_client() {
        let scopes = |names: &str| Some(names.parse::<Scopes>().unwrap());
        let granted = |asked| {
            enabled()
                .grant(asked)
                .map(|granted| granted.state().clone().1)
        };
        assert_eq!(granted(None).unwrap().to_string(), "calculators cases.read");
        assert_eq!(
            granted(scopes("cases.read")).unwrap().to_string(),
            "cases.read"
        );
        for more in ["individuals.read", "cases.read intakes.read", ""] {
            assert_eq!(code(enabled().grant(scopes(more))), Some("not_permitted"));
        }
    }

    #[test]
    fn a_client_has_a_scope_and_one_or_two_keys() {
        let all = [
            (terms(&[], &[1], &["a"]), "/scopes"),
            (terms(&[Scope::Calculators], &[], &[]), "/keys"),
            (terms(&[Scope::Calculators], &[], &["a", "b", "c"]), "/keys"),
        ];
        for (terms, at) in all {
            let refused = MachineClient::propose(id(9), terms, &administrator(1));
            let Err(Refusal::Invalid { faults }) = refused else {
                panic!("{at} was taken");
            };
            let pointers: Vec<_> = faults.iter().map(|told| told.pointer.as_str()).collect();
            assert_eq!(pointers, [at]);
        }
    }
}
