//! People from a file: the file is sent, a job reads it, somebody decides on what is doubtful.

mod decisions;
mod rows;
mod upload;
mod views;

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::imports::{Import, ImportId};
use domain::policy::Action;
use persistence::imports::{self, Filter};
use serde::Deserialize;
use validator::Validate;

use crate::http::wire::{ImportStatusField, OfficeIdField};
use crate::http::{Access, Command, Field, IfMatch, List, ListOf, Problem, Query, Routes, Tagged};
use views::{ImportRow, ImportView};

/// A page of imports.
type Imports = ListOf<ImportRow>;

/// Which imports.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct ImportFilter {
    #[validate(nested)]
    office: Option<OfficeIdField>,
    #[validate(nested)]
    status: Option<ImportStatusField>,
}

fn address(id: ImportId) -> String {
    format!("/imports/{id}")
}

/// Shows an import: where it stands, how far it came, how the file is read.
#[utoipa::path(get, path = "/imports/{import_id}", tag = "imports",
    params(("import_id" = uuid::Uuid, Path, description = "The import.")),
    operation_id = "import", responses((status = 200, body = ImportView)))]
async fn show(query: Query, id: Path<ImportId>) -> Result<HttpResponse, Problem> {
    let (links, language) = (query.links(), query.language());
    query
        .run(move |tx| {
            let import = imports::get(tx, *id)?;
            let view = ImportView::of(&import, tx.actor(), language, &links);
            Ok(Tagged(import.version, view))
        })
        .await
}

/// Lists the imports of the caller's offices, the latest first.
#[utoipa::path(get, path = "/imports", tag = "imports", operation_id = "imports",
    params(
        ("office" = Option<OfficeIdField>, Query, description = "Of this office only."),
        ("status" = Option<ImportStatusField>, Query, description = "That stand so only.")),
    responses((status = 200, body = Imports)))]
async fn list(query: Query, list: List<ImportFilter>) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let filter = Filter {
        office: list.filter.office.as_ref().and_then(Field::as_ref).copied(),
        status: list.filter.status.as_ref().and_then(Field::as_ref).copied(),
    };
    let paged = query
        .read(move |tx| imports::list(tx, filter, &page))
        .await?;
    let links = query.links();
    list.answer(
        paged,
        |import: &Import| import.id,
        |import| ImportRow::of(&import, &links),
    )?
    .respond()
}

/// Stops an import.
///
/// What it did until then stays; what waits for a decision cannot be decided any more. The same
/// file again goes on from there.
#[utoipa::path(post, path = "/imports/{import_id}/cancellation", tag = "imports",
    operation_id = "cancel_import",
    params(("import_id" = uuid::Uuid, Path, description = "The import.")),
    responses((status = 200, body = ImportView)))]
async fn cancel(
    command: Command,
    id: Path<ImportId>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let import = imports::get(tx, *id)?;
            if_match.check(import.version)?;
            let changed = import.cancel(tx.actor(), tx.now())?;
            let import = imports::save(tx, changed)?;
            let view = ImportView::of(&import, tx.actor(), language, &links);
            Ok(Tagged(import.version, view))
        })
        .await
}

/// Mounts the routes of this folder.
pub fn routes(routes: &mut Routes) {
    let access = Access::To(Action::ImportIndividuals);
    routes
        .mount(__path_list, access, list)
        .mount(__path_show, access, show)
        .mount(__path_cancel, access, cancel);
    upload::routes(routes);
    rows::routes(routes);
    decisions::routes(routes);
}
