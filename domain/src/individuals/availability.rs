//! Section *availability*: which work somebody looks for, when, how far, and by which means.

use std::fmt;

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, VariantNames};

use super::classified::{LicenceCategory, Occupation, Sector, WeeklyHours};
use super::{Context, Section, SectionName};
use crate::kernel::{Day, Fault, Faults, as_text, unknown_code};

/// How much somebody wants to work; codes of the vocabulary `working-hours`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum WorkingHours {
    FullTime,
    PartTime,
    Any,
}

/// By what somebody gets to work; codes of the vocabulary `vehicles`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum Vehicle {
    None,
    Bicycle,
    Moped,
    Car,
    Van,
}

/// Hours that somebody wants to work in a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursWanted {
    /// How much.
    #[serde(with = "as_text")]
    pub working_hours: WorkingHours,
    /// No less than this.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub least: Option<WeeklyHours>,
    /// No more than this.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub most: Option<WeeklyHours>,
}

/// How far somebody goes to work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Travel {
    /// Kilometres at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kilometres: Option<u16>,
    /// Minutes at most, one way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u16>,
    /// Whether public transport has to lead there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_public_transport: Option<bool>,
}

/// A driving licence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Licence {
    /// Its category.
    #[serde(with = "as_text")]
    pub category: LicenceCategory,
    /// Its last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_on: Option<Day>,
}

/// Which work somebody looks for. What is left out, nobody asked.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Availability {
    /// From this day on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Day>,
    /// Sectors, the best first.
    #[serde(default)]
    pub sectors: Vec<Sector>,
    /// Occupations, the best first.
    #[serde(default)]
    pub occupations: Vec<Occupation>,
    /// Hours in a week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<HoursWanted>,
    /// Whether in shifts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shifts: Option<bool>,
    /// Whether at night.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nights: Option<bool>,
    /// Whether on Saturdays and Sundays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekends: Option<bool>,
    /// How far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub travel: Option<Travel>,
    /// By what the person gets there.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub vehicle: Option<Vehicle>,
    /// Driving licences.
    #[serde(default)]
    pub licences: Vec<Licence>,
}

impl Availability {
    /// How many sectors, occupations or licences somebody may name.
    pub const MOST: usize = 20;

    /// The end of the driving licence that is to be renewed next; of one that is over only where
    /// none holds any more, of several the last.
    pub fn licence_to_renew(&self, today: Day) -> Option<Day> {
        let ends = || {
            self.licences
                .iter()
                .filter_map(|licence| licence.expires_on)
        };
        let next = ends().filter(|end| today <= *end).min();
        let holds = self
            .licences
            .iter()
            .any(|licence| licence.expires_on.is_none());
        next.or_else(|| ends().max().filter(|_| !holds))
    }
}

impl Section for Availability {
    const NAME: SectionName = SectionName::Availability;

    fn check(&self, context: &Context<'_>, faults: &mut Faults) {
        for (at, count) in [
            ("/sectors", self.sectors.len()),
            ("/occupations", self.occupations.len()),
            ("/licences", self.licences.len()),
        ] {
            if count > Self::MOST {
                faults.tell(at, "too_many");
            }
        }
        if let Some(hours) = self.hours
            && let (Some(least), Some(most)) = (hours.least, hours.most)
            && least > most
        {
            faults.tell("/hours/least", "more_than_the_most");
        }
        let born = self.birth_date(context);
        for (at, licence) in self.licences.iter().enumerate() {
            let others = &self.licences[..at];
            if others
                .iter()
                .any(|other| other.category == licence.category)
            {
                faults.tell(format!("/licences/{at}/category"), "duplicate_member");
            }
            if let (Some(expires), Some(born)) = (licence.expires_on, born)
                && expires < born
            {
                faults.tell(format!("/licences/{at}/expires_on"), "before_birth");
            }
        }
    }
}

/// What somebody looks for leads to the person: it never shows up in a debug print.
impl fmt::Debug for Availability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Availability(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::codes;

    #[test]
    fn the_codes_are_those_of_the_vocabularies() {
        assert_eq!(WorkingHours::VARIANTS, codes("working-hours"));
        assert_eq!(Vehicle::VARIANTS, codes("vehicles"));
    }
}
