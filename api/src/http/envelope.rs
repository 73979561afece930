//! Around every request: its name, its reader's language, its limits, its line in the log.

use std::net::IpAddr;
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse};

use super::limits::{Allowance, Class};
use super::problem::{Problem, ProblemCode};
use super::session::signed;
use crate::app::State;
use crate::metrics::method_label;
use crate::texts::Language;

/// Names a request in its answer, in the log and in what it records.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// The reader's language.
pub fn language(request: &HttpRequest) -> Language {
    let header = request.headers().get(header::ACCEPT_LANGUAGE);
    Language::negotiate(header.and_then(|value| value.to_str().ok()))
}

/// Where a request comes from: the peer, or what a trusted proxy says about it. A header that
/// anybody could write counts for nothing.
pub fn client_address(request: &HttpRequest, trusted: &[IpAddr]) -> String {
    let Some(peer) = request.peer_addr().map(|peer| peer.ip().to_canonical()) else {
        return "unknown".to_owned();
    };
    if !trusted.contains(&peer) {
        return peer.to_string();
    }
    // A proxy may add a line of its own below the one that the client sent: all lines are one list.
    let lines: Vec<&str> = request
        .headers()
        .get_all("X-Forwarded-For")
        .filter_map(|line| line.to_str().ok())
        .collect();
    // The rightmost hop that is no proxy of ours: everything left of it anybody could have typed,
    // and so could everything left of a hop that is no address.
    let list = lines.join(",");
    let mut hops = list
        .rsplit(',')
        .map_while(|hop| hop.trim().parse::<IpAddr>().ok())
        .map(|hop| hop.to_canonical())
        .skip_while(|hop| trusted.contains(hop));
    hops.next().unwrap_or(peer).to_string()
}

/// The address as a consumer of limits: one IPv6 customer holds a whole /64.
pub fn consumer_address(request: &HttpRequest, trusted: &[IpAddr]) -> String {
    let address = client_address(request, trusted);
    match address.parse() {
        Ok(IpAddr::V6(v6)) => {
            let network = u128::from(v6) & !u128::from(u64::MAX);
            format!("{}/64", std::net::Ipv6Addr::from(network))
        }
        _ => address,
    }
}

/// A client's own request id is kept when it cannot do harm in a log.
fn request_id(request: &ServiceRequest, state: &State) -> RequestId {
    let given = request
        .headers()
        .get("Request-Id")
        .and_then(|value| value.to_str().ok());
    let fits = |id: &&str| {
        (8..=64).contains(&id.len())
            && id
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
    };
    RequestId(
        given
            .filter(fits)
            .map_or_else(|| state.new_request_id(), str::to_owned),
    )
}

/// The trace to which the caller says this request belongs, if it is well formed.
fn trace_id(headers: &HeaderMap) -> Option<String> {
    let parent = headers.get("traceparent")?.to_str().ok()?;
    let trace = parent.split('-').nth(1)?;
    let fits =
        parent.len() == 55 && trace.len() == 32 && trace.bytes().all(|b| b.is_ascii_hexdigit());
    fits.then(|| trace.to_owned())
}

/// Wraps every request of the server.
pub async fn envelope(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let begun = Instant::now();
    let state = State::of(request.request())?;
    let id = request_id(&request, &state);
    request.extensions_mut().insert(id.clone());
    // No clone of the request may live across the call: the router needs it alone.
    let response = if crowded(&request) {
        request.error_response(Problem::of(ProblemCode::Overloaded))
    } else {
        next.call(request).await?.map_into_boxed_body()
    };
    let mut response = worded(response, &state, &id);
    let parts = response.request().clone();
    finish_headers(&parts, &state, response.response_mut(), &id);
    log(&parts, &state, response.status().as_u16(), &id, begun);
    Ok(response)
}

/// Wraps what is served to the operator alone: it has no limits and no line in the log.
pub async fn plain_envelope(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let state = State::of(request.request())?;
    let id = request_id(&request, &state);
    let response = next.call(request).await?.map_into_boxed_body();
    let mut response = worded(response, &state, &id);
    if let Ok(id) = HeaderValue::from_str(&id.0) {
        let name = HeaderName::from_static("request-id");
        response.headers_mut().insert(name, id);
    }
    Ok(response)
}

/// The answer, in the words of the reader where it is a problem.
fn worded(
    response: ServiceResponse<BoxBody>,
    state: &State,
    id: &RequestId,
) -> ServiceResponse<BoxBody> {
    let Some(problem) = problem_of(&response) else {
        return response;
    };
    let language = language(response.request());
    let mut rendered = problem.render(language, &id.0, state.links.base());
    if let Some(methods) = response.headers().get(header::ALLOW) {
        rendered
            .headers_mut()
            .insert(header::ALLOW, methods.clone());
    }
    response.into_response(rendered)
}

/// One address holds at most so many connections; trusted proxies are exempt.
fn crowded(request: &ServiceRequest) -> bool {
    request
        .conn_data::<crate::server::Connection>()
        .is_some_and(crate::server::Connection::crowded)
}

/// The problem that an answer stands for: ours, or what actix says in its own words.
fn problem_of(response: &ServiceResponse) -> Option<Problem> {
    if let Some(problem) = response.response().extensions().get::<Problem>() {
        return Some(problem.clone());
    }
    let spoken = response.headers().get(header::CONTENT_TYPE);
    if spoken.is_some_and(|media| media == "application/problem+json") {
        return None;
    }
    let code = match response.status().as_u16() {
        400 => ProblemCode::MalformedRequest,
        404 => ProblemCode::NotFound,
        405 => ProblemCode::MethodNotAllowed,
        408 => ProblemCode::RequestTimeout,
        413 => ProblemCode::ContentTooLarge,
        415 => ProblemCode::UnsupportedMediaType,
        status if status >= 500 => ProblemCode::Internal,
        _ => return None,
    };
    Some(Problem::of(code))
}

fn finish_headers(
    request: &HttpRequest,
    state: &State,
    response: &mut HttpResponse,
    id: &RequestId,
) {
    let allowance = request.extensions().get::<Allowance>().copied();
    let headers = response.headers_mut();
    let mut set = |name: &'static str, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    };
    set("request-id", &id.0);
    set("x-content-type-options", "nosniff");
    // What no route knows counts too.
    let allowance = allowance.unwrap_or_else(|| {
        let client = consumer_address(request, &state.config.trusted_proxies);
        state.limits.count(Class::Read, &client)
    });
    set("x-ratelimit-limit", &allowance.limit.to_string());
    set("x-ratelimit-remaining", &allowance.remaining.to_string());
    set("x-ratelimit-reset", &allowance.reset.to_string());
    // Personal data are never kept by a cache; vocabularies say otherwise themselves.
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    headers.append(
        header::VARY,
        HeaderValue::from_static("Authorization, Accept-Language"),
    );
}

/// One line in the log: the pattern of the route, never the path or the query that was typed.
fn log(request: &HttpRequest, state: &State, status: u16, id: &RequestId, begun: Instant) {
    let route = request
        .match_pattern()
        .unwrap_or_else(|| "unmatched".to_owned());
    let took = begun.elapsed();
    let method = method_label(request.method().as_str());
    let consumer = signed(request).and_then(|signed| signed.actor.id());
    state.metrics.answered(method, &route, status, took);
    tracing::info!(
        event = "request",
        request_id = %id.0,
        trace_id = trace_id(request.headers()),
        method,
        route,
        status,
        consumer = consumer.map(|id| id.to_string()),
        client = client_address(request, &state.config.trusted_proxies),
        millis = took.as_secs_f64() * 1_000.0,
    );
}
