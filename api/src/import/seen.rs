//! The people that earlier rows of the same file made, as prints: a file of many people costs
//! some 150 bytes a row, and memory holds nothing of what the file says.

use std::collections::HashMap;

use domain::event::IndividualId;
use domain::imports::{Known, Mode};
use domain::individuals::{Identity, Likeness, Registration};
use domain::kernel::fold;
use sha2::{Digest, Sha256};

/// Sixteen bytes of a digest: enough that no two people of a file share one by chance.
type Key = u128;

/// Everybody whom earlier rows made, found like the people of the record: by code and by names
/// and day of birth, straight and changed over.
#[derive(Debug)]
pub(super) struct Seen {
    mode: Mode,
    people: Vec<Earlier>,
    by_code: HashMap<Key, u32>,
    by_names: HashMap<Key, u32>,
}

/// Somebody whom an earlier row made.
#[derive(Debug)]
pub(super) struct Earlier {
    /// Who; nobody in a dry run.
    pub id: Option<IndividualId>,
    /// What the row said.
    pub known: Known,
    /// The one before with the same code.
    same_code: Option<u32>,
    /// The one before with the same names and day of birth.
    same_names: Option<u32>,
}

impl Seen {
    /// Nobody yet.
    pub(super) fn nobody(mode: Mode) -> Self {
        Self {
            mode,
            people: Vec::new(),
            by_code: HashMap::new(),
            by_names: HashMap::new(),
        }
    }

    /// Remembers whom a row makes, and says who that is: in a dry run nobody, because nobody is
    /// named who is not there.
    pub(super) fn add(
        &mut self,
        row: &Registration,
        known: Known,
        id: IndividualId,
    ) -> Option<IndividualId> {
        let id = (self.mode == Mode::Load).then_some(id);
        let place = u32::try_from(self.people.len()).unwrap_or(u32::MAX);
        // A row has one code at the most.
        let same_code = codes(row)
            .last()
            .and_then(|key| self.by_code.insert(key, place));
        let (names, _) = names(&row.identity);
        let same_names = self.by_names.insert(names, place);
        self.people.push(Earlier {
            id,
            known,
            same_code,
            same_names,
        });
        id
    }

    /// Those who may be whom a row speaks of, each with its reasons.
    pub(super) fn alike(&self, row: &Registration) -> Vec<(&Earlier, Vec<Likeness>)> {
        let (straight, transposed) = names(&row.identity);
        let mut found: Vec<(u32, Vec<Likeness>)> = Vec::new();
        let mut add = |place: u32, reason| match found.iter_mut().find(|known| known.0 == place) {
            Some(known) => known.1.push(reason),
            None => found.push((place, vec![reason])),
        };
        for key in codes(row) {
            self.chain(self.by_code.get(&key), |earlier| earlier.same_code)
                .for_each(|place| add(place, Likeness::SameCode));
        }
        self.chain(self.by_names.get(&straight), |earlier| earlier.same_names)
            .for_each(|place| add(place, Likeness::SameNames));
        if transposed != straight {
            self.chain(self.by_names.get(&transposed), |earlier| earlier.same_names)
                .for_each(|place| add(place, Likeness::TransposedNames));
        }
        let found = found.into_iter();
        found
            .filter_map(|(place, reasons)| Some((self.at(place)?, reasons)))
            .collect()
    }

    fn at(&self, place: u32) -> Option<&Earlier> {
        self.people.get(usize::try_from(place).ok()?)
    }

    fn chain(
        &self,
        first: Option<&u32>,
        before: impl Fn(&Earlier) -> Option<u32>,
    ) -> impl Iterator<Item = u32> {
        std::iter::successors(first.copied(), move |place| before(self.at(*place)?))
    }
}

fn codes(row: &Registration) -> impl Iterator<Item = Key> {
    row.keys()
        .map(|code| key(&[&code.kind().to_string(), &code.key()]))
}

/// The key of the names as they stand, and of the names changed over.
fn names(who: &Identity) -> (Key, Key) {
    let family = fold(who.family_name.as_str());
    let given = fold(who.given_name.as_str());
    let born = who.birth_date.to_string();
    (
        key(&[&family, &given, &born]),
        key(&[&given, &family, &born]),
    )
}

fn key(parts: &[&str]) -> Key {
    let mut sha = Sha256::new();
    for part in parts {
        sha.update(part);
        sha.update([0]);
    }
    let digest = sha.finalize();
    let half = digest.iter().take(16);
    half.fold(0, |key, byte| key << 8 | Key::from(*byte))
}
