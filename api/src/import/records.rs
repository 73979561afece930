//! The records of a file: cells between separators, some of them quoted.
//!
//! Written here, and not taken from a library, for one reason: a quote that somebody forgot to
//! close must cost one row and not the rest of the file.

use std::collections::VecDeque;
use std::io::{self, Read};

use domain::kernel::Fault;

use super::text::{LONGEST_LINE, Line, Lines};

/// How many lines one quoted cell may make of a record: an address with its line breaks.
const LINES_OF_A_RECORD: usize = 8;

/// The records of a file, one at a time.
pub(super) struct Records<R> {
    lines: Lines<R>,
    waiting: VecDeque<Line>,
}

/// A record of the file.
pub(super) struct Record {
    /// The number of its first line, from 1.
    pub(super) line: u64,
    /// Its cells, or why there are none.
    pub(super) cells: Result<Vec<String>, Fault>,
}

impl<R: Read> Records<R> {
    pub(super) const fn new(lines: Lines<R>) -> Self {
        Self {
            lines,
            waiting: VecDeque::new(),
        }
    }

    /// How many bytes of the file were read.
    pub(super) const fn read(&self) -> u64 {
        self.lines.read()
    }

    /// The next line that is not blank, as it stands: for the header.
    pub(super) fn next_line(&mut self) -> io::Result<Option<Line>> {
        loop {
            let line = match self.waiting.pop_front() {
                Some(line) => Some(line),
                None => self.lines.next_line()?,
            };
            match line {
                Some(line)
                    if line
                        .text
                        .as_ref()
                        .is_some_and(|text| text.trim().is_empty()) => {}
                other => return Ok(other),
            }
        }
    }

    /// The next record that is not blank.
    pub(super) fn next_record(
        &mut self,
        separator: char,
        width: usize,
    ) -> io::Result<Option<Record>> {
        let Some(first) = self.next_line()? else {
            return Ok(None);
        };
        let line = first.number;
        let cells = match first.text {
            None => Err(Fault::new("line_too_long").with("max", LONGEST_LINE)),
            Some(text) => match split(&text, separator) {
                Some(cells) => Ok(cells),
                None => self.continued(text, separator, width)?,
            },
        };
        Ok(Some(Record { line, cells }))
    }

    /// A record whose last cell is still quoted at the end of its line. When no line after it
    /// closes the quote, that line alone is refused and those after it are read as usual. The
    /// quote that opens a cell of a later line closes nothing: behind it stands the cell, and the
    /// record would have more cells than there are columns.
    fn continued(
        &mut self,
        mut text: String,
        separator: char,
        width: usize,
    ) -> io::Result<Result<Vec<String>, Fault>> {
        let mut taken = Vec::new();
        while taken.len() < LINES_OF_A_RECORD && text.len() <= LONGEST_LINE {
            let next = match self.waiting.pop_front() {
                Some(line) => Some(line),
                None => self.lines.next_line()?,
            };
            let Some(next) = next else { break };
            let more = next.text.clone();
            taken.push(next);
            let Some(more) = more else { break };
            text.push('\n');
            text.push_str(&more);
            if let Some(read) = cells_of(&text, separator) {
                if read.is_clean && read.cells.len() <= width {
                    return Ok(Ok(read.cells));
                }
                break;
            }
        }
        for line in taken.into_iter().rev() {
            self.waiting.push_front(line);
        }
        Ok(Err(Fault::new("unclosed_quote")))
    }
}

/// The cells of a record; none while a quote is open. Two quotes within a quoted cell are one; a
/// quote within a cell that does not begin with one is a character like any other.
pub(super) fn split(text: &str, separator: char) -> Option<Vec<String>> {
    cells_of(text, separator).map(|read| read.cells)
}

/// What a record was split into.
struct Cells {
    cells: Vec<String>,
    /// Whether every quote that closes a cell ends it.
    is_clean: bool,
}

fn cells_of(text: &str, separator: char) -> Option<Cells> {
    let mut cells = Vec::new();
    let mut is_clean = true;
    let mut rest = text.chars().peekable();
    loop {
        let mut cell = String::new();
        if rest.next_if_eq(&'"').is_some() {
            loop {
                match rest.next()? {
                    '"' if rest.next_if_eq(&'"').is_none() => break,
                    letter => cell.push(letter),
                }
            }
            is_clean &= rest.peek().is_none_or(|letter| *letter == separator);
        }
        while let Some(letter) = rest.next_if(|letter| *letter != separator) {
            cell.push(letter);
        }
        cells.push(cell);
        if rest.next().is_none() {
            return Some(Cells { cells, is_clean });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use encoding_rs::UTF_8;
    use proptest::prelude::*;

    use super::*;

    fn records(text: &str) -> Vec<(u64, Result<Vec<String>, &'static str>)> {
        let mut records = Records::new(Lines::new(Cursor::new(text), UTF_8));
        let mut read = Vec::new();
        while let Some(record) = records.next_record(';', 3).unwrap() {
            read.push((record.line, record.cells.map_err(|fault| fault.code)));
        }
        read
    }

    fn cells(cells: &[&str]) -> Vec<String> {
        cells.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn quotes_hold_separators_quotes_and_line_breaks() {
        let table = [
            ("a;b;c", &["a", "b", "c"][..]),
            ("a;;", &["a", "", ""]),
            (r#""a;b";c"#, &["a;b", "c"]),
            (r#""say ""hi""";c"#, &["say \"hi\"", "c"]),
            (r#"Via "Roma";1"#, &["Via \"Roma\"", "1"]),
            (r#""Roma" 1;2"#, &["Roma 1", "2"]),
            (r#"";""#, &[";"]),
            ("\"Via Roma\nscala B\";2", &["Via Roma\nscala B", "2"]),
        ];
        for (text, expected) in table {
            assert_eq!(records(text), [(1, Ok(cells(expected)))], "{text}");
        }
    }

    #[test]
    fn an_unclosed_quote_costs_one_row() {
        let mut text = "a;b\n\"c;d\n".to_owned();
        for row in 0..20 {
            text.extend(["e;", &row.to_string(), "\n"]);
        }
        let read = records(&text);
        assert_eq!(read[1], (2, Err("unclosed_quote")));
        assert_eq!(read[2], (3, Ok(cells(&["e", "0"]))));
        assert_eq!(read.len(), 22);
        assert_eq!(records("a;b\n\"c;d")[1], (2, Err("unclosed_quote")));
    }

    #[test]
    fn the_opening_quote_of_the_next_row_closes_no_quote() {
        let good = |line| (line, Ok(cells(&["e", "f", "g"])));
        let open = |line| (line, Err("unclosed_quote"));
        let row = "\"e\";\"f\";\"g\"\n";
        let read = records(&format!("{row}\"a\";\"b\";\"c\n{row}{row}"));
        assert_eq!(read, [good(1), open(2), good(3), good(4)]);
        // With an empty first cell the next row would seem to close the quote properly.
        let read = records(&format!("\"a\";\"b\";\"c\n\"\";\"f\";\"g\"\n{row}"));
        assert_eq!(read, [open(1), (2, Ok(cells(&["", "f", "g"]))), good(3)]);
        // And so would one whose first cell is not quoted.
        let read = records(&format!("\"a\";\"b\";\"c\ne;\"f\";\"g\"\n{row}"));
        assert_eq!(read, [open(1), good(2), good(3)]);
        // Of two rows with an open quote each is told.
        let read = records(&format!("\"a\";\"b\";\"c\n\"a\";\"b\";\"c\n{row}"));
        assert_eq!(read, [open(1), open(2), good(3)]);
    }

    #[test]
    fn blank_lines_are_no_records_and_keep_their_numbers() {
        let read = records("a\n\n  \nb\n");
        assert_eq!(read, [(1, Ok(cells(&["a"]))), (4, Ok(cells(&["b"])))]);
    }

    proptest! {
        #[test]
        fn what_is_quoted_is_read_back(values in prop::collection::vec("[a-z;\" ]{0,8}", 1..6)) {
            let quoted: Vec<_> = values
                .iter()
                .map(|value| format!("\"{}\"", value.replace('"', "\"\"")))
                .collect();
            prop_assert_eq!(split(&quoted.join(";"), ';'), Some(values));
        }
    }
}
