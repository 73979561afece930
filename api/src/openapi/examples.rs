//! An example for every body, composed from the examples of its leaves.

use serde_json::{Map, Value, json};

use super::info::SERVER;
use super::visit;

const ID: &str = "0195d3a4-9f5e-7c41-8d0e-5a2f3c7b9e10";

/// Texts for members whose kind of text says nothing of its own.
const TEXTS: &[(&str, &str)] = &[
    ("given_name", "Lucia"),
    ("family_name", "Verdi"),
    ("label", "Sportello lavoro"),
    ("label_it", "Laboratorio di curriculum"),
    ("label_en", "Workshop on the CV"),
    ("issuer", "https://login.castelverde.example/realms/staff"),
    ("subject", "f:2f9a6c1e:lucia.verdi"),
    ("purpose", "Convenzione sui servizi per il lavoro"),
];

/// Gives an example to every body that has none.
pub(super) fn complete(document: &mut Value) {
    let named = visit::named_schemas(document);
    bodies(document, &mut |media| {
        if media.contains_key("example") || media.contains_key("examples") {
            return;
        }
        let mut composer = Composer {
            named: &named,
            open: Vec::new(),
        };
        let example = media
            .get("schema")
            .and_then(|schema| composer.compose(schema, ""));
        if let Some(example) = example {
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

/// The named schemas, and those of them that are being composed.
struct Composer<'a> {
    named: &'a Map<String, Value>,
    open: Vec<&'a str>,
}

impl<'a> Composer<'a> {
    /// A value that the schema takes; none where it goes round in circles. `name` is the member.
    fn compose(&mut self, schema: &'a Value, name: &str) -> Option<Value> {
        let schema = schema.as_object()?;
        if let Some(given) = given(schema) {
            return Some(given);
        }
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            return self.follow(reference, name);
        }
        for key in ["oneOf", "anyOf", "allOf"] {
            if let Some(variants) = schema.get(key).and_then(Value::as_array) {
                return variants
                    .iter()
                    .find_map(|schema| self.compose(schema, name));
            }
        }
        match schema.get("type").and_then(Value::as_str)? {
            "object" => self.object(schema),
            "array" => self.array(schema, name),
            "string" => Some(text(schema).into()),
            "integer" => Some(integer(schema).into()),
            "number" => Some(number(schema)),
            "boolean" => Some(true.into()),
            _ => None,
        }
    }

    fn follow(&mut self, reference: &'a str, name: &str) -> Option<Value> {
        if let Some(text) = known(reference, name) {
            return Some(text);
        }
        if self.open.contains(&reference) {
            return None;
        }
        let schema = visit::named(self.named, reference)?;
        self.open.push(reference);
        let value = self.compose(schema, name);
        self.open.pop();
        value
    }

    fn object(&mut self, schema: &'a Map<String, Value>) -> Option<Value> {
        let mut example = Map::new();
        let required = schema.get("required").and_then(Value::as_array);
        let is_required =
            |name: &String| required.is_some_and(|required| required.iter().any(|r| r == name));
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            match self.compose(property, name) {
                Some(value) => {
                    example.insert(name.clone(), value);
                }
                None if is_required(name) => return None,
                None => {}
            }
        }
        let more = schema.get("additionalProperties");
        if let Some(value) = more.and_then(|property| self.compose(property, "")) {
            let names = schema
                .get("propertyNames")
                .and_then(|names| self.compose(names, ""));
            let name = names.as_ref().and_then(Value::as_str).unwrap_or("example");
            example.insert(name.to_owned(), value);
        }
        Some(example.into())
    }

    fn array(&mut self, schema: &'a Map<String, Value>, name: &str) -> Option<Value> {
        let count = |key: &str| usize::try_from(schema.get(key).and_then(Value::as_u64)?).ok();
        let least = count("minItems").unwrap_or(0);
        let wanted = least.max(1).min(count("maxItems").unwrap_or(1));
        match schema
            .get("items")
            .and_then(|items| self.compose(items, name))
        {
            Some(item) => Some(std::iter::repeat_n(item, wanted).collect()),
            None if least == 0 => Some(json!([])),
            None => None,
        }
    }
}

/// The text that says what a member of this name is for, where the schema is one for any text.
fn known(reference: &str, name: &str) -> Option<Value> {
    let (_, kind) = reference.rsplit_once('/')?;
    let is_any = kind == "PersonName" || kind.starts_with("Text");
    let (_, text) = TEXTS.iter().find(|(member, _)| *member == name)?;
    is_any.then(|| (*text).into())
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

fn text(schema: &Map<String, Value>) -> String {
    match schema.get("format").and_then(Value::as_str) {
        Some("date") => "2026-03-02".into(),
        Some("date-time") => "2026-03-02T09:30:00Z".into(),
        Some("time") => "09:30:00Z".into(),
        Some("uuid") => ID.into(),
        Some("uri" | "url") => format!("{SERVER}/cases/{ID}"),
        Some("uri-reference") => format!("urn:request:{ID}"),
        Some("email") => "lucia.verdi@demo.example".into(),
        Some("password") => "una frase lunga e soltanto mia".into(),
        _ => fitted(schema),
    }
}

/// A text of the right length. Whether it fits a pattern only a test can tell.
fn fitted(schema: &Map<String, Value>) -> String {
    let count = |key: &str| usize::try_from(schema.get(key).and_then(Value::as_u64)?).ok();
    let text = "Esempio";
    let least = count("minLength").unwrap_or(0).max(text.len());
    let length = least.min(count("maxLength").unwrap_or(least));
    text.chars().cycle().take(length).collect()
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
