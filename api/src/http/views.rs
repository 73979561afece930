//! Parts that many answers share.

use domain::rulebook::Finding;
use serde::Serialize;
use utoipa::ToSchema;

use super::answer::Links;
use crate::texts::{Language, text};

/// Where a resource is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SelfLink {
    /// The resource itself.
    #[serde(rename = "self")]
    #[schema(format = "uri", max_length = 2048)]
    itself: String,
}

impl SelfLink {
    /// The resource at `path`, which begins with a slash.
    pub fn to(links: &Links, path: impl std::fmt::Display) -> Self {
        Self {
            itself: links.to(path),
        }
    }
}

/// Where a page of a list and the next one are.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PageLinks {
    /// This page.
    #[serde(rename = "self")]
    #[schema(format = "uri", max_length = 8192)]
    itself: String,
    /// The next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "uri", max_length = 8192)]
    next: Option<String>,
}

/// What the caller may do to a resource now, and what speaks against it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AllowedAction {
    /// The step, as in its address.
    #[schema(
        max_length = 64,
        pattern = "^[a-z][a-z0-9_]{0,63}$",
        example = "disable"
    )]
    action: &'static str,
    /// Whether it would be done.
    allowed: bool,
    /// The rules that prevent it, or that ask for an acknowledgement.
    #[schema(min_items = 0, max_items = 50)]
    findings: Vec<FindingView>,
}

impl AllowedAction {
    /// A step with what the rules say about it.
    pub fn of(
        action: &'static str,
        allowed: bool,
        findings: &[Finding],
        language: Language,
    ) -> Self {
        let findings = findings
            .iter()
            .map(|finding| FindingView::of(finding, language));
        Self {
            action,
            allowed,
            findings: findings.collect(),
        }
    }
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
    rule: &'static str,
    /// `block` refuses, `warn` asks for an acknowledgement.
    #[schema(max_length = 5, pattern = "^(block|warn)$", example = "warn")]
    severity: String,
    /// In a sentence, in the reader's language.
    #[schema(
        max_length = 1000,
        pattern = r"^[^\u0000-\u001F]*$",
        example = "Fewer than two documented attempts to reach the person."
    )]
    detail: String,
    /// Law and article, or the practice it comes from.
    #[schema(
        max_length = 300,
        pattern = r"^[^\u0000-\u001F]*$",
        example = "D.Lgs. 150/2015, art. 21"
    )]
    source: &'static str,
}

impl FindingView {
    fn of(finding: &Finding, language: Language) -> Self {
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
        }
    }
}
