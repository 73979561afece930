//! Parts that many answers share.

use serde::Serialize;
use utoipa::ToSchema;

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
        pattern = r"^[^\u0000-\u001F]*$",
        example = "Fewer than two documented attempts to reach the person."
    )]
    pub detail: String,
    /// Law and article, or the practice it comes from.
    #[schema(
        max_length = 300,
        pattern = r"^[^\u0000-\u001F]*$",
        example = "D.Lgs. 150/2015, art. 21"
    )]
    pub source: &'static str,
}
