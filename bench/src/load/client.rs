//! Somebody with a connection.

use std::io::Read as _;
use std::time::Duration;

use ureq::Agent;
use ureq::http::Request as Head;
use uuid::Uuid;

use crate::Failure;

/// Where the API lies.
const BASE: &str = "/rest/employment/v1";

/// What somebody asks.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: &'static str,
    /// Below the base path of the API; below the root where it begins with two slashes.
    pub(crate) path: String,
    pub(crate) token: Option<String>,
    pub(crate) body: Option<(&'static str, Vec<u8>)>,
}

impl Request {
    pub(crate) fn get(path: impl Into<String>, token: &str) -> Self {
        Self {
            method: "GET",
            path: path.into(),
            token: Some(token.to_owned()),
            body: None,
        }
    }

    pub(crate) fn post(path: impl Into<String>, token: &str, body: &serde_json::Value) -> Self {
        Self {
            method: "POST",
            body: Some(("application/json", body.to_string().into_bytes())),
            ..Self::get(path, token)
        }
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The answer as JSON, if it is what was asked for.
    pub(crate) fn json(&self) -> Result<serde_json::Value, Failure> {
        if (200..300).contains(&self.status) {
            Ok(serde_json::from_slice(&self.body)?)
        } else {
            let said = String::from_utf8_lossy(&self.body);
            Err(format!("status {}: {said}", self.status).into())
        }
    }
}

/// Somebody with a connection that stays open.
#[derive(Debug)]
pub(crate) struct Client {
    agent: Agent,
    server: String,
    body: Vec<u8>,
}

impl Client {
    /// Somebody at this server, such as `127.0.0.1:8080`.
    pub(crate) fn of(server: &str) -> Self {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .input_buffer_size(16 << 10)
            .output_buffer_size(16 << 10)
            .timeout_global(Some(Duration::from_mins(2)))
            .build();
        Self {
            agent: agent.into(),
            server: format!("http://{server}"),
            body: Vec::new(),
        }
    }

    /// Asks, reads the whole answer, and gives its status.
    pub(crate) fn send(&mut self, request: &Request) -> Result<u16, Failure> {
        let url = match request.path.strip_prefix('/') {
            Some(root) if root.starts_with('/') => format!("{}{root}", self.server),
            _ => format!("{}{BASE}{}", self.server, request.path),
        };
        let mut head = Head::builder().method(request.method).uri(url);
        if let Some(token) = &request.token {
            head = head.header("Authorization", format!("Bearer {token}"));
        }
        let answer = match &request.body {
            None => self.agent.run(head.body(())?),
            Some((kind, body)) => {
                let head = head.header("Content-Type", *kind);
                let head = head.header("Idempotency-Key", Uuid::new_v4().to_string());
                self.agent.run(head.body(body.as_slice())?)
            }
        }?;
        let status = answer.status().as_u16();
        self.body.clear();
        answer
            .into_body()
            .into_reader()
            .read_to_end(&mut self.body)?;
        Ok(status)
    }

    /// Asks once, and gives the answer.
    pub(crate) fn ask(&mut self, request: &Request) -> Result<Answer, Failure> {
        let status = self.send(request)?;
        Ok(Answer {
            status,
            body: self.body.clone(),
        })
    }
}
