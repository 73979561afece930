//! A copy of all that is held of a person, to be read and printed.

use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY};
use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use persistence::data_exports::{Chapter, Held, Item};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::words::{Place, member, value};
use super::{Head, chapter_label, notices};
use crate::http::{Problem, ProblemCode};
use crate::routes::individuals::access_record::Reader;

const STYLE: &str = include_str!("../../../../templates/data_export.css");

/// Nothing is loaded and nothing runs; the only style is the one of the page.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    )
});

#[derive(Template)]
#[template(path = "data_export.html")]
struct Page {
    lang: &'static str,
    title: String,
    style: &'static str,
    head: Vec<String>,
    contents: String,
    nothing: String,
    chapters: Vec<ChapterPart>,
    accesses_heading: String,
    accesses_note: String,
    accesses: Vec<String>,
    notices: Vec<NoticePart>,
}

struct ChapterPart {
    id: &'static str,
    heading: String,
    tables: Vec<Table>,
    /// That there are more, where there are.
    cut: Option<String>,
}

struct Table {
    caption: String,
    rows: Vec<Row>,
}

struct Row {
    label: String,
    value: String,
}

struct NoticePart {
    heading: String,
    blocks: Vec<Block>,
}

struct Block {
    is_heading: bool,
    text: String,
}

/// One row for each value, however deep it lies; what it is part of stands before its name.
fn rows(place: Place<'_>, within: &str, held: &Value, reader: Reader, out: &mut Vec<Row>) {
    match held {
        Value::Object(members) => {
            let edition = members.get("edition").and_then(Value::as_str);
            for (name, held) in members {
                let label = member(name, reader.language);
                let label = if within.is_empty() {
                    label
                } else {
                    format!("{within} › {label}")
                };
                let place = Place {
                    member: name,
                    edition,
                    ..place
                };
                rows(place, &label, held, reader, out);
            }
        }
        Value::Array(items) => {
            for (n, held) in items.iter().enumerate() {
                let label = if items.len() == 1 {
                    within.to_owned()
                } else {
                    format!("{within} {}", n + 1)
                };
                rows(place, &label, held, reader, out);
            }
        }
        single => out.push(Row {
            label: within.to_owned(),
            value: value(place, single, reader),
        }),
    }
}

fn table(chapter: &str, number: usize, item: &Item, reader: Reader) -> Table {
    let section = item.get("section").and_then(Value::as_str);
    let mut told = Vec::new();
    for (name, held) in item {
        // The content of a section is the section: nothing stands before its members.
        let (scope, label) = match (name.as_str(), section) {
            ("content", Some(section)) => (section, String::new()),
            (other, _) => (chapter, member(other, reader.language)),
        };
        let place = Place {
            scope,
            member: name,
            edition: None,
        };
        rows(place, &label, held, reader, &mut told);
    }
    Table {
        caption: caption(chapter, number, item, reader),
        rows: told,
    }
}

/// What stands above a table: the section and its version, or the thing and its number.
fn caption(chapter: &str, number: usize, item: &Item, reader: Reader) -> String {
    let (Some(section), Some(version)) = (item.get("section"), item.get("version")) else {
        let one = reader.says(&format!("export-item-{chapter}"), &[]);
        return format!("{one} {number}");
    };
    let place = Place {
        scope: chapter,
        member: "section",
        edition: None,
    };
    format!(
        "{}, {} {version}",
        value(place, section, reader),
        member("version", reader.language)
    )
}

fn chapter(chapter: &Chapter, reader: Reader) -> ChapterPart {
    let items = chapter.items.iter().enumerate();
    ChapterPart {
        id: chapter.name,
        heading: chapter_label(chapter.name, reader),
        tables: items
            .map(|(n, item)| table(chapter.name, n + 1, item, reader))
            .collect(),
        cut: (!chapter.is_whole).then(|| {
            let count = chapter.items.len().to_string();
            reader.says("export-chapter-cut", &[("count", count)])
        }),
    }
}

/// A notice as headings and paragraphs.
fn blocks(text: &str) -> Vec<Block> {
    let lines = text.split("\n\n").map(str::trim);
    let lines = lines.filter(|line| !line.is_empty());
    lines
        .map(|line| Block {
            is_heading: line.starts_with('#'),
            text: line.trim_start_matches(['#', ' ']).replace("**", ""),
        })
        .collect()
}

/// The page as text.
pub(super) fn render(held: &Held, reader: Reader) -> Result<String, Problem> {
    let page = Page {
        lang: reader.language.tag(),
        title: reader.says("export-title", &[]),
        style: STYLE,
        head: Head::of(held).lines(reader),
        contents: reader.says("export-contents", &[]),
        nothing: reader.says("export-nothing", &[]),
        chapters: held.chapters.iter().map(|c| chapter(c, reader)).collect(),
        accesses_heading: reader.says("export-chapter-accesses", &[]),
        accesses_note: reader.says("access-record-note", &[]),
        accesses: held
            .accesses
            .items
            .iter()
            .map(|told| reader.sentence(told))
            .collect(),
        notices: notices(held, reader)
            .into_iter()
            .map(|(version, text)| NoticePart {
                heading: reader.says("export-notice", &[("version", version)]),
                blocks: blocks(text),
            })
            .collect(),
    };
    page.render()
        .map_err(|_| Problem::of(ProblemCode::Internal))
}

/// The page, with the headers that keep it still.
pub(super) fn respond(html: String, reader: Reader) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((CONTENT_LANGUAGE, reader.language.tag()))
        .insert_header((CONTENT_SECURITY_POLICY, POLICY.as_str()))
        .body(html)
}
