//! What becomes of an agreement: proposal, amendment, signature, review, what became of each thing
//! that was agreed, closure.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::agreements::{ActionId, ActionUpdate, Agreement, AgreementId, Looked, Signature};
use domain::cases::Case;
use domain::policy::Action;
use persistence::{Error, Tx, agreements};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::view;
use super::views::AgreementView;
use crate::http::body::bounded;
use crate::http::wire::{
    AgreedActionStatusField, AgreementCloseReasonField, AgreementTextField, DayField,
    ReviewOutcomeField,
};
use crate::http::{Access, Command, Field, IfMatch, Problem, Routes, Valid};

/// That the person signed.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({}))]
pub(super) struct AgreementSignatureRequest {
    /// On which day, from the proposal on; today when it is left out.
    #[validate(nested)]
    on: Option<DayField>,
    /// When both look at it next; as practice has it (`agreement.review_days`) when it is left out.
    #[validate(nested)]
    next_review_on: Option<DayField>,
    /// Rules whose warning is acknowledged: `agreement.late_review`.
    #[serde(default)]
    #[schema(min_items = 0, max_items = 10, required = false,
        example = json!(["agreement.late_review"]))]
    #[validate(length(max = 10), custom(function = "bounded"))]
    acknowledged: Vec<String>,
}

/// How it goes.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "outcome": "on_course" }))]
pub(super) struct AgreementReviewRequest {
    /// On which day both looked at it, from the last time on; today when it is left out.
    #[validate(nested)]
    on: Option<DayField>,
    /// What they found.
    #[validate(nested)]
    outcome: ReviewOutcomeField,
    /// The same in words.
    #[validate(nested)]
    remark: Option<AgreementTextField>,
    /// When they look at it next; as practice has it (`agreement.review_days`) when it is left out.
    #[validate(nested)]
    next_review_on: Option<DayField>,
    /// Rules whose warning is acknowledged: `agreement.late_review`.
    #[serde(default)]
    #[schema(min_items = 0, max_items = 10, required = false,
        example = json!(["agreement.late_review"]))]
    #[validate(length(max = 10), custom(function = "bounded"))]
    acknowledged: Vec<String>,
}

/// What became of something that was agreed.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "status": "done" }))]
pub(super) struct AgreedActionOutcome {
    /// What.
    #[validate(nested)]
    status: AgreedActionStatusField,
    /// On which day; today when it is left out. What is open has none.
    #[validate(nested)]
    on: Option<DayField>,
}

/// Why an agreement ends.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "achieved" }))]
pub(super) struct AgreementClosureRequest {
    /// Why: anything but `case_closed`, which the product alone says.
    #[validate(nested)]
    reason: AgreementCloseReasonField,
}

/// What a step makes of an agreement whose case is held.
pub(super) trait Step:
    Fn(&mut Tx<'_>, &Case, Agreement) -> Result<Agreement, Error> + Clone + Send + 'static
{
}

impl<S> Step for S where
    S: Fn(&mut Tx<'_>, &Case, Agreement) -> Result<Agreement, Error> + Clone + Send + 'static
{
}

/// Does something with an agreement whose case is held, and shows what came of it.
async fn with(command: Command, id: AgreementId, take: impl Step) -> Result<HttpResponse, Problem> {
    let (links, language) = (command.links(), command.language());
    command
        .run(move |tx| {
            let (case, agreement) = agreements::lock(tx, id, Action::WorkCase)?;
            let agreement = take(tx, &case, agreement)?;
            view(tx, agreement, &case, language, &links)
        })
        .await
}

/// Takes a step from the version that was read.
pub(super) async fn step(
    command: Command,
    id: AgreementId,
    if_match: IfMatch,
    take: impl Step,
) -> Result<HttpResponse, Problem> {
    with(command, id, move |tx, case, agreement| {
        if_match.check(agreement.version)?;
        take(tx, case, agreement)
    })
    .await
}

/// Gives an agreement to the person to read.
#[utoipa::path(post, path = "/agreements/{agreement_id}/proposal", tag = "agreements",
    operation_id = "propose_agreement",
    params(("agreement_id" = uuid::Uuid, Path, description = "The agreement.")),
    responses((status = 200, body = AgreementView)))]
async fn propose(
    command: Command,
    id: Path<AgreementId>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    step(command, *id, if_match, |tx, case, agreement| {
        let proposed = agreement.propose(tx.actor(), case, tx.day()?)?;
        agreements::save(tx, proposed)
    })
    .await
}

/// Takes an agreement back to be written otherwise.
///
/// Before it is signed, or afterwards: what was signed holds, with the day of its next review,
/// until the person signs anew.
#[utoipa::path(post, path = "/agreements/{agreement_id}/amendment", tag = "agreements",
    operation_id = "amend_agreement",
    params(("agreement_id" = uuid::Uuid, Path, description = "The agreement.")),
    responses((status = 200, body = AgreementView)))]
async fn amend(
    command: Command,
    id: Path<AgreementId>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    step(command, *id, if_match, |tx, case, agreement| {
        let amended = agreement.amend(tx.actor(), case)?;
        agreements::save(tx, amended)
    })
    .await
}

/// Writes down that the person signed an agreement.
///
/// What was signed is kept as an edition that nobody changes. The review comes into the worklist of
/// whoever follows the case on the day that both said.
#[utoipa::path(post, path = "/agreements/{agreement_id}/signature", tag = "agreements",
    operation_id = "sign_agreement",
    params(("agreement_id" = uuid::Uuid, Path, description = "The agreement.")),
    request_body = AgreementSignatureRequest, responses((status = 200, body = AgreementView)))]
async fn sign(
    command: Command,
    id: Path<AgreementId>,
    if_match: IfMatch,
    Valid(body): Valid<AgreementSignatureRequest>,
) -> Result<HttpResponse, Problem> {
    let signature = Signature {
        on: body.on.map(Field::parsed).transpose()?,
        next_review_on: body.next_review_on.map(Field::parsed).transpose()?,
        acknowledged: body.acknowledged,
    };
    step(command, *id, if_match, move |tx, case, agreement| {
        let signed = agreements::now(tx, |tx, now| {
            agreement.sign(tx.actor(), case, &signature, now)
        })??;
        agreements::save_signed(tx, signed)
    })
    .await
}

/// Writes down how an agreement goes.
///
/// As often as both look at it; each review is kept, and says when the next one is.
#[utoipa::path(post, path = "/agreements/{agreement_id}/reviews", tag = "agreements",
    operation_id = "review_agreement",
    params(("agreement_id" = uuid::Uuid, Path, description = "The agreement.")),
    request_body = AgreementReviewRequest, responses((status = 200, body = AgreementView)))]
async fn review(
    command: Command,
    id: Path<AgreementId>,
    if_match: IfMatch,
    Valid(body): Valid<AgreementReviewRequest>,
) -> Result<HttpResponse, Problem> {
    let looked = Looked {
        on: body.on.map(Field::parsed).transpose()?,
        outcome: body.outcome.parsed()?,
        remark: body.remark.map(Field::parsed).transpose()?,
        next_review_on: body.next_review_on.map(Field::parsed).transpose()?,
        acknowledged: body.acknowledged,
    };
    step(command, *id, if_match, move |tx, case, agreement| {
        let reviewed = agreements::now(tx, |tx, now| {
            agreement.review(tx.actor(), case, looked.clone(), now)
        })??;
        agreements::save_reviewed(tx, reviewed)
    })
    .await
}

/// Says what became of something that was agreed.
///
/// Of what was signed; it is no other agreement because of it.
#[utoipa::path(put, path = "/agreements/{agreement_id}/actions/{action_id}", tag = "agreements",
    operation_id = "follow_agreed_action",
    params(
        ("agreement_id" = uuid::Uuid, Path, description = "The agreement."),
        ("action_id" = uuid::Uuid, Path, description = "What was agreed to be done.")),
    request_body = AgreedActionOutcome, responses((status = 200, body = AgreementView)))]
async fn follow(
    command: Command,
    ids: Path<(AgreementId, ActionId)>,
    if_match: IfMatch,
    Valid(body): Valid<AgreedActionOutcome>,
) -> Result<HttpResponse, Problem> {
    let (id, action) = ids.into_inner();
    let update = ActionUpdate {
        id: action,
        status: body.status.parsed()?,
        on: body.on.map(Field::parsed).transpose()?,
    };
    with(command, id, move |tx, case, agreement| {
        let is_there = { agreement.terms.actions() }.any(|action| action.id == update.id);
        if !is_there {
            return Err(Error::NotFound);
        }
        if_match.check(agreement.version)?;
        let followed = agreement.follow(tx.actor(), case, update, tx.day()?)?;
        agreements::save(tx, followed)
    })
    .await
}

/// Ends an agreement.
///
/// It stays readable. Its case goes on, and can have another one. The end of the case ends the
/// agreement as well.
#[utoipa::path(post, path = "/agreements/{agreement_id}/closure", tag = "agreements",
    operation_id = "close_agreement",
    params(("agreement_id" = uuid::Uuid, Path, description = "The agreement.")),
    request_body = AgreementClosureRequest, responses((status = 200, body = AgreementView)))]
async fn close(
    command: Command,
    id: Path<AgreementId>,
    if_match: IfMatch,
    Valid(body): Valid<AgreementClosureRequest>,
) -> Result<HttpResponse, Problem> {
    let reason = body.reason.parsed()?;
    step(command, *id, if_match, move |tx, case, agreement| {
        let closed = agreement.close(tx.actor(), case, reason, tx.day()?)?;
        agreements::save(tx, closed)
    })
    .await
}

/// Mounts the routes of this file.
pub(super) fn routes(routes: &mut Routes) {
    let work = Access::To(Action::WorkCase);
    routes
        .mount(__path_propose, work, propose)
        .mount(__path_amend, work, amend)
        .mount(__path_sign, work, sign)
        .mount(__path_review, work, review)
        .mount(__path_follow, work, follow)
        .mount(__path_close, work, close);
}
