//! Which step leads where.

use strum::{Display, EnumIter, EnumString, IntoStaticStr, VariantNames};

use crate::kernel::{Fault, Refusal, unknown_code};

fn refused<T>(step: &'static str, status: impl ToString) -> Result<T, Refusal> {
    Err(Refusal::WrongStatus {
        step,
        status: status.to_string(),
    })
}

/// Where a group stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum GroupStatus {
    /// Nobody is enrolled in it yet.
    Planned,
    /// People are enrolled in it.
    Open,
    /// It takes nobody any more; who is in it meets.
    Closed,
    /// It does not take place.
    Cancelled,
}

/// What can be done to a group.
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
pub enum GroupStep {
    /// Say otherwise what it is.
    Change,
    /// Let people in, for the first time or again.
    Open,
    /// Let nobody in any more.
    Close,
    /// Let somebody in.
    Enrol,
    /// Call it off.
    Cancel,
}

impl GroupStatus {
    /// The status after a step; refuses a step that this status does not allow.
    pub fn after(self, step: GroupStep) -> Result<Self, Refusal> {
        use GroupStatus::{Cancelled, Closed, Open, Planned};
        match (self, step) {
            (Planned | Open | Closed, GroupStep::Change) => Ok(self),
            (Planned | Closed, GroupStep::Open) | (Open, GroupStep::Enrol) => Ok(Open),
            (Open, GroupStep::Close) => Ok(Closed),
            (Planned | Open | Closed, GroupStep::Cancel) => Ok(Cancelled),
            (Planned | Closed, GroupStep::Close | GroupStep::Enrol)
            | (Open, GroupStep::Open)
            | (
                Cancelled,
                GroupStep::Change
                | GroupStep::Open
                | GroupStep::Close
                | GroupStep::Enrol
                | GroupStep::Cancel,
            ) => refused(step.into(), self),
        }
    }
}

/// Where a session of a group stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum SessionStatus {
    /// It is to come, or nobody has said who came.
    Planned,
    /// It was said who came.
    Held,
    /// It was called off.
    Cancelled,
}

/// What can be done to a session of a group.
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
pub enum SessionStep {
    /// Hold it at another hour or place.
    Move,
    /// Call it off.
    Cancel,
    /// Say who came.
    Record,
    /// Say otherwise who came.
    Amend,
}

impl SessionStatus {
    /// The status after a step; refuses a step that this status does not allow.
    pub fn after(self, step: SessionStep) -> Result<Self, Refusal> {
        use SessionStatus::{Cancelled, Held, Planned};
        match (self, step) {
            (Planned, SessionStep::Move) => Ok(Planned),
            (Planned, SessionStep::Cancel) => Ok(Cancelled),
            (Planned, SessionStep::Record) | (Held, SessionStep::Amend) => Ok(Held),
            (Planned, SessionStep::Amend)
            | (Held, SessionStep::Move | SessionStep::Cancel | SessionStep::Record)
            | (
                Cancelled,
                SessionStep::Move | SessionStep::Cancel | SessionStep::Record | SessionStep::Amend,
            ) => refused(step.into(), self),
        }
    }
}

/// Where an enrolment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum EnrolmentStatus {
    /// The person has a place.
    Enrolled,
    /// The person waits for one.
    Waiting,
    /// The person does not come, or not any more.
    Withdrawn,
}

/// What can become of an enrolment.
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
pub enum EnrolmentStep {
    /// Give the place that somebody left.
    Promote,
    /// Let the person go.
    Withdraw,
}

impl EnrolmentStatus {
    /// The status after a step; refuses a step that this status does not allow.
    pub fn after(self, step: EnrolmentStep) -> Result<Self, Refusal> {
        use EnrolmentStatus::{Enrolled, Waiting, Withdrawn};
        match (self, step) {
            (Waiting, EnrolmentStep::Promote) => Ok(Enrolled),
            (Enrolled | Waiting, EnrolmentStep::Withdraw) => Ok(Withdrawn),
            (Enrolled, EnrolmentStep::Promote)
            | (Withdrawn, EnrolmentStep::Promote | EnrolmentStep::Withdraw) => {
                refused(step.into(), self)
            }
        }
    }
}
