//! Every fact worth recording, and what it is about.

mod fact;

use uuid::Uuid;

use crate::actor::OfficeId;
use crate::kernel::Id;

pub use fact::{Fact, FactKind};

/// Marks identifiers of a person.
#[derive(Debug)]
pub struct IndividualTag;
/// Marks identifiers of a case.
#[derive(Debug)]
pub struct CaseTag;

/// Identifies a person.
pub type IndividualId = Id<IndividualTag>;
/// Identifies a case.
pub type CaseId = Id<CaseTag>;

/// A fact and what it is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// What happened.
    pub fact: Fact,
    /// What it is about.
    pub about: About,
}

/// What a fact is about: the thing itself, and where the fact shows up.
#[derive(Debug, Clone, PartialEq)]
pub struct About {
    /// The kind of thing, as in the path of its resource, singular: `case`, `intake`.
    pub subject: &'static str,
    /// The thing.
    pub id: Uuid,
    /// The person whose timeline shows the fact.
    pub individual: Option<IndividualId>,
    /// The case whose file shows the fact.
    pub case: Option<CaseId>,
    /// The office that acted.
    pub office: Option<OfficeId>,
}

impl About {
    /// About a thing that concerns no person.
    pub fn thing<T>(subject: &'static str, id: Id<T>) -> Self {
        Self {
            subject,
            id: id.uuid(),
            individual: None,
            case: None,
            office: None,
        }
    }

    /// The same, shown in the timeline of a person.
    #[must_use]
    pub fn of(mut self, individual: IndividualId) -> Self {
        self.individual = Some(individual);
        self
    }

    /// The same, shown in the file of a case.
    #[must_use]
    pub fn case(mut self, case: CaseId) -> Self {
        self.case = Some(case);
        self
    }

    /// The same, done at an office.
    #[must_use]
    pub fn at(mut self, office: OfficeId) -> Self {
        self.office = Some(office);
        self
    }

    /// The event that says `fact` about this.
    pub fn says(self, fact: Fact) -> Event {
        Event { fact, about: self }
    }
}
