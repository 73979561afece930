//! Messages as rows.

use diesel::prelude::*;
use domain::kernel::Version;
use domain::messages::Message;

use super::Item;
use crate::columns::{maybe_parsed, parsed};
use crate::error::Error;
use crate::schema::messages;
use crate::sql_types::{Instant, Uid};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = messages, treat_none_as_default_value = false)]
pub(crate) struct Row {
    organisation_id: Uid,
    id: Uid,
    appointment_id: Uid,
    kind: String,
    cause: Uid,
    status: String,
    due_at: Instant,
    channel: Option<String>,
    attempts: i64,
    dropped: Option<String>,
    subject: Option<String>,
    body: Option<String>,
    planned_at: Instant,
    ended_at: Option<Instant>,
    version: i64,
}

impl Row {
    pub(super) fn of(message: &Message, organisation_id: Uid, planned_at: Instant) -> Self {
        Self {
            organisation_id,
            id: message.id.into(),
            appointment_id: message.appointment.into(),
            kind: message.kind.to_string(),
            cause: Uid(message.cause),
            status: message.status.to_string(),
            due_at: message.due_at.into(),
            channel: message.channel.map(|channel| channel.to_string()),
            attempts: message.attempts,
            dropped: message.dropped.map(|why| why.to_string()),
            subject: None,
            body: None,
            planned_at,
            ended_at: message.ended_at.map(Into::into),
            version: message.version.0,
        }
    }

    /// The message of the row.
    pub(crate) fn message(&self) -> Result<Message, Error> {
        Ok(Message {
            id: self.id.into(),
            kind: parsed(&self.kind, "message kind")?,
            appointment: self.appointment_id.into(),
            cause: self.cause.0,
            status: parsed(&self.status, "message status")?,
            due_at: self.due_at.into(),
            channel: maybe_parsed(self.channel.as_deref(), "message channel")?,
            attempts: self.attempts,
            dropped: maybe_parsed(self.dropped.as_deref(), "message reason")?,
            ended_at: self.ended_at.map(Into::into),
            version: Version(self.version),
        })
    }

    /// The same with what was handed over.
    pub(crate) fn item(&self) -> Result<Item, Error> {
        Ok(Item {
            message: self.message()?,
            said: self.subject.clone().zip(self.body.clone()),
        })
    }
}
