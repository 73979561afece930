//! `If-Match`: nobody overwrites what somebody else changed meanwhile. `If-None-Match`: nobody is
//! sent what he has.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{EntityTag, Header, IF_MATCH, IF_NONE_MATCH, IfNoneMatch};
use actix_web::{FromRequest, HttpRequest};
use domain::kernel::Version;
use persistence::Error;

use super::problem::{Problem, ProblemCode};

/// The versions that the client has read; at least one.
#[derive(Debug, Clone)]
pub struct IfMatch {
    versions: Vec<Version>,
    first: bool,
}

impl IfMatch {
    /// Whether the stored version is one that the client has read.
    pub fn check(&self, stored: Version) -> Result<(), Error> {
        if self.versions.contains(&stored) {
            Ok(())
        } else {
            Err(Error::Stale {
                current: Some(stored),
            })
        }
    }

    /// The same for something that may not be there yet: `If-None-Match: *` means its first time.
    pub fn check_first(&self, stored: Option<Version>) -> Result<(), Error> {
        match stored {
            None if self.first => Ok(()),
            None => Err(Error::Stale { current: None }),
            Some(stored) => self.check(stored),
        }
    }
}

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let header = |name| request.headers().get(name).and_then(|v| v.to_str().ok());
        // Whoever names a version as well speaks of something that is there already.
        let first = header(IF_NONE_MATCH).is_some_and(|value| value.trim() == "*")
            && !request.headers().contains_key(IF_MATCH);
        let versions: Vec<Version> = header(IF_MATCH)
            .unwrap_or("")
            .split(',')
            .filter_map(version)
            .collect();
        // Nothing and `*` say nothing about what the client has read; nor do weak tags, but whoever
        // sends one believes to have read something.
        let silent = header(IF_MATCH).is_none_or(|value| matches!(value.trim(), "" | "*"));
        ready(if versions.is_empty() && !first && silent {
            Err(Problem::of(ProblemCode::PreconditionRequired))
        } else {
            Ok(Self { versions, first })
        })
    }
}

/// The version part of a strong entity tag: `"5-0a1b2c3d"` gives 5.
fn version(tag: &str) -> Option<Version> {
    let inner = tag.trim().strip_prefix('"')?.strip_suffix('"')?;
    inner.split('-').next()?.parse().ok().map(Version)
}

/// Whether the reader has what this tag names already.
pub fn has_tag(request: &HttpRequest, tag: &EntityTag) -> bool {
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(tag)),
        Ok(IfNoneMatch::Any) => request.headers().contains_key(IF_NONE_MATCH),
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    async fn of(headers: &[(&str, &str)]) -> Result<IfMatch, Problem> {
        let mut request = TestRequest::default();
        for (name, value) in headers {
            request = request.insert_header((*name, *value));
        }
        IfMatch::extract(&request.to_http_request()).await
    }

    #[actix_web::test]
    async fn only_a_strong_tag_of_the_stored_version_lets_a_change_in() {
        let read = of(&[("If-Match", "\"3-aa\", \"4-bb\"")]).await.unwrap();
        assert!(read.check(Version(4)).is_ok());
        assert!(matches!(
            read.check(Version(5)),
            Err(Error::Stale {
                current: Some(Version(5))
            })
        ));
        let weak = of(&[("If-Match", "W/\"5-aa\"")]).await.unwrap();
        assert!(weak.check(Version(5)).is_err());
    }

    #[actix_web::test]
    async fn whoever_names_a_version_does_not_come_first() {
        let first = of(&[("If-None-Match", "*")]).await.unwrap();
        assert!(first.check_first(None).is_ok());
        for tag in ["\"3-aa\"", "nonsense", "W/\"3-aa\""] {
            let both = of(&[("If-None-Match", "*"), ("If-Match", tag)]).await;
            assert!(both.unwrap().check_first(None).is_err(), "{tag}");
        }
    }

    #[actix_web::test]
    async fn without_a_tag_nothing_is_changed() {
        assert_eq!(
            of(&[]).await.unwrap_err().code,
            ProblemCode::PreconditionRequired
        );
        assert_eq!(
            of(&[("If-Match", "*")]).await.unwrap_err().code,
            ProblemCode::PreconditionRequired
        );
    }

    #[actix_web::test]
    async fn the_first_time_is_said_with_a_star() {
        let first = of(&[("If-None-Match", "*")]).await.unwrap();
        assert!(first.check_first(None).is_ok());
        assert!(first.check_first(Some(Version(1))).is_err());
    }
}
