//! Messages to people about their appointments. Whoever reads the appointment reads what was written
//! to the person about it.

mod pauses;
mod planning;
mod row;
mod sending;
mod texts;

use diesel::prelude::*;
use domain::appointments::AppointmentId;
use domain::messages::{Message, MessageId};

use crate::error::Error;
use crate::keyset::{Page, Paged};
use crate::schema::messages;
use crate::sql_types::Uid;
use crate::tx::Tx;

pub use pauses::{pause, save_pause};
pub use planning::{behind, pass_over, plan};
pub(crate) use row::Row;
pub use sending::{Ready, dropped, due, failed, later, sent, take};
pub use texts::{own_text, own_texts, save_text};

/// A message with what was handed over.
#[derive(Clone, PartialEq, Eq)]
pub struct Item {
    /// The message.
    pub message: Message,
    /// Subject and text, once it was sent.
    pub said: Option<(String, String)>,
}

/// It tells of a person: it never shows up in a debug print.
impl std::fmt::Debug for Item {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Item({:?}, ***)", self.message.id)
    }
}

/// A page of the messages about an appointment that was loaded within reach, the first planned
/// first.
pub fn list(
    tx: &mut Tx<'_>,
    appointment: AppointmentId,
    page: &Page<MessageId>,
) -> Result<Paged<Item>, Error> {
    let mut query = messages::table
        .filter(messages::organisation_id.eq(tx.org()))
        .filter(messages::appointment_id.eq(Uid::from(appointment)))
        .select(Row::as_select())
        .into_boxed();
    if let Some(after) = page.after {
        query = query.filter(messages::id.gt(Uid::from(after)));
    }
    let rows: Vec<Row> = query
        .order(messages::id)
        .limit(page.probe())
        .load(tx.conn())?;
    let Paged { items, more } = page.cut(rows);
    let items: Result<Vec<Item>, Error> = items.iter().map(Row::item).collect();
    Ok(Paged {
        items: items?,
        more,
    })
}
