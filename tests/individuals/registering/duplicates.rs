//! The same person is registered once; who looks like another is so knowingly.

use super::*;
use crate::support::people::section;

/// All that a card tells.
const CARD: [&str; 7] = [
    "birth_year",
    "family_name",
    "given_name",
    "id",
    "office_id",
    "reasons",
    "score",
];

#[test]
fn somebody_who_is_there_already_is_shown_and_not_registered_again() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let code = lucia().tax_code();
    let known = register(&desk, &lucia().with_code(&code));
    let omocodia = code.omocodia_variant(3).unwrap();
    let other = Somebody::new("Altro", "Nome", "1971-05-05");
    let with = |who: &Somebody, code: String| {
        let mut body = who.with_code(code);
        body["acknowledged"] = json!(["individual.tax_code_conflict"]);
        body
    };
    let same = |family, given| Somebody::new(family, given, "1990-01-01").registration();
    // Another office of the organisation may have registered the person.
    let elsewhere = app.member(Member::new(Place::Home, Role::Counsellor, 2));
    for client in [&desk, &elsewhere] {
        for (body, expected) in [
            (lucia().with_code(&code), json!(["same_code", "same_names"])),
            (with(&other, code.to_string()), json!(["same_code"])),
            (with(&other, omocodia.to_string()), json!(["same_code"])),
            (
                with(&other, format!(" {} ", code.to_string().to_lowercase())),
                json!(["same_code"]),
            ),
            (same("verdi", "LUCIA"), json!(["same_names"])),
            (same("Vérdi'", "Lu-cia"), json!(["same_names"])),
            (same("Lucia", "Verdi"), json!(["transposed_names"])),
            (same("Verd", "Lucia"), json!(["one_letter"])),
            (same("Verdii", "Lucia"), json!(["one_letter"])),
            (same("Vardi", "Lucia"), json!(["one_letter"])),
            (same("Vredi", "Lucia"), json!(["one_letter"])),
            (same("Verdi", "Lucio"), json!(["one_letter"])),
            (same("Lucia", "Verdii"), json!(["transposed_one_letter"])),
            (same("Lucio", "Verdi"), json!(["transposed_one_letter"])),
            (same("Verdi", "Lucia Anna"), json!(["first_given_name"])),
        ] {
            let answer = client.post("/individuals", &body);
            assert_eq!(reasons(&answer), [expected]);
            let card = &answer.json()["candidates"][0];
            let members: Vec<&String> = card.as_object().unwrap().keys().collect();
            assert_eq!(members, CARD);
            assert!(known.ends_with(card["id"].as_str().unwrap()));
            assert!(!answer.text().contains("1990-01-01"));
            assert!(!answer.text().contains(code.as_str()));
        }
    }
    // Another day of birth is somebody else, and so is somebody of another organisation.
    register(
        &desk,
        &Somebody::new("Verdi", "Lucia", "1990-01-02").registration(),
    );
    let away = app.member(Member::new(Place::Away, Role::DeskOperator, 0));
    register(&away, &lucia().with_code(&code));
    assert_eq!(people(&app), 3);
}

#[test]
fn a_number_or_address_with_the_given_name_is_asked_about_and_nothing_of_it_is_told() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let mut body = lucia().registration();
    body["contacts"] = contacts();
    let known = register(&desk, &body);
    let wife = |given| Somebody::new("Sposata", given, "1991-04-05").registration();
    let of = |given, reached: Value| {
        let mut body = wife(given);
        body["contacts"] = reached;
        body
    };
    let phone = json!({ "phones": ["+39 011 0000000"] });
    for reached in [phone.clone(), json!({ "emails": ["LUCIA@posta.example"] })] {
        let answer = desk.post("/individuals", &of("Lucia", reached));
        assert_eq!(reasons(&answer), [json!(["same_contact"])]);
        let card = &answer.json()["candidates"][0];
        assert_eq!(
            (&card["score"], &card["reasons"][0]["points"]),
            (&json!(50), &json!(50))
        );
        assert_eq!(
            card["reasons"][0]["detail"],
            "Stesso telefono o indirizzo di posta, e stesso nome."
        );
        let told = answer.text();
        assert!(
            !told.contains("+39") && !told.contains("posta.example"),
            "{told}"
        );
    }
    // Who shares the number and has another name is of the family.
    register(&desk, &of("Marta", phone.clone()));
    // The number can come later, too; and the same section written again asks nobody.
    let person = register(&desk, &wife("Lucia"));
    let path = format!("{person}/contacts");
    let mut request = section(&phone);
    let put = |body: &Value| desk.put_first(&path, body);
    assert_eq!(reasons(&put(&request)), [json!(["same_contact"])]);
    request["confirmed_distinct_from"] = json!([known.rsplit_once('/').unwrap().1]);
    let written = put(&request);
    written.ok(201);
    let again = section(&phone);
    desk.put_if(&path, written.header("etag"), &again).ok(200);
}

#[test]
fn the_likeliest_candidate_stands_first_with_the_sum_of_its_reasons() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    register(
        &desk,
        &Somebody::new("Verdi", "Lucio", "1990-01-01").registration(),
    );
    let mut body = lucia().with_code(lucia().tax_code());
    let alike = reasons(&desk.post("/individuals", &body));
    assert_eq!(alike, [json!(["one_letter"])]);
    let candidates = desk.post("/individuals", &body).json()["candidates"].clone();
    body["confirmed_distinct_from"] = json!([candidates[0]["id"]]);
    register(&desk, &body);
    let english = desk.with("Accept-Language", "en");
    let answer = english.post("/individuals", &lucia().with_code(lucia().tax_code()));
    let all = [json!(["same_code", "same_names"]), json!(["one_letter"])];
    assert_eq!(reasons(&answer), all);
    let cards = answer.json()["candidates"].clone();
    assert_eq!(
        (&cards[0]["score"], &cards[1]["score"]),
        (&json!(100), &json!(60))
    );
    assert_eq!(cards[0]["reasons"][0]["detail"], "The same code.");
}

#[test]
fn who_is_confirmed_to_be_somebody_else_is_registered_and_that_is_recorded() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let first = register(&desk, &lucia().registration());
    let second = Somebody::new("Lucia", "Verdi", "1990-01-01");
    let mut body = second.registration();
    let stranger = register(&desk, &Somebody::numbered(1).registration());
    let id = |path: &str| path.rsplit_once('/').unwrap().1.to_owned();
    body["confirmed_distinct_from"] = json!([id(&stranger)]);
    assert_eq!(reasons(&desk.post("/individuals", &body)).len(), 1);
    body["confirmed_distinct_from"] = json!([id(&first), id(&stranger)]);
    register(&desk, &body);
    let third = desk.post("/individuals", &lucia().registration());
    assert_eq!(reasons(&third).len(), 2, "now there are two");
    // The record names who was really in question, not who was named beside.
    let recorded = format!(
        "events WHERE payload LIKE '%\"confirmed_distinct_from\":[\"{}\"]%'",
        id(&first)
    );
    assert_eq!(app.database.count(&recorded), 1);
}

#[test]
fn the_very_same_code_on_two_records_is_a_conflict_that_somebody_answers_for() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let code = lucia().tax_code();
    let known = register(&desk, &lucia().with_code(&code));
    let known = known.rsplit_once('/').unwrap().1;
    let conflict = ["individual.tax_code_conflict"];
    let both = ["individual.tax_code_conflict", "individual.code_of_another"];
    let body = |code: String, acknowledged: &[&str]| {
        let mut body = Somebody::new("Altro", "Nome", "1971-05-05").with_code(code);
        body["confirmed_distinct_from"] = json!([known]);
        body["acknowledged"] = json!(acknowledged);
        body
    };
    let send = |body: &Value| desk.post("/individuals", body);
    let refused = send(&body(code.to_string(), &conflict)).refused(422, "rules");
    let found = &refused["findings"][0];
    assert_eq!(found["rule"], "individual.code_of_another");
    assert!(found["detail"].as_str().unwrap().contains(known));
    // All that stands against it is told at once, and by whatever section the code comes.
    let refused = send(&body(code.to_string(), &[])).refused(422, "rules");
    assert_eq!(refused["findings"].as_array().unwrap().len(), 2);
    let second = register(&desk, &Somebody::numbered(3).registration());
    let mut written = section(&codes(&[("tax_code", code.as_str())]));
    written["confirmed_distinct_from"] = json!([known]);
    written["acknowledged"] = json!(conflict);
    let put = |body: &Value| desk.put_first(&format!("{second}/identifiers"), body);
    let refused = put(&written).refused(422, "rules");
    assert_eq!(refused["findings"][0]["rule"], "individual.code_of_another");
    assert_eq!(people(&app), 2);
    // Letters for digits are there to tell two people apart: they are no conflict.
    let variant = code.omocodia_variant(3).unwrap().to_string();
    register(&desk, &body(variant, &conflict));
    let mut third = body(code.to_string(), &both);
    let others = send(&third).refused(409, "possible_duplicate")["candidates"].clone();
    let others = others.as_array().unwrap().iter();
    third["confirmed_distinct_from"] = others.map(|card| card["id"].clone()).collect();
    register(&desk, &third);
    let recorded = "events WHERE payload LIKE '%individual.code_of_another%'";
    assert_eq!(app.database.count(recorded), 1);
}

#[test]
fn the_same_person_registered_sixteen_times_at_once_is_one() {
    let app = TestApp::start();
    let second = app.beside(|_| {});
    let code = lucia().tax_code();
    // By code and names, by names alone, by code alone: all of them are the same person.
    let mut by_code = Somebody::new("Altro", "Nome", "1971-05-05").with_code(&code);
    by_code["acknowledged"] = json!(["individual.tax_code_conflict"]);
    let mut all = lucia().with_code(code.omocodia_variant(2).unwrap());
    all["acknowledged"] = json!(["individual.tax_code_compatible"]);
    let bodies = [
        all,
        by_code,
        lucia().with_code(&code),
        lucia().with_code(&code),
    ];
    let desks: Vec<_> = (0..16_u8)
        .map(|desk| {
            let server = if desk % 2 == 0 { &app } else { &second };
            let member = Member::new(Place::Home, Role::DeskOperator, desk % 3);
            let (client, body) = (server.member(member), bodies[usize::from(desk) % 4].clone());
            spawn(move || client.post("/individuals", &body))
        })
        .collect();
    let answers: Vec<Answer> = desks.into_iter().map(|d| d.join().unwrap()).collect();
    let made = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(made, 1);
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        assert_eq!(reasons(answer).len(), 1);
    }
    assert_eq!(people(&app), 1);
    assert_eq!(app.database.count("individual_keys"), 1);
}

/// The path of a section and the version that was read.
fn read(client: &Client, person: &str, name: &str) -> (String, String) {
    let path = format!("{person}/{name}");
    let tag = client.tag(&path);
    (path, tag)
}

#[test]
fn a_section_that_makes_somebody_look_like_another_asks_who_is_who() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    let other = Somebody::new("Altro", "Nome", "1971-05-05");
    let known = register(&desk, &lucia().with_code(lucia().tax_code()));
    let known = known.rsplit_once('/').unwrap().1;
    let person = register(&desk, &other.with_code(other.tax_code()));
    let code = lucia().tax_code();
    for (name, content, reason) in [
        ("identity", lucia().identity(), "same_names"),
        (
            "identifiers",
            codes(&[("tax_code", code.as_str())]),
            "same_code",
        ),
    ] {
        let (path, tag) = read(&desk, &person, name);
        let mut body = section(&content);
        body["acknowledged"] = json!(["individual.tax_code_conflict"]);
        let answer = desk.put_if(&path, &tag, &body);
        assert_eq!(reasons(&answer), [json!([reason])], "{name}");
        let card = &answer.json()["candidates"][0];
        assert_eq!(card["id"], known);
        assert!(!answer.text().contains(code.as_str()));
        assert_eq!(desk.get(&path).header("etag"), tag, "{name}");
    }
    let (path, tag) = read(&desk, &person, "identity");
    let mut body = section(&lucia().identity());
    body["acknowledged"] = json!(["individual.tax_code_conflict"]);
    body["confirmed_distinct_from"] = json!([known]);
    assert_eq!(desk.put_if(&path, &tag, &body).ok(200)["version"], 2);
}

#[test]
fn whose_cards_a_refusal_shows_has_read_them_and_that_is_recorded() {
    let app = TestApp::start();
    let desk = app.as_(Role::DeskOperator);
    register(&desk, &lucia().registration());
    let other = Somebody::new("Altro", "Nome", "1971-05-05");
    let person = register(&desk, &other.registration());
    let recorded = |request: &str| {
        app.store.flush_accesses().unwrap();
        let sql = format!(
            "accesses WHERE request_id = '{request}' AND resource = 'candidates' \
             AND action = 'search_individuals' AND actor_kind = 'staff'"
        );
        app.database.count(&sql)
    };
    let (path, tag) = read(&desk, &person, "identity");
    let registers = desk.with("Request-Id", "registra-0001");
    reasons(&registers.post("/individuals", &lucia().registration()));
    assert_eq!(recorded("registra-0001"), 1);
    let changes = desk.with("Request-Id", "modifica-0001");
    reasons(&changes.put_if(&path, &tag, &section(&lucia().identity())));
    assert_eq!(recorded("modifica-0001"), 1);
    // Whoever was shown nobody has read nothing.
    let alone = desk.with("Request-Id", "registra-0002");
    register(&alone, &Somebody::numbered(1).registration());
    assert_eq!(recorded("registra-0002"), 0);
}
