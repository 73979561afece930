use std::io::Cursor;

use domain::individuals::{IdentifierCode, PlaceCode};
use domain::kernel::Sex;

use super::*;

const HEADINGS: &str = "Codice fiscale;Cognome;Nome;Sesso;Data di nascita;Comune di nascita;\
    Cittadinanza;Indirizzo;CAP;Comune di residenza;Telefono;E-mail";

fn open(text: &str) -> People<Cursor<Vec<u8>>> {
    let today = Day::of(2026, 3, 2).unwrap();
    People::open(
        Cursor::new(text.as_bytes().to_vec()),
        &Layout::default(),
        today,
    )
    .unwrap()
}

fn rows(lines: &str) -> Vec<Row> {
    open(&format!("{HEADINGS}\r\n{lines}"))
        .map(Result::unwrap)
        .collect()
}

fn person(line: &str) -> Person {
    rows(line).remove(0).person.unwrap()
}

fn faults(line: &str) -> Vec<(String, &'static str)> {
    let faults = rows(line).remove(0).person.unwrap_err();
    let told = faults.into_iter().map(|fault| {
        let heading = fault.column.map_or("", recommended);
        (heading.to_owned(), fault.fault.code)
    });
    told.collect()
}

fn citizenship(person: &Person) -> String {
    person.citizenship.as_ref().unwrap().to_string()
}

#[test]
fn a_row_in_capitals_becomes_a_person() {
    let line = "rss mra 80a01 l219m;ROSSI;MARIO;M;01/01/1980;TORINO (TO);ITALIANA;\
        VIA XX SETTEMBRE 12/B;10121;TORINO;011 5550101;Mario@EXAMPLE.org";
    let person = person(line);
    assert_eq!(person.family_name.as_str(), "Rossi");
    assert_eq!(person.given_name.as_str(), "Mario");
    assert_eq!(person.birth_date.to_string(), "1980-01-01");
    assert_eq!(
        person.birthplace.as_ref().map(PlaceCode::as_str),
        Some("L219")
    );
    assert_eq!(citizenship(&person), "100");
    let Some(IdentifierCode::TaxCode(code)) = &person.code else {
        panic!("no tax code");
    };
    assert_eq!(code.as_str(), "RSSMRA80A01L219M");
    let address = person.address.unwrap();
    assert_eq!(address.street.unwrap().as_str(), "Via XX Settembre");
    assert_eq!(address.civic_number.unwrap().as_str(), "12/b");
    assert_eq!(address.place_code.as_str(), "L219");
    assert_eq!(person.phones[0].to_string(), "+390115550101");
    assert_eq!(person.emails[0].to_string(), "Mario@example.org");
}

#[test]
fn what_the_tax_code_says_need_not_be_typed() {
    let person = person("BNCGLI92P63L219J;Bianchi;Giulia");
    assert_eq!(person.sex, Sex::Female);
    assert_eq!(person.birth_date.to_string(), "1992-09-23");
    assert_eq!(
        person.birthplace.as_ref().map(PlaceCode::as_str),
        Some("L219")
    );
    assert!(person.address.is_none());
}

#[test]
fn a_person_without_any_code_is_read() {
    let person = person("-;El Amrani;Youssef;maschio;14.7.1995;MAROCCO;marocchina");
    assert!(person.code.is_none());
    assert_eq!(
        person.birthplace.as_ref().map(PlaceCode::as_str),
        Some("Z330")
    );
    assert_eq!(citizenship(&person), "436");
}

#[test]
fn a_century_that_the_tax_code_does_not_tell_is_asked_for() {
    // 1920 is too long ago, 2020 too recent.
    let born = Day::of(2020, 1, 1).unwrap();
    let code = domain::kernel::TaxCode::encode("Rossi", "Mario", Sex::Male, born, "L219").unwrap();
    let faults = faults(&format!("{code};Rossi;Mario"));
    assert_eq!(
        faults,
        [("Data di nascita".to_owned(), "century_ambiguous")]
    );
}

#[test]
fn every_fault_of_a_row_is_told_at_once() {
    let line = "RSSMRA80A01L219X;;123;X;31/02/1980;VALDORA;marziana;VIA ROMA;10121;;12;nobody";
    let expected = [
        ("Codice fiscale", "tax_code_check_letter"),
        ("Cognome", "blank"),
        ("Nome", "not_a_name"),
        ("Sesso", "unknown_sex"),
        ("Data di nascita", "invalid_date"),
        ("Comune di nascita", "unknown_place"),
        ("Cittadinanza", "unknown_citizenship"),
        ("Comune di residenza", "blank"),
        ("Telefono", "invalid_phone"),
        ("E-mail", "invalid_email"),
    ];
    let expected = expected.map(|(heading, code)| (heading.to_owned(), code));
    assert_eq!(faults(line), expected);
}

#[test]
fn a_wrong_code_alone_is_one_fault() {
    let faults = faults("RSSMRA80A01L219X;Rossi;Mario");
    assert_eq!(
        faults,
        [("Codice fiscale".to_owned(), "tax_code_check_letter")]
    );
}

#[test]
fn a_separator_that_nobody_quoted_is_told_with_the_row() {
    let line = "RSSMRA80A01L219M;ROSSI;MARIO;M;01/01/1980;TORINO;IT;VIA ROMA; 12;10121;TORINO;\
        011 5550101;a@example.org";
    assert!(faults(line).contains(&(String::new(), "too_many_cells")));
}

#[test]
fn text_that_was_decoded_wrongly_before_is_told() {
    let faults = faults(";Rossi;NicolÃ²;M;01/01/1980");
    assert_eq!(faults, [("Nome".to_owned(), "garbled_text")]);
    // A Portuguese name is not.
    assert_eq!(
        person(";Conceição;JOÃO;M;01/01/1980").given_name.as_str(),
        "João"
    );
}

#[test]
fn good_rows_stand_beside_bad_ones_with_their_lines() {
    let rows = rows(
        "RSSMRA80A01L219M;Rossi;Mario\r\n\r\n;;;;;;\r\nRSSMRA80A01L219X;Rossi;Mario\r\n\
         BNCGLI92P63L219J;Bianchi;Giulia\r\n",
    );
    let told: Vec<_> = rows
        .iter()
        .map(|row| (row.line, row.person.is_ok()))
        .collect();
    assert_eq!(told, [(2, true), (5, false), (6, true)]);
}

#[test]
fn one_name_of_several_places_follows_the_tax_code() {
    let today = Day::of(1980, 1, 1).unwrap();
    let code = |place| {
        let code = domain::kernel::TaxCode::encode("Rossi", "Mario", Sex::Male, today, place);
        code.unwrap().to_string()
    };
    for place in ["C337", "M261"] {
        let line = format!("{};Rossi;Mario;M;01/01/1980;CASTRO", code(place));
        assert_eq!(
            person(&line).birthplace.as_ref().map(PlaceCode::as_str),
            Some(place)
        );
    }
    let faults = faults(";Rossi;Mario;M;01/01/1980;CASTRO");
    assert_eq!(
        faults,
        [("Comune di nascita".to_owned(), "ambiguous_place")]
    );
}

#[test]
fn a_row_never_shows_up_in_a_debug_print() {
    let row = &rows("RSSMRA80A01L219M;Rossi;Mario")[0];
    let print = format!("{row:?}");
    assert!(
        !print.contains("Rossi") && !print.contains("RSSMRA"),
        "{print}"
    );
}

#[test]
fn a_workbook_and_an_empty_file_are_refused() {
    let today = Day::of(2026, 3, 2).unwrap();
    let open = |bytes: &[u8]| {
        let source = Cursor::new(bytes.to_vec());
        People::open(source, &Layout::default(), today).unwrap_err()
    };
    assert!(matches!(open(b"PK\x03\x04rest"), FileFault::Workbook));
    assert!(matches!(open(b""), FileFault::Empty));
    assert!(matches!(open(b"\n\n"), FileFault::Empty));
    assert!(matches!(open(b"a;b\n1;2\n"), FileFault::MissingColumns(_)));
}

#[test]
fn a_dash_within_a_number_does_not_make_two_of_it() {
    let rows_of = |phone: &str| {
        let text = format!(
            "Cognome;Nome;Sesso;Data di nascita;Telefono\nRossi;Mario;M;01/01/1980;{phone}\n"
        );
        let today = Day::of(2026, 3, 2).unwrap();
        let mut people =
            People::open(Cursor::new(text.into_bytes()), &Layout::default(), today).unwrap();
        let person = people.next().unwrap().unwrap().person.unwrap();
        person
            .phones
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    assert_eq!(rows_of("011 - 5550101"), ["+390115550101"]);
    assert_eq!(
        rows_of("011 5550101 - 333 5550102"),
        ["+390115550101", "+393335550102"]
    );
}
