//! Which step leads where.

use strum::{Display, EnumIter, EnumString, IntoStaticStr, VariantNames};

use crate::kernel::{Fault, Refusal, unknown_code};

/// Where an appointment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum AppointmentStatus {
    /// Both are expected, or nobody has said yet what came of it.
    Booked,
    /// Both met.
    Held,
    /// The person did not come.
    NoShow,
    /// The person did not come, or will not, and is excused.
    Excused,
    /// The person called it off.
    CancelledByPerson,
    /// The service called it off.
    CancelledByUs,
    /// Another one took its place.
    Moved,
}

/// What can be done to an appointment.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
    VariantNames,
)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum AppointmentStep {
    /// Write down that both met.
    Hold,
    /// Write down that the person did not come.
    Miss,
    /// Write down that the person is excused, before the hour or after it.
    Excuse,
    /// Call it off for the person.
    CancelForPerson,
    /// Call it off for the service.
    CancelByUs,
    /// Have another one take its place.
    Move,
    /// Take back that it was called off, or that the person will not come, before the hour.
    Restore,
    /// Take back what was said to have come of it, once the hour has begun.
    Reopen,
}

impl AppointmentStatus {
    /// The status after a step; refuses a step that this status does not allow.
    pub fn after(self, step: AppointmentStep) -> Result<Self, Refusal> {
        use AppointmentStatus::{
            Booked, CancelledByPerson, CancelledByUs, Excused, Held, Moved, NoShow,
        };
        use AppointmentStep::{
            CancelByUs, CancelForPerson, Excuse, Hold, Miss, Move, Reopen, Restore,
        };
        match (self, step) {
            (Booked, Hold) => Ok(Held),
            (Booked, Miss) => Ok(NoShow),
            (Booked, Excuse) => Ok(Excused),
            (Booked, CancelForPerson) => Ok(CancelledByPerson),
            (Booked, CancelByUs) => Ok(CancelledByUs),
            (Booked, Move) => Ok(Moved),
            (Excused | CancelledByPerson | CancelledByUs, Restore | Reopen)
            | (Held | NoShow, Reopen) => Ok(Booked),
            (Booked, Restore | Reopen)
            | (
                Held | NoShow,
                Hold | Miss | Excuse | CancelForPerson | CancelByUs | Move | Restore,
            )
            | (
                Excused | CancelledByPerson | CancelledByUs,
                Hold | Miss | Excuse | CancelForPerson | CancelByUs | Move,
            )
            | (
                Moved,
                Hold | Miss | Excuse | CancelForPerson | CancelByUs | Move | Restore | Reopen,
            ) => Err(Refusal::WrongStatus {
                step: step.into(),
                status: self.to_string(),
            }),
        }
    }
}
