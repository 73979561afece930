//! Who is told no reminders. What was said of a record holds for the person, whichever answers.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::event::IndividualId;
use domain::kernel::{Changed, Day, Version};
use domain::messages::{MessagePause, PauseTerms};

use crate::cached;
use crate::columns::maybe_day;
use crate::error::Error;
use crate::schema::{individuals, message_pauses};
use crate::sql_types::Uid;
use crate::tx::Tx;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = message_pauses, treat_none_as_default_value = false)]
struct Row {
    organisation_id: Uid,
    individual_id: Uid,
    is_on: bool,
    until: Option<NaiveDate>,
    said_by: Uid,
    version: i64,
}

impl Row {
    fn of(pause: &MessagePause, organisation_id: Uid) -> Self {
        let until = pause.terms.and_then(|terms| terms.until);
        Self {
            organisation_id,
            individual_id: pause.individual.into(),
            is_on: pause.terms.is_some(),
            until: until.map(Day::date),
            said_by: pause.said_by.into(),
            version: pause.version.0,
        }
    }

    fn pause(&self) -> Result<MessagePause, Error> {
        let until = maybe_day(self.until)?;
        Ok(MessagePause {
            individual: self.individual_id.into(),
            terms: self.is_on.then_some(PauseTerms { until }),
            said_by: self.said_by.into(),
            version: Version(self.version),
        })
    }
}

/// What was said of a person who was loaded within reach, if anything ever was.
pub fn pause(tx: &mut Tx<'_>, person: IndividualId) -> Result<Option<MessagePause>, Error> {
    let row: Option<Row> = message_pauses::table
        .find((tx.org(), Uid::from(person)))
        .select(Row::as_select())
        .first(tx.conn())
        .optional()?;
    row.map(|row| row.pause()).transpose()
}

/// Whether reminders rest for a person on this day, by whichever of the records of hers.
pub(super) fn holds(tx: &mut Tx<'_>, person: IndividualId, on: Day) -> Result<bool, Error> {
    let id = Uid::from(person);
    let own = individuals::id.eq(id);
    let records = individuals::table
        .filter(individuals::organisation_id.eq(tx.org()))
        .filter(own.or(individuals::survivor_id.eq(Some(id))))
        .select(individuals::id);
    let rows: Vec<Row> = message_pauses::table
        .filter(message_pauses::organisation_id.eq(tx.org()))
        .filter(message_pauses::individual_id.eq_any(records))
        .select(Row::as_select())
        .load(tx.conn())?;
    let pauses: Result<Vec<MessagePause>, Error> = rows.iter().map(Row::pause).collect();
    Ok(pauses?.iter().any(|pause| pause.holds(on)))
}

/// Saves what was said. Fails with `Error::Taken` or `Error::Stale` where somebody else said
/// something meanwhile.
pub fn save_pause(tx: &mut Tx<'_>, changed: Changed<MessagePause>) -> Result<MessagePause, Error> {
    let pause = tx.record(changed);
    let row = Row::of(&pause, tx.org());
    if pause.version == Version::FIRST {
        diesel::insert_into(message_pauses::table)
            .values(&row)
            .execute(tx.conn())?;
        return Ok(pause);
    }
    let own = message_pauses::table
        .find((row.organisation_id, row.individual_id))
        .filter(message_pauses::version.eq(row.version - 1));
    let update = diesel::update(own)
        .set((
            message_pauses::is_on.eq(row.is_on),
            message_pauses::until.eq(row.until),
            message_pauses::said_by.eq(row.said_by),
            message_pauses::version.eq(row.version),
        ))
        .returning(message_pauses::version);
    cached::still::<_, i64>(update, tx.conn())?;
    Ok(pause)
}
