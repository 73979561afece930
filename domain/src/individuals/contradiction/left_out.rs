//! Lists that leave out what another source, or an earlier version, has verified.

use super::{Contradiction, Item, is_of_one_source, stands_against};
use crate::individuals::{Recorded, Section, Verification};

/// The lists that leave out what was verified, once for each statement that has it.
pub(super) fn left_out<S: Section>(
    present: &Recorded<S>,
    others: &[Recorded<S>],
) -> Vec<Contradiction> {
    if !S::LASTING_ITEMS || present.provenance.verification == Verification::Verified {
        return Vec::new();
    }
    let said = serde_json::to_value(&present.content).unwrap_or_default();
    let mut told: Vec<String> = present.content.items().into_iter().map(key).collect();
    let mut found: Vec<Contradiction> = Vec::new();
    let is_another = |other: &&Recorded<S>| !is_of_one_source(present, other);
    let another = others.iter().filter(is_another);
    let own = unsettled(present, others);
    for (other, is_own) in another
        .map(|other| (other, false))
        .chain(own.into_iter().map(|other| (other, true)))
    {
        for item in other.content.items() {
            let provenance = item.provenance.unwrap_or(other.provenance);
            // A list that is not there says nothing; one that is empty says that there is none.
            let is_told = said.pointer(item.list()).is_some();
            let is_here = told.contains(&item.key);
            let is_verified = provenance.verification == Verification::Verified;
            let stands = is_own || stands_against(present.provenance, provenance, true);
            let contradiction = Contradiction {
                pointer: item.list().to_owned(),
                record: other.individual,
                version: other.version,
                provenance,
            };
            if is_told && !is_here && is_verified && stands {
                if !found.contains(&contradiction) {
                    found.push(contradiction);
                }
                // Of the versions of one source the last that has it is enough.
                if is_own {
                    told.push(item.key);
                }
            }
        }
    }
    found
}

fn key(item: Item) -> String {
    item.key
}

/// The earlier versions of the present source, the latest first, as far as it has not verified the
/// whole since: that settles what came before.
fn unsettled<'a, S>(present: &Recorded<S>, others: &'a [Recorded<S>]) -> Vec<&'a Recorded<S>> {
    // Versions of two records do not compare.
    let place = |said: &Recorded<S>| (said.recorded_at, said.individual, said.version);
    let earlier = others.iter().filter(|other| place(other) < place(present));
    let mut own: Vec<_> = earlier
        .filter(|other| is_of_one_source(present, other))
        .collect();
    own.sort_by_key(|other| std::cmp::Reverse(place(other)));
    let whole = |other: &&Recorded<S>| other.provenance.verification == Verification::Verified;
    let settled = own.iter().position(whole);
    own.truncate(settled.map_or(own.len(), |at| at + 1));
    own
}
