//! Whether the service is well.

use actix_web::HttpResponse;
use actix_web::web;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::doorway::Guest;
use crate::http::{Access, Problem, Routes};

/// The state of the service, as RFC 9457 tells it.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatusView {
    /// In a word.
    #[schema(max_length = 100, pattern = r"^[^\u0000-\u001F]*$", example = "OK")]
    title: &'static str,
    /// The HTTP status.
    #[schema(minimum = 200, maximum = 599, example = 200)]
    status: i32,
    /// In a sentence.
    #[schema(
        max_length = 500,
        pattern = r"^[^\u0000-\u001F]*$",
        example = "The service is well."
    )]
    detail: &'static str,
}

/// Tells whether the service is well.
///
/// Answers 200 when the service and its database answer, else a problem.
#[utoipa::path(
    get, path = "/status", tag = "service", operation_id = "status",
    responses((status = 200, body = StatusView, content_type = "application/problem+json"))
)]
pub async fn status(guest: Guest) -> Result<HttpResponse, Problem> {
    let store = guest.state.store.clone();
    web::block(move || store.ping())
        .await
        .map_err(|_| Problem::of("overloaded"))??;
    let view = StatusView {
        title: "OK",
        status: 200,
        detail: "The service is well.",
    };
    Ok(HttpResponse::Ok()
        .content_type("application/problem+json")
        .json(view))
}

/// Mounts the routes of this file.
pub fn routes(routes: &mut Routes) {
    routes.mount(__path_status, Access::Public, status);
}
