//! Who proposes, who agrees, and who falls out.

use super::*;
use crate::erasures::carry_out;

#[test]
fn what_two_coordinators_agree_with_is_carried_out_and_the_figures_stay() {
    let app = TestApp::start();
    let (first, second) = (app.member(coordinator(0)), app.member(coordinator(1)));
    let gone = long_gone(&first, 1);
    let newcomer = register(&first, &Somebody::numbered(2).registration());
    let list = proposed(&first);
    let view = first.get(&list).ok(200);
    assert_eq!(
        (&view["items"], &view["is_whole"]),
        (&json!(1), &json!(true))
    );
    let item = &first.get(&format!("{list}/items")).ok(200)["items"][0];
    assert_eq!(item["trigger"], "case_closed");
    assert_eq!(item["trigger_on"], "2012-05-31");
    assert_eq!(item["due_on"], "2022-06-01");
    approve(&first, &list).refused(409, "own_proposal");
    carry_out(&app);
    first.get(&gone).ok(200);
    let agreed = approve(&second, &list).ok(200);
    assert_eq!(agreed["status"], "approved");
    assert_eq!(agreed["authorisation"], "Prot. 44/2026");
    carry_out(&app);
    let done = first.get(&list).ok(200);
    assert_eq!(done["status"], "done");
    assert_eq!((&done["erased"], &done["fell_out"]), (&json!(1), &json!(0)));
    first.get(&gone).refused(404, "not_found");
    first.get(&newcomer).ok(200);
    assert_eq!(outcome(&second, &list, &gone).0, "erased");
    assert_eq!(app.database.count("erasures WHERE position IS NOT NULL"), 1);
    assert_eq!(app.database.count("erased_figures WHERE kind = 'case'"), 1);
    let approval = approve(&second, &list);
    approval.refused(409, "wrong_status");
}

#[test]
fn who_has_a_new_case_or_is_held_at_the_approval_falls_out_and_it_is_told() {
    let app = TestApp::start();
    let (first, second) = (app.member(coordinator(0)), app.member(coordinator(1)));
    let [back, held, gone] = [1, 2, 3].map(|number| long_gone(&first, number));
    let list = proposed(&first);
    first.post("/cases", &case_of(&back, "2026-03-01")).ok(201);
    hold(&first, &held);
    let agreed = approve(&second, &list).ok(200);
    assert_eq!(agreed["fell_out"], 2);
    carry_out(&app);
    let kept = |because: &str| ("fell_out".to_owned(), json!(because));
    assert_eq!(outcome(&first, &list, &back), kept("running_case"));
    assert_eq!(outcome(&first, &list, &held), kept("held"));
    first.get(&gone).refused(404, "not_found");
    for person in [&back, &held] {
        first.get(person).ok(200);
    }
    assert_eq!(first.get(&list).ok(200)["status"], "done");
}

fn hold(by: &Client, person: &str) {
    let terms = json!({ "reason": "litigation" });
    by.post(&format!("{person}/holds"), &terms).ok(201);
}

#[test]
fn a_hold_and_a_longer_term_after_the_approval_keep_people_too() {
    let app = TestApp::start();
    let (first, second) = (app.member(coordinator(0)), app.member(coordinator(1)));
    let [held, longer] = [1, 2].map(|number| long_gone(&first, number));
    let list = proposed(&first);
    approve(&second, &list).ok(200);
    hold(&first, &held);
    keep_for(&app, "retention.case_file_years", "30");
    carry_out(&app);
    let first = app.member(coordinator(0));
    let kept = |because: &str| ("fell_out".to_owned(), json!(because));
    assert_eq!(outcome(&first, &list, &held), kept("held"));
    assert_eq!(outcome(&first, &list, &longer), kept("not_due"));
    let done = first.get(&list).ok(200);
    assert_eq!(
        (&done["status"], &done["erased"]),
        (&json!("done"), &json!(0))
    );
    assert_eq!(app.database.count("erasures"), 0);
    let nobody = first.post("/disposals", &terms()).refused(422, "rules");
    assert_eq!(nobody["findings"][0]["rule"], "disposal.nobody_due");
}

#[test]
fn nobody_is_on_two_lists_and_who_was_on_one_that_was_taken_back_comes_onto_the_next() {
    let app = TestApp::start();
    let first = app.member(coordinator(0));
    let gone = long_gone(&first, 1);
    let list = proposed(&first);
    first.post("/disposals", &terms()).refused(422, "rules");
    let back = first.step_now(&list, "withdrawal").ok(200);
    assert_eq!(back["status"], "withdrawn");
    assert_eq!(outcome(&first, &list, &gone).0, "withdrawn");
    let next = proposed(&first);
    assert_eq!(outcome(&first, &next, &gone).0, "waiting");
    first
        .step_now(&list, "withdrawal")
        .refused(409, "wrong_status");
    let stale = first.with("If-Match", "\"7-0\"");
    stale
        .step(&format!("{next}/withdrawal"))
        .refused(412, "stale");
    first
        .step(&format!("{next}/withdrawal"))
        .refused(428, "precondition_required");
}

#[test]
fn a_list_has_people_of_the_own_offices_and_is_no_affair_of_other_roles_and_organisations() {
    let app = TestApp::start();
    let first = app.member(coordinator(0));
    long_gone(&first, 1);
    let elsewhere = app.member(coordinator(2));
    elsewhere.post("/disposals", &terms()).refused(422, "rules");
    let list = proposed(&first);
    elsewhere.get(&list).ok(200);
    let stranger = app.member(Member::new(Place::Away, Role::Coordinator, 0));
    for path in [list.clone(), format!("{list}/items")] {
        stranger.get(&path).refused(404, "not_found");
        for role in [Role::Counsellor, Role::Administrator, Role::Auditor] {
            app.as_(role).get(&path).refused(403, "forbidden");
        }
    }
    assert_eq!(stranger.get("/disposals").ok(200)["items"], json!([]));
    let later = json!({ "class": "case_file", "as_of": "2099-01-01" });
    let refused = first.post("/disposals", &later);
    refused.refused(422, "invalid");
    assert_eq!(refused.faults(), ["/as_of in_the_future"]);
}

#[test]
fn lists_and_their_people_are_read_by_pages() {
    let app = TestApp::start();
    let first = app.member(coordinator(0));
    for number in 0..5 {
        long_gone(&first, number);
    }
    let list = proposed(&first);
    let mut path = format!("{list}/items?limit=2&status=waiting");
    let mut seen = Vec::new();
    loop {
        let page = first.get(&path).ok(200);
        let items = page["items"].as_array().unwrap().iter();
        seen.extend(items.map(|item| item["id"].as_str().unwrap().to_owned()));
        let Some(next) = page["_links"]["next"].as_str() else {
            break;
        };
        path = next.split_once(crate::support::BASE).unwrap().1.to_owned();
    }
    let mut sorted = seen.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!((sorted.len(), &sorted), (5, &seen));
    let erased = first.get(&format!("{list}/items?status=erased")).ok(200);
    assert_eq!(erased["items"], json!([]));
    let lists = first.get("/disposals?status=proposed").ok(200);
    assert_eq!(lists["items"][0]["id"], id(&list));
}

#[test]
fn the_list_goes_to_the_soprintendenza_as_a_file_that_stays_the_same_and_finds_nobody() {
    let app = TestApp::start();
    let first = app.member(coordinator(0));
    let [gone, held] = [1, 2].map(|number| long_gone(&first, number));
    let list = proposed(&first);
    let read = |client: &Client| {
        let answer = client.get(&format!("{list}/file"));
        assert_eq!(answer.status, 200, "{}", answer.text());
        let text = answer.text();
        text.strip_prefix('\u{FEFF}').unwrap().to_owned()
    };
    let file = read(&first);
    let lines: Vec<&str> = file.lines().collect();
    assert_eq!(lines.len(), 3);
    let heading = "numero;unità;sede;classe di conservazione;decorrenza;decorre dal;";
    assert!(lines[0].starts_with(heading), "{}", lines[0]);
    let end = ";fascicolo di caso;chiusura dell'ultimo caso;2012-05-31;2022-06-01";
    assert!(lines[1].ends_with(end), "{}", lines[1]);
    for person in [&gone, &held] {
        assert!(!file.contains(id(person)));
    }
    hold(&first, &held);
    approve(&app.member(coordinator(1)), &list).ok(200);
    carry_out(&app);
    assert_eq!(read(&first), file);
    let english = read(&first.with("Accept-Language", "en"));
    assert!(
        english.contains(";case file;end of the last case;"),
        "{english}"
    );
    for role in [Role::Counsellor, Role::Administrator] {
        let refused = app.as_(role).get(&format!("{list}/file"));
        refused.refused(403, "forbidden");
    }
}

#[test]
fn other_offices_learn_neither_who_is_listed_nor_why_somebody_is_kept() {
    let app = TestApp::start();
    let first = app.member(coordinator(0));
    let held = long_gone(&first, 1);
    let list = proposed(&first);
    hold(&first, &held);
    let elsewhere = app.member(coordinator(2));
    approve(&elsewhere, &list).ok(200);
    let path = format!("{list}/items");
    let own = &first.get(&path).ok(200)["items"][0];
    assert_eq!(own["individual_id"], id(&held));
    assert_eq!(own["kept_because"], "held");
    let answer = elsewhere.get(&path);
    let theirs = &answer.ok(200)["items"][0];
    assert_eq!(theirs["status"], "fell_out");
    assert!(!answer.text().contains(id(&held)), "{theirs}");
    assert_eq!(theirs["kept_because"], Value::Null);
}

#[test]
fn an_authorisation_is_not_older_than_the_list() {
    let app = TestApp::start();
    let first = app.member(coordinator(0));
    long_gone(&first, 1);
    let list = proposed(&first);
    let second = app.member(coordinator(1));
    let early = json!({ "authorisation": "Prot. 44/2026", "authorised_on": "2026-03-08" });
    let refused = second
        .with("If-Match", second.tag(&list))
        .post(&format!("{list}/approval"), &early);
    refused.refused(422, "invalid");
    assert_eq!(refused.faults(), ["/authorised_on before_the_list"]);
}

#[test]
fn a_record_that_nobody_listed_is_not_erased_with_one_that_was() {
    let app = TestApp::start();
    let first = app.member(coordinator(0));
    let [listed, other] = [1, 2].map(|number| long_gone(&first, number));
    let list = proposed(&first);
    let other_list = outcomes(&first, &list);
    assert_eq!(other_list.len(), 2);
    let version = first.get(&other).ok(200)["version"].clone();
    let merge = json!({
        "absorbed_id": id(&other), "absorbed_version": version, "reason": "Registrata due volte.",
    });
    first
        .with("If-Match", first.tag(&listed))
        .post(&format!("{listed}/merges"), &merge)
        .ok(201);
    approve(&app.member(coordinator(1)), &list).ok(200);
    carry_out(&app);
    let kept = ("fell_out".to_owned(), json!("record_changed"));
    for person in [&listed, &other] {
        assert_eq!(outcome(&first, &list, person), kept);
    }
    first.get(&listed).ok(200);
    assert_eq!(app.database.count("erasures"), 0);
    let told = "events WHERE kind = 'disposal_fell_out'";
    assert_eq!(app.database.count(told), 2);
}

#[test]
fn who_was_heard_of_later_is_not_due() {
    let app = TestApp::start();
    let first = app.member(coordinator(0));
    let [gone, seen, asked, again, edited] =
        [1, 2, 3, 4, 5].map(|number| long_gone(&first, number));
    let contact = json!({
        "office_id": Place::Home.office(0), "on": "2026-03-01", "topic": "cv",
        "age_band": "25-29", "channel": "desk", "minutes": 15, "individual_id": id(&seen),
    });
    first.post("/desk-contacts", &contact).ok(201);
    let heard = json!({
        "individual_id": id(&asked), "office_id": Place::Home.office(0),
        "interview": crate::casework::interview(),
    });
    first.post("/intakes", &heard).ok(201);
    let case = case_of(&again, "2015-03-01");
    let case = first.post("/cases", &case).ok(201);
    let case = format!("/cases/{}", case["id"].as_str().unwrap());
    let ended = json!({ "outcome": { "kind": "moved" }, "on": "2020-05-31" });
    first
        .with("If-Match", first.tag(&case))
        .post(&format!("{case}/closure"), &ended)
        .ok(200);
    // Whoever closes a case says for which day; what was done on it tells more.
    let (_, case) = long_gone_with_case(&first, 6);
    let note = json!({ "visibility": "team", "text": "Ha telefonato." });
    first.post(&format!("{case}/notes"), &note).ok(201);
    let languages = json!({
        "content": { "items": [{ "language": "it", "mother_tongue": true }] },
        "provenance": { "source": "self_declared", "observed_on": "2026-03-01" },
    });
    let path = format!("{edited}/languages");
    first.put_first(&path, &languages).ok(201);
    let (_, case) = long_gone_with_case(&first, 7);
    let page = first.get(&format!("/follow-ups?case={}", id(&case)));
    let asked = page.ok(200)["items"][0]["id"].clone();
    let asked = format!("/follow-ups/{}", asked.as_str().unwrap());
    let outcome = json!({ "outcome": { "kind": "unemployed" }, "on": "2026-03-09" });
    first
        .with("If-Match", first.tag(&asked))
        .post(&format!("{asked}/outcome"), &outcome)
        .ok(200);
    // Who registered in person lately, whatever old file is entered afterwards, and nothing more.
    let lately = register(&first, &Somebody::numbered(8).registration());
    followed_once(&first, &lately);
    let list = proposed(&first);
    let listed = outcomes(&first, &list);
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert_eq!(listed[0].0, id(&gone));
}
