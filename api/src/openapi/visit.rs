//! Ways through the document: every schema, every reference.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// Shows `each` every schema of the document, the outer before the inner.
pub(super) fn schemas(document: &mut Value, each: &mut dyn FnMut(&mut Map<String, Value>)) {
    if let Some(named) = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut)
    {
        for schema in named.values_mut() {
            down(schema, each);
        }
    }
    outside(document, each);
}

/// The schemas of bodies, headers and parameters.
fn outside(value: &mut Value, each: &mut dyn FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                match key.as_str() {
                    "schema" => down(value, each),
                    // Examples are data; named schemas were shown already.
                    "example" | "examples" | "schemas" => {}
                    _ => outside(value, each),
                }
            }
        }
        Value::Array(array) => array.iter_mut().for_each(|value| outside(value, each)),
        _ => {}
    }
}

fn down(schema: &mut Value, each: &mut dyn FnMut(&mut Map<String, Value>)) {
    let Some(schema) = schema.as_object_mut() else {
        return;
    };
    each(schema);
    for key in ["items", "additionalProperties", "propertyNames", "not"] {
        if let Some(inner) = schema.get_mut(key) {
            down(inner, each);
        }
    }
    for key in ["oneOf", "anyOf", "allOf", "prefixItems"] {
        if let Some(inner) = schema.get_mut(key).and_then(Value::as_array_mut) {
            for schema in inner {
                down(schema, each);
            }
        }
    }
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties
            .values_mut()
            .for_each(|schema| down(schema, each));
    }
}

/// Drops the components that nothing refers to.
pub(super) fn prune(document: &mut Value) {
    let mut reached = BTreeSet::new();
    if let Some(paths) = document.get("paths") {
        reach(paths, document, &mut reached);
    }
    let Some(components) = document
        .get_mut("components")
        .and_then(Value::as_object_mut)
    else {
        return;
    };
    for (kind, named) in components {
        if kind != "securitySchemes"
            && let Some(named) = named.as_object_mut()
        {
            named.retain(|name, _| reached.contains(&format!("#/components/{kind}/{name}")));
        }
    }
}

fn reach(value: &Value, document: &Value, reached: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            if let Some(reference) = object.get("$ref").and_then(Value::as_str)
                && reached.insert(reference.to_owned())
                && let Some(target) = document.pointer(reference.trim_start_matches('#'))
            {
                reach(target, document, reached);
            }
            for (key, value) in object {
                if key != "example" && key != "examples" {
                    reach(value, document, reached);
                }
            }
        }
        Value::Array(array) => array
            .iter()
            .for_each(|value| reach(value, document, reached)),
        _ => {}
    }
}

/// The schema that a reference names.
pub(super) fn named<'a>(schemas: &'a Map<String, Value>, reference: &str) -> Option<&'a Value> {
    schemas.get(reference.strip_prefix("#/components/schemas/")?)
}

/// A copy of the named schemas, to look into while the document is changed.
pub(super) fn named_schemas(document: &Value) -> Map<String, Value> {
    document
        .pointer("/components/schemas")
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default()
}
