//! Accounts of the staff: who may sign in, what they may do, where they work.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use crate::actor::{Actor, ActorKind, OfficeId, Role, StaffId};
use crate::event::{About, Fact};
use crate::kernel::{Changed, Fault, PersonName, Refusal, Version};
use crate::policy::{Action, Reach};

/// The e-mail address that names an account at sign-in: in lower case, because people type it as
/// they like and no provider in use tells addresses apart by case.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Email(String);

impl Email {
    /// The longest address, in characters (RFC 5321 §4.5.3.1, with erratum 1690).
    pub const MAX: usize = 254;

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_local_part(local: &str) -> bool {
    let atom = |c: u8| c.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&c);
    local.len() <= 64
        && local
            .split('.')
            .all(|part| !part.is_empty() && part.bytes().all(atom))
}

fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|c| c.is_ascii_alphanumeric() || c == b'-')
    };
    domain.contains('.') && domain.split('.').all(label)
}

impl FromStr for Email {
    type Err = Fault;

    /// Takes the plain form `local@domain` of RFC 5321: no quotes, no comments, no bare host.
    fn from_str(text: &str) -> Result<Self, Fault> {
        let text = text.trim();
        if text.chars().count() > Self::MAX {
            return Err(Fault::new("too_long").with("max", Self::MAX));
        }
        match text.split_once('@') {
            Some((local, domain)) if is_local_part(local) && is_domain(domain) => {
                Ok(Self(text.to_ascii_lowercase()))
            }
            _ => Err(Fault::new("email")),
        }
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An address is personal data: it never shows up in a debug print.
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(***)")
    }
}

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
    /// What its owner may do; at least one.
    pub roles: BTreeSet<Role>,
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

fn names(roles: &BTreeSet<Role>) -> Vec<String> {
    roles.iter().map(ToString::to_string).collect()
}

/// Only an administrator manages accounts, and an account that nobody could use is none.
fn may_manage(actor: &Actor, roles: &BTreeSet<Role>) -> Result<(), Refusal> {
    if actor.reach(Action::ManageStaff) != Reach::Organisation {
        return Err(Refusal::NotPermitted {});
    }
    if roles.is_empty() {
        return Err(Refusal::invalid("/roles", "no_role"));
    }
    Ok(())
}

/// What a person can be; the role of programs belongs to machine clients.
fn may_give(roles: &BTreeSet<Role>) -> Result<(), Refusal> {
    if roles.contains(&Role::MachineClient) {
        return Err(Refusal::invalid("/roles", "role_of_programs"));
    }
    Ok(())
}

impl StaffMember {
    /// A new account, ready to sign in.
    pub fn create(
        id: StaffId,
        new: NewStaffMember,
        actor: &Actor,
    ) -> Result<Changed<Self>, Refusal> {
        may_manage(actor, &new.roles)?;
        may_give(&new.roles)?;
        let fact = Fact::StaffCreated {
            roles: names(&new.roles),
        };
        let member = Self {
            id,
            email: new.email,
            given_name: new.given_name,
            family_name: new.family_name,
            roles: new.roles,
            offices: new.offices,
            status: AccountStatus::Enabled,
            password: new.password,
            epoch: 1,
            version: Version::FIRST,
        };
        Ok(Changed::new(member, About::thing("staff", id).says(fact)))
    }

    /// Whether it can manage accounts now.
    pub fn administers(&self) -> bool {
        self.status == AccountStatus::Enabled && self.roles.contains(&Role::Administrator)
    }

    /// Replaces roles and offices; tokens issued before end. `other_administrators` counts the
    /// other accounts that can manage accounts: one must always be left.
    ///
    /// Nobody changes the own roles or offices, so that nobody alone can grant himself the right
    /// to sensitive data (OWASP ASVS 5.0, 2.3.5).
    pub fn change(
        mut self,
        roles: BTreeSet<Role>,
        offices: BTreeSet<OfficeId>,
        actor: &Actor,
        other_administrators: usize,
    ) -> Result<Changed<Self>, Refusal> {
        may_manage(actor, &roles)?;
        may_give(&roles)?;
        self.refuse_own(actor)?;
        if !roles.contains(&Role::Administrator) {
            self.refuse_last(other_administrators)?;
        }
        let fact = Fact::StaffChanged {
            roles: names(&roles),
            offices: offices.iter().copied().collect(),
        };
        self.roles = roles;
        self.offices = offices;
        self.epoch += 1;
        Ok(self.says(fact))
    }

    /// Takes the right to sign in; sessions and tokens end. Not from oneself, and not from the
    /// last account that can manage accounts.
    pub fn disable(
        mut self,
        actor: &Actor,
        other_administrators: usize,
    ) -> Result<Changed<Self>, Refusal> {
        may_manage(actor, &self.roles)?;
        self.refuse_own(actor)?;
        let status = self.status.after(AccountStep::Disable)?;
        self.refuse_last(other_administrators)?;
        self.status = status;
        self.epoch += 1;
        Ok(self.says(Fact::StaffDisabled {}))
    }

    /// Gives the right to sign in back. Sessions that ended stay ended.
    pub fn enable(mut self, actor: &Actor) -> Result<Changed<Self>, Refusal> {
        may_manage(actor, &self.roles)?;
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

    fn refuse_last(&self, other_administrators: usize) -> Result<(), Refusal> {
        if self.administers() && other_administrators == 0 {
            return Err(Refusal::LastAdministrator {});
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Id;
    use uuid::Uuid;

    fn id<T>(number: u128) -> Id<T> {
        Id::new(Uuid::from_u128(number))
    }

    fn actor(staff: u128, role: Role) -> Actor {
        let mut actor = Actor::system(id(1));
        actor.kind = ActorKind::Staff(id(staff), id(9));
        actor.roles = vec![role];
        actor
    }

    fn member(number: u128, roles: &[Role]) -> StaffMember {
        let new = NewStaffMember {
            email: "Giulia.Fontana@comune.example".parse().unwrap(),
            given_name: "Giulia".parse().unwrap(),
            family_name: "Fontana".parse().unwrap(),
            roles: roles.iter().copied().collect(),
            offices: BTreeSet::new(),
            password: PasswordState::Chosen,
        };
        StaffMember::create(id(number), new, &Actor::system(id(1)))
            .unwrap()
            .state
    }

    fn code<T>(outcome: Result<Changed<T>, Refusal>) -> Option<&'static str> {
        outcome.err().map(|refusal| refusal.code())
    }

    #[test]
    fn an_address_is_folded_and_other_spellings_of_none_are_refused() {
        for (typed, kept) in [
            (
                "Giulia.Fontana@Comune.Example",
                "giulia.fontana@comune.example",
            ),
            (" o'neill+lavoro@a-b.example ", "o'neill+lavoro@a-b.example"),
        ] {
            assert_eq!(typed.parse::<Email>().unwrap().as_str(), kept);
        }
        let long = format!("{}@b.example", "a".repeat(65));
        for typed in [
            "",
            "giulia",
            "@b.example",
            "a@",
            "a@b",
            "a@@b.example",
            "a b@c.example",
            "a@-b.example",
            "a..b@c.example",
            "a@b..example",
            "à@b.example",
            "a@b.example\n@c",
            &long,
        ] {
            assert_eq!(typed.parse::<Email>().unwrap_err().code, "email", "{typed}");
        }
        let longest = format!("a@{}.example", "b.".repeat(130));
        assert_eq!(longest.parse::<Email>().unwrap_err().code, "too_long");
    }

    #[test]
    fn an_account_never_shows_names_in_a_debug_print() {
        let print = format!("{:?}", member(2, &[Role::Counsellor]));
        assert!(!print.to_lowercase().contains("giulia"), "{print}");
    }

    #[test]
    fn only_administrators_and_the_operator_manage_accounts() {
        let someone = || member(2, &[Role::Counsellor]);
        for (who, expected) in [
            (actor(5, Role::Coordinator), Some("not_permitted")),
            (actor(5, Role::Auditor), Some("not_permitted")),
            (actor(5, Role::Administrator), None),
            (Actor::system(id(1)), None),
            (Actor::anonymous(id(1)), Some("not_permitted")),
        ] {
            assert_eq!(code(someone().disable(&who, 1)), expected, "{who:?}");
            let roles = BTreeSet::from([Role::Auditor]);
            let changed = someone().change(roles, BTreeSet::new(), &who, 1);
            assert_eq!(code(changed), expected, "{who:?}");
        }
    }

    #[test]
    fn nobody_disables_or_changes_the_own_account() {
        let me = actor(2, Role::Administrator);
        let mine = || member(2, &[Role::Administrator]);
        assert_eq!(code(mine().disable(&me, 3)), Some("own_account"));
        let roles = BTreeSet::from([Role::Administrator, Role::TargetedPlacementOfficer]);
        let changed = mine().change(roles, BTreeSet::new(), &me, 3);
        assert_eq!(code(changed), Some("own_account"));
    }

    #[test]
    fn the_last_administrator_stays() {
        let system = Actor::system(id(1));
        let counsellor = BTreeSet::from([Role::Counsellor]);
        for (role, others, expected) in [
            (Role::Administrator, 0, Some("last_administrator")),
            (Role::Administrator, 1, None),
            (Role::Counsellor, 0, None),
        ] {
            let changed =
                member(2, &[role]).change(counsellor.clone(), BTreeSet::new(), &system, others);
            assert_eq!(code(changed), expected, "{role} {others}");
            let disabled = member(2, &[role]).disable(&system, others);
            assert_eq!(code(disabled), expected, "{role} {others}");
        }
    }

    #[test]
    fn an_account_without_a_role_is_none() {
        let changed = member(2, &[Role::Counsellor]).change(
            BTreeSet::new(),
            BTreeSet::new(),
            &Actor::system(id(1)),
            1,
        );
        assert_eq!(code(changed), Some("invalid"));
    }

    #[test]
    fn nobody_is_given_the_role_of_programs() {
        let roles = BTreeSet::from([Role::Counsellor, Role::MachineClient]);
        let changed =
            member(2, &[Role::Counsellor]).change(roles, BTreeSet::new(), &Actor::system(id(1)), 1);
        assert_eq!(code(changed), Some("invalid"));
    }

    #[test]
    fn every_change_of_rights_ends_the_tokens_issued_before() {
        let system = Actor::system(id(1));
        let first = member(2, &[Role::Counsellor]);
        let changed = first
            .clone()
            .change(
                BTreeSet::from([Role::Coordinator]),
                BTreeSet::new(),
                &system,
                1,
            )
            .unwrap();
        let disabled = changed.state.clone().disable(&system, 1).unwrap();
        let enabled = disabled.state.clone().enable(&system).unwrap();
        let renewed = enabled
            .state
            .clone()
            .change_password(PasswordState::Chosen, &actor(2, Role::Coordinator))
            .unwrap();
        let epochs = [
            &first,
            &changed.state,
            &disabled.state,
            &enabled.state,
            &renewed.state,
        ];
        assert_eq!(epochs.map(|member| member.epoch), [1, 2, 3, 4, 5]);
    }

    #[test]
    fn a_step_that_has_nothing_to_do_is_refused() {
        let system = Actor::system(id(1));
        let enabled = member(2, &[Role::Counsellor]);
        assert_eq!(code(enabled.clone().enable(&system)), Some("wrong_status"));
        let disabled = enabled.disable(&system, 1).unwrap().state;
        assert_eq!(code(disabled.disable(&system, 1)), Some("wrong_status"));
    }

    #[test]
    fn a_password_is_changed_by_its_owner_or_the_operator_only() {
        let mine = || member(2, &[Role::Counsellor]);
        for (who, expected) in [
            (actor(2, Role::Counsellor), None),
            (actor(3, Role::Administrator), Some("not_permitted")),
            (Actor::anonymous(id(1)), Some("not_permitted")),
            (Actor::system(id(1)), None),
        ] {
            let changed = mine().change_password(PasswordState::Chosen, &who);
            assert_eq!(code(changed), expected);
        }
    }
}
