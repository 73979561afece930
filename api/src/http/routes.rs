//! Routes: each with its method, path, right and document in one call.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::{Next, from_fn};
use actix_web::{Error, FromRequest, Handler, HttpMessage, Responder, ResponseError, guard, web};
use domain::policy::{Action, Reach};
use futures_util::FutureExt;
use utoipa::openapi::path::HttpMethod;

use super::body::Valid;
use super::doorway::{Command, Guest, Query};
use super::limits::Class;
use super::list::{List, no_parameters};
use super::precondition::IfMatch;
use super::problem::Problem;
use super::session::authenticate;
use crate::app::State;
use crate::openapi::Operation;

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

/// What a handler takes from its request; the document tells it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Needs {
    writes: bool,
    if_match: bool,
    paged: bool,
}

/// An argument of a handler.
pub trait Argument {
    /// Adds what it takes.
    fn tell(_needs: &mut Needs) {}
}

impl Argument for Command {
    fn tell(needs: &mut Needs) {
        needs.writes = true;
    }
}
impl Argument for Query {}
impl Argument for Guest {}
impl<T> Argument for web::Path<T> {}
impl<T> Argument for Valid<T> {}
impl Argument for IfMatch {
    fn tell(needs: &mut Needs) {
        needs.if_match = true;
    }
}
impl<F> Argument for List<F> {
    fn tell(needs: &mut Needs) {
        needs.paged = true;
    }
}

/// All arguments of a handler.
pub trait Arguments {
    /// What they take together.
    fn needs() -> Needs;
}

fn needs_of(tell: &[fn(&mut Needs)]) -> Needs {
    let mut needs = Needs::default();
    tell.iter().for_each(|tell| tell(&mut needs));
    needs
}

impl<A: Argument> Arguments for (A,) {
    fn needs() -> Needs {
        needs_of(&[A::tell])
    }
}
impl<A: Argument, B: Argument> Arguments for (A, B) {
    fn needs() -> Needs {
        needs_of(&[A::tell, B::tell])
    }
}
impl<A: Argument, B: Argument, C: Argument> Arguments for (A, B, C) {
    fn needs() -> Needs {
        needs_of(&[A::tell, B::tell, C::tell])
    }
}
impl<A: Argument, B: Argument, C: Argument, D: Argument> Arguments for (A, B, C, D) {
    fn needs() -> Needs {
        needs_of(&[A::tell, B::tell, C::tell, D::tell])
    }
}

type Build = Arc<dyn Fn() -> actix_web::Route + Send + Sync>;

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
    document: Operation,
}

impl std::fmt::Debug for Route {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} {}", self.method, self.path, self.access.label())
    }
}

/// All routes of the API. A handler is reachable only through `mount`, which asks who may use it.
#[derive(Debug, Clone, Default)]
pub struct Routes {
    /// In the order in which they were mounted.
    pub all: Vec<Route>,
}

impl Routes {
    /// Mounts `handler` under the method and path that its `#[utoipa::path]` names. The right is
    /// checked before the body is read.
    pub fn mount<D, H, A>(&mut self, _doc: D, access: Access, handler: H) -> &mut Self
    where
        D: utoipa::Path + utoipa::__dev::SchemaReferences,
        H: Handler<A> + Send + Sync,
        A: FromRequest + Arguments + 'static,
        H::Output: Responder + 'static,
    {
        let needs = A::needs();
        for verb in D::methods() {
            let method = method(&verb);
            let mut schemas = Vec::new();
            D::schemas(&mut schemas);
            let handler = handler.clone();
            let rule = Rule {
                access,
                class: class(&method, access),
                paged: needs.paged,
            };
            let verb_method = method.clone();
            self.all.push(Route {
                path: D::path(),
                access,
                build: Arc::new(move || {
                    answering(&verb_method)
                        .to(handler.clone())
                        .wrap(from_fn(move |request, next| admit(rule, request, next)))
                }),
                document: Operation {
                    method: verb,
                    path: D::path(),
                    operation: D::operation(),
                    schemas,
                    action: access.label(),
                    writes_once: needs.writes && method == Method::POST,
                    if_match: needs.if_match,
                    paged: needs.paged,
                },
                method,
            });
        }
        self
    }

    /// What the document says about each route.
    pub fn operations(&self) -> Vec<Operation> {
        self.all
            .iter()
            .map(|route| route.document.clone())
            .collect()
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
            config.service(resource.default_service(web::to(move || {
                let methods = methods.clone();
                async move { Err::<&str, _>(Problem::of("method_not_allowed").allow(methods)) }
            })));
        }
    }
}

/// A route for a method. Who may GET may also ask for the head alone (RFC 9110 §9.3.2); actix
/// leaves the body out.
fn answering(method: &Method) -> actix_web::Route {
    if method == Method::GET {
        web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
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
    paged: bool,
}

/// The door: who are you, how often did you ask, may you? All of it before the body is read.
async fn admit(
    rule: Rule,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    match ask(rule, &request).await {
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
        Err(_) => ServiceResponse::new(parts, Problem::of("internal").error_response()),
    }
}

async fn ask(rule: Rule, request: &ServiceRequest) -> Result<(), Problem> {
    let state = State::of(request.request())?;
    request.extensions_mut().insert(rule.access);
    let Access::To(action) = rule.access else {
        let proxies = &state.config.trusted_proxies;
        let consumer = super::envelope::client_address(request.request(), proxies);
        count(&state, rule.class, &consumer, request)?;
        return rule.parameters(request);
    };
    let signed = authenticate(&state, request.request()).await?;
    let may = signed.actor.reach(action) != Reach::Never;
    let consumer = signed.reader();
    request.extensions_mut().insert(signed);
    count(&state, rule.class, &consumer, request)?;
    if !may {
        return Err(Problem::of("forbidden"));
    }
    rule.parameters(request)
}

impl Rule {
    /// Only lists take parameters.
    fn parameters(self, request: &ServiceRequest) -> Result<(), Problem> {
        if self.paged {
            Ok(())
        } else {
            no_parameters(request.request())
        }
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
        Some(seconds) => Err(Problem::of("too_many_requests").retry_after(seconds)),
    }
}
