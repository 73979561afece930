//! The report of an import: a line for each row, which a spreadsheet opens as it is.

use std::io::{self, Write};

use domain::imports::{Reading, Remark, RowOutcome, RowResult};

use super::recommended;
use crate::cells::{harmless, semicolons};
use crate::texts::{Language, text};

/// Writes the report as semicolon-separated UTF-8 with a byte order mark. It quotes no cell of
/// the file but its headings, so it holds no personal data.
pub struct Report<W: Write> {
    out: csv::Writer<W>,
    language: Language,
}

impl<W: Write> Report<W> {
    /// Begins a report.
    pub fn new(mut out: W, language: Language) -> io::Result<Self> {
        out.write_all("\u{FEFF}".as_bytes())?;
        let mut out = semicolons().from_writer(out);
        let headings = match language {
            Language::Italian => ["riga", "esito", "id", "rilievi"],
            Language::English => ["row", "result", "id", "remarks"],
        };
        out.write_record(headings)?;
        Ok(Self { out, language })
    }

    /// Writes what came of rows, and sees to it that it can be read at once. Columns are called
    /// as in the file.
    pub fn tell(&mut self, rows: &[RowResult], reading: Option<&Reading>) -> io::Result<()> {
        for row in rows {
            let ids = row.candidates.iter().map(|alike| alike.id);
            let ids = row.individual.into_iter().chain(ids);
            let remarks = row.remarks.iter();
            let remarks = remarks.map(|remark| said(self.language, remark, reading));
            let cells = [
                row.line.to_string(),
                outcome(row.outcome).to_owned(),
                joined(ids.map(|id| id.to_string())),
                joined(remarks),
            ];
            self.out.write_record(cells.map(harmless))?;
        }
        self.out.flush()
    }
}

/// How the report calls an outcome.
const fn outcome(outcome: RowOutcome) -> &'static str {
    match outcome {
        RowOutcome::Created => "registered",
        RowOutcome::Unchanged => "unchanged",
        RowOutcome::Refused => "refused",
        RowOutcome::Candidates => "possible_duplicate",
        RowOutcome::Skipped => "skipped",
    }
}

/// A remark in words with its code behind them, for whoever counts them.
fn said(language: Language, remark: &Remark, reading: Option<&Reading>) -> String {
    let said = match words(language, remark) {
        Some(said) => format!("{said} [{}]", remark.code),
        None => format!("[{}]", remark.code),
    };
    match remark.column {
        Some(column) => {
            let heading = reading.and_then(|reading| reading.heading(column));
            format!("{}: {said}", heading.unwrap_or(recommended(column)))
        }
        None => said,
    }
}

/// A remark in words.
pub fn words(language: Language, remark: &Remark) -> Option<String> {
    let key = if remark.is_rule() {
        format!("rule-{}", remark.code.replace('.', "-"))
    } else {
        format!("fault-{}", remark.code)
    };
    text(language, &key, None, &remark.facts)
}

impl<W: Write> std::fmt::Debug for Report<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Report")
    }
}

fn joined(remarks: impl Iterator<Item = String>) -> String {
    remarks.collect::<Vec<_>>().join(" | ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::imports::{Column, PASSED_OVER};

    fn report(heading: &str) -> String {
        let reading = Reading {
            encoding: "UTF-8".to_owned(),
            separator: ';',
            columns: vec![(Column::BirthDate, heading.to_owned())],
            ignored: Vec::new(),
        };
        let remark = |code| Remark::new(Some(Column::BirthDate), code, &[]);
        let row = RowResult {
            line: 2,
            outcome: RowOutcome::Refused,
            individual: None,
            remarks: vec![remark("blank"), remark("two_digit_year")],
            candidates: Vec::new(),
            decision: None,
        };
        let mut bytes = Vec::new();
        let mut report = Report::new(&mut bytes, Language::Italian).unwrap();
        report.tell(&[row], Some(&reading)).unwrap();
        drop(report);
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn every_fault_of_a_row_stands_in_its_line() {
        let report = report("Nato il");
        let line = report.lines().nth(1).unwrap();
        assert_eq!(
            line,
            "2;refused;;Nato il: È vuoto. [blank] | Nato il: L'anno ha due cifre, e il \
             secolo non si indovina: va scritto con quattro. [two_digit_year]"
        );
    }

    #[test]
    fn no_cell_is_a_formula() {
        for heading in ["=HYPERLINK(\"x\")", "+1", "-1", "@SUM(A1)", "\tx"] {
            let report = report(heading);
            let mut reader = csv::ReaderBuilder::new()
                .delimiter(b';')
                .from_reader(report.as_bytes());
            let record = reader.records().next().unwrap().unwrap();
            assert!(record[3].starts_with('\''), "{}", &record[3]);
        }
    }

    #[test]
    fn every_remark_has_its_words_in_both_languages() {
        let faults = [
            "ambiguous_place",
            "blank",
            "century_ambiguous",
            "date_out_of_range",
            "garbled_text",
            "import_nothing_changed",
            "import_possible_duplicate",
            "invalid_date",
            "invalid_email",
            "invalid_phone",
            "invalid_postal_code",
            "line_too_long",
            "not_a_name",
            "numeric_code_check_digit",
            "numeric_code_length",
            "spreadsheet_number",
            "tax_code_check_letter",
            "tax_code_day",
            "tax_code_length",
            "tax_code_month",
            "tax_code_structure",
            "too_long",
            "too_many_cells",
            "two_digit_year",
            "unclosed_quote",
            "undecodable_character",
            "unknown_citizenship",
            "unknown_place",
            "unknown_sex",
        ];
        let faults = faults.map(|code| format!("fault-{code}"));
        let rules = PASSED_OVER.map(|rule| format!("rule-{}", rule.replace('.', "-")));
        let silent: Vec<_> = faults
            .iter()
            .chain(&rules)
            .filter(|key| {
                let languages = [Language::Italian, Language::English];
                languages.iter().any(|l| text(*l, key, None, &[]).is_none())
            })
            .collect();
        assert!(silent.is_empty(), "{silent:?}");
    }
}
