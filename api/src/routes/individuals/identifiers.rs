//! Section *identifiers*: codes of the person, past ones included.

use domain::individuals::{Identifier, IdentifierCode, Identifiers};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError, ValidationErrors};

use super::sections::Content;
use crate::http::wire::{DayField, IdentifierKindField};
use crate::http::{Field, Problem};

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
    const TITLE: &'static str = "codes of a person";
    const IS_SEARCHED: bool = true;

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

#[cfg(test)]
mod tests {
    use super::*;

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
}
