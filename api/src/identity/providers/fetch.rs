//! One GET to one configured address: no redirect, no long answer, no long wait, no clear text.

use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use domain::kernel::Fault;
use ureq::Agent;
use ureq::http::Uri;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

/// The longest answer that is read.
const LONGEST: u64 = 256 * 1024;
/// How long a whole request may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Reads addresses.
#[derive(Debug, Clone)]
pub(super) struct Fetcher(Agent);

/// An address that may be asked: `https`, or `http` on this machine only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address(Uri);

impl Address {
    /// The address, if it may be asked; `provider_address` otherwise.
    pub(super) fn parse(text: &str) -> Result<Self, Fault> {
        let refused = || Fault::new("provider_address").with("address", text);
        let uri: Uri = text.parse().map_err(|_| refused())?;
        let authority = uri.authority().ok_or_else(refused)?;
        // Credentials in an address would end up in logs, and what stands before the @ fools eyes.
        if authority.as_str().contains('@') || text.contains('#') {
            return Err(refused());
        }
        let host = authority.host().trim_matches(['[', ']']);
        let loopback = host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        match uri.scheme_str() {
            Some("https") => Ok(Self(uri)),
            Some("http") if loopback => Ok(Self(uri)),
            _ => Err(refused()),
        }
    }

    /// Whether both are on the same server.
    pub(super) fn is_beside(&self, other: &Self) -> bool {
        let port = |uri: &Uri| {
            let usual = if uri.scheme_str() == Some("https") {
                443
            } else {
                80
            };
            uri.port_u16().unwrap_or(usual)
        };
        self.0.scheme() == other.0.scheme()
            && self.0.host() == other.0.host()
            && port(&self.0) == port(&other.0)
    }
}

impl Fetcher {
    /// A fetcher that believes the public certificate authorities, or those of a PEM file alone.
    pub(super) fn new(ca_file: Option<&Path>) -> Result<Self, Fault> {
        let roots = match ca_file {
            None => RootCerts::WebPki,
            Some(file) => RootCerts::new_with_certs(&certificates(file)?),
        };
        let tls = TlsConfig::builder()
            .root_certs(roots)
            .unversioned_rustls_crypto_provider(Arc::new(
                rustls::crypto::aws_lc_rs::default_provider(),
            ))
            .build();
        let agent = Agent::config_builder()
            .tls_config(tls)
            .proxy(None)
            .max_redirects(0)
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            .user_agent("percorso")
            .build();
        Ok(Self(agent.into()))
    }

    /// The body of a 200. Anything else, a redirect too, is a fault that tells a kind and no more.
    pub(super) fn get(&self, address: &Address) -> Result<Vec<u8>, Fault> {
        let answer = self
            .0
            .get(address.0.clone())
            .header("Accept", "application/json")
            .call();
        let mut answer = answer.map_err(|_| Fault::new("provider_unreachable"))?;
        if answer.status() != 200 {
            let status = answer.status().as_u16();
            return Err(Fault::new("provider_answer").with("status", status));
        }
        let body = answer.body_mut().with_config().limit(LONGEST).read_to_vec();
        body.map_err(|_| Fault::new("provider_unreadable"))
    }
}

fn certificates(file: &Path) -> Result<Vec<Certificate<'static>>, Fault> {
    let refused = || Fault::new("provider_ca_file").with("file", file.display());
    let pem = std::fs::read(file).map_err(|_| refused())?;
    let mut found = Vec::new();
    for item in parse_pem(&pem) {
        if let PemItem::Certificate(certificate) = item.map_err(|_| refused())? {
            found.push(certificate);
        }
    }
    if found.is_empty() {
        return Err(refused());
    }
    Ok(found)
}
