//! Placeholder until merge.
/// Finding.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Finding {}
