//! What each type of problem means: the address in `type` leads here.

use actix_web::HttpResponse;
use actix_web::web::Path;
use serde::Serialize;
use strum::IntoEnumIterator;
use utoipa::ToSchema;

use crate::http::doorway::Guest;
use crate::http::list::NoFilter;
use crate::http::{Access, Links, List, ListOf, Problem, ProblemCode, Routes, SelfLink};
use crate::texts::{Language, text};

/// A type of problem.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemTypeView {
    /// The last part of its address.
    #[schema(max_length = 64, pattern = "^[a-z-]{1,64}$", example = "not-found")]
    code: String,
    /// The status of answers of this type.
    #[schema(minimum = 400, maximum = 599, example = 404)]
    status: u16,
    /// The type in a few words.
    #[schema(max_length = 200, example = "Non trovato")]
    title: String,
    /// What happened, and what can be done; in braces what an answer fills in.
    #[schema(max_length = 1000, example = "La risorsa non esiste.")]
    detail: String,
    #[serde(rename = "_links")]
    links: SelfLink,
}

impl ProblemTypeView {
    fn of(code: ProblemCode, language: Language, links: &Links) -> Self {
        let key = format!("problem-{}", code.as_str());
        let say = |attribute| text(language, &key, attribute, &[]).unwrap_or_default();
        let status = code.status();
        let code = code.slug();
        Self {
            status,
            title: say(None),
            detail: say(Some("detail")),
            links: links.of(format!("/problems/{code}")),
            code,
        }
    }
}

type ProblemTypes = ListOf<ProblemTypeView>;

/// The types of problems.
///
/// Every one that this API may answer with, in the order of their status. They may be kept for an
/// hour.
#[utoipa::path(get, path = "/problems", tag = "problems", operation_id = "problem_types",
    responses((status = 200, body = ProblemTypes)))]
async fn all(guest: Guest, list: List<NoFilter>) -> Result<HttpResponse, Problem> {
    let page = list.page::<(u16, String)>()?;
    let key = |code: &ProblemCode| (code.status(), code.as_str().to_owned());
    let mut rows: Vec<ProblemCode> = ProblemCode::iter().collect();
    rows.sort_unstable_by_key(key);
    if let Some(after) = &page.after {
        rows.retain(|code| key(code) > *after);
    }
    let (language, links) = (guest.language(), guest.links());
    let view = |code| ProblemTypeView::of(code, language, &links);
    let listed = list.answer(page.cut(rows), key, view)?;
    guest.publish(listed.body())
}

/// A type of problem.
///
/// What it means and what can be done. It may be kept for an hour.
#[utoipa::path(get, path = "/problems/{code}", tag = "problems", operation_id = "problem_type",
    params(("code" = String, Path, description = "The last part of `type`.", max_length = 64,
        pattern = "^[a-z-]{1,64}$", example = "not-found")),
    responses((status = 200, body = ProblemTypeView)))]
async fn one(guest: Guest, code: Path<String>) -> Result<HttpResponse, Problem> {
    let known = ProblemCode::iter()
        .find(|known| known.slug() == *code)
        .ok_or(Problem::of(ProblemCode::NotFound))?;
    let view = ProblemTypeView::of(known, guest.language(), &guest.links());
    guest.publish(&view)
}

/// Mounts the routes of this file.
pub fn routes(routes: &mut Routes) {
    routes
        .mount(__path_all, Access::Public, all)
        .mount(__path_one, Access::Public, one);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_of_problem_has_its_words_in_both_languages() {
        for code in ProblemCode::iter() {
            for language in [Language::Italian, Language::English] {
                for attribute in [None, Some("detail")] {
                    let key = format!("problem-{}", code.as_str());
                    assert!(text(language, &key, attribute, &[]).is_some(), "{key}");
                }
            }
        }
    }
}
