//! Who acts.

use chrono::{DateTime, SecondsFormat, Utc};
use chrono_tz::Tz;
use strum::{Display, EnumIter, EnumString, VariantNames};
use uuid::Uuid;

use crate::kernel::{Fault, Id, Refusal, unknown_code};
use crate::policy::{Action, Reach, Scopes};
use crate::rulebook::Chain;

/// The body that answers for the data: a municipality or a consortium of municipalities.
#[derive(Debug)]
pub struct OrganisationTag;
/// A desk of an organisation.
#[derive(Debug)]
pub struct OfficeTag;
/// A member of the staff: a person who can sign in.
#[derive(Debug)]
pub struct StaffTag;
/// A program that acts for another service.
#[derive(Debug)]
pub struct MachineClientTag;
/// What the organisation's own provider calls a member of the staff.
#[derive(Debug)]
pub struct OutsideIdentityTag;
/// One sign-in with all the refreshes that follow from it.
#[derive(Debug)]
pub struct SessionTag;

/// Identifies an organisation.
pub type OrganisationId = Id<OrganisationTag>;
/// Identifies an office.
pub type OfficeId = Id<OfficeTag>;
/// Identifies a member of the staff.
pub type StaffId = Id<StaffTag>;
/// Identifies a machine client.
pub type MachineClientId = Id<MachineClientTag>;
/// Identifies the link between an account and an outside provider.
pub type OutsideIdentityId = Id<OutsideIdentityTag>;
/// Identifies a session.
pub type SessionId = Id<SessionTag>;

/// What somebody is in the organisation.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Display,
    EnumString,
    EnumIter,
    VariantNames,
)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum Role {
    /// Receives people at the desk: registers, counts contacts, takes first interviews.
    DeskOperator,
    /// Employment counsellor: follows a caseload.
    Counsellor,
    /// Holds the targeted-placement records of L. 68/1999.
    TargetedPlacementOfficer,
    /// Answers for an office: assigns cases, approves, imports and exports.
    Coordinator,
    /// Manages accounts, roles and configuration; sees no persons.
    Administrator,
    /// Reads what was done by whom; sees no persons' data.
    Auditor,
    /// A program of an employment centre or of another service.
    MachineClient,
}

/// Who acts now: identity, roles and offices as the database knew them at most a second ago.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The organisation for which the actor acts.
    pub organisation: OrganisationId,
    /// Who it is.
    pub kind: ActorKind,
    /// All roles; the widest reach of them counts.
    pub roles: Vec<Role>,
    /// The offices in which the actor works.
    pub offices: Vec<OfficeId>,
    /// The time zone in which the organisation counts days.
    pub zone: Tz,
}

/// What kind of being acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorKind {
    /// A member of the staff who signed in here.
    Staff(StaffId, SessionId),
    /// A member of the staff with a token of the organisation's own provider.
    Federated(StaffId, OutsideIdentityId),
    /// A program, within the scopes of its token.
    Machine(MachineClientId, Scopes),
    /// Nobody signed in yet: a sign-in or a public page.
    Anonymous,
    /// The product itself: its worker, or a command that an operator typed on the server.
    System,
}

impl Actor {
    /// The product itself, in an organisation.
    pub fn system(organisation: OrganisationId) -> Self {
        Self {
            organisation,
            kind: ActorKind::System,
            roles: vec![],
            offices: vec![],
            zone: Tz::Europe__Rome,
        }
    }

    /// The same in the name of an account, for which the product acts without a session.
    #[must_use]
    pub fn on_behalf_of(
        self,
        account: StaffId,
        roles: impl IntoIterator<Item = Role>,
        offices: impl IntoIterator<Item = OfficeId>,
    ) -> Self {
        Self {
            kind: ActorKind::Staff(account, Id::new(uuid::Uuid::nil())),
            roles: roles.into_iter().collect(),
            offices: offices.into_iter().collect(),
            ..self
        }
    }

    /// Somebody who did not sign in (yet).
    pub fn anonymous(organisation: OrganisationId) -> Self {
        Self {
            organisation,
            kind: ActorKind::Anonymous,
            roles: vec![],
            offices: vec![],
            zone: Tz::Europe__Rome,
        }
    }

    /// Whether a program acts.
    pub fn is_program(&self) -> bool {
        matches!(self.kind, ActorKind::Machine(..))
    }

    /// The signed-in member of the staff, if it is one.
    pub fn staff(&self) -> Option<StaffId> {
        match self.kind {
            ActorKind::Staff(staff, _) | ActorKind::Federated(staff, _) => Some(staff),
            ActorKind::Machine(..) | ActorKind::Anonymous | ActorKind::System => None,
        }
    }

    /// Names whoever signed in, person or program.
    pub fn id(&self) -> Option<Uuid> {
        match self.kind {
            ActorKind::Staff(staff, _) | ActorKind::Federated(staff, _) => Some(staff.uuid()),
            ActorKind::Machine(client, _) => Some(client.uuid()),
            ActorKind::Anonymous | ActorKind::System => None,
        }
    }

    /// How far the actor's right to `action` reaches: the widest of all roles. A program has its
    /// one role within its scopes, and no person ever has that role. Whoever signed in here has the
    /// own account without any role, and so learns that all of them wait to be approved.
    pub fn reach(&self, action: Action) -> Reach {
        match self.kind {
            ActorKind::System => Reach::Organisation,
            ActorKind::Machine(_, scopes) if scopes.permit(action) => {
                Role::MachineClient.reach(action)
            }
            ActorKind::Machine(..) | ActorKind::Anonymous => Reach::Never,
            ActorKind::Staff(..) if action.is_of_own_account() => Reach::Organisation,
            ActorKind::Staff(..) | ActorKind::Federated(..) => self
                .roles
                .iter()
                .filter(|role| **role != Role::MachineClient)
                .map(|role| role.reach(action))
                .max()
                .unwrap_or(Reach::Never),
        }
    }

    /// Whether the actor's right to `action` covers what `office` holds.
    pub fn reaches_office(&self, action: Action, office: OfficeId) -> bool {
        match self.reach(action) {
            Reach::Never => false,
            Reach::OwnCaseload | Reach::OwnOffice => self.works_in(office),
            Reach::Organisation => true,
        }
    }

    /// Refuses what the actor may not do at all.
    pub fn may(&self, action: Action) -> Result<(), Refusal> {
        if self.reach(action) == Reach::Never {
            return Err(Refusal::NotPermitted {});
        }
        Ok(())
    }

    /// Refuses what the actor may not do at all, and what it may not do at `office`, which the
    /// request names at `pointer`.
    pub fn may_at(
        &self,
        action: Action,
        office: OfficeId,
        pointer: &'static str,
    ) -> Result<(), Refusal> {
        self.may(action)?;
        if !self.reaches_office(action, office) {
            return Err(Refusal::unknown(pointer));
        }
        Ok(())
    }

    /// The scopes whose dated parameters hold for what the actor does.
    pub fn chain(&self) -> Chain {
        Chain::italy().of_organisation(self.organisation.uuid())
    }

    /// An instant as facts tell it: by the clock of the actor's organisation, with its offset. That is
    /// the hour that is meant, whoever reads of it later and wherever.
    pub(crate) fn clock_at(&self, at: DateTime<Utc>) -> String {
        let there = at.with_timezone(&self.zone);
        there.to_rfc3339_opts(SecondsFormat::Secs, true)
    }

    /// Whether the actor works in `office`.
    pub fn works_in(&self, office: OfficeId) -> bool {
        self.offices.contains(&office)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_widest_role_counts() {
        let mut actor = Actor::system(Id::new(uuid::Uuid::nil()));
        assert_eq!(actor.reach(Action::ReadCase), Reach::Organisation);
        actor.kind = ActorKind::Staff(Id::new(uuid::Uuid::nil()), Id::new(uuid::Uuid::nil()));
        assert_eq!(actor.reach(Action::ReadCase), Reach::Never);
        actor.roles = vec![Role::Counsellor, Role::Coordinator];
        assert_eq!(actor.reach(Action::ReadCase), Reach::OwnOffice);
    }

    #[test]
    fn a_program_has_its_scopes_and_a_person_never_the_role_of_programs() {
        use crate::policy::Scope;
        let mut actor = Actor::anonymous(Id::new(uuid::Uuid::nil()));
        actor.roles = vec![Role::MachineClient];
        actor.kind = ActorKind::Machine(
            Id::new(uuid::Uuid::nil()),
            [Scope::ReadCases].into_iter().collect(),
        );
        assert_eq!(actor.reach(Action::ReadCase), Reach::OwnOffice);
        assert_eq!(actor.reach(Action::ReadIndividual), Reach::Never);
        actor.kind = ActorKind::Staff(Id::new(uuid::Uuid::nil()), Id::new(uuid::Uuid::nil()));
        assert_eq!(actor.reach(Action::ReadCase), Reach::Never);
        assert_eq!(actor.reach(Action::Calculate), Reach::Never);
    }
}
