//! What an auditor sees: who did what and who read what, never a person's data.

mod verification;

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use diesel::prelude::*;
use domain::actor::{OfficeId, StaffId};
use domain::audit::SealHash;
use domain::event::{CaseId, FactKind, IndividualId};
use domain::kernel::Day;
use domain::policy::Action;
use uuid::Uuid;

use crate::error::Error;
use crate::keyset::{Page, Paged};
use crate::reach;
use crate::schema::{accesses, event_seals, events as facts};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

pub use verification::{Head, Known, PIECE, Piece, verify};

/// When, and by whom; everything when nothing is said.
#[derive(Debug, Clone, Default)]
pub struct Span {
    /// From this day on.
    pub from: Option<Day>,
    /// Until this day.
    pub to: Option<Day>,
    /// By this account.
    pub actor: Option<StaffId>,
}

/// Which facts.
#[derive(Debug, Clone, Default)]
pub struct EventFilter {
    /// When, and by whom.
    pub span: Span,
    /// Of this kind.
    pub kind: Option<FactKind>,
}

/// Which reads.
#[derive(Debug, Clone, Default)]
pub struct AccessFilter {
    /// When, and by whom.
    pub span: Span,
    /// Of this person's data.
    pub individual: Option<IndividualId>,
}

/// Who, when, in which request: what facts and reads have in common.
#[derive(Debug, Clone, Queryable)]
pub struct Trace {
    id: Uid,
    at: Instant,
    /// `staff`, `system` or `anonymous`.
    pub actor_kind: String,
    actor_id: Option<Uid>,
    /// In which request.
    pub request_id: String,
}

impl Trace {
    /// The fact or the read.
    pub fn id(&self) -> Uuid {
        self.id.0
    }

    /// When.
    pub fn at(&self) -> DateTime<Utc> {
        self.at.0
    }

    /// Who, when signed in.
    pub fn actor(&self) -> Option<StaffId> {
        self.actor_id.map(StaffId::from)
    }
}

/// A recorded fact without its content.
#[derive(Debug, Clone, Queryable)]
pub struct AuditEvent {
    /// Who and when.
    pub trace: Trace,
    /// What kind of fact.
    pub kind: String,
    /// What kind of thing it is about.
    pub subject: String,
    subject_id: Uid,
    office_id: Option<Uid>,
    /// Where it stands in the chain; none while it waits to be sealed.
    pub position: Option<i64>,
    hash: Option<Vec<u8>>,
}

impl AuditEvent {
    /// The thing that it is about.
    pub fn subject_id(&self) -> Uuid {
        self.subject_id.0
    }

    /// The office that acted.
    pub fn office(&self) -> Option<OfficeId> {
        self.office_id.map(OfficeId::from)
    }

    /// The hash that seals it.
    pub fn hash(&self) -> Option<SealHash> {
        self.hash.as_deref().and_then(|hash| hash.try_into().ok())
    }
}

/// A recorded read.
#[derive(Debug, Clone, Queryable)]
pub struct AuditAccess {
    /// Who and when.
    pub trace: Trace,
    /// By which right.
    pub action: String,
    /// Why, a code of the vocabulary `access-purposes`.
    pub purpose: Option<String>,
    /// What was read.
    pub resource: String,
    individual_id: Option<Uid>,
    case_id: Option<Uid>,
}

impl AuditAccess {
    /// Whose data; none for a list or a search.
    pub fn individual(&self) -> Option<IndividualId> {
        self.individual_id.map(IndividualId::from)
    }

    /// Of which case.
    pub fn case(&self) -> Option<CaseId> {
        self.case_id.map(CaseId::from)
    }
}

/// How far the day of an identifier may be from the day of its row: the clock that mints them
/// never goes back, also when the machine's does.
pub(crate) const DRIFT: TimeDelta = TimeDelta::days(1);

/// The span in instants, and in the identifiers that can lie in it, which the indexes follow.
pub(crate) struct Bounds {
    from: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
}

impl Bounds {
    pub(crate) fn of(tx: &Tx<'_>, span: &Span) -> Self {
        let next = |day: Day| day.date().succ_opt();
        Self {
            from: span.from.and_then(|day| midnight(tx, day.date())),
            until: span.to.and_then(next).and_then(|day| midnight(tx, day)),
        }
    }

    pub(crate) fn first_id(&self) -> Uid {
        self.from
            .map_or(Uid(Uuid::nil()), |from| earliest(from - DRIFT))
    }

    pub(crate) fn last_id(&self) -> Uid {
        self.until
            .map_or(Uid(Uuid::max()), |until| earliest(until + DRIFT))
    }

    pub(crate) fn from(&self) -> Instant {
        self.from.unwrap_or(DateTime::UNIX_EPOCH).into()
    }

    pub(crate) fn until(&self) -> Instant {
        let end = DateTime::from_timestamp(253_402_300_799, 0);
        self.until
            .or(end)
            .unwrap_or(DateTime::<Utc>::MAX_UTC)
            .into()
    }
}

/// When a day begins where the organisation is.
pub(crate) fn midnight(tx: &Tx<'_>, day: chrono::NaiveDate) -> Option<DateTime<Utc>> {
    let midnight = day.and_hms_opt(0, 0, 0)?;
    let begins = tx.actor().zone.from_local_datetime(&midnight).earliest();
    begins.map(|begins| begins.with_timezone(&Utc))
}

/// The least identifier (UUID of version 7) of an instant.
pub(crate) fn earliest(at: DateTime<Utc>) -> Uid {
    let millis = u128::try_from(at.timestamp_millis()).unwrap_or(0);
    Uid(Uuid::from_u128(millis << 80))
}

/// A page of facts, the latest first.
pub fn events(
    tx: &mut Tx<'_>,
    filter: &EventFilter,
    page: &Page<Uuid>,
) -> Result<Paged<AuditEvent>, Error> {
    reach::of(tx, Action::ReadAudit)?;
    let bounds = Bounds::of(tx, &filter.span);
    let mut query = facts::table
        .left_join(
            event_seals::table.on(event_seals::organisation_id
                .eq(facts::organisation_id)
                .and(event_seals::event_id.eq(facts::id))),
        )
        .filter(facts::organisation_id.eq(tx.org()))
        .filter(facts::id.ge(bounds.first_id()))
        .filter(facts::id.lt(bounds.last_id()))
        .filter(facts::at.ge(bounds.from()))
        .filter(facts::at.lt(bounds.until()))
        .select((
            (
                facts::id,
                facts::at,
                facts::actor_kind,
                facts::actor_id,
                facts::request_id,
            ),
            facts::kind,
            facts::subject,
            facts::subject_id,
            facts::office_id,
            event_seals::position.nullable(),
            event_seals::hash.nullable(),
        ))
        .into_boxed();
    if let Some(actor) = filter.span.actor {
        query = query.filter(facts::actor_id.eq(Uid::from(actor)));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(facts::kind.eq(kind.to_string()));
    }
    if let Some(after) = page.after {
        query = query.filter(facts::id.lt(Uid(after)));
    }
    let rows: Vec<AuditEvent> = query
        .order(facts::id.desc())
        .limit(page.probe())
        .load(tx.conn())?;
    Ok(page.cut(rows))
}

/// A page of reads, the latest first.
pub fn accesses(
    tx: &mut Tx<'_>,
    filter: &AccessFilter,
    page: &Page<Uuid>,
) -> Result<Paged<AuditAccess>, Error> {
    reach::of(tx, Action::ReadAudit)?;
    let bounds = Bounds::of(tx, &filter.span);
    let mut query = accesses::table
        .filter(accesses::organisation_id.eq(tx.org()))
        .filter(accesses::id.ge(bounds.first_id()))
        .filter(accesses::id.lt(bounds.last_id()))
        .filter(accesses::at.ge(bounds.from()))
        .filter(accesses::at.lt(bounds.until()))
        .select((
            (
                accesses::id,
                accesses::at,
                accesses::actor_kind,
                accesses::actor_id,
                accesses::request_id,
            ),
            accesses::action,
            accesses::purpose,
            accesses::resource,
            accesses::individual_id,
            accesses::case_id,
        ))
        .into_boxed();
    if let Some(actor) = filter.span.actor {
        query = query.filter(accesses::actor_id.eq(Uid::from(actor)));
    }
    if let Some(individual) = filter.individual {
        query = query.filter(accesses::individual_id.eq(Uid::from(individual)));
    }
    if let Some(after) = page.after {
        query = query.filter(accesses::id.lt(Uid(after)));
    }
    let rows: Vec<AuditAccess> = query
        .order(accesses::id.desc())
        .limit(page.probe())
        .load(tx.conn())?;
    Ok(page.cut(rows))
}
