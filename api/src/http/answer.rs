//! What goes out: typed answers, serialised once.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, HttpResponseBuilder};
use domain::kernel::Version;
use domain::rulebook::Finding;
use persistence::{Answer, Error};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::problem::{Problem, ProblemCode};
use super::views::in_words;
use crate::texts::Language;

/// Builds absolute addresses of our resources.
#[derive(Debug, Clone)]
pub struct Links {
    base: std::sync::Arc<str>,
}

impl Links {
    /// Addresses below `base`, such as `https://host/rest/employment/v1`.
    pub fn new(base: &str) -> Self {
        Self {
            base: base.trim_end_matches('/').into(),
        }
    }

    /// The address of `path`, which begins with a slash.
    pub fn to(&self, path: impl std::fmt::Display) -> String {
        format!("{}{path}", self.base)
    }

    /// The link of a thing to itself.
    pub fn of(&self, path: impl std::fmt::Display) -> SelfLink {
        SelfLink {
            href: self.to(path),
        }
    }

    /// The address of the API itself.
    pub fn base(&self) -> &str {
        &self.base
    }
}

/// Something that can be sent and kept for a replay.
pub trait Reply {
    /// The answer, serialised.
    fn answer(self) -> Result<Answer, Error>;
}

/// 200 with the version of a resource.
#[derive(Debug)]
pub struct Tagged<T>(pub Version, pub T);

/// 201 with the address and the version of a new resource.
#[derive(Debug)]
pub struct Created<T> {
    /// The absolute address.
    pub location: String,
    /// The version of the new resource.
    pub version: Version,
    /// The representation.
    pub view: T,
}

/// 202 with the address and the version of the job that goes on.
#[derive(Debug)]
pub struct Accepted<T> {
    /// The absolute address.
    pub location: String,
    /// The version of the job.
    pub version: Version,
    /// The representation.
    pub view: T,
}

/// 200 without a version: calculations, searches, lists.
#[derive(Debug)]
pub struct Plain<T>(pub T);

/// 204.
#[derive(Debug)]
pub struct Done;

/// What a PUT answers: 201 the first time, 200 afterwards.
#[derive(Debug)]
pub enum Written<T> {
    /// It was not there before.
    First(Created<T>),
    /// It was replaced.
    Again(Tagged<T>),
}

/// Where a thing is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SelfLink {
    /// Its absolute address.
    #[serde(rename = "self")]
    #[schema(format = "uri", max_length = 2048)]
    pub href: String,
}

fn json_bytes(view: &impl Serialize) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(view).map_err(|_| Error::Corrupt("answer"))
}

/// The entity tag: the version, and a short hash of the representation.
fn etag(version: Version, body: &[u8]) -> String {
    let hash = Sha256::digest(body);
    format!(
        "\"{}-{:02x}{:02x}{:02x}{:02x}\"",
        version.0, hash[0], hash[1], hash[2], hash[3]
    )
}

impl<T: Serialize> Reply for Tagged<T> {
    fn answer(self) -> Result<Answer, Error> {
        let body = json_bytes(&self.1)?;
        let etag = Some(etag(self.0, &body));
        Ok(Answer {
            status: 200,
            etag,
            location: None,
            body,
            replayed: false,
        })
    }
}

impl<T: Serialize> Reply for Created<T> {
    fn answer(self) -> Result<Answer, Error> {
        let body = json_bytes(&self.view)?;
        let etag = Some(etag(self.version, &body));
        Ok(Answer {
            status: 201,
            etag,
            location: Some(self.location),
            body,
            replayed: false,
        })
    }
}

impl<T: Serialize> Reply for Accepted<T> {
    fn answer(self) -> Result<Answer, Error> {
        let body = json_bytes(&self.view)?;
        let etag = Some(etag(self.version, &body));
        Ok(Answer {
            status: 202,
            etag,
            location: Some(self.location),
            body,
            replayed: false,
        })
    }
}

impl<T: Serialize> Reply for Plain<T> {
    fn answer(self) -> Result<Answer, Error> {
        let body = json_bytes(&self.0)?;
        Ok(Answer {
            status: 200,
            etag: None,
            location: None,
            body,
            replayed: false,
        })
    }
}

impl<T: Serialize> Reply for Written<T> {
    fn answer(self) -> Result<Answer, Error> {
        match self {
            Self::First(created) => created.answer(),
            Self::Again(tagged) => tagged.answer(),
        }
    }
}

impl Reply for Done {
    fn answer(self) -> Result<Answer, Error> {
        Ok(Answer {
            status: 204,
            etag: None,
            location: None,
            body: Vec::new(),
            replayed: false,
        })
    }
}

/// What everybody may keep for an hour: the tag is a hash of the representation.
pub fn public(body: &impl Serialize) -> Result<Answer, Error> {
    let body = json_bytes(body)?;
    Ok(Answer {
        status: 200,
        etag: Some(etag(Version::FIRST, &body)),
        location: None,
        body,
        replayed: false,
    })
}

/// The HTTP form of an answer.
pub fn respond(answer: Answer) -> Result<HttpResponse, Problem> {
    let status =
        StatusCode::from_u16(answer.status).map_err(|_| Problem::of(ProblemCode::Internal))?;
    let mut response = HttpResponseBuilder::new(status);
    if let Some(etag) = &answer.etag {
        response.insert_header((header::ETAG, etag.as_str()));
    }
    if let Some(location) = &answer.location {
        response.insert_header((header::LOCATION, location.as_str()));
    }
    if answer.replayed {
        response.insert_header(("Idempotency-Replayed", HeaderValue::from_static("true")));
    }
    if answer.body.is_empty() {
        return Ok(response.finish());
    }
    response.insert_header((header::CONTENT_TYPE, "application/json"));
    Ok(response.body(answer.body))
}

/// A finding of a rule, with its words.
pub fn finding_json(language: Language, finding: &Finding) -> Value {
    let parameters: Vec<Value> = finding
        .parameters
        .iter()
        .map(|parameter| {
            let mut known = json!({
                "key": parameter.key,
                "value": parameter.value.to_string(),
                "unit": parameter.unit.to_string(),
                "scope": parameter.scope.to_string(),
                "source": parameter.source,
            });
            for (name, day) in [
                ("valid_from", parameter.valid_from),
                ("valid_to", parameter.valid_to),
            ] {
                if let Some(day) = day {
                    known[name] = json!(day);
                }
            }
            known
        })
        .collect();
    json!({
        "rule": finding.rule,
        "severity": finding.severity().to_string(),
        "detail": in_words(language, finding),
        "source": finding.source,
        "parameters": parameters,
    })
}
