//! Agreements, their editions and their reviews as rows.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::agreements::{ActionOutcome, Agreement, Edition, End, Review};
use domain::cases::Case;
use domain::kernel::{Day, Version};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::columns::{day, maybe_day, maybe_parsed, parsed};
use crate::error::Error;
use crate::schema::{agreement_action_outcomes, agreement_editions, agreement_reviews, agreements};
use crate::sql_types::{Instant, Uid};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = agreements, treat_none_as_default_value = false)]
pub(crate) struct Row {
    organisation_id: Uid,
    id: Uid,
    pub(super) case_id: Uid,
    drawn_up_by: Uid,
    drawn_up_at: Instant,
    #[diesel(embed)]
    changes: Changes,
}

/// What a step may change.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = agreements, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct Changes {
    status: String,
    edition: i64,
    officer_id: Uid,
    pact_id: Option<String>,
    terms: String,
    amendment: Option<String>,
    proposed_on: Option<NaiveDate>,
    signed_on: Option<NaiveDate>,
    reviewed_on: Option<NaiveDate>,
    reviews: i64,
    outcomes: i64,
    next_review_on: Option<NaiveDate>,
    closed_on: Option<NaiveDate>,
    close_said_on: Option<NaiveDate>,
    close_reason: Option<String>,
    status_before: Option<String>,
    version: i64,
}

fn written<T: Serialize>(terms: &T) -> Result<String, Error> {
    serde_json::to_string(terms).map_err(|_| Error::Corrupt("agreement terms"))
}

pub(crate) fn told<T: DeserializeOwned>(terms: &str) -> Result<T, Error> {
    serde_json::from_str(terms).map_err(|_| Error::Corrupt("agreement terms"))
}

impl Changes {
    /// What is stored of it.
    pub(super) fn of(agreement: &Agreement) -> Result<Self, Error> {
        Ok(Self {
            status: agreement.status.to_string(),
            edition: agreement.edition,
            officer_id: agreement.officer.into(),
            pact_id: agreement.pact.as_ref().map(ToString::to_string),
            terms: written(&agreement.terms)?,
            amendment: agreement.amendment.as_ref().map(written).transpose()?,
            proposed_on: agreement.proposed_on.map(Day::date),
            signed_on: agreement.signed_on.map(Day::date),
            reviewed_on: agreement.reviewed_on.map(Day::date),
            reviews: agreement.reviews,
            outcomes: agreement.outcomes,
            next_review_on: agreement.next_review_on.map(Day::date),
            closed_on: agreement.end.map(|end| end.on.date()),
            close_said_on: agreement.end.map(|end| end.said_on.date()),
            close_reason: agreement.end.map(|end| end.reason.to_string()),
            status_before: agreement.end.map(|end| end.status_before.to_string()),
            version: agreement.version.0,
        })
    }
}

impl Changes {
    fn end(&self) -> Result<Option<End>, Error> {
        let days = self.closed_on.zip(self.close_said_on);
        let (Some((on, said_on)), Some(reason), Some(before)) =
            (days, &self.close_reason, &self.status_before)
        else {
            return Ok(None);
        };
        Ok(Some(End {
            on: day(on)?,
            said_on: day(said_on)?,
            reason: parsed(reason, "agreement end")?,
            status_before: parsed(before, "agreement status")?,
        }))
    }
}

impl Row {
    pub(super) fn of(agreement: &Agreement, organisation_id: Uid) -> Result<Self, Error> {
        Ok(Self {
            organisation_id,
            id: agreement.id.into(),
            case_id: agreement.case.into(),
            drawn_up_by: agreement.drawn_up_by.into(),
            drawn_up_at: agreement.drawn_up_at.into(),
            changes: Changes::of(agreement)?,
        })
    }

    /// The agreement of the row, whose case this is.
    pub(crate) fn agreement(&self, case: &Case) -> Result<Agreement, Error> {
        let changes = &self.changes;
        Ok(Agreement {
            id: self.id.into(),
            case: case.id,
            individual: case.individual,
            office: case.office,
            status: parsed(&changes.status, "agreement status")?,
            edition: changes.edition,
            officer: changes.officer_id.into(),
            pact: maybe_parsed(changes.pact_id.as_deref(), "agreement pact")?,
            terms: told(&changes.terms)?,
            amendment: changes.amendment.as_deref().map(told).transpose()?,
            proposed_on: maybe_day(changes.proposed_on)?,
            signed_on: maybe_day(changes.signed_on)?,
            reviewed_on: maybe_day(changes.reviewed_on)?,
            reviews: changes.reviews,
            outcomes: changes.outcomes,
            next_review_on: maybe_day(changes.next_review_on)?,
            end: changes.end()?,
            drawn_up_by: self.drawn_up_by.into(),
            drawn_up_at: self.drawn_up_at.into(),
            version: Version(changes.version),
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = agreement_editions, treat_none_as_default_value = false)]
pub(super) struct EditionRow {
    organisation_id: Uid,
    agreement_id: Uid,
    number: i64,
    signed_on: NaiveDate,
    officer_id: Uid,
    terms: String,
    next_on: NaiveDate,
    recorded_at: Instant,
    recorded_by: Uid,
}

impl EditionRow {
    pub(super) fn of(
        edition: &Edition,
        agreement: &Agreement,
        (organisation_id, recorded_at): (Uid, Instant),
    ) -> Result<Self, Error> {
        Ok(Self {
            organisation_id,
            agreement_id: agreement.id.into(),
            number: edition.number,
            signed_on: edition.signed_on.date(),
            officer_id: edition.officer.into(),
            terms: written(&edition.terms)?,
            next_on: edition.next_on.date(),
            recorded_at,
            recorded_by: edition.by.into(),
        })
    }

    pub(super) fn edition(&self) -> Result<Edition, Error> {
        Ok(Edition {
            number: self.number,
            signed_on: day(self.signed_on)?,
            officer: self.officer_id.into(),
            terms: told(&self.terms)?,
            next_on: day(self.next_on)?,
            by: self.recorded_by.into(),
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = agreement_reviews, treat_none_as_default_value = false)]
pub(super) struct ReviewRow {
    organisation_id: Uid,
    agreement_id: Uid,
    number: i64,
    edition: i64,
    held_on: NaiveDate,
    outcome: String,
    remark: Option<String>,
    next_on: NaiveDate,
    recorded_at: Instant,
    recorded_by: Uid,
}

impl ReviewRow {
    pub(super) fn of(
        review: &Review,
        agreement: &Agreement,
        (organisation_id, recorded_at): (Uid, Instant),
    ) -> Self {
        Self {
            organisation_id,
            agreement_id: agreement.id.into(),
            number: review.number,
            edition: review.edition,
            held_on: review.held_on.date(),
            outcome: review.outcome.to_string(),
            remark: review.remark.as_ref().map(ToString::to_string),
            next_on: review.next_on.date(),
            recorded_at,
            recorded_by: review.by.into(),
        }
    }

    pub(super) fn review(&self) -> Result<Review, Error> {
        Ok(Review {
            number: self.number,
            edition: self.edition,
            held_on: day(self.held_on)?,
            outcome: parsed(&self.outcome, "review outcome")?,
            remark: maybe_parsed(self.remark.as_deref(), "review remark")?,
            next_on: day(self.next_on)?,
            by: self.recorded_by.into(),
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = agreement_action_outcomes, treat_none_as_default_value = false)]
pub(super) struct OutcomeRow {
    organisation_id: Uid,
    agreement_id: Uid,
    number: i64,
    action_id: Uid,
    status: String,
    ended_on: Option<NaiveDate>,
    recorded_at: Instant,
    recorded_by: Uid,
}

impl OutcomeRow {
    pub(super) fn of(
        outcome: ActionOutcome,
        agreement: &Agreement,
        (organisation_id, recorded_at): (Uid, Instant),
    ) -> Self {
        Self {
            organisation_id,
            agreement_id: agreement.id.into(),
            number: outcome.number,
            action_id: outcome.action.into(),
            status: outcome.status.to_string(),
            ended_on: outcome.ended_on.map(Day::date),
            recorded_at,
            recorded_by: outcome.by.into(),
        }
    }

    pub(super) fn outcome(&self) -> Result<ActionOutcome, Error> {
        Ok(ActionOutcome {
            number: self.number,
            action: self.action_id.into(),
            status: parsed(&self.status, "action status")?,
            ended_on: maybe_day(self.ended_on)?,
            by: self.recorded_by.into(),
        })
    }
}
