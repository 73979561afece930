//! Files of fictional people, of any length, as an office keeps them.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use api::demo::people::People;
use api::import::Person;
use domain::individuals::{FoldedNames, Likeness, PlaceCode};
use domain::kernel::{Day, fold};

pub(super) const HEADINGS: &str = "CODICE FISCALE;COGNOME;NOME;SESSO;DATA DI NASCITA;\
    COMUNE DI NASCITA;CITTADINANZA;INDIRIZZO;CAP;COMUNE DI RESIDENZA;TELEFONO;E-MAIL\r\n";

/// Whoever came before: folded family and given names by day of birth, and each number and address
/// with the given name.
#[derive(Default)]
struct Earlier {
    names: HashMap<Day, Vec<FoldedNames>>,
    reached: HashSet<(String, String)>,
}

impl Earlier {
    /// Whether somebody looks like an earlier one, or shares a number and the given name, and would
    /// wait for a decision. Remembers that one too.
    fn has_alike(&mut self, person: &Person) -> bool {
        let given = fold(person.given_name.as_str());
        let names = FoldedNames::of(person.family_name.as_str(), person.given_name.as_str());
        let of_day = self.names.entry(person.birth_date).or_default();
        let mut is_alike = of_day
            .iter()
            .any(|other| Likeness::of_people(other, &names).is_some());
        let phones = person.phones.iter().map(ToString::to_string);
        let emails = person.emails.iter().map(ToString::to_string);
        for at in phones.chain(emails) {
            is_alike |= !self.reached.insert((at, given.clone()));
        }
        of_day.push(names);
        is_alike
    }
}

/// The rows of people none of whom is alike another.
pub(super) fn text(people: usize) -> String {
    let mut text = HEADINGS.to_owned();
    let mut fictional = People::new(3, Day::of(2026, 3, 2).unwrap());
    let mut earlier = Earlier::default();
    let all = std::iter::repeat_with(|| fictional.next_person().unwrap().person);
    let distinct = all.filter(|person| !earlier.has_alike(person));
    for person in distinct.take(people) {
        writeln!(text, "{}\r", row(&person)).unwrap();
    }
    text
}

/// The same in a file.
pub(super) fn file(folder: &Path, people: usize) -> PathBuf {
    written(folder, &text(people))
}

/// A file as offices really have it.
pub(super) fn mixed_file(folder: &Path, rows: usize) -> PathBuf {
    written(folder, &mixed(rows))
}

fn written(folder: &Path, text: &str) -> PathBuf {
    let path = folder.join("persone.csv");
    std::fs::write(&path, text).unwrap();
    path
}

/// Rows as offices really have them: each tenth is the one before with the names changed over, and
/// each fifth has the telephone number of the office.
pub(super) fn mixed(rows: usize) -> String {
    let mut text = HEADINGS.to_owned();
    let mut fictional = People::new(3, Day::of(2026, 3, 2).unwrap());
    let mut earlier = Earlier::default();
    let all = std::iter::repeat_with(|| fictional.next_person().unwrap().person);
    let mut distinct = all.filter(|person| !earlier.has_alike(person));
    let mut before: Option<Person> = None;
    for number in 0..rows {
        let mut person = match before.take().filter(|_| number % 10 == 9) {
            Some(before) => changed_over(before),
            None => distinct.next().unwrap(),
        };
        if number % 5 == 2 {
            person.phones = vec!["+39 011 555 0100".parse().unwrap()];
        }
        writeln!(text, "{}\r", row(&person)).unwrap();
        before = Some(person);
    }
    text
}

/// The same person as somebody typed it who took one name for the other.
fn changed_over(person: Person) -> Person {
    Person {
        family_name: person.given_name,
        given_name: person.family_name,
        code: None,
        phones: Vec::new(),
        emails: Vec::new(),
        ..person
    }
}

/// A row in capitals.
fn row(person: &Person) -> String {
    let address = person.address.as_ref();
    let street = address.map_or(String::new(), |address| {
        let street = address.street.as_ref().map_or("", |street| street.as_str());
        let number = address.civic_number.as_ref().map_or("", |n| n.as_str());
        format!("{street} {number}")
    });
    let place = |place: Option<&PlaceCode>| place.map_or(String::new(), ToString::to_string);
    let phones: Vec<_> = person.phones.iter().map(ToString::to_string).collect();
    let citizenship = person.citizenship.as_ref();
    let code = person.code.as_ref().map(ToString::to_string);
    let postal_code = address.and_then(|address| address.postal_code.as_ref());
    [
        code.unwrap_or_default().to_lowercase(),
        person.family_name.as_str().to_uppercase(),
        person.given_name.as_str().to_uppercase(),
        person.sex.to_string(),
        person.birth_date.date().format("%d/%m/%Y").to_string(),
        place(person.birthplace.as_ref()),
        citizenship.map_or(String::new(), ToString::to_string),
        street.to_uppercase(),
        postal_code.map_or(String::new(), ToString::to_string),
        place(address.map(|address| &address.place_code)),
        phones.join(" / "),
        person
            .emails
            .first()
            .map_or(String::new(), ToString::to_string),
    ]
    .join(";")
}
