//! A number of the law, with its dates.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use strum::{Display, EnumString, IntoStaticStr, VariantNames};
use uuid::Uuid;

use super::{Scope, Unresolved, shipped_under};
use crate::kernel::{Fault, unknown_code};
use crate::vocabulary::Cells;

/// Whether somebody has read the source and found the value there.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr, VariantNames,
)]
#[strum(serialize_all = "snake_case", parse_err_fn = unknown_code, parse_err_ty = Fault)]
pub enum Confidence {
    /// The value stands in the source.
    Sure,
    /// The value is taken from practice or from the press: it may warn, never refuse.
    Check,
}

/// What a value counts. The unit decides how the value is read.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr, VariantNames,
)]
#[strum(serialize_all = "snake_case", parse_err_fn = unknown_code, parse_err_ty = Fault)]
#[expect(missing_docs, reason = "each unit is its own name")]
pub enum Unit {
    Minutes,
    Hours,
    HoursPerWeek,
    Days,
    Weeks,
    Months,
    Years,
    Attempts,
    Persons,
    Employees,
    Trainees,
    Units,
    Times,
    Eur,
    EurPerDay,
    EurPerMonth,
    EurPerYear,
    EurPerWorker,
    Percent,
    PerMille,
    Date,
    MonthDay,
    Code,
}

/// A value, exact: amounts in cents, shares as written, never a floating-point number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A whole number of the unit.
    Count(i64),
    /// An amount, in cents.
    Cents(i64),
    /// A share: so many of so many, as in 7 of 100.
    Share {
        /// The part.
        of: i64,
        /// The whole: 100 or 1000.
        whole: i64,
    },
    /// A day.
    Date(NaiveDate),
    /// A day of every year.
    MonthDay {
        /// 1 to 12.
        month: u32,
        /// 1 to 31.
        day: u32,
    },
    /// One of a few words that a rule knows.
    Code(Cow<'static, str>),
}

/// A value of a key in a scope, with the days on which it holds (both included) and its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// What it is, such as `case.no_contact_days`.
    pub key: Cow<'static, str>,
    /// Where it holds.
    pub scope: Scope,
    /// The first day; `None` means since always.
    pub valid_from: Option<NaiveDate>,
    /// The last day; `None` means still.
    pub valid_to: Option<NaiveDate>,
    /// The value.
    pub value: Value,
    /// What the value counts.
    pub unit: Unit,
    /// Where the value was found.
    pub source: Cow<'static, str>,
    /// How far the source was checked.
    pub confidence: Confidence,
}

impl fmt::Display for Value {
    /// As the law writes it: `8500.00`, `7/100`, `2026-04-01`, `06-24`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => count.fmt(f),
            Self::Cents(cents) => crate::kernel::Cents::new(*cents).fmt(f),
            Self::Share { of, whole } => write!(f, "{of}/{whole}"),
            Self::Date(day) => day.fmt(f),
            Self::MonthDay { month, day } => write!(f, "{month:02}-{day:02}"),
            Self::Code(code) => code.fmt(f),
        }
    }
}

impl Value {
    /// Reads a value of that unit.
    pub fn parse(unit: Unit, text: &str) -> Result<Self, Fault> {
        let fault = || Fault::new("invalid_value").with("unit", unit);
        match unit {
            Unit::Eur
            | Unit::EurPerDay
            | Unit::EurPerMonth
            | Unit::EurPerYear
            | Unit::EurPerWorker => cents(text).map(Self::Cents),
            Unit::Percent => count(text).map(|of| Self::Share { of, whole: 100 }),
            Unit::PerMille => count(text).map(|of| Self::Share { of, whole: 1000 }),
            Unit::Date => text.parse().ok().map(Self::Date),
            Unit::MonthDay => month_day(text),
            Unit::Code => Some(Self::Code(text.to_owned().into())).filter(|_| !text.is_empty()),
            Unit::Minutes
            | Unit::Hours
            | Unit::HoursPerWeek
            | Unit::Days
            | Unit::Weeks
            | Unit::Months
            | Unit::Years
            | Unit::Attempts
            | Unit::Persons
            | Unit::Employees
            | Unit::Trainees
            | Unit::Units
            | Unit::Times => count(text).map(Self::Count),
        }
        .ok_or_else(fault)
    }
}

/// A whole number without sign.
fn count(text: &str) -> Option<i64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}

/// An amount with no decimals or with two of them.
fn cents(text: &str) -> Option<i64> {
    let (euros, rest) = text.split_once('.').unwrap_or((text, "00"));
    let rest = Some(rest).filter(|rest| rest.len() == 2).and_then(count)?;
    count(euros)?.checked_mul(100)?.checked_add(rest)
}

/// A day as `MM-DD`; 29 February counts, since some years have it.
fn month_day(text: &str) -> Option<Value> {
    let date: NaiveDate = format!("2000-{text}")
        .parse()
        .ok()
        .filter(|_| text.len() == 5)?;
    Some(Value::MonthDay {
        month: date.month(),
        day: date.day(),
    })
}

impl Parameter {
    /// Reads a line of the shipped file.
    pub(super) fn parse(line: &'static str) -> Result<Self, Fault> {
        let mut cells = Cells::of(line);
        let mut next = || cells.next().unwrap_or_default();
        let (key, scope) = (next(), next().parse()?);
        let (valid_from, valid_to) = (next().parse().ok(), next().parse().ok());
        let (value, unit) = (next(), Unit::from_str(next())?);
        Ok(Self {
            key: key.into(),
            scope,
            valid_from,
            valid_to,
            value: Value::parse(unit, value)?,
            unit,
            source: next().into(),
            confidence: next().parse()?,
        })
    }

    /// An organisation's own value of a shipped key, in the unit of that key. It holds since
    /// always and still until [`Parameter::between`] says otherwise.
    pub fn own(
        key: &str,
        organisation: Uuid,
        value: &str,
        source: &str,
        confidence: Confidence,
    ) -> Result<Self, Fault> {
        let shipped = shipped_under(key)
            .first()
            .ok_or_else(|| Fault::new("unknown_parameter"))?;
        Ok(Self {
            key: shipped.key.clone(),
            scope: Scope::Organisation(organisation),
            valid_from: None,
            valid_to: None,
            value: Value::parse(shipped.unit, value)?,
            unit: shipped.unit,
            source: source.to_owned().into(),
            confidence,
        })
    }

    /// The same parameter with other first and last days; the last is not before the first.
    pub fn between(
        self,
        valid_from: Option<NaiveDate>,
        valid_to: Option<NaiveDate>,
    ) -> Result<Self, Fault> {
        if valid_from.zip(valid_to).is_some_and(|(from, to)| to < from) {
            return Err(Fault::new("end_before_start"));
        }
        Ok(Self {
            valid_from,
            valid_to,
            ..self
        })
    }

    /// The value as [`Parameter::own`] reads it.
    pub fn value_text(&self) -> String {
        match &self.value {
            Value::Share { of, .. } => of.to_string(),
            other => other.to_string(),
        }
    }

    /// Whether the value holds on that day.
    pub fn is_valid_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }

    /// Whether both would answer the same question on some day.
    pub(super) fn clashes_with(&self, other: &Self) -> bool {
        let starts_before_end = |from: Option<NaiveDate>, to: Option<NaiveDate>| {
            from.zip(to).is_none_or(|(from, to)| from <= to)
        };
        self.key == other.key
            && self.scope == other.scope
            && starts_before_end(self.valid_from, other.valid_to)
            && starts_before_end(other.valid_from, self.valid_to)
    }

    /// The value as a whole number of its unit.
    pub fn count(&self) -> Result<i64, Unresolved> {
        match self.value {
            Value::Count(count) => Ok(count),
            _ => Err(self.wrong_kind()),
        }
    }

    /// The value as an amount in cents.
    pub fn cents(&self) -> Result<i64, Unresolved> {
        match self.value {
            Value::Cents(cents) => Ok(cents),
            _ => Err(self.wrong_kind()),
        }
    }

    /// The value as a share: the part and the whole.
    pub fn share(&self) -> Result<(i64, i64), Unresolved> {
        match self.value {
            Value::Share { of, whole } => Ok((of, whole)),
            _ => Err(self.wrong_kind()),
        }
    }

    /// The value as a day.
    pub fn date(&self) -> Result<NaiveDate, Unresolved> {
        match self.value {
            Value::Date(date) => Ok(date),
            _ => Err(self.wrong_kind()),
        }
    }

    fn wrong_kind(&self) -> Unresolved {
        Unresolved::WrongKind(self.key.clone().into_owned())
    }
}
