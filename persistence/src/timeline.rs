//! What happened, as a person's record shows it.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::actor::{OfficeId, StaffId};
use domain::event::{CaseId, Fact, IndividualId};
use domain::policy::Action;
use uuid::Uuid;

use crate::cached::one_of;
use crate::error::Error;
use crate::events::Stored;
use crate::individuals;
use crate::keyset::{Page, Paged};
use crate::reach;
use crate::schema::events;
use crate::sql_types::Uid;
use crate::tx::Tx;

/// One fact, with who made it true and when.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The fact's own identifier; later facts have greater ones.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// Who, when somebody of the staff.
    pub staff: Option<StaffId>,
    /// What kind of thing it is about.
    pub subject: String,
    /// The thing.
    pub subject_id: Uuid,
    /// The case concerned.
    pub case: Option<CaseId>,
    /// The office that acted.
    pub office: Option<OfficeId>,
    /// What happened.
    pub fact: Fact,
}

impl TryFrom<Stored> for Entry {
    type Error = Error;

    fn try_from(stored: Stored) -> Result<Self, Error> {
        Ok(Self {
            id: stored.id.0,
            at: stored.at.into(),
            staff: stored.actor_id.map(StaffId::from),
            subject: stored.subject,
            subject_id: stored.subject_id.0,
            case: stored.case_id.map(CaseId::from),
            office: stored.office_id.map(OfficeId::from),
            fact: serde_json::from_str(&stored.payload).map_err(|_| Error::Corrupt("event"))?,
        })
    }
}

/// What happened to a person, in all records that became one, the latest first: of cases and notes, what the actor may read there.
pub fn of_individual(
    tx: &mut Tx<'_>,
    id: IndividualId,
    page: &Page<Uuid>,
) -> Result<Paged<Entry>, Error> {
    let person = individuals::within(tx, id, Action::ReadIndividual)?;
    let told = reach::facts_about(tx, person.id())?;
    let records = individuals::records(tx, &person)?;
    let rows: Vec<Stored> = events::table
        .filter(events::organisation_id.eq(tx.org()))
        .filter(one_of(events::individual_id.assume_not_null(), &records))
        .filter(events::id.lt(Uid(page.after.unwrap_or(Uuid::max()))))
        .order(events::id.desc())
        .limit(page.probe())
        .select(Stored::as_select())
        .into_boxed()
        .filter(told)
        .load(tx.conn())?;
    let paged = page.cut(rows);
    let entries: Result<_, Error> = paged.items.into_iter().map(Entry::try_from).collect();
    Ok(Paged {
        items: entries?,
        more: paged.more,
    })
}
