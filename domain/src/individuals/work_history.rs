//! Section *work history*: work and what resembles it, each with a source of its own.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::classified::{ContractType, Employer, EndReason, Occupation, Sector, WeeklyHours};
use super::contradiction::{self, Item};
use super::{Context, Section, SectionName, Sourced, rules};
use crate::cases::WorkKind;
use crate::kernel::{Cents, Day, Faults, as_text};
use crate::rulebook::Finding;

/// A contract or an activity.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// Its kind.
    #[serde(with = "as_text")]
    pub kind: WorkKind,
    /// With whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employer: Option<Employer>,
    /// What the person does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occupation: Option<Occupation>,
    /// What the employer does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<Sector>,
    /// The first day.
    pub from: Day,
    /// The last day, once it is past.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Day>,
    /// The last day that was agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned_to: Option<Day>,
    /// Hours in a week.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub weekly_hours: Option<WeeklyHours>,
    /// Hours in a week of a full-time contract of the same kind.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub full_time_hours: Option<WeeklyHours>,
    /// The type of the contract, by mandatory notifications.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub contract_type: Option<ContractType>,
    /// The gross income of a year that was expected, in the order of the days.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forecasts: Vec<IncomeForecast>,
    /// The day of the letter of dismissal, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dismissal_notice_on: Option<Day>,
    /// Why it ended.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub end_reason: Option<EndReason>,
}

/// An expected income.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncomeForecast {
    /// Expected from this day on.
    pub from: Day,
    /// Gross, in a year.
    pub yearly: Cents,
}

/// Work and what resembles it.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Jobs {
    /// Nothing is missing from this day on; none when nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complete_since: Option<Day>,
    /// Contracts and activities, in any order.
    pub items: Vec<Sourced<Job>>,
}

impl Job {
    /// How often an expected income may change.
    pub const MOST_FORECASTS: usize = 20;

    /// The last day, or else the one that was agreed.
    pub fn ends_on(&self) -> Option<Day> {
        self.to.or(self.planned_to)
    }

    fn check(&self, born: Option<Day>, today: Day, faults: &mut Faults) {
        if born.is_some_and(|born| self.from < born) {
            faults.tell("/from", "before_birth");
        }
        if self.to.is_some_and(|to| to > today) {
            faults.tell("/to", "in_the_future");
        }
        for (at, end) in [("/to", self.to), ("/planned_to", self.planned_to)] {
            if end.is_some_and(|end| end < self.from) {
                faults.tell(at, "ends_before_it_begins");
            }
        }
        if self.end_reason.is_some() && self.to.is_none() {
            faults.tell("/end_reason", "reason_without_end");
        }
        if let (Some(hours), Some(full)) = (self.weekly_hours, self.full_time_hours)
            && hours > full
        {
            faults.tell("/weekly_hours", "more_than_full_time");
        }
        if self.dismissal_notice_on.is_some_and(|on| on > today) {
            faults.tell("/dismissal_notice_on", "in_the_future");
        }
        self.check_forecasts(faults);
    }

    fn check_forecasts(&self, faults: &mut Faults) {
        if self.forecasts.len() > Self::MOST_FORECASTS {
            faults.tell("/forecasts", "too_many");
        }
        let mut last = None;
        for (at, forecast) in self.forecasts.iter().enumerate() {
            if last.is_some_and(|last| forecast.from <= last) {
                faults.tell(format!("/forecasts/{at}/from"), "not_in_order");
            }
            if forecast.yearly < Cents::ZERO {
                faults.tell(
                    format!("/forecasts/{at}/yearly/amount"),
                    "amount_out_of_range",
                );
            }
            last = Some(forecast.from);
        }
    }
}

impl Jobs {
    /// How many contracts and activities a person may have.
    pub const MOST: usize = 100;
}

impl Section for Jobs {
    const NAME: SectionName = SectionName::WorkHistory;
    const LASTING_ITEMS: bool = true;

    fn check(&self, context: &Context<'_>, faults: &mut Faults) {
        let (born, today) = (self.birth_date(context), context.today);
        if self.items.len() > Self::MOST {
            faults.tell("/items", "too_many");
        }
        if self.complete_since.is_some_and(|since| since > today) {
            faults.tell("/complete_since", "in_the_future");
        }
        faults.each_once("/items", &self.items);
        super::items::each(
            "/items",
            &self.items,
            (born, today),
            faults,
            |job, faults| {
                job.check(born, today, faults);
            },
        );
    }

    fn findings(&self, _: &Context<'_>) -> Vec<Finding> {
        let jobs = self.items.iter().map(|job| &job.item);
        jobs.filter_map(|job| rules::contract_type(job.contract_type?, job.from))
            .collect()
    }

    /// A job is known again by its kind and its first day.
    fn items(&self) -> Vec<Item> {
        let key = |job: &Job| format!("{}:{}", job.kind, job.from);
        contradiction::items("/items", &self.items, key)
    }
}

/// Where somebody works leads to the person: it never shows up in a debug print.
impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Job(***)")
    }
}

/// Where somebody works leads to the person: it never shows up in a debug print.
impl fmt::Debug for Jobs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Jobs(***)")
    }
}
