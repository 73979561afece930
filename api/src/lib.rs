//! What is said.

pub mod identity;
