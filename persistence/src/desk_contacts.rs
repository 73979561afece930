//! Contacts at the desk.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::dsl::{count_star, sum};
use diesel::prelude::*;
use domain::actor::OfficeId;
use domain::desk_contacts::{AgeBand, Channel, DeskContact, DeskContactId, Topic};
use domain::event::IndividualId;
use domain::kernel::{Changed, Day};
use domain::policy::Action;
use serde::{Deserialize, Serialize};

use crate::columns::{day, maybe_parsed, parsed};
use crate::error::Error;
use crate::keyset::{Page, Paged};
use crate::reach;
use crate::schema::desk_contacts;
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = desk_contacts, treat_none_as_default_value = false)]
struct Row {
    organisation_id: Uid,
    id: Uid,
    office_id: Uid,
    held_on: NaiveDate,
    topic: String,
    age_band: String,
    channel: String,
    minutes: i32,
    sex: Option<String>,
    individual_id: Option<Uid>,
    recorded_at: Instant,
    recorded_by: Option<Uid>,
}

/// Which contacts; all of the actor's offices when nothing is said.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of one office.
    pub office: Option<OfficeId>,
    /// From this day on.
    pub from: Option<Day>,
    /// Until this day.
    pub to: Option<Day>,
    /// About this.
    pub topic: Option<Topic>,
}

/// Where a contact stands in the list: the newest day first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// The day.
    pub on: Day,
    /// The contact.
    pub id: DeskContactId,
}

/// How many contacts, of how many minutes together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Contacts.
    pub contacts: i64,
    /// Minutes.
    pub minutes: i64,
}

/// Contacts of a period, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// All of them.
    pub total: Count,
    /// By what they were about; topics without a contact are missing.
    pub topics: BTreeMap<String, Count>,
    /// By age band.
    pub age_bands: BTreeMap<String, Count>,
    /// By channel.
    pub channels: BTreeMap<String, Count>,
}

/// Stores a counted contact.
pub fn insert(tx: &mut Tx<'_>, changed: Changed<DeskContact>) -> Result<DeskContact, Error> {
    let contact = tx.record(changed);
    let row = Row {
        organisation_id: tx.org(),
        id: contact.id.into(),
        office_id: contact.office.into(),
        held_on: contact.on.date(),
        topic: contact.topic.to_string(),
        age_band: contact.age_band.to_string(),
        channel: contact.channel.to_string(),
        minutes: contact.minutes.into(),
        sex: contact.sex.map(|sex| sex.to_string()),
        individual_id: contact.individual.map(Uid::from),
        recorded_at: tx.now().into(),
        recorded_by: tx.staff(),
    };
    diesel::insert_into(desk_contacts::table)
        .values(&row)
        .execute(tx.conn())?;
    Ok(contact)
}

/// The contact, if it was counted at an office of the actor.
pub fn get(tx: &mut Tx<'_>, id: DeskContactId) -> Result<DeskContact, Error> {
    let offices = reach::offices_within(tx, Action::ReadDeskContacts, None)?;
    let row: Row = desk_contacts::table
        .find((tx.org(), Uid::from(id)))
        .filter(desk_contacts::office_id.eq_any(offices))
        .select(Row::as_select())
        .first(tx.conn())?;
    contact(&row)
}

/// A page of contacts of the actor's offices, the newest day first.
pub fn list(
    tx: &mut Tx<'_>,
    filter: &Filter,
    page: &Page<Key>,
) -> Result<Paged<DeskContact>, Error> {
    let offices = reach::offices_within(tx, Action::ReadDeskContacts, filter.office)?;
    let mut rows = Vec::new();
    // One query for each office, in the order of an index; never one for each row.
    for office in offices {
        rows.extend(at_office(tx, office, filter, page)?);
    }
    let Paged { items, more } = page.merge(rows, |row| (row.held_on, row.id));
    let items: Result<Vec<_>, Error> = items.iter().map(contact).collect();
    Ok(Paged {
        items: items?,
        more,
    })
}

fn at_office(
    tx: &mut Tx<'_>,
    office: Uid,
    filter: &Filter,
    page: &Page<Key>,
) -> Result<Vec<Row>, Error> {
    let mut query = desk_contacts::table
        .filter(desk_contacts::organisation_id.eq(tx.org()))
        .filter(desk_contacts::office_id.eq(office))
        .select(Row::as_select())
        .into_boxed();
    if let Some(from) = filter.from {
        query = query.filter(desk_contacts::held_on.ge(from.date()));
    }
    if let Some(to) = filter.to {
        query = query.filter(desk_contacts::held_on.le(to.date()));
    }
    if let Some(topic) = filter.topic {
        query = query.filter(desk_contacts::topic.eq(topic.to_string()));
    }
    if let Some(after) = page.after {
        let (on, id) = (after.on.date(), Uid::from(after.id));
        query = query.filter(
            desk_contacts::held_on.le(on).and(
                desk_contacts::held_on
                    .lt(on)
                    .or(desk_contacts::held_on.eq(on).and(desk_contacts::id.lt(id))),
            ),
        );
    }
    Ok(query
        .order((desk_contacts::held_on.desc(), desk_contacts::id.desc()))
        .limit(page.probe())
        .load(tx.conn())?)
}

fn contact(row: &Row) -> Result<DeskContact, Error> {
    Ok(DeskContact {
        id: row.id.into(),
        office: row.office_id.into(),
        on: day(row.held_on)?,
        topic: parsed(&row.topic, "topic")?,
        age_band: parsed::<AgeBand>(&row.age_band, "age band")?,
        channel: parsed::<Channel>(&row.channel, "channel")?,
        minutes: u16::try_from(row.minutes).map_err(|_| Error::Corrupt("minutes"))?,
        sex: maybe_parsed(row.sex.as_deref(), "sex")?,
        individual: row.individual_id.map(IndividualId::from),
    })
}

/// Counts the contacts of a period, both days included, in one grouping statement.
pub fn counts(
    tx: &mut Tx<'_>,
    office: Option<OfficeId>,
    from: Day,
    to: Day,
) -> Result<Counts, Error> {
    let offices = reach::offices_within(tx, Action::ReadDeskContacts, office)?;
    let cells: Vec<(String, String, String, i64, Option<i64>)> = desk_contacts::table
        .filter(desk_contacts::organisation_id.eq(tx.org()))
        .filter(desk_contacts::office_id.eq_any(offices))
        .filter(desk_contacts::held_on.between(from.date(), to.date()))
        .group_by((
            desk_contacts::topic,
            desk_contacts::age_band,
            desk_contacts::channel,
        ))
        .select((
            desk_contacts::topic,
            desk_contacts::age_band,
            desk_contacts::channel,
            count_star(),
            sum(desk_contacts::minutes),
        ))
        .load(tx.conn())?;
    let mut counts = Counts::default();
    for (topic, age_band, channel, contacts, minutes) in cells {
        for count in [
            &mut counts.total,
            counts.topics.entry(topic).or_default(),
            counts.age_bands.entry(age_band).or_default(),
            counts.channels.entry(channel).or_default(),
        ] {
            count.contacts += contacts;
            count.minutes += minutes.unwrap_or(0);
        }
    }
    Ok(counts)
}
