//! The list of services: its order, its pages, its filters.

use super::*;

fn filled(app: &TestApp) -> Client {
    let client = app.member(coordinator(0));
    let group = json!({ "mode": "group", "max_size": 12, "essential_level": "F" });
    let online = json!({ "mode": "online", "essential_level": null });
    for (code, members) in [
        ("workshop", &group),
        ("b2", &json!({})),
        ("b_1", &online),
        ("club", &group),
        ("b10", &json!({ "blocked": true })),
        ("webinar", &online),
    ] {
        added(&client, &changed(&interview(code), members));
    }
    client
}

#[test]
fn services_are_listed_by_code_and_page_after_page() {
    let app = TestApp::start();
    let client = filled(&app);
    // By code point, on every engine.
    let expected = ["b10", "b2", "b_1", "club", "webinar", "workshop"];
    for limit in [1, 2, 5, 6, 100] {
        let items = all(&client, &format!("/services?limit={limit}"));
        assert_eq!(codes(&items), expected, "{limit}");
    }
    let page = client
        .get("/services?fields=(code,blocked)&limit=2")
        .ok(200);
    let items = json!([{ "code": "b10", "blocked": true }, { "code": "b2", "blocked": false }]);
    assert_eq!(page["items"], items);
    let card = &client.get("/services?limit=1").ok(200)["items"][0];
    assert_eq!(card.get("allowed_actions"), None);
    let href = card["_links"]["self"].as_str().unwrap();
    let shown = client.get(href.split("/v1").nth(1).unwrap()).ok(200);
    assert_eq!(shown["code"], "b10");
}

#[test]
fn services_are_found_by_mode_level_and_whether_they_are_booked() {
    let app = TestApp::start();
    let client = filled(&app);
    for (query, expected) in [
        ("mode=group", vec!["club", "workshop"]),
        ("mode=phone", vec![]),
        ("essential_level=F", vec!["club", "workshop"]),
        ("essential_level=C", vec!["b10", "b2"]),
        ("essential_level=C&blocked=false", vec!["b2"]),
        ("mode=online&blocked=true", vec![]),
        ("blocked=true", vec!["b10"]),
    ] {
        let found = all(&client, &format!("/services?limit=1&{query}"));
        assert_eq!(codes(&found), expected, "{query}");
    }
    for (query, fault) in [
        ("mode=dance", "unknown_code"),
        ("essential_level=f", "unknown_code"),
        ("blocked=perhaps", "wrong_type"),
        ("code=b2", "unknown_member"),
    ] {
        let refused = client.get(&format!("/services?{query}"));
        assert_eq!(refused.status, 400, "{query}");
        assert!(
            refused.text().contains(fault),
            "{query}: {}",
            refused.text()
        );
    }
}
