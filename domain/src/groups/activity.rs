//! A group: what it meets for, and whether it lets people in.

use chrono::{DateTime, Utc};
use strum::IntoEnumIterator;

use super::rules::is_for_groups;
use super::{GroupId, GroupKind, GroupStatus, GroupStep, Places};
use crate::actor::{Actor, OfficeId, StaffId};
use crate::appointments::{ChangeReason, Side};
use crate::cases::Colleague;
use crate::event::{About, Fact};
use crate::kernel::{Changed, Faults, Named, Refusal, Text, Version};
use crate::policy::Action;
use crate::rulebook::Moment;
use crate::services::{Service, ServiceId};
use crate::steps::Allowed;

/// What a group is called.
pub type GroupTitle = Text<200>;
/// What it is about.
pub type GroupText = Text<2000>;

/// What is said of a group, and may be said otherwise later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupTerms {
    /// What it is called.
    pub title: GroupTitle,
    /// What it is about.
    pub description: Option<GroupText>,
    /// Who answers for it, and leads its sessions where nobody else is named.
    pub facilitator: StaffId,
    /// Of which service it is one.
    pub service: Option<ServiceId>,
    /// From how many hundredths of its minutes on somebody has attended it.
    pub threshold: Option<u8>,
}

/// The same, as somebody asks for it.
#[derive(Debug, Clone)]
pub struct AskedTerms {
    /// What it is called.
    pub title: GroupTitle,
    /// What it is about.
    pub description: Option<GroupText>,
    /// Who answers for it.
    pub facilitator: Named<Colleague>,
    /// Of which service it is one.
    pub service: Option<Named<Service>>,
    /// From how many hundredths of its minutes on somebody has attended it.
    pub threshold: Option<u8>,
    /// How many places it has.
    pub places: u16,
}

/// A group, as somebody asks for it.
#[derive(Debug, Clone)]
pub struct NewGroup {
    /// Its identifier.
    pub id: GroupId,
    /// At which office.
    pub office: OfficeId,
    /// What it meets for.
    pub kind: GroupKind,
    /// What is said of it.
    pub terms: AskedTerms,
}

/// A group of people who meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The group.
    pub id: GroupId,
    /// At which office.
    pub office: OfficeId,
    /// What it meets for.
    pub kind: GroupKind,
    /// What is said of it.
    pub terms: GroupTerms,
    /// How many places there are, and how many are taken.
    pub places: Places,
    /// Where it stands.
    pub status: GroupStatus,
    /// Why it was called off.
    pub reason: Option<ChangeReason>,
    /// Who planned it.
    pub planned_by: StaffId,
    /// When.
    pub planned_at: DateTime<Utc>,
    /// How often it was saved.
    pub version: Version,
}

impl AskedTerms {
    /// What is said of the group, if it fits, with all that does not.
    fn settled(
        self,
        office: OfficeId,
        before: Option<ServiceId>,
        faults: &mut Faults,
    ) -> Option<GroupTerms> {
        let facilitator = faults.known("/facilitator_id", self.facilitator);
        if let Some(facilitator) = &facilitator {
            facilitator.answers_at(office, "/facilitator_id", faults);
        }
        let service = self
            .service
            .map(|service| faults.known("/service_id", service));
        if let Some(service) = service.as_ref().and_then(Option::as_ref) {
            if !is_for_groups(service) {
                faults.tell("/service_id", "service_not_for_groups");
            } else if service.terms.blocked && before != Some(service.id) {
                faults.tell("/service_id", "service_blocked");
            }
        }
        if self
            .threshold
            .is_some_and(|percent| !(1..=100).contains(&percent))
        {
            faults.tell("/threshold", "out_of_range");
        }
        Some(GroupTerms {
            title: self.title,
            description: self.description,
            facilitator: facilitator?.staff,
            service: service.flatten().map(|service| service.id),
            threshold: self.threshold,
        })
    }
}

impl Group {
    /// Plans a group that nobody is in yet.
    pub fn plan(
        actor: &Actor,
        new: NewGroup,
        moment: &Moment<'_>,
    ) -> Result<Changed<Self>, Refusal> {
        let planned_by = actor.staff().ok_or(Refusal::NotPermitted {})?;
        let mut faults = Faults::none();
        faults.gather(actor.may_at(Action::ManageGroups, new.office, "/office_id"))?;
        let places = Places::of(new.terms.places, &mut faults);
        let terms = new.terms.settled(new.office, None, &mut faults);
        let terms = faults.unless_any(terms)?;
        let group = Self {
            id: new.id,
            office: new.office,
            kind: new.kind,
            terms,
            places,
            status: GroupStatus::Planned,
            reason: None,
            planned_by,
            planned_at: moment.now,
            version: Version::FIRST,
        };
        let fact = Fact::GroupPlanned {
            of: group.kind.to_string(),
            places: group.places.size().into(),
        };
        Ok(group.says(fact))
    }

    /// Says otherwise what it is.
    pub fn change(mut self, actor: &Actor, asked: AskedTerms) -> Result<Changed<Self>, Refusal> {
        self.allowed(actor, GroupStep::Change)?;
        let mut faults = Faults::none();
        self.places.change(asked.places, &mut faults);
        let terms = asked.settled(self.office, self.terms.service, &mut faults);
        self.terms = faults.unless_any(terms)?;
        let places = self.places.size().into();
        Ok(self.says(Fact::GroupChanged { places }))
    }

    /// Lets people in.
    pub fn open(self, actor: &Actor) -> Result<Changed<Self>, Refusal> {
        self.step(actor, GroupStep::Open, Fact::GroupOpened {})
    }

    /// Lets nobody in any more. Who waits may still get the place of somebody who leaves.
    pub fn close(self, actor: &Actor) -> Result<Changed<Self>, Refusal> {
        self.step(actor, GroupStep::Close, Fact::GroupClosed {})
    }

    /// Calls it off, with all its sessions that are to come.
    pub fn cancel(mut self, actor: &Actor, reason: ChangeReason) -> Result<Changed<Self>, Refusal> {
        self.allowed(actor, GroupStep::Cancel)?;
        if !reason.is_of(Side::Us) {
            return Err(Refusal::invalid("/reason", "unsuitable_reason"));
        }
        self.reason = Some(reason);
        let reason = reason.to_string();
        self.step(actor, GroupStep::Cancel, Fact::GroupCancelled { reason })
    }

    fn step(
        mut self,
        actor: &Actor,
        step: GroupStep,
        fact: Fact,
    ) -> Result<Changed<Self>, Refusal> {
        self.status = self.allowed(actor, step)?;
        Ok(self.says(fact))
    }

    /// What the actor may do now, and what stands against the rest.
    pub fn allowed_steps(&self, actor: &Actor) -> Vec<Allowed<GroupStep>> {
        GroupStep::iter()
            .map(|step| Allowed::judged(step, &self.allowed(actor, step).map(drop)))
            .collect()
    }

    /// The status after a step; refuses one that the actor may not take.
    pub(super) fn allowed(&self, actor: &Actor, step: GroupStep) -> Result<GroupStatus, Refusal> {
        let action = match step {
            GroupStep::Enrol => Action::EnrolInGroups,
            GroupStep::Change | GroupStep::Open | GroupStep::Close | GroupStep::Cancel => {
                Action::ManageGroups
            }
        };
        self.may(actor, action)?;
        self.status.after(step)
    }

    /// Refuses whoever has no right to do this where the group is.
    pub(super) fn may(&self, actor: &Actor, action: Action) -> Result<(), Refusal> {
        if actor.reaches_office(action, self.office) {
            Ok(())
        } else {
            Err(Refusal::NotPermitted {})
        }
    }

    fn says(self, fact: Fact) -> Changed<Self> {
        let about = About::thing("group", self.id).at(self.office);
        Changed::new(self, about.says(fact))
    }
}
