//! Parts that many answers share.

use domain::rulebook::Finding;
use domain::steps::Allowed;
use serde::Serialize;
use utoipa::ToSchema;

use crate::texts::{Language, text};

/// What the caller may do to a resource now, and what speaks against it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AllowedAction {
    /// The step, as in its address.
    #[schema(
        max_length = 64,
        pattern = "^[a-z][a-z0-9_]{0,63}$",
        example = "disable"
    )]
    pub action: String,
    /// Whether it would be done.
    pub allowed: bool,
    /// The rules that prevent it, or that ask for an acknowledgement.
    #[schema(min_items = 0, max_items = 50)]
    pub findings: Vec<FindingView>,
}

/// What a rule has to say.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FindingView {
    /// The rule.
    #[schema(
        max_length = 80,
        pattern = "^[a-z][a-z0-9_.]{0,79}$",
        example = "case.no_contact"
    )]
    pub rule: &'static str,
    /// `block` refuses, `warn` asks for an acknowledgement.
    #[schema(max_length = 5, pattern = "^(block|warn)$", example = "warn")]
    pub severity: String,
    /// In a sentence, in the reader's language.
    #[schema(
        max_length = 1000,
        pattern = r"^[^\u0000-\u001F\u007F-\u009F]*$",
        example = "Fewer than two documented attempts to reach the person."
    )]
    pub detail: String,
    /// Law and article, or the practice it comes from.
    #[schema(
        max_length = 300,
        pattern = r"^[^\u0000-\u001F\u007F-\u009F]*$",
        example = "D.Lgs. 150/2015, art. 21"
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

/// What a finding says, in a sentence.
pub fn in_words(language: Language, finding: &Finding) -> String {
    let facts = finding.facts.iter();
    let facts: Vec<(String, String)> = facts
        .map(|(key, value)| ((*key).to_owned(), value.clone()))
        .collect();
    let key = format!("rule-{}", finding.rule.replace('.', "-"));
    text(language, &key, None, &facts).unwrap_or_else(|| finding.rule.to_owned())
}

impl FindingView {
    /// The finding in a language.
    pub fn of(language: Language, finding: &Finding) -> Self {
        Self {
            rule: finding.rule,
            severity: finding.severity().to_string(),
            detail: in_words(language, finding),
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
