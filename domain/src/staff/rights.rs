//! Who gives which roles: some of them one administrator, some of them two.
//!
//! Whoever holds data on health (L. 68/1999) is let in by two people (OWASP ASVS 5.0, 2.3.5), and
//! so is whoever could be the second of the two: an administrator who makes another one would
//! agree with himself.

use std::collections::{BTreeMap, BTreeSet};

use super::{AccountStatus, StaffMember, may_give, may_manage};
use crate::actor::{Actor, OfficeId, OutsideIdentityId, Role, StaffId};
use crate::event::{About, Fact};
use crate::kernel::{Changed, Refusal};

impl Role {
    /// Whether one administrator proposes this role and another one approves it.
    pub fn needs_two_people(self) -> bool {
        match self {
            Self::TargetedPlacementOfficer | Self::Administrator => true,
            // Programs have an approval of their own.
            Self::MachineClient
            | Self::DeskOperator
            | Self::Counsellor
            | Self::Coordinator
            | Self::Auditor => false,
        }
    }

    /// Whether a provider may give and take this role alone, where an organisation follows it.
    fn is_followed(self) -> bool {
        !self.needs_two_people() && self != Self::MachineClient
    }
}

/// What a provider's token says of the owner of an account: nothing of what its provider is not
/// asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claimed {
    /// What he may do.
    pub roles: Option<BTreeSet<Role>>,
    /// Where he works, of the offices that there are.
    pub offices: Option<BTreeSet<OfficeId>>,
}

/// What a decision about an account knows of the administrators beside its owner.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Administrators {
    /// How many others can manage accounts.
    pub others: usize,
    /// Who had a way into the account in hand: saw the link by which its password was chosen, or
    /// typed what a provider calls its owner.
    pub with_a_way_in: BTreeSet<StaffId>,
}

impl Administrators {
    /// The right and the way in come from different hands: with both, one person would use what
    /// two decided for another.
    fn refuse_way_in(&self, actor: &Actor) -> Result<(), Refusal> {
        match actor.staff() {
            Some(staff) if self.with_a_way_in.contains(&staff) => {
                Err(Refusal::SameAdministrator {})
            }
            _ => Ok(()),
        }
    }
}

/// What is in force of the roles that somebody gives, and what waits.
pub(super) struct Given {
    pub(super) roles: BTreeSet<Role>,
    pub(super) awaiting: BTreeMap<Role, StaffId>,
}

impl Given {
    /// What an account gets that holds `held` and waits for `waiting`. What waits goes on waiting
    /// for somebody else than who proposed it first. The operator is the second person himself.
    pub(super) fn by(
        actor: &Actor,
        asked: BTreeSet<Role>,
        held: &BTreeSet<Role>,
        waiting: &BTreeMap<Role, StaffId>,
    ) -> Self {
        let Some(me) = actor.staff() else {
            return Self {
                roles: asked,
                awaiting: BTreeMap::new(),
            };
        };
        let waits = |role: &Role| role.needs_two_people() && !held.contains(role);
        let (awaiting, roles): (BTreeSet<_>, _) = asked.into_iter().partition(waits);
        let proposed = |role| (role, waiting.get(&role).copied().unwrap_or(me));
        Self {
            roles,
            awaiting: awaiting.into_iter().map(proposed).collect(),
        }
    }
}

pub(super) fn names<'a>(roles: impl IntoIterator<Item = &'a Role>) -> Vec<String> {
    roles.into_iter().map(ToString::to_string).collect()
}

/// The change with the fact about these roles, if there are any.
pub(super) fn telling(
    changed: Changed<StaffMember>,
    roles: Vec<String>,
    fact: impl FnOnce(Vec<String>) -> Fact,
) -> Changed<StaffMember> {
    if roles.is_empty() {
        return changed;
    }
    let event = About::thing("staff", changed.state().id).says(fact(roles));
    changed.and(event)
}

impl StaffMember {
    /// Whether two people decide what this account may do: it has a role that they give, or waits
    /// for one.
    pub fn needs_two_people(&self) -> bool {
        let mut roles = self.roles.iter().chain(self.awaiting.keys());
        roles.any(|role| role.needs_two_people())
    }

    /// Replaces roles and offices; tokens issued before end. One account that can manage accounts
    /// must always be left.
    ///
    /// Nobody changes the own roles or offices, and a role that two people give waits for the
    /// second one. Whoever had a way into the account in hand does not propose one for it. What
    /// waits and is not asked for any more is withdrawn.
    pub fn change(
        mut self,
        roles: BTreeSet<Role>,
        offices: BTreeSet<OfficeId>,
        actor: &Actor,
        administrators: &Administrators,
    ) -> Result<Changed<Self>, Refusal> {
        may_manage(actor)?;
        may_give(&roles)?;
        self.refuse_own(actor)?;
        if !roles.contains(&Role::Administrator) {
            self.refuse_last(administrators)?;
        }
        let withdrawn = self.awaiting.keys().filter(|role| !roles.contains(role));
        let withdrawn = names(withdrawn);
        let given = Given::by(actor, roles, &self.roles, &self.awaiting);
        let awaiting = given.awaiting.keys();
        let proposed = names(awaiting.filter(|role| !self.awaiting.contains_key(role)));
        if !proposed.is_empty() {
            administrators.refuse_way_in(actor)?;
        }
        let fact = Fact::StaffChanged {
            roles: names(&given.roles),
            offices: offices.iter().copied().collect(),
            acknowledged: Vec::new(),
        };
        self.roles = given.roles;
        self.awaiting = given.awaiting;
        self.offices = offices;
        self.epoch += 1;
        let changed = telling(self.says(fact), proposed, |roles| {
            Fact::StaffRolesProposed { roles }
        });
        Ok(telling(changed, withdrawn, |roles| {
            Fact::StaffRolesWithdrawn { roles }
        }))
    }

    /// Agrees with the roles that somebody else proposed: they are in force, and tokens issued
    /// before end. What the actor proposed himself goes on waiting. The operator of the server
    /// agrees with everything.
    ///
    /// Nobody approves for the own account, nor for one into which he had a way in hand.
    pub fn approve_roles(
        mut self,
        actor: &Actor,
        administrators: &Administrators,
    ) -> Result<Changed<Self>, Refusal> {
        may_manage(actor)?;
        self.refuse_own(actor)?;
        if self.awaiting.is_empty() {
            return Err(Refusal::WrongStatus {
                step: "approve_roles",
                status: "without_proposal".to_owned(),
            });
        }
        administrators.refuse_way_in(actor)?;
        let (mine, approved): (BTreeMap<_, _>, BTreeMap<_, _>) =
            { self.awaiting.into_iter() }.partition(|(_, by)| actor.staff() == Some(*by));
        if approved.is_empty() {
            return Err(Refusal::OwnProposal {});
        }
        let fact = Fact::StaffRolesApproved {
            roles: names(approved.keys()),
        };
        self.awaiting = mine;
        self.roles.extend(approved.into_keys());
        self.epoch += 1;
        Ok(self.says(fact))
    }

    /// Takes over what a provider says, where it says something else than is so; tokens issued
    /// before end. `None` when nothing changes.
    ///
    /// A provider neither gives nor takes roles about which two people decide. What says nothing
    /// changes nothing: a claim that is empty, or would leave an account that nobody could use, is
    /// sooner a mistake than a decision. A disabled account stays as it is.
    pub fn follow(
        mut self,
        claimed: &Claimed,
        identity: OutsideIdentityId,
    ) -> Option<Changed<Self>> {
        let roles = claimed.roles.as_ref().filter(|roles| !roles.is_empty());
        let roles = roles.map(|roles| self.with_claimed(roles));
        let roles = roles.filter(|roles| !(roles.is_empty() && self.awaiting.is_empty()));
        let roles = roles.unwrap_or_else(|| self.roles.clone());
        let offices = claimed.offices.as_ref().filter(|named| !named.is_empty());
        let offices = offices.unwrap_or(&self.offices).clone();
        let same = roles == self.roles && offices == self.offices;
        if same || self.status == AccountStatus::Disabled {
            return None;
        }
        let fact = Fact::StaffRightsFollowed {
            identity,
            roles: names(&roles),
            offices: offices.iter().copied().collect(),
        };
        self.roles = roles;
        self.offices = offices;
        self.epoch += 1;
        Some(self.says(fact))
    }

    /// The claimed roles, with what no claim gives or takes as it is.
    fn with_claimed(&self, claimed: &BTreeSet<Role>) -> BTreeSet<Role> {
        let given = claimed.iter().filter(|role| role.is_followed());
        let kept = self.roles.iter().filter(|role| !role.is_followed());
        given.chain(kept).copied().collect()
    }
}
