//! People from a file: the CSV that Italian offices really have.
//!
//! A file is read as a stream: memory holds one chunk and one row, however long the file is. Each
//! row becomes a [`Person`], or all its faults at once.

pub mod batch;
mod citizenships;
mod contacts;
mod dates;
mod decide;
pub mod file;
mod header;
mod headings;
pub mod job;
mod names;
mod person;
mod places;
mod records;
pub mod report;
mod seen;
#[cfg(test)]
mod tests;
mod text;
pub mod vault;

use std::io::{self, Read, Seek};

use domain::imports::{DateOrder, Failure, FileEncoding, Layout, Reading};
use domain::kernel::Day;
use encoding_rs::{UTF_8, WINDOWS_1252};

pub use header::{Header, recommended};
pub use person::{CellFault, Person};

/// Why a file is refused as a whole.
#[derive(Debug, thiserror::Error)]
pub enum FileFault {
    /// It cannot be read.
    #[error("the file cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// It is a workbook and not text.
    #[error("the file is a workbook: save it as CSV first")]
    Workbook,
    /// It is no text, or text in an encoding that cannot be told.
    #[error("the file is no text, or in an unknown encoding: save it as CSV in UTF-8")]
    Binary,
    /// There is no line in it.
    #[error("the file is empty")]
    Empty,
    /// Columns without which nobody is registered.
    #[error("the file has no column {0}")]
    MissingColumns(String),
    /// Two columns mean the same.
    #[error("the file has a second column {0}")]
    TwoColumns(String),
}

impl From<FileFault> for Failure {
    fn from(fault: FileFault) -> Self {
        match fault {
            FileFault::Unreadable(_) => Self::new("import_file_unreadable"),
            FileFault::Workbook => Self::new("import_file_workbook"),
            FileFault::Binary => Self::new("import_file_binary"),
            FileFault::Empty => Self::new("import_file_empty"),
            FileFault::MissingColumns(columns) => {
                Self::new("import_missing_columns").with("columns", columns)
            }
            FileFault::TwoColumns(column) => Self::new("import_two_columns").with("column", column),
        }
    }
}

/// The people of a file, row by row.
pub struct People<R> {
    records: records::Records<R>,
    header: Header,
    encoding: &'static str,
    length: u64,
    order: DateOrder,
    today: Day,
}

/// One row of the file.
#[derive(Debug)]
pub struct Row {
    /// The number of its line in the file, from 1: the headings are the first.
    pub line: u64,
    /// The person, or all faults.
    pub person: Result<Person, Vec<CellFault>>,
}

/// The first bytes of workbooks: a ZIP archive, and the older compound file.
const WORKBOOKS: [&[u8]; 2] = [b"PK\x03\x04", b"\xD0\xCF\x11\xE0"];

impl<R: Read + Seek> People<R> {
    /// Opens a file and reads its headings, by the usual words and by those of `layout`. `today` is
    /// the day on which ages are plausible or not.
    pub fn open(mut source: R, layout: &Layout, today: Day) -> Result<Self, FileFault> {
        let mut first = Vec::new();
        source.by_ref().take(4).read_to_end(&mut first)?;
        if WORKBOOKS.contains(&first.as_slice()) {
            return Err(FileFault::Workbook);
        }
        let survey = text::survey(&mut source)?;
        if survey.is_binary {
            return Err(FileFault::Binary);
        }
        let encoding = match layout.encoding {
            FileEncoding::Utf8 if !survey.is_marked => UTF_8,
            FileEncoding::Windows1252 if !survey.is_marked => WINDOWS_1252,
            _ => survey.encoding,
        };
        let mut records = records::Records::new(text::Lines::new(source, encoding));
        let header = loop {
            let line = records.next_line()?.ok_or(FileFault::Empty)?;
            if let Some(header) = Header::read(&line.text.unwrap_or_default(), layout) {
                break header?;
            }
        };
        Ok(Self {
            records,
            header,
            encoding: encoding.name(),
            length: survey.length,
            order: layout.date_order,
            today,
        })
    }
}

impl<R> People<R> {
    /// How the file is read.
    pub fn reading(&self) -> Reading {
        Reading {
            encoding: self.encoding.to_owned(),
            separator: self.header.separator,
            columns: self.header.headings(),
            ignored: self.header.ignored.clone(),
        }
    }
}

impl<R: Read> People<R> {
    /// Passes over all rows up to the one on this line, which stood there when they were read.
    pub fn pass(&mut self, line: u64) -> io::Result<()> {
        let Header {
            separator, width, ..
        } = self.header;
        let mut passed = 0;
        while passed < line {
            match self.records.next_record(separator, width)? {
                Some(record) => passed = record.line,
                None => return Ok(()),
            }
        }
        Ok(())
    }

    /// How much of the file was read, in hundredths.
    pub fn progress(&self) -> u64 {
        (self.records.read() * 100)
            .checked_div(self.length)
            .unwrap_or(100)
    }
}

impl<R: Read> Iterator for People<R> {
    type Item = io::Result<Row>;

    fn next(&mut self) -> Option<io::Result<Row>> {
        loop {
            let Header {
                separator, width, ..
            } = self.header;
            let record = match self.records.next_record(separator, width) {
                Ok(record) => record?,
                Err(error) => return Some(Err(error)),
            };
            let person = match record.cells {
                // A spreadsheet saves rows that somebody emptied.
                Ok(cells) if cells.iter().all(|cell| cell.trim().is_empty()) => continue,
                Ok(cells) => person::read(&self.header, &cells, self.order, self.today),
                Err(fault) => Err(vec![CellFault {
                    column: None,
                    fault,
                }]),
            };
            return Some(Ok(Row {
                line: record.line,
                person,
            }));
        }
    }
}

impl<R> std::fmt::Debug for People<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("People")
            .field("encoding", &self.encoding)
            .field("header", &self.header)
            .finish_non_exhaustive()
    }
}
