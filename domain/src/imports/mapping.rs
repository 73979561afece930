//! How the files of one source are read, saved under the source's name.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, VariantNames};

use super::Column;
use crate::actor::Actor;
use crate::event::{About, Fact};
use crate::kernel::{Changed, Fault, Id, Refusal, Text, Version, as_text, fold, unknown_code};
use crate::policy::Action;

/// Marks identifiers of a saved mapping.
#[derive(Debug)]
pub struct MappingTag;
/// Identifies a saved mapping.
pub type MappingId = Id<MappingTag>;

/// Which number of a day of birth comes first, where the year does not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum DateOrder {
    /// `31/12/1980`, as in Italy.
    #[default]
    DayFirst,
    /// `12/31/1980`, as programs of other countries write it.
    MonthFirst,
}

/// How the letters of a file are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum FileEncoding {
    /// As the file itself tells.
    #[default]
    Detected,
    /// UTF-8.
    #[strum(serialize = "utf_8")]
    Utf8,
    /// Windows-1252.
    #[strum(serialize = "windows_1252")]
    Windows1252,
}

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapped {
    /// What the file calls it.
    #[serde(with = "as_text")]
    pub heading: Text<100>,
    /// What it means.
    pub column: Column,
}

/// How files are read. What it does not name is recognised by the usual Italian headings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// Columns by their headings.
    pub columns: Vec<Mapped>,
    /// How days are written.
    #[serde(with = "as_text")]
    pub date_order: DateOrder,
    /// How letters are written.
    #[serde(with = "as_text")]
    pub encoding: FileEncoding,
}

impl Layout {
    /// The column of a heading, compared folded.
    pub fn column(&self, heading: &str) -> Option<Column> {
        let key = fold(heading);
        let mut columns = self.columns.iter();
        let found = columns.find(|mapped| fold(mapped.heading.as_str()) == key);
        found.map(|mapped| mapped.column)
    }

    /// Whether it names the column.
    pub fn names(&self, column: Column) -> bool {
        self.columns.iter().any(|mapped| mapped.column == column)
    }

    /// What stands twice, or cannot be recognised: the place of each column, and its fault.
    pub fn faults(&self) -> Vec<(usize, &'static str, &'static str)> {
        let mut faults = Vec::new();
        for (at, mapped) in self.columns.iter().enumerate() {
            let before = &self.columns[..at];
            let key = fold(mapped.heading.as_str());
            if key.is_empty() {
                faults.push((at, "heading", "blank"));
            } else if before.iter().any(|b| fold(b.heading.as_str()) == key) {
                faults.push((at, "heading", "duplicate_heading"));
            }
            if before.iter().any(|b| b.column == mapped.column) {
                faults.push((at, "column", "duplicate_column"));
            }
        }
        faults
    }
}

/// A saved mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// The mapping.
    pub id: MappingId,
    /// What the source of the files is called; one mapping for each.
    pub label: Text<100>,
    /// How its files are read.
    pub layout: Layout,
    /// How often it was saved.
    pub version: Version,
}

impl Mapping {
    /// Saves how the files of a source are read. It belongs to the organisation: files of one
    /// source come to every office.
    pub fn create(
        actor: &Actor,
        id: MappingId,
        label: Text<100>,
        layout: Layout,
    ) -> Result<Changed<Self>, Refusal> {
        let mapping = Self {
            id,
            label,
            layout,
            version: Version::FIRST,
        };
        mapping.says(actor, Fact::ImportMappingCreated {})
    }

    /// Replaces it whole. Imports that were asked for before keep the one that they had.
    pub fn replace(
        mut self,
        actor: &Actor,
        label: Text<100>,
        layout: Layout,
    ) -> Result<Changed<Self>, Refusal> {
        self.label = label;
        self.layout = layout;
        let version = self.version.next().0;
        self.says(actor, Fact::ImportMappingReplaced { version })
    }

    /// Removes it. Imports that were asked for before keep the one that they had.
    pub fn remove(self, actor: &Actor) -> Result<Changed<Self>, Refusal> {
        self.says(actor, Fact::ImportMappingRemoved {})
    }

    fn says(self, actor: &Actor, fact: Fact) -> Result<Changed<Self>, Refusal> {
        actor.may(Action::ImportIndividuals)?;
        let about = About::thing("import_mapping", self.id);
        Ok(Changed::new(self, about.says(fact)))
    }
}
