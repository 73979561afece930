//! Accounts of the staff: who may sign in, what they may do, where they work.

mod email;
mod rights;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::actor::{Actor, ActorKind, OfficeId, Role, StaffId};
use crate::cases::FOLLOWING;
use crate::event::{About, Fact};
use crate::kernel::{Changed, Fault, PersonName, Refusal, Version};
use crate::policy::{Action, Reach};

pub use email::Email;
pub use rights::{Administrators, Claimed};
use rights::{Given, names, telling};

/// Whether an account may sign in.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, strum::Display, strum::EnumString, strum::VariantNames,
)]
#[strum(
    serialize_all = "snake_case",
    parse_err_ty = Fault,
    parse_err_fn = crate::kernel::unknown_code
)]
pub enum AccountStatus {
    /// It may.
    Enabled,
    /// It may not, until an administrator enables it again.
    Disabled,
}

impl AccountStatus {
    /// The status after a step, or the refusal of a step that has nothing to do.
    pub fn after(self, step: AccountStep) -> Result<Self, Refusal> {
        match (self, step) {
            (Self::Enabled, AccountStep::Disable) => Ok(Self::Disabled),
            (Self::Disabled, AccountStep::Enable) => Ok(Self::Enabled),
            (Self::Enabled, AccountStep::Enable) | (Self::Disabled, AccountStep::Disable) => {
                Err(Refusal::WrongStatus {
                    step: step.into(),
                    status: self.to_string(),
                })
            }
        }
    }
}

/// What changes whether an account may sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum AccountStep {
    /// Take the right to sign in.
    Disable,
    /// Give it back.
    Enable,
}

/// Where the password of an account comes from.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, strum::Display, strum::EnumString, strum::VariantNames,
)]
#[strum(
    serialize_all = "snake_case",
    parse_err_ty = Fault,
    parse_err_fn = crate::kernel::unknown_code
)]
pub enum PasswordState {
    /// Nobody has set one: the account cannot sign in with a password.
    Missing,
    /// Its owner chose it.
    Chosen,
    /// It was made for the owner and opens one session, in which it is to be replaced.
    SingleUse,
    /// It was made for the owner and opened its one session.
    Spent,
}

/// An account of the staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffMember {
    /// The account.
    pub id: StaffId,
    /// Names it at sign-in; unique in the whole installation.
    pub email: Email,
    /// Given name.
    pub given_name: PersonName,
    /// Family name.
    pub family_name: PersonName,
    /// What its owner may do.
    pub roles: BTreeSet<Role>,
    /// Roles that give nothing until a second person approves them, and who proposed each. With
    /// the roles in force there is at least one.
    pub awaiting: BTreeMap<Role, StaffId>,
    /// Where its owner works.
    pub offices: BTreeSet<OfficeId>,
    /// Whether it may sign in.
    pub status: AccountStatus,
    /// Where its password comes from.
    pub password: PasswordState,
    /// Access tokens of an earlier epoch are refused. It grows with every change after which an
    /// issued token would say too much.
    pub epoch: i64,
    /// How often it was saved.
    pub version: Version,
}

/// The account to be created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStaffMember {
    /// Names it at sign-in.
    pub email: Email,
    /// Given name.
    pub given_name: PersonName,
    /// Family name.
    pub family_name: PersonName,
    /// What its owner may do.
    pub roles: BTreeSet<Role>,
    /// Where its owner works.
    pub offices: BTreeSet<OfficeId>,
    /// Where its first password comes from.
    pub password: PasswordState,
}

/// Only an administrator manages accounts.
fn may_manage(actor: &Actor) -> Result<(), Refusal> {
    if actor.reach(Action::ManageStaff) == Reach::Organisation {
        Ok(())
    } else {
        Err(Refusal::NotPermitted {})
    }
}

/// What a person can be: an account that nobody could use is none, and the role of programs
/// belongs to machine clients.
fn may_give(roles: &BTreeSet<Role>) -> Result<(), Refusal> {
    if roles.is_empty() {
        return Err(Refusal::invalid("/roles", "no_role"));
    }
    if roles.contains(&Role::MachineClient) {
        return Err(Refusal::invalid("/roles", "role_of_programs"));
    }
    Ok(())
}

impl StaffMember {
    /// A new account, ready to sign in. Roles that two people give wait for the second one.
    pub fn create(
        id: StaffId,
        new: NewStaffMember,
        actor: &Actor,
    ) -> Result<Changed<Self>, Refusal> {
        may_manage(actor)?;
        may_give(&new.roles)?;
        let given = Given::by(actor, new.roles, &BTreeSet::new(), &BTreeMap::new());
        let fact = Fact::StaffCreated {
            roles: names(&given.roles),
        };
        let proposed = names(given.awaiting.keys());
        let member = Self {
            id,
            email: new.email,
            given_name: new.given_name,
            family_name: new.family_name,
            roles: given.roles,
            awaiting: given.awaiting,
            offices: new.offices,
            status: AccountStatus::Enabled,
            password: new.password,
            epoch: 1,
            version: Version::FIRST,
        };
        Ok(telling(member.says(fact), proposed, |roles| {
            Fact::StaffRolesProposed { roles }
        }))
    }

    /// Whether it can manage accounts now.
    pub fn administers(&self) -> bool {
        self.status == AccountStatus::Enabled && self.roles.contains(&Role::Administrator)
    }

    /// The offices at which it receives people now and would receive nobody any more.
    pub fn offices_left(&self, after: &Self) -> Vec<OfficeId> {
        let left = self.offices.iter().copied();
        left.filter(|office| self.receives_at(*office) && !after.receives_at(*office))
            .collect()
    }

    fn receives_at(&self, office: OfficeId) -> bool {
        let follows = self.roles.iter().any(|role| FOLLOWING.contains(role));
        self.status == AccountStatus::Enabled && follows && self.offices.contains(&office)
    }

    /// Takes the right to sign in; sessions and tokens end. Not from oneself, and not from the
    /// last account that can manage accounts.
    pub fn disable(
        mut self,
        actor: &Actor,
        administrators: &Administrators,
    ) -> Result<Changed<Self>, Refusal> {
        may_manage(actor)?;
        self.refuse_own(actor)?;
        let status = self.status.after(AccountStep::Disable)?;
        self.refuse_last(administrators)?;
        self.status = status;
        self.epoch += 1;
        Ok(self.says(Fact::StaffDisabled {
            acknowledged: Vec::new(),
        }))
    }

    /// Gives the right to sign in back. Sessions that ended stay ended.
    pub fn enable(mut self, actor: &Actor) -> Result<Changed<Self>, Refusal> {
        may_manage(actor)?;
        self.refuse_own(actor)?;
        self.status = self.status.after(AccountStep::Enable)?;
        self.epoch += 1;
        Ok(self.says(Fact::StaffEnabled {}))
    }

    /// Gives the account another password; tokens issued before end. The owner chooses it, or
    /// the operator of the server has one made: an administrator never knows a password.
    pub fn change_password(
        mut self,
        password: PasswordState,
        actor: &Actor,
    ) -> Result<Changed<Self>, Refusal> {
        match actor.kind {
            ActorKind::System => {}
            _ if actor.staff() == Some(self.id) => {}
            ActorKind::Staff(..)
            | ActorKind::Federated(..)
            | ActorKind::Machine(..)
            | ActorKind::Anonymous => return Err(Refusal::NotPermitted {}),
        }
        self.password = password;
        self.epoch += 1;
        Ok(self.says(Fact::PasswordChanged {}))
    }

    fn says(self, fact: Fact) -> Changed<Self> {
        let event = About::thing("staff", self.id).says(fact);
        Changed::new(self, event)
    }

    fn refuse_own(&self, actor: &Actor) -> Result<(), Refusal> {
        match actor.staff() {
            Some(staff) if staff == self.id => Err(Refusal::OwnAccount {}),
            _ => Ok(()),
        }
    }

    fn refuse_last(&self, administrators: &Administrators) -> Result<(), Refusal> {
        if self.administers() && administrators.others == 0 {
            return Err(Refusal::LastAdministrator {});
        }
        Ok(())
    }
}
