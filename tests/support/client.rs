//! Who asks, and what came back.

use std::time::Duration;

use api::http::ProblemCode;
use serde_json::{Value, json};
use strum::IntoEnumIterator;
use ureq::Agent;
use ureq::http::{HeaderMap, Request, Response};

/// Where the API lies below the address of the server.
pub(crate) const BASE: &str = "/rest/employment/v1";

/// Somebody who sends requests, signed in or not.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    agent: Agent,
    server: String,
    token: Option<String>,
    headers: Vec<(String, String)>,
}

/// An agent that neither follows nor judges what it gets.
pub(crate) fn agent() -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .allow_non_standard_methods(true)
        .max_redirects(0)
        .timeout_global(Some(Duration::from_mins(1)))
        .build()
        .into()
}

impl Client {
    /// Somebody without a token.
    pub(crate) fn stranger(agent: &Agent, server: impl std::fmt::Display) -> Self {
        Self {
            agent: agent.clone(),
            server: format!("http://{server}"),
            token: None,
            headers: Vec::new(),
        }
    }

    /// The same, with this token.
    pub(crate) fn bearing(&self, token: impl Into<String>) -> Self {
        Self {
            token: Some(token.into()),
            ..self.clone()
        }
    }

    /// The same, with the access token among these.
    pub(crate) fn holding(&self, tokens: &Value) -> Self {
        self.bearing(tokens["access_token"].as_str().unwrap())
    }

    /// The same, sending one more header.
    pub(crate) fn with(&self, label: &str, value: impl Into<String>) -> Self {
        let mut more = self.clone();
        more.headers.push((label.to_owned(), value.into()));
        more
    }

    /// Reads.
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None)
    }

    /// Sends JSON under a fresh idempotency key.
    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_as(&fresh_key(), path, body)
    }

    /// Sends JSON under this idempotency key.
    pub(crate) fn post_as(&self, key: &str, path: &str, body: &Value) -> Answer {
        self.with("Idempotency-Key", key)
            .send("POST", path, Some(body.to_string().into()))
    }

    /// Takes a step that needs no body, under a fresh idempotency key.
    pub(crate) fn step(&self, path: &str) -> Answer {
        self.with("Idempotency-Key", fresh_key())
            .send("POST", path, Some(Vec::new()))
    }

    /// Writes what is not there yet.
    pub(crate) fn put_first(&self, path: &str, body: &Value) -> Answer {
        self.with("If-None-Match", "*")
            .send("PUT", path, Some(body.to_string().into()))
    }

    /// Opens a session with a password.
    pub(crate) fn sign_in(&self, email: &str, password: &str) -> Answer {
        let body = json!({ "email": email, "password": password });
        self.post("/sessions", &body)
    }

    /// Goes on with a session.
    pub(crate) fn refresh(&self, token: impl Into<Value>) -> Answer {
        let token: Value = token.into();
        self.post("/session-refreshes", &json!({ "refresh_token": token }))
    }

    /// The entity tag of what is there now.
    pub(crate) fn tag(&self, path: &str) -> String {
        self.get(path).header("etag").to_owned()
    }

    /// Takes a step of what is there now.
    pub(crate) fn step_now(&self, path: &str, step: &str) -> Answer {
        self.with("If-Match", self.tag(path))
            .step(&format!("{path}/{step}"))
    }

    /// Replaces what is there now.
    pub(crate) fn put_now(&self, path: &str, body: &Value) -> Answer {
        self.put_if(path, &self.tag(path), body)
    }

    /// Replaces a part of what is there now.
    pub(crate) fn put_now_at(&self, path: &str, part: &str, body: &Value) -> Answer {
        self.put_if(&format!("{path}/{part}"), &self.tag(path), body)
    }

    /// Replaces what had this entity tag.
    pub(crate) fn put_if(&self, path: &str, etag: &str, body: &Value) -> Answer {
        self.with("If-Match", etag)
            .send("PUT", path, Some(body.to_string().into()))
    }

    /// Sends any request. A path that begins with `//` is taken below the server's root.
    pub(crate) fn send(&self, method: &str, path: &str, body: Option<Vec<u8>>) -> Answer {
        self.attempt(method, path, body).unwrap()
    }

    /// Sends any request to a server that may not live to answer it.
    pub(crate) fn attempt(
        &self,
        method: &str,
        path: &str,
        body: Option<Vec<u8>>,
    ) -> Result<Answer, ureq::Error> {
        let url = match path.strip_prefix('/') {
            Some(root) if root.starts_with('/') => format!("{}{root}", self.server),
            _ => format!("{}{BASE}{path}", self.server),
        };
        let mut request = Request::builder().method(method).uri(url);
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        let typed = self.headers.iter().any(|(l, _)| l == "Content-Type");
        if body.is_some() && !typed {
            request = request.header("Content-Type", "application/json");
        }
        for (label, value) in &self.headers {
            request = request.header(label, value);
        }
        let answer = match body {
            None => self.agent.run(request.body(()).unwrap()),
            Some(body) => self.agent.run(request.body(body).unwrap()),
        };
        let answer = Answer::read(answer?)?;
        if !path.starts_with("//") {
            answer.is_enveloped(path);
        }
        Ok(answer)
    }
}

/// What everybody may keep: nothing of a person is in it.
fn is_public(path: &str) -> bool {
    let all = [
        "/vocabularies",
        "/privacy-notices",
        "/problems",
        "/openapi.json",
    ];
    all.iter().any(|public| path.starts_with(public))
}

/// A key that nobody used.
pub(crate) fn fresh_key() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// What came back.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    fn read(mut response: Response<ureq::Body>) -> Result<Self, ureq::Error> {
        Ok(Self {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.body_mut().read_to_vec()?,
        })
    }

    /// That the answer names its request and that no cache keeps it, in each and every story.
    #[track_caller]
    fn is_enveloped(&self, path: &str) {
        let kept = self.header("cache-control");
        let public = is_public(path) && kept.starts_with("public,");
        assert!(kept == "no-store" || public, "{path}: '{kept}'");
        let vary = self.header("vary");
        let whose = ["Authorization", "Accept-Language"];
        assert!(
            whose.iter().all(|own| vary.contains(own)),
            "{path}: '{vary}'"
        );
        assert_eq!(self.header("x-content-type-options"), "nosniff", "{path}");
        assert!(!self.header("request-id").is_empty(), "{path}");
    }

    pub(crate) fn header(&self, label: &str) -> &str {
        self.headers
            .get(label)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn text(&self) -> String {
        // A file need not be text.
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("{} without JSON: {}", self.status, self.text()))
    }

    /// The JSON of an answer that must have this status.
    #[track_caller]
    pub(crate) fn ok(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        if self.body.is_empty() {
            Value::Null
        } else {
            self.json()
        }
    }

    /// The problem of an answer that must be one, whole and with this status and code.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.json();
        assert_eq!(self.kind(), code.replace('_', "-"), "{problem}");
        // Each of these has a page of its own, which another story reads.
        let code = code.replace('-', "_");
        let known = ProblemCode::iter().find(|known| known.as_str() == code);
        assert_eq!(known.map(ProblemCode::status), Some(status), "{problem}");
        assert_eq!(problem["status"], status);
        for member in ["title", "detail"] {
            let text = problem[member].as_str().unwrap();
            assert!(!text.is_empty() && text != code, "{member}: {problem}");
        }
        let request = self.header("request-id");
        assert_eq!(problem["instance"], format!("urn:request:{request}"));
        problem
    }

    /// The last part of the type of a problem, such as `not-found`.
    #[track_caller]
    pub(crate) fn kind(&self) -> String {
        let problem = self.json();
        let kind = problem["type"].as_str().unwrap();
        kind.rsplit('/').next().unwrap().to_owned()
    }

    /// The whole answer, but for what names the request, counts the limits or is about the
    /// connection: a refusal before the body is read may close it.
    pub(crate) fn but_for_ids(&self) -> (u16, Vec<(String, String)>, String) {
        let own = |label: &str| {
            // Whether the connection closes depends on whether an unread body had come already.
            matches!(label, "date" | "request-id" | "connection")
                || label.starts_with("x-ratelimit-")
        };
        let mut headers: Vec<(String, String)> = self
            .headers
            .iter()
            .filter(|(label, _)| !own(label.as_str()))
            .map(|(label, value)| (label.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        headers.sort();
        let body = self.text().replace(self.header("request-id"), "…");
        (self.status, headers, body)
    }

    /// The codes of all faults of members, as `pointer code`.
    pub(crate) fn faults(&self) -> Vec<String> {
        let faults = self.json()["errors"].clone();
        faults
            .as_array()
            .unwrap_or(&Vec::new())
            .iter()
            .map(|fault| {
                let of = |member: &str| fault[member].as_str().unwrap().to_owned();
                assert_ne!(of("detail"), of("code"), "a fault without words");
                format!("{} {}", of("pointer"), of("code"))
            })
            .collect()
    }
}
