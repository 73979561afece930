//! What is told of messages.

use chrono::{DateTime, Utc};
use domain::messages::{MessagePause, OwnText, PauseTerms, Template};
use persistence::messages::Item;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::wire::{
    DayField, DocumentLanguageField, DroppedField, MessageChannelField, MessageIdField,
    MessageKindField, MessageStatusField, MessageSubjectField, MessageTextField,
};
use crate::http::{Field, Problem};

/// A message.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MessageRow {
    /// The message.
    id: MessageIdField,
    /// What it tells.
    kind: MessageKindField,
    /// Where it stands.
    status: MessageStatusField,
    /// Before when it is not sent, or tried again.
    due_at: DateTime<Utc>,
    /// How often it was tried.
    #[schema(minimum = 0, maximum = 100, example = 1)]
    attempts: i64,
    /// By which way it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<MessageChannelField>,
    /// Why it is not sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    dropped_because: Option<DroppedField>,
    /// The subject, once it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 300, example = "Appuntamento del 09/03/2026")]
    subject: Option<String>,
    /// The text, once it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 4000, example = "La aspettiamo il 09/03/2026 alle 10:00.")]
    text: Option<String>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<DateTime<Utc>>,
}

impl MessageRow {
    pub(super) fn of(item: Item) -> Self {
        let Item { message, said } = item;
        let (subject, text) = said.unzip();
        Self {
            id: message.id.into(),
            kind: message.kind.into(),
            status: message.status.into(),
            due_at: message.due_at,
            attempts: message.attempts,
            channel: message.channel.map(Field::of),
            dropped_because: message.dropped.map(Field::of),
            subject,
            text,
            ended_at: message.ended_at,
        }
    }
}

/// The words of a message. Between braces stand `given_name`, `family_name`, `service`, `day`,
/// `time`, `place`, `counsellor`, `organisation` and `contact`.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "subject": "Appuntamento del {day}",
    "body": "La aspettiamo il {day} alle {time}, {place}. {organisation}",
}))]
pub(super) struct MessageTextRequest {
    /// The subject, where it is a mail.
    #[validate(nested)]
    subject: MessageSubjectField,
    /// The text; without `{day}` and `{time}` nobody knows what is meant.
    #[validate(nested)]
    body: MessageTextField,
}

impl MessageTextRequest {
    pub(super) fn template(self) -> Result<Template, Problem> {
        Ok(Template {
            subject: self.subject.parsed()?,
            body: self.body.parsed()?,
        })
    }
}

/// The words of a message of a kind, in a language.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MessageTextView {
    /// Of what.
    kind: MessageKindField,
    /// In which language.
    language: DocumentLanguageField,
    /// How often the organisation wrote it; 0 as long as the words are the product's.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// The subject.
    #[schema(max_length = 150, example = "Appuntamento del {day}")]
    subject: String,
    /// The text.
    #[schema(max_length = 1000, example = "La aspettiamo il {day} alle {time}.")]
    body: String,
}

impl MessageTextView {
    pub(super) fn own(text: OwnText) -> Self {
        Self {
            kind: text.kind.into(),
            language: text.language.into(),
            version: text.version.0,
            subject: text.template.subject.to_string(),
            body: text.template.body.to_string(),
        }
    }

    pub(super) fn of_product(
        (kind, language): super::texts::Key,
        (subject, body): (String, String),
    ) -> Self {
        Self {
            kind: kind.into(),
            language: language.into(),
            version: 0,
            subject,
            body,
        }
    }
}

/// All words of messages.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MessageTexts {
    /// By kind and language.
    #[schema(min_items = 14, max_items = 14)]
    pub(super) items: Vec<MessageTextView>,
}

/// Whether a person is told no reminders.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "paused": true, "until": "2030-03-31" }))]
pub(super) struct ReminderPauseRequest {
    /// Whether reminders rest. What may have consequences is told nevertheless.
    paused: bool,
    /// Until which day, it included; until it is taken back where nobody says.
    #[validate(nested)]
    until: Option<DayField>,
}

impl ReminderPauseRequest {
    pub(super) fn terms(self) -> Result<Option<PauseTerms>, Problem> {
        let until = self.until.map(Field::parsed).transpose()?;
        Ok(self.paused.then_some(PauseTerms { until }))
    }
}

/// Whether a person is told no reminders.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReminderPauseView {
    /// How often somebody said so or otherwise.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// Whether reminders rest.
    #[schema(example = true)]
    paused: bool,
    /// Until which day, it included.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<DayField>,
}

impl ReminderPauseView {
    pub(super) fn of(pause: Option<&MessagePause>) -> Self {
        let terms = pause.and_then(|pause| pause.terms);
        let until = terms.and_then(|terms| terms.until);
        Self {
            version: pause.map_or(0, |pause| pause.version.0),
            paused: terms.is_some(),
            until: until.map(Field::of),
        }
    }
}
