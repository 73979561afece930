//! Who learns what of a hand-over, and who may do what to it.

use super::*;

#[test]
fn until_they_accept_those_who_are_asked_read_a_card_and_no_more() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let mut body = to_office(1);
    body["counsellor_id"] = json!(counsellor(2).id());
    let hand_over = proposed(&app.member(counsellor(0)), &case, &body);
    for asked in [counsellor(2), coordinator(2)] {
        let client = app.member(asked);
        let seen = client.get(&hand_over).ok(200);
        let card: Vec<&String> = seen["person"].as_object().unwrap().keys().collect();
        assert_eq!(
            card,
            ["birth_year", "family_name", "given_name", "individual_id"]
        );
        assert_eq!(seen["note"], "Ha cambiato quartiere.");
        let person = format!(
            "/individuals/{}",
            seen["person"]["individual_id"].as_str().unwrap()
        );
        for path in [
            &case,
            &format!("{case}/file"),
            &format!("{case}/notes"),
            &person,
        ] {
            client.get(path).refused(404, "not_found");
        }
    }
}

#[test]
fn nobody_without_a_part_in_it_finds_a_hand_over() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let hand_over = proposed(&app.member(counsellor(0)), &case, &for_good(counsellor(1)));
    let others = [
        counsellor(2),
        coordinator(2),
        Member::new(Place::Away, Role::Coordinator, 0),
        Member::new(Place::Away, Role::Counsellor, 0),
    ];
    for member in others {
        let client = app.member(member);
        client.get(&hand_over).refused(404, "not_found");
        let listed = client.get("/hand-overs").ok(200);
        assert_eq!(listed["items"], json!([]), "{member:?}");
        let client = client.with("If-Match", "\"1-0\"");
        for way in ["withdrawal", "return", "permanence"] {
            client
                .step(&format!("{hand_over}/{way}"))
                .refused(404, "not_found");
        }
        client
            .post(&format!("{hand_over}/acceptance"), &json!({}))
            .refused(404, "not_found");
        client
            .post(&format!("{case}/hand-overs"), &to_office(1))
            .refused(404, "not_found");
    }
    let desk = app.as_(Role::DeskOperator);
    desk.get("/hand-overs").refused(403, "forbidden");
}

#[test]
fn each_step_is_for_those_whose_it_is() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let team = json!({ "members": [counsellor(2).id()] });
    app.member(coordinator(0))
        .put_now_at(&case, "team", &team)
        .ok(200);
    app.member(counsellor(2))
        .post(&format!("{case}/hand-overs"), &for_good(counsellor(1)))
        .refused(403, "forbidden");
    let (mine, asked) = (app.member(counsellor(0)), app.member(counsellor(1)));
    let hand_over = proposed(&mine, &case, &for_good(counsellor(1)));
    step(&mine, &hand_over, "acceptance", &json!({})).refused(403, "forbidden");
    step(&mine, &hand_over, "refusal", &json!({ "reason": "other" })).refused(403, "forbidden");
    asked
        .step_now(&hand_over, "withdrawal")
        .refused(403, "forbidden");
    let instead = json!({ "counsellor_id": counsellor(0).id() });
    step(&asked, &hand_over, "acceptance", &instead).refused(403, "forbidden");
    let allowed = |client: &Client| -> Vec<String> {
        let view = client.get(&hand_over).ok(200);
        let steps = view["allowed_actions"].as_array().unwrap().iter();
        steps
            .filter(|step| step["allowed"] == json!(true))
            .map(|step| step["action"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(allowed(&mine), ["withdraw"]);
    assert_eq!(allowed(&asked), ["accept", "refuse"]);
    let all = ["accept", "refuse", "withdraw"];
    assert_eq!(allowed(&app.member(coordinator(0))), all);
}

#[test]
fn everybody_lists_the_own_part_page_by_page() {
    let app = TestApp::start();
    let mine = app.member(counsellor(0));
    for number in 0..3 {
        proposed(&mine, &case(&app, number), &for_good(counsellor(1)));
    }
    let other = proposed(&mine, &case(&app, 3), &to_office(1));
    let asked = app.member(counsellor(1));
    let count = |client: &Client, query: &str| {
        let listed = client.get(&format!("/hand-overs?{query}")).ok(200);
        listed["items"].as_array().unwrap().len()
    };
    assert_eq!(count(&asked, "mine_to_answer=true"), 3);
    assert_eq!(count(&asked, "direction=out"), 0);
    assert_eq!(count(&mine, "direction=out"), 4);
    assert_eq!(count(&mine, "mine_to_answer=true"), 0);
    let away = Place::Home.office(1);
    assert_eq!(count(&mine, &format!("office={away}")), 1);
    assert_eq!(
        count(&mine, &format!("counsellor={}", counsellor(1).id())),
        3
    );
    let there = app.member(coordinator(2));
    assert_eq!(count(&there, "mine_to_answer=true"), 1);
    assert_eq!(count(&app.member(coordinator(0)), "status=proposed"), 4);
    let first = asked.get("/hand-overs?limit=2").ok(200);
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = asked.get(&format!("/hand-overs?limit=2&cursor={cursor}"));
    assert_eq!(second.ok(200)["items"].as_array().unwrap().len(), 1);
    step(
        &there,
        &other,
        "refusal",
        &json!({ "reason": "wrong_office" }),
    )
    .ok(200);
    assert_eq!(count(&there, "mine_to_answer=true"), 0);
    let costs =
        [1, 3].map(|limit| app.cost(|| asked.get(&format!("/hand-overs?limit={limit}")).ok(200)));
    assert_eq!(costs[0], costs[1]);
}
