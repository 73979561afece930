//! Messages to people: that somebody is expected, that it is otherwise now, that nobody came.
//!
//! They are planned from what happened, and wait. A mistake that is taken back within that time is
//! told to nobody: when a message is due, it is asked again whether what it tells is so, and whether
//! the person knows it already. Wrong messages have legal effects.

mod pause;
mod planning;
mod status;
#[cfg(test)]
mod tests;
mod texts;
mod ways;

use chrono::{DateTime, Utc};
use strum::{Display, EnumIter, EnumString, VariantNames};
use uuid::Uuid;

use crate::actor::OfficeId;
use crate::appointments::AppointmentId;
use crate::event::{About, CaseId, Fact, IndividualId};
use crate::kernel::{Changed, Fault, Id, Refusal, Version, unknown_code};
use crate::services::MessageChannel;

pub use pause::{MessagePause, PauseTerms};
pub use planning::{Known, Now, Told, planned};
pub use status::{MessageStatus, MessageStep};
pub use texts::{MessageLanguage, MessageText, OwnText, PLACEHOLDERS, Template};
pub use ways::{Way, way};

/// For how many minutes a message waits before it is sent.
pub const UNDO_MINUTES: &str = "message.undo_minutes";
/// How many hours before an hour nobody is reminded of it any more.
pub const LATEST_REMINDER_HOURS: &str = "message.latest_reminder_hours";

/// Marks identifiers of a message.
#[derive(Debug)]
pub struct MessageTag;
/// Identifies a message.
pub type MessageId = Id<MessageTag>;

/// What a message tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum MessageKind {
    /// Somebody is expected.
    Confirmation,
    /// Somebody is expected at another hour.
    Move,
    /// The person called it off, and the service knows.
    CancelledByPerson,
    /// The service called it off.
    CancelledByUs,
    /// Somebody was expected and did not come.
    NoShow,
    /// That somebody did not come was written down by mistake.
    Correction,
    /// Somebody is expected soon.
    Reminder,
}

impl MessageKind {
    /// Whether whoever wants to be left alone is not told. What may have consequences, or spares
    /// somebody the way, is told nevertheless.
    pub const fn is_courtesy(self) -> bool {
        match self {
            Self::Reminder => true,
            Self::Confirmation
            | Self::Move
            | Self::CancelledByPerson
            | Self::CancelledByUs
            | Self::NoShow
            | Self::Correction => false,
        }
    }
}

/// Why a message is not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum Dropped {
    /// It is not so any more.
    Undone,
    /// The person knows.
    KnownAlready,
    /// The person is told no reminders.
    Paused,
    /// The person died.
    Deceased,
    /// No way of the service leads to the person.
    NoWay,
    /// It came too late to be of use.
    TooLate,
}

/// Whose the appointment is that a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// The appointment.
    pub appointment: AppointmentId,
    /// The person.
    pub individual: IndividualId,
    /// The case, if it is in one.
    pub case: Option<CaseId>,
    /// Its office.
    pub office: OfficeId,
}

impl Expected {
    /// What is recorded of a message is recorded of the appointment: whoever may not read that is
    /// not told what was written to the person.
    fn about(&self) -> About {
        let about = About::thing("appointment", self.appointment)
            .of(self.individual)
            .at(self.office);
        match self.case {
            Some(case) => about.case(case),
            None => about,
        }
    }
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The message.
    pub id: MessageId,
    /// What it tells.
    pub kind: MessageKind,
    /// Of which appointment.
    pub appointment: AppointmentId,
    /// Because of which fact: nothing is told twice because of one.
    pub cause: Uuid,
    /// Where it stands.
    pub status: MessageStatus,
    /// Before when it is not sent.
    pub due_at: DateTime<Utc>,
    /// By which way it was tried, if it was.
    pub channel: Option<MessageChannel>,
    /// How often it was tried.
    pub attempts: i64,
    /// Why it is not sent.
    pub dropped: Option<Dropped>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// How often it was saved.
    pub version: Version,
}

/// How often a message is tried before somebody is asked to call instead.
pub const ATTEMPTS: i64 = 8;

impl Message {
    fn end(
        mut self,
        step: MessageStep,
        fact: Fact,
        (expected, now): (&Expected, DateTime<Utc>),
    ) -> Result<Changed<Self>, Refusal> {
        self.status = self.status.after(step)?;
        self.ended_at = Some(now);
        Ok(Changed::new(self, expected.about().says(fact)))
    }

    /// The gateway took it.
    pub fn sent(
        mut self,
        channel: MessageChannel,
        expected: &Expected,
        now: DateTime<Utc>,
    ) -> Result<Changed<Self>, Refusal> {
        self.channel = Some(channel);
        let fact = Fact::MessageSent {
            message: self.id.uuid(),
            of: self.kind.to_string(),
            channel: channel.to_string(),
        };
        self.end(MessageStep::Send, fact, (expected, now))
    }

    /// It is not sent.
    pub fn drop_it(
        mut self,
        why: Dropped,
        expected: &Expected,
        now: DateTime<Utc>,
    ) -> Result<Changed<Self>, Refusal> {
        self.dropped = Some(why);
        let fact = Fact::MessageDropped {
            message: self.id.uuid(),
            of: self.kind.to_string(),
            reason: why.to_string(),
        };
        self.end(MessageStep::Drop, fact, (expected, now))
    }

    /// No gateway takes it: somebody calls instead.
    pub fn fail(self, expected: &Expected, now: DateTime<Utc>) -> Result<Changed<Self>, Refusal> {
        let fact = Fact::MessageFailed {
            message: self.id.uuid(),
            of: self.kind.to_string(),
        };
        self.end(MessageStep::Fail, fact, (expected, now))
    }

    /// Whether it is given up instead of tried again.
    pub const fn is_given_up(&self) -> bool {
        self.attempts >= ATTEMPTS
    }
}
