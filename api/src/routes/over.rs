//! What is said by whoever ends hours in which people are booked, where a request has no body.

use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

/// What is acknowledged.
#[derive(Debug, Clone, Copy, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct EndedOver {
    acknowledged: Option<BookedRule>,
}

/// The rule whose warning is acknowledged.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
pub(super) enum BookedRule {
    /// People are booked then.
    #[serde(rename = "availability.booked")]
    Booked,
}

impl EndedOver {
    /// The same as bodies tell it.
    pub(super) fn rules(self) -> Vec<String> {
        let rule = |rule| match rule {
            BookedRule::Booked => "availability.booked".to_owned(),
        };
        self.acknowledged.map(rule).into_iter().collect()
    }
}
