//! For whom an import acts: with the rights of the moment, and in whose name.

use domain::actor::Role;

use super::jobs::{counts, id};
use super::{importer, sent, text};
use crate::support::{Member, Place, TestApp};

fn coordinator(number: u8) -> Member {
    Member::new(Place::Home, Role::Coordinator, number)
}

/// The account of a coordinator of the first office, as a column has it.
fn column(app: &TestApp, number: u8) -> String {
    let staff = coordinator(number).id();
    match app.store.engine() {
        "postgresql" => format!("'{staff}'"),
        _ => format!("x'{}'", staff.to_string().replace('-', "")),
    }
}

/// Takes all roles from a coordinator.
pub(super) fn withdraw(app: &TestApp, number: u8) {
    let column = column(app, number);
    app.database.execute(&format!(
        "DELETE FROM staff_roles WHERE staff_id = {column}"
    ));
}

#[test]
fn rights_that_are_withdrawn_while_an_import_runs_end_it_with_the_present_batch() {
    let app = TestApp::start();
    let path = sent(&app.member(coordinator(0)), "", text(500));
    let organisation = Place::Home.organisation();
    importer(&app)
        .run(organisation, id(&path), &mut |_| withdraw(&app, 0))
        .unwrap();
    let view = app.member(coordinator(1)).get(&path).ok(200);
    assert_eq!(view["status"], "failed");
    assert_eq!(view["failure"]["code"], "import_not_permitted");
    assert_eq!(counts(&view), [200, 200, 0, 0, 0, 0]);
    assert_eq!(app.database.count("individuals"), 200);
}
