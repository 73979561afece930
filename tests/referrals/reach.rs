//! Who learns what of a referral, and who may do what to it.

use super::*;
use crate::hand_overs::proposed;

#[test]
fn those_who_are_asked_read_a_card_and_no_more() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let referral = accepted(&app, &case);
    for asked in [desk_there(), counsellor(2), coordinator(2)] {
        let client = app.member(asked);
        let seen = client.get(&referral).ok(200);
        let card: Vec<&String> = seen["person"].as_object().unwrap().keys().collect();
        assert_eq!(
            card,
            ["birth_year", "family_name", "given_name", "individual_id"]
        );
        let person = seen["person"]["individual_id"].as_str().unwrap();
        let person = format!("/individuals/{person}");
        for path in [&case, &format!("{case}/file"), &person] {
            let answer = client.get(path);
            assert!([403, 404].contains(&answer.status), "{asked:?} {path}");
        }
    }
}

#[test]
fn nobody_without_a_part_in_it_finds_a_referral() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let referral = sent(&app.member(counsellor(0)), &case, &to_office(1));
    let others = [
        counsellor(1),
        Member::new(Place::Home, Role::DeskOperator, 0),
        Member::new(Place::Away, Role::Coordinator, 0),
        Member::new(Place::Away, Role::Counsellor, 2),
    ];
    for member in others {
        let client = app.member(member);
        client.get(&referral).refused(404, "not_found");
        assert!(listed(&client, "").is_empty(), "{member:?}");
        let client = client.with("If-Match", "\"1-0\"");
        client
            .post(&format!("{referral}/acceptance"), &json!({}))
            .refused(404, "not_found");
    }
    let administrator = app.as_(Role::Administrator);
    administrator.get("/referrals").refused(403, "forbidden");
}

#[test]
fn each_step_is_for_those_whose_it_is() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let (mine, desk) = (app.member(counsellor(0)), app.member(desk_there()));
    let referral = sent(&mine, &case, &to_office(1));
    let allowed = |client: &Client| -> Vec<String> {
        let view = client.get(&referral).ok(200);
        let steps = view["allowed_actions"].as_array().unwrap().iter();
        steps
            .filter(|step| step["allowed"] == json!(true))
            .map(|step| step["action"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(allowed(&mine), ["extend", "withdraw"]);
    assert_eq!(allowed(&desk), ["accept", "refuse"]);
    step(&mine, &referral, "acceptance", &json!({})).refused(403, "forbidden");
    desk.step_now(&referral, "withdrawal")
        .refused(403, "forbidden");
    let there = app.member(counsellor(2));
    there
        .step_now(&referral, "withdrawal")
        .refused(404, "not_found");
    step(&there, &referral, "acceptance", &json!({})).ok(200);
    assert_eq!(allowed(&mine), ["complete"]);
    assert_eq!(allowed(&desk), ["receive", "complete"]);
    desk.post(&format!("{case}/referrals"), &to_office(2))
        .refused(403, "forbidden");
}

#[test]
fn a_referral_goes_where_its_case_goes() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let mine = app.member(counsellor(0));
    let referral = sent(&mine, &case, &outside());
    let hand_over = proposed(&mine, &case, &crate::hand_overs::to_office(1));
    let there = app.member(coordinator(2));
    assert!(listed(&there, "").is_empty());
    let named = json!({ "counsellor_id": counsellor(2).id() });
    step(&there, &hand_over, "acceptance", &named).ok(200);
    let taker = app.member(counsellor(2));
    let one = vec![referral.clone()];
    for client in [&there, &taker] {
        assert_eq!(listed(client, "direction=out"), one);
    }
    step(&taker, &referral, "acceptance", &json!({})).ok(200);
    mine.get(&referral).refused(404, "not_found");
    assert!(listed(&app.member(coordinator(0)), "").is_empty());
}

#[test]
fn whoever_is_given_a_case_or_takes_over_a_desk_finds_its_referrals() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let referral = sent(&app.member(counsellor(0)), &case, &outside());
    let coordinator = app.member(coordinator(0));
    let given = json!({ "counsellor_id": counsellor(1).id() });
    step(&coordinator, &case, "assignment", &given).ok(200);
    let second = app.member(counsellor(1));
    let one = vec![referral];
    assert_eq!(listed(&second, ""), one);
    let desk = json!({
        "counsellor_id": counsellor(1).id(), "office_id": Place::Home.office(0),
        "distribution": { "kind": "even", "counsellor_ids": [counsellor(0).id()] },
        "term": { "kind": "permanent" }, "reason": "absence",
    });
    coordinator.post("/hand-over-batches", &desk).ok(200);
    assert!(listed(&second, "").is_empty());
    assert_eq!(listed(&app.member(counsellor(0)), ""), one);
}

#[test]
fn the_team_of_a_case_finds_its_referrals_by_the_case() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let referral = sent(&app.member(counsellor(0)), &case, &outside());
    let team = json!({ "members": [counsellor(2).id()] });
    app.member(coordinator(0))
        .put_now_at(&case, "team", &team)
        .ok(200);
    let colleague = app.member(counsellor(2));
    assert_eq!(
        listed(&colleague, &format!("case={}", id(&case))),
        [referral]
    );
    assert!(listed(&colleague, "").is_empty());
}

#[test]
fn everybody_lists_the_own_part_page_by_page() {
    let app = TestApp::start();
    let mine = app.member(counsellor(0));
    let all: Vec<String> = (0..3)
        .map(|number| sent(&mine, &case(&app, number), &to_office(1)))
        .collect();
    let outside = sent(&mine, &case(&app, 3), &outside());
    let desk = app.member(desk_there());
    assert_eq!(listed(&desk, "direction=in&status=sent").len(), 3);
    assert!(listed(&desk, "direction=out").is_empty());
    assert_eq!(listed(&mine, "").len(), 4);
    assert_eq!(
        listed(&app.member(coordinator(0)), "direction=out").len(),
        4
    );
    assert!(listed(&mine, "direction=in").is_empty());
    let there = Place::Home.office(1);
    assert_eq!(listed(&mine, &format!("office={there}")).len(), 3);
    let of_case = mine.get(&outside).ok(200)["case_id"].clone();
    let of_case = format!("case={}", of_case.as_str().unwrap());
    assert_eq!(listed(&mine, &of_case), [outside]);
    let first = desk.get("/referrals?limit=2").ok(200);
    assert_eq!(first["items"][0]["id"], json!(id(&all[2])));
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = listed(&desk, &format!("limit=2&cursor={cursor}"));
    assert_eq!(rest, [all[0].clone()]);
    let costs =
        [1, 3].map(|limit| app.cost(|| desk.get(&format!("/referrals?limit={limit}")).ok(200)));
    assert_eq!(costs[0], costs[1]);
}
