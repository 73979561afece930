//! The household: for a measure only, and not for every desk.

use super::*;

#[test]
fn the_household_is_kept_for_a_measure_only_and_never_shown_at_the_desk() {
    let app = TestApp::start();
    let person = person(&app);
    let path = format!("{person}/household");
    let counsellor = app.as_(Role::Counsellor);
    let mut nameless = household();
    nameless["needed_for"] = json!([]);
    nameless["members"] = json!(2);
    let found = faults(&first(&counsellor, &path, &nameless));
    let expected = told(&[
        ("/members", "fewer_than_dependants"),
        ("/needed_for", "missing_member"),
    ]);
    assert_eq!(found, expected);
    let desk = app.as_(Role::DeskOperator);
    let at_the_desk = || {
        ["", "/facts", "/timeline"].map(|part| {
            let answer = desk.get(&format!("{person}{part}"));
            answer.ok(200);
            (answer.text(), answer.header("etag").to_owned())
        })
    };
    let before = at_the_desk();
    first(&counsellor, &path, &household()).ok(201);
    desk.get(&path).refused(403, "forbidden");
    desk.get(&format!("{path}/history"))
        .refused(403, "forbidden");
    first(&desk, &path, &household()).refused(403, "forbidden");
    // Nor is the desk told that it is there, from whom and how old it is.
    for path in [person.clone(), format!("{person}/facts")] {
        let sections =
            |client: &crate::support::Client| client.get(&path).ok(200)["sections"].to_string();
        assert!(!sections(&desk).contains("household"), "{path}");
        assert!(sections(&counsellor).contains("household"), "{path}");
    }
    assert!(!desk.get(&person).text().contains("5300"));
    // Nothing that the desk reads has changed: no version, no entity tag, nothing that happened.
    assert_eq!(at_the_desk(), before);
    let timeline = format!("{person}/timeline");
    let told = |client: &crate::support::Client| client.get(&timeline).ok(200)["items"].to_string();
    assert!(
        told(&counsellor).contains("nucleo familiare"),
        "{}",
        told(&counsellor)
    );
    let contacts = json!({ "phones": ["+39 011 5550101"] });
    first(&desk, &format!("{person}/contacts"), &contacts).ok(201);
    assert_ne!(at_the_desk()[0], before[0]);
}
