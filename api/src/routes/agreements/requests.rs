//! What is sent to agree on something.

use domain::actor::StaffId;
use domain::agreements::{
    ActionId, AgreementText, Commitment, Doer, GoalText, NewAction, NewGoal, NewTerms, ProofMode,
};
use domain::kernel::Day;
use persistence::{Error, Tx, cases};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::http::wire::{
    AgreedActionIdField, AgreementTextField, CommitmentField, DayField, DoerField, GoalTextField,
    ProofModeField, StaffIdField,
};
use crate::http::{Field, Problem, Several};

/// Something to be done.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AgreedActionRequest {
    /// Which of those that are there it is: it keeps what became of it. A new one when it is left
    /// out, and where what was signed is worded otherwise.
    #[validate(nested)]
    action_id: Option<AgreedActionIdField>,
    /// What.
    #[schema(example = "Aggiornare il curriculum.")]
    #[validate(nested)]
    text: GoalTextField,
    /// Who does it.
    #[validate(nested)]
    by: DoerField,
    /// Until when.
    #[validate(nested)]
    due_on: Option<DayField>,
}

/// Something to be reached.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GoalRequest {
    /// What.
    #[schema(example = "Lavorare in una cucina.")]
    #[validate(nested)]
    text: GoalTextField,
    /// What is done for it, in this order.
    #[schema(value_type = Vec<AgreedActionRequest>, min_items = 1, max_items = 20)]
    #[validate(nested)]
    actions: Several<AgreedActionRequest, 1, 20>,
}

/// What is to be agreed.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "officer_id": "0198c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f",
    "profile": "Esperienza nella ristorazione, cerca a tempo pieno.",
    "search_acts": "Tre candidature alla settimana, entro il venerdì.",
    "contact_every_days": 30,
    "proof_modes": ["search_diary"],
    "commitments": ["workshop", "suitable_offer"],
    "goals": [{
        "text": "Lavorare in una cucina.",
        "actions": [
            { "text": "Aggiornare il curriculum.", "by": "person", "due_on": "2026-12-15" },
            { "text": "Segnalare i corsi di cucina.", "by": "officer" },
        ],
    }],
}))]
pub(super) struct AgreementRequest {
    /// Who answers for it: a colleague who can follow cases of the office.
    #[validate(nested)]
    officer_id: StaffIdField,
    /// Where the person stands on the way to work. Nothing about health, convictions or beliefs
    /// belongs here (Reg. (EU) 2016/679, art. 9 and 10).
    #[validate(nested)]
    profile: AgreementTextField,
    /// Which acts of search the person does, and when.
    #[validate(nested)]
    search_acts: AgreementTextField,
    /// How many days lie between two contacts, as a rule.
    #[schema(minimum = 1, maximum = 365, example = 30)]
    contact_every_days: u16,
    /// How active search is shown.
    #[schema(value_type = Vec<ProofModeField>, min_items = 1, max_items = 5,
        example = json!(["search_diary"]))]
    #[validate(nested)]
    proof_modes: Several<ProofModeField, 1, 5>,
    /// To what else the person commits.
    #[serde(default)]
    #[schema(min_items = 0, max_items = 10, required = false, example = json!(["workshop"]))]
    #[validate(length(max = 10), nested)]
    commitments: Vec<CommitmentField>,
    /// What is to be reached, in this order.
    #[schema(value_type = Vec<GoalRequest>, min_items = 1, max_items = 10)]
    #[validate(nested)]
    goals: Several<GoalRequest, 1, 10>,
}

/// What was sent, read: before it is known whom it names.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    officer: StaffId,
    profile: AgreementText,
    search: AgreementText,
    contact_every_days: u16,
    proofs: Vec<ProofMode>,
    commitments: Vec<Commitment>,
    goals: Vec<(GoalText, Vec<AskedAction>)>,
}

#[derive(Debug, Clone)]
struct AskedAction {
    of: Option<ActionId>,
    text: GoalText,
    by: Doer,
    due_on: Option<Day>,
}

impl AgreedActionRequest {
    fn asked(self) -> Result<AskedAction, Problem> {
        Ok(AskedAction {
            of: self.action_id.map(Field::parsed).transpose()?,
            text: self.text.parsed()?,
            by: self.by.parsed()?,
            due_on: self.due_on.map(Field::parsed).transpose()?,
        })
    }
}

impl AgreementRequest {
    pub(super) fn asked(self) -> Result<Asked, Problem> {
        let goals = self.goals.into_iter().map(|goal| {
            let actions = goal.actions.into_iter().map(AgreedActionRequest::asked);
            let actions: Result<Vec<_>, Problem> = actions.collect();
            Ok((goal.text.parsed()?, actions?))
        });
        let goals: Result<Vec<_>, Problem> = goals.collect();
        let proofs = self.proof_modes.into_iter().map(Field::parsed);
        let proofs: Result<Vec<_>, Problem> = proofs.collect();
        let commitments = self.commitments.into_iter().map(Field::parsed);
        let commitments: Result<Vec<_>, Problem> = commitments.collect();
        Ok(Asked {
            officer: self.officer_id.parsed()?,
            profile: self.profile.parsed()?,
            search: self.search_acts.parsed()?,
            contact_every_days: self.contact_every_days,
            proofs: proofs?,
            commitments: commitments?,
            goals: goals?,
        })
    }
}

impl Asked {
    /// The same with whoever it names, and an identifier for what may be new in it.
    pub(super) fn looked_up(&self, tx: &mut Tx<'_>) -> Result<NewTerms, Error> {
        let goals = self.goals.iter().map(|(text, actions)| NewGoal {
            text: text.clone(),
            actions: { actions.iter() }
                .map(|action| NewAction {
                    of: action.of,
                    id: tx.new_id(),
                    text: action.text.clone(),
                    by: action.by,
                    due_on: action.due_on,
                })
                .collect(),
        });
        let goals = goals.collect();
        Ok(NewTerms {
            officer: cases::colleague(tx, self.officer)?,
            profile: self.profile.clone(),
            search: self.search.clone(),
            contact_every_days: self.contact_every_days,
            proofs: self.proofs.clone(),
            commitments: self.commitments.clone(),
            goals,
        })
    }
}
