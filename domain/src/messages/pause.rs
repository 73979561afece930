//! Somebody wants to be reminded of nothing for a while. What may have consequences is told
//! nevertheless.

use crate::actor::{Actor, StaffId};
use crate::event::{About, Fact, IndividualId};
use crate::kernel::{Changed, Day, Faults, Refusal, Version};

/// For how long, as somebody says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PauseTerms {
    /// Until which day, it included; until it is taken back where nobody says.
    pub until: Option<Day>,
}

/// That a person is told no reminders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessagePause {
    /// Who.
    pub individual: IndividualId,
    /// Whether reminders rest, and until when; nothing once it was taken back.
    pub terms: Option<PauseTerms>,
    /// Who said so.
    pub said_by: StaffId,
    /// How often it was saved.
    pub version: Version,
}

impl MessagePause {
    /// Lets reminders rest, or go on again where there are no terms. `before` is what was said the
    /// last time.
    pub fn say(
        before: Option<&Self>,
        individual: IndividualId,
        terms: Option<PauseTerms>,
        (actor, today): (&Actor, Day),
    ) -> Result<Changed<Self>, Refusal> {
        let said_by = actor.staff().ok_or(Refusal::NotPermitted {})?;
        let mut faults = Faults::none();
        if terms.is_some_and(|terms| terms.until.is_some_and(|until| until < today)) {
            faults.tell("/until", "in_the_past");
        }
        faults.refuse()?;
        let fact = match terms {
            Some(terms) => Fact::RemindersPaused {
                until: terms.until.map(|day| day.to_string()),
            },
            None => Fact::RemindersResumed {},
        };
        let pause = Self {
            individual,
            terms,
            said_by,
            version: before.map_or(Version::FIRST, |before| before.version.next()),
        };
        let about = About::thing("individual", individual).of(individual);
        Ok(Changed::new(pause, about.says(fact)))
    }

    /// Whether reminders rest on this day.
    pub fn holds(&self, on: Day) -> bool {
        self.terms
            .is_some_and(|terms| terms.until.is_none_or(|until| on <= until))
    }
}
