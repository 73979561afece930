//! Who saw or changed somebody's record: what the person across the desk is told.

mod views;
mod words;

use std::borrow::Cow;

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::event::IndividualId;
use domain::policy::Action;
use persistence::access_records::{self, Filter, Told};
use serde::Deserialize;
use serde_json::json;
use utoipa::openapi::schema::{ArrayBuilder, Schema};
use utoipa::openapi::{ObjectBuilder, Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};
use validator::Validate;

use crate::http::list::with_member;
use crate::http::wire::{DayField, IndividualIdField};
use crate::http::{Access, Field, List, ListOf, Problem, Query, Routes};

pub use views::{
    AccessRecordActor, AccessRecordEmergency, AccessRecordEntry, AccessRecordOffice,
    AccessRecordPart,
};
pub use words::Reader;

/// Of which days.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct AccessRecordFilter {
    #[validate(nested)]
    from: Option<DayField>,
    #[validate(nested)]
    to: Option<DayField>,
}

impl AccessRecordFilter {
    fn filter(&self) -> Filter {
        Filter {
            from: Field::given(self.from.as_ref()),
            to: Field::given(self.to.as_ref()),
        }
    }
}

type Entries = ListOf<AccessRecordEntry>;

/// A page of lines, with the emergency accesses and what is not told; for the document.
#[derive(Debug)]
struct AccessRecordPage;

impl PartialSchema for AccessRecordPage {
    fn schema() -> RefOr<Schema> {
        let emergencies = ArrayBuilder::new()
            .items(Ref::from_schema_name(AccessRecordEmergency::name()))
            .description(Some(
                "The last emergency accesses to the record, whenever they were, the latest first.",
            ))
            .min_items(Some(0))
            .max_items(Some(20));
        let note = ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .description(Some("What the record does not tell, in words."))
            .max_length(Some(1000))
            .pattern(Some(r"^[^\u0000-\u001F\u007F-\u009F]*$"))
            .examples([json!("Elenchi e ricerche non sono riportati.")]);
        let page = with_member(Entries::schema(), "note", note.into());
        with_member(page, "emergency_accesses", emergencies.into())
    }
}

impl ToSchema for AccessRecordPage {
    fn name() -> Cow<'static, str> {
        "AccessRecordPage".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Entries::schemas(schemas);
        schemas.push((
            AccessRecordEmergency::name().into_owned(),
            AccessRecordEmergency::schema(),
        ));
        AccessRecordEmergency::schemas(schemas);
    }
}

/// Who saw or changed the record of a person.
///
/// Sentences in the reader's language (`Accept-Language`) with their members beside them, the
/// latest first: who, with name, and with role and office as they are today; which part; when; why.
/// Told are reads of one person's data, changes, files of people that tell of the person, and what
/// happened to records that were merged into this one. What was done with a case is told to whose
/// case it is, also where a merge that was undone had given it to somebody else meanwhile. A file
/// that was asked for is told then, and again when it was fetched first. Lists and searches show many people at once
/// and are recorded without naming them, so they are not told. What one and the same reads for one
/// purpose with breaks of at most half an hour (a parameter) is one line, each part with how
/// often; a page therefore holds at most `limit` lines, and a sitting that goes on across two pages
/// is told on both, each read once. Emergency accesses stand at the head of every page, with their
/// reason. Asking is recorded too. Coordinators ask for the person: the answer tells what the reach
/// of others hides.
#[utoipa::path(get, path = "/individuals/{individual_id}/access-record", tag = "individuals",
    operation_id = "access_record",
    params(
        ("individual_id" = IndividualIdField, Path, description = "The person."),
        ("from" = Option<DayField>, Query, description = "From this day on."),
        ("to" = Option<DayField>, Query, description = "Until this day.")),
    responses((status = 200, body = AccessRecordPage)))]
async fn show(
    query: Query,
    id: Path<IndividualId>,
    list: List<AccessRecordFilter>,
) -> Result<HttpResponse, Problem> {
    let (page, filter) = (list.page()?, list.filter.filter());
    let reader = Reader {
        language: query.language(),
        zone: query.actor().zone,
    };
    let (record, now) = query
        .read(move |tx| {
            let record = access_records::of_individual(tx, *id, filter, &page)?;
            let person = Some(record.individual);
            tx.record_access(Action::ReadAccessRecord, "access_record", person, None);
            Ok((record, tx.now()))
        })
        .await?;
    let emergencies: Vec<AccessRecordEmergency> = record
        .emergencies
        .iter()
        .map(|known| AccessRecordEmergency::of(known, now, reader))
        .collect();
    let mut note = reader.says("access-record-note", &[]);
    if let Some(since) = reader.reads_since(record.reads_since) {
        note = format!("{note} {since}");
    }
    let view = |told: Told| AccessRecordEntry::of(&told, reader);
    list.answer(record.lines, |told| told.until, view)?
        .with("emergency_accesses", json!(emergencies))
        .with("note", json!(note))
        .respond()
}

/// Mounts the route of this folder.
pub fn routes(routes: &mut Routes) {
    let read = Access::To(Action::ReadAccessRecord);
    routes.mount(__path_show, read, show);
}
