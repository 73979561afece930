//! Section *residence permit*: on what ground somebody who is no citizen of the Union lives in
//! Italy. What follows from it on a day is in [`state`].

pub mod state;
#[cfg(test)]
mod tests;

use std::fmt;

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, VariantNames};

use super::contradiction::{self, Item};
use super::section::{at_most, in_order};
use super::{Context, Section, SectionName, Sourced};
use crate::kernel::{Day, Fault, Faults, Text, as_text, unknown_code};

pub use state::{PermitState, Standing};

/// What was issued; codes of the vocabulary `permit-kinds`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum PermitKind {
    ResidencePermit,
    SinglePermit,
    EuBlueCard,
    IctPermit,
    EuLongTerm,
    FamilyMemberCard,
    WithdrawalCard,
    Visa,
}

/// Why the person may stay; codes of the vocabulary `permit-reasons`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum PermitReason {
    EmployedWork,
    SeasonalWork,
    SelfEmployedWork,
    HighlyQualifiedWork,
    AwaitingEmployment,
    JobSearch,
    Family,
    Study,
    Traineeship,
    Research,
    AsylumRequest,
    Asylum,
    SubsidiaryProtection,
    SpecialProtection,
    TemporaryProtection,
    MinorAge,
    FosterCare,
    ElectiveResidence,
    Religious,
    Other,
}

impl PermitReason {
    /// Whether a permit for this reason is one for employed work, the seasonal one excepted: whoever
    /// has it and loses the job stays registered for a time of its own (D.Lgs. 286/1998, art. 22
    /// c. 11, and for highly qualified work art. 27-quater c. 18). `None` where the reason does not
    /// tell.
    pub const fn is_for_employment(self) -> Option<bool> {
        match self {
            Self::EmployedWork | Self::HighlyQualifiedWork => Some(true),
            Self::Other => None,
            Self::SeasonalWork
            | Self::SelfEmployedWork
            | Self::AwaitingEmployment
            | Self::JobSearch
            | Self::Family
            | Self::Study
            | Self::Traineeship
            | Self::Research
            | Self::AsylumRequest
            | Self::Asylum
            | Self::SubsidiaryProtection
            | Self::SpecialProtection
            | Self::TemporaryProtection
            | Self::MinorAge
            | Self::FosterCare
            | Self::ElectiveResidence
            | Self::Religious => Some(false),
        }
    }
}

/// A request that is under way: for the renewal of a permit that was issued, for the first issue
/// of one that was not.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermitRequest {
    /// On which day it was made.
    pub requested_on: Day,
    /// What the receipt says.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub receipt_number: Option<Text<40>>,
}

/// A permit, issued or asked for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permit {
    /// What it is.
    #[serde(with = "as_text")]
    pub kind: PermitKind,
    /// Why the person may stay; none when the document does not say.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub reason: Option<PermitReason>,
    /// Its number.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub number: Option<Text<40>>,
    /// The day of issue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<Day>,
    /// The last day on which it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_on: Option<Day>,
    /// Whether it holds without end.
    #[serde(default)]
    pub unlimited: bool,
    /// What is under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<PermitRequest>,
}

/// The permits of a person, past ones included.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ResidencePermits {
    /// Each of them, the latest first.
    pub items: Vec<Sourced<Permit>>,
}

impl Permit {
    /// Whether it was issued, and not only asked for.
    pub const fn is_issued(&self) -> bool {
        self.unlimited || self.expires_on.is_some()
    }

    fn check(&self, context: &Context<'_>, faults: &mut Faults) {
        context.lived("/issued_on", self.issued_on, faults);
        context.born_by("/expires_on", self.expires_on, faults);
        in_order("/expires_on", (self.issued_on, self.expires_on), faults);
        if self.unlimited && self.expires_on.is_some() {
            faults.tell("/unlimited", "one_of_both");
        }
        if !self.is_issued() && (self.request.is_none() || self.issued_on.is_some()) {
            faults.tell("/expires_on", "missing_member");
        }
        if let Some(request) = &self.request {
            let at = "/request/requested_on";
            context.lived(at, Some(request.requested_on), faults);
            if self.issued_on.is_some_and(|on| request.requested_on < on) {
                faults.tell(at, "before_the_issue");
            }
        }
    }
}

impl ResidencePermits {
    /// How many permits a person may have had.
    pub const MOST: usize = 30;
}

impl Section for ResidencePermits {
    const NAME: SectionName = SectionName::ResidencePermit;
    const LASTING_ITEMS: bool = true;

    /// A permit that was issued ends one day or never; one that was not was asked for.
    fn check(&self, context: &Context<'_>, faults: &mut Faults) {
        at_most(Self::MOST, "/items", &self.items, faults);
        for (at, sourced) in self.items.iter().enumerate() {
            faults.below(&format!("/items/{at}"), |faults| {
                sourced.check(context, faults);
                sourced.item.check(context, faults);
                let mut before = self.items[..at].iter();
                if before.any(|other| other.item == sourced.item) {
                    faults.tell("/kind", "duplicate_member");
                }
            });
        }
    }

    /// A permit is the same by its number; without one by its place, since the latest is first.
    fn items(&self) -> Vec<Item> {
        contradiction::items("/items", &self.items, |item| match &item.number {
            Some(number) => format!("number {number}"),
            None => item.kind.to_string(),
        })
    }
}

/// It tells of a person: it never shows up in a debug print.
impl fmt::Debug for PermitRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PermitRequest(***)")
    }
}

/// It tells of a person: it never shows up in a debug print.
impl fmt::Debug for Permit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Permit(***)")
    }
}

/// They tell of a person: they never show up in a debug print.
impl fmt::Debug for ResidencePermits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResidencePermits(***)")
    }
}
