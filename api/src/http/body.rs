//! Bodies: bounded in size and time, looked over, then parsed and validated whole.

use std::time::{Duration, Instant};

use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use validator::{Validate, ValidationError, ValidationErrors, ValidationErrorsKind};

use super::doorway::Fingerprint;
use super::problem::{FieldFault, Problem, ProblemCode};
use super::scan::scan;

/// The largest JSON body.
pub const MAX_BODY: usize = 256 * 1024;
/// How long a whole body may take.
const DEADLINE: Duration = Duration::from_secs(15);
/// How long a body may stay below the slowest rate.
const GRACE: Duration = Duration::from_secs(5);
/// The slowest rate after the grace, in bytes a second.
const SLOWEST: usize = 1024;

/// A JSON body without any fault.
#[derive(Debug)]
pub struct Valid<T>(pub T);

impl<T: DeserializeOwned + Validate> FromRequest for Valid<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let payload = payload.take();
        Box::pin(async move {
            refuse_foreign(&request)?;
            let body = read(&request, payload, MAX_BODY).await?;
            Fingerprint::take(&request, Sha256::digest(&body).into());
            parse(&body).map(Self)
        })
    }
}

/// Only plain JSON comes in: no other media type, no compression that could hide a bomb.
fn refuse_foreign(request: &HttpRequest) -> Result<(), Problem> {
    let media = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = media.unwrap_or("").split(';').next().unwrap_or("").trim();
    let encoded = request
        .headers()
        .get(CONTENT_ENCODING)
        .is_some_and(|v| v != "identity");
    if !essence.eq_ignore_ascii_case("application/json") || encoded {
        return Err(Problem::of(ProblemCode::UnsupportedMediaType));
    }
    Ok(())
}

/// Reads a body of at most `max` bytes that comes in time. Actix itself would wait for ever.
async fn read(request: &HttpRequest, mut payload: Payload, max: usize) -> Result<Vec<u8>, Problem> {
    let announced = request
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse::<usize>().ok());
    if announced.is_some_and(|length| length > max) {
        return Err(Problem::of(ProblemCode::ContentTooLarge));
    }
    let begun = Instant::now();
    let mut body = Vec::with_capacity(announced.unwrap_or(1024));
    loop {
        let late = Problem::of(ProblemCode::RequestTimeout);
        let left = DEADLINE.checked_sub(begun.elapsed()).ok_or(late)?;
        let chunk = tokio::time::timeout(left.min(GRACE), payload.next())
            .await
            .map_err(|_| Problem::of(ProblemCode::RequestTimeout))?;
        let Some(chunk) = chunk else { return Ok(body) };
        body.extend_from_slice(&chunk.map_err(|_| Problem::of(ProblemCode::MalformedRequest))?);
        if body.len() > max {
            return Err(Problem::of(ProblemCode::ContentTooLarge));
        }
        let beyond = usize::try_from(begun.elapsed().saturating_sub(GRACE).as_secs()).unwrap_or(0);
        if body.len() < beyond * SLOWEST {
            return Err(Problem::of(ProblemCode::RequestTimeout));
        }
    }
}

/// Whether a body of unknown length ends before its first byte.
pub(super) async fn is_empty(mut payload: Payload) -> Result<bool, Problem> {
    let ending = async {
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|_| Problem::of(ProblemCode::MalformedRequest))?;
            if !chunk.is_empty() {
                return Ok(false);
            }
        }
        Ok(true)
    };
    let in_time = tokio::time::timeout(GRACE, ending).await;
    in_time.unwrap_or(Err(Problem::of(ProblemCode::RequestTimeout)))
}

/// Parses and validates a body: 400 names the first fault of form, 422 all faults of meaning.
fn parse<T: DeserializeOwned + Validate>(body: &[u8]) -> Result<T, Problem> {
    scan(body).map_err(|found| {
        let code = if found.code == "malformed_json" {
            ProblemCode::MalformedJson
        } else {
            ProblemCode::MalformedRequest
        };
        Problem::of(code).with_fault(FieldFault::new(found.pointer, found.code))
    })?;
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let value: T = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let message = error.inner().to_string();
        let mut at = pointer(error.path());
        let code = if message.starts_with("unknown field") {
            "unknown_member"
        } else if message.starts_with("missing field") {
            // The path ends at the object; the message names the member.
            at = format!("{at}/{}", message.split('`').nth(1).unwrap_or(""));
            "missing_member"
        } else {
            "wrong_type"
        };
        Problem::of(ProblemCode::MalformedRequest).with_fault(FieldFault::new(at, code))
    })?;
    let mut faults = Vec::new();
    if let Err(errors) = value.validate() {
        gather(&errors, "", &mut faults);
    }
    if faults.is_empty() {
        Ok(value)
    } else {
        Err(Problem::unprocessable(faults))
    }
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
            Segment::Enum { variant } => format!("/{variant}"),
            Segment::Unknown => String::new(),
        })
        .collect()
}

/// The longest text of which the document says nothing else.
const MAX_TEXT: usize = 2_000;

/// That none of these texts is longer than the document lets any be: for lists of plain texts,
/// whose items have no type of their own that would bound them.
pub fn bounded(texts: &[String]) -> Result<(), ValidationError> {
    match texts.iter().find(|text| text.chars().count() > MAX_TEXT) {
        None => Ok(()),
        Some(_) => Err(ValidationError::new("length")),
    }
}

/// Turns the tree of a validation into a flat list with JSON pointers.
pub(super) fn gather(errors: &ValidationErrors, at: &str, faults: &mut Vec<FieldFault>) {
    for (member, kind) in errors.errors() {
        let at = if member.is_empty() {
            at.to_owned()
        } else {
            format!("{at}/{member}")
        };
        match kind {
            ValidationErrorsKind::Struct(inner) => gather(inner, &at, faults),
            ValidationErrorsKind::List(items) => {
                for (index, inner) in items {
                    gather(inner, &format!("{at}/{index}"), faults);
                }
            }
            ValidationErrorsKind::Field(errors) => {
                faults.extend(errors.iter().map(|error| {
                    let mut fault = FieldFault::new(at.clone(), &error.code);
                    for (key, value) in &error.params {
                        // The refused value itself is never repeated.
                        if key != "value" {
                            let value = value
                                .as_str()
                                .map_or_else(|| value.to_string(), str::to_owned);
                            fault.facts.push((key.to_string(), value));
                        }
                    }
                    fault
                }));
            }
        }
    }
    faults.sort_by(|a, b| a.pointer.cmp(&b.pointer));
}
