//! When somebody can be booked, and why not.

use super::*;

/// Why there is nothing on a day, by day.
fn without(shown: &Value) -> Vec<String> {
    let days = shown["days_without"].as_array().unwrap().iter();
    days.map(|day| {
        let why = day["why"].as_array().unwrap().iter();
        let why: Vec<String> = why
            .map(|why| {
                let kind = why["kind"].as_str().unwrap();
                match why["label"].as_str() {
                    Some(label) => format!("{kind} {label}"),
                    None => kind.to_owned(),
                }
            })
            .collect();
        format!("{} {}", day["day"].as_str().unwrap(), why.join(", "))
    })
    .collect()
}

/// The counsellor receives people all week, Sundays included.
fn all_week(app: &TestApp) -> Client {
    let client = app.member(counsellor(0));
    for weekday in 1..=7 {
        let body = hours(weekday, "09:00", "13:00");
        made(&client, &hours_of(counsellor(0)), &body);
    }
    client
}

#[test]
fn closures_holidays_and_absences_take_windows_away_and_say_why() {
    let app = start();
    let client = all_week(&app);
    let chief = app.member(coordinator(0));
    for (office, day) in [(json!(Place::Home.office(0)), 9), (Value::Null, 10)] {
        let day = format!("2026-10-{day:02}");
        let mut closure = json!({ "from": day, "to": day, "label": "Inventario" });
        if !office.is_null() {
            closure["office_id"] = office;
        }
        chief.post("/closures", &closure).ok(201);
    }
    let elsewhere = json!({
        "office_id": Place::Home.office(1), "from": "2026-10-01", "to": "2026-10-12",
        "label": "Altrove",
    });
    chief.post("/closures", &elsewhere).ok(201);
    let path = exceptions_of(counsellor(0));
    made(&client, &path, &absence("2026-10-07", "08:00", "13:00"));
    made(&client, &path, &absence("2026-10-08", "09:00", "12:00"));
    let english = client.with("Accept-Language", "en");
    let shown = windows(&english, counsellor(0), "2026-10-03", "2026-10-11");
    // 3 October is a Saturday: no holiday. 4 October is one by law, and a Sunday.
    assert_eq!(
        without(&shown),
        [
            "2026-10-04 holiday Saint Francis",
            "2026-10-07 absence",
            "2026-10-09 closure Inventario",
            "2026-10-10 closure Inventario",
            "2026-10-11 holiday Sunday",
        ]
    );
    assert_eq!(
        times(&shown),
        [
            "2026-10-03T07:00:00Z/2026-10-03T11:00:00Z",
            "2026-10-05T07:00:00Z/2026-10-05T11:00:00Z",
            "2026-10-06T07:00:00Z/2026-10-06T11:00:00Z",
            "2026-10-08T10:00:00Z/2026-10-08T11:00:00Z",
        ]
    );
    let italian = windows(&client, counsellor(0), "2026-12-25", "2026-12-26");
    assert_eq!(
        without(&italian),
        [
            "2026-12-25 holiday Natale",
            "2026-12-26 holiday Santo Stefano"
        ]
    );
    let nobody = windows(&client, counsellor(1), TODAY, TODAY);
    assert_eq!(without(&nobody), ["2026-03-02 no_hours"]);
}

#[test]
fn windows_keep_their_local_hour_when_the_clock_changes() {
    let app = start();
    let client = all_week(&app);
    for (saturday, monday, before, after) in [
        ("2026-03-28", "2026-03-30", "08:00", "07:00"),
        ("2026-10-24", "2026-10-26", "07:00", "08:00"),
        ("2027-03-27", "2027-03-30", "08:00", "07:00"),
        ("2027-10-30", "2027-11-02", "07:00", "08:00"),
    ] {
        for (day, hour) in [(saturday, before), (monday, after)] {
            let shown = times(&windows(&client, counsellor(0), day, day));
            assert_eq!(shown.len(), 1, "{day}");
            assert!(
                shown[0].starts_with(&format!("{day}T{hour}:00Z")),
                "{shown:?}"
            );
        }
    }
}

#[test]
fn windows_of_a_service_are_asked_for_at_most_two_months_at_once() {
    let app = start();
    let client = app.member(counsellor(0));
    let chief = app.member(coordinator(0));
    chief.step("/service-catalogue").ok(200);
    let services = chief.get("/services?limit=2").ok(200);
    let [one, other] = [0, 1].map(|at| services["items"][at]["id"].as_str().unwrap().to_owned());
    let for_one = with(
        &hours(1, "09:00", "11:00"),
        &json!({ "service_ids": [one] }),
    );
    made(&client, &hours_of(counsellor(0)), &for_one);
    made(
        &client,
        &hours_of(counsellor(0)),
        &hours(1, "11:00", "13:00"),
    );
    let path = format!("/counsellors/{}/windows", counsellor(0).id());
    let asked = |query: &str| client.get(&format!("{path}?{query}"));
    let found = |service: &str| {
        let shown = asked(&format!("from={TODAY}&to={TODAY}&service={service}")).ok(200);
        shown["items"].as_array().unwrap().len()
    };
    assert_eq!((found(&one), found(&other)), (2, 1));
    let unknown = Place::Away.office(0);
    asked(&format!("from={TODAY}&to={TODAY}&service={unknown}")).refused(404, "not_found");
    asked("from=2026-03-02&to=2026-05-02").ok(200);
    asked("from=2026-03-02&to=2026-05-03").refused(400, "bad_parameter");
    asked("from=2026-03-02&to=2026-03-01").refused(400, "bad_parameter");
    asked("from=2026-03-02").refused(400, "bad_parameter");
}
