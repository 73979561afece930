//! How the types of services travel.

use std::borrow::Cow;

use domain::services::{
    BookedBy, EssentialLevel, MessageChannel, ServiceCode, ServiceEvidence, ServiceId, ServiceMode,
};
use utoipa::openapi::schema::Object;

use crate::http::field::{Field, Wire, coded, text};

/// An essential level of services.
pub type EssentialLevelField = Field<EssentialLevel>;
/// What shows that a service was held.
pub type ServiceEvidenceField = Field<ServiceEvidence>;
/// A service.
pub type ServiceIdField = Field<ServiceId>;

/// Who books a service.
pub type BookedByField = Field<BookedBy>;
impl Wire for BookedBy {
    fn name() -> Cow<'static, str> {
        "BookedBy".into()
    }
    fn shape() -> Object {
        coded::<Self>("Who books a service: the vocabulary `service-bookers`.")
    }
}

/// By which way people hear of what they are booked for.
pub type MessageChannelField = Field<MessageChannel>;
impl Wire for MessageChannel {
    fn name() -> Cow<'static, str> {
        "MessageChannel".into()
    }
    fn shape() -> Object {
        coded::<Self>("By which way people hear of it: the vocabulary `message-channels`.")
    }
}

/// What programs call a service.
pub type ServiceCodeField = Field<ServiceCode>;
impl Wire for ServiceCode {
    fn name() -> Cow<'static, str> {
        "ServiceCode".into()
    }
    fn shape() -> Object {
        text(
            "What programs call a service: one in each organisation, and the same for ever.",
            Self::MAX,
            "^[a-z][a-z0-9_]{1,39}$",
            "cv_workshop",
        )
    }
}

/// How a service is held.
pub type ServiceModeField = Field<ServiceMode>;
impl Wire for ServiceMode {
    fn name() -> Cow<'static, str> {
        "ServiceMode".into()
    }
    fn shape() -> Object {
        coded::<Self>("How a service is held: the vocabulary `service-modes`.")
    }
}
