//! Words shared by every capability.

mod changed;
mod fault;
mod id;
mod text;

pub use changed::{Changed, Version};
pub use fault::{Fault, unknown_code};
pub use id::Id;
pub use text::{PersonName, Text};
