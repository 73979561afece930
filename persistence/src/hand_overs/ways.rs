//! Who finds which hand-overs.

use diesel::prelude::*;
use domain::actor::Actor;
use domain::event::CaseId;
use domain::hand_overs::HandOverStatus;
use domain::policy::{Action, Reach};
use strum::IntoEnumIterator;

use super::Direction;
use crate::cases as stored_cases;
use crate::error::Error;
use crate::reach::{self, Condition};
use crate::schema::hand_overs;
use crate::sql_types::Uid;
use crate::tx::Tx;

/// What a replayed answer asks: whether the actor has, or had, a part in a hand-over of the case, or
/// may hand it over. Whoever refused hears again that they did.
pub(crate) fn recheck(tx: &mut Tx<'_>, case: CaseId) -> Result<(), Error> {
    let had_part = any(ways_while(tx.actor(), None, |_| true));
    let found: Option<Uid> = hand_overs::table
        .filter(hand_overs::organisation_id.eq(tx.org()))
        .filter(hand_overs::case_id.eq(Uid::from(case)))
        .select(hand_overs::id)
        .into_boxed()
        .filter(had_part)
        .first(tx.conn())
        .optional()?;
    match found {
        Some(_) => Ok(()),
        None => stored_cases::get(tx, case, Action::HandOverCases).map(drop),
    }
}

/// The hand-overs in which the actor has a part, as `domain::hand_overs::HandOver` judges it.
pub(super) fn within(actor: &Actor) -> Condition<hand_overs::table> {
    if actor.reach(Action::HandOverCases) == Reach::Organisation {
        return Box::new(hand_overs::id.eq(hand_overs::id));
    }
    any(ways(actor, None))
}

fn any(ways: Vec<Condition<hand_overs::table>>) -> Condition<hand_overs::table> {
    let nothing: Condition<hand_overs::table> = Box::new(hand_overs::id.ne(hand_overs::id));
    let mut ways = ways.into_iter();
    let first = ways.next().unwrap_or(nothing);
    ways.fold(first, |all, way| Box::new(all.or(way)))
}

/// The ways into these hand-overs: an index serves each, and none serves all of them together. A
/// hand-over can lie on several. Whoever is asked has a part while an answer is awaited, and whoever
/// took a case over while it was not given back.
pub(super) fn ways(actor: &Actor, only: Option<Direction>) -> Vec<Condition<hand_overs::table>> {
    ways_while(actor, only, |status| {
        status == HandOverStatus::Proposed || status.is_taken()
    })
}

/// The same, with the part of the receiving side as long as the hand-over stands in such a way.
fn ways_while(
    actor: &Actor,
    only: Option<Direction>,
    concerns: fn(HandOverStatus) -> bool,
) -> Vec<Condition<hand_overs::table>> {
    let me = reach::me(actor);
    let mut ways: Vec<Condition<hand_overs::table>> = Vec::new();
    let reach = actor.reach(Action::HandOverCases);
    if reach == Reach::Never {
        return ways;
    }
    let among = |chosen: fn(HandOverStatus) -> bool| -> Vec<String> {
        let all = HandOverStatus::iter();
        let chosen = all.filter(|status| concerns(*status) && chosen(*status));
        chosen.map(|status| status.to_string()).collect()
    };
    let offices = || {
        let coordinates = reach >= Reach::OwnOffice;
        let offices = actor.offices.iter().copied().map(Uid::from);
        offices.filter(move |_| coordinates)
    };
    if only != Some(Direction::Out) {
        let asked = hand_overs::to_counsellor_id.assume_not_null().eq(me);
        let asked = hand_overs::to_counsellor_id.is_not_null().and(asked);
        let waiting = hand_overs::status.eq_any(among(|status| !status.is_taken()));
        ways.push(Box::new(asked.and(waiting)));
        let taken = hand_overs::taken_by.assume_not_null().eq(me);
        let taken = hand_overs::taken_by.is_not_null().and(taken);
        let held = hand_overs::status.eq_any(among(|status| status != HandOverStatus::Proposed));
        ways.push(Box::new(taken.and(held)));
        ways.extend(offices().map(|office| -> Condition<hand_overs::table> {
            let there = hand_overs::status.eq_any(among(|_| true));
            Box::new(hand_overs::to_office_id.eq(office).and(there))
        }));
    }
    if only != Some(Direction::In) {
        let gave = hand_overs::from_counsellor_id.assume_not_null().eq(me);
        ways.push(Box::new(
            hand_overs::from_counsellor_id.is_not_null().and(gave),
        ));
        ways.push(Box::new(hand_overs::proposed_by.eq(me)));
        ways.extend(offices().map(|office| -> Condition<hand_overs::table> {
            Box::new(hand_overs::from_office_id.eq(office))
        }));
    }
    ways
}
