//! Words shared by every capability.

mod cents;
mod changed;
mod day;
mod fault;
mod fold;
mod id;
mod period;
mod ratio;
mod text;
mod working_days;

pub use cents::Cents;
pub use changed::{Changed, Version};
pub use day::{Day, LeapBirthday};
pub use fault::{Fault, unknown_code};
pub use fold::{fold, fold_range};
pub use id::Id;
pub use period::Period;
pub use ratio::Ratio;
pub use text::{PersonName, Text};
pub use working_days::{Calendar, Holiday, PatronDay, WorkingDays, WorkingWeek};
