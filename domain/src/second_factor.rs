//! The second factor of a local account: a code of six digits that changes every 30 seconds
//! (RFC 6238), made by a device of the owner; and the recovery codes for the day it is lost.

use chrono::{DateTime, TimeDelta, Utc};
use strum::{Display, EnumString};

use crate::account_links::SeenLink;
use crate::actor::{Actor, Role, StaffId};
use crate::event::{About, Fact};
use crate::kernel::{Changed, Fault, Id, Refusal, unknown_code};
use crate::policy::{Action, Reach};
use crate::sessions::Session;
use crate::staff::StaffMember;

/// Marks identifiers of a second factor.
#[derive(Debug)]
pub struct SecondFactorTag;

/// Identifies a second factor.
pub type SecondFactorId = Id<SecondFactorTag>;

/// How many recovery codes come with a second factor.
pub const RECOVERY_CODES: usize = 10;
/// How long after a sign-in its owner may enrol a first second factor without proving anything
/// more: whoever finds a session left open must not lock its owner out (OWASP ASVS 5.0, 7.5.1).
pub const RECENT: TimeDelta = TimeDelta::minutes(15);
/// For how long an offered secret may be confirmed.
pub const OFFERED: TimeDelta = TimeDelta::minutes(30);

/// Of whom the installation demands a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Display, EnumString)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum Demand {
    /// Of the roles that reach sensitive data or manage accounts.
    #[default]
    ByRole,
    /// Of everybody who signs in with a password.
    Everybody,
}

impl Demand {
    /// Whether an account with these roles needs a second factor.
    pub fn covers(self, roles: &[Role]) -> bool {
        let covers = |role: &Role| match self {
            Self::ByRole => role.needs_second_factor(),
            Self::Everybody => *role != Role::MachineClient,
        };
        roles.iter().any(covers)
    }
}

impl Role {
    /// Whether this role alone demands a second factor: targeted-placement officers hold data on
    /// health (GDPR article 9), and administrators decide who gets at anything.
    pub fn needs_second_factor(self) -> bool {
        match self {
            Self::TargetedPlacementOfficer | Self::Administrator => true,
            // A program has no device to look at: it signs with a key.
            Self::MachineClient
            | Self::DeskOperator
            | Self::Counsellor
            | Self::Coordinator
            | Self::Auditor => false,
        }
    }
}

/// How far a second factor has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display)]
#[strum(serialize_all = "snake_case")]
pub enum FactorStatus {
    /// Its secret was shown; its owner has not yet proved that a device holds it.
    Offered,
    /// Sign-in asks for it.
    InForce,
    /// It was removed, or another one took its place.
    Removed,
}

/// How an account stands with its second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It never had one.
    Never,
    /// Sign-in asks for one.
    InForce,
    /// The last one was removed by an administrator, or by the operator.
    Removed(Option<StaffId>),
}

/// What happens to a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum FactorStep {
    /// Its owner proves that a device holds the secret.
    ConfirmSecondFactor,
    /// It holds no more.
    RemoveSecondFactor,
}

impl FactorStatus {
    /// The status after a step, or the refusal of a step that has nothing to do.
    pub fn after(self, step: FactorStep) -> Result<Self, Refusal> {
        match (self, step) {
            (Self::Offered, FactorStep::ConfirmSecondFactor) => Ok(Self::InForce),
            (Self::InForce, FactorStep::RemoveSecondFactor) => Ok(Self::Removed),
            (Self::InForce | Self::Removed, FactorStep::ConfirmSecondFactor)
            | (Self::Offered | Self::Removed, FactorStep::RemoveSecondFactor) => {
                Err(Refusal::WrongStatus {
                    step: step.into(),
                    status: self.to_string(),
                })
            }
        }
    }
}

/// A second factor of an account; its secret is nobody's business here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondFactor {
    /// The factor.
    pub id: SecondFactorId,
    /// Whose it is.
    pub staff: StaffId,
    /// When its secret was shown.
    pub offered_at: DateTime<Utc>,
    /// How far it has come.
    pub status: FactorStatus,
}

/// What a person who wants a new second factor has shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// Nothing but the session.
    Session,
    /// A code of the factor in force.
    Code,
}

impl SecondFactor {
    /// A factor that is offered to the owner of `session`. Whoever has one in force proves it; who
    /// has none has signed in just now.
    pub fn offer(
        id: SecondFactorId,
        present: Option<&Self>,
        proof: Proof,
        session: &Session,
        now: DateTime<Utc>,
    ) -> Result<Changed<Self>, Refusal> {
        match (present, proof) {
            (Some(_), Proof::Session) => return Err(Refusal::WrongCode {}),
            (None, _) if now - session.opened_at > RECENT => {
                return Err(Refusal::RecentSignInRequired {});
            }
            (Some(_), Proof::Code) | (None, _) => {}
        }
        let factor = Self {
            id,
            staff: session.staff,
            offered_at: now,
            status: FactorStatus::Offered,
        };
        let event = About::thing("staff", session.staff).says(Fact::SecondFactorOffered {});
        Ok(Changed::new(factor, event))
    }

    /// The factor, in force from now on; its owner's tokens end, so that none goes on that was
    /// given for a password alone.
    pub fn confirm(
        mut self,
        mut owner: StaffMember,
        now: DateTime<Utc>,
    ) -> Result<(Self, Changed<StaffMember>), Refusal> {
        self.status = self.status.after(FactorStep::ConfirmSecondFactor)?;
        if now - self.offered_at > OFFERED {
            return Err(Refusal::WrongCode {});
        }
        owner.epoch += 1;
        let event = About::thing("staff", self.staff).says(Fact::SecondFactorEnrolled {});
        Ok((self, Changed::new(owner, event)))
    }

    /// The factor, removed by an administrator or the operator: its owner lost the device. All
    /// sessions end.
    ///
    /// Whoever saw the link by which the present password was chosen anew could have chosen it
    /// himself: somebody else removes the factor then. Where two people decide about the account,
    /// that holds of the first password too. Nobody removes the own factor.
    pub fn remove(
        mut self,
        mut owner: StaffMember,
        actor: &Actor,
        last_link: Option<SeenLink>,
    ) -> Result<(Self, Changed<StaffMember>), Refusal> {
        if actor.reach(Action::ManageStaff) != Reach::Organisation {
            return Err(Refusal::NotPermitted {});
        }
        if let Some(staff) = actor.staff() {
            if staff == self.staff {
                return Err(Refusal::OwnAccount {});
            }
            let counts = |link: &SeenLink| link.was_reset() || owner.needs_two_people();
            if last_link
                .filter(counts)
                .is_some_and(|link| link.by == staff)
            {
                return Err(Refusal::SameAdministrator {});
            }
        }
        self.status = self.status.after(FactorStep::RemoveSecondFactor)?;
        owner.epoch += 1;
        let event = About::thing("staff", self.staff).says(Fact::SecondFactorRemoved {});
        Ok((self, Changed::new(owner, event)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account_links::Purpose;
    use crate::actor::ActorKind;
    use crate::staff::{NewStaffMember, PasswordState};
    use std::collections::BTreeSet;
    use strum::IntoEnumIterator;
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

    fn owner() -> StaffMember {
        let new = NewStaffMember {
            email: "irene.dalmasso@comune.example".parse().unwrap(),
            given_name: "Irene".parse().unwrap(),
            family_name: "Dalmasso".parse().unwrap(),
            roles: BTreeSet::from([Role::TargetedPlacementOfficer]),
            offices: BTreeSet::new(),
            password: PasswordState::Chosen,
        };
        StaffMember::create(id(2), new, &Actor::system(id(1)))
            .unwrap()
            .state()
            .clone()
    }

    fn factor(status: FactorStatus) -> SecondFactor {
        SecondFactor {
            id: id(7),
            staff: id(2),
            offered_at: DateTime::UNIX_EPOCH,
            status,
        }
    }

    fn after(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes)
    }

    #[test]
    fn officers_and_administrators_need_one_and_a_setting_demands_it_of_all_people() {
        for role in Role::iter() {
            let sensitive = matches!(role, Role::TargetedPlacementOfficer | Role::Administrator);
            assert_eq!(Demand::ByRole.covers(&[role]), sensitive, "{role}");
            let person = role != Role::MachineClient;
            assert_eq!(Demand::Everybody.covers(&[role]), person, "{role}");
        }
        assert!(Demand::ByRole.covers(&[Role::Counsellor, Role::Administrator]));
        assert!(!Demand::Everybody.covers(&[]));
    }

    #[test]
    fn a_first_factor_is_offered_after_a_fresh_sign_in_and_another_against_a_code() {
        let session = Session::open(id(9), id(2), after(0)).state().clone();
        let present = factor(FactorStatus::InForce);
        let offer = |present, proof, minutes| {
            SecondFactor::offer(id(7), present, proof, &session, after(minutes))
                .map_err(|refusal| refusal.code())
                .err()
        };
        for (present, proof, minutes, expected) in [
            (None, Proof::Session, 15, None),
            (None, Proof::Session, 16, Some("recent_sign_in_required")),
            (Some(&present), Proof::Session, 1, Some("wrong_code")),
            (Some(&present), Proof::Code, 700, None),
        ] {
            assert_eq!(
                offer(present, proof, minutes),
                expected,
                "{proof:?} {minutes}"
            );
        }
    }

    #[test]
    fn an_offer_is_confirmed_once_and_within_half_an_hour() {
        let confirm = |status, minutes| {
            let outcome = factor(status).confirm(owner(), after(minutes));
            outcome.map(|(factor, owner)| (factor.status, owner.state().clone().epoch))
        };
        assert_eq!(
            confirm(FactorStatus::Offered, 30).unwrap(),
            (FactorStatus::InForce, 2)
        );
        assert_eq!(
            confirm(FactorStatus::Offered, 31).unwrap_err().code(),
            "wrong_code"
        );
        for status in [FactorStatus::InForce, FactorStatus::Removed] {
            assert_eq!(confirm(status, 1).unwrap_err().code(), "wrong_status");
        }
    }

    #[test]
    fn a_factor_is_removed_by_another_administrator_who_gave_no_link() {
        let remove = |actor: &Actor, reset_by: Option<u128>| {
            let link = reset_by.map(|by| SeenLink {
                purpose: Purpose::PasswordReset,
                by: id(by),
            });
            let outcome = factor(FactorStatus::InForce).remove(owner(), actor, link);
            outcome.map(|_| ()).map_err(|refusal| refusal.code())
        };
        let admin = actor(5, Role::Administrator);
        assert_eq!(remove(&admin, None), Ok(()));
        assert_eq!(remove(&admin, Some(6)), Ok(()));
        assert_eq!(remove(&admin, Some(5)), Err("same_administrator"));
        assert_eq!(remove(&Actor::system(id(1)), Some(5)), Ok(()));
        let me = actor(2, Role::Administrator);
        assert_eq!(remove(&me, None), Err("own_account"));
        let other = actor(5, Role::Coordinator);
        assert_eq!(remove(&other, None), Err("not_permitted"));
    }

    #[test]
    fn who_saw_the_invitation_removes_no_factor_where_two_people_decide() {
        let invited = SeenLink {
            purpose: Purpose::Invitation,
            by: id(5),
        };
        let admin = actor(5, Role::Administrator);
        for (role, expected) in [
            (Role::TargetedPlacementOfficer, Some("same_administrator")),
            (Role::Counsellor, None),
        ] {
            let mut owner = owner();
            owner.roles = BTreeSet::from([role]);
            let outcome = factor(FactorStatus::InForce).remove(owner, &admin, Some(invited));
            assert_eq!(outcome.err().map(|refusal| refusal.code()), expected);
        }
    }
}
