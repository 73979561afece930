//! Which message is planned because of what happened, and whether it still stands when it is due.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Dropped, MessageKind};
use crate::appointments::{Appointment, AppointmentStatus};
use crate::event::FactKind;
use crate::rulebook::Moment;
use crate::services::ServiceTerms;

/// What is planned: what is told, and when at the earliest.
pub type Told = (MessageKind, DateTime<Utc>);

/// Which messages are planned because of a fact about an appointment of this service, at the moment
/// of the fact. Without a number nobody is told anything: none is ever guessed.
pub fn planned(
    fact: FactKind,
    appointment: &Appointment,
    service: &ServiceTerms,
    moment: &Moment<'_>,
) -> Vec<Told> {
    let number = |key| moment.book.count(key, moment.chain, moment.today);
    let Some((wait, _)) = number(super::UNDO_MINUTES) else {
        return Vec::new();
    };
    if service.channels.is_empty() {
        return Vec::new();
    }
    let due = moment.now + TimeDelta::minutes(wait);
    let Some(kind) = kind(fact, appointment) else {
        return Vec::new();
    };
    let mut all = vec![(kind, due)];
    let latest = number(super::LATEST_REMINDER_HOURS).map(|(hours, _)| TimeDelta::hours(hours));
    let before = service.figures.reminder_hours;
    let before = before.map(|hours| TimeDelta::hours(hours.into()));
    let expects = matches!(kind, MessageKind::Confirmation | MessageKind::Move);
    if let (true, Some(before), Some(latest)) = (expects, before, latest) {
        let at = appointment.span.starts() - before;
        // Who was told a moment ago needs no reminder, and one that comes last helps nobody.
        if at > due && before >= latest {
            all.push((MessageKind::Reminder, at));
        }
    }
    all
}

/// What a fact makes somebody tell.
fn kind(fact: FactKind, appointment: &Appointment) -> Option<MessageKind> {
    match fact {
        FactKind::AppointmentBooked if appointment.previous.is_some() => Some(MessageKind::Move),
        FactKind::AppointmentBooked | FactKind::AppointmentRestored => {
            Some(MessageKind::Confirmation)
        }
        FactKind::AppointmentCancelled => match appointment.status() {
            AppointmentStatus::CancelledByPerson => Some(MessageKind::CancelledByPerson),
            AppointmentStatus::CancelledByUs => Some(MessageKind::CancelledByUs),
            _ => None,
        },
        FactKind::AppointmentMissed => Some(MessageKind::NoShow),
        FactKind::AppointmentReopened => Some(MessageKind::Correction),
        _ => None,
    }
}

/// What the person knows of an appointment: the last message about it that was sent, reminders
/// aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Known {
    /// What it told.
    pub last: Option<MessageKind>,
    /// What was told of the one whose place this one took.
    pub of_previous: Option<MessageKind>,
}

/// What decides whether a message that is due is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// The instant.
    pub at: DateTime<Utc>,
    /// Whether the person is told no reminders.
    pub is_paused: bool,
    /// Whether a case says that the person died.
    pub is_dead: bool,
}

impl MessageKind {
    /// Why a message that is due is not sent, if it is not.
    pub fn dropped(self, appointment: &Appointment, known: Known, now: Now) -> Option<Dropped> {
        if now.is_dead {
            return Some(Dropped::Deceased);
        }
        if self == Self::Reminder && now.is_paused {
            return Some(Dropped::Paused);
        }
        if !self.is_so(appointment) {
            return Some(Dropped::Undone);
        }
        let expects = matches!(self, Self::Confirmation | Self::Move | Self::Reminder);
        if expects && appointment.span.starts() <= now.at {
            return Some(Dropped::TooLate);
        }
        self.knows(known).then_some(Dropped::KnownAlready)
    }

    /// Whether it stands as the message tells.
    fn is_so(self, appointment: &Appointment) -> bool {
        use AppointmentStatus as S;
        match (self, appointment.status()) {
            (Self::Confirmation | Self::Move | Self::Reminder, status) => status == S::Booked,
            (Self::CancelledByPerson, status) => status == S::CancelledByPerson,
            (Self::CancelledByUs, status) => status == S::CancelledByUs,
            (Self::NoShow, status) => status == S::NoShow,
            (Self::Correction, status) => status != S::NoShow,
        }
    }

    /// Whether the person would hear nothing new. Of what nobody was told, nothing is called off or
    /// moved; what was told wrongly is corrected only if it was told.
    const fn knows(self, known: Known) -> bool {
        match self {
            Self::Reminder => false,
            // Moved before anybody was told: it is a confirmation that is due, of this hour.
            Self::Move | Self::Confirmation => matches!(
                known.last,
                Some(Self::Confirmation | Self::Move | Self::Correction)
            ),
            Self::CancelledByPerson => matches!(known.last, None | Some(Self::CancelledByPerson)),
            Self::CancelledByUs => matches!(known.last, None | Some(Self::CancelledByUs)),
            Self::NoShow => matches!(known.last, Some(Self::NoShow)),
            Self::Correction => !matches!(known.last, Some(Self::NoShow)),
        }
    }

    /// What is told instead: of an hour of whose predecessor nobody heard it is told as of a first
    /// one.
    #[must_use]
    pub const fn worded(self, known: Known) -> Self {
        match (self, known.of_previous) {
            (Self::Move, None) => Self::Confirmation,
            _ => self,
        }
    }
}
