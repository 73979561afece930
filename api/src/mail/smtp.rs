//! The mail server of the body.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls as Wire, TlsParameters};
use lettre::{Message, SmtpTransport, Transport as _};
use persistence::outbox::Outcome;
use serde::Deserialize;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::letters::Letter;

/// How long one step of a delivery may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// How the way to the mail server is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tls {
    /// TLS begins with the STARTTLS command; without it nothing is sent.
    #[default]
    Starttls,
    /// TLS from the first byte.
    Implicit,
    /// None: only to this machine itself.
    None,
}

/// How mails leave.
#[derive(Clone)]
pub struct Settings {
    /// The mail server, `host` or `host:port`.
    pub server: String,
    /// How the way to it is kept private.
    pub tls: Tls,
    /// Name and password there, if it asks for them.
    pub login: Option<(String, Zeroizing<String>)>,
    /// From whom mails come: `Name <address>`, or the address alone.
    pub from: String,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("server", &self.server)
            .field("tls", &self.tls)
            .finish_non_exhaustive()
    }
}

/// Why mails cannot leave like that.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refused(&'static str);

/// Hands mails over to the mail server. Blocks.
pub struct Mailer {
    transport: SmtpTransport,
    from: Mailbox,
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mailer")
    }
}

/// Host and port of `host:port`; an IPv6 address with a port stands in brackets.
fn parts(server: &str, tls: Tls) -> Result<(&str, u16), Refused> {
    let usual = match tls {
        Tls::Starttls => 587,
        Tls::Implicit => 465,
        Tls::None => 25,
    };
    if server.parse::<IpAddr>().is_ok() {
        return Ok((server, usual));
    }
    let (host, port) = match server.rsplit_once(':') {
        Some((host, port)) => (host, port.parse().map_err(|_| Refused("smtp: not a port"))?),
        None => (server, usual),
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    if host.is_empty() {
        return Err(Refused("smtp: no host"));
    }
    Ok((host, port))
}

fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

impl Mailer {
    /// Hands over as these settings say.
    pub fn new(settings: &Settings) -> Result<Self, Refused> {
        let (host, port) = parts(&settings.server, settings.tls)?;
        let parameters =
            || TlsParameters::new(host.to_owned()).map_err(|_| Refused("smtp: TLS cannot be used"));
        let tls = match settings.tls {
            Tls::Starttls => Wire::Required(parameters()?),
            Tls::Implicit => Wire::Wrapper(parameters()?),
            Tls::None if is_here(host) => Wire::None,
            Tls::None => return Err(Refused("smtp_tls: none is for this machine only")),
        };
        let mut transport = SmtpTransport::builder_dangerous(host)
            .port(port)
            .tls(tls)
            .timeout(Some(PATIENCE));
        if let Some((login, password)) = &settings.login {
            transport = transport.credentials(Credentials::new(
                login.clone(),
                password.as_str().to_owned(),
            ));
        }
        let from = settings.from.parse();
        Ok(Self {
            transport: transport.build(),
            from: from.map_err(|_| Refused("mail_from: not an address"))?,
        })
    }

    /// Hands a letter over and says what came of it. What the server said is not told: it may
    /// quote the address.
    pub fn send(&self, letter: &Letter) -> Outcome {
        self.send_as(letter, None)
    }

    /// The same under an identifier: one that is sent twice is known by it.
    pub fn send_as(&self, letter: &Letter, id: Option<Uuid>) -> Outcome {
        let Ok(to) = letter.to.parse::<Mailbox>() else {
            return Outcome::Refused;
        };
        let message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(&letter.subject)
            .message_id(id.map(|id| format!("<{id}@{}>", self.from.email.domain())))
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text.clone());
        let Ok(message) = message else {
            return Outcome::Refused;
        };
        match self.transport.send(&message) {
            Ok(_) => Outcome::Sent,
            Err(error) => {
                // 53x: our login is not taken, which is not the letter's fault (RFC 4954 §6).
                let ours = error
                    .status()
                    .is_some_and(|c| c.to_string().starts_with("53"));
                if error.is_permanent() && !ours {
                    Outcome::Refused
                } else {
                    Outcome::Later
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(server: &str, tls: Tls, from: &str) -> Settings {
        Settings {
            server: server.to_owned(),
            tls,
            login: Some(("percorso".to_owned(), Zeroizing::new("geheim".to_owned()))),
            from: from.to_owned(),
        }
    }

    #[test]
    fn a_server_has_the_usual_port_of_its_kind() {
        for (server, tls, host, port) in [
            (
                "mail.comune.example",
                Tls::Starttls,
                "mail.comune.example",
                587,
            ),
            (
                "mail.comune.example",
                Tls::Implicit,
                "mail.comune.example",
                465,
            ),
            (
                "mail.comune.example:2525",
                Tls::Starttls,
                "mail.comune.example",
                2525,
            ),
            ("::1", Tls::None, "::1", 25),
            ("[::1]:2525", Tls::None, "::1", 2525),
        ] {
            assert_eq!(parts(server, tls), Ok((host, port)), "{server}");
        }
        assert!(parts("mail:x", Tls::None).is_err());
        assert!(parts(":25", Tls::None).is_err());
    }

    #[test]
    fn nothing_leaves_this_machine_unencrypted() {
        let from = "Percorso <lavoro@comune.example>";
        assert!(Mailer::new(&settings("127.0.0.1:2525", Tls::None, from)).is_ok());
        assert!(Mailer::new(&settings("localhost", Tls::None, from)).is_ok());
        for server in ["mail.comune.example", "192.0.2.1", "localhost.example"] {
            assert!(Mailer::new(&settings(server, Tls::None, from)).is_err());
            assert!(Mailer::new(&settings(server, Tls::Starttls, from)).is_ok());
        }
        assert!(Mailer::new(&settings("localhost", Tls::None, "nobody")).is_err());
    }

    #[test]
    fn the_password_of_the_server_is_never_printed() {
        let printed = format!("{:?}", settings("localhost", Tls::None, "x@comune.example"));
        assert!(!printed.contains("geheim"), "{printed}");
    }
}
