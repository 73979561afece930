//! What somebody asks of an export.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use strum::{Display, EnumIter, EnumString, VariantNames};

use super::ExportColumn;
use crate::actor::{Actor, OfficeId};
use crate::cases::CaseStatus;
use crate::intakes::IntakeStatus;
use crate::kernel::{Day, Fault, Faults, Text, as_text, unknown_code};
use crate::policy::Action;
use crate::vocabulary;

/// What is taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum ExportKind {
    /// People.
    Individuals,
    /// Cases, with the person of each.
    Cases,
    /// Contacts at the desk.
    DeskContacts,
    /// First interviews, with the person of each.
    Intakes,
}

/// The form of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum ExportFormat {
    /// Semicolons, every cell quoted, UTF-8.
    Csv,
    /// One array of objects.
    Json,
}

/// Why data are read: a code of the vocabulary `access-purposes`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purpose(String);

impl FromStr for Purpose {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let known = vocabulary::codes("access-purposes").contains(&text);
        known
            .then(|| Self(text.to_owned()))
            .ok_or(Fault::new("unknown_code"))
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which records.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportFilter {
    /// Of one office; all of the actor's when it is left out.
    pub office: Option<OfficeId>,
    /// In this status: cases and interviews only.
    pub status: Option<String>,
    /// Registered, opened or held from this day on.
    pub from: Option<Day>,
    /// Until this day.
    pub to: Option<Day>,
}

/// What somebody asks of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// What is taken out.
    #[serde(with = "as_text")]
    pub kind: ExportKind,
    /// In which form.
    #[serde(with = "as_text")]
    pub format: ExportFormat,
    /// Whether the file begins with a byte order mark, by which spreadsheets know UTF-8.
    pub marked: bool,
    /// Which records.
    pub filter: ExportFilter,
    /// Of which offices: settled when it is asked for, so that neither rights that come later nor
    /// those that the token left out widen what was asked.
    pub offices: Vec<OfficeId>,
    /// What is told of each.
    #[serde(with = "columns")]
    pub columns: Vec<ExportColumn>,
    /// Why.
    #[serde(with = "as_text")]
    pub purpose: Purpose,
    /// Why, in words, which may tell of somebody: it goes with the file, and is kept beside the rest.
    #[serde(skip)]
    pub note: Option<Text<500>>,
}

mod columns {
    //! Columns as the list of their names.
    use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

    use super::ExportColumn;

    pub(super) fn serialize<S: Serializer>(
        all: &[ExportColumn],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(all.iter().map(ToString::to_string))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<ExportColumn>, D::Error> {
        let all = Vec::<String>::deserialize(deserializer)?;
        let parsed = all.iter().map(|name| name.parse());
        parsed.collect::<Result<_, _>>().map_err(D::Error::custom)
    }
}

impl Order {
    /// Tells everything that does not fit: columns that the kind has not or the actor may not take
    /// out, an office that is not the actor's, a status of something else, days in the wrong order.
    pub(super) fn check(&self, actor: &Actor, faults: &mut Faults) {
        let open = ExportColumn::open_to(actor, self.kind);
        for (n, column) in self.columns.iter().enumerate() {
            if !open.contains(column) {
                faults.tell(format!("/columns/{n}"), "unknown_code");
            } else if self.columns[..n].contains(column) {
                faults.tell(format!("/columns/{n}"), "duplicate_column");
            }
        }
        let filter = &self.filter;
        if let Some(office) = filter.office
            && !actor.reaches_office(Action::ExportRecords, office)
        {
            faults.tell("/filter/office_id", "unknown_reference");
        }
        if let Some(status) = &filter.status {
            let is_known = match self.kind {
                ExportKind::Cases => status.parse::<CaseStatus>().is_ok(),
                ExportKind::Intakes => status.parse::<IntakeStatus>().is_ok(),
                ExportKind::Individuals | ExportKind::DeskContacts => false,
            };
            if !is_known {
                faults.tell("/filter/status", "unknown_code");
            }
        }
        if let (Some(from), Some(to)) = (filter.from, filter.to)
            && to < from
        {
            faults.tell("/filter/to", "ends_before_it_begins");
        }
    }
}
