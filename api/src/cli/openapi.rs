//! `percorso openapi`: the document of the API, as it stands in `openapi/openapi.json`.

use std::io::Write;

use super::Failure;

/// Prints the document.
pub(super) fn print() -> Result<(), Failure> {
    let operations = api::app::all_routes().operations();
    let document = api::openapi::document(operations, env!("CARGO_PKG_VERSION"));
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &document)?;
    writeln!(out)?;
    Ok(())
}
