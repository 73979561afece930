//! Somebody is found however the name is written, and nobody who was not asked for.

mod hostile;

use domain::actor::Role;
use domain::individuals::SearchTerm;
use domain::kernel::fold;
use serde_json::{Value, json};

use crate::support::people::{Somebody, codes, register, section};
use crate::support::{Answer, Client, Member, Place, TestApp};

/// Who is there: family name, given name, day of birth.
const PEOPLE: [(&str, &str, &str); 18] = [
    ("Verdi", "Lucia", "1990-01-01"),
    ("Verdi", "Lucia Maria", "1990-06-07"),
    ("Verdi Neri", "Luca", "1991-02-03"),
    ("Lucia", "Verdiana", "1984-02-29"),
    ("De' Rossi", "Gianfranco", "1958-08-17"),
    ("Derossi", "Giana", "1958-08-17"),
    ("D'Angelo-Costa", "Maria Chiara", "1999-05-05"),
    ("Nicolò", "Anna", "1975-12-31"),
    ("Nguyễn", "Thị Lan", "1988-11-02"),
    ("Müller", "Jörg", "1970-10-10"),
    ("Ștefănescu", "Ioana", "2003-10-30"),
    ("王", "小明", "1992-09-23"),
    ("Йоана", "Петрова", "1981-03-04"),
    ("Per%cento", "Sotto_linea", "1966-04-18"),
    ("O'Brien", "Null", "1960-01-01"),
    ("Zanella", "Zoe", "1990-12-31"),
    ("Zanella", "Ada", "1991-01-01"),
    ("Abate", "Zeno", "1989-12-31"),
];

fn somebody((family, given, born): (&str, &str, &str)) -> Somebody {
    Somebody::new(family, given, born)
}

fn populated() -> (TestApp, Client) {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    for person in PEOPLE {
        register(&desk, &somebody(person).registration());
    }
    (app, desk)
}

fn ask(client: &Client, body: &Value) -> Answer {
    client.send(
        "POST",
        "/individual-searches",
        Some(body.to_string().into()),
    )
}

fn names(answer: &Answer) -> Vec<String> {
    let page = answer.ok(200);
    let cards = page["items"].as_array().unwrap().iter();
    cards
        .map(|card| {
            let name = |member: &str| card[member].as_str().unwrap().to_owned();
            format!("{} {}", name("family_name"), name("given_name"))
        })
        .collect()
}

/// Whom the term means, in the order of a search; none when it is no term.
fn meant(term: &str) -> Option<Vec<String>> {
    let readings = term.parse::<SearchTerm>().ok()?.readings();
    let mut found: Vec<(usize, String, String, String)> = Vec::new();
    for (family, given, _) in PEOPLE {
        let (first, second) = (fold(family), fold(given));
        let begins = |key: &str, prefix: &Option<String>| {
            prefix.as_ref().is_none_or(|prefix| key.starts_with(prefix))
        };
        let at = readings
            .iter()
            .position(|r| begins(&first, &r.family) && begins(&second, &r.given));
        if let Some(at) = at {
            let by_family = readings[at].family.is_some();
            let (a, b) = if by_family {
                (first, second)
            } else {
                (second, first)
            };
            found.push((at, a, b, format!("{family} {given}")));
        }
    }
    found.sort();
    Some(found.into_iter().map(|(.., name)| name).collect())
}

#[test]
fn somebody_is_found_in_either_order_however_the_name_is_written() {
    let (_app, desk) = populated();
    for (term, expected) in [
        (
            "verdi lucia",
            vec!["Verdi Lucia", "Verdi Lucia Maria", "Lucia Verdiana"],
        ),
        (
            "LUCIA VERDI",
            vec!["Lucia Verdiana", "Verdi Lucia", "Verdi Lucia Maria"],
        ),
        (
            "luc verd",
            vec![
                "Lucia Verdiana",
                "Verdi Lucia",
                "Verdi Lucia Maria",
                "Verdi Neri Luca",
            ],
        ),
        ("de rossi", vec!["De' Rossi Gianfranco", "Derossi Giana"]),
        ("derossi", vec!["De' Rossi Gianfranco", "Derossi Giana"]),
        (
            "DE’ROSSI gian",
            vec!["Derossi Giana", "De' Rossi Gianfranco"],
        ),
        ("dangelo costa", vec!["D'Angelo-Costa Maria Chiara"]),
        ("D’Angelo", vec!["D'Angelo-Costa Maria Chiara"]),
        ("nicolo'", vec!["Nicolò Anna"]),
        ("NICOLÒ", vec!["Nicolò Anna"]),
        ("nguyen thi lan", vec!["Nguyễn Thị Lan"]),
        ("lan", vec![]),
        ("muller", vec!["Müller Jörg"]),
        ("jorg mu", vec!["Müller Jörg"]),
        ("stefanescu", vec!["Ștefănescu Ioana"]),
        ("王小明", vec![]),
        ("王 小", vec!["王 小明"]),
        ("йоа", vec!["Йоана Петрова"]),
        ("obrien", vec!["O'Brien Null"]),
        ("null", vec!["O'Brien Null"]),
    ] {
        let mut found = names(&ask(&desk, &json!({ "term": term })));
        assert_eq!(Some(&found), meant(term).as_ref(), "{term}");
        let mut expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{term}");
    }
}

#[test]
fn one_character_finds_whoever_is_called_so_where_it_is_a_name() {
    let (_app, desk) = populated();
    let korean = Somebody::new("김", "민수", "1995-05-05");
    register(&desk, &korean.registration());
    for (term, expected) in [("王", "王 小明"), (" 小 ", "王 小明"), ("김", "김 민수")]
    {
        assert_eq!(names(&ask(&desk, &json!({ "term": term }))), [expected]);
    }
    for term in ["v", "й", "ò", "'", "ア"] {
        let answer = ask(&desk, &json!({ "term": term }));
        answer.refused(422, "invalid");
        assert_eq!(answer.faults(), ["/term too_short"], "{term}");
    }
}

#[test]
fn a_day_or_a_year_of_birth_narrows_the_names() {
    let (_app, desk) = populated();
    for (body, expected) in [
        (
            json!({ "term": "verdi", "birth_date": "1990-01-01" }),
            vec!["Verdi Lucia"],
        ),
        (
            json!({ "term": "verdi", "birth_year": 1990 }),
            vec!["Verdi Lucia", "Verdi Lucia Maria"],
        ),
        (
            json!({ "term": "zanella", "birth_year": 1990 }),
            vec!["Zanella Zoe"],
        ),
        (
            json!({ "term": "zanella", "birth_year": 1991 }),
            vec!["Zanella Ada"],
        ),
        (json!({ "term": "zanella", "birth_year": 2100 }), vec![]),
        (
            json!({ "term": "zanella", "birth_date": "1990-12-30" }),
            vec![],
        ),
    ] {
        assert_eq!(names(&ask(&desk, &body)), expected, "{body}");
    }
}

#[test]
fn somebody_is_found_by_each_code_as_issued_and_restored() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let lucia = somebody(PEOPLE[0]);
    let code = lucia.tax_code();
    let issued = code.omocodia_variant(4).unwrap();
    let mut body = lucia.registration();
    body["identifiers"] = codes(&[
        ("tax_code", issued.as_str()),
        ("provisional_code", "07430420013"),
    ]);
    let person = register(&desk, &body);
    let anna = somebody(PEOPLE[7]);
    register(&desk, &anna.with_code(anna.tax_code()));
    let spaced = format!(" {} ", issued.as_str().to_lowercase());
    let elsewhere = app.member(Member::new(Place::Home, Role::Counsellor, 2));
    for value in [
        code.as_str(),
        issued.as_str(),
        spaced.as_str(),
        code.omocodia_variant(7).unwrap().as_str(),
        "07430420013",
    ] {
        for client in [&desk, &elsewhere] {
            let found = ask(client, &json!({ "tax_code": value }));
            assert_eq!(names(&found), ["Verdi Lucia"]);
            // The card tells no more of the code than the search knew.
            assert!(!found.text().contains(code.as_str()));
        }
    }
    let unknown = somebody(PEOPLE[2]).tax_code();
    assert_eq!(
        names(&ask(&desk, &json!({ "tax_code": unknown.as_str() }))),
        [""; 0]
    );
    // A code that was taken away finds nobody.
    let path = format!("{person}/identifiers");
    let tag = desk.tag(&path);
    desk.put_if(&path, &tag, &section(&codes(&[]))).ok(200);
    assert_eq!(
        names(&ask(&desk, &json!({ "tax_code": code.as_str() }))),
        [""; 0]
    );
}

#[test]
fn a_search_is_one_question_with_a_reason_for_every_refusal() {
    let (_app, desk) = populated();
    for (body, fault) in [
        (json!({}), "/term missing_member"),
        (json!({ "birth_year": 1990 }), "/term missing_member"),
        (json!({ "term": "v" }), "/term too_short"),
        (json!({ "term": "--" }), "/term not_a_name"),
        (json!({ "term": "x".repeat(101) }), "/term too_long"),
        (
            json!({ "tax_code": "VRDLCU90A41L219A" }),
            "/tax_code tax_code_check_letter",
        ),
        (
            json!({ "term": "verdi", "tax_code": "VRDLCU90A41L219E" }),
            "/term one_of_both",
        ),
        (
            json!({ "tax_code": "VRDLCU90A41L219E", "birth_year": 1990 }),
            "/tax_code one_of_both",
        ),
        (
            json!({ "term": "verdi", "birth_year": 1990, "birth_date": "1990-01-01" }),
            "/birth_year one_of_both",
        ),
    ] {
        let answer = ask(&desk, &body);
        answer.refused(422, "invalid");
        assert_eq!(answer.faults(), [fault], "{body}");
    }
    for member in [
        "office_id",
        "organisation_id",
        "sort",
        "q",
        "family_name",
        "fields",
    ] {
        let answer = ask(&desk, &json!({ "term": "verdi", member: "x" }));
        answer.refused(400, "malformed_request");
    }
    // No name and no code ever stands in an address.
    desk.get("/individual-searches?term=verdi")
        .refused(405, "method_not_allowed");
    desk.get("/individuals?family_name=verdi")
        .refused(405, "method_not_allowed");
    let query = desk.send(
        "POST",
        "/individual-searches?term=verdi",
        Some(b"{}".to_vec()),
    );
    query.refused(400, "bad_parameter");
}

#[test]
fn pages_of_a_search_are_the_whole_search() {
    let (app, desk) = populated();
    for number in 0..40 {
        register(&desk, &Somebody::numbered(number).registration());
    }
    for term in [
        "prova",
        "persona",
        "persona prova",
        "verdi lucia",
        "de rossi",
        "zanella",
    ] {
        let whole = names(&ask(&desk, &json!({ "term": term, "limit": 100 })));
        for limit in [1, 3, 7] {
            let mut found = Vec::new();
            let mut body = json!({ "term": term, "limit": limit });
            loop {
                let page = ask(&desk, &body);
                found.extend(names(&page));
                let page = page.json();
                assert!(page["_links"].get("next").is_none());
                let Some(cursor) = page.get("next_cursor") else {
                    break;
                };
                assert!(!cursor.as_str().unwrap().contains("prova"));
                body["cursor"] = cursor.clone();
            }
            assert_eq!(found, whole, "{term} by {limit}");
        }
    }
    let first = ask(&desk, &json!({ "term": "prova", "limit": 5 })).ok(200);
    let cursor = first["next_cursor"].clone();
    let colleague = app.member(Member::new(Place::Home, Role::DeskOperator, 1));
    let away = app.member(Member::new(Place::Away, Role::DeskOperator, 0));
    for (client, term) in [(&desk, "persona"), (&colleague, "prova"), (&away, "prova")] {
        let body = json!({ "term": term, "limit": 5, "cursor": cursor });
        ask(client, &body).refused(400, "bad_cursor");
    }
    for bad in ["", "x", "AAAA", "' OR 1=1 --", "{}"] {
        let body = json!({ "term": "prova", "cursor": bad });
        assert_eq!(ask(&desk, &body).status, 400, "{bad}");
    }
}

#[test]
fn a_search_costs_as_much_however_many_it_finds() {
    let (app, desk) = populated();
    let cost = || app.cost(|| ask(&desk, &json!({ "term": "prova", "limit": 100 })).ok(200));
    let none = cost();
    for number in 0..60 {
        register(&desk, &Somebody::numbered(number).registration());
    }
    assert_eq!(cost(), none);
}
