//! Statements that diesel would render or prepare again each time.

use std::any::TypeId;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use diesel::backend::Backend;
use diesel::dsl::{Eq, EqAny};
use diesel::pg::{Pg, PgQueryBuilder};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryBuilder, QueryFragment, QueryId};
use diesel::query_dsl::methods::LoadQuery;
use diesel::sql_types::Bool;
use diesel::sqlite::Sqlite;
use diesel::sqlite::query_builder::SqliteQueryBuilder;

use crate::backend::{Conn, MultiBackend};
use crate::error::Error;
use crate::reach::Condition;
use crate::sql_types::{Uid, UidSql};

type Builder = <MultiBackend as Backend>::QueryBuilder;

/// A statement that stays prepared, and whose text is made once.
///
/// diesel prepares updates with `returning` and whatever holds a list each time, and a connection
/// to either of two engines makes the text of a statement anew in each of its passes over it, be it
/// prepared or not. Only for statements whose texts are a small fixed set: lists are `filled`. It
/// works with `load` and `get_result`, not with `execute`.
#[derive(Debug)]
pub struct Cached<T> {
    statement: T,
    /// For the engine that it runs on: it is spent by running.
    text: OnceCell<Arc<str>>,
}

/// Keeps statements prepared.
pub trait Prepare: Sized {
    /// The same statement, prepared once for each connection.
    fn prepared(self) -> Cached<Self> {
        Cached {
            statement: self,
            text: OnceCell::new(),
        }
    }
}

impl<T: QueryId> Prepare for T {}

/// Statements that diesel knows by their type share one text for each engine; of others the text
/// itself is the key.
impl<T: QueryId> QueryId for Cached<T> {
    type QueryId = Cached<T::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = T::HAS_STATIC_QUERY_ID;
}

/// The texts of statements that their types tell, for PostgreSQL or not.
static TEXTS: LazyLock<RwLock<Texts>> = LazyLock::new(RwLock::default);

type Texts = HashMap<(TypeId, bool), Arc<str>>;

impl<T: QueryFragment<MultiBackend> + QueryId> Cached<T> {
    fn text(&self, like: &Builder, backend: &MultiBackend) -> QueryResult<&Arc<str>> {
        if let Some(text) = self.text.get() {
            return Ok(text);
        }
        let text = match T::query_id() {
            Some(id) => self.text_of_type(id, like, backend)?,
            None => self.rendered(like, backend)?,
        };
        Ok(self.text.get_or_init(|| text))
    }

    fn text_of_type(
        &self,
        id: TypeId,
        like: &Builder,
        backend: &MultiBackend,
    ) -> QueryResult<Arc<str>> {
        let key = (id, matches!(like, Builder::Pg(_)));
        let known = TEXTS.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(text) = known.get(&key) {
            return Ok(Arc::clone(text));
        }
        drop(known);
        let text = self.rendered(like, backend)?;
        let mut known = TEXTS.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(key, Arc::clone(&text));
        Ok(text)
    }

    fn rendered(&self, like: &Builder, backend: &MultiBackend) -> QueryResult<Arc<str>> {
        let mut builder = match like {
            Builder::Pg(_) => Builder::Pg(PgQueryBuilder::default()),
            Builder::Sqlite(_) => Builder::Sqlite(SqliteQueryBuilder::default()),
        };
        self.statement.to_sql(&mut builder, backend)?;
        Ok(builder.finish().into())
    }
}

impl<T: QueryFragment<MultiBackend> + QueryId> QueryFragment<MultiBackend> for Cached<T> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        self.statement.walk_ast(pass)
    }

    fn to_sql(&self, out: &mut Builder, backend: &MultiBackend) -> QueryResult<()> {
        out.push_sql(self.text(out, backend)?);
        Ok(())
    }

    fn is_safe_to_cache_prepared(&self, _: &MultiBackend) -> QueryResult<bool> {
        Ok(true)
    }
}

/// An engine by itself: what only it can say goes to it without a detour.
pub trait OneEngine: Backend {}
impl OneEngine for Pg {}
impl OneEngine for Sqlite {}

impl<DB: OneEngine, T: QueryFragment<DB>> QueryFragment<DB> for Cached<T> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.statement.walk_ast(pass)
    }

    fn is_safe_to_cache_prepared(&self, _: &DB) -> QueryResult<bool> {
        Ok(true)
    }
}

impl<T: Query> Query for Cached<T> {
    type SqlType = T::SqlType;
}

impl<T, C> RunQueryDsl<C> for Cached<T> {}

/// As many values as the next power of two, the last one repeated: what holds them has few texts,
/// however many there are.
pub fn filled<T: Clone>(values: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut values: Vec<T> = values.into_iter().collect();
    if let Some(last) = values.last().cloned() {
        values.resize(values.len().next_power_of_two(), last);
    }
    values
}

/// The column has one of these values. A value alone is compared as such: of a list PostgreSQL
/// supposes that it has ten, so that it would plan the statement anew each time for whoever has
/// fewer.
pub fn one_of<QS, C>(column: C, values: &[Uid]) -> Condition<QS>
where
    C: Expression<SqlType = UidSql>,
    Eq<C, Uid>: BoxableExpression<QS, MultiBackend, SqlType = Bool> + 'static,
    EqAny<C, Vec<Uid>>: BoxableExpression<QS, MultiBackend, SqlType = Bool> + 'static,
{
    match values {
        [one] => Box::new(column.eq(*one)),
        many => Box::new(column.eq_any(filled(many.iter().copied()))),
    }
}

/// Runs an update or delete of one row with `returning`, cached: what it gave, if there was such a
/// row.
pub fn changed<'q, T, U>(statement: T, conn: &mut Conn) -> QueryResult<Option<U>>
where
    T: QueryId,
    Cached<T>: LoadQuery<'q, Conn, U>,
{
    statement.prepared().get_result(conn).optional()
}

/// The same of a row that the transaction has read and that only somebody else can have changed.
pub fn still<'q, T, U>(statement: T, conn: &mut Conn) -> Result<U, Error>
where
    T: QueryId,
    Cached<T>: LoadQuery<'q, Conn, U>,
{
    changed(statement, conn)?.ok_or(Error::Overtaken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_as_long_as_a_power_of_two_and_says_the_same() {
        let list = |to: u8| filled(1..=to);
        assert!(list(0).is_empty());
        assert_eq!(list(1), [1]);
        assert_eq!(list(3), [1, 2, 3, 3]);
        assert_eq!(list(4), [1, 2, 3, 4]);
        assert_eq!(list(5).len(), 8);
    }
}
