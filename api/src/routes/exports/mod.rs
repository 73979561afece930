//! Many records as a file: somebody asks for it, a job writes it, whoever asked fetches it.

mod file;
mod views;

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::exports::{Export, ExportId};
use domain::policy::Action;
use persistence::exports::{self, Filter};
use serde::Deserialize;
use validator::Validate;

use crate::http::wire::ExportStatusField;
use crate::http::{
    Accepted, Access, Command, Field, IfMatch, List, ListOf, Problem, Query, Routes, Tagged, Valid,
};
use views::{ExportRequest, ExportRow, ExportView};

/// A page of exports.
type Exports = ListOf<ExportRow>;

/// Which exports.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct ExportsAsked {
    #[validate(nested)]
    status: Option<ExportStatusField>,
}

fn address(id: ExportId) -> String {
    format!("/exports/{id}")
}

/// Asks for records as a file.
///
/// Of the caller's own offices only, with columns of the kind that is asked for: all that the
/// caller may take out when none is named. No free text, nothing of protected data. The answer
/// comes at once; the work goes on: ask for the export to see how far it came. Each record is as it
/// was when it was read, and `begun_position` and `ended_position` tell what `GET /changes` had
/// told of by then. Whoever loses the right while the file is written or fetched gets no more of it.
/// 409: as many are under way, or kept, as the rulebook lets somebody have.
#[utoipa::path(post, path = "/exports", tag = "exports", operation_id = "export_records",
    request_body = ExportRequest, responses((status = 202, body = ExportView)))]
async fn queue(
    command: Command,
    Valid(body): Valid<ExportRequest>,
) -> Result<HttpResponse, Problem> {
    let order = body.order()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let changed = Export::queue(tx.new_id(), order.clone(), tx.actor(), tx.now())?;
            let (book, chain) = (tx.rulebook()?, tx.actor().chain());
            exports::holding(tx)?.refuse(&book, &chain, tx.day()?)?;
            let export = exports::insert(tx, changed)?;
            Ok(Accepted {
                location: links.to(address(export.id)),
                version: export.version,
                view: ExportView::of(&export, (tx.actor(), tx.now()), language, &links),
            })
        })
        .await
}

/// Shows an export of the caller: where it stands and how far it came.
#[utoipa::path(get, path = "/exports/{export_id}", tag = "exports",
    params(("export_id" = uuid::Uuid, Path, description = "The export.")),
    operation_id = "export", responses((status = 200, body = ExportView)))]
async fn show(query: Query, id: Path<ExportId>) -> Result<HttpResponse, Problem> {
    let (links, language) = (query.links(), query.language());
    query
        .run(move |tx| {
            let export = exports::get(tx, *id)?;
            let view = ExportView::of(&export, (tx.actor(), tx.now()), language, &links);
            Ok(Tagged(export.version, view))
        })
        .await
}

/// Lists the exports that the caller asked for, the latest first.
#[utoipa::path(get, path = "/exports", tag = "exports", operation_id = "exports",
    params(("status" = Option<ExportStatusField>, Query, description = "That stand so only.")),
    responses((status = 200, body = Exports)))]
async fn list(query: Query, list: List<ExportsAsked>) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let filter = Filter {
        status: Field::given(list.filter.status.as_ref()),
    };
    let paged = query
        .read(move |tx| exports::list(tx, filter, &page))
        .await?;
    let links = query.links();
    list.answer(
        paged,
        |export: &Export| export.id,
        |export| ExportRow::of(&export, &links),
    )?
    .respond()
}

/// Stops an export, or gives its file up before its time.
///
/// Nothing of the file stays, nor its note; that it was asked for, and handed out, stays on record.
#[utoipa::path(post, path = "/exports/{export_id}/cancellation", tag = "exports",
    operation_id = "cancel_export",
    params(("export_id" = uuid::Uuid, Path, description = "The export.")),
    responses((status = 200, body = ExportView)))]
async fn cancel(
    command: Command,
    id: Path<ExportId>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let export = exports::get(tx, *id)?;
            if_match.check(export.version)?;
            let changed = export.cancel(tx.actor(), tx.now())?;
            let export = exports::save(tx, changed)?;
            let view = ExportView::of(&export, (tx.actor(), tx.now()), language, &links);
            Ok(Tagged(export.version, view))
        })
        .await
}

/// Mounts the routes of this folder.
pub fn routes(routes: &mut Routes) {
    let access = Access::To(Action::ExportRecords);
    routes
        .mount(__path_queue, access, queue)
        .mount(__path_list, access, list)
        .mount(__path_show, access, show)
        .mount(__path_cancel, access, cancel);
    file::routes(routes);
}
