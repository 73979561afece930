//! Emergency access: somebody opens a record out of reach for a few hours, with a reason that
//! others read afterwards. It opens reads only, ends by itself, and never opens sealed data.

mod status;
#[cfg(test)]
mod tests;

use chrono::{DateTime, TimeDelta, Utc};
use strum::{Display, EnumString, VariantNames};

use crate::actor::{Actor, StaffId};
use crate::event::{About, Event, Fact, IndividualId};
use crate::kernel::{Changed, Day, Fault, Faults, Id, Refusal, Text, Version, unknown_code};
use crate::policy::{Action, Reach};
use crate::rulebook::{Chain, Rulebook};
use crate::steps::Allowed;

pub use status::{EmergencyStatus, EmergencyStep};

/// Marks identifiers of an emergency access.
#[derive(Debug)]
pub struct EmergencyTag;
/// Identifies an emergency access.
pub type EmergencyId = Id<EmergencyTag>;
/// Why somebody opened a record, in the own words.
pub type EmergencyReason = Text<1000>;
/// What a coordinator found.
pub type ReviewNote = Text<1000>;

/// On what ground a record is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum EmergencyPurpose {
    PersonPresent,
    Deadline,
    ColleagueAbsent,
    Safety,
    Other,
}

/// How an emergency access ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum EndedHow {
    /// Its time was up.
    Time,
    /// Whoever opened the record ended it.
    Owner,
    /// A coordinator ended it.
    Coordinator,
}

/// When and how an emergency access ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// When.
    pub at: DateTime<Utc>,
    /// How.
    pub how: EndedHow,
}

/// What a coordinator said of an emergency access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Who.
    pub by: Option<StaffId>,
    /// When.
    pub at: DateTime<Utc>,
    /// What was found.
    pub note: Option<ReviewNote>,
}

/// An emergency access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmergencyAccess {
    /// Its identifier.
    pub id: EmergencyId,
    /// Who opened the record.
    pub staff: StaffId,
    /// Whose record.
    pub individual: IndividualId,
    /// On what ground.
    pub purpose: EmergencyPurpose,
    /// Why.
    pub reason: EmergencyReason,
    /// Since when.
    pub begun_at: DateTime<Utc>,
    /// When it ends by itself.
    pub ends_at: DateTime<Utc>,
    /// When it ended, once that is written down.
    pub ended: Option<Ended>,
    /// What a coordinator said.
    pub review: Option<Review>,
    /// How often it was saved.
    pub version: Version,
}

/// What somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emergency {
    /// Its identifier.
    pub id: EmergencyId,
    /// Whose record.
    pub individual: IndividualId,
    /// Whether the actor reads it anyway.
    pub within_reach: bool,
    /// On what ground.
    pub purpose: EmergencyPurpose,
    /// Why.
    pub reason: EmergencyReason,
}

impl EmergencyAccess {
    /// Opens a record. The reason is a sentence, not a word; the record is one that the actor does
    /// not read anyway.
    pub fn begin(
        actor: &Actor,
        asked: Emergency,
        (book, chain): (&Rulebook, &Chain),
        (now, today): (DateTime<Utc>, Day),
    ) -> Result<Changed<Self>, Refusal> {
        let staff = actor
            .staff()
            .filter(|_| actor.reach(Action::OpenInEmergency) != Reach::Never)
            .ok_or(Refusal::NotPermitted {})?;
        let mut faults = Faults::none();
        let least = book.count("emergency_access.reason_min_characters", chain, today);
        if let Some((least, _)) = least {
            let length = asked.reason.as_str().chars().count();
            if i64::try_from(length).unwrap_or(i64::MAX) < least {
                let fault = Fault::new("too_short").with("min", least);
                faults.read::<()>("/reason", Err(fault));
            }
        }
        faults.refuse()?;
        if asked.within_reach {
            return Err(Refusal::EmergencyNotNeeded {});
        }
        let access = Self {
            id: asked.id,
            staff,
            individual: asked.individual,
            purpose: asked.purpose,
            reason: asked.reason,
            begun_at: now,
            ends_at: now + length(book, chain, today)?,
            ended: None,
            review: None,
            version: Version::FIRST,
        };
        let event = access.says(Fact::EmergencyAccessBegun {
            purpose: access.purpose.to_string(),
            until: actor.clock_at(access.ends_at),
        });
        Ok(Changed::new(access, event))
    }

    /// Where it stands: its time ends it, whether that is written down or not.
    pub fn status(&self, now: DateTime<Utc>) -> EmergencyStatus {
        if self.review.is_some() {
            EmergencyStatus::Reviewed
        } else if self.ended.is_some() || self.ends_at <= now {
            EmergencyStatus::Ended
        } else {
            EmergencyStatus::Running
        }
    }

    /// When and how it ended, as far as it has.
    pub fn ended_by(&self, now: DateTime<Utc>) -> Option<Ended> {
        let lapsed = (self.ends_at <= now).then_some(Ended {
            at: self.ends_at,
            how: EndedHow::Time,
        });
        self.ended.or(lapsed)
    }

    /// Ends it before its time.
    pub fn end(mut self, actor: &Actor, now: DateTime<Utc>) -> Result<Changed<Self>, Refusal> {
        self.permits(EmergencyStep::End, actor, now)?;
        let how = if actor.staff() == Some(self.staff) {
            EndedHow::Owner
        } else {
            EndedHow::Coordinator
        };
        self.ended = Some(Ended { at: now, how });
        let event = self.says_ended(how);
        Ok(Changed::new(self, event))
    }

    /// Says that a coordinator looked at it: somebody else than who opened the record.
    pub fn review(
        mut self,
        actor: &Actor,
        note: Option<ReviewNote>,
        now: DateTime<Utc>,
    ) -> Result<Changed<Self>, Refusal> {
        self.permits(EmergencyStep::Review, actor, now)?;
        // That its time was up is written down by the product, and not in the reviewer's name.
        self.review = Some(Review {
            by: actor.staff(),
            at: now,
            note,
        });
        let reviewed = self.says(Fact::EmergencyAccessReviewed {});
        Ok(Changed::new(self, reviewed))
    }

    /// Writes down that its time was up.
    pub fn lapse(mut self) -> Changed<Self> {
        self.ended = Some(Ended {
            at: self.ends_at,
            how: EndedHow::Time,
        });
        let event = self.says_ended(EndedHow::Time);
        Changed::new(self, event)
    }

    /// The steps that people take, each with what stands against it.
    pub fn allowed(&self, actor: &Actor, now: DateTime<Utc>) -> Vec<Allowed<EmergencyStep>> {
        [EmergencyStep::End, EmergencyStep::Review]
            .map(|step| Allowed::judged(step, &self.permits(step, actor, now)))
            .into()
    }

    fn permits(
        &self,
        step: EmergencyStep,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        actor.may(step.action())?;
        if step == EmergencyStep::Review && actor.staff() == Some(self.staff) {
            return Err(Refusal::OwnEmergency {});
        }
        self.status(now).after(step).map(drop)
    }

    fn says_ended(&self, how: EndedHow) -> Event {
        self.says(Fact::EmergencyAccessEnded {
            how: how.to_string(),
        })
    }

    fn says(&self, fact: Fact) -> Event {
        About::thing("emergency_access", self.id)
            .of(self.individual)
            .says(fact)
    }
}

/// How long a record stays open. Without the parameter nothing is opened.
fn length(book: &Rulebook, chain: &Chain, today: Day) -> Result<TimeDelta, Refusal> {
    let minutes = book.count("emergency_access.minutes", chain, today);
    minutes
        .and_then(|(minutes, _)| TimeDelta::try_minutes(minutes))
        .ok_or(Refusal::NotPermitted {})
}
