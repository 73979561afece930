//! Section *guardian*: who signs for the person.

use domain::individuals::{DocumentSeen, Guardians, Holder};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::sections::{Content, each};
use crate::http::wire::{
    DayField, EmailAddressField, HolderRoleField, PersonNameField, PhoneField, Text100Field,
};
use crate::http::{Field, Problem};

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
    const TITLE: &'static str = "people who sign in the name of a person";

    fn of(section: Guardians) -> Self {
        Self {
            holders: section.holders.into_iter().map(HolderContent::of).collect(),
            schooling_duty_fulfilled: section.schooling_duty_fulfilled,
        }
    }

    fn parsed(self) -> Result<Guardians, Problem> {
        Ok(Guardians {
            holders: each(self.holders, HolderContent::parsed)?,
            schooling_duty_fulfilled: self.schooling_duty_fulfilled,
        })
    }
}
