//! Who gives links, and where they lead.

use domain::actor::Role;
use serde_json::json;

use super::{NEXT, OTHER, accept, created, me, printed, reset_token, token};
use crate::support::seed::PASSWORD;
use crate::support::{Member, Place, TestApp};

#[test]
fn a_new_colleague_chooses_a_password_by_an_invitation_and_signs_in() {
    let app = TestApp::start();
    let admin = app.as_(Role::Administrator);
    let (path, email) = created(&admin);
    let before = app.hasher.computations();
    app.stranger()
        .sign_in(email, PASSWORD)
        .refused(401, "sign_in_failed");
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
    stranger
        .sign_in(email, OTHER)
        .refused(401, "sign_in_failed");
    stranger.sign_in(email, NEXT).ok(200);
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
    let own = Member::administrator(0);
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
fn who_gave_the_link_does_not_remove_the_second_factor_too() {
    let app = TestApp::start();
    let token = reset_token(&app);
    assert_eq!(
        accept(&app.stranger(), "password-resets", &token, NEXT).status,
        204
    );
    let tokens = app.stranger().sign_in(&me().email(), NEXT).ok(200);
    let client = app.stranger().holding(&tokens);
    crate::second_factor::enrol_as(&app, &client);
    let path = format!("/staff/{}/second-factor", me().id());
    app.as_(Role::Administrator)
        .send("DELETE", &path, None)
        .refused(409, "same_administrator");
    let other = app.member(Member::administrator(1));
    assert_eq!(other.send("DELETE", &path, None).status, 204);
}
