//! Types of groups, their sessions and who is in them.

use std::borrow::Cow;

use domain::groups::{
    EnrolmentId, EnrolmentStatus, GroupId, GroupKind, GroupSessionId, GroupStatus, GroupText,
    SessionMode, SessionStatus,
};
use domain::kernel::Text;
use utoipa::openapi::schema::Object;

use crate::http::field::{Field, Wire, coded};

/// An enrolment.
pub type EnrolmentIdField = Field<EnrolmentId>;
/// Where an enrolment stands.
pub type EnrolmentStatusField = Field<EnrolmentStatus>;
impl Wire for EnrolmentStatus {
    fn name() -> Cow<'static, str> {
        "EnrolmentStatus".into()
    }
    fn shape() -> Object {
        coded::<Self>(
            "Where an enrolment stands. Who is `waiting` gets the place of whoever leaves, in order.",
        )
    }
}

/// A group.
pub type GroupIdField = Field<GroupId>;
/// What a group meets for.
pub type GroupKindField = Field<GroupKind>;
impl Wire for GroupKind {
    fn name() -> Cow<'static, str> {
        "GroupKind".into()
    }
    fn shape() -> Object {
        coded::<Self>("What a group meets for.")
    }
}

/// A session of a group.
pub type GroupSessionIdField = Field<GroupSessionId>;
/// Where a group stands.
pub type GroupStatusField = Field<GroupStatus>;
impl Wire for GroupStatus {
    fn name() -> Cow<'static, str> {
        "GroupStatus".into()
    }
    fn shape() -> Object {
        coded::<Self>("Where a group stands. One that is `open` lets people in.")
    }
}

/// What is written about a group.
pub type GroupTextField = Field<GroupText>;
/// Why somebody did something.
pub type GroupReasonField = Field<Text<500>>;

/// How a group meets.
pub type SessionModeField = Field<SessionMode>;
impl Wire for SessionMode {
    fn name() -> Cow<'static, str> {
        "SessionMode".into()
    }
    fn shape() -> Object {
        coded::<Self>("How a group meets.")
    }
}

/// Where a session stands.
pub type SessionStatusField = Field<SessionStatus>;
impl Wire for SessionStatus {
    fn name() -> Cow<'static, str> {
        "SessionStatus".into()
    }
    fn shape() -> Object {
        coded::<Self>(
            "Where a session stands. One that is `planned` and over waits for whoever says who came.",
        )
    }
}
