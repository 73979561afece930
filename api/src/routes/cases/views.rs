//! What goes in and out of cases.

use domain::actor::Actor;
use domain::cases::{Case, CaseOutcome, CaseState};
use domain::event::CaseId;
use persistence::cases::Item;
use persistence::names::{PersonCard, StaffName};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

use crate::http::views::AllowedAction;
use crate::http::wire::{
    CaseIdField, CaseReasonField, CaseStatusField, DayField, IndividualIdField, IntakeIdField,
    OfficeIdField, PersonNameField, StaffIdField, SuspensionReasonField, WorkKindField,
};
use crate::http::{Field, Links, Problem, SelfLink};
use crate::texts::Language;

/// A person, as on a card.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PersonView {
    /// Who.
    individual_id: IndividualIdField,
    /// Given name.
    given_name: PersonNameField,
    /// Family name.
    family_name: PersonNameField,
    /// The year of birth.
    #[schema(minimum = 1900, maximum = 2100, example = 1987)]
    birth_year: i32,
}

/// A colleague, by name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ColleagueView {
    /// Who.
    staff_id: StaffIdField,
    /// Given name.
    given_name: PersonNameField,
    /// Family name.
    family_name: PersonNameField,
}

/// How a case ends.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum CaseOutcomeBody {
    /// The person works.
    Employed {
        /// In what kind of work.
        work_kind: WorkKindField,
    },
    /// The person entered training.
    Training {},
    /// Another service follows the person.
    OtherService {},
    /// The person retired.
    Pension {},
    /// The person moved away.
    Moved {},
    /// The person no longer wants to be followed.
    Withdrawn {},
    /// There was nothing to open.
    OpenedInError {},
    /// Nobody could reach the person.
    NoContact {},
    /// The person died.
    Deceased {},
}

impl Validate for CaseOutcomeBody {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let mut errors = ValidationErrors::new();
        if let Self::Employed { work_kind } = self {
            errors.merge_self("work_kind", work_kind.validate());
        }
        if errors.is_empty() {
            Ok(())
        } else {
            Err(errors)
        }
    }
}

/// Why a case rests, and until when.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SuspensionView {
    /// Why.
    reason: SuspensionReasonField,
    /// Until when, as planned.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<DayField>,
}

/// A case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseView {
    /// The case.
    id: CaseIdField,
    /// How often it was saved.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// Where it stands.
    status: CaseStatusField,
    /// Since when it stands so.
    since: DayField,
    /// Who is followed.
    individual_id: IndividualIdField,
    /// The office that owns it.
    office_id: OfficeIdField,
    /// Who answers for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    counsellor_id: Option<StaffIdField>,
    /// Who works on it beside the counsellor.
    #[schema(min_items = 0, max_items = 50)]
    team: Vec<StaffIdField>,
    /// The first interview that led to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    intake_id: Option<IntakeIdField>,
    /// Why the service follows the person.
    reason: CaseReasonField,
    /// Since when.
    opened_on: DayField,
    /// Why it rests, while it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    suspension: Option<SuspensionView>,
    /// How it ended, once it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<CaseOutcomeBody>,
    /// When the person was last reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_contact_on: Option<DayField>,
    /// What the reader may do now.
    #[schema(min_items = 0, max_items = 20)]
    allowed_actions: Vec<AllowedAction>,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

/// A case, as a list shows it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseRow {
    /// The case.
    id: CaseIdField,
    /// Where it stands.
    status: CaseStatusField,
    /// Since when it stands so.
    since: DayField,
    /// Who is followed.
    person: PersonView,
    /// The office that owns it.
    office_id: OfficeIdField,
    /// Who answers for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    counsellor: Option<ColleagueView>,
    /// Since when.
    opened_on: DayField,
    /// Why it rests, while it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    suspension: Option<SuspensionView>,
    /// How it ended, once it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<CaseOutcomeBody>,
    /// When the person was last reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_contact_on: Option<DayField>,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

impl PersonView {
    pub(crate) fn of(card: PersonCard) -> Self {
        use chrono::Datelike;
        Self {
            individual_id: card.id.into(),
            given_name: card.given_name.into(),
            family_name: card.family_name.into(),
            birth_year: card.birth_date.date().year(),
        }
    }
}

impl ColleagueView {
    pub(crate) fn of(staff: StaffName) -> Self {
        Self {
            staff_id: staff.id.into(),
            given_name: staff.given_name.into(),
            family_name: staff.family_name.into(),
        }
    }
}

impl CaseOutcomeBody {
    pub(super) fn outcome(self) -> Result<CaseOutcome, Problem> {
        Ok(match self {
            Self::Employed { work_kind } => CaseOutcome::Employed {
                work_kind: work_kind.parsed()?,
            },
            Self::Training {} => CaseOutcome::Training {},
            Self::OtherService {} => CaseOutcome::OtherService {},
            Self::Pension {} => CaseOutcome::Pension {},
            Self::Moved {} => CaseOutcome::Moved {},
            Self::Withdrawn {} => CaseOutcome::Withdrawn {},
            Self::OpenedInError {} => CaseOutcome::OpenedInError {},
            Self::NoContact {} => CaseOutcome::NoContact {},
            Self::Deceased {} => CaseOutcome::Deceased {},
        })
    }

    fn of(outcome: CaseOutcome) -> Self {
        match outcome {
            CaseOutcome::Employed { work_kind } => Self::Employed {
                work_kind: work_kind.into(),
            },
            CaseOutcome::Training {} => Self::Training {},
            CaseOutcome::OtherService {} => Self::OtherService {},
            CaseOutcome::Pension {} => Self::Pension {},
            CaseOutcome::Moved {} => Self::Moved {},
            CaseOutcome::Withdrawn {} => Self::Withdrawn {},
            CaseOutcome::OpenedInError {} => Self::OpenedInError {},
            CaseOutcome::NoContact {} => Self::NoContact {},
            CaseOutcome::Deceased {} => Self::Deceased {},
        }
    }
}

/// What belongs to a state: the suspension, or the outcome.
pub(super) fn state(state: CaseState) -> (Option<SuspensionView>, Option<CaseOutcomeBody>) {
    match state {
        CaseState::Open {} => (None, None),
        CaseState::Suspended { reason, until } => {
            let suspension = SuspensionView {
                reason: reason.into(),
                until: until.map(Field::of),
            };
            (Some(suspension), None)
        }
        CaseState::Closed { outcome } => (None, Some(CaseOutcomeBody::of(outcome))),
    }
}

pub(super) fn address(id: CaseId) -> String {
    format!("/cases/{id}")
}

impl CaseView {
    pub(super) fn of(case: &Case, actor: &Actor, language: Language, links: &Links) -> Self {
        let (suspension, outcome) = state(case.state);
        Self {
            id: case.id.into(),
            version: case.version.0,
            status: case.status().into(),
            since: case.since.into(),
            individual_id: case.individual.into(),
            office_id: case.office.into(),
            counsellor_id: case.counsellor.map(Field::of),
            team: case.team.iter().copied().map(Field::of).collect(),
            intake_id: case.intake.map(Field::of),
            reason: case.reason.clone().into(),
            opened_on: case.opened_on.into(),
            suspension,
            outcome,
            last_contact_on: case.last_contact_on.map(Field::of),
            allowed_actions: AllowedAction::all(language, &case.allowed_steps(actor)),
            links: links.of(address(case.id)),
        }
    }
}

impl CaseRow {
    pub(super) fn of(item: Item, links: &Links) -> Self {
        let case = item.case;
        let (suspension, outcome) = state(case.state);
        Self {
            id: case.id.into(),
            status: case.status().into(),
            since: case.since.into(),
            person: PersonView::of(item.person),
            office_id: case.office.into(),
            counsellor: item.counsellor.map(ColleagueView::of),
            opened_on: case.opened_on.into(),
            suspension,
            outcome,
            last_contact_on: case.last_contact_on.map(Field::of),
            links: links.of(address(case.id)),
        }
    }
}
