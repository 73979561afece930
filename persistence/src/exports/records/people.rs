//! People, with what their sections tell.

use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveDate, SecondsFormat, Utc};
use diesel::prelude::*;
use domain::exports::{ExportColumn as C, Order};
use domain::individuals::{Contacts, Identifiers, Identity, Residence, Section};
use domain::kernel::Day;
use domain::policy::Action;
use serde_json::Value;

use super::{Record, Span, cells, maybe, text, uid};
use crate::audit::midnight;
use crate::error::Error;
use crate::individuals::sections::contents;
use crate::reach;
use crate::schema::individuals;
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// From when until before when somebody was registered, as instants.
fn span(tx: &Tx<'_>, order: &Order) -> (Option<Instant>, Option<Instant>) {
    let instant = |day: NaiveDate| midnight(tx, day).map(Instant);
    let day_after = |day: Day| day.date().checked_add_days(Days::new(1));
    (
        order.filter.from.and_then(|day| instant(day.date())),
        order.filter.to.and_then(day_after).and_then(instant),
    )
}

type PersonRow = (Uid, Uid, String, String, NaiveDate, Instant);

/// The people among these rows.
pub(super) fn people(
    tx: &mut Tx<'_>,
    order: &Order,
    rows: Span,
    limit: i64,
) -> Result<Vec<Record>, Error> {
    let (from, before) = span(tx, order);
    let mut query = individuals::table
        .filter(individuals::organisation_id.eq(tx.org()))
        .filter(individuals::id.gt(rows.0))
        .filter(individuals::id.le(rows.1))
        .filter(individuals::survivor_id.is_null())
        .select((
            individuals::id,
            individuals::office_id,
            individuals::family_name,
            individuals::given_name,
            individuals::birth_date,
            individuals::registered_at,
        ))
        .into_boxed()
        .filter(reach::individuals_within(tx.actor(), Action::ExportRecords));
    if let Some(from) = from {
        query = query.filter(individuals::registered_at.ge(from));
    }
    if let Some(before) = before {
        query = query.filter(individuals::registered_at.lt(before));
    }
    let rows: Vec<PersonRow> = query.order(individuals::id).limit(limit).load(tx.conn())?;
    let known = Sections::of(tx, order, rows.iter().map(|row| row.0).collect())?;
    let records = rows.into_iter().map(|row| {
        let (id, office, family, given, birth, registered) = row;
        let cells = cells(order, |column| match column {
            C::FamilyName => text(&family),
            C::GivenName => text(&given),
            C::BirthDate => text(birth),
            C::OfficeId => uid(office),
            C::RegisteredAt => {
                let at = DateTime::<Utc>::from(registered);
                text(at.to_rfc3339_opts(SecondsFormat::Secs, true))
            }
            C::IndividualId => uid(id),
            other => known.cell(id, other),
        });
        Record {
            id: id.0,
            subject: Some(id.into()),
            cells,
        }
    });
    Ok(records.collect())
}

/// What the sections of some people tell, as far as it was asked for.
struct Sections {
    identity: HashMap<Uid, Identity>,
    identifiers: HashMap<Uid, Identifiers>,
    residence: HashMap<Uid, Residence>,
    contacts: HashMap<Uid, Contacts>,
    today: Day,
}

impl Sections {
    fn of(tx: &mut Tx<'_>, order: &Order, ids: Vec<Uid>) -> Result<Self, Error> {
        fn asked<S: Section>(
            tx: &mut Tx<'_>,
            order: &Order,
            columns: &[C],
            ids: &[Uid],
        ) -> Result<HashMap<Uid, S>, Error> {
            if order.columns.iter().any(|column| columns.contains(column)) {
                contents(tx, ids.to_vec())
            } else {
                Ok(HashMap::new())
            }
        }
        Ok(Self {
            identity: asked(tx, order, &[C::Sex], &ids)?,
            identifiers: asked(tx, order, &[C::TaxCode], &ids)?,
            residence: asked(tx, order, &[C::ResidencePlaceCode], &ids)?,
            contacts: asked(tx, order, &[C::Phone, C::Email], &ids)?,
            today: tx.day()?,
        })
    }

    fn cell(&self, id: Uid, column: C) -> Value {
        match column {
            C::Sex => maybe(self.identity.get(&id).map(|told| told.sex)),
            C::TaxCode => {
                let codes = self.identifiers.get(&id);
                maybe(codes.and_then(|codes| codes.tax_code_on(self.today)))
            }
            C::ResidencePlaceCode => {
                let told = self.residence.get(&id);
                let address = told.and_then(|told| told.residence.as_ref());
                maybe(address.map(|address| &address.place_code))
            }
            C::Phone => {
                let told = self.contacts.get(&id);
                maybe(told.and_then(|told| told.phones.first()))
            }
            C::Email => {
                let told = self.contacts.get(&id);
                maybe(told.and_then(|told| told.emails.first()))
            }
            _ => Value::Null,
        }
    }
}
