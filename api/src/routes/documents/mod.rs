//! Documents that are handed over. Each is about one thing, below whose address it is: whoever reads
//! that reads it.

mod agreements;
mod letters;
mod views;

use actix_web::HttpResponse;
use actix_web::http::header::{
    self, ContentDisposition, DispositionParam, DispositionType, EntityTag,
};
use domain::documents::{DocumentId, DocumentStatus, Origin};
use domain::kernel::Refusal;
use domain::policy::Action;
use persistence::documents::{self, Item};
use persistence::{Error, Tx};
use serde::Serialize;
use utoipa::ToSchema;

use crate::hex::hex;
use crate::http::list::NoFilter;
use crate::http::precondition::has_tag;
use crate::http::{Accepted, Links, List, ListOf, Problem, Query, Routes, Tagged};
use views::{DocumentRow, DocumentView};

/// A page of documents.
type Documents = ListOf<DocumentRow>;

/// The file of a document: PDF 1.7, tagged (PDF/UA-1) and made to be kept (PDF/A-2a).
#[derive(Debug, Serialize, ToSchema)]
#[schema(format = Binary, max_length = 10_485_760, example = "%PDF-1.7")]
struct DocumentBytes(String);

/// The thing that a document is about, read by whoever asks; its reading is recorded.
trait Read: Fn(&mut Tx<'_>) -> Result<Origin, Error> + Send + 'static {}
impl<R> Read for R where R: Fn(&mut Tx<'_>) -> Result<Origin, Error> + Send + 'static {}

fn recorded(tx: &mut Tx<'_>, action: Action, resource: &'static str, origin: &Origin) {
    tx.record_access(action, resource, Some(origin.individual), origin.case);
}

/// 202 with a document that was ordered.
fn accepted(item: Item, below: &str, links: &Links) -> Accepted<DocumentView> {
    let version = item.document.version;
    let location = links.to(format_args!("{below}/{}", item.document.id));
    Accepted {
        location,
        version,
        view: DocumentView::of(item, below, links),
    }
}

async fn list(
    query: Query,
    list: List<NoFilter>,
    below: String,
    read: impl Read,
) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let paged = query
        .read(move |tx| {
            let origin = read(tx)?;
            documents::list(tx, origin.subject, &page)
        })
        .await?;
    let links = query.links();
    let key = |item: &Item| item.document.id;
    list.answer(paged, key, |item| DocumentRow::of(item, &below, &links))?
        .respond()
}

async fn show(
    query: Query,
    id: DocumentId,
    below: String,
    read: impl Read,
) -> Result<HttpResponse, Problem> {
    let links = query.links();
    query
        .run(move |tx| {
            let origin = read(tx)?;
            let item = documents::get(tx, origin.subject, id)?;
            let version = item.document.version;
            Ok(Tagged(version, DocumentView::of(item, &below, &links)))
        })
        .await
}

/// The file, if it is made. It never changes: its tag is the SHA-256 of its bytes.
async fn file(query: Query, id: DocumentId, read: impl Read) -> Result<HttpResponse, Problem> {
    let (document, bytes) = query
        .read(move |tx| {
            let origin = read(tx)?;
            let document = documents::get(tx, origin.subject, id)?.document;
            if document.status != DocumentStatus::Made {
                let status = document.status.to_string();
                let step = "fetch";
                return Err(Refusal::WrongStatus { step, status }.into());
            }
            Ok((document, documents::file(tx, id)?))
        })
        .await?;
    let sha256 = document.file.map(|file| hex(&file.sha256));
    let tag = EntityTag::new_strong(sha256.unwrap_or_default());
    if has_tag(query.request(), &tag) {
        return Ok(HttpResponse::NotModified()
            .insert_header(header::ETag(tag))
            .finish());
    }
    let number = document.number;
    let filename = format!("{}-{}-{}.pdf", document.kind, number.year, number.number);
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header(header::ETag(tag))
        .insert_header(ContentDisposition {
            disposition: DispositionType::Attachment,
            parameters: vec![DispositionParam::Filename(filename)],
        })
        .body(bytes))
}

/// Mounts the routes of this capability.
pub fn routes(routes: &mut Routes) {
    agreements::routes(routes);
    letters::routes(routes);
}
