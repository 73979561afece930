//! Yes, no, or what is missing.

use strum::{Display, EnumIter, EnumString, VariantNames};

use super::known::{Missing, Used};
use crate::kernel::{Fault, unknown_code};
use crate::rulebook::Parameter;

/// Whether somebody belongs to a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum Answer {
    /// Belongs.
    Yes,
    /// Does not.
    No,
    /// A fact is missing.
    Unknown,
    /// It rests on facts that are not asked here.
    NotComputed,
}

/// An answer with all that it rests on.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Verdict {
    pub(super) answer: Answer,
    pub(super) used: Vec<Used>,
    pub(super) missing: Vec<Missing>,
    pub(super) parameters: Vec<Parameter>,
}

impl Verdict {
    /// Yes or no.
    pub(super) fn of(holds: bool) -> Self {
        Self {
            answer: if holds { Answer::Yes } else { Answer::No },
            used: Vec::new(),
            missing: Vec::new(),
            parameters: Vec::new(),
        }
    }

    /// Unknown without these.
    pub(super) fn without(missing: impl IntoIterator<Item = Missing>) -> Self {
        Self {
            answer: Answer::Unknown,
            missing: missing.into_iter().collect(),
            ..Self::of(false)
        }
    }

    /// What a fact says, if there is one.
    pub(super) fn from<T>(
        fact: Option<T>,
        missing: Missing,
        used: Used,
        says: impl Fn(T) -> bool,
    ) -> Self {
        match fact {
            Some(fact) => Self::of(says(fact)).using(used),
            None => Self::without([missing]),
        }
    }

    /// The same, resting on one more fact.
    pub(super) fn using(mut self, used: Used) -> Self {
        self.used.push(used);
        self
    }

    /// The same, resting on one more number.
    pub(super) fn by(mut self, parameter: &Parameter) -> Self {
        self.parameters.push(parameter.clone());
        self
    }

    /// Whether both hold.
    pub(super) fn and(self, other: Self) -> Self {
        self.joined(other, Answer::No, Answer::Yes)
    }

    /// Whether one of them holds.
    pub(super) fn or(self, other: Self) -> Self {
        self.joined(other, Answer::Yes, Answer::No)
    }

    /// `decides` settles it whatever the other says; otherwise both must say `needs`.
    fn joined(self, other: Self, decides: Answer, needs: Answer) -> Self {
        match (self.answer == decides, other.answer == decides) {
            (true, true) => self.beside(other, decides),
            (true, false) => self,
            (false, true) => other,
            (false, false) => {
                let both = self.answer == needs && other.answer == needs;
                let answer = if both { needs } else { Answer::Unknown };
                self.beside(other, answer)
            }
        }
    }

    fn beside(mut self, other: Self, answer: Answer) -> Self {
        self.answer = answer;
        add(&mut self.used, other.used);
        add(&mut self.missing, other.missing);
        add(&mut self.parameters, other.parameters);
        self
    }
}

fn add<T: PartialEq>(all: &mut Vec<T>, more: Vec<T>) {
    for one in more {
        if !all.contains(&one) {
            all.push(one);
        }
    }
}
