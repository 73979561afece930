//! What one source says against another, or against itself.

use super::*;

#[test]
fn another_source_that_knows_the_same_job_otherwise_is_told() {
    let app = TestApp::start();
    let person = person(&app);
    let desk = app.as_(Role::DeskOperator);
    let path = format!("{person}/work-history");
    let tag = first(&desk, &path, &work()).header("etag").to_owned();
    let mut other = work();
    other["items"][0]["to"] = json!("2023-07-31");
    let told = json!({ "source": "self_declared", "observed_on": "2025-02-03",
        "verification": "none" });
    other["items"][0]["provenance"] = told.clone();
    let mut body = section(&other);
    body["provenance"] = told;
    let written = desk.put_if(&path, &tag, &body).ok(200);
    let told = &written["contradictions"];
    assert_eq!(told[0]["pointer"], "/items/0/to", "{told}");
    assert_eq!(told[1], Value::Null);
}

#[test]
fn what_another_source_verified_contradicts_a_list_that_leaves_it_out() {
    let app = TestApp::start();
    let person = person(&app);
    let desk = app.as_(Role::DeskOperator);
    let path = format!("{person}/employment-status");
    let mut certified = section(&status());
    certified["provenance"] = json!({ "source": "cpi_certificate", "observed_on": "2025-01-07",
        "verification": "verified" });
    let tag = desk.put_first(&path, &certified).header("etag").to_owned();
    let mut none = section(&json!({ "declarations": [] }));
    none["provenance"] = json!({ "source": "self_declared", "observed_on": "2025-02-03",
        "verification": "none" });
    let written = desk.put_if(&path, &tag, &none).ok(200);
    let told = &written["contradictions"];
    assert_eq!(told[0]["pointer"], "/declarations", "{told}");
    assert_eq!(told[0]["provenance"], certified["provenance"]);
    assert_eq!(told[1], Value::Null, "{told}");
    let facts = desk.get(&format!("{person}/facts")).ok(200);
    let mut sections = facts["sections"].as_array().unwrap().iter();
    let found = sections.find(|section| section["section"] == "employment_status");
    assert_eq!(found.unwrap()["left_out"], *told);
}

#[test]
fn what_the_same_source_verified_contradicts_its_later_list_that_leaves_it_out() {
    let app = TestApp::start();
    let person = person(&app);
    let desk = app.as_(Role::DeskOperator);
    let path = format!("{person}/employment-status");
    let seen = |content: &Value, on: &str, verification: &str| {
        let mut body = section(content);
        body["provenance"] = json!({ "source": "cpi_certificate", "observed_on": on,
            "verification": verification });
        body
    };
    let certified = seen(&status(), "2025-01-07", "verified");
    let none = json!({ "declarations": [] });
    let tag = desk.put_first(&path, &certified).header("etag").to_owned();
    let later = seen(&none, "2025-02-03", "none");
    let written = desk.put_if(&path, &tag, &later);
    let told = &written.ok(200)["contradictions"];
    assert_eq!(told[0]["pointer"], "/declarations", "{told}");
    assert_eq!(told[0]["provenance"], certified["provenance"]);
    assert_eq!((&told[0]["version"], &told[1]), (&json!(1), &Value::Null));
    let facts = desk.get(&format!("{person}/facts")).ok(200);
    let mut sections = facts["sections"].as_array().unwrap().iter();
    let found = sections.find(|section| section["section"] == "employment_status");
    assert_eq!(found.unwrap()["left_out"], *told);
    // Whoever has verified that there is none has settled it.
    let settled = seen(&none, "2025-02-04", "verified");
    let written = desk.put_if(&path, written.header("etag"), &settled).ok(200);
    assert_eq!(written["contradictions"], json!([]));
}
