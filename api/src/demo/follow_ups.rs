//! How some people stand months after their case: one works, one cannot be reached, one was left a
//! message; the others are still to be asked.

use domain::cases::{AttemptOutcome, WorkKind};
use domain::desk_contacts::Channel;
use domain::follow_ups::{
    Answer, FollowUp, FollowUpOutcome, FollowUpStatus, NewFollowUpAttempt, Plan,
};
use domain::policy::Action;
use persistence::follow_ups::{self, Filter};
use persistence::{Caller, Error, Page, Store, Tx};

use super::office::{Member, Opened};

/// Lets the coordinator ask the first three whose day has come.
pub(super) fn ask(store: &Store, office: &Opened) -> Result<(), Error> {
    let caller = Caller {
        actor: office.actor(Member::Coordinator),
        request_id: "demo-follow-up".to_owned(),
        purpose: None,
    };
    store.write(caller, |tx| {
        let due = Filter {
            status: Some(FollowUpStatus::Planned),
            planned_until: Some(tx.day()?),
            ..Filter::default()
        };
        let page = Page {
            limit: 3,
            after: None,
        };
        let listed = follow_ups::list(tx, &due, &page)?.items;
        let mut due = listed.into_iter().map(|item| item.follow_up);
        let mut next = || due.next().ok_or(Error::Corrupt("diary"));
        let silent = try_to_reach(tx, next()?, &[AttemptOutcome::NotReached; 3])?;
        conclude(tx, silent, FollowUpOutcome::Unreachable {})?;
        let works = try_to_reach(tx, next()?, &[AttemptOutcome::Reached])?;
        let work_kind = WorkKind::EmployeeFixed;
        conclude(tx, works, FollowUpOutcome::Employed { work_kind })?;
        try_to_reach(tx, next()?, &[AttemptOutcome::MessageLeft])?;
        Ok(())
    })
}

fn try_to_reach(
    tx: &mut Tx<'_>,
    mut follow_up: FollowUp,
    outcomes: &[AttemptOutcome],
) -> Result<FollowUp, Error> {
    // On the day that was planned, and on those behind it.
    let first = follow_up.planned_for;
    for (days, outcome) in (0..).zip(outcomes) {
        let new = NewFollowUpAttempt {
            id: tx.new_id(),
            on: first.add_days(days).ok(),
            channel: Channel::Phone,
            outcome: *outcome,
        };
        let changed = follow_up.attempt(tx.actor(), new, tx.day()?)?;
        follow_up = follow_ups::save_tried(tx, changed)?.follow_up;
    }
    follow_ups::get(tx, follow_up.id, Action::WorkCase)
}

fn conclude(
    tx: &mut Tx<'_>,
    follow_up: FollowUp,
    outcome: FollowUpOutcome,
) -> Result<FollowUp, Error> {
    let (book, chain) = (tx.rulebook()?, tx.actor().chain());
    let plan = Plan {
        book: &book,
        chain: &chain,
    };
    let answer = Answer {
        outcome,
        on: None,
        acknowledged: Vec::new(),
    };
    let tried = follow_ups::attempts(tx, &follow_up)?;
    let (now, today) = (tx.now(), tx.day()?);
    let changed = follow_up.conclude(tx.actor(), &answer, &tried, plan, now, today)?;
    follow_ups::save(tx, changed)
}
