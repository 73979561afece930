//! Job clubs: what members do for their search week by week, and what a cycle came to.

mod diary;
mod report;
#[cfg(test)]
mod tests;

pub use diary::{Alert, Diary, Limits, Seen, Week};
pub use report::{Known, Member, Outcome, Report};
