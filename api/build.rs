//! Takes the document of the API from the repository, without its line breaks: to write it anew at
//! each start would cost more memory than the server needs afterwards.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let file = "../openapi/openapi.json";
    println!("cargo::rerun-if-changed={file}");
    let kept = fs::read_to_string(file).unwrap_or_default();
    // `percorso openapi` has to be built to mend a document that cannot be read.
    let document = serde_json::from_str(&kept).unwrap_or_else(|fault| {
        println!("cargo::warning={file}: {fault}; run `cargo xtask openapi`");
        serde_json::Value::Null
    });
    let folder = env::var("OUT_DIR")?;
    fs::write(
        Path::new(&folder).join("openapi.json"),
        document.to_string(),
    )?;
    Ok(())
}
