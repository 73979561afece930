//! A follow-up as a row.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::follow_ups::{FollowUp, FollowUpOutcome, FollowUpOutcomeCode};
use domain::kernel::{Day, Version};

use super::Followed;
use crate::columns::{day, maybe_day, maybe_parsed, parsed};
use crate::error::Error;
use crate::schema::follow_ups;
use crate::sql_types::{Instant, Uid};

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = follow_ups, treat_none_as_default_value = false)]
pub(super) struct Row {
    organisation_id: Uid,
    pub(super) id: Uid,
    pub(super) case_id: Uid,
    office_id: Uid,
    counsellor_id: Option<Uid>,
    turn: String,
    closed_on: NaiveDate,
    pub(super) planned_for: NaiveDate,
    status: String,
    attempts: i64,
    last_attempt_on: Option<NaiveDate>,
    outcome: Option<String>,
    work_kind: Option<String>,
    outcome_on: Option<NaiveDate>,
    cancellation_reason: Option<String>,
    ended_at: Option<Instant>,
    version: i64,
}

/// What a step may change. The day is no part of it: it follows from the end of the case and the
/// parameters, so that a step decided on an older reading never takes it back.
#[derive(AsChangeset)]
#[diesel(table_name = follow_ups, treat_none_as_null = true)]
pub(super) struct Changes {
    status: String,
    attempts: i64,
    last_attempt_on: Option<NaiveDate>,
    outcome: Option<String>,
    work_kind: Option<String>,
    outcome_on: Option<NaiveDate>,
    cancellation_reason: Option<String>,
    ended_at: Option<Instant>,
    version: i64,
}

impl Changes {
    pub(super) fn of(follow_up: &FollowUp) -> Self {
        let outcome = follow_up.outcome;
        Self {
            status: follow_up.status.to_string(),
            attempts: follow_up.attempts,
            last_attempt_on: follow_up.last_attempt_on.map(Day::date),
            outcome: outcome.map(|outcome| FollowUpOutcomeCode::from(outcome).to_string()),
            work_kind: outcome
                .and_then(FollowUpOutcome::work_kind)
                .map(|kind| kind.to_string()),
            outcome_on: follow_up.outcome_on.map(Day::date),
            cancellation_reason: follow_up.cancelled.map(|reason| reason.to_string()),
            ended_at: follow_up.ended_at.map(Instant::from),
            version: follow_up.version.next().0,
        }
    }
}

impl Row {
    pub(super) fn of(follow_up: &FollowUp, organisation_id: Uid) -> Self {
        let changes = Changes::of(follow_up);
        Self {
            organisation_id,
            id: follow_up.id.into(),
            case_id: follow_up.case.into(),
            office_id: follow_up.office.into(),
            counsellor_id: follow_up.counsellor.map(Uid::from),
            turn: follow_up.turn.to_string(),
            closed_on: follow_up.closed_on.date(),
            planned_for: follow_up.planned_for.date(),
            status: changes.status,
            attempts: changes.attempts,
            last_attempt_on: changes.last_attempt_on,
            outcome: changes.outcome,
            work_kind: changes.work_kind,
            outcome_on: changes.outcome_on,
            cancellation_reason: changes.cancellation_reason,
            ended_at: changes.ended_at,
            version: follow_up.version.0,
        }
    }

    /// The follow-up of the row, whose person and team `followed` tells.
    pub(super) fn follow_up(&self, followed: &HashMap<Uid, Followed>) -> Result<FollowUp, Error> {
        let followed = followed.get(&self.case_id);
        let followed = followed.ok_or(Error::Corrupt("follow-up without case"))?;
        Ok(FollowUp {
            id: self.id.into(),
            case: self.case_id.into(),
            individual: followed.individual.into(),
            office: self.office_id.into(),
            counsellor: self.counsellor_id.map(Into::into),
            team: followed.team.clone(),
            turn: parsed(&self.turn, "turn")?,
            closed_on: day(self.closed_on)?,
            planned_for: day(self.planned_for)?,
            status: parsed(&self.status, "follow-up status")?,
            attempts: self.attempts,
            last_attempt_on: maybe_day(self.last_attempt_on)?,
            outcome: self.outcome()?,
            outcome_on: maybe_day(self.outcome_on)?,
            cancelled: maybe_parsed(self.cancellation_reason.as_deref(), "cancellation")?,
            ended_at: self.ended_at.map(Into::into),
            version: Version(self.version),
        })
    }

    fn outcome(&self) -> Result<Option<FollowUpOutcome>, Error> {
        let Some(code) = maybe_parsed(self.outcome.as_deref(), "follow-up outcome")? else {
            return Ok(None);
        };
        let work_kind = maybe_parsed(self.work_kind.as_deref(), "work kind")?;
        let outcome = FollowUpOutcome::of(code, work_kind);
        outcome
            .map(Some)
            .map_err(|_| Error::Corrupt("follow-up outcome"))
    }
}
