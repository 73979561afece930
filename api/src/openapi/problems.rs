//! RFC 9457 in the document: the body of every error.

use std::borrow::Cow;

use serde_json::{Map, Value, json};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::info::SERVER;

/// The schema of a person's card in a list of candidates, when the API has one.
pub(super) const CARD: &str = "CandidateCard";

/// Stands for the body of every error, where a handler answers one with success (`GET /status`).
#[derive(Debug, Clone, Copy)]
pub struct Problem;

impl PartialSchema for Problem {
    /// A place holder: the document puts its own text under the name.
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().into()
    }
}

impl ToSchema for Problem {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Problem")
    }
}

/// Text for people, one line or several.
fn prose(description: &str, example: &str) -> Value {
    json!({
        "type": "string", "maxLength": 2000, "pattern": super::schemas::TEXT,
        "description": description, "example": example,
    })
}

/// A stable word of ours, such as a code.
fn code(description: &str, example: &str) -> Value {
    json!({
        "type": "string", "maxLength": 200, "pattern": "^[A-Za-z0-9_.:/-]{1,200}$",
        "description": description, "example": example,
    })
}

fn object(description: &str, required: &[&str], properties: Value) -> Value {
    json!({
        "type": "object", "description": description, "additionalProperties": false,
        "required": required, "properties": properties,
    })
}

fn list(description: &str, items: Value) -> Value {
    json!({
        "type": "array", "description": description, "minItems": 0, "maxItems": 1000,
        "items": items,
    })
}

/// `with_card`: whether the operations bring the schema of a candidate's card.
pub(super) fn schemas(with_card: bool) -> Map<String, Value> {
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let candidate = if with_card {
        reference(CARD)
    } else {
        json!({ "type": "string", "format": "uuid" })
    };
    let mut schemas = Map::new();
    schemas.insert("Problem".into(), problem(&reference, candidate));
    schemas.insert("ProblemError".into(), error());
    schemas.insert("ProblemFinding".into(), finding(&reference));
    schemas.insert("ProblemParameter".into(), parameter());
    schemas
}

fn problem(reference: &dyn Fn(&str) -> Value, candidate: Value) -> Value {
    object(
        "What went wrong (RFC 9457). The type never changes; title and detail are for people.",
        &["type", "title", "status", "detail"],
        json!({
            "type": {
                "type": "string", "format": "uri", "maxLength": 2048,
                "description": "Stable address of the type of problem.",
                "example": format!("{SERVER}/problems/not-found"),
            },
            "title": prose("The type in a few words.", "Non trovato"),
            "status": {
                "type": "integer", "format": "int32", "minimum": 100, "maximum": 599,
                "description": "The status code of the answer.", "example": 404,
            },
            "detail": prose("What happened here, and what can be done.", "Non c'è o non è visibile."),
            "instance": {
                "type": "string", "format": "uri-reference", "maxLength": 2048,
                "description": "The request, by its identifier.", "example": INSTANCE,
            },
            "errors": list("Every member or parameter at fault.", reference("ProblemError")),
            "findings": list("Every rule that speaks against it.", reference("ProblemFinding")),
            "current_version": {
                "type": "integer", "format": "int64", "minimum": 1,
                "maximum": super::schemas::EXACT,
                "description": "The version that is stored now, when the sent one is stale.",
            },
            "error": code("The error in the words of RFC 6749, of requests for a token.",
                "invalid_client"),
            "candidates": list("Those who may be meant, when one may be there already.", candidate),
        }),
    )
}

fn error() -> Value {
    object(
        "A member or a parameter at fault.",
        &["pointer", "code", "detail"],
        json!({
            "pointer": prose("JSON pointer into the body, or the name of a parameter.", "/birth_date"),
            "code": code("Stable code of the fault.", "bad_date"),
            "detail": prose("The fault in words.", "La data non esiste."),
        }),
    )
}

fn finding(reference: &dyn Fn(&str) -> Value) -> Value {
    object(
        "What a rule says about the facts.",
        &["rule", "severity", "detail", "source"],
        json!({
            "rule": code("Stable identifier of the rule.", "internship.duration"),
            "severity": {
                "type": "string", "enum": ["block", "warn", "info"],
                "description": "`block` refuses, `warn` wants to be acknowledged.",
            },
            "detail": prose("The finding in words.", "La durata supera il limite."),
            "source": prose("The law or act, with article.", "L. 68/1999, art. 3"),
            "parameters": list("The numbers of the law that were used.", reference("ProblemParameter")),
        }),
    )
}

fn parameter() -> Value {
    object(
        "A number of the law, valid at the date of the fact.",
        &["key", "value"],
        json!({
            "key": code("Stable key of the parameter.", "quota.small.seats"),
            "value": prose("The value as text.", "1"),
            "unit": code("What the value counts.", "days"),
            "scope": code("Whose it is: organisation, zone, region, IT or EU.", "IT"),
            "source": prose("The law or act, with article.", "L. 68/1999, art. 3"),
            "valid_from": { "type": "string", "format": "date", "description": "First day." },
            "valid_to": { "type": "string", "format": "date", "description": "Last day." },
        }),
    )
}

/// How a request is named in examples.
pub(super) const INSTANCE: &str = "urn:request:0195d3a4-9f5e-7c41-8d0e-5a2f3c7b9e10";
