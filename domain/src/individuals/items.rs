//! What sections with items of several sources have in common.

use serde::Serialize;
use serde_json::Value;

use super::contradiction::Statements;
use super::{Provenance, Sourced};
use crate::kernel::{Day, Faults};

/// Tells the faults of every item, below its place in the list, and those of its own source.
pub(super) fn each<T>(
    list: &str,
    items: &[Sourced<T>],
    (born, today): (Option<Day>, Day),
    faults: &mut Faults,
    check: impl Fn(&T, &mut Faults),
) {
    for (at, sourced) in items.iter().enumerate() {
        faults.below(&format!("{list}/{at}"), |faults| {
            check(&sourced.item, faults);
            if let Some(provenance) = &sourced.provenance {
                faults.below("/provenance", |faults| {
                    provenance.check(born, today, faults)
                });
            }
        });
    }
}

/// What each item says, under a key by which another source knows the same thing. Of several items
/// with one key nothing is told: which is meant cannot be known.
pub(super) fn keyed<T: Serialize>(
    list: &str,
    items: &[Sourced<T>],
    key: impl Fn(&T) -> String,
) -> Statements {
    let mut statements = Statements::new();
    let keys: Vec<String> = items.iter().map(|sourced| key(&sourced.item)).collect();
    for (sourced, key) in items.iter().zip(&keys) {
        if keys.iter().filter(|other| *other == key).count() > 1 {
            continue;
        }
        let Ok(Value::Object(members)) = serde_json::to_value(&sourced.item) else {
            continue;
        };
        let told = members
            .into_iter()
            .filter(|(_, value)| !value.is_array())
            .map(|(member, value)| (format!("{list}/{key}/{member}"), value));
        statements.extend(told);
    }
    statements
}

/// The source of an item: its own, or else that of the section.
pub(crate) fn source_of<T>(sourced: &Sourced<T>, section: Provenance) -> Provenance {
    sourced.provenance.unwrap_or(section)
}
