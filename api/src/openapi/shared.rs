//! Headers and parameters that operations share.

use serde_json::{Value, json};

/// An entity tag: the version and a short hash of the representation.
const TAG: &str = r#""[!#-~]{1,128}""#;

/// A reference to a header.
pub(super) fn header(name: &str) -> Value {
    json!({ "$ref": format!("#/components/headers/{name}") })
}

/// A reference to a parameter.
pub(super) fn parameter(component: &str) -> Value {
    json!({ "$ref": format!("#/components/parameters/{component}") })
}

/// The component and the name on the wire of each shared parameter.
pub(super) const PARAMETERS: &[(&str, &str)] = &[
    ("AcceptLanguage", "Accept-Language"),
    ("AccessPurpose", "Access-Purpose"),
    ("Cursor", "cursor"),
    ("Fields", "fields"),
    ("IdempotencyKey", "Idempotency-Key"),
    ("IfMatch", "If-Match"),
    ("IfMatchOrNew", "If-Match"),
    ("IfNew", "If-None-Match"),
    ("IfNoneMatch", "If-None-Match"),
    ("Limit", "limit"),
    ("RequestId", "Request-Id"),
    ("Traceparent", "Traceparent"),
];

pub(super) fn headers() -> Value {
    let count = |description: &str, maximum: u32| {
        json!({
            "description": description,
            "schema": { "type": "integer", "format": "int32", "minimum": 0, "maximum": maximum },
        })
    };
    let text = |description: &str, length: u32, pattern: &str| {
        json!({
            "description": description,
            "schema": { "type": "string", "maxLength": length, "pattern": pattern },
        })
    };
    json!({
        "X-RateLimit-Limit": count("Requests allowed in the window.", 1_000_000),
        "X-RateLimit-Remaining": count("Requests left in the window.", 1_000_000),
        "X-RateLimit-Reset": count("Seconds to the end of the window.", 86_400),
        "Retry-After": count("Seconds to wait before the next attempt.", 86_400),
        "Cache-Control": text(
            "`no-store` where personal data are; `max-age` where an answer may be kept \
             (vocabularies, open data).",
            100,
            "^[a-z0-9=, -]{1,100}$",
        ),
        "ETag": text("Version of what is answered, for `If-Match` and `If-None-Match`.",
            130, &format!("^{TAG}$")),
        "Location": {
            "description": "Absolute address of what was made.",
            "schema": { "type": "string", "format": "uri", "maxLength": 2048 },
        },
        "Request-Id": {
            "description": "Identifier of the request, to be named when asking for help.",
            "schema": { "type": "string", "format": "uuid", "maxLength": 36 },
        },
        "Idempotency-Replayed": {
            "description": "`true` when this is the stored answer of an earlier request with the \
                same key.",
            "schema": { "type": "string", "enum": ["true"] },
        },
        "Content-Language": {
            "description": "Language of the texts.",
            "schema": { "type": "string", "enum": ["it", "en"] },
        },
        "WWW-Authenticate": text("How to sign in.", 200, "^Bearer[ -~]{0,190}$"),
        "Allow": text("Methods that the path knows.", 60, "^[A-Z]{3,7}(, ?[A-Z]{3,7}){0,6}$"),
    })
}

#[expect(clippy::too_many_lines, reason = "a table")]
pub(super) fn parameters() -> Value {
    json!({
        "AcceptLanguage": {
            "name": "Accept-Language", "in": "header", "required": false,
            "description": "Language of texts: `it`, which is the default, or `en`.",
            "schema": { "type": "string", "maxLength": 100, "pattern": "^[A-Za-z0-9*,;=. -]{1,100}$" },
            "example": "it",
        },
        "AccessPurpose": {
            "name": "Access-Purpose", "in": "header", "required": false,
            "description": "Why the data of a person are read: a code of the vocabulary \
                `access_purposes`, recorded with the access.",
            "schema": { "type": "string", "maxLength": 64, "pattern": "^[a-z][a-z0-9_]{0,63}$" },
        },
        "Cursor": {
            "name": "cursor", "in": "query", "required": false,
            "description": "`next_cursor` of the page before; it holds for the same filter and order only.",
            "schema": { "type": "string", "maxLength": 1024, "pattern": "^[A-Za-z0-9_.~=-]{1,1024}$" },
        },
        "Fields": {
            "name": "fields", "in": "query", "required": false,
            "description": "Members to be answered, as in `(id,status)`; all of them without it.",
            "schema": {
                "type": "string", "maxLength": 500,
                "pattern": "^\\(?[a-z_][a-z0-9_]*(,[a-z_][a-z0-9_]*)*\\)?$",
            },
            "example": "(id,status)",
        },
        "IdempotencyKey": {
            "name": "Idempotency-Key", "in": "header", "required": true,
            "description": "Chosen by the client, new for each intention. The same key with the \
                same request answers the same again for 72 hours and has no second effect.",
            "schema": { "type": "string", "minLength": 16, "maxLength": 128, "pattern": "^[!-~]{16,128}$" },
            "example": "0195d3a4-9f5e-7c41-8d0e-5a2f3c7b9e10",
        },
        "IfMatch": {
            "name": "If-Match", "in": "header", "required": true,
            "description": "`ETag` of the version that the change starts from.",
            "schema": { "type": "string", "maxLength": 130, "pattern": format!("^{TAG}$") },
        },
        "IfMatchOrNew": {
            "name": "If-Match", "in": "header", "required": false,
            "description": "`ETag` of the version that is replaced. Required, but for the first \
                writing, which sends `If-None-Match: *`.",
            "schema": { "type": "string", "maxLength": 130, "pattern": format!("^{TAG}$") },
        },
        "IfNew": {
            "name": "If-None-Match", "in": "header", "required": false,
            "description": "`*` when nothing is there yet.",
            "schema": { "type": "string", "enum": ["*"] },
        },
        "IfNoneMatch": {
            "name": "If-None-Match", "in": "header", "required": false,
            "description": "`ETag` of the version that the client has: 304 when it still holds.",
            "schema": {
                "type": "string", "maxLength": 1024,
                "pattern": format!("^(\\*|(W/)?{TAG}(, ?(W/)?{TAG}){{0,7}})$"),
            },
        },
        "Limit": {
            "name": "limit", "in": "query", "required": false,
            "description": "The most items of a page.",
            "schema": { "type": "integer", "format": "int32", "minimum": 1, "maximum": 100 },
        },
        "RequestId": {
            "name": "Request-Id", "in": "header", "required": false,
            "description": "Identifier of the client's own, kept in the log beside ours.",
            "schema": { "type": "string", "maxLength": 128, "pattern": "^[!-~]{1,128}$" },
        },
        "Traceparent": {
            "name": "Traceparent", "in": "header", "required": false,
            "description": "Trace that the request belongs to (W3C Trace Context).",
            "schema": {
                "type": "string", "maxLength": 55,
                "pattern": "^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$",
            },
        },
    })
}
