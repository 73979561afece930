//! Words shared by every capability.

mod changed;
mod fault;
mod fold;
mod id;
mod text;

pub use changed::{Changed, Version};
pub use fault::{Fault, unknown_code};
pub use fold::fold;
pub use id::Id;
pub use text::{PersonName, Text};
