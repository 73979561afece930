//! What is said.

pub mod openapi;
