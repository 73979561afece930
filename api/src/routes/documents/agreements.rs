//! Agreements on paper.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::agreements::AgreementId;
use domain::documents::{DocumentId, Origin};
use domain::policy::Action;
use persistence::{Error, Tx, agreements};

use super::views::{AgreementPrintRequest, DocumentView};
use super::{DocumentBytes, Documents, Read, accepted, recorded};
use crate::documents::agreement;
use crate::http::list::NoFilter;
use crate::http::{Access, Command, List, Problem, Query, Routes, Valid};

fn below(id: AgreementId) -> String {
    format!("/agreements/{id}/documents")
}

/// The agreement that the actor reads.
fn read(id: AgreementId, resource: &'static str) -> impl Read {
    move |tx: &mut Tx<'_>| -> Result<Origin, Error> {
        let (_, agreement) = agreements::get(tx, id, Action::ReadAgreements)?;
        let origin = Origin::agreement(&agreement);
        recorded(tx, Action::ReadAgreements, resource, &origin);
        Ok(origin)
    }
}

/// Orders an agreement on paper, to be read and signed.
///
/// Its words are those of this moment: what is written otherwise later does not change it. The
/// answer comes at once; the file is made within seconds, and `file` says where it is. What people
/// wrote stays in the language in which they did.
#[utoipa::path(post, path = "/agreements/{agreement_id}/documents", tag = "documents",
    operation_id = "print_agreement",
    params(("agreement_id" = uuid::Uuid, Path, description = "The agreement.")),
    request_body = AgreementPrintRequest, responses((status = 202, body = DocumentView)))]
async fn order(
    command: Command,
    id: Path<AgreementId>,
    Valid(body): Valid<AgreementPrintRequest>,
) -> Result<HttpResponse, Problem> {
    let (part, language) = body.asked()?;
    let links = command.links();
    command
        .run(move |tx| {
            let (_, agreement) = agreements::lock(tx, *id, Action::WorkCase)?;
            let item = agreement::order(tx, &agreement, part, language)?;
            Ok(accepted(item, &below(*id), &links))
        })
        .await
}

/// Lists what was printed of an agreement, the last ordered first.
#[utoipa::path(get, path = "/agreements/{agreement_id}/documents", tag = "documents",
    operation_id = "agreement_documents",
    params(("agreement_id" = uuid::Uuid, Path, description = "The agreement.")),
    responses((status = 200, body = Documents)))]
async fn list(
    query: Query,
    id: Path<AgreementId>,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    super::list(query, list, below(*id), read(*id, "documents")).await
}

/// Shows a printed agreement: where it stands, and its file.
#[utoipa::path(get, path = "/agreements/{agreement_id}/documents/{document_id}",
    tag = "documents", operation_id = "agreement_document",
    params(("agreement_id" = uuid::Uuid, Path, description = "The agreement."),
        ("document_id" = uuid::Uuid, Path, description = "The document.")),
    responses((status = 200, body = DocumentView)))]
async fn show(
    query: Query,
    path: Path<(AgreementId, DocumentId)>,
) -> Result<HttpResponse, Problem> {
    let (id, document) = *path;
    super::show(query, document, below(id), read(id, "document")).await
}

/// Hands out the file of a printed agreement.
///
/// It never changes.
#[utoipa::path(get, path = "/agreements/{agreement_id}/documents/{document_id}/file",
    tag = "documents", operation_id = "agreement_document_file",
    params(("agreement_id" = uuid::Uuid, Path, description = "The agreement."),
        ("document_id" = uuid::Uuid, Path, description = "The document.")),
    responses((status = 200, body = DocumentBytes, content_type = "application/pdf"),
        (status = 409, description = "It is not made yet, or cannot be made.")))]
async fn file(
    query: Query,
    path: Path<(AgreementId, DocumentId)>,
) -> Result<HttpResponse, Problem> {
    let (id, document) = *path;
    super::file(query, document, read(id, "document")).await
}

pub(super) fn routes(routes: &mut Routes) {
    let read = Access::To(Action::ReadAgreements);
    routes
        .mount(__path_order, Access::To(Action::WorkCase), order)
        .mount(__path_list, read, list)
        .mount(__path_show, read, show)
        .mount(__path_file, read, file);
}
