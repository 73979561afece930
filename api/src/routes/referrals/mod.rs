//! Referrals: another office or an outside service is asked to see to something for a person.

mod steps;
pub(crate) mod views;

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::event::CaseId;
use domain::policy::Action;
use domain::referrals::{NewReferral, Referral, ReferralId};
use persistence::referrals::{self, Filter, Item};
use persistence::{Error, Tx, cases};
use serde::Deserialize;
use validator::Validate;

use crate::http::wire::{CaseIdField, DirectionField, OfficeIdField, ReferralStatusField};
use crate::http::{
    Access, Command, Created, Field, Links, List, ListOf, Problem, Query, Routes, Tagged, Valid,
};
use crate::texts::Language;
use views::{ReferralRequest, ReferralRow, ReferralView, address, looked_up};

/// A page of referrals.
type Referrals = ListOf<ReferralRow>;

/// Which referrals.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct ReferralFilter {
    #[validate(nested)]
    status: Option<ReferralStatusField>,
    #[validate(nested)]
    direction: Option<DirectionField>,
    #[validate(nested)]
    office: Option<OfficeIdField>,
    #[validate(nested)]
    case: Option<CaseIdField>,
    overdue: Option<bool>,
}

/// The referral as the reader sees it.
fn view(
    tx: &mut Tx<'_>,
    referral: Referral,
    language: Language,
    links: &Links,
) -> Result<ReferralView, Error> {
    let case = referrals::case_of(tx, &referral)?;
    let item = referrals::item(tx, referral)?;
    Ok(ReferralView::of(item, &case, tx.actor(), language, links))
}

/// Refers somebody to another office or to a service outside.
///
/// Whoever works on the case does so, or a coordinator of its office; the case stays where it is.
/// An office of the organisation answers itself, and has one referral of a case to answer at a
/// time: a second one is refused with `referral_open`. What a service outside answers is written
/// down here. Without an answer by its day the referral ends by itself.
#[utoipa::path(post, path = "/cases/{case_id}/referrals", tag = "referrals",
    operation_id = "send_referral",
    params(("case_id" = uuid::Uuid, Path, description = "The case.")),
    request_body = ReferralRequest, responses((status = 201, body = ReferralView)))]
async fn send(
    command: Command,
    id: Path<CaseId>,
    Valid(body): Valid<ReferralRequest>,
) -> Result<HttpResponse, Problem> {
    let (to, reason) = (body.to.destination()?, body.reason.parsed()?);
    let request = body.request.parsed()?;
    let answer_by = body.answer_by.map(Field::parsed).transpose()?;
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let case = cases::lock(tx, *id, Action::ReferCases)?;
            let new = NewReferral {
                id: tx.new_id(),
                to: looked_up(tx, to.clone())?,
                reason,
                request: request.clone(),
                answer_by,
            };
            let changed =
                tx.decide(|tx, moment| Referral::send(tx.actor(), &case, new, moment))??;
            let referral = referrals::insert(tx, changed)?;
            Ok(Created {
                location: links.to(address(referral.id)),
                version: referral.version,
                view: view(tx, referral, language, &links)?,
            })
        })
        .await
}

/// Lists the referrals in which the caller has a part, the last sent first.
///
/// Those that the caller's offices are asked to see to, those of the cases on which the caller
/// works, and a coordinator's offices' besides. `direction=in&status=sent` shows what waits for the
/// caller's answer; `overdue=true` what got no answer by its day, and what was accepted and of which
/// nobody has said in time what came of it.
#[utoipa::path(get, path = "/referrals", tag = "referrals", operation_id = "referrals",
    params(
        ("status" = Option<ReferralStatusField>, Query, description = "In this status today only."),
        ("direction" = inline(Option<DirectionField>), Query, description = "To the caller's offices only, or from the caller's cases and offices."),
        ("office" = Option<OfficeIdField>, Query, description = "From or to this office only."),
        ("case" = Option<CaseIdField>, Query, description = "Of this case only."),
        ("overdue" = Option<bool>, Query, description = "Only those of which something is late.")),
    responses((status = 200, body = Referrals)))]
async fn list(query: Query, list: List<ReferralFilter>) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let filter = Filter {
        status: Field::given(list.filter.status.as_ref()),
        direction: Field::given(list.filter.direction.as_ref()),
        office: Field::given(list.filter.office.as_ref()),
        case: Field::given(list.filter.case.as_ref()),
        overdue: list.filter.overdue == Some(true),
    };
    let paged = query
        .read(move |tx| {
            tx.record_access(Action::AnswerReferrals, "referrals", None, None);
            referrals::list(tx, &filter, &page)
        })
        .await?;
    let links = query.links();
    let key = |item: &Item| item.referral.id;
    list.answer(paged, key, |item| ReferralRow::of(item, &links))?
        .respond()
}

/// Shows a referral.
#[utoipa::path(get, path = "/referrals/{referral_id}", tag = "referrals",
    operation_id = "referral",
    params(("referral_id" = uuid::Uuid, Path, description = "The referral.")),
    responses((status = 200, body = ReferralView)))]
async fn show(query: Query, id: Path<ReferralId>) -> Result<HttpResponse, Problem> {
    let (links, language) = (query.links(), query.language());
    query
        .run(move |tx| {
            let referral = referrals::get(tx, *id, Action::AnswerReferrals)?;
            let (individual, case) = (Some(referral.individual), Some(referral.case));
            tx.record_access(Action::AnswerReferrals, "referral", individual, case);
            let version = referral.version;
            Ok(Tagged(version, view(tx, referral, language, &links)?))
        })
        .await
}

/// Mounts the routes of this capability.
pub fn routes(routes: &mut Routes) {
    let answer = Access::To(Action::AnswerReferrals);
    routes
        .mount(__path_send, Access::To(Action::ReferCases), send)
        .mount(__path_list, answer, list)
        .mount(__path_show, answer, show);
    steps::routes(routes);
}
