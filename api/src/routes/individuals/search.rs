//! Finding somebody.

use actix_web::HttpResponse;
use domain::individuals::{Born, Search};
use domain::policy::Action;
use persistence::individuals;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::card::CandidateCard;
use crate::http::answer::{Reply, respond};
use crate::http::problem::FieldFault;
use crate::http::wire::{DayField, IdentifierCodeField, SearchTermField};
use crate::http::{Access, ListOf, Problem, Query, Routes, SearchPage, Valid};

/// Whom somebody looks for: by a code, or by the beginning of names.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IndividualSearch {
    /// A tax code, as issued or with its digits restored; also a provisional code or a local id.
    #[serde(default)]
    #[validate(nested)]
    tax_code: Option<IdentifierCodeField>,
    /// The beginning of family name, given name or both, in either order.
    #[serde(default)]
    #[validate(nested)]
    term: Option<SearchTermField>,
    /// The day of birth, beside `term`.
    #[serde(default)]
    #[validate(nested)]
    birth_date: Option<DayField>,
    /// The year of birth, beside `term`.
    #[serde(default)]
    #[validate(range(min = 1900, max = 2100))]
    #[schema(minimum = 1900, maximum = 2100, example = 1990)]
    birth_year: Option<i32>,
    /// The most cards of a page; 25 when nobody says.
    #[serde(default)]
    #[validate(range(min = 1, max = 100))]
    #[schema(minimum = 1, maximum = 100, example = 25)]
    limit: Option<u16>,
    /// `next_cursor` of the page before, with the same search.
    #[serde(default)]
    #[validate(length(max = 2048))]
    #[schema(
        max_length = 2048,
        pattern = "^[A-Za-z0-9_-]{1,2048}$",
        example = "c2VpdGUtMg"
    )]
    cursor: Option<String>,
}

impl IndividualSearch {
    /// What is searched for. A code needs nothing else; names may have one thing more.
    fn search(&self) -> Result<Search, Problem> {
        let faulty =
            |pointer: &str, code| Err(Problem::unprocessable(vec![FieldFault::new(pointer, code)]));
        let born = match (&self.birth_date, self.birth_year) {
            (Some(_), Some(_)) => return faulty("/birth_year", "one_of_both"),
            (Some(day), None) => Some(Born::On(day.clone().parsed()?)),
            (None, Some(year)) => Some(Born::In(year)),
            (None, None) => None,
        };
        match (&self.tax_code, &self.term) {
            (Some(_), Some(_)) => faulty("/term", "one_of_both"),
            (None, None) => faulty("/term", "missing_member"),
            (Some(_), None) if born.is_some() => faulty("/tax_code", "one_of_both"),
            (Some(code), None) => Ok(Search::Code(code.clone().parsed()?)),
            (None, Some(term)) => Ok(Search::Names {
                term: term.clone().parsed()?,
                born,
            }),
        }
    }

    /// The search in one line, to which cursors are bound by a keyed hash.
    fn line(search: &Search) -> String {
        match search {
            Search::Code(code) => format!("code {code}"),
            Search::Names { term, born } => format!("{born:?} {term}"),
        }
    }
}

/// Finds people.
///
/// Cards only: names, year of birth and office, of the whole organisation. By names, whoever is
/// called so in both names comes first, then by family name, then by given name. It has no effect
/// and needs no `Idempotency-Key`; that somebody searched is recorded, not for whom.
#[utoipa::path(post, path = "/individual-searches", tag = "individuals",
    operation_id = "search_individuals", request_body = IndividualSearch,
    responses((status = 200, body = Cards)))]
async fn search(
    query: Query,
    Valid(body): Valid<IndividualSearch>,
) -> Result<HttpResponse, Problem> {
    let search = body.search()?;
    let line = IndividualSearch::line(&search);
    let list = SearchPage::new(&query, &line, body.limit, body.cursor);
    let page = list.page()?;
    let links = query.links();
    let paged = query
        .read(move |tx| {
            tx.record_access(Action::SearchIndividuals, "individual_search", None, None);
            individuals::search(tx, &search, &page)
        })
        .await?;
    let answer = list.answer(
        paged,
        |found| found.position.clone(),
        |found| CandidateCard::of(found.card, &links),
    )?;
    respond(answer.answer()?)
}

type Cards = ListOf<CandidateCard>;

/// Mounts the route of this file.
pub fn routes(routes: &mut Routes) {
    routes.mount(__path_search, Access::To(Action::SearchIndividuals), search);
}
