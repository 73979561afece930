//! What a rule has to say.

use std::fmt;

use strum::{Display, EnumString, IntoStaticStr, VariantNames};

use super::{Confidence, Parameter};
use crate::kernel::{Fault, unknown_code};

/// What a finding does to the step that it is about.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr, VariantNames,
)]
#[strum(serialize_all = "snake_case", parse_err_fn = unknown_code, parse_err_ty = Fault)]
pub enum Severity {
    /// It refuses the step.
    Block,
    /// It lets the step pass once somebody has acknowledged it by name.
    Warn,
}

/// A rule: its name, what it may do at most, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Stable, such as `case.no_contact`; each has its text in Italian and English.
    pub id: &'static str,
    /// What the rule does when everything it rests on is sure.
    pub severity: Severity,
    /// How far the rule itself was checked.
    pub confidence: Confidence,
    /// Law and article, or the practice it comes from.
    pub source: &'static str,
}

/// What a rule found. Its severity is private: [`Rule::finding`] alone decides it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule, by name.
    pub rule: &'static str,
    severity: Severity,
    /// The parameters that it used.
    pub parameters: Vec<Parameter>,
    /// Law and article, or the practice it comes from.
    pub source: &'static str,
    /// What the text may quote, such as `("asked", "7")`.
    pub facts: Vec<(&'static str, String)>,
}

impl Rule {
    /// A sure rule that warns.
    pub const fn warning(id: &'static str, source: &'static str) -> Self {
        Self {
            id,
            severity: Severity::Warn,
            confidence: Confidence::Sure,
            source,
        }
    }

    /// A sure rule that blocks.
    pub const fn blocking(id: &'static str, source: &'static str) -> Self {
        Self {
            severity: Severity::Block,
            ..Self::warning(id, source)
        }
    }

    /// The same rule while somebody has still to confirm it: it never blocks.
    #[must_use]
    pub const fn to_be_checked(self) -> Self {
        Self {
            confidence: Confidence::Check,
            ..self
        }
    }

    /// What the rule found with these parameters. It blocks only if the rule and every parameter
    /// that it used are sure; otherwise it warns.
    pub fn finding(&self, parameters: &[&Parameter]) -> Finding {
        let sure = self.confidence == Confidence::Sure
            && parameters
                .iter()
                .all(|parameter| parameter.confidence == Confidence::Sure);
        Finding {
            rule: self.id,
            severity: if sure { self.severity } else { Severity::Warn },
            parameters: parameters
                .iter()
                .map(|parameter| (*parameter).clone())
                .collect(),
            source: self.source,
            facts: Vec::new(),
        }
    }
}

impl Finding {
    /// What it does to the step.
    pub const fn severity(&self) -> Severity {
        self.severity
    }

    /// The same finding with one more fact.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl fmt::Display) -> Self {
        self.facts.push((key, value.to_string()));
        self
    }
}

/// The findings that still stand in the way: all that block, since nobody can acknowledge those,
/// and the warnings whose rule is not among the acknowledged.
pub fn unacknowledged<'a>(findings: &'a [Finding], acknowledged: &[String]) -> Vec<&'a Finding> {
    let stands = |finding: &&Finding| match finding.severity {
        Severity::Block => true,
        Severity::Warn => !acknowledged.iter().any(|rule| rule == finding.rule),
    };
    findings.iter().filter(stands).collect()
}
