//! What is sent about groups, and about who is in them.

mod attendance;
mod sessions;

use domain::actor::{OfficeId, StaffId};
use domain::appointments::{ChangeReason, Side};
use domain::groups::{AskedTerms, GroupKind, GroupText, GroupTitle};
use domain::kernel::Named;
use domain::services::ServiceId;
use persistence::groups::Enrolled;
use persistence::{Error, Tx};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::http::body::bounded;
use crate::http::wire::{
    AppointmentChangeField, AppointmentSideField, CaseIdField, GroupKindField, GroupReasonField,
    GroupTextField, IndividualIdField, OfficeIdField, ServiceIdField, StaffIdField, Text200Field,
};
use crate::http::{Field, Problem};

pub(super) use attendance::{AttendanceAmendmentRequest, AttendanceRequest};
pub(super) use sessions::{GroupSessionRequest, SessionMoveRequest, SessionSeriesRequest};

/// A group that is to meet.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "office_id": "0198c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f", "kind": "workshop",
    "title": "Il curriculum", "facilitator_id": "0198c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f",
    "places": 12, "threshold": 70,
}))]
pub(super) struct GroupRequest {
    /// At which office: one of the caller's.
    #[validate(nested)]
    office_id: OfficeIdField,
    /// What it meets for.
    #[validate(nested)]
    kind: GroupKindField,
    /// What it is called.
    #[validate(nested)]
    #[schema(example = "Il curriculum")]
    title: Text200Field,
    /// What it is about.
    #[validate(nested)]
    description: Option<GroupTextField>,
    /// Who answers for it, and leads its sessions where nobody else is named.
    #[validate(nested)]
    facilitator_id: StaffIdField,
    /// Of which service it is one: a service for groups.
    #[validate(nested)]
    service_id: Option<ServiceIdField>,
    /// How many places it has.
    #[schema(minimum = 1, maximum = 500, example = 12)]
    places: u16,
    /// From how many hundredths of its minutes on somebody has attended it.
    #[schema(minimum = 1, maximum = 100, example = 70)]
    threshold: Option<u8>,
}

/// What else is said of a group. Of whoever has a place nobody loses it: there are never fewer
/// places than people who have one.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "title": "Il curriculum europeo",
    "facilitator_id": "0198c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f", "places": 14,
}))]
pub(super) struct GroupBody {
    /// What it is called.
    #[validate(nested)]
    #[schema(example = "Il curriculum")]
    title: Text200Field,
    /// What it is about.
    #[validate(nested)]
    description: Option<GroupTextField>,
    /// Who answers for it, and leads its sessions where nobody else is named.
    #[validate(nested)]
    facilitator_id: StaffIdField,
    /// Of which service it is one: a service for groups.
    #[validate(nested)]
    service_id: Option<ServiceIdField>,
    /// How many places it has.
    #[schema(minimum = 1, maximum = 500, example = 12)]
    places: u16,
    /// From how many hundredths of its minutes on somebody has attended it.
    #[schema(minimum = 1, maximum = 100, example = 70)]
    threshold: Option<u8>,
}

/// What is said of a group, read.
#[derive(Debug, Clone)]
pub(super) struct Terms {
    title: GroupTitle,
    description: Option<GroupText>,
    facilitator: StaffId,
    service: Option<ServiceId>,
    places: u16,
    threshold: Option<u8>,
}

impl Terms {
    /// The same with all that it names looked up.
    pub(super) fn named(self, tx: &mut Tx<'_>) -> Result<AskedTerms, Error> {
        let service = self
            .service
            .map(|id| match persistence::services::get(tx, id) {
                Ok(service) => Ok(Named::Known(service)),
                Err(Error::NotFound) => Ok(Named::Unknown),
                Err(other) => Err(other),
            });
        Ok(AskedTerms {
            title: self.title,
            description: self.description,
            facilitator: persistence::cases::colleague(tx, self.facilitator)?,
            service: service.transpose()?,
            threshold: self.threshold,
            places: self.places,
        })
    }
}

impl GroupRequest {
    pub(super) fn read(self) -> Result<(OfficeId, GroupKind, Terms), Problem> {
        let (office, kind) = (self.office_id.parsed()?, self.kind.parsed()?);
        let body = GroupBody {
            title: self.title,
            description: self.description,
            facilitator_id: self.facilitator_id,
            service_id: self.service_id,
            places: self.places,
            threshold: self.threshold,
        };
        Ok((office, kind, body.read()?))
    }
}

impl GroupBody {
    pub(super) fn read(self) -> Result<Terms, Problem> {
        Ok(Terms {
            title: self.title.parsed()?,
            description: self.description.map(Field::parsed).transpose()?,
            facilitator: self.facilitator_id.parsed()?,
            service: self.service_id.map(Field::parsed).transpose()?,
            places: self.places,
            threshold: self.threshold,
        })
    }
}

/// Why a group or a session is called off.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "counsellor_away" }))]
pub(super) struct GroupCancellationRequest {
    /// Why: a reason on our side.
    #[validate(nested)]
    reason: AppointmentChangeField,
}

impl GroupCancellationRequest {
    pub(super) fn read(self) -> Result<ChangeReason, Problem> {
        self.reason.parsed()
    }
}

/// Somebody to be let into a group.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "individual_id": "0198c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f",
    "case_id": "0198c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f",
}))]
pub(super) struct EnrolmentRequest {
    /// Who.
    #[validate(nested)]
    individual_id: IndividualIdField,
    /// In which case, if it is in one: a running one of the person that the caller reads.
    #[validate(nested)]
    case_id: Option<CaseIdField>,
    /// Why the person is to have a place even if there is none: for coordinators.
    #[validate(nested)]
    #[schema(example = "Accompagna un'altra persona iscritta.")]
    overbook: Option<GroupReasonField>,
    /// Rules whose warning is acknowledged.
    #[serde(default)]
    #[schema(min_items = 0, max_items = 20, required = false,
        example = json!(["appointment.no_contact"]))]
    #[validate(length(max = 20), custom(function = "bounded"))]
    acknowledged: Vec<String>,
}

impl EnrolmentRequest {
    pub(super) fn read(self) -> Result<Enrolled, Problem> {
        Ok(Enrolled {
            individual: self.individual_id.parsed()?,
            case: self.case_id.map(Field::parsed).transpose()?,
            overbook: self.overbook.map(Field::parsed).transpose()?,
            acknowledged: self.acknowledged,
        })
    }
}

/// Why somebody does not come any more.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "by": "person", "reason": "found_work" }))]
pub(super) struct EnrolmentWithdrawalRequest {
    /// On whose side the reason lies.
    #[validate(nested)]
    by: AppointmentSideField,
    /// Why.
    #[validate(nested)]
    reason: AppointmentChangeField,
}

impl EnrolmentWithdrawalRequest {
    pub(super) fn read(self) -> Result<(Side, ChangeReason), Problem> {
        Ok((self.by.parsed()?, self.reason.parsed()?))
    }
}
