//! What is known of somebody, as typed facts.

use std::fmt;

use strum::{Display, EnumIter, EnumString, VariantNames};

use crate::cases::WorkKind;
use crate::individuals::EvidenceSource;
use crate::kernel::{Cents, Day, Fault, Period, Sex, fold, unknown_code};

/// Tells employers apart.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum EmployerKey {
    /// A tax code, or any key of the caller's own: nobody else has it.
    Code(String),
    /// A name, of an employer whose code nobody told.
    Name(String),
}

impl EmployerKey {
    /// The employer with that code.
    pub fn code(code: &str) -> Self {
        Self::Code(code.to_owned())
    }

    /// The employer with that name, however it is written; none where nothing of it can be read.
    pub fn name(name: &str) -> Option<Self> {
        let name = fold(name);
        (!name.is_empty()).then_some(Self::Name(name))
    }

    /// Whether it is the same employer; `None` where only one of them has a code, because under
    /// another name the code may be the same.
    pub(super) fn is(&self, other: &Self) -> Option<bool> {
        match (self, other) {
            (Self::Code(one), Self::Code(other)) | (Self::Name(one), Self::Name(other)) => {
                Some(one == other)
            }
            (Self::Code(_), Self::Name(_)) | (Self::Name(_), Self::Code(_)) => None,
        }
    }
}

/// An employer may be a person: it never shows up in a debug print.
impl fmt::Debug for EmployerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmployerKey(***)")
    }
}

/// Everything that the status and the target groups follow from.
///
/// `None` means that nobody knows; an empty list, that there is none.
#[derive(Clone, PartialEq)]
pub struct EmploymentFacts {
    /// The day on which the question is asked.
    pub reference: Day,
    /// The day of birth.
    pub birth_date: Option<Day>,
    /// The sex that the document states.
    pub sex: Option<Sex>,
    /// Declarations of immediate availability for work (DID).
    pub declarations: Option<Vec<Declaration>>,
    /// What ended the status by itself.
    pub losses: Vec<Loss>,
    /// Income support after a lost job.
    pub support: Option<Vec<Support>>,
    /// Permits of residence; an empty list where none is needed.
    pub permits: Option<Vec<Permit>>,
    /// Whether the person may be a citizen who needs none: nobody knows of which State.
    pub may_need_no_permit: bool,
    /// Work and what resembles it.
    pub work: Option<WorkHistory>,
    /// School, degrees and training.
    pub schooling: Schooling,
    /// Whether the person resides in an area aided by the structural funds.
    pub resides_in_aided_area: Option<bool>,
    /// Which sex is the rarer one in the sector or occupation of the job in question.
    pub gender_gap: Option<GenderGap>,
}

impl fmt::Debug for EmploymentFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmploymentFacts")
            .field("reference", &self.reference)
            .field("person", &"***")
            .finish_non_exhaustive()
    }
}

impl EmploymentFacts {
    /// Nothing but the day of the question.
    pub const fn on(reference: Day) -> Self {
        Self {
            reference,
            birth_date: None,
            sex: None,
            declarations: None,
            losses: Vec::new(),
            support: None,
            permits: Some(Vec::new()),
            may_need_no_permit: false,
            work: None,
            schooling: Schooling::UNKNOWN,
            resides_in_aided_area: None,
            gender_gap: None,
        }
    }
}

impl EmploymentFacts {
    /// The declarations in the order of their days, each day's once.
    pub(super) fn declarations_in_order(&self) -> Vec<Declaration> {
        let mut all: Vec<Declaration> = self.declarations.iter().flatten().copied().collect();
        all.sort_by_key(|declaration| (declaration.on, declaration.source));
        all.dedup_by_key(|declaration| declaration.on);
        all
    }

    /// The day of birth, or the latest one that the days of the other facts leave.
    pub(super) fn born_by(&self) -> Option<Day> {
        let declared = self.declarations.iter().flatten().map(|did| did.on);
        let lost = self.losses.iter().map(|loss| loss.on);
        let worked = self.work.iter().flat_map(|work| &work.periods);
        let worked = worked.map(|work| work.period.from());
        let told = declared.chain(lost).chain(worked);
        let told = told.chain(self.schooling.full_time_ended_on);
        self.birth_date.or_else(|| told.min())
    }
}

/// A declaration of immediate availability. A claim for NASpI or DIS-COLL is one (D.Lgs. 150/2015,
/// art. 21 c. 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Declaration {
    /// The day on which it was given.
    pub on: Day,
    /// Where this is known from.
    pub source: Option<EvidenceSource>,
}

/// NASpI or DIS-COLL that was granted: somebody claimed it, and so declared availability.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Support {
    /// Its first day. The claim was made before it, on a day that it does not tell.
    pub from: Day,
    /// Its last day; `None` where nobody knows.
    pub to: Option<Day>,
    /// Where this is known from.
    pub source: Option<EvidenceSource>,
}

/// What ends the status, whatever else happens.
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
pub enum LossCause {
    /// The person took the declaration back.
    Revocation,
    /// The employment centre decided it, for unjustified no-shows or the refusal of a suitable
    /// offer (art. 21 c. 7).
    Conditionality,
    /// The person draws a pension.
    Pension,
    /// The person died.
    Death,
    /// The employment centre certified it, for whatever other reason.
    Certified,
}

/// The end of the status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loss {
    /// Why.
    pub cause: LossCause,
    /// The first day without the status.
    pub on: Day,
    /// Where this is known from.
    pub source: Option<EvidenceSource>,
}

/// A permit of residence, or a citizenship that takes its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permit {
    /// Its first day; `None` means before everything else.
    pub valid_from: Option<Day>,
    /// Its last day; `None` means that it has none.
    pub expires_on: Option<Day>,
    /// What became of it; `None` means that nobody knows.
    pub renewal: Option<Renewal>,
    /// Whether it is for employed work that is not seasonal: then whoever loses the job stays
    /// registered beyond it (D.Lgs. 286/1998, art. 22 c. 11). `None` means that nobody knows.
    pub for_employment: Option<bool>,
    /// Where this is known from.
    pub source: Option<EvidenceSource>,
}

/// Whether a renewal was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renewal {
    /// It was.
    Requested {
        /// On this day.
        on: Day,
    },
    /// It was not.
    NotRequested {
        /// As far as was known on this day.
        seen_on: Day,
    },
}

/// The work of a life, or of the part of it that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkHistory {
    /// Nothing is missing from this day on; `None` means that nothing is missing at all.
    pub complete_since: Option<Day>,
    /// Work and what resembles it, in any order.
    pub periods: Vec<WorkPeriod>,
}

/// One contract, or one activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkPeriod {
    /// Its kind.
    pub kind: WorkKind,
    /// From the first day to the last; the last is a planned one while it is still to come.
    pub period: Period,
    /// The day on which the last one was seen as a planned one; `None` where it is certain.
    pub end_seen_on: Option<Day>,
    /// With whom.
    pub employer: Option<EmployerKey>,
    /// The gross income of a year that was expected, in the order of their days. What the first
    /// one does not reach back to is unknown.
    pub forecasts: Vec<Forecast>,
    /// The day of the letter of dismissal, where there was one.
    pub dismissal_notice_on: Option<Day>,
    /// Where this is known from.
    pub source: Option<EvidenceSource>,
}

impl WorkPeriod {
    /// The planned end that has passed by `day` and of which nobody knows whether it came: whoever
    /// saw it last saw it on that day at the latest.
    pub(super) fn unsure_end(&self, day: Day) -> Option<Day> {
        let (end, seen_on) = self.period.to().zip(self.end_seen_on)?;
        (seen_on <= end && end < day).then_some(end)
    }
}

/// An expected income.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Forecast {
    /// Expected from this day on.
    pub from: Day,
    /// Gross, in a year.
    pub yearly: Cents,
}

/// School, degrees and training.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schooling {
    /// The highest level reached, by ISCED 2011: 0 to 8.
    pub isced_level: Option<u8>,
    /// When full-time education ended.
    pub full_time_ended_on: Option<Day>,
    /// Whether the person is in education on the reference date.
    pub in_education: Option<bool>,
    /// Whether the person is in training on the reference date.
    pub in_training: Option<bool>,
    /// Whether the person was at school as long as the law wants.
    pub duty: Option<SchoolingDuty>,
}

/// Whether ten years of school are done: before that no minor is admitted to work (L. 977/1967,
/// art. 3; L. 296/2006, art. 1 c. 622).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SchoolingDuty {
    /// Whether they are.
    pub fulfilled: bool,
    /// The day on which this was seen.
    pub seen_on: Day,
    /// Where this is known from.
    pub source: Option<EvidenceSource>,
}

impl SchoolingDuty {
    /// Whether they were done on that day. What is done stays done, and what is not was not before;
    /// of the other days nobody knows.
    pub(super) fn on(self, day: Day) -> Option<bool> {
        let is_told = if self.fulfilled {
            self.seen_on <= day
        } else {
            day <= self.seen_on
        };
        is_told.then_some(self.fulfilled)
    }
}

impl Schooling {
    /// Nothing is known.
    pub const UNKNOWN: Self = Self {
        isced_level: None,
        full_time_ended_on: None,
        in_education: None,
        in_training: None,
        duty: None,
    };
}

/// Whether the gap between men and women in a sector or occupation passes the national mean by a
/// quarter, and whom it keeps out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum GenderGap {
    /// It does not.
    None,
    /// It does, and women are the rarer ones.
    Women,
    /// It does, and men are the rarer ones.
    Men,
}

impl GenderGap {
    /// Whether somebody of this sex is one of the rarer.
    pub(super) const fn favours(self, sex: Sex) -> bool {
        matches!(
            (self, sex),
            (Self::Women, Sex::Female) | (Self::Men, Sex::Male)
        )
    }
}
