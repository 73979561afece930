//! Invitations and resets: owners choose their passwords by links that are good once.

use std::thread::spawn;

use chrono::TimeDelta;
use domain::actor::Role;
use serde_json::{Value, json};

use crate::support::app::{Options, PUBLIC};
use crate::support::mail::MailServer;
use crate::support::process::{Process, percorso, run};
use crate::support::seed::PASSWORD;
use crate::support::{Answer, Client, Database, Member, Place, TestApp, within};

const NEXT: &str = "cinque papaveri sotto la neve";
const OTHER: &str = "sei aironi sopra la palude";

fn me() -> Member {
    Member::new(Place::Home, Role::Counsellor, 0)
}

fn sign_in(client: &Client, email: &str, password: &str) -> Answer {
    let body = json!({ "email": email, "password": password });
    client.post("/sessions", &body)
}

fn accept(client: &Client, kind: &str, token: &str, password: &str) -> Answer {
    let body = json!({ "token": token, "password": password });
    client.post(&format!("/{kind}/acceptance"), &body)
}

/// What a link carries behind `#token=`.
fn token(link: &str) -> String {
    let (page, token) = link.split_once("#token=").unwrap();
    assert!(page.starts_with(PUBLIC), "{page}");
    token.to_owned()
}

/// A new account; its path and its address.
fn created(admin: &Client) -> (String, &'static str) {
    let email = "noemi.ferri@castelverde.example";
    let account = json!({
        "email": "Noemi.Ferri@castelverde.example", "given_name": "Noemi",
        "family_name": "Ferri", "roles": ["counsellor"],
        "office_ids": [Place::Home.office(0)],
    });
    let answer = admin.post("/staff", &account);
    let view = answer.ok(201);
    assert_eq!(view["email"], email);
    let path = format!("/staff/{}", view["id"].as_str().unwrap());
    assert!(answer.header("location").ends_with(&path));
    (path, email)
}

fn printed(admin: &Client, path: &str, kind: &str) -> Value {
    let print = json!({ "delivery": "print" });
    admin.post(&format!("{path}/{kind}"), &print).ok(201)
}

fn reset_token(app: &TestApp) -> String {
    let path = format!("/staff/{}", me().id());
    let link = printed(&app.as_(Role::Administrator), &path, "password-resets");
    token(link["link"].as_str().unwrap())
}

/// The program with a mail server.
fn with_mail(server: &MailServer) -> impl FnOnce(&mut Options) {
    let address = server.address.to_string();
    move |options| {
        options.worker = true;
        options.settings.smtp = Some(address);
        options.settings.smtp_tls = api::mail::Tls::None;
        options.settings.mail_from = Some("Percorso <lavoro@castelverde.example>".to_owned());
    }
}

/// The link in a mail.
fn linked(mail: &str) -> String {
    let line = mail.lines().find(|line| line.contains("#token="));
    token(line.unwrap_or_else(|| panic!("{mail}")).trim())
}

#[test]
fn a_new_colleague_chooses_a_password_by_an_invitation_and_signs_in() {
    let app = TestApp::start();
    let admin = app.as_(Role::Administrator);
    let (path, email) = created(&admin);
    let before = app.hasher.computations();
    sign_in(&app.stranger(), email, PASSWORD).refused(401, "sign_in_failed");
    assert_eq!(app.hasher.computations() - before, 1);
    let invitation = printed(&admin, &path, "invitations");
    let link = invitation["link"].as_str().unwrap();
    assert!(
        link.starts_with("https://percorso.example/invitation#token="),
        "{link}"
    );
    let token = token(link);
    assert_eq!(token.len(), 43, "256 bits");
    let stranger = app.stranger();
    let weak = accept(&stranger, "invitations", &token, "percorso2026");
    weak.refused(422, "invalid");
    assert_eq!(weak.faults(), ["/password password_guessable"]);
    accept(&stranger, "password-resets", &token, NEXT).refused(422, "link_refused");
    assert_eq!(accept(&stranger, "invitations", &token, NEXT).status, 204);
    accept(&stranger, "invitations", &token, OTHER).refused(422, "link_refused");
    sign_in(&stranger, email, OTHER).refused(401, "sign_in_failed");
    sign_in(&stranger, email, NEXT).ok(200);
    let again = json!({ "delivery": "print" });
    admin
        .post(&format!("{path}/invitations"), &again)
        .refused(409, "wrong_status");
    let happened = "events WHERE kind IN ('staff_created', 'staff_invited', \
                    'invitation_accepted', 'password_changed')";
    assert_eq!(app.database.count(happened), 4);
}

#[test]
fn accounts_and_links_are_for_administrators_of_the_organisation() {
    let app = TestApp::start();
    let body = json!({ "delivery": "print" });
    let reset = format!("/staff/{}/password-resets", me().id());
    for role in [Role::Coordinator, Role::Counsellor, Role::Auditor] {
        app.as_(role).post(&reset, &body).refused(403, "forbidden");
    }
    let elsewhere = app.member(Member::new(Place::Away, Role::Administrator, 0));
    elsewhere.post(&reset, &body).refused(404, "not_found");
    let admin = app.as_(Role::Administrator);
    let own = Member::new(Place::Home, Role::Administrator, 0);
    let own = format!("/staff/{}/password-resets", own.id());
    admin.post(&own, &body).refused(409, "own_account");
    let mail = admin.post(&reset, &json!({ "delivery": "mail" }));
    mail.refused(422, "invalid");
    assert_eq!(mail.faults(), ["/delivery no_mail_server"]);
    let taken = json!({
        "email": me().email(), "given_name": "Noemi", "family_name": "Ferri",
        "roles": ["counsellor"], "office_ids": [],
    });
    admin.post("/staff", &taken).refused(409, "email_taken");
}

#[test]
fn a_reset_ends_the_sessions_and_the_old_password_on_every_server() {
    let app = TestApp::start();
    let second = app.beside(|options| options.clock = app.clock.clone());
    let session = sign_in(&app.stranger(), &me().email(), PASSWORD).ok(200);
    let access = session["access_token"].as_str().unwrap();
    let clients = [&app, &second].map(|server| server.stranger().bearing(access));
    for client in &clients {
        client.get("/me").ok(200);
    }
    let token = reset_token(&app);
    clients[0].get("/me").ok(200);
    assert_eq!(
        accept(&app.stranger(), "password-resets", &token, NEXT).status,
        204
    );
    for client in &clients {
        assert!(within(1_000, || client.get("/me").status == 401));
    }
    let refresh = json!({ "refresh_token": session["refresh_token"] });
    second
        .stranger()
        .post("/session-refreshes", &refresh)
        .refused(401, "refresh_refused");
    sign_in(&second.stranger(), &me().email(), PASSWORD).refused(401, "sign_in_failed");
    sign_in(&second.stranger(), &me().email(), NEXT).ok(200);
}

#[test]
fn of_ten_who_use_a_link_at_once_one_chooses_the_password() {
    let app = TestApp::start();
    let second = app.beside(|options| options.clock = app.clock.clone());
    let token = reset_token(&app);
    let tries: Vec<_> = (0..10)
        .map(|number| {
            let client = if number % 2 == 0 { &app } else { &second }.stranger();
            let (token, password) = (token.clone(), format!("{NEXT} numero {number}"));
            spawn(move || {
                (
                    accept(&client, "password-resets", &token, &password),
                    password,
                )
            })
        })
        .collect();
    let answers: Vec<_> = tries.into_iter().map(|t| t.join().unwrap()).collect();
    let done: Vec<_> = answers
        .iter()
        .filter(|(answer, _)| answer.status == 204)
        .collect();
    assert_eq!(done.len(), 1);
    for (answer, _) in answers.iter().filter(|(answer, _)| answer.status != 204) {
        answer.refused(422, "link_refused");
    }
    sign_in(&app.stranger(), &me().email(), &done[0].1).ok(200);
}

#[test]
fn a_link_is_good_until_its_last_second() {
    for (seconds, good) in [(30 * 60 - 1, true), (30 * 60, false), (30 * 60 + 1, false)] {
        let app = TestApp::start();
        let token = reset_token(&app);
        app.clock.advance(TimeDelta::seconds(seconds));
        let before = app.hasher.computations();
        let answer = accept(&app.stranger(), "password-resets", &token, NEXT);
        assert_eq!(answer.status == 204, good, "{seconds}");
        assert_eq!(app.hasher.computations() - before, u64::from(good));
    }
    for (hours, good) in [(2, true), (3, false)] {
        let app = TestApp::with(|options| options.settings.invitation_hours = 3);
        let admin = app.as_(Role::Administrator);
        let (path, _) = created(&admin);
        let invitation = printed(&admin, &path, "invitations");
        app.clock.advance(TimeDelta::hours(hours));
        let token = token(invitation["link"].as_str().unwrap());
        let answer = accept(&app.stranger(), "invitations", &token, NEXT);
        assert_eq!(answer.status == 204, good, "{hours}");
    }
}

#[test]
fn only_the_last_link_is_good_and_none_after_a_new_password_or_a_disabling() {
    let app = TestApp::start();
    let (first, second) = (reset_token(&app), reset_token(&app));
    accept(&app.stranger(), "password-resets", &first, NEXT).refused(422, "link_refused");
    let tokens = sign_in(&app.stranger(), &me().email(), PASSWORD).ok(200);
    let client = app
        .stranger()
        .bearing(tokens["access_token"].as_str().unwrap());
    let etag = client.get("/me").header("etag").to_owned();
    let change = json!({ "password": PASSWORD, "new_password": OTHER });
    assert_eq!(client.put_if("/me/password", &etag, &change).status, 204);
    accept(&app.stranger(), "password-resets", &second, NEXT).refused(422, "link_refused");
    let third = reset_token(&app);
    let admin = app.as_(Role::Administrator);
    let path = format!("/staff/{}", me().id());
    for step in ["disablement", "enablement"] {
        let etag = admin.get(&path).header("etag").to_owned();
        let path = format!("{path}/{step}");
        admin.with("If-Match", etag).step(&path).ok(200);
    }
    accept(&app.stranger(), "password-resets", &third, NEXT).refused(422, "link_refused");
}

#[test]
fn what_is_no_link_is_refused_alike_and_costs_no_hash() {
    let app = TestApp::start();
    let used = reset_token(&app);
    accept(&app.stranger(), "password-resets", &used, NEXT);
    let before = app.hasher.computations();
    let mut told = Vec::new();
    for token in ["", "x", "' OR 1=1", &"A".repeat(43), &used] {
        let answer = accept(&app.stranger(), "password-resets", token, OTHER);
        answer.refused(422, "link_refused");
        told.push(answer.but_for_ids());
    }
    told.dedup();
    assert_eq!(told.len(), 1);
    assert_eq!(app.hasher.computations(), before);
    for _ in 0..24 {
        accept(&app.stranger(), "invitations", "x", OTHER).refused(422, "link_refused");
    }
    accept(&app.stranger(), "invitations", "x", OTHER).refused(429, "too_many_attempts");
}

#[test]
fn the_address_of_a_link_comes_from_the_configuration_whatever_a_request_says() {
    let app = TestApp::start();
    let admin = app.as_(Role::Administrator);
    let (path, _) = created(&admin);
    for header in [
        "X-Forwarded-Host",
        "Forwarded",
        "X-Original-URL",
        "Origin",
        "Referer",
    ] {
        let client = admin.with(header, "https://evil.example/");
        let link = printed(&client, &path, "invitations");
        token(link["link"].as_str().unwrap());
    }
    let client = admin.with("Host", "evil.example");
    let link = printed(&client, &path, "invitations");
    assert!(!link.to_string().contains("evil"), "{link}");
}

#[test]
fn whoever_asks_for_a_reset_hears_the_same_and_owners_get_a_mail() {
    let server = MailServer::start();
    let app = TestApp::with(with_mail(&server));
    let machine = Member::new(Place::Home, Role::MachineClient, 0);
    let gone = Member::new(Place::Home, Role::Coordinator, 0);
    let sql = format!(
        "UPDATE staff SET disabled = true WHERE email = '{}'",
        gone.email()
    );
    app.database.execute(&sql);
    let ask = |email: &str| {
        let before = app.hasher.computations();
        let body = json!({ "email": email });
        let answer = app.stranger().post("/password-resets", &body);
        assert_eq!(app.hasher.computations(), before);
        assert_eq!(answer.status, 204, "{}", answer.text());
        answer.but_for_ids()
    };
    let mut told = vec![
        ask("nobody@castelverde.example"),
        ask("no address"),
        ask(""),
        ask(&gone.email()),
        ask(&machine.email()),
        ask(&me().email().to_uppercase()),
    ];
    told.dedup();
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(within(20_000, || !server.mails().is_empty()
        && app.database.count("reset_requests") == 0
        && app.database.count("outbox_mails WHERE outcome = 'sent'")
            == 1));
    let mails = server.mails();
    assert_eq!(mails.len(), 1, "{mails:#?}");
    assert!(
        mails[0].contains(&format!("To: {}", me().email())),
        "{}",
        mails[0]
    );
    assert!(mails[0].contains("Gentile Prova Numero 0"), "{}", mails[0]);
    assert_eq!(
        app.database.count("outbox_mails WHERE sealed IS NOT NULL"),
        0
    );
    let token = linked(&mails[0]);
    assert_eq!(
        accept(&app.stranger(), "password-resets", &token, NEXT).status,
        204
    );
    sign_in(&app.stranger(), &me().email(), NEXT).ok(200);
}

#[test]
fn nobody_fills_a_mailbox_by_asking() {
    let server = MailServer::start();
    let app = TestApp::with(|options| {
        with_mail(&server)(options);
        options.worker = false;
    });
    let body = json!({ "email": me().email() });
    for _ in 0..10 {
        assert_eq!(app.stranger().post("/password-resets", &body).status, 204);
    }
    assert_eq!(app.database.count("reset_requests"), 3);
    for _ in 10..30 {
        assert_eq!(app.stranger().post("/password-resets", &body).status, 204);
    }
    app.stranger()
        .post("/password-resets", &body)
        .refused(429, "too_many_attempts");
}

#[test]
fn an_invitation_by_mail_is_seen_by_its_owner_only_and_waits_for_a_busy_server() {
    let server = MailServer::start();
    server.set_busy(true);
    let app = TestApp::with(with_mail(&server));
    let admin = app.as_(Role::Administrator).with("Accept-Language", "en");
    let (path, email) = created(&admin);
    let answer = admin.post(
        &format!("{path}/invitations"),
        &json!({ "delivery": "mail" }),
    );
    let view = answer.ok(201);
    assert!(view.get("link").is_none(), "{view}");
    assert!(within(20_000, || app
        .database
        .count("outbox_mails WHERE attempts > 0")
        == 1));
    assert_eq!(server.mails().len(), 0);
    server.set_busy(false);
    assert!(within(20_000, || {
        app.clock.advance(TimeDelta::seconds(30));
        server.mails().len() == 1
    }));
    let mail = &server.mails()[0];
    assert!(mail.contains("Dear Noemi Ferri"), "{mail}");
    assert!(mail.contains("Subject: Your account in Percorso"), "{mail}");
    assert_eq!(
        accept(&app.stranger(), "invitations", &linked(mail), NEXT).status,
        204
    );
    sign_in(&app.stranger(), email, NEXT).ok(200);
}

#[test]
fn who_gave_the_link_does_not_remove_the_second_factor_too() {
    let app = TestApp::start();
    let token = reset_token(&app);
    assert_eq!(
        accept(&app.stranger(), "password-resets", &token, NEXT).status,
        204
    );
    let tokens = sign_in(&app.stranger(), &me().email(), NEXT).ok(200);
    let client = app
        .stranger()
        .bearing(tokens["access_token"].as_str().unwrap());
    crate::second_factor::enrol_as(&app, &client);
    let path = format!("/staff/{}/second-factor", me().id());
    app.as_(Role::Administrator)
        .send("DELETE", &path, None)
        .refused(409, "same_administrator");
    let other = app.member(Member::new(Place::Home, Role::Administrator, 1));
    assert_eq!(other.send("DELETE", &path, None).status, 204);
}

#[test]
fn no_token_gets_into_the_log() {
    let database = Database::seeded();
    let mut process = Process::start(percorso(&database, &["serve"]));
    let admin = process.member(Member::new(Place::Home, Role::Administrator, 0));
    let path = format!("/staff/{}", me().id());
    let link = printed(&admin, &path, "password-resets");
    let token = token(link["link"].as_str().unwrap());
    let stranger = process.stranger();
    accept(&stranger, "password-resets", &token, "percorso2026").refused(422, "invalid");
    stranger
        .send(
            "POST",
            &format!("/password-resets/acceptance?token={token}"),
            None,
        )
        .refused(400, "bad_parameter");
    assert_eq!(
        accept(&stranger, "password-resets", &token, NEXT).status,
        204
    );
    accept(&stranger, "password-resets", &token, NEXT).refused(422, "link_refused");
    process.signal("TERM");
    process.ended(10_000);
    let log = process.whole_log();
    assert!(
        log.iter()
            .any(|line| line.contains("/password-resets/acceptance"))
    );
    for line in log {
        assert!(!line.contains(&token) && !line.contains(NEXT), "{line}");
    }
}

#[test]
fn the_command_prints_links_for_new_and_old_accounts() {
    let database = Database::seeded();
    let organisation = Place::Home.organisation().to_string();
    let email = "noemi.ferri@castelverde.example";
    let create = [
        "user",
        "create",
        "--organisation",
        &organisation,
        "--email",
        email,
        "--given-name",
        "Noemi",
        "--family-name",
        "Ferri",
        "--role",
        "administrator",
        "--invite",
    ];
    let links = [create.as_slice(), &["user", "link", &me().email()]].map(|arguments| {
        let done = run(&database, arguments);
        assert!(done.status.success(), "{done:?}");
        let said = String::from_utf8(done.stdout).unwrap();
        let link = said.split_whitespace().last().unwrap().to_owned();
        token(&link)
    });
    let process = Process::serve(&database);
    let stranger = process.stranger();
    assert_eq!(
        accept(&stranger, "invitations", &links[0], NEXT).status,
        204
    );
    assert_eq!(
        accept(&stranger, "password-resets", &links[1], OTHER).status,
        204
    );
    sign_in(&stranger, email, NEXT).ok(200);
    sign_in(&stranger, &me().email(), OTHER).ok(200);
    let none = run(&database, &["user", "remove-second-factor", email]);
    assert!(!none.status.success());
}
