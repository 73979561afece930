//! Who saw or changed a person's record, from everything that remembers it.

mod sources;
#[cfg(test)]
mod tests;
mod who;
mod whose;

use chrono::{DateTime, Utc};
use domain::access_records::{Line, account, sitting};
use domain::actor::OfficeId;
use domain::event::IndividualId;
use domain::kernel::Day;
use domain::policy::Action;
use uuid::Uuid;

use crate::access_cuts;
use crate::audit::{Bounds, Span};
use crate::emergency_accesses::{self, Known};
use crate::error::Error;
use crate::individuals;
use crate::keyset::{Page, Paged};
use crate::sql_types::Uid;
use crate::tx::Tx;

use sources::{Asked, deeds};
pub use who::{Colleague, Who};

/// Of which days.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// From this day on.
    pub from: Option<Day>,
    /// Until this day.
    pub to: Option<Day>,
}

/// A line, with the names of those whom it tells of.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// The line.
    pub line: Line,
    /// Who.
    pub who: Who,
    /// What the office is called that acted.
    pub office: Option<(OfficeId, String)>,
    /// Behind which deed the next page begins: the same for all lines of a page.
    pub until: Uuid,
}

/// What a person is told.
#[derive(Debug, Clone, PartialEq)]
pub struct AccessRecord {
    /// Whose record: the one that answers for the one that was asked for.
    pub individual: IndividualId,
    /// A page of it, the latest line first.
    pub lines: Paged<Told>,
    /// Emergency accesses to the record, whenever they were, the latest first.
    pub emergencies: Vec<Known>,
    /// Before when reads are not kept any more; nothing as long as all of them are.
    pub reads_since: Option<DateTime<Utc>>,
}

/// How many emergency accesses stand at the head of an access record.
const EMERGENCIES: i64 = 20;

/// How many deeds are read for each line of a page: many of them become one line.
const DEEDS_A_LINE: i64 = 8;

/// A page of who saw or changed the record of a person, of all records that became one.
pub fn of_individual(
    tx: &mut Tx<'_>,
    id: IndividualId,
    filter: Filter,
    page: &Page<Uuid>,
) -> Result<AccessRecord, Error> {
    let person = individuals::within(tx, id, Action::ReadAccessRecord)?;
    let records = individuals::records(tx, &person)?;
    let emergencies = emergency_accesses::to_records(tx, &records, EMERGENCIES)?;
    Ok(AccessRecord {
        individual: person.id(),
        lines: lines(tx, records, filter, page)?,
        emergencies,
        reads_since: access_cuts::told_since(tx)?,
    })
}

/// A page of the lines about these records. Whoever asks has looked at the reach.
pub(crate) fn lines(
    tx: &mut Tx<'_>,
    records: Vec<Uid>,
    filter: Filter,
    page: &Page<Uuid>,
) -> Result<Paged<Told>, Error> {
    let span = Span {
        from: filter.from,
        to: filter.to,
        actor: None,
    };
    let asked = Asked {
        moved: whose::moved(tx, &records)?,
        records,
        bounds: Bounds::of(tx, &span),
        before: Uid(page.after.unwrap_or(Uuid::max())),
        most: i64::from(page.limit) * DEEDS_A_LINE,
    };
    let (found, left) = deeds(tx, &asked)?;
    let (book, chain, today) = (tx.rulebook()?, tx.actor().chain(), tx.day()?);
    let sitting = sitting(&book, &chain, today);
    let account = account(found, page.limit.into(), sitting);
    let until = account.until.unwrap_or_default();
    let more = account.more || left;
    let names = who::of(tx, &account.lines)?;
    let items = account.lines.into_iter().map(|line| Told {
        who: names.who(line.by),
        office: line.office.and_then(|office| names.office(office)),
        line,
        until,
    });
    Ok(Paged {
        items: items.collect(),
        more,
    })
}
