//! What sections with items of several sources have in common.

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
                    provenance.check(born, today, faults);
                });
            }
        });
    }
}

/// The source of an item: its own, or else that of the section.
pub(crate) fn source_of<T>(sourced: &Sourced<T>, section: Provenance) -> Provenance {
    sourced.provenance.unwrap_or(section)
}
