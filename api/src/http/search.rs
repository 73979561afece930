//! Lists that are asked for in a body, because what is searched for may be personal data: limit
//! and cursor travel there too, and no link leads to the next page.

use actix_web::web;
use persistence::{Page, Paged};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::answer::Plain;
use super::doorway::Query;
use super::list::DEFAULT_LIMIT;
use super::problem::Problem;
use crate::app::State;

/// Which part of what a search finds somebody asks for.
#[derive(Debug)]
pub struct SearchPage {
    limit: u16,
    cursor: Option<String>,
    /// What the cursor is bound to: reader, path and what is searched for. It goes into a keyed
    /// hash and nowhere else.
    bound: String,
    path: String,
    state: web::Data<State>,
}

impl SearchPage {
    /// A page of what `query` searches for; `what` tells one search from another.
    pub fn new(query: &Query, what: &str, limit: Option<u16>, cursor: Option<String>) -> Self {
        let path = query.request().path();
        Self {
            limit: limit.unwrap_or(DEFAULT_LIMIT),
            cursor,
            bound: format!("{} {path} {what}", query.reader()),
            path: path
                .strip_prefix(crate::app::BASE_PATH)
                .unwrap_or(path)
                .to_owned(),
            state: query.state(),
        }
    }

    /// The page asked for, its position read from the cursor.
    pub fn page<K: DeserializeOwned>(&self) -> Result<Page<K>, Problem> {
        let read = |cursor: &String| self.state.cursors.read(&self.bound, cursor);
        Ok(Page {
            limit: self.limit,
            after: self.cursor.as_ref().map(read).transpose()?,
        })
    }

    /// The answer: the items, and the cursor of the next page, which begins behind `key` of the
    /// last.
    pub fn answer<T, V: Serialize, K: Serialize>(
        &self,
        paged: Paged<T>,
        key: impl Fn(&T) -> K,
        view: impl Fn(T) -> V,
    ) -> Result<Plain<Value>, Problem> {
        let next = match (paged.more, paged.items.last()) {
            (true, Some(last)) => Some(self.state.cursors.make(&self.bound, &key(last))?),
            _ => None,
        };
        let items: Vec<V> = paged.items.into_iter().map(view).collect();
        let mut body = json!({
            "items": items,
            "limit": self.limit,
            "_links": { "self": self.state.links.to(&self.path) },
        });
        if let Some(next) = next {
            body["next_cursor"] = json!(next);
        }
        Ok(Plain(body))
    }
}
