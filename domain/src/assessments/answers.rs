//! What was answered.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{AssessmentText, FormCode, FormContent, QuestionKind};
use crate::kernel::{Faults, as_text};

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Answer {
    /// One of the options.
    Choice {
        /// Which.
        #[serde(with = "as_text")]
        option: FormCode,
    },
    /// A step of a scale.
    Scale {
        /// Which.
        step: i64,
    },
    /// A number.
    Number {
        /// Which.
        number: i64,
    },
    /// Yes or no.
    YesNo {
        /// Whether it is yes.
        is_yes: bool,
    },
    /// Words. Never of health, disability or justice (GDPR, articles 9 and 10).
    Text {
        /// They.
        #[serde(with = "as_text")]
        text: AssessmentText,
    },
}

/// The answer to one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// To which, by its code.
    #[serde(with = "as_text")]
    pub question: FormCode,
    /// The answer.
    pub answer: Answer,
}

impl FormContent {
    /// Tells of each answer to no question of the form, to one that was answered already, or that
    /// its question does not take.
    pub fn check_answers(&self, answers: &[Answered], faults: &mut Faults) {
        let kinds: BTreeMap<_, _> = { self.questions() }
            .map(|question| (&question.code, &question.kind))
            .collect();
        let mut answered = BTreeSet::new();
        for (n, given) in answers.iter().enumerate() {
            let pointer = format!("/answers/{n}");
            let Some(kind) = kinds.get(&given.question) else {
                faults.tell(format!("{pointer}/question"), "unknown_reference");
                continue;
            };
            if !answered.insert(&given.question) {
                faults.tell(format!("{pointer}/question"), "duplicate_member");
            }
            if let Some((member, code)) = kind.fault_of(&given.answer) {
                faults.tell(format!("{pointer}/answer{member}"), code);
            }
        }
    }

    /// The questions without which no interview is complete, and that nobody answered.
    pub fn unanswered<'a>(&'a self, answers: &[Answered]) -> Vec<&'a FormCode> {
        let answered: BTreeSet<_> = answers.iter().map(|given| &given.question).collect();
        { self.questions() }
            .filter(|question| question.is_required && !answered.contains(&question.code))
            .map(|question| &question.code)
            .collect()
    }
}

impl QuestionKind {
    /// Where the answer does not fit, and why.
    fn fault_of(&self, answer: &Answer) -> Option<(&'static str, &'static str)> {
        match (self, answer) {
            (Self::Choice { options }, Answer::Choice { option }) => {
                let is_there = options.iter().any(|one| one.code == *option);
                (!is_there).then_some(("/option", "unknown_reference"))
            }
            (
                Self::Scale {
                    lowest, highest, ..
                },
                Answer::Scale { step },
            ) => (!(lowest..=highest).contains(&step)).then_some(("/step", "out_of_range")),
            (Self::Number { lowest, highest }, Answer::Number { number }) => {
                (!(lowest..=highest).contains(&number)).then_some(("/number", "out_of_range"))
            }
            (Self::YesNo { .. }, Answer::YesNo { .. }) | (Self::Text {}, Answer::Text { .. }) => {
                None
            }
            (
                Self::Choice { .. }
                | Self::Scale { .. }
                | Self::Number { .. }
                | Self::YesNo { .. }
                | Self::Text {},
                _,
            ) => Some(("/kind", "invalid_value")),
        }
    }
}
