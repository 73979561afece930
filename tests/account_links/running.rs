//! What the running program logs and the command prints.

use super::{NEXT, OTHER, accept, me, printed, token};
use crate::support::process::{Process, percorso, run};
use crate::support::{Database, Member, Place};

#[test]
fn no_token_gets_into_the_log() {
    let database = Database::seeded();
    let mut process = Process::start(percorso(&database, &["serve"]));
    let admin = process.member(Member::administrator(0));
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
    stranger.sign_in(email, NEXT).ok(200);
    stranger.sign_in(&me().email(), OTHER).ok(200);
    let none = run(&database, &["user", "remove-second-factor", email]);
    assert!(!none.status.success());
}
