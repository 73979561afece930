//! Words shared by every capability.

mod changed;
mod fault;
mod id;
mod refusal;
mod text;

pub use changed::{Changed, Version};
pub use fault::{Fault, unknown_code};
pub use id::Id;
pub use refusal::{Refusal, RefusalCode};
pub use text::{PersonName, Text};
