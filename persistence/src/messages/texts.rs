//! The words of an organisation, where it has its own.

use diesel::prelude::*;
use domain::kernel::{Changed, Version};
use domain::messages::{MessageKind, MessageLanguage, OwnText, Template};

use crate::cached;
use crate::columns::parsed;
use crate::error::Error;
use crate::schema::message_texts;
use crate::sql_types::Uid;
use crate::tx::Tx;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = message_texts, treat_none_as_default_value = false)]
struct Row {
    organisation_id: Uid,
    kind: String,
    language: String,
    subject: String,
    body: String,
    version: i64,
}

impl Row {
    fn text(self) -> Result<OwnText, Error> {
        Ok(OwnText {
            kind: parsed(&self.kind, "message kind")?,
            template: Template {
                subject: parsed(&self.subject, "message subject")?,
                body: parsed(&self.body, "message text")?,
            },
            language: parsed(&self.language, "message language")?,
            version: Version(self.version),
        })
    }
}

/// The own text of a kind, if there is one.
pub fn own_text(
    tx: &mut Tx<'_>,
    kind: MessageKind,
    language: MessageLanguage,
) -> Result<Option<OwnText>, Error> {
    let row: Option<Row> = message_texts::table
        .find((tx.org(), kind.to_string(), language.to_string()))
        .select(Row::as_select())
        .first(tx.conn())
        .optional()?;
    row.map(Row::text).transpose()
}

/// All own texts: there are at most two for each kind.
pub fn own_texts(tx: &mut Tx<'_>) -> Result<Vec<OwnText>, Error> {
    let rows: Vec<Row> = message_texts::table
        .filter(message_texts::organisation_id.eq(tx.org()))
        .order((message_texts::kind, message_texts::language))
        .select(Row::as_select())
        .load(tx.conn())?;
    rows.into_iter().map(Row::text).collect()
}

/// Saves a text. Fails with `Error::Taken` or `Error::Stale` where somebody else wrote it meanwhile.
pub fn save_text(tx: &mut Tx<'_>, changed: Changed<OwnText>) -> Result<OwnText, Error> {
    let text = tx.record(changed);
    let row = Row {
        organisation_id: tx.org(),
        kind: text.kind.to_string(),
        language: text.language.to_string(),
        subject: text.template.subject.to_string(),
        body: text.template.body.to_string(),
        version: text.version.0,
    };
    if text.version == Version::FIRST {
        diesel::insert_into(message_texts::table)
            .values(&row)
            .execute(tx.conn())?;
        return Ok(text);
    }
    let key = message_texts::table.find((tx.org(), row.kind.clone(), row.language.clone()));
    let own = key.filter(message_texts::version.eq(row.version - 1));
    let update = diesel::update(own)
        .set((
            message_texts::subject.eq(row.subject.clone()),
            message_texts::body.eq(row.body.clone()),
            message_texts::version.eq(row.version),
        ))
        .returning(message_texts::version);
    cached::still::<_, i64>(update, tx.conn())?;
    Ok(text)
}
