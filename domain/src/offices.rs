//! Offices: the desks of an organisation.

use strum::{Display, EnumIter, EnumString, VariantNames};

use crate::actor::{Actor, OfficeId};
use crate::event::{About, Fact};
use crate::kernel::{Changed, Fault, Refusal, Text, Version, unknown_code};
use crate::policy::{Action, Reach};
use crate::staff::Email;

/// What an office is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumIter, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum OfficeKind {
    /// Employment desk (sportello lavoro).
    EmploymentDesk,
    /// Information desk for the young (Informagiovani).
    Informagiovani,
    /// Desk of targeted placement (L. 68/1999).
    TargetedPlacementDesk,
}

/// A desk of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// The office.
    pub id: OfficeId,
    /// What people call it.
    pub label: Text<100>,
    /// What it is for.
    pub kind: OfficeKind,
    /// Where it is.
    pub address: Option<Text<200>>,
    /// Its telephone, as people read it.
    pub phone: Option<Text<40>>,
    /// Its e-mail address.
    pub email: Option<Email>,
    /// How often it was saved.
    pub version: Version,
}

impl Office {
    /// A new office.
    pub fn create(office: Self, actor: &Actor) -> Result<Changed<Self>, Refusal> {
        if actor.reach(Action::ManageStaff) != Reach::Organisation {
            return Err(Refusal::NotPermitted {});
        }
        let event = About::thing("office", office.id)
            .at(office.id)
            .says(Fact::OfficeCreated {});
        Ok(Changed::new(office, event))
    }
}
