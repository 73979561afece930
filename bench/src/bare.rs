//! A bare route: what actix itself costs for an answer of the same length.

use actix_web::{App, HttpResponse, HttpServer, web};

use crate::Failure;

/// Serves an answer of so many bytes, on as many threads as the product has here, until killed.
pub(crate) fn serve(bytes: usize) -> Result<(), Failure> {
    let body = web::Bytes::from(vec![b' '; bytes]);
    let server = HttpServer::new(move || {
        let body = body.clone();
        App::new().default_service(web::to(move || {
            let body = body.clone();
            async move {
                HttpResponse::Ok()
                    .content_type("application/json")
                    .body(body)
            }
        }))
    })
    .bind(("127.0.0.1", 0))?;
    let address = server.addrs().first().copied().ok_or("no address")?;
    eprintln!(
        "{}",
        serde_json::json!({ "event": "listening", "address": address.to_string() })
    );
    actix_web::rt::System::new().block_on(server.run())?;
    Ok(())
}
