//! Services: what the organisation offers.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use diesel::prelude::*;
use domain::kernel::{Changed, Named, Version};
use domain::policy::Action;
use domain::services::{
    EssentialLevel, Figures, Service, ServiceCode, ServiceId, ServiceMode, ServiceTerms, start_set,
};

use crate::backend::Conn;
use crate::cached::{self, filled};
use crate::columns::{listed, maybe_parsed, parsed, text_of};
use crate::error::Error;
use crate::keyset::{Page, Paged};
use crate::reach;
use crate::schema::services;
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// What people may change of a service.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = services, treat_none_as_null = true, treat_none_as_default_value = false)]
struct Terms {
    label_it: String,
    label_en: String,
    essential_level: Option<String>,
    mode: String,
    minutes: i32,
    min_size: i32,
    max_size: i32,
    margin_days: i32,
    ahead_days: i32,
    move_until_hours: i32,
    booked_by: String,
    reminder_hours: Option<i32>,
    channels: String,
    evidence: Option<String>,
    cap_minutes: Option<i32>,
    person_cap_minutes: Option<i32>,
    once_pending: bool,
    is_search_path: bool,
    blocked: bool,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = services)]
struct Row {
    id: Uid,
    code: String,
    version: i64,
    #[diesel(embed)]
    terms: Terms,
}

/// A number of the domain as its column holds it: all of them are far below the most.
fn column(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn number<N: TryFrom<i32>>(column: i32) -> Result<N, Error> {
    N::try_from(column).map_err(|_| Error::Corrupt("service"))
}

fn maybe_number<N: TryFrom<i32>>(column: Option<i32>) -> Result<Option<N>, Error> {
    column.map(number).transpose()
}

impl From<&ServiceTerms> for Terms {
    fn from(terms: &ServiceTerms) -> Self {
        let figures = terms.figures;
        Self {
            label_it: terms.label_it.to_string(),
            label_en: terms.label_en.to_string(),
            essential_level: terms.essential_level.map(|level| level.to_string()),
            mode: terms.mode.to_string(),
            minutes: figures.minutes.into(),
            min_size: figures.min_size.into(),
            max_size: figures.max_size.into(),
            margin_days: figures.margin_days.into(),
            ahead_days: figures.ahead_days.into(),
            move_until_hours: figures.move_until_hours.into(),
            booked_by: terms.booked_by.to_string(),
            reminder_hours: figures.reminder_hours.map(i32::from),
            channels: text_of(&terms.channels),
            evidence: terms.evidence.map(|evidence| evidence.to_string()),
            cap_minutes: figures.cap_minutes.map(column),
            person_cap_minutes: figures.person_cap_minutes.map(column),
            once_pending: terms.once_pending,
            is_search_path: terms.is_search_path,
            blocked: terms.blocked,
        }
    }
}

impl TryFrom<Terms> for ServiceTerms {
    type Error = Error;

    fn try_from(row: Terms) -> Result<Self, Error> {
        Ok(Self {
            label_it: parsed(&row.label_it, "label")?,
            label_en: parsed(&row.label_en, "label")?,
            essential_level: maybe_parsed(row.essential_level.as_deref(), "essential level")?,
            mode: parsed(&row.mode, "mode")?,
            figures: Figures {
                minutes: number(row.minutes)?,
                min_size: number(row.min_size)?,
                max_size: number(row.max_size)?,
                margin_days: number(row.margin_days)?,
                ahead_days: number(row.ahead_days)?,
                move_until_hours: number(row.move_until_hours)?,
                reminder_hours: maybe_number(row.reminder_hours)?,
                cap_minutes: maybe_number(row.cap_minutes)?,
                person_cap_minutes: maybe_number(row.person_cap_minutes)?,
            },
            booked_by: parsed(&row.booked_by, "booked by")?,
            channels: listed(&row.channels, "channel")?,
            evidence: maybe_parsed(row.evidence.as_deref(), "evidence")?,
            once_pending: row.once_pending,
            is_search_path: row.is_search_path,
            blocked: row.blocked,
        })
    }
}

impl TryFrom<Row> for Service {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: row.id.into(),
            code: parsed(&row.code, "service code")?,
            terms: row.terms.try_into()?,
            version: Version(row.version),
        })
    }
}

/// Which services; all of them when nothing is said.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// Held like this.
    pub mode: Option<ServiceMode>,
    /// Of this essential level.
    pub essential_level: Option<EssentialLevel>,
    /// Whether nobody is booked for them any more.
    pub blocked: Option<bool>,
}

/// Which of the services of the start set an organisation had, and which it was given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Completed {
    /// Those that it has since now.
    pub added: Vec<ServiceCode>,
    /// Those that it had.
    pub present: Vec<ServiceCode>,
}

/// The place of a service in the list: no two of an organisation have one code.
pub fn key(service: &Service) -> String {
    service.code.to_string()
}

/// A service of the organisation.
pub fn get(tx: &mut Tx<'_>, id: ServiceId) -> Result<Service, Error> {
    let row: Row = services::table
        .find((tx.org(), Uid::from(id)))
        .select(Row::as_select())
        .first(tx.conn())?;
    row.try_into()
}

/// Keeps everybody else from counting what is booked of the service, until the end of the
/// transaction. Row locks exist on PostgreSQL only; SQLite has one writer.
pub(crate) fn hold_alone(tx: &mut Tx<'_>, id: ServiceId) -> Result<(), Error> {
    let row = services::table.find((tx.org(), Uid::from(id)));
    if let Conn::Pg(c) = tx.conn() {
        let held = row.select(services::id).for_no_key_update();
        held.first::<Uid>(c).optional()?;
    }
    Ok(())
}

/// The services with these identifiers, in their order, as far as the organisation has them.
pub fn named(tx: &mut Tx<'_>, ids: &[ServiceId]) -> Result<Vec<Named<ServiceId>>, Error> {
    let known: Vec<Uid> = services::table
        .filter(services::organisation_id.eq(tx.org()))
        .filter(services::id.eq_any(filled(ids.iter().copied().map(Uid::from))))
        .select(services::id)
        .load(tx.conn())?;
    let known: BTreeSet<Uid> = known.into_iter().collect();
    let named = ids.iter().map(|id| {
        if known.contains(&Uid::from(*id)) {
            Named::Known(*id)
        } else {
            Named::Unknown
        }
    });
    Ok(named.collect())
}

/// A page of the services by code.
pub fn list(
    tx: &mut Tx<'_>,
    filter: &Filter,
    page: &Page<String>,
) -> Result<Paged<Service>, Error> {
    let mut query = services::table
        .filter(services::organisation_id.eq(tx.org()))
        .select(Row::as_select())
        .into_boxed();
    if let Some(mode) = filter.mode {
        query = query.filter(services::mode.eq(mode.to_string()));
    }
    if let Some(level) = filter.essential_level {
        query = query.filter(services::essential_level.eq(level.to_string()));
    }
    if let Some(blocked) = filter.blocked {
        query = query.filter(services::blocked.eq(blocked));
    }
    if let Some(after) = &page.after {
        query = query.filter(services::code.gt(after.clone()));
    }
    let rows: Vec<Row> = query
        .order(services::code)
        .limit(page.probe())
        .load(tx.conn())?;
    let all: Result<Vec<_>, Error> = rows.into_iter().map(Service::try_from).collect();
    Ok(page.cut(all?))
}

/// Stores a new service; `Error::Taken` when the organisation has one of its code.
pub fn insert(tx: &mut Tx<'_>, changed: Changed<Service>) -> Result<Service, Error> {
    let service = tx.record(changed);
    diesel::insert_into(services::table)
        .values((
            services::organisation_id.eq(tx.org()),
            services::id.eq(Uid::from(service.id)),
            services::code.eq(service.code.as_str()),
            services::version.eq(service.version.0),
            services::created_at.eq(Instant(tx.now())),
            Terms::from(&service.terms),
        ))
        .execute(tx.conn())?;
    Ok(service)
}

/// Replaces the terms of a service; stale when it is no longer the one that was read.
pub fn save(tx: &mut Tx<'_>, changed: Changed<Service>) -> Result<Service, Error> {
    let service = tx.record(changed);
    let key = services::table.find((tx.org(), Uid::from(service.id)));
    let update = diesel::update(key.filter(services::version.eq(service.version.0)))
        .set((
            Terms::from(&service.terms),
            services::version.eq(service.version.next().0),
        ))
        .returning(services::version);
    let version = cached::still(update, tx.conn())?;
    Ok(Service {
        version: Version(version),
        ..service
    })
}

/// Gives the organisation the services of the start set that it does not have yet. What it has
/// stays as it is.
pub fn complete(tx: &mut Tx<'_>) -> Result<Completed, Error> {
    reach::of(tx, Action::ManageServices)?;
    let known: Vec<String> = services::table
        .filter(services::organisation_id.eq(tx.org()))
        .select(services::code)
        .load(tx.conn())?;
    let known: BTreeSet<String> = known.into_iter().collect();
    let mut completed = Completed::default();
    for (code, terms) in start_set()? {
        if known.contains(code.as_str()) {
            completed.present.push(code);
            continue;
        }
        let changed = Service::create(tx.new_id(), code.clone(), terms, tx.actor())?;
        // Whoever adds them at the same time waits here for the first one, and then looks anew.
        insert(tx, changed).map_err(|error| match error {
            Error::Taken => Error::Overtaken,
            other => other,
        })?;
        completed.added.push(code);
    }
    Ok(completed)
}
