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
#[schema(example = json!({ "term": "verdi luc", "birth_year": 1990, "limit": 25 }))]
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
        let faults = self.clashes();
        if !faults.is_empty() {
            return Err(Problem::unprocessable(faults));
        }
        let born = match (&self.birth_date, self.birth_year) {
            (Some(day), _) => Some(Born::On(day.clone().parsed()?)),
            (None, year) => year.map(Born::In),
        };
        match (&self.tax_code, &self.term) {
            (Some(code), _) => Ok(Search::Code(code.clone().parsed()?)),
            (None, Some(term)) => Ok(Search::Names {
                term: term.clone().parsed()?,
                born,
            }),
            (None, None) => Err(Problem::unprocessable(self.clashes())),
        }
    }

    /// The members that cannot stand beside each other.
    fn clashes(&self) -> Vec<FieldFault> {
        let born = self.birth_date.is_some() || self.birth_year.is_some();
        let mut faults = Vec::new();
        if self.birth_date.is_some() && self.birth_year.is_some() {
            faults.push(FieldFault::new("/birth_year", "one_of_both"));
        }
        match (&self.tax_code, &self.term) {
            (Some(_), Some(_)) => faults.push(FieldFault::new("/term", "one_of_both")),
            (Some(_), None) if born => faults.push(FieldFault::new("/tax_code", "one_of_both")),
            (None, None) => faults.push(FieldFault::new("/term", "missing_member")),
            _ => {}
        }
        faults
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
