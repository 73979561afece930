//! What a section says, fact by fact and item by item.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde_json::Value;

use crate::individuals::{Provenance, Section, Sourced};

/// What a section says, fact by fact: a JSON pointer into the content and the value there.
///
/// The value serves comparison alone and is never shown.
pub type Statements = BTreeMap<String, Value>;

/// An item of a list of a section.
#[derive(Clone, PartialEq, Eq)]
pub struct Item {
    /// Where it stands, as a JSON pointer into the content.
    pub pointer: String,
    /// The same for whoever speaks of it, such as `/items/it`.
    pub key: String,
    /// Whether several items of the list share the key, so that none is the same as another
    /// source's.
    pub shares_key: bool,
    /// Where it comes from, when it is not the source of the section.
    pub provenance: Option<Provenance>,
    /// What is said of it.
    pub value: Value,
}

impl Item {
    /// What it says, member by member: a source that leaves one out says nothing of it.
    pub(in crate::individuals) fn statements(self) -> impl Iterator<Item = (String, Value)> {
        let members = match self.value {
            Value::Object(members) => members,
            _ => serde_json::Map::new(),
        };
        let own = (!self.shares_key).then_some(self.key);
        let keyed = own.into_iter().flat_map(move |key| {
            let members = members.clone().into_iter();
            members.map(move |(member, value)| (format!("{key}/{member}"), value))
        });
        keyed.filter(|(_, value)| !value.is_array())
    }

    /// The item of which `key` tells a member, and that member with its slash.
    pub(super) fn of<'a>(items: &'a [Self], key: &'a str) -> Option<(&'a Self, &'a str)> {
        items.iter().find_map(|item| {
            let member = key.strip_prefix(item.key.as_str())?;
            let is_its = !item.shares_key && member.starts_with('/');
            is_its.then_some((item, member))
        })
    }

    /// The list in which it stands.
    pub(super) fn list(&self) -> &str {
        let end = self.pointer.rfind('/');
        end.map_or("", |end| &self.pointer[..end])
    }
}

/// It tells of a person: it never shows up in a debug print.
impl fmt::Debug for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Item(***)")
    }
}

/// The items of a list, by what `key` makes of each. Of several items with one key none is the same
/// as another source's: which is meant cannot be known.
pub(in crate::individuals) fn items<T: Serialize>(
    list: &str,
    items: &[Sourced<T>],
    key: impl Fn(&T) -> String,
) -> Vec<Item> {
    let keys: Vec<String> = items.iter().map(|sourced| key(&sourced.item)).collect();
    let listed = items.iter().zip(&keys).enumerate();
    listed
        .map(|(at, (sourced, key))| Item {
            pointer: format!("{list}/{at}"),
            key: format!("{list}/{key}"),
            shares_key: keys.iter().filter(|other| *other == key).count() > 1,
            provenance: sourced.provenance,
            value: serde_json::to_value(&sourced.item).unwrap_or_default(),
        })
        .collect()
}

/// The top-level members of a content, lists excepted: a list that names more, or less, than
/// another does not contradict it.
pub(in crate::individuals) fn members<S: Section>(content: &S) -> Statements {
    match serde_json::to_value(content) {
        Ok(Value::Object(members)) => members
            .into_iter()
            .filter(|(_, value)| !value.is_array())
            .map(|(member, value)| (format!("/{member}"), value))
            .collect(),
        _ => Statements::new(),
    }
}
