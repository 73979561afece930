//! What happened, told to other systems in the order of its positions.
//!
//! Positions are given by the sealing, without a gap, to facts that are committed: whoever reads
//! up to one of them misses nothing that comes to light later. A fact that waits to be sealed is
//! not yet told.

mod people;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use domain::audit::{Mark, Position};
use domain::changes::{Change, WAYS, section_of, told_with};
use domain::event::{Fact, FactKind};
use domain::kernel::Refusal;
use domain::policy::{Action, Reach};
use strum::IntoEnumIterator;

use crate::columns::parsed;
use crate::error::Error;
use crate::events::{self, Stored};
use crate::reach::{self, Condition};
use crate::schema::{cases, event_seals, events as facts};
use crate::sql_types::Uid;
use crate::tx::Tx;

/// How many positions one question looks at, at the most. A follower who may be told little passes
/// over the rest in such steps.
const WINDOW: i64 = 1_000;
/// How many of them for each change that is asked for: who asks for few is not read a thousand.
const FOR_EACH: i64 = 20;

/// A piece of what happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What the follower may be told, in the order of positions.
    pub changes: Vec<Change>,
    /// The last position that was looked at: where to go on, whether or not it was told of.
    pub next_after: Mark,
    /// The last position that there is.
    pub last: Position,
}

/// What happened behind `after`, as far as the actor may read what it is about: at most `limit`
/// changes of at most 1,000 positions. Refuses a position that no fact has, and one that was read
/// in another life of the record.
pub fn after(tx: &mut Tx<'_>, after: Mark, limit: u16) -> Result<Told, Error> {
    reach::of(tx, Action::FollowChanges)?;
    let (last, seal) = events::head(tx)?;
    let from = after.position.number();
    let limit = usize::from(limit);
    if from > last || !is_known(tx, after)? {
        return Err(Refusal::PositionUnknown {}.into());
    }
    let window = i64::try_from(limit).unwrap_or(WINDOW) * FOR_EACH;
    let mut until = last.min(from + window.min(WINDOW));
    let mut changes = if until > from {
        told(tx, from, until)?
    } else {
        Vec::new()
    };
    if changes.len() > limit {
        changes.truncate(limit);
        until = changes.last().map_or(until, |last| last.position.number());
    }
    // An empty page tells nothing of anybody; a page is one read without subjects.
    if !changes.is_empty() {
        tx.record_access(Action::FollowChanges, "changes", None, None);
    }
    let next = position(until)?;
    let seal = if until == last {
        Some(seal)
    } else {
        events::seal_of(tx, next)?
    };
    let seal = seal.ok_or(Error::Corrupt("position"))?;
    Ok(Told {
        changes,
        next_after: Mark::sealed(next, &seal),
        last: position(last)?,
    })
}

/// Whether the position is sealed as the mark tells.
fn is_known(tx: &mut Tx<'_>, mark: Mark) -> Result<bool, Error> {
    if !mark.is_sealed() {
        return Ok(true);
    }
    let seal = events::seal_of(tx, mark.position)?;
    Ok(seal.is_some_and(|seal| mark.fits(&seal)))
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
    let reads_cases = tx.actor().reach(Action::ReadCase) != Reach::Never;
    let told = positions.into_iter().filter_map(|(number, id)| {
        let stored = known.remove(&id)?;
        Some(change(number, stored, reads_cases))
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
            Action::ReadIndividual => {
                let concerned = concerned.iter().filter_map(|(id, _)| *id).collect();
                let people = people::told(tx, window, concerned)?;
                all = Box::new(all.or(on_the_way(tx)?).or(erased()));
                people
            }
            Action::ReadCase => of_cases(tx, concerned.iter().filter_map(|(_, id)| *id))?,
            Action::ReadDirectory => Box::new(facts::id.eq(facts::id)),
            Action::ReadDeskContacts | Action::ReadIntake => here(tx, action)?,
            // How far others reach is not asked here, so that nothing is told by them.
            _ => continue,
        };
        all = Box::new(all.or(of_kind.and(within)));
    }
    Ok(all)
}

/// Facts of the offices that the action reaches.
fn here(tx: &mut Tx<'_>, action: Action) -> Result<Condition<facts::table>, Error> {
    let offices = reach::offices_within(tx, action, None)?;
    let here = facts::office_id.assume_not_null().eq_any(offices);
    Ok(Box::new(facts::office_id.is_not_null().and(here)))
}

/// Facts by which somebody came within reach of the actor's offices, or left it: of whom the actor
/// has read, and may read no more, too.
fn on_the_way(tx: &mut Tx<'_>) -> Result<Condition<facts::table>, Error> {
    let kinds = WAYS.map(|kind| kind.to_string());
    let here = here(tx, Action::ReadIndividual)?;
    Ok(Box::new(facts::kind.eq_any(kinds).and(here)))
}

/// That somebody was erased, which tells an identifier and nothing else: whoever may have a copy of
/// the data is to erase it too, and nobody knows any more within whose reach the person was.
fn erased() -> Condition<facts::table> {
    Box::new(facts::kind.eq(FactKind::IndividualErased.to_string()))
}

/// Facts about those of these cases that the actor may read. That a case left an office is told
/// there, where it is read no more, and not where it came.
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
    let about = facts::case_id.is_not_null().and(about);
    let left = FactKind::CaseLeft.to_string();
    let stays = facts::kind.ne(left.clone()).and(about);
    let leaves = facts::kind.eq(left).and(here(tx, Action::ReadCase)?);
    Ok(Box::new(stays.or(leaves)))
}

/// A fact as it is told. Whoever may not read cases is told the ways of people as facts about them.
fn change(number: i64, stored: Stored, reads_cases: bool) -> Result<Change, Error> {
    let fact: Fact = serde_json::from_str(&stored.payload).map_err(|_| Error::Corrupt("event"))?;
    let kind: FactKind = parsed(&stored.kind, "kind")?;
    let about = stored.individual_id.filter(|_| !reads_cases);
    let about = about.filter(|_| told_with(kind) == Some(Action::ReadCase));
    let (subject, id, case) = match about {
        Some(person) => ("individual".to_owned(), person, None),
        None => (stored.subject, stored.subject_id, stored.case_id),
    };
    Ok(Change {
        position: position(number)?,
        kind,
        section: section_of(&fact),
        subject,
        id: id.0,
        individual: stored.individual_id.map(Into::into),
        case: case.map(Into::into),
        at: stored.at.into(),
    })
}
