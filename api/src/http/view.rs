//! Parts that many representations share.

use domain::rulebook::Finding;
use domain::steps::Allowed;
use serde::Serialize;
use utoipa::ToSchema;

use crate::texts::{Language, text};

/// The way to the resource itself.
#[derive(Debug, Serialize, ToSchema)]
pub struct SelfLinks {
    /// The address of this representation.
    #[serde(rename = "self")]
    #[schema(format = "uri", max_length = 2048)]
    pub this: String,
}

impl SelfLinks {
    /// To an address.
    pub fn to(address: String) -> Self {
        Self { this: address }
    }
}

/// The ways from a page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListLinks {
    /// The address of this page.
    #[serde(rename = "self")]
    #[schema(format = "uri", max_length = 4096)]
    pub this: String,
    /// The address of the next page, when there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "uri", max_length = 4096)]
    pub next: Option<String>,
}

/// What a rule found.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FindingView {
    /// The rule, by name; what `acknowledged` repeats.
    #[schema(
        max_length = 100,
        pattern = "^[a-z_.]{1,100}$",
        example = "case.no_contact"
    )]
    pub rule: &'static str,
    /// `block` refuses the step; `warn` lets it pass once it is acknowledged.
    #[schema(max_length = 5, pattern = "^(block|warn)$", example = "warn")]
    pub severity: String,
    /// The finding in words.
    #[schema(max_length = 2000, example = "Sono passati 120 giorni senza contatto.")]
    pub detail: String,
    /// Law and article, or the practice that the rule comes from.
    #[schema(
        max_length = 500,
        example = "practice of employment services; local decision"
    )]
    pub source: &'static str,
    /// The dated numbers that the rule used.
    #[schema(min_items = 0, max_items = 20)]
    pub parameters: Vec<FindingParameterView>,
}

/// A dated number that a rule used.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FindingParameterView {
    /// What it is.
    #[schema(
        max_length = 100,
        pattern = "^[a-z0-9_.]{1,100}$",
        example = "case.no_contact_days"
    )]
    pub key: String,
    /// Its value on the day of the fact.
    #[schema(max_length = 50, example = "180")]
    pub value: String,
    /// What the value counts.
    #[schema(max_length = 30, pattern = "^[a-z_]{1,30}$", example = "days")]
    pub unit: String,
    /// Where the value comes from.
    #[schema(
        max_length = 500,
        example = "practice of employment services; local decision"
    )]
    pub source: String,
}

impl FindingView {
    /// The finding in a language.
    pub fn of(language: Language, finding: &Finding) -> Self {
        let facts: Vec<(String, String)> = finding
            .facts
            .iter()
            .map(|(key, value)| ((*key).to_owned(), value.clone()))
            .collect();
        let key = format!("rule-{}", finding.rule.replace('.', "-"));
        Self {
            rule: finding.rule,
            severity: finding.severity().to_string(),
            detail: text(language, &key, None, &facts).unwrap_or_else(|| finding.rule.to_owned()),
            source: finding.source,
            parameters: finding
                .parameters
                .iter()
                .map(|parameter| FindingParameterView {
                    key: parameter.key.to_string(),
                    value: parameter.value.to_string(),
                    unit: parameter.unit.to_string(),
                    source: parameter.source.to_string(),
                })
                .collect(),
        }
    }

    /// All of them.
    pub fn all(language: Language, findings: &[Finding]) -> Vec<Self> {
        findings.iter().map(|f| Self::of(language, f)).collect()
    }
}

/// A step, and whether the reader may take it now.
#[derive(Debug, Serialize, ToSchema)]
pub struct AllowedAction {
    /// The step.
    #[schema(max_length = 40, pattern = "^[a-z_]{1,40}$", example = "close")]
    pub action: String,
    /// Whether it may be taken now.
    pub allowed: bool,
    /// What stands against it.
    #[schema(min_items = 0, max_items = 20)]
    pub findings: Vec<FindingView>,
}

impl AllowedAction {
    /// All steps of a resource.
    pub fn all<S: ToString>(language: Language, steps: &[Allowed<S>]) -> Vec<Self> {
        steps
            .iter()
            .map(|allowed| Self {
                action: allowed.step.to_string(),
                allowed: allowed.findings.is_empty(),
                findings: FindingView::all(language, &allowed.findings),
            })
            .collect()
    }
}
