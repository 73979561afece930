//! The document of the API, made complete in one pass.
//!
//! # What a handler says
//!
//! `#[utoipa::path]` carries the method, the path, `tag`, `request_body`, the parameters of its
//! own and the success answer (status, description, body). All the rest is added here: whoever
//! writes headers, error answers, bounds or `security` into a handler writes them once too often.
//!
//! 1. The function name is the `operationId`: unique in the whole API (else `operation_id = "…"`)
//!    and not beginning with get, post, put, delete, patch or head (`case_file`, `enrol`).
//! 2. The first line of the doc comment is the summary; an empty line and the rest is the
//!    description. Without a rest the summary stands for both.
//! 3. `tag` is one of `info::TAGS`; without it the first segment of the path is taken.
//! 4. Status: 200 for reading and replacing, 201 for creating, 202 for a job, 204 without body. A
//!    `PUT` that may also create declares 200 *and* 201: then `If-None-Match: *` is offered beside
//!    `If-Match`. Every answer with a body is a JSON object.
//! 5. A special meaning of an error is declared as status and description without a body
//!    (`(status = 409, description = "The seat is taken.")`); headers and body are added.
//! 6. A parameter that the handler declares itself wins over the shared one of the same name, as
//!    `Access-Purpose` does where it is required.
//! 7. `GET /status` answers `body = openapi::Problem, content_type = "application/problem+json"`.
//!
//! # What a DTO says
//!
//! 1. `#[schema(example = …)]` on each text, also on new types of text, unless it has a format (date,
//!    date-time, uuid, uri, email) or an enumeration. Bodies are composed from these leaves.
//! 2. `max_length` and `pattern` on each text, `minimum` and `maximum` on each number, `max_items`
//!    on each array, as the code enforces them. What is missing gets the bound of the doorway:
//!    2,000 characters without control characters, ±(2^53 − 1), 1,000 items, 100 members of a map.
//!    Patterns are anchored and plain ECMA 262 (no lookbehind, no escape that is not needed).
//! 3. `Option<T>` with `skip_serializing_if`: the document says "not required", never null.
//! 4. Enumerations are strings; a sum type is internally tagged with braces on each variant
//!    (`Moved {}`). `flatten` is for answers only and is written out as one object.
//! 5. Schema names are unique in the whole API: say the resource (`CaseClosure`, not `Body`).
//!    Names that begin with `Problem` belong to this module.
//! 6. No property is called `name`; no `serde_json::Value`, which the document cannot describe.
//!
//! `clashes` must be empty for the operations of the API, and `validate_examples` for the document.

mod errors;
mod examples;
mod info;
mod operations;
mod problems;
mod schemas;
mod shared;
mod visit;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod validate;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use utoipa::openapi::path::Operation as Described;
use utoipa::openapi::{HttpMethod, RefOr, Schema};

pub use problems::Problem;
#[cfg(test)]
pub(crate) use validate::validate_examples;

/// One route, with what its handler says and what its mounting knows.
#[derive(Clone)]
pub struct Operation {
    /// The method that it answers.
    pub method: HttpMethod,
    /// Its path, relative to the server (`/cases/{case_id}`).
    pub path: String,
    /// What `#[utoipa::path]` on the handler says.
    pub operation: Described,
    /// The schemas that its bodies refer to.
    pub schemas: Vec<(String, RefOr<Schema>)>,
    /// `public`, or the action in snake_case that the policy asks about.
    pub action: String,
    /// Whether it needs an `Idempotency-Key`.
    pub writes_once: bool,
    /// Whether it needs an `If-Match`.
    pub if_match: bool,
    /// Whether it answers a page of a list.
    pub paged: bool,
}

/// The whole document (OpenAPI 3.1.0), the same for the same operations in any order.
pub fn document(operations: Vec<Operation>, version: &str) -> Value {
    let mut operations = operations;
    operations.sort_by(|a, b| (&a.path, &a.method).cmp(&(&b.path, &b.method)));
    let schemas = with_ours(theirs(&operations));
    let (parameters, responses) = (shared::parameters(), errors::responses());
    let mut paths: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    for operation in &operations {
        let said = operations::complete(operation, &parameters, &responses);
        paths
            .entry(operation.path.clone())
            .or_default()
            .insert(method(operation), said);
    }
    let mut document = json!({
        "openapi": "3.1.0",
        "info": info::info(version),
        "servers": info::servers(),
        "tags": info::tags(&paths),
        "security": [{ "bearer": [] }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "headers": shared::headers(),
            "parameters": parameters,
            "responses": responses,
            "securitySchemes": info::security_schemes(operations.iter().any(operations::signs_in)),
        },
    });
    schemas::complete(&mut document);
    visit::prune(&mut document);
    examples::complete(&mut document);
    document
}

/// What two operations cannot both say: a path, an `operationId`, or one schema name with two
/// meanings. An empty list means that the document loses nothing.
pub fn clashes(operations: &[Operation]) -> Vec<String> {
    let mut found = Vec::new();
    let mut routes = BTreeSet::new();
    let mut ids = BTreeMap::new();
    let mut schemas: BTreeMap<&str, &RefOr<Schema>> = BTreeMap::new();
    for operation in operations {
        let route = format!("{} {}", method(operation), operation.path);
        if let Some(id) = &operation.operation.operation_id
            && let Some(other) = ids.insert(id, route.clone())
        {
            found.push(format!("{other} and {route} are both called {id}"));
        }
        for (name, schema) in &operation.schemas {
            if *schemas.entry(name).or_insert(schema) != schema {
                found.push(format!(
                    "{route}: the schema {name} means something else elsewhere"
                ));
            }
        }
        if !routes.insert(route.clone()) {
            found.push(format!("{route} is there twice"));
        }
    }
    found
}

fn method(operation: &Operation) -> String {
    match operation.method {
        HttpMethod::Get => "get",
        HttpMethod::Post => "post",
        HttpMethod::Put => "put",
        HttpMethod::Delete => "delete",
        HttpMethod::Options => "options",
        HttpMethod::Head => "head",
        HttpMethod::Patch => "patch",
        HttpMethod::Trace => "trace",
    }
    .to_owned()
}

fn theirs(operations: &[Operation]) -> Map<String, Value> {
    let mut schemas = Map::new();
    for (name, schema) in operations.iter().flat_map(|operation| &operation.schemas) {
        if !schemas.contains_key(name) {
            schemas.insert(name.clone(), json!(schema));
        }
    }
    schemas
}

/// Ours win: `Problem` derives no schema from a type, it is written down.
fn with_ours(mut schemas: Map<String, Value>) -> Map<String, Value> {
    let ours = problems::schemas(schemas.contains_key(problems::CARD));
    schemas.extend(ours);
    schemas
}
