//! The address that names an account.

use std::fmt;
use std::str::FromStr;

use crate::kernel::Fault;

/// The e-mail address that names an account at sign-in: in lower case, because people type it as
/// they like and no provider in use tells addresses apart by case.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Email(String);

impl Email {
    /// The longest address, in characters (RFC 5321 §4.5.3.1, with erratum 1690).
    pub const MAX: usize = 254;

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_local_part(local: &str) -> bool {
    let atom = |c: u8| c.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&c);
    local.len() <= 64
        && local
            .split('.')
            .all(|part| !part.is_empty() && part.bytes().all(atom))
}

fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|c| c.is_ascii_alphanumeric() || c == b'-')
    };
    domain.contains('.') && domain.split('.').all(label)
}

impl FromStr for Email {
    type Err = Fault;

    /// Takes the plain form `local@domain` of RFC 5321: no quotes, no comments, no bare host.
    fn from_str(text: &str) -> Result<Self, Fault> {
        let text = text.trim();
        if text.chars().count() > Self::MAX {
            return Err(Fault::new("too_long").with("max", Self::MAX));
        }
        match text.split_once('@') {
            Some((local, domain)) if is_local_part(local) && is_domain(domain) => {
                Ok(Self(text.to_ascii_lowercase()))
            }
            _ => Err(Fault::new("email")),
        }
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An address is personal data: it never shows up in a debug print.
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(***)")
    }
}
