//! Values on the wire: parsed once at the door, with their shape in the document.

use std::borrow::Cow;
use std::fmt::Display;
use std::str::FromStr;

use domain::kernel::{Fault, Id, PersonName, Text};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, Object, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};
use validator::{Validate, ValidationError, ValidationErrors};

use super::problem::Problem;

/// A domain value that travels as one JSON string.
pub trait Wire: FromStr<Err = Fault> + Display + Clone {
    /// Its name among the schemas of the document.
    fn name() -> Cow<'static, str>;
    /// Its shape, with an example.
    fn shape() -> Object;
}

/// A member that holds a `T`. What does not parse keeps its fault, so that one answer names the
/// faults of all members.
#[derive(Debug, Clone, PartialEq)]
pub struct Field<T>(Result<T, Fault>);

impl<T> Field<T> {
    /// A member of an answer.
    pub fn of(value: T) -> Self {
        Self(Ok(value))
    }

    /// A member that was read by other means than its own `FromStr`.
    pub fn read(outcome: Result<T, Fault>) -> Self {
        Self(outcome)
    }

    /// The value. After `Valid` let a body in, none of its members has a fault any more.
    pub fn parsed(self) -> Result<T, Problem> {
        self.0.map_err(|fault| Problem::invalid("", &fault))
    }

    /// The value, or what is wrong with it: for whoever tells the faults of a body by other means
    /// than `Valid`.
    pub fn outcome(self) -> Result<T, Fault> {
        self.0
    }

    /// The values of a list.
    pub fn all<C: FromIterator<T>>(fields: impl IntoIterator<Item = Self>) -> Result<C, Problem> {
        fields.into_iter().map(Self::parsed).collect()
    }

    /// The value, if it parsed.
    pub fn as_ref(&self) -> Option<&T> {
        self.0.as_ref().ok()
    }
}

impl<T: Copy> Field<T> {
    /// The value of a filter that may be left out. After `List` or `Params` let it in, it has no
    /// fault any more.
    pub fn given(field: Option<&Self>) -> Option<T> {
        field.and_then(Self::as_ref).copied()
    }
}

impl<T> From<T> for Field<T> {
    fn from(value: T) -> Self {
        Self::of(value)
    }
}

impl<'de, T: Wire> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        Ok(Self(text.parse()))
    }
}

impl<T: Wire> Serialize for Field<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Ok(value) => serializer.collect_str(value),
            Err(fault) => Err(serde::ser::Error::custom(fault)),
        }
    }
}

impl<T> Validate for Field<T> {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let Err(fault) = &self.0 else { return Ok(()) };
        let mut error = ValidationError::new(fault.code);
        for (key, value) in &fault.facts {
            error.add_param(Cow::Borrowed(key), value);
        }
        let mut errors = ValidationErrors::new();
        errors.add("", error);
        Err(errors)
    }
}

impl<T: Wire> PartialSchema for Field<T> {
    fn schema() -> RefOr<Schema> {
        Schema::Object(T::shape()).into()
    }
}

impl<T: Wire> ToSchema for Field<T> {
    fn name() -> Cow<'static, str> {
        T::name()
    }
}

/// The shape of an enumeration: its codes.
pub fn coded<T: strum::VariantNames>(description: &str) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(description))
        .enum_values(Some(T::VARIANTS.iter().copied()))
        .examples(T::VARIANTS.first().map(|code| serde_json::json!(code)))
        .build()
}

/// The shape of a string: its longest length, pattern and an example.
pub fn text(description: &str, max: usize, pattern: &str, example: &str) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(description))
        .max_length(Some(max))
        .min_length(Some(1))
        .pattern(Some(pattern))
        .examples([serde_json::json!(example)])
        .build()
}

/// The shape of a string with a standard format.
pub fn formatted(description: &str, format: KnownFormat, example: &str) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(description))
        .format(Some(SchemaFormat::KnownFormat(format)))
        .examples([serde_json::json!(example)])
        .build()
}

impl<T> Wire for Id<T> {
    fn name() -> Cow<'static, str> {
        "Id".into()
    }
    fn shape() -> Object {
        let example = "0198c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f";
        formatted("Opaque identifier.", KnownFormat::Uuid, example)
    }
}

impl<const MAX: usize> Wire for Text<MAX> {
    fn name() -> Cow<'static, str> {
        format!("Text{MAX}").into()
    }
    fn shape() -> Object {
        let example = if MAX < 40 {
            "12 bis"
        } else {
            "Cerca lavoro nella ristorazione."
        };
        // Any character but control characters, line breaks and tabs excepted.
        text(
            "Free text.",
            MAX,
            r"^[^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]*$",
            example,
        )
    }
}

impl Wire for PersonName {
    fn name() -> Cow<'static, str> {
        "PersonName".into()
    }
    fn shape() -> Object {
        text(
            "A name as it stands on the document.",
            Self::MAX,
            r"^[^\u0000-\u001F\u007F-\u009F]*$",
            "Giulia",
        )
    }
}
