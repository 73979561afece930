//! Lists of cases.

use diesel::dsl::{AsSelect, SqlTypeOf};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use domain::actor::{OfficeId, StaffId};
use domain::cases::{Case, CaseStatus};
use domain::event::{CaseId, IndividualId};
use domain::kernel::Day;
use domain::policy::Action;
use serde::{Deserialize, Serialize};

use super::row::Row;
use crate::backend::MultiBackend;
use crate::cached::Prepare;
use crate::error::Error;
use crate::individuals;
use crate::keyset::{Page, Paged};
use crate::names::{self, PersonCard, StaffName};
use crate::reach::{self, Condition};
use crate::schema::cases;
use crate::sql_types::Uid;
use crate::tx::Tx;

/// Whose cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByCounsellor {
    /// Those that nobody follows, or whose counsellor left: whoever may take them sees those of the
    /// own offices.
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

impl Filter {
    /// The same, of the record that answers for the person who is asked for.
    fn answered(&self, tx: &mut Tx<'_>) -> Result<Self, Error> {
        Ok(Self {
            individual: individuals::answering(tx, self.individual)?,
            ..self.clone()
        })
    }
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

/// A page of the cases within reach, the last opened first: a statement for each way into them,
/// and two for the names.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, page: &Page<Key>) -> Result<Paged<Item>, Error> {
    let filter = &filter.answered(tx)?;
    let mut rows = Vec::new();
    // One query for each way, of which there are three for each office of the actor at the most, and
    // two for the caseload; never one for each row.
    for way in ways(tx, filter)? {
        let query = rows_by(tx, way, filter, page);
        let found: Vec<(Row, bool)> = query.limit(page.probe()).prepared().load(tx.conn())?;
        rows.extend(found);
    }
    let page = page.merge(rows, |(row, _)| (row.opened_on, row.id));
    named(tx, page)
}

/// The ways into the cases that the filter means. A person or a counsellor leads to few cases, of
/// which those within reach are kept.
fn ways(tx: &Tx<'_>, filter: &Filter) -> Result<Vec<Condition<cases::table>>, Error> {
    let actor = tx.actor();
    if filter.counsellor == Some(ByCounsellor::Nobody {}) {
        reach::of(tx, Action::TakeCase)?;
        let mut ways = reach::ways_to_unassigned_cases(actor, filter.office);
        // Whoever followed a closed case has not left it. The others are few at an office.
        let running = [CaseStatus::Open, CaseStatus::Suspended].into_iter();
        for status in running.filter(|status| filter.status.is_none_or(|only| only == *status)) {
            ways.extend(reach::ways_to_cases_left_behind(
                actor,
                filter.office,
                status,
            ));
        }
        return Ok(ways);
    }
    reach::of(tx, Action::ReadCase)?;
    Ok(
        if filter.counsellor.is_some() || filter.individual.is_some() {
            vec![reach::cases_within(actor, Action::ReadCase)]
        } else {
            reach::ways_to_cases(actor, Action::ReadCase, filter.office)
        },
    )
}

type Rows<'a> = cases::BoxedQuery<'a, MultiBackend, (SqlTypeOf<AsSelect<Row, MultiBackend>>, Bool)>;

fn rows_by<'a>(
    tx: &Tx<'_>,
    way: Condition<cases::table>,
    filter: &Filter,
    page: &Page<Key>,
) -> Rows<'a> {
    let mut query = cases::table
        .filter(cases::organisation_id.eq(tx.org()))
        .select((Row::as_select(), reach::counsellor_left()))
        .into_boxed()
        .filter(way);
    if let Some(status) = filter.status {
        query = query.filter(cases::status.eq(status.to_string()));
    }
    if let Some(office) = filter.office {
        query = query.filter(cases::office_id.eq(Uid::from(office)));
    }
    if let Some(ByCounsellor::Staff(id)) = filter.counsellor {
        query = query.filter(cases::counsellor_id.eq(Uid::from(id)));
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
    query.order((cases::opened_on.desc(), cases::id.desc()))
}

/// Puts the names to a page of rows.
fn named(tx: &mut Tx<'_>, page: Paged<(Row, bool)>) -> Result<Paged<Item>, Error> {
    let people: Vec<IndividualId> = page
        .items
        .iter()
        .map(|(row, _)| row.individual_id.into())
        .collect();
    let followers: Vec<StaffId> = page
        .items
        .iter()
        .filter_map(|(row, _)| row.counsellor_id.map(StaffId::from))
        .collect();
    let people = names::of_people(tx, &people)?;
    let followers = names::of_staff(tx, &followers)?;
    let items: Result<Vec<Item>, Error> = page
        .items
        .iter()
        .map(|(row, left)| {
            let case = row.case(Vec::new(), *left)?;
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
