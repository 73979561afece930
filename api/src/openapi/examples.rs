//! An example for every body, composed from the examples of its leaves.

use serde_json::{Map, Value, json};

use super::info::SERVER;
use super::visit;

/// How deep a body is followed; deeper members that may be missing are missing.
const DEEPEST: usize = 24;

const ID: &str = "0195d3a4-9f5e-7c41-8d0e-5a2f3c7b9e10";

/// Texts for members that say nothing of their own.
const TEXTS: &[(&str, &str)] = &[
    ("given_name", "Lucia"),
    ("family_name", "Verdi"),
    ("label", "Sportello lavoro"),
    ("title", "Colloquio di orientamento"),
    ("currency", "EUR"),
    ("amount", "600.00"),
    ("action", "case_close"),
];

/// Gives an example to every body that has none.
pub(super) fn complete(document: &mut Value) {
    let named = visit::named_schemas(document);
    bodies(document, &mut |media| {
        if media.contains_key("example") || media.contains_key("examples") {
            return;
        }
        if let Some(example) = media
            .get("schema")
            .and_then(|schema| compose(schema, &named, "", DEEPEST))
        {
            media.insert("example".into(), example);
        }
    });
}

/// Shows `each` every body of the document.
fn bodies(value: &mut Value, each: &mut dyn FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                match (key.as_str(), value) {
                    ("content", Value::Object(content)) => {
                        content
                            .values_mut()
                            .filter_map(Value::as_object_mut)
                            .for_each(&mut *each);
                    }
                    ("schema" | "schemas" | "example" | "examples", _) => {}
                    (_, value) => bodies(value, each),
                }
            }
        }
        Value::Array(array) => array.iter_mut().for_each(|value| bodies(value, each)),
        _ => {}
    }
}

/// A value that the schema takes; none where it goes round in circles. `name` is the member.
fn compose(
    schema: &Value,
    named: &Map<String, Value>,
    name: &str,
    deepest: usize,
) -> Option<Value> {
    let deepest = deepest.checked_sub(1)?;
    let schema = schema.as_object()?;
    if let Some(given) = given(schema) {
        return Some(given);
    }
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        return compose(visit::named(named, reference)?, named, name, deepest);
    }
    for key in ["oneOf", "anyOf"] {
        if let Some(variants) = schema.get(key).and_then(Value::as_array) {
            return variants
                .iter()
                .find_map(|schema| compose(schema, named, name, deepest));
        }
    }
    if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
        return parts
            .iter()
            .find_map(|schema| compose(schema, named, name, deepest));
    }
    match schema.get("type").and_then(Value::as_str)? {
        "object" => object(schema, named, deepest),
        "array" => array(schema, named, name, deepest),
        "string" => Some(text(schema, name).into()),
        "integer" => Some(integer(schema).into()),
        "number" => Some(number(schema)),
        "boolean" => Some(true.into()),
        _ => None,
    }
}

/// What the schema itself shows.
fn given(schema: &Map<String, Value>) -> Option<Value> {
    let first = |key: &str| schema.get(key)?.as_array()?.first().cloned();
    schema
        .get("example")
        .cloned()
        .or_else(|| first("examples"))
        .or_else(|| schema.get("default").cloned())
        .or_else(|| first("enum"))
}

fn object(
    schema: &Map<String, Value>,
    named: &Map<String, Value>,
    deepest: usize,
) -> Option<Value> {
    let mut example = Map::new();
    let required = schema.get("required").and_then(Value::as_array);
    for (name, property) in schema
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        match compose(property, named, name, deepest) {
            Some(value) => {
                example.insert(name.clone(), value);
            }
            None if required.is_some_and(|required| required.iter().any(|r| r == name)) => {
                return None;
            }
            None => {}
        }
    }
    if let Some(value) = schema
        .get("additionalProperties")
        .and_then(|property| compose(property, named, "", deepest))
    {
        let keys = schema
            .get("propertyNames")
            .and_then(|schema| compose(schema, named, "", 2));
        let name = keys.as_ref().and_then(Value::as_str).unwrap_or("example");
        example.insert(name.to_owned(), value);
    }
    Some(example.into())
}

fn array(
    schema: &Map<String, Value>,
    named: &Map<String, Value>,
    name: &str,
    deepest: usize,
) -> Option<Value> {
    let count = |key: &str| schema.get(key).and_then(Value::as_u64);
    let least = count("minItems").unwrap_or(0);
    let wanted = least.max(1).min(count("maxItems").unwrap_or(1));
    let item = schema
        .get("items")
        .and_then(|items| compose(items, named, name, deepest));
    match item {
        Some(item) => {
            Some(std::iter::repeat_n(item, usize::try_from(wanted).unwrap_or(1)).collect())
        }
        None if least == 0 => Some(json!([])),
        None => None,
    }
}

fn text(schema: &Map<String, Value>, name: &str) -> String {
    match schema.get("format").and_then(Value::as_str) {
        Some("date") => "2026-03-02".into(),
        Some("date-time") => "2026-03-02T09:30:00Z".into(),
        Some("time") => "09:30:00Z".into(),
        Some("uuid") => ID.into(),
        Some("uri" | "url") => format!("{SERVER}/cases/{ID}"),
        Some("uri-reference") => format!("urn:request:{ID}"),
        Some("email") => "lucia.verdi@demo.example".into(),
        Some("password") => "una frase lunga e soltanto mia".into(),
        _ => fitted(schema, name),
    }
}

/// A text of the right length. Whether it fits a pattern only a test can tell.
fn fitted(schema: &Map<String, Value>, name: &str) -> String {
    let count = |key: &str| usize::try_from(schema.get(key).and_then(Value::as_u64)?).ok();
    let known = TEXTS
        .iter()
        .find(|(member, _)| *member == name)
        .map_or("Esempio", |(_, t)| t);
    let least = count("minLength").unwrap_or(0).max(known.chars().count());
    let length = least.min(count("maxLength").unwrap_or(least));
    known.chars().cycle().take(length).collect()
}

/// The least that makes sense: the minimum, or nought where less is allowed.
fn integer(schema: &Map<String, Value>) -> i64 {
    let bound = |key: &str| schema.get(key).and_then(Value::as_i64);
    let least = bound("exclusiveMinimum").map(|bound| bound.saturating_add(1));
    let least = least.or_else(|| bound("minimum")).unwrap_or(0);
    let most = bound("maximum").unwrap_or(i64::MAX);
    if least < 0 { most.min(0) } else { least }
}

fn number(schema: &Map<String, Value>) -> Value {
    match schema.get("minimum").and_then(Value::as_f64) {
        Some(least) if least > 0.0 => json!(least),
        _ => json!(0),
    }
}
