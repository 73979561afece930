//! What was heard beside the answers: skills, what the person wants to reach, what is in the way.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumIter, EnumString, VariantNames};

use crate::kernel::{Fault, Faults, Text, as_text, unknown_code};
use crate::vocabulary::{Code, CodeList};

/// The most skills of an assessment.
const MAX_SKILLS: usize = 100;

/// What is in the way of work, in neutral words.
#[derive(Debug)]
pub struct Obstacles;

impl CodeList for Obstacles {
    const LIST: &'static str = "obstacles";
}

/// What is in the way of work, in neutral words.
pub type Obstacle = Code<Obstacles>;
/// Words of an assessment. Never of health, disability or justice (GDPR, articles 9 and 10).
pub type AssessmentText = Text<2000>;
/// What people call a skill.
pub type SkillLabel = Text<200>;
/// The code of a skill or an occupation within its classification.
pub type OccupationCode = Text<100>;
/// Which edition of a classification: `1.2`, `2021`.
pub type ClassificationEdition = Text<20>;

/// From which classification a code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum SkillClassification {
    Esco,
    Cp2021,
    Isco08,
    Free,
}

/// How well somebody has a skill, as the person says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum SkillLevel {
    Beginning,
    Independent,
    Expert,
}

/// A skill as a tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skill {
    /// What people call it.
    #[serde(with = "as_text")]
    pub label: SkillLabel,
    /// From which classification it is.
    #[serde(with = "as_text")]
    pub classification: SkillClassification,
    /// From which edition of that.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub edition: Option<ClassificationEdition>,
    /// Its code there.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub code: Option<OccupationCode>,
    /// How well the person has it, as the person says.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub level: Option<SkillLevel>,
}

/// What the person wants to reach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetGoal {
    /// It.
    #[serde(with = "as_text")]
    pub text: AssessmentText,
    /// The code of the occupation that is meant.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub occupation: Option<OccupationCode>,
}

/// What was heard beside the answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingsHeard {
    /// What the person can do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<Skill>,
    /// What the person wants to reach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<TargetGoal>,
    /// What is in the way.
    #[serde(with = "as_text::list", default, skip_serializing_if = "Vec::is_empty")]
    pub obstacles: Vec<Obstacle>,
    /// The same in words.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub remark: Option<AssessmentText>,
}

impl FindingsHeard {
    /// Tells of whatever does not fit, all of it. A code without its edition says nothing in a few
    /// years, and what is nobody's classification has neither.
    pub fn check(&self, faults: &mut Faults) {
        if self.skills.len() > MAX_SKILLS {
            faults.tell("/skills", "too_many");
            return;
        }
        for (n, skill) in self.skills.iter().enumerate() {
            let pointer = format!("/skills/{n}");
            if self.skills[..n].iter().any(|other| other.is_same_as(skill)) {
                faults.tell(pointer.as_str(), "duplicate_member");
            }
            let is_free = skill.classification == SkillClassification::Free;
            if is_free != skill.edition.is_none() {
                faults.tell(format!("{pointer}/edition"), "invalid_value");
            }
            if is_free && skill.code.is_some() {
                faults.tell(format!("{pointer}/code"), "invalid_value");
            }
        }
        faults.each_once("/obstacles", &self.obstacles);
    }
}

impl Skill {
    /// Whether both are one tag, however well the person has it.
    fn is_same_as(&self, other: &Self) -> bool {
        (&self.label, self.classification, &self.code)
            == (&other.label, other.classification, &other.code)
    }
}
