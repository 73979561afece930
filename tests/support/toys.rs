//! Routes that show the doorway at its simplest: offices again, but only their labels. They need
//! no capability of the product, so the stories about the doorway outlive all of them.

use std::time::Duration;

use actix_web::{HttpResponse, web};
use api::http::doorway::Guest;
use api::http::{
    Access, Command, Created, Done, Field, IfMatch, List, Plain, Problem, Query, Routes, Tagged,
    Valid,
};
use diesel::prelude::*;
use domain::event::{About, Fact};
use domain::kernel::{Changed, Id, Text, Version};
use domain::policy::Action;
use persistence::schema::offices;
use persistence::sql_types::{Instant, Uid};
use persistence::{Error, Paged, Tx};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

type Label = Field<Text<40>>;
type Word = Field<Text<10>>;
type ToyId = Field<Id<ToyView>>;

/// A toy, as somebody wants it.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ToyBody {
    /// What it is called.
    #[validate(nested)]
    label: Label,
    /// More words.
    #[serde(default)]
    #[validate(nested, length(max = 5))]
    #[schema(min_items = 0, max_items = 5)]
    more: Vec<Word>,
    /// A number.
    #[serde(default)]
    #[validate(range(min = 0, max = 100))]
    #[schema(minimum = 0, maximum = 100, example = 3)]
    number: Option<i32>,
}

/// A toy of which nothing need be said.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnyToy {
    /// What it is called.
    #[validate(nested)]
    label: Option<Label>,
}

/// A toy, as it is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ToyView {
    /// Which one.
    id: ToyId,
    /// What it is called.
    label: Label,
    /// How often it was saved.
    #[schema(minimum = 1, maximum = 1000, example = 1)]
    version: i64,
}

/// Which toys.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct ToyFilter {
    kind: Option<String>,
}

type Row = (Uid, String, i64);

fn view((id, label, version): Row) -> Result<ToyView, Error> {
    Ok(ToyView {
        id: Field::of(Id::from(id)),
        label: Field::of(label.parse().map_err(|_| Error::Corrupt("label"))?),
        version,
    })
}

fn find(tx: &mut Tx<'_>, id: Uuid) -> Result<Row, Error> {
    Ok(offices::table
        .find((tx.org(), Uid(id)))
        .select((offices::id, offices::label, offices::version))
        .first(tx.conn())?)
}

/// Makes a toy.
#[utoipa::path(post, path = "/toys", tag = "toys", operation_id = "make_toy",
    request_body = ToyBody, responses((status = 201, body = ToyView)))]
async fn make(command: Command, Valid(body): Valid<ToyBody>) -> Result<HttpResponse, Problem> {
    let links = command.links();
    let label = body.label.parsed()?;
    let run = move |tx: &mut Tx<'_>| insert(tx, &label.to_string());
    command
        .run(move |tx| {
            let row = run(tx)?;
            Ok(Created {
                location: links.to(format!("/toys/{}", row.0.0)),
                version: Version(row.2),
                view: view(row)?,
            })
        })
        .await
}

/// Puts a toy into the database, with its fact.
pub(crate) fn insert(tx: &mut Tx<'_>, label: &str) -> Result<Row, Error> {
    let id: Id<ToyView> = tx.new_id();
    // As every fact of the desk, it tells the office that acted.
    let about = About::thing("office", id);
    let about = match tx.actor().offices.first() {
        Some(office) => about.at(*office),
        None => about,
    };
    tx.record(Changed::new((), about.says(Fact::OfficeCreated {})));
    diesel::insert_into(offices::table)
        .values((
            offices::organisation_id.eq(tx.org()),
            offices::id.eq(Uid::from(id)),
            offices::label.eq(label),
            offices::kind.eq("toy"),
            offices::version.eq(1_i64),
            offices::created_at.eq(Instant(tx.now())),
        ))
        .execute(tx.conn())?;
    Ok((id.into(), label.to_owned(), 1))
}

/// Replaces a toy.
#[utoipa::path(put, path = "/toys/{toy_id}", tag = "toys", operation_id = "replace_toy",
    params(("toy_id" = Uuid, Path, description = "The toy.")),
    request_body = ToyBody, responses((status = 200, body = ToyView)))]
async fn replace(
    command: Command,
    id: web::Path<Uuid>,
    if_match: IfMatch,
    Valid(body): Valid<ToyBody>,
) -> Result<HttpResponse, Problem> {
    let label = body.label.parsed()?.to_string();
    command
        .run(move |tx| {
            let (uid, _, version) = find(tx, *id)?;
            if_match.check(Version(version))?;
            let row = offices::table.find((tx.org(), uid));
            let changed = diesel::update(row.filter(offices::version.eq(version)))
                .set((offices::label.eq(&label), offices::version.eq(version + 1)))
                .execute(tx.conn())?;
            if changed == 0 {
                return Err(Error::Stale { current: None });
            }
            let version = Version(version + 1);
            Ok(Tagged(version, view((uid, label.clone(), version.0))?))
        })
        .await
}

/// Forgets a toy.
#[utoipa::path(delete, path = "/toys/{toy_id}", tag = "toys", operation_id = "forget_toy",
    params(("toy_id" = Uuid, Path, description = "The toy.")), responses((status = 204)))]
async fn forget(
    command: Command,
    id: web::Path<Uuid>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    command
        .run(move |tx| {
            let (uid, _, version) = find(tx, *id)?;
            if_match.check(Version(version))?;
            diesel::delete(offices::table.find((tx.org(), uid))).execute(tx.conn())?;
            Ok(Done)
        })
        .await
}

/// Shows a toy.
#[utoipa::path(get, path = "/toys/{toy_id}", tag = "toys", operation_id = "toy",
    params(("toy_id" = Uuid, Path, description = "The toy.")),
    responses((status = 200, body = ToyView)))]
async fn one(query: Query, id: web::Path<Uuid>) -> Result<HttpResponse, Problem> {
    query
        .run(move |tx| {
            let row = find(tx, *id)?;
            tx.record_access(Action::ReadDirectory, "toy", Some(Id::new(*id)), None);
            Ok(Tagged(Version(row.2), view(row)?))
        })
        .await
}

/// Lists toys.
#[utoipa::path(get, path = "/toys", tag = "toys", operation_id = "toys",
    responses((status = 200, body = ToyView)))]
async fn list(query: Query, list: List<ToyFilter>) -> Result<HttpResponse, Problem> {
    let page = list.page::<Uuid>()?;
    let kind = list.filter.kind.clone();
    let rows: Paged<Row> = query
        .read(move |tx| {
            let after = page.after.unwrap_or_default();
            let mut rows = offices::table
                .filter(offices::organisation_id.eq(tx.org()))
                .filter(offices::id.gt(Uid(after)))
                .order(offices::id)
                .limit(page.probe())
                .select((offices::id, offices::label, offices::version))
                .into_boxed();
            if let Some(kind) = &kind {
                rows = rows.filter(offices::kind.eq(kind.clone()));
            }
            Ok(page.cut(rows.load::<Row>(tx.conn())?))
        })
        .await?;
    let shown = |row: Row| ToyView {
        id: Field::of(Id::from(row.0)),
        label: Field::of(row.1.parse().unwrap()),
        version: row.2,
    };
    list.answer(rows, |row| row.0.0, shown)?.respond()
}

/// Takes its time.
#[utoipa::path(get, path = "/slow-toys", tag = "toys", operation_id = "slow_toy",
    responses((status = 200, body = ToyView)))]
async fn slow(query: Query) -> Result<HttpResponse, Problem> {
    tokio::time::sleep(Duration::from_millis(1_200)).await;
    query.run(|_| Ok(Plain("slow"))).await
}

/// Breaks, outside of any transaction.
#[utoipa::path(get, path = "/broken-toys", tag = "toys", operation_id = "broken_toy",
    responses((status = 200, body = ToyView)))]
async fn broken(query: Query) -> Result<HttpResponse, Problem> {
    assert!(query.actor().roles.is_empty(), "a handler that panics");
    query.run(|_| Ok(Plain("never"))).await
}

/// Breaks inside its transaction.
#[utoipa::path(post, path = "/broken-toys", tag = "toys", operation_id = "broken_write",
    request_body = AnyToy, responses((status = 204)))]
async fn broken_write(command: Command, _: Valid<AnyToy>) -> Result<HttpResponse, Problem> {
    command
        .run(|tx| {
            insert(tx, "never")?;
            assert!(tx.actor().roles.is_empty(), "a closure that panics");
            Ok(Done)
        })
        .await
}

/// A toy that cannot be shown.
#[derive(Debug)]
pub(crate) struct OddView;

impl Serialize for OddView {
    fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        panic!("a serializer that panics")
    }
}

/// Makes a toy and breaks while it is written down.
#[utoipa::path(post, path = "/odd-toys", tag = "toys", operation_id = "odd_write",
    request_body = AnyToy, responses((status = 204)))]
async fn odd_write(command: Command, _: Valid<AnyToy>) -> Result<HttpResponse, Problem> {
    command
        .run(|tx| {
            insert(tx, "never")?;
            Ok(Plain(OddView))
        })
        .await
}

/// Breaks while it is shown.
#[utoipa::path(get, path = "/odd-toys", tag = "toys", operation_id = "odd_toy",
    responses((status = 200, body = ToyView)))]
async fn odd(query: Query) -> Result<HttpResponse, Problem> {
    query.run(|_| Ok(Plain(OddView))).await
}

/// Says where the request comes from.
#[utoipa::path(get, path = "/toy-addresses", tag = "toys", operation_id = "toy_address",
    responses((status = 200, body = ToyView)))]
async fn address(guest: Guest) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(serde_json::json!({ "address": guest.address() })))
}

/// Mounts the toys.
pub(crate) fn routes(routes: &mut Routes) {
    let write = Access::To(Action::RecordDeskContact);
    let read = Access::To(Action::ReadDirectory);
    routes
        .mount(__path_make, write, make)
        .mount(__path_list, read, list)
        .mount(__path_one, read, one)
        .mount(__path_replace, write, replace)
        .mount(__path_forget, write, forget)
        .mount(__path_slow, read, slow)
        .mount(__path_broken, read, broken)
        .mount(__path_broken_write, write, broken_write)
        .mount(__path_odd, read, odd)
        .mount(__path_odd_write, write, odd_write)
        .mount(__path_address, Access::Public, address);
}
