//! A referral as a row.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::hand_overs::Keeper;
use domain::kernel::{Day, Version};
use domain::referrals::{Answer, Conclusion, Destination, Referral};

use crate::columns::{day, maybe_day, maybe_parsed, parsed};
use crate::error::Error;
use crate::schema::referrals;
use crate::sql_types::{Instant, Uid};

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = referrals, treat_none_as_default_value = false)]
pub struct Row {
    organisation_id: Uid,
    pub(super) id: Uid,
    pub(super) case_id: Uid,
    from_office_id: Uid,
    from_counsellor_id: Option<Uid>,
    to_office_id: Option<Uid>,
    service_kind: Option<String>,
    service_name: Option<String>,
    reason: String,
    request: String,
    sent_by: Uid,
    sent_at: Instant,
    #[diesel(embed)]
    changes: Changes,
}

/// What a step may change.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = referrals, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Changes {
    answer_by: NaiveDate,
    status: String,
    refusal_reason: Option<String>,
    answer_note: Option<String>,
    answered_by: Option<Uid>,
    answered_at: Option<Instant>,
    outcome_by: Option<NaiveDate>,
    intake_id: Option<Uid>,
    outcome: Option<String>,
    outcome_note: Option<String>,
    refusal_seen_at: Option<Instant>,
    ended_at: Option<Instant>,
    version: i64,
}

impl Changes {
    /// What is stored of this version.
    pub(super) fn of(referral: &Referral, version: Version) -> Self {
        let answer = referral.answer.as_ref();
        let refused = answer.and_then(|answer| answer.refused.as_ref());
        let note = answer.and_then(|answer| answer.note.as_ref());
        let conclusion = referral.conclusion.as_ref();
        Self {
            answer_by: referral.answer_by.date(),
            status: referral.status.to_string(),
            refusal_reason: refused.map(ToString::to_string),
            answer_note: note.map(ToString::to_string),
            answered_by: answer.map(|answer| answer.by.into()),
            answered_at: answer.map(|answer| answer.at.into()),
            outcome_by: referral.outcome_by().map(Day::date),
            intake_id: referral.intake.map(Uid::from),
            outcome: conclusion.map(|conclusion| conclusion.outcome.to_string()),
            outcome_note: conclusion
                .and_then(|conclusion| conclusion.note.as_ref())
                .map(ToString::to_string),
            refusal_seen_at: referral.refusal_seen_at.map(Instant::from),
            ended_at: referral.ended_at.map(Instant::from),
            version: version.0,
        }
    }

    fn answer(&self) -> Result<Option<Answer>, Error> {
        let (Some(by), Some(at)) = (self.answered_by, self.answered_at) else {
            return Ok(None);
        };
        Ok(Some(Answer {
            refused: maybe_parsed(self.refusal_reason.as_deref(), "referral refusal")?,
            note: maybe_parsed(self.answer_note.as_deref(), "referral answer")?,
            by: by.into(),
            at: at.into(),
            outcome_by: maybe_day(self.outcome_by)?,
        }))
    }

    fn conclusion(&self) -> Result<Option<Conclusion>, Error> {
        let note = maybe_parsed(self.outcome_note.as_deref(), "referral outcome note")?;
        let outcome = maybe_parsed(self.outcome.as_deref(), "referral outcome")?;
        Ok(outcome.map(|outcome| Conclusion { outcome, note }))
    }
}

impl Row {
    pub(super) fn of(referral: &Referral, organisation_id: Uid) -> Self {
        let (kind, name) = match &referral.to {
            Destination::Office { .. } => (None, None),
            Destination::Service { kind, name } => (Some(kind.to_string()), Some(name.to_string())),
        };
        Self {
            organisation_id,
            id: referral.id.into(),
            case_id: referral.case.into(),
            from_office_id: referral.from.office.into(),
            from_counsellor_id: referral.from.counsellor.map(Uid::from),
            to_office_id: referral.to.office().map(Uid::from),
            service_kind: kind,
            service_name: name,
            reason: referral.reason.to_string(),
            request: referral.request.to_string(),
            sent_by: referral.sent_by.into(),
            sent_at: referral.sent_at.into(),
            changes: Changes::of(referral, referral.version),
        }
    }

    fn to(&self) -> Result<Destination, Error> {
        if let Some(office) = self.to_office_id {
            let office = office.into();
            return Ok(Destination::Office { office });
        }
        let nobody = || Error::Corrupt("referral to nobody");
        let kind = maybe_parsed(self.service_kind.as_deref(), "service kind")?;
        let name = maybe_parsed(self.service_name.as_deref(), "service name")?;
        Ok(Destination::Service {
            kind: kind.ok_or_else(nobody)?,
            name: name.ok_or_else(nobody)?,
        })
    }

    /// The referral of the row, as it is written down; `followed` tells whose case it is.
    pub(super) fn referral(&self, followed: &[(Uid, Uid)]) -> Result<Referral, Error> {
        let person = followed.iter().find(|(case, _)| *case == self.case_id);
        let (_, individual) = *person.ok_or(Error::Corrupt("referral without case"))?;
        let changes = &self.changes;
        Ok(Referral {
            id: self.id.into(),
            case: self.case_id.into(),
            individual: individual.into(),
            from: Keeper {
                office: self.from_office_id.into(),
                counsellor: self.from_counsellor_id.map(Into::into),
            },
            to: self.to()?,
            reason: parsed(&self.reason, "referral reason")?,
            request: parsed(&self.request, "referral request")?,
            answer_by: day(changes.answer_by)?,
            sent_by: self.sent_by.into(),
            sent_at: self.sent_at.into(),
            status: parsed(&changes.status, "referral status")?,
            answer: changes.answer()?,
            intake: changes.intake_id.map(Into::into),
            conclusion: changes.conclusion()?,
            refusal_seen_at: changes.refusal_seen_at.map(Into::into),
            ended_at: changes.ended_at.map(Into::into),
            version: Version(changes.version),
        })
    }
}
