//! What goes in and out of first interviews.

use domain::actor::Actor;
use domain::intakes::{Intake, IntakeId, Interview, NoticeShown, Outcome, Referral};
use domain::referrals::ReferralId;
use persistence::intakes::Item;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

use crate::http::views::AllowedAction;
use crate::http::wire::{
    ArrivalField, CaseIdField, CaseReasonField, DayField, ExpectationsField, IndividualIdField,
    IntakeIdField, IntakeStatusField, NeedField, NoticeLanguageField, NoticeVersionField,
    OfficeIdField, ReferralIdField, ReferralSourceField, ServiceNameField, StaffIdField,
    UrgencyField,
};
use crate::http::{Field, Links, Problem, SelfLink, Several};
use crate::routes::cases::views::PersonView;
use crate::texts::Language;

/// Who sent the person.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IntakeReferral {
    /// What kind of service.
    #[validate(nested)]
    from: ReferralSourceField,
    /// Which one, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    service: Option<ServiceNameField>,
}

/// Which privacy notice the person was shown.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IntakeNotice {
    /// Its version.
    #[validate(nested)]
    version: NoticeVersionField,
    /// Its language.
    #[validate(nested)]
    language: NoticeLanguageField,
    /// When.
    #[validate(nested)]
    on: DayField,
}

/// What was said.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InterviewBody {
    /// How the person came.
    #[validate(nested)]
    arrival: ArrivalField,
    /// Who sent the person, if somebody did.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    referral: Option<IntakeReferral>,
    /// How soon something has to happen.
    #[validate(nested)]
    urgency: UrgencyField,
    /// What the person asks for.
    #[schema(value_type = Vec<NeedField>, min_items = 1, max_items = 13)]
    #[validate(nested)]
    needs: Several<NeedField, 1, 13>,
    /// What the person expects, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    expectations: Option<ExpectationsField>,
    /// Which notice the person was shown.
    #[validate(nested)]
    privacy_notice: IntakeNotice,
}

/// A first interview.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IntakeRequest {
    /// Who was heard: anybody of the organisation.
    #[validate(nested)]
    pub(super) individual_id: IndividualIdField,
    /// Where: an office of the caller.
    #[validate(nested)]
    pub(super) office_id: OfficeIdField,
    /// On which day; today when it is left out.
    #[validate(nested)]
    pub(super) on: Option<DayField>,
    /// What was said.
    #[validate(nested)]
    pub(super) interview: InterviewBody,
    /// The referral that it answers, if it answers one: accepted by this office, for this person.
    #[validate(nested)]
    pub(super) referral_id: Option<ReferralIdField>,
}

/// What comes of a first interview.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum IntakeDecision {
    /// The person got what was asked for.
    InformationOnly {},
    /// Another service is the right one.
    ReferredElsewhere {
        /// What kind of service.
        to: ReferralSourceField,
        /// Which one, in words.
        service: Option<ServiceNameField>,
    },
    /// The service takes the person on: the case is opened at once.
    CaseOpened {
        /// Who answers for it; nobody yet when it is left out.
        counsellor_id: Option<StaffIdField>,
        /// Why, in words.
        reason: CaseReasonField,
    },
    /// The person waits for an answer.
    Waiting {
        /// Until when, as planned.
        until: Option<DayField>,
    },
}

impl Validate for IntakeDecision {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let mut errors = ValidationErrors::new();
        let mut add = |member, verdict| {
            errors.merge_self(member, verdict);
        };
        match self {
            Self::InformationOnly {} => {}
            Self::ReferredElsewhere { to, service } => {
                add("to", to.validate());
                add(
                    "service",
                    service.as_ref().map_or(Ok(()), Validate::validate),
                );
            }
            Self::CaseOpened {
                counsellor_id,
                reason,
            } => {
                let counsellor = counsellor_id.as_ref();
                add(
                    "counsellor_id",
                    counsellor.map_or(Ok(()), Validate::validate),
                );
                add("reason", reason.validate());
            }
            Self::Waiting { until } => {
                add("until", until.as_ref().map_or(Ok(()), Validate::validate));
            }
        }
        if errors.is_empty() {
            Ok(())
        } else {
            Err(errors)
        }
    }
}

/// How a first interview ends.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IntakeConclusionRequest {
    /// What comes of it.
    #[validate(nested)]
    pub(super) outcome: IntakeDecision,
}

/// What came of a first interview.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum IntakeOutcome {
    /// The person got what was asked for.
    InformationOnly {},
    /// Another service is the right one.
    ReferredElsewhere {
        /// What kind of service.
        to: ReferralSourceField,
        /// Which one, in words.
        #[serde(skip_serializing_if = "Option::is_none")]
        service: Option<ServiceNameField>,
    },
    /// The service takes the person on.
    CaseOpened {
        /// The case.
        case_id: CaseIdField,
    },
    /// The person waits for an answer.
    Waiting {
        /// Until when, as planned.
        #[serde(skip_serializing_if = "Option::is_none")]
        until: Option<DayField>,
    },
}

/// A first interview.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct IntakeView {
    /// The interview.
    id: IntakeIdField,
    /// How often it was saved.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// Where it stands.
    status: IntakeStatusField,
    /// Who was heard.
    individual_id: IndividualIdField,
    /// Where.
    office_id: OfficeIdField,
    /// On which day.
    on: DayField,
    /// Who listened.
    #[serde(skip_serializing_if = "Option::is_none")]
    taken_by: Option<StaffIdField>,
    /// What was said.
    interview: InterviewBody,
    /// The referral that it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    referral_id: Option<ReferralIdField>,
    /// What came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<IntakeOutcome>,
    /// When that was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_on: Option<DayField>,
    /// What the reader may do now.
    #[schema(min_items = 0, max_items = 20)]
    allowed_actions: Vec<AllowedAction>,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

/// A first interview, as a list shows it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct IntakeRow {
    /// The interview.
    id: IntakeIdField,
    /// Where it stands.
    status: IntakeStatusField,
    /// Who was heard.
    person: PersonView,
    /// Where.
    office_id: OfficeIdField,
    /// On which day.
    on: DayField,
    /// How soon something has to happen.
    urgency: UrgencyField,
    /// What the person asks for.
    #[schema(min_items = 0, max_items = 13)]
    needs: Vec<NeedField>,
    /// What came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<IntakeOutcome>,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

impl InterviewBody {
    /// The same in the words of the domain.
    pub(super) fn interview(self) -> Result<Interview, Problem> {
        Ok(Interview {
            arrival: self.arrival.parsed()?,
            referral: self.referral.map(IntakeReferral::referral).transpose()?,
            urgency: self.urgency.parsed()?,
            needs: Field::all(self.needs)?,
            expectations: self.expectations.map(Field::parsed).transpose()?,
            notice: NoticeShown {
                version: self.privacy_notice.version.parsed()?,
                language: self.privacy_notice.language.parsed()?,
                on: self.privacy_notice.on.parsed()?,
            },
        })
    }

    fn of(interview: &Interview) -> Self {
        let referral = interview.referral.clone().map(|referral| IntakeReferral {
            from: referral.from.into(),
            service: referral.service.map(Field::of),
        });
        Self {
            arrival: interview.arrival.into(),
            referral,
            urgency: interview.urgency.into(),
            needs: interview.needs.iter().copied().map(Field::of).collect(),
            expectations: interview.expectations.clone().map(Field::of),
            privacy_notice: IntakeNotice {
                version: interview.notice.version.into(),
                language: interview.notice.language.into(),
                on: interview.notice.on.into(),
            },
        }
    }
}

impl IntakeReferral {
    fn referral(self) -> Result<Referral, Problem> {
        Ok(Referral {
            from: self.from.parsed()?,
            service: self.service.map(Field::parsed).transpose()?,
        })
    }
}

impl IntakeOutcome {
    fn of(outcome: &Outcome) -> Self {
        match outcome.clone() {
            Outcome::InformationOnly {} => Self::InformationOnly {},
            Outcome::ReferredElsewhere { to, service } => Self::ReferredElsewhere {
                to: to.into(),
                service: service.map(Field::of),
            },
            Outcome::CaseOpened { case } => Self::CaseOpened {
                case_id: case.into(),
            },
            Outcome::Waiting { until } => Self::Waiting {
                until: until.map(Field::of),
            },
        }
    }
}

pub(super) fn address(id: IntakeId) -> String {
    format!("/intakes/{id}")
}

impl IntakeView {
    pub(super) fn of(
        intake: &Intake,
        referral: Option<ReferralId>,
        actor: &Actor,
        language: Language,
        links: &Links,
    ) -> Self {
        Self {
            id: intake.id.into(),
            version: intake.version.0,
            status: intake.status.into(),
            individual_id: intake.individual.into(),
            office_id: intake.office.into(),
            on: intake.on.into(),
            taken_by: intake.taken_by.map(Field::of),
            interview: InterviewBody::of(&intake.interview),
            referral_id: referral.map(Field::of),
            outcome: intake.outcome.as_ref().map(IntakeOutcome::of),
            decided_on: intake.decided_on.map(Field::of),
            allowed_actions: AllowedAction::all(language, &intake.allowed_steps(actor)),
            links: links.of(address(intake.id)),
        }
    }
}

impl IntakeRow {
    pub(super) fn of(item: Item, links: &Links) -> Self {
        let intake = item.intake;
        Self {
            id: intake.id.into(),
            status: intake.status.into(),
            person: PersonView::of(item.person),
            office_id: intake.office.into(),
            on: intake.on.into(),
            urgency: intake.interview.urgency.into(),
            needs: intake.interview.needs.into_iter().map(Field::of).collect(),
            outcome: intake.outcome.as_ref().map(IntakeOutcome::of),
            links: links.of(address(intake.id)),
        }
    }
}
