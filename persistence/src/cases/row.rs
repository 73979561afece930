//! A case as a row.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::actor::StaffId;
use domain::cases::{Case, CaseOutcome, CaseOutcomeCode, CaseState, CaseStatus};

use crate::columns::{day, maybe_day, maybe_parsed, parsed};
use crate::error::Error;
use crate::schema::cases;
use crate::sql_types::{Instant, Uid};

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = cases, treat_none_as_default_value = false)]
pub(crate) struct Row {
    pub(crate) organisation_id: Uid,
    pub(crate) id: Uid,
    pub(crate) individual_id: Uid,
    pub(crate) office_id: Uid,
    pub(crate) counsellor_id: Option<Uid>,
    pub(crate) intake_id: Option<Uid>,
    pub(crate) status: String,
    pub(crate) status_since: NaiveDate,
    pub(crate) reason: String,
    pub(crate) opened_on: NaiveDate,
    pub(crate) suspension_reason: Option<String>,
    pub(crate) suspended_until: Option<NaiveDate>,
    pub(crate) outcome: Option<String>,
    pub(crate) work_kind: Option<String>,
    pub(crate) last_contact_on: Option<NaiveDate>,
    pub(crate) version: i64,
    pub(crate) created_at: Instant,
}

/// What a step may change. The last contact is no part of it: attempts keep it, so that a step
/// decided on an older reading never takes a contact back.
#[derive(AsChangeset)]
#[diesel(table_name = cases, treat_none_as_null = true)]
pub(super) struct Changes {
    office_id: Uid,
    counsellor_id: Option<Uid>,
    status: String,
    status_since: NaiveDate,
    suspension_reason: Option<String>,
    suspended_until: Option<NaiveDate>,
    outcome: Option<String>,
    work_kind: Option<String>,
    version: i64,
}

impl Changes {
    pub(super) fn of(case: &Case) -> Self {
        let (suspension_reason, suspended_until, outcome) = match case.state {
            CaseState::Open {} => (None, None, None),
            CaseState::Suspended { reason, until } => (Some(reason.to_string()), until, None),
            CaseState::Closed { outcome } => (None, None, Some(outcome)),
        };
        Self {
            office_id: case.office.into(),
            counsellor_id: case.counsellor.map(Uid::from),
            status: case.status().to_string(),
            status_since: case.since.date(),
            suspension_reason,
            suspended_until: suspended_until.map(domain::kernel::Day::date),
            outcome: outcome.map(|outcome| CaseOutcomeCode::from(outcome).to_string()),
            work_kind: outcome
                .and_then(CaseOutcome::work_kind)
                .map(|kind| kind.to_string()),
            version: case.version.next().0,
        }
    }
}

impl Row {
    pub(super) fn of(case: &Case, organisation_id: Uid, now: Instant) -> Self {
        let changes = Changes::of(case);
        Self {
            organisation_id,
            id: case.id.into(),
            individual_id: case.individual.into(),
            office_id: changes.office_id,
            counsellor_id: changes.counsellor_id,
            intake_id: case.intake.map(Uid::from),
            status: changes.status,
            status_since: changes.status_since,
            reason: case.reason.to_string(),
            opened_on: case.opened_on.date(),
            suspension_reason: changes.suspension_reason,
            suspended_until: changes.suspended_until,
            outcome: changes.outcome,
            work_kind: changes.work_kind,
            last_contact_on: case.last_contact_on.map(domain::kernel::Day::date),
            version: case.version.0,
            created_at: now,
        }
    }

    /// The case of the row, whose counsellor `left` or did not.
    pub(crate) fn case(&self, team: Vec<StaffId>, counsellor_left: bool) -> Result<Case, Error> {
        Ok(Case {
            id: self.id.into(),
            individual: self.individual_id.into(),
            office: self.office_id.into(),
            counsellor: self.counsellor_id.map(StaffId::from),
            counsellor_left,
            intake: self.intake_id.map(Into::into),
            reason: parsed(&self.reason, "reason")?,
            opened_on: day(self.opened_on)?,
            state: self.state()?,
            since: day(self.status_since)?,
            last_contact_on: maybe_day(self.last_contact_on)?,
            team,
            version: domain::kernel::Version(self.version),
        })
    }

    fn state(&self) -> Result<CaseState, Error> {
        Ok(match parsed(&self.status, "case status")? {
            CaseStatus::Open => CaseState::Open {},
            CaseStatus::Suspended => CaseState::Suspended {
                reason: maybe_parsed(self.suspension_reason.as_deref(), "suspension reason")?
                    .ok_or(Error::Corrupt("suspension without reason"))?,
                until: maybe_day(self.suspended_until)?,
            },
            CaseStatus::Closed => {
                let code = maybe_parsed(self.outcome.as_deref(), "case outcome")?
                    .ok_or(Error::Corrupt("closed case without outcome"))?;
                let work_kind = maybe_parsed(self.work_kind.as_deref(), "work kind")?;
                let outcome =
                    CaseOutcome::of(code, work_kind).map_err(|_| Error::Corrupt("case outcome"))?;
                CaseState::Closed { outcome }
            }
        })
    }
}
