//! Offices: the desks of an organisation.

use diesel::prelude::*;
use domain::actor::OfficeId;
use domain::kernel::{Changed, Named, Version};
use domain::offices::Office;

use crate::error::Error;
use crate::keyset::{Page, Paged};
use crate::schema::offices;
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

#[derive(Insertable)]
#[diesel(table_name = offices, treat_none_as_default_value = false)]
struct NewRow {
    organisation_id: Uid,
    id: Uid,
    label: String,
    kind: String,
    address: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    version: i64,
    created_at: Instant,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = offices)]
struct Row {
    id: Uid,
    label: String,
    kind: String,
    address: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    version: i64,
}

impl TryFrom<Row> for Office {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let corrupt = |_| Error::Corrupt("office");
        let address = row.address.map(|text| text.parse());
        let phone = row.phone.map(|text| text.parse());
        let email = row.email.map(|text| text.parse());
        Ok(Self {
            id: row.id.into(),
            label: row.label.parse().map_err(corrupt)?,
            kind: row.kind.parse().map_err(corrupt)?,
            address: address.transpose().map_err(corrupt)?,
            phone: phone.transpose().map_err(corrupt)?,
            email: email.transpose().map_err(corrupt)?,
            version: Version(row.version),
        })
    }
}

/// Saves a new office.
pub fn insert(tx: &mut Tx<'_>, changed: Changed<Office>) -> Result<Office, Error> {
    let office = tx.record(changed);
    let row = NewRow {
        organisation_id: tx.org(),
        id: office.id.into(),
        label: office.label.to_string(),
        kind: office.kind.to_string(),
        address: office.address.as_ref().map(ToString::to_string),
        phone: office.phone.as_ref().map(ToString::to_string),
        email: office.email.as_ref().map(ToString::to_string),
        version: office.version.0,
        created_at: tx.now().into(),
    };
    diesel::insert_into(offices::table)
        .values(&row)
        .execute(tx.conn())?;
    Ok(office)
}

/// One office of the organisation.
pub fn get(tx: &mut Tx<'_>, id: OfficeId) -> Result<Office, Error> {
    let row: Row = offices::table
        .find((tx.org(), Uid::from(id)))
        .select(Row::as_select())
        .first(tx.conn())?;
    row.try_into()
}

/// An office that a request names.
pub fn named(tx: &mut Tx<'_>, id: OfficeId) -> Result<Named<OfficeId>, Error> {
    let found: Option<Uid> = offices::table
        .find((tx.org(), Uid::from(id)))
        .select(offices::id)
        .first(tx.conn())
        .optional()?;
    Ok(found.map(OfficeId::from).into())
}

/// The offices of the organisation, in the order in which they were opened.
pub fn list(tx: &mut Tx<'_>, page: &Page<OfficeId>) -> Result<Paged<Office>, Error> {
    let after = page.after.map_or(Uid(uuid::Uuid::nil()), Uid::from);
    let rows: Vec<Row> = offices::table
        .filter(offices::organisation_id.eq(tx.org()))
        .filter(offices::id.gt(after))
        .order(offices::id)
        .limit(page.probe())
        .select(Row::as_select())
        .load(tx.conn())?;
    let offices: Result<Vec<_>, _> = rows.into_iter().map(Office::try_from).collect();
    Ok(page.cut(offices?))
}

/// These offices, as far as the organisation has them, with their labels.
pub fn labels(
    tx: &mut Tx<'_>,
    ids: impl IntoIterator<Item = OfficeId>,
) -> Result<Vec<(OfficeId, String)>, Error> {
    let ids: Vec<Uid> = ids.into_iter().map(Uid::from).collect();
    let rows: Vec<(Uid, String)> = offices::table
        .filter(offices::organisation_id.eq(tx.org()))
        .filter(offices::id.eq_any(ids))
        .order(offices::id)
        .select((offices::id, offices::label))
        .load(tx.conn())?;
    Ok(rows
        .into_iter()
        .map(|(id, label)| (id.into(), label))
        .collect())
}
