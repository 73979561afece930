//! What an auditor asks: whether the record is as it was written, who did what, who read what.

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};
use domain::kernel::Id;
use domain::policy::Action;
use persistence::audit::{
    self, AccessFilter, AuditAccess, AuditEvent, EventFilter, Head, Known, Piece, Span, Trace,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::http::list::ListLinks;
use crate::http::wire::{
    CaseIdField, DayField, FactKindField, IdField, IndividualIdField, OfficeIdField, PositionField,
    SealHashField, StaffIdField,
};
use crate::http::{Access, Field, Links, List, ListOf, Params, Plain, Problem, Query, Routes};

/// A page of facts.
type AuditEvents = ListOf<AuditEventView>;
/// A page of reads.
type AuditAccesses = ListOf<AuditAccessView>;

/// What a verification found.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditVerification {
    /// How many positions of this piece are as they were sealed.
    #[schema(minimum = 0, maximum = 2_000, example = 1_203)]
    checked: i64,
    /// The first position that is not as it was sealed; left out when all of them are.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64, example = 417)]
    #[serde(skip_serializing_if = "Option::is_none")]
    first_bad: Option<i64>,
    /// How many facts of this piece are neither sealed nor waiting: somebody put them there.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64, example = 0)]
    stray_events: i64,
    /// The last position that is as it was sealed; left out when the one to begin behind is not
    /// there any more. Whoever keeps it elsewhere can tell later whether the chain was cut or made
    /// anew.
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<AuditHead>,
    /// Whether the chain ends with this piece.
    complete: bool,
    /// Where the chain ends.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64, example = 1_203)]
    last_position: i64,
    /// How many facts wait to be sealed, which takes about a second.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64, example = 2)]
    unsealed_events: i64,
    /// Where it is, and the next piece.
    #[serde(rename = "_links")]
    links: ListLinks,
}

/// A position and its hash.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditHead {
    /// The position.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64, example = 1_203)]
    position: i64,
    /// Its hash.
    hash: SealHashField,
}

/// Who, when, in which request.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditTraceView {
    /// The fact or the read.
    id: IdField,
    /// When.
    at: DateTime<Utc>,
    /// Who: somebody of the staff, the product itself or somebody who had not signed in.
    #[schema(
        max_length = 9,
        pattern = "^(staff|system|anonymous)$",
        example = "staff"
    )]
    actor_kind: String,
    /// The account, of somebody of the staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    actor_id: Option<StaffIdField>,
    /// In which request.
    #[schema(
        max_length = 64,
        pattern = "^[A-Za-z0-9._-]{0,64}$",
        example = "01JD5V9Q4N8ZJ5S0N4C0"
    )]
    request_id: String,
}

/// A recorded fact without its content.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditEventView {
    #[serde(flatten)]
    trace: AuditTraceView,
    /// What kind of fact.
    #[schema(max_length = 64, pattern = "^[a-z_]{1,64}$", example = "case_opened")]
    kind: String,
    /// What kind of thing it is about.
    #[schema(max_length = 64, pattern = "^[a-z_]{1,64}$", example = "case")]
    subject: String,
    /// The thing.
    subject_id: IdField,
    /// The office that acted.
    #[serde(skip_serializing_if = "Option::is_none")]
    office_id: Option<OfficeIdField>,
    /// Where it stands in the chain; left out while it waits to be sealed.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1_203)]
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<i64>,
    /// The hash that seals it.
    #[serde(skip_serializing_if = "Option::is_none")]
    hash: Option<SealHashField>,
}

/// A recorded read.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditAccessView {
    #[serde(flatten)]
    trace: AuditTraceView,
    /// By which right.
    #[schema(max_length = 64, pattern = "^[a-z_]{1,64}$", example = "read_case")]
    action: String,
    /// What was read.
    #[schema(max_length = 64, pattern = "^[a-z_]{1,64}$", example = "case_file")]
    resource: String,
    /// Why, a code of the vocabulary `access-purposes`.
    #[schema(max_length = 64, pattern = "^[a-z_]{1,64}$", example = "case_work")]
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<String>,
    /// Whose data; left out for a list or a search.
    #[serde(skip_serializing_if = "Option::is_none")]
    individual_id: Option<IndividualIdField>,
    /// Of which case.
    #[serde(skip_serializing_if = "Option::is_none")]
    case_id: Option<CaseIdField>,
}

/// Where to go on with a verification.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct AuditVerificationStart {
    #[validate(nested)]
    after: Option<PositionField>,
    #[validate(nested)]
    hash: Option<SealHashField>,
}

/// Which facts.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct AuditEventFilter {
    #[validate(nested)]
    from: Option<DayField>,
    #[validate(nested)]
    to: Option<DayField>,
    #[validate(nested)]
    actor: Option<StaffIdField>,
    #[validate(nested)]
    kind: Option<FactKindField>,
}

/// Which reads.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct AuditAccessFilter {
    #[validate(nested)]
    from: Option<DayField>,
    #[validate(nested)]
    to: Option<DayField>,
    #[validate(nested)]
    actor: Option<StaffIdField>,
    #[validate(nested)]
    individual: Option<IndividualIdField>,
}

impl AuditVerificationStart {
    fn known(&self) -> Known {
        Known {
            position: Field::given(self.after.as_ref()).unwrap_or_default(),
            hash: Field::given(self.hash.as_ref()),
        }
    }
}

impl AuditEventFilter {
    fn filter(&self) -> EventFilter {
        EventFilter {
            span: Span {
                from: Field::given(self.from.as_ref()),
                to: Field::given(self.to.as_ref()),
                actor: Field::given(self.actor.as_ref()),
            },
            kind: Field::given(self.kind.as_ref()),
        }
    }
}

impl AuditAccessFilter {
    fn filter(&self) -> AccessFilter {
        AccessFilter {
            span: Span {
                from: Field::given(self.from.as_ref()),
                to: Field::given(self.to.as_ref()),
                actor: Field::given(self.actor.as_ref()),
            },
            individual: Field::given(self.individual.as_ref()),
        }
    }
}

impl AuditVerification {
    fn of(known: Known, piece: &Piece, links: &Links) -> Self {
        let address = |after, hash: Option<_>| {
            let hash = hash.map_or(String::new(), |hash| format!("&hash={hash}"));
            links.to(format!("/audit-verification?after={after}{hash}"))
        };
        let goes_on = !piece.complete && piece.first_bad.is_none();
        let next = piece.head.filter(|_| goes_on);
        Self {
            checked: piece.checked,
            first_bad: piece.first_bad,
            stray_events: piece.stray,
            head: piece.head.map(AuditHead::of),
            complete: piece.complete,
            last_position: piece.last_position,
            unsealed_events: piece.unsealed,
            links: ListLinks {
                href: address(known.position.number(), known.hash),
                next: next.map(|head| address(head.position, Some(head.hash))),
            },
        }
    }
}

impl AuditHead {
    fn of(head: Head) -> Self {
        Self {
            position: head.position,
            hash: head.hash.into(),
        }
    }
}

fn id(uuid: Uuid) -> IdField {
    Field::of(Id::new(uuid))
}

impl AuditTraceView {
    fn of(trace: Trace) -> Self {
        Self {
            id: id(trace.id()),
            at: trace.at(),
            actor_id: trace.actor().map(Field::of),
            actor_kind: trace.actor_kind,
            request_id: trace.request_id,
        }
    }
}

impl AuditEventView {
    fn of(event: AuditEvent) -> Self {
        Self {
            subject_id: id(event.subject_id()),
            office_id: event.office().map(Field::of),
            position: event.position,
            hash: event.hash().map(Field::of),
            kind: event.kind,
            subject: event.subject,
            trace: AuditTraceView::of(event.trace),
        }
    }
}

impl AuditAccessView {
    fn of(access: AuditAccess) -> Self {
        Self {
            individual_id: access.individual().map(Field::of),
            case_id: access.case().map(Field::of),
            action: access.action,
            resource: access.resource,
            purpose: access.purpose,
            trace: AuditTraceView::of(access.trace),
        }
    }
}

/// Verifies the chain of facts of the organisation, a piece at a time.
///
/// Each call walks at most 2,000 positions and names the first one that is not as it was sealed;
/// `next` leads on. Keep the last `head` outside the database: a later call that begins behind it
/// (`after` and `hash`) tells whether the chain was cut or made anew meanwhile.
#[utoipa::path(get, path = "/audit-verification", tag = "audit", operation_id = "verify_audit",
    params(
        ("after" = inline(Option<PositionField>), Query, description = "Begin behind this position."),
        ("hash" = Option<SealHashField>, Query, description = "The hash that was there.")),
    responses((status = 200, body = AuditVerification)))]
async fn verify(
    query: Query,
    Params(start): Params<AuditVerificationStart>,
) -> Result<HttpResponse, Problem> {
    let known = start.known();
    let links = query.links();
    query
        .run(move |tx| {
            tx.record_access(Action::ReadAudit, "audit_verification", None, None);
            let piece = audit::verify(tx, known)?;
            Ok(Plain(AuditVerification::of(known, &piece, &links)))
        })
        .await
}

/// Lists who did what, the latest first.
///
/// Kinds, identifiers and hashes only: never what a fact says, never a person's data. Days are
/// those of the organisation's time zone.
#[utoipa::path(get, path = "/audit-events", tag = "audit", operation_id = "audit_events",
    params(
        ("from" = Option<DayField>, Query, description = "From this day on."),
        ("to" = Option<DayField>, Query, description = "Until this day."),
        ("actor" = Option<StaffIdField>, Query, description = "By this account only."),
        ("kind" = inline(Option<FactKindField>), Query, description = "Of this kind only.")),
    responses((status = 200, body = AuditEvents)))]
async fn events(query: Query, list: List<AuditEventFilter>) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let filter = list.filter.filter();
    let paged = query
        .read(move |tx| {
            tx.record_access(Action::ReadAudit, "audit_events", None, None);
            audit::events(tx, &filter, &page)
        })
        .await?;
    list.answer(paged, |event| event.trace.id(), AuditEventView::of)?
        .respond()
}

/// Lists who read what, the latest first.
///
/// A list or search is one read without subjects; a file or item names its person and case. Reads
/// are written down within about a second.
#[utoipa::path(get, path = "/audit-accesses", tag = "audit", operation_id = "audit_accesses",
    params(
        ("from" = Option<DayField>, Query, description = "From this day on."),
        ("to" = Option<DayField>, Query, description = "Until this day."),
        ("actor" = Option<StaffIdField>, Query, description = "By this account only."),
        ("individual" = Option<IndividualIdField>, Query,
            description = "Of this person's data only.")),
    responses((status = 200, body = AuditAccesses)))]
async fn accesses(query: Query, list: List<AuditAccessFilter>) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let filter = list.filter.filter();
    let paged = query
        .read(move |tx| {
            tx.record_access(Action::ReadAudit, "audit_accesses", None, None);
            audit::accesses(tx, &filter, &page)
        })
        .await?;
    list.answer(paged, |access| access.trace.id(), AuditAccessView::of)?
        .respond()
}

/// Mounts the routes of this file.
pub fn routes(routes: &mut Routes) {
    let read = Access::To(Action::ReadAudit);
    routes
        .mount(__path_verify, read, verify)
        .mount(__path_events, read, events)
        .mount(__path_accesses, read, accesses);
}
