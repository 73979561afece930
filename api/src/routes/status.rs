//! Whether the service is well.

use actix_web::HttpResponse;

use crate::http::doorway::Guest;
use crate::http::{Access, Problem, Routes};

/// Tells whether the service is well.
///
/// Answers 200 when the service and its database answer, else a problem.
#[utoipa::path(
    get, path = "/status", tag = "service", operation_id = "status",
    responses((status = 200, body = crate::openapi::Problem, content_type = "application/problem+json"))
)]
pub async fn status(guest: Guest) -> Result<HttpResponse, Problem> {
    let store = guest.state.store.clone();
    guest.state.reachable.ask(move || store.ping()).await?;
    let view = serde_json::json!({
        "type": "about:blank", "title": "OK", "status": 200, "detail": "The service is well.",
    });
    Ok(HttpResponse::Ok()
        .content_type("application/problem+json")
        .json(view))
}

/// Mounts the routes of this file.
pub fn routes(routes: &mut Routes) {
    routes.mount(__path_status, Access::Public, status);
}
