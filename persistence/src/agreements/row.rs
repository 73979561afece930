//! Agreements, their editions and their reviews as rows.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::agreements::{Agreement, Edition, Review, Terms};
use domain::cases::Case;
use domain::kernel::{Day, Version};

use crate::columns::{day, maybe_day, maybe_parsed, parsed};
use crate::error::Error;
use crate::schema::{agreement_editions, agreement_reviews, agreements};
use crate::sql_types::{Instant, Uid};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = agreements, treat_none_as_default_value = false)]
pub(super) struct Row {
    organisation_id: Uid,
    id: Uid,
    case_id: Uid,
    drawn_up_by: Uid,
    drawn_up_at: Instant,
    #[diesel(embed)]
    changes: Changes,
}

/// What a step may change.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = agreements, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(super) struct Changes {
    status: String,
    edition: i64,
    officer_id: Uid,
    terms: String,
    proposed_on: Option<NaiveDate>,
    signed_on: Option<NaiveDate>,
    reviewed_on: Option<NaiveDate>,
    reviews: i64,
    next_review_on: Option<NaiveDate>,
    closed_on: Option<NaiveDate>,
    close_reason: Option<String>,
    version: i64,
}

fn written(terms: &Terms) -> Result<String, Error> {
    serde_json::to_string(terms).map_err(|_| Error::Corrupt("agreement terms"))
}

fn told(terms: &str) -> Result<Terms, Error> {
    serde_json::from_str(terms).map_err(|_| Error::Corrupt("agreement terms"))
}

impl Changes {
    /// What is stored of it.
    pub(super) fn of(agreement: &Agreement) -> Result<Self, Error> {
        Ok(Self {
            status: agreement.status.to_string(),
            edition: agreement.edition,
            officer_id: agreement.officer.into(),
            terms: written(&agreement.terms)?,
            proposed_on: agreement.proposed_on.map(Day::date),
            signed_on: agreement.signed_on.map(Day::date),
            reviewed_on: agreement.reviewed_on.map(Day::date),
            reviews: agreement.reviews,
            next_review_on: agreement.next_review_on.map(Day::date),
            closed_on: agreement.closed_on.map(Day::date),
            close_reason: agreement.close_reason.map(|reason| reason.to_string()),
            version: agreement.version.0,
        })
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
    pub(super) fn agreement(&self, case: &Case) -> Result<Agreement, Error> {
        let changes = &self.changes;
        Ok(Agreement {
            id: self.id.into(),
            case: case.id,
            individual: case.individual,
            office: case.office,
            status: parsed(&changes.status, "agreement status")?,
            edition: changes.edition,
            officer: changes.officer_id.into(),
            terms: told(&changes.terms)?,
            proposed_on: maybe_day(changes.proposed_on)?,
            signed_on: maybe_day(changes.signed_on)?,
            reviewed_on: maybe_day(changes.reviewed_on)?,
            reviews: changes.reviews,
            next_review_on: maybe_day(changes.next_review_on)?,
            closed_on: maybe_day(changes.closed_on)?,
            close_reason: maybe_parsed(changes.close_reason.as_deref(), "agreement end")?,
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
