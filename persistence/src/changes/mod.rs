//! What happened, told to other systems in the order of its positions.
//!
//! Positions are given by the sealing, without a gap, to facts that are committed: whoever reads
//! up to one of them misses nothing that comes to light later. A fact that waits to be sealed is
//! not yet told.

#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use domain::audit::Position;
use domain::changes::{Change, section_of, told_with};
use domain::event::{Fact, FactKind};
use domain::kernel::Refusal;
use domain::policy::{Action, Reach};
use strum::IntoEnumIterator;

use crate::columns::parsed;
use crate::error::Error;
use crate::events::{self, Stored};
use crate::reach::{self, Condition};
use crate::schema::{cases, event_seals, events as facts, individuals};
use crate::sql_types::Uid;
use crate::tx::Tx;

/// How many positions one question looks at. A follower who may be told little passes over the
/// rest in such steps.
const WINDOW: i64 = 1_000;

/// A piece of what happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What the follower may be told, in the order of positions.
    pub changes: Vec<Change>,
    /// The last position that was looked at: where to go on, whether or not it was told of.
    pub next_after: Position,
    /// The last position that there is.
    pub last: Position,
}

/// What happened behind `after`, as far as the actor may read what it is about: at most `limit`
/// changes of at most 1,000 positions. Refuses a position that no fact has.
pub fn after(tx: &mut Tx<'_>, after: Position, limit: u16) -> Result<Told, Error> {
    reach::of(tx, Action::FollowChanges)?;
    let (last, _) = events::head(tx)?;
    let from = after.number();
    if from > last {
        return Err(Refusal::PositionUnknown {}.into());
    }
    let mut until = last.min(from + WINDOW);
    let mut changes = if until > from {
        told(tx, from, until)?
    } else {
        Vec::new()
    };
    let limit = usize::from(limit);
    if changes.len() > limit {
        changes.truncate(limit);
        until = changes.last().map_or(until, |last| last.position.number());
    }
    // An empty page tells nothing of anybody; a page is one read without subjects.
    if !changes.is_empty() {
        tx.record_access(Action::FollowChanges, "changes", None, None);
    }
    Ok(Told {
        changes,
        next_after: position(until)?,
        last: position(last)?,
    })
}

fn position(number: i64) -> Result<Position, Error> {
    Position::try_from(number).map_err(|_| Error::Corrupt("position"))
}

/// The facts of a window that the actor may be told, in their order.
fn told(tx: &mut Tx<'_>, from: i64, until: i64) -> Result<Vec<Change>, Error> {
    let positions: Vec<(i64, Uid)> = event_seals::table
        .filter(event_seals::organisation_id.eq(tx.org()))
        .filter(event_seals::position.gt(from))
        .filter(event_seals::position.le(until))
        .order(event_seals::position)
        .select((event_seals::position, event_seals::event_id))
        .load(tx.conn())?;
    let window: Vec<Uid> = positions.iter().map(|(_, id)| *id).collect();
    let within = told_to(tx, &window)?;
    let rows: Vec<Stored> = facts::table
        .filter(facts::organisation_id.eq(tx.org()))
        .select(Stored::as_select())
        .into_boxed()
        .filter(among(&window))
        .filter(within)
        .load(tx.conn())?;
    let mut known: HashMap<Uid, Stored> = rows.into_iter().map(|row| (row.id, row)).collect();
    let told = positions.into_iter().filter_map(|(number, id)| {
        let stored = known.remove(&id)?;
        Some(change(number, stored))
    });
    told.collect()
}

/// The facts of a window. Their identifiers grow with time and so lie close together: the span of
/// them keeps an engine from reading all facts for the sake of many single ones.
fn among(window: &[Uid]) -> Condition<facts::table> {
    let (Some(first), Some(last)) = (window.iter().min(), window.iter().max()) else {
        return Box::new(facts::id.ne(facts::id));
    };
    let span = facts::id.between(*first, *last);
    Box::new(span.and(facts::id.eq_any(window.to_vec())))
}

/// Which facts of a window the actor may be told: those about what each of the rights reaches. The
/// people and cases of the window that are within reach are asked for once.
fn told_to(tx: &mut Tx<'_>, window: &[Uid]) -> Result<Condition<facts::table>, Error> {
    let concerned: Vec<(Option<Uid>, Option<Uid>)> = facts::table
        .filter(facts::organisation_id.eq(tx.org()))
        .select((facts::individual_id, facts::case_id))
        .distinct()
        .into_boxed()
        .filter(among(window))
        .load(tx.conn())?;
    let mut all: Condition<facts::table> = Box::new(facts::id.ne(facts::id));
    for action in Action::iter() {
        let kinds = FactKind::iter().filter(|kind| told_with(*kind) == Some(action));
        let kinds: Vec<String> = kinds.map(|kind| kind.to_string()).collect();
        if kinds.is_empty() || tx.actor().reach(action) == Reach::Never {
            continue;
        }
        let of_kind = facts::kind.eq_any(kinds);
        let within: Condition<facts::table> = match action {
            Action::ReadIndividual => people(tx, concerned.iter().filter_map(|(id, _)| *id))?,
            Action::ReadCase => of_cases(tx, concerned.iter().filter_map(|(_, id)| *id))?,
            Action::ReadDirectory => Box::new(facts::id.eq(facts::id)),
            Action::ReadDeskContacts | Action::ReadIntake => {
                let offices = reach::offices_within(tx, action, None)?;
                let here = facts::office_id.assume_not_null().eq_any(offices);
                Box::new(facts::office_id.is_not_null().and(here))
            }
            // How far others reach is not asked here, so that nothing is told by them.
            _ => continue,
        };
        all = Box::new(all.or(of_kind.and(within)));
    }
    Ok(all)
}

/// Facts about those of these people whose record the actor may read, but for sections that he may
/// not.
fn people(
    tx: &mut Tx<'_>,
    concerned: impl Iterator<Item = Uid>,
) -> Result<Condition<facts::table>, Error> {
    let ids: Vec<Uid> = individuals::table
        .filter(individuals::organisation_id.eq(tx.org()))
        .filter(individuals::id.eq_any(concerned.collect::<HashSet<_>>()))
        .select(individuals::id)
        .into_boxed()
        .filter(reach::individuals_within(
            tx.actor(),
            Action::ReadIndividual,
        ))
        .load(tx.conn())?;
    let about = facts::individual_id.assume_not_null().eq_any(ids);
    let shown = reach::sections_shown(tx.actor());
    Ok(Box::new(
        facts::individual_id.is_not_null().and(about).and(shown),
    ))
}

/// Facts about those of these cases that the actor may read.
fn of_cases(
    tx: &mut Tx<'_>,
    concerned: impl Iterator<Item = Uid>,
) -> Result<Condition<facts::table>, Error> {
    let ids: Vec<Uid> = cases::table
        .filter(cases::organisation_id.eq(tx.org()))
        .filter(cases::id.eq_any(concerned.collect::<HashSet<_>>()))
        .select(cases::id)
        .into_boxed()
        .filter(reach::cases_within(tx.actor(), Action::ReadCase))
        .load(tx.conn())?;
    let about = facts::case_id.assume_not_null().eq_any(ids);
    Ok(Box::new(facts::case_id.is_not_null().and(about)))
}

fn change(number: i64, stored: Stored) -> Result<Change, Error> {
    let fact: Fact = serde_json::from_str(&stored.payload).map_err(|_| Error::Corrupt("event"))?;
    Ok(Change {
        position: position(number)?,
        kind: parsed(&stored.kind, "kind")?,
        section: section_of(&fact),
        subject: stored.subject,
        id: stored.subject_id.0,
        individual: stored.individual_id.map(Into::into),
        case: stored.case_id.map(Into::into),
        at: stored.at.into(),
    })
}
