//! Which members of its items a list may be asked for.

use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;

use crate::http::problem::Problem;

/// The asked-for members; one that the items do not have is refused by name.
pub(super) fn allow<V: ToSchema>(fields: &[String]) -> Result<Vec<&str>, Problem> {
    let mut named = Vec::new();
    V::schemas(&mut named);
    let mut known = Vec::new();
    members(&V::schema(), &named, &mut known);
    for name in fields {
        if !known.contains(name) {
            return Err(Problem::parameter("fields", "unknown_member"));
        }
    }
    Ok(fields.iter().map(String::as_str).collect())
}

/// The members of what a schema describes, those of its parts and variants included: what is
/// flattened into another is a part of it.
fn members(schema: &RefOr<Schema>, named: &[(String, RefOr<Schema>)], known: &mut Vec<String>) {
    match schema {
        RefOr::Ref(reference) => {
            let name = reference.ref_location.rsplit('/').next();
            let found = named.iter().find(|(known, _)| Some(known.as_str()) == name);
            if let Some((_, schema)) = found {
                members(schema, named, known);
            }
        }
        RefOr::T(Schema::Object(object)) => known.extend(object.properties.keys().cloned()),
        RefOr::T(Schema::AllOf(parts)) => {
            parts
                .items
                .iter()
                .for_each(|part| members(part, named, known));
        }
        RefOr::T(Schema::OneOf(parts)) => {
            parts
                .items
                .iter()
                .for_each(|part| members(part, named, known));
        }
        RefOr::T(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::*;

    #[derive(Serialize, ToSchema)]
    struct Part {
        id: u8,
    }

    #[derive(Serialize, ToSchema)]
    struct Whole {
        #[serde(flatten)]
        part: Part,
        label: u8,
    }

    #[test]
    fn members_of_a_part_that_is_written_out_may_be_asked_for_like_all_others() {
        let asked = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(ToString::to_string).collect();
            allow::<Whole>(&names).is_ok()
        };
        assert!(asked(&["id", "label"]));
        assert!(asked(&["label"]));
        assert!(!asked(&["part"]) && !asked(&["id", "other"]));
    }
}
