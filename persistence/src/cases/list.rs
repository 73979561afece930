//! Lists of cases.

use diesel::prelude::*;
use domain::actor::{OfficeId, StaffId};
use domain::cases::{Case, CaseStatus};
use domain::event::{CaseId, IndividualId};
use domain::kernel::Day;
use domain::policy::Action;
use serde::{Deserialize, Serialize};

use super::row::Row;
use crate::error::Error;
use crate::keyset::{Page, Paged};
use crate::names::{self, PersonCard, StaffName};
use crate::reach;
use crate::schema::cases;
use crate::sql_types::Uid;
use crate::tx::Tx;

/// Whose cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByCounsellor {
    /// Those that nobody follows: whoever may take them sees those of the own offices.
    Nobody {},
    /// Those of a colleague.
    Staff(StaffId),
}

/// Which cases; all within reach when nothing is said.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// In this status.
    pub status: Option<CaseStatus>,
    /// Of this office.
    pub office: Option<OfficeId>,
    /// Of whom.
    pub counsellor: Option<ByCounsellor>,
    /// Of this person.
    pub individual: Option<IndividualId>,
    /// Opened on this day or later.
    pub opened_from: Option<Day>,
    /// Opened on this day or before.
    pub opened_to: Option<Day>,
}

/// Where a case stands in the list: the newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// The day of its opening.
    pub opened_on: Day,
    /// The case.
    pub id: CaseId,
}

/// A case with those whom a list names. Its team is not loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The case.
    pub case: Case,
    /// Who is followed.
    pub person: PersonCard,
    /// Who follows.
    pub counsellor: Option<StaffName>,
}

/// A page of the cases within reach, the last opened first, in three statements.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, page: &Page<Key>) -> Result<Paged<Item>, Error> {
    let action = match filter.counsellor {
        Some(ByCounsellor::Nobody {}) => Action::TakeCase,
        Some(ByCounsellor::Staff(_)) | None => Action::ReadCase,
    };
    reach::of(tx, action)?;
    let within = reach::cases_within(tx.actor(), action);
    let mut query = cases::table
        .filter(cases::organisation_id.eq(tx.org()))
        .select(Row::as_select())
        .into_boxed()
        .filter(within);
    if let Some(status) = filter.status {
        query = query.filter(cases::status.eq(status.to_string()));
    }
    if let Some(office) = filter.office {
        query = query.filter(cases::office_id.eq(Uid::from(office)));
    }
    match filter.counsellor {
        Some(ByCounsellor::Nobody {}) => query = query.filter(cases::counsellor_id.is_null()),
        Some(ByCounsellor::Staff(id)) => {
            query = query.filter(cases::counsellor_id.eq(Uid::from(id)));
        }
        None => {}
    }
    if let Some(individual) = filter.individual {
        query = query.filter(cases::individual_id.eq(Uid::from(individual)));
    }
    if let Some(from) = filter.opened_from {
        query = query.filter(cases::opened_on.ge(from.date()));
    }
    if let Some(to) = filter.opened_to {
        query = query.filter(cases::opened_on.le(to.date()));
    }
    if let Some(after) = page.after {
        let (on, id) = (after.opened_on.date(), Uid::from(after.id));
        let behind = cases::opened_on
            .lt(on)
            .or(cases::opened_on.eq(on).and(cases::id.lt(id)));
        query = query.filter(cases::opened_on.le(on).and(behind));
    }
    let rows: Vec<Row> = query
        .order((cases::opened_on.desc(), cases::id.desc()))
        .limit(page.probe())
        .load(tx.conn())?;
    named(tx, page.cut(rows))
}

/// Puts the names to a page of rows.
fn named(tx: &mut Tx<'_>, page: Paged<Row>) -> Result<Paged<Item>, Error> {
    let people: Vec<IndividualId> = page.items.iter().map(|r| r.individual_id.into()).collect();
    let followers: Vec<StaffId> = page
        .items
        .iter()
        .filter_map(|row| row.counsellor_id.map(StaffId::from))
        .collect();
    let people = names::of_people(tx, &people)?;
    let followers = names::of_staff(tx, &followers)?;
    let items: Result<Vec<Item>, Error> = page
        .items
        .iter()
        .map(|row| {
            let case = row.case(Vec::new())?;
            let person = people.get(&case.individual).cloned();
            Ok(Item {
                person: person.ok_or(Error::Corrupt("case without person"))?,
                counsellor: case.counsellor.and_then(|id| followers.get(&id).cloned()),
                case,
            })
        })
        .collect();
    Ok(Paged {
        items: items?,
        more: page.more,
    })
}
