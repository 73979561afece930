//! The report of an import: a line for each row, which a spreadsheet opens as it is.

use std::io::{self, Write};

use domain::kernel::Fault;
use domain::rulebook::Finding;

use super::CellFault;
use super::load::{Told, Verdict};
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
        let mut out = csv::WriterBuilder::new()
            .delimiter(b';')
            .terminator(csv::Terminator::CRLF)
            .from_writer(out);
        let headings = match language {
            Language::Italian => ["riga", "esito", "id", "rilievi"],
            Language::English => ["row", "result", "id", "remarks"],
        };
        out.write_record(headings)?;
        Ok(Self { out, language })
    }

    /// Writes what came of rows, and sees to it that it can be read at once.
    pub fn tell(&mut self, rows: &[Told]) -> io::Result<()> {
        for row in rows {
            let (result, ids, remarks) = self.columns(&row.verdict);
            let cells = [row.line.to_string(), result.to_owned(), ids, remarks];
            self.out.write_record(cells.map(harmless))?;
        }
        self.out.flush()
    }

    fn columns(&self, verdict: &Verdict) -> (&'static str, String, String) {
        match verdict {
            Verdict::Registered { id, passed_over } => {
                let remarks = passed_over.iter().map(|rule| self.rule(rule, &[]));
                ("registered", ids(id), joined(remarks))
            }
            Verdict::Unchanged { id, news } if news.is_empty() => {
                ("unchanged", ids(id), String::new())
            }
            Verdict::Unchanged { id, news } => {
                let sections = news.iter().map(ToString::to_string);
                let sections = sections.collect::<Vec<_>>().join(", ");
                let fault = Fault::new("import_nothing_changed").with("sections", sections);
                ("unchanged", ids(id), self.fault(&fault))
            }
            Verdict::PossibleDuplicate { of } => {
                let fault = Fault::new("import_possible_duplicate");
                ("possible_duplicate", ids(of), self.fault(&fault))
            }
            Verdict::Faulty { faults } => {
                let remarks = faults.iter().map(|fault| self.cell(fault));
                ("refused", String::new(), joined(remarks))
            }
            Verdict::Refused { findings } => {
                let remarks = findings.iter().map(|finding| self.finding(finding));
                ("refused", String::new(), joined(remarks))
            }
            Verdict::Invalid { faults } => {
                let remarks = faults.iter().map(|told| self.fault(&told.fault));
                ("refused", String::new(), joined(remarks))
            }
        }
    }

    fn cell(&self, fault: &CellFault) -> String {
        let said = self.fault(&fault.fault);
        match &fault.heading {
            Some(heading) => format!("{heading}: {said}"),
            None => said,
        }
    }

    /// The text of a fault with its code behind it, for whoever counts them.
    fn fault(&self, fault: &Fault) -> String {
        let key = format!("fault-{}", fault.code);
        self.worded(&key, fault.code, &fault.facts)
    }

    fn finding(&self, finding: &Finding) -> String {
        self.rule(finding.rule, &finding.facts)
    }

    fn rule(&self, rule: &str, facts: &[(&'static str, String)]) -> String {
        let key = format!("rule-{}", rule.replace('.', "-"));
        self.worded(&key, rule, facts)
    }

    fn worded(&self, key: &str, code: &str, facts: &[(&'static str, String)]) -> String {
        let facts: Vec<_> = facts
            .iter()
            .map(|(key, value)| ((*key).to_owned(), value.clone()))
            .collect();
        match text(self.language, key, None, &facts) {
            Some(said) => format!("{said} [{code}]"),
            None => format!("[{code}]"),
        }
    }
}

impl<W: Write> std::fmt::Debug for Report<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Report")
    }
}

fn ids<'a>(of: impl IntoIterator<Item = &'a domain::event::IndividualId>) -> String {
    joined(of.into_iter().map(ToString::to_string))
}

fn joined(remarks: impl Iterator<Item = String>) -> String {
    remarks.collect::<Vec<_>>().join(" | ")
}

/// A cell that no spreadsheet takes for a formula: a heading of the file may begin with anything
/// (OWASP, CSV injection).
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        format!("'{cell}")
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::imports::PASSED_OVER;

    fn report(verdicts: Vec<Verdict>) -> String {
        let mut bytes = Vec::new();
        let mut report = Report::new(&mut bytes, Language::Italian).unwrap();
        let rows: Vec<_> = (2..)
            .zip(verdicts)
            .map(|(line, verdict)| Told { line, verdict })
            .collect();
        report.tell(&rows).unwrap();
        drop(report);
        String::from_utf8(bytes).unwrap()
    }

    fn faulty(heading: &str) -> Verdict {
        let fault = |code| CellFault {
            heading: Some(heading.to_owned()),
            fault: Fault::new(code),
        };
        Verdict::Faulty {
            faults: vec![fault("blank"), fault("two_digit_year")],
        }
    }

    #[test]
    fn every_fault_of_a_row_stands_in_its_line() {
        let report = report(vec![faulty("Nato il")]);
        let line = report.lines().nth(1).unwrap();
        assert_eq!(
            line,
            "2;refused;;Nato il: È vuoto. [blank] | \
             Nato il: L'anno ha due cifre: manca il secolo. [two_digit_year]"
        );
    }

    #[test]
    fn no_cell_is_a_formula() {
        for heading in ["=HYPERLINK(\"x\")", "+1", "-1", "@SUM(A1)", "\tx"] {
            let report = report(vec![faulty(heading)]);
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
