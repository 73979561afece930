//! The numbers of the law on a day.

use super::known::Missing;
use crate::cases::WorkKind;
use crate::kernel::{Cents, Day, LeapBirthday};
use crate::rulebook::{Chain, Parameter, Rulebook, Value};

/// The rulebook, where the person is.
#[derive(Clone, Copy)]
pub(super) struct Law<'a> {
    pub(super) book: &'a Rulebook,
    pub(super) chain: &'a Chain,
}

/// A number with the parameter it comes from.
pub(super) type Numbered<'a, T> = Result<(T, &'a Parameter), Missing>;

/// Whose income limit holds for a work, and what passing it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nature {
    /// Employed: suspends.
    Employee,
    /// Coordinated collaboration: the limit of employees, but nothing to suspend.
    Collaboration,
    /// Self-employed: loses at once.
    SelfEmployed,
    /// No employment at all.
    NotEmployment,
    /// The kind does not tell.
    Unclear,
}

impl<'a> Law<'a> {
    fn parameter(self, key: &'static str, on: Day) -> Result<&'a Parameter, Missing> {
        let found = self.book.resolve(key, self.chain, on.date());
        found.map_err(|_| Missing::number(key, on))
    }

    /// A number of days, months, years, levels.
    pub(super) fn count(self, key: &'static str, on: Day) -> Numbered<'a, u32> {
        let parameter = self.parameter(key, on)?;
        let count = parameter.count().ok().and_then(|n| u32::try_from(n).ok());
        count
            .map(|count| (count, parameter))
            .ok_or(Missing::number(key, on))
    }

    /// A day.
    pub(super) fn date(self, key: &'static str, on: Day) -> Numbered<'a, chrono::NaiveDate> {
        let parameter = self.parameter(key, on)?;
        let date = parameter.date().map_err(|_| Missing::number(key, on));
        date.map(|date| (date, parameter))
    }

    /// A word.
    pub(super) fn word(self, key: &'static str, on: Day) -> Numbered<'a, &'a str> {
        let parameter = self.parameter(key, on)?;
        match &parameter.value {
            Value::Code(word) => Ok((word, parameter)),
            _ => Err(Missing::number(key, on)),
        }
    }

    /// The yearly income that a work of this nature may bring; none for what is not employment.
    pub(super) fn limit(self, nature: Nature, on: Day) -> Option<Numbered<'a, Cents>> {
        let key = match nature {
            Nature::Employee | Nature::Collaboration => "unemployment.income_limit_employee",
            Nature::SelfEmployed => "unemployment.income_limit_selfemployed",
            Nature::NotEmployment | Nature::Unclear => return None,
        };
        let amount = self.parameter(key, on).and_then(|parameter| {
            let cents = parameter.cents().map_err(|_| Missing::number(key, on))?;
            Ok((Cents::new(cents), parameter))
        });
        Some(amount)
    }

    /// When somebody born on 29 February grows older.
    pub(super) fn leap_birthday(self, on: Day) -> LeapBirthday {
        self.book.leap_birthday(self.chain, on)
    }

    /// What a kind of work is to the law. Projects of public utility are employment where and
    /// since their calls have the worker hired.
    pub(super) fn nature(self, kind: WorkKind, on: Day) -> (Nature, Option<&'a Parameter>) {
        let nature = match kind {
            WorkKind::EmployeeOpen
            | WorkKind::EmployeeFixed
            | WorkKind::Apprenticeship
            | WorkKind::Agency
            | WorkKind::Intermittent => Nature::Employee,
            WorkKind::Cococo => Nature::Collaboration,
            WorkKind::SelfEmployed => Nature::SelfEmployed,
            // D.L. 50/2017, art. 54-bis c. 4: what it pays does not touch the status.
            WorkKind::Occasional
            | WorkKind::Traineeship
            | WorkKind::Cantiere
            | WorkKind::Puc
            | WorkKind::Lsu
            | WorkKind::CivilService => Nature::NotEmployment,
            WorkKind::Ppu => match self.word("ppu.is_employment", on) {
                Ok(("yes", parameter)) => return (Nature::Employee, Some(parameter)),
                Ok((_, parameter)) => return (Nature::NotEmployment, Some(parameter)),
                Err(_) => Nature::Unclear,
            },
            WorkKind::Other => Nature::Unclear,
        };
        (nature, None)
    }
}
