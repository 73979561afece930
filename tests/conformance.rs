//! The API does what its document says: every example is sent, and every answer is of its schema.

use domain::actor::Role;
use serde_json::{Value, json};

use crate::imports::work;
use crate::second_factor::enrol_as;
use crate::support::contract::{Contract, FORM, Operation};
use crate::support::outside::Outside;
use crate::support::seed::{PASSWORD, awaiting_role};
use crate::support::world::World;
use crate::support::{Answer, Client, Member, Place, TestApp};

/// Examples that name a secret which nobody has: they are understood, and refused.
const SECRET: [(&str, u16); 9] = [
    ("GET /counsellors/{staff_id}/calendar", 404),
    ("PUT /me/password", 422),
    ("POST /me/second-factor", 403),
    ("POST /me/second-factor/confirmation", 422),
    ("POST /session-refreshes", 401),
    ("POST /sessions", 401),
    ("POST /tokens", 401),
    ("POST /invitations/acceptance", 422),
    ("POST /password-resets/acceptance", 422),
];

fn counsellor() -> Member {
    Member::new(Place::Home, Role::Counsellor, 0)
}

/// The product with the provider whom examples name.
fn with(provider: &Outside) -> TestApp {
    TestApp::with(|options| options.settings = provider.settings(&json!({})))
}

/// The entity tag of what a request at this path changes.
fn tag(client: &Client, path: &str) -> String {
    let own = client.get(path);
    // What is added to a list is added to what the list hangs on.
    if own.status == 200 && !path.ends_with("/reviews") && !path.ends_with("/attendance") {
        return own.header("etag").to_owned();
    }
    let above = path.rsplit_once('/').unwrap().0;
    let place = ["/amendments", "/actions"].iter();
    let above = { place.filter_map(|list| above.strip_suffix(list)) }
        .next()
        .unwrap_or(above);
    client.tag(above)
}

/// Who sends the example: a counsellor may take a case, but only a coordinator gives one away.
/// What an administrator proposed, another one approves.
fn sender(world: &World, operation: &Operation) -> Member {
    match operation.path.rsplit('/').next().unwrap() {
        "assignment" => world.colleague(Role::Coordinator),
        "approval"
            if operation.path.starts_with("/erasure-requests")
                || operation.path.starts_with("/disposals") =>
        {
            Member::new(Place::Home, Role::Coordinator, 1)
        }
        "approval" => Member::administrator(1),
        // Somebody of another office, who does not read the record anyway.
        "emergency-accesses" => Member::new(Place::Home, Role::Counsellor, 2),
        "extension" => world.referrer(),
        "withdrawal" | "acknowledgement" if operation.path.starts_with("/referrals/") => {
            world.referrer()
        }
        _ => world.insider(operation.action),
    }
}

/// The step that an operation takes back, with its body.
fn undone_by(operation: &Operation) -> Option<(&'static str, Option<Value>)> {
    Some(match operation.path.rsplit('/').next().unwrap() {
        "resumption" => (
            "suspensions",
            Some(json!({ "reason": "away", "on": "2026-03-01", "until": "2026-03-20" })),
        ),
        "reopening" => (
            "closure",
            Some(json!({ "outcome": { "kind": "moved" }, "on": "2026-03-01" })),
        ),
        "enablement" if operation.path.starts_with("/staff/") => {
            ("disablement?acknowledged=availability.booked", None)
        }
        "enablement" => ("disablement", None),
        _ => return None,
    })
}

/// Takes the step that must come before this operation.
fn prepare(app: &TestApp, world: &World, operation: &Operation) {
    if operation.path == "/staff/{staff_id}/second-factor" {
        let own = json!({ "email": world.counsellor.email(), "password": PASSWORD });
        let tokens = app.stranger().post("/sessions", &own).ok(200);
        let access = tokens["access_token"].as_str().unwrap();
        enrol_as(app, &app.stranger().bearing(access));
        return;
    }
    if operation.path == "/staff/{staff_id}/role-approval" {
        awaiting_role(&mut app.database.connection(), counsellor());
        return;
    }
    if operation.path == "/emergency-accesses/{emergency_id}/review" {
        let own = format!("/emergency-accesses/{}", world.id("emergency_id"));
        app.member(world.counsellor).step_now(&own, "end").ok(200);
        return;
    }
    if operation.path == "/imports/{import_id}/decisions" {
        return work(app);
    }
    if operation.path.contains("/agreements") {
        return agree(app, world, operation);
    }
    if operation.path.contains("/appointments/") {
        return expect(app, world, operation);
    }
    if operation.path.contains("/groups/") || operation.path.contains("/group-sessions/") {
        return gather(app, world, operation);
    }
    let said = match operation.path.as_str() {
        "/intakes" | "/referrals/{referral_id}/conclusion" => Some(("acceptance", json!({}))),
        "/referrals/{referral_id}/acknowledgement" => {
            Some(("refusal", json!({ "reason": "no_places" })))
        }
        _ => None,
    };
    if let Some((step, body)) = said {
        let path = format!("/referrals/{}", world.id("referral_id"));
        let client = app.member(world.counsellor);
        let client = client.with("If-Match", client.tag(&path));
        client.post(&format!("{path}/{step}"), &body).ok(200);
        return;
    }
    let Some((before, body)) = undone_by(operation) else {
        return;
    };
    let path = operation.at(|name| world.id(name).to_owned());
    let path = path.rsplit_once('/').unwrap().0;
    let client = app.member(sender(world, operation));
    let client = client.with("If-Match", tag(&client, path));
    let path = format!("{path}/{before}");
    let answer = body.map_or_else(|| client.step(&path), |body| client.post(&path, &body));
    answer.ok(200);
}

/// Brings the agreement, at which both looked already, to where the operation goes on.
fn agree(app: &TestApp, world: &World, operation: &Operation) {
    let last = operation.path.rsplit('/').next().unwrap();
    let before: &[&str] = match (operation.method.as_str(), last) {
        ("POST", "agreements" | "reopening") => &["closure"],
        ("PUT", "{agreement_id}") | ("POST", "proposal" | "recall") => &["amendment"],
        ("POST", "signature") => &["amendment", "proposal"],
        _ => &[],
    };
    let path = format!("/agreements/{}", world.id("agreement_id"));
    let client = app.member(world.counsellor);
    for step in before {
        let body = match *step {
            "closure" => json!({ "reason": "achieved" }),
            "proposal" => json!({}),
            _ => {
                client.step_now(&path, step).ok(200);
                continue;
            }
        };
        let now = client.with("If-Match", client.tag(&path));
        now.post(&format!("{path}/{step}"), &body).ok(200);
    }
}

/// Brings the appointment to where the operation goes on: it has begun, is called off, or closed.
fn expect(app: &TestApp, world: &World, operation: &Operation) {
    let path = format!("/appointments/{}", world.id("appointment_id"));
    let begin = || {
        let begun: chrono::DateTime<chrono::Utc> = "2030-01-17T10:00:00Z".parse().unwrap();
        app.clock.advance(begun - app.clock.now());
    };
    let said = match operation.path.rsplit('/').next().unwrap() {
        "outcome" => return begin(),
        "restoration" => {
            let off = json!({ "by": "person", "reason": "cannot_come" });
            ("cancellation", off)
        }
        "reopening" => {
            begin();
            let held = json!({ "result": { "kind": "held", "minutes": 50 } });
            ("outcome", held)
        }
        _ => return,
    };
    let client = app.member(world.counsellor);
    let client = client.with("If-Match", client.tag(&path));
    client.post(&format!("{path}/{}", said.0), &said.1).ok(200);
}

/// Brings the group or its session to where the operation goes on: it is closed, has begun, or
/// somebody said who came.
fn gather(app: &TestApp, world: &World, operation: &Operation) {
    let begin = || {
        let begun: chrono::DateTime<chrono::Utc> = "2030-01-15T10:00:00Z".parse().unwrap();
        app.clock.advance(begun - app.clock.now());
    };
    match operation.path.rsplit('/').next().unwrap() {
        "opening" => {
            let path = format!("/groups/{}", world.id("group_id"));
            app.member(world.counsellor)
                .step_now(&path, "closing")
                .ok(200);
        }
        "attendance" if operation.method == "POST" => begin(),
        "attendance-amendments" => {
            begin();
            let path = format!("/group-sessions/{}", world.id("group_session_id"));
            let client = app.member(world.counsellor);
            let client = client.with("If-Match", client.tag(&path));
            let body = json!({ "attendance": [{
                "enrolment_id": world.id("enrolment_id"),
                "presence": { "kind": "absent", "reason": "no_notice" },
            }] });
            client.post(&format!("{path}/attendance"), &body).ok(200);
        }
        _ => {}
    }
}

/// Somebody of the same office who may follow the case.
fn taker(world: &World) -> Member {
    world.colleague(Role::TargetedPlacementOfficer)
}

/// The case of the counsellor, handed over for a time: proposed, and answered where somebody says
/// how.
fn handed_over(app: &TestApp, world: &World, answer: Option<(&str, Value)>) -> String {
    let proposal = json!({
        "counsellor_id": taker(world).id(), "reason": "absence",
        "term": { "kind": "temporary", "until": "2030-12-31" },
    });
    let path = format!("/cases/{}/hand-overs", world.id("case_id"));
    let proposed = app.member(world.counsellor).post(&path, &proposal).ok(201);
    let id = proposed["id"].as_str().unwrap().to_owned();
    if let Some((answer, body)) = answer {
        let path = format!("/hand-overs/{id}");
        let taker = app.member(taker(world));
        let taker = taker.with("If-Match", taker.tag(&path));
        taker.post(&format!("{path}/{answer}"), &body).ok(200);
    }
    id
}

/// The example, about what is there. Who has a case gets no second one: the newcomer does, and
/// whoever was referred is heard.
fn body(world: &World, operation: &Operation) -> Option<Value> {
    let mut body = world.body(operation)?;
    match operation.path.as_str() {
        "/cases" => body["individual_id"] = json!(world.id("newcomer")),
        "/intakes" => {
            body["individual_id"] = json!(world.id("referred"));
            body["referral_id"] = json!(world.id("referral_id"));
        }
        "/cases/{case_id}/hand-overs" => body["counsellor_id"] = json!(taker(world).id()),
        "/cases/{case_id}/referrals" => {
            body["to"]["office_id"] = json!(world.referrer().office());
            body["answer_by"] = json!("2030-12-31");
        }
        // The list was made on the day of the story.
        "/disposals/{disposal_id}/approval" => body["authorised_on"] = json!("2026-03-10"),
        "/referrals/{referral_id}/extension" => body["answer_by"] = json!("2030-12-31"),
        _ => {}
    }
    if let Some(decision) = body.pointer_mut("/decisions/0/decision") {
        decision["individual_id"] = json!(world.id("individual_id"));
    }
    Some(body)
}

/// Where the example is sent. Only who never had a password is invited: a new colleague.
fn place(app: &TestApp, world: &World, operation: &Operation) -> String {
    let invited = || {
        let colleague = json!({
            "email": "nuova@castelverde.example", "given_name": "Anna", "family_name": "Neri",
            "roles": ["desk_operator"], "office_ids": [world.id("office_id")],
        });
        let administrator = app.member(sender(world, operation));
        let made = administrator.post("/staff", &colleague).ok(201);
        made["id"].as_str().unwrap().to_owned()
    };
    operation.at(|name| match operation.path.as_str() {
        "/staff/{staff_id}/invitations" => invited(),
        // Whoever has a running case is not erased by mistake.
        "/individuals/{individual_id}/erasure-requests" => world.id("newcomer").to_owned(),
        "/hand-overs/{hand_over_id}/withdrawal" => handed_over(app, world, None),
        "/hand-overs/{hand_over_id}/acknowledgement" => {
            let no = ("refusal", json!({ "reason": "workload" }));
            handed_over(app, world, Some(no))
        }
        "/hand-overs/{hand_over_id}/return" | "/hand-overs/{hand_over_id}/permanence" => {
            handed_over(app, world, Some(("acceptance", json!({}))))
        }
        _ => world.id(name).to_owned(),
    })
}

/// Sends the example of something that writes.
fn write(app: &TestApp, world: &World, operation: &Operation) -> Answer {
    prepare(app, world, operation);
    let path = place(app, world, operation);
    let client = app.member(sender(world, operation));
    if operation.path == "/imports" {
        let client = client.with("Content-Type", "text/csv");
        let client = client.with("Idempotency-Key", "0123456789abcdef");
        return client.send("POST", &world.import_path(), Some(world.file().into()));
    }
    if let Some(form) = &operation.form {
        let client = app.stranger().with("Content-Type", FORM);
        return client.send(&operation.method, &path, Some(form.clone().into()));
    }
    let body = body(world, operation).map(|body| body.to_string().into_bytes());
    let client = client.with("If-Match", tag(&client, &path));
    // Somebody is booked in whatever ends.
    let ends = { operation.queries.iter() }.any(|query| query == "acknowledged");
    let seen = if ends {
        "?acknowledged=availability.booked"
    } else {
        ""
    };
    client.with("Idempotency-Key", "0123456789abcdef").send(
        &operation.method,
        &format!("{path}{seen}"),
        Some(body.unwrap_or_default()),
    )
}

/// Reads with every parameter that must be there.
fn read(app: &TestApp, world: &World, operation: &Operation) -> Answer {
    let path = operation.at(|name| world.id(name).to_owned());
    let query = match operation.path.as_str() {
        "/desk-contact-counts" | "/counsellors/{staff_id}/windows" => {
            "?from=2026-03-01&to=2026-03-31".to_owned()
        }
        "/counsellors/{staff_id}/calendar" => format!("?key={}", "A".repeat(43)),
        "/free-slots" | "/free-slots/days" => {
            let (service, office) = (world.id("service_id"), world.id("office_id"));
            format!("?service={service}&office={office}&from=2026-03-01&to=2026-03-31")
        }
        _ => String::new(),
    };
    app.member(sender(world, operation))
        .get(&format!("{path}{query}"))
}

#[test]
fn every_example_is_a_request_that_works_and_every_answer_is_of_its_schema() {
    let contract = Contract::new();
    let mut faults = Vec::new();
    let provider = Outside::new();
    let app = with(&provider);
    let world = World::of(&app, counsellor());
    crate::exports::work(&app);
    crate::documents::work(&app);
    for operation in contract.operations() {
        let answer = if operation.method == "GET" {
            read(&app, &world, &operation)
        } else {
            let app = with(&provider);
            write(&app, &World::of(&app, counsellor()), &operation)
        };
        contract.holds(&operation, &answer);
        let named = format!("{} {}", operation.method, operation.path);
        let secret = SECRET.iter().find(|(secret, _)| *secret == named);
        let works = match secret {
            Some((_, status)) => answer.status == *status,
            None => (200..300).contains(&answer.status),
        };
        if !works {
            faults.push(format!("{named}: {}", answer.text()));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
