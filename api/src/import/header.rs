//! The columns of a file, by the words that Italian offices put above them.

use domain::imports::{Column, Layout};
use domain::kernel::fold;
use strum::IntoEnumIterator;

use super::FileFault;
use super::headings::HEADINGS;
use super::records::split;

/// The separators that are tried, the most usual first.
const SEPARATORS: [char; 4] = [';', ',', '\t', '|'];
/// How many characters of a heading are told.
const LONGEST_HEADING: usize = 100;
/// How many headings that are not read are told.
const MOST_IGNORED: usize = 100;

/// The heading that we recommend for a column.
pub fn recommended(column: Column) -> &'static str {
    headings(column).first().copied().unwrap_or_default()
}

/// What offices write above it: the recommended heading first, then synonyms. They are compared
/// folded, so without case, accents, blanks, dots and slashes.
fn headings(column: Column) -> &'static [&'static str] {
    let known = HEADINGS.iter().find(|(known, _)| *known == column);
    known.map_or(&[], |(_, headings)| headings)
}

/// What a heading means: as the layout says, else by the usual words, unless the layout gives
/// that meaning to another heading.
fn meaning(heading: &str, layout: &Layout) -> Option<Column> {
    let key = fold(heading);
    if key.is_empty() {
        return None;
    }
    layout.column(heading).or_else(|| {
        let usual = |column: &Column| headings(*column).iter().any(|known| fold(known) == key);
        Column::iter().find(usual).filter(|c| !layout.names(*c))
    })
}

/// Where each column stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// What separates the cells.
    pub separator: char,
    /// Headings that the import does not know: their cells are not read.
    pub ignored: Vec<String>,
    /// How many cells a row has.
    pub width: usize,
    places: Vec<(Column, usize, String)>,
}

impl Header {
    /// Reads the line of the headings; none when it is only Excel's hint `sep=;`.
    pub(super) fn read(line: &str, layout: &Layout) -> Option<Result<Self, FileFault>> {
        if fold(line) == "sep" && line.trim_start().to_ascii_lowercase().starts_with("sep=") {
            return None;
        }
        let readings = SEPARATORS.map(|separator| {
            let headings = split(line, separator).unwrap_or_default();
            let known = headings.iter().filter(|h| meaning(h, layout).is_some());
            let known = known.count();
            (known, separator, headings)
        });
        // The first of the best: `max_by_key` would give the last.
        let mut best = readings.into_iter();
        let first = best.next()?;
        let best = best.fold(
            first,
            |best, next| if next.0 > best.0 { next } else { best },
        );
        Some(Self::of(best.1, &best.2, layout))
    }

    fn of(separator: char, headings: &[String], layout: &Layout) -> Result<Self, FileFault> {
        let mut header = Self {
            separator,
            ignored: Vec::new(),
            width: headings.len(),
            places: Vec::new(),
        };
        for (at, heading) in headings.iter().enumerate() {
            let heading = heading.trim().to_owned();
            match meaning(&heading, layout) {
                Some(column) if header.place(column).is_some() => {
                    return Err(FileFault::TwoColumns(heading));
                }
                Some(column) => header.places.push((column, at, heading)),
                None if heading.is_empty() => {}
                None if header.ignored.len() < MOST_IGNORED => header.ignored.push(cut(&heading)),
                None => {}
            }
        }
        let missing = header.missing();
        if missing.is_empty() {
            Ok(header)
        } else {
            Err(FileFault::MissingColumns(missing.join(", ")))
        }
    }

    /// Nobody is registered without names, and the day of birth has to stand somewhere: in its
    /// column or in the tax code.
    fn missing(&self) -> Vec<&'static str> {
        let needed = [Column::FamilyName, Column::GivenName];
        let absent = |column: &Column| self.place(*column).is_none();
        let mut missing: Vec<_> = needed.into_iter().filter(absent).collect();
        if absent(&Column::BirthDate) && absent(&Column::TaxCode) {
            missing.push(Column::BirthDate);
        }
        missing.into_iter().map(recommended).collect()
    }

    /// The columns that the file has.
    pub fn columns(&self) -> impl Iterator<Item = Column> + use<> {
        let columns: Vec<_> = self.places.iter().map(|(column, ..)| *column).collect();
        columns.into_iter()
    }

    /// The columns with their headings.
    pub fn headings(&self) -> Vec<(Column, String)> {
        let places = self.places.iter();
        places
            .map(|(column, _, heading)| (*column, cut(heading)))
            .collect()
    }

    /// Where the cell of a column stands in a row.
    pub(super) fn place(&self, column: Column) -> Option<usize> {
        let found = self.places.iter().find(|(known, ..)| *known == column);
        found.map(|(_, at, _)| *at)
    }
}

/// As much of a heading as is told: a file may have anything in its first line.
fn cut(heading: &str) -> String {
    heading.chars().take(LONGEST_HEADING).collect()
}

#[cfg(test)]
mod tests {
    use domain::imports::Mapped;

    use super::*;

    fn header(line: &str) -> Result<Header, FileFault> {
        Header::read(line, &Layout::default()).unwrap()
    }

    const ALL: &str = "Codice fiscale;Cognome;Nome;Sesso;Data di nascita;Comune di nascita;\
        Cittadinanza;Indirizzo;CAP;Comune di residenza;Telefono;E-mail";

    #[test]
    fn the_headings_of_an_office_are_recognised_with_any_separator() {
        for separator in SEPARATORS {
            let line = ALL.replace(';', &separator.to_string());
            let header = header(&line).unwrap();
            assert_eq!(header.separator, separator);
            assert_eq!(header.width, 12);
            assert!(header.ignored.is_empty(), "{:?}", header.ignored);
            assert_eq!(header.place(Column::Email), Some(11));
        }
    }

    #[test]
    fn headings_are_known_in_capitals_with_dots_and_quotes() {
        let header = header(r#""C.F.","COGNOME "," nome",DATA  NASCITA,Cell.,"Città","#).unwrap();
        assert_eq!(header.separator, ',');
        assert_eq!(header.place(Column::TaxCode), Some(0));
        assert_eq!(header.place(Column::Mobile), Some(4));
        assert_eq!(header.place(Column::Municipality), Some(5));
        assert_eq!(header.headings()[0], (Column::TaxCode, "C.F.".to_owned()));
    }

    #[test]
    fn unknown_columns_are_told_and_ignored() {
        let header = header("Cognome;Nome;CF;Segno zodiacale;;Note").unwrap();
        assert_eq!(header.ignored, ["Segno zodiacale", "Note"]);
    }

    #[test]
    fn a_file_without_names_or_day_of_birth_is_refused() {
        let missing = |line: &str| match header(line) {
            Err(FileFault::MissingColumns(missing)) => missing,
            other => panic!("{other:?}"),
        };
        assert_eq!(missing("Cognome;Telefono"), "Nome, Data di nascita");
        assert_eq!(missing("Nome;CF"), "Cognome");
        assert_eq!(missing("something else"), "Cognome, Nome, Data di nascita");
        assert!(header("Cognome;Nome;Nato il").is_ok());
    }

    #[test]
    fn a_column_that_comes_twice_refuses_the_file() {
        let twice = header("Cognome;Nome;CF;Codice fiscale");
        assert!(matches!(twice, Err(FileFault::TwoColumns(column)) if column == "Codice fiscale"));
    }

    #[test]
    fn the_hint_of_a_spreadsheet_is_no_header() {
        assert!(Header::read("sep=;", &Layout::default()).is_none());
        assert!(Header::read("SEP=,", &Layout::default()).is_none());
    }

    #[test]
    fn no_heading_means_two_columns() {
        let mut owners = std::collections::HashMap::new();
        for column in Column::iter() {
            for heading in headings(column) {
                let owner = *owners.entry(fold(heading)).or_insert(column);
                assert_eq!(owner, column, "{heading}");
            }
        }
    }

    #[test]
    fn a_layout_gives_headings_another_meaning() {
        let mapped = |heading: &str, column| Mapped {
            heading: heading.parse().unwrap(),
            column,
        };
        let layout = Layout {
            columns: vec![
                mapped("Name", Column::FamilyName),
                mapped("Vorname", Column::GivenName),
                mapped("geb. am", Column::BirthDate),
            ],
            ..Layout::default()
        };
        let header = Header::read("NAME;vorname;Geb. Am;Nome;CF", &layout);
        let header = header.unwrap().unwrap();
        assert_eq!(header.place(Column::FamilyName), Some(0));
        assert_eq!(header.place(Column::GivenName), Some(1));
        assert_eq!(header.place(Column::BirthDate), Some(2));
        assert_eq!(header.place(Column::TaxCode), Some(4));
        // Another heading has the meaning that this one usually has.
        assert_eq!(header.ignored, ["Nome"]);
    }
}
