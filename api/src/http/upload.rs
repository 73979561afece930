//! Files that come in: taken as they come, bounded in size and pace, never held whole.

use std::future::{Ready, ready};
use std::time::{Duration, Instant};

use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt;
use sha2::{Digest, Sha256};

use super::doorway::Fingerprint;
use super::problem::{Problem, ProblemCode};

/// The largest file.
pub const MAX_FILE: u64 = 256 * 1024 * 1024;
/// How long a file may come slowly, or not at all, before that counts.
const GRACE: Duration = Duration::from_secs(10);
/// The slowest pace after the grace, in bytes a second.
const SLOWEST: u64 = 1024;

/// A CSV file that is about to come.
pub struct Upload {
    request: HttpRequest,
    payload: Payload,
    begun: Instant,
    came: u64,
    sha: Sha256,
}

impl std::fmt::Debug for Upload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Upload")
            .field("came", &self.came)
            .finish_non_exhaustive()
    }
}

impl FromRequest for Upload {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(Self::begin(request, payload))
    }
}

impl Upload {
    /// Only plain CSV comes in: no other media type, no compression that could hide a bomb.
    fn begin(request: &HttpRequest, payload: &mut Payload) -> Result<Self, Problem> {
        let headers = request.headers();
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let essence = text(CONTENT_TYPE).unwrap_or("").split(';').next();
        let is_csv = essence.is_some_and(|e| e.trim().eq_ignore_ascii_case("text/csv"));
        let is_encoded = headers
            .get(CONTENT_ENCODING)
            .is_some_and(|v| v != "identity");
        if !is_csv || is_encoded {
            return Err(Problem::of(ProblemCode::UnsupportedMediaType));
        }
        let announced = text(CONTENT_LENGTH).and_then(|value| value.parse::<u64>().ok());
        if announced.is_some_and(|length| length > MAX_FILE) {
            return Err(Problem::of(ProblemCode::ContentTooLarge));
        }
        let mut sha = Sha256::new();
        // What is asked of the file stands in the query: another query is another request.
        sha.update(request.query_string());
        sha.update([0]);
        Ok(Self {
            request: request.clone(),
            payload: payload.take(),
            begun: Instant::now(),
            came: 0,
            sha,
        })
    }

    /// The next bytes; nothing at the end, when the request can be told from others.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Problem> {
        let late = || Problem::of(ProblemCode::RequestTimeout);
        let next = tokio::time::timeout(GRACE, self.payload.next()).await;
        let Some(chunk) = next.map_err(|_| late())? else {
            let digest = std::mem::take(&mut self.sha).finalize();
            Fingerprint::take(&self.request, digest.into());
            return Ok(None);
        };
        let chunk = chunk.map_err(|_| Problem::of(ProblemCode::MalformedRequest))?;
        self.came += chunk.len() as u64;
        if self.came > MAX_FILE {
            return Err(Problem::of(ProblemCode::ContentTooLarge));
        }
        let beyond = self.begun.elapsed().saturating_sub(GRACE).as_secs();
        if self.came < beyond.saturating_mul(SLOWEST) {
            return Err(late());
        }
        self.sha.update(&chunk);
        Ok(Some(chunk))
    }
}
