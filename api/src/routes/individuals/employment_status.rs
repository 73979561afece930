//! Section *employment status*: what the employment centre certifies, and what a person draws.

use domain::individuals::employment_status::{AvailabilityDeclaration, Benefit, StatusLoss};
use domain::individuals::{EmploymentStatus, Sourced};
use domain::kernel::Period;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

use super::sections::{Content, ProvenanceContent, each};
use crate::http::wire::{
    BenefitKindField, DayField, DeclarationStateField, LossReasonField, Text100Field, Text200Field,
};
use crate::http::{Field, Money, Problem};

/// The end of a status.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StatusLossContent {
    /// Why.
    #[validate(nested)]
    reason: LossReasonField,
    /// The first day without the status.
    #[validate(nested)]
    on: DayField,
}

impl StatusLossContent {
    fn of(value: StatusLoss) -> Self {
        Self {
            reason: Field::of(value.reason),
            on: Field::of(value.on),
        }
    }

    fn parsed(self) -> Result<StatusLoss, Problem> {
        Ok(StatusLoss {
            reason: self.reason.parsed()?,
            on: self.on.parsed()?,
        })
    }
}

/// A declaration of availability (D.Lgs. 150/2015, art. 19), as the employment centre certifies
/// it.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AvailabilityDeclarationContent {
    /// The day on which it was given.
    #[validate(nested)]
    declared_on: DayField,
    /// What became of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    state: Option<DeclarationStateField>,
    /// The employment centre.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    office: Option<Text200Field>,
    /// The day of the certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    certified_on: Option<DayField>,
    /// The service pact, by the number that the employment centre gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    pact_id: Option<Text100Field>,
    /// How the status ended; of what has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    loss: Option<StatusLossContent>,
    /// Who says so, where it is not the source of the section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    provenance: Option<ProvenanceContent>,
}

impl AvailabilityDeclarationContent {
    fn of(sourced: Sourced<AvailabilityDeclaration>) -> Self {
        let item = sourced.item;
        Self {
            declared_on: Field::of(item.declared_on),
            state: item.state.map(Field::of),
            office: item.office.map(Field::of),
            certified_on: item.certified_on.map(Field::of),
            pact_id: item.pact_id.map(Field::of),
            loss: item.loss.map(StatusLossContent::of),
            provenance: sourced.provenance.map(ProvenanceContent::of),
        }
    }

    fn parsed(self) -> Result<Sourced<AvailabilityDeclaration>, Problem> {
        let item = AvailabilityDeclaration {
            declared_on: self.declared_on.parsed()?,
            state: self.state.map(Field::parsed).transpose()?,
            office: self.office.map(Field::parsed).transpose()?,
            certified_on: self.certified_on.map(Field::parsed).transpose()?,
            pact_id: self.pact_id.map(Field::parsed).transpose()?,
            loss: self.loss.map(StatusLossContent::parsed).transpose()?,
        };
        let provenance = self.provenance.map(ProvenanceContent::parsed).transpose()?;
        Ok(Sourced { item, provenance })
    }
}

/// Days on which a benefit was not drawn.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SuspensionPeriodContent {
    /// The first day.
    from: DayField,
    /// The last day; left out when it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to: Option<DayField>,
}

/// By hand, because the two days make one period.
impl Validate for SuspensionPeriodContent {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let last = self.to.as_ref();
        let mut to = last.map_or(Ok(()), Validate::validate);
        if let (Some(from), Some(last)) = (self.from.as_ref(), last.and_then(Field::as_ref)) {
            to = Field::read(Period::new(*from, Some(*last))).validate();
        }
        let faults = ValidationErrors::merge(Ok(()), "from", self.from.validate());
        ValidationErrors::merge(faults, "to", to)
    }
}

impl SuspensionPeriodContent {
    fn of(period: Period) -> Self {
        Self {
            from: Field::of(period.from()),
            to: period.to().map(Field::of),
        }
    }

    fn parsed(self) -> Result<Period, Problem> {
        let to = self.to.map(Field::parsed).transpose()?;
        let period = Period::new(self.from.parsed()?, to);
        period.map_err(|fault| Problem::invalid("", &fault))
    }
}

/// What a person draws, and when it did not.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BenefitContent {
    /// Which.
    #[validate(nested)]
    kind: BenefitKindField,
    /// The first day.
    #[validate(nested)]
    from: DayField,
    /// The last day, planned while it is still to come; left out when nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    to: Option<DayField>,
    /// How much in a month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    monthly: Option<Money>,
    /// When it was suspended.
    #[serde(default)]
    #[validate(nested)]
    #[schema(min_items = 0, max_items = 20, required = false)]
    suspended: Vec<SuspensionPeriodContent>,
    /// Who says so, where it is not the source of the section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    provenance: Option<ProvenanceContent>,
}

impl BenefitContent {
    fn of(sourced: Sourced<Benefit>) -> Self {
        let item = sourced.item;
        Self {
            kind: Field::of(item.kind),
            from: Field::of(item.from),
            to: item.to.map(Field::of),
            monthly: item.monthly.map(Money::of),
            suspended: item
                .suspended
                .into_iter()
                .map(SuspensionPeriodContent::of)
                .collect(),
            provenance: sourced.provenance.map(ProvenanceContent::of),
        }
    }

    fn parsed(self) -> Result<Sourced<Benefit>, Problem> {
        let item = Benefit {
            kind: self.kind.parsed()?,
            from: self.from.parsed()?,
            to: self.to.map(Field::parsed).transpose()?,
            monthly: self.monthly.map(Money::parsed).transpose()?,
            suspended: each(self.suspended, SuspensionPeriodContent::parsed)?,
        };
        let provenance = self.provenance.map(ProvenanceContent::parsed).transpose()?;
        Ok(Sourced { item, provenance })
    }
}

/// What the employment centre certifies, and what the person draws.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "declarations": [{ "declared_on": "2024-01-10", "state": "confirmed",
        "office": "Centro per l'impiego", "certified_on": "2024-02-01" }],
    "benefits": [{ "kind": "naspi", "from": "2024-01-18", "to": "2025-03-01",
        "monthly": { "amount": "812.40", "currency": "EUR" },
        "suspended": [{ "from": "2024-05-01", "to": "2024-06-30" }] }],
}))]
pub struct EmploymentStatusContent {
    /// Declarations of immediate availability for work (DID). An empty list says that there is
    /// none.
    #[validate(nested)]
    #[schema(min_items = 0, max_items = 50)]
    declarations: Vec<AvailabilityDeclarationContent>,
    /// What the person draws or drew. An empty list says that there is nothing; it is left out
    /// when nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    #[schema(min_items = 0, max_items = 50)]
    benefits: Option<Vec<BenefitContent>>,
}

impl Content for EmploymentStatusContent {
    type Section = EmploymentStatus;
    const NAME: &'static str = "EmploymentStatus";
    const TITLE: &'static str = "employment status of a person";

    fn of(content: EmploymentStatus) -> Self {
        Self {
            declarations: content
                .declarations
                .into_iter()
                .map(AvailabilityDeclarationContent::of)
                .collect(),
            benefits: content
                .benefits
                .map(|items| items.into_iter().map(BenefitContent::of).collect()),
        }
    }

    fn parsed(self) -> Result<EmploymentStatus, Problem> {
        Ok(EmploymentStatus {
            declarations: each(self.declarations, AvailabilityDeclarationContent::parsed)?,
            benefits: self
                .benefits
                .map(|items| each(items, BenefitContent::parsed))
                .transpose()?,
        })
    }
}
