//! The people that earlier rows of the same file made: their folded names, and prints of
//! everything else, so that a file of many people costs some 250 bytes a row.

use domain::event::IndividualId;
use domain::imports::{Known, Mode};
use domain::individuals::{Contacts, FoldedNames, Likeness, MOST_SHARING, Registration};
use hashbrown::HashTable;
use persistence::individuals::Address;
use sha2::{Digest, Sha256};

/// Eight bytes of a digest: enough that two people of a file hardly share one by chance, and then
/// a person has to look.
type Key = u64;

/// Everybody whom earlier rows made, found like the people of the record: by code, by names and
/// day of birth (also changed over, with one letter different, both, or with the first given name
/// only), by number or address and given name.
#[derive(Debug)]
pub(super) struct Seen {
    mode: Mode,
    people: Growing<Earlier>,
    /// The last entry with each key, found by the key itself: it is as good as random.
    last: HashTable<u32>,
    entries: Growing<Entry>,
}

/// Somebody whom an earlier row made.
pub(super) struct Earlier {
    /// Who; nobody in a dry run.
    pub id: Option<IndividualId>,
    /// What the row said.
    pub known: Known,
    names: FoldedNames,
}

/// An earlier person tells of somebody: only the identifier shows up in a debug print.
impl std::fmt::Debug for Earlier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Earlier({:?}, ***)", self.id)
    }
}

/// Who is found by a key.
#[derive(Debug)]
struct Entry {
    key: Key,
    place: u32,
    /// The entry before with the same key.
    before: Option<u32>,
}

/// By what a row finds people, and is found by later ones.
struct Keys {
    codes: Vec<Key>,
    /// Each name with the day of birth.
    names: Vec<Key>,
    /// Each number and address.
    contacts: Vec<Key>,
}

impl Keys {
    /// By which a row is found. By numbers and addresses that too many share nobody is looked for.
    fn of(row: &Registration, names: &FoldedNames, crowded: &[Address]) -> Self {
        let codes = row.keys();
        let codes = codes.map(|code| key(&["code", &code.kind().to_string(), &code.key()]));
        let born = row.identity.birth_date.to_string();
        let contacts = row.contacts.iter().flat_map(Contacts::keys);
        let contacts = contacts.filter(|address| !crowded.contains(address));
        let mut contacts: Vec<Key> = contacts.map(|address| key_of(&address)).collect();
        contacts.sort_unstable();
        contacts.dedup();
        let mut names = vec![
            key(&["name", &born, &names.family]),
            key(&["name", &born, &names.given]),
        ];
        names.dedup();
        Self {
            codes: codes.collect(),
            names,
            contacts,
        }
    }
}

impl Seen {
    /// Nobody yet.
    pub(super) fn nobody(mode: Mode) -> Self {
        Self {
            mode,
            people: Growing::default(),
            last: HashTable::new(),
            entries: Growing::default(),
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
        let names = row.identity.folded_names();
        let keys = Keys::of(row, &names, &[]);
        let place = self.people.push(Earlier { id, known, names });
        let keys = [keys.codes, keys.names, keys.contacts];
        for key in keys.into_iter().flatten() {
            self.enter(key, place);
        }
        id
    }

    fn enter(&mut self, key: Key, place: u32) {
        let before = self.last(key);
        let at = self.entries.push(Entry { key, place, before });
        let entries = &self.entries;
        let is_before = |known: &u32| Some(*known) == before;
        if let Some(last) = self.last.find_mut(key, is_before) {
            *last = at;
        } else {
            let key_of = |at: &u32| entries.get(*at).map_or(0, |entry| entry.key);
            self.last.insert_unique(key, at, key_of);
        }
    }

    /// The last entry with a key.
    fn last(&self, key: Key) -> Option<u32> {
        let has_key = |at: &u32| self.entries.get(*at).is_some_and(|entry| entry.key == key);
        self.last.find(key, has_key).copied()
    }

    /// How many earlier rows have this number or address, as far as it matters.
    pub(super) fn holders(&self, address: &Address) -> usize {
        self.places(&[key_of(address)])
            .take(MOST_SHARING + 1)
            .count()
    }

    /// Those who may be whom a row speaks of, each with its reasons; numbers and addresses that too
    /// many share are none.
    pub(super) fn alike(
        &self,
        row: &Registration,
        crowded: &[Address],
    ) -> Vec<(&Earlier, Vec<Likeness>)> {
        let names = row.identity.folded_names();
        let keys = Keys::of(row, &names, crowded);
        let mut found: Vec<(u32, Vec<Likeness>)> = Vec::new();
        let mut add = |place: u32, reason| match found.iter_mut().find(|known| known.0 == place) {
            Some(known) if known.1.contains(&reason) => {}
            Some(known) => known.1.push(reason),
            None => found.push((place, vec![reason])),
        };
        for place in self.places(&keys.codes) {
            add(place, Likeness::SameCode);
        }
        for place in self.places(&keys.names) {
            let reason = self
                .people
                .get(place)
                .and_then(|earlier| Likeness::of_people(&names, &earlier.names));
            if let Some(reason) = reason {
                add(place, reason);
            }
        }
        for place in self.places(&keys.contacts) {
            let earlier = self.people.get(place);
            // Whoever has another given name is of the family.
            if earlier.is_some_and(|earlier| earlier.names.given == names.given) {
                add(place, Likeness::SameContact);
            }
        }
        let found = found.into_iter();
        found
            .filter_map(|(place, reasons)| Some((self.people.get(place)?, reasons)))
            .collect()
    }

    /// Whoever is found by one of the keys.
    fn places(&self, keys: &[Key]) -> impl Iterator<Item = u32> {
        let entry = |at: u32| self.entries.get(at);
        keys.iter()
            .filter_map(|key| self.last(*key))
            .flat_map(move |last| {
                std::iter::successors(entry(last), move |known| entry(known.before?))
            })
            .map(|entry| entry.place)
    }
}

/// A list that grows without being copied: one that doubles would need three times its size.
#[derive(Debug)]
struct Growing<T> {
    parts: Vec<Vec<T>>,
}

/// How many things a part holds.
const PART: usize = 4_096;

impl<T> Default for Growing<T> {
    fn default() -> Self {
        Self { parts: Vec::new() }
    }
}

impl<T> Growing<T> {
    /// Adds a thing; says at which place. A file never has so many rows that it would not fit.
    fn push(&mut self, thing: T) -> u32 {
        if self.parts.last().is_none_or(|part| part.len() == PART) {
            self.parts.push(Vec::with_capacity(PART));
        }
        let before = (self.parts.len() - 1) * PART;
        let at = self.parts.last_mut().map_or(0, |part| {
            part.push(thing);
            part.len() - 1
        });
        u32::try_from(before + at).unwrap_or(u32::MAX)
    }

    fn get(&self, at: u32) -> Option<&T> {
        let at = usize::try_from(at).ok()?;
        self.parts.get(at / PART)?.get(at % PART)
    }
}

fn key_of((kind, code): &Address) -> Key {
    key(&["contact", kind, code])
}

fn key(parts: &[&str]) -> Key {
    let mut sha = Sha256::new();
    for part in parts {
        sha.update(part);
        sha.update([0]);
    }
    let digest = sha.finalize();
    let some = digest.iter().take(8);
    some.fold(0, |key, byte| key << 8 | Key::from(*byte))
}
