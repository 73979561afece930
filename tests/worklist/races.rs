//! Two at once.

use super::*;
use crate::support::Answer;

fn at_once(asked: [(&Client, &str, &Value); 2]) -> [Answer; 2] {
    scope(|scope| {
        asked
            .map(|(client, path, body)| scope.spawn(move || client.post(path, body)))
            .map(|one| one.join().unwrap())
    })
}

fn statuses(answers: &[Answer; 2]) -> [u16; 2] {
    let mut statuses = [answers[0].status, answers[1].status];
    statuses.sort_unstable();
    statuses
}

/// What differs between the worklist and the things that it is a copy of.
const DRIFTED: &str = "due_items d JOIN cases c ON c.organisation_id = d.organisation_id \
     AND c.id = d.subject_id WHERE c.status = 'closed' OR c.office_id <> d.office_id \
     OR COALESCE(CAST(c.counsellor_id AS text), '') \
     <> COALESCE(CAST(d.counsellor_id AS text), '')";

#[test]
fn of_two_attempts_at_once_each_is_counted_or_refused() {
    for number in 0..4 {
        let app = TestApp::start();
        let second = app.beside(|_| {});
        let case = case(&app, number, "2026-03-01");
        let me = app.member(counsellor(0));
        step(&me, &case, "closure", &ends("moved", "2026-03-02"));
        let page = me.get(&format!("/follow-ups?case={}", id(&case))).ok(200);
        let path = format!("/follow-ups/{}", page["items"][0]["id"].as_str().unwrap());
        let tag = me.tag(&path);
        let (one, other) = (
            me.with("If-Match", &tag),
            second.member(coordinator(0)).with("If-Match", &tag),
        );
        let path = format!("{path}/attempts");
        let body = json!({ "channel": "phone", "outcome": "not_reached" });
        let answers = at_once([(&one, &path, &body), (&other, &path, &body)]);
        assert_eq!(statuses(&answers), [200, 412]);
        assert_eq!(app.database.count("follow_up_attempts"), 1);
        assert_eq!(app.database.count("follow_ups WHERE attempts = 1"), 1);
    }
}

#[test]
fn a_case_that_is_closed_or_given_away_at_once_leaves_no_work_to_the_wrong_one() {
    for number in 0..4 {
        let app = TestApp::start();
        let second = app.beside(|_| {});
        let case = case(&app, number, "2026-03-01");
        let (me, chief) = (app.member(counsellor(0)), second.member(coordinator(0)));
        let tag = me.tag(&case);
        let (me, chief) = (me.with("If-Match", &tag), chief.with("If-Match", &tag));
        let given = json!({ "counsellor_id": counsellor(1).id() });
        let (closing, giving) = (format!("{case}/closure"), format!("{case}/assignment"));
        let ended = ends("moved", "2026-03-02");
        let answers = at_once([(&me, &closing, &ended), (&chief, &giving, &given)]);
        // Who comes when the case is given away reaches it no longer.
        let told = statuses(&answers);
        assert!([[200, 412], [200, 404]].contains(&told), "{told:?}");
        assert_eq!(app.database.count(DRIFTED), 0);
    }
}

/// The same of referrals: of those that wait for whoever keeps the case.
const REFERRED: &str = "due_items d JOIN referrals r ON r.organisation_id = d.organisation_id \
     AND r.id = d.subject_id WHERE r.from_office_id <> d.office_id \
     OR COALESCE(CAST(r.from_counsellor_id AS text), '') \
     <> COALESCE(CAST(d.counsellor_id AS text), '')";

#[test]
fn a_desk_that_is_taken_over_beside_a_step_of_a_referral_leaves_its_work_to_nobody_else() {
    for number in 0..4 {
        let app = TestApp::start();
        let second = app.beside(|_| {});
        let case = case(&app, number, "2026-03-01");
        let (me, chief) = (app.member(counsellor(0)), second.member(coordinator(0)));
        let asked = json!({
            "to": { "kind": "service", "service": "school", "service_name": "Scuola serale" },
            "reason": "training", "request": "Un corso serale.", "answer_by": "2026-03-20",
        });
        let sent = me.post(&format!("{case}/referrals"), &asked).ok(201);
        let referral = format!("/referrals/{}", sent["id"].as_str().unwrap());
        let me = me.with("If-Match", me.tag(&referral));
        let desk = json!({
            "counsellor_id": counsellor(0).id(), "office_id": Place::Home.office(0),
            "distribution": { "kind": "even", "counsellor_ids": [counsellor(1).id()] },
            "term": { "kind": "permanent" }, "reason": "absence",
        });
        let (later, path) = (json!({ "answer_by": "2026-04-01" }), "/hand-over-batches");
        let extension = format!("{referral}/extension");
        let answers = at_once([(&me, &extension, &later), (&chief, path, &desk)]);
        // Whoever comes second does not find the referral any more.
        assert!(
            [200, 404].contains(&answers[0].status),
            "{}",
            answers[0].text()
        );
        assert_eq!(answers[1].status, 200, "{}", answers[1].text());
        assert_eq!(app.database.count(REFERRED), 0);
        assert_eq!(app.database.count(DRIFTED), 0);
    }
}

#[test]
fn who_works_while_everything_is_planned_anew_loses_nothing() {
    let app = TestApp::start();
    let cases: Vec<String> = (0..6).map(|n| case(&app, n, "2026-03-01")).collect();
    let me = app.member(counsellor(0));
    app.database.execute("DELETE FROM due_items");
    scope(|scope| {
        scope.spawn(|| worked(&app, 2, || is_planned(&app)));
        for case in &cases {
            let reached = json!({ "channel": "phone", "outcome": "reached", "on": "2026-03-05" });
            me.post(&format!("{case}/contact-attempts"), &reached)
                .ok(201);
        }
    });
    assert_eq!(told(&me, ""), ["no_contact 2026-05-04"; 6]);
}

#[test]
fn of_two_cases_that_end_at_once_a_death_is_known_to_the_other() {
    for number in 0..4 {
        let app = TestApp::start();
        let second = app.beside(|_| {});
        let somebody = person(&app, number);
        let here = case_of(&app, &somebody, "2026-03-01");
        let body = json!({
            "individual_id": id(&somebody), "office_id": Place::Home.office(1),
            "counsellor_id": counsellor(2).id(), "reason": "Cerca lavoro.",
            "opened_on": "2026-03-01",
        });
        let opened = app.member(coordinator(2)).post("/cases", &body).ok(201);
        let there = format!("/cases/{}", opened["id"].as_str().unwrap());
        let (me, other) = (app.member(counsellor(0)), second.member(counsellor(2)));
        let (me, other) = (
            me.with("If-Match", me.tag(&here)),
            other.with("If-Match", other.tag(&there)),
        );
        let (dies, ends_so) = (ends("deceased", "2026-03-02"), ends("moved", "2026-03-02"));
        let (here, there) = (format!("{here}/closure"), format!("{there}/closure"));
        let answers = at_once([(&me, &here, &dies), (&other, &there, &ends_so)]);
        assert_eq!(statuses(&answers), [200, 200]);
        assert_eq!(app.database.count("follow_ups WHERE status = 'planned'"), 0);
        assert_eq!(app.database.count("due_items"), 0);
    }
}

#[test]
fn a_permit_that_is_written_while_a_case_is_opened_is_seen_to() {
    for number in 0..4 {
        let app = TestApp::start();
        let second = app.beside(|_| {});
        let somebody = person(&app, number);
        let (chief, me) = (app.member(coordinator(0)), second.member(counsellor(0)));
        let permit = json!({ "items": [{ "kind": "residence_permit", "number": "I12345678",
            "expires_on": "2026-04-30" }] });
        let body = json!({
            "individual_id": id(&somebody), "office_id": Place::Home.office(0),
            "counsellor_id": counsellor(0).id(), "reason": "Cerca lavoro.",
        });
        scope(|scope| {
            let path = format!("{somebody}/residence-permit");
            scope.spawn(move || first(&chief, &path, &permit).ok(201));
            scope.spawn(move || me.post("/cases", &body).ok(201));
        });
        let permits = "due_items WHERE reason = 'permit_expires'";
        assert_eq!(app.database.count(permits), 1);
    }
}
