//! The office that accepted hears the person.

use super::*;

#[test]
fn a_first_interview_names_the_referral_that_it_answers() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let referral = accepted(&app, &case);
    let desk = app.member(desk_there());
    let taken = heard(&desk, &interview(&desk, &referral)).ok(201);
    assert_eq!(taken["referral_id"], json!(id(&referral)));
    assert_eq!(taken["interview"]["referral"]["from"], "other_office");
    let path = format!("/intakes/{}", taken["id"].as_str().unwrap());
    assert_eq!(desk.get(&path).ok(200)["referral_id"], json!(id(&referral)));
    // Whoever corrects the rest does not have to say it again.
    let mut corrected = interview(&desk, &referral)["interview"].clone();
    corrected["needs"] = json!(["training"]);
    let revised = desk.put_now(&path, &corrected).ok(200);
    assert_eq!(revised["interview"]["referral"]["from"], "other_office");
    let mine = app.member(counsellor(0));
    assert_eq!(mine.get(&referral).ok(200)["intake_id"], taken["id"]);
    assert_eq!(told(&mine, &case)[0], "referral_received");
    let again = heard(&desk, &interview(&desk, &referral));
    again.refused(422, "invalid");
    assert_eq!(again.faults(), ["/referral_id unsuitable_referral"]);
}

#[test]
fn only_the_office_that_accepted_hears_the_person_who_was_referred() {
    let app = TestApp::start();
    let case = case(&app, 1);
    let mine = app.member(counsellor(0));
    let referral = sent(&mine, &case, &to_office(1));
    let desk = app.member(desk_there());
    let body = interview(&desk, &referral);
    let early = heard(&desk, &body);
    assert_eq!(early.faults(), ["/referral_id unsuitable_referral"]);
    step(&desk, &referral, "acceptance", &json!({})).ok(200);
    let mut here = body.clone();
    here["office_id"] = json!(Place::Home.office(0));
    assert_eq!(
        heard(&mine, &here).faults(),
        ["/referral_id unsuitable_referral"]
    );
    let other = self::case(&app, 2);
    let mut somebody = body.clone();
    somebody["individual_id"] = mine.get(&other).ok(200)["individual_id"].clone();
    assert_eq!(
        heard(&desk, &somebody).faults(),
        ["/referral_id unsuitable_referral"]
    );
    let stranger = app.member(Member::new(Place::Home, Role::DeskOperator, 0));
    assert_eq!(
        heard(&stranger, &here).faults(),
        ["/referral_id unknown_reference"]
    );
    heard(&desk, &body).ok(201);
}
