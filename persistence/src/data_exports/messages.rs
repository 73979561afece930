//! What the person was told, and whether she wants to be reminded.

use chrono::NaiveDate;

use super::*;
use crate::messages::Row;
use crate::schema::{appointments, message_pauses, messages};

pub(super) fn messages(tx: &mut Tx<'_>, records: &[Uid]) -> Result<Chapter, Error> {
    let rows: Vec<Row> = messages::table
        .inner_join(
            appointments::table.on(appointments::organisation_id
                .eq(messages::organisation_id)
                .and(appointments::id.eq(messages::appointment_id))),
        )
        .filter(messages::organisation_id.eq(tx.org()))
        .filter(appointments::individual_id.eq_any(records))
        .order(messages::id)
        .select(Row::as_select())
        .limit(MOST + 1)
        .load(tx.conn())?;
    let items = rows.iter().map(|row| {
        let crate::messages::Item { message, said } = row.item()?;
        let (subject, text) = said.unzip();
        Ok(Made::default()
            .id("appointment_id", Uid::from(message.appointment))
            .text("kind", message.kind.to_string())
            .text("status", message.status.to_string())
            .text(
                "channel",
                message.channel.map(|channel| channel.to_string()),
            )
            .text(
                "dropped_because",
                message.dropped.map(|why| why.to_string()),
            )
            .text("subject", subject)
            .text("text", text)
            .instant("ended_at", message.ended_at.map(Instant::from))
            .0)
    });
    let items: Result<Vec<Item>, Error> = items.collect();
    Ok(Chapter::of("messages", items?))
}

pub(super) fn pauses(tx: &mut Tx<'_>, records: &[Uid], names: &Names) -> Result<Chapter, Error> {
    let rows: Vec<(bool, Option<NaiveDate>, Uid)> = message_pauses::table
        .filter(message_pauses::organisation_id.eq(tx.org()))
        .filter(message_pauses::individual_id.eq_any(records))
        .order(message_pauses::individual_id)
        .select((
            message_pauses::is_on,
            message_pauses::until,
            message_pauses::said_by,
        ))
        .limit(MOST + 1)
        .load(tx.conn())?;
    let items = rows.into_iter().map(|(is_on, until, by)| {
        Made::default()
            .with("reminders_rest", Value::Bool(is_on))
            .day("until", until)
            .text("recorded_by", names.staff(Some(by)))
            .0
    });
    Ok(Chapter::of("reminder_pauses", items.collect()))
}
