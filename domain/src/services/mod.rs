//! Services: what an organisation offers, and on which terms people are booked for it.

mod codes;
mod figures;
mod start_set;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::actor::Actor;
use crate::event::{About, Fact};
use crate::kernel::{Changed, Faults, Id, Refusal, Text, Version};
use crate::policy::Action;
use crate::steps::Allowed;

pub use codes::{
    BookedBy, EssentialLevel, MessageChannel, ServiceCode, ServiceEvidence, ServiceMode,
};
pub use figures::Figures;
pub use start_set::start_set;

/// Marks identifiers of a service.
#[derive(Debug)]
pub struct ServiceTag;
/// Identifies a service.
pub type ServiceId = Id<ServiceTag>;

/// What a service is, and how it is booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceTerms {
    /// What people call it, in Italian.
    pub label_it: Text<100>,
    /// What people call it, in English.
    pub label_en: Text<100>,
    /// Which essential level it belongs to, if it belongs to one.
    pub essential_level: Option<EssentialLevel>,
    /// How it is held.
    pub mode: ServiceMode,
    /// Its numbers.
    pub figures: Figures,
    /// Who books it.
    pub booked_by: BookedBy,
    /// By which ways people hear of what they are booked for.
    pub channels: BTreeSet<MessageChannel>,
    /// What shows that it was held, if something has to.
    pub evidence: Option<ServiceEvidence>,
    /// Whether nobody has a second appointment for it before the first one was held.
    pub once_pending: bool,
    /// Whether it counts as a structured path of active job search.
    pub is_search_path: bool,
    /// Whether nobody is booked for it any more.
    pub blocked: bool,
}

/// A service of an organisation. None is ever removed: what was booked goes on naming it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// The service.
    pub id: ServiceId,
    /// What programs call it, for ever.
    pub code: ServiceCode,
    /// What it is.
    pub terms: ServiceTerms,
    /// How often it was saved.
    pub version: Version,
}

impl ServiceTerms {
    fn check(&self, faults: &mut Faults) {
        self.figures
            .check(Some(self.mode), Some(&self.channels), faults);
    }
}

impl Service {
    /// A new service.
    pub fn create(
        id: ServiceId,
        code: ServiceCode,
        terms: ServiceTerms,
        actor: &Actor,
    ) -> Result<Changed<Self>, Refusal> {
        actor.may(Action::ManageServices)?;
        let mut faults = Faults::none();
        terms.check(&mut faults);
        faults.refuse()?;
        let is_blocked = terms.blocked;
        let service = Self {
            id,
            code,
            terms,
            version: Version::FIRST,
        };
        Ok(service.says(Fact::ServiceCreated {}, is_blocked))
    }

    /// Replaces its terms. Its code stays: what was booked, and programs, name it by that.
    pub fn replace(
        mut self,
        code: &ServiceCode,
        terms: ServiceTerms,
        actor: &Actor,
    ) -> Result<Changed<Self>, Refusal> {
        actor.may(Action::ManageServices)?;
        let mut faults = Faults::none();
        if *code != self.code {
            faults.tell("/code", "stays_as_it_is");
        }
        terms.check(&mut faults);
        faults.refuse()?;
        let is_turned = self.terms.blocked != terms.blocked;
        self.terms = terms;
        let version = self.version.next().0;
        Ok(self.says(Fact::ServiceReplaced { version }, is_turned))
    }

    /// What the actor may do to it now.
    pub fn allowed(&self, actor: &Actor) -> Vec<Allowed<&'static str>> {
        vec![Allowed::judged(
            "replace",
            &actor.may(Action::ManageServices),
        )]
    }

    /// Says the fact, and where that changed whether it is booked. Its code is not told: somebody
    /// typed it, and facts stay for ever.
    fn says(self, fact: Fact, is_turned: bool) -> Changed<Self> {
        let about = About::thing("service", self.id);
        let turned = if self.terms.blocked {
            Fact::ServiceBlocked {}
        } else {
            Fact::ServiceUnblocked {}
        };
        let changed = Changed::new(self, about.clone().says(fact));
        if is_turned {
            changed.and(about.says(turned))
        } else {
            changed
        }
    }
}
