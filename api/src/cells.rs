//! Cells of files that spreadsheets open.

/// What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection), its full-width
/// forms included, which some of them read alike.
const TRIGGERS: [char; 11] = [
    '=', '+', '-', '@', '\t', '\r', '\n', '\u{FF1D}', '\u{FF0B}', '\u{FF0D}', '\u{FF20}',
];

/// The cell, so that no spreadsheet takes it for a formula. Blanks before one do not hide it.
pub fn harmless(cell: String) -> String {
    let begins = cell.trim_start_matches(is_blank);
    if cell.starts_with(TRIGGERS) || begins.starts_with(TRIGGERS) {
        format!("'{cell}")
    } else {
        cell
    }
}

/// How a file is written that spreadsheets open here: semicolons, and lines that end in CR LF.
pub fn semicolons() -> csv::WriterBuilder {
    let mut builder = csv::WriterBuilder::new();
    builder.delimiter(b';').terminator(csv::Terminator::CRLF);
    builder
}

/// What nobody sees before the first sign of a cell: blanks, and signs without width.
pub fn is_blank(sign: char) -> bool {
    sign.is_whitespace() || matches!(sign, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn no_cell_begins_like_a_formula() {
        for cell in [
            "=1+1",
            "+39 011",
            "-2",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "＝1",
            "＋1",
            "－1",
            "＠x",
            " =1",
            "\u{A0}=1",
            "\u{2003}=1",
            "\u{200B}=1",
            "\u{FEFF} +1",
        ] {
            assert_eq!(harmless(cell.to_owned()), format!("'{cell}"));
        }
        for cell in [
            "",
            "Rossi",
            "D'Angelo",
            "'=1",
            "a=b",
            " Rossi",
            "2026-03-10",
        ] {
            assert_eq!(harmless(cell.to_owned()), cell);
        }
    }
}
