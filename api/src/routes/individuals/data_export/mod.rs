//! A copy of all that is held of a person, for the person (Reg. (EU) 2016/679, art. 15).

mod page;
mod words;

use std::borrow::Cow;

use actix_web::HttpResponse;
use actix_web::http::header::{Accept, Header};
use actix_web::web::Path;
use chrono::{DateTime, Utc};
use domain::event::IndividualId;
use domain::policy::Action;
use domain::privacy;
use persistence::data_exports::{self, Held, Item};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::openapi::schema::{AdditionalProperties, Schema, Type};
use utoipa::openapi::{ObjectBuilder, RefOr};
use utoipa::{PartialSchema, ToSchema};

use super::access_record::{AccessRecordEntry, Reader};
use crate::app::State;
use crate::http::answer::{Reply, respond};
use crate::http::doorway::block_within;
use crate::http::wire::IndividualIdField;
use crate::http::{Access, Field, Plain, Problem, ProblemCode, Query, Routes};
use crate::texts::Language;

/// All that is held of a person.
#[derive(Debug, Serialize, ToSchema)]
pub struct DataExport {
    /// Whose record: the one that answers.
    individual_id: IndividualIdField,
    /// The body that answers for the data.
    #[schema(max_length = 300, example = "Comune di Castelverde")]
    controller: String,
    /// When this was put together.
    made_at: DateTime<Utc>,
    /// The language of labels and sentences.
    #[schema(max_length = 2, pattern = "^(it|en)$", example = "it")]
    language: &'static str,
    /// What is not in it, and which rights there are, in words.
    #[schema(min_items = 0, max_items = 10)]
    notes: Vec<String>,
    /// Everything but the accesses, kind by kind.
    #[schema(min_items = 0, max_items = 50)]
    chapters: Vec<DataExportChapter>,
    /// Who saw or changed the record, the latest first: as the access record tells it.
    #[schema(min_items = 0, max_items = 5_000)]
    accesses: Vec<AccessRecordEntry>,
    /// Whether all accesses are in it; older ones are asked for at the access record.
    accesses_complete: bool,
    /// The notices that the person was shown.
    #[schema(min_items = 0, max_items = 50)]
    notices: Vec<DataExportNotice>,
}

/// All things of one kind that are held of a person.
#[derive(Debug, Serialize, ToSchema)]
pub struct DataExportChapter {
    /// Which kind.
    #[schema(max_length = 64, pattern = "^[a-z_]{1,64}$", example = "sections")]
    chapter: &'static str,
    /// What that kind is called, in the reader's language.
    #[schema(max_length = 200, example = "Sezioni della scheda")]
    label: String,
    /// Each of them: its members by name, those without a value left out. The content of a section
    /// is as it is recorded; amounts are in euro.
    #[schema(min_items = 0, max_items = 10_000)]
    items: Vec<DataExportItem>,
    /// Whether these are all there are; of more than 10,000 the others are asked for at the office.
    complete: bool,
}

/// One thing that is held of a person. Its members are those of its kind.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub struct DataExportItem(Item);

impl PartialSchema for DataExportItem {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Object)
            .description(Some(
                "One thing that is held: its members by name, those without a value left out.",
            ))
            .additional_properties(Some(AdditionalProperties::FreeForm(true)))
            .examples([json!({
                "section": "residence", "version": 1, "source": "document",
                "observed_on": "2026-03-02", "verification": "verified",
                "content": { "residence": { "street": "Via Po", "place_code": "L219" } },
            })])
            .into()
    }
}

impl ToSchema for DataExportItem {
    fn name() -> Cow<'static, str> {
        "DataExportItem".into()
    }
}

/// A notice that the person was shown.
#[derive(Debug, Serialize, ToSchema)]
pub struct DataExportNotice {
    /// Its version.
    #[schema(max_length = 20, example = "1.0")]
    version: String,
    /// Its text, as Markdown.
    #[schema(
        max_length = 20_000,
        example = "# Informativa sul trattamento dei dati personali"
    )]
    text: &'static str,
}

/// What stands at the head of a copy.
struct Head {
    controller: String,
    at: DateTime<Utc>,
    complete: bool,
    reads_since: Option<DateTime<Utc>>,
}

impl Head {
    fn of(held: &Held) -> Self {
        Self {
            controller: held.controller.clone(),
            at: held.at,
            complete: !held.accesses.more,
            reads_since: held.reads_since,
        }
    }

    /// What it is, what is not in it, and which rights there are.
    fn lines(&self, reader: Reader) -> Vec<String> {
        let made = [
            ("controller", self.controller.clone()),
            ("when", reader.instant(self.at)),
        ];
        let mut head = vec![reader.says("export-made", &made)];
        head.extend(
            ["export-missing", "export-retention", "export-rights"]
                .map(|key| reader.says(key, &[])),
        );
        if !self.complete {
            head.push(reader.says("export-accesses-cut", &[]));
        }
        head.extend(reader.reads_since(self.reads_since));
        head
    }
}

/// What a kind of thing is called.
fn chapter_label(name: &str, reader: Reader) -> String {
    reader.says(&format!("export-chapter-{name}"), &[])
}

/// The notices that the person was shown, each once, in the reader's language.
fn notices(held: &Held, reader: Reader) -> Vec<(String, &'static str)> {
    let items = held.chapters.iter().flat_map(|chapter| &chapter.items);
    let shown = items.filter_map(|item| {
        let at_intake = item.get("notice_version");
        let in_record = item
            .get("content")
            .filter(|_| {
                item.get("section")
                    .is_some_and(|name| name == "privacy_notice")
            })
            .and_then(|content| content.get("version"));
        at_intake.or(in_record).and_then(Value::as_str)
    });
    let mut versions: Vec<&str> = shown.collect();
    versions.sort_unstable();
    versions.dedup();
    let text = |version: &str| {
        let notice = privacy::get(version)?;
        let text = match reader.language {
            Language::Italian => notice.italian,
            Language::English => notice.english,
        };
        Some((version.to_owned(), text))
    };
    versions.into_iter().filter_map(text).collect()
}

impl DataExport {
    fn of(held: Held, reader: Reader) -> Self {
        let notices = notices(&held, reader).into_iter();
        let notes = Head::of(&held).lines(reader);
        Self {
            notices: notices
                .map(|(version, text)| DataExportNotice { version, text })
                .collect(),
            notes,
            individual_id: Field::of(held.individual),
            controller: held.controller,
            made_at: held.at,
            language: reader.language.tag(),
            chapters: held
                .chapters
                .into_iter()
                .map(|chapter| DataExportChapter {
                    chapter: chapter.name,
                    label: chapter_label(chapter.name, reader),
                    complete: chapter.is_whole,
                    items: chapter.items.into_iter().map(DataExportItem).collect(),
                })
                .collect(),
            accesses_complete: !held.accesses.more,
            accesses: held
                .accesses
                .items
                .iter()
                .map(|told| AccessRecordEntry::of(told, reader))
                .collect(),
        }
    }
}

/// Whether the reader would rather have a page than data.
fn wants_page(query: &Query) -> bool {
    let accepted = Accept::parse(query.request()).map(|accept| accept.ranked());
    let first = accepted.unwrap_or_default().into_iter().find(|mime| {
        let essence = mime.essence_str();
        matches!(essence, "text/html" | "application/json" | "*/*")
    });
    first.is_some_and(|mime| mime.essence_str() == "text/html")
}

/// All that is held of a person.
///
/// A copy for the person (Reg. (EU) 2016/679, art. 15), from one moment and from all records that
/// became one: every section with all its versions and their provenance, interviews, cases, attempts,
/// all texts of all notes, contacts at the desk, merges, imports, emergency accesses, requests to
/// erase the person, terms that are over, and who saw or changed the record. Of each kind at most
/// 10,000, and it says so where there are more. Codes stand in the data as they are stored, and on
/// the page in words. `Accept: text/html` gets a page to print, without scripts, in the reader's
/// language. Colleagues stand in it by name only. Notes may name others: whoever hands the copy out
/// reads it before (art. 15 par. 4). The notes at its head say what is not in it. That it was handed out is recorded
/// with the purpose `data_subject_request`, whatever the request says.
#[utoipa::path(get, path = "/individuals/{individual_id}/data-export", tag = "individuals",
    operation_id = "data_export",
    params(("individual_id" = IndividualIdField, Path, description = "The person.")),
    responses((status = 200, content((DataExport = "application/json"), (String = "text/html")))))]
async fn show(query: Query, id: Path<IndividualId>) -> Result<HttpResponse, Problem> {
    let query = query.for_purpose("data_subject_request");
    let as_page = wants_page(&query);
    let reader = Reader {
        language: query.language(),
        zone: query.actor().zone,
    };
    let held = query
        .read(move |tx| {
            let held = data_exports::of_individual(tx, *id)?;
            let person = Some(held.individual);
            tx.record_access(Action::HandOutRecord, "data_export", person, None);
            Ok(held)
        })
        .await?;
    let state = query.state();
    // Thousands of values are put into words: not where other requests are answered.
    if as_page {
        let html = put_together(&state, move || page::render(&held, reader)).await?;
        Ok(page::respond(html, reader))
    } else {
        let data = move || Ok(Plain(DataExport::of(held, reader)).answer()?);
        respond(put_together(&state, data).await?)
    }
}

/// What somebody works on elsewhere than where requests are answered, at a turn: however many ask,
/// the threads are those of the readers.
async fn put_together<T: Send + 'static>(
    state: &State,
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let turn = state.reading.enter().await?;
    block_within(turn, ProblemCode::Internal, work).await?
}

/// Mounts the route of this folder.
pub fn routes(routes: &mut Routes) {
    let hand_out = Access::To(Action::HandOutRecord);
    routes.mount(__path_show, hand_out, show);
}
