//! Routes: each with its method, path, right and document in one call.

mod arguments;

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use actix_web::middleware::{Next, from_fn};
use actix_web::{Error, FromRequest, Handler, HttpMessage, Responder, ResponseError, web};
use domain::policy::{Action, Reach};
use futures_util::FutureExt;
use utoipa::openapi::path::HttpMethod;
use utoipa::openapi::{RefOr, Schema};

use super::body::is_empty;
use super::limits::Class;
use super::list::no_parameters;
use super::problem::{FieldFault, Problem, ProblemCode};
use super::session::authenticate;
use crate::app::State;
use crate::openapi::Operation;

pub use arguments::{Argument, Arguments, Need};

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody, without signing in.
    Public,
    /// Whoever has a role that may do this.
    To(Action),
}

impl Access {
    /// As the document and the policy table name it.
    pub fn label(self) -> String {
        match self {
            Self::Public => "public".to_owned(),
            Self::To(action) => action.to_string(),
        }
    }
}

type Build = Arc<dyn Fn() -> actix_web::Route + Send + Sync>;
type Describe = Arc<dyn Fn() -> Operation + Send + Sync>;

/// One route.
#[derive(Clone)]
pub struct Route {
    /// The method.
    pub method: Method,
    /// The path below the base path, with `{id}`.
    pub path: String,
    /// Who may use it.
    pub access: Access,
    build: Build,
}

impl std::fmt::Debug for Route {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} {}", self.method, self.path, self.access.label())
    }
}

/// What one operation answers to, and what the document says of it.
#[derive(Clone)]
pub struct Described {
    /// The method.
    pub verb: HttpMethod,
    /// The path below the base path, with `{id}`.
    pub path: String,
    /// Summary, parameters, bodies and the success answers.
    pub operation: utoipa::openapi::path::Operation,
    /// The schemas that its bodies and parameters refer to.
    pub schemas: Vec<(String, RefOr<Schema>)>,
}

/// All routes of the API. A handler is reachable only through `mount` and
/// `mount_as`, which ask who may use it.
#[derive(Clone, Default)]
pub struct Routes {
    /// In the order in which they were mounted.
    pub all: Vec<Route>,
    operations: Vec<Describe>,
}

impl std::fmt::Debug for Routes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(&self.all).finish()
    }
}

impl Routes {
    /// Mounts `handler` under the method and path that its `#[utoipa::path]` names. The right is
    /// checked before the body is read.
    pub fn mount<D, H, A>(&mut self, _doc: D, access: Access, handler: H) -> &mut Self
    where
        D: utoipa::Path + utoipa::__dev::SchemaReferences + 'static,
        H: Handler<A> + Send + Sync,
        A: FromRequest + Arguments + 'static,
        H::Output: Responder + 'static,
    {
        for verb in D::methods() {
            let path = D::path();
            let (its_verb, its_path) = (verb.clone(), path.clone());
            let describe = move || {
                let mut schemas = Vec::new();
                D::schemas(&mut schemas);
                Described {
                    verb: its_verb.clone(),
                    path: its_path.clone(),
                    operation: D::operation(),
                    schemas,
                }
            };
            self.mount_lazily(&verb, path, describe, access, handler.clone());
        }
        self
    }

    /// Mounts one of several like operations, of which `described` says what `#[utoipa::path]`
    /// says of a single one. The right is checked before the body is read.
    pub fn mount_as<H, A>(&mut self, described: Described, access: Access, handler: H) -> &mut Self
    where
        H: Handler<A> + Send + Sync,
        A: FromRequest + Arguments + 'static,
        H::Output: Responder + 'static,
    {
        let (verb, path) = (described.verb.clone(), described.path.clone());
        self.mount_lazily(&verb, path, move || described.clone(), access, handler)
    }

    /// What the document says is asked for when a document is written, not at each start: it takes
    /// megabytes.
    fn mount_lazily<H, A>(
        &mut self,
        verb: &HttpMethod,
        path: String,
        describe: impl Fn() -> Described + Send + Sync + 'static,
        access: Access,
        handler: H,
    ) -> &mut Self
    where
        H: Handler<A> + Send + Sync,
        A: FromRequest + Arguments + 'static,
        H::Output: Responder + 'static,
    {
        let needs = |need| A::NEEDS.contains(&Some(need));
        let method = method(verb);
        let rule = Rule {
            access,
            class: class(&method, access),
            asks: needs(Need::Parameters) || needs(Need::Question),
            body: needs(Need::Body),
        };
        let verb_method = method.clone();
        let writes_once = needs(Need::Transaction) && method == Method::POST;
        let (if_match, paged) = (needs(Need::IfMatch), needs(Need::Parameters));
        self.operations.push(Arc::new(move || {
            let described = describe();
            Operation {
                method: described.verb,
                path: described.path,
                operation: described.operation,
                schemas: described.schemas,
                action: access.label(),
                writes_once,
                if_match,
                paged,
            }
        }));
        self.all.push(Route {
            path,
            access,
            build: Arc::new(move || {
                answering(&verb_method)
                    .to(handler.clone())
                    .wrap(from_fn(move |request, next| admit(rule, request, next)))
            }),
            method,
        });
        self
    }

    /// What the document says about each route.
    pub fn operations(&self) -> Vec<Operation> {
        self.operations.iter().map(|describe| describe()).collect()
    }

    /// Makes the routes known to actix: one resource for each path, which answers 405 with the
    /// methods that it knows.
    pub fn configure(&self, config: &mut web::ServiceConfig) {
        let mut paths: BTreeMap<&str, Vec<&Route>> = BTreeMap::new();
        for route in &self.all {
            paths.entry(&route.path).or_default().push(route);
        }
        for (path, routes) in paths {
            let mut methods: Vec<&str> = routes.iter().map(|route| route.method.as_str()).collect();
            if methods.contains(&"GET") {
                methods.push("HEAD");
            }
            let methods = methods.join(", ");
            let mut resource = web::resource(path);
            for route in routes {
                resource = resource.route((route.build)());
            }
            config.service(
                resource.default_service(web::to(move || {
                    let methods = methods.clone();
                    async move {
                        Err::<&str, _>(Problem::of(ProblemCode::MethodNotAllowed).allow(methods))
                    }
                })),
            );
        }
    }
}

/// A route for a method. Who may GET may also ask for the head alone (RFC 9110 §9.3.2); actix
/// leaves the body out.
fn answering(method: &Method) -> actix_web::Route {
    if method == Method::GET {
        crate::server::reading()
    } else {
        web::method(method.clone())
    }
}

fn method(verb: &HttpMethod) -> Method {
    match verb {
        HttpMethod::Get => Method::GET,
        HttpMethod::Post => Method::POST,
        HttpMethod::Put => Method::PUT,
        HttpMethod::Delete => Method::DELETE,
        HttpMethod::Options => Method::OPTIONS,
        HttpMethod::Head => Method::HEAD,
        HttpMethod::Patch => Method::PATCH,
        HttpMethod::Trace => Method::TRACE,
    }
}

fn class(method: &Method, access: Access) -> Class {
    match (method, access) {
        (_, Access::To(Action::SearchIndividuals)) => Class::Costly,
        (&Method::GET, _) => Class::Read,
        (_, Access::Public) => Class::Costly,
        (_, Access::To(_)) => Class::Write,
    }
}

/// What the door asks of a request.
#[derive(Debug, Clone, Copy)]
struct Rule {
    access: Access,
    class: Class,
    asks: bool,
    body: bool,
}

/// The door. A refusal is an answer and not an error, because an error would lose its request; a
/// handler that panics costs its own request, not the connection's.
async fn admit(
    rule: Rule,
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    match ask(rule, &mut request).await {
        Ok(()) => Ok(contained(request, next).await),
        Err(problem) => Ok(request.error_response(problem)),
    }
}

/// Lets the handler run. One that panics costs its own request, not the connection's.
async fn contained(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> ServiceResponse<BoxBody> {
    let parts = request.request().clone();
    let outcome = AssertUnwindSafe(next.call(request)).catch_unwind().await;
    match outcome {
        Ok(Ok(response)) => response.map_into_boxed_body(),
        Ok(Err(error)) => ServiceResponse::new(parts, error.error_response()),
        Err(_) => ServiceResponse::new(parts, Problem::of(ProblemCode::Internal).error_response()),
    }
}

async fn ask(rule: Rule, request: &mut ServiceRequest) -> Result<(), Problem> {
    let state = State::of(request.request())?;
    request.extensions_mut().insert(rule.access);
    let Access::To(action) = rule.access else {
        count(&state, rule.class, &address(&state, request), request)?;
        return rule.form(request).await;
    };
    let signed = match authenticate(&state, request.request()).await {
        Ok(signed) => signed,
        Err(problem) => {
            // Whoever tries tokens pays for each of them.
            count(&state, Class::Costly, &address(&state, request), request)?;
            return Err(problem);
        }
    };
    let may = signed.actor.reach(action) != Reach::Never;
    let restricted = signed.restricted && action != Action::EnrolSecondFactor;
    let consumer = signed.reader();
    request.extensions_mut().insert(signed);
    count(&state, rule.class, &consumer, request)?;
    if !may {
        return Err(Problem::of(ProblemCode::Forbidden));
    }
    if restricted {
        return Err(Problem::of(ProblemCode::SecondFactorEnrolmentRequired));
    }
    rule.form(request).await
}

fn address(state: &State, request: &ServiceRequest) -> String {
    super::envelope::consumer_address(request.request(), &state.config.trusted_proxies)
}

impl Rule {
    /// Only lists and questions take parameters, and only handlers that read a body take one.
    async fn form(self, request: &mut ServiceRequest) -> Result<(), Problem> {
        if !self.asks {
            no_parameters(request.request())?;
        }
        if self.body {
            return Ok(());
        }
        let headers = request.headers();
        let announced = headers
            .get(CONTENT_LENGTH)
            .is_some_and(|length| length != "0");
        // Some clients send nothing in chunks.
        let chunked = headers.contains_key(TRANSFER_ENCODING);
        if announced || (chunked && !is_empty(request.take_payload()).await?) {
            return Err(Problem::of(ProblemCode::MalformedRequest)
                .with_fault(FieldFault::new("", "no_body")));
        }
        Ok(())
    }
}

fn count(
    state: &State,
    class: Class,
    consumer: &str,
    request: &ServiceRequest,
) -> Result<(), Problem> {
    let allowance = state.limits.count(class, consumer);
    request.extensions_mut().insert(allowance);
    match allowance.retry_after {
        None => Ok(()),
        Some(seconds) => Err(Problem::of(ProblemCode::TooManyRequests).retry_after(seconds)),
    }
}
