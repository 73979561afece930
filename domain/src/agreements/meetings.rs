//! The days on which both meet over it: to sign, and to look at how it goes.

use super::steps::day_of_step;
use super::{LATE_REVIEW, REVIEW_DAYS};
use crate::kernel::{Day, Faults, Refusal};
use crate::rulebook::{Finding, Moment};

/// That both met, as somebody writes it down.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Met {
    /// On which day; today when nobody says.
    pub on: Option<Day>,
    /// When both look at it next; as practice has it when nobody says.
    pub next_review_on: Option<Day>,
    /// Rules whose warning is acknowledged.
    pub acknowledged: Vec<String>,
}

/// The same, judged.
pub(super) struct Meeting {
    /// On which day.
    pub on: Day,
    /// When both look at it next.
    pub next: Day,
    /// Rules whose warning stood against it and was acknowledged.
    pub acknowledged: Vec<String>,
}

impl Met {
    /// The day, from the last step on, and the next one, behind whenever both looked at it:
    /// everything that does not fit is told at once, with what was found before.
    pub(super) fn judged(
        self,
        (last, looked_at): (Option<Day>, Option<Day>),
        moment: &Moment<'_>,
        mut faults: Faults,
    ) -> Result<Meeting, Refusal> {
        let on = day_of_step(self.on, last, moment.today, &mut faults);
        let usual = moment.after(REVIEW_DAYS, on);
        let next = self.next_review_on.or(usual);
        match next {
            None => faults.tell("/next_review_on", "missing_member"),
            Some(next) if Some(next) <= looked_at.max(Some(on)) => {
                faults.tell("/next_review_on", "not_in_order");
            }
            Some(_) => {}
        }
        let next = faults.unless_any(next)?;
        let found = late(on, next, moment);
        let acknowledged = Refusal::unless_acknowledged(found, &self.acknowledged)?;
        Ok(Meeting {
            on,
            next,
            acknowledged,
        })
    }
}

/// A later day than practice has it asks for somebody who acknowledges it.
fn late(on: Day, next: Day, moment: &Moment<'_>) -> Vec<Finding> {
    let latest = moment.after(REVIEW_DAYS, on);
    let latest = latest.filter(|latest| *latest < next);
    let parameter = moment.book.count(REVIEW_DAYS, moment.chain, on);
    let found = latest.zip(parameter).map(|(latest, (days, parameter))| {
        let finding = LATE_REVIEW.finding(&[parameter]);
        finding.with("latest", latest).with("days", days)
    });
    found.into_iter().collect()
}
