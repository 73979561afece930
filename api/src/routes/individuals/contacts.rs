//! Section *contacts*: how the person is reached.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::event::IndividualId;
use domain::individuals::Contacts;
use domain::policy::Action;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::sections::{self, Content, SectionRequest, SectionView};
use crate::http::list::NoFilter;
use crate::http::wire::{
    EmailAddressField, IdField, LanguageCodeField, PhoneField, PreferredChannelField,
};
use crate::http::{Access, Command, Field, IfMatch, List, ListOf, Problem, Query, Routes, Valid};

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
            phones: self
                .phones
                .into_iter()
                .map(Field::parsed)
                .collect::<Result<_, _>>()?,
            emails: self
                .emails
                .into_iter()
                .map(Field::parsed)
                .collect::<Result<_, _>>()?,
            certified_email: self.certified_email.map(Field::parsed).transpose()?,
            preferred_channel: self.preferred_channel.map(Field::parsed).transpose()?,
            language: self.language.map(Field::parsed).transpose()?,
        })
    }
}

type View = SectionView<ContactsContent>;
type Replacement = SectionRequest<ContactsContent>;
type History = ListOf<View>;

/// The contacts of a person.
///
/// As it stands, with provenance and version; 404 when it was never written. The access is
/// recorded with its purpose.
#[utoipa::path(get, path = "/individuals/{individual_id}/contacts", tag = "individuals",
    operation_id = "contacts_section",
    params(("individual_id" = IdField, Path, description = "The person.")),
    responses((status = 200, body = View)))]
async fn show(query: Query, id: Path<IndividualId>) -> Result<HttpResponse, Problem> {
    sections::read::<ContactsContent>(query, *id).await
}

/// Replaces the contacts of a person.
///
/// Whole, from the version in `If-Match`; the first time with `If-None-Match: *`. Warnings of
/// rules pass once they are named in `acknowledged`, which is recorded. Earlier versions stay in
/// the history.
#[utoipa::path(put, path = "/individuals/{individual_id}/contacts", tag = "individuals",
    operation_id = "replace_contacts",
    params(("individual_id" = IdField, Path, description = "The person.")),
    request_body = Replacement,
    responses((status = 200, body = View), (status = 201, body = View)))]
async fn replace(
    command: Command,
    id: Path<IndividualId>,
    if_match: IfMatch,
    Valid(body): Valid<Replacement>,
) -> Result<HttpResponse, Problem> {
    sections::replace(command, *id, if_match, body).await
}

/// Versions of the contacts of a person.
///
/// Every one that was ever recorded, the latest first.
#[utoipa::path(get, path = "/individuals/{individual_id}/contacts/history", tag = "individuals",
    operation_id = "contacts_history",
    params(("individual_id" = IdField, Path, description = "The person.")),
    responses((status = 200, body = History)))]
async fn history(
    query: Query,
    id: Path<IndividualId>,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    sections::history::<ContactsContent>(query, *id, list).await
}

/// Mounts the routes of this file.
pub fn routes(routes: &mut Routes) {
    routes
        .mount(__path_show, Access::To(Action::ReadIndividual), show)
        .mount(__path_replace, Access::To(Action::EditIndividual), replace)
        .mount(__path_history, Access::To(Action::ReadIndividual), history);
}
