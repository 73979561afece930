//! Section *work history*: work and what resembles it.

use domain::individuals::classified::Employer;
use domain::individuals::work_history::{IncomeForecast, Job};
use domain::individuals::{Jobs, Sourced};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::classified::{OccupationContent, SectorContent};
use super::sections::{Content, ProvenanceContent, each};
use crate::http::wire::{
    ContractTypeField, DayField, EmployerCodeField, EndReasonField, Text200Field, WeeklyHoursField,
    WorkKindField,
};
use crate::http::{Field, Money, Problem};

/// Who employs.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EmployerContent {
    /// What the employer is called.
    #[validate(nested)]
    legal_name: Text200Field,
    /// Tax code or VAT number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    code: Option<EmployerCodeField>,
}

impl EmployerContent {
    fn of(value: Employer) -> Self {
        Self {
            legal_name: Field::of(value.legal_name),
            code: value.code.map(Field::of),
        }
    }

    fn parsed(self) -> Result<Employer, Problem> {
        Ok(Employer {
            legal_name: self.legal_name.parsed()?,
            code: self.code.map(Field::parsed).transpose()?,
        })
    }
}

/// An expected income.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IncomeForecastContent {
    /// Expected from this day on.
    #[validate(nested)]
    from: DayField,
    /// Gross, in a year.
    #[validate(nested)]
    yearly: Money,
}

impl IncomeForecastContent {
    fn of(value: IncomeForecast) -> Self {
        Self {
            from: Field::of(value.from),
            yearly: Money::of(value.yearly),
        }
    }

    fn parsed(self) -> Result<IncomeForecast, Problem> {
        Ok(IncomeForecast {
            from: self.from.parsed()?,
            yearly: self.yearly.parsed()?,
        })
    }
}

/// A contract or an activity.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JobContent {
    /// Its kind.
    #[validate(nested)]
    kind: WorkKindField,
    /// With whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    employer: Option<EmployerContent>,
    /// What the person does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    occupation: Option<OccupationContent>,
    /// What the employer does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    sector: Option<SectorContent>,
    /// The first day.
    #[validate(nested)]
    from: DayField,
    /// The last day, once it is past.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    to: Option<DayField>,
    /// The last day that was agreed; left out of open-ended work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    planned_to: Option<DayField>,
    /// Hours in a week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    weekly_hours: Option<WeeklyHoursField>,
    /// Hours in a week of a full-time contract of the same kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    full_time_hours: Option<WeeklyHoursField>,
    /// The type of the contract by mandatory notifications: the vocabulary `contract-types`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    contract_type: Option<ContractTypeField>,
    /// The gross income of a year that was expected, in the order of the days.
    #[serde(default)]
    #[validate(nested)]
    #[schema(min_items = 0, max_items = 20, required = false)]
    forecasts: Vec<IncomeForecastContent>,
    /// The day of the letter of dismissal, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    dismissal_notice_on: Option<DayField>,
    /// Why it ended; of work with a last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    end_reason: Option<EndReasonField>,
    /// Who says so, where it is not the source of the section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    provenance: Option<ProvenanceContent>,
}

impl JobContent {
    fn of(sourced: Sourced<Job>) -> Self {
        let item = sourced.item;
        Self {
            kind: Field::of(item.kind),
            employer: item.employer.map(EmployerContent::of),
            occupation: item.occupation.as_ref().map(OccupationContent::of),
            sector: item.sector.map(SectorContent::of),
            from: Field::of(item.from),
            to: item.to.map(Field::of),
            planned_to: item.planned_to.map(Field::of),
            weekly_hours: item.weekly_hours.map(Field::of),
            full_time_hours: item.full_time_hours.map(Field::of),
            contract_type: item.contract_type.map(Field::of),
            forecasts: item
                .forecasts
                .into_iter()
                .map(IncomeForecastContent::of)
                .collect(),
            dismissal_notice_on: item.dismissal_notice_on.map(Field::of),
            end_reason: item.end_reason.map(Field::of),
            provenance: sourced.provenance.map(ProvenanceContent::of),
        }
    }

    fn parsed(self) -> Result<Sourced<Job>, Problem> {
        let item = Job {
            kind: self.kind.parsed()?,
            employer: self.employer.map(EmployerContent::parsed).transpose()?,
            occupation: self.occupation.map(OccupationContent::parsed).transpose()?,
            sector: self.sector.map(SectorContent::parsed).transpose()?,
            from: self.from.parsed()?,
            to: self.to.map(Field::parsed).transpose()?,
            planned_to: self.planned_to.map(Field::parsed).transpose()?,
            weekly_hours: self.weekly_hours.map(Field::parsed).transpose()?,
            full_time_hours: self.full_time_hours.map(Field::parsed).transpose()?,
            contract_type: self.contract_type.map(Field::parsed).transpose()?,
            forecasts: each(self.forecasts, IncomeForecastContent::parsed)?,
            dismissal_notice_on: self.dismissal_notice_on.map(Field::parsed).transpose()?,
            end_reason: self.end_reason.map(Field::parsed).transpose()?,
        };
        let provenance = self.provenance.map(ProvenanceContent::parsed).transpose()?;
        Ok(Sourced { item, provenance })
    }
}

/// Work and what resembles it. An empty list says that there was none.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "complete_since": "2008-09-01",
    "items": [{
        "kind": "employee_fixed",
        "employer": { "legal_name": "Forno Esempio", "code": "07430420013" },
        "occupation": { "edition": "cp2021", "code": "6.5.1.2.1" },
        "sector": { "edition": "2022", "code": "10.71.1" },
        "from": "2023-03-01", "to": "2023-08-31", "planned_to": "2023-08-31",
        "weekly_hours": "37.50", "full_time_hours": "40", "contract_type": "A.02.00",
        "forecasts": [{ "from": "2023-03-01",
            "yearly": { "amount": "14000.00", "currency": "EUR" } }],
        "end_reason": "term_expired",
        "provenance": { "source": "co_import", "observed_on": "2025-01-07",
            "verification": "verified" },
    }],
}))]
pub struct WorkHistoryContent {
    /// Nothing is missing from this day on; left out when nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    complete_since: Option<DayField>,
    /// Contracts and activities, in any order.
    #[validate(nested)]
    #[schema(min_items = 0, max_items = 100)]
    items: Vec<JobContent>,
}

impl Content for WorkHistoryContent {
    type Section = Jobs;
    const NAME: &'static str = "WorkHistory";
    const TITLE: &'static str = "work history of a person";

    fn of(content: Jobs) -> Self {
        Self {
            complete_since: content.complete_since.map(Field::of),
            items: content.items.into_iter().map(JobContent::of).collect(),
        }
    }

    fn parsed(self) -> Result<Jobs, Problem> {
        Ok(Jobs {
            complete_since: self.complete_since.map(Field::parsed).transpose()?,
            items: each(self.items, JobContent::parsed)?,
        })
    }
}
