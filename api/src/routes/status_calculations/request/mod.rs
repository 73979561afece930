//! The facts as they are told.

mod checks;
mod facts;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::wire::{
    DayField, EvidenceSourceField, GenderGapField, LossCauseField, PermitReasonField, SexField,
    Text40Field, WorkKindField,
};
use crate::http::{Money, Several};

/// Typed facts about somebody. What is left out is unknown; an empty list says that there is
/// nothing.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StatusCalculationRequest {
    /// The day of the question; today when nobody says.
    #[validate(nested)]
    pub(super) reference_date: Option<DayField>,
    /// The day of birth.
    #[validate(nested)]
    birth_date: Option<DayField>,
    /// The sex.
    #[validate(nested)]
    sex: Option<SexField>,
    /// Declarations of immediate availability for work (DID); a claim for NASpI or DIS-COLL is one.
    #[schema(value_type = Option<Vec<DeclarationFact>>, min_items = 0, max_items = 50)]
    #[validate(nested)]
    declarations: Option<Several<DeclarationFact, 0, 50>>,
    /// What ended the status by itself.
    #[serde(default)]
    #[schema(value_type = Vec<StatusLossFact>, min_items = 0, max_items = 50, required = false)]
    #[validate(nested)]
    losses: Several<StatusLossFact, 0, 50>,
    /// NASpI and DIS-COLL that were granted. The claim is a declaration: where none of its time is
    /// told, nobody knows on which day it was made.
    #[schema(value_type = Option<Vec<IncomeSupportFact>>, min_items = 0, max_items = 50)]
    #[validate(nested)]
    income_support: Option<Several<IncomeSupportFact, 0, 50>>,
    /// Permits of residence, where one is needed.
    #[serde(default)]
    #[schema(value_type = Vec<PermitFact>, min_items = 0, max_items = 50, required = false)]
    #[validate(nested)]
    permits: Several<PermitFact, 0, 50>,
    /// Work and what resembles it.
    #[validate(nested)]
    work: Option<WorkHistoryFact>,
    /// School, degrees and training.
    #[validate(nested)]
    schooling: Option<SchoolingFact>,
    /// Whether the person resides in an area aided by the structural funds.
    #[schema(example = false)]
    resides_in_aided_area: Option<bool>,
    /// Which sex is the rarer one in the sector or occupation of the job in question.
    #[validate(nested)]
    gender_gap: Option<GenderGapField>,
}

/// A declaration of availability.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DeclarationFact {
    /// The day on which it was given.
    #[validate(nested)]
    declared_on: DayField,
    /// Where this is known from.
    #[validate(nested)]
    source: Option<EvidenceSourceField>,
}

/// An end of the status.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StatusLossFact {
    /// Why.
    #[validate(nested)]
    cause: LossCauseField,
    /// The first day without the status.
    #[validate(nested)]
    lost_on: DayField,
    /// Where this is known from.
    #[validate(nested)]
    source: Option<EvidenceSourceField>,
}

/// Income support after a lost job.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IncomeSupportFact {
    /// Its first day.
    from: DayField,
    /// Its last day; left out when nobody knows.
    to: Option<DayField>,
    /// Where this is known from.
    source: Option<EvidenceSourceField>,
}

/// A permit of residence.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PermitFact {
    /// Its first day.
    valid_from: Option<DayField>,
    /// Its last day.
    expires_on: DayField,
    /// Whether its renewal was asked for; left out when nobody knows.
    renewal: Option<PermitRenewalFact>,
    /// Why the person may stay; left out when nobody knows. Whoever loses a job stays registered
    /// beyond a permit for employed work.
    reason: Option<PermitReasonField>,
    /// Where this is known from.
    source: Option<EvidenceSourceField>,
}

/// Whether the renewal of a permit was asked for.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum PermitRenewalFact {
    /// It was.
    Requested {
        /// On this day.
        on: DayField,
    },
    /// It was not.
    NotRequested {},
}

/// The work of a life, or of the part of it that is known.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WorkHistoryFact {
    /// Nothing is missing from this day on; left out when nothing is missing at all.
    #[validate(nested)]
    complete_since: Option<DayField>,
    /// Work and what resembles it, in any order.
    #[schema(value_type = Vec<WorkPeriodFact>, min_items = 0, max_items = 100)]
    #[validate(nested)]
    periods: Several<WorkPeriodFact, 0, 100>,
}

/// A contract or an activity.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WorkPeriodFact {
    /// Its kind.
    kind: WorkKindField,
    /// The first day.
    from: DayField,
    /// The last day, planned while it is still to come; left out when it goes on.
    to: Option<DayField>,
    /// The day on which the last one was seen as a planned one; left out when it is certain. Once
    /// the last day has passed, nobody knows whether the work went on, unless it was seen
    /// afterwards.
    to_seen_on: Option<DayField>,
    /// Tells employers apart; any key does.
    employer: Option<Text40Field>,
    /// The gross income of a year that was expected at the start; left out when nobody knows.
    expected_income: Option<Money>,
    /// What was expected later.
    #[serde(default)]
    #[schema(min_items = 0, max_items = 20, required = false)]
    later_incomes: Vec<ExpectedIncomeFact>,
    /// The day of the letter of dismissal.
    dismissal_notice_on: Option<DayField>,
    /// Where this is known from.
    source: Option<EvidenceSourceField>,
}

/// An income that was expected from a day on.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ExpectedIncomeFact {
    /// The day on which it came to be expected.
    #[validate(nested)]
    from: DayField,
    /// Gross, in a year.
    #[validate(nested)]
    expected_income: Money,
}

/// School, degrees and training.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SchoolingFact {
    /// The highest level reached, by ISCED 2011.
    #[schema(minimum = 0, maximum = 8, example = 3)]
    #[validate(range(max = 8))]
    isced_level: Option<u8>,
    /// When full-time education ended.
    #[validate(nested)]
    full_time_ended_on: Option<DayField>,
    /// Whether the person is in education on the reference date.
    #[schema(example = false)]
    in_education: Option<bool>,
    /// Whether the person is in training on the reference date.
    #[schema(example = false)]
    in_training: Option<bool>,
    /// Whether ten years of school are done; it is asked of declarations that a minor gave.
    #[validate(nested)]
    duty: Option<SchoolingDutyFact>,
}

/// Whether a minor was at school as long as the law wants.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SchoolingDutyFact {
    /// Whether ten years of school are done.
    #[schema(example = true)]
    fulfilled: bool,
    /// The day on which this was seen; the day of the question when nobody says. What is done stays
    /// done, and what is not was not before: of the other days it says nothing.
    #[validate(nested)]
    seen_on: Option<DayField>,
    /// Where this is known from.
    #[validate(nested)]
    source: Option<EvidenceSourceField>,
}
