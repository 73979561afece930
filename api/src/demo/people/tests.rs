use domain::individuals::PlaceCode;
use domain::kernel::LeapBirthday;
use domain::kernel::tax_code::{Declared, Verdict, check};
use domain::vocabulary::{self, PlaceVerdict, municipalities, states};
use strum::IntoEnumIterator;

use super::*;

fn people(count: usize) -> Vec<Fictional> {
    let today = Day::of(2026, 3, 2).unwrap();
    let mut people = People::new(7, today);
    (0..count).map(|_| people.next_person().unwrap()).collect()
}

#[test]
fn the_same_seed_gives_the_same_people() {
    let persons = |count| -> Vec<_> { people(count).into_iter().map(|p| p.person).collect() };
    assert!(persons(120) == persons(120));
    let mut other = People::new(8, Day::of(2026, 3, 2).unwrap());
    assert!(other.next_person().unwrap().person != people(1)[0].person);
}

#[test]
fn every_tax_code_fits_its_person() {
    let today = Day::of(2026, 3, 2).unwrap();
    for Fictional { person, known_by } in people(1_000) {
        let Some(IdentifierCode::TaxCode(code)) = &person.code else {
            continue;
        };
        assert_eq!(code.is_omocodia(), known_by == KnownBy::Omocodia);
        let declared = Declared {
            family_name: Some(person.family_name.as_str()),
            given_name: Some(person.given_name.as_str()),
            sex: Some(person.sex),
            birth_date: Some(person.birth_date),
            birthplace_code: person.birthplace.as_ref().map(PlaceCode::as_str),
            birthplace_history: &[],
        };
        let place = |code: &str, day| match vocabulary::birthplace(code, day) {
            PlaceVerdict::Valid(_) => domain::kernel::PlaceVerdict::Valid,
            PlaceVerdict::OutsideValidity(_) => domain::kernel::PlaceVerdict::OutsideValidity,
            PlaceVerdict::Unknown => domain::kernel::PlaceVerdict::Unknown,
        };
        let verdict = check(code.as_str(), &declared, today, place).verdict;
        assert_eq!(verdict, Verdict::Exact, "{code} of {}", person.family_name);
    }
}

#[test]
fn every_way_of_being_known_and_every_age_occurs() {
    let today = Day::of(2026, 3, 2).unwrap();
    let people = people(500);
    let count = |known_by| people.iter().filter(|p| p.known_by == known_by).count();
    let counts: Vec<_> = KnownBy::iter().map(count).collect();
    assert_eq!(counts, [450, 20, 10, 10, 10]);
    let ages: Vec<u32> = people
        .iter()
        .map(|p| {
            p.person
                .birth_date
                .age_on(today, LeapBirthday::default())
                .unwrap()
        })
        .collect();
    assert_eq!(ages.iter().filter(|age| **age < 18).count(), 50);
    assert!(ages.iter().all(|age| (14..67).contains(age)));
    let of_ceased = people.iter().filter(|p| {
        let place = p.person.birthplace.as_ref().map(PlaceCode::as_str).unwrap();
        let today = vocabulary::birthplace(place, today.date());
        matches!(today, PlaceVerdict::OutsideValidity(_))
    });
    assert!(of_ceased.count() >= 5);
    assert!(people.iter().any(|p| p.person.address.is_none()));
    assert!(people.iter().any(|p| p.person.phones.is_empty()));
}

#[test]
fn nothing_reaches_a_real_person() {
    let vectors = ["07430420013", "01254500075", "12345678903", "97543210013"];
    for Fictional { person, .. } in people(1_000) {
        for phone in &person.phones {
            let phone = phone.to_string();
            let is_kept_free = ["+39011555", "+39300555"];
            assert!(
                is_kept_free.iter().any(|range| phone.starts_with(range)),
                "{phone}"
            );
        }
        for email in person.emails.iter().map(ToString::to_string) {
            let (_, domain) = email.rsplit_once('@').unwrap();
            assert!(["example.com", "example.net", "example.org"].contains(&domain));
            assert!(
                email.is_ascii() && !email.contains("..") && !email.starts_with('.'),
                "{email}"
            );
        }
        if let Some(IdentifierCode::ProvisionalCode(code)) = &person.code {
            assert!(!code.has_known_office());
            assert!(!vectors.contains(&code.as_str()));
        }
    }
}

#[test]
fn every_place_and_citizenship_of_the_lists_exists() {
    let today = Day::of(2026, 3, 2).unwrap().date();
    for place in places::ITALIAN
        .iter()
        .chain(places::RESIDENCES.iter().map(|(place, _)| place))
    {
        assert!(
            matches!(municipalities::at(place, today), PlaceVerdict::Valid(_)),
            "{place}"
        );
    }
    for place in places::CEASED {
        assert!(municipalities::list().contains(place), "{place}");
    }
    for origin in &names::FOREIGN {
        assert!(
            vocabulary::get("citizenships")
                .unwrap()
                .contains(origin.citizenship)
        );
        for place in origin.birthplaces {
            assert!(states::list().contains(place), "{place}");
        }
    }
}
