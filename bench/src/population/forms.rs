//! How an engine wants rows written in bulk.

use std::fmt::Write as _;

use chrono::DateTime;
use uuid::Uuid;

use super::specimens::Cell;

/// The form of rows: what PostgreSQL's `COPY` reads, or the values of an `INSERT` of SQLite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Copy,
    Insert,
}

impl Form {
    /// What stands before a row, between its values, and behind it.
    pub(super) fn marks(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Copy => ("", "\t", "\n"),
            Self::Insert => ("(", ",", "),"),
        }
    }

    /// What stands before and behind a text.
    pub(super) fn quotes(self) -> &'static str {
        match self {
            Self::Copy => "",
            Self::Insert => "'",
        }
    }

    /// A piece of a text.
    pub(super) fn text(self, out: &mut String, text: &str) {
        for char in text.chars() {
            match (self, char) {
                (Self::Copy, '\\') => out.push_str("\\\\"),
                (Self::Copy, '\n') => out.push_str("\\n"),
                (Self::Copy, '\r') => out.push_str("\\r"),
                (Self::Copy, '\t') => out.push_str("\\t"),
                (Self::Insert, '\'') => out.push_str("''"),
                (_, other) => out.push(other),
            }
        }
    }

    /// An identifier as a value of its own.
    pub(super) fn uid(self, out: &mut String, uid: Uuid) {
        let mut buffer = Uuid::encode_buffer();
        match self {
            Self::Copy => out.push_str(uid.hyphenated().encode_lower(&mut buffer)),
            Self::Insert => {
                out.push_str("X'");
                out.push_str(uid.simple().encode_lower(&mut buffer));
                out.push('\'');
            }
        }
    }

    /// A value that is the same in every copy.
    pub(super) fn constant(self, cell: &Cell) -> String {
        let mut out = String::new();
        match (cell, self) {
            (Cell::Null, Self::Copy) => out.push_str("\\N"),
            (Cell::Null, Self::Insert) => out.push_str("NULL"),
            (Cell::Uid(uid), _) => self.uid(&mut out, *uid),
            (Cell::Instant(micros), Self::Copy) => {
                let at = DateTime::from_timestamp_micros(*micros).unwrap_or_default();
                // Writing to a string cannot fail.
                let _ = write!(out, "{}", at.format("%Y-%m-%d %H:%M:%S%.6f+00"));
            }
            (Cell::Instant(number) | Cell::Number(number), _) => {
                let _ = write!(out, "{number}");
            }
            (Cell::Bytes(hex), Self::Copy) => {
                let _ = write!(out, "\\\\x{hex}");
            }
            (Cell::Bytes(hex), Self::Insert) => {
                let _ = write!(out, "X'{hex}'");
            }
            (Cell::Text(text), _) => {
                out.push_str(self.quotes());
                self.text(&mut out, text);
                out.push_str(self.quotes());
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(form: Form, cell: &Cell) -> String {
        form.constant(cell)
    }

    #[test]
    fn each_engine_reads_back_what_was_meant() {
        let text = Cell::Text("D'Angelo\\\tvia\n".to_owned());
        assert_eq!(written(Form::Copy, &text), "D'Angelo\\\\\\tvia\\n");
        assert_eq!(written(Form::Insert, &text), "'D''Angelo\\\tvia\n'");
        let at = Cell::Instant(1_764_000_000_000_001);
        assert_eq!(written(Form::Copy, &at), "2025-11-24 16:00:00.000001+00");
        assert_eq!(written(Form::Insert, &at), "1764000000000001");
        let bytes = Cell::Bytes("0AFF".to_owned());
        assert_eq!(written(Form::Copy, &bytes), "\\\\x0AFF");
        assert_eq!(written(Form::Insert, &bytes), "X'0AFF'");
        assert_eq!(written(Form::Copy, &Cell::Null), "\\N");
        assert_eq!(written(Form::Insert, &Cell::Null), "NULL");
    }
}
