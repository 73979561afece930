//! What people type at the edges: alphabets, invisible characters, numbers and days.

use domain::actor::Role;
use domain::kernel::fold;
use serde_json::{Value, json};

use crate::support::people::{Somebody, register};
use crate::support::{Answer, Client, Database, TestApp};

/// Names as typed, and as they are kept on both engines.
const KEPT: [(&str, &str); 46] = [
    ("D'Angelo", "D'Angelo"),
    ("D\u{2019}Angelo", "D\u{2019}Angelo"),
    ("De' Rossi", "De' Rossi"),
    ("D'Angelo-Costa", "D'Angelo-Costa"),
    ("Nicolò", "Nicolò"),
    ("Nicolo\u{300}", "Nicolò"),
    ("NICOLO'", "NICOLO'"),
    ("Hüseyin", "Hüseyin"),
    ("Nguyễn", "Nguyễn"),
    ("Nguye\u{302}\u{303}n", "Nguyễn"),
    ("Ștefan", "Ștefan"),
    ("Şebnem", "Şebnem"),
    ("Łukasz", "Łukasz"),
    ("Đorđević", "Đorđević"),
    ("Þórður", "Þórður"),
    ("Sørensen", "Sørensen"),
    ("Œdipe", "Œdipe"),
    ("Straße", "Straße"),
    ("İsmail", "İsmail"),
    ("Işık", "Işık"),
    ("Oʻktamʼ", "Oʻktamʼ"),
    ("O", "O"),
    ("Li", "Li"),
    ("王", "王"),
    ("王小明", "王小明"),
    ("محمد", "محمد"),
    ("Йоана", "Йоана"),
    ("И\u{306}оана", "Йоана"),
    ("Οδυσσεύς", "Οδυσσεύς"),
    ("김민준", "김민준"),
    ("\u{1100}\u{1175}\u{11B7}", "김"),
    ("देवनागरी", "देवनागरी"),
    ("Ａｎｎａ", "Ａｎｎａ"),
    ("ﬁore", "ﬁore"),
    ("𝒜da", "𝒜da"),
    ("Anna Maria", "Anna Maria"),
    ("  Anna\u{3000}", "Anna"),
    ("\u{A0}Anna\u{2003}", "Anna"),
    ("An\u{202E}na", "Anna"),
    ("\u{FEFF}Anna", "Anna"),
    ("An\u{200B}na\u{200F}", "Anna"),
    ("\u{2066}Anna\u{2069}", "Anna"),
    ("An\u{AD}na", "Anna"),
    ("Anna\u{E0041}\u{E007F}", "Anna"),
    (
        "Robert'); DROP TABLE individuals;--",
        "Robert'); DROP TABLE individuals;--",
    ),
    ("{{7*7}}${7*7}%n%s<b>x", "{{7*7}}${7*7}%n%s<b>x"),
];

/// What is no name, and why.
const REFUSED: [(&str, u16, &str); 18] = [
    ("", 422, "blank"),
    ("   ", 422, "blank"),
    ("\u{200B}", 422, "blank"),
    ("\u{202E}\u{202C}", 422, "blank"),
    ("123", 422, "not_a_name"),
    ("-", 422, "not_a_name"),
    ("'", 422, "not_a_name"),
    ("😀", 422, "not_a_name"),
    ("\u{301}", 422, "not_a_name"),
    ("Anna\nMaria", 422, "control_character"),
    ("Anna\tMaria", 422, "control_character"),
    ("Anna\u{2028}Maria", 422, "control_character"),
    ("Anna\u{0}", 400, "control_character"),
    ("Anna\u{1B}[31m", 400, "control_character"),
    ("Anna\u{7F}", 400, "control_character"),
    ("Anna\u{85}Maria", 400, "control_character"),
    ("Anna\u{9B}", 400, "control_character"),
    ("\u{8}Anna", 400, "control_character"),
];

/// The tenth day of a month, another one for each number.
fn born(number: usize) -> String {
    format!("{}-{:02}-10", 1950 + number / 12, 1 + number % 12)
}

fn search(client: &Client, body: impl Into<Vec<u8>>) -> Answer {
    client.send("POST", "/individual-searches", Some(body.into()))
}

#[test]
fn names_of_all_alphabets_are_kept_as_the_document_says_and_found_again() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    for (number, (typed, kept)) in KEPT.into_iter().enumerate() {
        let somebody = Somebody::new(typed, "Prova", &born(number));
        let person = register(&desk, &somebody.registration());
        let view = desk.get(&person).ok(200);
        assert_eq!(view["family_name"], kept, "{typed:?}");
        let identity = desk.get(&format!("{person}/identity")).ok(200);
        assert_eq!(identity["content"]["family_name"], kept, "{typed:?}");
        if kept.chars().count() < 2 {
            continue;
        }
        for term in [typed.to_owned(), kept.to_uppercase(), fold(kept)] {
            let body = json!({ "term": term, "birth_date": born(number) });
            let found = search(&desk, body.to_string()).ok(200);
            let found = found["items"].as_array().unwrap();
            assert_eq!(found.len(), 1, "{term:?}");
            assert!(person.ends_with(found[0]["id"].as_str().unwrap()));
        }
        let again = desk.post("/individuals", &somebody.registration());
        again.refused(409, "possible_duplicate");
    }
    assert_eq!(
        app.database.count("individuals"),
        i64::try_from(KEPT.len()).unwrap()
    );
}

#[test]
fn what_is_no_name_is_refused_for_its_reason() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    for (typed, status, fault) in REFUSED {
        for member in ["family_name", "given_name"] {
            let mut body = Somebody::numbered(1).registration();
            body["identity"][member] = json!(typed);
            let answer = desk.post("/individuals", &body);
            assert_eq!(answer.status, status, "{typed:?}");
            assert_eq!(
                answer.faults(),
                [format!("/identity/{member} {fault}")],
                "{typed:?}"
            );
        }
    }
    for raw in [r"\ud800", r"\udc00\ud800", r"\u00zz", "\u{1}", "\n"] {
        let body = Somebody::numbered(1).registration().to_string();
        let body = body.replace("Persona", raw);
        let client = desk.with("Idempotency-Key", "0123456789-surrogates");
        let answer = client.send("POST", "/individuals", Some(body.into()));
        assert_eq!(answer.status, 400, "{raw}");
    }
    let body = Somebody::numbered(1).registration().to_string();
    let mut broken = body.into_bytes();
    let at = broken.windows(7).position(|w| w == b"Persona").unwrap();
    broken[at] = 0xFF;
    let client = desk.with("Idempotency-Key", "0123456789-not-utf-8");
    client
        .send("POST", "/individuals", Some(broken))
        .refused(400, "malformed_json");
    assert_eq!(app.database.count("individuals"), 0);
}

#[test]
fn a_name_has_a_hundred_characters_whatever_they_weigh() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    for (number, letter) in ["a", "e\u{301}", "王", "𝒜"].into_iter().enumerate() {
        let register = |count: usize| {
            let somebody = Somebody::new(&letter.repeat(count), "Prova", &born(number));
            desk.post("/individuals", &somebody.registration())
        };
        register(100).ok(201);
        let answer = register(101);
        answer.refused(422, "invalid");
        assert_eq!(answer.faults(), ["/identity/family_name too_long"]);
    }
}

/// 100 KiB that make a careless validator work for hours.
#[test]
fn adversarial_texts_are_refused_as_fast_as_any_other() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let hostile = [
        "a".repeat(100_000),
        "a@".repeat(50_000),
        format!("{}!", "a.".repeat(50_000)),
        "e\u{301}".repeat(33_000),
        "\u{FDFA}".repeat(33_000),
        " ".repeat(100_000),
        "0".repeat(100_000),
    ];
    let begun = std::time::Instant::now();
    for text in &hostile {
        let mut body = Somebody::numbered(1).registration();
        body["identity"]["family_name"] = json!(text);
        desk.post("/individuals", &body).refused(422, "invalid");
        let mut body = Somebody::numbered(1).registration();
        body["contacts"] = json!({ "emails": [text], "phones": ["1"], "language": "it" });
        desk.post("/individuals", &body).refused(422, "invalid");
        let mut body = Somebody::numbered(1).registration();
        body["identifiers"] = json!({ "items": [{ "kind": "tax_code", "value": text }] });
        desk.post("/individuals", &body).refused(422, "invalid");
        for member in ["term", "tax_code"] {
            let body = json!({ member: text }).to_string();
            search(&desk, body).refused(422, "invalid");
        }
    }
    let each = begun.elapsed() / (5 * 7);
    assert!(each.as_millis() < 250, "{each:?} each");
}

/// Texts that are no day of a birth, with what is wrong with them.
const NO_DAYS: [(&str, &str); 30] = [
    ("\"1899-12-31\"", "date_out_of_range"),
    ("\"2101-01-01\"", "date_out_of_range"),
    ("\"9999-12-31\"", "date_out_of_range"),
    ("\"0001-01-01\"", "date_out_of_range"),
    ("\"2026-03-11\"", "in_the_future"),
    ("\"2100-12-31\"", "in_the_future"),
    ("\"0000-00-00\"", "invalid_date"),
    ("\"2025-02-29\"", "invalid_date"),
    ("\"1900-02-29\"", "invalid_date"),
    ("\"2024-02-30\"", "invalid_date"),
    ("\"2024-04-31\"", "invalid_date"),
    ("\"2024-13-01\"", "invalid_date"),
    ("\"2024-00-10\"", "invalid_date"),
    ("\"2024-01-00\"", "invalid_date"),
    ("\"2024-01-32\"", "invalid_date"),
    ("\"2024-1-1\"", "invalid_date"),
    ("\"01-01-2024\"", "invalid_date"),
    ("\"01/01/2024\"", "invalid_date"),
    ("\"20240101\"", "invalid_date"),
    ("\"2024-W01-1\"", "invalid_date"),
    ("\"2024-001\"", "invalid_date"),
    ("\"2024-01-01T00:00:00Z\"", "invalid_date"),
    ("\" 2024-01-01\"", "invalid_date"),
    ("\"-2024-01-01\"", "invalid_date"),
    ("\"+2024-01-01\"", "invalid_date"),
    ("\"+262143-01-01\"", "invalid_date"),
    ("\"99999999999999999999-01-01\"", "invalid_date"),
    ("\"\u{FF12}\u{FF10}\u{FF12}\u{FF14}-01-01\"", "invalid_date"),
    ("\"NaN\"", "invalid_date"),
    ("\"\"", "invalid_date"),
];

#[test]
fn a_day_is_a_day_of_the_calendar_between_1900_and_2100() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let with = |day: &str, key: usize| {
        let body = Somebody::numbered(key).registration();
        let mut body: Value = body;
        body["identity"]["birth_date"] = json!("DAY");
        // Today: nothing was seen before the birth.
        body["provenance"]["observed_on"] = json!("2026-03-10");
        body["acknowledged"] = json!([
            "individual.under_fourteen",
            "individual.birthplace_validity"
        ]);
        let body = body.to_string().replace("\"DAY\"", day);
        desk.with("Idempotency-Key", format!("0123456789-day-{key:04}"))
            .send("POST", "/individuals", Some(body.into()))
    };
    for (key, day) in [
        "1900-01-01",
        "1904-02-29",
        "2000-02-29",
        "2024-02-29",
        "2026-03-10",
    ]
    .into_iter()
    .enumerate()
    {
        let answer = with(&format!("\"{day}\""), key);
        assert_eq!(answer.ok(201)["birth_date"], day);
    }
    for (key, (day, fault)) in NO_DAYS.into_iter().enumerate() {
        let answer = with(day, 100 + key);
        assert_eq!(answer.status, 422, "{day}");
        assert_eq!(
            answer.faults(),
            [format!("/identity/birth_date {fault}")],
            "{day}"
        );
    }
    for (key, day) in [
        "20240101", "-1", "1e400", "true", "[]", "{}", "null", "NaN", "0x1",
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(with(day, 200 + key).status, 400, "{day}");
    }
    assert_eq!(app.database.count("individuals"), 5);
}

/// What is no small whole number, written as JSON or not.
const NO_NUMBERS: [&str; 28] = [
    "2147483648",
    "-2147483649",
    "4294967296",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "1e400",
    "-1e400",
    "1e2",
    "25.0",
    "1.5",
    "-0",
    "NaN",
    "Infinity",
    "-Infinity",
    "\"25\"",
    "\"NaN\"",
    "true",
    "[]",
    "{}",
    "null",
    "01",
    "0x19",
    "1_0",
    "+1",
    "",
];

#[test]
fn a_number_is_in_its_range_or_refused() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let ask = |member: &str, number: &str| {
        search(&desk, format!(r#"{{"term":"verdi","{member}":{number}}}"#))
    };
    for (member, inside, outside) in [
        (
            "birth_year",
            vec!["1900", "1990", "2100"],
            vec![
                "1899",
                "2101",
                "0",
                "-1",
                "2147483647",
                "-2147483648",
                "-2147483647",
            ],
        ),
        ("limit", vec!["1", "25", "100"], vec!["0", "101", "65535"]),
    ] {
        for number in inside {
            ask(member, number).ok(200);
        }
        for number in outside {
            let answer = ask(member, number);
            answer.refused(422, "invalid");
            assert_eq!(answer.faults(), [format!("/{member} range")], "{number}");
        }
        for number in NO_NUMBERS {
            let answer = ask(member, number);
            assert_eq!(answer.status, 400, "{member} {number}: {}", answer.text());
        }
    }
    for query in [
        "limit=-1",
        "limit=65536",
        "limit=99999999999999999999",
        "limit=1.0",
        "limit=%00",
    ] {
        for list in ["/staff", "/offices", "/vocabularies", "/problems"] {
            let answer = desk.get(&format!("{list}?{query}"));
            answer.refused(400, "bad_parameter");
        }
    }
}

/// PostgreSQL refuses a NUL and SQLite does not: so neither ever sees one.
#[test]
fn both_engines_keep_the_same_bytes() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let somebody = Somebody::new("Nguye\u{302}\u{303}n", "\u{202E}Thị Lan", "1988-11-02");
    register(&desk, &somebody.registration());
    let kept = "individuals WHERE family_name = 'Nguyễn' AND given_name = 'Thị Lan' \
                AND family_norm = 'nguyen' AND given_norm = 'thilan'";
    assert_eq!(app.database.count(kept), 1);
    assert!(Database::seeded().count("individuals") == 0);
}
