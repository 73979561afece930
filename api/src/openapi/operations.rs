//! One operation: what its handler says, and all that goes without saying.

use domain::policy::Scope;
use serde_json::{Map, Value, json};
use utoipa::openapi::HttpMethod;

use super::{Operation, errors, info, shared};

/// The health of the service, which the checker of the public administration knows by its path.
const STATUS: &str = "/status";

/// Whether the credentials of the caller are in the body: unsafe, and open to everybody.
pub(super) fn signs_in(operation: &Operation) -> bool {
    operation.action == "public" && !is_safe(&operation.method)
}

fn is_safe(method: &HttpMethod) -> bool {
    matches!(
        method,
        HttpMethod::Get | HttpMethod::Head | HttpMethod::Options | HttpMethod::Trace
    )
}

fn has_body(said: &Map<String, Value>) -> bool {
    said.contains_key("requestBody")
}

/// A read of one thing, which has a version, or of what everybody may keep.
fn is_conditional(operation: &Operation) -> bool {
    operation.method == HttpMethod::Get
        && (!operation.paged || operation.action == "public")
        && operation.path != STATUS
}

/// The operation as the document says it, with the shared `parameters` and `errors` at hand.
pub(super) fn complete(
    operation: &Operation,
    parameters: &Map<String, Value>,
    errors: &Map<String, Value>,
) -> Value {
    let mut said = match json!(operation.operation) {
        Value::Object(said) => said,
        _ => Map::new(),
    };
    describe(operation, &mut said);
    secure(operation, &mut said);
    let declared = object(said.remove("responses"));
    add_parameters(
        wanted(operation, declared.contains_key("201")),
        parameters,
        &mut said,
    );
    let responses = responses(operation, &said, declared, errors);
    said.insert("responses".into(), responses.into());
    Value::Object(said)
}

fn object(value: Option<Value>) -> Map<String, Value> {
    match value {
        Some(Value::Object(object)) => object,
        _ => Map::new(),
    }
}

fn is_blank(value: Option<&Value>) -> bool {
    value
        .and_then(Value::as_str)
        .is_none_or(|text| text.trim().is_empty())
}

fn describe(operation: &Operation, said: &mut Map<String, Value>) {
    if is_blank(said.get("description"))
        && let Some(summary) = said.get("summary").cloned()
    {
        said.insert("description".into(), summary);
    }
    if said
        .get("tags")
        .and_then(Value::as_array)
        .is_none_or(Vec::is_empty)
    {
        let tag = operation
            .path
            .split('/')
            .find(|segment| !segment.is_empty());
        said.insert("tags".into(), json!([tag.unwrap_or("status")]));
    }
    said.insert("x-action".into(), json!(operation.action));
    if let Some(body) = said.get_mut("requestBody").and_then(Value::as_object_mut) {
        body.insert("required".into(), json!(true));
    }
}

fn secure(operation: &Operation, said: &mut Map<String, Value>) {
    if signs_in(operation) {
        said.insert("security".into(), json!([{ info::CREDENTIALS: [] }]));
    } else if operation.action == "public" {
        said.insert("security".into(), json!([{}]));
    } else if let Some(scope) = scope_of(operation) {
        let machine = json!({ info::MACHINE: [scope.to_string()] });
        said.insert("security".into(), json!([{ "bearer": [] }, machine]));
    } else {
        // The requirement of the whole document.
        said.remove("security");
    }
}

/// The scope with which a machine client may use the operation.
fn scope_of(operation: &Operation) -> Option<Scope> {
    Scope::of(operation.action.parse().ok()?)
}

/// Adds the `wanted` of the shared parameters, but those that the handler declares.
fn add_parameters(
    wanted: Vec<&'static str>,
    shared: &Map<String, Value>,
    said: &mut Map<String, Value>,
) {
    let mut parameters = match said.remove("parameters") {
        Some(Value::Array(parameters)) => parameters,
        _ => Vec::new(),
    };
    for parameter in parameters.iter_mut().filter_map(Value::as_object_mut) {
        if is_blank(parameter.get("description")) {
            let name = parameter
                .get("name")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let text = format!("The `{name}` of what is meant.");
            parameter.insert("description".into(), text.into());
        }
    }
    let name = |parameter: &Value| {
        parameter
            .get("name")
            .and_then(Value::as_str)
            .map(str::to_ascii_lowercase)
    };
    let declared: Vec<_> = parameters.iter().filter_map(name).collect();
    for component in wanted {
        let wire = shared.get(component).and_then(name);
        if wire.is_some_and(|wire| !declared.contains(&wire)) {
            parameters.push(shared::parameter(component));
        }
    }
    said.insert("parameters".into(), parameters.into());
}

/// The shared parameters of the operation. `creates`: whether it may answer 201.
fn wanted(operation: &Operation, creates: bool) -> Vec<&'static str> {
    let mut wanted = Vec::new();
    if operation.paged {
        wanted.extend(["Limit", "Cursor", "Fields"]);
    }
    if operation.writes_once {
        wanted.push("IdempotencyKey");
    }
    match (
        operation.if_match,
        operation.method == HttpMethod::Put && creates,
    ) {
        (true, true) => wanted.extend(["IfMatchOrNew", "IfNew"]),
        (true, false) => wanted.push("IfMatch"),
        (false, _) => {}
    }
    if is_conditional(operation) {
        wanted.push("IfNoneMatch");
    }
    // A file is fetched for the purpose for which it was asked for.
    let is_of_reader = operation.action != "public" && operation.path != FILE;
    if operation.method == HttpMethod::Get && is_of_reader {
        wanted.push("AccessPurpose");
    }
    wanted.extend(["AcceptLanguage", "RequestId", "Traceparent"]);
    wanted
}

fn responses(
    operation: &Operation,
    said: &Map<String, Value>,
    declared: Map<String, Value>,
    shared: &Map<String, Value>,
) -> Map<String, Value> {
    let mut responses = Map::new();
    for (status, mut response) in declared {
        if status.starts_with(['4', '5', 'd']) {
            response = special(&status, response, shared);
        } else if let Some(response) = response.as_object_mut() {
            succeed(operation, &status, response);
        }
        responses.insert(status, response);
    }
    if is_conditional(operation) {
        responses
            .entry("304")
            .or_insert_with(|| json!({ "$ref": "#/components/responses/NotModified" }));
    }
    for status in refusals(operation, said) {
        let component = errors::component(status);
        responses
            .entry(status)
            .or_insert_with(|| json!({ "$ref": format!("#/components/responses/{component}") }));
    }
    responses
}

/// Where a declared error shows a problem of its own.
const PROBLEM_EXAMPLE: &str = "/content/application~1problem+json/example";

/// An error to which the handler gives a meaning of its own: the shared answer, otherwise said, and
/// with the example of the handler where it has one.
fn special(status: &str, declared: Value, shared: &Map<String, Value>) -> Value {
    let example = declared.pointer(PROBLEM_EXAMPLE);
    if (declared.get("content").is_some() && example.is_none()) || declared.get("$ref").is_some() {
        return declared;
    }
    let mut response = shared.get(errors::component(status)).cloned();
    if let (Some(example), Some(response)) = (example, &mut response)
        && let Some(shown) = response.pointer_mut(PROBLEM_EXAMPLE)
    {
        *shown = example.clone();
    }
    let mut response = object(response);
    if let Some(description) = declared.get("description")
        && !is_blank(Some(description))
    {
        response.insert("description".into(), description.clone());
    }
    Value::Object(response)
}

fn succeed(operation: &Operation, status: &str, response: &mut Map<String, Value>) {
    if is_blank(response.get("description")) {
        let description = match status {
            "201" => "Made.",
            "202" => "Accepted; the work goes on.",
            "204" => "Done.",
            _ => "The answer.",
        };
        response.insert("description".into(), description.into());
    }
    let mut names = errors::EVERYWHERE.to_vec();
    names.push("Cache-Control");
    let is_new = status == "201" && operation.method == HttpMethod::Post;
    if is_new || matches!(status, "202" | "303") {
        names.push("Location");
    }
    if operation.writes_once {
        names.push("Idempotency-Replayed");
    }
    let is_versioned = operation.method == HttpMethod::Put
        || (operation.method == HttpMethod::Post && operation.writes_once)
        || is_conditional(operation);
    if is_versioned && matches!(status, "200" | "201") {
        names.push("ETag");
    }
    if operation.path == STATUS {
        show_health(response);
    }
    let headers = response.entry("headers").or_insert_with(|| json!({}));
    if let Some(headers) = headers.as_object_mut() {
        for name in names {
            headers.entry(name).or_insert_with(|| shared::header(name));
        }
    }
}

/// Health is said in the shape of a problem, so its example would be that of an error.
fn show_health(response: &mut Map<String, Value>) {
    let content = response.get_mut("content").and_then(Value::as_object_mut);
    for media in content
        .into_iter()
        .flat_map(Map::values_mut)
        .filter_map(Value::as_object_mut)
    {
        media.entry("example").or_insert_with(|| {
            json!({
                "type": "about:blank",
                "title": "Servizio attivo",
                "status": 200,
                "detail": "Il servizio risponde.",
            })
        });
    }
}

/// What may be asked of that is not there any more.
const GONE: &[&str] = &["/changes", FILE];
/// Of what parts may be asked for.
const FILE: &str = "/exports/{export_id}/file";

/// The statuses of the errors that the operation may answer with.
fn refusals(operation: &Operation, said: &Map<String, Value>) -> Vec<&'static str> {
    let mut statuses = vec!["400", "405", "429", "500", "503", "default"];
    if operation.action != "public" {
        statuses.extend(["401", "403"]);
    }
    if signs_in(operation) {
        statuses.push("401");
    }
    if operation.path.contains('{') {
        statuses.push("404");
    }
    if GONE.contains(&operation.path.as_str()) {
        statuses.push("410");
    }
    if operation.path == FILE {
        statuses.extend(["409", "416"]);
    }
    if has_body(said) {
        statuses.extend(["408", "413", "415", "422"]);
    }
    // A rule or the state may also be against a write without a body.
    if !is_safe(&operation.method) {
        statuses.extend(["409", "422"]);
    }
    if operation.if_match {
        statuses.extend(["412", "428"]);
    }
    statuses
}
