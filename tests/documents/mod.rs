//! What is handed over on paper: an agreement to be signed, a letter to somebody who is expected.

mod agreements;
mod leaving;
mod letters;
mod making;

use serde_json::{Value, json};

use crate::hand_overs::step;
use crate::support::{Answer, Client, TestApp};

/// Makes the documents that wait.
pub(crate) fn work(app: &TestApp) {
    api::documents::round(&app.store).unwrap();
}

/// Orders a document: its path.
#[track_caller]
fn ordered(client: &Client, below: &str, body: &Value) -> String {
    let view = client.post(below, body).ok(202);
    assert_eq!(view["status"], "ordered");
    assert!(view.get("file").is_none());
    format!("{below}/{}", view["id"].as_str().unwrap())
}

/// The file of a document that was made.
#[track_caller]
fn file(client: &Client, document: &str) -> Answer {
    assert_eq!(client.get(document).ok(200)["status"], "made");
    let file = client.get(&format!("{document}/file"));
    assert_eq!(file.status, 200, "{}", file.text());
    file
}

/// What the file says, its blanks and ends of lines as one blank each.
#[track_caller]
fn said(file: &Answer) -> String {
    let text = pdf_extract::extract_text_from_mem(&file.body).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
