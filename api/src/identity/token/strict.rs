//! Reads the parts of a token to the letter: what two readers could understand in two ways is
//! refused, because the gap between two readers is where forgeries live.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::fault::{Reason, TokenFault};

/// The three parts of a token.
pub(super) struct Parts<'a> {
    /// The decoded header.
    pub(super) header: Vec<u8>,
    /// The decoded claims.
    pub(super) claims: Vec<u8>,
    /// What the signature is over: the first two parts as they stand.
    pub(super) signed: &'a str,
    /// The signature as it stands; it is known to decode.
    pub(super) signature: &'a str,
}

impl<'a> Parts<'a> {
    /// Exactly three filled parts, each base64url without padding and without stray bits.
    pub(super) fn split(token: &'a str) -> Result<Self, TokenFault> {
        let refused = TokenFault::new(Reason::Shape);
        let (signed, signature) = token.rsplit_once('.').ok_or(refused)?;
        let (header, claims) = signed.split_once('.').ok_or(refused)?;
        let decode = |part: &str| match URL_SAFE_NO_PAD.decode(part) {
            Ok(bytes) if !bytes.is_empty() => Ok(bytes),
            _ => Err(refused),
        };
        decode(signature)?;
        Ok(Self {
            header: decode(header)?,
            claims: decode(claims)?,
            signed,
            signature,
        })
    }
}

/// A JSON object whose members, at every depth, are named once each; nothing around it.
pub(super) fn object(bytes: &[u8]) -> Option<Map<String, Value>> {
    if bytes.first() != Some(&b'{') || bytes.last() != Some(&b'}') {
        return None;
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = Once.deserialize(&mut json).ok()?;
    json.end().ok()?;
    match value {
        Value::Object(members) => Some(members),
        _ => None,
    }
}

/// Builds a `Value`, refusing an object that names a member twice.
struct Once;

impl<'de> DeserializeSeed<'de> for Once {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Once {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without repeated members")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom("not a number"))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = items.next_element_seed(Once)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let value = members.next_value_seed(Once)?;
            if map.insert(name, value).is_some() {
                return Err(A::Error::custom("repeated member"));
            }
        }
        Ok(Value::Object(map))
    }
}
