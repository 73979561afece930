//! Links that are sent by mail.

use chrono::TimeDelta;
use domain::actor::Role;
use serde_json::json;

use super::{NEXT, accept, created, me, token};
use crate::support::app::Options;
use crate::support::mail::MailServer;
use crate::support::{Member, Place, TestApp, within};

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
    app.stranger().sign_in(&me().email(), NEXT).ok(200);
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
    app.stranger().sign_in(email, NEXT).ok(200);
}
