//! The document of the API, as stories hold the product to it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use api::app::all_routes;
use domain::policy::Action;
use jsonschema::{Draft, Registry, Resource, Validator};
use serde_json::{Value, json};

use super::Answer;

const BASE: &str = "urn:percorso:openapi";
/// How a form is encoded.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// What the document promises.
pub(crate) struct Contract {
    document: Value,
    registry: Registry,
    validators: RefCell<BTreeMap<String, Validator>>,
}

/// One operation of the document.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    pub(crate) method: String,
    /// With its parameters in braces.
    pub(crate) path: String,
    /// What the policy asks; `None` for what is public.
    pub(crate) action: Option<Action>,
    /// The example of the request, for what has a body.
    pub(crate) example: Option<Value>,
    /// The same for what takes a form, encoded.
    pub(crate) form: Option<String>,
    /// The names of the parameters behind the question mark.
    pub(crate) queries: Vec<String>,
}

impl Contract {
    /// The document of this build.
    pub(crate) fn new() -> Self {
        let document = api::openapi::document(all_routes().operations(), "0");
        let resource = Resource::from_contents(document.clone()).unwrap();
        Self {
            registry: Registry::try_new(BASE, resource).unwrap(),
            document,
            validators: RefCell::default(),
        }
    }

    /// Every operation, in the order of the document.
    pub(crate) fn operations(&self) -> Vec<Operation> {
        let mut all = Vec::new();
        for (path, item) in self.document["paths"].as_object().unwrap() {
            let methods = item.as_object().unwrap().iter();
            all.extend(
                methods
                    .filter(|(method, _)| *method != "parameters")
                    .map(|(method, said)| self.operation(method, path, said)),
            );
        }
        all
    }

    fn operation(&self, method: &str, path: &str, said: &Value) -> Operation {
        let none = Vec::new();
        let parameters = said["parameters"].as_array().unwrap_or(&none).iter();
        let body = &said["requestBody"]["content"]["application/json"];
        Operation {
            method: method.to_uppercase(),
            path: path.to_owned(),
            action: said["x-action"].as_str().unwrap().parse().ok(),
            example: example_of(body),
            form: example_of(&said["requestBody"]["content"][FORM])
                .map(|body| serde_urlencoded::to_string(body).unwrap()),
            queries: parameters
                .map(|parameter| self.resolved(parameter))
                .filter(|parameter| parameter["in"] == "query")
                .map(|parameter| parameter["name"].as_str().unwrap().to_owned())
                .collect(),
        }
    }

    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str() {
            Some(place) => self.document.pointer(&place[1..]).unwrap(),
            None => value,
        }
    }

    /// Holds an answer to what is promised: a documented status, and a body of its schema.
    #[track_caller]
    pub(crate) fn holds(&self, operation: &Operation, answer: &Answer) {
        let faults = self.faults(operation, answer);
        assert!(
            faults.is_empty(),
            "{} {} {}: {faults:#?}\n{}",
            operation.method,
            operation.path,
            answer.status,
            answer.text()
        );
    }

    /// What the answer has that is not promised, or lacks.
    pub(crate) fn faults(&self, operation: &Operation, answer: &Answer) -> Vec<String> {
        let mut place = format!(
            "/paths/{}/{}/responses/{}",
            operation.path.replace('/', "~1"),
            operation.method.to_lowercase(),
            answer.status
        );
        let Some(promised) = self.document.pointer(&place) else {
            return vec!["the status is not in the document".to_owned()];
        };
        if let Some(shared) = promised["$ref"].as_str() {
            shared[1..].clone_into(&mut place);
        }
        let promised = self.document.pointer(&place).unwrap();
        let Some(content) = promised.get("content") else {
            let empty = answer.body.is_empty();
            let fault = "a body that is not in the document";
            return [fault.to_owned()].into_iter().filter(|_| !empty).collect();
        };
        let kind = answer.header("content-type").split(';').next().unwrap();
        if content.get(kind).is_none() {
            return vec![format!("{kind} is not in the document")];
        }
        let schema = format!("{place}/content/{}/schema", kind.replace('/', "~1"));
        // A file that is no JSON is one text.
        let body = if kind.ends_with("json") {
            answer.json()
        } else {
            answer.text().into()
        };
        self.violations(&schema, &body)
    }

    fn violations(&self, schema: &str, body: &Value) -> Vec<String> {
        let mut validators = self.validators.borrow_mut();
        let validator = validators.entry(schema.to_owned()).or_insert_with(|| {
            let fragment = schema.replace('{', "%7B").replace('}', "%7D");
            jsonschema::options()
                .with_draft(Draft::Draft202012)
                .with_registry(self.registry.clone())
                .should_validate_formats(true)
                .build(&json!({ "$ref": format!("{BASE}#{fragment}") }))
                .unwrap()
        });
        let errors = validator.iter_errors(body);
        errors
            .map(|error| format!("{}: {error}", error.instance_path))
            .collect()
    }
}

/// The example of a body, or the first of several.
fn example_of(body: &Value) -> Option<Value> {
    let first = || body["examples"].as_object()?.values().next()?.get("value");
    body.get("example").or_else(first).cloned()
}

/// Each section of a person, with an example of what is written there.
pub(crate) fn sections() -> &'static [(String, Value)] {
    static SECTIONS: LazyLock<Vec<(String, Value)>> = LazyLock::new(|| {
        let all = Contract::new().operations().into_iter();
        all.filter(|operation| operation.method == "PUT")
            .filter_map(|operation| {
                let name = operation
                    .path
                    .strip_prefix("/individuals/{individual_id}/")
                    // Said about the person, and no section.
                    .filter(|name| *name != "reminder-pause")?;
                Some((name.to_owned(), operation.example?))
            })
            .collect()
    });
    &SECTIONS
}

impl Operation {
    /// The names of the parameters in the path.
    pub(crate) fn places(&self) -> Vec<&str> {
        let pieces = self.path.split('/');
        pieces
            .filter_map(|piece| piece.strip_prefix('{')?.strip_suffix('}'))
            .collect()
    }

    /// The path with what `fill` gives for each of its parameters.
    pub(crate) fn at(&self, mut fill: impl FnMut(&str) -> String) -> String {
        let pieces = self.path.split('/').map(|piece| {
            let place = piece.strip_prefix('{').and_then(|p| p.strip_suffix('}'));
            place.map_or_else(|| piece.to_owned(), &mut fill)
        });
        pieces.collect::<Vec<_>>().join("/")
    }
}

/// The place of every leaf of a body, as a pointer.
pub(crate) fn leaves(body: &Value) -> Vec<String> {
    fn walk(value: &Value, place: &str, all: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                for (member, value) in members {
                    walk(value, &format!("{place}/{member}"), all);
                }
            }
            Value::Array(items) => {
                for (index, value) in items.iter().enumerate() {
                    walk(value, &format!("{place}/{index}"), all);
                }
            }
            _ => all.push(place.to_owned()),
        }
    }
    let mut all = Vec::new();
    walk(body, "", &mut all);
    all
}
