//! What was agreed: goals, each with what is done for it, in this order.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{ActionId, ActionStatus, AgreementText, Commitment, Doer, GoalText, ProofMode};
use crate::kernel::{Day, Faults, as_text};

/// Something to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreedAction {
    /// It, by whatever version of the agreement.
    pub id: ActionId,
    /// What.
    #[serde(with = "as_text")]
    pub text: GoalText,
    /// Who does it.
    #[serde(with = "as_text")]
    pub by: Doer,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Day>,
    /// What became of it.
    #[serde(with = "as_text")]
    pub status: ActionStatus,
    /// Since when nothing is to be done for it any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_on: Option<Day>,
}

/// Something to be reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goal {
    /// What.
    #[serde(with = "as_text")]
    pub text: GoalText,
    /// What is done for it, in this order.
    pub actions: Vec<AgreedAction>,
}

/// What was agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Where the person stands on the way to work.
    #[serde(with = "as_text")]
    pub profile: AgreementText,
    /// Which acts of search the person does, and when.
    #[serde(with = "as_text")]
    pub search: AgreementText,
    /// How many days lie between two contacts, as a rule.
    pub contact_every_days: u16,
    /// How active search is shown.
    #[serde(with = "as_text::list")]
    pub proofs: Vec<ProofMode>,
    /// To what else the person commits.
    #[serde(with = "as_text::list", default, skip_serializing_if = "Vec::is_empty")]
    pub commitments: Vec<Commitment>,
    /// What is to be reached, in this order.
    pub goals: Vec<Goal>,
}

/// Something to be done, as somebody writes it down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAction {
    /// Which of those that are there it is; a new one where nobody says.
    pub of: Option<ActionId>,
    /// Its identifier, if it is a new one.
    pub id: ActionId,
    /// What.
    pub text: GoalText,
    /// Who does it.
    pub by: Doer,
    /// Until when.
    pub due_on: Option<Day>,
}

/// Something to be reached, as somebody writes it down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewGoal {
    /// What.
    pub text: GoalText,
    /// What is done for it.
    pub actions: Vec<NewAction>,
}

impl Terms {
    /// Everything that is to be done.
    pub fn actions(&self) -> impl Iterator<Item = &AgreedAction> {
        self.goals.iter().flat_map(|goal| &goal.actions)
    }

    /// The same to be changed.
    pub(super) fn action_mut(&mut self, id: ActionId) -> Option<&mut AgreedAction> {
        let mut actions = self.goals.iter_mut().flat_map(|goal| &mut goal.actions);
        actions.find(|action| action.id == id)
    }

    /// Whether all that is no longer open in the others is here in the same words.
    pub(super) fn keeps_ended(&self, others: &Self) -> bool {
        let mut ended = { others.actions() }.filter(|one| one.status != ActionStatus::Open);
        ended.all(|one| self.actions().any(|own| own.is_same_as(one)))
    }

    /// How many goals there are, and how many actions.
    pub(super) fn counts(&self) -> (i64, i64) {
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        (count(self.goals.len()), count(self.actions().count()))
    }
}

impl AgreedAction {
    /// Whether it is the same, in the same words and with the same end.
    fn is_same_as(&self, other: &Self) -> bool {
        (self.id, self.status) == (other.id, other.status) && self.is_worded_as(other)
    }

    /// Whether the same is to be done by the same.
    fn is_worded_as(&self, other: &Self) -> bool {
        (&self.text, self.by) == (&other.text, other.by)
    }
}

/// What is there already.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Present<'a> {
    /// What is being written.
    pub written: Option<&'a Terms>,
    /// What binds beside it: of that it is known what became of it.
    pub binding: Option<&'a Terms>,
}

impl<'a> Present<'a> {
    fn actions(self) -> BTreeMap<ActionId, Was<'a>> {
        let of = |terms: Option<&'a Terms>, binds| {
            let actions = terms.into_iter().flat_map(Terms::actions);
            actions.map(move |action| (action.id, Was { action, binds }))
        };
        let all = of(self.written, false).chain(of(self.binding, true));
        all.collect()
    }
}

/// Something that was to be done before.
#[derive(Debug, Clone, Copy)]
struct Was<'a> {
    action: &'a AgreedAction,
    /// Whether the person signed it.
    binds: bool,
}

/// The goals as they are from now on: what is there already keeps what became of it. Tells of
/// whatever is not there or is there twice, and of what is no longer open and would be left out or
/// worded otherwise: what became of it would be said of something else.
pub(super) fn settled(goals: Vec<NewGoal>, present: Present<'_>, faults: &mut Faults) -> Vec<Goal> {
    let present = present.actions();
    let mut named = BTreeSet::new();
    let mut all = Vec::new();
    for (n, goal) in goals.into_iter().enumerate() {
        let mut actions = Vec::new();
        for (m, new) in goal.actions.into_iter().enumerate() {
            let pointer = format!("/goals/{n}/actions/{m}");
            let was = new.of.and_then(|of| present.get(&of).copied());
            if let Some(of) = new.of {
                if was.is_none() {
                    faults.tell(format!("{pointer}/action_id"), "unknown_reference");
                } else if !named.insert(of) {
                    faults.tell(format!("{pointer}/action_id"), "duplicate_member");
                }
            }
            actions.push(action(new, was, &pointer, faults));
        }
        all.push(Goal {
            text: goal.text,
            actions,
        });
    }
    let ended = { present.values() }.filter(|was| was.action.status != ActionStatus::Open);
    if { ended }.any(|was| !named.contains(&was.action.id)) {
        faults.tell("/goals", "no_longer_open");
    }
    all
}

/// What is to be done, as it is from now on. What was signed keeps its identifier with its words:
/// worded otherwise it is another thing, and what becomes of the one is never said of the other.
fn action(
    new: NewAction,
    was: Option<Was<'_>>,
    pointer: &str,
    faults: &mut Faults,
) -> AgreedAction {
    let action = AgreedAction {
        id: new.id,
        text: new.text,
        by: new.by,
        due_on: new.due_on,
        status: ActionStatus::Open,
        ended_on: None,
    };
    let Some(Was { action: was, binds }) = was else {
        return action;
    };
    let is_reworded = !was.is_worded_as(&action);
    if is_reworded && was.status != ActionStatus::Open {
        faults.tell(pointer, "no_longer_open");
    }
    if is_reworded && binds {
        return action;
    }
    AgreedAction {
        id: was.id,
        status: was.status,
        ended_on: was.ended_on,
        ..action
    }
}
