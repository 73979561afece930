//! How long data are kept, and from when on they may go.
//!
//! The terms are dated parameters, which an organisation sets for itself by its plan (piano di
//! conservazione, D.P.R. 445/2000, art. 68). Nothing here says that somebody goes: two people
//! decide that, with the authorisation of the Soprintendenza.

#[cfg(test)]
mod tests;

use chrono::Datelike;
use strum::{Display, EnumIter, EnumString, IntoStaticStr, VariantNames};

use crate::actor::OrganisationId;
use crate::event::{About, Fact};
use crate::kernel::{Changed, Day, Fault, unknown_code};
use crate::rulebook::{Chain, Confidence, Rulebook};

/// For how many months the record of accesses is kept.
const ACCESS_LOG: &str = "retention.access_log_months";
/// For how many at least, whatever an organisation sets.
const ACCESS_LOG_LEAST: &str = "retention.access_log_least_months";

/// What is kept for one and the same term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum RetentionClass {
    /// People who were followed: the term runs from the end of their last case.
    CaseFile,
    /// People who never were: the term runs from the last time that they were seen.
    PersonWithoutCase,
}

impl RetentionClass {
    /// The parameter that tells for how many years.
    pub const fn term(self) -> &'static str {
        match self {
            Self::CaseFile => "retention.case_file_years",
            Self::PersonWithoutCase => "retention.person_without_case_years",
        }
    }

    /// The last day of what is due by `day`: whatever happened later is kept still. Nothing where
    /// no term is set.
    pub fn last_day(self, book: &Rulebook, chain: &Chain, today: Day, day: Day) -> Option<Day> {
        day.subtract_months(self.months(book, chain, today)?).ok()
    }

    fn months(self, book: &Rulebook, chain: &Chain, today: Day) -> Option<u32> {
        let (years, _) = book.count(self.term(), chain, today)?;
        u32::try_from(years).ok()?.checked_mul(12)
    }
}

/// What the term runs from.
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
pub enum Trigger {
    /// The last that happened beside all that follows: an attempt, a note, a referral, a follow-up;
    /// or what the person said, or what was seen of her.
    Activity,
    /// The registration.
    Registered,
    /// The last time that the person was known by name at the desk.
    DeskContact,
    /// The last first interview, or what was decided of it.
    Intake,
    /// The end of the last case.
    CaseClosed,
}

/// Why somebody's data are kept.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
    VariantNames,
)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum Kept {
    /// The records are others than those that were listed: merged, parted or erased meanwhile.
    RecordChanged,
    /// The data are needed: a hold stands.
    Held,
    /// A case runs.
    RunningCase,
    /// Nothing is decided yet of a first interview.
    OpenIntake,
    /// Somebody opened the record in an emergency, and nobody has looked at that yet.
    EmergencyToReview,
    /// It is another class's term that runs.
    OtherClass,
    /// No term is set.
    NoTerm,
    /// The term is not over.
    NotDue,
}

/// What of a person's life with the service decides, under all records that were merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// When the person was registered; the last time, when that happened twice.
    pub registered_on: Day,
    /// How many cases run.
    pub running_cases: i64,
    /// When the last case ended.
    pub closed_on: Option<Day>,
    /// Of how many first interviews nothing is decided yet.
    pub open_intakes: i64,
    /// The day of the last one, or of what was decided of it.
    pub intake_on: Option<Day>,
    /// The last contact at the desk that names the person.
    pub contact_on: Option<Day>,
    /// When something was last done or learnt, beside all that.
    pub active_on: Option<Day>,
    /// How many emergency accesses nobody has looked at.
    pub unreviewed: i64,
    /// How many holds stand.
    pub holds: i64,
}

/// Whose term is over, or will be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// What the term runs from.
    pub trigger: Trigger,
    /// When that was.
    pub trigger_on: Day,
    /// The first day on which the data may go.
    pub due_on: Day,
}

impl Facts {
    /// Of somebody who was registered, and whom nobody has heard of since.
    pub const fn registered(registered_on: Day) -> Self {
        Self {
            registered_on,
            running_cases: 0,
            closed_on: None,
            open_intakes: 0,
            intake_on: None,
            contact_on: None,
            active_on: None,
            unreviewed: 0,
            holds: 0,
        }
    }

    /// The class whose term runs, and from what: the last that happened. When somebody was entered
    /// here who had a case says nothing of the case.
    pub fn runs_from(&self) -> (RetentionClass, Trigger, Day) {
        let (class, first) = if let Some(closed) = self.closed_on {
            (RetentionClass::CaseFile, (closed, Trigger::CaseClosed))
        } else {
            let first = (self.registered_on, Trigger::Registered);
            (RetentionClass::PersonWithoutCase, first)
        };
        let others = [
            (self.contact_on, Trigger::DeskContact),
            (self.intake_on, Trigger::Intake),
            (self.active_on, Trigger::Activity),
        ];
        let others = others
            .into_iter()
            .filter_map(|(day, trigger)| Some((day?, trigger)));
        let (day, trigger) = others.fold(first, std::cmp::Ord::max);
        (class, trigger, day)
    }

    /// From when on these data may go as those of this class, by the terms that hold today; or why
    /// they are kept.
    pub fn due(
        &self,
        class: RetentionClass,
        book: &Rulebook,
        chain: &Chain,
        today: Day,
    ) -> Result<Due, Kept> {
        if self.holds > 0 {
            return Err(Kept::Held);
        }
        if self.running_cases > 0 {
            return Err(Kept::RunningCase);
        }
        if self.open_intakes > 0 {
            return Err(Kept::OpenIntake);
        }
        if self.unreviewed > 0 {
            return Err(Kept::EmergencyToReview);
        }
        let (own, trigger, trigger_on) = self.runs_from();
        if own != class {
            return Err(Kept::OtherClass);
        }
        let months = class.months(book, chain, today).ok_or(Kept::NoTerm)?;
        // The last day of a term belongs to it (Codice civile, art. 2963).
        let last = trigger_on.add_months(months).map_err(|_| Kept::NoTerm)?;
        let due_on = last.add_days(1).map_err(|_| Kept::NoTerm)?;
        Ok(Due {
            trigger,
            trigger_on,
            due_on,
        })
    }
}

/// The first day whose accesses are kept today: the first of a month, so that the record is cut at
/// most once a month. Nothing where nobody has answered for a term: a value that is to be confirmed
/// removes no evidence.
pub fn accesses_kept_from(book: &Rulebook, chain: &Chain, today: Day) -> Option<Day> {
    let (months, set) = book.count(ACCESS_LOG, chain, today)?;
    if set.confidence != Confidence::Sure {
        return None;
    }
    let least = book.count(ACCESS_LOG_LEAST, chain, today);
    let months = months.max(least.map_or(0, |(least, _)| least));
    let day = today.subtract_months(u32::try_from(months).ok()?).ok()?;
    Day::new(day.date().with_day(1)?).ok()
}

/// Says that accesses left the record, so that the chain of facts vouches for what is missing.
pub fn accesses_removed(organisation: OrganisationId, before: Day, count: i64) -> Changed<()> {
    let fact = Fact::AccessesRemoved {
        before: before.to_string(),
        count,
    };
    Changed::new((), About::thing("organisation", organisation).says(fact))
}
