//! Stories about code lists.

mod files;
mod lists;
mod pages;
mod places;

use chrono::NaiveDate;

/// A day, written as people read it.
fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}
