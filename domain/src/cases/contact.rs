//! Attempts to reach the person.

use super::steps::day_of_step;
use super::{AttemptOutcome, Case, CaseStep};
use crate::actor::{Actor, StaffId};
use crate::desk_contacts::Channel;
use crate::event::{CaseId, Fact};
use crate::kernel::{Changed, Day, Id, Refusal};

/// Marks identifiers of an attempt.
#[derive(Debug)]
pub struct ContactAttemptTag;
/// Identifies an attempt.
pub type ContactAttemptId = Id<ContactAttemptTag>;

/// Somebody tried to reach the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactAttempt {
    /// The attempt.
    pub id: ContactAttemptId,
    /// In which case.
    pub case: CaseId,
    /// On which day.
    pub on: Day,
    /// By which channel.
    pub channel: Channel,
    /// With which outcome.
    pub outcome: AttemptOutcome,
    /// Who tried.
    pub by: Option<StaffId>,
}

/// What an attempt is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewAttempt {
    /// Its identifier.
    pub id: ContactAttemptId,
    /// On which day; today when nobody says.
    pub on: Option<Day>,
    /// By which channel.
    pub channel: Channel,
    /// With which outcome.
    pub outcome: AttemptOutcome,
}

impl Case {
    /// Writes down that the actor tried to reach the person, between the opening and today.
    pub fn attempt_contact(
        &self,
        actor: &Actor,
        new: NewAttempt,
        today: Day,
    ) -> Result<Changed<ContactAttempt>, Refusal> {
        self.allows(actor, CaseStep::AttemptContact)?;
        let on = day_of_step(new.on, self.opened_on, today)?;
        let fact = Fact::ContactAttempted {
            channel: new.channel.to_string(),
            outcome: new.outcome.to_string(),
        };
        let attempt = ContactAttempt {
            id: new.id,
            case: self.id,
            on,
            channel: new.channel,
            outcome: new.outcome,
            by: actor.staff(),
        };
        let mut about = self.about();
        about.subject = "contact_attempt";
        about.id = attempt.id.uuid();
        Ok(Changed::new(attempt, about.says(fact)))
    }
}
