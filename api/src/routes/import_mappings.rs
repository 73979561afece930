//! Saved mappings: how the files of each source are read.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::imports::{DateOrder, FileEncoding, Layout, Mapped, Mapping, MappingId};
use domain::kernel::{Fault, Text};
use domain::policy::Action;
use persistence::imports::mappings;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::list::NoFilter;
use crate::http::problem::FieldFault;
use crate::http::wire::{
    ColumnField, DateOrderField, FileEncodingField, MappingIdField, Text100Field,
};
use crate::http::{
    Access, Command, Created, Done, Field, IfMatch, Links, List, ListOf, Problem, Query, Routes,
    SelfLink, Tagged, Valid,
};

/// How many columns a mapping names.
const MOST_COLUMNS: usize = 40;

/// A page of mappings.
type ImportMappings = ListOf<ImportMappingView>;

/// A column of a file.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MappedColumn {
    /// What the file calls it; case, accents, blanks and dots make no difference.
    #[validate(nested)]
    #[schema(example = "Data nasc.")]
    heading: Text100Field,
    /// What it means.
    #[validate(nested)]
    column: ColumnField,
}

/// How the files of a source are read.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportMappingRequest {
    /// What the source is called; one mapping for each.
    #[validate(nested)]
    label: Text100Field,
    /// Columns with headings of their own; the usual Italian ones are known anyway.
    #[validate(nested)]
    #[schema(min_items = 0, max_items = 40)]
    columns: Vec<MappedColumn>,
    /// Which number of a day comes first; `day_first` when nobody says.
    #[serde(default)]
    #[validate(nested)]
    date_order: Option<DateOrderField>,
    /// How letters are written; `detected` when nobody says.
    #[serde(default)]
    #[validate(nested)]
    encoding: Option<FileEncodingField>,
}

/// A saved mapping.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportMappingView {
    /// The mapping.
    id: MappingIdField,
    /// How often it was saved.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// What the source is called.
    label: Text100Field,
    /// Columns with headings of their own.
    #[schema(min_items = 0, max_items = 40)]
    columns: Vec<MappedColumn>,
    /// Which number of a day comes first.
    date_order: DateOrderField,
    /// How letters are written.
    encoding: FileEncodingField,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

impl ImportMappingRequest {
    fn parsed(self) -> Result<(Text<100>, Layout), Problem> {
        if self.columns.len() > MOST_COLUMNS {
            let fault = Fault::new("too_many").with("max", MOST_COLUMNS);
            return Err(Problem::invalid("/columns", &fault));
        }
        let columns = self.columns.into_iter().map(|mapped| {
            Ok(Mapped {
                heading: mapped.heading.parsed()?,
                column: mapped.column.parsed()?,
            })
        });
        let date_order = self.date_order.map(Field::parsed).transpose()?;
        let encoding = self.encoding.map(Field::parsed).transpose()?;
        let layout = Layout {
            columns: columns.collect::<Result<_, Problem>>()?,
            date_order: date_order.unwrap_or(DateOrder::DayFirst),
            encoding: encoding.unwrap_or(FileEncoding::Detected),
        };
        let faults = layout
            .faults()
            .into_iter()
            .map(|(at, member, code)| FieldFault::new(format!("/columns/{at}/{member}"), code));
        let faults: Vec<_> = faults.collect();
        if faults.is_empty() {
            Ok((self.label.parsed()?, layout))
        } else {
            Err(Problem::unprocessable(faults))
        }
    }
}

fn address(id: MappingId) -> String {
    format!("/import-mappings/{id}")
}

impl ImportMappingView {
    fn of(mapping: Mapping, links: &Links) -> Self {
        let columns = mapping.layout.columns.into_iter();
        let columns = columns.map(|mapped| MappedColumn {
            heading: mapped.heading.into(),
            column: mapped.column.into(),
        });
        Self {
            id: mapping.id.into(),
            version: mapping.version.0,
            label: mapping.label.into(),
            columns: columns.collect(),
            date_order: mapping.layout.date_order.into(),
            encoding: mapping.layout.encoding.into(),
            links: links.of(address(mapping.id)),
        }
    }
}

/// Saves how the files of a source are read.
///
/// Imports name it as `mapping_id`. Each source has one mapping: 409 where there is one already.
#[utoipa::path(post, path = "/import-mappings", tag = "imports",
    operation_id = "save_import_mapping", request_body = ImportMappingRequest,
    responses((status = 201, body = ImportMappingView)))]
async fn save(
    command: Command,
    Valid(body): Valid<ImportMappingRequest>,
) -> Result<HttpResponse, Problem> {
    let (label, layout) = body.parsed()?;
    let links = command.links();
    command
        .run(move |tx| {
            let (label, layout) = (label.clone(), layout.clone());
            let changed = Mapping::create(tx.actor(), tx.new_id(), label, layout)?;
            let mapping = mappings::insert(tx, changed)?;
            Ok(Created {
                location: links.to(address(mapping.id)),
                version: mapping.version,
                view: ImportMappingView::of(mapping, &links),
            })
        })
        .await
}

/// Replaces a mapping whole. Imports that were asked for before keep the one that they had.
#[utoipa::path(put, path = "/import-mappings/{mapping_id}", tag = "imports",
    operation_id = "replace_import_mapping",
    params(("mapping_id" = uuid::Uuid, Path, description = "The mapping.")),
    request_body = ImportMappingRequest, responses((status = 200, body = ImportMappingView)))]
async fn replace(
    command: Command,
    id: Path<MappingId>,
    if_match: IfMatch,
    Valid(body): Valid<ImportMappingRequest>,
) -> Result<HttpResponse, Problem> {
    let (label, layout) = body.parsed()?;
    let links = command.links();
    command
        .run(move |tx| {
            let mapping = mappings::get(tx, *id)?;
            if_match.check(mapping.version)?;
            let changed = mapping.replace(tx.actor(), label.clone(), layout.clone())?;
            let mapping = mappings::save(tx, changed)?;
            let version = mapping.version;
            Ok(Tagged(version, ImportMappingView::of(mapping, &links)))
        })
        .await
}

/// Removes a mapping. Imports that were asked for before keep the one that they had.
#[utoipa::path(delete, path = "/import-mappings/{mapping_id}", tag = "imports",
    operation_id = "remove_import_mapping",
    params(("mapping_id" = uuid::Uuid, Path, description = "The mapping.")),
    responses((status = 204)))]
async fn remove(
    command: Command,
    id: Path<MappingId>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    command
        .run(move |tx| {
            let mapping = mappings::get(tx, *id)?;
            if_match.check(mapping.version)?;
            let removed = mapping.remove(tx.actor())?;
            mappings::remove(tx, removed)?;
            Ok(Done)
        })
        .await
}

/// Shows a mapping.
#[utoipa::path(get, path = "/import-mappings/{mapping_id}", tag = "imports",
    operation_id = "import_mapping",
    params(("mapping_id" = uuid::Uuid, Path, description = "The mapping.")),
    responses((status = 200, body = ImportMappingView)))]
async fn show(query: Query, id: Path<MappingId>) -> Result<HttpResponse, Problem> {
    let links = query.links();
    query
        .run(move |tx| {
            let mapping = mappings::get(tx, *id)?;
            let version = mapping.version;
            Ok(Tagged(version, ImportMappingView::of(mapping, &links)))
        })
        .await
}

/// Lists the mappings of the organisation by label.
#[utoipa::path(get, path = "/import-mappings", tag = "imports",
    operation_id = "import_mappings", responses((status = 200, body = ImportMappings)))]
async fn list(query: Query, list: List<NoFilter>) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let paged = query.read(move |tx| mappings::list(tx, &page)).await?;
    let links = query.links();
    list.answer(paged, mappings::key, |mapping| {
        ImportMappingView::of(mapping, &links)
    })?
    .respond()
}

/// Mounts the routes of this file.
pub fn routes(routes: &mut Routes) {
    let access = Access::To(Action::ImportIndividuals);
    routes
        .mount(__path_save, access, save)
        .mount(__path_list, access, list)
        .mount(__path_show, access, show)
        .mount(__path_replace, access, replace)
        .mount(__path_remove, access, remove);
}
