//! Whether the examples of a document are what its schemas say.

use jsonschema::{Draft, Registry, Resource, Validator};
use serde_json::{Value, json};

const BASE: &str = "urn:percorso:openapi";

/// Every body without an example, and every example that its schema refuses, with its place.
pub(crate) fn validate_examples(document: &Value) -> Vec<String> {
    let resource = Resource::from_contents(document.clone()).expect("a document is JSON Schema");
    let registry = Registry::try_new(BASE, resource).expect("references within the document");
    let mut faults = Vec::new();
    walk(document, "", &registry, &mut faults);
    faults
}

fn walk(value: &Value, place: &str, registry: &Registry, faults: &mut Vec<String>) {
    if let Some(schema) = schema_of(value, place) {
        let examples = examples(value);
        let is_body = place.contains("/content/") && value.get("schema").is_some();
        if is_body && examples.is_empty() {
            faults.push(format!("{place}: no example"));
        }
        if !examples.is_empty() {
            let validator = validator(&schema, registry);
            for error in examples
                .iter()
                .flat_map(|example| validator.iter_errors(example))
            {
                faults.push(format!("{place}: {}: {error}", error.instance_path));
            }
        }
    }
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                if key != "example" && key != "examples" {
                    let key = key.replace('~', "~0").replace('/', "~1");
                    walk(value, &format!("{place}/{key}"), registry, faults);
                }
            }
        }
        Value::Array(array) => {
            for (index, value) in array.iter().enumerate() {
                walk(value, &format!("{place}/{index}"), registry, faults);
            }
        }
        _ => {}
    }
}

/// The place of the schema that the examples at this place are about.
fn schema_of(value: &Value, place: &str) -> Option<String> {
    if value.get("schema").is_some() {
        Some(format!("{place}/schema"))
    } else {
        let is_schema = place.starts_with("/components/schemas/") || place.contains("/schema/");
        (is_schema && !examples(value).is_empty()).then(|| place.to_owned())
    }
}

fn examples(value: &Value) -> Vec<&Value> {
    let single = value.get("example");
    let several = match value.get("examples") {
        Some(Value::Array(values)) => values.iter().collect(),
        Some(Value::Object(named)) => named.values().filter_map(|v| v.get("value")).collect(),
        _ => Vec::new(),
    };
    single.into_iter().chain(several).collect()
}

fn validator(place: &str, registry: &Registry) -> Validator {
    let fragment = place.replace('{', "%7B").replace('}', "%7D");
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .with_registry(registry.clone())
        .should_validate_formats(true)
        .build(&json!({ "$ref": format!("{BASE}#{fragment}") }))
        .unwrap_or_else(|error| panic!("{place}: {error}"))
}
