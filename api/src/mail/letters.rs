//! What mails say, in the language of whoever asked for them.

use std::fmt;

use chrono_tz::Tz;
use domain::account_links::{AccountLink, Purpose};
use domain::actor::OrganisationId;
use domain::staff::StaffMember;
use persistence::Error;
use persistence::outbox::{MailId, NewMail};
use serde::{Deserialize, Serialize};

use crate::identity::vault::{Place, Vault};
use crate::texts::{Language, text};

/// A mail as it will be read.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// The address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
}

/// A letter holds a link that opens an account.
impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Letter(***)")
    }
}

/// Who reads a letter, and how.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// The owner of the account.
    pub owner: &'a StaffMember,
    /// The body for which the owner works.
    pub organisation: &'a str,
    /// The zone of its clocks.
    pub zone: Tz,
    /// The language.
    pub language: Language,
}

/// The letter that brings a link.
pub fn letter(reader: Reader<'_>, link: &AccountLink, address: &str) -> Result<Letter, Error> {
    let until = link.expires_at.with_timezone(&reader.zone);
    let until = match reader.language {
        Language::Italian => until.format("%d/%m/%Y, %H:%M"),
        Language::English => until.format("%-d %B %Y, %H:%M"),
    };
    let facts = [
        ("given_name", reader.owner.given_name.to_string()),
        ("family_name", reader.owner.family_name.to_string()),
        ("organisation", reader.organisation.to_owned()),
        ("until", until.to_string()),
        ("link", address.to_owned()),
    ]
    .map(|(key, value)| (key.to_owned(), value));
    let key = match link.purpose {
        Purpose::Invitation => "mail-invitation",
        Purpose::PasswordReset => "mail-password_reset",
    };
    let say = |attribute| {
        text(reader.language, key, attribute, &facts).ok_or(Error::Corrupt("text of a mail"))
    };
    Ok(Letter {
        to: reader.owner.email.to_string(),
        subject: say(Some("subject"))?,
        text: say(None)?,
    })
}

fn place(organisation: OrganisationId, row: &str) -> Place<'_> {
    Place {
        table: "outbox_mails",
        column: "sealed",
        organisation: organisation.uuid(),
        row,
    }
}

/// The letter as it waits in the outbox.
pub fn seal(
    vault: &Vault,
    organisation: OrganisationId,
    id: MailId,
    link: &AccountLink,
    letter: &Letter,
) -> Result<NewMail, Error> {
    let said = serde_json::to_vec(letter).map_err(|_| Error::Corrupt("mail"))?;
    let sealed = vault.seal(place(organisation, &id.to_string()), &said);
    Ok(NewMail {
        id,
        staff: link.staff,
        kind: link.purpose.to_string(),
        sealed: sealed.map_err(|_| Error::Corrupt("mail"))?,
        useful_until: link.expires_at,
    })
}

/// The letter that was sealed, if it still opens.
pub(super) fn open(
    vault: &Vault,
    organisation: OrganisationId,
    id: MailId,
    sealed: &[u8],
) -> Option<Letter> {
    let said = vault.open(place(organisation, &id.to_string()), sealed)?;
    serde_json::from_slice(&said).ok()
}
