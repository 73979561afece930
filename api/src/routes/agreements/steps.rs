//! What becomes of an agreement: proposal, amendment, signature, review, what became of each thing
//! that was agreed, closure.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::actor::StaffId;
use domain::agreements::{
    ActionId, ActionUpdate, Agreement, AgreementId, Ending, Looked, Met, PactReference, Proposal,
    Signature,
};
use domain::cases::Case;
use domain::kernel::Day;
use domain::policy::Action;
use persistence::{Error, Tx, agreements, cases};

use super::step_requests::{
    AgreedActionOutcome, AgreementClosureRequest, AgreementOfficerRequest, AgreementPactRequest,
    AgreementProposalRequest, AgreementReviewRequest, AgreementSignatureRequest,
};
use super::view;
use super::views::AgreementView;
use crate::http::wire::DayField;
use crate::http::{Access, Command, Field, IfMatch, Problem, Routes, Valid};

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

/// That both met, as it was sent.
fn met(
    on: Option<DayField>,
    next: Option<DayField>,
    acknowledged: Vec<String>,
) -> Result<Met, Problem> {
    Ok(Met {
        on: on.map(Field::parsed).transpose()?,
        next_review_on: next.map(Field::parsed).transpose()?,
        acknowledged,
    })
}

/// Gives an agreement to the person to read.
///
/// The first draft, or what is to bind instead of what was signed.
#[utoipa::path(post, path = "/agreements/{agreement_id}/proposal", tag = "agreements",
    operation_id = "propose_agreement",
    params(("agreement_id" = uuid::Uuid, Path, description = "The agreement.")),
    request_body = AgreementProposalRequest, responses((status = 200, body = AgreementView)))]
async fn propose(
    command: Command,
    id: Path<AgreementId>,
    if_match: IfMatch,
    Valid(body): Valid<AgreementProposalRequest>,
) -> Result<HttpResponse, Problem> {
    let on: Option<Day> = body.on.map(Field::parsed).transpose()?;
    step(command, *id, if_match, move |tx, case, agreement| {
        let officer = cases::colleague(tx, agreement.officer_written())?;
        let proposal = Proposal { on, officer };
        let proposed = agreement.propose(tx.actor(), case, proposal, tx.day()?)?;
        agreements::save(tx, proposed)
    })
    .await
}

/// Begins to write otherwise what was signed.
///
/// It is written beside what binds (`amendment`): that is looked at and followed until the person
/// signs anew.
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

/// Takes back what was proposed, to be written otherwise.
///
/// Where what was signed is written otherwise and nothing is proposed, that is given up.
#[utoipa::path(post, path = "/agreements/{agreement_id}/recall", tag = "agreements",
    operation_id = "recall_agreement",
    params(("agreement_id" = uuid::Uuid, Path, description = "The agreement.")),
    responses((status = 200, body = AgreementView)))]
async fn take_back(
    command: Command,
    id: Path<AgreementId>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    step(command, *id, if_match, |tx, case, agreement| {
        let taken = agreement.take_back(tx.actor(), case)?;
        agreements::save(tx, taken)
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
    let met = met(body.on, body.next_review_on, body.acknowledged)?;
    step(command, *id, if_match, move |tx, case, agreement| {
        let signature = Signature {
            met: met.clone(),
            officer: cases::colleague(tx, agreement.officer_written())?,
        };
        let signed =
            tx.decide(|tx, moment| agreement.sign(tx.actor(), case, signature, moment))??;
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
        met: met(body.on, body.next_review_on, body.acknowledged)?,
        outcome: body.outcome.parsed()?,
        remark: body.remark.map(Field::parsed).transpose()?,
    };
    step(command, *id, if_match, move |tx, case, agreement| {
        let looked = looked.clone();
        let reviewed =
            tx.decide(|tx, moment| agreement.review(tx.actor(), case, looked, moment))??;
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
        agreements::save_followed(tx, followed)
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
    let ending = Ending {
        reason: body.reason.parsed()?,
        on: body.on.map(Field::parsed).transpose()?,
    };
    step(command, *id, if_match, move |tx, case, agreement| {
        let closed = agreement.close(tx.actor(), case, ending, tx.day()?)?;
        agreements::save(tx, closed)
    })
    .await
}

/// Takes the end of an agreement back.
///
/// Within the days of `agreement.reopen_days`, while its case runs and has no other one that does:
/// it stands as it stood before.
#[utoipa::path(post, path = "/agreements/{agreement_id}/reopening", tag = "agreements",
    operation_id = "reopen_agreement",
    params(("agreement_id" = uuid::Uuid, Path, description = "The agreement.")),
    responses((status = 200, body = AgreementView)))]
async fn reopen(
    command: Command,
    id: Path<AgreementId>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    step(command, *id, if_match, |tx, case, agreement| {
        let reopened = tx.decide(|tx, moment| agreement.reopen(tx.actor(), case, moment))??;
        agreements::save(tx, reopened)
    })
    .await
}

/// Names who answers for what was signed from now on.
///
/// What was agreed stays, and so do its editions.
#[utoipa::path(put, path = "/agreements/{agreement_id}/officer", tag = "agreements",
    operation_id = "name_agreement_officer",
    params(("agreement_id" = uuid::Uuid, Path, description = "The agreement.")),
    request_body = AgreementOfficerRequest, responses((status = 200, body = AgreementView)))]
async fn name_officer(
    command: Command,
    id: Path<AgreementId>,
    if_match: IfMatch,
    Valid(body): Valid<AgreementOfficerRequest>,
) -> Result<HttpResponse, Problem> {
    let officer: StaffId = body.officer_id.parsed()?;
    step(command, *id, if_match, move |tx, case, agreement| {
        let officer = cases::colleague(tx, officer)?;
        let named = agreement.name_officer(tx.actor(), case, officer)?;
        agreements::save(tx, named)
    })
    .await
}

/// Writes down what the employment centre calls its own pact with the person.
///
/// At any time while the agreement runs: it is nothing that the person signs.
#[utoipa::path(put, path = "/agreements/{agreement_id}/pact", tag = "agreements",
    operation_id = "name_agreement_pact",
    params(("agreement_id" = uuid::Uuid, Path, description = "The agreement.")),
    request_body = AgreementPactRequest, responses((status = 200, body = AgreementView)))]
async fn name_pact(
    command: Command,
    id: Path<AgreementId>,
    if_match: IfMatch,
    Valid(body): Valid<AgreementPactRequest>,
) -> Result<HttpResponse, Problem> {
    let pact: Option<PactReference> = body.pact_id.map(Field::parsed).transpose()?;
    step(command, *id, if_match, move |tx, case, agreement| {
        let named = agreement.name_pact(tx.actor(), case, pact.clone())?;
        agreements::save(tx, named)
    })
    .await
}

/// Mounts the routes of this file.
pub(super) fn routes(routes: &mut Routes) {
    let work = Access::To(Action::WorkCase);
    routes
        .mount(__path_propose, work, propose)
        .mount(__path_amend, work, amend)
        .mount(__path_take_back, work, take_back)
        .mount(__path_sign, work, sign)
        .mount(__path_review, work, review)
        .mount(__path_follow, work, follow)
        .mount(__path_close, work, close)
        .mount(__path_reopen, work, reopen)
        .mount(__path_name_officer, work, name_officer)
        .mount(__path_name_pact, work, name_pact);
}
