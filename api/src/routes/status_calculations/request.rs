//! The facts as they are told.

use domain::employment_status::{
    Declaration, EmploymentFacts, Forecast, Loss, Permit, Renewal, Schooling, WorkHistory,
    WorkPeriod,
};
use domain::kernel::{Day, Fault, Period};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

use crate::http::wire::{
    DayField, EvidenceSourceField, GenderGapField, LossCauseField, SexField, Text40Field,
    WorkKindField,
};
use crate::http::{Field, Money, Problem, Several};

/// How often the expected income of one work may change.
const MOST_INCOMES: usize = 20;

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
}

type Outcome = Result<(), ValidationErrors>;

fn optional<T: Validate>(member: Option<&T>) -> Outcome {
    member.map_or(Ok(()), Validate::validate)
}

/// The fault of a day that does not fit the others.
fn misfit(code: &'static str) -> Outcome {
    Field::<Day>::read(Err(Fault::new(code))).validate()
}

fn gathered<const N: usize>(members: [(&'static str, Outcome); N]) -> Outcome {
    let mut faults = ValidationErrors::new();
    for (member, outcome) in members {
        if faults.errors().contains_key(member) {
            continue;
        }
        faults.merge_self(member, outcome);
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults)
    }
}

fn known(day: Option<&DayField>) -> Option<Day> {
    day.and_then(Field::as_ref).copied()
}

/// By hand, because its days must fit each other.
impl Validate for PermitFact {
    fn validate(&self) -> Outcome {
        let ends = known(Some(&self.expires_on));
        let order = match known(self.valid_from.as_ref()).zip(ends) {
            Some((from, to)) if to < from => misfit("period_ends_before_it_starts"),
            _ => Ok(()),
        };
        gathered([
            ("valid_from", optional(self.valid_from.as_ref())),
            ("expires_on", self.expires_on.validate().and(order)),
            ("renewal", optional(self.renewal.as_ref())),
            ("source", optional(self.source.as_ref())),
        ])
    }
}

impl Validate for PermitRenewalFact {
    fn validate(&self) -> Outcome {
        match self {
            Self::Requested { on } => gathered([("on", on.validate())]),
            Self::NotRequested {} => Ok(()),
        }
    }
}

/// By hand, because its days must fit each other.
impl Validate for WorkPeriodFact {
    fn validate(&self) -> Outcome {
        gathered([
            ("kind", self.kind.validate()),
            ("from", self.from.validate()),
            ("to", optional(self.to.as_ref()).and(self.order())),
            ("employer", optional(self.employer.as_ref())),
            ("expected_income", optional(self.expected_income.as_ref())),
            (
                "later_incomes",
                self.later_incomes.validate().and(self.incomes()),
            ),
            (
                "dismissal_notice_on",
                optional(self.dismissal_notice_on.as_ref()),
            ),
            ("source", optional(self.source.as_ref())),
        ])
    }
}

impl WorkPeriodFact {
    fn order(&self) -> Outcome {
        match known(Some(&self.from)).zip(known(self.to.as_ref())) {
            Some((from, to)) if to < from => misfit("period_ends_before_it_starts"),
            _ => Ok(()),
        }
    }

    /// Later incomes come after the start and before the end.
    fn incomes(&self) -> Outcome {
        if self.later_incomes.len() > MOST_INCOMES {
            return misfit("too_many");
        }
        let (from, to) = (known(Some(&self.from)), known(self.to.as_ref()));
        let days = self.later_incomes.iter();
        let mut days = days.filter_map(|income| known(Some(&income.from)));
        let outside =
            |day: Day| from.is_some_and(|from| day <= from) || to.is_some_and(|to| to < day);
        if days.any(outside) {
            return misfit("outside_the_period");
        }
        Ok(())
    }

    fn fact(self) -> Result<WorkPeriod, Problem> {
        let from = self.from.parsed()?;
        let period = Period::new(from, self.to.map(Field::parsed).transpose()?);
        let mut forecasts = Vec::new();
        if let Some(income) = self.expected_income {
            let yearly = income.cents()?;
            forecasts.push(Forecast { from, yearly });
        }
        for income in self.later_incomes {
            let (from, yearly) = (income.from.parsed()?, income.expected_income.cents()?);
            forecasts.push(Forecast { from, yearly });
        }
        Ok(WorkPeriod {
            kind: self.kind.parsed()?,
            period: period.map_err(|fault| Problem::invalid("/work/periods", &fault))?,
            employer: self.employer.map(Field::parsed).transpose()?,
            forecasts,
            dismissal_notice_on: self.dismissal_notice_on.map(Field::parsed).transpose()?,
            source: self.source.map(Field::parsed).transpose()?,
        })
    }
}

impl DeclarationFact {
    fn fact(self) -> Result<Declaration, Problem> {
        Ok(Declaration {
            on: self.declared_on.parsed()?,
            source: self.source.map(Field::parsed).transpose()?,
        })
    }
}

impl StatusLossFact {
    fn fact(self) -> Result<Loss, Problem> {
        Ok(Loss {
            cause: self.cause.parsed()?,
            on: self.lost_on.parsed()?,
            source: self.source.map(Field::parsed).transpose()?,
        })
    }
}

impl PermitFact {
    fn fact(self, reference: Day) -> Result<Permit, Problem> {
        let renewal = match self.renewal {
            Some(PermitRenewalFact::Requested { on }) => {
                Some(Renewal::Requested { on: on.parsed()? })
            }
            Some(PermitRenewalFact::NotRequested {}) => {
                let seen_on = reference;
                Some(Renewal::NotRequested { seen_on })
            }
            None => None,
        };
        Ok(Permit {
            valid_from: self.valid_from.map(Field::parsed).transpose()?,
            expires_on: Some(self.expires_on.parsed()?),
            renewal,
            source: self.source.map(Field::parsed).transpose()?,
        })
    }
}

impl WorkHistoryFact {
    fn fact(self) -> Result<WorkHistory, Problem> {
        let periods = self.periods.into_iter().map(WorkPeriodFact::fact);
        Ok(WorkHistory {
            complete_since: self.complete_since.map(Field::parsed).transpose()?,
            periods: periods.collect::<Result<_, _>>()?,
        })
    }
}

impl SchoolingFact {
    fn fact(self) -> Result<Schooling, Problem> {
        Ok(Schooling {
            isced_level: self.isced_level,
            full_time_ended_on: self.full_time_ended_on.map(Field::parsed).transpose()?,
            in_education: self.in_education,
            in_training: self.in_training,
        })
    }
}

impl StatusCalculationRequest {
    /// The facts, asked about today unless the request says another day.
    pub(super) fn facts(self, today: Day) -> Result<EmploymentFacts, Problem> {
        let reference = self.reference_date.map(Field::parsed).transpose()?;
        let reference = reference.unwrap_or(today);
        let birth_date = self.birth_date.map(Field::parsed).transpose()?;
        if birth_date.is_some_and(|born| born > reference) {
            let fault = Fault::new("after_the_reference_date");
            return Err(Problem::invalid("/birth_date", &fault));
        }
        let declarations = self.declarations.map(|all| {
            let all = all.into_iter().map(DeclarationFact::fact);
            all.collect::<Result<Vec<_>, Problem>>()
        });
        let losses = self.losses.into_iter().map(StatusLossFact::fact);
        let permits = self
            .permits
            .into_iter()
            .map(|permit| permit.fact(reference));
        let schooling = self.schooling.map(SchoolingFact::fact).transpose()?;
        Ok(EmploymentFacts {
            reference,
            birth_date,
            sex: self.sex.map(Field::parsed).transpose()?,
            declarations: declarations.transpose()?,
            losses: losses.collect::<Result<_, _>>()?,
            permits: Some(permits.collect::<Result<_, _>>()?),
            may_need_no_permit: false,
            work: self.work.map(WorkHistoryFact::fact).transpose()?,
            schooling: schooling.unwrap_or(Schooling::UNKNOWN),
            resides_in_aided_area: self.resides_in_aided_area,
            gender_gap: self.gender_gap.map(Field::parsed).transpose()?,
        })
    }
}
