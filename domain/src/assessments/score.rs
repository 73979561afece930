//! What the answers add up to.

use std::collections::BTreeMap;

use super::{Answer, Answered, FormCode, FormContent, Question, QuestionKind};

/// What the answers of a section add up to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionScore {
    /// Of which section, by its code.
    pub section: FormCode,
    /// The sum of the points of what was answered, each times the weight of its question.
    pub points: i64,
    /// The most that the questions that were put could have given. What was not put lowers nobody.
    pub most: i64,
}

impl FormContent {
    /// The score of each section, in the order of the form. A question was put when it has an
    /// answer.
    pub fn scores(&self, answers: &[Answered]) -> Vec<SectionScore> {
        let given: BTreeMap<_, _> = { answers.iter() }
            .map(|given| (&given.question, &given.answer))
            .collect();
        { self.sections.iter() }
            .map(|section| {
                let mut score = SectionScore {
                    section: section.code.clone(),
                    points: 0,
                    most: 0,
                };
                for question in &section.questions {
                    if let Some(answer) = given.get(&question.code) {
                        score.points += question.points_of(answer);
                        score.most += question.most();
                    }
                }
                score
            })
            .collect()
    }
}

impl Question {
    /// What an answer to it gives; nothing where it is no answer to it.
    fn points_of(&self, answer: &Answer) -> i64 {
        let points = match (&self.kind, answer) {
            (QuestionKind::Choice { options }, Answer::Choice { option }) => {
                let chosen = options.iter().find(|one| one.code == *option);
                chosen.map_or(0, |one| i64::from(one.points))
            }
            (
                QuestionKind::Scale {
                    lowest,
                    points_per_step,
                    ..
                },
                Answer::Scale { step },
            ) => { step.saturating_sub(*lowest) }.saturating_mul(i64::from(*points_per_step)),
            (
                QuestionKind::YesNo {
                    yes_points,
                    no_points,
                },
                Answer::YesNo { is_yes },
            ) => i64::from(if *is_yes { *yes_points } else { *no_points }),
            _ => 0,
        };
        points.saturating_mul(i64::from(self.weight))
    }

    /// The most that an answer to it gives.
    fn most(&self) -> i64 {
        let most = match &self.kind {
            QuestionKind::Choice { options } => {
                let points = options.iter().map(|one| i64::from(one.points));
                points.max().unwrap_or(0)
            }
            QuestionKind::Scale {
                lowest,
                highest,
                points_per_step,
            } => (highest - lowest) * i64::from(*points_per_step),
            QuestionKind::YesNo {
                yes_points,
                no_points,
            } => i64::from(*yes_points.max(no_points)),
            QuestionKind::Number { .. } | QuestionKind::Text {} => 0,
        };
        most * i64::from(self.weight)
    }
}
