//! Section *contacts*: how the person is reached.

use domain::individuals::Contacts;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::sections::Content;
use crate::http::wire::{EmailAddressField, LanguageCodeField, PhoneField, PreferredChannelField};
use crate::http::{Field, Problem};

/// How a person is reached.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactsContent {
    /// Telephone numbers, the best first.
    #[serde(default)]
    #[validate(nested)]
    #[schema(min_items = 0, max_items = 10)]
    phones: Vec<PhoneField>,
    /// E-mail addresses, the best first.
    #[serde(default)]
    #[validate(nested)]
    #[schema(min_items = 0, max_items = 10)]
    emails: Vec<EmailAddressField>,
    /// The certified e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    certified_email: Option<EmailAddressField>,
    /// How the person likes to be reached; there must be an address for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    preferred_channel: Option<PreferredChannelField>,
    /// The language in which the person likes to be addressed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    language: Option<LanguageCodeField>,
}

impl Content for ContactsContent {
    type Section = Contacts;
    const NAME: &'static str = "Contacts";
    const TITLE: &'static str = "contacts of a person";
    const IS_SEARCHED: bool = true;

    fn of(contacts: Contacts) -> Self {
        Self {
            phones: contacts.phones.into_iter().map(Field::of).collect(),
            emails: contacts.emails.into_iter().map(Field::of).collect(),
            certified_email: contacts.certified_email.map(Field::of),
            preferred_channel: contacts.preferred_channel.map(Field::of),
            language: contacts.language.map(Field::of),
        }
    }

    fn parsed(self) -> Result<Contacts, Problem> {
        Ok(Contacts {
            phones: Field::all(self.phones)?,
            emails: Field::all(self.emails)?,
            certified_email: self.certified_email.map(Field::parsed).transpose()?,
            preferred_channel: self.preferred_channel.map(Field::parsed).transpose()?,
            language: self.language.map(Field::parsed).transpose()?,
        })
    }
}
