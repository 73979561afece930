//! Types of the record of facts.

use std::borrow::Cow;

use domain::audit::{Mark, Position, SealHash};
use domain::event::FactKind;
use utoipa::openapi::ObjectBuilder;
use utoipa::openapi::schema::{Object, Type};

use crate::http::field::{Field, Wire, coded, text};

/// A parameter that holds a kind of fact.
pub type FactKindField = Field<FactKind>;
impl Wire for FactKind {
    fn name() -> Cow<'static, str> {
        "FactKind".into()
    }
    fn shape() -> Object {
        coded::<Self>("A kind of fact.")
    }
}

/// A parameter that holds a position of the chain.
pub type PositionField = Field<Position>;
impl Wire for Position {
    fn name() -> Cow<'static, str> {
        "Position".into()
    }
    fn shape() -> Object {
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .description(Some("A position of the chain of facts."))
            .minimum(Some(0))
            .maximum(Some(Self::MAX))
            .examples([serde_json::json!(2_000)])
            .build()
    }
}

/// A parameter or member that holds a place in the chain, by which a follower goes on.
pub type MarkField = Field<Mark>;
impl Wire for Mark {
    fn name() -> Cow<'static, str> {
        "Mark".into()
    }
    fn shape() -> Object {
        text(
            "A position of the chain of facts, with the beginning of the hash that seals it: to be \
             given back as it was read. A position alone is taken too, and nothing is checked then.",
            32,
            "^[0-9]{1,16}(-[0-9a-f]{8})?$",
            "1203-9f86d081",
        )
    }
}

/// A member that holds a hash of the chain.
pub type SealHashField = Field<SealHash>;
impl Wire for SealHash {
    fn name() -> Cow<'static, str> {
        "SealHash".into()
    }
    fn shape() -> Object {
        let example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
        text(
            "SHA-256 over a fact and over the hash before it, in hexadecimal figures.",
            64,
            "^[0-9a-fA-F]{64}$",
            example,
        )
    }
}
