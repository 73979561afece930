//! Section *identifiers*: codes of the person, past ones included.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::event::IndividualId;
use domain::individuals::{Identifier, IdentifierCode, Identifiers};
use domain::policy::Action;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError, ValidationErrors};

use super::card::possible_duplicate;
use super::sections::{self, Content, SectionRequest, SectionView};
use crate::http::list::NoFilter;
use crate::http::wire::{DayField, IdField, IdentifierKindField};
use crate::http::{Access, Command, Field, IfMatch, List, ListOf, Problem, Query, Routes, Valid};

/// A code of a person, with the days on which it holds.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IdentifierContent {
    /// What kind of code.
    kind: IdentifierKindField,
    /// The code as issued; blanks and lower case are taken. A local id is one that we gave.
    #[schema(
        max_length = 40,
        pattern = "^[A-Za-z0-9 ]{11,40}$",
        example = "VRDLCU90A41L219E"
    )]
    value: String,
    /// The first day, when it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    valid_from: Option<DayField>,
    /// The last day, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    valid_to: Option<DayField>,
}

/// The codes of a person, each once.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IdentifiersContent {
    /// The codes.
    #[schema(min_items = 0, max_items = 20)]
    items: Vec<IdentifierContent>,
}

/// By hand, because either their number is at fault or the codes are.
impl Validate for IdentifiersContent {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let mut faults = ValidationErrors::new();
        if self.items.len() > Identifiers::MOST {
            faults.add("items", ValidationError::new("too_many"));
        } else {
            faults.merge_self("items", self.items.validate());
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults)
        }
    }
}

/// By hand, because the kind tells what the value must look like.
impl Validate for IdentifierContent {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let value = match self.kind.as_ref() {
            Some(kind) => Field::read(IdentifierCode::parse(*kind, &self.value)).validate(),
            None => Ok(()),
        };
        let day = |day: &Option<DayField>| day.as_ref().map_or(Ok(()), Validate::validate);
        let members = [
            ("kind", self.kind.validate()),
            ("value", value),
            ("valid_from", day(&self.valid_from)),
            ("valid_to", day(&self.valid_to)),
        ];
        let mut faults = Ok(());
        for (member, outcome) in members {
            faults = ValidationErrors::merge(faults, member, outcome);
        }
        faults
    }
}

impl IdentifierContent {
    fn of(identifier: &Identifier) -> Self {
        Self {
            kind: Field::of(identifier.code.kind()),
            value: identifier.code.to_string(),
            valid_from: identifier.valid_from.map(Field::of),
            valid_to: identifier.valid_to.map(Field::of),
        }
    }

    fn parsed(self) -> Result<Identifier, Problem> {
        let code = IdentifierCode::parse(self.kind.parsed()?, &self.value);
        Ok(Identifier {
            code: code.map_err(|fault| Problem::invalid("", &fault))?,
            valid_from: self.valid_from.map(Field::parsed).transpose()?,
            valid_to: self.valid_to.map(Field::parsed).transpose()?,
        })
    }
}

impl Content for IdentifiersContent {
    type Section = Identifiers;
    const NAME: &'static str = "Identifiers";

    fn of(identifiers: Identifiers) -> Self {
        Self {
            items: identifiers
                .items
                .iter()
                .map(IdentifierContent::of)
                .collect(),
        }
    }

    fn parsed(self) -> Result<Identifiers, Problem> {
        let items = self.items.into_iter().map(IdentifierContent::parsed);
        Ok(Identifiers {
            items: items.collect::<Result<_, _>>()?,
        })
    }
}

type View = SectionView<IdentifiersContent>;
type Replacement = SectionRequest<IdentifiersContent>;
type History = ListOf<View>;

/// The codes of a person.
///
/// As it stands, with provenance and version; 404 when it was never written. The access is
/// recorded with its purpose.
#[utoipa::path(get, path = "/individuals/{individual_id}/identifiers", tag = "individuals",
    operation_id = "identifiers_section",
    params(("individual_id" = IdField, Path, description = "The person.")),
    responses((status = 200, body = View)))]
async fn show(query: Query, id: Path<IndividualId>) -> Result<HttpResponse, Problem> {
    sections::read::<IdentifiersContent>(query, *id).await
}

/// Replaces the identifiers of a person.
///
/// Whole, from the version in `If-Match`; the first time with `If-None-Match: *`. Warnings of
/// rules pass once they are named in `acknowledged`, which is recorded. Whoever then looks like
/// the person must be confirmed to be somebody else: else 409 with their cards. Earlier versions
/// stay in the history.
#[utoipa::path(put, path = "/individuals/{individual_id}/identifiers", tag = "individuals",
    operation_id = "replace_identifiers",
    params(("individual_id" = IdField, Path, description = "The person.")),
    request_body = Replacement,
    responses((status = 200, body = View), (status = 201, body = View),
        (status = 409, description = "There are people who may be the same person: `candidates`.",
            body = Object, content_type = "application/problem+json",
            example = json!(possible_duplicate()))))]
async fn replace(
    command: Command,
    id: Path<IndividualId>,
    if_match: IfMatch,
    Valid(body): Valid<Replacement>,
) -> Result<HttpResponse, Problem> {
    sections::replace(command, *id, if_match, body).await
}

/// Versions of the identifiers of a person.
///
/// Every one that was ever recorded, the latest first.
#[utoipa::path(get, path = "/individuals/{individual_id}/identifiers/history", tag = "individuals",
    operation_id = "identifiers_history",
    params(("individual_id" = IdField, Path, description = "The person.")),
    responses((status = 200, body = History)))]
async fn history(
    query: Query,
    id: Path<IndividualId>,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    sections::history::<IdentifiersContent>(query, *id, list).await
}

/// Mounts the routes of this file.
pub fn routes(routes: &mut Routes) {
    routes
        .mount(__path_show, Access::To(Action::ReadIndividual), show)
        .mount(__path_replace, Access::To(Action::EditIndividual), replace)
        .mount(__path_history, Access::To(Action::ReadIndividual), history);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::ProblemCode;

    #[test]
    fn more_codes_than_anybody_has_are_refused_before_anything_is_looked_up() {
        let codes = |count| IdentifiersContent {
            items: vec![
                IdentifierContent::of(&Identifier::of("RSSMRA80A01L219M".parse().unwrap()));
                count
            ],
        };
        assert!(codes(Identifiers::MOST).validate().is_ok());
        let faults = codes(Identifiers::MOST + 1).validate().unwrap_err();
        assert_eq!(faults.field_errors()["items"][0].code, "too_many");
    }

    #[test]
    fn the_people_confirmed_to_be_others_are_counted() {
        let id = IndividualId::new(uuid::Uuid::from_u128(1));
        let ids = |count| vec![Field::of(id); count];
        assert_eq!(sections::confirmed(ids(100)).unwrap().len(), 100);
        assert_eq!(
            sections::confirmed(ids(101)).unwrap_err().code,
            ProblemCode::Invalid
        );
    }
}
