//! One look over a body before anything reads it: refuses what no request needs.

use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// The deepest nesting of a body.
pub const MAX_DEPTH: usize = 32;
/// The longest array of a body.
pub const MAX_ITEMS: usize = 1_000;

/// What a body must not hold, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// A code of `api/texts`.
    pub code: &'static str,
    /// JSON pointer.
    pub pointer: String,
}

/// Looks over a JSON text: well-formed, no null, no duplicate member, no control characters but
/// line breaks and tabs, at most 32 deep and 1,000 items an array.
pub fn scan(json: &[u8]) -> Result<(), Found> {
    let found = RefCell::new(None);
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let look = Look {
        above: None,
        step: Step::Root,
        depth: 0,
        found: &found,
    };
    let outcome = look
        .deserialize(&mut deserializer)
        .and_then(|()| deserializer.end());
    match (outcome, found.into_inner()) {
        (_, Some(found)) => Err(found),
        (Err(_), None) => Err(Found {
            code: "malformed_json",
            pointer: String::new(),
        }),
        (Ok(()), None) => Ok(()),
    }
}

/// Where the look stands, as a chain of steps: a pointer is written only when something is found.
struct Look<'a> {
    above: Option<&'a Look<'a>>,
    step: Step<'a>,
    depth: usize,
    found: &'a RefCell<Option<Found>>,
}

enum Step<'a> {
    Root,
    Item(usize),
    Member(&'a str),
}

impl Look<'_> {
    fn pointer(&self) -> String {
        let above = self.above.map_or_else(String::new, Look::pointer);
        match self.step {
            Step::Root => above,
            Step::Item(index) => format!("{above}/{index}"),
            Step::Member(key) => format!("{above}/{}", key.replace('~', "~0").replace('/', "~1")),
        }
    }

    fn stop<E: Error>(&self, code: &'static str) -> E {
        self.found.borrow_mut().get_or_insert_with(|| Found {
            code,
            pointer: self.pointer(),
        });
        E::custom(code)
    }

    fn text<E: Error>(&self, text: &str) -> Result<(), E> {
        if text
            .chars()
            .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        {
            return Err(self.stop("control_character"));
        }
        Ok(())
    }

    fn below<'b>(&'b self, step: Step<'b>) -> Look<'b> {
        Look {
            above: Some(self),
            step,
            depth: self.depth + 1,
            found: self.found,
        }
    }
}

impl<'de> DeserializeSeed<'de> for Look<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Look<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }
    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }
    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }
    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }
    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.text(text)
    }
    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Err(self.stop("null"))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        if self.depth >= MAX_DEPTH {
            return Err(self.stop("too_deep"));
        }
        let mut count = 0;
        while items
            .next_element_seed(self.below(Step::Item(count)))?
            .is_some()
        {
            count += 1;
            if count > MAX_ITEMS {
                return Err(self.stop("too_many_items"));
            }
        }
        Ok(())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        if self.depth >= MAX_DEPTH {
            return Err(self.stop("too_deep"));
        }
        let mut seen = HashSet::new();
        while let Some(key) = members.next_key::<String>()? {
            self.text(&key)?;
            if seen.len() >= MAX_ITEMS {
                return Err(self.stop("too_many_items"));
            }

            let below = self.below(Step::Member(&key));
            if seen.contains(&key) {
                return Err(below.stop("duplicate_member"));
            }
            members.next_value_seed(below)?;
            seen.insert(key);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_request_needs_is_found_with_its_place() {
        let deep = format!("{}1{}", "[".repeat(33), "]".repeat(33));
        let abyss = "[".repeat(100_000);
        let wide = format!("[{}1]", "1,".repeat(1_000));
        for (json, code, pointer) in [
            (r#"{"a":{"b/c":null}}"#, "null", "/a/b~1c"),
            (r#"{"a":[0,"x\u0000"]}"#, "control_character", "/a/1"),
            (r#"{"a":1,"a":2}"#, "duplicate_member", "/a"),
            (r#"{"a":1"#, "malformed_json", ""),
            (r"{} {}", "malformed_json", ""),
            (wide.as_str(), "too_many_items", ""),
        ] {
            let found = scan(json.as_bytes()).unwrap_err();
            assert_eq!(
                (found.code, found.pointer.as_str()),
                (code, pointer),
                "{json:.40}"
            );
        }
        assert_eq!(scan(deep.as_bytes()).unwrap_err().code, "too_deep");
        assert_eq!(scan(abyss.as_bytes()).unwrap_err().code, "too_deep");
    }

    #[test]
    fn what_requests_need_passes() {
        let json = r#"{"a":[1,-2.5,true,"è\nq"],"b":{"c":{}}}"#;
        assert_eq!(scan(json.as_bytes()), Ok(()));
        let deep = format!("{}1{}", "[".repeat(32), "]".repeat(32));
        assert_eq!(scan(deep.as_bytes()), Ok(()));
    }
}
