//! Organisations: the bodies that answer for the data.

use diesel::prelude::*;
use domain::kernel::{Changed, PatronDay};
use domain::organisations::Organisation;

use crate::backend::Conn;
use crate::error::Error;
use crate::schema::organisations;
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = organisations, treat_none_as_default_value = false)]
struct Row {
    id: Uid,
    legal_name: String,
    ipa_code: Option<String>,
    time_zone: String,
    region: String,
    patron_month: i32,
    patron_day: i32,
    created_at: Instant,
}

impl TryFrom<Row> for Organisation {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let corrupt = |_| Error::Corrupt("organisation");
        let number = |number: i32| u32::try_from(number).unwrap_or(0);
        let ipa_code = row.ipa_code.map(|code| code.parse());
        Ok(Self {
            id: row.id.into(),
            legal_name: row.legal_name.parse().map_err(corrupt)?,
            ipa_code: ipa_code.transpose().map_err(corrupt)?,
            zone: row
                .time_zone
                .parse()
                .map_err(|_| Error::Corrupt("time zone"))?,
            region: row.region.parse().map_err(corrupt)?,
            patron: PatronDay::new(number(row.patron_month), number(row.patron_day))
                .map_err(corrupt)?,
        })
    }
}

/// Saves a new organisation. The transaction must be one of this organisation.
pub fn insert(tx: &mut Tx<'_>, changed: Changed<Organisation>) -> Result<Organisation, Error> {
    let organisation = tx.record(changed);
    let number = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
    let row = Row {
        id: organisation.id.into(),
        legal_name: organisation.legal_name.to_string(),
        ipa_code: organisation.ipa_code.as_ref().map(ToString::to_string),
        time_zone: organisation.zone.name().to_owned(),
        region: organisation.region.to_string(),
        patron_month: number(organisation.patron.month()),
        patron_day: number(organisation.patron.day()),
        created_at: tx.now().into(),
    };
    diesel::insert_into(organisations::table)
        .values(&row)
        .execute(tx.conn())?;
    Ok(organisation)
}

/// The organisation of the transaction.
pub fn get(tx: &mut Tx<'_>) -> Result<Organisation, Error> {
    let row: Row = organisations::table
        .find(tx.org())
        .select(Row::as_select())
        .first(tx.conn())?;
    row.try_into()
}

/// Every organisation of the installation, in the order in which they were set up. For commands
/// of the operator: no actor of an organisation reaches further than his own.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Organisation>, Error> {
    let rows: Vec<Row> = organisations::table
        .order(organisations::id)
        .select(Row::as_select())
        .load(tx.conn())?;
    rows.into_iter().map(Organisation::try_from).collect()
}

/// Holds the organisation until the end of the transaction, before a decision on something of
/// which it must keep at least one.
pub(crate) fn lock(tx: &mut Tx<'_>) -> Result<(), Error> {
    let row = organisations::table.find(tx.org());
    // Row locks exist on PostgreSQL only; SQLite has one writer.
    if let Conn::Pg(c) = tx.conn() {
        row.select(organisations::id).for_update().first::<Uid>(c)?;
    }
    Ok(())
}
