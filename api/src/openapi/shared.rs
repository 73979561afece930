//! Headers and parameters that operations share.

use serde_json::{Map, Value, json};

use crate::http::doorway::purposes;

/// An entity tag: the version and a short hash of the representation.
const TAG: &str = r#""[!#-~]{1,128}""#;

/// Identifiers of requests that do no harm in a log.
const REQUEST_ID: &str = "^[A-Za-z0-9._-]{8,64}$";

/// A reference to a header.
pub(super) fn header(name: &str) -> Value {
    json!({ "$ref": format!("#/components/headers/{name}") })
}

/// A reference to a parameter.
pub(super) fn parameter(component: &str) -> Value {
    json!({ "$ref": format!("#/components/parameters/{component}") })
}

pub(super) fn headers() -> Value {
    let count = |description: &str, maximum: u32| {
        json!({
            "description": description,
            "schema": { "type": "integer", "format": "int32", "minimum": 0, "maximum": maximum },
        })
    };
    let worded = |description: &str, length: u32, pattern: &str| json!({ "description": description, "schema": text(length, pattern) });
    json!({
        "X-RateLimit-Limit": count("Requests allowed in the window.", 1_000_000),
        "X-RateLimit-Remaining": count("Requests left in the window.", 1_000_000),
        "X-RateLimit-Reset": count("Seconds to the end of the window.", 86_400),
        "Retry-After": count("Seconds to wait before the next attempt.", 86_400),
        "Cache-Control": worded(
            "`no-store` where personal data are; `max-age` where an answer may be kept \
             (vocabularies, open data).",
            100,
            "^[a-z0-9=, -]{1,100}$",
        ),
        "ETag": worded("Version of what is answered, for `If-Match` and `If-None-Match`.",
            130, &format!("^{TAG}$")),
        "Location": {
            "description": "Absolute address of what was made.",
            "schema": { "type": "string", "format": "uri", "maxLength": 2048 },
        },
        "Request-Id": worded(
            "Identifier of the request, to be named when asking for help: that of the client, or \
             one of ours.",
            64,
            REQUEST_ID,
        ),
        "Idempotency-Replayed": {
            "description": "`true` when this is the stored answer of an earlier request with the \
                same key.",
            "schema": { "type": "string", "enum": ["true"] },
        },
        "Content-Language": {
            "description": "Language of the texts.",
            "schema": { "type": "string", "enum": ["it", "en"] },
        },
        "WWW-Authenticate": worded("How to sign in.", 200, "^Bearer[ -~]{0,190}$"),
        "Allow": worded("Methods that the path knows.", 60, "^[A-Z]{3,7}(, ?[A-Z]{3,7}){0,6}$"),
    })
}

/// All shared parameters by component name.
pub(super) fn parameters() -> Map<String, Value> {
    let named = conditions().into_iter().chain(lists()).chain(everywhere());
    named
        .map(|(component, parameter)| (component.to_owned(), parameter))
        .collect()
}

fn text(length: u32, pattern: &str) -> Value {
    json!({ "type": "string", "maxLength": length, "pattern": pattern })
}

/// A parameter that may be left away.
fn optional(place: &str, name: &str, description: &str, schema: Value) -> Value {
    json!({
        "name": name, "in": place, "required": false, "description": description,
        "schema": schema,
    })
}

fn required(name: &str, description: &str, schema: Value) -> Value {
    json!({
        "name": name, "in": "header", "required": true, "description": description,
        "schema": schema,
    })
}

/// Headers on which it depends whether a request has an effect or an answer a body.
fn conditions() -> Vec<(&'static str, Value)> {
    let tag = text(130, &format!("^{TAG}$"));
    let tags = text(1024, &format!("^(\\*|(W/)?{TAG}(, ?(W/)?{TAG}){{0,7}})$"));
    vec![
        (
            "IdempotencyKey",
            required(
                "Idempotency-Key",
                "Chosen by the client, new for each intention. The same key with the same request \
                 answers the same again for 72 hours and has no second effect.",
                text(128, "^[!-~]{16,128}$"),
            ),
        ),
        (
            "IfMatch",
            required(
                "If-Match",
                "`ETag` of the version that the change starts from.",
                tag.clone(),
            ),
        ),
        (
            "IfMatchOrNew",
            optional(
                "header",
                "If-Match",
                "`ETag` of the version that is replaced. Required, but for the first writing, \
                 which sends `If-None-Match: *`.",
                tag,
            ),
        ),
        (
            "IfNew",
            optional(
                "header",
                "If-None-Match",
                "`*` when nothing is there yet.",
                json!({ "type": "string", "enum": ["*"] }),
            ),
        ),
        (
            "IfNoneMatch",
            optional(
                "header",
                "If-None-Match",
                "`ETag` of the version that the client has: 304 when it still holds.",
                tags,
            ),
        ),
    ]
}

fn lists() -> Vec<(&'static str, Value)> {
    vec![
        (
            "Limit",
            optional(
                "query",
                "limit",
                "The most items of a page.",
                json!({ "type": "integer", "format": "int32", "minimum": 1, "maximum": 100 }),
            ),
        ),
        (
            "Cursor",
            optional(
                "query",
                "cursor",
                "`next_cursor` of the page before; it holds for the same filter and order only.",
                text(1024, "^[A-Za-z0-9_.~=-]{1,1024}$"),
            ),
        ),
        (
            "Fields",
            optional(
                "query",
                "fields",
                "Members to be answered, as in `(id,status)`; all of them without it.",
                text(500, "^\\(?[a-z_][a-z0-9_]*(,[a-z_][a-z0-9_]*)*\\)?$"),
            ),
        ),
    ]
}

fn everywhere() -> Vec<(&'static str, Value)> {
    vec![
        (
            "AcceptLanguage",
            optional(
                "header",
                "Accept-Language",
                "Language of texts: `it`, which is the default, or `en`.",
                text(100, "^[A-Za-z0-9*,;=. -]{1,100}$"),
            ),
        ),
        (
            "AccessPurpose",
            optional(
                "header",
                "Access-Purpose",
                "Why the data of a person are read: a code of the vocabulary `access-purposes`, \
                 recorded with the access; `case_work` when nobody says.",
                json!({ "type": "string", "enum": purposes().collect::<Vec<_>>() }),
            ),
        ),
        (
            "RequestId",
            optional(
                "header",
                "Request-Id",
                "Identifier that the client chose, told back and kept in the log. Another text is \
                 passed over, and the answer tells an identifier of ours.",
                text(64, REQUEST_ID),
            ),
        ),
        (
            "Traceparent",
            optional(
                "header",
                "Traceparent",
                "Trace that the request belongs to (W3C Trace Context).",
                text(55, "^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$"),
            ),
        ),
    ]
}
