//! Schemas as the document says them: without null, in one piece, with every bound.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::visit;

/// The greatest integer that every JSON reader holds exactly (RFC 7493, section 2.2).
pub(super) const EXACT: i64 = 9_007_199_254_740_991;

/// Text as the doorway takes it: no control characters but tab and line breaks.
pub(super) const TEXT: &str = r"^[^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]*$";

/// Characters of a text, items of an array (the doorway refuses more), members of a map.
const LONGEST_TEXT: u32 = 2_000;
const MOST_ITEMS: u32 = 1_000;
const MOST_MEMBERS: u32 = 100;

/// How deep compositions of named schemas are followed.
const DEEPEST: usize = 16;

/// Completes every schema of the document.
pub(super) fn complete(document: &mut Value) {
    visit::schemas(document, &mut without_null);
    let named = visit::named_schemas(document);
    visit::schemas(document, &mut |schema| in_one_piece(schema, &named));
    visit::schemas(document, &mut bounded);
}

/// A member without a value is left out, so that null is never said (`RAC_REST_FORMAT_003`).
fn without_null(schema: &mut Map<String, Value>) {
    strip_null(schema);
    let mut optional = Vec::new();
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        for (name, property) in properties {
            if property.as_object_mut().is_some_and(strip_null) {
                optional.push(name.clone());
            }
        }
    }
    if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|name| !optional.iter().any(|known| name == known));
        if required.is_empty() {
            schema.remove("required");
        }
    }
}

/// Takes null out of a schema; whether it was there.
fn strip_null(schema: &mut Map<String, Value>) -> bool {
    let mut found = false;
    if let Some(types) = schema.get_mut("type").and_then(Value::as_array_mut) {
        let before = types.len();
        types.retain(|kind| kind != "null");
        found = types.len() < before;
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".into(), only);
        }
    }
    if let Some(values) = schema.get_mut("enum").and_then(Value::as_array_mut) {
        values.retain(|value| !value.is_null());
    }
    for key in ["oneOf", "anyOf"] {
        let Some(variants) = schema.get_mut(key).and_then(Value::as_array_mut) else {
            continue;
        };
        let before = variants.len();
        variants.retain(|variant| variant.get("type").is_none_or(|kind| kind != "null"));
        found |= variants.len() < before;
        if let [Value::Object(only)] = variants.as_slice() {
            let only = only.clone();
            schema.remove(key);
            for (key, value) in only {
                schema.entry(key).or_insert(value);
            }
        }
    }
    found
}

/// Writes a composition out as one object, or as one object for each variant: parts that each
/// forbid what they do not know would together forbid everything.
fn in_one_piece(schema: &mut Map<String, Value>, named: &Map<String, Value>) {
    if !schema.contains_key("allOf") {
        return;
    }
    let Some(mut variants) = variants(&Value::Object(schema.clone()), named, DEEPEST) else {
        return;
    };
    schema.remove("allOf");
    for key in ["type", "properties", "required", "additionalProperties"] {
        schema.remove(key);
    }
    if variants.len() == 1
        && let Some(only) = variants.pop()
    {
        for (key, value) in only {
            schema.entry(key).or_insert(value);
        }
    } else {
        schema.insert(
            "oneOf".into(),
            variants.into_iter().map(Value::Object).collect(),
        );
    }
}

/// The objects that a schema may be, each in one piece; none where it is not about objects.
fn variants(
    schema: &Value,
    named: &Map<String, Value>,
    deepest: usize,
) -> Option<Vec<Map<String, Value>>> {
    let deepest = deepest.checked_sub(1)?;
    let schema = schema.as_object()?;
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        return variants(visit::named(named, reference)?, named, deepest);
    }
    if let Some(parts) = schema.get("oneOf").and_then(Value::as_array) {
        let parts: Option<Vec<_>> = parts
            .iter()
            .map(|part| variants(part, named, deepest))
            .collect();
        return Some(parts?.into_iter().flatten().collect());
    }
    let own = ["type", "properties", "required", "description"]
        .into_iter()
        .filter_map(|key| Some((key.to_owned(), schema.get(key)?.clone())))
        .collect::<Map<_, _>>();
    let Some(parts) = schema.get("allOf").and_then(Value::as_array) else {
        return (schema.get("type")? == "object").then(|| vec![own]);
    };
    let mut whole = vec![own];
    for part in parts {
        let part = variants(part, named, deepest)?;
        whole = whole
            .iter()
            .flat_map(|left| part.iter().map(|right| joined(left, right)))
            .collect();
    }
    Some(whole)
}

fn joined(left: &Map<String, Value>, right: &Map<String, Value>) -> Map<String, Value> {
    let mut whole = left.clone();
    let properties = [left, right]
        .into_iter()
        .filter_map(|part| part.get("properties")?.as_object())
        .flatten()
        .map(|(name, property)| (name.clone(), property.clone()))
        .collect::<Map<_, _>>();
    let required: BTreeSet<String> = [left, right]
        .into_iter()
        .filter_map(|part| part.get("required")?.as_array())
        .flatten()
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect();
    whole.insert("type".into(), "object".into());
    whole.insert("properties".into(), properties.into());
    if !required.is_empty() {
        whole.insert("required".into(), json!(required));
    }
    whole
}

/// Fills in the bounds that a type does not say: those of the doorway, which hold anyway.
fn bounded(schema: &mut Map<String, Value>) {
    if let Some(value) = schema.remove("const") {
        schema.insert("enum".into(), json!([value]));
    }
    let kind = match schema.get("type").and_then(Value::as_str) {
        Some(kind) => kind.to_owned(),
        None if schema.contains_key("properties") => said(schema, "object"),
        None if schema.get("enum").is_some_and(is_texts) => said(schema, "string"),
        None => return,
    };
    match kind.as_str() {
        "string" => bounded_text(schema),
        "integer" => bounded_integer(schema),
        "number" => {
            or_insert(schema, "format", json!("double"));
            or_insert(schema, "minimum", json!(-EXACT));
            or_insert(schema, "maximum", json!(EXACT));
        }
        "array" => {
            or_insert(schema, "minItems", json!(0));
            or_insert(schema, "maxItems", json!(MOST_ITEMS));
        }
        "object" => bounded_object(schema),
        _ => {}
    }
}

fn said(schema: &mut Map<String, Value>, kind: &str) -> String {
    schema.insert("type".into(), kind.into());
    kind.to_owned()
}

fn is_texts(values: &Value) -> bool {
    values
        .as_array()
        .is_some_and(|values| values.iter().all(Value::is_string))
}

fn or_insert(schema: &mut Map<String, Value>, key: &str, value: Value) {
    schema.entry(key).or_insert(value);
}

fn bounded_text(schema: &mut Map<String, Value>) {
    if schema.contains_key("enum") {
        return;
    }
    match schema.get("format").and_then(Value::as_str) {
        // The format alone bounds the length.
        Some("date" | "date-time" | "time" | "uuid" | "binary" | "byte") => {}
        // Every text is allowed for a secret but what the doorway refuses in any.
        None | Some("password") => {
            or_insert(schema, "maxLength", json!(LONGEST_TEXT));
            or_insert(schema, "pattern", json!(TEXT));
        }
        Some(_) => or_insert(schema, "maxLength", json!(LONGEST_TEXT)),
    }
}

fn bounded_integer(schema: &mut Map<String, Value>) {
    let is_short = schema.get("format").is_some_and(|format| format == "int32");
    let (least, most) = if is_short {
        (i64::from(i32::MIN), i64::from(i32::MAX))
    } else {
        (-EXACT, EXACT)
    };
    schema.insert(
        "format".into(),
        json!(if is_short { "int32" } else { "int64" }),
    );
    or_insert(schema, "minimum", json!(least));
    or_insert(schema, "maximum", json!(most));
}

fn bounded_object(schema: &mut Map<String, Value>) {
    match schema.get("additionalProperties") {
        None => or_insert(schema, "additionalProperties", json!(false)),
        Some(Value::Bool(false)) => {}
        Some(Value::Bool(true)) => {
            schema.insert("additionalProperties".into(), json!({}));
            or_insert(schema, "maxProperties", json!(MOST_MEMBERS));
        }
        Some(_) => or_insert(schema, "maxProperties", json!(MOST_MEMBERS)),
    }
}
