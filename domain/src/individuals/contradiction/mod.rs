//! Where two sources disagree about a person.

mod item;
mod left_out;
#[cfg(test)]
mod tests;

use self::left_out::left_out;
use super::{Provenance, Recorded, Section, Verification};
use crate::event::IndividualId;
use crate::kernel::Version;

pub use item::{Item, Statements};
pub(super) use item::{items, members};

/// A fact of which another source says something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// Which fact, as a JSON pointer into the content as it stands.
    pub pointer: String,
    /// The record that keeps the version: the person's own, or one that was merged into it.
    pub record: IndividualId,
    /// The version in which the other source said it.
    pub version: Version,
    /// The other source, and how sure it was.
    pub provenance: Provenance,
}

/// The facts of `present` that other sources contradict, in the order of their pointers.
///
/// `others` are the last statements of each other source, in whichever of the person's records. One
/// contradicts when the fact does not change in the course of time, when it was verified and the
/// present one was not, or when it was observed on the same day or later; else things have changed
/// since. A source that says nothing of a fact does not contradict, nor does one that the present
/// verification has settled.
///
/// An item that was verified and of which a list that was not verified says nothing contradicts
/// that list, where what it tells of does not pass: the pointer is that of the list. So does one
/// that the same source has verified earlier, for which `others` has its earlier versions.
pub fn contradictions<S: Section>(
    present: &Recorded<S>,
    others: &[Recorded<S>],
) -> Vec<Contradiction> {
    let said = present.content.statements();
    let ours = present.content.items();
    let mut found = left_out(present, others);
    let is_another = |other: &&Recorded<S>| !is_of_one_source(present, other);
    for other in others.iter().filter(is_another) {
        let theirs = other.content.items();
        for (key, value) in other.content.statements() {
            if said.get(&key).is_none_or(|ours| *ours == value) {
                continue;
            }
            let (mine, other_one) = (Item::of(&ours, &key), Item::of(&theirs, &key));
            let source_of = |item: Option<(&Item, &str)>, of_section| {
                let own = item.and_then(|(item, _)| item.provenance);
                own.unwrap_or(of_section)
            };
            let provenance = source_of(other_one, other.provenance);
            if stands_against(source_of(mine, present.provenance), provenance, S::LASTING) {
                let at = |(item, member): (&Item, &str)| format!("{}{member}", item.pointer);
                found.push(Contradiction {
                    pointer: mine.map_or_else(|| key.clone(), at),
                    record: other.individual,
                    version: other.version,
                    provenance,
                });
            }
        }
    }
    found.sort_by(|a, b| (&a.pointer, a.version, a.record).cmp(&(&b.pointer, b.version, b.record)));
    found
}

fn is_of_one_source<S>(one: &Recorded<S>, other: &Recorded<S>) -> bool {
    one.provenance.source == other.provenance.source
}

/// Whether a statement that differs from the present one stands against it.
fn stands_against(present: Provenance, other: Provenance, lasting: bool) -> bool {
    let verified = |statement: Provenance| statement.verification == Verification::Verified;
    if other.source == present.source || other.verification == Verification::Contradicted {
        return false;
    }
    match (verified(present), verified(other)) {
        (true, false) => false,
        (false, true) => true,
        // Of two checks the later one settles even what does not change.
        (true, true) => other.observed_on >= present.observed_on,
        (false, false) => lasting || other.observed_on >= present.observed_on,
    }
}
