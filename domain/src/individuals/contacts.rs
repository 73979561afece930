//! Section *contacts*: how the person is reached.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, VariantNames};

use super::{Context, FoundBy, Section, SectionName};
use crate::kernel::{Fault, Faults, as_text, unknown_code};
use crate::vocabulary;

/// A telephone number as E.164 writes it: `+` and 7 to 15 digits. Without a country code it is
/// Italian.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

/// An e-mail address, its domain in lower case.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress(String);

/// A language by its ISO 639 code, one of the vocabulary `languages`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LanguageCode(String);

/// How the person likes to be reached; codes of the vocabulary `contact-channels`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum PreferredChannel {
    /// By telephone.
    Phone,
    /// By e-mail.
    Email,
    /// By certified e-mail.
    CertifiedMail,
    /// At the desk.
    Desk,
    /// Through the services on line.
    Online,
}

impl FromStr for Phone {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let is_gap = |c: char| c.is_whitespace() || matches!(c, '.' | '-' | '/' | '(' | ')');
        let kept: String = text.chars().filter(|c| !is_gap(*c)).take(21).collect();
        let digits = match (kept.strip_prefix('+'), kept.strip_prefix("00")) {
            (Some(digits), _) | (None, Some(digits)) => digits.to_owned(),
            (None, None) => format!("39{kept}"),
        };
        let fits = (7..=15).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0');
        if fits {
            Ok(Self(format!("+{digits}")))
        } else {
            Err(Fault::new("invalid_phone"))
        }
    }
}

impl FromStr for EmailAddress {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let invalid = || Fault::new("invalid_email");
        let (local, domain) = text.trim().rsplit_once('@').ok_or_else(invalid)?;
        let is_local = (1..=64).contains(&local.len())
            && local
                .bytes()
                .all(|b| b.is_ascii_graphic() && !b"\"(),:;<>@[\\]".contains(&b))
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..");
        let is_label = |label: &str| {
            (1..=63).contains(&label.len())
                && label
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let is_domain =
            domain.len() <= 189 && domain.contains('.') && domain.split('.').all(is_label);
        if is_local && is_domain {
            Ok(Self(format!("{local}@{}", domain.to_ascii_lowercase())))
        } else {
            Err(invalid())
        }
    }
}

impl FromStr for LanguageCode {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        if vocabulary::get("languages").is_some_and(|list| list.contains(text)) {
            Ok(Self(text.to_owned()))
        } else {
            Err(unknown_code(text))
        }
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for LanguageCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How the person is reached.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Contacts {
    /// Telephone numbers, the best first.
    #[serde(with = "as_text::list", default)]
    pub phones: Vec<Phone>,
    /// E-mail addresses, the best first.
    #[serde(with = "as_text::list", default)]
    pub emails: Vec<EmailAddress>,
    /// The certified e-mail address.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub certified_email: Option<EmailAddress>,
    /// How the person likes to be reached.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub preferred_channel: Option<PreferredChannel>,
    /// The language in which the person likes to be addressed.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub language: Option<LanguageCode>,
}

impl Contacts {
    /// How many numbers, and how many addresses, a person may have.
    pub const MOST: usize = 10;

    /// The keys under which people who share a number or an address are found, each with its
    /// kind: `phone`, `email`. Certified addresses are addresses too, and capitals do not matter.
    pub fn keys(&self) -> impl Iterator<Item = (&'static str, String)> {
        let phones = self.phones.iter().map(|phone| ("phone", phone.to_string()));
        let emails = self.emails.iter().chain(&self.certified_email);
        phones.chain(emails.map(|email| ("email", email.to_string().to_ascii_lowercase())))
    }
}

impl Section for Contacts {
    const NAME: SectionName = SectionName::Contacts;

    fn found_by(&self) -> FoundBy<'_> {
        FoundBy::Addresses(self)
    }

    /// The preferred channel needs an address to lead to.
    fn check(&self, _: &Context<'_>, faults: &mut Faults) {
        for (at, count) in [
            ("/phones", self.phones.len()),
            ("/emails", self.emails.len()),
        ] {
            if count > Self::MOST {
                faults.tell(at, "too_many");
            }
        }
        let leads_nowhere = self.preferred_channel.is_some_and(|channel| match channel {
            PreferredChannel::Phone => self.phones.is_empty(),
            PreferredChannel::Email => self.emails.is_empty(),
            PreferredChannel::CertifiedMail => self.certified_email.is_none(),
            PreferredChannel::Desk | PreferredChannel::Online => false,
        });
        if leads_nowhere {
            faults.tell("/preferred_channel", "channel_without_address");
        }
    }
}

/// It leads to a person: it never shows up in a debug print.
impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(***)")
    }
}

/// It leads to a person: it never shows up in a debug print.
impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(***)")
    }
}

/// They lead to a person: they never show up in a debug print.
impl fmt::Debug for Contacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Contacts(***)")
    }
}
