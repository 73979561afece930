//! Rows of specimens with gaps for what is another in each copy.

use std::collections::HashMap;

use serde_json::Value;
use uuid::Uuid;

use super::forms::Form;
use super::specimens::{Cell, Column, Kind, Row, Specimens, Table};

/// What a row names, by what it becomes in a copy.
#[derive(Debug, Clone, Copy)]
pub(super) enum Name {
    Organisation,
    Office(usize),
    Staff(usize),
    /// Something of the specimen's own: the copy has its own, too.
    Own(Uuid),
}

/// What people tell of themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    Family,
    Given,
    FamilyNorm,
    GivenNorm,
    BirthDate,
    Identity,
    Identifiers,
    Residence,
    Code,
    Phone(usize),
    Email(usize),
}

/// A piece of a row.
#[derive(Debug)]
pub(super) enum Bit {
    /// The same in every copy, written as the engine wants it.
    Same(String),
    Uid(Name),
    /// An identifier within a text.
    Word(Name),
    Told(Told),
}

/// The rows of a table, ready to be written many times.
#[derive(Debug)]
pub(super) struct Pattern {
    pub(super) table: String,
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<(Vec<Bit>, Option<usize>)>,
    /// In how many copies at the most: a row of the organisation stands in one.
    pub(super) most: usize,
}

/// Reads rows of specimens as patterns.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    form: Form,
    pub(super) specimens: &'a Specimens,
    /// The people in order, so that a seed gives the same rows each time.
    pub(super) order: Vec<Uuid>,
    pub(super) staff: Vec<Uuid>,
    /// The telephone numbers and addresses of each.
    reached: HashMap<Uuid, [Vec<String>; 2]>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(specimens: &'a Specimens, form: Form) -> Self {
        let mut order: Vec<Uuid> = specimens.people.keys().copied().collect();
        order.sort();
        let mut staff: Vec<Uuid> = specimens.posts.keys().copied().collect();
        staff.sort();
        Self {
            form,
            specimens,
            order,
            staff,
            reached: reached(specimens),
        }
    }

    fn name(&self, uid: Uuid) -> Name {
        if uid == self.specimens.organisation {
            return Name::Organisation;
        }
        let at = |of: &[Uuid]| of.iter().position(|id| *id == uid);
        match (at(&self.specimens.offices), at(&self.staff)) {
            (Some(office), _) => Name::Office(office),
            (None, Some(staff)) => Name::Staff(staff),
            (None, None) => Name::Own(uid),
        }
    }

    /// The pattern of a table.
    pub(super) fn pattern(&self, table: &Table) -> Pattern {
        let rows = table.rows.iter();
        Pattern {
            table: table.name.clone(),
            columns: table.columns.iter().map(|c| c.name.clone()).collect(),
            rows: rows.map(|row| self.row(table, row)).collect(),
            most: usize::MAX,
        }
    }

    /// The queue of facts that wait for their seal: all of them.
    pub(super) fn waiting(&self, events: &Table) -> Pattern {
        let wanted = ["organisation_id", "id"];
        let cells = |row: &Row| {
            let cells = wanted
                .iter()
                .filter_map(|name| events.cell(row, name).cloned());
            cells.collect()
        };
        let rows = events.rows.iter().map(|row| Row {
            cells: cells(row),
            owner: row.owner,
        });
        let columns = ["organisation_id", "event_id"].map(|name| Column {
            name: name.to_owned(),
            kind: Kind::Uid,
        });
        self.pattern(&Table {
            name: "unsealed_events".to_owned(),
            columns: columns.into(),
            rows: rows.collect(),
        })
    }

    fn row(&self, table: &Table, row: &Row) -> (Vec<Bit>, Option<usize>) {
        let (before, between, behind) = self.form.marks();
        let mut bits = vec![Bit::Same(before.to_owned())];
        for (nth, (column, cell)) in table.columns.iter().zip(&row.cells).enumerate() {
            if nth > 0 {
                bits.push(Bit::Same(between.to_owned()));
            }
            bits.extend(self.cell(table, row, &column.name, cell));
        }
        bits.push(Bit::Same(behind.to_owned()));
        let owner = row.owner.as_ref();
        let person = owner.and_then(|owner| self.order.binary_search(owner).ok());
        (joined(bits), person)
    }

    fn cell(&self, table: &Table, row: &Row, column: &str, cell: &Cell) -> Vec<Bit> {
        let text = match cell {
            Cell::Uid(uid) => return vec![Bit::Uid(self.name(*uid))],
            Cell::Text(text) => text,
            other => return vec![Bit::Same(self.form.constant(other))],
        };
        let told = |told| vec![Bit::Told(told)];
        let pieces = match (table.name.as_str(), column) {
            ("individuals", "family_name") => told(Told::Family),
            ("individuals", "given_name") => told(Told::Given),
            ("individuals", "birth_date") => told(Told::BirthDate),
            ("individuals", "family_norm") => told(Told::FamilyNorm),
            ("individuals", "given_norm") => told(Told::GivenNorm),
            ("individual_sections" | "individual_section_versions", "content") => {
                self.content(row, table.text(row, "section"), text)
            }
            ("individual_keys", "key") => self.key(row, table.text(row, "kind"), text),
            ("events", "payload") => self.words(text),
            _ => return vec![Bit::Same(self.form.constant(cell))],
        };
        let quote = || Bit::Same(self.form.quotes().to_owned());
        std::iter::once(quote())
            .chain(pieces)
            .chain([quote()])
            .collect()
    }

    fn content(&self, row: &Row, section: &str, text: &str) -> Vec<Bit> {
        match section {
            "identity" => vec![Bit::Told(Told::Identity)],
            "identifiers" => vec![Bit::Told(Told::Identifiers)],
            // Who moved lives where somebody else lived before.
            "residence" if !text.contains("valid_from") => vec![Bit::Told(Told::Residence)],
            "contacts" => self.contacts(row, text),
            _ => vec![self.same(text)],
        }
    }

    fn same(&self, text: &str) -> Bit {
        let mut out = String::new();
        self.form.text(&mut out, text);
        Bit::Same(out)
    }

    /// The text with the numbers and addresses of the copy in place of the specimen's.
    fn contacts(&self, row: &Row, text: &str) -> Vec<Bit> {
        let reached = row.owner.and_then(|owner| self.reached.get(&owner));
        let Some([phones, emails]) = reached else {
            return vec![self.same(text)];
        };
        let needles = phones
            .iter()
            .enumerate()
            .map(|(nth, p)| (p, Told::Phone(nth)));
        let needles = needles.chain(
            emails
                .iter()
                .enumerate()
                .map(|(nth, e)| (e, Told::Email(nth))),
        );
        let needles: Vec<_> = needles
            .map(|(text, told)| (format!("\"{text}\""), told))
            .collect();
        let mut bits = Vec::new();
        let mut rest = text;
        loop {
            let next = needles.iter().filter_map(|(needle, told)| {
                let at = rest.find(needle.as_str())?;
                Some((at, needle.len(), *told))
            });
            let Some((at, length, told)) = next.min_by_key(|(at, ..)| *at) else {
                break;
            };
            bits.extend([self.same(&rest[..=at]), Bit::Told(told)]);
            rest = &rest[at + length - 1..];
        }
        bits.push(self.same(rest));
        bits
    }

    fn key(&self, row: &Row, kind: &str, key: &str) -> Vec<Bit> {
        let reached = row.owner.and_then(|owner| self.reached.get(&owner));
        let nth = |of: usize| {
            let known = reached.map(|reached| &reached[of]);
            known.and_then(|known| known.iter().position(|one| one.eq_ignore_ascii_case(key)))
        };
        match kind {
            "phone" => nth(0).map_or(vec![self.same(key)], |nth| {
                vec![Bit::Told(Told::Phone(nth))]
            }),
            "email" => nth(1).map_or(vec![self.same(key)], |nth| {
                vec![Bit::Told(Told::Email(nth))]
            }),
            _ => vec![Bit::Told(Told::Code)],
        }
    }

    /// The text with the identifiers of the copy in place of the specimen's.
    fn words(&self, text: &str) -> Vec<Bit> {
        let mut bits = Vec::new();
        let mut rest = text;
        while let Some((before, word, behind)) = next_word(rest) {
            bits.extend([self.same(before), Bit::Word(self.name(word))]);
            rest = behind;
        }
        bits.push(self.same(rest));
        bits
    }
}

/// The next identifier in a text, with what stands before and behind it.
fn next_word(text: &str) -> Option<(&str, Uuid, &str)> {
    const LENGTH: usize = 38;
    text.match_indices('"').find_map(|(at, _)| {
        let quoted = text.get(at..at + LENGTH)?;
        let word = quoted.strip_prefix('"')?.strip_suffix('"')?;
        let uid = Uuid::try_parse(word).ok()?;
        Some((&text[..=at], uid, &text[at + LENGTH - 1..]))
    })
}

/// Neighbours that are the same in every copy, as one.
fn joined(bits: Vec<Bit>) -> Vec<Bit> {
    let mut joined: Vec<Bit> = Vec::with_capacity(bits.len());
    for bit in bits {
        match (joined.last_mut(), bit) {
            (Some(Bit::Same(before)), Bit::Same(text)) => before.push_str(&text),
            (_, bit) => joined.push(bit),
        }
    }
    joined
}

/// Every number and address that anybody ever gave.
fn reached(specimens: &Specimens) -> HashMap<Uuid, [Vec<String>; 2]> {
    let mut all: HashMap<Uuid, [Vec<String>; 2]> = HashMap::new();
    let versions = specimens.tables.iter();
    for table in versions.filter(|table| table.name == "individual_section_versions") {
        let contacts = table
            .rows
            .iter()
            .filter(|row| table.text(row, "section") == "contacts");
        for row in contacts {
            let Some(owner) = row.owner else { continue };
            let content: Value =
                serde_json::from_str(table.text(row, "content")).unwrap_or_default();
            let known = all.entry(owner).or_default();
            for (of, member) in ["phones", "emails"].into_iter().enumerate() {
                let said = content[member].as_array().into_iter().flatten();
                for one in said.filter_map(Value::as_str) {
                    if !known[of].iter().any(|k| k == one) {
                        known[of].push(one.to_owned());
                    }
                }
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_within_a_text_is_found_and_nothing_else() {
        let text = r#"{"kind":"case_opened","to":"01992d46-3580-7000-8000-000000130000","x":1}"#;
        let (before, word, behind) = next_word(text).unwrap();
        assert_eq!(before, r#"{"kind":"case_opened","to":""#);
        assert_eq!(word.to_string(), "01992d46-3580-7000-8000-000000130000");
        assert_eq!(behind, r#"","x":1}"#);
        assert!(next_word(behind).is_none());
    }
}
