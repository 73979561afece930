//! Cases: opening, owner, notes, file and end.

mod attempts;
mod file;
mod notes;
mod owner;
mod steps;
pub(crate) mod views;

use std::fmt;
use std::str::FromStr;

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::actor::{Actor, StaffId};
use domain::cases::{Case, Opening};
use domain::event::CaseId;
use domain::kernel::Fault;
use domain::policy::Action;
use persistence::cases::{self, ByCounsellor, Filter, Item, Key};
use persistence::names;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;
use validator::Validate;

use crate::http::field::text;
use crate::http::wire::{
    CaseReasonField, CaseStatusField, DayField, IndividualIdField, OfficeIdField, StaffIdField,
};
use crate::http::{
    Access, Command, Created, Field, List, ListOf, Problem, Query, Routes, Tagged, Valid, Wire,
};
use views::{CaseRow, CaseView, address};

/// A page of cases.
type Cases = ListOf<CaseRow>;

/// A case to be opened.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseRequest {
    /// Who is to be followed: anybody of the organisation.
    #[validate(nested)]
    individual_id: IndividualIdField,
    /// The office that owns it: one where the caller may open cases.
    #[validate(nested)]
    office_id: OfficeIdField,
    /// Who answers for it; nobody yet when it is left out. Whoever cannot assign cases names
    /// nobody else.
    #[validate(nested)]
    counsellor_id: Option<StaffIdField>,
    /// Why, in words.
    #[validate(nested)]
    reason: CaseReasonField,
    /// Since when; today when it is left out.
    #[validate(nested)]
    opened_on: Option<DayField>,
}

/// Whose cases: `me`, `none`, or a colleague.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follower {
    /// The caller's.
    Me,
    /// Those that nobody follows.
    Nobody,
    /// A colleague's.
    Staff(StaffId),
}

/// A member that holds a follower.
pub type FollowerField = Field<Follower>;

impl FromStr for Follower {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        match text {
            "me" => Ok(Self::Me),
            "none" => Ok(Self::Nobody),
            id => id.parse().map(Self::Staff),
        }
    }
}

impl fmt::Display for Follower {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Me => f.write_str("me"),
            Self::Nobody => f.write_str("none"),
            Self::Staff(id) => id.fmt(f),
        }
    }
}

impl Wire for Follower {
    fn name() -> std::borrow::Cow<'static, str> {
        "Follower".into()
    }
    fn shape() -> Object {
        let pattern = "^(me|none|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$";
        text(
            "`me`, `none`, or the identifier of a colleague.",
            36,
            pattern,
            "me",
        )
    }
}

/// Which cases.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct CaseFilter {
    #[validate(nested)]
    status: Option<CaseStatusField>,
    #[validate(nested)]
    office: Option<OfficeIdField>,
    #[validate(nested)]
    counsellor: Option<FollowerField>,
    #[validate(nested)]
    individual: Option<IndividualIdField>,
    #[validate(nested)]
    opened_from: Option<DayField>,
    #[validate(nested)]
    opened_to: Option<DayField>,
}

impl CaseFilter {
    fn filter(&self, actor: &Actor) -> Filter {
        let counsellor = Field::given(self.counsellor.as_ref()).map(|follower| match follower {
            Follower::Nobody => ByCounsellor::Nobody {},
            Follower::Staff(id) => ByCounsellor::Staff(id),
            Follower::Me => {
                let nobody = StaffId::new(uuid::Uuid::nil());
                ByCounsellor::Staff(actor.staff().unwrap_or(nobody))
            }
        });
        Filter {
            status: Field::given(self.status.as_ref()),
            office: Field::given(self.office.as_ref()),
            counsellor,
            individual: Field::given(self.individual.as_ref()),
            opened_from: Field::given(self.opened_from.as_ref()),
            opened_to: Field::given(self.opened_to.as_ref()),
        }
    }
}

/// Opens a case.
///
/// One open case of a person at each office: a second one is refused with `open_case_exists`.
#[utoipa::path(post, path = "/cases", tag = "cases", operation_id = "open_case",
    request_body = CaseRequest, responses((status = 201, body = CaseView)))]
async fn open(command: Command, Valid(body): Valid<CaseRequest>) -> Result<HttpResponse, Problem> {
    let (individual, office) = (body.individual_id.parsed()?, body.office_id.parsed()?);
    let reason = body.reason.parsed()?;
    let counsellor = body.counsellor_id.map(Field::parsed).transpose()?;
    let on = body.opened_on.map(Field::parsed).transpose()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let counsellor = counsellor.map(|id| cases::colleague(tx, id)).transpose()?;
            let opening = Opening {
                id: tx.new_id(),
                individual: names::person(tx, individual)?,
                office,
                counsellor,
                intake: None,
                reason: reason.clone(),
                on,
            };
            let changed = Case::open(tx.actor(), opening, tx.day()?)?;
            let case = cases::insert(tx, changed)?;
            Ok(Created {
                location: links.to(address(case.id)),
                version: case.version,
                view: CaseView::of(&case, tx.actor(), language, &links),
            })
        })
        .await
}

/// Lists the cases within the caller's reach, the last opened first.
///
/// `counsellor=none` shows the cases of the caller's offices that nobody follows, to whoever may
/// take one; among them the running ones whose counsellor was disabled, no longer follows people or
/// has left the office.
#[utoipa::path(get, path = "/cases", tag = "cases", operation_id = "cases",
    params(
        ("status" = Option<CaseStatusField>, Query, description = "In this status only."),
        ("office" = Option<OfficeIdField>, Query, description = "Of this office only."),
        ("counsellor" = inline(Option<FollowerField>), Query, description = "Of `me`, of `none`, or of a colleague."),
        ("individual" = Option<IndividualIdField>, Query, description = "Of this person only."),
        ("opened_from" = Option<DayField>, Query, description = "Opened on this day or later."),
        ("opened_to" = Option<DayField>, Query, description = "Opened on this day or before.")),
    responses((status = 200, body = Cases)))]
async fn list(query: Query, list: List<CaseFilter>) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let filter = list.filter.filter(query.actor());
    let paged = query
        .read(move |tx| {
            tx.record_access(Action::ReadCase, "cases", None, None);
            cases::list(tx, &filter, &page)
        })
        .await?;
    let links = query.links();
    let key = |item: &Item| Key {
        opened_on: item.case.opened_on,
        id: item.case.id,
    };
    list.answer(paged, key, |item| CaseRow::of(item, &links))?
        .respond()
}

/// Shows a case.
#[utoipa::path(get, path = "/cases/{case_id}", tag = "cases", operation_id = "case",
    params(("case_id" = uuid::Uuid, Path, description = "The case.")),
    responses((status = 200, body = CaseView)))]
async fn show(query: Query, id: Path<CaseId>) -> Result<HttpResponse, Problem> {
    let (links, language) = (query.links(), query.language());
    query
        .run(move |tx| {
            let case = cases::get_to_show(tx, *id)?;
            tx.record_access(
                Action::ReadCase,
                "case",
                Some(case.individual),
                Some(case.id),
            );
            let view = CaseView::of(&case, tx.actor(), language, &links);
            Ok(Tagged(case.version, view))
        })
        .await
}

/// Mounts the routes of this capability.
pub fn routes(routes: &mut Routes) {
    let read = Access::To(Action::ReadCase);
    routes
        .mount(__path_open, Access::To(Action::OpenCase), open)
        .mount(__path_list, read, list)
        .mount(__path_show, read, show);
    steps::routes(routes);
    owner::routes(routes);
    attempts::routes(routes);
    notes::routes(routes);
    file::routes(routes);
}
