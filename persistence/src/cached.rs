//! Statements that diesel would prepare again each time.

use diesel::backend::Backend;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::query_dsl::methods::LoadQuery;

use crate::error::Error;

/// Keeps the prepared statement of a query that diesel does not cache by itself, such as an
/// update with `returning`. Only for statements whose text comes from a small fixed set. It works
/// with `load` and `get_result`, not with `execute`.
#[derive(Debug, Clone, Copy)]
pub struct Cached<T>(pub T);

/// The key of the cache is the text of the statement.
impl<T> QueryId for Cached<T> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<DB: Backend, T: QueryFragment<DB>> QueryFragment<DB> for Cached<T> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(pass)
    }

    fn is_safe_to_cache_prepared(&self, _: &DB) -> QueryResult<bool> {
        Ok(true)
    }
}

impl<T: Query> Query for Cached<T> {
    type SqlType = T::SqlType;
}

impl<T, C> RunQueryDsl<C> for Cached<T> {}

/// Runs an update or delete of one row with `returning`, cached: what it gave, if there was such a
/// row.
pub fn changed<'q, T, C, U>(statement: T, conn: &mut C) -> QueryResult<Option<U>>
where
    C: diesel::connection::LoadConnection,
    Cached<T>: LoadQuery<'q, C, U>,
{
    RunQueryDsl::get_result(Cached(statement), conn).optional()
}

/// The same of a row that the transaction has read and that only somebody else can have changed.
pub fn still<'q, T, C, U>(statement: T, conn: &mut C) -> Result<U, Error>
where
    C: diesel::connection::LoadConnection,
    Cached<T>: LoadQuery<'q, C, U>,
{
    changed(statement, conn)?.ok_or(Error::Overtaken)
}
