//! Links that let the owner of an account choose its password: an invitation the first time, a
//! reset afterwards. Each is good once and for a short time; nobody else ever chooses a password.

#[cfg(test)]
mod tests;

use chrono::{DateTime, TimeDelta, Utc};
use strum::{Display, EnumString, VariantNames};

use crate::actor::{Actor, Role, StaffId};
use crate::event::{About, Fact};
use crate::kernel::{Changed, Fault, Id, Refusal, unknown_code};
use crate::policy::{Action, Reach};
use crate::second_factor::Standing;
use crate::staff::{AccountStatus, PasswordState, StaffMember};

/// Marks identifiers of a link.
#[derive(Debug)]
pub struct AccountLinkTag;

/// Identifies a link.
pub type AccountLinkId = Id<AccountLinkTag>;

/// For how long the link of a reset is good.
pub const RESET: TimeDelta = TimeDelta::minutes(30);
/// For how long an invitation may be good at most, whatever the installation says.
pub const LONGEST_INVITATION: TimeDelta = TimeDelta::days(7);

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum Purpose {
    /// To choose the first password of a new account.
    Invitation,
    /// To choose another password in place of a forgotten one.
    PasswordReset,
}

/// How a link gets to the owner of the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum Delivery {
    /// Shown once, to be printed and handed over.
    Print,
    /// Mailed to the address of the account; nobody else sees it.
    Mail,
}

/// A link; what it carries is only kept as a digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountLink {
    /// The link.
    pub id: AccountLinkId,
    /// Whose password it lets choose.
    pub staff: StaffId,
    /// What it is for.
    pub purpose: Purpose,
    /// How it gets to the owner.
    pub delivery: Delivery,
    /// The administrator who asked for it; none when the owner or the operator did.
    pub issued_by: Option<StaffId>,
    /// Since when it is good.
    pub issued_at: DateTime<Utc>,
    /// Until when.
    pub expires_at: DateTime<Utc>,
    /// When it was used or withdrawn.
    pub closed_at: Option<DateTime<Utc>>,
}

/// A link that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewLink {
    /// The link.
    pub id: AccountLinkId,
    /// What it is for.
    pub purpose: Purpose,
    /// How it gets to the owner.
    pub delivery: Delivery,
    /// For how long it is good.
    pub good_for: TimeDelta,
}

/// A link that an administrator saw, and by which the present password was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenLink {
    /// What it was for.
    pub purpose: Purpose,
    /// Who saw it.
    pub by: StaffId,
}

impl SeenLink {
    /// Whether a password took the place of another one by it.
    pub fn was_reset(&self) -> bool {
        self.purpose == Purpose::PasswordReset
    }
}

impl AccountLink {
    /// A link for the owner of an account; the links given before it are good no more.
    ///
    /// Only administrators and the product itself issue one. Whoever removed the account's last
    /// second factor does not see a link too, or the two together would be a way in. Where two
    /// people decide about an account that never had a second factor, no administrator sees one:
    /// that alone would be a way in.
    pub fn issue(
        new: NewLink,
        owner: &StaffMember,
        actor: &Actor,
        factor: Standing,
        now: DateTime<Utc>,
    ) -> Result<Changed<Self>, Refusal> {
        if actor.reach(Action::ManageStaff) != Reach::Organisation {
            return Err(Refusal::NotPermitted {});
        }
        let issued_by = actor.staff();
        if issued_by == Some(owner.id) {
            return Err(Refusal::OwnAccount {});
        }
        fits(new.purpose, owner)?;
        let seen_by = issued_by.filter(|_| new.delivery == Delivery::Print);
        guard(seen_by, owner, factor)?;
        let delivery = new.delivery.to_string();
        let fact = match new.purpose {
            Purpose::Invitation => Fact::StaffInvited { delivery },
            Purpose::PasswordReset => Fact::PasswordResetOffered { delivery },
        };
        let link = Self {
            id: new.id,
            staff: owner.id,
            purpose: new.purpose,
            delivery: new.delivery,
            issued_by,
            issued_at: now,
            expires_at: now + new.good_for,
            closed_at: None,
        };
        Ok(Changed::new(
            link,
            About::thing("staff", owner.id).says(fact),
        ))
    }

    /// Whether it is good now, for this purpose.
    pub fn is_good(&self, purpose: Purpose, now: DateTime<Utc>) -> bool {
        self.purpose == purpose && self.closed_at.is_none() && now < self.expires_at
    }

    /// The account with the password that its owner chose by this link. What the link does not fit
    /// any more is refused like a link that never was.
    pub fn accept(
        &self,
        owner: StaffMember,
        factor: Standing,
        actor: &Actor,
    ) -> Result<Changed<StaffMember>, Refusal> {
        let refused = |_| Refusal::LinkRefused {};
        fits(self.purpose, &owner).map_err(refused)?;
        let seen_by = { self.issued_by }.filter(|_| self.delivery == Delivery::Print);
        guard(seen_by, &owner, factor).map_err(refused)?;
        let fact = match self.purpose {
            Purpose::Invitation => Fact::InvitationAccepted {},
            Purpose::PasswordReset => Fact::PasswordResetAccepted {},
        };
        let event = About::thing("staff", self.staff).says(fact);
        Ok(owner
            .change_password(PasswordState::Chosen, actor)?
            .and(event))
    }
}

/// What an administrator who sees a link could do with it.
fn guard(seen_by: Option<StaffId>, owner: &StaffMember, factor: Standing) -> Result<(), Refusal> {
    match (seen_by, factor) {
        (Some(by), Standing::Removed(Some(remover))) if by == remover => {
            Err(Refusal::SameAdministrator {})
        }
        (Some(_), Standing::Never) if owner.needs_two_people() => Err(Refusal::NeedsTwoPeople {}),
        _ => Ok(()),
    }
}

/// An invitation is for who has no password yet, a reset for who has one; neither for an account
/// that may not sign in, nor for a program, which has no password at all.
fn fits(purpose: Purpose, owner: &StaffMember) -> Result<(), Refusal> {
    let step = match purpose {
        Purpose::Invitation => "invite",
        Purpose::PasswordReset => "reset_password",
    };
    let wrong = |status: &str| {
        Err(Refusal::WrongStatus {
            step,
            status: status.to_owned(),
        })
    };
    if owner.status == AccountStatus::Disabled {
        return wrong("disabled");
    }
    if owner.roles.contains(&Role::MachineClient) {
        return wrong("machine_client");
    }
    match (purpose, owner.password) {
        (Purpose::Invitation, PasswordState::Missing)
        | (
            Purpose::PasswordReset,
            PasswordState::Chosen | PasswordState::SingleUse | PasswordState::Spent,
        ) => Ok(()),
        (Purpose::PasswordReset, PasswordState::Missing) => wrong("without_password"),
        (
            Purpose::Invitation,
            PasswordState::Chosen | PasswordState::SingleUse | PasswordState::Spent,
        ) => wrong("with_password"),
    }
}
