//! Appointments: somebody is expected by a counsellor at an hour, and what came of it.
//!
//! When a counsellor receives people is computed (`availabilities`), and so is when one of them can
//! still be booked (`slots`). What is booked takes the counsellor, the person and the room for its
//! time: of each there is one. A moved appointment stays as it was, and another one takes its place;
//! calendars take the whole chain for one entry.

mod booking;
mod closing;
mod codes;
mod outcome;
mod rules;
#[cfg(test)]
pub(crate) mod samples;
mod status;
mod steps;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use crate::actor::{Actor, OfficeId, StaffId};
use crate::cases::Case;
use crate::event::{About, CaseId, Fact, IndividualId};
use crate::kernel::{Changed, Day, Id, Span, Version};
use crate::policy::{Action, Reach};
use crate::rooms::RoomId;
use crate::services::ServiceId;

pub(crate) use booking::case_of;
pub use booking::{NewAppointment, NewTime, Person, Used};
pub use closing::{close_over, left_out, take_back_over};
pub use codes::{
    AbsenceReason, AppointmentMode, AppointmentOutcome, AppointmentOutcomes, AppointmentText,
    ChangeReason, Resource, Side,
};
pub use outcome::Outcome;
pub(crate) use rules::of_person;
pub use rules::{CAP_DAYS, NOTICE_DAYS, REOPEN_DAYS, RULES};
pub use status::{AppointmentStatus, AppointmentStep};
pub use steps::{Moved, Reopening, Restoration};

/// Marks identifiers of an appointment.
#[derive(Debug)]
pub struct AppointmentTag;
/// Identifies an appointment.
pub type AppointmentId = Id<AppointmentTag>;

/// With whom, where and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Of which office it is.
    pub office: OfficeId,
    /// Who receives the person.
    pub counsellor: StaffId,
    /// In which room.
    pub room: Option<RoomId>,
    /// How both meet.
    pub mode: AppointmentMode,
}

/// How an appointment stands, with what belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppointmentState {
    /// Both are expected, or nobody has said yet what came of it.
    Booked,
    /// Both met.
    Held {
        /// For how many minutes.
        minutes: u16,
        /// What came of it.
        outcome: Option<AppointmentOutcome>,
    },
    /// The person did not come.
    NoShow {
        /// Why, as far as somebody knows.
        reason: AbsenceReason,
    },
    /// The person is excused.
    Excused {
        /// Why.
        reason: AbsenceReason,
        /// When the person told so, if that was before.
        told_on: Option<Day>,
    },
    /// It was called off.
    Cancelled {
        /// On whose side the reason lies.
        by: Side,
        /// Why.
        reason: ChangeReason,
    },
    /// Another one took its place.
    Moved {
        /// Why.
        reason: ChangeReason,
    },
}

impl AppointmentState {
    /// The same without the rest.
    pub const fn status(&self) -> AppointmentStatus {
        match self {
            Self::Booked => AppointmentStatus::Booked,
            Self::Held { .. } => AppointmentStatus::Held,
            Self::NoShow { .. } => AppointmentStatus::NoShow,
            Self::Excused { .. } => AppointmentStatus::Excused,
            Self::Cancelled {
                by: Side::Person, ..
            } => AppointmentStatus::CancelledByPerson,
            Self::Cancelled { by: Side::Us, .. } => AppointmentStatus::CancelledByUs,
            Self::Moved { .. } => AppointmentStatus::Moved,
        }
    }
}

/// An appointment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// The appointment.
    pub id: AppointmentId,
    /// Who is expected.
    pub individual: IndividualId,
    /// In which case, if it is in one.
    pub case: Option<CaseId>,
    /// For which service.
    pub service: ServiceId,
    /// Whether nobody has a second one of the service while this one is to come.
    pub is_once: bool,
    /// Until how many hours before it begins it was promised that it is moved.
    pub move_until_hours: u16,
    /// With whom, where and how.
    pub place: Place,
    /// Whether somebody named the room; it was not that of the hours of the counsellor then.
    pub is_room_named: bool,
    /// From when until when.
    pub span: Span,
    /// How it stands.
    pub state: AppointmentState,
    /// Since when.
    pub state_at: DateTime<Utc>,
    /// What somebody wrote when it was booked.
    pub note: Option<AppointmentText>,
    /// What somebody wrote about how it stands.
    pub remark: Option<AppointmentText>,
    /// How often somebody said how it stands.
    pub records: i64,
    /// Who booked it.
    pub booked_by: StaffId,
    /// When.
    pub booked_at: DateTime<Utc>,
    /// Whose place it took.
    pub previous: Option<AppointmentId>,
    /// What calendars call the entry: the first one of its chain.
    pub uid: Uuid,
    /// How often the entry of the calendar changed.
    pub sequence: i64,
    /// How often it was saved.
    pub version: Version,
}

/// How an appointment stood once. Records are only ever added, so that what is opened again does not
/// take away what was said before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Which one, counted from 1.
    pub number: i64,
    /// How it stood.
    pub state: AppointmentState,
    /// The same in words.
    pub remark: Option<AppointmentText>,
    /// Since when.
    pub at: DateTime<Utc>,
    /// Who said so.
    pub by: StaffId,
}

/// An appointment with what somebody said of it: both are saved, or neither.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The appointment.
    pub appointment: Appointment,
    /// How it stands.
    pub record: Record,
}

impl Appointment {
    /// Where it stands.
    pub const fn status(&self) -> AppointmentStatus {
        self.state.status()
    }

    /// Whether it takes the counsellor, the person and the room for its time. Who is excused before
    /// the hour makes room for somebody else; after it the counsellor has waited.
    pub fn occupies(&self) -> bool {
        match self.state {
            AppointmentState::Booked
            | AppointmentState::Held { .. }
            | AppointmentState::NoShow { .. } => true,
            AppointmentState::Excused { .. } => self.state_at >= self.span.starts(),
            AppointmentState::Cancelled { .. } | AppointmentState::Moved { .. } => false,
        }
    }

    /// The service of which nobody has a second appointment before this one is over, if it is one
    /// of those. Once it is over it stands in nobody's way, whether or not somebody has said yet
    /// what came of it.
    pub fn pending(&self, now: DateTime<Utc>) -> Option<ServiceId> {
        let is_to_come = self.status() == AppointmentStatus::Booked && now < self.span.ends();
        (self.is_once && is_to_come).then_some(self.service)
    }

    /// Whether nobody had said yet what came of it when this colleague handed its case over: it was
    /// over by then. Of one that was still to come who receives the person knows best.
    pub fn was_left_by(&self, from: Option<StaffId>, at: DateTime<Utc>) -> bool {
        from == Some(self.place.counsellor) && self.span.ends() <= at
    }

    /// The room that goes along to another hour at this office, where nobody says otherwise: one that
    /// somebody named is wanted for itself (there is no step, nobody outside hears what is said), one
    /// of the hours is not.
    pub fn room_along(&self, office: OfficeId, mode: Option<AppointmentMode>) -> Option<RoomId> {
        let meets = !mode.unwrap_or(self.place.mode).is_remote();
        let stays = self.is_room_named && meets && office == self.place.office;
        self.place.room.filter(|_| stays)
    }

    /// Whether the actor reads that there is such an appointment: whoever works at its office, who
    /// receives the person, and whoever says what came of it, wherever it is.
    pub fn is_read_by(&self, actor: &Actor, case: Option<&Case>) -> bool {
        self.is_within(actor, Action::ReadAppointments) || self.is_held_by(actor, case)
    }

    /// Whether the actor says what came of it, and reads what was written: who receives the person,
    /// whoever works on the case, and whoever coordinates its office or that of the case.
    pub fn is_held_by(&self, actor: &Actor, case: Option<&Case>) -> bool {
        let of_case = case.is_some_and(|case| case.is_within(actor, Action::HoldAppointments));
        match actor.reach(Action::HoldAppointments) {
            Reach::Never => false,
            Reach::OwnCaseload => self.is_own(actor) || of_case,
            Reach::OwnOffice => self.is_own(actor) || of_case || actor.works_in(self.place.office),
            Reach::Organisation => true,
        }
    }

    fn is_own(&self, actor: &Actor) -> bool {
        actor.staff() == Some(self.place.counsellor)
    }

    fn is_within(&self, actor: &Actor, action: Action) -> bool {
        let is_own = actor.reach(action) != Reach::Never && self.is_own(actor);
        is_own || actor.reaches_office(action, self.place.office)
    }

    fn about(&self) -> About {
        let about = About::thing("appointment", self.id)
            .of(self.individual)
            .at(self.place.office);
        match self.case {
            Some(case) => about.case(case),
            None => about,
        }
    }

    fn says(self, fact: Fact) -> Changed<Self> {
        let about = self.about();
        Changed::new(self, about.says(fact))
    }
}

/// The day on which an instant is, where the actor's organisation counts days.
fn day_of(at: DateTime<Utc>, actor: &Actor) -> Option<Day> {
    day_at(at, actor.zone)
}

fn day_at(at: DateTime<Utc>, zone: Tz) -> Option<Day> {
    Day::at(at, zone).ok()
}
