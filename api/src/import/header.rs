//! The columns of a file, by the words that Italian offices put above them.

use domain::kernel::fold;
use strum::{EnumIter, IntoEnumIterator};

use super::FileFault;
use super::headings::HEADINGS;
use super::records::split;

/// The separators that are tried, the most usual first.
const SEPARATORS: [char; 4] = [';', ',', '\t', '|'];

/// A column that the import knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, EnumIter)]
pub enum Column {
    /// The tax code, or the provisional numeric one.
    TaxCode,
    /// The family names.
    FamilyName,
    /// The given names.
    GivenName,
    /// The sex.
    Sex,
    /// The day of birth.
    BirthDate,
    /// The municipality or State of birth.
    Birthplace,
    /// The province of birth.
    BirthProvince,
    /// The State of birth, where it has a column of its own.
    BirthState,
    /// The citizenship.
    Citizenship,
    /// The street, often with the number of the house.
    Address,
    /// The number of the house.
    CivicNumber,
    /// The postal code.
    PostalCode,
    /// The municipality of residence.
    Municipality,
    /// The province of residence.
    Province,
    /// A telephone number.
    Phone,
    /// A mobile number.
    Mobile,
    /// An e-mail address.
    Email,
    /// A certified e-mail address.
    CertifiedEmail,
}

impl Column {
    /// The heading that we recommend.
    pub fn heading(self) -> &'static str {
        self.headings().first().copied().unwrap_or_default()
    }

    /// What offices write above it: the recommended heading first, then synonyms. They are
    /// compared folded, so without case, accents, blanks, dots and slashes.
    fn headings(self) -> &'static [&'static str] {
        let known = HEADINGS.iter().find(|(column, _)| *column == self);
        known.map_or(&[], |(_, headings)| headings)
    }

    fn of(heading: &str) -> Option<Self> {
        let key = fold(heading);
        if key.is_empty() {
            return None;
        }
        Self::iter().find(|column| column.headings().iter().any(|known| fold(known) == key))
    }
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
    pub(super) fn read(line: &str) -> Option<Result<Self, FileFault>> {
        if fold(line) == "sep" && line.trim_start().to_ascii_lowercase().starts_with("sep=") {
            return None;
        }
        let readings = SEPARATORS.map(|separator| {
            let headings = split(line, separator).unwrap_or_default();
            let known = headings.iter().filter(|h| Column::of(h).is_some()).count();
            (known, separator, headings)
        });
        // The first of the best: `max_by_key` would give the last.
        let mut best = readings.into_iter();
        let first = best.next()?;
        let best = best.fold(
            first,
            |best, next| if next.0 > best.0 { next } else { best },
        );
        Some(Self::of(best.1, &best.2))
    }

    fn of(separator: char, headings: &[String]) -> Result<Self, FileFault> {
        let mut header = Self {
            separator,
            ignored: Vec::new(),
            width: headings.len(),
            places: Vec::new(),
        };
        for (at, heading) in headings.iter().enumerate() {
            let heading = heading.trim().to_owned();
            match Column::of(&heading) {
                Some(column) if header.place(column).is_some() => {
                    return Err(FileFault::TwoColumns(heading));
                }
                Some(column) => header.places.push((column, at, heading)),
                None if heading.is_empty() => {}
                None => header.ignored.push(heading),
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
        missing.into_iter().map(Column::heading).collect()
    }

    /// The columns that the file has.
    pub fn columns(&self) -> impl Iterator<Item = Column> + use<> {
        let columns: Vec<_> = self.places.iter().map(|(column, ..)| *column).collect();
        columns.into_iter()
    }

    /// Where the cell of a column stands in a row.
    pub(super) fn place(&self, column: Column) -> Option<usize> {
        let found = self.places.iter().find(|(known, ..)| *known == column);
        found.map(|(_, at, _)| *at)
    }

    /// What the file calls a column; what we would where it has none.
    pub fn label(&self, column: Column) -> &str {
        let found = self.places.iter().find(|(known, ..)| *known == column);
        found.map_or(column.heading(), |(_, _, heading)| heading)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(line: &str) -> Result<Header, FileFault> {
        Header::read(line).unwrap()
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
        assert_eq!(header.label(Column::TaxCode), "C.F.");
        assert_eq!(header.label(Column::Sex), "Sesso");
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
        assert!(Header::read("sep=;").is_none());
        assert!(Header::read("SEP=,").is_none());
    }

    #[test]
    fn no_heading_means_two_columns() {
        let mut owners = std::collections::HashMap::new();
        for column in Column::iter() {
            for heading in column.headings() {
                let owner = *owners.entry(fold(heading)).or_insert(column);
                assert_eq!(owner, column, "{heading}");
            }
        }
    }
}
