//! As the role, files are written and withdrawn, and an erasure comes to its end.

use std::sync::Arc;

use api::erasures::round;
use api::export::Exporter;
use api::identity::vault::Vault;
use domain::actor::Role;
use persistence::{Minter, Settings, Store};
use serde_json::json;

use super::Walled;
use crate::erasures::{approved, ledger};
use crate::support::app::SECRET;
use crate::support::people::{Somebody, register};
use crate::support::{Member, Place, TestApp};

#[test]
fn the_file_in_which_an_erased_person_stands_is_withdrawn_and_the_ledger_tells_the_erasure() {
    let Some(walled) = Walled::start() else {
        return;
    };
    // People are served by the owner here; what is looked at is the work behind the requests.
    let app = TestApp::on(Arc::clone(walled.database()), |_| {});
    let store = Store::open(Settings {
        address: walled.address(),
        connections: 2,
        clock: app.clock.clone(),
        minter: Minter::default(),
    })
    .unwrap();
    let vault = Vault::new(&SECRET.parse().unwrap(), None).unwrap();
    let exporter = Exporter::new(&store, &Arc::new(vault));
    let client = app.member(Member::new(Place::Home, Role::Coordinator, 0));
    let person = register(&client, &Somebody::numbered(1).registration());
    let wanted = json!({
        "kind": "individuals", "format": "csv", "purpose": "reporting",
        "note": "Relazione annuale alla Regione",
    });
    let asked = client.post("/exports", &wanted).ok(202);
    let export = format!("/exports/{}", asked["id"].as_str().unwrap());
    exporter.round().unwrap();
    assert_eq!(client.get(&export).ok(200)["status"], "done");
    let request = approved(&app, &person, &json!({ "ground": "registered_by_mistake" }));
    let told = ledger(&app.database);
    round(&store, &told).unwrap();
    assert_eq!(told.read().unwrap().len(), 1);
    assert_eq!(client.get(&request).ok(200)["status"], "erased");
    assert_eq!(client.get(&export).ok(200)["status"], "withdrawn");
    exporter.clear().unwrap();
    assert_eq!(app.database.count("export_pieces"), 0);
    round(&store, &told).unwrap();
    assert_eq!(client.get(&request).ok(200)["status"], "done");
    client.get(&person).refused(404, "not_found");
    // A start compares both as the role, too.
    assert_eq!(api::erasures::settle(&store, &told).unwrap(), 0);
    store.close();
}
