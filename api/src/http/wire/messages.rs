//! Types of messages to people.

use std::borrow::Cow;

use domain::kernel::Text;
use domain::messages::{Dropped, MessageId, MessageKind, MessageStatus, MessageText};
use utoipa::openapi::schema::Object;

use crate::http::field::{Field, Wire, coded};

/// A message.
pub type MessageIdField = Field<MessageId>;
/// The subject of a mail.
pub type MessageSubjectField = Field<Text<150>>;
/// What is told.
pub type MessageTextField = Field<MessageText>;

/// Why a message is not sent.
pub type DroppedField = Field<Dropped>;
impl Wire for Dropped {
    fn name() -> Cow<'static, str> {
        "MessageDropReason".into()
    }
    fn shape() -> Object {
        coded::<Self>("Why a message is not sent.")
    }
}

/// What a message tells.
pub type MessageKindField = Field<MessageKind>;
impl Wire for MessageKind {
    fn name() -> Cow<'static, str> {
        "MessageKind".into()
    }
    fn shape() -> Object {
        coded::<Self>("What a message tells.")
    }
}

/// Where a message stands.
pub type MessageStatusField = Field<MessageStatus>;
impl Wire for MessageStatus {
    fn name() -> Cow<'static, str> {
        "MessageStatus".into()
    }
    fn shape() -> Object {
        coded::<Self>("Where a message stands.")
    }
}
