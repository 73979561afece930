//! What the caller may do to an account now.

use chrono::DateTime;
use domain::account_links::{AccountLink, Delivery, NewLink, Purpose, RESET};
use domain::actor::{Actor, StaffId};
use domain::kernel::Id;
use domain::policy::{Action, Reach};
use domain::second_factor::SecondFactor;
use domain::staff::StaffMember;
use persistence::{Error, Tx, account_links, second_factors, staff};

use crate::http::AllowedAction;

/// What decides about the ways in of an account, as far as the caller manages accounts.
#[derive(Default)]
struct Signing {
    factor: Option<SecondFactor>,
    factor_removed_by: Option<StaffId>,
    last_reset_by: Option<StaffId>,
}

impl Signing {
    fn of(tx: &mut Tx<'_>, member: &StaffMember) -> Result<Self, Error> {
        if tx.actor().reach(Action::ManageStaff) == Reach::Never {
            return Ok(Self::default());
        }
        let stored = second_factors::in_force(tx, member.id)?;
        Ok(Self {
            factor: stored.map(|stored| stored.factor),
            factor_removed_by: second_factors::removed_by(tx, member.id)?,
            last_reset_by: account_links::last_reset_by(tx, member.id)?,
        })
    }

    /// Whether the caller may give the owner a link that can be printed.
    fn link(&self, purpose: Purpose, member: &StaffMember, actor: &Actor) -> bool {
        let new = NewLink {
            id: Id::new(uuid::Uuid::nil()),
            purpose,
            delivery: Delivery::Print,
            good_for: RESET,
        };
        let now = DateTime::UNIX_EPOCH;
        AccountLink::issue(new, member, actor, self.factor_removed_by, now).is_ok()
    }

    fn removal(&self, member: &StaffMember, actor: &Actor) -> bool {
        let factor = self.factor.clone();
        factor.is_some_and(|factor| {
            factor
                .remove(member.clone(), actor, self.last_reset_by)
                .is_ok()
        })
    }
}

/// What the deciding methods themselves would say.
pub(super) fn allowed(tx: &mut Tx<'_>, member: &StaffMember) -> Result<Vec<AllowedAction>, Error> {
    let others = staff::other_administrators(tx, member.id)?;
    let signing = Signing::of(tx, member)?;
    let actor = tx.actor();
    let (roles, offices) = (member.roles.clone(), member.offices.clone());
    let change = member.clone().change(roles, offices, actor, others);
    let disable = member.clone().disable(actor, others);
    let enable = member.clone().enable(actor);
    // What speaks against these steps are no rules with parameters, so there are no findings.
    let steps = [
        ("change", change.is_ok()),
        ("disable", disable.is_ok()),
        ("enable", enable.is_ok()),
        ("invite", signing.link(Purpose::Invitation, member, actor)),
        (
            "reset_password",
            signing.link(Purpose::PasswordReset, member, actor),
        ),
        ("remove_second_factor", signing.removal(member, actor)),
    ];
    let told = steps.map(|(step, allowed)| AllowedAction {
        action: step.to_owned(),
        allowed,
        findings: Vec::new(),
    });
    Ok(told.into())
}
