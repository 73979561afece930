//! The desk of a counsellor who is not there.

use actix_web::HttpResponse;
use domain::actor::{OfficeId, StaffId};
use domain::cases::Colleague;
use domain::event::CaseId;
use domain::follow_ups::FollowUpId;
use domain::hand_overs::{Desk, Distribution, HandOverId, Part, TakeOver, TakenOver};
use domain::hand_overs::{HandOverNote, HandOverReason, Term};
use domain::intakes::IntakeId;
use domain::kernel::{Changed, Named};
use domain::policy::Action;
use persistence::hand_overs::{self, LeftBehind, Only};
use persistence::{Error, Tx, cases};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

use super::views::HandOverTerm;
use crate::http::answer::Plain;
use crate::http::wire::{
    CaseIdField, FollowUpIdField, HandOverIdField, HandOverNoteField, HandOverReasonField,
    IntakeIdField, OfficeIdField, StaffIdField,
};
use crate::http::{Access, Command, Field, Problem, Query, Routes, Several, Valid};

/// Some of a desk for somebody.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HandOverPart {
    /// For whom.
    #[validate(nested)]
    counsellor_id: StaffIdField,
    /// Which cases.
    #[serde(default)]
    #[schema(value_type = Vec<CaseIdField>, min_items = 0, max_items = 500)]
    #[validate(nested)]
    case_ids: Several<CaseIdField, 0, 500>,
    /// Which follow-ups.
    #[serde(default)]
    #[schema(value_type = Vec<FollowUpIdField>, min_items = 0, max_items = 500)]
    #[validate(nested)]
    follow_up_ids: Several<FollowUpIdField, 0, 500>,
}

/// Who takes over what.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum HandOverDistribution {
    /// All running cases by turns in the order of their opening, then the follow-ups that are planned
    /// for a day of the term.
    Even {
        /// Among whom.
        #[schema(value_type = Vec<StaffIdField>, min_items = 1, max_items = 20)]
        counsellor_ids: Several<StaffIdField, 1, 20>,
    },
    /// These, and nothing else.
    Listed {
        /// For each of the colleagues, which.
        #[schema(value_type = Vec<HandOverPart>, min_items = 1, max_items = 20)]
        parts: Several<HandOverPart, 1, 20>,
    },
}

impl Validate for HandOverDistribution {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let mut errors = ValidationErrors::new();
        match self {
            Self::Even { counsellor_ids } => {
                errors.merge_self("counsellor_ids", counsellor_ids.validate());
            }
            Self::Listed { parts } => {
                errors.merge_self("parts", parts.validate());
            }
        }
        if errors.is_empty() {
            Ok(())
        } else {
            Err(errors)
        }
    }
}

/// Whose desk others take over, and how.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HandOverBatchRequest {
    /// Who is not there.
    #[validate(nested)]
    counsellor_id: StaffIdField,
    /// At which office: one for which the caller assigns the cases.
    #[validate(nested)]
    office_id: OfficeIdField,
    /// Who takes over what.
    #[validate(nested)]
    distribution: HandOverDistribution,
    /// For how long.
    #[validate(nested)]
    term: HandOverTerm,
    /// Why.
    #[validate(nested)]
    reason: HandOverReasonField,
    /// What those who take over have to know.
    #[validate(nested)]
    note: Option<HandOverNoteField>,
}

/// A case that goes to somebody else.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HandOverBatchMove {
    /// Which case.
    case_id: CaseIdField,
    /// Who follows it from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    counsellor_id: Option<StaffIdField>,
}

/// Somebody who is to be asked how it went, by somebody else.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HandOverBatchFollowUp {
    /// Which follow-up.
    follow_up_id: FollowUpIdField,
    /// Who asks from now on; it does not go back.
    #[serde(skip_serializing_if = "Option::is_none")]
    counsellor_id: Option<StaffIdField>,
}

/// A desk that was taken over, or would be.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HandOverBatchView {
    /// The cases, in the order of their opening.
    #[schema(min_items = 0, max_items = 500)]
    moves: Vec<HandOverBatchMove>,
    /// Proposals for these cases, which lose their object.
    #[schema(min_items = 0, max_items = 500)]
    lapsed_hand_over_ids: Vec<HandOverIdField>,
    /// Hand-overs that go on with somebody else: cases held for a time, and proposals, which now
    /// wait for an answer of the office.
    #[schema(min_items = 0, max_items = 1000)]
    passed_on_hand_over_ids: Vec<HandOverIdField>,
    /// Cases held for a time that fell to whoever had lent them: these hand-overs are over.
    #[schema(min_items = 0, max_items = 500)]
    returned_hand_over_ids: Vec<HandOverIdField>,
    /// Follow-ups that go to somebody else.
    #[schema(min_items = 0, max_items = 500)]
    follow_ups: Vec<HandOverBatchFollowUp>,
    /// How many running cases stay where they are: those that were not asked for, or are too many
    /// at once.
    #[schema(minimum = 0, maximum = 1_000_000, example = 0)]
    remaining_cases: i64,
    /// First interviews without a conclusion that were held there: everybody of the office goes on
    /// with them. At most 100.
    #[schema(min_items = 0, max_items = 100)]
    intake_ids: Vec<IntakeIdField>,
    /// Cases that others hold for a time would come back to an empty desk: these hand-overs. At
    /// most 100.
    #[schema(min_items = 0, max_items = 100)]
    returning_hand_over_ids: Vec<HandOverIdField>,
    /// Follow-ups that stay where they are: those that were not asked for, or are for a later day than
    /// the term's last. At most 100.
    #[schema(min_items = 0, max_items = 100)]
    remaining_follow_up_ids: Vec<FollowUpIdField>,
    /// Running cases of the office in whose team they stay. At most 100.
    #[schema(min_items = 0, max_items = 100)]
    team_case_ids: Vec<CaseIdField>,
}

/// Who takes over what, before those whom it names are looked up.
#[derive(Debug, Clone)]
enum Sharing {
    Even(Vec<StaffId>),
    Listed(Vec<(StaffId, Vec<CaseId>, Vec<FollowUpId>)>),
}

/// A request in the words of the domain.
#[derive(Debug, Clone)]
struct Wish {
    counsellor: StaffId,
    office: OfficeId,
    sharing: Sharing,
    term: Term,
    reason: HandOverReason,
    note: Option<HandOverNote>,
}

impl HandOverBatchRequest {
    fn wish(self) -> Result<Wish, Problem> {
        let sharing = match self.distribution {
            HandOverDistribution::Even { counsellor_ids } => {
                Sharing::Even(Field::all(counsellor_ids)?)
            }
            HandOverDistribution::Listed { parts } => {
                let part = |part: HandOverPart| -> Result<_, Problem> {
                    let cases: Vec<CaseId> = Field::all(part.case_ids)?;
                    let follow_ups: Vec<FollowUpId> = Field::all(part.follow_up_ids)?;
                    Ok((part.counsellor_id.parsed()?, cases, follow_ups))
                };
                Sharing::Listed(parts.into_iter().map(part).collect::<Result<_, _>>()?)
            }
        };
        Ok(Wish {
            counsellor: self.counsellor_id.parsed()?,
            office: self.office_id.parsed()?,
            sharing,
            term: self.term.term()?,
            reason: self.reason.parsed()?,
            note: self.note.map(Field::parsed).transpose()?,
        })
    }
}

impl Wish {
    /// What is named, if something is.
    fn named(&self) -> Option<Only> {
        match &self.sharing {
            Sharing::Even(_) => None,
            Sharing::Listed(parts) => {
                let cases = parts.iter().flat_map(|(_, cases, _)| cases);
                let follow_ups = parts.iter().flat_map(|(_, _, follow_ups)| follow_ups);
                Some(Only {
                    cases: cases.copied().collect(),
                    follow_ups: follow_ups.copied().collect(),
                })
            }
        }
    }

    fn distribution(&self, tx: &mut Tx<'_>) -> Result<Distribution, Error> {
        Ok(match &self.sharing {
            Sharing::Even(among) => Distribution::Even {
                among: cases::colleagues(tx, among)?,
            },
            Sharing::Listed(parts) => {
                let ids: Vec<StaffId> = parts.iter().map(|(id, ..)| *id).collect();
                let named: Vec<Named<Colleague>> = cases::colleagues(tx, &ids)?;
                let parts = named.into_iter().zip(parts);
                let part = |(to, (_, cases, follow_ups)): (_, &(_, Vec<_>, Vec<_>))| Part {
                    to,
                    cases: cases.clone(),
                    follow_ups: follow_ups.clone(),
                };
                Distribution::Listed {
                    parts: parts.map(part).collect(),
                }
            }
        })
    }

    fn decide(&self, tx: &mut Tx<'_>, desk: Desk) -> Result<Changed<TakenOver>, Error> {
        let take_over = TakeOver {
            distribution: self.distribution(tx)?,
            term: self.term,
            reason: self.reason,
            note: self.note.clone(),
        };
        let (now, today) = (tx.now(), tx.day()?);
        Ok(take_over.decide(tx.actor(), desk, || tx.new_id(), now, today)?)
    }
}

impl HandOverBatchView {
    fn of(taken: &TakenOver, left: LeftBehind) -> Self {
        let ids = |of: &[domain::hand_overs::HandOver]| {
            of.iter().map(|one| Field::of(one.id)).collect::<Vec<_>>()
        };
        let moves = taken.cases.iter().map(|case| HandOverBatchMove {
            case_id: case.id.into(),
            counsellor_id: case.counsellor.map(Field::of),
        });
        let follow_ups = taken.follow_ups.iter().map(|one| HandOverBatchFollowUp {
            follow_up_id: one.id.into(),
            counsellor_id: one.counsellor.map(Field::of),
        });
        Self {
            moves: moves.collect(),
            lapsed_hand_over_ids: ids(&taken.lapsed),
            passed_on_hand_over_ids: ids(&taken.passed_on),
            returned_hand_over_ids: ids(&taken.returned),
            follow_ups: follow_ups.collect(),
            remaining_cases: left.cases,
            intake_ids: left
                .intakes
                .into_iter()
                .map(Field::<IntakeId>::of)
                .collect(),
            returning_hand_over_ids: left
                .returning
                .into_iter()
                .map(Field::<HandOverId>::of)
                .collect(),
            remaining_follow_up_ids: left.follow_ups.into_iter().map(Field::of).collect(),
            team_case_ids: left.teams.into_iter().map(Field::of).collect(),
        }
    }
}

/// Gives the desk of a counsellor who is not there to others, at once.
///
/// For a coordinator of the office, and without anybody's acceptance: the desk of somebody who fell
/// ill is taken over in one morning. At most 500 cases; all of them or, where one of them does not
/// fit, none, and every fault is told by its place in the request. Each case gets a hand-over, so a
/// temporary one goes back by itself; a case that they held for a time is held by somebody else for
/// the rest of it, or is back where it falls to whoever had lent it. Proposals that they were to
/// answer wait for the office. Follow-ups that they planned go to the same colleagues, for good: of
/// a term those that fall due within it; a list names them. A desk without cases is taken over for
/// what else lies on it. The answer also tells what stays where it is.
#[utoipa::path(post, path = "/hand-over-batches", tag = "hand-overs",
    operation_id = "take_desk_over", request_body = HandOverBatchRequest,
    responses((status = 200, body = HandOverBatchView)))]
async fn take_over(
    command: Command,
    Valid(body): Valid<HandOverBatchRequest>,
) -> Result<HttpResponse, Problem> {
    let wish = body.wish()?;
    command
        .run(move |tx| {
            let named = wish.named();
            let desk = hand_overs::hold_desk(tx, wish.office, wish.counsellor, named.as_ref())?;
            let changed = wish.decide(tx, desk)?;
            let taken = hand_overs::take_over(tx, changed)?;
            let left = hand_overs::left_behind(tx, wish.office, wish.counsellor, &taken)?;
            Ok(Plain(HandOverBatchView::of(&taken, left)))
        })
        .await
}

/// Tells what giving the desk of a counsellor to others would do.
///
/// The same decision as `POST /hand-over-batches`, with the same faults; it has no effect and needs
/// no `Idempotency-Key`.
#[utoipa::path(post, path = "/hand-over-batch-previews", tag = "hand-overs",
    operation_id = "preview_desk", request_body = HandOverBatchRequest,
    responses((status = 200, body = HandOverBatchView)))]
async fn preview(
    query: Query,
    Valid(body): Valid<HandOverBatchRequest>,
) -> Result<HttpResponse, Problem> {
    let wish = body.wish()?;
    query
        .run(move |tx| {
            let named = wish.named();
            let desk = hand_overs::desk(tx, wish.office, wish.counsellor, named.as_ref())?;
            let (taken, _) = wish.decide(tx, desk)?.into_parts();
            let left = hand_overs::left_behind(tx, wish.office, wish.counsellor, &taken)?;
            tx.record_access(Action::AssignCase, "hand_over_batch_preview", None, None);
            Ok(Plain(HandOverBatchView::of(&taken, left)))
        })
        .await
}

/// Mounts the routes of this file.
pub(super) fn routes(routes: &mut Routes) {
    let access = Access::To(Action::AssignCase);
    routes
        .mount(__path_take_over, access, take_over)
        .mount(__path_preview, access, preview);
}
