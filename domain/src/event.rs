//! Every fact worth recording.

use serde::{Deserialize, Serialize};

/// A fact worth recording. Never free text, never a value of health data, never a name or code of
/// a person: identifiers, codes and dates only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {}
