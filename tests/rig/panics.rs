//! Code of ours panics.

use domain::actor::Role;
use serde_json::json;

use crate::durability::the_chain_verifies;
use crate::support::TestApp;
use crate::support::effort::{effort, figure};

#[test]
fn whatever_panics_costs_one_request_and_nothing_else() {
    let app = TestApp::with_toys();
    let client = app.as_(Role::Counsellor);
    let rounds = effort(25, 1_000);
    for round in 0..rounds {
        // In a handler and in a serializer, outside of a transaction and inside.
        for (method, path) in [
            ("GET", "/broken-toys"),
            ("GET", "/odd-toys"),
            ("POST", "/broken-toys"),
            ("POST", "/odd-toys"),
        ] {
            let key = format!("0123456789-{round:06}");
            let body = (method == "POST").then(|| b"{}".to_vec());
            let answer = client.with("Idempotency-Key", key).send(method, path, body);
            answer.refused(500, "internal");
        }
        let label = json!({ "label": format!("Palla {round}") });
        client.post("/toys", &label).ok(201);
        client.get("/toys?limit=1").ok(200);
    }
    assert_eq!(app.database.count("offices WHERE label = 'never'"), 0);
    assert_eq!(app.database.count("offices WHERE kind = 'toy'"), rounds);
    assert_eq!(app.database.count("events"), rounds);
    assert_eq!(app.database.count("idempotency_keys"), rounds);
    the_chain_verifies(&app.database);
    figure("R-17", "panics: 500 each, nothing left behind", 4 * rounds);
}
