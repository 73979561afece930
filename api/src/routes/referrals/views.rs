//! What goes in and out of referrals.

use chrono::{DateTime, Utc};
use domain::actor::Actor;
use domain::actor::OfficeId;
use domain::cases::{Case, CaseStatus};
use domain::kernel::Named;
use domain::referrals::{Answer, Conclusion, Destination, ReferralId};
use persistence::referrals::Item;
use persistence::{Error, Tx, offices};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

use crate::http::views::AllowedAction;
use crate::http::wire::{
    CaseIdField, DayField, IntakeIdField, OfficeIdField, ReferralIdField, ReferralOutcomeField,
    ReferralReasonField, ReferralRefusalReasonField, ReferralSourceField, ReferralStatusField,
    ReferralTextField, ServiceNameField,
};
use crate::http::{Field, Links, Problem, SelfLink};
use crate::routes::cases::views::{ColleagueView, PersonView};
use crate::texts::Language;

/// Who is asked.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum ReferralDestination {
    /// Another office of the organisation, which answers itself.
    Office {
        /// Which one.
        office_id: OfficeIdField,
    },
    /// A service outside, whose answer is written down by whoever works on the case.
    Service {
        /// Of what kind.
        service: ReferralSourceField,
        /// Which one, in words.
        service_name: ServiceNameField,
    },
}

impl Validate for ReferralDestination {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let mut errors = ValidationErrors::new();
        match self {
            Self::Office { office_id } => {
                errors.merge_self("office_id", office_id.validate());
            }
            Self::Service {
                service,
                service_name,
            } => {
                errors.merge_self("service", service.validate());
                errors.merge_self("service_name", service_name.validate());
            }
        }
        if errors.is_empty() {
            Ok(())
        } else {
            Err(errors)
        }
    }
}

impl ReferralDestination {
    /// The same in the words of the domain; the office is looked up later.
    pub(super) fn destination(self) -> Result<Destination, Problem> {
        Ok(match self {
            Self::Office { office_id } => Destination::Office {
                office: office_id.parsed()?,
            },
            Self::Service {
                service,
                service_name,
            } => Destination::Service {
                kind: service.parsed()?,
                name: service_name.parsed()?,
            },
        })
    }

    pub(crate) fn of(destination: Destination) -> Self {
        match destination {
            Destination::Office { office } => Self::Office {
                office_id: office.into(),
            },
            Destination::Service { kind, name } => Self::Service {
                service: kind.into(),
                service_name: Field::of(name),
            },
        }
    }
}

/// The destination with the office, if there is one with this identifier.
pub(super) fn looked_up(
    tx: &mut Tx<'_>,
    to: Destination,
) -> Result<Destination<Named<OfficeId>>, Error> {
    Ok(match to {
        Destination::Office { office } => Destination::Office {
            office: offices::named(tx, office)?,
        },
        Destination::Service { kind, name } => Destination::Service { kind, name },
    })
}

/// Who is asked to see to what.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReferralRequest {
    /// Who is asked.
    #[validate(nested)]
    pub(super) to: ReferralDestination,
    /// Why.
    #[validate(nested)]
    pub(super) reason: ReferralReasonField,
    /// What is asked; whoever is asked reads this and a card of the person, and no more.
    #[validate(nested)]
    pub(super) request: ReferralTextField,
    /// The last day on which an answer is awaited; as practice has it when it is left out.
    #[validate(nested)]
    pub(super) answer_by: Option<DayField>,
}

/// That a service sees to a referral.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReferralAcceptanceRequest {
    /// What was arranged, in words.
    #[validate(nested)]
    pub(super) note: Option<ReferralTextField>,
}

/// Why a service does not see to a referral.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReferralRefusalRequest {
    /// Why.
    #[validate(nested)]
    pub(super) reason: ReferralRefusalReasonField,
    /// The same in words.
    #[validate(nested)]
    pub(super) note: Option<ReferralTextField>,
}

/// Until when an answer is awaited.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReferralExtensionRequest {
    /// The last day on which an answer is awaited.
    #[validate(nested)]
    pub(super) answer_by: DayField,
}

/// What came of a referral.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReferralConclusion {
    /// What.
    #[validate(nested)]
    pub(super) outcome: ReferralOutcomeField,
    /// The same in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    pub(super) note: Option<ReferralTextField>,
}

/// What a service said to a referral.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct ReferralAnswer {
    /// Why not, if it does not see to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal_reason: Option<ReferralRefusalReasonField>,
    /// The same in words, or what was arranged.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<ReferralTextField>,
    /// Who said so, or wrote it down.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<ColleagueView>,
    /// When.
    at: DateTime<Utc>,
    /// Until when somebody says what came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome_by: Option<DayField>,
}

/// A referral. Whoever is asked reads of the person what a card shows, and what is said here; once
/// the office has nothing to do with it any more, neither the request nor the notes.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReferralView {
    /// The referral.
    id: ReferralIdField,
    /// How often it was saved.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// Where it stands today.
    status: ReferralStatusField,
    /// For which case.
    case_id: CaseIdField,
    /// Who is referred.
    person: PersonView,
    /// The office that owns the case.
    from_office_id: OfficeIdField,
    /// Who is asked.
    to: ReferralDestination,
    /// Why.
    reason: ReferralReasonField,
    /// What is asked; told to the office that is asked while it has something to do with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<ReferralTextField>,
    /// The last day on which an answer is awaited, where the organisation is.
    answer_by: DayField,
    /// Who sent it.
    sent_by: ColleagueView,
    /// When.
    sent_at: DateTime<Utc>,
    /// What the service said to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<ReferralAnswer>,
    /// When whoever asked took note of a refusal, or it was no news any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal_seen_at: Option<DateTime<Utc>>,
    /// Whether the case has ended for which it was sent: nobody there waits for it any more.
    case_closed: bool,
    /// The first interview at the receiving office.
    #[serde(skip_serializing_if = "Option::is_none")]
    intake_id: Option<IntakeIdField>,
    /// What came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    conclusion: Option<ReferralConclusion>,
    /// When nothing more could come of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<DateTime<Utc>>,
    /// What the reader may do now. `receive` is to hold a first interview that names the referral.
    #[schema(min_items = 0, max_items = 20)]
    allowed_actions: Vec<AllowedAction>,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

/// A referral, as a list shows it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReferralRow {
    /// The referral.
    id: ReferralIdField,
    /// Where it stands today.
    status: ReferralStatusField,
    /// For which case.
    case_id: CaseIdField,
    /// Who is referred.
    person: PersonView,
    /// The office that owns the case.
    from_office_id: OfficeIdField,
    /// Who is asked.
    to: ReferralDestination,
    /// Why.
    reason: ReferralReasonField,
    /// The last day on which an answer is awaited.
    answer_by: DayField,
    /// Until when somebody says what came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome_by: Option<DayField>,
    /// When it was sent.
    sent_at: DateTime<Utc>,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

pub(super) fn address(id: ReferralId) -> String {
    format!("/referrals/{id}")
}

impl ReferralAnswer {
    fn of(answer: Answer, by: Option<ColleagueView>) -> Self {
        Self {
            refusal_reason: answer.refused.map(Field::of),
            note: answer.note.map(Field::of),
            by,
            at: answer.at,
            outcome_by: answer.outcome_by.map(Field::of),
        }
    }
}

impl ReferralConclusion {
    pub(super) fn conclusion(self) -> Result<Conclusion, Problem> {
        Ok(Conclusion {
            outcome: self.outcome.parsed()?,
            note: self.note.map(Field::parsed).transpose()?,
        })
    }

    fn of(conclusion: Conclusion) -> Self {
        Self {
            outcome: conclusion.outcome.into(),
            note: conclusion.note.map(Field::of),
        }
    }
}

impl ReferralView {
    pub(super) fn of(
        item: Item,
        case: &Case,
        actor: &Actor,
        language: Language,
        links: &Links,
    ) -> Self {
        let one = item.referral;
        let by = item.answered_by.map(ColleagueView::of);
        let is_told = one.is_told_to(actor, case);
        Self {
            id: one.id.into(),
            version: one.version.0,
            status: one.status.into(),
            case_id: one.case.into(),
            person: PersonView::of(item.person),
            from_office_id: one.from.office.into(),
            reason: one.reason.into(),
            answer_by: one.answer_by.into(),
            sent_by: ColleagueView::of(item.sent_by),
            sent_at: one.sent_at,
            intake_id: one.intake.map(Field::of),
            ended_at: one.ended_at,
            allowed_actions: AllowedAction::all(language, &one.allowed_steps(actor, case)),
            links: links.of(address(one.id)),
            to: ReferralDestination::of(one.to),
            request: is_told.then(|| Field::of(one.request)),
            refusal_seen_at: one.refusal_seen_at,
            case_closed: case.status() == CaseStatus::Closed,
            answer: one.answer.map(|mut answer| {
                answer.note = answer.note.filter(|_| is_told);
                ReferralAnswer::of(answer, by)
            }),
            conclusion: one.conclusion.map(ReferralConclusion::of),
        }
    }
}

impl ReferralRow {
    pub(super) fn of(item: Item, links: &Links) -> Self {
        let one = item.referral;
        Self {
            id: one.id.into(),
            status: one.status.into(),
            case_id: one.case.into(),
            person: PersonView::of(item.person),
            from_office_id: one.from.office.into(),
            reason: one.reason.into(),
            answer_by: one.answer_by.into(),
            outcome_by: one.outcome_by().map(Field::of),
            sent_at: one.sent_at,
            links: links.of(address(one.id)),
            to: ReferralDestination::of(one.to),
        }
    }
}
