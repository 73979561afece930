//! Section *service needs*: what the service sees to when it meets the person. Never why: a reason
//! would be data about health (Reg. (EU) 2016/679, art. 9), which this record does not hold.

use std::fmt;

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, VariantNames};

use super::contacts::LanguageCode;
use super::contradiction::{self, Item};
use super::section::at_most;
use super::{Context, Section, SectionName, Sourced};
use crate::kernel::{Fault, Faults, as_text, unknown_code};

/// What the service sees to; codes of the vocabulary `service-needs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum ServiceNeedKind {
    Interpreter,
    StepFreeRoom,
    QuietRoom,
    WrittenCommunication,
    SpokenCommunication,
    LargePrint,
    PlainLanguage,
    FlexibleHours,
    LongerAppointments,
    RemoteAppointments,
    Accompanied,
    FormFillingHelp,
}

/// Something that the service sees to.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceNeed {
    /// What.
    #[serde(with = "as_text")]
    pub kind: ServiceNeedKind,
    /// Which language the interpreter speaks.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub language: Option<LanguageCode>,
}

/// What the service sees to when it meets the person.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ServiceNeeds {
    /// Each need once; an interpreter for each language once.
    pub items: Vec<Sourced<ServiceNeed>>,
}

impl ServiceNeeds {
    /// How many needs a person may have.
    pub const MOST: usize = 30;
}

impl Section for ServiceNeeds {
    const NAME: SectionName = SectionName::ServiceNeeds;

    /// An interpreter has a language, nothing else has one.
    fn check(&self, context: &Context<'_>, faults: &mut Faults) {
        at_most(Self::MOST, "/items", &self.items, faults);
        for (at, sourced) in self.items.iter().enumerate() {
            let one = &sourced.item;
            faults.below(&format!("/items/{at}"), |faults| {
                sourced.check(context, faults);
                if self.items[..at].iter().any(|other| other.item == *one) {
                    faults.tell("/kind", "duplicate_member");
                }
                let interprets = one.kind == ServiceNeedKind::Interpreter;
                match (interprets, &one.language) {
                    (true, None) => faults.tell("/language", "missing_member"),
                    (false, Some(_)) => faults.tell("/language", "not_applicable"),
                    (true, Some(_)) | (false, None) => {}
                }
            });
        }
    }

    fn items(&self) -> Vec<Item> {
        contradiction::items("/items", &self.items, |item| match &item.language {
            Some(language) => format!("{}-{language}", item.kind),
            None => item.kind.to_string(),
        })
    }
}

/// It tells of a person: it never shows up in a debug print.
impl fmt::Debug for ServiceNeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServiceNeed(***)")
    }
}

/// They tell of a person: they never show up in a debug print.
impl fmt::Debug for ServiceNeeds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServiceNeeds(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::codes;

    #[test]
    fn the_codes_are_those_of_the_vocabulary() {
        assert_eq!(ServiceNeedKind::VARIANTS, codes("service-needs"));
    }
}
