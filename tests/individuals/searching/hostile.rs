//! No text does anything but be compared.

use std::fmt::Write;

use super::*;

/// Texts that would do harm if any of them ever became SQL or a pattern.
const HOSTILE: [&str; 62] = [
    "'",
    "''",
    "\"",
    "\"\"",
    "`",
    "\\",
    "\\\\",
    "\\'",
    "%",
    "%%",
    "_",
    "__",
    "*",
    "?",
    "[a-z]",
    "verdi%",
    "%verdi",
    "v_rdi",
    "verdi_",
    "ver*",
    "^verdi",
    "verdi$",
    ".*",
    "verdi|zanella",
    "verdi'",
    "verdi''",
    "verdi' --",
    "verdi'--",
    "verdi' #",
    "verdi'/*",
    "verdi\\",
    "verdi\\'",
    "verdi' OR '1'='1",
    "verdi' OR 1=1 --",
    "verdi\" OR \"\"=\"",
    "verdi') OR ('1'='1",
    "verdi' OR 'x' LIKE '%",
    "' OR ''='",
    "' OR true --",
    "1 OR 1=1",
    "1; DROP TABLE individuals",
    "verdi'; DROP TABLE individuals; --",
    "'; DELETE FROM individual_keys; --",
    "verdi' UNION SELECT * FROM staff --",
    "' UNION ALL SELECT password_hash FROM staff --",
    "'; UPDATE staff SET disabled = true; --",
    "'; SELECT pg_sleep(5); --",
    "' AND (SELECT count(*) FROM staff) > 0 --",
    "'||(SELECT 1)||'",
    "$1",
    "$$verdi$$",
    ":term",
    "@term",
    "{{verdi}}",
    "${verdi}",
    "verdi\u{2019} OR 1=1",
    "ｖｅｒｄｉ",
    "verdi\u{FF07} OR 1",
    "\u{02BC}verdi",
    "verdi\u{200B}",
    "\u{10FFFF}\u{10FFFF}",
    "per%cento sotto_",
];

#[test]
fn no_text_widens_a_search_nor_changes_what_it_asks() {
    let (app, desk) = populated();
    let all = PEOPLE.len();
    let base = app.cost(|| ask(&desk, &json!({ "term": "verdi" })).ok(200)) - 2;
    for hostile in HOSTILE {
        let answer = ask(&desk, &json!({ "term": hostile, "limit": 100 }));
        match meant(hostile) {
            None => drop(answer.refused(422, "invalid")),
            Some(expected) => {
                assert_eq!(names(&answer), expected, "{hostile}");
                assert!(expected.len() < all);
                // One statement for each way to read it, whatever it says.
                let readings = hostile.parse::<SearchTerm>().unwrap().readings().len();
                let asked = || ask(&desk, &json!({ "term": hostile, "limit": 100 })).ok(200);
                assert_eq!(app.cost(asked), base + readings as u64, "{hostile}");
            }
        }
        ask(&desk, &json!({ "tax_code": hostile })).refused(422, "invalid");
    }
    assert_eq!(
        app.database.count("individuals"),
        i64::try_from(all).unwrap()
    );
    assert_eq!(app.database.count("staff WHERE disabled"), 0);
}

/// As it stands in an address.
fn encoded(text: &str) -> String {
    let mut all = String::new();
    for byte in text.bytes() {
        write!(all, "%{byte:02X}").unwrap();
    }
    all
}

#[test]
fn no_text_in_an_address_or_parameter_reaches_the_database_as_more_than_a_value() {
    let (app, desk) = populated();
    let administrator = app.as_(Role::Administrator);
    for text in HOSTILE {
        let hostile = encoded(text);
        for path in [
            format!("/individuals/{hostile}"),
            format!("/individuals/{hostile}/timeline"),
            format!("/individuals/{hostile}/contacts/history"),
            format!("/staff/{hostile}"),
            format!("/offices/{hostile}"),
            format!("/vocabularies/{hostile}"),
            format!("/privacy-notices/{hostile}"),
            format!("/problems/{hostile}"),
        ] {
            let (answer, statements) = app.statements(|| desk.get(&path));
            answer.refused(404, "not_found");
            // No more than now and then a look at the token.
            assert!(statements <= 8, "{path}: {statements}");
        }
        for parameter in [
            "role",
            "office_id",
            "status",
            "limit",
            "cursor",
            "fields",
            "sort",
            "q",
        ] {
            let answer = administrator.get(&format!("/staff?{parameter}={hostile}"));
            assert_eq!(answer.status, 400, "{parameter}={hostile}");
        }
        let answer = desk.get(&format!("/staff?{hostile}=1"));
        answer.refused(400, "bad_parameter");
        // What holds no letters filters nothing; these lists are everybody's.
        let found = desk.get(&format!("/vocabularies/sex?q={hostile}")).ok(200);
        let found = found["items"].as_array().unwrap().len();
        assert_eq!(found == 0, !fold(text).is_empty(), "{hostile}");
    }
    assert_eq!(app.database.count("staff WHERE disabled"), 0);
}
