//! The records of an export, a piece at a time, in the order of their identifiers.
//!
//! Identifiers grow with time, so that who is added while the file is written comes to its end.
//! Each record is as it was when it was read; what changes behind that is not taken up.

mod people;

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::event::IndividualId;
use domain::exports::{ExportColumn as C, ExportKind, Order};
use domain::policy::Action;
use serde_json::Value;
use uuid::Uuid;

use crate::error::Error;
use crate::reach;
use crate::schema::{cases, desk_contacts, individuals, intakes};
use crate::sql_types::Uid;
use crate::tx::Tx;

/// A record, as far as it was asked for.
#[derive(Clone, PartialEq)]
pub struct Record {
    /// The record.
    pub id: Uuid,
    /// Of whom it tells.
    pub subject: Option<IndividualId>,
    /// A cell for each column.
    pub cells: Vec<Value>,
}

impl std::fmt::Debug for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Record({}, ***)", self.id)
    }
}

/// The records of a piece.
#[derive(Debug, Clone, PartialEq)]
pub struct Looked {
    /// Those that the actor may take out now, in their order.
    pub records: Vec<Record>,
    /// The last row that was looked at, whether or not it is among them: where to go on.
    pub last_row: Option<Uuid>,
    /// Whether none is left behind it.
    pub is_last: bool,
}

/// How many rows one piece looks at. Where few fit what was asked it goes on over the others in
/// such steps: a piece is written while others wait to write.
const LOOKED_AT: i64 = 2_000;

/// The rows behind the first of them, up to the second.
type Span = (Uid, Uid);

/// The next records behind `after`, at most `limit` of at most 2,000 rows.
pub fn page(
    tx: &mut Tx<'_>,
    order: &Order,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Looked, Error> {
    reach::of(tx, Action::ExportRecords)?;
    let after = Uid(after.unwrap_or(Uuid::nil()));
    let bound = bound(tx, order.kind, after)?;
    let span = (after, bound.unwrap_or(Uid(Uuid::max())));
    let records = match order.kind {
        ExportKind::Individuals => people::people(tx, order, span, limit),
        ExportKind::Cases => of_cases(tx, order, span, limit),
        ExportKind::DeskContacts => contacts(tx, order, span, limit),
        ExportKind::Intakes => interviews(tx, order, span, limit),
    }?;
    let is_full = i64::try_from(records.len()).is_ok_and(|count| count >= limit);
    let last = records.last().map(|record| record.id);
    let beyond = bound.filter(|_| !is_full).map(|id| id.0);
    Ok(Looked {
        last_row: beyond.or(last),
        is_last: !is_full && bound.is_none(),
        records,
    })
}

/// The last of the rows that a piece looks at, where there are so many.
fn bound(tx: &mut Tx<'_>, kind: ExportKind, after: Uid) -> Result<Option<Uid>, Error> {
    let (org, rest) = (tx.org(), LOOKED_AT - 1);
    let found = match kind {
        ExportKind::Individuals => individuals::table
            .filter(individuals::organisation_id.eq(org))
            .filter(individuals::id.gt(after))
            .order(individuals::id)
            .select(individuals::id)
            .offset(rest)
            .first(tx.conn()),
        ExportKind::Cases => cases::table
            .filter(cases::organisation_id.eq(org))
            .filter(cases::id.gt(after))
            .order(cases::id)
            .select(cases::id)
            .offset(rest)
            .first(tx.conn()),
        ExportKind::DeskContacts => desk_contacts::table
            .filter(desk_contacts::organisation_id.eq(org))
            .filter(desk_contacts::id.gt(after))
            .order(desk_contacts::id)
            .select(desk_contacts::id)
            .offset(rest)
            .first(tx.conn()),
        ExportKind::Intakes => intakes::table
            .filter(intakes::organisation_id.eq(org))
            .filter(intakes::id.gt(after))
            .order(intakes::id)
            .select(intakes::id)
            .offset(rest)
            .first(tx.conn()),
    };
    Ok(found.optional()?)
}

fn text(value: impl ToString) -> Value {
    Value::String(value.to_string())
}

fn maybe(value: Option<impl ToString>) -> Value {
    value.map_or(Value::Null, text)
}

fn uid(id: Uid) -> Value {
    text(id.0)
}

fn cells(order: &Order, cell: impl Fn(C) -> Value) -> Vec<Value> {
    order.columns.iter().map(|column| cell(*column)).collect()
}

/// The names of these people, where they were asked for.
struct Names(HashMap<Uid, (String, String, NaiveDate)>);

impl Names {
    fn of(tx: &mut Tx<'_>, order: &Order, ids: HashSet<Uid>) -> Result<Self, Error> {
        let wanted = [C::FamilyName, C::GivenName, C::BirthDate];
        if ids.is_empty() || !order.columns.iter().any(|column| wanted.contains(column)) {
            return Ok(Self(HashMap::new()));
        }
        let rows: Vec<(Uid, String, String, NaiveDate)> = individuals::table
            .filter(individuals::organisation_id.eq(tx.org()))
            .filter(individuals::id.eq_any(ids))
            .select((
                individuals::id,
                individuals::family_name,
                individuals::given_name,
                individuals::birth_date,
            ))
            .load(tx.conn())?;
        let rows = rows.into_iter();
        Ok(Self(
            rows.map(|(id, family, given, birth)| (id, (family, given, birth)))
                .collect(),
        ))
    }

    fn cell(&self, id: Uid, column: C) -> Value {
        let told = self.0.get(&id);
        match column {
            C::FamilyName => maybe(told.map(|told| &told.0)),
            C::GivenName => maybe(told.map(|told| &told.1)),
            C::BirthDate => maybe(told.map(|told| told.2)),
            _ => Value::Null,
        }
    }
}

fn of_cases(tx: &mut Tx<'_>, order: &Order, span: Span, limit: i64) -> Result<Vec<Record>, Error> {
    let mut query = cases::table
        .filter(cases::organisation_id.eq(tx.org()))
        .filter(cases::id.gt(span.0))
        .filter(cases::id.le(span.1))
        .select(crate::cases::Row::as_select())
        .into_boxed()
        .filter(reach::cases_within(tx.actor(), Action::ExportRecords));
    if let Some(status) = &order.filter.status {
        query = query.filter(cases::status.eq(status));
    }
    if let Some(from) = order.filter.from {
        query = query.filter(cases::opened_on.ge(from.date()));
    }
    if let Some(to) = order.filter.to {
        query = query.filter(cases::opened_on.le(to.date()));
    }
    let rows: Vec<crate::cases::Row> = query.order(cases::id).limit(limit).load(tx.conn())?;
    let names = Names::of(
        tx,
        order,
        rows.iter().map(|row| row.individual_id).collect(),
    )?;
    let records = rows.into_iter().map(|row| {
        let cells = cells(order, |column| match column {
            C::Id => uid(row.id),
            C::IndividualId => uid(row.individual_id),
            C::OfficeId => uid(row.office_id),
            C::StaffId => maybe(row.counsellor_id.map(|id| id.0)),
            C::Status => text(&row.status),
            C::StatusSince => text(row.status_since),
            C::OpenedOn => text(row.opened_on),
            C::LastContactOn => maybe(row.last_contact_on),
            C::SuspendedUntil => maybe(row.suspended_until),
            C::Outcome => maybe(row.outcome.as_ref()),
            C::WorkKind => maybe(row.work_kind.as_ref()),
            other => names.cell(row.individual_id, other),
        });
        Record {
            id: row.id.0,
            subject: Some(row.individual_id.into()),
            cells,
        }
    });
    Ok(records.collect())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = desk_contacts)]
struct Contact {
    id: Uid,
    office_id: Uid,
    held_on: NaiveDate,
    topic: String,
    age_band: String,
    channel: String,
    minutes: i32,
    sex: Option<String>,
    individual_id: Option<Uid>,
}

fn contacts(tx: &mut Tx<'_>, order: &Order, span: Span, limit: i64) -> Result<Vec<Record>, Error> {
    let offices = reach::offices_within(tx, Action::ExportRecords, order.filter.office)?;
    let mut query = desk_contacts::table
        .filter(desk_contacts::organisation_id.eq(tx.org()))
        .filter(desk_contacts::id.gt(span.0))
        .filter(desk_contacts::id.le(span.1))
        .filter(desk_contacts::office_id.eq_any(offices))
        .select(Contact::as_select())
        .into_boxed();
    if let Some(from) = order.filter.from {
        query = query.filter(desk_contacts::held_on.ge(from.date()));
    }
    if let Some(to) = order.filter.to {
        query = query.filter(desk_contacts::held_on.le(to.date()));
    }
    let rows: Vec<Contact> = query
        .order(desk_contacts::id)
        .limit(limit)
        .load(tx.conn())?;
    let records = rows.into_iter().map(|row| {
        let cells = cells(order, |column| match column {
            C::Id => uid(row.id),
            C::OfficeId => uid(row.office_id),
            C::HeldOn => text(row.held_on),
            C::Topic => text(&row.topic),
            C::AgeBand => text(&row.age_band),
            C::Channel => text(&row.channel),
            C::Minutes => row.minutes.into(),
            C::Sex => maybe(row.sex.as_ref()),
            C::IndividualId => maybe(row.individual_id.map(|id| id.0)),
            _ => Value::Null,
        });
        Record {
            id: row.id.0,
            subject: row.individual_id.map(Into::into),
            cells,
        }
    });
    Ok(records.collect())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = intakes)]
struct Interview {
    id: Uid,
    individual_id: Uid,
    office_id: Uid,
    held_on: NaiveDate,
    taken_by: Option<Uid>,
    arrival: String,
    urgency: String,
    status: String,
    outcome: Option<String>,
    decided_on: Option<NaiveDate>,
    waiting_until: Option<NaiveDate>,
    case_id: Option<Uid>,
}

fn interviews(
    tx: &mut Tx<'_>,
    order: &Order,
    span: Span,
    limit: i64,
) -> Result<Vec<Record>, Error> {
    let offices = reach::offices_within(tx, Action::ExportRecords, order.filter.office)?;
    let mut query = intakes::table
        .filter(intakes::organisation_id.eq(tx.org()))
        .filter(intakes::id.gt(span.0))
        .filter(intakes::id.le(span.1))
        .filter(intakes::office_id.eq_any(offices))
        .select(Interview::as_select())
        .into_boxed();
    if let Some(status) = &order.filter.status {
        query = query.filter(intakes::status.eq(status));
    }
    if let Some(from) = order.filter.from {
        query = query.filter(intakes::held_on.ge(from.date()));
    }
    if let Some(to) = order.filter.to {
        query = query.filter(intakes::held_on.le(to.date()));
    }
    let rows: Vec<Interview> = query.order(intakes::id).limit(limit).load(tx.conn())?;
    let names = Names::of(
        tx,
        order,
        rows.iter().map(|row| row.individual_id).collect(),
    )?;
    let records = rows.into_iter().map(|row| Record {
        id: row.id.0,
        subject: Some(row.individual_id.into()),
        cells: cells(order, |column| row.cell(&names, column)),
    });
    Ok(records.collect())
}

impl Interview {
    fn cell(&self, names: &Names, column: C) -> Value {
        match column {
            C::Id => uid(self.id),
            C::IndividualId => uid(self.individual_id),
            C::OfficeId => uid(self.office_id),
            C::HeldOn => text(self.held_on),
            C::StaffId => maybe(self.taken_by.map(|id| id.0)),
            C::Arrival => text(&self.arrival),
            C::Urgency => text(&self.urgency),
            C::Status => text(&self.status),
            C::Outcome => maybe(self.outcome.as_ref()),
            C::DecidedOn => maybe(self.decided_on),
            C::WaitingUntil => maybe(self.waiting_until),
            C::CaseId => maybe(self.case_id.map(|id| id.0)),
            other => names.cell(self.individual_id, other),
        }
    }
}
