//! Addresses, telephone numbers and e-mail addresses as offices write them.

use domain::individuals::contacts::Phone;
use domain::kernel::Fault;

use super::names;

/// The texts of a cell that may hold several telephone numbers or addresses.
pub(super) fn several(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([';', ',', '\n'])
        .flat_map(|part| part.split(" / "))
        .flat_map(|part| part.split(" - "))
        .map(str::trim)
        .filter(|part| part.chars().any(char::is_alphanumeric))
}

/// A telephone number, without what people write before it (`tel.`, `cell:`).
pub(super) fn phone(text: &str) -> Result<Phone, Fault> {
    if is_spreadsheet_number(text) {
        return Err(Fault::new("spreadsheet_number"));
    }
    let is_word = |c: char| c.is_alphabetic() || matches!(c, '.' | ':' | ' ');
    text.trim_start_matches(is_word).trim().parse()
}

/// Whether a spreadsheet has turned a long number into one with an exponent: its digits are lost.
pub(super) fn is_spreadsheet_number(text: &str) -> bool {
    let upper = text.trim().to_ascii_uppercase();
    upper.split_once("E+").is_some_and(|(number, exponent)| {
        let is_number = |c: char| c.is_ascii_digit() || c == ',' || c == '.';
        !number.is_empty()
            && number.chars().all(is_number)
            && exponent.chars().all(|c| c.is_ascii_digit())
    })
}

/// An Italian postal code has five digits; a spreadsheet drops the zeros it begins with.
pub(super) fn postal_code(cell: &str) -> String {
    let is_number = cell.bytes().all(|b| b.is_ascii_digit());
    if is_number && (3..5).contains(&cell.len()) {
        format!("{cell:0>5}")
    } else {
        cell.to_owned()
    }
}

/// A street and the number of the house behind it: `Via Roma, 12/B`, `VIA ROMA N. 3 BIS`.
pub(super) fn street(cell: &str) -> (String, Option<String>) {
    let street = names::street(cell);
    if let Some((before, behind)) = street.rsplit_once(',') {
        let behind = behind.trim();
        if is_civic(behind) {
            return (tidy(before), Some(civic(behind)));
        }
        return (street, None);
    }
    let words: Vec<&str> = street.split(' ').collect();
    // Of two words the second is a name: `Via 25`, `Km 12`.
    let first_number = (2..words.len()).find(|at| is_civic(&words[*at..].join(" ")));
    match first_number {
        Some(at) => (
            tidy(&words[..at].join(" ")),
            Some(civic(&words[at..].join(" "))),
        ),
        None => (street, None),
    }
}

/// `12`, `12/B`, `3 bis`, `n. 7`, `snc`.
fn is_civic(text: &str) -> bool {
    let number = civic(text);
    let mut words = number.split(' ');
    let first = words.next().unwrap_or_default();
    let behind: Vec<&str> = words.collect();
    let is_number = first.starts_with(|c: char| c.is_ascii_digit())
        && first.len() <= 8
        && first
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '/' || c == '-');
    let is_suffix = match behind[..] {
        [] => true,
        [one] => one.len() <= 3 && one.chars().all(char::is_alphanumeric),
        _ => false,
    };
    (is_number && is_suffix) || number.eq_ignore_ascii_case("snc")
}

fn civic(text: &str) -> String {
    let lower = text.trim().to_ascii_lowercase();
    let number = ["n°", "nr.", "n.", "nr ", "n "]
        .iter()
        .find_map(|mark| lower.strip_prefix(mark))
        .unwrap_or(&lower);
    number.trim().to_owned()
}

fn tidy(street: &str) -> String {
    street.trim_end_matches([' ', ',']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_the_house_is_told_from_the_street() {
        let table = [
            ("VIA ROMA 12", "Via Roma", Some("12")),
            ("Via Roma, 12/B", "Via Roma", Some("12/b")),
            ("Via Roma n. 3 bis", "Via Roma", Some("3 bis")),
            ("Via Roma N°7", "Via Roma", Some("7")),
            ("Strada Nuova snc", "Strada Nuova", Some("snc")),
            ("VIA XX SETTEMBRE 5", "Via XX Settembre", Some("5")),
            ("VIA 4 NOVEMBRE 8", "Via 4 Novembre", Some("8")),
            ("VIA 25 APRILE", "Via 25 Aprile", None),
            ("CASCINA TORTA", "Cascina Torta", None),
            ("Via Roma, scala B", "Via Roma, scala B", None),
        ];
        for (cell, name, number) in table {
            let (street, civic) = street(cell);
            assert_eq!(
                (street.as_str(), civic.as_deref()),
                (name, number),
                "{cell}"
            );
        }
    }

    #[test]
    fn several_numbers_in_one_cell_are_several() {
        let cells = |cell| several(cell).map(ToOwned::to_owned).collect::<Vec<_>>();
        assert_eq!(
            cells("011 5550101 / 333-5550102"),
            ["011 5550101", "333-5550102"]
        );
        assert_eq!(
            cells("a@example.org; b@example.org"),
            ["a@example.org", "b@example.org"]
        );
        assert_eq!(cells("011/5550101"), ["011/5550101"]);
        assert!(cells(" - ").is_empty());
    }

    #[test]
    fn a_number_that_a_spreadsheet_has_cut_is_told() {
        assert_eq!(phone("3,93335E+11").unwrap_err().code, "spreadsheet_number");
        assert_eq!(phone("1234").unwrap_err().code, "invalid_phone");
        assert_eq!(
            phone("cell. 333 5550101").unwrap().to_string(),
            "+393335550101"
        );
    }

    #[test]
    fn a_postal_code_gets_back_the_zeros_that_a_spreadsheet_drops() {
        assert_eq!(postal_code("121"), "00121");
        assert_eq!(postal_code("10100"), "10100");
        assert_eq!(postal_code("SW1A 1AA"), "SW1A 1AA");
    }
}
