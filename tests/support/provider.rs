//! A real OpenID provider as a process of its own, and somebody who signs in there.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use sha2::{Digest, Sha256};
use ureq::http::{Request, Response};

use super::client::agent;

/// Where the provider sends whoever signed in; nobody listens there.
const BACK: &str = "http://127.0.0.1:1/signed-in";

/// A running provider.
pub(crate) struct Provider {
    pub(crate) issuer: String,
    child: Child,
    orders: Option<ChildStdin>,
    told: BufReader<ChildStdout>,
}

/// What somebody got who signed in.
pub(crate) struct Tokens {
    pub(crate) access: String,
    pub(crate) identity: String,
}

fn folder() -> PathBuf {
    let here = std::env::current_exe().unwrap();
    let target = here.ancestors().nth(3).unwrap();
    let folder = target.join("tools/provider");
    assert!(
        folder.join("node_modules").is_dir(),
        "install it first: cargo xtask provider"
    );
    folder
}

impl Provider {
    /// A provider that knows these people: what it says of each, by login.
    pub(crate) fn start(people: &Value) -> Self {
        let mut child = Command::new("node")
            .arg(folder().join("provider.mjs"))
            .env("PEOPLE", people.to_string())
            .env("NODE_NO_WARNINGS", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut told = BufReader::new(child.stdout.take().unwrap());
        let mut port = line(&mut told);
        while port.parse::<u16>().is_err() {
            port = line(&mut told);
        }
        Self {
            issuer: format!("http://127.0.0.1:{port}"),
            orders: child.stdin.take(),
            child,
            told,
        }
    }

    /// Makes it `rotate` or `drop` keys, or know other people.
    pub(crate) fn order(&mut self, order: &str) {
        let orders = self.orders.as_mut().unwrap();
        writeln!(orders, "{order}").unwrap();
        // Between the lines the provider tells what a real installation should set up.
        while line(&mut self.told) != order {}
    }

    /// Ends it without warning.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Signs in with a browser's manners: authorization code with PKCE, through the login page and
    /// the page of consent.
    pub(crate) fn sign_in(&self, login: &str) -> Tokens {
        let verifier = URL_SAFE_NO_PAD.encode([7; 32]);
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
        let mut browser = Browser::default();
        let mut next = format!(
            "{}/auth?client_id=desk&response_type=code&redirect_uri={BACK}&scope=openid+staff\
             &resource=urn:percorso&code_challenge={challenge}&code_challenge_method=S256",
            self.issuer
        );
        let mut page = format!("prompt=login&login={login}&password=x");
        let code = loop {
            if let Some(back) = next.strip_prefix(BACK) {
                let code = back
                    .split(['?', '&'])
                    .find_map(|pair| pair.strip_prefix("code="));
                break code.unwrap_or_else(|| panic!("{next}")).to_owned();
            }
            let form = next.contains("/interaction/").then(|| page.clone());
            if form.is_some() {
                "prompt=consent".clone_into(&mut page);
            }
            let to = browser.follow(&next, form);
            next = if to.starts_with('/') {
                format!("{}{to}", self.issuer)
            } else {
                to
            };
        };
        let form = format!(
            "grant_type=authorization_code&client_id=desk&redirect_uri={BACK}&code={code}\
             &code_verifier={verifier}&resource=urn:percorso"
        );
        let mut answer = post(&format!("{}/token", self.issuer), form, "");
        let text = answer.body_mut().read_to_string().unwrap();
        let tokens: Value = serde_json::from_str(&text).unwrap();
        let of = |member: &str| {
            let token = tokens[member].as_str();
            token.unwrap_or_else(|| panic!("{text}")).to_owned()
        };
        Tokens {
            access: of("access_token"),
            identity: of("id_token"),
        }
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn line(told: &mut BufReader<ChildStdout>) -> String {
    let mut line = String::new();
    let read = told.read_line(&mut line).unwrap();
    assert!(read > 0, "the provider is gone");
    line.trim().to_owned()
}

fn post(url: &str, form: String, cookies: &str) -> Response<ureq::Body> {
    let request = Request::post(url)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Cookie", cookies)
        .body(form);
    agent().run(request.unwrap()).unwrap()
}

/// Keeps cookies and goes where it is sent.
#[derive(Default)]
struct Browser {
    cookies: BTreeMap<String, String>,
}

impl Browser {
    /// Where the answer sends us.
    fn follow(&mut self, url: &str, form: Option<String>) -> String {
        let cookies = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        let cookies = cookies.collect::<Vec<_>>().join("; ");
        let mut answer = if let Some(form) = form {
            post(url, form, &cookies)
        } else {
            let request = Request::get(url).header("Cookie", cookies).body(());
            agent().run(request.unwrap()).unwrap()
        };
        for cookie in answer.headers().get_all("set-cookie") {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let to = answer.headers().get("location");
        let to = to.map(|to| to.to_str().unwrap().to_owned());
        to.unwrap_or_else(|| panic!("{url}: {}", answer.body_mut().read_to_string().unwrap()))
    }
}
