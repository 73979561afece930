//! A hand-over as a row.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::hand_overs::{Declined, HandOver, Keeper, Term};
use domain::kernel::{Day, Version};

use crate::columns::{day, maybe_parsed, parsed};
use crate::error::Error;
use crate::schema::hand_overs;
use crate::sql_types::{Instant, Uid};

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = hand_overs, treat_none_as_default_value = false)]
pub(crate) struct Row {
    organisation_id: Uid,
    pub(super) id: Uid,
    pub(super) case_id: Uid,
    from_office_id: Uid,
    from_counsellor_id: Option<Uid>,
    to_office_id: Uid,
    to_counsellor_id: Option<Uid>,
    taken_by: Option<Uid>,
    until_on: Option<NaiveDate>,
    reason: String,
    note: Option<String>,
    status: String,
    refusal_reason: Option<String>,
    refusal_note: Option<String>,
    refusal_seen_at: Option<Instant>,
    blocked: Option<String>,
    proposed_by: Uid,
    proposed_at: Instant,
    answered_at: Option<Instant>,
    ended_at: Option<Instant>,
    version: i64,
}

/// What a step may change.
#[derive(AsChangeset)]
#[diesel(table_name = hand_overs, treat_none_as_null = true)]
pub(super) struct Changes {
    to_counsellor_id: Option<Uid>,
    taken_by: Option<Uid>,
    until_on: Option<NaiveDate>,
    status: String,
    refusal_reason: Option<String>,
    refusal_note: Option<String>,
    refusal_seen_at: Option<Instant>,
    blocked: Option<String>,
    answered_at: Option<Instant>,
    ended_at: Option<Instant>,
    version: i64,
}

impl Changes {
    pub(super) fn of(hand_over: &HandOver) -> Self {
        let declined = hand_over.declined.as_ref();
        Self {
            to_counsellor_id: hand_over.to.counsellor.map(Uid::from),
            taken_by: hand_over.taken_by.map(Uid::from),
            until_on: hand_over.term.until().map(Day::date),
            status: hand_over.status.to_string(),
            refusal_reason: declined.map(|declined| declined.reason.to_string()),
            refusal_note: declined
                .and_then(|declined| declined.note.as_ref())
                .map(ToString::to_string),
            refusal_seen_at: hand_over.refusal_seen_at.map(Instant::from),
            blocked: hand_over.blocked.map(|why| why.to_string()),
            answered_at: hand_over.answered_at.map(Instant::from),
            ended_at: hand_over.ended_at.map(Instant::from),
            version: hand_over.version.next().0,
        }
    }
}

impl Row {
    pub(super) fn of(hand_over: &HandOver, organisation_id: Uid) -> Self {
        let changes = Changes::of(hand_over);
        Self {
            organisation_id,
            id: hand_over.id.into(),
            case_id: hand_over.case.into(),
            from_office_id: hand_over.from.office.into(),
            from_counsellor_id: hand_over.from.counsellor.map(Uid::from),
            to_office_id: hand_over.to.office.into(),
            to_counsellor_id: changes.to_counsellor_id,
            taken_by: changes.taken_by,
            until_on: changes.until_on,
            reason: hand_over.reason.to_string(),
            note: hand_over.note.as_ref().map(ToString::to_string),
            status: changes.status,
            refusal_reason: changes.refusal_reason,
            refusal_note: changes.refusal_note,
            refusal_seen_at: changes.refusal_seen_at,
            blocked: changes.blocked,
            proposed_by: hand_over.proposed_by.into(),
            proposed_at: hand_over.proposed_at.into(),
            answered_at: changes.answered_at,
            ended_at: changes.ended_at,
            version: hand_over.version.0,
        }
    }

    /// The hand-over of the row, whose person `followed` tells.
    pub(crate) fn hand_over(&self, followed: &[(Uid, Uid)]) -> Result<HandOver, Error> {
        let person = followed.iter().find(|(case, _)| *case == self.case_id);
        let (_, individual) = *person.ok_or(Error::Corrupt("hand-over without case"))?;
        let reason = maybe_parsed(self.refusal_reason.as_deref(), "refusal reason")?;
        let note = maybe_parsed(self.refusal_note.as_deref(), "refusal note")?;
        Ok(HandOver {
            id: self.id.into(),
            case: self.case_id.into(),
            individual: individual.into(),
            from: Keeper {
                office: self.from_office_id.into(),
                counsellor: self.from_counsellor_id.map(Into::into),
            },
            to: Keeper {
                office: self.to_office_id.into(),
                counsellor: self.to_counsellor_id.map(Into::into),
            },
            taken_by: self.taken_by.map(Into::into),
            term: match self.until_on {
                None => Term::Permanent {},
                Some(until) => Term::Temporary { until: day(until)? },
            },
            reason: parsed(&self.reason, "hand-over reason")?,
            note: maybe_parsed(self.note.as_deref(), "hand-over note")?,
            status: parsed(&self.status, "hand-over status")?,
            declined: reason.map(|reason| Declined { reason, note }),
            refusal_seen_at: self.refusal_seen_at.map(Into::into),
            blocked: maybe_parsed(self.blocked.as_deref(), "blockage")?,
            proposed_by: self.proposed_by.into(),
            proposed_at: self.proposed_at.into(),
            answered_at: self.answered_at.map(Into::into),
            ended_at: self.ended_at.map(Into::into),
            version: Version(self.version),
        })
    }
}
