//! The document of a toy API, looked at from all sides.

mod toy;

use serde_json::{Value, json};

use super::{Operation, clashes, document, validate_examples};

fn said() -> Value {
    document(toy::operations(), "0.1.0")
}

fn at<'a>(document: &'a Value, place: &str) -> &'a Value {
    document
        .pointer(place)
        .unwrap_or_else(|| panic!("nothing at {place}"))
}

fn statuses(document: &Value, path: &str, method: &str) -> Vec<String> {
    let responses = &document["paths"][path][method]["responses"];
    responses
        .as_object()
        .expect("responses")
        .keys()
        .cloned()
        .collect()
}

/// References to shared parameters, by the name of the component.
fn shared_parameters(document: &Value, path: &str, method: &str) -> Vec<String> {
    let parameters = document["paths"][path][method]["parameters"]
        .as_array()
        .expect("parameters");
    let references = parameters
        .iter()
        .filter_map(|parameter| parameter["$ref"].as_str());
    references
        .filter_map(|reference| Some(reference.rsplit_once('/')?.1.to_owned()))
        .collect()
}

fn headers(document: &Value, path: &str, method: &str, status: &str) -> Vec<String> {
    let response = &document["paths"][path][method]["responses"][status]["headers"];
    response
        .as_object()
        .expect("headers")
        .keys()
        .cloned()
        .collect()
}

#[test]
fn every_body_has_an_example_that_its_schema_takes() {
    assert_eq!(validate_examples(&said()), Vec::<String>::new());
}

#[test]
fn a_wrong_example_and_a_missing_one_are_told_with_their_place() {
    let mut document = said();
    let media = "/paths/~1members/post/requestBody/content/application~1json";
    let body = document.pointer_mut(media).expect("the body");
    body["example"] = json!({ "given_name": 7 });
    let media = "/components/responses/NotFound/content/application~1problem+json";
    let body = document
        .pointer_mut(media)
        .and_then(Value::as_object_mut)
        .expect("the body");
    body.remove("example");

    let faults = validate_examples(&document);

    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(faults[0].ends_with("no example"), "{faults:?}");
    assert!(faults[1].contains("/members/post") || faults[1].contains("~1members/post"));
}

#[test]
fn the_order_of_the_operations_does_not_matter() {
    let mut operations = toy::operations();
    operations.reverse();
    assert_eq!(
        document(operations, "0.1.0").to_string(),
        said().to_string()
    );
}

#[test]
fn public_reads_are_open_and_signing_in_takes_credentials_from_the_body() {
    let document = said();
    assert_eq!(document["security"], json!([{ "bearer": [] }]));
    assert_eq!(document["paths"]["/status"]["get"]["security"], json!([{}]));
    assert_eq!(
        document["paths"]["/sessions"]["post"]["security"],
        json!([{ "credentials": [] }])
    );
    assert_eq!(document["paths"]["/members"]["get"].get("security"), None);
}

#[test]
fn the_scheme_of_credentials_is_there_only_when_somebody_signs_in() {
    let operations = toy::operations()
        .into_iter()
        .filter(|o| o.path != "/sessions")
        .collect();
    let document = document(operations, "0.1.0");
    assert_eq!(
        document["components"]["securitySchemes"]
            .as_object()
            .expect("schemes")
            .len(),
        2
    );
}

#[test]
fn each_operation_declares_the_errors_that_it_can_answer_with() {
    let document = said();
    let always = ["200", "400", "405", "429", "500", "503", "default"];
    assert_eq!(statuses(&document, "/status", "get"), always);
    assert_eq!(
        statuses(&document, "/members", "get"),
        [
            "200", "400", "401", "403", "405", "429", "500", "503", "default"
        ]
    );
    assert_eq!(
        statuses(&document, "/members/{member_id}", "get"),
        [
            "200", "304", "400", "401", "403", "404", "405", "429", "500", "503", "default"
        ]
    );
    assert_eq!(
        statuses(&document, "/members", "post"),
        [
            "201", "400", "401", "403", "405", "408", "409", "413", "415", "422", "429", "500",
            "503", "default"
        ]
    );
    assert_eq!(
        statuses(&document, "/members/{member_id}", "delete"),
        [
            "204", "400", "401", "403", "404", "405", "409", "412", "422", "428", "429", "500",
            "503", "default"
        ]
    );
}

#[test]
fn each_operation_takes_the_parameters_of_its_kind() {
    let document = said();
    let always = ["AcceptLanguage", "RequestId", "Traceparent"];
    let with = |own: &[&'static str]| [own, &always[..]].concat();
    let of = |path, method| shared_parameters(&document, path, method);
    assert_eq!(
        of("/members", "get"),
        with(&["Limit", "Cursor", "Fields", "AccessPurpose"])
    );
    assert_eq!(
        of("/members/{member_id}", "get"),
        with(&["IfNoneMatch", "AccessPurpose"])
    );
    assert_eq!(of("/members", "post"), with(&["IdempotencyKey"]));
    assert_eq!(
        of("/members/{member_id}/enrolment", "put"),
        with(&["IfMatch"])
    );
    assert_eq!(
        of("/members/{member_id}/fee", "put"),
        with(&["IfMatchOrNew", "IfNew"])
    );
    assert_eq!(of("/members/{member_id}", "delete"), with(&["IfMatch"]));
    assert_eq!(of("/status", "get"), with(&[]));
}

#[test]
fn a_parameter_of_the_handler_wins_over_the_shared_one() {
    let mut operations = toy::operations();
    let own = json!({ "name": "access-purpose", "in": "header", "required": true,
        "schema": { "type": "string", "format": "uuid" } });
    let own = serde_json::from_value(own).expect("a parameter");
    operations[2]
        .operation
        .parameters
        .get_or_insert_default()
        .push(own);
    let document = document(operations, "0.1.0");
    let shared = shared_parameters(&document, "/members/{member_id}", "get");
    assert!(!shared.contains(&"AccessPurpose".to_owned()), "{shared:?}");
}

#[test]
fn success_answers_carry_the_headers_of_their_kind() {
    let document = said();
    let made = headers(&document, "/members", "post", "201");
    for name in [
        "ETag",
        "Location",
        "Idempotency-Replayed",
        "Cache-Control",
        "Request-Id",
    ] {
        assert!(made.contains(&name.to_owned()), "{name} is not in {made:?}");
    }
    let page = headers(&document, "/members", "get", "200");
    assert!(!page.contains(&"ETag".to_owned()), "{page:?}");
    let gone = headers(&document, "/members/{member_id}", "delete", "204");
    assert!(gone.contains(&"X-RateLimit-Reset".to_owned()), "{gone:?}");
}

#[test]
fn an_error_with_a_meaning_of_its_own_keeps_the_shared_body() {
    let document = said();
    let full = at(&document, "/paths/~1members/post/responses/409");
    assert_eq!(full["description"], "The gym is full.");
    assert_eq!(
        full["content"],
        document["components"]["responses"]["Conflict"]["content"]
    );
}

#[test]
fn an_optional_member_is_plain_and_not_required() {
    let document = said();
    let member = at(&document, "/components/schemas/Member");
    assert_eq!(member["properties"]["nickname"]["type"], "string");
    assert_eq!(
        member["properties"]["level"],
        json!({ "$ref": "#/components/schemas/Level" })
    );
    let required = member["required"].as_array().expect("required");
    assert!(!required.contains(&json!("fee")), "{required:?}");
    assert!(required.contains(&json!("given_name")), "{required:?}");
    assert!(!document.to_string().contains("\"null\""));
}

#[test]
fn a_flattened_part_is_written_out() {
    let document = said();
    let member = at(&document, "/components/schemas/Member");
    assert_eq!(member.get("allOf"), None);
    assert_eq!(member["properties"]["id"]["format"], "uuid");
    assert_eq!(member["additionalProperties"], json!(false));
    assert_eq!(
        document.pointer("/components/schemas/Common"),
        None,
        "nobody refers to it"
    );
}

#[test]
fn a_flattened_choice_becomes_one_object_for_each_variant() {
    let document = said();
    let variants = at(&document, "/components/schemas/Departure/oneOf")
        .as_array()
        .expect("a choice");
    assert_eq!(variants.len(), 2);
    for variant in variants {
        assert_eq!(variant["properties"]["member_id"]["format"], "uuid");
        assert_eq!(variant["additionalProperties"], json!(false));
        assert!(
            variant["required"]
                .as_array()
                .expect("required")
                .contains(&json!("kind"))
        );
    }
}

#[test]
fn what_a_type_leaves_open_gets_the_bounds_of_the_doorway() {
    let document = said();
    let properties = at(&document, "/components/schemas/Member/properties");
    assert_eq!(properties["nickname"]["maxLength"], 2000);
    assert_eq!(properties["friends"]["maxItems"], 1000);
    assert_eq!(properties["friends"]["minItems"], 0);
    assert_eq!(
        properties["version"]["maximum"],
        json!(9_007_199_254_740_991_i64)
    );
    assert_eq!(properties["lockers"]["maxProperties"], 100);
    assert_eq!(
        properties["given_name"]["maxLength"], 60,
        "what is said stays"
    );
}

#[test]
fn the_action_the_tag_and_the_description_are_never_missing() {
    let document = said();
    let members = at(&document, "/paths/~1members/get");
    assert_eq!(members["x-action"], "member_list");
    assert_eq!(
        members["tags"],
        json!(["members"]),
        "the first segment of the path"
    );
    assert_eq!(members["description"], "Only those of the own gym.");
    let enrol = at(&document, "/paths/~1members/post");
    assert_eq!(enrol["operationId"], "enrol");
    assert_eq!(enrol["description"], enrol["summary"]);
}

#[test]
fn candidates_are_cards_as_soon_as_the_api_has_them() {
    let place = "/components/schemas/Problem/properties/candidates/items";
    assert_eq!(
        at(&said(), place),
        &json!({ "type": "string", "format": "uuid" })
    );

    let mut operations = toy::operations();
    let card = operations[2]
        .schemas
        .iter()
        .find(|(name, _)| name == "Money")
        .cloned();
    let (_, card) = card.expect("a schema");
    operations[0]
        .schemas
        .push(("CandidateCard".to_owned(), card));
    let document = document(operations, "0.1.0");
    assert_eq!(
        at(&document, place),
        &json!({ "$ref": "#/components/schemas/CandidateCard" })
    );
    assert_eq!(validate_examples(&document), Vec::<String>::new());
}

#[test]
fn clashes_of_paths_names_and_schemas_are_told() {
    assert_eq!(clashes(&toy::operations()), Vec::<String>::new());

    let mut operations = toy::operations();
    let twice: Operation = operations[0].clone();
    operations.insert(0, twice);
    let (name, _) = operations[4].schemas[0].clone();
    let last = operations.last_mut().expect("operations");
    let other = last
        .schemas
        .iter()
        .find(|(other, _)| *other != name)
        .cloned();
    let (_, other) = other.expect("another schema");
    last.schemas.push((name, other));
    let found = clashes(&operations);
    assert_eq!(found.len(), 3, "{found:?}");
}

#[test]
fn a_schema_that_goes_round_ends_where_it_meets_itself() {
    let document = said();
    let media = "/paths/~1members~1{member_id}~1team/get/responses/200/content/application~1json";
    assert_eq!(
        at(&document, media)["example"],
        json!({ "parts": [], "size": 1 })
    );
}

#[test]
fn the_health_of_the_service_is_shown_well() {
    let media = "/paths/~1status/get/responses/200/content/application~1problem+json";
    assert_eq!(at(&said(), media)["example"]["status"], 200);
}

#[test]
fn the_whole_api_says_nothing_twice_and_shows_every_body() {
    let operations = crate::app::all_routes().operations();
    assert_eq!(clashes(&operations), Vec::<String>::new());
    let document = document(operations, "0.1.0");
    assert_eq!(validate_examples(&document), Vec::<String>::new());
}
