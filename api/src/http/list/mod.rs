//! Lists: limit, cursor and fields first, then the filter, and nothing else.

mod fields;

use std::borrow::Cow;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use persistence::{Page, Paged};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use serde_path_to_error::Segment;
use utoipa::openapi::schema::{ArrayBuilder, Schema};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};
use validator::Validate;

use super::answer::{Plain, Reply, respond};
use super::body::gather;
use super::problem::{Problem, ProblemCode};
use crate::app::State;

/// How many items a page holds when nobody says.
pub const DEFAULT_LIMIT: u16 = 25;
/// How many items a page holds at the most.
pub const MAX_LIMIT: u16 = 100;
/// The longest query string.
const MAX_QUERY: usize = 8 * 1024;

/// A list without a filter.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct NoFilter {}

/// Which part of a list somebody asks for.
#[derive(Debug)]
pub struct List<F> {
    /// What to filter by.
    pub filter: F,
    limit: u16,
    cursor: Option<String>,
    fields: Option<Vec<String>>,
    /// What the cursor is bound to: path, filter and reader.
    bound: String,
    /// The query without the cursor, for the link to the next page.
    query: Vec<(String, String)>,
    path: String,
    state: web::Data<State>,
}

impl<F: DeserializeOwned + Validate> FromRequest for List<F> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::read(request))
    }
}

/// The parameters of a query string, each at most once.
fn pairs(request: &HttpRequest) -> Result<Vec<(String, String)>, Problem> {
    let query = request.query_string();
    if query.len() > MAX_QUERY {
        return Err(Problem::parameter("", "too_long"));
    }
    let pairs: Vec<(String, String)> =
        serde_urlencoded::from_str(query).map_err(|_| Problem::parameter("", "malformed_query"))?;
    for (index, (name, value)) in pairs.iter().enumerate() {
        if pairs[..index].iter().any(|(earlier, _)| earlier == name) {
            return Err(Problem::parameter(name, "duplicate_member"));
        }
        if value.chars().chain(name.chars()).any(char::is_control) {
            return Err(Problem::parameter("", "control_character"));
        }
    }
    Ok(pairs)
}

/// Refuses every parameter: for resources that take none.
pub fn no_parameters(request: &HttpRequest) -> Result<(), Problem> {
    match pairs(request)?.first() {
        None => Ok(()),
        Some((name, _)) => Err(Problem::parameter(name, "unknown_member")),
    }
}

/// The parameters of a question that is answered whole, without pages.
#[derive(Debug)]
pub struct Params<F>(pub F);

impl<F: DeserializeOwned + Validate> FromRequest for Params<F> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(pairs(request).and_then(|query| filter(&query)).map(Self))
    }
}

impl<F: DeserializeOwned + Validate> List<F> {
    fn read(request: &HttpRequest) -> Result<Self, Problem> {
        let mut query = pairs(request)?;
        let mut take = |name: &str| {
            let at = query.iter().position(|(known, _)| known == name)?;
            Some(query.remove(at).1)
        };
        let cursor = take("cursor");
        let limit = take("limit");
        let fields = take("fields");
        let limit_number = match limit.as_deref().map(str::parse::<u16>) {
            None => DEFAULT_LIMIT,
            Some(Ok(limit)) if (1..=MAX_LIMIT).contains(&limit) => limit,
            Some(_) => return Err(Problem::parameter("limit", "out_of_range")),
        };
        let filter = filter(&query)?;
        let state = State::of(request)?;
        let reader = super::session::signed(request).map_or(String::new(), |s| s.reader());
        let mut sorted = query.clone();
        sorted.sort();
        let bound = format!("{reader} {} {sorted:?}", request.path());
        let mut rest = query;
        rest.extend(limit.map(|limit| ("limit".to_owned(), limit)));
        rest.extend(fields.clone().map(|fields| ("fields".to_owned(), fields)));
        Ok(Self {
            filter,
            limit: limit_number,
            cursor,
            fields: fields.map(|f| fields_of(&f)),
            bound,
            query: rest,
            path: request.path().to_owned(),
            state,
        })
    }

    /// The page asked for, its position read from the cursor.
    pub fn page<K: DeserializeOwned>(&self) -> Result<Page<K>, Problem> {
        let read = |cursor: &String| self.state.cursors.read(&self.bound, cursor);
        Ok(Page {
            limit: self.limit,
            after: self.cursor.as_ref().map(read).transpose()?,
        })
    }

    /// The answer: the items, and the way to the next page, which begins behind `key` of the last.
    pub fn answer<T, V, K>(
        self,
        paged: Paged<T>,
        key: impl Fn(&T) -> K,
        view: impl Fn(T) -> V,
    ) -> Result<Listed, Problem>
    where
        V: Serialize + ToSchema,
        K: Serialize,
    {
        let next = match (paged.more, paged.items.last()) {
            (true, Some(last)) => Some(self.state.cursors.make(&self.bound, &key(last))?),
            _ => None,
        };
        let allowed = self
            .fields
            .as_deref()
            .map(|fields| fields::allow::<V>(fields))
            .transpose()?;
        let mut items = Vec::with_capacity(paged.items.len());
        for item in paged.items {
            let mut item =
                serde_json::to_value(view(item)).map_err(|_| Problem::of(ProblemCode::Internal))?;
            if let (Some(fields), Value::Object(members)) = (&allowed, &mut item) {
                members.retain(|name, _| fields.contains(&name.as_str()));
            }
            items.push(item);
        }
        let mut body = Map::new();
        body.insert("items".into(), items.into());
        body.insert("limit".into(), json!(self.limit));
        let mut links = json!({ "self": self.link(self.cursor.as_deref())? });
        if let Some(next) = &next {
            links["next"] = json!(self.link(Some(next))?);
            body.insert("next_cursor".into(), json!(next));
        }
        body.insert("_links".into(), links);
        Ok(Listed(Value::Object(body)))
    }

    fn link(&self, cursor: Option<&str>) -> Result<String, Problem> {
        let mut query = self.query.clone();
        query.extend(cursor.map(|cursor| ("cursor".to_owned(), cursor.to_owned())));
        let query =
            serde_urlencoded::to_string(&query).map_err(|_| Problem::of(ProblemCode::Internal))?;
        let path = self
            .path
            .strip_prefix(crate::app::BASE_PATH)
            .unwrap_or(&self.path);
        let path = self.state.links.to(path);
        Ok(if query.is_empty() {
            path
        } else {
            format!("{path}?{query}")
        })
    }
}

/// Reads the filter; what it does not know is refused by name.
fn filter<F: DeserializeOwned + Validate>(query: &[(String, String)]) -> Result<F, Problem> {
    // This deserializer knows that everything in a query is text: also numbers, also what is optional.
    let rest =
        serde_urlencoded::to_string(query).map_err(|_| Problem::of(ProblemCode::Internal))?;
    let parameters = serde_urlencoded::Deserializer::new(form_urlencoded::parse(rest.as_bytes()));
    let filter: F =
        serde_path_to_error::deserialize(parameters).map_err(|error| misread(&error))?;
    filter.validate().map_err(|errors| {
        let mut faults = Vec::new();
        gather(&errors, "", &mut faults);
        faults.into_iter().fold(
            Problem::of(ProblemCode::BadParameter),
            |problem, mut fault| {
                // A parameter is named, not pointed to.
                fault
                    .pointer
                    .drain(..usize::from(fault.pointer.starts_with('/')));
                problem.with_fault(fault)
            },
        )
    })?;
    Ok(filter)
}

/// Names the parameter that could not be read. The message would not do: of a wrong value it names
/// what would have been a right one, or the value itself.
fn misread(error: &serde_path_to_error::Error<serde_urlencoded::de::Error>) -> Problem {
    let message = error.inner().to_string();
    let read = error.path().iter().find_map(|segment| match segment {
        Segment::Map { key } => Some(key.as_str()),
        _ => None,
    });
    // What is not there was not read, and only the message names it.
    let name = read.or_else(|| message.split('`').nth(1)).unwrap_or("");
    let code = if message.starts_with("unknown field") {
        "unknown_member"
    } else if message.starts_with("missing field") {
        "missing_member"
    } else {
        "wrong_type"
    };
    Problem::parameter(name, code)
}

/// `(id,status)` or `id,status`.
fn fields_of(text: &str) -> Vec<String> {
    let inner = text
        .strip_prefix('(')
        .and_then(|t| t.strip_suffix(')'))
        .unwrap_or(text);
    inner
        .split(',')
        .map(|name| name.trim().to_owned())
        .collect()
}

/// A page, ready to be sent.
#[derive(Debug)]
pub struct Listed(Value);

impl Listed {
    /// The same page with one more member beside the items.
    #[must_use]
    pub fn with(mut self, member: &str, value: Value) -> Self {
        if let Value::Object(body) = &mut self.0 {
            body.insert(member.to_owned(), value);
        }
        self
    }

    /// The page itself.
    pub fn body(&self) -> &Value {
        &self.0
    }

    /// The HTTP form.
    pub fn respond(self) -> Result<HttpResponse, Problem> {
        respond(Plain(self.0).answer()?)
    }
}

/// A page of `V`, for the document: alias it, since the document knows a schema by one word.
#[derive(Debug)]
pub struct ListOf<V>(std::marker::PhantomData<V>);

/// What every page of a list has beside its items.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListFrame {
    /// The most items of a page.
    #[schema(minimum = 1, maximum = 100, example = 25)]
    pub limit: u16,
    /// Where the next page begins; left out on the last one.
    #[schema(
        max_length = 1024,
        pattern = "^[A-Za-z0-9_-]{1,1024}$",
        example = "c2VpdGUtMg"
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// Where the pages are.
    #[serde(rename = "_links")]
    pub links: ListLinks,
}

/// Where the pages of a list are.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListLinks {
    /// This page.
    #[serde(rename = "self")]
    #[schema(format = "uri", max_length = 2048)]
    pub href: String,
    /// The next page; left out on the last one, and where the cursor travels in the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "uri", max_length = 2048)]
    pub next: Option<String>,
}

impl<V: ToSchema> PartialSchema for ListOf<V> {
    fn schema() -> RefOr<Schema> {
        let items = ArrayBuilder::new()
            .items(Ref::from_schema_name(V::name()))
            .description(Some("The items, in the order of the list."))
            .min_items(Some(0))
            .max_items(Some(usize::from(MAX_LIMIT)));
        with_member(ListFrame::schema(), "items", items.into())
    }
}

impl<V: ToSchema> ToSchema for ListOf<V> {
    fn name() -> Cow<'static, str> {
        format!("{}List", V::name()).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((V::name().into_owned(), V::schema()));
        V::schemas(schemas);
        schemas.push((ListLinks::name().into_owned(), ListLinks::schema()));
        ListFrame::schemas(schemas);
    }
}

/// The schema of an object with one more member, which is always there.
pub fn with_member(frame: RefOr<Schema>, member: &str, schema: RefOr<Schema>) -> RefOr<Schema> {
    match frame {
        RefOr::T(Schema::Object(mut object)) => {
            object.properties.insert(member.to_owned(), schema);
            object.required.insert(0, member.to_owned());
            Schema::Object(object).into()
        }
        other => other,
    }
}
