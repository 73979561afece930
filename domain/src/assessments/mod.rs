//! Assessments: a structured interview about where a person stands, by a form that is data.
//!
//! Forms belong to an organisation and have versions that are never rewritten: an interview goes on
//! meaning what it meant when it was held. Nothing here asks for health, disability or justice: such
//! matters have their own place, with other rights (GDPR, articles 9 and 10).

mod answers;
mod findings;
mod form;
mod score;
mod status;
#[cfg(test)]
mod tests;

pub use answers::{Answer, Answered};
pub use findings::{
    AssessmentText, ClassificationEdition, FindingsHeard, Obstacle, Obstacles, OccupationCode,
    Skill, SkillClassification, SkillLabel, SkillLevel, TargetGoal,
};
pub use form::{
    AnswerOption, FormCode, FormContent, FormLabel, MAX_OPTIONS, MAX_QUESTIONS, MAX_SECTIONS,
    Question, QuestionKind, Section,
};
pub use score::SectionScore;
pub use status::{AssessmentStatus, AssessmentStep};
