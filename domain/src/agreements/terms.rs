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
    pub(super) fn is_worded_as(&self, other: &Self) -> bool {
        (&self.text, self.by) == (&other.text, other.by)
    }
}

/// The goals as they are from now on: what is there already keeps what became of it. Tells of
/// whatever is not there or is there twice, and of what is no longer open and would be left out or
/// worded otherwise: what became of it would be said of something else.
pub(super) fn settled(goals: Vec<NewGoal>, present: &[&Terms], faults: &mut Faults) -> Vec<Goal> {
    let present = present.iter().flat_map(|terms| terms.actions());
    let present: BTreeMap<ActionId, &AgreedAction> =
        present.map(|action| (action.id, action)).collect();
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
    let ended = { present.values() }.filter(|action| action.status != ActionStatus::Open);
    if { ended }.any(|action| !named.contains(&action.id)) {
        faults.tell("/goals", "no_longer_open");
    }
    all
}

/// What is to be done, as it is from now on.
fn action(
    new: NewAction,
    was: Option<&AgreedAction>,
    pointer: &str,
    faults: &mut Faults,
) -> AgreedAction {
    let action = AgreedAction {
        id: was.map_or(new.id, |was| was.id),
        text: new.text,
        by: new.by,
        due_on: new.due_on,
        status: was.map_or(ActionStatus::Open, |was| was.status),
        ended_on: was.and_then(|was| was.ended_on),
    };
    if action.status != ActionStatus::Open && was.is_some_and(|was| !was.is_worded_as(&action)) {
        faults.tell(pointer, "no_longer_open");
    }
    action
}
