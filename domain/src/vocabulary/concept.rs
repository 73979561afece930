//! One entry of a code list.

use chrono::NaiveDate;

use super::cells::Cells;

/// A code with its labels and the days on which it holds, both included. Everything in it is a
/// slice of the embedded file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Concept {
    /// The code.
    pub code: &'static str,
    /// The Italian label, always there.
    pub label_it: &'static str,
    /// The English label, where English has one of its own.
    pub label_en: Option<&'static str>,
    /// The first day; `None` means since always.
    pub valid_from: Option<NaiveDate>,
    /// The last day; `None` means still.
    pub valid_to: Option<NaiveDate>,
    columns: &'static str,
    cells: &'static str,
}

impl Concept {
    /// Reads one line under a header whose columns after the fifth are `columns`.
    pub(super) fn parse(columns: &'static str, line: &'static str) -> Self {
        let mut cells = Cells::of(line);
        let mut next = || cells.next().unwrap_or_default();
        let (code, label_it, label_en) = (next(), next(), next());
        let (valid_from, valid_to) = (date(next()), date(next()));
        Self {
            code,
            label_it,
            label_en: some(label_en),
            valid_from,
            valid_to,
            columns,
            cells: cells.rest(),
        }
    }

    /// The cell of a further column, such as `province`; `None` when it is blank or not there.
    pub fn extra(&self, column: &str) -> Option<&'static str> {
        let position = Cells::of(self.columns).position(|name| name == column)?;
        some(Cells::of(self.cells).nth(position)?)
    }

    /// The further columns that are filled, with their names.
    pub fn extras(&self) -> impl Iterator<Item = (&'static str, &'static str)> + use<> {
        Cells::of(self.columns)
            .zip(Cells::of(self.cells))
            .filter(|(_, cell)| !cell.is_empty())
    }

    /// The names under which it is found: its labels, and what else it is or was called.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        let others = self.extra("other_names").unwrap_or_default();
        let others = others
            .split(';')
            .map(str::trim)
            .filter(|name| !name.is_empty());
        [self.label_it]
            .into_iter()
            .chain(self.label_en)
            .chain(others)
    }

    /// Whether the code holds on that day.
    pub fn is_valid_on(&self, day: NaiveDate) -> bool {
        self.days_from(day) == 0
    }

    /// How many days lie between that day and the nearest day on which the code holds.
    pub(super) fn days_from(&self, day: NaiveDate) -> u64 {
        let early = self.valid_from.map_or(0, |from| (from - day).num_days());
        let late = self.valid_to.map_or(0, |to| (day - to).num_days());
        early.max(late).max(0).unsigned_abs()
    }
}

fn some(cell: &'static str) -> Option<&'static str> {
    Some(cell).filter(|cell| !cell.is_empty())
}

/// A blank cell is no date; the build has refused anything else that is none.
fn date(cell: &str) -> Option<NaiveDate> {
    let number = |range| cell.get(range).and_then(|digits: &str| digits.parse().ok());
    let year = cell.get(0..4)?.parse().ok()?;
    NaiveDate::from_ymd_opt(year, number(5..7)?, number(8..10)?)
}
