//! What the organisation's own provider calls the people who have an account here.
//!
//! A provider says who somebody is; what he may do is decided here. So an account is never made
//! by a token: an administrator creates it, and then it is linked, once per provider, by the
//! verified e-mail address of the first token or by hand.

use chrono::{DateTime, Utc};
use strum::{Display, EnumString, VariantNames};

use crate::actor::{Actor, OutsideIdentityId, StaffId};
use crate::event::{About, Fact};
use crate::kernel::{Changed, Fault, Refusal, Text, unknown_code};
use crate::policy::{Action, Reach};
use crate::staff::StaffMember;

/// How an account was linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum LinkedBy {
    /// The first token carried the account's e-mail address, verified by the provider.
    VerifiedEmail,
    /// An administrator typed the provider's name for its owner.
    Administrator,
}

/// What the rights that a token claims do to those of the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum ClaimedRights {
    /// They narrow them while this token is in hand.
    #[default]
    Narrow,
    /// They narrow them, and the newest token changes the account itself.
    Follow,
}

/// The link between an account and a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutsideIdentity {
    /// The link.
    pub id: OutsideIdentityId,
    /// Whose account it is.
    pub staff: StaffId,
    /// The provider, as its tokens name it in `iss`.
    pub issuer: Text<255>,
    /// What it calls the owner: unique for its issuer only.
    pub subject: Text<255>,
    /// How it came about.
    pub how: LinkedBy,
    /// Who typed the name; nobody when the first token did it.
    pub by: Option<StaffId>,
    /// Since when.
    pub linked_at: DateTime<Utc>,
    /// Tokens issued until then are refused.
    pub refused_until: Option<DateTime<Utc>>,
    /// When the newest token was issued whose rights the account followed.
    pub followed: Option<DateTime<Utc>>,
}

impl OutsideIdentity {
    /// A link that the first token makes; the caller has compared the addresses.
    pub fn recognise(link: Self) -> Changed<Self> {
        let how = link.how.to_string();
        link.says(Fact::IdentityLinked { how })
    }

    /// A link that an administrator makes: never of the own account, because whoever could link
    /// himself could give himself another way in. For the same reason no administrator links an
    /// account about which two people decide: the provider does, by the verified address.
    pub fn link(
        mut link: Self,
        owner: &StaffMember,
        actor: &Actor,
    ) -> Result<Changed<Self>, Refusal> {
        may_manage(actor, link.staff)?;
        if actor.staff().is_some() && owner.needs_two_people() {
            return Err(Refusal::NeedsTwoPeople {});
        }
        link.by = actor.staff();
        Ok(Self::recognise(link))
    }

    /// Takes the link away; tokens of the provider open nothing any more.
    pub fn unlink(self, actor: &Actor) -> Result<Changed<Self>, Refusal> {
        may_manage(actor, self.staff)?;
        Ok(self.says(Fact::IdentityUnlinked {}))
    }

    /// Signs its owner out: no token issued until now is taken any more.
    pub fn sign_out(mut self, now: DateTime<Utc>) -> Changed<Self> {
        self.refused_until = Some(now);
        self.says(Fact::IdentitySignedOut {})
    }

    /// Whether a token issued then tells something newer than the account followed. One without a
    /// date never does: of two tokens the same one always has the last word.
    pub fn is_behind(&self, issued: Option<DateTime<Utc>>) -> bool {
        match (self.followed, issued) {
            (Some(followed), Some(issued)) => issued > followed,
            (None, Some(_)) => true,
            (_, None) => false,
        }
    }

    fn says(self, fact: Fact) -> Changed<Self> {
        let event = About::thing("outside_identity", self.id).says(fact);
        Changed::new(self, event)
    }
}

fn may_manage(actor: &Actor, staff: StaffId) -> Result<(), Refusal> {
    if actor.reach(Action::ManageStaff) != Reach::Organisation {
        return Err(Refusal::NotPermitted {});
    }
    if actor.staff() == Some(staff) {
        return Err(Refusal::OwnAccount {});
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Role;
    use crate::kernel::Id;
    use crate::staff::{NewStaffMember, PasswordState};
    use uuid::Uuid;

    fn link_of(staff: u128) -> OutsideIdentity {
        OutsideIdentity {
            id: Id::new(Uuid::from_u128(1)),
            staff: Id::new(Uuid::from_u128(staff)),
            issuer: "https://login.comune.example".parse().unwrap(),
            subject: "f:clerk-12".parse().unwrap(),
            how: LinkedBy::Administrator,
            by: None,
            linked_at: DateTime::UNIX_EPOCH,
            refused_until: None,
            followed: None,
        }
    }

    fn owner(number: u128, role: Role) -> StaffMember {
        let new = NewStaffMember {
            email: "irene.dalmasso@comune.example".parse().unwrap(),
            given_name: "Irene".parse().unwrap(),
            family_name: "Dalmasso".parse().unwrap(),
            roles: [role].into(),
            offices: [].into(),
            password: PasswordState::Missing,
        };
        let operator = Actor::system(Id::new(Uuid::from_u128(1)));
        let created = StaffMember::create(Id::new(Uuid::from_u128(number)), new, &operator);
        created.unwrap().state().clone()
    }

    #[test]
    fn an_account_of_two_people_is_linked_by_no_administrator() {
        let administrator = crate::samples::staff(1, &[Role::Administrator], &[]);
        for (role, expected) in [
            (Role::TargetedPlacementOfficer, Some("needs_two_people")),
            (Role::Counsellor, None),
        ] {
            let linked = OutsideIdentity::link(link_of(2), &owner(2, role), &administrator);
            let by = { linked.as_ref().ok() }.and_then(|linked| linked.state().by);
            assert_eq!(by, administrator.staff().filter(|_| expected.is_none()));
            assert_eq!(linked.err().map(|refusal| refusal.code()), expected);
        }
    }

    #[test]
    fn administrators_link_others_and_never_themselves() {
        let administrator = crate::samples::staff(1, &[Role::Administrator], &[]);
        let coordinator = crate::samples::staff(3, &[Role::Coordinator], &[1]);
        let code = |outcome: Result<Changed<OutsideIdentity>, Refusal>| {
            outcome.err().map(|refusal| refusal.code())
        };
        for (actor, of, expected) in [
            (&administrator, 2, None),
            (&administrator, 1, Some("own_account")),
            (&coordinator, 2, Some("not_permitted")),
        ] {
            assert_eq!(
                code(OutsideIdentity::link(
                    link_of(of),
                    &owner(of, Role::Counsellor),
                    actor
                )),
                expected
            );
            assert_eq!(code(link_of(of).unlink(actor)), expected);
        }
    }

    #[test]
    fn signing_out_refuses_the_tokens_of_before() {
        let now = DateTime::UNIX_EPOCH + chrono::TimeDelta::days(1);
        assert_eq!(
            link_of(2).sign_out(now).state().clone().refused_until,
            Some(now)
        );
    }

    #[test]
    fn only_a_newer_token_has_something_to_tell() {
        let at = |seconds| DateTime::from_timestamp(seconds, 0);
        for (followed, issued, expected) in [
            (None, at(5), true),
            (at(5), at(6), true),
            (at(5), at(5), false),
            (at(5), at(4), false),
            (None, None, false),
            (at(5), None, false),
        ] {
            let link = OutsideIdentity {
                followed,
                ..link_of(2)
            };
            assert_eq!(link.is_behind(issued), expected, "{followed:?} {issued:?}");
        }
    }
}
