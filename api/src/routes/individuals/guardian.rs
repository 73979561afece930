//! Section *guardian*: who signs for the person.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::event::IndividualId;
use domain::individuals::{DocumentSeen, Guardians, Holder};
use domain::policy::Action;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::sections::{self, Content, SectionRequest, SectionView};
use crate::http::list::NoFilter;
use crate::http::wire::{
    DayField, EmailAddressField, HolderRoleField, IdField, PersonNameField, PhoneField,
    Text100Field,
};
use crate::http::{Access, Command, Field, IfMatch, List, ListOf, Problem, Query, Routes, Valid};

/// The document by which somebody has shown to be who signs.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentSeenContent {
    /// What it is: identity card, decree of the court.
    #[validate(nested)]
    title: Text100Field,
    /// On which day it was seen.
    #[validate(nested)]
    seen_on: DayField,
}

/// Somebody who signs for a person.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HolderContent {
    /// As whom.
    #[validate(nested)]
    role: HolderRoleField,
    /// Family name.
    #[validate(nested)]
    family_name: PersonNameField,
    /// Given name.
    #[validate(nested)]
    given_name: PersonNameField,
    /// Telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    phone: Option<PhoneField>,
    /// E-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    email: Option<EmailAddressField>,
    /// The document that was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    document: Option<DocumentSeenContent>,
}

/// Who signs for a person, and whether a minor has been at school as long as the law wants.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "holders": [{
        "role": "support_administrator", "family_name": "Verdi", "given_name": "Anna",
        "phone": "+390110000000", "email": "anna.verdi@demo.example",
        "document": { "title": "Decreto di nomina", "seen_on": "2026-03-02" },
    }],
}))]
pub struct GuardianContent {
    /// Who signs; nobody once the person is of full age and signs alone.
    #[serde(default)]
    #[validate(nested)]
    #[schema(min_items = 0, max_items = 5)]
    holders: Vec<HolderContent>,
    /// Whether ten years of school are done; left out when nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    schooling_duty_fulfilled: Option<bool>,
}

impl DocumentSeenContent {
    fn of(one: DocumentSeen) -> Self {
        Self {
            title: Field::of(one.title),
            seen_on: Field::of(one.seen_on),
        }
    }
    fn parsed(self) -> Result<DocumentSeen, Problem> {
        Ok(DocumentSeen {
            title: self.title.parsed()?,
            seen_on: self.seen_on.parsed()?,
        })
    }
}

impl HolderContent {
    fn of(one: Holder) -> Self {
        Self {
            role: Field::of(one.role),
            family_name: Field::of(one.family_name),
            given_name: Field::of(one.given_name),
            phone: one.phone.map(Field::of),
            email: one.email.map(Field::of),
            document: one.document.map(DocumentSeenContent::of),
        }
    }
    fn parsed(self) -> Result<Holder, Problem> {
        Ok(Holder {
            role: self.role.parsed()?,
            family_name: self.family_name.parsed()?,
            given_name: self.given_name.parsed()?,
            phone: self.phone.map(Field::parsed).transpose()?,
            email: self.email.map(Field::parsed).transpose()?,
            document: self.document.map(DocumentSeenContent::parsed).transpose()?,
        })
    }
}

impl Content for GuardianContent {
    type Section = Guardians;
    const NAME: &'static str = "Guardian";

    fn of(section: Guardians) -> Self {
        Self {
            holders: section.holders.into_iter().map(HolderContent::of).collect(),
            schooling_duty_fulfilled: section.schooling_duty_fulfilled,
        }
    }

    fn parsed(self) -> Result<Guardians, Problem> {
        Ok(Guardians {
            holders: self
                .holders
                .into_iter()
                .map(HolderContent::parsed)
                .collect::<Result<_, _>>()?,
            schooling_duty_fulfilled: self.schooling_duty_fulfilled,
        })
    }
}

type View = SectionView<GuardianContent>;
type Replacement = SectionRequest<GuardianContent>;
type History = ListOf<View>;

/// Who signs in the name of a person.
///
/// As it stands, with provenance and version; 404 when it was never written. The access is
/// recorded with its purpose.
#[utoipa::path(get, path = "/individuals/{individual_id}/guardian", tag = "individuals",
    operation_id = "guardian_section",
    params(("individual_id" = IdField, Path, description = "The person.")),
    responses((status = 200, body = View)))]
async fn show(query: Query, id: Path<IndividualId>) -> Result<HttpResponse, Problem> {
    sections::read::<GuardianContent>(query, *id).await
}

/// Replaces who signs in the name of a person.
///
/// Whole, from the version in `If-Match`; the first time with `If-None-Match: *`. Earlier versions
/// stay in the history.
#[utoipa::path(put, path = "/individuals/{individual_id}/guardian", tag = "individuals",
    operation_id = "replace_guardian",
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

/// Versions of who signs in the name of a person.
///
/// Every one that was ever recorded, the latest first.
#[utoipa::path(get, path = "/individuals/{individual_id}/guardian/history", tag = "individuals",
    operation_id = "guardian_history",
    params(("individual_id" = IdField, Path, description = "The person.")),
    responses((status = 200, body = History)))]
async fn history(
    query: Query,
    id: Path<IndividualId>,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    sections::history::<GuardianContent>(query, *id, list).await
}

/// Mounts the routes of this file.
pub fn routes(routes: &mut Routes) {
    routes
        .mount(__path_show, Access::To(Action::ReadIndividual), show)
        .mount(__path_replace, Access::To(Action::EditIndividual), replace)
        .mount(__path_history, Access::To(Action::ReadIndividual), history);
}
