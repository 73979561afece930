//! Asking for an import: the file comes as the body, what is asked of it in the query.

use actix_web::HttpResponse;
use domain::imports::{Import, ImportId, Layout, Mode, Order, Request};
use domain::individuals::EvidenceSource;
use domain::policy::Action;
use persistence::imports::{self, files, mappings};
use persistence::{Error, Tx};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::address;
use super::views::ImportView;
use crate::http::wire::{
    DayField, EvidenceSourceField, ImportReasonField, MappingIdField, OfficeIdField,
};
use crate::http::{Accepted, Access, Command, Field, Params, Problem, ProblemCode, Routes, Upload};
use crate::import::file::Pieces;

/// A CSV file: the first line has the headings.
#[derive(Debug, Serialize, ToSchema)]
#[schema(
    max_length = 268_435_456,
    example = "Codice fiscale;Cognome;Nome;Data di nascita\nVRDLCU90A41L219E;VERDI;LUCIA;01/01/1990\n"
)]
struct CsvFile(String);

/// What is asked of a file.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct ImportOptions {
    #[validate(nested)]
    office_id: OfficeIdField,
    #[validate(nested)]
    reason: ImportReasonField,
    #[validate(nested)]
    source: Option<EvidenceSourceField>,
    #[validate(nested)]
    observed_on: Option<DayField>,
    #[validate(nested)]
    mapping_id: Option<MappingIdField>,
    dry_run: Option<bool>,
}

impl ImportOptions {
    fn mode(&self) -> Mode {
        if self.dry_run == Some(true) {
            Mode::DryRun
        } else {
            Mode::Load
        }
    }

    /// What is asked, with the mapping that is named. Refuses whoever may not import there.
    async fn request(self, command: &Command) -> Result<Request, Problem> {
        let mode = self.mode();
        let office = self.office_id.parsed()?;
        let mapping = self.mapping_id.map(Field::parsed).transpose()?;
        let source = self.source.map(Field::parsed).transpose()?;
        let observed_on = self.observed_on.map(Field::parsed).transpose()?;
        let known = command.read(move |tx| {
            imports::check_office(tx, office)?;
            let layout = mapping.map(|id| mappings::get(tx, id)).transpose();
            let layout = layout.map_err(|error| match error {
                Error::NotFound => domain::kernel::Refusal::unknown("/mapping_id").into(),
                other => other,
            })?;
            Ok((layout.map(|mapping| mapping.layout), tx.day()?))
        });
        let (layout, today) = known.await?;
        Ok(Request {
            id: command.state().store.mint(),
            office,
            order: Order {
                reason: self.reason.parsed()?,
                mode,
                source: source.unwrap_or(EvidenceSource::SapImport),
                observed_on: observed_on.unwrap_or(today),
                mapping,
                layout: layout.unwrap_or_else(Layout::default),
                acknowledged: Vec::new(),
            },
            length: 0,
        })
    }
}

/// Sends a file of people to be imported.
///
/// The body is the file itself, as CSV of at most 256 MiB: semicolon, comma or tab; UTF-8, UTF-16
/// or Windows-1252; Italian headings, or those of a saved mapping. It is kept sealed until it is
/// read, and then removed. The answer comes when the file has arrived whole; the work goes on:
/// ask for the import to see how far it came. The same file twice changes nothing.
#[utoipa::path(post, path = "/imports", tag = "imports", operation_id = "import_individuals",
    params(
        ("office_id" = OfficeIdField, Query, description = "The office that registers."),
        ("reason" = ImportReasonField, Query, description = "Why; recorded."),
        ("source" = Option<EvidenceSourceField>, Query,
            description = "Where the facts come from; `sap_import` when nobody says."),
        ("observed_on" = Option<DayField>, Query,
            description = "The day on which they were true; today when nobody says."),
        ("mapping_id" = Option<MappingIdField>, Query,
            description = "The saved mapping that tells what the columns mean."),
        ("dry_run" = Option<bool>, Query,
            description = "Whether to decide everything and keep nothing.")),
    request_body(content = CsvFile, content_type = "text/csv", description = "The file."),
    responses((status = 202, body = ImportView)))]
async fn start(
    command: Command,
    Params(options): Params<ImportOptions>,
    upload: Upload,
) -> Result<HttpResponse, Problem> {
    let mut request = options.request(&command).await?;
    let id = request.id;
    let (links, language, apart) = (command.links(), command.language(), command.clone());
    match keep(&command, id, upload).await {
        Ok(length) => request.length = length,
        Err(problem) => {
            forget_unless_asked_for(&apart, id).await;
            return Err(problem);
        }
    }
    let queue = command.run(move |tx| {
        let changed = Import::queue(tx.actor(), request.clone(), tx.now(), tx.day()?)?;
        let import = imports::insert(tx, changed)?;
        Ok(Accepted {
            location: links.to(address(import.id)),
            version: import.version,
            view: ImportView::of(&import, tx.actor(), language, &links),
        })
    });
    let outcome = queue.await;
    // Of a write without an answer nobody knows whether it comes to pass, and then it wants its
    // file. If it does not, the worker removes the file.
    if !matches!(&outcome, Err(problem) if problem.code == ProblemCode::Unavailable) {
        forget_unless_asked_for(&apart, id).await;
    }
    outcome
}

/// Keeps the file as it comes, piece by piece; says how long it is.
async fn keep(command: &Command, id: ImportId, mut upload: Upload) -> Result<i64, Problem> {
    let vault = command.state().importer.vault().clone();
    let mut pieces = Pieces::new(&vault, &command.caller(), id);
    command.write_apart(move |tx| files::begin(tx, id)).await?;
    while let Some(chunk) = upload.next().await? {
        let mut rest = &chunk[..];
        while !rest.is_empty() {
            rest = &rest[pieces.take(rest)..];
            if pieces.is_full() {
                add(command, id, &mut pieces).await?;
            }
        }
    }
    add(command, id, &mut pieces).await?;
    Ok(pieces.length())
}

async fn add(command: &Command, id: ImportId, pieces: &mut Pieces) -> Result<(), Problem> {
    let Some((number, content)) = pieces.cut()? else {
        return Ok(());
    };
    let work = move |tx: &mut Tx<'_>| files::add(tx, id, number, &content);
    command.write_apart(work).await
}

/// A file for which no import was asked serves nobody: it broke off, was refused, or came a second
/// time under the same key. What cannot be removed now is removed by the worker.
async fn forget_unless_asked_for(command: &Command, id: ImportId) {
    let asked_for = command.read(move |tx| files::is_asked_for(tx, id)).await;
    if !matches!(asked_for, Ok(false)) {
        return;
    }
    let remove = move |tx: &mut Tx<'_>| files::remove(tx, id);
    let removed = loop {
        // Each time in turn with others who write.
        match command.write_apart(remove).await {
            Ok(true) => {}
            ended => break ended,
        }
    };
    if removed.is_err() {
        tracing::warn!(event = "import_file_not_removed");
    }
}

/// Mounts the route of this file.
pub(super) fn routes(routes: &mut Routes) {
    routes.mount(__path_start, Access::To(Action::ImportIndividuals), start);
}
