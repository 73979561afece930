//! The one body that is no JSON: what a standard asks for as a form (RFC 6749 §3.2).

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;

use super::body::{read, refuse_other_than};
use super::problem::{FieldFault, Problem, ProblemCode};

/// The largest form: two tokens and what stands around them.
const MAX_FORM: usize = 32 * 1024;

/// A form of which every member is there once. Members that nobody knows are passed over, because
/// the standard says so.
#[derive(Debug)]
pub struct Form<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Form<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let payload = payload.take();
        Box::pin(async move {
            refuse_other_than(&request, "application/x-www-form-urlencoded")?;
            let body = read(&request, payload, MAX_FORM).await?;
            parse(&body).map(Self)
        })
    }
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    serde_urlencoded::from_bytes(body).map_err(|error: serde_urlencoded::de::Error| {
        let message = error.to_string();
        let member = message.split('`').nth(1).unwrap_or("").to_owned();
        let code = if message.starts_with("missing field") {
            "missing_member"
        } else if message.starts_with("duplicate field") {
            "repeated_member"
        } else {
            "wrong_type"
        };
        let fault = FieldFault::new(format!("/{member}"), code);
        Problem::of(ProblemCode::MalformedRequest)
            .with_fault(fault)
            .with_error("invalid_request")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    struct Two {
        one: String,
        other: Option<String>,
    }

    #[test]
    fn a_form_has_each_member_once_and_may_have_more() {
        let two: Two = parse(b"one=a%20b&stranger=x").unwrap();
        assert_eq!((two.one.as_str(), two.other), ("a b", None));
        for wrong in ["", "other=b", "one=a&one=b", "one=a&other=b&other=c"] {
            assert!(parse::<Two>(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }
}
