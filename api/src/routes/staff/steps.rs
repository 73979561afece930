//! What the caller may do to an account now.

use chrono::DateTime;
use domain::account_links::{AccountLink, Delivery, NewLink, Purpose, RESET, SeenLink};
use domain::actor::Actor;
use domain::kernel::{Id, Refusal};
use domain::policy::{Action, Reach};
use domain::second_factor::{SecondFactor, Standing};
use domain::staff::{Administrators, StaffMember};
use domain::steps::Allowed;
use persistence::{Error, Tx, account_links, second_factors, staff};

/// What decides about the ways in of an account, as far as the caller manages accounts.
struct Signing {
    factor: Option<SecondFactor>,
    standing: Standing,
    last_link: Option<SeenLink>,
}

impl Signing {
    fn of(tx: &mut Tx<'_>, member: &StaffMember) -> Result<Self, Error> {
        let stored = second_factors::in_force(tx, member.id)?;
        Ok(Self {
            factor: stored.map(|stored| stored.factor),
            standing: second_factors::standing(tx, member.id)?,
            last_link: account_links::last_seen(tx, member.id)?,
        })
    }

    /// Whether the caller may give the owner a link that can be printed.
    fn link(&self, purpose: Purpose, member: &StaffMember, actor: &Actor) -> Result<(), Refusal> {
        let new = NewLink {
            id: Id::new(uuid::Uuid::nil()),
            purpose,
            delivery: Delivery::Print,
            good_for: RESET,
        };
        let now = DateTime::UNIX_EPOCH;
        AccountLink::issue(new, member, actor, self.standing, now).map(drop)
    }

    fn removal(&self, member: &StaffMember, actor: &Actor) -> Result<(), Refusal> {
        let Some(factor) = self.factor.clone() else {
            return Err(Refusal::WrongStatus {
                step: "remove_second_factor",
                status: "without_second_factor".to_owned(),
            });
        };
        let removed = factor.remove(member.clone(), actor, self.last_link);
        removed.map(drop)
    }
}

/// The steps, in the order in which they are told.
const STEPS: [&str; 7] = [
    "change",
    "approve_roles",
    "disable",
    "enable",
    "invite",
    "reset_password",
    "remove_second_factor",
];

/// What the deciding methods themselves would say.
pub(super) fn allowed(
    tx: &mut Tx<'_>,
    member: &StaffMember,
) -> Result<Vec<Allowed<&'static str>>, Error> {
    if tx.actor().reach(Action::ManageStaff) == Reach::Never {
        let refused = Err(Refusal::NotPermitted {});
        return Ok(STEPS.map(|step| Allowed::judged(step, &refused)).into());
    }
    let administrators = staff::administrators(tx, member.id)?;
    let signing = Signing::of(tx, member)?;
    let verdicts = verdicts(member, tx.actor(), &administrators, &signing);
    let told = STEPS.iter().zip(&verdicts);
    Ok(told
        .map(|(step, verdict)| Allowed::judged(*step, verdict))
        .collect())
}

fn verdicts(
    member: &StaffMember,
    actor: &Actor,
    administrators: &Administrators,
    signing: &Signing,
) -> [Result<(), Refusal>; 7] {
    let again = || member.clone();
    let roles = { member.roles.iter().chain(member.awaiting.keys()) }.copied();
    let change = again().change(
        roles.collect(),
        member.offices.clone(),
        actor,
        administrators,
    );
    [
        change.map(drop),
        again().approve_roles(actor, administrators).map(drop),
        again().disable(actor, administrators).map(drop),
        again().enable(actor).map(drop),
        signing.link(Purpose::Invitation, member, actor),
        signing.link(Purpose::PasswordReset, member, actor),
        signing.removal(member, actor),
    ]
}
