//! What is known, what is missing, and what was used.

use strum::{Display, EnumIter, EnumString, VariantNames};

use crate::individuals::EvidenceSource;
use crate::kernel::{Day, Fault, unknown_code};

/// An answer, or the facts without which there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known<T> {
    /// The answer.
    Known(T),
    /// It cannot be told.
    Unknown {
        /// What is missing; at least one fact.
        missing: Vec<Missing>,
    },
}

impl<T> Known<T> {
    /// The answer, where there is one.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown { .. } => None,
        }
    }

    /// What is missing; nothing where there is an answer.
    pub fn missing(&self) -> &[Missing] {
        match self {
            Self::Known(_) => &[],
            Self::Unknown { missing } => missing,
        }
    }
}

impl<T: PartialEq> Known<T> {
    /// The answer if both agree.
    pub(super) fn agreed(one: T, other: T, missing: impl FnOnce() -> Vec<Missing>) -> Self {
        if one == other {
            Self::Known(one)
        } else {
            Self::Unknown { missing: missing() }
        }
    }
}

/// A fact that is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missing {
    /// Which.
    pub fact: MissingFact,
    /// The first day of the work or benefit, or the end of the permit, that it is about.
    pub on: Option<Day>,
    /// The dated parameter that has no value on that day.
    pub parameter: Option<&'static str>,
}

impl Missing {
    /// A fact about the person.
    pub(super) const fn of(fact: MissingFact) -> Self {
        Self {
            fact,
            on: None,
            parameter: None,
        }
    }

    /// A fact about the work or permit that begins on that day.
    pub(super) const fn at(fact: MissingFact, on: Day) -> Self {
        Self {
            on: Some(on),
            ..Self::of(fact)
        }
    }

    /// A number that has no value on that day.
    pub(super) const fn number(key: &'static str, on: Day) -> Self {
        Self {
            parameter: Some(key),
            ..Self::at(MissingFact::Parameter, on)
        }
    }
}

/// What can be missing.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Display,
    EnumString,
    EnumIter,
    VariantNames,
)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum MissingFact {
    /// The declarations of availability.
    Declarations,
    /// The work before some day, or all of it.
    WorkHistory,
    /// The yearly income that was expected of a work.
    ExpectedIncome,
    /// Of what kind a work is.
    WorkKind,
    /// With whom a work is that follows another without a gap.
    Employer,
    /// Until when a work is planned.
    PlannedEnd,
    /// Whether a work ended on the day that was planned.
    WorkEnd,
    /// Whether the renewal of a permit was asked for.
    PermitRenewal,
    /// For which reason a permit was issued.
    PermitReason,
    /// Until when income support is drawn after a lost job.
    IncomeSupport,
    /// On what ground somebody lives in Italy who needs one.
    Permit,
    /// Of which State the person is a citizen.
    Citizenship,
    /// The day of birth.
    BirthDate,
    /// The sex.
    Sex,
    /// The level of education.
    IscedLevel,
    /// When full-time education ended.
    FullTimeEducationEnd,
    /// Whether the person is in education.
    InEducation,
    /// Whether the person is in training.
    InTraining,
    /// Whether a minor was at school as long as the law wants.
    SchoolingDuty,
    /// Whether the person resides in an aided area.
    AidedArea,
    /// Whether the job's sector or occupation has a gender gap.
    GenderGap,
    /// Whether the person lives alone with dependants: not asked here.
    SingleAdult,
    /// Whether the person is of an ethnic minority in need of support: not asked here.
    EthnicMinority,
    /// A dated number of the law.
    Parameter,
}

/// A fact that was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Used {
    /// Which.
    pub fact: FactName,
    /// Its day, or the first one.
    pub on: Option<Day>,
    /// Where it is known from.
    pub source: Option<EvidenceSource>,
}

impl Used {
    /// A fact about the person.
    pub(super) const fn of(fact: FactName) -> Self {
        Self {
            fact,
            on: None,
            source: None,
        }
    }

    /// A fact of a day.
    pub(super) const fn at(fact: FactName, on: Day, source: Option<EvidenceSource>) -> Self {
        Self {
            fact,
            on: Some(on),
            source,
        }
    }
}

/// What can be used.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Display,
    EnumString,
    EnumIter,
    VariantNames,
)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum FactName {
    /// A declaration of availability.
    Declaration,
    /// A loss of the status.
    Loss,
    /// A permit of residence.
    Permit,
    /// A work.
    Work,
    /// The completeness of the work history.
    WorkHistory,
    /// The day of birth.
    BirthDate,
    /// The sex.
    Sex,
    /// The level of education.
    IscedLevel,
    /// When full-time education ended.
    FullTimeEducationEnd,
    /// Whether the person is in education.
    InEducation,
    /// Whether the person is in training.
    InTraining,
    /// Whether a minor was at school as long as the law wants.
    SchoolingDuty,
    /// Whether the person resides in an aided area.
    AidedArea,
    /// Whether the job's sector or occupation has a gender gap.
    GenderGap,
    /// The days of unemployment, worked out from the facts of the status.
    Seniority,
}
