//! Lists that are counted.

use serde::{Deserialize, Serialize};
use validator::{Validate, ValidationError, ValidationErrors};

/// `MIN` to `MAX` items of a request. A type, because validator panics where a list whose items
/// are validated is counted by an attribute as well.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Several<T, const MIN: usize, const MAX: usize>(Vec<T>);

impl<T, const MIN: usize, const MAX: usize> Default for Several<T, MIN, MAX> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T, const MIN: usize, const MAX: usize> IntoIterator for Several<T, MIN, MAX> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<T, const MIN: usize, const MAX: usize> FromIterator<T> for Several<T, MIN, MAX> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(items.into_iter().collect())
    }
}

impl<T: Validate, const MIN: usize, const MAX: usize> Validate for Several<T, MIN, MAX> {
    fn validate(&self) -> Result<(), ValidationErrors> {
        if (MIN..=MAX).contains(&self.0.len()) {
            return self.0.validate();
        }
        let mut errors = ValidationErrors::new();
        errors.add("", ValidationError::new("length"));
        Err(errors)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::wire::OfficeIdField;

    fn validated(count: usize, item: &str) -> Result<(), ValidationErrors> {
        let items = serde_json::json!(vec![item; count]);
        let several: Several<OfficeIdField, 1, 3> = serde_json::from_value(items).unwrap();
        several.validate()
    }

    #[test]
    fn too_few_and_too_many_are_refused_also_when_no_item_is_good() {
        let good = "0195d3a4-9f5e-7c41-8d0e-5a2f3c7b9e12";
        for item in [good, "no office"] {
            for count in [0, 4] {
                let errors = validated(count, item).unwrap_err();
                assert_eq!(errors.field_errors()[""][0].code, "length", "{count}");
            }
        }
        assert!(validated(3, good).is_ok());
        assert!(validated(1, "no office").is_err());
    }
}
