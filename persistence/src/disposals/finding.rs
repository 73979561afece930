//! Who is due: candidates along an index, then each of them looked at.

use std::collections::HashSet;

use chrono::NaiveDate;
use diesel::dsl::{exists, not, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use domain::disposals::{DisposalItem, ItemStatus, MOST, NewDisposal, over_by};
use domain::kernel::Day;
use domain::policy::Action;
use domain::retention::RetentionClass;
use uuid::Uuid;

use super::facts::look;
use crate::audit::{DRIFT, earliest, midnight};
use crate::error::Error;
use crate::reach;
use crate::schema::{cases, desk_contacts, disposal_items as items, individuals, intakes};
use crate::sql_types::Uid;
use crate::tx::Tx;

/// How many candidates are looked at together.
const TOGETHER: i64 = 1_000;
/// How many times at the most. Who is behind that comes onto the next list.
const TIMES: usize = 50;

/// Whoever is due.
pub(super) struct Due {
    pub(super) items: Vec<DisposalItem>,
    /// Whether they are all.
    pub(super) is_whole: bool,
}

/// Where the next candidates begin.
#[derive(Clone, Copy)]
pub(super) struct After {
    since: NaiveDate,
    id: Uid,
}

impl After {
    /// Before everybody.
    pub(super) fn nobody() -> Self {
        Self {
            since: NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or(NaiveDate::MIN),
            id: Uid(Uuid::nil()),
        }
    }
}

/// A candidate, and where it stands in the order of candidates.
pub(super) type Candidate = (After, Uid);

/// Looks for whoever is due, at most as many as a list has.
pub(super) fn find(tx: &mut Tx<'_>, new: &NewDisposal, today: Day) -> Result<Due, Error> {
    let offices = reach::offices_within(tx, Action::ProposeDisposal, None)?;
    let (book, chain) = (tx.rulebook()?, tx.actor().chain());
    let mut due = Due {
        items: Vec::new(),
        is_whole: true,
    };
    let Some(last) = new.class.last_day(&book, &chain, today, new.as_of) else {
        return Ok(due);
    };
    let mut seen = HashSet::new();
    let mut after = After::nobody();
    for _ in 0..TIMES {
        let candidates = match new.class {
            RetentionClass::CaseFile => with_case(tx, &offices, last, after)?,
            RetentionClass::PersonWithoutCase => without_case(tx, &offices, last, after)?,
        };
        let Some((end, _)) = candidates.last().copied() else {
            return Ok(due);
        };
        after = end;
        let mut people: Vec<Uid> = candidates.into_iter().map(|(_, person)| person).collect();
        people.retain(|person| seen.insert(*person));
        if !judge(tx, new, &people, &mut due)? {
            due.is_whole = false;
            return Ok(due);
        }
    }
    due.is_whole = false;
    Ok(due)
}

/// Takes up those who are due. Says whether there was room for all of them.
fn judge(tx: &mut Tx<'_>, new: &NewDisposal, people: &[Uid], due: &mut Due) -> Result<bool, Error> {
    let found = look(tx, new.class, people)?;
    for person in people {
        let Some(found) = found.get(person) else {
            continue;
        };
        let Ok(term) = over_by(found.look, new.as_of) else {
            continue;
        };
        if due.items.len() == MOST {
            return Ok(false);
        }
        due.items.push(DisposalItem {
            id: tx.new_id(),
            disposal: new.id,
            individual: (*person).into(),
            records: found.records.clone(),
            office: found.office,
            due: term,
            status: ItemStatus::Waiting,
            kept: None,
            ended_at: None,
        });
    }
    Ok(true)
}

/// That the service did not hear of a person by her own record later than this day: otherwise nobody
/// need look at her, so that those who are due come up however many are not. Two conditions of which
/// PostgreSQL makes a join each, where it would read both tables whole for one with an "or".
macro_rules! not_seen_later {
    ($last:expr) => {
        not(exists(
            desk_contacts::table
                .filter(desk_contacts::organisation_id.eq(individuals::organisation_id))
                .filter(desk_contacts::individual_id.eq(individuals::id.nullable()))
                .filter(desk_contacts::held_on.gt($last.date())),
        ))
        .and(not(exists(
            intakes::table
                .filter(intakes::organisation_id.eq(individuals::organisation_id))
                .filter(intakes::individual_id.eq(individuals::id))
                .filter(
                    intakes::held_on
                        .gt($last.date())
                        .or(intakes::status.ne("concluded")),
                ),
        )))
    };
}

/// Whether a person waits on a list. In the words of the index that serves it.
macro_rules! listed {
    () => {
        exists(
            items::table
                .filter(items::organisation_id.eq(individuals::organisation_id))
                .filter(items::individual_id.eq(individuals::id))
                .filter(sql::<Bool>("disposal_items.status = 'waiting'")),
        )
    };
}

/// Whose case ended by the last day, the earliest end first.
pub(super) fn with_case(
    tx: &mut Tx<'_>,
    offices: &[Uid],
    last: Day,
    after: After,
) -> Result<Vec<Candidate>, Error> {
    let other = diesel::alias!(cases as others);
    let later = other
        .filter(
            other
                .field(cases::organisation_id)
                .eq(individuals::organisation_id),
        )
        .filter(other.field(cases::individual_id).eq(individuals::id))
        .filter(
            other
                .field(cases::status)
                .ne("closed")
                .or(other.field(cases::status_since).gt(last.date())),
        );
    let behind = cases::status_since
        .gt(after.since)
        .or(cases::id.gt(after.id));
    let rows: Vec<(NaiveDate, Uid, Uid)> = cases::table
        .inner_join(
            individuals::table.on(individuals::organisation_id
                .eq(cases::organisation_id)
                .and(individuals::id.eq(cases::individual_id))),
        )
        .filter(cases::organisation_id.eq(tx.org()))
        .filter(cases::status.eq("closed"))
        .filter(cases::status_since.le(last.date()))
        .filter(cases::status_since.ge(after.since))
        .filter(behind)
        .filter(individuals::survivor_id.is_null())
        .filter(individuals::office_id.eq_any(offices))
        .filter(not(listed!()))
        .filter(not(exists(later)))
        .filter(not_seen_later!(last))
        .order((cases::status_since, cases::id))
        .limit(TOGETHER)
        .select((cases::status_since, cases::id, individuals::id))
        .load(tx.conn())?;
    let candidate = |(since, id, person)| (After { since, id }, person);
    Ok(rows.into_iter().map(candidate).collect())
}

/// Who was registered by the last day and never followed, by identifier, which follows the time.
pub(super) fn without_case(
    tx: &mut Tx<'_>,
    offices: &[Uid],
    last: Day,
    after: After,
) -> Result<Vec<Candidate>, Error> {
    let next = last.date().succ_opt().and_then(|day| midnight(tx, day));
    let bound = next.map_or(Uid(Uuid::max()), |next| earliest(next + DRIFT));
    let own_cases = cases::table
        .filter(cases::organisation_id.eq(individuals::organisation_id))
        .filter(cases::individual_id.eq(individuals::id));
    let people: Vec<Uid> = individuals::table
        .filter(individuals::organisation_id.eq(tx.org()))
        .filter(individuals::id.gt(after.id))
        .filter(individuals::id.lt(bound))
        .filter(individuals::survivor_id.is_null())
        .filter(individuals::office_id.eq_any(offices))
        .filter(not(listed!()))
        .filter(not(exists(own_cases)))
        .filter(not_seen_later!(last))
        .order(individuals::id)
        .limit(TOGETHER)
        .select(individuals::id)
        .load(tx.conn())?;
    let candidate = |id| {
        let since = after.since;
        (After { since, id }, id)
    };
    Ok(people.into_iter().map(candidate).collect())
}
